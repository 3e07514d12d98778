# ruff: noqa: S608 - the tables are the project's own
"""What was published stays as it is, whoever writes to the database and however."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from guidelines import actions
from guidelines.models import (
    COLLECTIONS,
    Adjustment,
    ElementOption,
    ElementUnit,
    GuidelineVersion,
    Level,
    Part,
    Position,
)
from tests.factories import make_draft, make_published, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NESTED = [Adjustment, ElementOption, ElementUnit, Level, Part, Position]
TABLES = [model._meta.db_table for model in (*COLLECTIONS.values(), *NESTED)]
ROWS = [f"{model._meta.db_table}" for model in COLLECTIONS.values()]
MESSAGE = "A guideline version in review or published cannot change"


def write(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def refused(sql, *values):
    with pytest.raises(DatabaseError, match=MESSAGE):
        write(sql, *values)


def row_of(table, version):
    """The primary key of one row of a table in a version."""
    models = {model._meta.db_table: model for model in (*COLLECTIONS.values(), *NESTED)}
    model = models[table]
    path = "version" if model.parent == "version" else f"{model.parent}__version"
    return model.objects.filter(**{path: version}).first().pk


@pytest.fixture(params=["published", "withdrawn"])
def frozen_version(request):
    version = make_published()
    if request.param == "withdrawn":
        version = actions.withdraw(version=version, by=make_user())
    return version


@pytest.mark.parametrize("table", TABLES)
def test_a_frozen_row_is_neither_changed_nor_deleted(table, frozen_version):
    pk = row_of(table, frozen_version)
    refused(f"UPDATE {table} SET position = 77 WHERE id = %s", pk)
    refused(f"DELETE FROM {table} WHERE id = %s", pk)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_added_to_a_frozen_version(table, frozen_version):
    pk = row_of(table, frozen_version)
    names = [column.name for column in columns(table) if column.name != "id"]
    listed = ", ".join(f'"{name}"' for name in names)
    refused(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table} WHERE id = %s", pk)


@pytest.mark.parametrize("table", ROWS)
def test_no_row_of_a_draft_is_moved_into_a_frozen_version(table, frozen_version):
    draft = make_draft(version=2)
    pk = row_of(table, draft)
    refused(f"UPDATE {table} SET version_id = %s WHERE id = %s", frozen_version.pk, pk)


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_a_draft_may_be_changed_and_deleted(table):
    pk = row_of(table, make_draft())
    assert write(f"UPDATE {table} SET position = 77 WHERE id = %s", pk) == 1


def test_a_draft_may_be_deleted_whole():
    draft = make_draft()
    draft.delete()
    assert not GuidelineVersion.objects.filter(guideline__key="small").exists()


def test_rows_cannot_be_replaced_by_rows_of_a_draft(frozen_version):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    draft = make_draft(version=2)
    pk = row_of("guidelines_section", frozen_version)
    refused(
        "INSERT OR REPLACE INTO guidelines_section (id, version_id, position, key, title) "
        "VALUES (%s, %s, 1, 'other', 'Other')",
        pk,
        draft.pk,
    )
    refused("UPDATE OR REPLACE guidelines_guidelineversion SET number = 1 WHERE id = %s", draft.pk)


@pytest.mark.parametrize(
    "table", [*TABLES, "guidelines_guidelineversion", "guidelines_guideline", "auth_user"]
)
def test_no_table_is_emptied_while_a_version_is_frozen(table):
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", 9),
        ("title", "Other"),
        ("notice", "Other"),
        ("digest", "0"),
        ("status", "draft"),
        ("status", "in_review"),
        ("effective_from", datetime.date(2020, 1, 1)),
        ("published_at", None),
        ("published_by_id", None),
    ],
)
def test_nothing_of_a_frozen_version_is_changed(column, value, frozen_version):
    refused(
        f"UPDATE guidelines_guidelineversion SET {column} = %s WHERE id = %s",
        value,
        frozen_version.pk,
    )


def test_a_frozen_version_and_its_guideline_stay(frozen_version):
    refused("DELETE FROM guidelines_guidelineversion WHERE id = %s", frozen_version.pk)
    guideline = frozen_version.guideline_id
    refused("UPDATE guidelines_guideline SET key = 'other' WHERE id = %s", guideline)
    refused("DELETE FROM guidelines_guideline WHERE id = %s", guideline)


def test_only_the_withdrawal_may_be_written():
    version, person = make_published(), make_user()
    withdrawal = (
        "UPDATE guidelines_guidelineversion SET status = 'withdrawn', withdrawn_at = %s, "
        "withdrawn_by_id = %s"
    )
    refused(f"{withdrawal}, title = 'Other' WHERE id = %s", timezone.now(), person.pk, version.pk)
    assert write(f"{withdrawal} WHERE id = %s", timezone.now(), person.pk, version.pk) == 1
    refused(
        "UPDATE guidelines_guidelineversion SET status = 'published', withdrawn_at = NULL, "
        "withdrawn_by_id = NULL WHERE id = %s",
        version.pk,
    )


def columns(table):
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, table)
