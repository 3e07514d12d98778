"""A signed consultation as FHIR: valid, honest about codes and doses, the same every time."""

import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle

from patients.canonical import canonical
from patients.documents.attached import fhir_json
from patients.fhir import bundle
from patients.models import Encounter, Patient
from patients.visits import actions
from tests import factories_people as people
from tests.patients import fhir_example

UCUM = "http://unitsofmeasure.org"


@pytest.fixture
def treated(patient, clinician):
    return fhir_example.signed(patient, clinician)


def of_kind(exported, kind):
    rows = [row["resource"] for row in exported["entry"]]
    return [row for row in rows if row["resourceType"] == kind]


def observed(exported, key):
    """The observation of one question."""
    rows = of_kind(exported, "Observation")
    return next((row for row in rows if row["code"]["coding"][-1]["code"] == key), None)


def ordered(exported):
    """The medication requests by the code of their regimen."""
    rows = of_kind(exported, "MedicationRequest")
    return {row["medicationCodeableConcept"]["coding"][0]["code"]: row for row in rows}


def inside(value):
    """Every value below a value."""
    yield value
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from inside(part)


def named(value, name):
    return [part[name] for part in inside(value) if isinstance(part, dict) and name in part]


# The bundle as a whole


def test_the_bundle_of_every_demo_visit_is_valid_and_refers_to_itself(db):
    call_command("create_demo", verbosity=0)
    for draft in Encounter.objects.drafts():
        actions.sign(encounter=draft, revision=draft.revision, by=draft.created_by)
    encounters = Encounter.objects.all()
    assert {row.patient for row in encounters} == set(Patient.objects.exclude(encounters=None))
    for encounter in encounters:
        exported = bundle(encounter)
        Bundle.model_validate(json.loads(canonical(exported)))
        urls = [row["fullUrl"] for row in exported["entry"]]
        assert len(urls) == len(set(urls))
        references = [text for text in named(exported, "reference") if isinstance(text, str)]
        assert references
        assert set(references) <= set(urls)
        for row in [exported, *named(exported, "resource")]:
            assert row["meta"]["security"][0]["code"] == "HTEST"


def test_the_bundle_of_a_consultation_with_every_kind_of_order_is_valid(treated):
    Bundle.model_validate(json.loads(fhir_json(treated)))


def test_real_patients_are_not_marked_as_test_data(treated):
    assert "HTEST" not in fhir_json(treated).decode()


def test_the_same_signed_consultation_gives_the_same_bytes(treated):
    again = Encounter.objects.get(pk=treated.pk)
    assert fhir_json(again) == fhir_json(treated)


def test_a_draft_is_not_exported(draft):
    with pytest.raises(ValueError, match="signed"):
        bundle(draft)


def test_nothing_in_it_is_empty(treated):
    assert not [part for part in inside(bundle(treated)) if part in ("", None, [], {})]


def test_who_it_is_stands_as_in_the_record(treated):
    person = of_kind(bundle(treated), "Patient")[0]
    assert person["identifier"][0]["value"] == treated.patient.record_number
    assert person["name"] == [
        {"family": treated.patient.family_name, "given": [treated.patient.given_name]}
    ]
    assert person["birthDate"] == "1984-03-14"
    assert "gender" not in person  # the record knows the sex at birth alone


def test_the_guideline_version_is_named_by_plan_and_orders(treated):
    exported = bundle(treated)
    version = f"urn:myopathway:guideline:imnm|{treated.version.number}"
    assert of_kind(exported, "CarePlan")[0]["instantiatesCanonical"] == [version]
    assert all(row["instantiatesCanonical"] == [version] for row in ordered(exported).values())


# Findings


