"""Content files in and out: the same content, or an error that says where."""

import pytest
from django.core.management import CommandError, call_command

from guidelines import exchange, frozen
from guidelines.engine.build import ContentError, build
from guidelines.engine.publication.names import names
from guidelines.models import COLLECTIONS, Guideline, GuidelineVersion
from tests.factories import make_draft, make_published, small_guideline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def names_only(monkeypatch):
    """The small guideline passes no check of what is medically complete, only that names exist."""
    monkeypatch.setattr("guidelines.checks.obstacles_of", lambda found, *_: names(found))


def files_of(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.fixture
def directory(tmp_path):
    """Content files of the small guideline."""
    draft = make_draft(key="source")
    exchange.export(draft, tmp_path)
    (tmp_path / "guideline.yaml").write_text(
        (tmp_path / "guideline.yaml").read_text().replace("key: source", "key: small")
    )
    return tmp_path


def test_rows_give_back_the_content_they_were_made_from():
    assert frozen.load(make_draft()) == build(small_guideline())


def test_load_export_and_load_give_the_same_content_and_the_same_bytes(tmp_path):
    shipped = exchange.read_directory(exchange.SHIPPED)
    first = GuidelineVersion.objects.get(guideline__key="imnm", number=1)
    exchange.export(first, tmp_path / "first")
    written = exchange.read_directory(tmp_path / "first")
    assert build(written) == build(shipped)
    again = exchange.load(written | {"key": "again"})
    Guideline.objects.filter(pk=again.guideline_id).update(key="imnm2")
    exchange.export(GuidelineVersion.objects.get(pk=again.pk), tmp_path / "second")
    one, two = files_of(tmp_path / "first"), files_of(tmp_path / "second")
    assert one.pop("guideline.yaml") != two.pop("guideline.yaml")
    assert one == two


def test_export_writes_what_a_person_can_read(directory):
    text = (directory / "recommendations.yaml").read_text()
    assert "Infection comes first: “sepsis” kills within hours, ≥ 1 in 10." in text
    assert "regimens: [DRUG]" in text
    assert "mark:" not in text


@pytest.mark.parametrize("code", ["no", "yes", "on", "null", "1", "1.50", "2026-11-22", "~"])
def test_words_that_look_like_something_else_stay_words(code, tmp_path):
    data = small_guideline(key="words")
    data["elements"][1]["options"].append({"code": code, "label": code})
    exchange.export(exchange.load(data), tmp_path)
    back = build(exchange.read_directory(tmp_path))
    assert back.elements[1].options[-1].code == code


def change(directory, name, old, new):
    path = directory / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("blocks.yaml", "effect: block", "effect: stop", ["blocks 1 B1", "effect", "stop"]),
        ("blocks.yaml", "  effect: block\n", "", ["blocks 1 B1", "effect", "missing"]),
        ("blocks.yaml", "effect:", "efect:", ["blocks 1", "efect"]),
        ("blocks.yaml", "regimens: [DRUG]", "regimens: DRUG", ["blocks 1 B1", "regimens", "list"]),
        ("regimens.yaml", "low: 0.75", "low: much", ["regimens 1", "low", "much"]),
        (
            "regimens.yaml",
            "basis: per_kg",
            "basis: per_stone",
            ["parts 1 drug (DRUG)", "per_stone"],
        ),
        ("regimens.yaml", "low: 0.75", "low: 1e9999", ["regimens 1", "low", "at most 15 digits"]),
        ("regimens.yaml", "low: 0.75", "low: 1e-9999", ["regimens 1", "low", "25 behind"]),
        ("vignettes.yaml", "weight_kg:", "1:", ["vignettes.yaml, line", "findings", "not text"]),
        ("vignettes.yaml", "weight_kg:", "null:", ["vignettes.yaml, line", "findings"]),
        ("vignettes.yaml", "holds:", "true:", ["vignettes.yaml, line", "expected", "True"]),
        ("vignettes.yaml", "50.5", ".inf", ["vignettes.yaml, line", "findings", "15 digits"]),
        ("vignettes.yaml", "50.5", "!!binary aGk=", ["vignettes.yaml, line", "findings", "hi"]),
        ("drugs.yaml", "name: drug", "name: drug\n  name: other", ["drugs.yaml", "twice"]),
        ("drugs.yaml", "- name", "- [name", ["drugs.yaml", "line 1"]),
        ("drugs.yaml", "- name", "name", ["drugs.yaml"]),
        ("elements.yaml", "key: infection", "key: weight_kg", ["weight_kg"]),
        ("criteria.yaml", "weight_kg >", "wieght_kg >", ["wieght_kg", "weight_kg"]),
    ],
)
def test_a_bad_file_names_its_place_and_changes_nothing(directory, name, old, new, told):
    change(directory, name, old, new)
    with pytest.raises(CommandError) as refused:
        call_command("load_guideline", str(directory))
    for word in ["Nothing was loaded", *told]:
        assert word in str(refused.value)
    assert not Guideline.objects.filter(key="small").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- &a {name: x}\n- *a", "repeat the text"),
        ("[" * 40 + "]" * 40, "more than 30 deep"),
        ("#" * 5_000_001, "larger than"),
        ('- name: "\\0"', "not a character"),
        ("- name: !!int x", "drugs.yaml"),
        ("- ? [a]\n  : b", "drugs.yaml"),
        (f"- {'9' * 5000}", "drugs.yaml"),
        ("- {1: a, b: c}", "unknown field"),
        (f"- {'x' * 5000}", "expected fields"),
        (f"- 0x{'f' * 5000}", "too many digits"),
    ],
)
def test_a_hostile_file_is_refused_in_one_short_sentence(directory, text, told):
    (directory / "drugs.yaml").write_text(text)
    with pytest.raises(CommandError, match=told) as refused:
        call_command("load_guideline", str(directory))
    assert len(str(refused.value).replace(str(directory), "")) < 250


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 1", "version: 0"),
        ("version: 1", "version: 10000"),
        ("version: 1", "version: yes"),
        ("key: small", "key: no slug"),
        ("title: A small", f"title: {'long ' * 60}"),
    ],
)
def test_the_head_is_checked(directory, old, new):
    change(directory, "guideline.yaml", old, new)
    with pytest.raises(CommandError, match=f"guideline.yaml, line [0-9]+: {new.split(':')[0]}: "):
        call_command("load_guideline", str(directory))


