"""What every page knows: where the reader stands, the menu of the desk, the other programmes."""

from __future__ import annotations

from django.http import HttpRequest

from tempa.desks.frame.seats import seats


def page(request: HttpRequest) -> dict[str, object]:
    here = getattr(request, "here", None)
    return {"here": here, "seats": seats(here) if here else []}
