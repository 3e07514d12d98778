"""What the record says now: the clinician takes it over into an open draft."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from patients.visits import actions
from patients.visits.consultation import Consultation
from patients.visits.views import REFUSED, may_change, not_saved, panel_of, visible


@require_POST
@may_change
def take_over(request, pk):
    """Take answers of the record, one or all; answers with the plan and the questions."""
    found, refusal, keys = visible(request, pk), "", []
    shown = dict(zip(request.POST.getlist("key"), request.POST.getlist("now"), strict=False))
    try:
        keys = actions.take_over(encounter=found, shown=shown, by=request.user)
    except actions.GoneError as gone:
        return not_saved(request, found, gone)
    except ValidationError as error:
        refusal = error.message
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        return redirect(f"{found.get_absolute_url()}#q-{keys[0]}" if keys else found)
    context = Consultation(found).taken_over(keys)
    context |= {"panel": panel_of(found), "problem": refusal}
    return render(request, "patients/_saved.html", context, status=REFUSED if refusal else 200)
