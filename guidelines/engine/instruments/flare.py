"""An alert to a possible flare: a rule of our own, not a validated definition.

No validated definition of relapse in necrotizing myopathy was found. A relapse is a statement of
the clinician; the alert only says that the values call for one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from .core_set import VAS_RANGE
from .instrument import (
    Constant,
    InputError,
    Instrument,
    gathered,
    needed,
    number,
    only,
    sequence,
    truth,
    within,
)
from .strength import read_scale, read_total

TIMES_REFERENCE = 2  # of the stable CK; ours
DAYS_APART = 7  # between two samples that qualify; ours
PERCENT_OF_SCALE = 10  # fall of strength from its best value; ours
CENTIMETERS = 2  # rise of the physician's global; ours
INPUTS = (
    *("ck_uln", "ck_reference", "ck_values", "mmt_best", "mmt_now", "mmt_max"),
    *("md_global_ref", "md_global_now", "treatment_escalated"),
)


class Sample(NamedTuple):
    """CK on a day, counted from any fixed day; the unit is that of the limit and the reference."""

    day: Decimal
    value: Decimal


def biochemical(samples: Sequence[Sample], uln: Decimal, reference: Decimal) -> str:
    """`suspected`, `repeat` or `none`, from samples in any order and the stable reference value.

    A sample qualifies above the limit and from twice the reference on; two of them a week or more
    apart with none between that does not qualify raise suspicion.
    """
    by_day = sorted(samples, key=lambda sample: sample.day)
    run = []
    for sample in reversed(by_day):
        if not (sample.value > uln and sample.value >= TIMES_REFERENCE * reference):
            break
        run.append(sample)
    if not run:
        return "none"
    return "suspected" if run[0].day - run[-1].day >= DAYS_APART else "repeat"


def is_weaker(best: Decimal | None, now: Decimal | None, scale: Decimal | None) -> bool | None:
    """Whether strength fell by a tenth of its scale from the best value; None if not known."""
    if None in (best, now, scale):
        return None
    return (best - now) * 100 >= PERCENT_OF_SCALE * scale


def is_more_active(before: Decimal | None, now: Decimal | None) -> bool | None:
    """Whether the physician's global rose by 2 cm or more; None if not known."""
    return None if None in (before, now) else now - before >= CENTIMETERS


def label(chemistry: str, clinical: bool, escalated: bool) -> str:
    """The label of the alert; what is clinical goes before what is biochemical."""
    if clinical:
        return "relapse_recorded" if escalated else "clinical_flare_suspected"
    if chemistry == "suspected":
        return "biochemical_relapse_recorded" if escalated else "biochemical_flare_suspected"
    return "repeat_ck_in_1_to_4_weeks" if chemistry == "repeat" else "no_flare"


def flare_alert(inputs: Mapping) -> dict:
    """The alert, and in `not_evaluable` what could not raise it because it is not known.

    Inputs: ck_uln, ck_reference, ck_values (day, value), mmt_best, mmt_now, mmt_max,
    md_global_ref, md_global_now (cm), treatment_escalated.
    """
    readers = (_chemistry, _weaker, _more_active, lambda i: truth(i, "treatment_escalated"))
    chemistry, weaker, active, escalated = gathered(partial(reader, inputs) for reader in readers)
    answers = {"ck": chemistry, "mmt": weaker, "md_global": active}
    clinical = bool(weaker or active)
    found = chemistry or "none"
    return {
        "biochemical": found,
        "clinical": clinical,
        "label": label(found, clinical, bool(escalated)),
        "not_evaluable": [name for name, answer in answers.items() if answer is None],
    }


def _chemistry(inputs):
    """What the samples say; None without any. With one, limit and reference have to be there."""
    samples = _samples(inputs)
    read = needed if samples else number
    limit, reference = gathered(
        partial(_above_zero, read, inputs, name) for name in ("ck_uln", "ck_reference")
    )
    return biochemical(samples, limit, reference) if samples else None


def _above_zero(read, inputs, name):
    value = read(inputs, name, 0)
    if value == 0:
        raise InputError(f"out_of_range:{name}")
    return value


def _samples(inputs):
    entries = sequence(inputs, "ck_values") or ()
    return gathered(partial(_sample, entry, place) for place, entry in enumerate(entries, 1))


def _sample(entry, place):
    if not isinstance(entry, Mapping):
        raise InputError(f"not_an_object:ck_values:{place}")
    with within(f"ck_values:{place}"):
        only(entry, Sample._fields)
        return Sample(*gathered(partial(needed, entry, name, 0) for name in Sample._fields))


def _weaker(inputs):
    scale = read_scale(inputs)
    readers = (partial(read_total, inputs, name, scale) for name in ("mmt_best", "mmt_now"))
    return is_weaker(*gathered(readers), scale)


def _more_active(inputs):
    names = ("md_global_ref", "md_global_now")
    return is_more_active(*gathered(partial(number, inputs, n, *VAS_RANGE) for n in names))


INSTRUMENTS = (
    Instrument(
        name="flare_alert",
        title="Alert to a possible flare",
        inputs=INPUTS,
        calculate=flare_alert,
        caution="An app rule, not a validated definition. Before calling a rise of CK a flare ask "
        "about exercise, injections, falls, surgery, a new statin and hypothyroidism.",
        constants=(
            Constant("CK above its limit and at least twice the stable reference", "ours"),
            Constant("Two such samples 7 or more days apart, none between that is not", "ours"),
            Constant("MMT-8 lower by 10 % of its scale, or physician global 2 cm higher", "ours"),
            Constant("What else raises CK", "memory"),
            Constant("A rise of CK alone is handled differently in each cohort", "uncertain"),
        ),
    ),
)
