"""The shipped questions, values, drugs, sources and monitoring are usable as they stand."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from guidelines.engine import intake
from guidelines.engine.build import build
from guidelines.engine.derived import FUNCTIONS
from guidelines.engine.facts import Facts
from guidelines.engine.instruments import units
from guidelines.engine.program import program

FOLDER = Path(__file__).parents[2] / "guidelines" / "content" / "imnm"
RULE_DRUGS = [
    "atorvastatin",
    "fluvastatin",
    "lovastatin",
    "pitavastatin",
    "pravastatin",
    "rosuvastatin",
    "simvastatin",
    "red_yeast_rice",
    "methotrexate",
    "azathioprine",
    "mycophenolate",
    "prednisone",
    "allopurinol",
    "febuxostat",
    "trimethoprim",
    "cotrimoxazole_treatment_dose",
    "strong_cyp3a4_inhibitor",
    "strong_cyp3a4_inducer",
    "nsaid",
    "anticoagulant",
    "ace_inhibitor",
    "tacrolimus",
    "ciclosporin",
]
CHECKPOINT_INHIBITORS = [
    "pembrolizumab",
    "nivolumab",
    "ipilimumab",
    "tremelimumab",
    "atezolizumab",
    "durvalumab",
    "avelumab",
    "cemiplimab",
    "dostarlimab",
    "retifanlimab",
    "toripalimab",
    "tislelizumab",
]
BRITISH = re.compile(
    r"necrotising|oedema|oesoph|haem|anaem|paediatr|tumour|centre|randomis|titre"
    r"|co-trimoxazole|ciclosporin|paracetamol|licence|favour",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def content():
    data = yaml.safe_load((FOLDER / "guideline.yaml").read_text(encoding="utf-8"))
    for path in FOLDER.glob("*.yaml"):
        if path.stem != "guideline":
            data[path.stem] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return build(data)


@pytest.fixture(scope="module")
def elements(content):
    return {element.key: element for element in content.elements}


@pytest.fixture(scope="module")
def drugs(content):
    return {
        name: drug for drug in content.drugs for name in (drug.name, *drug.synonyms, *drug.brands)
    }


def test_keys_are_unique(content):
    for name in ("sections", "elements", "derived", "references", "monitoring", "gaps"):
        keys = [row.key for row in getattr(content, name)]
        assert len(keys) == len(set(keys)), name


def test_every_question_has_a_section_and_says_why_it_is_asked(content):
    sections = {section.key for section in content.sections}
    for element in content.elements:
        assert element.section in sections, element.key
        assert element.why.endswith("."), element.key
        assert len(element.why) < 160, element.key


def test_choices_have_options_and_numbers_have_ordered_limits(content):
    for element in content.elements:
        assert bool(element.options) == (
            element.type == "choice" or element.key in ("allergies", "ab_other", "failed_therapies")
        ), element.key
        limits = [
            limit
            for limit in (
                element.absolute_low,
                element.plausible_low,
                element.plausible_high,
                element.absolute_high,
            )
            if limit is not None
        ]
        assert limits == sorted(limits), element.key


def test_what_was_not_done_is_not_known(elements):
    words = {"not_done", "not_tested", "pending", "indeterminate", "unknown"}
    for element in elements.values():
        for option in element.options:
            assert option.unknown == (option.code in words), (element.key, option.code)


def test_old_safety_facts_need_confirmation(elements):
    weekly = {key for key, element in elements.items() if element.max_age_days == 7}
    monthly = {key for key, element in elements.items() if element.max_age_days == 30}
    assert {"ck", "creatinine_umol_l", "pregnancy_status", "infection_status", "sbp"} <= weekly
    counts = {"hb", "wbc", "neutrophils", "lymphocytes", "eosinophils", "platelets", "mcv"}
    assert monthly == {"weight_kg", "live_vaccine_days"} | counts


@pytest.mark.parametrize(
    ("key", "typed", "unit", "value"),
    [
        ("ck", "75", "ukat/L", "4500"),
        ("creatinine_umol_l", "1.2", "mg/dL", "106.08"),
        ("weight_kg", "154", "lb", "69.85322498"),
        ("height_cm", "70", "in", "177.8"),
        ("hba1c_mmol_mol", "8.1", "%", "65.02755"),
        ("hct", "42", "%", "0.42"),
        ("hb", "13.5", "g/dL", "135"),
        ("troponin_i", "0.026", "ng/mL", "26"),
        ("md_global", "64", "mm", "6.4"),
        ("tacrolimus_trough", "7.5", "ng/mL", "7.5"),
        ("fibrinogen", "150", "mg/dL", "1.5"),
    ],
)
def test_values_typed_in_another_unit_are_converted(elements, key, typed, unit, value):
    assert intake.read(elements[key], typed, unit).value == Decimal(value)


def test_fever_in_fahrenheit(elements):
    value = intake.read(elements["temp"], "101.3", "degF").value
    assert value.quantize(Decimal("0.001")) == Decimal("38.5")


@pytest.mark.parametrize(
    ("key", "typed", "unit"),
    [
        ("creatinine_umol_l", "1.1", "mg/dL"),
        ("height_cm", "1.72", "m"),
        ("hct", "42", "%"),
        ("md_global", "64", "mm"),
        ("glucose", "126", "mg/dL"),
        ("fibrinogen", "150", "mg/dL"),
    ],
)
def test_a_slip_of_units_is_refused_and_named(elements, key, typed, unit):
    assert f"in {unit}?" in intake.read(elements[key], typed).error


def test_a_very_high_ck_is_questioned_not_refused(elements):
    reading = intake.read(elements["ck"], "62000")
    assert reading.value == 62000
    assert reading.question


def test_only_codes_seen_on_a_page_are_marked_verified(elements):
    seen = {key for key, element in elements.items() if element.code_verified}
    assert seen == {"ck", "alt", "creatinine_umol_l", "achr_ab"}


def test_each_derived_value_has_its_function_and_known_inputs(content, elements):
    names = set(elements) | {row.key for row in content.derived}
    for row in content.derived:
        assert row.function in FUNCTIONS, row.key
        assert set(row.inputs) <= names, row.key
    assert {row.key for row in content.derived if row.enterable} == set(elements) & {
        row.key for row in content.derived
    }


def test_every_drug_word_of_the_rules_is_in_the_table(content):
    words = {word for drug in content.drugs for word in (drug.name, *drug.classes)}
    assert set(RULE_DRUGS) <= words


def test_a_name_or_brand_means_one_drug(content, drugs):
    assert len(drugs) == sum(1 + len(d.synonyms) + len(d.brands) for d in content.drugs)
    assert all(name == name.lower() for name in drugs)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("lipitor", "atorvastatin"),
        ("caduet", "atorvastatin"),
        ("inegy", "simvastatin"),
        ("eliquis", "anticoagulant"),
        ("tarka", "ace_inhibitor"),
        ("cyclosporine", "ciclosporin"),
        ("cellcept", "mycophenolate"),
        ("prednisolone", "prednisone"),
        ("biaxin", "strong_cyp3a4_inhibitor"),
        ("rifampicin", "strong_cyp3a4_inducer"),
        ("bactrim", "cotrimoxazole_treatment_dose"),
    ],
)
def test_a_brand_or_product_carries_the_word_that_rules_ask_for(drugs, typed, word):
    assert word in (drugs[typed].name, *drugs[typed].classes)


def test_prophylactic_trimethoprim_sulfamethoxazole_is_not_a_treatment_dose(drugs):
    assert drugs["co-trimoxazole prophylaxis"].classes == ()


@pytest.mark.parametrize("name", CHECKPOINT_INHIBITORS)
def test_checkpoint_inhibitors_carry_their_class(drugs, name):
    assert "checkpoint_inhibitor" in drugs[name].classes


def test_all_statements_and_conflicts_of_the_source_are_there(content):
    assert [row.key for row in content.statements] == [f"S{n}" for n in range(1, 25)]
    assert [row.key for row in content.conflicts] == [f"U{n}" for n in range(1, 25)]
    empty = {row.key for row in content.statements if row.empty}
    assert empty == {"S5", "S11", "S12", "S14", "S15"}
    assert empty <= {gap.key for gap in content.gaps}
    assert all(gap.owner and gap.due for gap in content.gaps)


def test_every_source_cited_exists_and_a_verified_one_shows_its_identifier(content):
    keys = {row.key for row in content.references}
    for name in ("recommendations", "regimens", "blocks", "interplays", "monitoring"):
        for row in getattr(content, name):
            assert set(row.sources) <= keys, row
    for row in content.references:
        assert re.fullmatch(r"[A-Za-z0-9-]+", row.key)
        assert row.identifier or not row.verified, row.key


def test_monitoring_names_its_patients_its_limit_and_its_origin(content, elements):
    regimens = {row.code for row in content.regimens}
    for row in content.monitoring:
        assert row.when or row.regimens, row.key
        assert row.sources or row.own_source, row.key
        assert set(row.regimens) <= regimens, row.key
        assert set(row.elements) <= set(elements), row.key
        assert list(row.weeks) == sorted(row.weeks), row.key


def test_every_test_is_done_by_results_and_has_a_name_for_the_calendar(content, elements):
    for row in content.monitoring:
        assert row.elements, row.key
        assert row.short, row.key
        for key in row.elements:
            assert elements[key].names, (row.key, key)


def test_what_is_followed_over_time_is_a_single_value_of_the_patient(elements):
    followed = {key for key, element in elements.items() if element.names}
    core_set = {"md_global", "patient_global", "extramuscular", "haq_di", "mmt8_80", "ck"}
    decide_relapse = {"dysphagia", "resp_distress", "niv_or_ventilated", "myocarditis", "ecg"}
    decide_relapse |= {"cardiac_symptoms", "mri_muscle", "treatment_phase", "ambulation"}
    assert core_set | decide_relapse <= followed
    assert not followed & {element.limit for element in elements.values()}
    assert not followed & {"age_years", "height_cm", "diagnosis_status", "current_drugs"}


@pytest.mark.parametrize("key", ["ck", "troponin_i", "troponin_t", "ggt", "alp", "bilirubin"])
def test_a_laboratory_limit_stands_in_the_units_of_its_test(elements, key):
    limit = elements[elements[key].limit]
    assert (limit.unit, limit.units) == (elements[key].unit, elements[key].units)


def test_plain_calcium_is_neither_the_corrected_nor_the_ionized_one(elements):
    names = {name.lower() for element in elements.values() for name in element.names}
    assert not names & {"calcium", "ca", "troponin"}


def test_every_regimen_has_its_ingredient_and_every_therapy_a_regimen(content):
    assert all(row.ingredient for row in content.regimens)
    by = {row.code: row for row in content.regimens}
    assert by["PRED"].ingredient == by["PRED_ICI2"].ingredient != by["IVMP"].ingredient
    therapies = {row.therapy for row in content.regimens if row.therapy}
    (failed,) = (row for row in content.elements if row.key == "failed_therapies")
    assert therapies == {option.code for option in failed.options}


def test_glucose_is_converted_as_the_instruments_do(elements):
    own = intake.read(elements["glucose"], "200", "mg/dL").value
    theirs = units.convert("glucose", Decimal(200), "mg/dL", "mmol/L")
    assert abs(own - theirs) < Decimal("0.0001")


@pytest.mark.parametrize(("typed", "beyond"), [("125", False), ("126", True)])
def test_fasting_glucose_of_126_mg_dl_is_beyond_its_limit(content, elements, typed, beyond):
    (row,) = (row for row in content.monitoring if row.key == "M11")
    value = intake.read(elements["glucose"], typed, "mg/dL").value
    findings = {"glucose": {"value": value, "on": "2026-11-22"}}
    assert judged(content, row.limits[0].when, findings) is beyond


def judged(content, when, findings):
    compiled = program(content)
    facts = Facts(compiled, findings, datetime.date(2026, 11, 22))
    return compiled.node(when).verdict(facts)


def test_outside_its_scope_only_emergency_advice_remains(content):
    child, excluded = content.gates
    emergency = {f"R{n}" for n in (1, 2, 3, 4, 5, 42, 43, 44, 45, 46)}
    assert (set(child.shows), child.regimens) == (emergency | {"R6"}, "none")
    assert (set(excluded.shows), excluded.regimens) == (emergency, "named")


def test_shown_text_is_american_english(content):
    rows = (*content.elements, *content.derived, *content.monitoring, *content.statements)
    rows += (*content.conflicts, *content.gaps, *content.sections, *content.gates)
    fields = [
        "label",
        "why",
        "note",
        "test",
        "schedule",
        "act_if",
        "text",
        "topic",
        "differs",
        "choice",
        "filled_by",
        "title",
        "action",
        "exception",
        "short",
    ]
    rows += tuple(limit for row in content.monitoring for limit in row.limits)
    for row in rows:
        for field in fields:
            assert not BRITISH.search(getattr(row, field, "")), (row.key, field)


def test_what_is_recorded_for_context_decides_nothing(content, elements):
    rows = (*content.gates, *content.criteria, *content.recommendations, *content.blocks)
    rows += (*content.interplays, *content.monitoring)
    rows += tuple(rule for regimen in content.regimens for rule in regimen.adjustments)
    rows += tuple(level for row in content.derived for level in row.levels)
    rows += tuple(limit for row in content.monitoring for limit in row.limits)
    texts = [text for row in rows for text in (row.when, getattr(row, "unless", ""))]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    words |= {key for row in content.derived for key in row.inputs}
    words |= {"current_drugs", "failed_therapies", "allergies", "ab_other"}  # by function
    words |= {"hct"}  # plasma volume
    words |= {"md_global", "patient_global", "extramuscular", "haq_di"}  # improvement score
    monitored = {key for row in content.monitoring for key in row.elements}
    for key, element in elements.items():
        assert not (element.context_only and key in words), key
        assert element.context_only or key in words | monitored, key
