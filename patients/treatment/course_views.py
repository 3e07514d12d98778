"""What a patient takes: enter a course, change its dose, end it, judge it, take it back."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidelines import frozen
from guidelines.engine import taper_hold, wording
from patients.in_force import version_in_force
from patients.models import Patient, TreatmentCourse
from patients.treatment import course_forms, courses, named, taken
from patients.visits import medicines

REFUSED = 422
NAME_LENGTH = 200
may_add = permission_required("patients.add_treatmentcourse", raise_exception=True)
may_change = permission_required("patients.change_treatmentcourse", raise_exception=True)


@require_http_methods(["GET", "POST"])
@may_add
def course_add(request, pk):
    """A course that is or was taken: first its drug, then the form that fits the drug."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    try:
        content = frozen.load(version_in_force())
    except ValidationError as refusal:
        messages.error(request, refusal.message)
        return redirect(patient)
    context = {"patient": patient, "name": request.GET.get("name", "")}
    drug, error = _drug(request, content)
    if drug is None:
        context |= {"regimens": content.regimens, "error": error}
        return render(request, "patients/course_drug.html", context)
    remarks = _remarks(drug, content)
    near = next((row.nearest for row in remarks["unrecognized"] if row.nearest), "")
    form = course_forms.CourseForm(drug, request.POST or None, near=near)
    context |= {"form": form, "drug": drug} | remarks

    act = partial(courses.open_course, patient=patient)
    return _answer(request, patient, form, act, "patients/course_form.html", context)


def _drug(request, content):
    """The drug that the address names, or None with what is wrong about it."""
    if code := request.GET.get("regimen", ""):
        drug = course_forms.of_regimen(code, content)
        return drug, "" if drug else "The guideline has no such treatment."
    name = " ".join(request.GET.get("name", "").split())
    if not name or len(name) > NAME_LENGTH:
        return None, "Write the name of the drug." if "name" in request.GET else ""
    try:
        row = named.regimen_of(name, content)
    except ValidationError as refusal:
        return None, refusal.messages[0]
    if row and not (named.has_other_forms(row) and "other" in request.GET):
        return course_forms.of_regimen(row.code, content)._replace(name=name), ""
    return course_forms.Drug(name), ""


def _remarks(drug, content):
    """What to know about a drug typed by its name: the guideline's treatment, or that none is."""
    row = next((row for row in content.regimens if row.code == drug.regimen), None)
    if row:
        by_name = row if drug.name != row.name else None
        has_forms = by_name and named.has_other_forms(row)
        return {"treatment": by_name, "has_other_forms": has_forms, "unrecognized": []}
    own = ("", drug.name)
    rows = content.regimens
    return {
        "unrecognized": [row for row in medicines.read(drug.name, content) if not row.words],
        "known": [row for row in rows if medicines.is_same((row.code, row.name), own, content)],
    }


def _answer(request, patient, form, act, template, context):
    """The page, the page with what was refused, or what was done and the way back."""
    if request.method == "POST" and form.is_valid():
        try:
            course = act(by=request.user, **form.details())
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, f"Recorded: {course.name}.")
            return redirect(f"{patient.get_absolute_url()}#courses")
    status = REFUSED if form.errors else 200
    return render(request, template, context | {"form": form}, status=status)


def _course(request, pk):
    visible = Patient.objects.visible_to(request.user)
    rows = TreatmentCourse.objects.standing().select_related("patient")
    return get_object_or_404(rows, pk=pk, patient__in=visible)


def _judged(course):
    """The response and the adequacy that are recorded, as their form has them."""
    adequate = {True: "yes", False: "no"}.get(course.adequate_dose, "")
    return {"response": course.response, "adequate_dose": adequate}


def _edit(request, course, form, act, title, button, text="", offers_taper=False):
    context = {"patient": course.patient, "course": course, "title": title}
    context |= {"button": button, "text": text, "offers_taper": offers_taper}
    return _answer(request, course.patient, form, act, "patients/course_edit.html", context)


@require_http_methods(["GET", "POST"])
@may_change
def course_change(request, pk):
    """Another dose from a day on."""
    course = _course(request, pk)
    initial = {"on": wording.date(timezone.localdate()), "weekday": course.weekday}
    drug = course_forms.of_course(course)
    form = course_forms.ChangeForm(drug, request.POST or None, initial=initial)
    act = partial(courses.change_dose, course=course)
    text = "Doses planned from that day on are replaced; the doses before it stay."
    return _edit(request, course, form, act, f"Another dose of {course.name}", "Save", text)


@require_http_methods(["GET", "POST"])
@may_change
def course_stop(request, pk):
    """The end of a course."""
    course = _course(request, pk)
    is_steroid = taken.is_glucocorticoid(course, frozen.load(version_in_force()))
    on = course.stop or timezone.localdate()
    initial = {"on": wording.date(on), "reason": course.stop_reason, "note": course.stop_note}
    initial |= _judged(course)
    form = course_forms.StopForm(request.POST or None, initial=initial, may_be_abrupt=is_steroid)
    act = partial(courses.stop, course=course)
    text = taper_hold.NEVER_ABRUPTLY if is_steroid else ""
    return _edit(request, course, form, act, f"Stop {course.name}", "Stop", text, is_steroid)


@require_http_methods(["GET", "POST"])
@may_change
def course_reopen(request, pk):
    """Take back the end of a course that goes on."""
    course = _course(request, pk)
    form = course_forms.ReopenForm(request.POST if request.method == "POST" else None)
    act = partial(courses.reopen, course=course)
    text = "It counts as taken from then on, with the doses that the stop had ended."
    return _edit(request, course, form, act, f"Reopen {course.name}?", "Reopen", text)


@require_http_methods(["GET", "POST"])
@may_change
def course_response(request, pk):
    """What came of a course."""
    course = _course(request, pk)
    form = course_forms.ResponseForm(request.POST or None, initial=_judged(course))
    act = partial(courses.judge, course=course)
    text = "Twelve weeks at an adequate dose without enough effect count as a failed treatment."
    return _edit(request, course, form, act, f"Response to {course.name}", "Save", text)


@require_http_methods(["GET", "POST"])
@may_change
def course_remove(request, pk):
    """Take back a course that was entered in error."""
    course = _course(request, pk)
    form = course_forms.TakeBackForm(request.POST or None)
    act = partial(courses.take_back, course=course)
    text = (
        "It will count nowhere any more: not in the chart, the tests due or the next plan. "
        "It stays in the record as an error. If the drug was taken and is not any more, stop it."
    )
    return _edit(request, course, form, act, f"Take back {course.name}?", "Take it back", text)
