"""The charts show every number where it belongs, and nothing that is not known."""

import datetime
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from patients.charts.axes import Days, Logarithmic, round_up
from patients.charts.course_chart import BELOW, LEFT, RIGHT, WIDTH, CourseChart
from patients.charts.small_charts import ends, small_charts
from tests.patients.record_example import DAY, ago, course, timeline, values

WOMAN = {
    "birth_date": {"value": "1984-03-14", "on": "2026-11-22"},
    "sex_at_birth": {"value": "female", "on": "2026-11-22"},
}


def panel(line, start):
    return next(row for row in CourseChart(line).panels if row.heading.startswith(start))


def drawn(line):
    return render_to_string("charts/course.svg", {"chart": CourseChart(line)})


def titles(line):
    """What the drawing says when pointed at, in order."""
    return re.findall(r"<title>(.*?)</title>", drawn(line))


def table(line):
    """The text of each row of the table behind the chart."""
    text = render_to_string("patients/_course_chart.html", {"chart": CourseChart(line)})
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)[1:]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in rows]


def places(outline):
    return [tuple(map(float, pair)) for pair in re.findall(r"(-?\d+\.?\d*),(-?\d+\.?\d*)", outline)]


def year():
    """A year with a taper, a relapse and a second drug."""
    return timeline(
        course(start=360, steps=[(360, 70), (200, 20), (100, 60), (-14, 40), (-42, 20)]),
        course("Methotrexate", "MTX", start=350, stop=100, steps=[(350, 15)], per="week"),
        course("Rituximab", "RTX", start=99, stop=84, per="infusion"),
        visits=(360, 100),
        ck=values((360, 8500), (300, 1700), (200, 170), (100, 1020), (30, 340), limit=170),
        mmt8_80=values((360, 44), (200, 76), (100, 68), (30, 74)),
        treatment_phase=values((360, "untreated"), (100, "relapse")),
        mri_muscle=values((360, "oedema")),
        ab_srp_titre=values((360, 120), (100, 60.5)),
    )


# The course


def test_each_ck_is_measured_by_the_limit_of_its_own_laboratory():
    line = timeline(ck=values((60, 1700), limit=170) + values((30, 1700), limit=340))
    assert [point.text for point in line.ck] == ["10", "5"]
    high, low = (sign.title for sign in panel(line, "CK").signs)
    assert high == "23-Sep-2026: CK 10 × upper limit (1700\xa0U/L, upper limit 170\xa0U/L)"
    assert "upper limit 340" in low


def test_a_ck_without_any_limit_is_not_drawn_but_named():
    line = timeline(ck=values((60, 1700)))
    assert CourseChart(line).panels == []
    text = render_to_string("patients/_course_chart.html", {"chart": CourseChart(line)})
    assert "Not drawn" in text
    assert "CK 1700\xa0U/L of 23-Sep-2026" in text


def test_the_limit_entered_at_a_visit_serves_its_ck():
    found = {
        "ck": {"value": "3400", "on": "2026-11-22"},
        "ck_uln": {"value": "170", "on": "2026-11-22"},
    }
    assert [point.text for point in timeline(findings=found).ck] == ["20"]


def test_the_line_is_broken_where_a_ck_cannot_be_compared():
    rows = values((90, 1700), limit=170) + values((60, 900)) + values((30, 340), limit=170)
    whole = timeline(ck=values((90, 1700), (30, 340), limit=170))
    assert len(panel(whole, "CK").lines) == 1
    assert len(panel(timeline(ck=rows), "CK").lines) == 2


@pytest.mark.parametrize(("days", "pieces"), [(181, 1), (182, 1), (183, 2)])
def test_values_more_than_26_weeks_apart_are_not_joined(days, pieces):
    line = timeline(mmt8_80=values((days, 50), (0, 70)))
    assert len(panel(line, "MMT-8").lines) == pieces


def test_what_was_never_measured_has_no_panel():
    line = timeline(ck=values((30, 340), limit=170))
    assert [row.heading.split(",")[0] for row in CourseChart(line).panels] == ["CK"]


def test_a_single_value_is_one_mark_inside_the_drawing():
    signs = panel(timeline(ck=values((0, 340), limit=170)), "CK").signs
    assert len(signs) == 1
    assert LEFT <= places(signs[0].outline)[0][0] <= RIGHT


