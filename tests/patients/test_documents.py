"""The printed treatment summary: complete, identified on every page, and the same every time."""

import datetime
import re
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from guidelines.engine.look_alikes import tall_man
from guidelines.models import Guideline, GuidelineVersion
from guidelines.printing import RefusedAddressError, to_pdf
from patients.documents.summary import treatment_summary
from patients.models import CareTeam, Decision, Encounter, Patient
from tests.guidelines.engine import shipped
from tests.guidelines.engine.shipped import VIGNETTES
from tests.patients import plan_example, plan_rows
from tests.patients.plan_example import plan
from tests.patients.plan_rows import finding

DAY = datetime.date(2026, 11, 22)
DIGEST = "7f3a91c2" + "0123456789abcdef" * 3 + "ffffffff"
Kind, Reason = Decision.Kind, Decision.Reason
DECIDED = [
    {"advice": "R12", "regimen": "IVMP", "kind": Kind.ACCEPTED},
    {"advice": "R11", "regimen": "PRED", "kind": Kind.ACCEPTED},
    {
        "advice": "R14",
        "regimen": "MTX",
        "kind": Kind.CHANGED,
        "dose": "12.5 mg once a week, on Tuesdays",
        "reason_code": Reason.DISAGREE,
        "reason": "small muscle mass",
    },
    {
        "advice": "R15",
        "regimen": "IVIG",
        "kind": Kind.DECLINED,
        "reason_code": Reason.NOT_AVAILABLE,
        "reason": "ask again on 29-Nov-2026",
    },
    {
        "advice": "R24",
        "regimen": "CYC",
        "kind": Kind.OVERRIDDEN,
        "dose": "600 mg intravenously",
        "reason_code": Reason.DISAGREE,
        "reason": "hematology agrees",
    },
    {"advice": "R44", "kind": Kind.ACCEPTED},
]


@pytest.fixture
def clinician(db, django_user_model):
    return django_user_model.objects.create_user("demo", first_name="Demo", last_name="Clinician")


@pytest.fixture
def encounter(clinician):
    """Makes an encounter from a plan and decisions; a draft shows the plan it is given."""
    guideline = Guideline.objects.create(key="example")
    version = GuidelineVersion.objects.create(guideline=guideline, number=1, title="Example")
    patient = Patient.objects.create(
        record_number="DEMO-0002",
        family_name="DEMO",
        given_name="Patient B",
        birth_date=datetime.date(1984, 3, 14),
        sex_at_birth="female",
        care_team=CareTeam.objects.create(name="Myositis clinic"),
    )

    def make(shown=None, decided=DECIDED, **fields):
        draft = Encounter.objects.create(
            patient=patient,
            version=version,
            on=DAY,
            created_by=clinician,
            **fields,
        )
        for row in decided:
            draft.decisions.create(by=clinician, **row)
        return sign(draft, shown or plan(), clinician)

    return make


def sign(draft, shown, by):
    draft.status, draft.plan, draft.signed_by = Encounter.Status.SIGNED, shown, by
    draft.signed_at = timezone.make_aware(datetime.datetime(2026, 11, 22, 14, 20))  # noqa: DTZ001
    draft.digest = DIGEST
    draft.save()
    return draft


