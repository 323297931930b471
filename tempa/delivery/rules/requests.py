"""Requests for machines: who may write them down, what a site must offer, who looks like whom, and in which order units are given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from tempa.ledger.rules import PARK, May, No, Refused, Who, read_phone

KINDS = ("group", "village", "firm", "agency")
SOURCES = ("paper", "phone", "officer", "self")
DECISIONS = ("accepted", "refused", "waiting")
LEAST_WORDS = 10
MOST_UNITS = 100
SPARE_CAPACITY = Decimal(2)
"""A machine that could work more than twice the raw material that a site has a day is too large for it; a setting, no rule names it."""


def may_register(who: Who, agency: str) -> May:
    """The agency writes down who asks it for a machine; the park does it for an agency."""
    if who.speaks_for(agency, "agency") or who.sits_at(*PARK):
        return True
    return No("Permohonan hanya dapat dicatat oleh OPD itu atau oleh taman sains.")


def may_see_recipients(who: Who, agency: str) -> May:
    """Names, phones and numbers of people who ask stay with the agency that they ask, the park and the auditor."""
    if who.speaks_for(agency, "agency") or who.sits_at(*PARK, "auditor"):
        return True
    return No("Data pemohon hanya dapat dilihat oleh OPD itu, taman sains dan auditor.")


def may_decide(who: Who, agency: str) -> May:
    """Whether a request is granted is the agency's own decision."""
    if who.speaks_for(agency, "agency"):
        return True
    return No("Hanya OPD itu sendiri yang memutuskan permohonan kepadanya.")


def may_decree(who: Who, agency: str, *, decided_by: Collection[int]) -> May:
    """A decree is signed for the agency by somebody who decided none of its requests, so that nobody chooses recipients alone."""
    if not who.speaks_for(agency, "agency"):
        return No("Surat keputusan penerima hanya dapat dicatat oleh OPD itu sendiri.")
    if who.person in decided_by:
        return No("Anda ikut memutuskan permohonan dalam surat keputusan ini. Minta rekan di OPD mencatat surat keputusannya.")
    return True


def check_recipient(*, kind: str, name: str, village: str, phone: str, destination: str, destinations: Collection[str]) -> None:
    """Refuses a recipient without a name, village and place, and a phone number that is none."""
    if kind not in KINDS:
        raise Refused("Pilih jenis penerima: kelompok, desa, usaha atau OPD.", field="kind")
    if len(name) < 3:
        raise Refused("Tulis nama kelompok, desa, usaha atau OPD yang meminta, paling sedikit 3 huruf.", field="name")
    if kind != "agency" and not village:
        raise Refused("Tulis desa atau kelurahannya.", field="village")
    if phone and not read_phone(phone):
        raise Refused("Nomor HP %(phone)s tidak dapat dibaca. Tulis misalnya 0812-3456-7890, atau kosongkan.", field="phone", phone=phone)
    if destination not in destinations:
        raise Refused("Tujuan %(destination)s tidak ada di program ini. Pilih dari daftar.", field="destination", destination=destination)


def check_request(*, type: str, quantity: int, asked_on: date, today: date, source: str, raw_per_day: str, ordered_types: Collection[str]) -> None:
    """Refuses a request for a machine that the agency did not order, for no machine, or from a day to come."""
    if type not in ordered_types:
        raise Refused("OPD ini tidak memesan mesin jenis %(type)s. Pilih jenis dari daftar pesanannya.", field="type", type=type)
    if not 1 <= quantity <= MOST_UNITS:
        raise Refused("Jumlah yang diminta harus antara 1 dan %(most)s mesin.", field="quantity", most=MOST_UNITS)
    if asked_on > today:
        raise Refused("Tanggal permohonan %(on)s belum tiba. Tulis tanggal surat permohonannya.", field="asked_on", on=str(asked_on))
    if source not in SOURCES:
        raise Refused("Pilih cara permohonan itu masuk: surat, telepon, petugas atau diri sendiri.", field="source")
    amount(raw_per_day, field="raw_per_day")


def amount(text: str, *, field: str) -> Decimal | None:
    """An amount as people type it (`2,5` or `2.5`); None where it is blank. Refuses what is no amount of 0 or more."""
    if not text.strip():
        return None
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or found < 0:
        raise Refused("%(text)s bukan jumlah. Tulis angka saja, misalnya 2,5.", field=field, text=text)
    return found


@dataclass(frozen=True)
class Need:
    """What a type of machine needs where it stands; None and False: it does not matter. Power in volts and kVA."""

    volts: int | None = None
    kilovolt_amperes: Decimal | None = None
    water: bool = False
    building: bool = False
    operator: bool = False
    capacity_per_day: Decimal | None = None


@dataclass(frozen=True)
class Site:
    """What was measured or seen at a recipient's; None: nobody has looked. `raw_per_day` is what it has to work on."""

    volts: int | None = None
    kilovolt_amperes: Decimal | None = None
    water: bool | None = None
    building: bool | None = None
    operator: bool | None = None
    raw_per_day: Decimal | None = None


VOLTS_WITHIN = Decimal("0.10")
"""A measured voltage further than a tenth from the rated one burns motors; SPLN 1 allows the grid +5 and −10 per cent (belum diverifikasi)."""


