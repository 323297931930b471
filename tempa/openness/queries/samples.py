"""Samples that were drawn, and the populations of which one can be drawn."""

from __future__ import annotations

from django.db.models import QuerySet

from tempa.contracts import queries as contracts
from tempa.ledger.models import Programme
from tempa.openness.models import AuditSample
from tempa.payment import queries as payment


def samples(programme: Programme) -> QuerySet[AuditSample]:
    """Every sample ever drawn, in order; none is ever taken away."""
    return AuditSample.objects.filter(programme=programme).select_related("entry", "entry__by").order_by("entry__sequence")


def sample_named(programme: Programme, sample: str) -> AuditSample | None:
    return samples(programme).filter(sample=sample).first()


def population_of(programme: Programme, population: str) -> list[tuple[str, int]]:
    """(code, rupiah) of every approved payment (gross), or of every contract that bound somebody (value), in the order of their codes."""
    if population == "payments":
        return list(payment.payments(programme).order_by("payment").values_list("payment", "gross"))
    return list(contracts.begun_contracts(programme).order_by("contract").values_list("contract", "value"))
