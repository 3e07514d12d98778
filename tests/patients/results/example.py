"""The day of these tests, one result as it is entered, and what is stored."""

import datetime

from patients.models import Result

TODAY = datetime.date(2036, 11, 22)  # after the guideline came into force, whenever tests run
NOW = datetime.datetime(2036, 11, 22, 9, tzinfo=datetime.UTC)
BEFORE = datetime.datetime(2036, 11, 1, 9, tzinfo=datetime.UTC)
CK = ("2036-11-20", "CK", "8420", "U/L", "170", "City")


def stored():
    return list(Result.objects.standing().values_list("element", "on", "value"))


def cells(*rows, **more):
    names = ("date", "test", "value", "unit", "limit", "laboratory")
    padded = [(*row, *[""] * (6 - len(row))) for row in rows]
    return {
        name: list(column) for name, column in zip(names, zip(*padded, strict=True), strict=True)
    } | more
