"""A treatment that waits for an answer is decided on, but nobody takes it yet."""

from patients.visits import actions
from tests import factories_people as people


def test_an_order_that_waits_opens_no_course(patient, clinician):
    visit = people.draft(patient, clinician, **people.SEVERE | {"failed_therapies": []})
    plan = visit.current_plan()
    waiting = {code for code, row in plan["regimens"].items() if row["state"] == "waits"}
    advice, regimen = next(
        (row["key"], code)
        for row in plan["advice"]
        for code in row["regimens"]
        if code in waiting and row["status"] in ("recommended", "check_first")
    )
    free = {"advice": "R11", "regimen": "PRED"}
    weekday = {"weekday": "Monday"} if plan["regimens"][regimen]["weekly"] else {}
    actions.decide(
        encounter=visit, advice=advice, regimen=regimen, kind="accepted", by=clinician, **weekday
    )
    actions.decide(encounter=visit, kind="accepted", by=clinician, **free)
    visit.refresh_from_db()
    actions.sign(encounter=visit, revision=visit.revision, by=clinician)
    taken = set(patient.courses.standing().values_list("regimen", flat=True))
    assert taken == {"PRED"}
