"""Conditions explained and completed while they are typed; citations checked; pages stay quick."""

import html
from decimal import Overflow

import pytest
from django.urls import reverse

from guidelines import actions, exchange, frozen
from guidelines.engine.build import build
from guidelines.models import COLLECTIONS, GuidelineVersion
from tests import factories_people as people
from tests.factories import make_draft, make_user, small_guideline

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15
CHECK = "admin:guidelines_criterion_expression"


@pytest.fixture
def author(client):
    user = make_user(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def shipped_draft(author):
    return actions.new_draft(version=GuidelineVersion.objects.get(guideline__key="imnm"))


def url(row, action="change"):
    return reverse(f"admin:guidelines_{row._meta.model_name}_{action}", args=[row.pk])


def form_of(client, row):
    context = client.get(url(row)).context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: v for name, v in values.items() if v is not None and v is not False}


def typing(client, version, text, name="when"):
    """What the page shows while a condition is typed."""
    values = {"_version": version.pk, name: text}
    answer = client.post(reverse(CHECK), values, headers={"HX-Trigger-Name": name})
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


# The content in one query ------------------------------------------------------------------------


def test_a_draft_is_read_in_one_query(shipped_draft, django_assert_num_queries):
    with django_assert_num_queries(1):
        content = frozen.load(shipped_draft)
    written = exchange.read_directory(exchange.SHIPPED)
    written |= {"version": shipped_draft.number, "changes": ""}
    assert exchange.document(content) == exchange.document(build(written))


def test_rows_come_in_their_order_with_the_rows_below_them():
    draft = make_draft()
    draft.recommendation_rows.filter(key="R1").update(position=3)
    draft.dataelement_rows.get(key="infection").options.filter(code="absent").update(position=9)
    content = frozen.load(draft)
    assert [row.key for row in content.recommendations] == ["R2", "R1"]
    options = next(row.options for row in content.elements if row.key == "infection")
    assert [option.code for option in options] == ["proven", "pending", "absent"]


def test_what_was_changed_is_read_anew_and_what_was_not_is_the_same_object():
    draft = make_draft()
    before = frozen.load(draft)
    assert frozen.load(draft) is before
    draft.criterion_rows.update(label="Very heavy")
    assert frozen.load(draft).criteria[0].label == "Very heavy"


# While a condition is typed ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("weight_kg > ", ["Line 1, column 12", "Expected a name or a number"]),
        ("is_heavy or\nwieght_kg > 60", ["Line 2, column 1", "weight_kg"]),
        ("infection = provn", ["Line 1, column 13", "an answer of infection", "proven"]),
        ("blocked(DRAG)", ["DRUG"]),
        ("inf or is_heavy", ["'inf' is not known here", "Did you mean 'infection'?"]),
    ],
)
def test_an_error_names_its_place_what_was_expected_and_the_nearest_name(
    client, author, typed, told
):
    page = typing(client, make_draft(), typed)
    assert "Error:" in page
    for words in told:
        assert words in page.replace("&#x27;", "'")


def test_a_condition_is_shown_in_english_with_its_value_for_each_test_patient(client, author):
    vignettes = [
        {"key": "V1", "title": "Light", "findings": {"weight_kg": 50}},
        {"key": "V2", "title": "Heavy", "findings": {"weight_kg": 110}},
        {"key": "V3", "title": "Not weighed", "findings": {"weight_kg": None}},
        {"key": "V4", "title": "Not asked", "findings": {"infection": "absent"}},
    ]
    page = typing(client, make_draft(vignettes=vignettes), "is_heavy or weight_kg > 60")
    assert "Heavy or Weight is above 60 kg" in page
    assert "1 true, 1 false, 2 unknown" in page
    rows = [row.split("</tr>")[0] for row in page.split("<tr>")]
    words = {key: row for row in rows for key in ("V1", "V2", "V3", "V4") if f"{key}:" in row}
    assert ">true<" in words["V2"]
    assert ">false<" in words["V1"]
    assert ">unknown<" in words["V3"]
    assert ">unknown<" in words["V4"]


def test_a_condition_of_a_row_below_is_read_under_its_own_name(client, author):
    page = typing(client, make_draft(), "is_hevy", name="adjustments-0-when")
    assert "is_heavy" in page


