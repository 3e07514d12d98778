"""One voice for doses: what is written so that it can be misread is found, wherever it is written.

What templates and code say themselves is read here; what they show, in `tests/test_one_voice.py`.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe

from guidelines.engine import look_alikes
from guidelines.engine.look_alikes import LOOK_ALIKES, not_told_apart, tall_man
from guidelines.engine.publication.error_prone import RULES, error_prone
from tests.guidelines.engine.shipped import CONTENT
from tests.reading import words

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path for path in (BASE / "templates").rglob("*") if path.suffix in (".html", ".svg", ".txt")
)
MARKS = {"read", "memory", "uncertain", "ours"}
# Dates of a template: the day, with or without the time, and the time alone where the day is now.
DATES = {"d-M-Y", "d-M-Y H:i", "H:i:s", "DATETIME_FORMAT", "Y-m-d", "c"}


def said(template):
    """The words of a template itself; what it fills in stands as a 1."""
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", template, flags=re.S)
    text = re.sub(r"(?:\{\{.*?\}\})+", "1", text)
    return words(re.sub(r"\{%.*?%\}", " ", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(BASE)))
def test_no_template_writes_what_can_be_misread(path):
    assert error_prone(said(path.read_text())) == []


@pytest.mark.parametrize(
    "template",
    ["<p>{{ dose }}mg</p>", "<p>Give it QD.</p>", '<a title="MTX">{{ dose }}</a>', "<b>5.0</b> mg"],
)
def test_a_template_that_does_is_found(template):
    assert len(error_prone(said(template))) == 1


def test_every_template_writes_dates_as_the_formatter_does():
    for path in TEMPLATES:
        formats = set(re.findall(r'\|date:"([^"]*)"', path.read_text()))
        assert formats <= DATES, path
        assert "floatformat" not in path.read_text(), path


def test_no_code_formats_a_number_beside_the_formatter():
    """Places in a drawing are no numbers that people read."""
    own = {"guidelines/engine/wording.py", "patients/charts/axes.py"}
    rough = re.compile(r"""\{[^{}]+:(?:\.\d+f|,|g|\.\d+g|n)\}|strftime|%\.\df|\} ?(?:mg|kg|mL)\b""")
    for app in ("guidelines", "patients"):
        for path in sorted((BASE / app).rglob("*.py")):
            name = str(path.relative_to(BASE))
            if name not in own and "migrations" not in path.parts:
                assert rough.findall(path.read_text()) == [], name


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Give 5 mg q1d.", "q1d"),
        ("Give 5 mg BT.", "BT"),
        ("Give 5 mg q6PM.", "q6PM"),
        ("Take 5 mg per os.", "per os"),
        ("Inject 5 mg SC.", "SC"),
        ("Give 5 mg IN.", "IN"),
        ("Give 5 mg UD.", "UD"),
        ("Give 5 mg i/d.", "i/d"),
        ("Give 5 mg x3d.", "x3d"),
        ("Give 5 MM units.", "MM"),
        ("Give MTX weekly.", "MTX"),
        ("Give HCTZ.", "HCTZ"),
        ("Hold when CK > 1000.", ">"),
        ("Hold when CK >= 1000.", ">"),
        ("Give 5 mg @ noon.", "@"),
        ("Give folate & calcium.", "&"),
        ("Give folate + calcium.", "+"),
        ("Give 5 mg + 400 mg.", "+"),
        ("Give 1/2 tablet.", "1/2"),
        ("Give ∅ mg.", "∅"),
        ("Give prednisone20 mg.", "prednisone20 mg"),
        ("Give 1\u2009000 mg.", "1\\u2009000"),
        ("Give 12 500 mg.", "12 500"),
        ("Give 10\u00a0000 units.", "10\\xa0000"),
        ("Give 0,5 mg.", "0,5"),
        ("Give 10 iu.", "iu"),
        ("Give 10 i.u. of it.", "i.u."),
        ("Give 500 mcgs.", "mcgs"),
        ("Give 5 ml.", "ml"),
        ("Give 5 gm.", "gm"),
        ("Give 5 mg/d.", "mg/d"),
        ("Give 1/d.", "1/d"),
        ("Give 5-10 mg.", "5-10"),
        ("Give ½ tablet.", "½"),
        ("Give 5 mg Qd.", "Qd"),
        ("Give 5 mg o.d from now.", "o.d"),
        ("Give 5 mg q.o.d from now.", "q.o.d"),
        ("Give 5 mg EOD.", "EOD"),
        ("Give 5 mg H.S. only.", "H.S."),
        ("Give 5 mg q.h.s. only.", "q.h.s."),
        ("Give 5 mg hs.", "hs"),
        ("Inject 5 mg sc.", "sc"),
        ("Give 5 mg @bedtime.", "@"),
        ("Give 2x500 mg.", "x500"),
        ("Give 5 mg x 3.", "x 3"),
        ("Give AZA.", "AZA"),
        ("Give MMF.", "MMF"),
        ("Give CYC.", "CYC"),
        ("Give CsA.", "CsA"),
        ("Give RTX.", "RTX"),
        ("Give HCQ.", "HCQ"),
    ],
)
def test_what_the_known_lists_name_is_found(text, sign):
    (problem,) = error_prone(text)
    assert sign in problem.split(" is misread")[0]


@pytest.mark.parametrize(
    "text",
    [
        "3 × 20 mg + 2 × 5 mg tablets",
        "Ideal weight + 0.4 × (actual − ideal weight).",
        "CTCAE v5.0, anti-SRP, IN the clinic, and 10\u2009000 units",
        "12.5 mg, 0.5 mg, 1000 mg, and 1.73 m²",
        "Prednisone of at least 20 mg/day, 1 mg/kg/day, 200 mg/dL, hs-CRP, SSc and and/or",
        "Week 12, 500 mg; 2 of 500 patients; CK 200 500; 7-day mean of 10 mg; 5-HT3",
        "5 mg BID PO PRN",
    ],
)
def test_what_is_written_safely_is_left_alone(text):
    assert error_prone(text) == []


def test_every_rule_and_every_name_says_how_sure_we_are():
    assert {rule.mark for rule in RULES} | {row.mark for row in LOOK_ALIKES} <= MARKS
    assert all(rule.misread and rule.write for rule in RULES)
    assert "read" not in {row.mark for row in LOOK_ALIKES}


def test_a_tall_man_name_is_the_name_in_other_letters_and_stands_once():
    names = [row.name for row in LOOK_ALIKES]
    assert len(set(names)) == len(names)
    assert all(row.tall_man != row.name and row.taken_for for row in LOOK_ALIKES)
    assert all(row.name not in row.taken_for for row in LOOK_ALIKES)


def test_two_names_taken_for_each_other_never_look_the_same_in_capitals():
    """The capitals carry the difference: they are not the part that both names share."""
    tall = {row.name: row.tall_man for row in LOOK_ALIKES}
    for row in LOOK_ALIKES:
        for other in row.taken_for:
            if other in tall:
                capitals = re.sub(r"[a-z]", "", row.tall_man), re.sub(r"[a-z]", "", tall[other])
                assert capitals[0] != capitals[1], row


def test_the_names_of_the_table_that_the_guideline_uses_are_drugs_it_knows():
    known = {part for row in CONTENT.drugs for part in (row.name, *row.synonyms)}
    here = {"prednisone", "prednisolone", "methylprednisolone", "azathioprine", "rituximab"}
    assert here <= known & {row.name for row in LOOK_ALIKES}


@pytest.mark.parametrize(
    ("plain", "tall"),
    [
        ("Prednisone 70 mg", "predniSONE 70 mg"),
        ("prednisone or PREDNISOLONE", "predniSONE or prednisoLONE"),
        ("Methylprednisolone, azathioprine", "methylPREDNISolone, azaTHIOprine"),
        ("ciclosporin (cyclosporine)", "cicloSPORIN (cycloSPORINE)"),
        ("prednisone-equivalent dose", "predniSONE-equivalent dose"),
        ("prednisone_mg_day", "prednisone_mg_day"),
        ("[@prednisone]", "[@prednisone]"),
        ("hydroxyprednisone", "hydroxyprednisone"),
        ("methotrexate", "methotrexate"),
        ("predniSONE", "predniSONE"),
        ("", ""),
    ],
)
def test_names_on_the_table_are_told_apart_and_nothing_else_changes(plain, tall):
    assert tall_man(plain) == tall


def test_the_filter_escapes_what_was_not_safe_and_keeps_what_was():
    """One text may come both ways; what was escaped once stays so."""
    template = Template("{% load wording %}{{ text|tall_man }}")
    shown = [
        template.render(Context({"text": text}))
        for text in (mark_safe("<b>prednisone</b> <i>"), "<b>prednisone</b> <i>")  # noqa: S308
    ]
    assert shown == [
        "<b>predniSONE</b> <i>",
        "&lt;b&gt;predniSONE&lt;/b&gt; &lt;i&gt;",
    ]
    assert not isinstance(look_alikes.tall_man(SafeString("<i>")), SafeString)


def test_a_name_beside_the_one_it_is_taken_for_must_be_told_apart():
    assert not_told_apart("Prednisone, then prednisolone.") == [
        "prednisone stands beside prednisolone, for which it is taken; write predniSONE",
        "prednisolone stands beside prednisone, for which it is taken; write prednisoLONE",
    ]
    assert not_told_apart("predniSONE, then prednisoLONE.") == []
    assert not_told_apart("Prednisone, then rituximab.") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ciclosporin", "cyclophosphamide"),
        ("Prograf", "Advagraf"),
        ("mycophenolate mofetil", "mycophenolic acid"),
        ("hydroxychloroquine", "hydroxyurea"),
        ("penicillin", "penicillamine"),
    ],
)
def test_names_taken_for_each_other_are_told_apart(one, other):
    plain = f"{one}, never {other}"
    assert len(not_told_apart(plain)) == 2
    assert not_told_apart(tall_man(plain)) == []
