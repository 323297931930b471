"""Calls for workshops that want to take part, and who waits in which order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from tempa.ledger.models import Programme
from tempa.ledger.rules import code_from, read_code
from tempa.registry.models import ApplicantCall, Application, Workshop


def applicant_calls(programme: Programme) -> QuerySet[ApplicantCall]:
    return ApplicantCall.objects.filter(programme=programme).select_related("opened_by").order_by("-number")


def applicant_call_named(programme: Programme, call: UUID) -> ApplicantCall | None:
    return applicant_calls(programme).filter(pk=call).first()


def open_applicant_call(programme: Programme, at: datetime) -> ApplicantCall | None:
    """The call in which applications are taken at this moment."""
    return applicant_calls(programme).filter(opens_at__lte=at, closes_at__gt=at).order_by("closes_at", "number").first()


def applications(programme: Programme, outcome: str = "") -> QuerySet[Application]:
    """Applications in the order in which they arrived."""
    found = Application.objects.filter(programme=programme).select_related("call", "outcome_by").order_by("call__number", "number")
    return found.filter(outcome=outcome) if outcome else found


def application_named(programme: Programme, application: UUID) -> Application | None:
    return applications(programme).filter(pk=application).first()


def code_of(application: UUID) -> str:
    """The code by which an applicant looks again. It follows from the server's secret key, so it need not be kept."""
    return code_from(salted_hmac("tempa.application.code", application.bytes, algorithm="sha256").digest())


def digest_of(code: str) -> str:
    return salted_hmac("tempa.application.digest", code, algorithm="sha256").hexdigest()


def application_of(typed: str) -> Application | None:
    """The application whose code somebody typed."""
    code = read_code(typed)
    return Application.objects.filter(digest=digest_of(code)).select_related("call", "programme").first() if code else None


def place_in_line(application: Application) -> tuple[int, int]:
    """(which place an application has among those that wait, how many wait)."""
    waiting = Application.objects.filter(call=application.call_id, outcome="waiting")
    return waiting.filter(number__lte=application.number).count(), waiting.count()


def workshop_code_after(programme: Programme) -> str:
    """A code for the next workshop, in the way of those that are there: W41 -> W42."""
    numbers = [int(w[1:]) for w in Workshop.objects.filter(programme=programme).values_list("key", flat=True) if w[:1] == "W" and w[1:].isdigit()]
    return f"W{max(numbers, default=0) + 1:02d}"


def regencies(programme: Programme) -> list[str]:
    """The regencies and cities in which the programme has workshops or clusters."""
    return sorted(set(Workshop.objects.filter(programme=programme).values_list("regency", flat=True)))
