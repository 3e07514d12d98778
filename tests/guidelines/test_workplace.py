"""The page of a version: its state, what is left to do, all it says, and the way to each row."""

import pytest
from django.urls import reverse

from guidelines import actions
from guidelines.admin import step_forms
from guidelines.models import COLLECTIONS, GuidelineVersion, Vignette
from tests import factories_people as people
from tests.factories import make_draft, make_published

pytestmark = pytest.mark.django_db

AUTHOR, REVIEWER = "Guideline author", "Guideline reviewer"


@pytest.fixture
def author(client):
    user = people.user(role=AUTHOR, is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def shipped_draft():
    """A draft of the whole shipped guideline."""
    return actions.new_draft(version=GuidelineVersion.objects.get(guideline__key="imnm"))


def page(version, name="change", *rest):
    if name == "change":
        return reverse("admin:guidelines_guidelineversion_change", args=[version.pk])
    return reverse(f"admin:guidelines_{name}", args=[version.pk, *rest])


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    "address",
    [
        ("change",),
        ("todo",),
        ("coverage",),
        ("search",),
        ("preview", "R11"),
        ("words",),
        ("handout",),
    ],
    ids=lambda address: address[0],
)
@pytest.mark.parametrize("is_draft", [True, False], ids=["draft", "published"])
def test_a_page_of_the_whole_guideline_takes_at_most_15_queries(
    address, is_draft, client, author, shipped_draft, django_assert_max_num_queries
):
    shipped = GuidelineVersion.objects.get(guideline__key="imnm", number=1)
    version = shipped_draft if is_draft else shipped
    with django_assert_max_num_queries(15):
        answer = client.get(page(version, *address), {"q": "rituximab"})
    assert answer.status_code == 200


def test_the_state_says_who_did_what_and_that_it_is_not_approved(client, author):
    version = make_draft()
    actions.submit(version=version, by=author, text="Ready")
    shown = text(client.get(page(version)))
    assert "In review" in shown
    assert f"Submitted for review {version.created_at:%d-%b-%Y} by {author.username}" in shown
    assert "not clinically approved" in shown


def test_every_collection_is_listed_with_its_number_and_its_rows(client, author):
    version = make_draft()
    answer = client.get(page(version))
    for model in COLLECTIONS.values():
        listed = reverse(f"admin:guidelines_{model._meta.model_name}_changelist")
        assert f'href="{listed}?version__id__exact={version.pk}"' in text(answer)
    assert [row["count"] for row in answer.context["collections"] if row["name"] == "gaps"] == [1]


def test_what_is_left_to_do_leads_to_the_field_that_has_to_be_mended(client, author):
    version = make_draft()
    rule = version.recommendation_rows.get(key="R1")
    type(rule).objects.filter(pk=rule.pk).update(when="no_such_name")
    shown = text(client.get(page(version, "todo")))
    place = page(version, "place", "recommendations", "R1")
    assert f'<a href="{place}#id_when">Recommendation R1, when</a>' in shown
    assert "no_such_name" in shown
    answer = client.get(place)
    assert answer.url == reverse("admin:guidelines_recommendation_change", args=[rule.pk])


def test_one_unreadable_name_does_not_hide_that_other_checks_wait(client, author):
    version = make_draft()
    assert "wait until every name can be read" not in text(client.get(page(version, "todo")))
    version.criterion_rows.update(when="no_such_name")
    shown = text(client.get(page(version, "todo")))
    assert "7 kinds of checks wait until every name can be read" in shown
    assert "Test patients that fail; " in shown


def test_what_a_test_patient_gets_otherwise_stands_once_below_its_name(client, author):
    wrong = {"recommended": ["R1"], "needs_data": ["R2"]}
    patient = {"key": "V1", "title": "Light", "findings": {"weight_kg": 50}, "expected": wrong}
    version = make_draft(vignettes=[patient])
    shown = text(client.get(page(version, "todo")))
    assert shown.count("Vignette V1, expected</a>") == 1
    assert "R1 is not indicated, expected: recommended" in shown


