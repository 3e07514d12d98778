"""The knowledge as YAML files, one a topic: in from a directory, and out to one."""

import hashlib
import json
from dataclasses import MISSING, fields
from decimal import Decimal
from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction

from guidelines import frozen
from guidelines.engine.build import ContentError, build
from guidelines.fields import plain
from guidelines.models import COLLECTIONS, Guideline, GuidelineVersion

SHIPPED = Path(__file__).resolve().parent / "content" / "imnm"
HEAD = "guideline"
IN_HEAD = ("key", "title", "version", "notice", "review_by", "changes", "sections", "gates")
LARGEST_FILE = 5_000_000  # bytes
DEEPEST = 30  # lists and fields inside each other
LAST_NUMBER = 9999
FILES = [name for name in COLLECTIONS if name not in IN_HEAD]


def read_directory(path) -> dict:
    """The plain data of a directory of content files.

    Raises ContentError for a file that is missing, unknown or not readable as YAML.
    """
    path = Path(path)
    known = {f"{name}.yaml" for name in (HEAD, *FILES)}
    found = {file.name for file in path.glob("*.yaml")}
    for name in sorted(known - found):
        raise ContentError(f"{path / name}: is missing")
    for name in sorted(found - known):
        raise ContentError(f"{path / name}: unknown file; expected {', '.join(sorted(known))}")
    head = _read_file(path / f"{HEAD}.yaml", dict)
    number = head.get("version")
    if type(number) is not int or not 1 <= number <= LAST_NUMBER:
        raise ContentError(f"{HEAD}, version: expected a whole number from 1 to {LAST_NUMBER}")
    return head | {name: _read_file(path / f"{name}.yaml", list) for name in FILES}


def load(data, source="plain data") -> GuidelineVersion:
    """A new draft version with the rows of the plain data; all of it or nothing.

    `source` says where they are from, for the log of changes.

    Raises ContentError naming the file, the row and the field that cannot be used.
    """
    knowledge = build(data)
    _check_head(knowledge)
    with transaction.atomic():
        guideline, _ = Guideline.objects.get_or_create(key=knowledge.key)
        if guideline.versions.filter(number=knowledge.version).exists():
            raise ContentError(f"{HEAD}, version: {knowledge.version} is already there")
        version = GuidelineVersion(
            guideline=guideline,
            number=knowledge.version,
            title=knowledge.title,
            notice=knowledge.notice,
            review_by=knowledge.review_by or None,
            changes=knowledge.changes,
            digest=digest(knowledge),
        )
        version.loaded_from = source
        version.save()
        for name, model in COLLECTIONS.items():
            _create(model, {version: getattr(knowledge, name)}, name)
    return version


def export(version, directory):
    """Write the content of a version as YAML files that `read_directory` reads back."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    data = document(frozen.load(version))
    for name in FILES:
        rows = "\n".join(_dump([row]) for row in data[name])
        (directory / f"{name}.yaml").write_text(rows or "[]\n", encoding="utf-8")
    head = {name: data[name] for name in IN_HEAD if data.get(name)}
    (directory / f"{HEAD}.yaml").write_text(_dump(head), encoding="utf-8")


def document(knowledge) -> dict:
    """The content as plain data in field order, without values that equal the default."""
    return _written(knowledge) | {name: _rows(getattr(knowledge, name)) for name in COLLECTIONS}


def digest(knowledge) -> str:
    """SHA-256 over what the content says; the version number and the layout do not count."""
    data = document(knowledge) | {"version": None}
    text = json.dumps(data, sort_keys=True, default=plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _check_head(knowledge):
    fields_of = ((Guideline, "key"), (GuidelineVersion, "title"), (GuidelineVersion, "review_by"))
    for model, name in fields_of:
        try:
            model._meta.get_field(name).clean(getattr(knowledge, name) or None, None)
        except ValidationError as error:
            raise ContentError(f"{HEAD}, {name}: {error.messages[0]}") from None


def _create(model, rows_of, place):
    """Rows below each parent, and then the rows below those."""
    parents, rows = [], []
    for parent, items in rows_of.items():
        _refuse_doubles(model, items, place)
        for position, item in enumerate(items, 1):
            rows.append(_row(model, parent, position, item, f"{place} {position}"))
            parents.append(item)
    model.objects.bulk_create(rows)
    for name in frozen.nested(type(parents[0])) if parents else ():
        below = model._meta.get_field(name).related_model
        _create(below, dict(zip(rows, (getattr(i, name) for i in parents), strict=True)), name)


def _refuse_doubles(model, items, place):
    """The database would refuse them too, but could not say which rows they are."""
    for constraint in model._meta.constraints:
        first = {}
        for position, item in enumerate(items, 1):
            name = getattr(item, constraint.fields[-1])
            if name in first:
                raise ContentError(f"{place} {first[name]} and {position} are both {name!r}")
            first[name] = position


def _row(model, parent, position, item, place):
    inner = frozen.nested(type(item))
    values = {f.name: getattr(item, f.name) for f in fields(item) if f.name not in inner}
    row = model(**{model.parent: parent}, position=position, **values)
    try:
        row.clean_fields(exclude=[model.parent])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise ContentError(f"{place} {row} ({parent}), {name}: {messages[0]}") from None
    return row


def _rows(value):
    if isinstance(value, tuple):
        return [_rows(item) for item in value]
    return _written(value) if hasattr(value, "__dataclass_fields__") else value


def _written(item):
    return {
        field.name: _rows(getattr(item, field.name))
        for field in fields(item)
        if getattr(item, field.name) != _default(field)
    }


def _default(field):
    return field.default if field.default_factory is MISSING else field.default_factory()


def _read_file(path, kind):
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ContentError(f"is larger than {LARGEST_FILE} bytes")
        text = path.read_text(encoding="utf-8")
        _refuse_hostile(text)
        value = yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, TypeError, ValueError, RecursionError, OSError) as error:
        raise ContentError(f"{path}: {error}") from None
    if not isinstance(value, kind):
        wanted = "fields with values" if kind is dict else "a list of rows"
        raise ContentError(f"{path}: expected {wanted}")
    return value


def _refuse_hostile(text):
    """Nothing that a content file needs, and that could fill the memory or fail later."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ContentError(f"lists and fields stand more than {DEEPEST} deep")
        if getattr(event, "anchor", None):
            raise ContentError(f"&{event.anchor} or *{event.anchor}: repeat the text instead")
        value = getattr(event, "value", "")
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise ContentError(f"{ascii(value)[:80]} holds what is not a character")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Dates stay text, and a field written twice is an error instead of the last one winning."""

    yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the field {key.value!r} is written twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class _Dumper(yaml.SafeDumper):
    """Rows in blocks, lists of words on one line, numbers as they were written."""

    def ignore_aliases(self, data):
        return True

    def represent_list(self, data):
        flow = not any(isinstance(item, (dict, list)) for item in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=flow)

    def represent_number(self, data):
        text = plain(data)
        kind = "float" if "." in text else "int"
        return self.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(list, _Dumper.represent_list)
_Dumper.add_representer(Decimal, _Dumper.represent_number)


def _dump(value):
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
