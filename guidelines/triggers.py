# ruff: noqa: S608 - nothing from outside enters these statements
"""Database triggers that keep what was published or said as it is, on SQLite and on PostgreSQL.

A migration that rebuilds one of these tables on SQLite drops its triggers: call `install` again.
"""

VERSION = "guidelines_guidelineversion"
MESSAGE = "A guideline version in review or published cannot change."
REMARK = "guidelines_remark"
REMARK_STAYS = "A remark on a guideline version can be neither changed nor deleted."
FROZEN = "('published', 'withdrawn')"
# Rows stand still from the submission on: what was reviewed is what is published.
CLOSED = "('in_review', 'published', 'withdrawn')"
ANY_CLOSED = f"EXISTS (SELECT 1 FROM {VERSION} WHERE status IN {CLOSED})"
# The one account that publishes without a review; what it published shows as not approved.
SHIPPED = "(SELECT id FROM auth_user WHERE username = 'shipped-content')"
# What may change in a published version, and only together: its withdrawal.
WITHDRAWAL = {"status", "withdrawn_at", "withdrawn_by_id"}
# What a review and a publication write into a version whose content stands still.
REVIEW = (
    WITHDRAWAL
    | {
        f"{act}_{column}"
        for act in ("submitted", "approved", "published")
        for column in ("at", "by_id")
    }
    | {"effective_from", "digest"}
)
ANY_REMARK = f"EXISTS (SELECT 1 FROM {REMARK})"
# When a remark is refused: it is changed, deleted, or replaced by SQLite's REPLACE.
REMARKS = {
    "INSERT": f"EXISTS (SELECT 1 FROM {REMARK} hit WHERE hit.id = NEW.id)",
    "UPDATE": "OLD.id IS NOT NULL",
    "DELETE": "OLD.id IS NOT NULL",
}
# How a condition names the row before and after each operation.
RECORDS = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}

ROWS = [
    "section",
    "gate",
    "dataelement",
    "derivedelement",
    "criterion",
    "recommendation",
    "regimen",
    "block",
    "interplay",
    "monitoringrule",
    "statement",
    "reference",
    "language",
    "patienttext",
    "conflict",
    "gap",
    "appraisal",
    "drug",
    "vignette",
]
NESTED = {
    "elementoption": ("dataelement", "element_id"),
    "elementunit": ("dataelement", "element_id"),
    "level": ("derivedelement", "derived_id"),
    "part": ("regimen", "regimen_id"),
    "adjustment": ("regimen", "regimen_id"),
    "actionlimit": ("monitoringrule", "rule_id"),
    "position": ("conflict", "conflict_id"),
    "translation": ("patienttext", "patient_text_id"),
}


def install(apps, editor):
    """Create the triggers, in place of those of the same name, on the tables there are so far."""
    remove(apps, editor)
    vendor = editor.connection.vendor
    tables = set(editor.connection.introspection.table_names())
    version = apps.get_model("guidelines", "GuidelineVersion")
    columns = [field.column for field in version._meta.fields]
    for (table, operation), condition in _version_conditions(vendor, columns).items():
        _create(editor, table, operation, condition)
    for table, owner in _owners().items():
        for operation in RECORDS if table in tables else ():
            condition = _row_condition(table, owner, operation)
            _create(editor, table, operation, condition, _lock(owner, operation))
    for operation, condition in REMARKS.items() if REMARK in tables else ():
        _create(editor, REMARK, operation, condition)
    if vendor == "postgresql":
        for table in tables & set(_tables()):
            _create(editor, table, "TRUNCATE", ANY_REMARK if table == REMARK else ANY_CLOSED)


def remove(apps, editor):
    """Drop the triggers."""
    for table in _tables():
        for operation in (*RECORDS, "TRUNCATE"):
            name = f"{table}_{operation.lower()}"
            if editor.connection.vendor == "sqlite":
                editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _tables():
    return ("guidelines_guideline", VERSION, REMARK, *_owners())


def _owners():
    """For each table of rows, the version that a row belongs to, as SQL."""
    above = "(SELECT version_id FROM guidelines_{} WHERE id = {{row}}.{})"
    return {f"guidelines_{name}": "{row}.version_id" for name in ROWS} | {
        f"guidelines_{name}": above.format(*parent) for name, parent in NESTED.items()
    }


