"""What a browser posts to a consultation: shared by the tests of its pages."""

from django.urls import reverse

HTMX = {"HX-Request": "true"}


def sign(client, draft):
    """The review page read, and the consultation signed as it stands there."""
    draft.refresh_from_db()
    url = reverse("patients:sign", args=[draft.pk])
    page = client.get(reverse("patients:review", args=[draft.pk]))
    reviewed = page.context["reviewed"] if page.status_code == 200 else ""
    return client.post(url, {"revision": draft.revision, "reviewed": reviewed, "seen": "on"})
