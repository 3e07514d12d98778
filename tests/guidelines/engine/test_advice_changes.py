"""What one plan says otherwise than another, and how grave that is."""

import copy

import pytest
from hypothesis import given, settings

from guidelines.engine.advice_changes import Severity, advice_changes
from guidelines.engine.build import build
from guidelines.engine.plan import evaluate
from guidelines.engine.text_difference import same_words
from guidelines.exchange import SHIPPED, read_directory
from tests.factories import AGE, small_guideline
from tests.guidelines.engine.shipped import CONTENT, DAY, confirmed
from tests.guidelines.engine.strategies import patients


def small(**rows):
    """The small guideline with some fields of its rows replaced: `R1={"when": "..."}`."""
    data = small_guideline()
    data["elements"] += [AGE]
    for row in (row for name in NAMED for row in data[name]):
        row |= rows.get(row.get("key") or row.get("code"), {})
    return build(data)


NAMED = ("criteria", "recommendations", "regimens", "blocks", "interplays")


def changes(flat, after, given=()):
    """The changes for one patient from the small guideline to another content."""
    findings = confirmed({"age_years": 50} | flat)
    plans = [evaluate(content, findings, DAY) for content in (small(), after)]
    return advice_changes(*plans, given)


def brief(found):
    return [(row.kind, row.key, row.was, row.now, row.severity) for row in found]


def test_advice_that_comes_or_goes_is_major():
    after = small(R1={"when": "weight_kg > 80"})
    found = changes({"weight_kg": 70, "infection": "absent"}, after)
    assert ("status", "R1", "recommended", "not indicated", Severity.MAJOR) in brief(found)


def test_advice_that_was_accepted_and_is_gone_concerns_safety():
    after = small(R1={"when": "weight_kg > 80"})
    patient = {"weight_kg": 70, "infection": "absent"}
    found = changes(patient, after, given={("R1", "DRUG")})
    assert ("status", "R1", "recommended", "not indicated", Severity.SAFETY) in brief(found)


def test_safety_advice_that_goes_concerns_safety():
    after = small(R2={"when": "infection = proven and weight_kg > 80"})
    found = changes({"weight_kg": 70, "infection": "proven"}, after)
    assert brief(found) == [
        ("status", "R2", "recommended", "not indicated", Severity.SAFETY),
    ]


def test_a_block_of_an_advised_drug_concerns_safety():
    after = small(B1={"when": "infection = proven or weight_kg > 65"})
    found = changes({"weight_kg": 70, "infection": "absent"}, after)
    assert ("state", "DRUG", "free", "blocked: Proven infection", Severity.SAFETY) in brief(found)
    assert ("status", "R1", "recommended", "ruled out", Severity.SAFETY) in brief(found)


def test_a_block_of_a_drug_nobody_advised_is_minor():
    after = small(B1={"when": "infection = proven or weight_kg < 60"})
    found = changes({"weight_kg": 50, "infection": "absent"}, after)
    assert brief(found) == [
        ("state", "DRUG", "free", "blocked: Proven infection", Severity.MINOR),
    ]


def test_the_same_block_for_another_reason_is_minor():
    after = small(B1={"reason": "Sepsis"})
    found = changes({"weight_kg": 70, "infection": "proven"}, after)
    assert brief(found) == [
        ("reason", "DRUG", "blocked: Proven infection", "blocked: Sepsis", Severity.MINOR),
    ]


def test_another_dose_is_major_and_a_limit_that_is_not_reached_is_none():
    part = small_guideline()["regimens"][0]["parts"][0]
    patient = {"weight_kg": 70, "infection": "absent"}
    higher = changes(patient, small(DRUG={"parts": [part | {"low": 1}]}))
    assert [(row.kind, row.severity) for row in higher] == [("dose", Severity.MAJOR)]
    assert "52.5\u00a0mg" in higher[0].was
    assert "70\u00a0mg" in higher[0].now
    limit = changes(patient, small(DRUG={"parts": [part | {"hard_max": 75}]}))
    assert limit == ()


def test_another_schedule_of_the_same_amount_is_major():
    found = changes(
        {"weight_kg": 70, "infection": "absent"}, small(DRUG={"schedule": "every other day"})
    )
    assert [(row.kind, row.severity) for row in found] == [("dose", Severity.MAJOR)]


def test_sentence_and_grade_count_only_where_the_advice_shows():
    after = small(R1={"sentence": "Do not give it.", "strength": "weak", "rationale": "Otherwise"})
    shown = changes({"weight_kg": 70, "infection": "absent"}, after)
    assert [(row.kind, row.severity) for row in shown] == [
        ("sentence", Severity.MAJOR),
        ("grade", Severity.WORDING),
        ("rationale", Severity.WORDING),
    ]
    assert changes({"weight_kg": 50, "infection": "absent"}, after) == ()


def test_a_sentence_with_other_spaces_and_marks_is_said_in_the_same_words():
    sentence = small().recommendations[0].sentence
    after = small(R1={"sentence": f"  {sentence.replace(' ', '  ')}!"})
    found = changes({"weight_kg": 70, "infection": "absent"}, after)
    assert [(row.kind, row.severity) for row in found] == [("sentence", Severity.WORDING)]


def test_a_sign_or_a_decimal_point_is_no_mere_mark():
    for was, now in [("< 5 mg", "> 5 mg"), ("1.5 mg", "15 mg"), ("0.5", "0-5"), ("-2", "2")]:
        assert not same_words(was, now)
    assert same_words("Give it, (then) stop.", "Give it; then **stop**")


