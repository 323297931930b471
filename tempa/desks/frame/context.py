"""What every page knows: where the reader stands, the menu of the desk, the other programmes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    return {"here": getattr(request, "here", None)}
