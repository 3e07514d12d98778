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
    """Take one answer of the record; answers with the plan and the question."""
    found, refusal, keys = visible(request, pk), "", []
    key, now = request.POST.get("key", ""), request.POST.get("now", "")
    try:
        keys = actions.take_over(encounter=found, shown={key: now}, by=request.user)
    except actions.GoneError as gone:
        return not_saved(request, found, gone)
    except ValidationError as error:
        refusal = error.message
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        return redirect(f"{found.get_absolute_url()}#q-{key}" if not refusal else found)
    context = Consultation(found).taken_over(keys)
    context |= {"panel": panel_of(found), "problem": refusal}
    return render(request, "patients/_saved.html", context, status=REFUSED if refusal else 200)
