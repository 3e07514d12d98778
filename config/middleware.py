"""For every page: sign-in is required, nothing of it is stored, and text is text."""

from django.contrib.auth import middleware
from django.http import HttpResponse, HttpResponseBadRequest
from django.utils.cache import patch_cache_control


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Sends strangers to the sign-in page.

    A request by htmx gets a plain 401 instead: following the redirect would swap the sign-in page
    into the plan, and what was typed would be lost.
    """

    def handle_no_permission(self, request, view_func):
        if "HX-Request" in request.headers:
            return HttpResponse("Signed out. Sign in again in another tab.", status=401)
        return super().handle_no_permission(request, view_func)


def no_zero_bytes(get_response):
    """Refuses text with zero bytes, which no database stores and no person types."""

    def respond(request):
        sent = (
            text for data in (request.GET, request.POST) for row in data.lists() for text in row[1]
        )
        if any("\x00" in text for text in sent):
            return HttpResponseBadRequest("A text holds a sign that cannot be stored.")
        return get_response(request)

    return respond


def never_stored(get_response):
    """Keeps pages of signed-in people out of every cache: other people use the same computer."""

    def respond(request):
        response = get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return respond
