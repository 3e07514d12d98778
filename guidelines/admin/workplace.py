"""The workplace of an author: the state of a version, and all its rows in reading order."""

from django.utils import timezone

from guidelines import frozen
from guidelines.admin.coming import others_to_come
from guidelines.admin.order import ORDERED, may_move, order
from guidelines.admin.places import list_url
from guidelines.admin.remarks import remarks_of
from guidelines.admin.steps import closed_steps, open_steps
from guidelines.checks import forerunner
from guidelines.engine import wording
from guidelines.engine.build import ContentError
from guidelines.models import COLLECTIONS

ACTS = {
    "submitted": "Submitted for review",
    "approved": "Approved",
    "published": "Published",
    "withdrawn": "Withdrawn",
}


def workplace(version, user):
    """Everything the page of a version shows at once; what takes longer is loaded by itself."""
    context = {
        "title": str(version),
        "subtitle": None,
        "version": version,
        "forerunner": forerunner(version),
        "history": history(version),
        "to_come": others_to_come(version),
        "steps": open_steps(version, user),
        "closed_steps": closed_steps(version, user),
    }
    try:
        content = frozen.load(version)
    except ContentError as error:
        return context | {"problems": str(error).splitlines(), "collections": lists(version)}
    remarks = remarks_of(version)
    return context | {
        "remarks": remarks,
        "collections": lists(version, content),
        "orders": [
            order(version, name, may_move(version, user, name), remarks) for name in ORDERED
        ],
    }


def history(version):
    """What happened to a version, first things first: (what, day, by whom)."""
    rows = [("Made", _day(version.created_at), "")]
    for act, label in ACTS.items():
        if moment := getattr(version, f"{act}_at"):
            rows.append((label, _day(moment), _name(getattr(version, f"{act}_by"))))
    return rows


def lists(version, content=None):
    """Each kind of row: its name, its number of rows where they can be read, and its list."""
    return [
        {
            "name": model._meta.verbose_name_plural,
            "count": "" if content is None else len(getattr(content, name)),
            "url": list_url(version, name),
        }
        for name, model in COLLECTIONS.items()
    ]


def _day(moment):
    return wording.date(timezone.localtime(moment).date())


def _name(user):
    return user.get_full_name() or user.get_username()
