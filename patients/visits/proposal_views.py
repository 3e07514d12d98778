"""What the plan proposes from the record: the clinician takes it over."""

from functools import partial

from django.views.decorators.http import require_POST

from patients.visits import proposals
from patients.visits.views import answered, may_change, visible


@require_POST
@may_change
def propose(request, pk):
    """Take over the answer that a signal proposes; answers with the plan and the question."""
    found = visible(request, pk)
    about = {name: request.POST.get(name, "") for name in ("signal", "value")}
    act = partial(proposals.take_over, encounter=found, by=request.user, **about)
    return answered(request, found, act)
