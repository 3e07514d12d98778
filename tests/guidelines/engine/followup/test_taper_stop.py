"""The stop rule of a taper, steroid myopathy, fixed damage, and refractory by the record."""

import pytest

from tests.guidelines.engine.followup.cases import cks, course, facts, shown, signals, values

STEADY = course("PRED", 100, (100, 60))
REDUCED = course("PRED", 100, (100, 60), (40, 40))
PLANNED = course("PRED", 100, (100, 60), (-7, 40))
STOPPED = course("PRED", 100, (100, 60), (40, 40), stop=5, stop_reason="remission")
RISEN = {"ck": cks((50, 150), (20, 400), (10, 450))}


def taper(course, **series):
    found = signals("induction_improving", [course], **series)
    return found.get("taper_stop") or found.get("taper_check")


@pytest.mark.parametrize(
    ("taken", "stops"), [(REDUCED, True), (PLANNED, True), (STEADY, False), (STOPPED, False)]
)
def test_only_a_dose_that_is_being_reduced_is_held(taken, stops):
    assert bool(taper(taken, **RISEN)) == stops


def test_the_stop_rule_is_urgent_and_stands_first():
    totals = values((100, 40), (90, 60), (1, 50))
    rows = list(signals("maintenance", [REDUCED], **RISEN, mmt8_80=totals))
    assert rows[0] == "taper_stop"
    signal = taper(PLANNED, **RISEN)
    assert signal.urgent
    assert "Planned: 40\u00a0mg a day from 29-Nov-2026" in signal.text


@pytest.mark.parametrize(
    ("series", "key"),
    [
        ({"ck": cks((50, 150), (20, 400), (13, 400))}, "taper_stop"),
        ({"ck": cks((50, 150), (19, 400), (13, 400))}, "taper_check"),
        ({"ck": cks((50, 150), (13, 400))}, "taper_check"),
        ({"ck": cks((50, 250), (20, 499), (13, 499))}, None),
        ({"mmt8_80": values((50, 70), (3, 62))}, "taper_stop"),
        ({"mmt8_80": values((50, 70), (3, 63))}, None),
        ({"md_global": values((50, 2), (3, 4))}, "taper_stop"),
        ({"md_global": values((50, 2), (3, 3.9))}, None),
        ({"dysphagia": values((50, "none"), (3, "mild"))}, "taper_stop"),
        ({"dysphagia": values((3, "mild"))}, None),
    ],
)
def test_each_stop_rule_at_its_limit(series, key):
    found = taper(REDUCED, **series)
    assert (found and found.key) == key


def test_a_dose_that_was_raised_again_begins_anew():
    raised = course("PRED", 100, (100, 60), (60, 30), (15, 60))
    assert taper(raised, **RISEN) is None


def test_a_reduction_from_before_the_last_rise_does_not_count():
    raised = course("PRED", 100, (100, 60), (70, 30), (45, 60))
    after_it = {"ck": cks((40, 150), (20, 400), (10, 450))}
    assert taper(raised, **after_it) is None
    assert taper(raised._replace(taper="percent25_q4w"), **after_it).key == "taper_stop"


def test_an_urgent_relapse_goes_before_a_ck_to_repeat():
    courses = [course("MTX", 300), course("PRED", 60, (60, 40), (20, 30))]
    record = {
        "mmt8_80": values((200, 75), (100, 75), (55, 60), (5, 60)),
        "md_global": values((100, 2), (5, 4)),
        "ck": cks((50, 150), (5, 500)),
    }
    assert list(signals("maintenance", courses, **record))[:2] == ["relapse", "taper_check"]


def test_weakness_of_the_steroid_itself_does_not_hold_the_taper():
    weak = {"ck": cks((3, 150)), "mmt8_80": values((50, 70), (3, 60))}
    found = signals("maintenance", [REDUCED], **weak, mri_muscle=values((2, "normal")))
    assert "taper_stop" not in found
    found = signals("maintenance", [REDUCED], **weak)
    assert "taper_stop" in found  # as long as MRI is not known


@pytest.mark.parametrize(("mri", "is_held"), [(290, True), (32, True), (31, False), (2, False)])
def test_an_mri_from_long_before_the_fall_does_not_silence_the_stop_rule(mri, is_held):
    record = {
        "ck": cks((300, 150), (50, 150), (3, 150)),
        "mmt8_80": values((300, 80), (60, 79), (3, 66)),
        "md_global": values((60, 0), (3, 6)),
        "mri_muscle": values((mri, "normal")),
    }
    found = signals("maintenance", [course("PRED", 400, (400, 60), (200, 10))], **record)
    assert ("taper_stop" in found) == is_held
    assert (found["steroid_myopathy"].missing == ("mri_muscle",)) == is_held
    if is_held:
        assert {key for key, _row in found["taper_stop"].values} == {"mmt8_80", "md_global"}


def test_an_mri_before_a_further_fall_does_not_explain_it():
    record = {"ck": cks((90, 150), (3, 150)), "mmt8_80": values((95, 80), (80, 70), (3, 60))}
    courses = [course("PRED", 100, (100, 60), (40, 40))]
    found = signals("maintenance", courses, **record, mri_muscle=values((75, "normal")))
    assert "taper_stop" in found
    record["mmt8_80"] = values((95, 80), (80, 70), (3, 66))
    found = signals("maintenance", courses, **record, mri_muscle=values((75, "normal")))
    assert "taper_stop" not in found


