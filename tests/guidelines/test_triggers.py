# ruff: noqa: S608 - the tables are the project's own
"""What was published stays as it is, whoever writes to the database and however."""

import datetime
from functools import partial

import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from guidelines import actions, triggers
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
REMARK_STAYS = "can be neither changed nor deleted"


def write(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def refusal(write_it, *arguments):
    """What the database says against a write; nothing where it lets it through."""
    try:
        with transaction.atomic():
            write_it(*arguments)
    except DatabaseError as error:
        return str(error)
    return ""


def refused(sql, *values):
    assert MESSAGE in refusal(write, sql, *values), sql


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
        version = actions.withdraw(version=version, by=make_user(), text="Wrong dose.")
    return version


@pytest.fixture(params=["in_review", "published", "withdrawn"])
def closed_version(request):
    """A version whose rows stand still."""
    version = make_published() if request.param != "in_review" else make_draft()
    if request.param == "in_review":
        return actions.submit(version=version, by=make_user())
    if request.param == "withdrawn":
        return actions.withdraw(version=version, by=make_user(), text="Wrong dose.")
    return version


# One version serves all tables: to make it takes far longer than to ask a table.


def test_a_row_that_stands_still_is_neither_changed_nor_deleted(closed_version):
    for table in TABLES:
        pk = row_of(table, closed_version)
        refused(f"UPDATE {table} SET position = 77 WHERE id = %s", pk)
        refused(f"DELETE FROM {table} WHERE id = %s", pk)


def test_no_row_is_added_to_a_closed_version(closed_version):
    for table in TABLES:
        pk = row_of(table, closed_version)
        names = [column.name for column in columns(table) if column.name != "id"]
        listed = ", ".join(f'"{name}"' for name in names)
        refused(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table} WHERE id = %s", pk)


def test_no_row_of_a_draft_is_moved_into_a_closed_version(closed_version):
    draft = make_draft(version=2)
    for table in ROWS:
        pk = row_of(table, draft)
        refused(f"UPDATE {table} SET version_id = %s WHERE id = %s", closed_version.pk, pk)


def test_rows_of_a_draft_may_be_changed():
    draft = make_draft()
    for table in TABLES:
        pk = row_of(table, draft)
        assert write(f"UPDATE {table} SET position = 77 WHERE id = %s", pk) == 1, table


def test_a_row_that_stands_still_is_refused_through_its_model_too(closed_version):
    for name, model in COLLECTIONS.items():
        rows = model.objects.filter(version=closed_version)
        row = rows.first()
        for write_it in (row.save, row.delete, partial(rows.update, position=77)):
            assert MESSAGE in refusal(write_it), name


def test_what_is_in_review_changes_only_by_a_step():
    version = actions.submit(version=make_draft(), by=make_user())
    refused("UPDATE guidelines_guidelineversion SET title = 'Other' WHERE id = %s", version.pk)
    refused("DELETE FROM guidelines_guidelineversion WHERE id = %s", version.pk)
    version = actions.return_to_authors(version=version, by=make_user(), text="Not yet.")
    version.title = "Other"
    version.save()
    assert version.section_rows.update(title="Other") == 1


@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_no_version_is_published_past_its_review(state):
    version, forger, reviewer = make_draft(), make_user(), make_user()
    if state != "draft":
        version = actions.submit(version=version, by=make_user())
    if state == "approved":
        actions.approve(version=version, by=reviewer)
    forged = {
        "status": "published", "published_at": timezone.now(), "published_by": forger,
        "effective_from": timezone.localdate(), "approved_by": forger,
        "approved_at": timezone.now(), "submitted_at": timezone.now(), "submitted_by": reviewer,
    }  # fmt: skip
    for change in ({}, {"approved_by": None}, {"status": "in_review"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            GuidelineVersion.objects.filter(pk=version.pk).update(**forged | change)
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
        GuidelineVersion.objects.create(
            guideline=version.guideline, number=9, status="published", published_by=forger,
            published_at=timezone.now(), effective_from=timezone.localdate(),
        )  # fmt: skip


def test_an_approval_stays_with_who_gave_it():
    version, first, second = make_draft(), make_user(), make_user()
    version = actions.submit(version=version, by=make_user())
    actions.approve(version=version, by=first)
    with pytest.raises(ValidationError, match="Approved already"):
        actions.approve(version=version, by=second)
    refused("UPDATE guidelines_guidelineversion SET approved_by_id = %s WHERE id = %s",
            second.pk, version.pk)  # fmt: skip
    assert actions.return_to_authors(version=version, by=second, text="No.").approved_by is None


def test_the_log_of_changes_is_neither_changed_nor_deleted_nor_replaced():
    with set_actor(make_user()):
        make_draft()
    entry = LogEntry.objects.latest("pk")
    log = LogEntry.objects.filter(pk=entry.pk)
    for write_it in (entry.delete, entry.save, lambda: log.update(actor=make_user())):
        with pytest.raises(DatabaseError, match=REMARK_STAYS), transaction.atomic():
            write_it()
    actor = entry.actor
    actor.delete()
    entry.refresh_from_db()
    assert entry.actor is None


def test_a_remark_is_neither_changed_nor_deleted_nor_replaced():
    version, person = make_draft(), make_user()
    remark = actions.comment(version=version, by=person, text="Why 60?")
    for write_it in (remark.delete, remark.save, lambda: version.remarks.update(text="Fine.")):
        with pytest.raises(DatabaseError, match=REMARK_STAYS), transaction.atomic():
            write_it()
    with pytest.raises(DatabaseError, match=REMARK_STAYS):
        write("DELETE FROM guidelines_remark WHERE id = %s", remark.pk)
    with pytest.raises(DatabaseError, match=REMARK_STAYS):
        write("UPDATE guidelines_remark SET digest = '' WHERE id = %s", remark.pk)
    if connection.vendor == "sqlite":
        same = "id, version_id, kind, collection, key, text, digest, by_id, at"
        with pytest.raises(DatabaseError, match=REMARK_STAYS):
            write(f"INSERT OR REPLACE INTO guidelines_remark ({same}) "
                  f"SELECT {same} FROM guidelines_remark WHERE id = %s", remark.pk)  # fmt: skip
    else:
        with pytest.raises(DatabaseError, match=REMARK_STAYS):
            write("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE guidelines_remark CASCADE")
    assert version.remarks.get().text == "Why 60?"


def test_a_version_with_remarks_is_not_deleted():
    version = make_draft()
    actions.comment(version=version, by=make_user(), text="Why 60?")
    with pytest.raises(ProtectedError):
        version.delete()


def test_every_table_has_its_triggers_after_all_migrations():
    operations = [*triggers.RECORDS, *(["TRUNCATE"] if connection.vendor == "postgresql" else [])]
    names = [*triggers.ROWS, *triggers.NESTED, "guidelineversion", "guideline", "remark"]
    expected = {
        f"guidelines_{name}_{operation.lower()}" for name in names for operation in operations
    }
    assert expected <= names_of_triggers()


def test_every_table_of_rows_is_among_those_that_stand_still():
    of_a_version = {
        model._meta.model_name
        for model in apps.get_app_config("guidelines").get_models()
        if hasattr(model, "parent")
    }
    assert of_a_version == {*triggers.ROWS, *triggers.NESTED}


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


@pytest.mark.parametrize("table", [*TABLES, "guidelines_guidelineversion", "guidelines_guideline"])
def test_no_table_is_emptied_while_a_version_is_frozen(table):
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    refused(f"TRUNCATE {table} CASCADE")


def test_accounts_are_not_emptied_with_what_rests_on_them():
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    with pytest.raises(DatabaseError, match=f"{MESSAGE}|The log of changes"):
        write("TRUNCATE auth_user CASCADE")


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


def names_of_triggers():
    tables = {"sqlite": ("name", "sqlite_master WHERE type = 'trigger'"),
              "postgresql": ("tgname", "pg_trigger")}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT {} FROM {}".format(*tables[connection.vendor]))
        return {name for (name,) in cursor.fetchall()}


def columns(table):
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, table)