def test_nothing_typed_yet_and_no_version_yet_are_no_errors(client, author):
    assert "Error" not in typing(client, make_draft(), "  ")
    answer = client.post(reverse(CHECK), {"when": "is_heavy", "version": "abc"})
    assert "Choose the version first" in answer.content.decode()


def test_while_the_version_cannot_be_evaluated_the_phrase_still_shows(client, author):
    draft = make_draft()
    draft.block_rows.update(when="nothing_known")
    page = typing(client, draft, "weight_kg > 60")
    assert "Weight is above 60" in page
    assert "once the version can be evaluated" in page


def test_without_scripts_the_same_stands_on_the_page_after_saving(client, author):
    row = make_draft().recommendation_rows.get(key="R1")
    client.post(url(row), form_of(client, row) | {"when": "weight_kg > 60"})
    page = client.get(url(row)).content.decode().replace("\xa0", " ")
    assert "Weight is above 60 kg" in page
    assert "0 true, 1 false, 0 unknown" in page


def test_only_who_may_read_the_guideline_is_answered(client):
    draft = make_draft()
    names = reverse("admin:guidelines_criterion_names", args=[draft.pk])
    client.force_login(make_user(is_staff=True))
    assert client.post(reverse(CHECK), {"when": "x", "_version": draft.pk}).status_code == 403
    assert client.get(names).status_code == 403
    client.force_login(people.user("Guideline reviewer", is_staff=True))
    assert client.get(names).status_code == 200


def test_names_are_those_of_the_version_with_their_answers_and_arguments(client, author):
    draft = make_draft()
    words = client.get(reverse("admin:guidelines_criterion_names", args=[draft.pk])).json()
    rows = {row["name"]: row for row in words["names"]}
    assert set(rows) == {"weight_kg", "infection", "severity", "is_heavy"}
    # "pending" counts as unknown, so no condition may ask for it.
    assert [answer["name"] for answer in rows["infection"]["answers"]] == ["absent", "proven"]
    assert [answer["name"] for answer in rows["severity"]["answers"]] == ["severe"]
    arguments = {row["name"]: row["arguments"] for row in words["functions"]}
    assert [row["name"] for row in arguments["takes"]] == ["drug", "statin"]
    assert arguments["requested"] == [{"name": "DRUG", "label": "Drug"}]


# What is saved -----------------------------------------------------------------------------------


def test_a_condition_that_explains_a_limit_away_is_checked_too(client, author):
    limits = [{"when": "weight_kg < 45", "text": "Low", "action": "Feed.", "unless": "is_heavy"}]
    monitoring = [small_guideline()["monitoring"][0] | {"limits": limits}]
    row = make_draft(monitoring=monitoring).monitoringrule_rows.get()
    answer = client.post(url(row), form_of(client, row) | {"limits-0-unless": "is_hevy"})
    assert "is_heavy" in str(answer.context["inline_admin_formsets"][0].formset.errors)


def test_a_text_typed_again_with_other_spaces_is_stored_as_it_was(client, shipped_draft):
    row = shipped_draft.recommendation_rows.get(key="R11")
    values = form_of(client, row)
    values["sentence"] = values["sentence"].replace(" ", "\u00a0 ")
    assert client.post(url(row), values).status_code == 302
    assert shipped_draft.recommendation_rows.get(key="R11").sentence == row.sentence


@pytest.mark.parametrize("field", ["rationale", "sentence", "own_source"])
def test_a_citation_that_does_not_resolve_is_an_error_at_its_field(client, author, field):
    row = make_draft().recommendation_rows.get(key="R1")
    answer = client.post(url(row), form_of(client, row) | {field: "It helps [@Smth2020]."})
    (error,) = answer.context["adminform"].form.errors[field]
    assert "[@Smth2020]" in error
    assert "[@Smith2020]" in error
    good = form_of(client, row) | {field: "It helps [@Smith2020]."}
    assert client.post(url(row), good).status_code == 302