def test_nothing_is_left_to_do_in_what_was_published(client, author):
    assert "can no longer change" in text(client.get(page(make_published(), "todo")))


def test_a_link_to_a_row_that_was_deleted_leads_to_the_rows_there_are(client, author):
    version = make_draft()
    answer = client.get(page(version, "place", "gaps", "G99"), follow=True)
    assert "Gap G99 is no longer in this version" in text(answer)
    assert answer.context["cl"].result_count == 1


@pytest.mark.parametrize("name", ["recommendation", "gap", "guidelineversion"])
def test_every_list_and_page_of_a_row_says_that_it_is_not_approved(name, client, author):
    version = make_published()
    listed = reverse(f"admin:guidelines_{name}_changelist")
    answer = client.get(
        listed, {"version__id__exact": version.pk} if name != "guidelineversion" else {}
    )
    assert "not clinically approved" in text(answer)
    row = answer.context["cl"].result_list[0]
    shown = text(client.get(reverse(f"admin:guidelines_{name}_change", args=[row.pk])))
    assert "not clinically approved" in shown
    assert f'href="{page(version)}"' in shown or name == "guidelineversion"


def test_a_draft_leads_to_what_it_changes(client, author):
    before = make_published()
    draft = actions.new_draft(version=before)
    difference = reverse("guidelines:difference", args=[before.pk, draft.pk])
    assert f'href="{difference}"' in text(client.get(page(draft)))


@pytest.mark.parametrize("name", ["change", "todo", "coverage"])
def test_rows_that_give_no_content_are_named_and_the_page_still_opens(name, client, author):
    version = make_draft()
    Vignette.objects.filter(version=version).update(findings=["not a mapping"])
    answer = client.get(page(version, name))
    assert answer.status_code == 200
    assert "cannot be evaluated yet" in text(answer)
    assert "V1" in text(answer)


def test_the_coverage_names_the_test_patients_of_each_criterion(client, author):
    version = make_draft()
    shown = text(client.get(page(version, "coverage")))
    vignette = page(version, "place", "vignettes", "V1")
    assert f'<a href="{vignette}">V1</a>' in shown
    assert "no test patient" in shown
    assert "1 of 1 criteria" in shown


def test_search_finds_rows_of_every_kind_and_marks_the_words(client, author):
    version = make_draft()
    shown = text(client.get(page(version, "search"), {"q": "infection first"}))
    assert "<mark>infection</mark> <mark>first</mark>" in shown
    assert page(version, "place", "blocks", "B1") in shown
    assert page(version, "place", "interplays", "C1") in shown
    assert page(version, "place", "regimens", "DRUG") not in shown


@pytest.mark.parametrize(
    ("typed", "collection", "key"),
    [("20, 2.5", None, None), ("Proven", "elements", "infection"), ("half", "regimens", "DRUG")],
)
def test_search_reads_rows_below_other_rows(client, author, typed, collection, key):
    version = make_draft()
    shown = text(client.get(page(version, "search"), {"q": typed}))
    if key:
        assert page(version, "place", collection, key) in shown
    else:
        assert "Nothing holds “20, 2.5”" in shown


def test_search_falls_back_to_the_rows_that_hold_most_of_the_words(client, author):
    version = make_draft()
    shown = text(client.get(page(version, "search"), {"q": "infection first nowhere"}))
    assert page(version, "place", "blocks", "B1") in shown
    assert page(version, "place", "regimens", "DRUG") not in shown
    shown = text(client.get(page(version, "search"), {"q": "nowhere"}))
    assert "Nothing holds “nowhere”" in shown


def test_search_reads_conditions_as_readers_do(client, author):
    version = make_draft()
    version.recommendation_rows.filter(key="R2").update(when="severity = severe")
    shown = text(client.get(page(version, "search"), {"q": "Severity is"}))
    assert page(version, "place", "recommendations", "R2") in shown


