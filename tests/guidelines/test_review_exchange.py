"""YAML files in the admin: out as one zip, in as a new draft, with every error at once."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guidelines import exchange, frozen
from guidelines.models import GuidelineVersion
from tests import factories_people as people
from tests.factories import make_draft, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    user = people.user("Guideline author", is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def version():
    return make_published()


def download(client, version):
    return client.get(reverse("admin:guidelines_guidelineversion_download", args=[version.pk]))


def upload(client, version, *files):
    url = reverse("admin:guidelines_guidelineversion_load", args=[version.pk])
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(url, {"files": uploads})


def changed(version, name, old, new):
    """A file of a version with one thing changed."""
    text = exchange.texts_of(version)[name]
    assert old in text
    return name, text.replace(old, new).encode()


def zipped(files, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return options.get("name", "small.zip"), buffer.getvalue()


def drafts():
    return GuidelineVersion.objects.filter(guideline__key="small", status="draft")


def told(answer):
    assert answer.status_code == 422
    assert not drafts().exists()
    return list(answer.context["form"].non_field_errors())


def test_what_is_downloaded_and_loaded_again_is_the_same_content(client, author, version):
    answer = download(client, version)
    assert answer["Content-Disposition"] == 'attachment; filename="small-version-1.zip"'
    assert answer.content == download(client, version).content
    upload(client, version, ("small.zip", answer.content))
    draft = drafts().get()
    assert draft.number == 2
    assert exchange.digest(frozen.load(draft)) == exchange.digest(frozen.load(version))


def test_a_single_file_replaces_its_collection_and_nothing_else(client, author, version):
    upload(client, version, changed(version, "criteria.yaml", "> 100", "> 110"))
    before, after = frozen.load(version), frozen.load(drafts().get())
    assert after.criteria[0].when == "weight_kg > 110"
    assert (after.recommendations, after.vignettes) == (before.recommendations, before.vignettes)


def test_every_error_of_every_file_is_told_at_once_with_its_line(client, author, version):
    criteria = b"- key: is_heavy\n  label: Heavy\n  when: wieght_kg > 100\n"
    blocks = (
        b"- key: B1\n  regimens: [DRUG]\n  when: infection = proven\n  effect: stop\n"
        b"  if_unknown: ask\n  reason: Infection\n  instead: Treat it.\n"
        b"  sources: [Nobody1999]\n"
    )
    errors = told(upload(client, version, ("criteria.yaml", criteria), ("blocks.yaml", blocks)))
    assert errors[0] == "Nothing was changed. Errors: 3."
    text = "\n".join(errors)
    assert "criteria.yaml, line 3: criteria is_heavy, when: Line 1, column 1" in text
    assert "blocks.yaml, line 4: blocks 1 B1, effect: Value 'stop' is not a valid choice." in text
    assert "blocks.yaml, line 8: blocks B1, sources: 'Nobody1999' does not exist" in text


def test_kinds_and_fields_are_told_over_several_files_at_once(client, author, version):
    regimens = changed(version, "regimens.yaml", "low: 0.75", "low: much\n    hihg: 3")
    errors = told(
        upload(
            client,
            version,
            regimens,
            ("criteria.yaml", b"- {key: a, label: A}\n- {key: b, when: nsti}\n"),
            ("drugs.yaml", b"- [name\n"),
            ("gaps.yaml", b"- key: G1\n  text: one\n  text: two\n"),
        )
    )
    text = "\n".join(errors)
    for place in (
        "criteria.yaml, line 1: criteria 1 a, when: is missing",
        "criteria.yaml, line 2: criteria 2 b, label: is missing",
        "drugs.yaml, line 2: ",
        "gaps.yaml, line 3: the field 'text' is written twice",
        "parts 1: unknown field 'hihg'",
        "parts 1 drug, low: expected a number, found 'much'",
    ):
        assert place in text
    line = next(n for n, row in enumerate(regimens[1].splitlines(), 1) if b"low: much" in row)
    assert f"regimens.yaml, line {line}: regimens 1" in text
    assert errors[-1] == "Names are checked once every file can be read."
    assert len(errors) == 8


def test_conditions_are_read_although_fields_are_wrong_elsewhere(client, author, version):
    rows = ["word", "{key: a, label: A, when: nothere}", "{key: b, label: [B], when: nsti}"]
    criteria = "".join(f"- {row}\n" for row in rows).encode()
    gaps = b"- key: G1\n  text: one\n  text: two\n"
    errors = told(upload(client, version, ("criteria.yaml", criteria), ("gaps.yaml", gaps)))
    text = "\n".join(errors)
    for place in (
        "criteria.yaml, line 1: criteria 1: expected fields with values, found 'word'",
        "criteria.yaml, line 2: criteria a, when: Line 1, column 1: 'nothere'",
        "criteria.yaml, line 3: criteria 3 b, label: expected str",
        "criteria.yaml, line 3: criteria b, when: Line 1, column 1: 'nsti'",
        "gaps.yaml, line 3: the field 'text' is written twice",
    ):
        assert place in text
    assert text.count("line 1: ") == 1


def test_what_breaks_in_a_file_that_was_not_loaded_is_told_without_a_line(client, author, version):
    errors = told(upload(client, version, ("criteria.yaml", b"[]\n")))
    assert any(error.startswith("recommendations R1, when: ") for error in errors)


def test_files_of_another_guideline_are_refused(client, author, version):
    other = changed(version, "guideline.yaml", "key: small", "key: other")
    (_, error) = told(upload(client, version, other))
    assert error.startswith("guideline.yaml, line 1: key: ")


def test_the_same_file_chosen_twice_is_refused(client, author, version):
    file = changed(version, "criteria.yaml", "> 100", "> 110")
    assert "criteria.yaml: was chosen twice" in told(upload(client, version, file, zipped([file])))


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (("small.zip", b"no zip"), "cannot be read as a zip"),
        (zipped([("../criteria.yaml", b"[]")]), "../criteria.yaml: unknown file"),
        (zipped([("/etc/criteria.yaml", b"[]")]), "unknown file"),
        (zipped([("criteria.exe", b"[]")]), "unknown file"),
        (zipped([("criteria.yaml", b"#" * 6_000_000)]), "larger than 5000000"),
        (("criteria.yaml", b"- &a {key: x}\n- *a\n"), "repeat the text"),
        (("criteria.yaml", b"\xff\xfe\x00"), "criteria.yaml: "),
        (("criteria.yaml", b"- !!python/object:os.system {}\n"), "criteria.yaml, line 1"),
        (("notes.yaml", b"[]"), "unknown file"),
        (("criteria.yaml", b"#" * 6_000_000), "more than 5 MB"),
    ],
)
def test_hostile_files_are_refused(file, word, client, author, version):
    assert word in "\n".join(told(upload(client, version, file)))


def test_no_file_is_an_error_beside_its_field(client, author, version):
    answer = upload(client, version)
    assert "Choose one or more files first." in answer.content.decode()


def test_a_reviewer_downloads_and_does_not_load(client, version):
    client.force_login(people.user("Guideline reviewer", is_staff=True))
    assert download(client, version).status_code == 200
    assert upload(client, version, ("criteria.yaml", b"[]")).status_code == 403


def test_files_are_loaded_from_a_draft_too_and_leave_it_as_it_is(client, author):
    draft = make_draft()
    upload(client, draft, changed(draft, "criteria.yaml", "> 100", "> 110"))
    assert frozen.load(draft).criteria[0].when == "weight_kg > 100"
    assert [row.number for row in drafts().order_by("number")] == [1, 2]