@pytest.mark.parametrize(
    ("rows", "field", "typed", "meant"),
    [
        ("recommendation_rows", "sources", "Smith2200", "Smith2020"),
        ("recommendation_rows", "regimens", "DRAG", "DRUG"),
        ("regimen_rows", "flags", "imunosupressant, off_label", "immunosuppressant"),
        ("block_rows", "regimens", "DRUGS", "DRUG"),
        ("gate_rows", "shows", "R3", "R2"),
        ("dataelement_rows", "section", "persn", "person"),
    ],
)
def test_a_mistyped_key_is_refused_at_its_field_with_the_nearest(
    client, author, rows, field, typed, meant
):
    draft = make_draft()
    row = getattr(draft, rows).first()
    answer = client.post(url(row), form_of(client, row) | {field: typed})
    (error,) = answer.context["adminform"].form.errors[field]
    assert error == f"'{typed.split(',')[0]}' does not exist; did you mean {meant}?"


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ("recommendation_rows", "graded_by"),
        ("conflict_rows", "positions-0-source"),
        ("regimen_rows", "adjustments-0-source"),
    ],
)
def test_a_single_source_that_is_no_reference_is_refused_when_saved(client, author, rows, field):
    row = getattr(_draft_with_an_adjustment(), rows).first()
    values = form_of(client, row)
    answer = client.post(url(row), values | {field: "Smth2020"})
    assert "does not exist; did you mean Smith2020?" in html.unescape(answer.content.decode())
    assert client.post(url(row), values | {field: "Smith2020"}).status_code == 302


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x07"])
@pytest.mark.parametrize("field", ["rationale", "title"])
def test_an_invisible_sign_that_could_turn_a_dose_around_is_refused(client, author, sign, field):
    draft = make_draft()
    row = draft if field == "title" else draft.recommendation_rows.first()
    answer = client.post(url(row), form_of(client, row) | {field: f"Give {sign}01 mg."})
    assert f"invisible sign (U+{ord(sign):04X})" in answer.content.decode()


def _draft_with_an_adjustment():
    draft = make_draft()
    regimen = draft.regimen_rows.first()
    regimen.adjustments.create(
        when="weight_kg > 60", effect="cap", low=100, text="At most 100 mg", position=1
    )
    return draft


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("findings", '{"wieght_kg": 50}', "Did you mean weight_kg?"),
        ("findings", '{"infection": "abset"}', "Did you mean absent?"),
        ("findings", '{"weight_kg": 50,\n "infection" "absent"}', "Line 2, column 14: "),
        ("findings", '{"weight_kg": 50, "weight_kg": 60}', "weight_kg stands twice."),
        ("findings", '{"weight_kg": NaN}', "NaN is not a number."),
        ("expected", '{"recomended": ["R1"]}', "did you mean recommended?"),
        ("expected", '{"recommended": ["R3"]}', "'R3' is no recommendation"),
        ("expected", '{"holds": {"R1": "recomended"}}', "did you mean recommended?"),
        ("expected", '{"doses": {"DRAG": {"amount": 5}}}', "did you mean DRUG?"),
        ("absent", "R12", "'R12' is no recommendation; did you mean R"),
    ],
)
def test_a_mistyped_word_of_a_test_patient_is_refused_at_its_field(
    client, author, field, typed, told
):
    row = make_draft().vignette_rows.get()
    answer = client.post(url(row), form_of(client, row) | {field: typed})
    errors = answer.context["adminform"].form.errors
    assert list(errors) == [field]
    assert told in errors[field][0]
    assert answer.context["adminform"].form[field].value() == typed  # nothing typed is lost


def test_a_finding_that_is_meant_to_be_refused_may_be_saved(client, author):
    row = make_draft().vignette_rows.get()
    typed = {"findings": '{"weight_kg": 5000}', "expected": '{"errors": ["weight_kg"]}'}
    assert client.post(url(row), form_of(client, row) | typed).status_code == 302


def test_a_test_patient_is_written_line_by_line_and_says_what_it_gets(client, author):
    row = make_draft().vignette_rows.get()
    shown = client.get(url(row)).content.decode()
    assert (
        "{\n  &quot;weight_kg&quot;: 50.5,\n  &quot;infection&quot;: &quot;absent&quot;\n}" in shown
    )
    typed = {"expected": '{"recommended": ["R1"]}', "absent": ""}
    assert client.post(url(row), form_of(client, row) | typed).status_code == 302
    shown = client.get(url(row)).content.decode()
    assert "R1 is not indicated, expected: recommended" in shown