def _row_condition(table, owner, operation):
    """When a row's version stands still: a row that is left, reached, or replaced."""
    refused = [_is_closed(owner.format(row=record)) for record in RECORDS[operation]]
    if operation != "DELETE":
        # SQLite's REPLACE removes the row it collides with and calls no delete trigger.
        hit = _is_closed(owner.format(row="hit"))
        refused.append(f"EXISTS (SELECT 1 FROM {table} hit WHERE hit.id = NEW.id AND {hit})")
    return " OR ".join(refused)


def _version_conditions(vendor, columns):
    """What is refused for versions and for the guidelines they belong to."""
    equal = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"

    def same_but(free):
        kept = [column for column in columns if column not in free]
        return " AND ".join(f"OLD.{column} {equal} NEW.{column}" for column in kept)

    withdrawn = f"OLD.status = 'published' AND NEW.status = 'withdrawn' AND {same_but(WITHDRAWAL)}"
    hit = (
        f"EXISTS (SELECT 1 FROM {VERSION} hit WHERE hit.status IN {FROZEN} AND (hit.id = NEW.id "
        "OR (hit.guideline_id = NEW.guideline_id AND hit.number = NEW.number))"
    )
    changed = f"OLD.status IN {FROZEN} AND NOT ({withdrawn})"
    edited = f"OLD.status = 'in_review' AND NOT ({same_but(REVIEW)})"
    skipped = _review_was_skipped() if "approved_by_id" in columns else "1 = 0"
    return {
        (VERSION, "INSERT"): f"NEW.status <> 'draft' OR {hit})",
        (VERSION, "UPDATE"): (
            f"({changed}) OR ({edited}) OR ({skipped}) OR {hit} AND hit.id <> OLD.id)"
        ),
        (VERSION, "DELETE"): f"OLD.status IN {CLOSED}",
        ("guidelines_guideline", "UPDATE"): _is_frozen("guideline_id", "OLD.id"),
        ("guidelines_guideline", "DELETE"): _is_frozen("guideline_id", "OLD.id"),
        ("guidelines_guideline", "INSERT"): _is_frozen("guideline_id", "NEW.id"),
    }


def _review_was_skipped():
    """A publication by another way than the approval of a version in review, or an approval by
    somebody in the place of somebody else."""
    reviewed = "OLD.status = 'in_review' AND NEW.approved_by_id = OLD.approved_by_id"
    shipped = (
        f"OLD.status = 'draft' AND NEW.approved_by_id IS NULL AND NEW.published_by_id = {SHIPPED}"
    )
    by_way = f"NEW.status = 'published' AND (COALESCE({reviewed}, FALSE) OR {shipped})"
    return (
        f"OLD.status NOT IN {FROZEN} AND NEW.status IN {FROZEN} AND NOT ({by_way}) "
        "OR OLD.status = 'in_review' AND OLD.approved_by_id <> NEW.approved_by_id"
    )


def _is_frozen(column, value):
    return f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.{column} = {value} AND v.status IN {FROZEN})"


def _is_closed(value):
    return f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {value} AND v.status IN {CLOSED})"


def _lock(owner, operation):
    """On PostgreSQL a publication waits for a row being written, and the row for a publication."""
    versions = ", ".join(owner.format(row=record) for record in RECORDS[operation])
    return f"PERFORM 1 FROM {VERSION} WHERE id IN ({versions}) FOR SHARE;"


def _create(editor, table, operation, condition, lock=""):
    name = f"{table}_{operation.lower()}"
    message = REMARK_STAYS if table == REMARK else MESSAGE
    scope = "ROW" if operation in RECORDS else "STATEMENT"
    head = f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH {scope}"
    if editor.connection.vendor == "sqlite":
        editor.execute(f"{head} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END")
        return
    result = RECORDS.get(operation, ["NULL"])[-1]
    editor.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock} "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; "
        f"END IF; RETURN {result}; END $$"
    )
    editor.execute(f"{head} EXECUTE FUNCTION {name}()")
