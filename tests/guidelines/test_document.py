"""The document of a version: deep links, search, state, register of gaps, change log, PDF."""

import datetime
import io
from html import unescape

import pypdf
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from guidelines import actions, printed
from guidelines.document import CHAPTERS, about_recommendation, document
from guidelines.engine.look_alikes import tall_man
from guidelines.models import GuidelineVersion, PrintedGuideline
from tests.factories import as_published, make_draft, make_published, make_user, small_guideline

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    """Somebody signed in without any role."""
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def small():
    """The small guideline, published."""
    return make_published()


def shipped():
    return GuidelineVersion.objects.get(guideline__key="imnm", number=1)


def text_of(client, url):
    return unescape(client.get(url).content.decode())


def with_rationale(text, **changes):
    """A small guideline whose first recommendation gives this rationale."""
    data = small_guideline(**changes)
    data["recommendations"][0]["rationale"] = text
    return as_published(make_draft(**data))


def advice_url(version, key):
    return reverse("guidelines:recommendation", args=[version.guideline.key, version.number, key])


# Deep links


def test_each_recommendation_has_an_address_by_version_and_key(client, reader):
    page = text_of(client, "/guideline/imnm/1/R11/")
    row = shipped().recommendation_rows.get(key="R11")
    assert tall_man(row.sentence) in page
    assert "graded by BSR2022" in page
    assert 'id="regimen-PRED"' in page
    assert 'id="ref-BSR2022"' in page
    assert 'id="ref-Wu2014"' not in page  # sources of other advice are not listed


def test_every_link_within_the_page_of_a_recommendation_leads_somewhere(client, reader):
    for key in ("R1", "R11", "R13", "R18", "R34", "R60"):
        page = text_of(client, advice_url(shipped(), key))
        anchors = {part.partition('"')[0] for part in page.split(' id="')[1:]}
        links = {part.partition('"')[0] for part in page.split('href="#')[1:]}
        assert links <= anchors, key


def test_a_key_that_is_not_there_names_the_versions_that_have_it(client, reader, small):
    data = small_guideline(version=2)
    data["recommendations"].append(data["recommendations"][1] | {"key": "R3"})
    newer = as_published(make_draft(**data))
    answer = client.get(advice_url(small, "R3"))
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Version 1 has no recommendation R3" in page
    assert advice_url(newer, "R3") in page


def test_versions_not_published_are_not_named_to_a_reader(client, reader, small):
    data = small_guideline(version=2)
    data["recommendations"].append(data["recommendations"][1] | {"key": "R3"})
    make_draft(**data)
    page = text_of(client, advice_url(small, "R3"))
    assert "No version of this guideline that you may read" in page


def test_the_short_address_leads_to_the_long_one(client, reader, small):
    answer = client.get(f"/guideline/{small.pk}/")
    assert answer.url == "/guideline/small/1/"


# Text and sources


def test_a_citation_in_a_text_leads_to_the_numbered_reference(client, reader):
    version = with_rationale("It **helps** [@Smith2020].")
    page = text_of(client, version.get_absolute_url())
    assert '<strong>helps</strong> <a class="cite" href="#ref-Smith2020">[1]</a>' in page
    assert '<li id="ref-Smith2020" value="1">' in page


def test_html_in_a_text_is_shown_as_typed(client, reader):
    version = with_rationale("<script>alert(1)</script>")
    assert b"<script>alert" not in client.get(version.get_absolute_url()).content


def test_sources_that_disagree_stand_beside_the_local_choice(client, reader, small):
    page = text_of(client, small.get_absolute_url())
    conflict = page.partition('id="U1"')[2].partition("</section>")[0]
    assert "2\xa0mg" in conflict
    assert "REF1 (not among the references)" in conflict
    assert "Our choice:</b> 1\xa0mg" in conflict


