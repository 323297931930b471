"""Requests that people send themselves, without an account; an officer takes them into the dated queue or turns them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Unpack
from uuid import UUID, uuid4

from tempa.delivery import queries, rules
from tempa.delivery.actions.requests import (
    Applicant,
    Wish,
    check_nik,
    check_wish,
    existing_recipient,
    next_request,
)
from tempa.delivery.facts import MachineRequested, RecipientRegistered, RequestSent, RequestTakenIn, RequestTurnedAway
from tempa.delivery.models import SentRequest
from tempa.demand import queries as demand
from tempa.ledger.actions import Doing, deed, values_of
from tempa.ledger.links import forget_if_silent, somebody
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused
from tempa.values.period import day_in_wita


@dataclass(frozen=True)
class Place:
    """What an asker says of the site; nobody has measured it yet."""

    volts: int | None = None
    kilovolt_amperes: str = ""
    water: bool = False
    building: bool = False
    operator: bool = False


@dataclass(frozen=True)
class Sending:
    """What somebody sends: who asks which agency for what, and what the site is like."""

    agency: str
    applicant: Applicant
    type: str
    quantity: int
    raw_per_day: str = ""
    purpose: str = ""
    place: Place = Place()
    has_consent: bool = False

    def fact(self, sent: str, digest: str) -> RequestSent:
        who = self.applicant.said(self.agency)
        return RequestSent(
            sent=sent, agency=self.agency, kind_of=who["kind_of"], destination=who["destination"], village=who["village"], type=self.type,
            quantity=self.quantity, raw_per_day=self.raw_per_day.strip(), volts=self.place.volts, kilovolt_amperes=self.place.kilovolt_amperes,
            water=self.place.water, building=self.place.building, operator=self.place.operator, purpose=" ".join(self.purpose.split()),
            name=who["name"], contact=who["contact"], phone=who["phone"], nik=who["nik"], consent=rules.CONSENT, digest=digest,
        )  # fmt: skip


def send_request(
    programme: Programme, *, asked: Sending, at: datetime, identity: UUID | None = None, seen: int | None = None,
) -> UUID:  # fmt: skip
    """Ask an agency for machines, without an account. Returns the name of what was sent; its code follows from it.

    The same form sent again is answered with what it made.
    """
    name = identity or uuid4()
    person = somebody(programme, f"request|{name}", asked.applicant.contact.strip() or "Pemohon")
    try:
        with deed(programme, at=at, by=person, identity=name, seen=seen) as d:
            fact = asked.fact(f"PM{queries.sent_requests(programme).count() + 1:05}", queries.digest_of(queries.sent_code(name)))
            if d.known(RequestSent, **fact.said()):
                return name
            if asked.agency not in demand.agency_names(programme):
                raise Refused("OPD %(agency)s tidak ada di program ini. Pilih dari daftar.", field="type", agency=asked.agency)
            rules.check_sent(
                rules.Asker(fact.kind_of, fact.name, fact.contact, fact.phone, fact.village, fact.destination),
                destinations=demand.destination_names(programme), quantity=fact.quantity, has_consent=asked.has_consent,
                open_from_phone=queries.open_from_phone(programme, fact.phone),
            )  # fmt: skip
            if fact.nik:
                check_nik(fact.nik)
            check_wish(programme, asked.agency, wish_of(fact, at), at)
            rules.requests.amount(fact.kilovolt_amperes, field="kilovolt_amperes")
            d.record(fact)
            return name
    except Refused:
        forget_if_silent(person)
        raise


def wish_of(fact: RequestSent, at: datetime) -> Wish:
    return Wish(fact.type, fact.quantity, day_in_wita(at), "self", fact.raw_per_day, fact.purpose)


def waiting(programme: Programme, sent: str) -> SentRequest:
    """What was sent and nobody has answered."""
    found = queries.sent_named(programme, sent)
    if found is None:
        raise Refused("Permohonan kiriman %(sent)s tidak ada di program ini.", sent=sent)
    if found.outcome:
        raise Refused("Permohonan kiriman %(sent)s sudah dijawab.", sent=sent)
    return found


def take_in(programme: Programme, *, sent: str, known_as: str = "", **doing: Unpack[Doing]) -> str:
    """Put what was sent into the queue, on the day on which it came; for a new recipient or one that is known (`known_as`). Returns its code."""
    with deed(programme, **doing) as d:
        if known := d.known(RequestTakenIn, sent=sent, known_as=known_as):
            return str(values_of(known)["recipient"])
        found = waiting(programme, sent)
        d.must(rules.may_take_in(d.who, found.agency))
        d.still(f"sent_request:{sent}")
        if known_as and existing_recipient(programme, known_as).agency != found.agency:
            raise Refused("Penerima %(recipient)s bukan milik OPD ini.", field="known_as", recipient=known_as)
        recipient = known_as or f"R{queries.recipients(programme).count() + 1:04}"
        request = next_request(programme)
        d.record(RequestTakenIn(sent, known_as, recipient, request))
        if not known_as:
            d.follow([RecipientRegistered(
                recipient=recipient, kind_of=found.kind, destination=found.destination, agency=found.agency, village=found.village,
                name=found.name, contact=found.contact, phone=found.phone, nik=found.nik,
            )])  # fmt: skip
        d.follow([MachineRequested(
            request=request, recipient=recipient, type=found.type, quantity=found.quantity, asked_on=str(day_in_wita(found.sent_at)),
            raw_per_day=found.raw_per_day, purpose="", source="self",  # what an asker wrote freely stays sealed
        )])  # fmt: skip
        return recipient


def turn_away(programme: Programme, *, sent: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Not take what was sent into the queue; the asker reads the reason by the code."""
    words = " ".join(reason.split())
    with deed(programme, **doing) as d:
        if known := d.known(RequestTurnedAway, sent=sent, reason=words):
            return known
        found = waiting(programme, sent)
        d.must(rules.may_take_in(d.who, found.agency))
        d.still(f"sent_request:{sent}")
        rules.check_reason(words)
        return d.record(RequestTurnedAway(sent, words))
