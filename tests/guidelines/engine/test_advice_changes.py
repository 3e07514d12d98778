"""What one plan says otherwise than another, and how grave that is."""

import copy

from hypothesis import given, settings

from guidelines.engine.advice_changes import Severity, advice_changes
from guidelines.engine.build import build
from guidelines.engine.plan import evaluate
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


def test_wording_and_grade_count_only_where_the_advice_shows():
    after = small(R1={"sentence": "Give it.", "strength": "weak"})
    shown = changes({"weight_kg": 70, "infection": "absent"}, after)
    assert [(row.kind, row.severity) for row in shown] == [
        ("grade", Severity.WORDING),
        ("wording", Severity.WORDING),
    ]
    assert changes({"weight_kg": 50, "infection": "absent"}, after) == ()


def test_more_urgent_advice_is_major():
    found = changes({"weight_kg": 70, "infection": "absent"}, small(R1={"urgency": "now"}))
    assert brief(found) == [("urgency", "R1", "days", "now", Severity.MAJOR)]


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