def test_the_five_empty_headings_come_first_with_owner_date_and_sources():
    gaps = document(shipped())["gaps"]
    assert [row["key"] for row in gaps[:5]] == ["S5", "S11", "S12", "S14", "S15"]
    assert all(row["owner"] and row["due_day"] for row in gaps)
    assert all(row["added"] and row["cited"] for row in gaps[:5])
    assert all(row["statement"] is None for row in gaps[5:])


def test_the_register_names_what_was_added_and_from_where(client, reader):
    page = text_of(client, shipped().get_absolute_url())
    row = page.partition('id="gap-S12"')[2].partition("</tr>")[0]
    assert "Left empty by the source" in row
    assert '<a href="#R30">R30</a>' in row
    assert "shipped content" in row
    assert "22-May-2027" in row


def test_the_appraisal_shows_items_with_scores(client, reader, small):
    page = text_of(client, small.get_absolute_url())
    assert "The aims are stated" in page.partition('id="agree"')[2]
    assert "5 of 7" in page
    assert "Not described yet" in page  # it has no source attributes


def test_about_a_recommendation_is_all_that_bears_on_it():
    about = about_recommendation(document(make_draft()), "R1")
    assert [row["code"] for row in about["regimens"]] == ["DRUG"]
    assert [row["key"] for row in about["blocks"]] == ["B1"]
    assert [row["key"] for row in about["interplays"]] == ["C1"]
    assert [row["key"] for row in about["monitoring"]] == ["M1"]
    assert [row["key"] for row in about["sources"]] == ["Smith2020"]
    assert about_recommendation(document(make_draft(version=2)), "R9") is None


# State


def approved(user):
    """A version that a reviewer approved and published."""
    version = make_draft(key="other")
    actions.submit(version=version, by=make_user())
    actions.approve(version=version, by=user)
    GuidelineVersion.objects.filter(pk=version.pk).update(
        status="published",
        published_at=timezone.now(),
        published_by=user,
        effective_from=timezone.localdate(),
    )
    return GuidelineVersion.objects.get(pk=version.pk)


def test_a_version_nobody_approved_says_so(client, reader, small):
    assert "not clinically approved" in text_of(client, small.get_absolute_url())
    assert "not clinically approved" in text_of(client, advice_url(small, "R1"))
    assert "not clinically approved" in text_of(client, small.get_absolute_url() + "?q=drug")


def test_an_approved_version_names_who_and_when(client, reader):
    version = approved(make_user(first_name="Ada", last_name="Brown"))
    today = f"{timezone.localdate():%d-%b-%Y}"
    page = text_of(client, version.get_absolute_url())
    assert f"approved by Ada Brown on {today}" in page
    assert "not clinically approved" not in page


def test_a_version_replaced_by_another_says_which_is_in_force(client, reader, small):
    newer = make_published(version=2)
    page = text_of(client, small.get_absolute_url())
    assert "Not in force today" in page
    assert newer.get_absolute_url() in page
    assert "Not in force" not in text_of(client, newer.get_absolute_url())


def test_a_version_of_a_later_day_says_when_it_starts(client, reader):
    later = make_published(on=timezone.localdate() + datetime.timedelta(days=9))
    assert "Not in force yet" in text_of(client, later.get_absolute_url())


def test_a_withdrawn_version_says_so_on_each_of_its_pages(client, reader, small):
    actions.withdraw(version=small, by=make_user(), text="Wrong dose.")
    for url in (small.get_absolute_url(), advice_url(small, "R1")):
        page = text_of(client, url)
        assert "do not use it" in page
        assert "No version of this guideline is in force" in page


def test_a_version_in_review_is_shown_to_those_who_may_see_it(client, reader):
    version = actions.submit(version=make_draft(), by=make_user())
    assert client.get(version.get_absolute_url()).status_code == 404
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert "This version is in review" in text_of(client, version.get_absolute_url())


