"""Facts of applicants: the call, who applied, who was admitted or refused with the reason, and who withdrew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Personal, Public, Recorded
from tempa.registry.models import ApplicantCall, Application


@dataclass(frozen=True)
class ApplicantCallOpened(Fact):
    """Workshops may apply to take part from one moment to another; `places`: for how many there is room."""

    kind_words = _("pendaftaran bengkel dibuka")
    is_decision = True

    call: Public[str]
    opens: Public[str]
    closes: Public[str]
    places: Public[int]
    note: Public[str]

    worked_out = ("call", "opens")

    def about(self) -> tuple[str, ...]:
        return (f"applicants:{self.call}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            last = ApplicantCall.objects.filter(programme_id=programme).aggregate(n=Max("number"))["n"] or 0
            ApplicantCall.objects.create(
                call=UUID(f.call), programme_id=programme, number=last + 1, opens_at=datetime.fromisoformat(f.opens),
                closes_at=datetime.fromisoformat(f.closes), places=f.places, note=f.note, opened_at=r.entry.at, opened_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class ApplicationMade(Fact):
    """A workshop without an account applied. Who it is stays personal; `digest` is a keyed hash of the code by which it looks again."""

    kind_words = _("bengkel mendaftar")
    is_decision = True
    worked_out = ("application", "digest")

    application: Public[str]
    call: Public[str]
    name: Personal[str]
    owner: Personal[str]
    phone: Personal[str]
    words: Personal[str]
    regency: Public[str]
    village: Public[str]
    workers: Public[int]
    processes: Public[list[str]]
    has_nib: Public[bool]
    digest: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"application:{self.application}", f"applicants:{self.call}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            values = {name: value for name, value in vars(r.fact).items() if name not in ("application", "call")}
            last = Application.objects.filter(call=UUID(r.fact.call)).aggregate(n=Max("number"))["n"] or 0
            Application.objects.create(
                application=UUID(r.fact.application), programme_id=r.entry.programme_id, call_id=UUID(r.fact.call), number=last + 1,
                applied_at=r.entry.at, **values,
            )  # fmt: skip


@dataclass(frozen=True)
class ApplicationRefused(Fact):
    """The park refuses an applicant, and says why."""

    kind_words = _("pendaftaran bengkel ditolak")
    is_decision = True

    application: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"application:{self.application}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            became(r, "refused", why=r.fact.reason)


@dataclass(frozen=True)
class ApplicantAdmitted(Fact):
    """The park takes an applicant into the registry under a code; it gets no lot before it is verified."""

    kind_words = _("pendaftar diterima sebagai bengkel")
    is_decision = True

    application: Public[str]
    workshop: Public[str]
    lead: Public[str]
    cluster: Public[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"application:{self.application}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            became(r, "admitted", why=r.fact.note, workshop=r.fact.workshop)


@dataclass(frozen=True)
class ApplicationWithdrawn(Fact):
    """An applicant no longer waits: they withdrew by their code, or the park noted that they did."""

    kind_words = _("pendaftaran bengkel ditarik")
    is_decision = True

    application: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"application:{self.application}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            became(r, "withdrawn", why=r.fact.reason)


def became(r: Recorded[Any], outcome: str, *, why: str, workshop: str = "") -> None:
    Application.objects.filter(pk=r.fact.application).update(
        outcome=outcome, outcome_at=r.entry.at, outcome_by=r.entry.by, outcome_why=why, workshop=workshop
    )
