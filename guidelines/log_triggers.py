# ruff: noqa: S608 - nothing from outside enters these statements
"""Database triggers that keep the log of changes as it was written, on SQLite and on PostgreSQL.

Only its actor may go, when the account is deleted: the log keeps the rest. An upgrade of auditlog
that rebuilds its table on SQLite drops the triggers: call `install` again.
"""

from guidelines.triggers import RECORDS

LOG = "auditlog_logentry"
MESSAGE = "The log of changes can be neither changed nor deleted."


def install(apps, editor):
    """Create the triggers, in place of those there are."""
    remove(apps, editor)
    equal = "IS" if editor.connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    fields = apps.get_model("auditlog", "LogEntry")._meta.fields
    kept = [field.column for field in fields if field.column != "actor_id"]
    same = " AND ".join(f"OLD.{column} {equal} NEW.{column}" for column in kept)
    _create(editor, "INSERT", f"EXISTS (SELECT 1 FROM {LOG} hit WHERE hit.id = NEW.id)")
    _create(editor, "UPDATE", f"NOT (NEW.actor_id IS NULL AND {same})")
    _create(editor, "DELETE", "OLD.id IS NOT NULL")
    if editor.connection.vendor == "postgresql":
        _create(editor, "TRUNCATE", f"EXISTS (SELECT 1 FROM {LOG})")


def remove(apps, editor):
    """Drop the triggers."""
    for operation in (*RECORDS, "TRUNCATE"):
        name = f"{LOG}_{operation.lower()}_kept"
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {LOG}")
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _create(editor, operation, condition):
    name = f"{LOG}_{operation.lower()}_kept"
    scope = "ROW" if operation in RECORDS else "STATEMENT"
    head = f"CREATE TRIGGER {name} BEFORE {operation} ON {LOG} FOR EACH {scope}"
    if editor.connection.vendor == "sqlite":
        editor.execute(f"{head} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")
        return
    result = RECORDS.get(operation, ["NULL"])[-1]
    editor.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; "
        f"END IF; RETURN {result}; END $$"
    )
    editor.execute(f"{head} EXECUTE FUNCTION {name}()")