def test_what_is_searched_is_shown_as_text_never_as_markup(client, author):
    shown = text(client.get(page(make_draft(), "search"), {"q": "<script>alert(1)</script>"}))
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown


def test_htmx_gets_the_part_alone(client, author):
    version = make_draft()
    part = client.get(page(version, "todo"), headers={"HX-Request": "true"})
    assert text(part).startswith('<div id="todo">')


def test_a_remark_stands_in_the_list_and_beside_its_row(client, author):
    version = make_draft()
    actions.comment(
        version=version, by=author, text="Check the dose.", collection="recommendations", key="R1"
    )
    shown = text(client.get(page(version)))
    assert "Check the dose." in shown
    assert "1 remark<span" in shown


@pytest.mark.parametrize(
    ("start", "about"),
    [
        (("preview", "R1"), ("recommendations", "R1")),
        (("place", "recommendations", "R1"), ("recommendations", "R1")),
        (("place", "drugs", "drug"), ("drugs", "drug")),
    ],
)
def test_a_comment_begun_at_a_row_is_about_that_row(client, start, about):
    client.force_login(people.user(role=REVIEWER, is_staff=True))
    version = make_draft()
    shown = client.get(page(version, *start), follow=True)
    link = shown.context["comment_url"]
    assert f'href="{link}"' in text(shown)
    form = client.get(link).context["form"]
    client.post(link, {"row": form["row"].value(), "text": "Why?"})
    remark = version.remarks.get()
    assert (remark.collection, remark.key) == (
        start[1:] if len(start) == 3 else ("recommendations", "R1")
    )


def test_a_comment_names_the_rows_by_what_they_say_and_offers_no_list_without_end(
    client, author, monkeypatch
):
    monkeypatch.setattr(step_forms, "MOST_ROWS", 1)
    link = page(make_draft(), "guidelineversion_comment")
    assert "G1 How long?" in text(client.get(link))
    assert "Give the drug." not in text(client.get(link))
    assert "R1 Give the drug." in text(client.get(link, {"row": "recommendations R1"}))


def test_a_row_of_an_older_version_closes_to_the_list_of_that_version(client, author):
    before = make_published()
    actions.new_draft(version=before)
    shown = text(client.get(page(before, "place", "gaps", "G1"), follow=True))
    listed = reverse("admin:guidelines_gap_changelist")
    assert f'href="{listed}?version__id__exact={before.pk}" class="closelink"' in shown


def test_a_reviewer_reads_the_workplace_and_cannot_move_rows(client):
    client.force_login(people.user(role=REVIEWER, is_staff=True))
    answer = client.get(page(make_draft()))
    assert answer.status_code == 200
    assert "Left to do" in text(answer)
    assert "Move R1 up" not in text(answer)


@pytest.mark.parametrize(
    "address", [("todo",), ("coverage",), ("search",), ("preview", "R1")], ids=lambda a: a[0]
)
def test_the_pages_are_for_those_who_may_read_versions(client, address):
    version = make_draft()
    client.force_login(people.user(is_staff=True))
    assert client.get(page(version, *address)).status_code == 403
    client.force_login(people.user())
    assert client.get(page(version, *address)).status_code == 302


def test_the_first_page_leads_to_the_version_in_force_and_to_the_open_draft(client, author):
    draft = actions.new_draft(version=make_published())
    shown = text(client.get(reverse("admin:index")))
    assert f'<a href="{page(draft)}">Version 2</a>: Edit it, settle what is left' in shown
    assert "not clinically approved" in shown


def test_the_first_page_says_when_none_is_in_force_and_who_can_review(client, author):
    version = make_draft()
    actions.submit(version=version, by=author)
    shown = text(client.get(reverse("admin:index")))
    assert "None in force" in shown
    assert f"a reviewer other than {author.username}" in shown
