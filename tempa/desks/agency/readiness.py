"""The readiness board of one agency: what its contracts lack, with whom, and which of its machines wait for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.desks.frame import readiness
from tempa.desks.frame.door import Here, door


@require_GET
@door("agency")
def board(request: HttpRequest, here: Here) -> HttpResponse:
    return readiness.page(request, here)


@require_GET
@door("agency")
@never_cache
def messages(request: HttpRequest, here: Here) -> HttpResponse:
    """A message for each vendor that holds up a contract of this agency."""
    return render(request, "readiness_messages.html", {
        "title": _("Pesan untuk yang ditunggu"), "section": "agency-readiness", "rows": readiness.messages_of(request, here),
        "back": reverse("agency-readiness"),
    })  # fmt: skip
