"""The consultation: start, findings, decisions, review, signature, amendment, summary."""

import re
from contextlib import suppress
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.documents import summary as documents
from patients.models import Encounter, Patient
from patients.models.people import Paper
from patients.visits import actions, decided, record_news
from patients.visits.consultation import Consultation, conflicts_of
from patients.visits.panel import Panel

REFUSED = 422
TYPED = ("amount", "often", "weekday", "dose", "reason_code", "reason")  # with a decision
may_change = permission_required("patients.change_encounter", raise_exception=True)
may_sign = permission_required("patients.sign_encounter", raise_exception=True)


def visible(request, pk, status=None):
    """A consultation of a patient whom the user may see, or 404."""
    found = Encounter.objects.visible_to(request.user)
    if status:
        found = found.filter(status=status)
    related = ("patient", "version__guideline", "signed_by", "amends", "visit")
    return get_object_or_404(found.select_related(*related), pk=pk)


def panel_of(encounter, refusal=None):
    """The plan arranged for reading, with a decision just refused."""
    decisions = list(encounter.decisions.select_related("by"))
    plan, is_open = encounter.current_plan(), not encounter.is_signed and not encounter.is_withdrawn
    if not encounter.is_signed:
        plan = plan | {"confirm": record_news.to_confirm(encounter)}
    return Panel(plan, decisions, is_open, refusal)


