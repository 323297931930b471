"""Who asks for a machine themselves, without an account: sent, taken into the queue or turned away by the agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.delivery.models import SentRequest
from tempa.ledger.facts import Fact, Personal, Public, Recorded


@dataclass(frozen=True)
class RequestSent(Fact):
    """A group, village or firm asks an agency for machines and says what its site offers; who it is stays sealed.

    `consent` is the wording to which the sender agreed; `digest` a keyed hash of the code by which they look at it again.
    """

    kind_words = _("permohonan dikirim sendiri")
    is_decision = False
    worked_out = ("sent", "digest")

    sent: Public[str]
    agency: Public[str]
    kind_of: Public[str]
    destination: Public[str]
    village: Public[str]
    type: Public[str]
    quantity: Public[int]
    raw_per_day: Public[str]
    volts: Public[int | None]
    kilovolt_amperes: Public[str]
    water: Public[bool]
    building: Public[bool]
    operator: Public[bool]
    purpose: Personal[str]
    name: Personal[str]
    contact: Personal[str]
    phone: Personal[str]
    nik: Personal[str]
    consent: Public[str]
    digest: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sent_request:{self.sent}", f"agencies:{self.agency}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            SentRequest.objects.create(
                programme_id=r.entry.programme_id, sent=f.sent, agency=f.agency, kind=f.kind_of, name=f.name, contact=f.contact, phone=f.phone,
                nik=f.nik, village=f.village, destination=f.destination, type=f.type, quantity=f.quantity, raw_per_day=f.raw_per_day,
                volts=f.volts, kilovolt_amperes=f.kilovolt_amperes, has_water=f.water, has_building=f.building, has_operator=f.operator,
                purpose=f.purpose, sent_at=r.entry.at, digest=f.digest, entry=r.entry,
            )  # fmt: skip


@dataclass(frozen=True)
class RequestTakenIn(Fact):
    """An officer of the agency takes what was sent into the dated queue, on the day on which it came."""

    kind_words = _("permohonan yang dikirim masuk antrean")
    is_decision = True
    worked_out = ("recipient", "request")

    sent: Public[str]
    known_as: Public[str]
    recipient: Public[str]
    request: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sent_request:{self.sent}", f"recipient:{self.recipient}", f"request:{self.request}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            SentRequest.objects.filter(programme_id=r.entry.programme_id, sent=r.fact.sent).update(
                outcome="taken", request=r.fact.request, outcome_at=r.entry.at, outcome_by=r.entry.by
            )


@dataclass(frozen=True)
class RequestTurnedAway(Fact):
    """An officer does not take what was sent into the queue, and says why."""

    kind_words = _("permohonan yang dikirim ditolak")
    is_decision = True

    sent: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sent_request:{self.sent}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            SentRequest.objects.filter(programme_id=r.entry.programme_id, sent=r.fact.sent).update(
                outcome="refused", outcome_why=r.fact.reason, outcome_at=r.entry.at, outcome_by=r.entry.by
            )
