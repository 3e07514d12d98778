"""Names with values, typed as JSON: one to a line, and an error with its line."""

import json

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput, JSONString


class MappingField(forms.JSONField):
    """JSON that is written with one name on each line."""

    def __init__(self, *args, **options):
        widget = AdminTextareaWidget(attrs={"rows": 16, "spellcheck": "false"})
        super().__init__(*args, **options | {"widget": widget})

    def to_python(self, value):
        if isinstance(value, str) and value.strip() and not isinstance(value, JSONString):
            try:
                json.loads(value, object_pairs_hook=_once, parse_constant=_refuse)
            except json.JSONDecodeError as error:
                place = f"Line {error.lineno}, column {error.colno}"
                raise ValidationError(f"{place}: this cannot be read. {error.msg}.") from None
        return super().to_python(value)

    def bound_data(self, data, initial):
        """What was typed, as it was typed."""
        return data if data is None else InvalidJSONInput(data)

    def prepare_value(self, value):
        return written(value) if isinstance(value, dict) else super().prepare_value(value)


def written(value) -> str:
    """A mapping as JSON with one name on each line."""
    rows = [f"  {_json(name)}: {_json(item)}" for name, item in value.items()]
    return "{\n" + ",\n".join(rows) + "\n}" if rows else "{}"


def _json(value):
    return json.dumps(value, ensure_ascii=False)


def _once(pairs):
    names = [name for name, _ in pairs]
    if double := next((name for name in names if names.count(name) > 1), None):
        raise ValidationError(f"{double} stands twice.")
    return dict(pairs)


def _refuse(word):
    raise ValidationError(f"{word} is not a number.")
