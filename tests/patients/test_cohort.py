"""Which of my patients match: whom it lists, what it says is missing, and who may ask."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from guidelines import actions
from guidelines.engine.build import ContentError
from guidelines.models import GuidelineVersion
from patients.cohorts.forms import MatchingForm
from patients.models import EncounterFacts
from tests import factories
from tests import factories_people as people

ADDRESS = reverse("patients:matching")


def ask(client, condition, **more):
    return client.get(ADDRESS, {"condition": condition} | more)


def listed(page, key):
    """The names in one of the three lists."""
    return [str(row.encounter.patient) for row in getattr(page.context["matches"], key)]


@pytest.fixture
def others(team, clinician):
    """One patient without anti-SRP, one of whom it is not known."""
    negative, unknown = (people.patient(team, family_name=name) for name in ("No", "Perhaps"))
    people.signed(negative, clinician, **people.SEVERE | {"ab_srp": "negative"})
    answers = {key: value for key, value in people.SEVERE.items() if key != "ab_srp"}
    people.signed(unknown, clinician, **answers)
    return negative, unknown


def test_it_lists_who_matches_who_does_not_and_for_whom_it_is_not_known(signed_in, signed, others):
    page = ask(signed_in, "ab_srp = positive")
    assert listed(page, "yes") == [str(signed.patient)]
    assert listed(page, "no") == [str(others[0])]
    assert listed(page, "unknown") == [str(others[1])]
    text = page.content.decode()
    assert "1 yes, 1 no, 1 not known" in text
    assert f'href="{signed.patient.get_absolute_url()}"' in text


def test_an_unknown_answer_names_what_is_missing(signed_in, others):
    page = ask(signed_in, "ab_srp = positive and dx_ok")
    assert page.context["matches"].unknown[0].missing == ["Anti-SRP antibody"]
    assert "Anti-SRP antibody" in page.content.decode()


def test_the_answer_is_one_query(signed, clinician, django_assert_num_queries):
    from guidelines import frozen
    from patients.cohorts.matching import matches
    from patients.models import Patient

    content = frozen.load(signed.version)
    patients = Patient.objects.visible_to(clinician)
    with django_assert_num_queries(1):
        found = matches(content, "pjp_indicated and severity = severe", patients, 0)
        assert [str(row.encounter.patient) for row in found.yes] == [str(signed.patient)]


def test_only_the_last_visit_counts(client, signed, clinician, later):
    later(30)
    client.force_login(clinician)
    people.signed(signed.patient, clinician, ab_srp="negative")
    assert listed(ask(client, "ab_srp = positive"), "yes") == []
    assert listed(ask(client, "ab_srp = negative"), "yes") == [str(signed.patient)]


def test_patients_of_another_team_are_not_listed(client, stranger, signed):
    client.force_login(stranger)
    page = ask(client, "ab_srp = positive")
    assert page.context["matches"].count == 0


def test_patients_without_a_signed_visit_are_counted_apart(signed_in, patient):
    assert "1 of your patients has no signed visit" in ask(signed_in, "dx_any").content.decode()


@pytest.mark.parametrize(
    ("condition", "error"),
    [
        ("ab_srp = positve", "Line 1, column 10: &#x27;positve&#x27; is not known here."),
        ("sever = severe", "Did you mean &#x27;severity&#x27;?"),
        ("severity =", "Expected a name or a number"),
        ("", "This field is required."),
        (" or ".join(["gc_very_high_dose"] * 95), "more than 1000 comparisons"),
    ],
)
def test_a_condition_that_cannot_be_read_says_where_and_keeps_what_was_typed(
    signed_in, signed, condition, error
):
    page = ask(signed_in, condition)
    assert page.status_code == 422
    assert error in page.content.decode()
    assert condition in page.content.decode()


def test_a_large_condition_is_one_the_database_takes(signed_in, signed):
    page = ask(signed_in, " and ".join(["gc_very_high_dose"] * 30))
    assert page.status_code == 200


def test_the_answer_alone_is_sent_to_htmx(signed_in, signed):
    page = signed_in.get(ADDRESS, {"condition": "dx_any"}, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert "1 yes" in page.content.decode()


def test_the_empty_page_offers_the_criteria_of_the_guideline(signed_in):
    page = signed_in.get(ADDRESS)
    assert page.status_code == 200
    assert "condition=refractory" in page.content.decode()


def test_the_list_of_patients_leads_to_it(signed_in):
    assert ADDRESS in signed_in.get(reverse("patients:patient_list")).content.decode()


def test_nobody_asks_without_signing_in(client):
    assert client.get(ADDRESS).status_code == 302


def test_an_author_may_not_ask(client, team):
    author = people.user(role="Guideline author")
    team.members.add(author)
    client.force_login(author)
    assert client.get(ADDRESS).status_code == 403


def test_facts_can_be_made_again(signed, capsys):
    before = EncounterFacts.objects.get(pk=signed.pk).values
    assert before["ck:U/L:7d"] == 8420
    EncounterFacts.objects.all().delete()
    call_command("rebuild_facts", "--missing")
    assert EncounterFacts.objects.get(pk=signed.pk).values == before
    assert "Facts of 1 of 1 consultations stored." in capsys.readouterr().out


def test_facts_stored_before_they_told_how_answers_were_read_are_made_again(signed, capsys):
    facts = EncounterFacts.objects.filter(pk=signed.pk)
    now = facts.get().values
    facts.update(values={key: value for key, value in now.items() if key != "read()"})
    call_command("rebuild_facts", "--missing")
    assert facts.get().values == now
    call_command("rebuild_facts", "--missing")
    assert capsys.readouterr().out.count("stored") == 1


def test_a_value_that_is_defined_differently_now_is_named_with_what_differs(
    client, signed, clinician
):
    version = actions.new_draft(version=signed.version)
    level = version.derivedelement_rows.get(key="severity").levels.get(code="severe")
    level.when = level.when.replace("mmt8_80 < 50", "mmt8_80 < 48")
    level.save()
    factories.as_published(version)
    client.force_login(clinician)
    page = ask(client, "severity = severe", version=version.pk)
    assert listed(page, "unknown") == [str(signed.patient)]
    text = " ".join(page.content.decode().split())
    assert f"defined differently in version {signed.version.number}" in text
    assert page.context["matches"].unknown[0].otherwise == ["Severity"]
    assert reverse("guidelines:difference", args=[signed.version.pk, version.pk]) in text


def test_a_draft_that_cannot_be_built_is_refused_where_it_was_chosen(db, monkeypatch):
    draft = factories.make_draft()

    def broken(version):
        raise ContentError("regimens, DRUG: expected a number")

    monkeypatch.setattr("patients.cohorts.forms.frozen.load", broken)
    about = {"version": draft.pk, "condition": "severe"}
    form = MatchingForm(about, versions=GuidelineVersion.objects.all())
    assert "expected a number" in form.errors["version"][0]
