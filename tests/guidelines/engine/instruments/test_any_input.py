"""Whatever stands in place of an input, an instrument answers; it never breaks off."""

import json
from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines.engine.instruments import INSTRUMENTS
from tests.guidelines.engine.instruments.worked import examples

MARKS = {"read", "memory", "uncertain", "ours"}
junk = st.sampled_from(
    [
        *(None, True, False, "", "NaN", "5", [], {}, [[]], {"R": 1}, -1, 10**5000),
        *(Decimal(text) for text in ("1e400", "1e999999", "1e-400000", "0e999999", "-0")),
        *(Decimal(text) for text in ("NaN", "sNaN", "Infinity", "-Infinity")),
        *(float("nan"), float("inf"), 1e300),
    ]
)


def places(value, path=()):
    """The path of every value inside the inputs."""
    if path:
        yield path
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in inside:
            yield from places(inner, (*path, key))


def replaced(inputs, path, value):
    changed = deepcopy(inputs)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


@pytest.mark.parametrize("name", INSTRUMENTS)
@settings(max_examples=60)
@given(data=st.data())
def test_junk_in_one_place_is_refused_with_a_code_or_read(name, data):
    inputs = data.draw(st.sampled_from(examples(name))).values[0]
    where = data.draw(st.sampled_from(list(places(inputs))))
    result = INSTRUMENTS[name].result(replaced(inputs, where, data.draw(junk)))
    if result.get("status") == "error":
        assert result["errors"]
        assert set(result) == {"status", "errors"}
    else:
        json.dumps(result, default=str)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_empty_object_is_answered_and_a_strange_name_refused(name):
    assert isinstance(INSTRUMENTS[name].result({}), dict)
    assert INSTRUMENTS[name].result({"no such input": 1})["errors"] == [
        "unknown_input:no such input"
    ]


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_constant_carries_its_mark_and_what_was_read_its_source(name):
    constants = INSTRUMENTS[name].constants
    assert constants
    assert {constant.mark for constant in constants} <= MARKS
    assert [c.text for c in constants if c.mark == "read" and not c.source] == []