def test_what_to_do_instead_of_a_block_that_is_shown_is_major():
    after = small(B1={"instead": "Give it all the same"})
    found = changes({"weight_kg": 70, "infection": "proven"}, after)
    assert brief(found) == [
        ("instead", "DRUG", small().blocks[0].instead, "Give it all the same", Severity.MAJOR),
    ]


@pytest.mark.parametrize("field", ["contraindications", "cautions", "interactions", "information"])
def test_what_to_know_of_a_drug_that_is_offered_is_major(field):
    after = small(DRUG={field: "Nothing to mind"})
    found = changes({"weight_kg": 70, "infection": "absent"}, after)
    assert brief(found) == [
        (field, "DRUG", "none", "Nothing to mind", Severity.MAJOR),
    ]
    assert changes({"weight_kg": 50, "infection": "absent"}, after) == ()


def test_another_schedule_of_one_part_is_major_and_told():
    part = small_guideline()["regimens"][0]["parts"][0] | {"schedule": "four times a day"}
    found = changes({"weight_kg": 70, "infection": "absent"}, small(DRUG={"parts": [part]}))
    assert [(row.kind, row.severity) for row in found] == [("dose", Severity.MAJOR)]
    assert "four times a day" in found[0].now


TAKEN = {
    "key": "current_drugs",
    "label": "Current medicines",
    "section": "person",
    "type": "list",
    "why": "What is taken already",
    "open_list": True,
}


def test_a_new_hard_stop_of_a_drug_that_is_taken_concerns_safety():
    """Nobody advises it, and no course of it is recorded: it stands among the medicines alone."""
    stop = {"effect": "hard_stop", "when": "weight_kg < 60"}
    data = [_with_drugs(small_guideline()), _with_drugs(small_guideline())]
    data[1]["blocks"][0] |= stop
    flat = {"age_years": 50, "weight_kg": 50, "infection": "absent", "current_drugs": ["brand"]}
    found = advice_changes(*(evaluate(build(row), confirmed(flat), DAY) for row in data))
    assert [(row.kind, row.key, row.severity) for row in found] == [
        ("state", "DRUG", Severity.SAFETY)
    ]
    others = confirmed(flat | {"current_drugs": ["other"]})
    found = advice_changes(*(evaluate(build(row), others, DAY) for row in data))
    assert [row.severity for row in found] == [Severity.MINOR]


def _with_drugs(data):
    data["elements"] += [AGE, TAKEN]
    data["drugs"] = [{"name": "drug", "brands": ["brand"]}, {"name": "other"}]
    data["regimens"][0]["ingredient"] = "drug"
    return data


def test_advice_together_that_is_of_another_kind_or_gives_way_otherwise_is_major():
    found = together({"kind": "order", "text": "Both."}, {"kind": "warning", "text": "Both."})
    assert [(row.kind, row.severity) for row in found] == [("together", Severity.MAJOR)]
    assert found[0].was != found[0].now
    first = {"kind": "precedence", "text": "One.", "keeps": ["R1"], "yields": ["R2"]}
    found = together(first, first | {"keeps": ["R2"], "yields": ["R1"]})
    assert Severity.MAJOR in [row.severity for row in found if row.kind == "together"]
    warning = {"kind": "warning", "text": "Dangerous together."}
    assert together(warning, warning | {"text": "No risk."})[0].severity == Severity.MAJOR
    assert together(warning, warning | {"text": "Dangerous together"})[0].severity == (
        Severity.WORDING
    )


def together(*rows):
    """The changes between two versions that differ in one row of advice given together."""
    contents = [small_guideline() for _row in rows]
    for data, row in zip(contents, rows, strict=True):
        data["elements"] += [AGE]
        data["interplays"] = [{"key": "I1", "title": "Both", "when": "weight_kg > 60"} | row]
    findings = confirmed({"age_years": 50, "weight_kg": 70, "infection": "absent"})
    return advice_changes(*(evaluate(build(data), findings, DAY) for data in contents))


def test_more_urgent_advice_is_major():
    found = changes({"weight_kg": 70, "infection": "absent"}, small(R1={"urgency": "now"}))
    assert brief(found) == [("urgency", "R1", "within days", "now", Severity.MAJOR)]


def test_a_drug_that_is_no_longer_offered_after_it_was_accepted_concerns_safety():
    patient = {"weight_kg": 70, "infection": "absent"}
    after = small(R1={"regimens": []})
    assert [row.severity for row in changes(patient, after) if row.kind == "treatments"] == [
        Severity.MAJOR
    ]
    accepted = changes(patient, after, given={("R1", "DRUG")})
    assert [row.severity for row in accepted if row.kind == "treatments"] == [Severity.SAFETY]


def shipped(collection, key, **values):
    data = copy.deepcopy(read_directory(SHIPPED))
    row = next(row for row in data[collection] if key in (row.get("key"), row.get("code")))
    row.update(values)
    return build(data)


@settings(max_examples=30)
@given(patients())
def test_the_same_content_changes_nothing(flat):
    findings = confirmed(flat)
    plans = [evaluate(content, findings, DAY) for content in (CONTENT, SAME)]
    assert advice_changes(*plans) == ()


@settings(max_examples=30)
@given(patients())
def test_the_other_way_round_the_same_changes_are_as_grave(flat):
    findings = confirmed(flat)
    plans = [evaluate(content, findings, DAY) for content in (CONTENT, EDITED)]
    forth, back = advice_changes(*plans), advice_changes(*reversed(plans))
    told = {(row.kind, row.key, row.was, row.now, row.severity) for row in forth}
    assert told == {(row.kind, row.key, row.now, row.was, row.severity) for row in back}


SAME = shipped("criteria", "cancer_window")
EDITED = shipped("recommendations", "R11", when="dx_ok", urgency="now")
