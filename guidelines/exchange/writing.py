"""From content to YAML files that a person can read, and to the digest of what it says."""

import hashlib
import json
from dataclasses import MISSING, fields
from decimal import Decimal
from pathlib import Path

import yaml

from guidelines import frozen
from guidelines.fields import plain
from guidelines.models import COLLECTIONS

from .layout import FILES, HEAD, IN_HEAD


def export(version, directory):
    """Write the content of a version as YAML files that `read_directory` reads back."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in texts_of(version).items():
        (directory / name).write_text(text, encoding="utf-8")


def texts_of(version) -> dict[str, str]:
    """The content of a version as the text of each file, by the name of the file."""
    data = document(frozen.load(version))
    head = {name: data[name] for name in IN_HEAD if data.get(name)}
    rows = {name: "\n".join(_dump([row]) for row in data[name]) for name in FILES}
    return {f"{HEAD}.yaml": _dump(head)} | {f"{n}.yaml": text or "[]\n" for n, text in rows.items()}


def document(knowledge) -> dict:
    """The content as plain data in field order, without values that equal the default."""
    return _written(knowledge) | {name: _rows(getattr(knowledge, name)) for name in COLLECTIONS}


def digest(knowledge) -> str:
    """SHA-256 over what the content says; the version number and the layout do not count."""
    data = document(knowledge) | {"version": None}
    text = json.dumps(data, sort_keys=True, default=plain)
    return hashlib.sha256(text.encode()).hexdigest()


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
