"""What a printed summary carries: the bundle and the plan, under one signature."""

import hashlib
import json
from io import BytesIO

import pytest
from pypdf import PdfReader

from patients.canonical import canonical
from patients.documents.attached import attached, fhir_json
from patients.documents.sealed import is_ours
from patients.documents.summary import treatment_summary


@pytest.fixture
def plan(signed):
    return json.loads(attached(signed)[1].data)


def test_a_signed_summary_carries_bundle_and_plan(signed):
    found = list(PdfReader(BytesIO(treatment_summary(signed))).attachment_list)
    assert {row.name: row.content for row in found} == {
        row.name: row.data for row in attached(signed)
    }
    assert {row.subtype for row in found} == {"/application/fhir+json", "/application/json"}
    assert {row.associated_file_relationship for row in found} == {"/Data"}
    assert {row.modification_date.date() for row in found} == {signed.signed_at.date()}


def test_a_draft_carries_nothing(draft):
    assert attached(draft) == []


def test_the_plan_names_its_guideline_and_all_it_rests_on(plan, signed):
    version = signed.version
    assert plan["guideline"] == {"key": "imnm", "version": version.number, "digest": version.digest}
    assert plan["findings"] == signed.findings
    assert plan["history"] == signed.history
    assert plan["plan"] == signed.plan
    assert plan["encounter_digest"] == signed.digest
    assert plan["on"] == signed.on.isoformat()


def test_the_same_consultation_gives_the_same_bytes(signed):
    assert attached(type(signed).objects.get(pk=signed.pk)) == attached(signed)


def test_the_signature_covers_the_bundle_by_its_digest(plan, signed):
    digest = hashlib.sha256(fhir_json(signed)).hexdigest()
    assert plan["files"] == {"encounter.fhir.json": digest}


@pytest.mark.parametrize("name", ["findings", "plan", "decisions", "guideline", "files", "on"])
def test_any_change_breaks_the_signature(plan, name):
    assert is_ours(plan)
    assert not is_ours(plan | {name: "another"})


def test_a_signature_of_another_kind_or_none_is_not_ours(plan):
    assert not is_ours({name: value for name, value in plan.items() if name != "signature"})
    assert not is_ours(plan | {"signature": "x"})
    assert not is_ours(plan | {"signature": plan["signature"] | {"kind": "RSA"}})
    assert not is_ours(plan | {"signature": {"kind": "HMAC-SHA-256"}})
    assert not is_ours(plan | {"signature": {"kind": "HMAC-SHA-256", "value": "ü"}})


def test_another_key_signs_otherwise_and_an_earlier_one_still_counts(plan, signed, settings):
    settings.DOCUMENT_KEY = "first"
    first = json.loads(attached(signed)[1].data)
    assert first["signature"] != plan["signature"]
    settings.DOCUMENT_KEY = "second"
    assert not is_ours(first)
    settings.DOCUMENT_KEY_FALLBACKS = ["zeroth", "first"]
    assert is_ours(first)
    assert not is_ours(plan)


def test_without_a_key_of_its_own_it_follows_the_secret_key_and_does_not_show_it(plan, settings):
    settings.SECRET_KEY = "another"
    assert not is_ours(plan)


def test_canonical_json_has_one_form_and_refuses_what_json_cannot_hold():
    assert canonical({"b": 1, "a": "ü"}) == '{"a":"ü","b":1}'.encode()
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})
