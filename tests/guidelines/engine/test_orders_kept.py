"""An order keeps the schedule of the plan only where it repeats it word for word."""

import pytest

from guidelines.engine.orders_kept import schedule_kept

PREDNISONE = {
    "name": "Prednisone",
    "line": "Prednisone 70\u00a0mg by mouth once daily in the morning",
    "route": "by mouth",
    "schedule": "once daily in the morning",
    "unit": "mg",
    "per": "day",
    "weekly": False,
}
MYCOPHENOLATE = PREDNISONE | {
    "name": "Mycophenolate mofetil",
    "line": "Mycophenolate mofetil, start 500\u00a0mg twice daily (1000\u00a0mg a day) by mouth",
    "schedule": "in 2 doses a day",
}
IMMUNOGLOBULIN = PREDNISONE | {
    "name": "Immunoglobulin",
    "line": "Immunoglobulin 140\u00a0g intravenously per course, divided over 2 days",
    "route": "intravenously",
    "schedule": "per course, divided over 2 days",
    "per": "course",
}
METHOTREXATE = PREDNISONE | {
    "name": "Methotrexate",
    "line": "Methotrexate",
    "schedule": "once a week, always on the same fixed weekday",
    "per": "week",
    "weekly": True,
}
CALCIUM = PREDNISONE | {"name": "Calcium", "line": "Calcium 1000\u00a0mg, by mouth", "unit": ""}


@pytest.mark.parametrize(
    ("regimen", "line"),
    [
        (PREDNISONE, PREDNISONE["line"]),
        (PREDNISONE, "Prednisone 40\u00a0mg a day by mouth, once daily in the morning"),
        (
            MYCOPHENOLATE,
            "Mycophenolate mofetil, start 1000\u00a0mg a day by mouth, in 2 doses a day, "
            "target 2000 to 3000\u00a0mg a day",
        ),
        (MYCOPHENOLATE, "Mycophenolate mofetil 750 mg twice daily (1500 mg a day) by mouth"),
        (IMMUNOGLOBULIN, "Immunoglobulin 100 g per course intravenously, divided over 2 days"),
        (METHOTREXATE, "Methotrexate 10 mg by mouth, once a week, on Mondays"),
        (METHOTREXATE, "Methotrexate, once a week, on Mondays"),
    ],
)
def test_the_schedule_word_for_word_is_kept(regimen, line):
    assert schedule_kept(regimen, line)


@pytest.mark.parametrize(
    ("regimen", "line"),
    [
        (PREDNISONE, "Prednisone 40 mg a day by mouth, not once daily in the morning but 20 mg"),
        (PREDNISONE, "Prednisone 40 mg a day by mouth, once daily in the morning, target 20 mg"),
        (PREDNISONE, "Prednisone 40 mg by mouth, every other day once daily in the morning"),
        (PREDNISONE, "40 mg by mouth, once daily in the morning"),
        (CALCIUM, "500 mg by mouth, once daily in the morning"),
        (METHOTREXATE, "Methotrexate 10 mg by mouth, once daily in the morning"),
    ],
)
def test_other_words_are_not(regimen, line):
    assert not schedule_kept(regimen, line)
