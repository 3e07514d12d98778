"""Two editors: neither overwrites unread what the other stored, and nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.admin.locking import token
from tests.factories import make_draft, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    user = make_user(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def other():
    """A second editor with a browser of their own."""
    browser = Client()
    browser.user = make_user(is_staff=True, is_superuser=True)
    browser.force_login(browser.user)
    return browser


def url(row, action="change"):
    return reverse(f"admin:guidelines_{row._meta.model_name}_{action}", args=[row.pk])


def form_of(answer):
    """The values of a change form as a browser would send them back."""
    context = answer.context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: v for name, v in values.items() if v is not None and v is not False}


def opened(browser, row):
    return form_of(browser.get(url(row)))


def save(browser, row, values, **changes):
    return browser.post(url(row), values | changes)


@pytest.fixture
def both(client, author, other):
    """A row that both editors have opened, and what each of them would send."""
    row = make_draft().recommendation_rows.get(key="R1")
    return row, opened(client, row), opened(other, row)


def test_the_second_editor_sees_both_texts_and_nothing_is_overwritten(client, other, both):
    row, mine, theirs = both
    assert save(other, row, theirs, sentence="Give the drug today.").status_code == 302
    answer = save(client, row, mine, sentence="Give half of the drug.")
    page = answer.content.decode()
    assert answer.status_code == 200
    (conflict,) = answer.context["conflicts"]
    assert (conflict.label, conflict.stored, conflict.typed) == (
        "Sentence", "Give the drug today.", "Give half of the drug."
    )  # fmt: skip
    assert conflict.by == other.user.username
    assert conflict.at is not None
    assert not conflict.is_theirs
    assert "Give the drug today." in page
    assert "Give half of the drug." in page
    row.refresh_from_db()
    assert row.sentence == "Give the drug today."


def test_a_second_save_after_reading_overwrites_knowingly(client, other, both):
    row, mine, theirs = both
    save(other, row, theirs, sentence="Give the drug today.")
    read = form_of(save(client, row, mine, sentence="Give half of the drug."))
    assert save(client, row, read).status_code == 302
    row.refresh_from_db()
    assert row.sentence == "Give half of the drug."


def test_a_third_change_in_between_is_shown_too(client, other, both):
    row, mine, theirs = both
    save(other, row, theirs, sentence="Give the drug today.")
    read = form_of(save(client, row, mine, sentence="Give half of the drug."))
    save(other, row, opened(other, row), sentence="Give the drug tomorrow.")
    answer = save(client, row, read)
    assert [conflict.stored for conflict in answer.context["conflicts"]] == [
        "Give the drug tomorrow."
    ]


def test_what_only_the_other_changed_is_kept_where_that_is_chosen(client, other, both):
    row, mine, theirs = both
    row.version.reference_rows.create(key="Jones2021", citation="Jones K. Drugs. 2021", position=2)
    save(other, row, theirs, rationale="It helps half of them.", sources="Smith2020, Jones2021")
    answer = save(client, row, mine, sentence="Give half of the drug.")
    proposed = [conflict.name for conflict in answer.context["conflicts"] if conflict.is_theirs]
    assert proposed == ["rationale", "sources"]
    save(client, row, form_of(answer), _take=proposed)
    row.refresh_from_db()
    assert row.sentence == "Give half of the drug."
    assert row.rationale == "It helps half of them."
    assert row.sources == ["Smith2020", "Jones2021"]


def test_a_page_without_what_it_was_opened_with_is_refused(client, both):
    row, mine, _ = both
    del mine["stored"]
    answer = save(client, row, mine, sentence="Give half of the drug.")
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.sentence == "Give the drug."


def test_editors_of_different_rows_do_not_disturb_each_other(client, author, other):
    draft = make_draft()
    one, two = draft.recommendation_rows.all()
    mine, theirs = opened(client, one), opened(other, two)
    assert save(other, two, theirs, sentence="Look again.").status_code == 302
    assert save(client, one, mine, sentence="Give half.").status_code == 302


def test_rows_below_are_part_of_what_is_compared(client, author, other):
    row = make_draft().regimen_rows.get()
    mine, theirs = opened(client, row), opened(other, row)
    save(other, row, theirs, **{"parts-0-hard_max": "60"})
    answer = save(client, row, mine, name="Drug by mouth")
    shown = {c.name: (c.stored, c.typed, c.is_theirs) for c in answer.context["conflicts"]}
    assert shown["parts-0-hard_max"] == ("60", "80", True)
    assert shown["name"] == ("Drug", "Drug by mouth", False)
    save(client, row, form_of(answer), _take=["parts-0-hard_max"])
    row.refresh_from_db()
    assert row.name == "Drug by mouth"
    assert str(row.parts.get().hard_max) == "60"


def test_a_row_below_that_was_added_meanwhile_stays(client, author, other):
    row = make_draft().dataelement_rows.get(key="infection")
    mine, theirs = opened(client, row), opened(other, row)
    added = {"options-TOTAL_FORMS": "4", "options-3-code": "past", "options-3-label": "Past"}
    assert save(other, row, theirs, **added).status_code == 302
    answer = save(client, row, mine, label="Any infection")
    assert "past" in [c.label.split()[-1] for c in answer.context["conflicts"]]
    assert save(client, row, form_of(answer)).status_code == 302
    assert row.options.filter(code="past").exists()


def test_a_row_below_that_was_deleted_meanwhile_stays_deleted_if_untouched(client, author, other):
    row = make_draft().dataelement_rows.get(key="infection")
    mine, theirs = opened(client, row), opened(other, row)
    assert save(other, row, theirs, **{"options-1-DELETE": "on"}).status_code == 302
    read = form_of(save(client, row, mine, label="Any infection"))
    assert save(client, row, read).status_code == 302
    assert [option.code for option in row.options.all()] == ["absent", "pending"]


def test_what_was_typed_into_a_row_below_that_is_gone_becomes_a_new_row(client, author, other):
    row = make_draft().dataelement_rows.get(key="infection")
    mine, theirs = opened(client, row), opened(other, row)
    save(other, row, theirs, **{"options-1-DELETE": "on"})
    read = form_of(save(client, row, mine, **{"options-1-label": "Proven by culture"}))
    assert "Proven by culture" in read.values()
    assert save(client, row, read).status_code == 302
    assert row.options.get(code="proven").label == "Proven by culture"


def test_what_was_typed_for_a_row_that_is_gone_becomes_a_new_row(client, other, both):
    row, mine, _ = both
    version = row.version
    other.post(url(row, "delete"), {"post": "yes", "stored": token(row)})
    assert not version.recommendation_rows.filter(key="R1").exists()
    typed = mine | {"_version": version.pk, "sentence": "Give half of the drug."}
    answer = client.post(url(row), typed)
    assert "deleted this row" in answer.content.decode()
    assert answer.context["adminform"].form["sentence"].value() == "Give half of the drug."
    again = form_of(answer)
    assert client.post(reverse("admin:guidelines_recommendation_add"), again).status_code == 302
    assert version.recommendation_rows.get(key="R1").sentence == "Give half of the drug."


def test_a_stale_deletion_is_refused_and_shows_what_is_stored_now(client, other, both):
    row, _, theirs = both
    page = client.get(url(row, "delete"))
    assert "Give the drug." in page.content.decode()
    save(other, row, theirs, sentence="Give the drug today.")
    confirmed = {"post": "yes", "stored": page.context["stored"]}
    answer = client.post(url(row, "delete"), confirmed, follow=True)
    assert "Give the drug today." in answer.content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()
    confirmed["stored"] = answer.context["stored"]
    assert client.post(url(row, "delete"), confirmed).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_stale_deletion_of_many_is_refused(client, other, both):
    row, _, theirs = both
    listed = reverse("admin:guidelines_recommendation_changelist")
    asked = {"action": "delete_selected", "_selected_action": [row.pk]}
    seen = client.post(listed, asked).context["stored"]
    save(other, row, theirs, sentence="Give the drug today.")
    answer = client.post(listed, asked | {"post": "yes", "stored": seen})
    assert type(row).objects.filter(pk=row.pk).exists()
    client.post(listed, asked | {"post": "yes", "stored": answer.context["stored"]})
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_draft_whose_rows_changed_is_not_deleted_by_a_page_drawn_before(client, author):
    draft = make_draft()
    page = client.get(url(draft, "delete"))
    draft.regimen_rows.get().parts.update(low=3)
    confirmed = {"post": "yes", "stored": page.context["stored"]}
    answer = client.post(url(draft, "delete"), confirmed, follow=True)
    assert "Not deleted: it was changed" in answer.content.decode()
    assert type(draft).objects.filter(pk=draft.pk).exists()
    confirmed["stored"] = answer.context["stored"]
    client.post(url(draft, "delete"), confirmed)
    assert not type(draft).objects.filter(pk=draft.pk).exists()


def test_drafts_whose_rows_changed_are_not_deleted_from_a_list_drawn_before(client, author):
    draft = make_draft()
    listed = reverse("admin:guidelines_guidelineversion_changelist")
    asked = {"action": "delete_selected", "_selected_action": [draft.pk]}
    seen = client.post(listed, asked).context["stored"]
    draft.criterion_rows.update(label="Other")
    client.post(listed, asked | {"post": "yes", "stored": seen})
    assert type(draft).objects.filter(pk=draft.pk).exists()


def test_a_row_of_another_row_is_refused_among_those_below(client, author):
    mine, other = make_draft().regimen_rows.get(), make_draft(version=2).regimen_rows.get()
    for strange in (other.parts.get().pk, "x", "9" * 30, "-1"):
        sent = opened(client, mine) | {"parts-0-id": strange, "parts-0-drug": "thing"}
        answer = client.post(url(mine), sent)
        assert answer.status_code == 200
        assert "This row is no longer there" in answer.content.decode()
    assert [part.drug for part in mine.parts.all()] == ["drug"]
    assert [part.drug for part in other.parts.all()] == ["drug"]


def test_more_rows_below_than_a_page_holds_are_refused_in_a_sentence(client, author):
    row = make_draft().regimen_rows.get()
    sent = opened(client, row) | {"adjustments-TOTAL_FORMS": "99999"}
    answer = client.post(url(row), sent)
    assert "submit at most 100 forms" in answer.content.decode()
    formsets = [wrapped.formset for wrapped in answer.context["inline_admin_formsets"]]
    assert max(len(formset.forms) for formset in formsets) <= 100


def test_the_version_itself_is_locked_too(client, author, other):
    version = make_draft()
    mine, theirs = opened(client, version), opened(other, version)
    assert save(other, version, theirs, title="A better title").status_code == 302
    answer = save(client, version, mine, title="Another title")
    assert [c.stored for c in answer.context["conflicts"]] == ["A better title"]
    version.refresh_from_db()
    assert version.title == "A better title"


def test_an_input_that_makes_no_sense_does_not_fail(client, both):
    row, mine, _ = both
    for values in ({"stored": "x" * 5000}, {"_take": ["when", "nothing", "id"]}):
        assert client.post(url(row), mine | values).status_code in (200, 302)
    regimen = row.version.regimen_rows.get()
    sent = opened(client, regimen) | {"parts-TOTAL_FORMS": "many", "parts-0-id": "x"}
    assert client.post(url(regimen), sent).status_code == 200