def test_all_values_of_one_day_are_drawn():
    line = timeline(ck=values((30, 340), (30, 510), limit=170))
    assert [point.text for point in line.ck] == ["2", "3"]
    assert len(panel(line, "CK").signs) == 2


@pytest.mark.parametrize(("ck", "is_below"), [(0, True), (16, True), (17, False), (340, False)])
def test_a_ck_below_the_axis_stands_at_its_edge_and_says_so(ck, is_below):
    found = panel(timeline(ck=values((30, ck), limit=170)), "CK")
    (sign,) = found.signs
    assert (BELOW in sign.outline) is is_below
    assert ("below the axis (0.1)" in sign.title) is is_below
    assert places(sign.outline)[0][1] <= float(found.bottom)


def test_equal_ratios_of_ck_are_equal_heights_and_the_reference_is_one():
    found = panel(timeline(ck=values((60, 17000), (30, 1700), (10, 170), limit=170)), "CK")
    hundred, ten, one = (places(sign.outline)[0][1] for sign in found.signs)
    assert ten - hundred == pytest.approx(one - ten, abs=0.2)
    assert float(found.reference) == pytest.approx(one, abs=0.1)


def test_past_doses_are_solid_and_planned_ones_dashed():
    line = timeline(course(start=60, steps=[(60, 60), (-14, 40), (-28, 20)]))
    lines = panel(line, "Prednisone").lines
    assert [row.is_dashed for row in lines] == [False, True, True, True]
    assert [row.title for row in lines] == [
        "23-Sep-2026: prednisone 60\xa0mg a day",
        "23-Sep-2026: prednisone 60\xa0mg a day",
        "06-Dec-2026: prednisone 40\xa0mg a day, planned",
        "20-Dec-2026: prednisone 20\xa0mg a day, planned",
    ]


def test_a_dose_that_changes_today_is_drawn_with_its_riser():
    line = timeline(course(start=60, steps=[(60, 6), (0, 60)]))
    before, today = panel(line, "Prednisone").lines
    assert today.title == "22-Nov-2026: prednisone 60\xa0mg a day"
    assert not today.is_dashed
    (start, low), end = places(today.outline)[0], today.outline.rpartition("H")[2]
    high = re.search(r"V([\d.]+)", today.outline)[1]
    assert float(high) < low
    assert float(end) > start
    assert before.outline.endswith(f"H{start:g}")


def test_an_open_dose_is_not_drawn_into_the_future_for_another_drug():
    line = timeline(
        course(start=60, steps=[(60, 60)]), course("IVIG", "IVIG", start=1, stop=-20, per="course")
    )
    assert [row.is_dashed for row in panel(line, "Prednisone").lines] == [False]


def test_prednisone_of_several_courses_is_added_and_is_zero_after_the_last():
    line = timeline(
        course(start=60, stop=10, steps=[(60, 40)]),
        course("Prednisolone", "", start=30, stop=10, steps=[(30, 20)]),
        course("Methotrexate", "MTX", start=50, steps=[(50, 15)], per="week"),
    )
    assert [dose.amount for dose in line.doses] == [40, 60, 0]


def test_a_dose_that_is_not_known_is_a_gap_and_not_zero():
    line = timeline(course(start=60, steps=[(60, 40), (30, None), (10, 20)]))
    found = panel(line, "Prednisone")
    assert [dose.amount for dose in line.doses] == [40, None, 20]
    assert line.doses[1].text == "dose not known"
    assert [row.title[:11] for row in found.lines] == ["23-Sep-2026", "12-Nov-2026"]
    assert "?" in [word.text for word in found.words]


def test_a_course_that_goes_on_ends_in_an_arrow_and_a_stopped_one_does_not():
    line = timeline(course(start=60), course("Methotrexate", "MTX", start=60, stop=30))
    (open_bar,), (closed,) = (row.bars for row in CourseChart(line).rows)
    assert "l7,7.5l-7,7.5" in open_bar[0]
    assert "going on" in open_bar[1]
    assert "l7,7.5l-7,7.5" not in closed[0]
    assert closed[1] == "Methotrexate: 23-Sep-2026 to 23-Oct-2026"


