"""What the plan proposes from the record: the clinician takes it over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from patients.visits import actions, proposals
from patients.visits.consultation import Consultation
from patients.visits.views import REFUSED, may_change, not_saved, panel_of, visible


@require_POST
@may_change
def propose(request, pk):
    """Take over the answer that a signal proposes; answers with the plan and the question."""
    found, refusal, element = visible(request, pk), "", None
    about = {name: request.POST.get(name, "") for name in ("signal", "value")}
    try:
        element = proposals.take_over(encounter=found, by=request.user, **about)
    except actions.GoneError as gone:
        return not_saved(request, found, gone)
    except ValidationError as error:
        refusal = error.message
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        return redirect(f"{found.get_absolute_url()}#plan")
    context = _changed(found, element) | {"panel": panel_of(found), "problem": refusal}
    return render(request, "patients/_saved.html", context, status=REFUSED if refusal else 200)


def _changed(found, element):
    """What changes on the page: the plan, and the question that was answered."""
    consultation = Consultation(found)
    if element is None:
        return consultation.confirmed([])
    form = consultation.dress(consultation.form(element.section))
    return consultation.confirmed([element.key]) | {"replaced": [form[element.key]]}
