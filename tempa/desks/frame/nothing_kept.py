"""Pages of people who are signed in are kept by no browser and no proxy: the next at the same computer finds none of them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class NothingKept:
    """Middleware: `Cache-Control: no-store` on every answer to somebody who has a session, or gets one."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or name in response.cookies:
            response["Cache-Control"] = "no-store, private"
        return response
