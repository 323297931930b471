"""Requests noted and decided, decrees, sites looked at, units assigned by the rule or by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Unpack

from tempa.contracts import actions as contracts
from tempa.contracts.law import LawError, nik
from tempa.delivery import queries, rules
from tempa.delivery.facts import (
    DecreeIssued,
    MachineRequested,
    RecipientRegistered,
    RequestDecided,
    SiteInspected,
    SiteNeedStated,
    UnitReassigned,
    UnitsAssigned,
)
from tempa.delivery.models import Recipient, Request
from tempa.demand import queries as demand
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in, values_of
from tempa.ledger.models import Entry, Programme
from tempa.ledger.photos import keep_photos_in
from tempa.ledger.rules import Refused, may_as_park
from tempa.registry.rules.remark import Named
from tempa.values.period import day_in_wita


@dataclass(frozen=True)
class Applicant:
    """Who asks: what a form says of a group, village, firm or agency."""

    kind: str
    name: str
    village: str
    destination: str
    contact: str = ""
    phone: str = ""
    nik: str = ""

    def said(self, agency: str) -> dict[str, str]:
        clean = {name: " ".join(text.split()) for name, text in vars(self).items()}
        return {"kind_of": clean.pop("kind"), "agency": agency, **clean}


@dataclass(frozen=True)
class Wish:
    """What is asked for: machines of one type, from a day on that gives the place in the queue."""

    type: str
    quantity: int
    asked_on: date
    source: str
    raw_per_day: str = ""
    purpose: str = ""

    def said(self) -> dict[str, Any]:
        return {
            "type": self.type, "quantity": self.quantity, "asked_on": str(self.asked_on), "raw_per_day": self.raw_per_day.strip(),
            "purpose": self.purpose.strip(), "source": self.source,
        }  # fmt: skip


def register_recipient(programme: Programme, *, agency: str, applicant: Applicant, wish: Wish, **doing: Unpack[Doing]) -> str:
    """Write down who asks an agency for machines for the first time, and for what; returns the code by which they are known from then on."""
    said = applicant.said(agency)
    with deed(programme, **doing) as d:
        if known := d.known(RecipientRegistered, **said):
            return known.subject.removeprefix("recipient:")
        d.must(rules.may_register(d.who, agency))
        if agency not in demand.agency_names(programme):
            raise Refused("OPD %(agency)s tidak ada di program ini. Pilih dari daftar.", field="agency", agency=agency)
        rules.check_recipient(
            kind=said["kind_of"], name=said["name"], village=said["village"], phone=said["phone"], destination=said["destination"],
            destinations=demand.destination_names(programme),
        )  # fmt: skip
        if said["nik"]:
            check_nik(said["nik"])
        check_wish(programme, agency, wish, d.at)
        code = f"R{queries.next_recipient(programme):04}"
        d.record(RecipientRegistered(recipient=code, **said))
        d.follow([MachineRequested(request=next_request(programme), recipient=code, **wish.said())])
        return code


def request_machine(programme: Programme, *, recipient: str, wish: Wish, **doing: Unpack[Doing]) -> str:
    """Put another request of a known recipient into the dated queue; returns its code."""
    with deed(programme, **doing) as d:
        if known := d.known(MachineRequested, recipient=recipient, **wish.said()):
            return known.subject.removeprefix("request:")
        found = existing_recipient(programme, recipient)
        d.must(rules.may_register(d.who, found.agency))
        check_wish(programme, found.agency, wish, d.at)
        code = next_request(programme)
        d.record(MachineRequested(request=code, recipient=recipient, **wish.said()))
        return code


def next_request(programme: Programme) -> str:
    return f"P{queries.next_request(programme):05}"


def check_wish(programme: Programme, agency: str, wish: Wish, at: datetime) -> None:
    ordered = demand.types_of_agency(programme, agency)
    rules.check_request(
        type=wish.type, quantity=wish.quantity, asked_on=wish.asked_on, today=day_in_wita(at), source=wish.source, raw_per_day=wish.raw_per_day,
        ordered_types=ordered,
    )  # fmt: skip


def check_nik(typed: str) -> None:
    """Refuses a NIK that cannot be one, as the law of identity numbers says."""
    try:
        nik(typed)
    except LawError as error:
        raise Refused("%(words)s", field="nik", words=str(error)) from None


def existing_recipient(programme: Programme, recipient: str) -> Recipient:
    found = queries.recipient_named(programme, recipient)
    if found is None:
        raise Refused("Penerima %(recipient)s tidak ada di program ini.", recipient=recipient)
    return found


def existing_request(programme: Programme, request: str) -> Request:
    found = queries.request_named(programme, request)
    if found is None:
        raise Refused("Permohonan %(request)s tidak ada di program ini.", request=request)
    return found


def decide_request(programme: Programme, *, request: str, decided: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Grant a request, refuse it or let it wait; not any more once a decree names it."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(RequestDecided, request=request, decided=decided, reason=words):
            return known
        found = existing_request(programme, request)
        d.must(rules.may_decide(d.who, found.recipient.agency))
        d.still(f"request:{request}")
        if decided not in rules.DECISIONS:
            raise Refused("Pilih: diterima, ditolak atau menunggu.", field="decided")
        rules.check_reason(words)
        if found.decree:
            raise Refused("Permohonan ini sudah ada dalam surat keputusan %(decree)s.", decree=found.decree)
        return d.record(RequestDecided(request, decided, words))


def issue_decree(
    programme: Programme, *, agency: str, number: str, on: date, requests: Sequence[str], copy: tuple[bytes, str, str] | None = None,
    **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """Note the decree (SK) that names an agency's recipients, with its signed copy (content, name, media type) where it is at hand.

    A blank number takes the next one of the agency's book, and the decree can then be printed here.
    """
    codes, no = sorted(set(requests)), " ".join(number.split())
    with deed(programme, **doing) as d:
        said: dict[str, Any] = {"agency": agency, "on": str(on), "requests": codes} | ({"number": no} if no else {})
        if known := d.known(DecreeIssued, **said):
            return known
        d.must(rules.may_decree(d.who, agency, decided_by=queries.decision_makers(programme, codes)))
        d.still(f"agencies:{agency}", *(f"request:{code}" for code in codes))
        if on > day_in_wita(d.at):
            raise Refused("Tanggal surat keputusan %(on)s belum tiba.", field="on", on=str(on))
        if not codes:
            raise Refused("Pilih paling sedikit satu permohonan yang diterima.", field="requests")
        for code in codes:
            check_decreed(existing_request(programme, code), agency)
        check_lists(programme, codes)
        sha256 = keep_paper_in(d, copy[0], name=copy[1], media_type=copy[2]) if copy else ""
        paper = None if no else numbered_decree(d, agency, on)
        entry = d.record(DecreeIssued(agency, paper.number if paper else no, str(on), codes, sha256))
        d.follow([paper] if paper else [])
        return entry


def numbered_decree(d: Deed, agency: str, on: date) -> Any:
    """The fact that gives a decree the next number of its agency; its subject is its place in that book."""
    paper = contracts.numbered_document(d, contracts.Bearer("", agency, on), "decree", on)
    return replace(paper, subject=f"decree:{agency}-{on.year}-{paper.place}")


SAME = {
    "nik": Named("NIK-nya", "their NIK"), "phone": Named("nomor HP-nya", "their phone number"),
    "name": Named("nama dan desanya", "their name and village"),
}  # fmt: skip


def check_lists(programme: Programme, codes: Sequence[str]) -> None:
    """Nobody gets the same kind of machine by two lists, or twice by one, under whatever codes they were written down."""
    named = queries.decreed_marks(programme)
    for code in codes:
        found = existing_request(programme, code)
        for mark in queries.marks_of(found):
            twin = named.setdefault(mark, found)
            if twin.recipient_id != found.recipient_id:
                raise Refused(
                    "Penerima permohonan %(request)s tampaknya sama dengan penerima %(recipient)s (%(name)s), yang ada dalam surat keputusan "
                    "%(decree)s OPD %(agency)s untuk jenis mesin yang sama: %(what)s sama. Tolak salah satu permohonannya. Bila keduanya memang "
                    "berbeda, catat pemohon ini sekali lagi dengan data yang benar, dan tolak yang lama.",
                    field="requests", request=code, recipient=twin.recipient.recipient, name=twin.recipient.name, decree=twin.decree or "–",
                    agency=twin.recipient.agency, what=SAME[mark[1]],
                )  # fmt: skip


def check_decreed(found: Request, agency: str) -> None:
    if found.recipient.agency != agency or found.decided != "accepted":
        raise Refused("Permohonan %(request)s belum diterima OPD ini.", field="requests", request=found.request)
    if found.decree:
        raise Refused(
            "Permohonan %(request)s sudah ada dalam surat keputusan %(decree)s.", field="requests", request=found.request, decree=found.decree
        )


def state_site_need(programme: Programme, *, type: str, need: rules.Need, raw_unit: str = "", source: str, **doing: Unpack[Doing]) -> Entry:
    """State what a type of machine needs where it stands."""
    fact = SiteNeedStated(
        type, need.volts, text_of(need.kilovolt_amperes), need.water, need.building, need.operator, text_of(need.capacity_per_day),
        raw_unit.strip(), source.strip(),
    )  # fmt: skip
    with deed(programme, **doing) as d:
        if known := d.known(SiteNeedStated, **fact.said()):
            return known
        d.must(may_as_park(d.who))
        d.still(f"site_need:{type}")
        if type not in demand.units_by_type(programme):
            raise Refused("Jenis %(type)s tidak dipesan dalam program ini.", field="type", type=type)
        rules.check_need(
            volts=need.volts, kilovolt_amperes=fact.kilovolt_amperes, capacity_per_day=fact.capacity_per_day, raw_unit=fact.raw_unit,
            source=fact.source,
        )  # fmt: skip
        return d.record(fact)


def text_of(number: object) -> str:
    return "" if number is None else str(number)


@dataclass(frozen=True)
class SiteVisit:
    """What was brought back from a site beside its measures: words, pictures, the exact place."""

    note: str = ""
    photos: Sequence[str] = ()
    place: str = ""


NOTHING_BROUGHT = SiteVisit()


def inspect_site(
    programme: Programme, *, recipient: str, on: date, site: rules.Site, visit: SiteVisit = NOTHING_BROUGHT, **doing: Unpack[Doing]
) -> Entry:
    """Note what was measured at a site; whether it is ready for what its recipient asked follows from the needs of the types."""
    said: dict[str, Any] = {
        "recipient": recipient, "on": str(on), "volts": site.volts, "kilovolt_amperes": text_of(site.kilovolt_amperes),
        "water": bool(site.water), "building": bool(site.building), "operator": bool(site.operator), "note": visit.note.strip(),
        "photos": list(visit.photos), "place": visit.place,
    }  # fmt: skip
    with deed(programme, **doing) as d:
        if known := d.known(SiteInspected, **said):
            return known
        found = existing_recipient(programme, recipient)
        d.must(rules.may_check_use(d.who, found.agency))
        d.still(f"recipient:{recipient}")
        if on > day_in_wita(d.at):
            raise Refused("Tanggal pemeriksaan lokasi %(on)s belum tiba.", field="on", on=str(on))
        asked = queries.types_asked_by(found)
        known_needs = queries.needs(programme, set(asked))
        wanted = [known_needs[type] for type in asked if type in known_needs]
        entry = d.record(SiteInspected(**said, is_ready=rules.is_ready(wanted, site)))
        keep_photos_in(d, visit.photos, name=f"lokasi-{recipient}")
        return entry


def assign_units(programme: Programme, *, agency: str, rows: Sequence[tuple[str, str]], **doing: Unpack[Doing]) -> Entry:
    """Give units to requests as the rule proposes now; `rows` (serial, request) are those that the person saw and kept."""
    with deed(programme, **doing) as d:
        if d.earlier is not None and d.earlier.kind == UnitsAssigned.kind:
            return answered(d, agency, rows)
        d.must(rules.may_decide(d.who, agency))
        if not rows:
            raise Refused("Tidak ada mesin yang ditetapkan: tidak ada yang disimpan.")
        proposed = {a.serial: a for a in rules.assign(queries.free_units(programme, agency), queries.queue(programme, agency))[0]}
        for serial, request in rows:
            if serial not in proposed or proposed[serial].request != request:
                raise Refused(
                    "Usulan penetapan berubah sejak halaman dibuka (unit %(serial)s). Muat ulang halaman, lalu tetapkan lagi.", serial=serial
                )
        return d.record(UnitsAssigned(agency, {serial: [request, why_of(proposed[serial])] for serial, request in rows}))


def answered(d: Deed, agency: str, rows: Sequence[tuple[str, str]]) -> Entry:
    """The same assignment sent again; another one under the same name is refused, and kept."""
    assert d.earlier is not None
    held = values_of(d.earlier)
    if held["agency"] == agency and {s: r for s, (r, _) in held["rows"].items()} == dict(rows) and d.earlier.by_id == d.by.pk:
        return d.earlier
    d.refuse_double(UnitsAssigned, {"agency": agency, "rows": {s: [r, ""] for s, r in rows}})


def why_of(a: rules.Assigned) -> str:
    ready = "lokasi siap" if a.is_ready else "lokasi belum siap, tidak ada yang siap menunggu"
    return f"urutan {a.place} dari {a.of} dalam antrean jenis dan tujuan ini; {ready}"


def reassign_unit(programme: Programme, *, serial: str, request: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Mean a unit for another request, or for nobody (blank), by name and with the reason; not once its recipient has it."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(UnitReassigned, serial=serial, request=request, reason=words):
            return known
        unit = queries.passages(programme, [serial]).get(serial)
        if unit is None:
            raise Refused("Unit %(serial)s tidak ada di program ini.", field="serial", serial=serial)
        d.must(rules.may_decide(d.who, unit.agency))
        d.still(f"unit:{serial}")
        rules.check_reason(words)
        if 3 in unit.taken or unit.is_underway:
            raise Refused("Unit %(serial)s sudah atau sedang diserahkan. Batalkan dulu serah terimanya.", serial=serial)
        if request:
            asked = existing_request(programme, request)
            if asked.recipient.agency != unit.agency or not asked.decree:
                raise Refused("Permohonan %(request)s bukan milik OPD ini atau belum ada surat keputusannya.", field="request", request=request)
        return d.record(UnitReassigned(serial, request, words))
