"""Samples that were drawn, what was found in them, and the populations of which one can be drawn."""

from __future__ import annotations

from django.db.models import QuerySet

from tempa.contracts import queries as contracts
from tempa.ledger.models import Programme
from tempa.openness.models import AuditFinding, AuditSample
from tempa.openness.rules import Conclusion, conclude
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


def chosen_of(sample: AuditSample) -> dict[str, tuple[int, int]]:
    """Item -> (rupiah as recorded when it was drawn, the rupiah that chose it; 0: certain)."""
    return {item: (amount, hit) for item, (amount, hit) in sample.chosen.items()}


def findings_of(sample: AuditSample) -> dict[str, AuditFinding]:
    """Item -> what was found in it, as it was said last."""
    found = AuditFinding.objects.filter(programme=sample.programme_id, sample=sample.sample).select_related("entry", "entry__by")
    return {f.item: f for f in found}


def conclusion_of(sample: AuditSample) -> Conclusion:
    audited = {item: f.audited for item, f in findings_of(sample).items()}
    return conclude(chosen_of(sample), audited, interval=sample.interval, confidence=sample.confidence, tolerable=sample.tolerable)