def test_each_infusion_of_a_drug_given_in_cycles_is_a_mark_of_its_own():
    steps = [(200, 1000), (186, 1000), (20, 500)]
    line = timeline(course("Rituximab", "RTX", start=200, steps=steps, per="infusion"))
    (row,) = CourseChart(line).rows
    assert [says for _outline, says in row.bars] == [
        "Rituximab: 1000\xa0mg per infusion on 06-May-2026",
        "Rituximab: 1000\xa0mg per infusion on 20-May-2026",
        "Rituximab: 500\xa0mg per infusion on 02-Nov-2026",
    ]
    assert not any("l7,7.5" in outline for outline, _says in row.bars)


def test_cycles_of_one_drug_share_a_line_with_one_name():
    cycles = [course("Rituximab", "RTX", start=start, stop=start - 1) for start in (300, 120)]
    (row,) = CourseChart(timeline(*cycles)).rows
    assert len(row.bars) == 2
    assert row.words.text == "Rituximab"


def test_visits_relapses_mri_and_titers_have_lanes_of_their_own():
    lanes = {lane.name: lane for lane in CourseChart(year()).lanes}
    assert list(lanes) == ["Visits", "Relapse", "MRI", "Antibody titer"]
    assert len(lanes["Visits"].signs) == 2
    assert [sign.title for sign in lanes["Relapse"].signs] == ["14-Aug-2026: Relapse recorded"]
    assert [word.text for word in lanes["MRI"].words] == ["edema"]
    assert {word.text for word in lanes["Antibody titer"].words} == {
        "120\xa0units/mL", "60.5\xa0units/mL",
    }  # fmt: skip


def test_the_table_holds_exactly_the_numbers_that_are_drawn():
    line = year()
    rows = {row.split()[0]: row for row in table(line)}
    said = [title.partition(": ") for title in titles(line)]
    shown = [(on, text) for on, _, text in said if re.match(r"\d\d-\w{3}-\d{4}$", on)]
    assert len(shown) > 15
    for on, text in shown:
        number = re.sub(r"^(CK|MMT-8|predniSONE) ", "", text.split(" ×")[0].split(" of 80")[0])
        assert number.replace("\xa0", " ").split(", planned")[0] in rows[on], (on, text)
    for point in line.ck + line.strength:
        assert f" {point.text} " in rows[f"{point.on:%d-%b-%Y}"]
    assert len([row for row in rows.values() if "upper limit" in row]) == len(line.ck)


def test_the_drawing_is_well_formed_and_a_name_cannot_break_it():
    line = timeline(course('<script>"&', "", start=60))
    text = drawn(line)
    ElementTree.fromstring(text)  # noqa: S314 - our own drawing
    assert "<script>" not in text
    assert "style=" not in text


def test_the_title_tells_the_course_in_words():
    title = titles(year())[0]
    assert title.startswith("Course from 27-Nov-2025 to 03-Jan-2027: 5 CK values, last 2 times")
    assert "4 MMT-8 totals, last 74 of 80" in title
    assert "prednisone 60\xa0mg a day now; 3 treatment courses." in title


def test_it_tells_paper_and_screen_apart_by_shape_not_by_color():
    chart = CourseChart(year())
    shapes = {sign.outline.partition("m")[2] for lane in chart.lanes for sign in lane.signs[:1]}
    assert len(shapes) == len(chart.lanes)


# Scales


@pytest.mark.parametrize("days", [1, 60, 200, 400, 1826, 20000])
def test_the_time_axis_has_a_few_ticks_and_cuts_none(days):
    ticks = Days(ago(days), DAY, LEFT, RIGHT).ticks()
    assert 1 <= len(ticks) <= 9
    for tick in ticks:
        half = len(tick.label) * 3.5
        assert half <= float(tick.at) <= WIDTH - half


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.3, 10, [0.3, 1, 3, 10]), (0.1, 100, [0.1, 0.3, 1, 3, 10, 30, 100]), (0.1, 3000, None)],
)
def test_a_logarithmic_axis_names_its_ends(low, high, expected):
    ticks = Logarithmic(low, high, 100, 0).ticks()
    assert ticks == pytest.approx(expected or [0.1, 1, 10, 100, 1000])


