"""A plan by hand: severe anti-SRP myopathy at the first treatment, as the engine would give it."""

from copy import deepcopy

from tests.patients.plan_rows import advice, dose, finding, reason, regimen, source

PRED = dose(
    "70\u00a0mg once daily",
    "1\u00a0mg/kg × 72\u00a0kg = 72\u00a0mg, to the nearest 5\u00a0mg; maximum 80\u00a0mg",
    "3 × 20\u00a0mg + 2 × 5\u00a0mg tablets",
    amount="70",
    per_dose="70",
    weight_text="Weight 72\u00a0kg of 22-Nov-2026",
)
MTX = dose(
    "15\u00a0mg once a week",
    "start 10 to 15\u00a0mg a week, target 15 to 25\u00a0mg a week",
    "6 × 2.5\u00a0mg tablets",
    amount="15",
    start="10",
    high="25",
    parts=[
        {
            "drug": "methotrexate",
            "text": "Methotrexate 15\u00a0mg once a week, on Mondays",
            "formula": "start 10 to 15\u00a0mg a week, target 15 to 25\u00a0mg a week",
            "tablets_text": "6 × 2.5\u00a0mg tablets",
            "limits": [],
        },
        {
            "drug": "folic acid",
            "text": "Folic acid 5\u00a0mg once a week, on Thursdays",
            "formula": "fixed dose",
            "tablets_text": "1 × 5\u00a0mg tablet",
            "limits": [],
        },
    ],
)

