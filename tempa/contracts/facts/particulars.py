"""What papers need to say of the parties and the programme folder does not hold: officers, budget documents, legal and tax status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.contracts.models import AgencyParticulars, Officer, VendorParticulars
from tempa.ledger.facts import Fact, Personal, Public, Recorded


@dataclass(frozen=True)
class OfficerNamed(Fact):
    """Somebody holds a post of an agency (PA, KPA, PPK …) by a decree, from a day on."""

    kind_words = _("pejabat ditunjuk")
    is_decision = True

    agency: Public[str]
    post: Public[str]
    name: Personal[str]
    nip: Personal[str]
    decree: Public[str]
    decree_on: Public[str]
    since: Public[str]
    until: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (f"agencies:{self.agency}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            Officer.objects.create(
                programme_id=r.entry.programme_id, agency=f.agency, post=f.post, name=f.name, nip=f.nip, decree=f.decree,
                decree_on=date.fromisoformat(f.decree_on), since=date.fromisoformat(f.since), until=day(f.until), entry=r.entry,
            )  # fmt: skip


@dataclass(frozen=True)
class AgencyStated(Fact):
    """An agency's letterhead, its budget document (DPA) and how it numbers its papers."""

    kind_words = _("data OPD dinyatakan")
    is_decision = False

    agency: Public[str]
    address: Public[str]
    city: Public[str]
    budget_document: Public[str]
    budget_document_on: Public[str]
    numbering: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"agencies:{self.agency}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            AgencyParticulars.objects.update_or_create(
                programme_id=r.entry.programme_id, agency=f.agency,
                defaults={
                    "address": f.address, "city": f.city, "budget_document": f.budget_document,
                    "budget_document_on": day(f.budget_document_on), "numbering": f.numbering, "entry": r.entry,
                },
            )  # fmt: skip


@dataclass(frozen=True)
class VendorStated(Fact):
    """What papers need to say of a workshop or school: its legal form, numbers, tax status and account; dated from `since`."""

    kind_words = _("data penyedia dinyatakan")
    is_decision = False
    worked_out = ("through",)

    workshop: Public[str]
    legal_form: Public[str]
    representative: Personal[str]
    post: Personal[str]
    deed: Personal[str]
    nib: Personal[str]
    npwp: Personal[str]
    nik: Personal[str]
    address: Personal[str]
    phone: Personal[str]
    bank: Personal[str]
    account: Personal[str]
    holder: Personal[str]
    financier: Personal[str]
    charges_vat: Public[bool]
    tax_status: Public[str]
    tax_certificate: Personal[str]
    tax_certificate_on: Public[str]
    tax_certificate_until: Public[str]
    since: Public[str]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (f"workshops:{self.workshop}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        dates = ("tax_certificate_on", "tax_certificate_until", "since")
        for r in recorded:
            values = {name: day(value) if name in dates else value for name, value in vars(r.fact).items() if name not in ("workshop", "through")}
            VendorParticulars.objects.update_or_create(
                programme_id=r.entry.programme_id, workshop=r.fact.workshop, defaults=values | {"entry": r.entry}
            )


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