@pytest.mark.parametrize(("number", "end"), [(0, 1), (60, 60), (61, 80), (7.5, 8), (1000, 1000)])
def test_an_axis_ends_at_a_round_number(number, end):
    assert round_up(number) == end


@given(st.decimals(-1000, 100000, places=2), st.decimals(0, 1000, places=2))
def test_an_axis_always_holds_its_numbers(low, more):
    bottom, top = ends(low, low + more)
    assert bottom <= low
    assert top >= low + more
    assert bottom < top


def test_small_differences_do_not_fill_an_axis():
    bottom, top = ends(54, 57)
    assert top - bottom >= 14


def test_the_values_of_a_relapse_are_written_where_the_line_leaves_room():
    line = timeline(
        mmt8_80=values((200, 78), (100, 66), (50, 74)),
        treatment_phase=values((200, "maintenance"), (100, "relapse"), (50, "maintenance")),
    )
    [panel] = CourseChart(line).panels
    heights = {word.text: float(word.y) for word in panel.words}
    assert heights.keys() == {"78", "66", "74"}
    assert heights["66"] - heights["78"] > 24  # below its sign, not across the line


days = st.integers(0, 3000)
numbers = st.decimals(0, 500000, places=1)


@given(
    st.lists(st.tuples(days, numbers), max_size=12),
    st.lists(st.tuples(days, st.integers(0, 80)), max_size=12),
    st.lists(st.tuples(st.integers(-500, 3000), st.decimals(0, 200, places=1)), max_size=8),
)
def test_whatever_is_recorded_stays_inside_the_drawing(ck, strength, steps):
    steps = sorted(dict(steps).items(), reverse=True)
    courses = [course(start=max(steps[0][0], 0), steps=steps)] if steps else []
    line = timeline(
        *courses,
        ck=values(*sorted(ck, reverse=True), limit=170),
        mmt8_80=values(*sorted(strength, reverse=True)),
    )
    chart = CourseChart(line)
    outlines = [sign.outline for row in chart.panels for sign in (*row.lines, *row.signs)]
    for x, y in (pair for outline in outlines for pair in places(outline.split("m")[0])):
        assert LEFT <= x <= RIGHT
        assert 0 <= y <= float(chart.height)


# Small charts


def small(line):
    return {chart.key: chart for chart in small_charts(line)}


def test_only_tests_with_values_have_a_small_chart_and_ck_has_the_large_one():
    line = timeline(esr=values((30, 40)), ck=values((30, 340), limit=170))
    assert list(small(line)) == ["esr"]


def test_a_small_chart_says_its_last_value_its_range_and_its_day():
    chart = small(timeline(hb=values((60, 98), (30, 131), (1, 120))))["hb"]
    assert chart.last_text == "120\xa0g/L"
    assert "3 values since 23-Sep-2026, lowest 98\xa0g/L, highest 131\xa0g/L" in chart.title


def test_the_limit_of_the_laboratory_is_drawn():
    chart = small(timeline(troponin_i=values((30, 40), limit=16)))["troponin_i"]
    assert [limit.text for limit in chart.limits] == ["limit 16"]


def test_a_limit_at_which_to_act_is_drawn_for_a_drug_that_is_taken_and_only_then():
    platelets = values((30, 200))
    taken = timeline(course("Methotrexate", "MTX", start=60, per="week"), platelets=platelets)
    assert [row.text for row in small(taken)["platelets"].limits] == ["act below 140"]
    assert small(timeline(platelets=platelets))["platelets"].limits == []


def test_egfr_needs_age_and_sex():
    creatinine = values((400, 62), (30, 124))
    assert "egfr" not in small(timeline(creatinine_umol_l=creatinine))
    chart = small(timeline(creatinine_umol_l=creatinine, findings=WOMAN))["egfr"]
    assert [round(row.value) for row in chart.values] == [111, 48]


def test_a_small_chart_is_well_formed():
    chart = small(timeline(hb=values((60, 98), (30, 131))))["hb"]
    text = render_to_string("charts/small.svg", {"chart": chart})
    ElementTree.fromstring(text)  # noqa: S314 - our own drawing


def test_the_dates_of_a_timeline_are_days():
    line = year()
    assert line.first == datetime.date(2025, 11, 27)
    assert line.dose_on(ago(150)).amount == Decimal(20)
    assert line.dose_on(ago(400)) is None
