"""From plain data to the rows of a new draft: all of it or nothing."""

from dataclasses import fields

from django.core.exceptions import ValidationError
from django.db import transaction

from guidelines import frozen
from guidelines.engine.build import ContentError, Problem, build, build_anyway
from guidelines.engine.content import Content
from guidelines.engine.publication.names import names
from guidelines.engine.publication.rows import key_of
from guidelines.models import COLLECTIONS, Guideline, GuidelineVersion

from .writing import digest

NAMES_WAIT = "Names are checked once every file can be read."


def load(data, source="plain data") -> GuidelineVersion:
    """A new draft version with the rows of the plain data.

    `source` says where they are from, for the log of changes.

    Raises ContentError with every row and field that cannot be used.
    """
    return _create(build(data), source)


def check_files(files, data) -> Content:
    """The content of data that content files are part of.

    Raises ContentError with everything that cannot be used, by file and line: what cannot be read,
    what does not fit into its column, and names that do not exist.
    """
    content, problems = build_anyway(data)
    problems += _prepared(content)[1].problems
    if files.is_readable:
        problems += [problem_of(found, content) for found in names(content)]
    elif files.problems:
        problems.append(Problem(NAMES_WAIT))
    if problems or files.problems:
        with files.placing():
            raise ContentError(*_each_once(problems))
    return content


def load_files(files, data, source="content files") -> GuidelineVersion:
    """A new draft version from data that content files are part of.

    Raises ContentError like `check_files`.
    """
    return _create(check_files(files, data), source)


def _each_once(problems):
    """The first problem of each place: what follows from it is not told again."""
    told = []
    for problem in problems:
        if not any(_overlap(problem.path, path) for path in told):
            told.append(problem.path)
            yield problem


def _overlap(one, other):
    """Whether one path leads to the same place as another, or to what holds it."""
    shared = min(len(one), len(other))
    return shared > 0 and one[:shared] == other[:shared]


def problem_of(obstacle, content) -> Problem:
    """An obstacle with the path to its place in the data the content was built from."""
    rows = getattr(content, obstacle.collection) if obstacle.collection else ()
    numbers = [number for number, row in enumerate(rows) if key_of(row) == obstacle.key]
    row = (obstacle.collection, *numbers[-1:]) if obstacle.collection else ()
    path = (*row, obstacle.field) if obstacle.field else row
    place = " ".join(word for word in (obstacle.collection, obstacle.key) if word)
    return Problem(obstacle.text, path, f"{place}, {obstacle.field}".strip(", "))


def _create(content, source):
    version, rows = _prepared(content)
    if rows.problems:
        raise ContentError(*rows.problems)
    with transaction.atomic():
        version.guideline, _ = Guideline.objects.get_or_create(key=content.key)
        if version.guideline.versions.filter(number=content.version).exists():
            text = f"{content.version} is already there"
            raise ContentError(Problem(text, ("version",), "version"))
        version.loaded_from = source
        version.save()
        for model, made in rows.made:
            model.objects.bulk_create(made)
    return version


def _prepared(content):
    """The version and its rows, not saved yet, with what their columns refuse."""
    rows = _Rows()
    version = _version(content, rows)
    for name, model in COLLECTIONS.items():
        rows.add(model, name, [(version, getattr(content, name), (name,))])
    return version, rows


def _version(content, rows):
    """The version itself, not saved yet; what its columns refuse is among the problems."""
    rows.check(Guideline(key=content.key), ["key"], (), "")
    version = GuidelineVersion(
        number=content.version,
        title=content.title,
        notice=content.notice,
        review_by=content.review_by or None,
        changes=content.changes,
        digest=digest(content),
    )
    rows.check(version, ["title", "review_by"], (), "")
    return version


class _Rows:
    """Rows to be created, parents before what stands below them, and what is wrong with them."""

    def __init__(self):
        self.made, self.problems = [], []

    def add(self, model, name, groups):
        """Rows below each parent, and then the rows below those; a group is parent, items, path."""
        made = []
        for parent, items, path in groups:
            self._refuse_doubles(model, name, items, path)
            for number, item in enumerate(items):
                row = self._row(model, parent, number, item, (*path, number))
                made.append((row, item, (*path, number)))
        self.made.append((model, [row for row, _, _ in made]))
        for inner in frozen.nested(type(made[0][1])) if made else ():
            below = [(row, getattr(item, inner), (*path, inner)) for row, item, path in made]
            self.add(model._meta.get_field(inner).related_model, inner, below)

    def check(self, row, names, path, place):
        """Whether the columns of these names take their values."""
        others = [field.name for field in row._meta.fields if field.name not in names]
        try:
            row.clean_fields(exclude=others)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                where = (*path, name), f"{place}, {name}".strip(", ")
                self.problems += [Problem(text, *where) for text in messages]

    def _row(self, model, parent, number, item, path):
        inner = frozen.nested(type(item))
        values = {f.name: getattr(item, f.name) for f in fields(item) if f.name not in inner}
        row = model(**{model.parent: parent}, position=number + 1, **values)
        above = "" if model.parent == "version" else f" ({parent})"
        self.check(row, [*values], path, f"{path[-2]} {number + 1} {row}{above}")
        return row

    def _refuse_doubles(self, model, name, items, path):
        """The database would refuse them too, but could not say which rows they are."""
        for constraint in model._meta.constraints:
            column, first = constraint.fields[-1], {}
            for number, item in enumerate(items):
                value = getattr(item, column)
                if value in first:
                    text = f"{first[value] + 1} and {number + 1} are both {value!r}"
                    self.problems.append(Problem(text, (*path, number, column), name))
                first.setdefault(value, number)
