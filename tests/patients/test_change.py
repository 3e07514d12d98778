"""Change in words: since the last visit and since treatment began, honest where there is none."""

import pytest

from patients.charts.change import changes
from tests.patients.record_example import course, timeline, values


def told(line):
    return {change.title: change.lines for change in changes(line)}


def lines_of(line, title):
    return {row.split()[0].rstrip(":"): row for row in told(line)[title]}


VISIT = "Since the visit of 01-Nov-2026"
START = "Since treatment began on 23-Oct-2026"


def test_a_fall_of_ck_is_told_in_multiples_of_the_limit_and_percent():
    line = timeline(visits=(21,), ck=values((21, 1598), (1, 357), limit=170))
    assert lines_of(line, VISIT)["CK"] == (
        "CK fell from 9.4 to 2.1 times the upper limit since 01-Nov-2026 (−78\xa0%), "
        "last on 21-Nov-2026."
    )


def test_another_laboratory_does_not_look_like_a_change():
    rows = values((21, 340), limit=170) + values((1, 680), limit=340)
    line = timeline(visits=(21,), ck=rows)
    assert "CK stayed at 2 times the upper limit" in lines_of(line, VISIT)["CK"]


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (58, 64, "rose by 6 points, from 58 to 64 of 80"),
        (58, 57, "fell by 1 point, from 58 to 57 of 80"),
        (58, 58, "stayed at 58 of 80"),
    ],
)
def test_strength_is_told_in_points(before, now, words):
    line = timeline(visits=(21,), mmt8_80=values((21, before), (1, now)))
    assert words in lines_of(line, VISIT)["MMT-8"]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([(30, 60), (10, 40)], "60\xa0mg a day on 01-Nov-2026, now 40\xa0mg a day"),
        ([(30, 60)], "60\xa0mg a day, as on 01-Nov-2026"),
        ([(30, 60), (10, None)], "60\xa0mg a day on 01-Nov-2026, now dose not known"),
        ([(30, None)], "dose not known on 01-Nov-2026, now dose not known"),
    ],
)
def test_the_dose_of_prednisone_then_and_now(steps, words):
    line = timeline(course(start=30, steps=steps), visits=(21,), mmt8_80=values((21, 50), (1, 51)))
    assert words in lines_of(line, VISIT)["Prednisone"]


def test_prednisone_begun_since_then_and_stopped_since_then():
    strength = values((21, 50), (1, 51))
    begun = timeline(course(start=5, steps=[(5, 60)]), visits=(21,), mmt8_80=strength)
    assert "none recorded on 01-Nov-2026, now 60" in lines_of(begun, VISIT)["Prednisone"]
    stopped = timeline(course(start=30, stop=5, steps=[(30, 5)]), visits=(21,), mmt8_80=strength)
    assert "now 0\xa0mg a day" in lines_of(stopped, VISIT)["Prednisone"]


def test_the_visit_compared_with_is_the_last_one_before_the_newest_value():
    line = timeline(visits=(60, 21, 1), ck=values((60, 3400), (21, 1700), (1, 170), limit=170))
    assert VISIT in told(line)


def test_without_a_newer_value_no_change_is_told():
    line = timeline(visits=(21,), ck=values((30, 340), limit=170), mmt8_80=values((1, 60)))
    said = lines_of(line, VISIT)
    assert said["CK"] == "CK: no newer value; the last is 2 of 23-Oct-2026."
    assert "no value of that time to compare with" in said["MMT-8"]


def test_a_first_visit_has_nothing_to_compare_with():
    assert told(timeline(visits=(0,), ck=values((0, 340), limit=170))) == {}


def test_baseline_is_the_last_value_before_treatment():
    rows = values((90, 340), (31, 3400), (1, 1700), limit=170)
    line = timeline(course(start=30, steps=[(30, 60)]), ck=rows)
    assert "from 20 to 10 times" in lines_of(line, START)["CK"]


@pytest.mark.parametrize(("days", "is_baseline"), [(16, True), (15, False)])
def test_a_first_value_up_to_14_days_after_the_start_is_a_baseline(days, is_baseline):
    line = timeline(course(start=30, steps=[(30, 60)]), mmt8_80=values((days, 50), (1, 60)))
    assert ("rose by 10 points" in lines_of(line, START)["MMT-8"]) is is_baseline


def test_a_drug_that_does_not_treat_the_disease_is_not_its_start():
    line = timeline(course("Atovaquone", "ATOV", start=30), mmt8_80=values((31, 50), (1, 60)))
    assert told(line) == {}


def test_a_tiny_change_is_not_told_as_zero_percent():
    line = timeline(visits=(21,), ck=values((21, 16990), (1, 17010), limit=170))
    text = lines_of(line, VISIT)["CK"]
    assert "−0" not in text
    assert "+0" not in text


def test_relapses_and_treatments_since_then_are_named():
    line = timeline(
        course(start=30, steps=[(30, 60)]),
        course("Rituximab", "RTX", start=8, per="infusion"),
        visits=(21,),
        mmt8_80=values((21, 50), (1, 51)),
        treatment_phase=values((30, "untreated"), (10, "relapse")),
    )
    for title in (VISIT, START):
        assert told(line)[title][-2:] == [
            "Relapse on 12-Nov-2026.",
            "Started: rituximab on 14-Nov-2026.",
        ]


def test_what_began_the_treatment_is_not_told_as_started_since():
    line = timeline(course(start=30, steps=[(30, 60)]), visits=(21,))
    assert not any("Started" in text or "Relapse" in text for text in told(line)[START])