def gaps(need: Need, site: Site) -> list[str]:
    """What a site lacks for a machine, as codes in the order in which people look: volts, power, water, building, operator, raw."""
    found = []
    if need.volts and (site.volts is None or abs(site.volts - need.volts) > need.volts * VOLTS_WITHIN):
        found.append("volts")
    if need.kilovolt_amperes and (site.kilovolt_amperes is None or site.kilovolt_amperes < need.kilovolt_amperes):
        found.append("power")
    found += [name for name in ("water", "building", "operator") if getattr(need, name) and not getattr(site, name)]
    if need.capacity_per_day and site.raw_per_day is not None and site.raw_per_day * SPARE_CAPACITY < need.capacity_per_day:
        found.append("raw")
    return found


def is_ready(needs: Iterable[Need], site: Site) -> bool:
    """Whether a site is ready for all machines that it asked for; too little raw material is a warning, not a missing thing."""
    return not any(code != "raw" for need in needs for code in gaps(need, site))


def check_need(*, volts: int | None, kilovolt_amperes: str, capacity_per_day: str, raw_unit: str, source: str) -> None:
    """Refuses needs that nobody can measure at a site, and those without a source."""
    if volts is not None and volts not in (220, 380):
        raise Refused("Tegangan mesin 220 atau 380 volt; kosongkan untuk mesin tanpa listrik.", field="volts")
    amount(kilovolt_amperes, field="kilovolt_amperes")
    if amount(capacity_per_day, field="capacity_per_day") is not None and not raw_unit:
        raise Refused("Tulis satuan kapasitasnya, misalnya kg.", field="raw_unit")
    if len(source) < 5:
        raise Refused("Tulis dari mana kebutuhan ini diketahui, misalnya pelat nama mesin atau laporan uji.", field="source")


@dataclass(frozen=True)
class Tie:
    """Recipients that share something: the same number, phone, or name in one village."""

    what: str
    recipients: tuple[str, ...]


def ties(people: Mapping[str, Mapping[str, str]]) -> list[Tie]:
    """Recipients that may be one and the same, or of one person: by NIK, phone, or name and village, written however."""
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, one in people.items():
        named = f"{one_name(one['name'])}|{one_village(one['village'])}" if one["name"] and one["village"] else ""
        for what, value in (("nik", one["nik"]), ("phone", read_phone(one["phone"])), ("name", named), ("contact", one_person(one["contact"]))):
            if value:
                shared[what, value].add(code)
    return sorted((Tie(what, tuple(sorted(codes))) for (what, _), codes in shared.items() if len(codes) > 1), key=lambda t: (t.recipients, t.what))


SHORT = {
    "kel": "kelompok", "kelp": "kelompok", "klp": "kelompok", "klmpk": "kelompok", "pok": "kelompok", "kt": "kelompoktani",
    "poktan": "kelompoktani", "gapoktan": "gabungankelompoktani", "kwt": "kelompokwanitatani", "kub": "kelompokusahabersama", "ds": "desa",
}  # fmt: skip
"""How offices shorten the kinds of groups that ask."""
TITLES = {"pak", "bapak", "bpk", "bu", "ibu", "h", "hj", "haji", "hajah", "hajjah", "sdr", "sdri", "drs", "ir"}

PLACES = {"desa", "ds", "dusun", "dsn", "kelurahan", "kel"}


def one_name(text: str) -> str:
    """The same name however it is written: letters and digits alone, small, short kinds in full."""
    return "".join(SHORT.get(word, word) for word in words_of(text))


def one_person(text: str) -> str:
    """The same person with or without a title."""
    words = words_of(text)
    return "".join([word for word in words if word not in TITLES] or words)


def one_village(text: str) -> str:
    """The same village with or without what kind of place it is."""
    words = words_of(text)
    return "".join([word for word in words if word not in PLACES] or words)


def words_of(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


@dataclass(frozen=True)
class Asked:
    """A granted request as the queue sees it: what is still to be given of it, and whether its site is ready."""

    request: str
    recipient: str
    type: str
    destination: str
    asked_on: date
    wanted: int
    ready_on: date | None


@dataclass(frozen=True)
class Assigned:
    """One unit for one request, with its place in the queue of its type and destination."""

    serial: str
    request: str
    place: int
    of: int
    is_ready: bool


def assign(units: Iterable[tuple[str, str, str]], asked: Iterable[Asked]) -> tuple[list[Assigned], list[Asked]]:
    """Which unit goes to whom, and who waits on.

    `units`: (serial, type, destination) of accepted units that nobody is meant to get. Per type and destination: sites that
    are ready before those that are not, then who asked first, then the code; a request gets all that it asked for before
    the next gets any. The rest is the waiting list, in the same order.
    """
    queues: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in asked:
        queues[one.type, one.destination].append(one)
    free: dict[tuple[str, str], list[str]] = defaultdict(list)
    for serial, type, destination in sorted(units):
        free[type, destination].append(serial)
    given: list[Assigned] = []
    waiting: list[Asked] = []
    for key in sorted(queues):
        queue = sorted(queues[key], key=lambda a: (a.ready_on is None, a.asked_on, a.request))
        for place, one in enumerate(queue, 1):
            mine, free[key] = free[key][: one.wanted], free[key][one.wanted :]
            given += [Assigned(serial, one.request, place, len(queue), one.ready_on is not None) for serial in mine]
            if len(mine) < one.wanted:
                waiting.append(one)
    return given, waiting


def check_reason(text: str, *, field: str = "reason") -> None:
    """A decision about people is said why."""
    if len(text) < LEAST_WORDS:
        raise Refused("Tulis alasannya, paling sedikit %(n)s huruf.", field=field, n=LEAST_WORDS)
