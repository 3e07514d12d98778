"""A recommendation as the consultation shows it, for one test patient."""

from django.http import Http404
from django.shortcuts import render

from guidelines.admin.pages import evaluable, version_page
from guidelines.admin.places import comment_url, place_url
from guidelines.admin.steps import STEPS
from guidelines.engine import report
from guidelines.engine.reading import SHOWN, cards
from guidelines.engine.vignettes import plans

STATUSES = {
    "recommended": "Recommended",
    "check_first": "Check first",
    "ruled_out": "Ruled out",
    "needs_data": "Needs data",
    "not_indicated": "Not indicated",
}


@version_page
def preview(request, version, key):
    """The card of a recommendation for a test patient, and its status in all of them."""
    content = evaluable(version)
    if not any(row.key == key for row in content.recommendations):
        raise Http404
    found = statuses(content, key)
    chosen = _chosen(request.GET.get("vignette"), found)
    context = {
        "version": version,
        "key": key,
        "recommendations": content.recommendations,
        "groups": _groups(content, found),
        "vignette": next((row for row in content.vignettes if row.key == chosen), None),
        "may_comment": STEPS["comment"].is_allowed(request.user),
        "comment_url": comment_url(version, "recommendations", key),
        "edit_url": place_url(version, "recommendations", key),
        "vignette_url": place_url(version, "vignettes", chosen or ""),
    }
    if chosen:
        context |= shown(report.as_json(plans(content)[chosen], trace=False), key)
    name = "_preview" if request.htmx else "preview"
    return render(request, f"admin/guidelines/guidelineversion/{name}.html", context)


def statuses(content, key):
    """The status of a recommendation in every test patient, by the patient's key."""
    return {
        name: next(row.status for row in plan.advice if row.recommendation.key == key)
        for name, plan in plans(content).items()
    }


def shown(plan, key):
    """What the consultation shows of a recommendation: its card, or its line among the rest."""
    card = next((card for card in cards(plan) if card.advice["key"] == key), None)
    row = next(row for row in plan["advice"] if row["key"] == key)
    waits = row["status"] == "needs_data" and not row["quiet"] and not row["gated"]
    return {"panel": {"plan": plan}, "plan": plan, "card": card, "row": row, "waits": waits}


def _chosen(asked, found):
    """The test patient asked for; else the first in whom the recommendation shows as a card."""
    if asked in found:
        return asked
    return next((name for name in found if found[name] in SHOWN), next(iter(found), None))


def _groups(content, found):
    """The test patients by the status that the recommendation has in them."""
    groups = [
        (label, [row for row in content.vignettes if found[row.key] == status])
        for status, label in STATUSES.items()
    ]
    return [(label, rows) for label, rows in groups if rows]
