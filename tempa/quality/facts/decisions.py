"""What was decided: first articles, lots, units, holds; and the certificate of what was accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Price, Public, Recorded
from tempa.ledger.writing import among, by_key, change, put
from tempa.quality.models import Certificate, FirstArticle, Hold, Inspection, LotDecision, UnitDecision


@dataclass(frozen=True)
class FirstArticleDecided(Fact):
    """On one inspected unit it was decided whether a workshop goes on with a type after a revision; by who did not inspect it."""

    kind_words = _("unit pertama diputus")
    is_decision = True
    worked_out = ("type", "revision", "workshop")

    inspection: Public[str]
    released: Public[bool]
    reason: Public[str]
    type: Public[str]
    revision: Public[str]
    workshop: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"first:{self.type}:{self.workshop}", f"workshops:{self.workshop}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            ((inspection, seen),) = by_key(Inspection, [UUID(f.inspection)]).items()
            put([FirstArticle(
                inspection_id=inspection, programme_id=r.entry.programme_id, type=f.type, revision=f.revision, workshop=f.workshop,
                is_released=f.released, reason=f.reason, inspector_id=seen.inspector_id, at=r.entry.at, by=r.entry.by,
            )])  # fmt: skip


@dataclass(frozen=True)
class LotDecided(Fact):
    """A presentation of a lot was accepted or rejected, with what was found and what it proves in both languages."""

    kind_words = _("lot diputus")
    is_decision = True
    worked_out = ("type", "maker", "turn", "plan_n", "plan_c", "lot_size", "inspected", "bad", "critical", "minor", "sentence", "sentence_en")

    decision: Public[str]
    lot: Public[str]
    round: Public[int]
    decided: Public[str]
    reason: Public[str]
    type: Public[str]
    maker: Public[str]
    turn: Public[str]
    plan_n: Public[int]
    plan_c: Public[int]
    lot_size: Public[int]
    inspected: Public[int]
    bad: Public[int]
    critical: Public[int]
    minor: Public[int]
    sentence: Public[str]
    sentence_en: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"workshops:{self.maker}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            values = r.fact.values() | {"decision": UUID(r.fact.decision)}
            put([LotDecision(programme_id=r.entry.programme_id, at=r.entry.at, by=r.entry.by, **values)])


@dataclass(frozen=True)
class UnitsDecided(Fact):
    """What becomes of units of one lot: accepted, rework, repaired, concession or scrapped; `cost` in whole rupiah where one is known.

    `price_cut`: by how many rupiah each unit that is let go by a concession is cheaper; an addendum makes it the contract's.
    """

    kind_words = _("unit diputus")
    is_decision = True
    worked_out = ("decision",)

    lot: Public[str]
    serials: Public[list[str]]
    decided: Public[str]
    cost: Public[int | None]
    reason: Public[str]
    decision: Public[str]
    price_cut: Price[int | None] = None

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", *(f"unit:{serial}" for serial in self.serials))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            change(UnitDecision, {"is_last": False}, f"programme_id = %s AND is_last AND serial {among(f.serials)}", [programme, *f.serials])
            put([
                UnitDecision(
                    programme_id=programme, serial=serial, lot=f.lot, decision_id=UUID(f.decision), decided=f.decided, cost=f.cost, reason=f.reason,
                    price_cut=f.price_cut, at=r.entry.at, by=r.entry.by, entry=r.entry,
                )
                for serial in f.serials
            ])  # fmt: skip


@dataclass(frozen=True)
class HoldReleased(Fact):
    """The head lets a workshop's lots of a type go on after critical failures, by name and with the reason."""

    kind_words = _("penahanan dilepas")
    is_decision = True

    workshop: Public[str]
    type: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"hold:{self.workshop}:{self.type}", f"workshops:{self.workshop}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            held = Hold.objects.filter(programme_id=r.entry.programme_id, workshop=r.fact.workshop, type=r.fact.type, released_at=None)
            held.update(released_at=r.entry.at, released_by=r.entry.by, reason=r.fact.reason)


@dataclass(frozen=True)
class CertificateMade(Fact):
    """The certificate of an accepted presentation was made and kept."""

    kind_words = _("sertifikat pemeriksaan dibuat")
    is_decision = False
    worked_out = ("number",)

    decision: Public[str]
    sha256: Public[str]
    number: Public[int]

    def about(self) -> tuple[str, ...]:
        return (f"lot_decision:{self.decision}", self.sha256)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Certificate.objects.create(
                decision_id=UUID(r.fact.decision), programme_id=r.entry.programme_id, number=r.fact.number, sha256=r.fact.sha256, at=r.entry.at,
                by=r.entry.by,
            )  # fmt: skip


