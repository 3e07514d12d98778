"""What the record says now: the clinician takes it over into an open draft."""

from functools import partial

from django.views.decorators.http import require_POST

from patients.visits import actions
from patients.visits.views import answered, may_change, visible


@require_POST
@may_change
def take_over(request, pk):
    """Take answers of the record, one or all; answers with the plan and the questions."""
    found = visible(request, pk)
    shown = dict(zip(request.POST.getlist("key"), request.POST.getlist("now"), strict=False))
    act = partial(actions.take_over, encounter=found, shown=shown, by=request.user)
    return answered(request, found, act, back="record-news")
