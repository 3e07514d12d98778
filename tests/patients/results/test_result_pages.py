"""The pages of results: who may see them, the list, one by one, and pasted."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.measurements.result_list import ResultList
from patients.models import Result
from tests import factories_people as people
from tests.patients.results.example import CK, TODAY, cells, stored

pytestmark = pytest.mark.django_db


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
