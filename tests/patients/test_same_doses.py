"""Page, printed summary and `evaluate` give one dose, whatever the patient's size and kidneys."""

import datetime
import html
import json
import re
from io import BytesIO, StringIO

from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from patients.documents import summary as documents
from patients.models import Decision
from patients.visits import actions
from tests.guidelines.engine.shipped import VIGNETTES

TREATED = ["V1", "V2", "V3", "V5", "V6", "V7", "V8"]


def plain(text):
    """Words alone: pages and summary write some names in tall-man letters."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", text))).lower()


def from_page(client, encounter):
    return plain(client.get(encounter.get_absolute_url()).content.decode())


def from_summary(encounter):
    reader = PdfReader(BytesIO(documents.treatment_summary(encounter)))
    return plain("".join(page.extract_text() for page in reader.pages))


def from_evaluate(values, tmp_path):
    lines = tmp_path / "findings.jsonl"
    lines.write_text(json.dumps(values))
    out = StringIO()
    call_command("evaluate", str(lines), stdout=out)
    return json.loads(out.getvalue())["doses"]


def consultation(patient, clinician, values):
    """A draft that knows the same findings as the line that `evaluate` reads."""
    encounter = actions.start(patient=patient, by=clinician)
    today = timezone.localdate().isoformat()
    encounter.findings = {
        key: {"value": "unknown" if value is None else value, "on": today, "confirmed": today}
        for key, value in values.items()
    }
    encounter.save()
    return encounter


def accept_all(encounter, clinician):
    """Decide for everything on offer; the regimens with a dose, by code."""
    plan, accepted = encounter.current_plan(), {}
    for advice in plan["advice"]:
        for code in advice["regimens"]:
            regimen = plan["regimens"][code]
            if regimen["offered"] and regimen["dose"] and regimen["state"] in ("free", "caution"):
                accepted[code] = regimen
                Decision.objects.create(
                    encounter=encounter,
                    advice=advice["key"],
                    regimen=code,
                    kind=Decision.Kind.ACCEPTED,
                    dose=regimen["line"],
                    shown=regimen["line"],
                    by=clinician,
                )
    return accepted


@given(
    key=st.sampled_from(TREATED),
    weight=st.integers(40, 140),
    creatinine=st.integers(30, 400),
    older=st.integers(0, 20),
)
@settings(
    max_examples=6,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_page_summary_and_evaluate_give_the_same_doses(
    client, patient, clinician, tmp_path, key, weight, creatinine, older
):
    values = dict(VIGNETTES[key].findings) | {"weight_kg": weight, "creatinine_umol_l": creatinine}
    patient.birth_date = born_before(int(values.pop("age_years")) + older)
    patient.sex_at_birth = values["sex_at_birth"]
    patient.save()
    patient.encounters.all().delete()
    encounter = consultation(patient, clinician, values)
    client.force_login(clinician)

    accepted = accept_all(encounter, clinician)
    page, printed = from_page(client, encounter), from_summary(encounter)
    doses = from_evaluate(values | {"birth_date": patient.birth_date.isoformat()}, tmp_path)

    assert accepted.keys() <= doses.keys()
    for code, regimen in accepted.items():
        dose = regimen["dose"]
        assert (doses[code]["text"], doses[code]["formula"]) == (dose["text"], dose["formula"])
        for text in (regimen["line"], dose["formula"]):
            assert plain(text) in page
            assert plain(text) in printed


def born_before(age):
    """A birth date that makes this age today."""
    return datetime.date(timezone.localdate().year - age, 1, 1)
