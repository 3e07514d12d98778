"""What an impact run found: how far it is, counts, groups of changes, and whom to look at again."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Sum

from guidelines.models import GuidelineVersion
from patients.models import Encounter, Patient, Replay, ReplayChunk, ReplayDifference

Status = ReplayChunk.Status
Severity = ReplayDifference.Severity
RECALLED = Severity.MAJOR  # and graver: what was given or advised would be something else
MOST_GROUPS = 100
MOST_PATIENTS = 200
OF_ONE_PATIENT = ("dose", "reason", "test", "answers", "error")  # their words differ by patient


class Progress(NamedTuple):
    """Consultations of a run, in all, done, and those of chunks that failed with the errors."""

    total: int
    done: int
    failed: int
    errors: list[str]

    @property
    def ended(self):
        return self.done + self.failed

    @property
    def percent(self):
        return 100 * self.ended // self.total if self.total else 100


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


class Recall(NamedTuple):
    """A patient to look at again, with the consultations that would end otherwise."""

    patient: Patient
    severity: Severity
    differences: list[ReplayDifference]


class RecallList(NamedTuple):
    """A run, how many of its consultations were not evaluated, and whom it says to look at."""

    run: Replay
    failed: int
    recalls: list[Recall]


def progress(replay) -> Progress:
    """How far a run is."""
    rows = replay.chunks.values_list("status").annotate(Sum("size"))
    sizes = dict(rows.order_by())
    failed = sizes.get(Status.FAILED, 0)
    errors = replay.chunks.filter(status=Status.FAILED).order_by() if failed else None
    told = list(errors.values_list("error", flat=True).distinct()) if failed else []
    return Progress(sum(sizes.values()), sizes.get(Status.DONE, 0), failed, told)


def severities(replay) -> list[Counted]:
    """The number of consultations by the severity of what changed, the gravest first."""
    rows = replay.differences.values_list("severity").annotate(Count("pk"))
    return [Counted(Severity(value), count) for value, count in rows.order_by("-severity")]


def results(replay, user) -> dict:
    """All that the page of a run shows to a user; names only of patients the user may see."""
    counts = severities(replay)
    return {
        "severities": counts,
        "different": sum(row.count for row in counts),
        "groups": groups(replay)[:MOST_GROUPS],
        "responsible": responsible(replay),
        "recalls": recalls_of(replay, user),
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
    rows = _recalled(replay).values(
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


def recalls_of(replay, user) -> list[Recall]:
    """The patients to look at again among those whom a user may see, the gravest first."""
    if not user.has_perm("patients.view_patient"):
        return []
    rows = _recalled(replay).filter(encounter__patient__in=Patient.objects.visible_to(user))
    found = {}
    about = rows.select_related("encounter__patient", "encounter__signed_by", "encounter__visit")
    for row in about.order_by("-severity", "encounter__patient", "-encounter__on", "-pk"):
        found.setdefault(row.encounter.patient, []).append(row)
    recalls = [
        Recall(patient, own[0].get_severity_display(), own) for patient, own in found.items()
    ]
    return recalls[:MOST_PATIENTS]


def _recalled(replay):
    """The grave differences of consultations that no later one amends."""
    amended = Encounter.objects.signed().filter(amends=OuterRef("encounter"))
    return replay.differences.filter(~Exists(amended), severity__gte=RECALLED)


def recalls(user, on) -> list[RecallList]:
    """For each version in force on a day what its last finished run says of the user's patients."""
    finished = Replay.objects.filter(status=Replay.Status.FINISHED)
    runs = finished.select_related("before", "after__approved_by")
    found = []
    for version in GuidelineVersion.objects.in_force(on):
        own = runs.filter(after=version, after_digest=version.digest).defer("drafts")
        if last := own.first():
            found.append(RecallList(last, progress(last).failed, recalls_of(last, user)))
    return found
