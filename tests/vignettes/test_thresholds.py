"""A threshold that is edited by mistake fails exactly the test patients that stand in between."""

from dataclasses import replace

import pytest

from guidelines.engine import vignettes
from tests.guidelines.engine.shipped import CONTENT


def edited(collection, key, old, new):
    """The shipped content with one part of one condition changed."""
    rows = [
        replace(row, when=row.when.replace(old, new)) if row.key == key else row
        for row in getattr(CONTENT, collection)
    ]
    assert tuple(rows) != getattr(CONTENT, collection)
    return replace(CONTENT, **{collection: tuple(rows)})


def failing(content):
    return {row.key for row in content.vignettes if vignettes.differences(content, row)}


@pytest.mark.parametrize(
    ("collection", "key", "old", "new", "element", "low", "high"),
    [
        ("blocks", "B44", "potassium >= 5.5", "potassium >= 5.6", "potassium", 5.5, 5.6),
        ("blocks", "B9", "neutrophils < 1.6", "neutrophils < 1.7", "neutrophils", 1.6, 1.7),
        ("blocks", "B31", "sbp < 90", "sbp < 91", "sbp", 90, 91),
        ("criteria", "steroid_high_risk", ">= 64", ">= 65", "hba1c_mmol_mol", 64, 65),
    ],
)
def test_an_edit_fails_the_patients_between_the_old_and_the_new_limit(
    collection, key, old, new, element, low, high
):
    between = {
        row.key for row in CONTENT.vignettes if low <= (row.findings.get(element) or 0) < high
    }
    found = failing(edited(collection, key, old, new))
    assert found
    assert found <= between


def test_each_patient_at_a_limit_notices_the_edit():
    assert failing(edited("blocks", "B44", ">= 5.5", ">= 5.6")) == {"X52", "Y22"}
    assert failing(edited("blocks", "B9", "neutrophils < 1.6", "neutrophils < 1.7")) == {"Y20"}
    assert failing(edited("blocks", "B31", "sbp < 90", "sbp < 91")) == {"Y52"}
