"""A printed summary opened again: what holds is said, and every way to tamper with it is seen."""

import json
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from guidelines import actions as guideline_actions
from guidelines.models import GuidelineVersion
from guidelines.printing import Attached, to_pdf
from patients.canonical import canonical
from patients.documents import reopened
from patients.documents.attached import attached
from patients.documents.sealed import sign
from patients.documents.summary import html, treatment_summary
from patients.documents.verification import plan_of as plan_of_pdf
from patients.documents.verification import verify
from patients.visits import actions
from tests import factories
from tests import factories_people as people

PAGE = """<html lang=en><title>Summary</title><body><h1>Summary</h1><p>{}</p>
<p>Digest of the signed findings, plan and decisions (SHA-256): {}</p>
<p>Myopathway · plan {} · guideline IMNM</p></body></html>"""


@pytest.fixture
def signed(draft, clinician):
    actions.decide(encounter=draft, advice="R11", regimen="PRED", kind="accepted", by=clinician)
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    return draft


@pytest.fixture
def verified(tmp_path, capsys):
    """The exit status and what is told of a PDF."""

    def run(pdf):
        path, out = tmp_path / "summary.pdf", StringIO()
        path.write_bytes(pdf)
        try:
            call_command("verify_pdf", str(path), stdout=out)
        except SystemExit as stop:
            return stop.code, out.getvalue()
        return 0, out.getvalue()

    return run


@pytest.fixture
def printed(signed):
    """A page with the dose decided and the data of the consultation, some of it exchanged."""

    def make(exchanged=None, printed_text=None, /, **changed):
        rows = {row.name: row for row in attached(signed)}
        if changed:
            plan = json.loads(rows["plan.json"].data) | changed
            rows["plan.json"] = rows["plan.json"]._replace(data=canonical(plan))
        for name, data in (exchanged or {}).items():
            old = rows["plan.json"]
            rows[name] = Attached(name, data, "text/plain", "exchanged", old.modified)
        return to_pdf(page_of(signed, printed_text), list(rows.values()))

    return make


def page_of(signed, text=None):
    """What a printed page says: the dose decided and the consultation it is of."""
    digest = signed.digest
    code = f"{digest[:4]}-{digest[4:8]}"
    return PAGE.format(text or signed.decisions.get().dose, digest, code)


def plan_of(signed):
    return json.loads(attached(signed)[1].data)


def signed_anew(signed, **changed):
    """As somebody would sign it who has this server's key, but changes what it says."""
    data = {key: value for key, value in plan_of(signed).items() if key != "signature"}
    return sign(data | changed)


def lines(text, start):
    return [line for line in text.splitlines() if line.startswith(start)]


def test_a_summary_as_it_was_printed_holds(signed, verified):
    status, said = verified(treatment_summary(signed))
    assert status == 0, said
    assert len(lines(said, "yes")) == 7
    assert "imnm version 1" in said
    assert "All of it holds." in said


def test_it_names_no_patient(signed, printed, verified):
    for pdf in (printed(), printed(on="2020-01-01")):
        said = verified(pdf)[1]
        for name in (signed.patient.family_name, signed.patient.record_number, "1984"):
            assert name not in said


def test_a_dose_changed_in_the_plan_is_seen_and_named(signed, printed, verified):
    plan = signed.plan
    line = plan["regimens"]["PRED"]["line"].replace("70", "700")
    forged = plan | {
        "regimens": plan["regimens"] | {"PRED": plan["regimens"]["PRED"] | {"line": line}}
    }
    status, said = verified(printed(plan=forged))
    assert status == 1
    assert "This server did not sign it" in said
    assert "plan regimens PRED line" in said
    assert "700" in said
    assert "Do not rely on this file." in said


def test_a_finding_changed_under_a_good_signature_gives_another_plan(signed, printed, verified):
    findings = signed.findings | {"weight_kg": signed.findings["weight_kg"] | {"value": "50"}}
    anew = signed_anew(signed, findings=findings)
    status, said = verified(printed(**anew))
    assert status == 1
    assert len(lines(said, "NO")) == 1
    assert "the plan is another" in said
    assert "plan doses PRED amount" in said


def test_a_changed_missing_or_added_file_is_seen(printed, verified):
    status, said = verified(printed({"encounter.fhir.json": b"{}"}))
    assert (status, len(lines(said, "NO"))) == (1, 1)
    assert "encounter.fhir.json" in lines(said, "NO")[0]
    status, said = verified(printed({"extra.txt": b"take more"}))
    assert status == 1
    assert "extra.txt" in lines(said, "NO")[0]


