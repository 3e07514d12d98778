"""What is deleted with a draft: told by numbers, in few queries however much it holds."""

from collections import Counter

from django.db.models import PROTECT

from guidelines import frozen
from guidelines.models import COLLECTIONS, GuidelineVersion


def deleted_with(versions, user):
    """What Django's page asks: (names, {kind: number}, kinds the user may not delete, protected).

    Only numbers are told of rows outside the guideline: they may be of patients.
    """
    counts, protected = _around(versions)
    for version in versions:
        counts.update(_rows(version))
    kinds = [model._meta for model in COLLECTIONS.values()]
    needed = {
        kind.verbose_name
        for kind in kinds
        if not user.has_perm(f"guidelines.delete_{kind.model_name}")
    }
    return [str(version) for version in versions], counts, needed, protected


def _rows(version):
    """The number of rows of each kind, what stands below them not counted."""
    data = frozen.read_rows(version)
    numbers = {model: len(data[name]) for name, model in COLLECTIONS.items()}
    return {kind._meta.verbose_name_plural: number for kind, number in numbers.items() if number}


def _around(versions):
    """What else rests on versions: numbers of what goes with them, and what holds them."""
    counts, protected = Counter(), []
    for relation in GuidelineVersion._meta.related_objects:
        if relation.related_model in COLLECTIONS.values():
            continue
        rows = relation.related_model._base_manager
        kind = relation.related_model._meta.verbose_name_plural
        number = rows.filter(**{f"{relation.field.name}__in": versions}).count()
        if number and relation.on_delete is PROTECT:
            protected.append(f"{kind.capitalize()}: {number}")
        elif number:
            counts[kind] += number
    return counts, protected