def test_a_draft_with_a_broken_condition_can_still_be_read(client):
    draft = make_draft()
    draft.recommendation_rows.filter(key="R1").update(when="wieght_kg >")
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = text_of(client, draft.get_absolute_url())
    assert "wieght_kg >" in page
    assert "once every condition of this version can be read" in page


# Search


def test_search_finds_rows_that_hold_every_word_and_marks_them(client, reader):
    page = text_of(client, "/guideline/imnm/1/?q=FOLIC+methotrexate")
    assert "<mark>methotrexate</mark> once a week with <mark>folic</mark>" in page
    assert "/guideline/imnm/1/#R14" in page
    assert "#R18" not in page


def test_search_finds_a_row_by_its_key(client, reader):
    assert "/guideline/imnm/1/#R11" in text_of(client, "/guideline/imnm/1/?q=R11")


def test_search_without_a_find_says_what_to_do(client, reader):
    page = text_of(client, "/guideline/imnm/1/?q=zzz")
    assert "Nothing holds all of these words" in page
    assert "Try fewer words" in page


def test_what_is_sought_is_not_read_as_markup(client, reader):
    answer = client.get("/guideline/imnm/1/", {"q": "<b>(["})
    assert answer.status_code == 200
    assert b"<b>([" not in answer.content


def test_every_find_leads_to_an_anchor_of_the_document(client, reader):
    whole = text_of(client, "/guideline/imnm/1/")
    page = text_of(client, "/guideline/imnm/1/?q=a")
    found = {part.partition('"')[0] for part in page.split("/guideline/imnm/1/#")[1:]}
    assert len(found) > 300
    assert not [anchor for anchor in found if f' id="{anchor}"' not in whole]


# Change log


def test_the_change_log_tells_what_differs_from_the_version_before(client, reader, small):
    data = small_guideline(version=2, changes="Less often [@Smith2020].")
    data["recommendations"][0]["when"] = "weight_kg > 70"
    newer = as_published(make_draft(**data))
    log = text_of(client, newer.get_absolute_url()).partition('id="changes"')[2]
    assert "Less often" in log
    assert "R1 (criterion)" in log
    assert reverse("guidelines:difference", args=[small.pk, newer.pk]) in log
    assert small.get_absolute_url() in log


def test_the_change_log_ends_with_the_version_shown(client, reader, small):
    newer = make_published(version=2)
    log = text_of(client, small.get_absolute_url()).partition('id="changes"')[2]
    assert newer.get_absolute_url() not in log


# Queries


@pytest.mark.parametrize("path", ["", "?q=folic", "R11/", "R99/"])
def test_pages_take_few_queries(client, reader, django_assert_max_num_queries, path):
    with django_assert_max_num_queries(15):
        client.get(f"/guideline/imnm/1/{path}")


def test_the_page_of_a_large_draft_takes_few_queries(client, django_assert_max_num_queries):
    draft = actions.new_draft(version=shipped())
    client.force_login(make_user(is_staff=True, is_superuser=True))
    with django_assert_max_num_queries(15):
        assert client.get(draft.get_absolute_url()).status_code == 200


# PDF


def pdf_url(version):
    return reverse("guidelines:printed", args=[version.guideline.key, version.number])


def set_waiting():
    """Do what the worker does."""
    for row in PrintedGuideline.objects.filter(pdf=None):
        printed.set_pdf.func(row.digest)


def test_the_pdf_is_waited_for_and_then_kept(client, reader, small):
    answer = client.get(pdf_url(small))
    assert answer.status_code == 202
    assert answer.headers["Refresh"]
    assert "The PDF is being set" in answer.content.decode()
    set_waiting()
    first = client.get(pdf_url(small))
    assert first.headers["Content-Type"] == "application/pdf"
    assert client.get(pdf_url(small)).content == first.content
    assert PrintedGuideline.objects.count() == 1


