"""Papers: a number given out once and told for ever, the file made under it, its signed copy, edited templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from tempa.contracts.models import Contract, ContractPaper, PaperTemplate
from tempa.ledger.facts import Fact, Public, Recorded
from tempa.ledger.models import Entry
from tempa.ledger.writing import put, rows_of


def of_what(contract: str, subject: str) -> str:
    """What a paper is about: its contract, or what a later room names."""
    return subject or f"contract:{contract}"


@dataclass(frozen=True)
class PaperNumbered(Fact):
    """An agency gives a number to a paper of a contract (`of` names the addendum or member), or of what `subject` names."""

    kind_words = _("nomor surat diberikan")
    is_decision = True
    worked_out = ("place", "number")

    contract: Public[str]
    agency: Public[str]
    paper: Public[str]
    dated: Public[str]
    of: Public[str]
    place: Public[int]
    number: Public[str]
    subject: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (of_what(self.contract, self.subject), f"agencies:{self.agency}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, dated = r.fact, date.fromisoformat(r.fact.dated)
            of = rows_of(Contract, ("id",), "programme_id = %s AND contract = %s", [r.entry.programme_id, f.contract]) if f.contract else [(None,)]
            put([ContractPaper(
                programme_id=r.entry.programme_id, agency=f.agency, kind=f.paper, year=dated.year, place=f.place, number=f.number,
                contract_id=of[0][0], subject=f.subject, dated=dated, about=f.of, entry=r.entry,
            )])  # fmt: skip


@dataclass(frozen=True)
class PaperMade(Fact):
    """The file of a numbered paper was made and kept; a later one replaces it, both stay."""

    kind_words = _("surat dibuat")
    is_decision = False

    contract: Public[str]
    number: Public[str]
    sha256: Public[str]
    subject: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (of_what(self.contract, self.subject), self.sha256)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            numbered(r.entry, r.fact.number).update(sha256=r.fact.sha256, made_at=r.entry.at)


@dataclass(frozen=True)
class PaperVoided(Fact):
    """A number that was given out is not used, and why: the gap in the series is told."""

    kind_words = _("nomor surat dibatalkan")
    is_decision = True

    contract: Public[str]
    number: Public[str]
    reason: Public[str]
    subject: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (of_what(self.contract, self.subject),)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            numbered(r.entry, r.fact.number).update(voided_at=r.entry.at, voided_why=r.fact.reason)


@dataclass(frozen=True)
class SignedCopyKept(Fact):
    """The signed scan, or the file with an electronic signature, was attached to its paper."""

    kind_words = _("salinan bertanda tangan disimpan")
    is_decision = True
    worked_out = ("through",)

    contract: Public[str]
    number: Public[str]
    sha256: Public[str]
    through: Public[str] = ""
    subject: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (of_what(self.contract, self.subject), self.sha256, *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            numbered(r.entry, r.fact.number).update(signed_sha256=r.fact.sha256, signed_at=r.entry.at)


@dataclass(frozen=True)
class TemplateChanged(Fact):
    """The text from which a kind of paper is printed is another; `sha256` names the kept text, empty: the house's own again."""

    kind_words = _("templat surat diubah")
    is_decision = True

    paper: Public[str]
    sha256: Public[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"template:{self.paper}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PaperTemplate.objects.update_or_create(
                programme_id=r.entry.programme_id, kind=r.fact.paper,
                defaults={"sha256": r.fact.sha256, "note": r.fact.note, "entry": r.entry},
            )  # fmt: skip


def numbered(entry: Entry, number: str) -> Any:
    return ContractPaper.objects.filter(programme_id=entry.programme_id, number=number)