def test_a_finding_has_value_unit_day_and_its_own_code(treated):
    found = observed(bundle(treated), "weight_kg")
    assert found["valueQuantity"] == {"value": 72, "unit": "kg", "system": UCUM, "code": "kg"}
    assert found["effectiveDateTime"] == treated.findings["weight_kg"]["on"]
    assert found["code"]["coding"] == [
        {"system": "urn:myopathway:imnm:finding", "code": "weight_kg", "display": "Weight"}
    ]


def test_a_number_is_exact_and_a_unit_is_ucum_also_where_people_read_another_word(treated):
    found = observed(bundle(treated), "wbc")["valueQuantity"]
    assert (found["value"], found["code"], found["unit"]) == (7.25, "10*9/L", "× 10⁹/L")


def test_public_codes_are_only_those_that_were_checked(treated):
    exported = bundle(treated)
    checked = {row.code for row in treated.content.elements if row.code_verified}
    given = {
        f"LOINC {row['code']}"
        for row in inside(exported)
        if isinstance(row, dict) and row.get("system") == "http://loinc.org"
    }
    assert "LOINC 2157-6" in given  # creatine kinase
    assert given <= checked
    assert observed(exported, "ck")["code"]["coding"][0]["code"] == "2157-6"


def test_asked_and_not_known_has_a_reason_and_no_value(treated):
    found = observed(bundle(treated), "hbsag")
    assert found["dataAbsentReason"]["coding"][0]["code"] == "asked-unknown"
    assert not [name for name in found if name.startswith("value")]


@pytest.mark.parametrize(
    ("key", "reason", "answer"),
    [("emg", "not-performed", "not_done"), ("tb_igra", "unknown", "indeterminate")],
)
def test_an_answer_that_means_not_known_is_no_value_and_says_which(treated, key, reason, answer):
    found = observed(bundle(treated), key)
    assert [row["code"] for row in found["dataAbsentReason"]["coding"]] == [reason, answer]
    assert not [name for name in found if name.startswith("value")]


def test_what_nobody_asked_is_not_there(treated):
    assert "anti_hbc" in {row.key for row in treated.content.elements}
    assert observed(bundle(treated), "anti_hbc") is None


def test_no_stays_no_and_none_stays_none(treated):
    exported = bundle(treated)
    assert observed(exported, "on_dialysis")["valueBoolean"] is False
    assert observed(exported, "failed_therapies")["valueCodeableConcept"] == {"text": "None"}


# Orders


def test_the_words_of_every_order_are_those_of_the_page(treated, signed_in):
    def words(text):
        return re.sub(r"\s|<[^>]*>", "", text).lower()

    page = words(signed_in.get(treated.get_absolute_url()).content.decode())
    orders = ordered(bundle(treated))
    assert list(orders) == [regimen for _, regimen, _ in fhir_example.DECIDED]
    for decision in treated.decisions.filter(kind="accepted"):
        text = orders[decision.regimen]["dosageInstruction"][0]["text"]
        assert text == decision.dose or text == treated.plan["regimens"][decision.regimen]["line"]
        assert words(text) in page


def test_a_weekly_order_says_once_a_week_on_its_day_in_figures(treated):
    dosage = ordered(bundle(treated))["MTX"]["dosageInstruction"][0]
    assert dosage["timing"]["repeat"] == {
        "frequency": 1,
        "period": 1,
        "periodUnit": "wk",
        "dayOfWeek": ["tue"],
    }
    assert dosage["doseAndRate"][0]["doseQuantity"]["value"] == 10
    assert "once a week, on Tuesdays" in dosage["text"]


def test_a_dose_in_figures_is_one_administration_and_never_a_total(treated):
    orders = ordered(bundle(treated))
    assert orders["PRED"]["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"] == {
        "value": 70,
        "unit": "mg",
        "system": UCUM,
        "code": "mg",
    }
    two_doses_a_day, over_days, two_drugs = (orders[code] for code in ("MMF", "IVIG", "CAVITD"))
    for order in (two_doses_a_day, over_days, two_drugs):
        assert "doseAndRate" not in order["dosageInstruction"][0]


