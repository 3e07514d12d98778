"""Authors see what handouts have no words for, how one looks, and how easy a text is to read."""

import html

import pytest
from django.urls import reverse

from guidelines import actions
from guidelines.models import GuidelineVersion, Language, PatientText, Vignette
from tests import factories_people as people
from tests.factories import as_published, make_draft, small_guideline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def author(client):
    user = people.user(role="Guideline author", is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def shipped():
    return GuidelineVersion.objects.get(guideline__key="imnm", number=1)


def page(client, version, name, **query):
    answer = client.get(reverse(f"admin:guidelines_{name}", args=[version.pk]), query)
    assert answer.status_code == 200
    return text(answer)


def text(answer):
    return " ".join(html.unescape(answer.content.decode()).replace("\xa0", " ").split())


# What has no words yet


def row_of(shown, about):
    """The row of the table about one thing."""
    before, _, after = shown.partition(f"<code>{about}</code></th>")
    assert after, about
    return after.partition("</tr>")[0]


def test_a_missing_text_leads_to_a_new_one_with_all_that_is_known_of_it(client):
    version = make_draft()
    shown = page(client, version, "words")
    cell = row_of(shown, "DRUG")
    for kind in ("name", "purpose", "how"):
        known = f"version={version.pk}&about=DRUG&kind={kind}&key=DRUG-{kind}"
        assert f'?{known}">add {kind}</a>' in cell
    assert "add emergency or today" in cell
    form = client.get(
        reverse("admin:guidelines_patienttext_add"),
        {"version": version.pk, "about": "DRUG", "kind": "how", "key": "DRUG-how"},
    ).context["adminform"].form  # fmt: skip
    assert [form[name].value() for name in ("about", "kind", "key")] == ["DRUG", "how", "DRUG-how"]


def test_a_missing_translation_leads_to_its_text(client):
    data = small_guideline()
    data["patient_texts"][0].pop("translations")
    version = make_draft(**data)
    english, spanish = row_of(page(client, version, "words"), "R1").split("</td>")[:2]
    assert "nothing" in english
    place = reverse("admin:guidelines_place", args=[version.pk, "patient_texts", "R1-advice"])
    assert f'<a href="{place}#translations-group">R1-advice</a>' in spanish


def test_every_language_says_how_much_it_lacks(client):
    shown = page(client, make_draft(languages=[{"code": "es"}, {"code": "ar"}]), "words")
    assert "Missing in Spanish (español)" in shown
    assert "Missing in Arabic (العربية)" in shown


def test_words_of_the_page_tests_and_measures_are_listed(client):
    data = small_guideline()
    data["recommendations"][1]["regimens"] = []
    shown = page(client, make_draft(**data), "words")
    assert "word-title" in row_of(shown, "handout")
    assert "add name" in row_of(shown, "M1")
    assert "add advice or plan or avoid" in row_of(shown, data["recommendations"][1]["key"])


def test_a_published_version_offers_no_new_text(client):
    shown = page(client, as_published(make_draft()), "words")
    assert "purpose" in row_of(shown, "DRUG")
    assert "about=DRUG" not in shown


def test_what_lacks_words_is_listed_in_the_workplace_and_stops_no_publication(client):
    version = make_draft()
    assert 'hx-get="../words/"' in page(client, version, "guidelineversion_change")
    assert "no words" not in page(client, version, "todo")


# The handout of a test patient


def test_the_handout_of_a_test_patient_tells_what_is_recommended(client, shipped):
    shown = page(client, shipped, "handout", vignette="V1")
    assert "Prednisone 70 mg by mouth once daily in the morning" in shown
    assert "Emergency: call [emergency number] at once" in shown
    assert "Name of the clinic" in shown


def test_the_handout_is_shown_in_the_language_chosen(client, shipped):
    shown = page(client, shipped, "handout", vignette="V1", language="es")
    assert '<article class="panel handout" lang="es" dir="ltr"' in shown
    assert "Prednisona" in shown
    assert "Translation not reviewed." in shown
    assert '<option value="es" selected>' in shown


def test_words_of_the_page_that_are_missing_are_told(client):
    shown = page(client, make_draft(), "handout")
    assert "No handout can be made in this language." in shown
    assert "title, visit, born" in shown


@pytest.fixture
def whole(shipped):
    """A draft of the whole shipped guideline."""
    return actions.new_draft(version=shipped)


def test_a_medicine_without_words_is_told_to_the_author(client, whole):
    PatientText.objects.filter(version=whole, key="PRED-purpose").delete()
    shown = page(client, whole, "handout", vignette="V1")
    assert "No words for patients: purpose." in shown
    assert "<h3>Prednisone</h3>" not in shown
    assert "add purpose" in row_of(page(client, whole, "words"), "PRED")


def test_the_change_of_a_draft_shows_at_once_in_the_handout(client, whole):
    PatientText.objects.filter(version=whole, key="PRED-name").update(text="The small white pill")
    shown = page(client, whole, "handout", vignette="V1")
    assert "<h3>The small white pill</h3>" in shown


def test_a_version_without_test_patients_has_no_handout_to_show(client):
    version = make_draft()
    Vignette.objects.filter(version=version).delete()
    assert "This version has no test patient yet." in page(client, version, "handout")


# While a text is written


def ease(client, version, **typed):
    answer = client.post(
        reverse("admin:guidelines_patienttext_ease"), {"_version": version.pk} | typed
    )
    assert answer.status_code == 200
    return text(answer)


def test_a_text_is_read_while_it_is_typed(client):
    shown = ease(client, make_draft(), kind="how", text="Take it with food. Prn, initiate slowly.")
    assert "Reading grade" in shown
    assert "Longest sentence: 4 words" in shown
    assert "Long words: initiate." in shown
    assert "'prn' is not a plain word; say when" in shown


def test_an_easy_text_is_said_to_be_easy(client):
    assert "✓ Easy to read." in ease(client, make_draft(), kind="how", text="Take it with food.")


def test_names_of_drugs_of_the_version_are_no_long_words(client):
    data = small_guideline()
    data["drugs"][0]["name"] = "amoxicillin"
    typed = {"kind": "how", "text": "Take amoxicillin with food."}
    assert "Long words" not in ease(client, make_draft(**data), **typed)


def test_the_saved_page_says_the_same(client):
    row = PatientText.objects.get(version=make_draft(), key="R1-advice")
    shown = text(client.get(reverse("admin:guidelines_patienttext_change", args=[row.pk])))
    assert "Longest sentence: 3 words" in shown
    assert 'hx-post="/admin/guidelines/patienttext/ease/"' in shown


def refused(client, model, version, **typed):
    """What the form says that adds a row."""
    below = {"translations-TOTAL_FORMS": 0, "translations-INITIAL_FORMS": 0}
    address = reverse(f"admin:guidelines_{model}_add")
    answer = client.post(address, {"version": version.pk, "position": 9} | below | typed)
    assert answer.status_code == 200
    return text(answer)


WRITTEN = {"key": "new", "about": "R1", "kind": "advice", "text": "Stay in bed.", "mark": "ours"}


def test_what_a_text_is_about_must_exist(client):
    shown = refused(client, "patienttext", make_draft(), **WRITTEN | {"about": "DRUGG"})
    assert "'DRUGG' does not exist; did you mean DRUG?" in shown


def test_the_language_of_a_translation_must_exist(client):
    below = {
        "translations-TOTAL_FORMS": 1, "translations-0-language": "ess",
        "translations-0-text": "En la cama.", "translations-0-mark": "ours",
        "translations-0-position": 1,
    }  # fmt: skip
    shown = refused(client, "patienttext", make_draft(), **WRITTEN | below)
    assert "'ess' does not exist; did you mean es?" in shown


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("xx", "'xx' is not the code of a known language. For example: es"),
        ("Arabic", "Did you mean ar: Arabic (العربية)?"),
        ("en", "English is written first and needs no row here."),
    ],
)
def test_a_language_nobody_knows_is_refused(client, code, told):
    assert told in refused(client, "language", make_draft(), code=code)
    assert not Language.objects.filter(code=code).exists()
