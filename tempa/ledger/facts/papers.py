"""A file that was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts.declared import Fact, Public, Recorded
from tempa.ledger.models import Paper


@dataclass(frozen=True)
class PaperKept(Fact):
    """A file was kept; the chain holds its SHA-256."""

    kind_words = _("berkas disimpan")
    is_decision = True

    sha256: Public[str]
    name: Public[str]
    media_type: Public[str]
    size: Public[int]

    def about(self) -> tuple[str, ...]:
        return (self.sha256,)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Paper.objects.get_or_create(
                programme_id=r.entry.programme_id, sha256=r.fact.sha256,
                defaults={"name": r.fact.name, "media_type": r.fact.media_type, "size": r.fact.size, "entry": r.entry},
            )  # fmt: skip
