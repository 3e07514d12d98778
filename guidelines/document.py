"""A guideline version as a document to read: its rows with every condition in words."""

from dataclasses import fields

from guidelines import frozen
from guidelines.engine.phrases import phrase
from guidelines.models.rows import Mark


def document(version) -> dict:
    """The rows of a version, collection by collection; conditions carry their phrase."""
    content = frozen.load(version)
    rows = {
        name: [_readable(row, content) for row in getattr(content, name)]
        for name in frozen.nested(type(content))
    }
    rows["sections"] = [
        section
        | {"elements": [row for row in rows["elements"] if row["section"] == section["key"]]}
        for section in rows["sections"]
    ]
    return rows | {"title": content.title, "notice": content.notice, "number": content.version}


def _readable(row, content):
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    for name in frozen.nested(type(row)):
        values[name] = [_readable(below, content) for below in values[name]]
    if values.get("when"):
        values["phrase"] = phrase(values["when"], content)
    if "mark" in values:
        values["mark_label"] = Mark(values["mark"]).label
    return values
