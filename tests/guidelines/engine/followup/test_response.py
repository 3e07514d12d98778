"""Response at 8 to 12 weeks: every limit at, just under and just over it."""

import pytest

from tests.guidelines.engine.followup.cases import cks, course, day, signals, values

PRED = course("PRED", 70, (70, 60))
INADEQUATE = ("treatment_phase", "inadequate_response")
IMPROVING = ("treatment_phase", "induction_improving")


def response(ck=(), mmt=(), phase="untreated", courses=(PRED,), **series):
    record = {"ck": cks(*ck), "mmt8_80": values(*mmt)} | series
    return signals(phase, courses, **record).get("response")


@pytest.mark.parametrize(
    ("ck", "mmt", "expected"),
    [
        (4000, 55, IMPROVING),  # exactly half, exactly 5 points
        (4001, 55, INADEQUATE),
        (4000, 54, INADEQUATE),
        (9000, 40, INADEQUATE),
    ],
)
def test_enough_is_half_the_ck_and_5_points(ck, mmt, expected):
    signal = response(ck=[(70, 8000), (3, ck)], mmt=[(70, 50), (3, mmt)])
    assert signal.proposes == expected
    assert [row.on for _key, row in signal.values] == [day(70), day(3), day(70), day(3)]


@pytest.mark.parametrize(("start", "is_judged"), [(55, False), (56, True)])
def test_nothing_is_said_before_week_8(start, is_judged):
    courses = [course("PRED", start, (start, 60))]
    signal = response(ck=[(start, 8000), (0, 8000)], courses=courses)
    assert bool(signal) == is_judged


def test_a_value_of_week_7_is_not_one_of_week_8():
    signal = response(ck=[(70, 8000), (15, 1000)], mmt=[(70, 50), (15, 60)])
    assert (signal.level, signal.missing, signal.proposes) == ("missing", ("ck", "mmt8_80"), None)
    signal = response(ck=[(70, 8000), (14, 1000)], mmt=[(70, 50), (14, 60)])
    assert signal.level == "improving"


def test_one_measure_that_fails_is_enough_and_the_other_is_still_asked_for():
    signal = response(ck=[(70, 8000), (3, 7000)])
    assert (signal.proposes, signal.missing) == (INADEQUATE, ("mmt8_80",))


def test_one_measure_that_succeeds_is_not_enough():
    signal = response(ck=[(70, 8000), (3, 700)])
    assert (signal.level, signal.proposes) == ("missing", None)


@pytest.mark.parametrize(("before", "expected"), [(75, INADEQUATE), (76, IMPROVING)])
def test_strength_without_room_for_5_points_leaves_ck_alone(before, expected):
    signal = response(ck=[(70, 8000), (3, 1000)], mmt=[(70, before), (3, before)])
    assert signal.proposes == expected
    assert ("CK alone" in signal.text) == (before == 76)


def test_strength_that_falls_from_the_top_is_no_response():
    signal = response(ck=[(70, 8000), (3, 1000)], mmt=[(70, 79), (3, 71)])
    assert signal.proposes == INADEQUATE


def test_a_normal_ck_before_treatment_leaves_strength_alone():
    assert response(ck=[(70, 180), (3, 170)], mmt=[(70, 50), (3, 60)]).proposes == IMPROVING
    assert response(ck=[(70, 180), (3, 170)], mmt=[(70, 50), (3, 54)]).proposes == INADEQUATE


def test_a_ck_within_its_limit_now_is_enough():
    signal = response(ck=[(70, 300), (3, 200)], mmt=[(70, 50), (3, 60)])
    assert signal.proposes == IMPROVING
    assert "within its limit counts" in signal.rule


@pytest.mark.parametrize(("ago", "is_known"), [(56, True), (55, False)])
def test_a_baseline_may_follow_within_14_days_and_is_named(ago, is_known):
    signal = response(ck=[(ago, 8000), (3, 1000)], mmt=[(70, 50), (3, 60)])
    assert (signal.level == "improving") == is_known
    assert ("that of 27-Sep-2026 counts" in signal.text) == is_known


def test_the_last_value_before_the_start_is_the_baseline():
    signal = response(ck=[(200, 500), (71, 8000), (60, 2000), (3, 3000)], mmt=[(70, 50), (3, 60)])
    assert signal.proposes == IMPROVING


def test_different_limits_are_compared_as_multiples():
    """900 of 100 is 9 times; 1000 of 300 is 3.3 times: more than halved."""
    signal = response(ck=[(70, 900, 100), (3, 1000, 300)], mmt=[(70, 50), (3, 60)])
    assert signal.proposes == IMPROVING
    assert "limit changed" in signal.text


def test_without_a_limit_the_values_themselves_are_compared():
    signal = response(ck=[(70, 900, None), (3, 400, None)], mmt=[(70, 50), (3, 60)])
    assert signal.proposes == IMPROVING
    assert "not known" in signal.text


def test_a_phase_that_says_it_already_is_not_proposed():
    record = {"ck": [(70, 8000), (3, 8000)], "mmt": [(70, 50), (3, 50)]}
    assert response(**record, phase="inadequate_response").proposes is None
    assert response(**record, phase="induction_improving").proposes == INADEQUATE


def test_in_remission_the_first_weeks_are_not_judged_again():
    assert response(ck=[(70, 8000), (3, 8000)], phase="maintenance") is None


def test_after_a_relapse_the_restart_counts():
    courses = [course("PRED", 400, (400, 60), (300, 5), (65, 40))]
    phases = values((200, "maintenance"), (65, "relapse"))
    record = {"ck": [(400, 9000), (65, 3000), (3, 2000)], "mmt": [(65, 60), (3, 66)]}
    signal = response(**record, phase="relapse", courses=courses, treatment_phase=phases)
    assert "Treatment began on 18-Sep-2026" in signal.text
    assert signal.proposes == INADEQUATE  # from 3000 to 2000, not from 9000


def test_a_relapse_without_a_restart_has_no_response_yet():
    courses = [course("PRED", 400, (400, 60), (300, 5))]
    phases = values((200, "maintenance"), (65, "relapse"))
    record = {"ck": [(65, 3000), (3, 3000)], "courses": courses, "treatment_phase": phases}
    assert response(**record, phase="relapse") is None


def test_without_treatment_of_the_disease_there_is_no_response():
    assert response(ck=[(70, 8000), (3, 8000)], courses=[course("COTRI", 70)]) is None