def pages(pdf):
    return [plain(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def plain(text):
    return re.sub(r"\s+", " ", text)


def unspaced(text):
    """Lines may be broken within a unit such as mg/kg, which reads as a space."""
    return re.sub(r"\s", "", text)


def text_of(encounter):
    return " ".join(pages(treatment_summary(encounter)))


def test_every_page_names_the_patient_the_plan_and_its_place(encounter):
    shown = pages(treatment_summary(encounter()))
    assert len(shown) > 1
    for number, text in enumerate(shown, 1):
        for part in ("DEMO, Patient B", "14-Mar-1984", "DEMO-0002", "22-Nov-2026", "7f3a-91c2"):
            assert part in text
        assert f"Page {number} of {len(shown)}" in text
        assert "not clinically approved" in text
    assert DIGEST in shown[-1]


def test_every_decided_dose_is_printed_with_its_formula_and_tablets(encounter):
    text = text_of(encounter())
    for code in ("IVMP", "PRED"):
        regimen = plan_example.PLAN["regimens"][code]
        assert plain(tall_man(regimen["line"])) in text
        assert plain(regimen["dose"]["formula"]) in text
    assert "3 × 20 mg + 2 × 5 mg tablets" in text
    assert "Weight 72 kg of 22-Nov-2026" in text


def test_every_typed_dose_is_printed_with_its_reason_beside_what_the_plan_said(encounter):
    text = text_of(encounter())
    assert "12.5 mg once a week, on Tuesdays" in text
    assert "small muscle mass" in text
    assert "Methotrexate 15 mg once a week, on Mondays" in text
    assert "Folic acid 5 mg once a week, on Thursdays" in text
    assert "600 mg intravenously" in text
    assert "hematology agrees" in text


@pytest.mark.parametrize("key", [f"V{number}" for number in range(1, 9)])
def test_every_dose_of_the_shipped_guideline_is_printed_as_the_plan_gives_it(encounter, key):
    shown = shipped.plan(VIGNETTES[key].findings).as_json()
    offered = {
        code: advice["key"]
        for advice in shown["advice"]
        for code in advice["regimens"]
        if shown["regimens"][code]["offered"]
    }
    decided = [
        {"advice": advice, "regimen": code, "kind": Kind.ACCEPTED}
        for code, advice in offered.items()
    ]
    text = unspaced(text_of(encounter(shown, decided)))
    assert set(shown["doses"]) <= set(offered)
    for code in offered:
        regimen = shown["regimens"][code]
        assert unspaced(tall_man(regimen["line"])) in text
        for dose in (regimen["dose"] or {}).get("parts") or [regimen["dose"] or {}]:
            assert unspaced(dose.get("formula", "")) in text
            assert unspaced(dose.get("tablets_text", "")) in text


@pytest.mark.parametrize(
    ("dose", "amount", "tablets"),
    [
        ("Prednisone 70\u00a0mg by mouth once daily in the morning", 70, True),
        ("Prednisone 12.5\u00a0mg a day by mouth, once daily in the morning", 12.5, False),
        ("Prednisone 70\u00a0mg a day by mouth, in 2 doses", 70, False),
    ],
)
def test_tablets_are_those_of_the_dose_decided_or_none(encounter, dose, amount, tablets):
    shown = plan()
    shown["regimens"]["PRED"] |= {"route": "by mouth", "unit": "mg", "per": "day", "weekly": False}
    shown["regimens"]["PRED"]["schedule"] = "once daily in the morning"
    shown["regimens"]["PRED"]["dose"] |= {"tablets_text": "3 × 20 mg + 1 × 10 mg tablets"}
    row = {"advice": "R11", "regimen": "PRED", "kind": Kind.CHANGED, "reason": "light"}
    text = text_of(encounter(shown, [row | {"dose": dose, "amount": amount}]))
    assert ("3 × 20 mg + 1 × 10 mg" in text) is tablets
    assert "The plan said: predniSONE 70 mg" in text


def test_declined_advice_keeps_dose_and_reason(encounter):
    text = text_of(encounter())
    assert "Immunoglobulin 140 g intravenously over 5 days" in text
    assert "Declined: Immunoglobulin 140 g" in text
    assert "Not available here: ask again on 29-Nov-2026" in text


def test_what_is_due_now_for_safety_comes_first(encounter):
    example = plan()
    due = {"category": "safety", "urgency": "now"}
    example["advice"].append(plan_rows.advice("R1", "Call the surgical team.", **due))
    open_ = plan_rows.advice("R42", "Call cardiology.", unknown=["ecg"], **due)
    example["advice"].append(open_)
    first = pages(treatment_summary(encounter(example)))[0]
    assert first.index("Act now: Call the surgical team.") < first.index("Decided today")
    assert "Act now: Call cardiology." not in first


def test_a_dose_at_its_limit_says_so_in_the_stops(encounter):
    example = plan()
    example["regimens"]["PRED"]["dose"] |= {"limits": ["above the usual 60 mg: check the dose"]}
    first = pages(treatment_summary(encounter(example)))[0]
    text = "Planned dose, predniSONE: Above the usual 60 mg: check the dose."
    assert first.index(text) < first.index("Decided today")


def test_a_fact_that_decides_several_times_is_printed_once(encounter):
    example = plan()
    for row in example["advice"]:
        row["why"] = [{"text": "Severity: severe", "verdict": "true"}]
    assert text_of(encounter(example)).count("Severity: severe") == 1


def test_allergies_stand_beside_the_identity(encounter):
    example = plan()
    assert "Allergies not asked" in pages(treatment_summary(encounter(example)))[0]
    example["findings"].append(finding("allergies", "Allergies", "who", "penicillin anaphylaxis"))
    assert "Allergies penicillin anaphylaxis" in pages(treatment_summary(encounter(example)))[0]


def test_stops_come_before_the_decisions(encounter):
    first = pages(treatment_summary(encounter()))[0]
    decided = first.index("Decided today")
    for stop in (
        "Stop: No live vaccine while immunosuppression is planned.",
        "Block overridden, cycloPHOSphamide: Neutrophils are below 1.5 × 10⁹/L.",
    ):
        assert first.index(stop) < decided


def test_what_must_be_known_before_a_chosen_treatment_is_a_stop(encounter):
    chosen = {"advice": "R18", "regimen": "RTX", "kind": Kind.ACCEPTED}
    first = pages(treatment_summary(encounter(decided=[chosen])))[0]
    stop = "Before riTUXimab: not known: HBsAg and Anti-HBc. Do not give until known."
    assert first.index(stop) < first.index("Decided today")


def test_a_treatment_that_nobody_chose_is_no_stop(encounter):
    before, _, after = text_of(encounter()).partition("Decided today")
    assert "azaTHIOprine" not in before
    assert "riTUXimab" not in before
    assert "Before riTUXimab: not known: HBsAg and Anti-HBc." in after
    assert "TPMT activity is absent." in after


def test_an_order_with_a_declined_part_is_not_printed(encounter):
    example = plan()
    example["interplays"][0]["recommendations"] = ["R11", "R18"]
    declined = {"advice": "R18", "regimen": "RTX", "kind": Kind.DECLINED, "reason_code": "other"}
    assert "Vaccinate before riTUXimab" in text_of(encounter(example, DECIDED[:2]))
    assert "Vaccinate before riTUXimab" not in text_of(encounter(example, [declined]))


def test_a_declined_treatment_asks_for_nothing(encounter):
    declined = {"advice": "R18", "regimen": "RTX", "kind": Kind.DECLINED, "reason_code": "other"}
    assert "Before riTUXimab" not in text_of(encounter(decided=[declined]))


def test_ruled_out_options_show_reason_and_alternative(encounter):
    text = text_of(encounter())
    assert "TPMT activity is absent. [7] Choose a drug that is not a thiopurine." in text


def test_open_questions_and_advice_without_decision_are_listed(encounter):
    text = text_of(encounter())
    assert "Advised, nothing decided" in text
    assert "Severity could be critical: not known: FVC" in text
    assert "Ask a cardiologist about myocarditis: undecided until known: ECG and Troponin T" in text
    assert "Shown because tuberculosis screening is not known." in text
    assert "Creatine kinase: Older than 7 days: confirm it." in text
    assert "Quietly needs data" not in text


def test_monitoring_is_for_everyone_and_for_what_was_decided(encounter):
    text = text_of(encounter(decided=DECIDED[:3]))
    assert "06-Dec-2026, 20-Dec-2026" in text
    assert "neutrophils below 1.6" in text
    assert "Urinalysis" not in text


def test_monitoring_names_the_drugs_it_is_for_and_its_first_four_dates(encounter):
    example = plan()
    for row in example["monitoring"]:
        row["for"], row["dates"] = ["PRED", "RTX"], [f"2026-12-0{day}" for day in range(1, 7)]
    text = text_of(encounter(example, DECIDED[:2]))
    assert "for predniSONE" in text
    assert "riTUXimab" not in text.partition("Monitoring")[2].partition("Act if")[2][:400]
    assert "04-Dec-2026" in text
    assert "05-Dec-2026" not in text


def test_an_ordinary_patient_fits_four_pages(encounter):
    shown = shipped.plan(VIGNETTES["V2"].findings).as_json()
    others = ("R15", "R16", "R17")  # one steroid-sparing drug, one form of prophylaxis
    decided = [
        {"advice": row["key"], "regimen": code, "kind": Kind.ACCEPTED}
        for row in shown["advice"]
        if row["status"] == "recommended" and row["key"] not in others
        for code in row["regimens"][:1] or [""]
    ]
    assert len(pages(treatment_summary(encounter(shown, decided)))) <= 4


def test_sources_are_those_cited_and_say_what_is_from_memory(encounter):
    text = text_of(encounter())
    assert "[4] American College of Rheumatology guideline. From memory." in text
    assert "A source that nothing here cites" not in text


def test_findings_show_another_day_where_it_is_one(encounter):
    text = text_of(encounter())
    assert "Creatine kinase: 8420 U/L (02-Nov-2026)" in text
    assert "Anti-SRP: positive;" in text


def test_a_draft_says_so_on_every_page(encounter, monkeypatch):
    signed = encounter()
    monkeypatch.setattr(Encounter, "is_signed", False)
    monkeypatch.setattr(Encounter, "current_plan", lambda self: self.plan)
    for text in pages(treatment_summary(signed)):
        assert "DRAFT, NOT SIGNED" in text


def test_an_amendment_names_what_it_amends(encounter, clinician):
    first = encounter()
    second = encounter(amends=first, amendment_reason="The weight was wrong.")
    assert "Amends the consultation of 22-Nov-2026 (plan 7f3a-91c2): The weight was wrong." in (
        text_of(second)
    )
    assert "Replaced: this consultation was amended on 22-Nov-2026." in text_of(first)


def test_a_patient_named_like_markup_is_printed_as_text(encounter):
    shown = encounter()
    shown.patient.family_name = "<img src='file:///etc/hostname'>"
    assert "<img src='file:///etc/hostname'>" in text_of(shown)


def test_long_names_forty_findings_and_pages_of_decisions_are_all_there(encounter):
    example = plan()
    rows = [finding(f"k{n}", f"Finding number {n}", "disease", f"{n} U/L") for n in range(40)]
    decided = []
    for number in range(30):
        key, dose = f"R{number + 100}", f"{number + 1}.5 mg every day and a long instruction " * 4
        example["advice"].append(plan_rows.advice(key, f"Sentence {key}.", regimens=["MTX"]))
        decided.append(
            {
                "advice": key,
                "regimen": "MTX",
                "kind": Kind.CHANGED,
                "dose": dose.strip(),
                "reason_code": Reason.OTHER,
                "reason": "because " * (30 if number else 900),
            }
        )
    shown = encounter(example | {"findings": rows}, decided)
    shown.patient.family_name = "Wolfeschlegelsteinhausenbergerdorff-" * 3
    shown.patient.given_name = "X" * 100
    printed = pages(treatment_summary(shown))
    text = " ".join(printed)
    assert len(printed) > 5
    for row in rows:
        assert f"{row['label']}: {row['value_text']}" in text
    for row in decided:
        assert f"{row['dose'].split()[0]} mg every day" in text
    for number, page in enumerate(printed, 1):
        assert "Wolfeschlegelsteinhausenbergerdorff" in page
        assert f"Page {number} of {len(printed)}" in page


def test_fonts_are_embedded_and_the_document_is_tagged_and_named(encounter):
    reader = PdfReader(BytesIO(treatment_summary(encounter())))
    fonts = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    for font in fonts:
        below = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in below["/FontDescriptor"] or "/FontFile3" in below["/FontDescriptor"]
    assert "DEMO, Patient B" in reader.metadata.title
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_same_encounter_gives_the_same_bytes(encounter):
    shown = encounter()
    assert treatment_summary(shown) == treatment_summary(shown)


@pytest.mark.parametrize(
    "content",
    [
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:9/picture.png">',
        '<link rel="stylesheet" href="https://example.org/style.css">',
        '<style>@import "file:///etc/passwd";</style>',
        '<style>p { background: url("file:///etc/passwd") }</style><p>text</p>',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<base href="file:///etc/"><img src="hostname">',
    ],
)
def test_a_document_that_asks_for_a_file_or_the_network_is_refused(content):
    with pytest.raises(RefusedAddressError):
        to_pdf(f'<html lang="en"><title>T</title>{content}</html>')
