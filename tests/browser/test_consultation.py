"""Consultations as a clinician has them: in a browser, with the keyboard, and when things fail."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from patients.demo import relapse
from patients.demo.record import tell
from patients.demo.story import WEEK, Visit
from patients.models import Encounter
from patients.visits import actions
from tests import factories_people as people


@pytest.fixture
def clinician(rows):
    return people.user(first_name="Ada", last_name="Onward")


@pytest.fixture
def team(clinician):
    return people.team(clinician)


@pytest.fixture
def draft(team, clinician):
    return people.draft(people.patient(team), clinician, **people.SEVERE)


def open_section(page, key):
    page.locator(f"#section-{key}").evaluate("section => { section.open = true }")


def given_an_open_consultation(page, sign_in, user, draft, section="enzymes"):
    sign_in(user)
    page.goto(draft.get_absolute_url())
    open_section(page, section)


def when_typed(page, label, text, press="Tab"):
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    with page.expect_response(lambda response: "/section/" in response.url) as answer:
        field.press(press)
    return answer.value


def when_chosen(page, question, answer):
    """By keyboard: the page may move below the pointer while questions open and close."""
    option = page.get_by_role("group", name=question).get_by_role("radio", name=answer, exact=True)
    with page.expect_response(lambda response: "/section/" in response.url):
        option.press("Space")


# Journeys


def test_from_a_new_patient_to_the_signed_summary(page, sign_in, team, clinician, axe):
    given_a_new_patient(page, sign_in, clinician, axe)
    when_findings_are_entered(page)
    axe(page)
    then_the_plan_gives_a_dose(page)
    when_decided(page, axe)
    when_reviewed_and_signed(page, axe)
    then_the_summary_holds_what_was_decided(page)


def given_a_new_patient(page, sign_in, clinician, axe):
    sign_in(clinician)
    page.goto("/")
    axe(page)
    page.get_by_role("link", name="New patient").click()
    axe(page)
    page.get_by_label("Family name").fill("Journey")
    page.get_by_label("Given name").fill("Jane")
    page.get_by_label("Record number").fill("J-1")
    page.get_by_label("Birth date").fill("14-Mar-1984")
    page.get_by_label("Sex at birth").select_option("female")
    page.get_by_role("button", name="Save patient").click()
    axe(page)
    page.get_by_role("button", name="Start consultation").click()
    axe(page)


def when_findings_are_entered(page):
    for section in ("who", "disease", "infection", "weakness", "heart_lung_swallowing"):
        open_section(page, section)
    when_typed(page, "Weight", "72")
    when_typed(page, "Height", "168")
    when_chosen(page, "Diagnosis of IMNM", "Confirmed")
    when_chosen(page, "Where in the course", "Not yet treated")
    when_chosen(page, "Signs of necrotizing soft-tissue infection", "No")
    when_chosen(page, "Infection", "None")
    when_typed(page, "MMT-8 total (0 to 80)", "44")
    open_section(page, "checkpoint_cancer")
    when_chosen(page, "Immune checkpoint inhibitor", "None")


def then_the_plan_gives_a_dose(page):
    plan = page.get_by_role("region", name="Plan")
    expect(plan).to_contain_text("predniSONE 70\u00a0mg by mouth once daily")
    expect(plan).to_contain_text("1\u00a0mg/kg × 72\u00a0kg")
    expect(page.locator("#saved")).to_contain_text("Saved")


def when_decided(page, axe):
    page.get_by_role("button", name="Accept Prednisone").click()
    expect(page.locator("#card-R11 .decision")).to_contain_text("Accepted: predniSONE 70\u00a0mg")
    card = page.locator("#card-R12")
    card.locator("#change-R12-IVMP > summary").click()
    axe(page)
    card.get_by_role("button", name="Save the change").click()
    expect(card.get_by_role("alert")).to_contain_text("Write the dose")
    change = card.locator("#change-R12-IVMP")
    change.get_by_label("New dose").fill("500")
    change.get_by_label("How often").fill("once daily for 3 days")
    change.get_by_label("Reason").fill("Heart failure")
    card.get_by_role("button", name="Save the change").click()
    expect(card.locator(".decision")).to_contain_text("500\u00a0mg a day")
    expect(card.locator(".decision")).to_contain_text("once daily for 3 days")
    axe(page)


def when_reviewed_and_signed(page, axe):
    page.get_by_role("link", name="Review and sign").click()
    expect(page.get_by_role("heading", name="Changed (1)")).to_be_visible()
    axe(page)
    page.get_by_label("I have read what to keep in mind together").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("It can no longer change")).to_be_visible()
    axe(page)


def then_the_summary_holds_what_was_decided(page):
    link = page.get_by_role("link", name="Treatment summary (PDF)").get_attribute("href")
    content = page.request.get(link).body()
    text = " ".join(
        " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages).split()
    )
    assert "predniSONE 70 mg" in text
    assert "500 mg a day" in text


def test_a_signed_consultation_is_amended(page, sign_in, team, clinician, axe):
    signed = people.signed(people.patient(team), clinician, **people.SEVERE)
    sign_in(clinician)
    page.goto(signed.get_absolute_url())
    page.get_by_role("link", name="Amend").click()
    axe(page)
    page.get_by_role("button", name="Start the amendment").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    page.get_by_label("Why it is amended").fill("Wrong weight")
    page.get_by_role("button", name="Start the amendment").click()
    open_section(page, "who")
    expect(page.get_by_label("Weight", exact=True)).to_have_value("72")
    when_typed(page, "Weight", "60")
    expect(page.locator("#plan")).to_contain_text("predniSONE 60\u00a0mg")
    page.get_by_role("link", name="Review and sign").click()
    page.get_by_label("I have read what to keep in mind together").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("It amends")).to_be_visible()
    page.goto(signed.get_absolute_url())
    expect(page.get_by_text("This consultation was amended")).to_be_visible()
    expect(page.locator("#plan")).to_contain_text("predniSONE 70\u00a0mg")
    axe(page)


# What must not be lost


def test_focus_and_half_typed_text_outlive_a_new_plan(page, sign_in, clinician, draft):
    given_an_open_consultation(page, sign_in, clinician, draft)
    page.locator("#change-R11-PRED > summary").click()
    often = page.locator("#change-R11-PRED").get_by_label("How often")
    often.fill("once daily, half ty")
    when_typed(page, "Creatine kinase (CK)", "9000")
    expect(page.locator("#saved")).to_contain_text("Saved")
    assert page.evaluate("document.activeElement.name") == "ck-unit"
    expect(often).to_have_value("once daily, half ty")
    expect(often).to_be_visible()


def test_enter_saves_and_decides_nothing(page, sign_in, clinician, draft):
    given_an_open_consultation(page, sign_in, clinician, draft)
    when_typed(page, "Creatine kinase (CK)", "120000", press="Enter")
    expect(page.locator("#msg-ck")).to_contain_text("is unusual")
    when_typed(page, "CK, upper limit of the laboratory", "180", press="Enter")
    expect(page.locator("#msg-ck")).to_contain_text("is unusual")
    page.get_by_role("button", name="Yes, confirm").click()
    expect(page.locator("#msg-ck")).to_be_empty()


@pytest.fixture
def doubtful(team, clinician):
    """A second visit whose record is old, with two values beyond what is usual."""
    patient = people.patient(team)
    first = Visit(0, relapse.FIRST, relapse.FIRST_DECIDED)
    tell(patient, relapse.STORY._replace(ago=20 * WEEK, events=(first,)), clinician)
    draft = actions.start(patient=patient, by=clinician)
    people.write(draft, clinician, ck="120000", ast="9000")
    return draft


def test_confirming_by_keyboard_goes_from_one_value_to_the_next(page, sign_in, clinician, doubtful):
    given_an_open_consultation(page, sign_in, clinician, doubtful)
    page.locator("#to-confirm > summary").press("Enter")
    one_by_one = page.locator("#to-confirm").get_by_role("button", name="Confirm")
    count = one_by_one.count()
    following = one_by_one.nth(1).get_attribute("id")
    one_by_one.first.press("Enter")
    expect(one_by_one).to_have_count(count - 1)
    expect(page.locator(f"#{following}")).to_be_focused()
    together = page.locator("#to-confirm").get_by_role("button", name="All still true")
    left = together.count()
    together.first.press("Enter")
    expect(together).to_have_count(left - 1)
    expect(page.locator("#plan :focus")).to_have_count(1)


def test_after_a_value_is_confirmed_at_its_question_the_focus_stays_there(
    page, sign_in, clinician, doubtful
):
    given_an_open_consultation(page, sign_in, clinician, doubtful)
    page.locator("#msg-ck").get_by_role("button", name="Yes, confirm").press("Enter")
    expect(page.locator("#msg-ck .question")).to_have_count(0)
    expect(page.locator("#q-ck :focus")).to_have_count(1)


def test_a_link_of_the_plan_leads_to_its_question(page, sign_in, clinician, draft):
    given_an_open_consultation(page, sign_in, clinician, draft)
    page.locator("#plan .ask-list a").first.click()
    key = page.locator("#plan .ask-list a").first.get_attribute("href").removeprefix("#q-")
    expect(page.locator(f"#q-{key}")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.name").startswith(key)


def test_only_questions_that_can_change_the_plan_show_the_rest_one_click_away(
    page, sign_in, clinician, draft, axe
):
    given_an_open_consultation(page, sign_in, clinician, draft)
    aldolase = page.locator("#id_aldolase")
    expect(aldolase).to_be_hidden()
    page.locator("#section-enzymes").get_by_label("Show all questions").check()
    expect(aldolase).to_be_visible()
    axe(page)


def test_why_not_is_loaded_when_opened(page, sign_in, clinician, draft, axe):
    given_an_open_consultation(page, sign_in, clinician, draft)
    page.locator("#why-not > summary").click()
    expect(page.locator("#other-R34")).to_contain_text("R34")
    axe(page)


def test_muscles_are_entered_in_a_grid_with_a_running_total(page, sign_in, team, clinician, axe):
    draft = people.draft(people.patient(team), clinician)
    given_an_open_consultation(page, sign_in, clinician, draft, "weakness")
    when_typed(page, "Deltoid, right", "5")
    when_typed(page, "Neck flexors", "4")
    total = page.locator("#computed-weakness")
    expect(total).to_contain_text("2 of 15 muscles entered, 9 points so far")
    when_typed(page, "Deltoid, left", "11")
    expect(page.locator("#msg-mmt8_l_deltoid")).to_contain_text("cannot be right")
    axe(page)


def test_when_the_server_is_away_what_was_typed_stays_and_is_sent_later(
    page, context, sign_in, clinician, draft, axe
):
    given_an_open_consultation(page, sign_in, clinician, draft)
    context.set_offline(True)
    page.get_by_label("Creatine kinase (CK)", exact=True).fill("7000")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    expect(page.locator("#saved")).to_have_text("Not saved")
    expect(page.get_by_label("Creatine kinase (CK)", exact=True)).to_have_value("7000")
    axe(page)
    context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=15000)
    draft.refresh_from_db()
    assert draft.findings["ck"]["value"] == "7000"
    expect(page.locator("#saved")).to_contain_text("✓ Saved")


def test_when_the_server_is_away_a_decision_is_said_not_to_be_saved(
    page, context, sign_in, clinician, draft
):
    given_an_open_consultation(page, sign_in, clinician, draft)
    accept = page.get_by_role("button", name="Accept Prednisone")
    context.set_offline(True)
    accept.click()
    expect(page.get_by_role("alert")).to_contain_text("This decision was NOT saved")
    context.set_offline(False)
    accept.click()
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#card-R11 .decision")).to_contain_text("Accepted")


def test_a_session_that_ended_loses_nothing(page, context, sign_in, clinician, draft):
    given_an_open_consultation(page, sign_in, clinician, draft)
    context.clear_cookies(name="sessionid")
    page.get_by_label("Creatine kinase (CK)", exact=True).fill("7000")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("signed out")
    sign_in(clinician)
    expect(page.locator("#offline")).to_be_hidden(timeout=15000)
    draft.refresh_from_db()
    assert draft.findings["ck"]["value"] == "7000"


def test_two_people_on_one_draft(page, sign_in, clinician, team, draft, axe):
    colleague = people.user(first_name="Ben", last_name="Other")
    given_an_open_consultation(page, sign_in, clinician, draft)
    people.write(Encounter.objects.get(pk=draft.pk), colleague, ck="4000")
    when_typed(page, "Creatine kinase (CK)", "5000")
    message = page.locator("#msg-ck")
    expect(message).to_contain_text("Ben Other saved 4000 U/L")
    expect(message).to_contain_text("you entered 5000 U/L")
    axe(page)
    message.get_by_role("button", name="Take theirs").click()
    expect(page.get_by_label("Creatine kinase (CK)", exact=True)).to_have_value("4000")
    expect(page.locator("#msg-ck")).to_be_empty()


def test_an_unrecognized_medicine(page, sign_in, clinician, draft, axe):
    given_an_open_consultation(page, sign_in, clinician, draft, "treatment_so_far")
    when_typed(page, "Current medicines", "Lipitor 40 mg\nZorbax 5 mg")
    message = page.locator("#msg-current_drugs")
    expect(message).to_contain_text("Not recognized")
    axe(page)
    message.get_by_label("anticoagulant").check()
    message.get_by_role("button", name="Keep “zorbax”").click()
    expect(message).to_contain_text("zorbax (as stated) → anticoagulant")
    expect(message).not_to_contain_text("say what")


# Narrow, and without JavaScript


def test_on_a_telephone_the_plan_is_one_touch_away(page, sign_in, clinician, draft, axe):
    page.set_viewport_size({"width": 390, "height": 844})
    given_an_open_consultation(page, sign_in, clinician, draft)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="See the plan").click()
    expect(page.get_by_role("heading", name="Plan", exact=True)).to_be_in_viewport()
    axe(page)
    page.get_by_role("link", name="Back to the questions").click()
    expect(page.get_by_role("link", name="See the plan")).to_be_visible()


def test_without_javascript_a_section_is_saved_with_a_button(
    browser, base_url, client, clinician, draft
):
    client.force_login(clinician)
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])
    page = context.new_page()
    page.goto(draft.get_absolute_url())
    if not page.locator("#section-who[open]").count():
        page.locator("#section-who summary").click()
    page.get_by_label("Weight", exact=True).fill("60")
    page.get_by_role("button", name="Save patient").click()
    expect(page.locator("#plan")).to_contain_text("predniSONE 60\u00a0mg")
    page.get_by_role("button", name="Accept Prednisone").click()
    expect(page.locator("#card-R11 .decision")).to_contain_text("Accepted")
    context.close()
