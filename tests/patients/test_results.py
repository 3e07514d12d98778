"""Results: read as typed or refused, stored once, kept from a visit, taken back, never lost."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.measurements import results
from patients.measurements.result_list import ResultList
from patients.models import Result
from patients.visits import actions
from tests import factories_people as people

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2036, 11, 22)  # after the guideline came into force, whenever tests run
NOW = datetime.datetime(2036, 11, 22, 9, tzinfo=datetime.UTC)
BEFORE = datetime.datetime(2036, 11, 1, 9, tzinfo=datetime.UTC)
CK = ("2036-11-20", "CK", "8420", "U/L", "170", "City")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def content(patient, clinician):
    encounter = actions.start(patient=patient, by=clinician)
    found = encounter.content
    actions.cancel(encounter=encounter)
    return found


@pytest.fixture
def add(patient, content, clinician):
    def rows(*rows, confirmed=()):
        return results.add(
            patient=patient, content=content, by=clinician, rows=rows, confirmed=confirmed
        )

    return rows


@pytest.fixture
def url(patient):
    def of(name, **query):
        return reverse(f"patients:{name}", args=[patient.pk], query=query)

    return of


def stored():
    return list(Result.objects.standing().values_list("element", "on", "value"))


def cells(*rows, **more):
    names = ("date", "test", "value", "unit", "limit", "laboratory")
    padded = [(*row, *[""] * (6 - len(row))) for row in rows]
    return {
        name: list(column) for name, column in zip(names, zip(*padded, strict=True), strict=True)
    } | more


# One row


def test_a_value_is_kept_in_the_own_unit_beside_what_was_typed(add, clinician):
    add(("20-Nov-2036", "cpk", "140,5", "µkat/l", "2.9", "City"))
    found = Result.objects.get()
    assert (found.element, found.on, found.value) == ("ck", datetime.date(2036, 11, 20), "8430.0")
    assert (found.typed, found.unit, found.limit) == ("140,5", "ukat/L", 174)
    assert (found.laboratory, found.entered_by, found.confirmed) == ("City", clinician, False)


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (("2036-11-23", "CK", "1", "U/L"), "date", "23-Nov-2036 lies in the future."),
        (("1984-03-13", "CK", "1", "U/L"), "date", "lies before the birth on 14-Mar-1984"),
        (("2036-11-20", "CK", "1,234", "U/L"), "value", "is the comma a decimal comma?"),
        (("2036-11-20", "CK", "14.200", "U/L"), "value", "is the point a decimal point?"),
        (("2036-11-20", "CRP", "<5", "mg/L"), "value", "a bound, not a value. Leave this row"),
        (("2036-11-20", "CK", ">1000", "U/L"), "value", "is a bound, not a value"),
        (("2036-11-20", "CK", "600000", "U/L"), "value", "cannot be right: accepted is 0 to 500"),
        (("2036-11-20", "CK", "", "U/L"), "value", "Enter the value."),
        (("2036-11-20", "CK", "unknown", "U/L"), "value", "not a result yet"),
        (("2036-11-20", "CK", "high", "U/L"), "value", "'high' is not a number"),
        (("2036-11-20", "CK", "8420", "mmol/L"), "unit", "Use U/L or µkat/L."),
        (("2036-11-20", "CK", "8420", ""), "unit", "Which unit? Use U/L or µkat/L."),
        (("2036-11-20", "CK", "8420", "U/L", "2"), "limit", "2 U/L cannot be right"),
        (("2036-11-20", "CK", "8420", "U/L", "38-174"), "limit", "is not a number"),
        (("2036-11-20", "ECG", "sinus", ""), "value", "That is not an answer here. Use Normal,"),
        (("2036-11-20", "ECG", "normal", "", "5"), "limit", "This test has no upper limit."),
        (("2036-11-20", "ferritin", "1", ""), "test", "No test here is called 'ferritin'."),
        (("2036-11-20", "creatin kinase", "1", "U/L"), "test", "Did you mean Creatine kinase (CK)"),
        (("2036-11-20", "", "1", "U/L"), "test", "Name the test."),
        (("2036-11-20", "CK", "1" * 41, "U/L"), "value", "longer than 40 characters"),
        (("2036-11-20", "CK", "1", "U/L", "", "x" * 101), "laboratory", "longer than 100"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_cell_with_what_to_do(add, row, cell, words):
    [entry] = add(row)
    assert words in entry.errors[cell].replace("\u2009", " ").replace("\u00a0", " ")
    assert list(entry.errors) == [cell]
    assert stored() == []


@pytest.mark.parametrize(
    ("value", "asked"), [("50000", False), ("50001", True), ("10", False), ("9.9", True)]
)
def test_an_unusual_value_is_asked_about_at_the_same_limits_as_in_the_consultation(
    add, value, asked
):
    [entry] = add(("2036-11-20", "CK", value, "U/L"))
    assert bool(entry.questions) == asked
    assert bool(stored()) == (not asked)


def test_a_confirmed_unusual_value_is_stored_as_confirmed_and_another_needs_its_own(add):
    unusual = ("2036-11-20", "CK", "62000", "U/L")
    [entry] = add(unusual)
    assert "is unusual" in entry.questions[0]
    add(("2036-11-20", "CK", "63000", "U/L"), confirmed=[entry.token])
    assert stored() == []
    add(unusual, confirmed=[entry.token])
    assert Result.objects.get().confirmed


def test_the_answers_of_a_choice_are_known_by_their_words_in_any_case(add):
    add(
        ("2036-11-20", "muscle MRI", "EDEMA and fatty replacement", ""), ("2036-11-20", "NIV", "No")
    )
    assert {(key, value) for key, _, value in stored()} == {
        ("mri_muscle", "both"), ("niv_or_ventilated", False),
    }  # fmt: skip


# Several rows


def test_good_rows_are_stored_whatever_the_others_are(add):
    found = add(CK, ("04/05/2036", "CK", "5", "U/L"), ("2036-11-20", "ESR", "40", ""))
    assert [entry.is_good for entry in found] == [True, False, True]
    assert [key for key, _, _ in stored()] == ["ck", "esr"]


def test_the_same_rows_twice_are_stored_once(add):
    add(CK, CK)
    again = add(("20-Nov-2036", "CPK", "8420.0", "IU/L"))
    assert len(stored()) == 1
    assert again[0].is_stored


def test_a_value_stored_with_another_limit_is_said_not_dropped(add):
    add(CK)
    [entry] = add((*CK[:4], "200"))
    assert "stored with another upper limit" in entry.errors["limit"]


@pytest.mark.parametrize("order", [1, -1])
def test_two_values_of_one_day_are_both_asked_about_in_either_order(add, order):
    rows = [CK, ("2036-11-20", "CK", "9000", "U/L")][::order]
    assert [bool(entry.questions) for entry in add(*rows)] == [True, True]
    assert stored() == []


def test_another_value_of_a_stored_day_is_asked_about(add):
    add(CK)
    [entry] = add(("2036-11-20", "CK", "9000", "U/L"))
    assert entry.questions == ["There is another value of that day: 8420\u00a0U/L. Are both right?"]
    add(("2036-11-20", "CK", "9000", "U/L"), confirmed=[entry.token])
    assert len(stored()) == 2


def test_what_was_taken_back_can_be_entered_again(add, clinician):
    add(CK)
    results.take_back(result=Result.objects.get(), reason="Wrong day", by=clinician)
    add(CK)
    assert len(stored()) == 1


def test_more_than_2000_rows_are_refused(add):
    with pytest.raises(ValidationError, match="more than 2000"):
        add(*[CK] * 2001)


def test_reading_rows_takes_the_same_queries_whatever_their_number(
    add, django_assert_num_queries, patient, content
):
    rows = [(f"2020-01-{day:02d}", "CK", "500", "U/L") for day in range(1, 29)]
    for some in (rows[:1], rows):
        with django_assert_num_queries(1):
            results.read(patient=patient, content=content, rows=some)


# What a signed visit leaves


def kept(encounter):
    return {row.element: row for row in Result.objects.filter(encounter=encounter).standing()}


def test_signing_keeps_each_answer_that_is_followed_over_time(signed, clinician):
    found = kept(signed)
    assert found["ck"].value == "8420"
    assert found["ck"].limit == 170
    assert (found["ck"].typed, found["ck"].unit) == ("8420", "U/L")
    assert found["dysphagia"].value == "mild"
    assert found["mmt8_80"].value == "44"
    assert {row.on for row in found.values()} == {TODAY}
    assert {row.entered_by for row in found.values()} == {clinician}
    assert "height_cm" not in found


def test_an_answer_from_an_earlier_day_is_kept_under_its_own_day(patient, clinician):
    draft = actions.start(patient=patient, by=clinician)
    day = {"ck": {"typed": "900", "unit": "U/L", "value": "900", "day": "12-Nov-2036",
                  "on": "2036-11-12"}}  # fmt: skip
    actions.record(encounter=draft, answers=day, revision=draft.revision, by=clinician)
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    assert kept(draft)["ck"].on == datetime.date(2036, 11, 12)


MUSCLES = (
    "deltoid", "biceps", "wrist_extensors", "quadriceps", "ankle_dorsiflexors", "gluteus_medius",
    "gluteus_maximus",
)  # fmt: skip


def muscles(value):
    return {"mmt8_neck_flexors": value} | {f"mmt8_r_{name}": value for name in MUSCLES}


def test_the_total_of_the_single_muscles_is_kept_and_wins_over_an_entered_one(patient, clinician):
    encounter = people.signed(patient, clinician, mmt8_80="44", **muscles("7"))
    assert kept(encounter)["mmt8_80"].value == "56"
    assert kept(encounter)["mmt8_80"].typed == ""


def test_without_all_muscles_of_this_visit_there_is_no_new_total(patient, clinician):
    with time_machine.travel(BEFORE, tick=False):
        people.signed(patient, clinician, **muscles("7"))
    second = people.signed(patient, clinician, mmt8_r_deltoid="9")
    assert "mmt8_80" not in kept(second)


def test_what_is_carried_from_the_record_or_not_known_is_not_kept_again(patient, clinician):
    with time_machine.travel(BEFORE, tick=False):
        people.signed(patient, clinician, **people.SEVERE)
    second = people.signed(patient, clinician, esr="40", crp="unknown")
    assert set(kept(second)) == {"esr"}


def test_a_value_pasted_while_the_visit_goes_on_is_not_kept_twice(add, patient, clinician):
    draft = people.draft(patient, clinician, ck="8420", ck_uln="170", esr="40")
    add(("2036-11-22", "CK", "8420", "U/L", "170"))
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    assert set(kept(draft)) == {"esr"}


def test_what_an_amended_visit_left_is_taken_back_with_the_reason(signed, clinician):
    before = len(stored())
    results.take_back_visit(encounter=signed, reason="Amended", by=clinician)
    assert before > 0
    assert stored() == []
    assert set(Result.objects.values_list("removed_reason", flat=True)) == {"Amended"}


# Taking back


@pytest.mark.parametrize(
    ("reason", "words"),
    [("", "Say why"), (" \n", "Say why"), ("x" * 1001, "longer than 1000 characters")],
)
def test_taking_back_needs_a_reason(add, clinician, reason, words):
    add(CK)
    with pytest.raises(ValidationError, match=words):
        results.take_back(result=Result.objects.get(), reason=reason, by=clinician)
    assert len(stored()) == 1


def test_a_result_taken_back_stays_in_the_record_and_counts_no_more(
    add, signed_in, clinician, patient, url
):
    add(CK)
    one = Result.objects.get()
    address = reverse("patients:result_remove", args=[one.pk])
    assert "Take back Creatine kinase (CK) of 20-Nov-2036?" in signed_in.get(address).text
    refused = signed_in.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "Say why the result is taken back." in refused.text
    shown = signed_in.post(address, {"reason": "Other patient"}, follow=True).text
    assert "Taken back as errors" in shown
    assert "by Ada Onward: Other patient" in shown
    assert "No result yet" in shown
    assert patient.history(TODAY).of("ck") == ()
    again = signed_in.post(address, {"reason": "Again"})
    assert "taken back already" in again.text


# Pages: who may see them


@pytest.mark.parametrize("name", ["results", "result_add", "result_paste", "result_remove"])
def test_only_clinicians_of_the_own_team_come_in(client, add, patient, stranger, team, name):
    add(CK)
    pk = Result.objects.get().pk if name == "result_remove" else patient.pk
    address = reverse(f"patients:{name}", args=[pk])
    author = people.user(role="Guideline author")
    team.members.add(author)
    for user, status in ((None, 302), (author, 403), (stranger, 404)):
        if user:
            client.force_login(user)
        assert client.get(address).status_code == status
        assert client.post(address).status_code in (status, 405)


# The list


def test_the_list_says_what_to_do_while_it_is_empty(signed_in, url):
    text = signed_in.get(url("results")).text
    assert "No result yet." in text
    assert url("result_paste") in text


def test_the_list_shows_each_value_with_where_it_comes_from(add, signed, signed_in, url):
    add(("2036-11-20", "Hb", "12.1", "g/dL", "", "City Laboratory"))
    text = signed_in.get(url("results")).text
    assert "<b>121\u00a0g/L</b>" in text
    assert "(as 12.1 g/dL)" in text
    assert "City Laboratory" in text
    assert "Ada Onward, 22-Nov-2036" in text
    assert f'<a href="{signed.get_absolute_url()}">consultation of 22-Nov-2036</a>' in text
    only = signed_in.get(url("results", test="hb")).text
    assert "121" in only
    assert "8420" not in only


def test_the_list_takes_the_same_queries_for_30_and_3000_results(
    signed_in, add, patient, clinician, url, django_assert_max_num_queries
):
    def count():
        with django_assert_max_num_queries(40) as found:
            assert signed_in.get(url("results")).status_code == 200
        return len(found)

    def fill(number, start):
        Result.objects.bulk_create(
            Result(
                patient=patient, element="ck", value=str(500 + day), entered_by=clinician,
                on=start - datetime.timedelta(days=day), unit="U/L", typed="1",
            )
            for day in range(number)
        )  # fmt: skip

    fill(30, TODAY)
    few = count()
    fill(2970, TODAY - datetime.timedelta(days=30))
    assert count() == few
    text = signed_in.get(url("results", page=30)).text
    assert "Page 30 of 30 (3000 results)" in text


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "-1"}, {"page": "999"}, {"test": "'"}])
def test_a_strange_address_is_answered(signed_in, add, url, query):
    add(CK)
    assert signed_in.get(url("results", **query)).status_code == 200


def test_the_patient_page_shows_the_latest_of_each_test_with_its_change(add, signed_in, patient):
    add(
        ("2036-10-01", "CK", "9000", "U/L", "170"), ("2036-11-20", "CK", "4500", "U/L", "170"),
        ("2036-10-01", "swallowing", "mild"), ("2036-11-20", "swallowing", "none"),
    )  # fmt: skip
    text = signed_in.get(patient.get_absolute_url()).text.partition('id="results"')[2]
    assert "<b>4500\u00a0U/L</b>" in text
    assert "from 9000\u00a0U/L on 01-Oct-2036 (−50\u00a0%)" in text
    assert "was mild" in text


# One by one


def test_a_test_is_found_by_any_of_its_names_or_the_nearest_is_offered(signed_in, url):
    assert "<h1>Creatine kinase (CK)</h1>" in signed_in.get(url("result_add", test="cpk")).text
    text = signed_in.get(url("result_add", test="haemoglobine")).text
    assert "Did you mean Hemoglobin" in text
    assert 'value="haemoglobine"' in text


def test_one_result_is_entered_and_the_next_keeps_day_and_laboratory(signed_in, url):
    typed = {"date": "20-Nov-2036", "value": "8420", "unit": "U/L", "limit": "170",
             "laboratory": "City", "another": "1"}  # fmt: skip
    response = signed_in.post(url("result_add", test="ck"), typed)
    assert response.url == f"{url('result_add')}?date=20-Nov-2036&laboratory=City"
    assert stored() == [("ck", datetime.date(2036, 11, 20), "8420")]
    assert (
        "Saved: Creatine kinase (CK) 8420\u00a0U/L on 20-Nov-2036"
        in signed_in.get(response.url).text
    )


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(signed_in, url):
    typed = {"date": "04/05/2036", "value": "1,234", "unit": "ukat/L", "limit": "x",
             "laboratory": "City"}  # fmt: skip
    response = signed_in.post(url("result_add", test="ck"), typed)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert set(errors) == {"date", "value", "limit"}
    for text in ("04/05/2036", "1,234", 'value="x"', 'value="City"'):
        assert text in response.text
    assert '<option value="ukat/L" selected>' in response.text


def test_an_unusual_value_is_asked_about_then_stored_with_the_tick(signed_in, url):
    typed = {"date": "20-Nov-2036", "value": "62000", "unit": "U/L"}
    response = signed_in.post(url("result_add", test="ck"), typed)
    assert response.status_code == 422
    assert "is unusual" in response.text
    token = response.context["entry"].token
    assert (
        signed_in.post(url("result_add", test="ck"), typed | {"confirm": token}).status_code == 302
    )
    assert Result.objects.get().confirmed


def test_the_answers_of_a_choice_are_offered_without_those_that_are_no_result(signed_in, url):
    text = signed_in.get(url("result_add", test="muscle MRI")).text
    assert 'type="radio"' in text
    assert "Not done" not in text


def test_sent_twice_it_is_stored_once(signed_in, url):
    typed = {"date": "20-Nov-2036", "value": "40"}
    for word in ("Saved", "Stored already"):
        shown = signed_in.post(url("result_add", test="esr"), typed, follow=True).text
        assert f"{word}: Erythrocyte" in shown
    assert len(stored()) == 1


# Pasted


def test_pasting_shows_how_each_row_is_read_and_saves_nothing_yet(signed_in, url):
    text = "Date;Test;Value;Unit\n20-Nov-2036;CK;140,5;µkat/L\n2036-11-20;CRP;<5;mg/L"
    shown = signed_in.post(url("result_paste"), {"text": text}).text
    assert "Creatine kinase (CK) 8430\u00a0U/L on 20-Nov-2036, converted from µkat/L" in shown
    assert "is a bound, not a value" in shown
    assert 'value="&lt;5"' in shown
    assert stored() == []


def test_good_rows_are_saved_and_bad_ones_stay_as_typed_with_their_errors(signed_in, url):
    bad = ("04/05/2036", "CK", "1,234", "U/l", "", "City")
    data = cells(CK, bad, save="1")
    shown = signed_in.post(url("result_paste"), data)
    assert "1 result saved." in shown.text
    assert [tuple(entry.cells) for entry in shown.context["open"]] == [bad]
    assert "04/05/2036 may be" in shown.text
    assert len(stored()) == 1
    fixed = ("04-May-2036", "CK", "1234", "U/l", "", "City")
    done = signed_in.post(url("result_paste"), cells(fixed, save="1"))
    assert done.url == url("results")
    assert len(stored()) == 2


def test_saving_twice_stores_once_and_says_what_was_left_out(signed_in, url):
    data = cells(CK, ("2036-11-20", "ESR", "40"), save="1")
    signed_in.post(url("result_paste"), data)
    shown = signed_in.post(url("result_paste"), data, follow=True).text
    assert "0 results saved." in shown
    assert "2 rows left out" in shown
    assert len(stored()) == 2


def test_a_row_whose_cells_are_emptied_is_gone(signed_in, url):
    shown = signed_in.post(url("result_paste"), cells(("", " "), CK))
    assert [tuple(entry.cells) for entry in shown.context["good"]] == [CK]
    assert shown.context["open"] == []


def test_results_stay_readable_without_any_guideline(add, patient):
    add(CK)
    [(day, [row])] = ResultList(patient, None).days
    assert (day, row["label"], row["value"]) == (datetime.date(2036, 11, 20), "ck", "8420")


def test_unusual_rows_wait_for_their_tick_which_survives_a_check(signed_in, url):
    row = ("2036-11-20", "CK", "62000", "U/L")
    shown = signed_in.post(url("result_paste"), cells(row, save="1"))
    [entry] = shown.context["open"]
    assert stored() == []
    checked = signed_in.post(url("result_paste"), cells(row, confirm=[entry.token]))
    assert f'value="{entry.token}" checked' in checked.text
    signed_in.post(url("result_paste"), cells(row, confirm=[entry.token], save="1"))
    assert Result.objects.get().confirmed


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Paste at least one row."), ("x\n" * 2001, "more than 2000 rows"),
     ("Date,Test\nx,y", "names no column for value")],
)  # fmt: skip
def test_a_refused_text_stays_in_its_box(signed_in, url, text, words):
    shown = signed_in.post(url("result_paste"), {"text": text})
    assert shown.status_code == 422
    assert words in shown.text
    assert shown.context["text"] == text


def test_a_text_beyond_every_limit_gets_a_page_that_says_so(client, clinician, url):
    client.force_login(clinician)
    shown = client.post(url("result_paste"), {"text": "x" * 9 * 1024**2})
    assert shown.status_code == 400
    assert "too large" in shown.text


def test_without_a_guideline_in_force_it_says_so(signed_in, url, monkeypatch, patient):
    def none():
        raise ValidationError("No guideline is in force today.")

    monkeypatch.setattr("patients.measurements.result_views.version_in_force", none)
    for name in ("result_add", "result_paste"):
        assert signed_in.get(url(name)).url == patient.get_absolute_url()


LINES = st.lists(
    st.lists(
        st.sampled_from(
            ["2036-11-20", "04/05/2036", "CK", "MMT-8", "8420", "1,5", "<5", "U/L", "normal", ""]
        )
        | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
        max_size=8,
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, sign=st.sampled_from("\t,;"))
def test_whatever_is_pasted_each_row_is_saved_or_shown_again(signed_in, url, lines, sign):
    Result.objects.all().delete()
    text = "\n".join(sign.join(line) for line in lines)
    preview = signed_in.post(url("result_paste"), {"text": text})
    assert preview.status_code in (200, 422)
    if preview.status_code == 422:
        assert preview.context["text"] == text
        return
    shown = [e for group in ("open", "good", "known") for e in preview.context[group]]
    rows = [entry.cells for entry in shown if any(entry.cells)]
    saved = signed_in.post(url("result_paste"), cells(*rows, save="1") if rows else {"save": "1"})
    left = [entry.cells for entry in saved.context["open"]] if saved.status_code == 200 else []
    doubles = len([entry for entry in shown if entry.is_stored])
    assert len(stored()) + len(left) + doubles == len(rows)
