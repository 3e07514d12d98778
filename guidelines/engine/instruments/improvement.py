"""Response to treatment by the ACR/EULAR criteria of 2016, for adults."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from .core_set import HAQ_RANGE, VAS_RANGE
from .improvement_score import ENZYME_RANGES, MEASURES, Enzyme, Visit, category, improvement
from .instrument import (
    Constant,
    InputError,
    Instrument,
    chosen,
    gathered,
    mapping,
    needed,
    number,
    only,
    rounded,
    within,
)
from .strength import read_scale, read_total
from .units import ENZYME_UNITS, convert

CAUTION = (
    "Not derived for immune-mediated necrotizing myopathy: the score was made for dermatomyositis "
    "and polymyositis. CK may fall weeks before strength returns, and muscle replaced by fat "
    "limits recovery although the disease is quiet. Read the components, not the total alone."
)


def tis_2016(inputs: Mapping) -> dict:
    """Total improvement score 0 to 100 with its components; bounds while a measure is missing.

    Inputs: age, and baseline and followup with md_global, patient_global, extramuscular (cm), haq,
    mmt, mmt_max and enzymes (value, uln, unit by name). A visit needs no measure but its object.
    """
    age = number(inputs, "age", 0, 120)
    if age is not None and age < 18:
        return _for_children()
    readers = [partial(_read_visit, inputs, name) for name in ("baseline", "followup")]
    (baseline, limits), (followup, later_limits) = gathered(readers)
    if _differ(baseline.mmt_max, followup.mmt_max):
        raise InputError("mmt_scale_mismatch")
    found = improvement(baseline, followup)
    same_limit = not _differ(limits.get(found.enzyme), later_limits.get(found.enzyme))
    warnings = [*_warnings(baseline, followup, found.enzyme)]
    warnings += [] if same_limit else ["uln_changed_fold_method_used"]
    return _result(found) | {"warnings": warnings}


def _differ(one, other):
    return None not in (one, other) and one != other


def _for_children():
    return {
        "status": "not_applicable",
        "tis": None,
        "category": None,
        "measures": {},
        "enzyme_used": None,
        "worsened": [],
        "missing": [],
        "warnings": ["age_under_18_use_jdm_criteria"],
    }


def _result(found):
    least, most = found.bounds
    at_least, at_most = category(least), category(most)
    calculable = found.status != "not_calculable"
    result = {
        "status": found.status,
        "tis": least if found.status == "complete" else None,
        "category": at_least if calculable and at_least == at_most else None,
        "measures": {
            name: {"apc": _percent(found.changes[name]), "score": found.points[name]}
            for name in MEASURES
        },
        "enzyme_used": found.enzyme,
        "worsened": found.worsened,
        "missing": found.missing,
    }
    if found.status == "incomplete":
        result |= {"lower_bound": least, "upper_bound": most, "category_at_least": at_least}
    return result


def _percent(change):
    if change is None:
        return None
    return rounded(Decimal(change.numerator) / change.denominator, 1)


def _warnings(baseline, followup, enzyme):
    """What keeps the total from telling all: a best value already, or an enzyme that is lost."""
    lowest = {name: getattr(baseline, name) for name in ("md_global", "patient_global", "haq")}
    lowest["enzyme"] = baseline.enzymes[enzyme].value if enzyme else None
    lowest["extramuscular"] = baseline.extramuscular
    best = [name for name, value in lowest.items() if value == 0]
    if baseline.mmt is not None and baseline.mmt == baseline.mmt_max:
        best.append("mmt")
    yield from (f"no_room_to_improve:{name}" for name in best)
    if enzyme and baseline.enzymes[enzyme].fold <= 1:
        yield "no_enzyme_above_uln_at_baseline"
    if enzyme and enzyme not in followup.enzymes:
        yield f"enzyme_missing_at_followup:{enzyme}"


def _read_visit(inputs, name):
    """The visit, and the upper limits of its enzymes in U/L."""
    visit = mapping(inputs, name)
    with within(name):
        only(visit, Visit._fields)
        scale = read_scale(visit)
        readers = {
            "md_global": partial(number, visit, "md_global", *VAS_RANGE),
            "patient_global": partial(number, visit, "patient_global", *VAS_RANGE),
            "extramuscular": partial(number, visit, "extramuscular", *VAS_RANGE),
            "haq": partial(number, visit, "haq", *HAQ_RANGE),
            "mmt": partial(read_total, visit, "mmt", scale),
            "enzymes": partial(_read_enzymes, visit),
        }
        values = dict(zip(readers, gathered(readers.values()), strict=True))
    enzymes, limits = values.pop("enzymes")
    return Visit(mmt_max=scale, enzymes=enzymes, **values), limits


def _read_enzymes(visit):
    if visit.get("enzymes") is None:
        return {}, {}
    entries = mapping(visit, "enzymes")
    only(entries, ENZYME_RANGES)
    enzymes, limits = {}, {}
    for name, entry in entries.items():
        if entry is None:
            continue
        read = _read_enzyme(name, mapping(entries, name))
        if read is not None:
            enzymes[name], limits[name] = read
    return enzymes, limits


def _read_enzyme(name, entry):
    """The enzyme and its limit in U/L; None if it was not measured. Codes name the measure."""
    only(entry, ("value", "uln", "unit"))
    value = number({"enzyme": entry.get("value")}, "enzyme", 0)
    if value is None:
        return None
    uln = needed({"enzyme": entry.get("uln")}, "enzyme", 0)
    if not uln:
        raise InputError("out_of_range:enzyme")
    unit = chosen({"enzyme": entry.get("unit")}, "enzyme", ENZYME_UNITS)
    return Enzyme(value, uln), convert(name, uln, unit, "U/L")


INSTRUMENTS = (
    Instrument(
        name="tis_2016",
        title="Total improvement score, ACR/EULAR 2016, adults",
        inputs=("age", "baseline", "followup"),
        calculate=tis_2016,
        caution=CAUTION,
        constants=(
            Constant("Points and limits of the six measures", "read", "Rider 2017, table 3"),
            Constant("Minimal 20, moderate 40, major 60 (adults)", "read", "Rider 2017, table 3"),
            Constant("Scales of 10 cm", "read", "Rider 2011"),
            Constant("HAQ range 3", "memory"),
            Constant("Strength range: the maximum of its scale", "read", "IMACS calculator"),
            Constant("Enzyme range: CK 15, aldolase 6, LDH, AST, ALT 3 × upper limit", "memory"),
            Constant("The enzyme most abnormal at baseline is followed", "read", "Rider 2017"),
            Constant("Multiples of each visit's own limit, whatever the unit", "ours"),
            Constant("Physician global and strength are needed", "read", "IMACS calculator"),
            Constant("Whether the calculator needs more measures", "uncertain"),
            Constant("Bounds instead of a total while a measure is missing", "ours"),
        ),
    ),
)
