"""Facts of openness: a sample that an auditor drew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Price, Public, Recorded
from tempa.openness.models import AuditSample


@dataclass(frozen=True)
class SampleDrawn(Fact):
    """An auditor drew a monetary-unit sample; `seed` is the chain's digest before this fact, `chosen`: code -> (rupiah, hit; 0: certain)."""

    kind_words = _("sampel audit ditarik")
    is_decision = True
    worked_out = ("sample", "interval", "start", "seed", "as_of", "count", "total", "chosen")

    sample: Public[str]
    population: Public[str]
    confidence: Public[int]
    tolerable: Public[int]
    expected: Public[int]
    interval: Public[int]
    start: Public[int]
    seed: Public[str]
    as_of: Public[int]
    count: Public[int]
    total: Price[int]
    chosen: Price[dict[str, list[int]]]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sample:{self.sample}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        AuditSample.objects.bulk_create(
            AuditSample(programme_id=r.entry.programme_id, entry=r.entry, **r.fact.values()) for r in recorded
        )
