"""What every page knows: where the reader stands, the menu of the desk, the other programmes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tempa.desks.frame.seats import seats


def page(request: HttpRequest) -> dict[str, Any]:
    here = getattr(request, "here", None)
    return {"here": here, "seats": seats(here) if here else []}