@pytest.mark.parametrize(
    ("mri", "level", "missing"),
    [
        ((), "possible", ("mri_muscle",)),
        (((2, "normal"),), "likely", ()),
        (((2, "fatty_replacement"),), "likely", ()),
        (((2, "oedema"),), None, None),
        (((2, "both"),), None, None),
        (((60, "normal"),), "possible", ("mri_muscle",)),  # from before the strength fell
        (((2, "not_done"),), "possible", ("mri_muscle",)),
    ],
)
def test_weakness_with_a_normal_ck_on_a_glucocorticoid(mri, level, missing):
    record = {"ck": cks((3, 200)), "mmt8_80": values((50, 70), (3, 62))}
    found = signals("maintenance", [STEADY], **record, mri_muscle=values(*mri))
    signal = found.get("steroid_myopathy")
    assert (signal and signal.level) == level
    assert (signal and signal.missing) == missing


@pytest.mark.parametrize(
    ("ck", "now", "courses"),
    [
        (cks((3, 201)), 62, [STEADY]),  # CK above its limit
        (cks((60, 150)), 62, [STEADY]),  # CK of another time
        (cks((3, 150)), 63, [STEADY]),  # 7 points
        (cks((3, 150)), 62, [course("MTX", 100)]),  # no glucocorticoid
        (cks((3, 150, None)), 62, [STEADY]),  # limit not known
    ],
)
def test_no_steroid_myopathy_is_suspected_otherwise(ck, now, courses):
    record = {"ck": ck, "mmt8_80": values((50, 70), (3, now))}
    assert "steroid_myopathy" not in signals("maintenance", courses, **record)


@pytest.mark.parametrize(
    ("mri", "ck", "strength", "is_damage"),
    [
        ("fatty_replacement", 200, 60, True),
        ("both", 200, 60, False),
        ("fatty_replacement", 201, 60, False),
        ("fatty_replacement", 200, 80, False),
        ("normal", 200, 60, False),
    ],
)
def test_fixed_damage_is_fat_without_edema_a_normal_ck_and_weakness(mri, ck, strength, is_damage):
    record = {
        "mri_muscle": values((30, mri)),
        "ck": cks((3, ck)),
        "mmt8_80": values((3, strength)),
    }
    found = signals("inadequate_response", **record)
    assert ("fixed_damage" in found) == is_damage


def test_an_old_mri_with_fat_does_not_explain_strength_lost_since():
    record = {"mri_muscle": values((200, "fatty_replacement")), "ck": cks((3, 150))}
    for now, is_explained in ((63, True), (62, False)):
        found = signals("maintenance", **record, mmt8_80=values((190, 70), (3, now)))
        assert ("fixed_damage" in found) == is_explained


def test_an_old_normal_ck_says_nothing_of_damage_now():
    record = {"mri_muscle": values((30, "fatty_replacement")), "mmt8_80": values((3, 60))}
    for ago, is_known in ((90, True), (91, False)):
        found = signals("maintenance", **record, ck=cks((ago, 150)))
        assert ("fixed_damage" in found) == is_known


def trial(code, start, stop, **fields):
    stated = {"stop_reason": "no_effect", "response": "none", "adequate": True} | fields
    return course(code, start, stop=stop, **stated)


FAILED_PRED = trial("PRED", 200, 100)


@pytest.mark.parametrize(
    ("other", "level"),
    [
        (trial("MTX", 184, 100), "met"),  # exactly 84 days
        (trial("MTX", 183, 100), None),
        (trial("MTX", 120, 100, stop_reason="toxicity", response="none"), "met"),
        (trial("MTX", 120, 100, stop_reason="toxicity", response=""), "open"),
        (trial("MTX", 184, 100, response="good"), None),
        (trial("MTX", 184, 100, adequate=False), None),
        (trial("MTX", 184, 100, adequate=None), "open"),
        (trial("MTX", 184, 100, stop_reason="other", response=""), "open"),
        (trial("MTX", 184, None, stop_reason="", response="partial"), "met"),
        (trial("IVMP", 184, 100), None),  # a second glucocorticoid is not another agent
        (trial("COTRI", 184, 100), None),
    ],
)
def test_refractory_is_a_glucocorticoid_and_another_agent_for_12_weeks(other, level):
    signal = signals("inadequate_response", [FAILED_PRED, other]).get("refractory")
    assert (signal and signal.level) == level


def test_refractory_names_the_courses_and_leaves_the_criterion_to_the_findings():
    courses = [FAILED_PRED, trial("MTX", 184, 100, adequate=None)]
    signal = signals("relapse", courses)["refractory"]
    assert "Prednisone from 06-May-2026 to 14-Aug-2026, 100 days: not enough effect" in signal.text
    assert "not known is whether its dose was adequate" in signal.text
    assert signal.proposes is None
    assert "refractory" not in signals("maintenance", courses)


def test_the_plan_has_the_signals_in_words():
    row = shown(facts("maintenance", [REDUCED], **RISEN))["taper_stop"]
    assert row["urgent"]
    assert [value["value_text"] for value in row["values"]] == [
        "150\u00a0U/L",
        "400\u00a0U/L",
        "450\u00a0U/L",
    ]
