"""What a decision must hold, and what may not be decided or signed at all."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guidelines.models import GuidelineVersion
from patients.models import Decision
from patients.visits import actions, decided
from patients.visits.orders import Order
from tests import factories_people as people
from tests.patients.posts import HTMX


@pytest.fixture
def draft(draft, clinician):
    """A draft with what the dose of methotrexate rests on."""
    people.write(draft, clinician, creatinine_umol_l="62")
    return draft


@pytest.fixture
def accept(draft, clinician):
    def act(advice, regimen="", kind="accepted", **typed):
        about = {"advice": advice, "regimen": regimen, "kind": kind}
        return actions.decide(encounter=draft, by=clinician, **about, **typed)

    return act


@pytest.fixture
def methotrexate(draft):
    return draft.current_plan()["regimens"]["MTX"]


# Which choices there are


def test_advice_with_regimens_is_not_accepted_without_one(accept):
    with pytest.raises(ValidationError, match="not a choice"):
        accept("R11")


def test_ruled_out_advice_is_neither_accepted_nor_changed_but_may_be_declined(draft, clinician):
    plan = draft.current_plan()
    row = next(row for row in plan["advice"] if row["status"] == "recommended")
    row |= {"status": "ruled_out", "regimens": []}
    for kind in ("accepted", "changed"):
        with pytest.raises(ValidationError, match="ruled out"):
            decided.check(plan, row["key"], "", kind)
    decided.check(plan, row["key"], "", "declined")


def test_advice_without_a_regimen_has_no_dose_to_change(accept):
    with pytest.raises(ValidationError, match="no dose to change"):
        accept("R57", kind="changed", dose="2 g", reason="wanted")


def test_each_regimen_is_decided_in_one_place(draft):
    plan = draft.current_plan()
    places = [code for row in plan["advice"] for code in row["regimens"]]
    choices = [row["key"] for row in plan["advice"] if decided.shown(plan, row["key"], "MTX")]
    assert len(places) == len(set(places))
    assert len(choices) == 1


def test_a_stored_decision_that_is_no_choice_is_not_signed(draft, clinician):
    shown = "recommended: Start oral prednisone"
    Decision.objects.create(
        encounter=draft, advice="R11", kind="accepted", shown=shown, by=clinician
    )
    with pytest.raises(ValidationError, match="Check these again"):
        actions.sign(encounter=draft, revision=draft.revision, by=clinician)


# What an order must hold


def refused(regimen, kind, **typed):
    with pytest.raises(ValidationError) as refusal:
        Order(regimen, kind).read(typed)
    return refusal.value.message_dict


@pytest.mark.parametrize("amount", ["0", "-5", "NaN", "Infinity", "1e9", "٤٠", "4,5", "", "0.0"])
def test_an_amount_is_a_number_above_zero(draft, amount):
    prednisone = draft.current_plan()["regimens"]["PRED"]
    typed = {"amount": amount, "often": "once daily", "reason": "frail"}
    assert "number above 0" in refused(prednisone, "changed", **typed)["amount"][0]


def test_no_dose_above_the_hard_limit(accept):
    with pytest.raises(ValidationError, match="hard limit is 80.*mg a day"):
        accept("R11", "PRED", "changed", amount="81", often="once daily", reason="big")
    decision = accept("R11", "PRED", "changed", amount="80", often="at 8 am", reason="big")
    assert decision.dose == "Prednisone 80\u00a0mg a day by mouth, at 8 am"


def test_the_hard_limit_holds_for_an_override_too(accept, draft, clinician):
    people.write(draft, clinician, infection_status="suspected")
    typed = {"often": "once daily", "reason": "antibiotics are running"}
    with pytest.raises(ValidationError, match="hard limit is 80"):
        accept("R11", "PRED", "overridden", amount="800", **typed)
    accept("R11", "PRED", "overridden", amount="60", **typed)


def test_methotrexate_is_accepted_with_a_weekday_and_a_dose_to_start_with(accept):
    with pytest.raises(ValidationError) as refusal:
        accept("R14", "MTX", amount="")
    assert set(refusal.value.message_dict) == {"amount", "weekday"}
    decision = accept("R14", "MTX", amount="12.5", weekday="Monday")
    assert "start 12.5\u00a0mg" in decision.dose
    assert "once a week, on Mondays" in decision.dose


def test_a_start_outside_the_plan_is_a_change(methotrexate):
    typed = {"amount": "25", "weekday": "Monday"}
    assert "Use Change" in refused(methotrexate, "accepted", **typed)["amount"][0]


@pytest.mark.parametrize("text", ["15 mg daily", "15 mg a day", "15 mg/day", "15 mg every day"])
def test_a_weekly_drug_is_never_ordered_daily(methotrexate, text):
    free = methotrexate | {"unit": ""}
    assert "never daily" in refused(free, "overridden", dose=text)["dose"][0]
    assert "often" not in Order(methotrexate, "changed").fields  # nothing to write it in


@pytest.mark.parametrize(
    ("often", "found", "write"),
    [
        ("5 mg qd", "'qd'", "write once daily"),
        ("10.0 mg in the morning", "'10.0'", "write no zero at the end"),
        ("once daily, .5 mg more at noon", "'.5'", "write a zero before the point"),
        ("once daily with MTX 2.5 mg", "'MTX' is another medicine", "its own place"),
        ("once daily, Trexall at noon", "'Trexall' is another medicine", "its own place"),
    ],
)
def test_words_that_are_misread_are_refused_with_what_to_write(accept, often, found, write):
    with pytest.raises(ValidationError) as refusal:
        accept("R11", "PRED", "changed", amount="40", often=often, reason="frail")
    (message,) = refusal.value.message_dict["often"]
    assert found in message
    assert write in message


@pytest.mark.parametrize(
    "text", ["Calcium 500.0 mg daily", "Calcium 500 mg QD", "MTX 2.5 mg daily"]
)
def test_a_dose_in_words_holds_no_other_drug_and_nothing_misread(accept, text):
    with pytest.raises(ValidationError) as refusal:
        accept("R48", "CAVITD", "changed", dose=text, reason="wanted")
    assert set(refusal.value.message_dict) == {"dose"}
    typed = "Calcium 500 mg and cholecalciferol 20000 units once a month"
    decision = accept("R48", "CAVITD", "changed", dose=typed, reason="wanted")
    assert "500\u00a0mg" in decision.dose
    assert "20\u2009000\u00a0units" in decision.dose


@pytest.mark.parametrize("text", ["15 mg on Monday and Thursday", "15 mg morning, each morning"])
def test_a_weekly_drug_in_words_has_no_second_day(methotrexate, text):
    assert "never daily" in refused(methotrexate | {"unit": ""}, "changed", dose=text)["dose"][0]


@pytest.mark.parametrize(
    ("often", "line"),
    [
        ("every other day in the evening", "40 mg by mouth, every other day in the evening"),
        ("3 times a week", "40 mg by mouth, 3 times a week"),
        ("on Mondays and Fridays", "40 mg by mouth, on Mondays and Fridays"),
        (
            "twice daily on Mondays",
            "40 mg in all on each treatment day by mouth, twice daily on Mondays",
        ),
    ],
)
def test_no_dose_a_day_stands_before_another_interval(accept, often, line):
    decision = accept("R11", "PRED", "changed", amount="40", often=often, reason="frail")
    assert decision.dose.replace("\u00a0", " ") == f"Prednisone {line}"
    assert decision.amount is None  # what it is a day is not known as a number


@pytest.mark.parametrize("often", ["once daily for a week", "twice daily from Monday", "at 8 am"])
def test_the_dose_of_every_day_says_a_day(accept, often):
    decision = accept("R11", "PRED", "changed", amount="40", often=often, reason="frail")
    assert "40\u00a0mg a day by mouth" in decision.dose
    assert decision.amount == 40


def test_a_day_in_several_doses_is_ordered_in_the_words_of_the_plan(accept, draft):
    plan = draft.current_plan()["regimens"]["MMF"]["line"]
    assert accept("R16", "MMF", amount="1000").dose == plan
    typed = {"often": "in 2 doses a day", "reason": "wanted"}
    decision = accept("R16", "MMF", "changed", amount="1500", **typed)
    single = "Mycophenolate mofetil 750 mg twice daily (1500 mg a day) by mouth"
    assert decision.dose.replace("\u00a0", " ") == single
    decision = accept("R16", "MMF", "changed", amount="1500", often="3 times daily", reason="x")
    assert "1500\u00a0mg a day by mouth, 3 times daily" in decision.dose


@pytest.mark.parametrize("text", ["as usual", "0 mg", "-5 mg", ""])
def test_a_dose_of_several_drugs_holds_a_number_above_zero(methotrexate, text):
    several = methotrexate | {"unit": "", "weekly": False}
    assert "dose" in refused(several, "changed", dose=text, reason="wanted")
    assert Order(several, "changed").read({"dose": "0.5 g with 2 g", "reason": "x"})


def test_a_second_drug_where_one_is_chosen_needs_a_reason(accept):
    accept("R14", "MTX", amount="10", weekday="Monday")
    second = {"kind": "accepted", "amount": "2000"}
    with pytest.raises(ValidationError, match="Methotrexate is decided on already"):
        accept("R16", "MMF", **second)
    assert accept("R16", "MMF", **second, reason="refractory").reason == "refractory"


def test_a_declined_treatment_keeps_no_dose(accept):
    words = {"dose": "70 mg", "amount": "70", "reason_code": "waiting"}
    assert accept("R11", "PRED", "declined", **words).dose == ""


def test_a_reason_has_at_most_1000_characters(accept, draft, clinician):
    for kind in ("declined", "changed"):
        typed = {"amount": "40", "often": "daily", "reason_code": "other", "reason": "x" * 1001}
        with pytest.raises(ValidationError, match="longer than 1000"):
            accept("R11", "PRED", kind, **typed)
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    with pytest.raises(ValidationError, match="longer than 1000"):
        actions.amend(encounter=draft, reason="x" * 1001, by=clinician)


# On the page


def post(client, draft, **data):
    url = reverse("patients:decide", args=[draft.pk])
    return client.post(url, data, headers=HTMX)


def test_a_stale_page_cannot_accept_a_dose_nobody_saw(signed_in, draft, clinician):
    plan = draft.current_plan()
    seen = decided.fingerprint(decided.shown(plan, "R11", "PRED"))
    assert f'name="shown" value="{seen}"' in signed_in.get(draft.get_absolute_url()).text
    people.write(draft, clinician, weight_kg="50")
    for shown in (seen, ""):
        response = post(signed_in, draft, target="R11 PRED", kind="accepted", shown=shown)
        assert response.status_code == 422
        assert "look again" in response.text
    assert not Decision.objects.exists()


def test_a_refused_order_says_so_at_the_field_and_loses_nothing(signed_in, draft):
    shown = decided.fingerprint(decided.shown(draft.current_plan(), "R14", "MTX"))
    typed = {"amount": "12.5", "weekday": ""}
    response = post(signed_in, draft, target="R14 MTX", kind="accepted", shown=shown, **typed)
    assert response.status_code == 422
    assert '<p class="error">Choose the weekday' in response.text
    assert 'value="12.5"' in response.text


def test_misread_words_are_refused_beside_the_field_and_kept(signed_in, draft):
    shown = decided.fingerprint(decided.shown(draft.current_plan(), "R11", "PRED"))
    typed = {"amount": "40", "often": "5 mg qd", "reason": "frail"}
    response = post(signed_in, draft, target="R11 PRED", kind="changed", shown=shown, **typed)
    assert response.status_code == 422
    assert "write once daily" in response.text
    assert 'value="5 mg qd"' in response.text
    assert 'value="40"' in response.text
    assert not Decision.objects.exists()


def test_a_review_of_yesterday_is_not_signed(signed_in, draft, clinician):
    review = signed_in.get(reverse("patients:review", args=[draft.pk]))
    data = {"revision": draft.revision, "reviewed": review.context["reviewed"], "seen": "on"}
    tomorrow = timezone.now() + timezone.timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        signed_in.force_login(clinician)
        response = signed_in.post(reverse("patients:sign", args=[draft.pk]), data)
    assert response.status_code == 422
    assert "or the day. Review it again" in response.text


def test_warnings_are_to_be_ticked_as_read_before_signing(signed_in, draft):
    review = signed_in.get(reverse("patients:review", args=[draft.pk]))
    assert "Methotrexate and Pneumocystis prophylaxis" in review.text
    data = {"revision": draft.revision, "reviewed": review.context["reviewed"]}
    url = reverse("patients:sign", args=[draft.pk])
    assert signed_in.post(url, data).status_code == 422
    assert signed_in.post(url, data | {"seen": "on"}).status_code == 302


def test_under_a_withdrawn_guideline_nothing_is_decided_or_signed(signed_in, draft, accept):
    GuidelineVersion.objects.filter(pk=draft.version_id).update(
        status="withdrawn", withdrawn_at=timezone.now(), withdrawn_by=draft.created_by
    )
    with pytest.raises(ValidationError, match="was withdrawn"):
        accept("R11", "PRED")
    with pytest.raises(ValidationError, match="was withdrawn"):
        actions.sign(encounter=draft, revision=draft.revision, by=draft.created_by)
    page = signed_in.get(draft.get_absolute_url()).text
    assert "Cancel this draft" in page
    assert 'value="accepted"' not in page


def test_the_review_groups_decisions_and_strikes_what_was_planned(signed_in, draft, accept):
    accept("R11", "PRED", "changed", amount="40", often="once daily", reason="frail")
    accept("R12", "IVMP", "declined", reason_code="waiting")
    text = signed_in.get(reverse("patients:review", args=[draft.pk])).text
    assert "Changed (1)" in text
    assert "<b>predniSONE 40\u00a0mg a day by mouth, once daily</b>" in text
    assert "<s>predniSONE 70\u00a0mg" in text
    assert "<b>Declined</b>: methylPREDNISolone" in text


def test_an_amendment_brings_the_decisions_that_still_hold_to_be_checked(
    signed_in, draft, accept, clinician
):
    accept("R11", "PRED")
    accept("R57", kind="declined", reason_code="waiting")
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    amended = actions.amend(encounter=draft, reason="One more test", by=clinician)
    assert draft.decisions.count() == amended.decisions.count() == 2
    with pytest.raises(ValidationError, match="Check these again"):
        actions.sign(encounter=amended, revision=amended.revision, by=clinician)
    for target in ("R11 PRED", "R57 "):
        assert "Still right" in signed_in.get(amended.get_absolute_url()).text
        assert post(signed_in, amended, target=target, kind="again").status_code == 200
    amended.refresh_from_db()
    actions.sign(encounter=amended, revision=amended.revision, by=clinician)


def test_a_decision_of_an_amended_plan_that_changed_is_made_anew(signed_in, draft, accept):
    accept("R11", "PRED")
    clinician = draft.created_by
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    amended = actions.amend(encounter=draft, reason="Wrong weight", by=clinician)
    people.write(amended, clinician, weight_kg="50")
    assert "Still right" not in signed_in.get(amended.get_absolute_url()).text
    response = post(signed_in, amended, target="R11 PRED", kind="again")
    assert response.status_code == 422