def test_a_folder_in_the_place_of_a_file_is_named(directory):
    (directory / "drugs.yaml").unlink()
    (directory / "drugs.yaml").mkdir()
    with pytest.raises(CommandError, match=r"drugs.yaml"):
        call_command("load_guideline", str(directory))


def test_a_missing_or_unknown_file_is_named(directory):
    (directory / "extra.yaml").write_text("[]")
    with pytest.raises(ContentError, match=r"extra.yaml: unknown file"):
        exchange.read_directory(directory)
    (directory / "drugs.yaml").unlink()
    with pytest.raises(ContentError, match=r"drugs.yaml: is missing"):
        exchange.read_directory(directory)


def test_loading_publishes_version_1_by_an_account_that_cannot_sign_in(directory):
    call_command("load_guideline", str(directory), verbosity=0)
    version = GuidelineVersion.objects.get(guideline__key="small")
    assert (version.number, version.status) == (1, "published")
    assert version.published_by.username == "shipped-content"
    assert not version.published_by.is_active
    assert not version.published_by.has_usable_password()


def test_loading_twice_loads_nothing_the_second_time(directory, capsys):
    call_command("load_guideline", str(directory))
    call_command("load_guideline", str(directory))
    assert "already" in capsys.readouterr().out
    assert GuidelineVersion.objects.filter(guideline__key="small").count() == 1


def test_changed_files_are_loaded_only_as_a_new_version(directory, capsys):
    call_command("load_guideline", str(directory))
    change(directory, "criteria.yaml", "> 100", "> 110")
    call_command("load_guideline", str(directory))
    assert "was published with other content" in capsys.readouterr().out
    assert GuidelineVersion.objects.filter(guideline__key="small").count() == 1
    call_command("load_guideline", str(directory), new_version=True)
    versions = GuidelineVersion.objects.filter(guideline__key="small").order_by("number")
    assert [version.number for version in versions] == [1, 2]
    assert frozen.load(versions[1]).criteria[0].when == "weight_kg > 110"


def test_layout_alone_is_no_difference(directory, capsys):
    call_command("load_guideline", str(directory))
    change(directory, "criteria.yaml", "- key", "# A comment.\n- key")
    call_command("load_guideline", str(directory))
    assert "already" in capsys.readouterr().out


def test_export_command_writes_the_version_asked_for(tmp_path):
    make_published()
    call_command("export_guideline", str(tmp_path), "--guideline", "small", "--version", "1")
    assert {path.stem for path in tmp_path.iterdir()} == {"guideline", *COLLECTIONS} - {
        "sections",
        "gates",
    }
    with pytest.raises(CommandError, match="no such version"):
        call_command("export_guideline", str(tmp_path), "--guideline", "small", "--version", "9")
    with pytest.raises(CommandError, match="no such version"):
        call_command("export_guideline", str(tmp_path), "--guideline", "small", "--version", "0")
