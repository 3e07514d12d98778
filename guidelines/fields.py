"""Columns that hold what the content files hold: lists, exact numbers and conditions."""

import json
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from guidelines.engine.plain_data import UNFIT, fits

EXPRESSION_HELP = (
    "One line of text, for example: ab_hmgcr = positive and severity in (moderate, severe) "
    "and not takes(methotrexate)"
)


class CommaSeparatedField(forms.CharField):
    """A list of words typed on one line."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value):
        return [word.strip() for word in super().to_python(value).split(",") if word.strip()]

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class ListField(models.Field):
    """A list of keys, codes or numbers in their order, stored as JSON, typed between commas."""

    def __init__(self, *args, **options):
        super().__init__(*args, **{"default": list, "blank": True} | options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"blank": self.blank}

    def get_internal_type(self):
        return "TextField"

    def from_db_value(self, value, expression, connection):
        return json.loads(value)

    def to_python(self, value):
        return [plain(word) if isinstance(word, Decimal) else str(word) for word in value]

    def get_prep_value(self, value):
        # A search gives the text to look for, not a list.
        if isinstance(value, str):
            return value
        return json.dumps(self.to_python(value), ensure_ascii=False)

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if broken := [word for word in value if "," in word]:
            raise ValidationError(f"“{broken[0]}” holds a comma: write it without.")

    def formfield(self, **options):
        return super().formfield(
            **options
            | {
                "form_class": CommaSeparatedField,
                "help_text": f"{self.help_text} Separate several by commas.",
                "widget": forms.TextInput(attrs={"class": "vLargeTextField"}),
            }
        )


class NumberField(models.Field):
    """An exact decimal number, stored as written: no digit is lost and none is added."""

    def __init__(self, *args, **options):
        super().__init__(*args, **{"null": True, "blank": True} | options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"null": self.null, "blank": self.blank}

    def get_internal_type(self):
        return "TextField"

    def from_db_value(self, value, expression, connection):
        return None if value is None else Decimal(value)

    def to_python(self, value):
        if value is None:
            return value
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise ValidationError(f"“{value}” is not a number.") from None
        if isinstance(value, bool) or not number.is_finite():
            raise ValidationError(f"“{value}” is not a number.")
        if not fits(number):
            raise ValidationError(f"Too long: {UNFIT}.")
        return number

    def get_prep_value(self, value):
        number = self.to_python(value)
        return None if number is None else plain(number)

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **options):
        return super().formfield(**{"form_class": forms.DecimalField} | options)


class ExpressionField(models.TextField):
    """A condition on the patient, in the notation of the engine; the admin checks it on save."""

    def __init__(self, *args, **options):
        super().__init__(*args, **{"help_text": EXPRESSION_HELP} | options)


def plain(number):
    """The number's digits without exponent and without trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