def test_a_plan_that_reads_the_same_but_is_written_otherwise_is_seen(signed, printed, verified):
    twice = b'{"on":"2001-01-01",' + canonical(plan_of(signed))[1:]
    status, said = verified(printed({"plan.json": twice}))
    assert status == 1
    assert "did not sign it" in said


def test_the_key_of_another_server_is_not_ours(signed, printed, verified, settings):
    pdf = printed()
    settings.DOCUMENT_KEY = "another server"
    status, said = verified(pdf)
    assert status == 1
    assert lines(said, "NO") == ["NO     This server did not sign it, or plan.json was changed."]


def test_a_dose_changed_on_the_page_alone_is_seen(signed, printed, verified):
    text = signed.decisions.get().dose.replace("70", "700")
    status, said = verified(printed(None, text))
    assert status == 1
    assert lines(said, "NO")[0].startswith("NO     Not found on the pages: 'Prednisone 70")


@pytest.fixture
def other(team, clinician):
    """Another patient with the same answers and the same doses."""
    return people.signed(people.patient(team), clinician, **people.SEVERE)


@pytest.fixture
def one(team, clinician):
    return people.signed(people.patient(team), clinician, **people.SEVERE)


def test_the_data_of_another_patient_are_seen(one, other, verified):
    status, said = verified(to_pdf(html(one), attached(other)))
    assert status == 1
    assert lines(said, "NO") == [
        "NO     The pages are of another consultation than the data: page 1, 2 and 3."
    ]


def test_one_page_of_another_patient_is_seen(one, other, verified):
    mixed = PdfWriter(BytesIO(treatment_summary(one)))
    mixed.insert_page(PdfReader(BytesIO(treatment_summary(other))).pages[1], 1)
    status, said = verified(written(mixed))
    assert status == 1
    assert "another consultation than the data: page 2." in lines(said, "NO")[0]


def test_another_digest_at_the_end_is_seen(one, verified):
    page = html(one).replace(one.digest, one.digest[:-1] + "x")
    status, said = verified(to_pdf(page, attached(one)))
    assert status == 1
    assert "the digest at the end" in lines(said, "NO")[0]


def test_the_file_of_an_earlier_version_holds_after_a_newer_one(signed, verified):
    pdf = treatment_summary(signed)
    draft = guideline_actions.new_draft(version=signed.version)
    row = draft.recommendation_rows.get(key="R11")
    row.when = "dx_any and not dx_any"
    row.save()
    factories.as_published(draft)
    status, said = verified(pdf)
    assert status == 0, said
    assert "imnm version 1" in said


def test_a_version_that_is_not_here_is_told(signed, printed, verified):
    named = plan_of(signed)["guideline"] | {"version": 99}
    status, said = verified(printed(**signed_anew(signed, guideline=named)))
    assert status == 1
    assert "The guideline version is not here" in said
    assert "cannot be evaluated again" in said


def test_a_version_with_other_content_is_told(signed, printed, verified):
    named = plan_of(signed)["guideline"] | {"digest": "0" * 64}
    status, said = verified(printed(**signed_anew(signed, guideline=named)))
    assert status == 1
    assert "other content" in said


def test_a_draft_of_that_number_does_not_count_as_the_version(signed, printed, verified):
    version = signed.version
    GuidelineVersion.objects.create(guideline=version.guideline, number=2, title="Draft")
    named = plan_of(signed)["guideline"] | {"version": 2}
    assert "is not here" in verified(printed(**signed_anew(signed, guideline=named)))[1]


def test_an_amendment_since_is_told_and_says_nothing_against_the_file(
    signed, printed, verified, clinician
):
    pdf = printed()
    draft = actions.amend(encounter=signed, reason="a slip", by=clinician)
    draft.decisions.all().delete()
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    status, said = verified(pdf)
    assert status == 0
    assert "The consultation was amended since" in said


@pytest.mark.parametrize(
    "changed",
    [
        {"findings": 7},
        {"findings": {"ck": "high"}},
        {"history": {"courses": [{}]}},
        {"history": {"values": {"ck": [["soon", 1, 1]]}}},
        {"plan": []},
        {"decisions": {"a": 1}},
        {"decisions": [{"regimen": "PRED"}]},
        {"files": ["encounter.fhir.json"]},
        {"guideline": None},
        {"guideline": {"key": "im\0nm", "version": 1}},
        {"guideline": {"key": "imnm", "version": 10**30}},
        {"on": "soon"},
        {"on": None, "encounter_digest": "\0"},
        {"signature": None},
    ],
)
def test_data_of_any_shape_are_answered_and_never_hold(signed, changed):
    plan = canonical(plan_of(signed) | changed)
    checks = verify(reopened.Reopened([page_of(signed)], {"plan.json": plan}))
    assert len(checks) == 7
    assert not all(check.holds for check in checks)
    assert all(check.text for check in checks)


