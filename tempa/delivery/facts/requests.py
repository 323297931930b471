"""Who asks for machines, what was decided, how their sites are, and which unit is meant for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.delivery.models import Assignment, Recipient, Request, SiteNeed
from tempa.ledger.facts import Fact, Personal, Public, Recorded
from tempa.ledger.models import Entry
from tempa.ledger.writing import among, change, instances_of, put


def recipient_of(entry: Entry, code: str) -> Recipient:
    (found,) = instances_of(Recipient, "programme_id = %s AND recipient = %s", [entry.programme_id, code])
    return found


def requests_of(entry: Entry, codes: Sequence[str]) -> dict[str, Request]:
    some = list(dict.fromkeys(codes))
    found = instances_of(Request, f"programme_id = %s AND request {among(some)}", [entry.programme_id, *some])
    return {r.request: r for r in found}


@dataclass(frozen=True)
class RecipientRegistered(Fact):
    """A group, village, firm or agency that asks for machines; its code is given once, its people stay out of the public chain."""

    kind_words = _("pemohon dicatat")
    is_decision = False
    worked_out = ("recipient",)

    recipient: Public[str]
    kind_of: Public[str]
    destination: Public[str]
    agency: Public[str]
    village: Public[str]
    name: Personal[str]
    contact: Personal[str]
    phone: Personal[str]
    nik: Personal[str]

    def about(self) -> tuple[str, ...]:
        return (f"recipient:{self.recipient}", f"agencies:{self.agency}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        put(
            Recipient(
                programme_id=r.entry.programme_id, recipient=r.fact.recipient, kind=r.fact.kind_of, name=r.fact.name, contact=r.fact.contact,
                phone=r.fact.phone, nik=r.fact.nik, village=r.fact.village, destination=r.fact.destination, agency=r.fact.agency, entry=r.entry,
            )
            for r in recorded
        )  # fmt: skip


@dataclass(frozen=True)
class MachineRequested(Fact):
    """A recipient asks for machines of one type on a day; the day gives its place in the queue."""

    kind_words = _("permohonan mesin dicatat")
    is_decision = False
    worked_out = ("request",)

    request: Public[str]
    recipient: Public[str]
    type: Public[str]
    quantity: Public[int]
    asked_on: Public[str]
    raw_per_day: Public[str]
    purpose: Public[str]
    source: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"request:{self.request}", f"recipient:{self.recipient}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        put(
            Request(
                programme_id=r.entry.programme_id, request=r.fact.request, recipient=recipient_of(r.entry, r.fact.recipient), type=r.fact.type,
                quantity=r.fact.quantity, asked_on=date.fromisoformat(r.fact.asked_on), raw_per_day=r.fact.raw_per_day, purpose=r.fact.purpose,
                source=r.fact.source, entry=r.entry,
            )
            for r in recorded
        )  # fmt: skip


@dataclass(frozen=True)
class RequestDecided(Fact):
    """The agency grants a request, refuses it or lets it wait, and says why."""

    kind_words = _("permohonan diputuskan")
    is_decision = True

    request: Public[str]
    decided: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"request:{self.request}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            said = {"decided": r.fact.decided, "decided_why": r.fact.reason, "decided_at": r.entry.at, "decided_by_id": r.entry.by_id}
            change(Request, said, "programme_id = %s AND request = %s", [r.entry.programme_id, r.fact.request])


@dataclass(frozen=True)
class DecreeIssued(Fact):
    """The agency names the recipients of its machines by a decree (SK)."""

    kind_words = _("surat keputusan penerima dicatat")
    is_decision = True

    agency: Public[str]
    number: Public[str]
    on: Public[str]
    requests: Public[list[str]]
    paper: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"agencies:{self.agency}", *(f"request:{code}" for code in self.requests))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Request.objects.filter(programme_id=r.entry.programme_id, request__in=r.fact.requests).update(
                decree=r.fact.number, decree_on=date.fromisoformat(r.fact.on)
            )


@dataclass(frozen=True)
class SiteNeedStated(Fact):
    """What a type of machine needs where it stands (power, water, building, operator), and where that is known from."""

    kind_words = _("kebutuhan lokasi mesin dinyatakan")
    is_decision = False

    type: Public[str]
    volts: Public[int | None]
    kilovolt_amperes: Public[str]
    water: Public[bool]
    building: Public[bool]
    operator: Public[bool]
    capacity_per_day: Public[str]
    raw_unit: Public[str]
    source: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"types:{self.type}", f"site_need:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            SiteNeed.objects.update_or_create(
                programme_id=r.entry.programme_id, type=f.type,
                defaults={
                    "volts": f.volts, "kilovolt_amperes": f.kilovolt_amperes, "needs_water": f.water, "needs_building": f.building,
                    "needs_operator": f.operator, "capacity_per_day": f.capacity_per_day, "raw_unit": f.raw_unit, "source": f.source,
                    "entry": r.entry,
                },
            )  # fmt: skip


@dataclass(frozen=True)
class SiteInspected(Fact):
    """Somebody measured power and looked at water, building and operator at a recipient's site; whether it is ready follows from it."""

    kind_words = _("lokasi penerima diperiksa")
    is_decision = False
    worked_out = ("is_ready",)

    recipient: Public[str]
    on: Public[str]
    volts: Public[int | None]
    kilovolt_amperes: Public[str]
    water: Public[bool]
    building: Public[bool]
    operator: Public[bool]
    note: Public[str]
    photos: Public[list[str]]
    place: Personal[str]
    is_ready: Public[bool]

    def about(self) -> tuple[str, ...]:
        return (f"recipient:{self.recipient}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            said = {
                "volts": f.volts, "kilovolt_amperes": f.kilovolt_amperes, "has_water": f.water, "has_building": f.building,
                "has_operator": f.operator, "ready_on": date.fromisoformat(f.on) if f.is_ready else None,
                "ready_by_id": r.entry.by_id if f.is_ready else None,
            }  # fmt: skip
            change(Recipient, said, "programme_id = %s AND recipient = %s", [r.entry.programme_id, f.recipient])


@dataclass(frozen=True)
class UnitsAssigned(Fact):
    """Units are meant for requests by the rule that everybody can see; `rows`: serial -> [request, why]."""

    kind_words = _("mesin ditetapkan untuk penerima")
    is_decision = True

    agency: Public[str]
    rows: Public[dict[str, list[str]]]

    def about(self) -> tuple[str, ...]:
        units = (f"unit:{serial}" for serial in self.rows)
        return (f"agencies:{self.agency}", *(f"request:{code}" for code in dict.fromkeys(r for r, _ in self.rows.values())), *units)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            asked = requests_of(r.entry, [request for request, _ in r.fact.rows.values()])
            put(assigned(r.entry, serial, asked[request], why) for serial, (request, why) in r.fact.rows.items())


def assigned(entry: Entry, serial: str, request: Request, why: str) -> Assignment:
    return Assignment(programme_id=entry.programme_id, serial=serial, request=request, why=why, entry=entry)


@dataclass(frozen=True)
class UnitReassigned(Fact):
    """A unit is meant for another request than before (blank: for nobody), and why."""

    kind_words = _("penetapan mesin diubah")
    is_decision = True

    serial: Public[str]
    request: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"unit:{self.serial}", *([f"request:{self.request}"] if self.request else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Assignment.objects.filter(programme_id=r.entry.programme_id, serial=r.fact.serial).delete()
            if r.fact.request:
                assigned(r.entry, r.fact.serial, requests_of(r.entry, [r.fact.request])[r.fact.request], r.fact.reason).save()
