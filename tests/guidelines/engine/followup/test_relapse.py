"""Relapse after stable months: every limit at, just under and just over it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.followup import relapse
from guidelines.engine.plan import evaluate
from tests.guidelines.engine.followup.cases import (
    CONTENT,
    DAY,
    cks,
    course,
    day,
    facts,
    shown,
    signals,
    values,
)

STABLE_CK = ((200, 150), (100, 160))
STABLE_MMT = ((200, 78), (100, 78))
PROPOSAL = ("treatment_phase", "relapse")


def found(*args, **kwargs):
    return signals(*args, **kwargs).get("relapse")


def level(*args, **kwargs):
    signal = found(*args, **kwargs)
    return signal and signal.level


@pytest.mark.parametrize(("now", "expected"), [(71, None), (70, "suspected"), (69, "suspected")])
def test_a_fall_of_8_points_from_the_best_of_the_stable_months_is_a_relapse(now, expected):
    assert level("maintenance", mmt8_80=values(*STABLE_MMT, (5, now))) == expected


def test_the_relapse_is_proposed_with_the_values_that_led_there():
    signal = found("maintenance", mmt8_80=values(*STABLE_MMT, (5, 70)))
    assert signal.proposes == PROPOSAL
    assert [(key, row.on, row.value) for key, row in signal.values] == [
        ("mmt8_80", day(100), 78),
        ("mmt8_80", day(5), 70),
    ]
    assert "8 points below" in signal.text
    assert "90 days" in signal.rule


def test_a_recorded_relapse_is_not_proposed_again_but_its_values_stay():
    signal = found("relapse", mmt8_80=values(*STABLE_MMT, (5, 70)))
    assert (signal.proposes, signal.urgent) == (None, False)
    assert len(signal.values) == 2
    worse = {"mmt8_80": values(*STABLE_MMT, (5, 50)), "md_global": values((100, 1), (5, 6))}
    signal = found("relapse", **worse)
    assert (signal.level, signal.urgent) == ("major", False)


@pytest.mark.parametrize(
    ("second", "expected"), [(299, None), (300, "suspected"), (301, "suspected")]
)
def test_a_ck_counts_from_twice_the_lowest_stable_value_on(second, expected):
    samples = cks(*STABLE_CK, (20, 310), (5, second))
    assert level("maintenance", ck=samples) == expected


@pytest.mark.parametrize(("now", "expected"), [(200, None), (201, "suspected")])
def test_a_ck_within_its_limit_is_no_flare_however_much_it_rose(now, expected):
    samples = cks((200, 60), (100, 60), (20, now), (5, now))
    assert level("maintenance", ck=samples) == expected


@pytest.mark.parametrize(("apart", "expected"), [(6, "repeat"), (7, "suspected")])
def test_two_doubled_samples_have_to_lie_a_week_apart(apart, expected):
    samples = cks(*STABLE_CK, (5 + apart, 500), (5, 500))
    assert level("maintenance", ck=samples) == expected


def test_one_doubled_sample_only_asks_for_another():
    signal = found("maintenance", ck=cks(*STABLE_CK, (5, 900)))
    assert signal.level == "repeat"
    assert "1 to 4 weeks" in signal.title
    assert "statin" in signal.text
    assert signal.proposes is None


def test_a_sample_between_that_does_not_count_breaks_the_row():
    assert level("maintenance", ck=cks(*STABLE_CK, (40, 500), (20, 180), (5, 500))) == "repeat"


def test_a_rise_that_is_over_is_no_signal():
    assert level("maintenance", ck=cks(*STABLE_CK, (40, 500), (20, 500), (5, 180))) is None


@pytest.mark.parametrize(("length", "expected"), [(89, None), (90, "suspected")])
def test_stable_means_90_days(length, expected):
    totals = values((10 + length, 78), (10, 78), (5, 70))
    assert level("maintenance", mmt8_80=totals) == expected


def test_values_that_kept_moving_are_not_stable():
    samples = cks((200, 150), (160, 400), (110, 900), (60, 2000), (20, 5000), (5, 9000))
    assert level("maintenance", ck=samples) is None


def test_a_single_value_is_never_a_signal():
    assert signals("maintenance", mmt8_80=values((5, 40)), ck=cks((5, 9000))) == {}


@pytest.mark.parametrize(
    ("best", "now", "before", "after", "expected"),
    [
        (75, 60, 2, 4, "major"),  # exactly 20 % and exactly 2 cm
        (75, 61, 2, 4, "suspected"),
        (75, 60, 2, 3.9, "suspected"),
    ],
)
def test_major_needs_a_fifth_of_strength_and_2_cm(best, now, before, after, expected):
    record = {
        "mmt8_80": values((200, best), (100, best), (5, now)),
        "md_global": values((100, before), (5, after)),
    }
    signal = found("maintenance", **record)
    assert (signal.level, signal.urgent) == (expected, expected == "major")


def test_whether_it_is_major_stays_open_without_the_global():
    signal = found("maintenance", mmt8_80=values((200, 75), (100, 75), (5, 60)))
    assert signal.level == "suspected"
    assert "md_global" in signal.missing


@pytest.mark.parametrize(
    ("key", "before", "now"),
    [
        ("dysphagia", "none", "mild"),
        ("dysphagia", "mild", "severe"),
        ("resp_distress", False, True),
        ("niv_or_ventilated", False, True),
        ("fvc_pct", 50, 49),
        ("ecg", "normal", "conduction_or_arrhythmia"),
        ("cardiac_symptoms", False, True),
        ("myocarditis", "none", "suspected"),
    ],
)
def test_new_organ_involvement_is_an_urgent_relapse(key, before, now):
    signal = found("maintenance", ck=cks(*STABLE_CK), **{key: values((100, before), (5, now))})
    assert (signal.level, signal.urgent, signal.proposes) == ("suspected", True, PROPOSAL)
    assert [name for name, _value in signal.values] == [key, key]


def test_a_troponin_i_counts_against_the_limit_of_its_laboratory():
    series = {"ck": cks(*STABLE_CK), "troponin_i": cks((100, 10, 26), (5, 27, 26))}
    assert level("maintenance", **series) == "suspected"
    series["troponin_i"] = cks((100, 10, 26), (5, 26, 26))
    assert level("maintenance", **series) is None


def test_what_was_never_recorded_before_is_not_called_new():
    signal = found("maintenance", ck=cks(*STABLE_CK), dysphagia=values((5, "mild")))
    assert (signal.level, signal.proposes) == ("unclear", None)
    assert "not recorded" in signal.text


def test_a_value_from_before_the_stable_months_tells_what_is_new():
    series = {"ck": cks(*STABLE_CK), "dysphagia": values((300, "none"), (5, "mild"))}
    assert level("maintenance", **series) == "suspected"
    series["dysphagia"] = values((300, "mild"), (5, "mild"))
    assert level("maintenance", **series) is None


def test_trouble_that_never_went_away_is_not_new():
    swallowing = values((200, "mild"), (100, "mild"), (5, "mild"))
    assert level("maintenance", ck=cks(*STABLE_CK), dysphagia=swallowing) is None


def test_after_a_change_of_laboratory_the_multiples_of_the_limit_are_compared():
    """160 U/L of 200 is 0.8 times; 330 of 300 is 1.1 times, which is not doubled."""
    assert level("maintenance", ck=cks(*STABLE_CK, (20, 330, 300), (5, 330, 300))) is None
    signal = found("maintenance", ck=cks(*STABLE_CK, (20, 480, 300), (5, 480, 300)))
    assert signal.level == "suspected"
    assert "limit changed" in signal.text


def test_a_ck_without_its_limit_is_not_judged_and_the_limit_is_asked_for():
    known = cks(*STABLE_CK, (20, 500), (12, 500))
    signal = found("maintenance", ck=known + cks((5, 9000, None)))
    assert "ck_uln" in signal.missing
    assert (
        level("maintenance", ck=cks((200, 150), (100, 160), (20, 500), (5, 500), limit=None))
        is None
    )


OTHER_LABORATORY = cks((200, 300), (150, 300), (60, 300)) + cks((20, 620), (1, 620), limit=None)


def test_a_ck_of_another_laboratory_is_not_judged_by_the_limit_of_the_first():
    """620 U/L is 3.1 times the limit of the first laboratory, and 1.2 times one of 500."""
    for limits in ((), values((200, 200))):
        rows = signals("maintenance", ck=OTHER_LABORATORY, ck_uln=limits)
        assert "relapse" not in rows
        signal = rows["ck_without_limit"]
        assert (signal.level, signal.missing, signal.proposes) == ("risen", ("ck_uln",), None)
        assert "of 21-Nov-2026 has no limit: relapse cannot be judged" in signal.title


def test_a_limit_stated_on_the_day_of_the_ck_counts_for_it():
    limits = values((20, 500), (1, 500))
    assert not signals("maintenance", ck=OTHER_LABORATORY, ck_uln=limits)
    limits = values((20, 200), (1, 200))
    assert found("maintenance", ck=OTHER_LABORATORY, ck_uln=limits).proposes == PROPOSAL


def test_a_missing_limit_is_asked_for_also_where_ck_did_not_double():
    rows = signals("maintenance", ck=cks((200, 300)) + cks((1, 599, None)))
    assert rows["ck_without_limit"].level == "missing"
    assert not signals("maintenance", ck=cks((200, 300), (1, 599)))


def test_a_first_ck_without_a_limit_from_before_treatment_is_asked_about():
    rows = signals("untreated", [course("PRED", 5, (5, 60))], ck=cks((20, 9000), limit=None))
    assert rows["ck_without_limit"].level == "missing"


def test_the_worst_of_two_values_of_one_day_counts():
    totals = (*STABLE_MMT, (5, 70), (5, 78))
    assert level("maintenance", mmt8_80=values(*totals)) == "suspected"
    assert level("maintenance", mmt8_80=values(*reversed(totals))) == "suspected"


def test_today_counts_with_the_record():
    today = {"ck": 500, "ck_uln": 200}
    assert level("maintenance", ck=cks(*STABLE_CK, (20, 500)), today=today) == "suspected"


def test_nobody_relapses_before_the_first_treatment():
    totals = values(*STABLE_MMT, (5, 60))
    assert level("untreated", mmt8_80=totals) is None
    assert level(None, mmt8_80=totals) == "suspected"


def test_values_from_before_treatment_are_no_stable_months():
    totals = values((200, 60), (100, 60), (5, 50))
    assert level("untreated", [course("PRED", 20, (20, 60))], mmt8_80=totals) is None


def test_a_relapse_that_is_over_begins_a_new_course():
    phases = values((300, "maintenance"), (100, "relapse"), (60, "induction_improving"))
    totals = values((400, 79), (300, 79), (100, 66), (5, 68))
    assert level("induction_improving", mmt8_80=totals, treatment_phase=phases) is None


def test_the_relapse_being_recorded_keeps_its_stable_months():
    phases = values((300, "maintenance"), (10, "relapse"))
    totals = values((400, 79), (300, 79), (10, 66), (5, 66))
    assert level("relapse", mmt8_80=totals, treatment_phase=phases) == "suspected"


def test_without_a_record_nothing_is_said():
    plan = evaluate(CONTENT, facts("maintenance").findings, DAY)
    assert plan.signals == []
    assert plan.facts["relapse_signal"] is None


def test_none_is_said_only_where_both_measures_are_known():
    steady = {"ck": cks(*STABLE_CK, (5, 170)), "mmt8_80": values(*STABLE_MMT, (5, 77))}
    assert relapse.assess(facts("maintenance", **steady)).level == "none"
    assert relapse.assess(facts("maintenance", ck=steady["ck"])).level is None


def test_the_plan_shows_values_with_dates_and_the_proposal_in_words():
    row = shown(facts("maintenance", mmt8_80=values(*STABLE_MMT, (5, 70))))["relapse"]
    assert row["proposes"]["value"] == "relapse"
    assert row["values"][-1]["on"] == day(5).isoformat()
    assert row["mark_label"] == "our own choice"


days = st.integers(0, 400)


@given(
    st.lists(st.tuples(days, st.integers(50, 2000)), max_size=8, unique_by=lambda row: row[0]),
    st.lists(st.tuples(days, st.integers(0, 80)), max_size=8, unique_by=lambda row: row[0]),
    st.randoms(use_true_random=False),
)
def test_the_order_of_entry_changes_nothing(samples, totals, random):
    mixed = random.sample(samples, len(samples)), random.sample(totals, len(totals))
    one, other = (
        signals("maintenance", ck=cks(*ck), mmt8_80=values(*mmt))
        for ck, mmt in ((samples, totals), mixed)
    )
    assert one == other


@given(
    st.lists(st.tuples(st.integers(10, 400), st.integers(0, 80)), max_size=8), st.integers(0, 79)
)
def test_a_weaker_muscle_today_never_takes_the_signal_away(totals, now):
    better, worse = (
        level("maintenance", mmt8_80=values(*totals, (1, strength))) for strength in (now + 1, now)
    )
    assert worse == "suspected" or better is None
