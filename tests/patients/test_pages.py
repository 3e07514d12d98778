"""What the consultation page shows of a plan and of findings."""

import datetime

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone

from patients.models import Encounter
from patients.visits import actions
from patients.visits.consultation import Consultation
from patients.visits.panel import Panel
from tests import factories_people as people


@pytest.fixture
def page(draft):
    return Consultation(draft)


def panel(encounter):
    return Panel(encounter.current_plan(), list(encounter.decisions.all()), draft=True)


def test_what_cannot_change_the_plan_is_not_asked(page):
    open_keys = page.open_keys().split()
    assert "tb_igra" in open_keys
    assert "ck" in open_keys  # answered
    assert "aldolase" not in open_keys  # for the record only


def test_counts_are_of_the_questions_shown(page, draft, clinician):
    answered, asked = page.count("enzymes")
    assert (answered, asked) == (2, 3)
    people.write(draft, clinician, alt="80")
    assert Consultation(draft).count("enzymes") == (3, 3)


def test_a_carried_value_shows_its_day_and_a_new_one_the_last_value(patient, clinician):
    people.signed(patient, clinician, weight_kg="72", ck="9130")
    day = timezone.localdate()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=21), tick=False):
        encounter = actions.start(patient=patient, by=clinician)
        people.write(encounter, clinician, ck="4000")
        page = Consultation(encounter, last=patient.last_findings())
        ck = page.dress(page.form("enzymes")).fields["ck"]
        weight = page.dress(page.form("who")).fields["weight_kg"]
    assert ck.message.of_day == ""
    assert ck.last == f"last 9130 U/L on {day:%d-%b-%Y}"
    assert weight.message.of_day == f"{day:%d-%b-%Y}"


def test_the_total_of_the_muscles_runs_along(draft, clinician):
    people.write(draft, clinician, mmt8_neck_flexors="5", mmt8_r_deltoid="6", mmt8_l_deltoid="7")
    page = Consultation(draft)
    section = page.section("weakness", page.form("weakness"))
    assert section.running == "3 of 15 muscles entered, 18 points so far"


def test_all_advice_is_somewhere_on_the_page(draft):
    shown = panel(draft)
    listed = [card.advice["key"] for card in shown.cards]
    listed += [row["key"] for row in shown.needs_data() + shown.others()]
    assert sorted(listed) == sorted(row["key"] for row in shown.plan["advice"])


def test_stops_and_urgent_advice_come_first(draft, clinician):
    people.write(draft, clinician, infection_status="suspected", resp_distress="yes")
    labels = [label for label, _ in panel(draft).groups()]
    assert labels == [
        label for label in ("Now", "Within 24 hours", "Within days", "Within weeks")
        if label in labels
    ]  # fmt: skip
    assert labels[0] == "Now"


def test_a_ruled_out_regimen_shows_its_reason_and_what_to_do_instead(draft, clinician, signed_in):
    people.write(draft, clinician, tpmt="poor")
    text = signed_in.get(draft.get_absolute_url()).text
    assert "<s>azaTHIOprine</s>" in text
    assert "Hard stop" in text
    assert "Poor TPMT function leads to severe marrow failure." in text
    assert "Instead:" in text


def test_what_is_from_memory_or_our_own_choice_says_so(draft, signed_in):
    text = signed_in.get(draft.get_absolute_url()).text
    assert "<em>from memory</em>" in text
    assert "our own choice" in text


def test_a_child_gets_no_dose(team, clinician, signed_in):
    child = people.patient(team, birth_date=timezone.localdate() - datetime.timedelta(days=3650))
    draft = people.draft(child, clinician, **people.SEVERE)
    text = signed_in.get(draft.get_absolute_url()).text
    assert "This content is for adults" in text or "under 18" in text
    assert 'Accept<span class="visually-hidden"> Prednisone' not in text


def test_missing_weight_gives_the_rule_and_a_link_never_a_number(draft, clinician, signed_in):
    people.write(draft, clinician, weight_kg="")
    text = signed_in.get(draft.get_absolute_url()).text
    assert "predniSONE 70" not in text
    assert "No number yet, missing" in text


