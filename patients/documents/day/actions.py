"""What happens to the job of a day: started, stopped, taken up again, forgotten."""

from django.core.exceptions import ValidationError
from django.db import transaction

from guidelines.engine import wording
from patients import runs
from patients.documents.day.tasks import forget_day, set_document
from patients.models import CareTeam, DayDocument, DayPrint, Encounter
from patients.models.day_print import KEPT

NOTHING = "No consultation of {} was signed on {}."


def signed_on(day, care_team):
    """The consultations of a care team that were signed on a day, without those amended since."""
    signed = Encounter.objects.signed().filter(patient__care_team=care_team, signed_at__date=day)
    found = signed.exclude(amendments__status=Encounter.Status.SIGNED)
    return found.order_by("patient__family_name", "patient__given_name", "signed_at", "pk")


@transaction.atomic
def start(*, day, care_team, site, by):
    """Set the summaries of a day; a job of the same day that runs already is returned instead.

    Raises ValidationError where nothing was signed.
    """
    forget_old()
    CareTeam.objects.select_for_update().get(pk=care_team.pk)  # a second start waits
    running = DayPrint.objects.filter(day=day, care_team=care_team, site=site)
    if same := running.filter(status=DayPrint.Status.RUNNING).first():
        return same
    keys = list(signed_on(day, care_team).values_list("pk", flat=True))
    if not keys:
        raise ValidationError({"day": NOTHING.format(care_team, wording.date(day))})
    run = DayPrint.objects.create(day=day, care_team=care_team, site=site, requested_by=by)
    DayDocument.objects.bulk_create(DayDocument(run=run, encounter_id=key, size=1) for key in keys)
    runs.enqueue(run, set_document)
    forget = forget_day.using(run_after=run.requested_at + KEPT)
    transaction.on_commit(lambda: forget.enqueue())
    return run


def cancel(run):
    """Stop a job; what is set already can be fetched."""
    runs.cancel(run)


def resume(run):
    """Take up a job that was stopped, whose tasks were lost, or of which documents failed."""
    runs.resume(run, set_document)


def resume_all():
    """Take up every job that a worker before this one left unfinished, and forget the old ones."""
    forget_old()
    for run in DayPrint.objects.filter(status=DayPrint.Status.RUNNING):
        resume(run)


def forget_old():
    """Delete what was kept for its day, with the documents."""
    DayPrint.objects.old().delete()
