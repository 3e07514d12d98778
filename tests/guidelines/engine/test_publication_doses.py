"""A hard limit stands at every calculated amount, and near enough to limit it."""

from dataclasses import replace

import pytest

from guidelines.engine.publication.doses import doses
from tests.guidelines.engine import toy
from tests.guidelines.engine.shipped import CONTENT

PER_KG = {"basis": "per_kg", "unit": "mg", "low": 1, "hard_max": 80}
FLAT = {"basis": "flat", "unit": "mg", "low": 15, "high": 25, "hard_max": 25}


def told(**part):
    return [str(row) for row in doses(toy.content(regimens=[toy.regimen("X", **part)]), toy.DAY)]


@pytest.mark.parametrize("part", [PER_KG, FLAT])
def test_every_calculated_amount_has_a_hard_limit(part):
    assert told(**part) == []
    assert told(**part | {"hard_max": None}) == [
        "regimens X, parts: part X: a calculated dose without a hard limit"
    ]


def test_methotrexate_without_its_limit_is_told():
    rows = [
        replace(row, parts=(replace(row.parts[0], hard_max=None),)) if row.code == "MTX" else row
        for row in CONTENT.regimens
    ]
    (found,) = doses(replace(CONTENT, regimens=tuple(rows)), toy.DAY)
    assert (found.key, found.field) == ("MTX", "parts")


def test_a_limit_that_no_dose_comes_near_is_told():
    (problem,) = told(**PER_KG | {"hard_max": 8000})
    assert problem.endswith(
        "the hard limit of 8000\u00a0mg is far above the usual 70\u00a0mg: check the unit"
    )
    assert told(**FLAT | {"hard_max": 2500})
    assert told(**FLAT | {"hard_max": 50}) == []


def test_an_amount_above_its_own_limit_is_told():
    (problem,) = told(**FLAT | {"hard_max": 10})
    assert problem.endswith("the amount is above its own hard limit")
