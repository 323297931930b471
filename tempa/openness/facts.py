"""Facts of openness: a sample that an auditor drew, and what was found in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Price, Public, Recorded
from tempa.openness.models import AuditFinding, AuditSample


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


@dataclass(frozen=True)
class SampleItemExamined(Fact):
    """An auditor examined a chosen item: what it should have been, in whole rupiah. Said again, the last one holds."""

    kind_words = _("barang sampel diperiksa")
    is_decision = True

    sample: Public[str]
    item: Public[str]
    audited: Price[int]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sample:{self.sample}", f"sampled:{self.sample}/{self.item}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            AuditFinding.objects.update_or_create(
                programme_id=r.entry.programme_id, sample=r.fact.sample, item=r.fact.item,
                defaults={"audited": r.fact.audited, "note": r.fact.note, "entry": r.entry},
            )  # fmt: skip