def test_the_pdf_has_title_contents_bookmarks_and_state_on_each_page(client, reader, small):
    client.get(pdf_url(small))
    set_waiting()
    found = pypdf.PdfReader(io.BytesIO(client.get(pdf_url(small)).content))
    assert found.metadata.title == "A small guideline, version 1"
    pages = [page.extract_text() for page in found.pages]
    assert all("version 1" in page and "not clinically approved" in page for page in pages)
    assert "Contents" in pages[1]
    assert "Give the drug." in " ".join(pages)
    titles = [row.title for row in found.outline[1] if not isinstance(row, list)]
    assert {"Recommendations", "Regimens and doses", "References"} <= set(titles)
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert found.trailer["/Root"]["/Lang"].startswith("en")


def test_another_state_gives_another_pdf(client, reader, small):
    client.get(pdf_url(small))
    actions.withdraw(version=small, by=make_user(), text="Wrong dose.")
    client.get(pdf_url(small))
    assert PrintedGuideline.objects.count() == 2


def test_a_pdf_that_never_came_is_asked_for_again(client, reader, small, monkeypatch):
    asked = []
    monkeypatch.setattr(printed.transaction, "on_commit", asked.append)
    client.get(pdf_url(small))
    client.get(pdf_url(small))
    assert len(asked) == 1
    PrintedGuideline.objects.update(asked_at=timezone.now() - 2 * printed.LATE)
    client.get(pdf_url(small))
    assert len(asked) == 2


def test_a_draft_is_printed_only_for_those_who_may_see_it(client, reader):
    assert client.get(pdf_url(make_draft())).status_code == 404


# What handouts say


def handouts(version, client):
    """The chapter of the document on what handouts say."""
    page = text_of(client, version.get_absolute_url())
    return page.partition('<section id="handouts">')[2].partition("</details>")[0]


def test_what_a_handout_says_stands_under_what_it_is_about_with_its_translation(client, reader):
    data = small_guideline(languages=[{"code": "ar", "note": "A draft."}])
    data["patient_texts"][0]["translations"] = [{"language": "ar", "text": "الراحة"}]
    chapter = handouts(as_published(make_draft(**data)), client)
    entry = chapter.partition('id="said-r1"')[2].partition("</section>")[0]
    assert "Stay in bed." in entry.partition('id="text-R1-advice"')[2]
    assert "Advice for daily life" in entry
    assert "ar, translation not reviewed:" in entry
    assert '<span lang="ar" dir="rtl">الراحة</span>' in entry
    assert "Arabic (العربية)</b>: translation not reviewed. A draft." in chapter


def test_a_reviewed_language_is_told_as_such(client, reader):
    data = small_guideline(languages=[{"code": "es", "reviewed": True}])
    chapter = handouts(as_published(make_draft(**data)), client)
    assert "es, reviewed:" in chapter
    assert "not reviewed" not in chapter


def test_a_text_about_nothing_in_the_version_is_still_read(client, reader):
    data = small_guideline()
    data["patient_texts"][0]["about"] = "R77"
    assert "About what is not in this version" in handouts(as_published(make_draft(**data)), client)


def test_when_a_text_is_said_stands_there_in_words(client, reader):
    data = small_guideline()
    data["patient_texts"][0]["when"] = "weight_kg > 40"
    chapter = handouts(as_published(make_draft(**data)), client)
    assert "Unless this is false:</b> Weight is above 40\xa0kg" in chapter


def test_a_text_for_patients_is_found_in_each_of_its_languages(client, reader, small):
    for word in ("bed", "Quédese"):
        page = text_of(client, f"{small.get_absolute_url()}?q={word}")
        assert f'href="{small.get_absolute_url()}#text-R1-advice"' in page


def test_the_printed_document_says_where_the_translations_are(client, reader, small):
    context = {"guideline": document(small), "version": small, "chapters": CHAPTERS}
    page = render_to_string("documents/guideline.html", context)
    chapter = page.partition('id="handouts"')[2]
    assert "Stay in bed." in chapter
    assert "Quédese" not in chapter
    assert "The translations are not printed here" in chapter
