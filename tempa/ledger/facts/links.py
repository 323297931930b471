"""Links without an account: issued, revoked, taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts.declared import Fact, Personal, Public, Recorded
from tempa.ledger.models import LinkHolder, Person, WorkLink

ORGANISATIONS = {"workshop": "workshops", "teacher": "workshops", "supplier": "suppliers", "agency": "agencies", "driver": "lorry",
                 "recipient": "recipient"}  # fmt: skip
"""Desk -> what those who are spoken for there are called among the subjects of facts: mostly a table of the programme."""


@dataclass(frozen=True)
class LinkIssued(Fact):
    """An organisation was given a link by which it does one thing without an account; the link itself stands nowhere.

    `digest` is a keyed hash of its code, of which nobody gets the code back; `matter` is what the link is about.
    """

    kind_words = _("tautan kerja dibuat")
    is_decision = True
    worked_out = ("digest",)

    link: Public[str]
    desk: Public[str]
    organisation: Public[str]
    purpose: Public[str]
    matter: Public[str]
    expires: Public[str]
    phone: Personal[str]
    digest: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"link:{self.link}", f"{ORGANISATIONS[self.desk]}:{self.organisation}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        WorkLink.objects.bulk_create([
            WorkLink(
                link=r.fact.link, programme_id=r.entry.programme_id, desk=r.fact.desk, organisation=r.fact.organisation,
                purpose=r.fact.purpose, matter=r.fact.matter, phone=r.fact.phone, digest=r.fact.digest, issued_at=r.entry.at,
                issued_by=r.entry.by, expires_at=datetime.fromisoformat(r.fact.expires),
            )
            for r in recorded
        ])  # fmt: skip


@dataclass(frozen=True)
class LinkRevoked(Fact):
    """A link works no longer, and why: somebody ended it, or another took its place (`replaced`)."""

    kind_words = _("tautan kerja dicabut")
    is_decision = True

    link: Public[str]
    why: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"link:{self.link}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            WorkLink.objects.filter(link=r.fact.link).update(revoked_at=r.entry.at, revoked_by=r.entry.by, why=r.fact.why)


@dataclass(frozen=True)
class LinkTaken(Fact):
    """Somebody said at a link who they are; `place` is one of PLACES. What they do there they do as `person`."""

    kind_words = _("pemakai tautan menyebut nama")
    is_decision = True

    link: Public[str]
    person: Public[str]
    name: Personal[str]
    phone: Personal[str]
    place: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"link:{self.link}", self.person)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            person = Person.objects.get(public_id=r.fact.person)
            LinkHolder.objects.update_or_create(
                link=r.fact.link, person=person,
                defaults={"programme_id": r.entry.programme_id, "name": r.fact.name, "phone": r.fact.phone, "place": r.fact.place,
                          "at": r.entry.at, "entry": r.entry},
            )  # fmt: skip
