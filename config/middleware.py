"""Sign-in is required everywhere, also in the middle of a consultation."""

from django.contrib.auth import middleware
from django.http import HttpResponse


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Sends strangers to the sign-in page.

    A request by htmx gets a plain 401 instead: following the redirect would swap the sign-in page
    into the plan, and what was typed would be lost.
    """

    def handle_no_permission(self, request, view_func):
        if "HX-Request" in request.headers:
            return HttpResponse("Signed out. Sign in again in another tab.", status=401)
        return super().handle_no_permission(request, view_func)