def test_safety_that_is_due_now_stands_before_everything_and_is_never_green(
    draft, clinician, signed_in
):
    people.write(draft, clinician, nsti_signs="yes")
    shown = panel(draft)
    first = [card.advice["key"] for card in shown.urgent()]
    assert [key for key in ("R1", "R2", "R4", "R5") if key in first] == ["R1", "R2", "R4", "R5"]
    assert all(card.look == "stop" for card in shown.urgent())
    grouped = [card.advice["key"] for _, cards in shown.groups() for card in cards]
    assert not set(first) & set(grouped)
    plan = signed_in.get(draft.get_absolute_url()).text.partition('id="plan"')[2]
    assert "! Act now" in plan
    assert plan.index('id="card-R1"') < plan.index("would change this plan")
    assert plan.index("would change this plan") < plan.index("t-now")


def test_safety_that_is_only_possible_is_not_called_urgent(draft):
    keys = [card.advice["key"] for card in panel(draft).urgent()]
    assert "R42" not in keys  # neither troponin nor ECG is known


def test_a_question_names_the_advice_its_answer_would_settle(draft, signed_in):
    rows = {row["key"]: row for row in panel(draft).asks}
    assert any("myasthenia precautions" in item["text"] for item in rows["mg_status"]["names"])
    text = signed_in.get(draft.get_absolute_url()).text
    assert "Would settle: " in text
    assert 'href="#card-R46">(R46)</a>' in text


def test_a_question_that_settles_nothing_alone_says_so(draft, signed_in):
    plan = draft.current_plan()
    plan["ask_next"] = [plan["ask_next"][0] | {"settles": []}]
    html = render_to_string("patients/_settles.html", {"row": Panel(plan, [], draft=True).asks[0]})
    assert "Together with other answers" in html


def test_an_empty_form_says_where_to_start(patient, clinician, signed_in):
    draft = people.draft(patient, clinician)
    assert "Start with these" in signed_in.get(draft.get_absolute_url()).text
    people.write(draft, clinician, weight_kg="72")
    assert "Start with these" not in signed_in.get(draft.get_absolute_url()).text


def test_advice_that_waits_is_one_line_with_links_to_its_questions(draft, signed_in):
    text = signed_in.get(draft.get_absolute_url()).text
    assert f"{len(panel(draft).needs_data())} pieces of advice wait for an answer" in text
    waiting = text.partition('<li class="waiting" id="card-R46">')[2].partition("</li>")[0]
    assert 'href="#q-mg_status"' in waiting


def test_the_choices_of_one_step_stand_together_below_it(draft, clinician):
    people.write(
        draft, clinician, severe_steroid_psychosis="no", osteoporosis_or_fragility_fracture="no",
        diabetes="no", mg_status="none", pregnancy_status="not_pregnant",
    )  # fmt: skip
    shown = panel(draft)
    choice = next(card for card in shown.cards if card.advice["key"] == "R13")
    assert choice.is_active
    options = [card.advice["key"] for card in choice.options]
    assert "R14" in options
    grouped = [card.advice["key"] for _, cards in shown.groups() for card in cards]
    assert not set(options) & set(grouped)


def test_how_advice_belongs_together_is_first_where_it_concerns_shown_advice(draft):
    shown = panel(draft)
    keys = {card.advice["key"] for card in shown.cards}
    assert all(keys & set(row["recommendations"]) for row in shown.interplays())
    both = shown.interplays() + shown.other_interplays()
    assert sorted(row["key"] for row in both) == sorted(
        row["key"] for row in shown.plan["interplays"]
    )


def test_a_signed_page_begins_with_the_decisions_then_plan_then_findings(
    patient, clinician, signed_in
):
    draft = people.draft(patient, clinician, **people.SEVERE)
    draft.decisions.create(
        advice="R4", kind="declined", reason_code="disagree", reason="known", by=clinician
    )
    plan = draft.current_plan()
    Encounter.objects.filter(pk=draft.pk).update(
        status="signed", plan=plan, digest="7f3a91c2" * 8, signed_by=clinician,
        signed_at=timezone.now(),
    )  # fmt: skip
    text = signed_in.get(draft.get_absolute_url()).text
    assert "<code>7f3a-91c2</code>" in text
    order = [text.index(part) for part in ('id="decisions-title"', 'id="plan"', "findings-title")]
    assert order == sorted(order)