@require_POST
@permission_required("patients.add_encounter", raise_exception=True)
def encounter_start(request, pk):
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    try:
        draft = actions.start(patient=patient, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
        return redirect(patient)
    return _opened(request, draft)


def _opened(request, draft):
    """Lead to a draft, and say which answers of the last time it could not take over."""
    if lost := actions.left_behind(draft):
        text = "Not taken over, because the guideline no longer asks for it: "
        messages.warning(request, text + ", ".join(lost))
    return redirect(draft)


@require_safe
@permission_required("patients.view_encounter", raise_exception=True)
def encounter(request, pk):
    found = visible(request, pk)
    if found.is_signed:
        context = {"encounter": found, "panel": panel_of(found)}
        context["amendment"] = found.amendments.first()
        return render(request, "patients/encounter_signed.html", context)
    return _page(request, found)


@require_safe
@permission_required("patients.view_encounter", raise_exception=True)
def why_not(request, pk):
    """The advice that does not apply, each piece with its reason."""
    found = visible(request, pk)
    if found.is_withdrawn:
        return redirect(found)
    panel = panel_of(found)
    context = {"encounter": found, "others": panel.others(), "on": panel.plan["on"]}
    template = "advice/_why_not.html" if request.htmx else "patients/why_not.html"
    return render(request, template, context)


def _page(request, found, status=200, posted=(), refusal=None):
    """The consultation page of a draft; after a refusal with what was typed."""
    questions = posted[1] if posted else ()
    errors = [row for row in questions if row.errors or row.field.message.conflict]
    origin = found.origin
    consultation = Consultation(found, last=origin.findings if origin else {})
    context = {
        "encounter": found,
        "consultation": consultation,
        "sections": consultation.sections(*posted),
        "panel": panel_of(found, refusal),
        "refused_answers": errors,
    }
    return render(request, "patients/encounter.html", context, status=status)


@require_POST
@may_change
def section(request, pk, key):
    """Record one section as posted; answers with the plan and what changed around the form."""
    found = visible(request, pk)
    consultation = Consultation(found)
    if key not in consultation.elements:
        raise Http404
    form = consultation.form(key, request.POST)
    try:
        outdated, conflicts = _record(request, found, form)
    except ValidationError as refusal:
        if found.is_withdrawn and not request.htmx:  # the page says so, and keeps what was typed
            posted = (key, consultation.dress(form), found.revision)
            return _page(request, found, REFUSED, posted)
        return not_saved(request, found, refusal)
    revision = _number(request, "revision") if conflicts else found.revision
    status = REFUSED if conflicts or not form.is_valid() else 200
    if not request.htmx and status == REFUSED:
        posted = (key, consultation.dress(form, conflicts), revision)
        return _page(request, found, status, posted)
    if not request.htmx:
        return redirect(f"{found.get_absolute_url()}#section-{key}")
    context = consultation.saved(key, form, conflicts, outdated)
    problem = consultation.problem(form, conflicts)
    context |= {"panel": panel_of(found), "revision": revision, "problem": problem}
    return render(request, "patients/_saved.html", context, status=status)


def _record(request, found, form):
    """Record what was posted: the keys whose shown answer is out of date, and the conflicts."""
    try:
        outdated = actions.record(
            encounter=found, answers=form.findings(), revision=_number(request, "revision"),
            mine=request.POST.getlist("mine"), theirs=request.POST.getlist("theirs"),
            by=request.user,
        )  # fmt: skip
    except actions.ConflictError as conflict:
        return set(), conflicts_of(found, form, conflict.keys)
    if "again" in request.POST:
        with suppress(ValidationError):  # another value was typed than the one of the record
            actions.found_again(encounter=found, key=request.POST["again"], by=request.user)
    if "confirm" in request.POST:
        with suppress(ValidationError):  # another value was typed than the one asked about
            actions.confirm(encounter=found, shown=_confirmed(request), by=request.user)
    return outdated, {}


def _confirmed(request):
    """The values that are confirmed in a post, by key, as they were shown."""
    rows = (text.partition(" ") for text in request.POST.getlist("confirm"))
    return {key: value for key, _, value in rows}


def _number(request, name):
    """A posted number of this site's own making; -1 for anything else."""
    text = request.POST.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1


def not_saved(request, found, refusal):
    """What is shown when a draft was signed or cancelled by somebody else meanwhile."""
    if not request.htmx:
        messages.error(request, refusal.message)
        return redirect(found.patient)
    context = {"encounter": found, "text": refusal.message}
    return render(request, "patients/_not_saved.html", context, status=409)


def answered(request, found, act, changed=Consultation.taken_over, back="plan"):
    """Do what a button beside the questions asks; answers with the plan and what it changed.

    `act()` returns the keys it answered, `changed(consultation, keys)` what the page then shows.
    """
    refusal, keys = "", []
    try:
        keys = act()
    except actions.GoneError as gone:
        return not_saved(request, found, gone)
    except ValidationError as error:
        refusal = error.message
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        return redirect(f"{found.get_absolute_url()}#{back}")
    context = changed(Consultation(found), keys) | {"panel": panel_of(found), "problem": refusal}
    return render(request, "patients/_saved.html", context, status=REFUSED if refusal else 200)


@require_POST
@may_change
def encounter_confirm(request, pk):
    """Confirm values of the plan's list, each as it was shown."""
    found, shown = visible(request, pk), _confirmed(request)
    act = partial(actions.confirm, encounter=found, shown=shown, by=request.user)
    return answered(request, found, act, lambda page, keys: page.confirmed(shown))


@require_POST
@may_change
def decide(request, pk):
    """Decide about one piece of advice, or take the decision back."""
    found = visible(request, pk)
    try:
        refusal = _decide(request, found)
    except actions.GoneError as gone:
        return not_saved(request, found, gone)
    status = REFUSED if refusal else 200
    if request.htmx:
        context = {"encounter": found, "panel": panel_of(found, refusal)}
        return render(request, "patients/_decided.html", context, status=status)
    if refusal:
        return _page(request, found, status, refusal=refusal)
    back = "review" if request.POST.get("back") == "review" else "encounter"
    return redirect(f"patients:{back}", pk)


def _decide(request, found):
    """Record the posted decision; if it is refused: what was typed, and why."""
    typed = {name: request.POST.get(name, "") for name in TYPED}
    kind, target = request.POST.get("kind", ""), request.POST.get("target", "")
    advice, _, regimen = target.partition(" ")
    about = {"encounter": found, "advice": advice, "regimen": regimen}
    try:
        if kind == "undo":
            actions.undecide(**about)
        elif kind == "again":
            actions.decide_again(**about, by=request.user)
        else:
            shown = request.POST.get("shown", "")
            actions.decide(**about, kind=kind, by=request.user, shown=shown, **typed)
    except actions.GoneError:
        raise
    except ValidationError as error:
        errors = getattr(error, "error_dict", None) and error.message_dict
        refused = {"target": target, "kind": kind, "text": " ".join(error.messages)}
        return typed | refused | {"errors": errors or {}}
    return None


@require_safe
@may_sign
def review(request, pk):
    found = visible(request, pk, Encounter.Status.DRAFT)
    if found.is_withdrawn:
        return redirect(found)
    return render(request, "patients/review.html", _review(found))


def _review(found, refusal=""):
    panel = panel_of(found)
    reviewed = decided.reviewed(panel.plan, panel.decisions.values())
    return {
        "encounter": found,
        "panel": panel,
        "reviewed": reviewed,
        "refusal": refusal,
        "news": record_news.of(found),
    }


@require_POST
@may_sign
def sign(request, pk):
    found = visible(request, pk)
    try:
        actions.sign(
            encounter=found, revision=_number(request, "revision"), by=request.user,
            reviewed=request.POST.get("reviewed", ""), seen="seen" in request.POST,
        )  # fmt: skip
    except ValidationError as refusal:
        if found.is_signed or found.is_withdrawn:
            messages.error(request, refusal.message)
            return redirect(found)
        context = _review(found, refusal.message)
        return render(request, "patients/review.html", context, status=REFUSED)
    messages.success(request, "Signed. The consultation can no longer change.")
    return redirect(found)


@require_http_methods(["GET", "POST"])
@may_change
def cancel(request, pk):
    found = visible(request, pk)
    if request.method == "GET" and not found.is_signed:
        return render(request, "patients/cancel.html", {"encounter": found})
    try:
        actions.cancel(encounter=found)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
        return redirect(found)
    messages.success(request, "The consultation was cancelled. Nothing of it was kept.")
    return redirect(found.patient)


@require_http_methods(["GET", "POST"])
@may_sign
def amend(request, pk):
    found = visible(request, pk, Encounter.Status.SIGNED)
    reason, refusal = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            return _opened(request, actions.amend(encounter=found, reason=reason, by=request.user))
        except ValidationError as error:
            refusal = error.message
    context = {"encounter": found, "reason": reason, "refusal": refusal}
    return render(request, "patients/amend.html", context, status=REFUSED if refusal else 200)


@require_safe
@permission_required("patients.view_encounter", raise_exception=True)
def summary(request, pk):
    found = visible(request, pk)
    if found.is_withdrawn:
        return redirect(found)
    paper = request.GET.get("paper", "")
    pdf = documents.treatment_summary(
        found, request.build_absolute_uri("/").rstrip("/"),
        paper=paper if paper in Paper.values else "", annex=request.GET.get("annex") == "1",
    )  # fmt: skip
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, documents.file_name(found))
    return response
