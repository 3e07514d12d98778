# ruff: noqa: S608 - the statements are the project's own
"""What was signed stays as it is, whoever writes to the database and however."""

import pytest
from django.db import IntegrityError, connection, transaction

from patients.models import Encounter
from patients.visits import actions
from tests import factories_people as people

pytestmark = pytest.mark.django_db

COLUMNS = ", ".join(
    f'"{field.column}"' for field in Encounter._meta.fields if not field.primary_key
)
CHANGES = [
    "UPDATE patients_encounter SET digest = 'x' WHERE id = {encounter}",
    "UPDATE patients_encounter SET status = 'draft' WHERE id = {encounter}",
    "DELETE FROM patients_encounter WHERE id = {encounter}",
    "UPDATE patients_decision SET dose = '1 g' WHERE encounter_id = {encounter}",
    "UPDATE patients_decision SET encounter_id = {encounter} WHERE encounter_id = {draft}",
    "DELETE FROM patients_decision WHERE encounter_id = {encounter}",
    "INSERT INTO patients_decision (encounter_id, advice, regimen, kind, dose, reason_code, reason,"
    " shown, by_id, at) VALUES ({encounter}, 'R1', '', 'accepted', '', '', '', '', {user},"
    " '2026-11-22 10:00:00+00')",
    f"INSERT INTO patients_encounter ({COLUMNS}) SELECT {COLUMNS} FROM patients_encounter"
    " WHERE id = {encounter}",
]
# A row takes the place of a signed one; only SQLite has such statements.
REPLACEMENTS = [
    f"INSERT OR REPLACE INTO patients_encounter (id, {COLUMNS}) SELECT {{encounter}}, {COLUMNS}"
    " FROM patients_encounter WHERE id = {draft}",
    "UPDATE OR REPLACE patients_encounter SET id = {encounter} WHERE id = {draft}",
    "INSERT OR REPLACE INTO patients_decision (id, encounter_id, advice, regimen, kind, dose,"
    " reason_code, reason, shown, by_id, at) VALUES ({decision}, {draft}, 'R1', '', 'accepted',"
    " '', '', '', '', {user}, '2026-11-22 10:00:00+00')",
    "UPDATE OR REPLACE patients_decision SET id = {decision} WHERE encounter_id = {draft}",
]


@pytest.fixture
def signed_and_draft(draft, clinician, team):
    """The primary keys that the statements name."""
    decision = actions.decide(
        encounter=draft, advice="R11", regimen="PRED", kind="accepted", by=clinician
    )
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    other = people.draft(people.patient(team), clinician, **people.SEVERE)
    actions.decide(encounter=other, advice="R12", regimen="IVMP", kind="accepted", by=clinician)
    return {
        "encounter": draft.pk, "decision": decision.pk, "draft": other.pk, "user": clinician.pk
    }  # fmt: skip


def refused(statement, keys):
    with (
        pytest.raises(IntegrityError, match="signed encounter cannot change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(**keys))


@pytest.mark.postgres
@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_change_what_is_signed(signed_and_draft, statement):
    refused(statement, signed_and_draft)


@pytest.mark.parametrize("statement", REPLACEMENTS)
def test_the_database_refuses_to_replace_what_is_signed(signed_and_draft, statement):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    refused(statement, signed_and_draft)


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["patients_encounter", "patients_decision", "patients_patient"])
def test_the_database_refuses_to_empty_tables_of_what_is_signed(signed_and_draft, table):
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    refused(f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {table} CASCADE", signed_and_draft)