def test_what_waits_for_an_answer_is_on_hold(treated):
    orders = ordered(bundle(treated))
    assert orders["RTX"]["status"] == "on-hold"
    assert "Hepatitis B" in orders["RTX"]["statusReason"]["text"]
    assert orders["PRED"]["status"] == "active"


def test_declined_stays_in_the_plan_with_its_reason_and_is_no_order(treated):
    exported = bundle(treated)
    assert "AZA" not in ordered(exported)
    assert not named(exported, "doNotPerform")
    activities = of_kind(exported, "CarePlan")[0]["activity"]
    detail = next(row["detail"] for row in activities if "detail" in row)
    assert detail["status"] == "cancelled"
    assert detail["statusReason"]["text"] == f"The patient declines: {fhir_example.REASON}"
    assert detail["description"].startswith("Declined: Azathioprine")


def test_a_changed_order_tells_why_and_what_the_plan_said(draft, clinician):
    actions.decide(
        encounter=draft, advice="R11", regimen="PRED", kind="changed", by=clinician,
        amount="50", often="every other day", reason="diabetes",
    )  # fmt: skip
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    order = ordered(bundle(draft))["PRED"]
    assert [row["text"][:20] for row in order["note"]] == [
        "Changed: diabetes",
        "The plan said: Predn",
    ]
    dosage = order["dosageInstruction"][0]
    assert "every other day" in dosage["text"]
    assert "doseAndRate" not in dosage  # how often it is given is known in words alone


@pytest.mark.parametrize(
    ("often", "number"),
    [
        ("once daily in the morning", 40),
        ("not once daily in the morning but 20 mg morning, 20 mg evening", None),
    ],
)
def test_a_number_for_machines_stands_only_where_the_schedule_is_kept_word_for_word(
    draft, clinician, often, number
):
    actions.decide(
        encounter=draft, advice="R11", regimen="PRED", kind="changed", by=clinician,
        amount="40", often=often, reason="diabetes",
    )  # fmt: skip
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    (dosage,) = ordered(bundle(draft))["PRED"]["dosageInstruction"]
    rates = [row["doseQuantity"]["value"] for row in dosage.get("doseAndRate", [])]
    assert rates == ([number] if number else [])


def test_an_amended_consultation_orders_nothing_any_more(treated, clinician):
    draft = actions.amend(encounter=treated, reason="wrong weight", by=clinician)
    assert of_kind(bundle(treated), "CarePlan")[0]["status"] == "active"
    people.write(draft, clinician, weight_kg="62")
    draft.decisions.all().delete()
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    treated = Encounter.objects.get(pk=treated.pk)
    assert of_kind(bundle(treated), "CarePlan")[0]["status"] == "revoked"
    assert {row["status"] for row in ordered(bundle(treated)).values()} == {"stopped"}
    plan = of_kind(bundle(draft), "CarePlan")[0]
    assert plan["replaces"][0]["identifier"]["value"] == treated.digest
    assert plan["note"] == [{"text": "wrong weight"}]


# The download


def test_the_bundle_is_offered_and_downloads_as_fhir(treated, signed_in):
    url = reverse("patients:bundle", args=[treated.pk])
    assert url in signed_in.get(treated.get_absolute_url()).content.decode()
    response = signed_in.get(url)
    assert response["Content-Type"] == "application/fhir+json"
    assert response["Content-Disposition"].startswith("attachment")
    assert response.content == fhir_json(treated)


def test_only_the_own_team_gets_it_and_only_once_it_is_signed(draft, stranger, signed_in, client):
    url = reverse("patients:bundle", args=[draft.pk])
    assert signed_in.get(url).status_code == 404
    actions.sign(encounter=draft, revision=draft.revision, by=draft.created_by)
    assert signed_in.get(url).status_code == 200
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    client.force_login(people.user(role="Guideline author"))
    assert client.get(url).status_code == 403
