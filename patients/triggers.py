# ruff: noqa: S608 - nothing from outside enters these statements
"""Triggers: a signed encounter and its decisions can be neither changed, replaced nor deleted.

An encounter comes as a draft and is signed by an UPDATE; one inserted as signed is refused.

SQLite drops a table's triggers when a later migration rebuilds the table; such a migration has to
run `remove` before and `create` after.
"""

from functools import partial

MESSAGE = "A signed encounter cannot change; amend it."
GIVEN = "A handout that was released stays as it was; release a new one."
IS_SIGNED = (
    "EXISTS (SELECT 1 FROM patients_encounter"
    " WHERE patients_encounter.id = {row}.encounter_id AND patients_encounter.status = 'signed')"
)
ANY_SIGNED = "EXISTS (SELECT 1 FROM patients_encounter WHERE status = 'signed')"
# SQLite's REPLACE removes the row it collides with and calls no delete trigger.
HITS_SIGNED = (
    "EXISTS (SELECT 1 FROM patients_encounter hit WHERE hit.id = NEW.id AND hit.status = 'signed')"
)
HITS_DECISION = (
    "EXISTS (SELECT 1 FROM patients_decision hit WHERE hit.id = NEW.id AND "
    f"{IS_SIGNED.format(row='hit')})"
)
# Name, event, table, and the condition under which the event is refused.
TRIGGERS = [
    ("encounter_add", "INSERT", "patients_encounter", f"NEW.status = 'signed' OR {HITS_SIGNED}"),
    ("encounter_keep", "UPDATE", "patients_encounter", f"OLD.status = 'signed' OR {HITS_SIGNED}"),
    ("encounter_stay", "DELETE", "patients_encounter", "OLD.status = 'signed'"),
    ("encounter_empty", "TRUNCATE", "patients_encounter", ANY_SIGNED),
    ("decision_add", "INSERT", "patients_decision", IS_SIGNED.format(row="NEW")),
    ("decision_over", "INSERT", "patients_decision", HITS_DECISION),
    ("decision_keep", "UPDATE", "patients_decision", IS_SIGNED.format(row="OLD")),
    ("decision_move", "UPDATE", "patients_decision", IS_SIGNED.format(row="NEW")),
    ("decision_swap", "UPDATE", "patients_decision", HITS_DECISION),
    ("decision_stay", "DELETE", "patients_decision", IS_SIGNED.format(row="OLD")),
    ("decision_empty", "TRUNCATE", "patients_decision", ANY_SIGNED),
]
# What a patient was given stays as it was given.
HANDOUT = "patients_handout"
HANDOUT_TRIGGERS = [
    ("handout_keep", "UPDATE", HANDOUT, "1 = 1"),
    ("handout_over", "INSERT", HANDOUT, f"EXISTS (SELECT 1 FROM {HANDOUT} WHERE id = NEW.id)"),
    ("handout_stay", "DELETE", HANDOUT, "1 = 1"),
    ("handout_empty", "TRUNCATE", HANDOUT, f"EXISTS (SELECT 1 FROM {HANDOUT})"),
]


def create(apps, schema_editor, triggers=TRIGGERS):
    """Make every trigger, on SQLite or PostgreSQL."""
    make = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for trigger in triggers:
        for statement in make(*trigger):
            schema_editor.execute(statement, params=None)


def remove(apps, schema_editor, triggers=TRIGGERS):
    """Take every trigger away, to go back before this migration."""
    for name, event, table, _ in triggers:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER patients_{name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION patients_{name}")
        elif event != "TRUNCATE":
            schema_editor.execute(f"DROP TRIGGER patients_{name}")


keep_handouts = partial(create, triggers=HANDOUT_TRIGGERS)
free_handouts = partial(remove, triggers=HANDOUT_TRIGGERS)


def sqlite(name, event, table, condition):
    """A trigger that refuses an event on a row, in SQLite's words; it has no TRUNCATE."""
    if event == "TRUNCATE":
        return
    yield (
        f"CREATE TRIGGER patients_{name} BEFORE {event} ON {table} FOR EACH ROW "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{_message(table)}'); END"
    )


def postgresql(name, event, table, condition):
    """The same in PostgreSQL's words; its WHEN cannot look into another table."""
    yield (
        f"CREATE FUNCTION patients_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{_message(table)}' USING ERRCODE = '23001'; END IF; "
        "RETURN COALESCE(NEW, OLD); END $$"
    )
    scope = "STATEMENT" if event == "TRUNCATE" else "ROW"
    yield (
        f"CREATE TRIGGER patients_{name} BEFORE {event} ON {table} "
        f"FOR EACH {scope} EXECUTE FUNCTION patients_{name}()"
    )


def _message(table):
    return GIVEN if table == HANDOUT else MESSAGE