def test_a_row_may_name_itself_before_it_is_stored(client, author):
    row = make_draft().recommendation_rows.get(key="R1")
    values = form_of(client, row) | {"key": "R9", "choose_from": "R9"}
    assert client.post(url(row), values).status_code == 302


@pytest.mark.parametrize(
    ("rows", "field", "typed"),
    [
        ("vignette_rows", "findings", "[1, 2]"),
        ("vignette_rows", "expected", '"R1"'),
        ("monitoringrule_rows", "weeks", "0, two"),
        ("vignette_rows", "findings", '{"weight_kg": 1e999}'),
        ("vignette_rows", "findings", f'{{"weight_kg": {"9" * 2000}}}'),
        ("regimen_rows", "parts-0-tablets", "20, NaN"),
        ("regimen_rows", "parts-0-tablets", "20, 1e9999"),
        ("regimen_rows", "parts-0-low", "1e9999"),
        ("regimen_rows", "parts-0-low", "1e-9999"),
        ("regimen_rows", "parts-0-low", "1e9999999999999999999"),
        ("regimen_rows", "parts-0-low", "0e9999"),
    ],
)
def test_what_no_version_could_be_built_from_is_an_error_at_its_field(
    client, author, rows, field, typed
):
    draft = make_draft()
    row = getattr(draft, rows).get()
    answer = client.post(url(row), form_of(client, row) | {field: typed})
    assert answer.status_code == 200
    forms = [answer.context["adminform"].form]
    for formset in answer.context["inline_admin_formsets"]:
        forms += formset.formset.forms
    assert field in [form.add_prefix(name) for form in forms for name in form.errors]
    assert frozen.load(draft)


def test_where_numbers_make_no_sum_the_page_says_so(client, author, monkeypatch):
    def overflow(*arguments):
        raise Overflow

    draft = make_draft(title="Never evaluated before")
    monkeypatch.setattr("guidelines.engine.vignettes.evaluate", overflow)
    for row in (draft.recommendation_rows.get(key="R1"), draft.regimen_rows.get()):
        page = client.get(url(row))
        assert "test patient V1 cannot be evaluated" in page.content.decode()
    for name in ("preview", "coverage", "todo"):
        arguments = [draft.pk, *(["R1"] if name == "preview" else [])]
        page = client.get(reverse(f"admin:guidelines_{name}", args=arguments))
        assert "test patient V1 cannot be evaluated" in page.content.decode()


def test_a_citation_in_a_row_below_is_checked_too(client, author):
    row = make_draft().conflict_rows.get()
    answer = client.post(url(row), form_of(client, row) | {"positions-0-says": "2 mg [@None]"})
    assert "[@None]" in str(answer.context["inline_admin_formsets"][0].formset.errors)


# However large the version -----------------------------------------------------------------------


def test_every_page_of_a_row_takes_few_queries(
    client, shipped_draft, django_assert_max_num_queries
):
    for model in COLLECTIONS.values():
        for page in _pages(model, shipped_draft):
            with django_assert_max_num_queries(MOST_QUERIES, info=page):
                assert client.get(page).status_code == 200, page


def _pages(model, version):
    """The list, the empty form, and every page of the row that has the most below it."""
    name = f"admin:guidelines_{model._meta.model_name}"
    row = _largest(model.objects.filter(version=version))
    own = [url(row), url(row, "history"), url(row, "delete")] if row else []
    return [reverse(f"{name}_changelist"), reverse(f"{name}_add"), *own]


def _largest(rows):
    """The row with the most rows below it: their number must not show in the queries."""
    below = [
        relation.get_accessor_name()
        for relation in rows.model._meta.related_objects
        if hasattr(relation.related_model, "parent")
    ]
    rows = rows.prefetch_related(*below)
    return max(rows, key=lambda row: sum(len(getattr(row, n).all()) for n in below), default=None)


def test_refusing_a_large_row_takes_few_queries(
    client, shipped_draft, django_assert_max_num_queries
):
    row = _largest(shipped_draft.monitoringrule_rows.all())
    values = form_of(client, row) | {"test": ""}
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.post(url(row), values).status_code == 200