PLAN = {
    "guideline": "imnm",
    "title": "Immune-mediated necrotizing myopathy",
    "version": 1,
    "on": "2026-11-22",
    "scope": "adult",
    "headline": "Anti-SRP necrotizing myopathy, severe, first treatment",
    "notices": [
        {"kind": "info", "text": "Treatment of this disease has not been tested in large trials."},
        {"kind": "warn", "text": "CK is not from today."},
        {"kind": "stop", "text": "No live vaccine while immunosuppression is planned."},
    ],
    "advice": [
        advice(
            "R12",
            "Give intravenous methylprednisolone.",
            sources=[{"n": 1, "key": "ENMC2018"}, {"n": 4, "key": "ACR"}],
            why=[
                {
                    "text": "Severity is severe",
                    "verdict": "true",
                    "value": "severe",
                    "on": "2026-11-22",
                    "keys": ["severity"],
                },
                {
                    "text": "Infection is not present",
                    "verdict": "true",
                    "value": "none",
                    "on": "2026-11-22",
                    "keys": ["infection_status"],
                },
            ],
            regimens=["IVMP"],
            mark_label="from memory",
        ),
        advice(
            "R11",
            "Start prednisone.",
            sources=[{"n": 1, "key": "ENMC2018"}],
            regimens=["PRED"],
        ),
        advice(
            "R14",
            "Add a steroid-sparing drug.",
            sources=[{"n": 1, "key": "ENMC2018"}, {"n": 7, "key": "CPIC2018"}],
            regimens=["MTX", "AZA"],
        ),
        advice(
            "R18",
            "Add rituximab early in severe anti-SRP disease.",
            status="check_first",
            sources=[{"n": 1, "key": "ENMC2018"}],
            regimens=["RTX"],
        ),
        advice(
            "R15",
            "Offer immunoglobulin.",
            sources=[{"n": 5, "key": "PRODERM"}],
            regimens=["IVIG"],
        ),
        advice(
            "R44",
            "Assess swallowing with a speech and language therapist before anything by mouth.",
            urgency="24h",
            urgency_label="Within 24 hours",
            own_source="ours",
            mark_label="our own choice",
        ),
        advice(
            "R49",
            "Screen for tuberculosis.",
            shown_because="Shown because tuberculosis screening is not known.",
            unknown=["tb_screen"],
            asks=[{"key": "tb_screen", "label": "Tuberculosis screening"}],
        ),
        advice(
            "R24",
            "Give cyclophosphamide.",
            status="ruled_out",
            sources=[{"n": 4, "key": "ACR"}],
            regimens=["CYC"],
        ),
        advice(
            "R42",
            "Ask a cardiologist about myocarditis.",
            status="needs_data",
            asks=[{"key": "ecg", "label": "ECG"}, {"key": "troponin_t", "label": "Troponin T"}],
            unknown=["ecg", "troponin_t"],
        ),
        advice("R99", "Quietly needs data.", status="needs_data", quiet=True),
        advice("R34", "Stop the checkpoint inhibitor.", status="not_indicated"),
    ],
    "regimens": {
        "IVMP": regimen(
            "IVMP",
            "Methylprednisolone pulses",
            line="Methylprednisolone 1000\u00a0mg intravenously once daily",
            route="intravenously",
            duration="3 days",
            dose=dose("1000\u00a0mg once daily", "fixed dose", amount="1000"),
            before="Potassium, glucose, blood pressure, ECG.",
        ),
        "PRED": regimen(
            "PRED",
            "Prednisone",
            state="caution",
            line="Prednisone 70\u00a0mg by mouth once daily in the morning",
            dose=PRED,
            before="Weight, blood pressure, HbA1c, bone assessment.",
            reasons=[
                reason(
                    "B32",
                    "caution",
                    "HbA1c is 64 mmol/mol or more.",
                    "Make a diabetes plan on day 1.",
                )
            ],
        ),
        "MTX": regimen(
            "MTX",
            "Methotrexate",
            line="Methotrexate 15\u00a0mg once a week, on Mondays + "
            "folic acid 5\u00a0mg once a week, on Thursdays, by mouth",
            dose=MTX,
            before="Blood count, creatinine, ALT, albumin, hepatitis B and C, chest X-ray.",
        ),
        "AZA": regimen(
            "AZA",
            "Azathioprine",
            state="hard_stop",
            by=["B12"],
            reasons=[
                reason(
                    "B12",
                    "hard_stop",
                    "TPMT activity is absent.",
                    "Choose a drug that is not a thiopurine.",
                    sources=[{"n": 7, "key": "CPIC2018"}],
                )
            ],
        ),
        "RTX": regimen(
            "RTX",
            "Rituximab",
            state="waits",
            by=["B16"],
            line="Rituximab 1000\u00a0mg intravenously on day 1 and day 15",
            route="intravenously",
            dose=dose("1000\u00a0mg on day 1 and day 15", "fixed dose", amount="1000"),
            waits_for=[
                {"key": "hbsag", "label": "HBsAg"},
                {"key": "anti_hbc", "label": "Anti-HBc"},
            ],
            before="HBsAg, anti-HBc, immunoglobulins, blood count, vaccines.",
        ),
        "IVIG": regimen(
            "IVIG",
            "Immunoglobulin",
            line="Immunoglobulin 140\u00a0g intravenously over 5 days",
            route="intravenously",
            dose=dose("140\u00a0g over 5 days", "2\u00a0g/kg × 72\u00a0kg = 144\u00a0g", unit="g"),
        ),
        "CYC": regimen(
            "CYC",
            "Cyclophosphamide",
            state="blocked",
            by=["B24"],
            reasons=[
                reason(
                    "B24",
                    "blocked",
                    "Neutrophils are below 1.5 × 10⁹/L.",
                    "Rituximab.",
                    own_source="ours",
                    mark_label="our own choice",
                )
            ],
        ),
    },
    "doses": {},
    "derived": {"age_years": "42", "ck_xuln": "50", "egfr": None, "bsa": "1.83"},
    "derived_rows": [
        {"key": "age_years", "label": "Age", "value_text": "42 years", "missing": [], "note": ""},
        {"key": "ck_xuln", "label": "CK", "value_text": "50 × upper limit", "missing": []},
        {"key": "egfr", "label": "eGFR", "value_text": "", "missing": ["Creatinine"], "note": ""},
        {"key": "bsa", "label": "Body surface", "value_text": "1.83\u00a0m²", "missing": []},
    ],
    "severity": {
        "level": "severe",
        "label": "Severe",
        "could_be": [{"code": "critical", "label": "Critical"}],
        "missing": [{"key": "fvc_pct", "label": "FVC"}],
    },
    "ask_next": [
        {
            "key": "ecg",
            "label": "ECG",
            "settles": ["R42"],
            "weight": 8,
            "because": "Settles whether a cardiologist is needed now.",
        }
    ],
    "relevant": ["ecg"],
    "confirm": [
        {
            "key": "ck",
            "label": "Creatine kinase",
            "reason": "stale",
            "text": "Older than 7 days: confirm it.",
            "value": "8420",
            "on": "2026-11-02",
        }
    ],
    "signals": [],
    "limits": [],
    "due": [],
    "interplays": [
        {
            "key": "C3",
            "title": "Vaccinate before rituximab",
            "kind": "order",
            "text": "Give non-live vaccines at least 2 weeks before rituximab, if disease allows.",
            "recommendations": ["R18"],
            "sources": [{"n": 9, "key": "ACRVAC2022"}],
            "own_source": "",
        }
    ],
    "monitoring": [
        {
            "key": "M1",
            "test": "CK and MMT-8",
            "schedule": "weeks 0, 2, 4, 6, 8 and 12, then monthly to month 6",
            "act_if": "CK has not halved by week 8 to 12",
            "for": [],
            "dates": ["2026-12-06", "2026-12-20"],
            "sources": [{"n": 1, "key": "ENMC2018"}],
            "mark_label": "our own choice",
        },
        {
            "key": "M8",
            "test": "Blood count, liver tests, creatinine",
            "schedule": "every 2 weeks until the dose is stable for 6 weeks, then monthly",
            "act_if": "neutrophils below 1.6 × 10⁹/L; ALT over 100\u00a0U/L",
            "for": ["MTX", "AZA"],
            "dates": ["2026-12-06"],
            "sources": [{"n": 6, "key": "BSR2017"}],
            "mark_label": "",
        },
        {
            "key": "M9",
            "test": "Urinalysis",
            "schedule": "before each pulse",
            "act_if": "blood in urine",
            "for": ["CYC"],
            "dates": [],
            "sources": [],
            "mark_label": "",
        },
    ],
    "findings": [
        finding("ck", "Creatine kinase", "Disease", "8420\u00a0U/L", on="2026-11-02"),
        finding("ab_srp", "Anti-SRP", "Disease", "positive"),
        finding("dysphagia", "Swallowing", "Disease", "mild"),
        finding("weight_kg", "Weight", "Person", "72\u00a0kg"),
        finding("height_cm", "Height", "Person", "168\u00a0cm"),
        finding("tpmt", "TPMT", "Safety", "poor metabolizer"),
        finding("pregnancy_status", "Pregnancy", "Safety", "not known"),
    ],
    "sources": [
        source(
            1, "ENMC2018", "Allenbach Y and others. 224th ENMC workshop. 2018.", identifier="doi"
        ),
        source(4, "ACR", "American College of Rheumatology guideline.", mark_label="from memory"),
        source(5, "PRODERM", "Aggarwal R and others. Trial of immunoglobulin. 2022."),
        source(6, "BSR2017", "Ledingham J and others. 2017."),
        source(7, "CPIC2018", "Relling MV and others. 2018.", identifier="doi:10.1002/cpt.1304"),
        source(9, "ACRVAC2022", "Bass AR and others. Vaccination guideline. 2022."),
        source(12, "NOTCITED", "A source that nothing here cites."),
    ],
    "statements": {},
    "warnings": [],
    "errors": [],
}


def plan(**fields):
    """A fresh copy of the example with some fields replaced."""
    return deepcopy(PLAN) | fields
