"""What becomes of a unit at its recipient: checks of use after 1, 3, 6 and 12 months, warranty and repairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tempa.delivery.rules.requests import amount
from tempa.ledger.rules import PARK, May, No, Refused, Who
from tempa.values.period import months_after

DUE_MONTHS = (1, 3, 6, 12)
STATES = ("used", "idle", "broken", "moved", "sold", "not_found")
WAYS = ("visit", "phone", "link")
WARRANTY_MONTHS = 6
"""Where a type's specification says nothing: as PAES 109 asks of machines (belum diverifikasi)."""
NEEDS_NOTE = ("idle", "broken", "moved", "sold", "not_found")


@dataclass(frozen=True)
class Due:
    """A check that is due: of which unit, for which month, from which day on."""

    serial: str
    month: int
    on: date


def due_checks(received: Mapping[str, date], done: Iterable[tuple[str, int]], today: date) -> list[Due]:
    """The latest check that each unit's time asks for and nobody has made; an older one that was missed is not made up."""
    made, found = set(done), []
    for serial, day in received.items():
        reached = [m for m in DUE_MONTHS if months_after(day, m) <= today]
        if reached and not any((serial, m) in made for m in DUE_MONTHS if m >= reached[-1]):
            found.append(Due(serial, reached[-1], months_after(day, reached[-1])))
    return sorted(found, key=lambda d: (d.on, d.serial))


HANDOVER = "production"
"""The purpose of the link by which a workshop without an account reports its work, hands it over and answers for it."""
BY_LINK = "recipient"
"""The purpose of the link by which a recipient without an account tells of its machine."""


def may_check_use(who: Who, agency: str, recipient: str = "") -> May:
    """The agency that gave the machine, or the park's people, look after its use; its recipient tells of it by link; never the maker."""
    if who.speaks_for(agency, "agency") or who.sits_at(*PARK, "inspector") or (recipient and who.link_for(BY_LINK, recipient)):
        return True
    return No("Pemeriksaan pemakaian dilakukan oleh OPD pemberi mesin atau taman sains.")


@dataclass(frozen=True)
class UseFound:
    """What somebody found at the check of a month: how a machine is used, on which day, and how they know."""

    serial: str
    due_month: int
    on: date
    way: str
    state: str
    hours_per_week: str = ""
    output_per_week: str = ""
    note: str = ""
    photos: Sequence[str] = ()


def check_use(found: UseFound, *, received_on: date | None, today: date) -> None:
    """Refuses a check of a unit that nobody has got, before its month, of a day to come, or a loss without a word."""
    if received_on is None:
        raise Refused("Unit ini belum diserahkan kepada penerima, jadi pemakaiannya belum dapat diperiksa.", field="serial")
    month = found.due_month
    if month not in DUE_MONTHS:
        raise Refused("Pilih pemeriksaan 1, 3, 6 atau 12 bulan.", field="due_month")
    if not months_after(received_on, month) <= found.on <= today:
        raise Refused(
            "Pemeriksaan %(month)s bulan untuk unit ini mulai %(first)s, dan tidak sesudah hari ini.", field="on", month=month,
            first=str(months_after(received_on, month)),
        )  # fmt: skip
    if found.state not in STATES or found.way not in WAYS:
        raise Refused("Pilih keadaan mesin dan cara memeriksanya.", field="state")
    hours = amount(found.hours_per_week, field="hours_per_week")
    if hours is not None and hours > 7 * 24:
        raise Refused("Satu minggu hanya 168 jam.", field="hours_per_week")
    amount(found.output_per_week, field="output_per_week")
    if found.state in NEEDS_NOTE and len(found.note.strip()) < 10:
        raise Refused("Tulis apa yang ditemukan dan apa yang akan dilakukan, paling sedikit 10 huruf.", field="note")


def is_under_warranty(received_on: date | None, reported_on: date, months: int = WARRANTY_MONTHS) -> bool:
    """A unit is under warranty until the months of its type after the recipient got it are over, and before that anyway."""
    return received_on is None or reported_on <= months_after(received_on, months)


def may_report_repair(who: Who, agency: str, recipient: str = "", *, has_code: bool = False) -> May:
    """The agency or the park report for a recipient; itself by its link, or by the page behind the code on the machine with its own code."""
    return True if has_code else may_check_use(who, agency, recipient)


LOSSES = ("idle", "broken", "moved", "sold", "not_found")


def may_reallocate(who: Who, agency: str) -> May:
    """Only the agency takes a machine back and gives it to another."""
    return True if who.speaks_for(agency, "agency") else No("Hanya OPD pemberi mesin yang dapat mengalihkannya kepada penerima lain.")


def check_reallocation(*, state: str, request: str, first_in_line: str) -> None:
    """Refuses to take back a machine that is used, and to pass over who waits first."""
    if state not in LOSSES:
        raise Refused(
            "Mesin hanya dapat dialihkan bila pemeriksaan terakhir menemukannya tidak dipakai. Catat pemeriksaan pemakaian dulu.", field="serial"
        )
    if not first_in_line:
        raise Refused("Tidak ada permohonan dalam surat keputusan yang menunggu mesin jenis ini.", field="request")
    if request != first_in_line:
        raise Refused("Yang pertama menunggu mesin jenis ini adalah %(request)s. Alihkan kepadanya, atau ubah antreannya dengan surat "
                      "keputusan.", field="request", request=first_in_line)  # fmt: skip


def check_commissioning(*, received_on: date | None, on: date, today: date, runs: bool, trained: int, note: str) -> None:
    """Refuses a run of a machine that is not there, on a day before it came, without anybody taught, or a failure without a word."""
    if received_on is None:
        raise Refused("Mesin ini belum diterima penerima, jadi belum dapat dicoba di tempat.", field="serial")
    if not received_on <= on <= today:
        raise Refused("Tanggal uji harus antara tanggal terima %(first)s dan hari ini.", field="on", first=str(received_on))
    if not 0 <= trained <= 500:
        raise Refused("Jumlah orang yang dilatih antara 0 dan 500.", field="trained")
    if not (runs and trained) and len(note) < 10:
        raise Refused("Tulis mengapa mesin belum jalan atau belum ada yang dilatih, paling sedikit 10 huruf.", field="note")


def may_close_repair(who: Who, maker: str, agency: str) -> May:
    """The maker says what it did, or who looks after the machine does."""
    if who.speaks_for(maker, "workshop", "teacher") or who.link_for(HANDOVER, maker):
        return True
    return may_check_use(who, agency)
