"""What an impact run found: counts, groups of changes, and who looks at which patients again."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, Q

from patients.impact.recall import recall_list, recalled
from patients.models import ReplayDifference

Severity = ReplayDifference.Severity
MOST_GROUPS = 100
OF_ONE_PATIENT = ("dose", "reason", "test", "answers", "error")  # their words differ by patient


class Counted(NamedTuple):
    """How many consultations have a severity as their gravest."""

    severity: Severity
    count: int


class ChangeGroup(NamedTuple):
    """The same change of several consultations."""

    severity: Severity
    key: str
    title: str
    text: str
    count: int


def severities(replay) -> list[Counted]:
    """The number of consultations by the severity of what changed, the gravest first."""
    rows = replay.differences.values_list("severity").annotate(Count("pk"))
    return [Counted(Severity(value), count) for value, count in rows.order_by("-severity")]


def results(replay, user) -> dict:
    """All that the page of a run shows to a user; names only of patients the user may see."""
    counts = severities(replay)
    return {
        "severities": counts,
        "different": sum(row.count for row in counts if row.severity > Severity.WORDING),
        "reworded": sum(row.count for row in counts if row.severity == Severity.WORDING),
        "groups": groups(replay)[:MOST_GROUPS],
        "responsible": responsible(replay),
        "list": recall_list(replay, user),
    }


def groups(replay) -> list[ChangeGroup]:
    """The changes of all consultations, each kind once with how many have it."""
    found = Counter()
    for changes in replay.differences.values_list("changes", flat=True).iterator():
        found.update({_group(change) for change in changes})
    rows = [ChangeGroup(*about, count) for about, count in found.items()]
    return sorted(rows, key=lambda row: (-row.severity, -row.count, row.key, row.text))


def _group(change):
    kind = change["kind"]
    text = f"{change['was']} → {change['now']}" if kind not in OF_ONE_PATIENT else ""
    about = f"{kind}: {text}" if text else kind
    return Severity(change["severity"]), change["key"], change["title"], about


def responsible(replay) -> list[dict]:
    """For each clinician and care team how many patients to look at again; no names of patients."""
    rows = recalled(replay).values(
        "encounter__signed_by__username",
        "encounter__signed_by__first_name",
        "encounter__signed_by__last_name",
        "encounter__patient__care_team__name",
    )
    safety = Count("encounter__patient", distinct=True, filter=Q(severity__gte=Severity.SAFETY))
    patients = Count("encounter__patient", distinct=True)
    rows = rows.annotate(patients=patients, safety=safety).order_by("-safety", "-patients")
    return [
        {
            "name": _name(row),
            "team": row["encounter__patient__care_team__name"],
            "patients": row["patients"],
            "safety": row["safety"],
        }
        for row in rows
    ]


def _name(row):
    first, last = row["encounter__signed_by__first_name"], row["encounter__signed_by__last_name"]
    return f"{first} {last}".strip() or row["encounter__signed_by__username"]