def refusal(verified, pdf):
    with pytest.raises(CommandError) as error:
        verified(pdf)
    return str(error.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "damaged"),
        (b"\xff", "damaged"),
        (b'{"form":NaN}', "damaged"),
        (b'"\\ud800"', "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"[]", "form"),
        (b'{"form":"another"}', "form"),
    ],
)
def test_a_damaged_plan_is_refused_with_its_reason(data, reason):
    with pytest.raises(reopened.UnreadableError, match=reason):
        plan_of_pdf(reopened.Reopened([""], {"plan.json": data}))


def test_the_command_tells_the_reason(printed, verified):
    assert "summary.pdf: Its plan.json is damaged" in refusal(
        verified, printed({"plan.json": b"{"})
    )


def test_what_is_not_a_whole_pdf_is_refused(printed, verified):
    assert "not a PDF" in refusal(verified, b"MZ")
    assert "not a PDF" in refusal(verified, b"")
    assert "damaged" in refusal(verified, b"%PDF-1.7 and nothing more")
    assert "damaged" in refusal(verified, printed()[:-2000])


def test_a_file_that_is_not_there_or_cannot_be_read_is_refused(tmp_path):
    for path in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(CommandError, match="directory"):
            call_command("verify_pdf", str(path))


def test_a_pdf_without_the_data_is_refused(db, verified):
    assert "carries no plan.json" in refusal(verified, to_pdf(PAGE.format("A page.", "", "")))


def test_a_locked_pdf_is_refused(printed, verified, tmp_path):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    assert "locked" in refusal(verified, (tmp_path / "locked.pdf").read_bytes())


def test_a_file_attached_twice_is_refused(signed, verified, tmp_path):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for data in (b"{}", attached(signed)[1].data):
        writer.add_attachment("plan.json", data)
    writer.write(tmp_path / "twice.pdf")
    assert "twice" in refusal(verified, (tmp_path / "twice.pdf").read_bytes())


def embedded(writer, name, data):
    """A file inside a PDF that no list of attachments names yet."""
    stream = DecodedStreamObject()
    stream.set_data(data)
    inner = DictionaryObject({NameObject("/F"): writer._add_object(stream)})
    names = {NameObject("/F"): TextStringObject(name), NameObject("/EF"): inner}
    return writer._add_object(DictionaryObject(names))


def written(writer):
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def on_the_page(writer, file):
    writer.pages[0][NameObject("/AF")] = ArrayObject([file])


def on_the_document(writer, file):
    writer.root_object[NameObject("/AF")] = ArrayObject([file])


def in_a_note(writer, file):
    note = {"/Type": "/Annot", "/Subtype": "/FileAttachment"}
    note = {NameObject(key): NameObject(value) for key, value in note.items()}
    row = DictionaryObject(note | {NameObject("/FS"): file})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(row)])


@pytest.mark.parametrize("put", [on_the_page, on_the_document, in_a_note])
def test_a_file_outside_the_list_of_attachments_counts(signed, verified, put):
    added = PdfWriter(BytesIO(treatment_summary(signed)))
    put(added, embedded(added, "more.json", b"{}"))
    status, said = verified(written(added))
    assert status == 1
    assert lines(said, "NO") == ["NO     Changed, missing or added: 'more.json'."]
    second = PdfWriter(BytesIO(treatment_summary(signed)))
    put(second, embedded(second, "plan.json", b"{}"))
    assert "twice" in refusal(verified, written(second))


@pytest.mark.parametrize("place", ["name", "content"])
def test_a_file_with_two_names_or_two_contents_is_refused(signed, verified, place):
    writer = PdfWriter(BytesIO(treatment_summary(signed)))
    file = next(row for row in writer.attachment_list if row.name == "plan.json").pdf_object
    if place == "name":
        file[NameObject("/UF")] = TextStringObject("another.json")
    else:
        other = embedded(writer, "x", b"{}").get_object()["/EF"].raw_get("/F")
        file["/EF"][NameObject("/UF")] = other
    assert "twice" in refusal(verified, written(writer))


def test_what_unpacks_to_far_more_than_a_summary_is_refused(printed, verified, monkeypatch):
    pdf = printed({"bomb.txt": b"0" * 3 * 1024**2})
    monkeypatch.setattr(reopened, "LARGEST", 2 * 1024**2)
    assert "unpacks to more than 2 MB" in refusal(verified, pdf)
    monkeypatch.setattr(reopened, "LARGEST", 1024)
    assert "larger than" in refusal(verified, pdf)
