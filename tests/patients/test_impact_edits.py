"""One edit of one threshold touches exactly whom it should, worked out by hand."""

from datetime import date

import pytest

from guidelines import differences, frozen
from patients.models import Encounter
from patients.runs import progress
from tests import factories
from tests import factories_people as people
from tests.patients.impact_runs import run, touched

# One edit of one threshold each, in a guideline that is small enough to work it out by hand:
# R1 gives 0.75 mg/kg, at most 80 mg, half of it above 100 kg, to patients above 60 kg.
WEIGHTS = (50, 55, 60, 61, 80, 100, 101, 120)
EDITS = {
    "advice from 54 kg on": ("R1", {"when": "is_heavy or weight_kg > 54"}, {55, 60}),
    "half the dose from 80 kg on": ("is_heavy", {"when": "weight_kg >= 80"}, {80, 100}),
    "at most 60 mg": ("DRUG", {"hard_max": 60}, {100}),
}


def small_edit(name):
    """The small guideline after an edit, and the weights of whom it touches."""
    key, values, expected = EDITS[name]
    data = factories.small_guideline(**GROWN)
    rows = [*data["criteria"], *data["recommendations"]]
    rows += [row["parts"][0] | {"key": row["code"]} for row in data["regimens"]]
    for row in rows:
        if row.get("key") == key:
            row.update(values)
    if key == "DRUG":
        data["regimens"][0]["parts"][0].update(values)
    return data | {"version": 2}, expected


VALID = factories.small_guideline()
GROWN = {
    "elements": [*VALID["elements"], factories.AGE],
    "vignettes": [
        {
            "key": f"W{weight}",
            "title": f"{weight} kg",
            "findings": {"age_years": 50, "weight_kg": weight, "infection": "absent"},
        }
        for weight in (*WEIGHTS, None)
    ],
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_one_threshold_touches_exactly_the_test_patients_it_should(db, name):
    data, expected = small_edit(name)
    before, after = factories.make_draft(**GROWN | {"key": "small"}), factories.make_draft(**data)
    found = differences.patients(frozen.load(before), frozen.load(after))
    assert {row.vignette.key for row in found} == {f"W{weight}" for weight in expected}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_one_threshold_touches_exactly_the_consultations_it_should(
    name, team, clinician, reviewer
):
    data, expected = small_edit(name)
    before, after = factories.make_draft(**GROWN), factories.make_draft(**data)
    by_weight = {weight: _signed_small(before, team, clinician, weight) for weight in WEIGHTS}
    _signed_small(before, team, clinician, None)
    replay = run(before, after, reviewer)
    assert set(touched(replay)) == {by_weight[weight] for weight in expected}
    assert progress(replay).done == len(WEIGHTS) + 1


def _signed_small(version, team, by, weight):
    """A signed consultation under the small guideline with one weight."""
    day = date(2026, 11, 22)
    flat = {"age_years": 50, "weight_kg": weight or "unknown", "infection": "absent"}
    findings = {
        key: {"value": value, "on": day.isoformat(), "typed": str(value)}
        for key, value in flat.items()
    }
    draft = Encounter.objects.create(
        patient=people.patient(team), version=version, on=day, created_by=by, findings=findings
    )
    return _as_signed(draft, by)


def _as_signed(draft, by):
    """Signed as it is stored, without what only the shipped guideline needs for a signature."""
    Encounter.objects.filter(pk=draft.pk).update(
        status="signed", signed_by=by, signed_at=draft.created_at, plan={}, digest="d"
    )
    draft.refresh_from_db()
    return draft
