"""Each form carries the name of the fact that it will become, so that sending it twice is harmless."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest


def fresh_identity() -> str:
    return str(uuid4())


def identity_of(request: HttpRequest) -> UUID | None:
    """The name that the form brought; None where it brought none or a broken one."""
    try:
        return UUID(request.POST.get("identity", ""))
    except ValueError:
        return None
