"""Shared machines of the park and of schools: who states them, and who books which hours."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tempa.ledger.rules import PARK, May, No, Refused, Who
from tempa.registry.rules.verification import acts_for

AHEAD = timedelta(days=60)
MOST_HOURS = 12
WEEK = range(7)  # Monday is 0


@dataclass(frozen=True)
class SharedHours:
    """When a shared machine can be had: from one hour to another, on these days of the week (Monday is 0)."""

    opens: int
    closes: int
    days: Collection[int]


def may_state_machine(who: Who, site: str) -> May:
    """The park states shared machines; a school its own."""
    if who.sits_at(*PARK) or who.speaks_for(site, "teacher"):
        return True
    return No("Mesin bersama dicatat taman sains, atau sekolah untuk mesinnya sendiri.")


def may_book(who: Who, workshop: str) -> May:
    """A workshop books for itself, at its desk or by its link; the park notes a booking by telephone."""
    if acts_for(who, workshop) or who.sits_at(*PARK):
        return True
    return No("Hanya bengkel itu sendiri, atau taman sains untuknya, yang memesan mesin bersama.")


def may_cancel(who: Who, *, workshop: str, site: str, is_cancelled: bool) -> May:
    """Who booked, the owner of the machine, or the park."""
    if is_cancelled:
        return No("Pemesanan ini sudah dibatalkan.")
    if acts_for(who, workshop) or who.sits_at(*PARK) or who.speaks_for(site, "teacher"):
        return True
    return No("Hanya pemesan, pemilik mesin, atau taman sains yang membatalkan pemesanan.")


def check_machine(*, name: str, process: str, known: Collection[str], hours: SharedHours) -> None:
    if not 2 <= len(name) <= 120:
        raise Refused("Tulis nama mesin, 2 sampai 120 huruf.", field="name")
    if process not in known:
        raise Refused("Proses %(process)s tidak ada dalam daftar. Pilih dari daftar.", field="process", process=process)
    if not 0 <= hours.opens < hours.closes <= 24:
        raise Refused("Jam buka harus sebelum jam tutup, dari 0 sampai 24.", field="closes")
    if not hours.days or set(hours.days) - set(WEEK):
        raise Refused("Pilih paling sedikit satu hari.", field="days")


def check_booking(*, on: date, hours: range, shared: SharedHours, purpose: str, today: date, hour_now: int) -> None:
    """Refuses hours that are over, too far ahead, too many, or outside of those in which the machine can be had."""
    if not hours or len(hours) > MOST_HOURS:
        raise Refused("Pesan 1 sampai %(most)s jam dalam satu hari. Jam selesai harus sesudah jam mulai.", field="until_hour", most=MOST_HOURS)
    if on < today or (on == today and hours[0] < hour_now):
        raise Refused("Jam itu sudah lewat. Pilih jam yang akan datang.", field="on")
    if on > today + AHEAD:
        raise Refused("Pemesanan paling jauh %(days)s hari ke depan.", field="on", days=AHEAD.days)
    if on.weekday() not in shared.days:
        raise Refused("Mesin ini tidak dipakai bersama pada hari itu. Lihat hari yang dibuka di kalendernya.", field="on")
    if hours[0] < shared.opens or hours[-1] >= shared.closes:
        raise Refused("Mesin ini dibuka pukul %(opens)s sampai %(closes)s.", field="from_hour", opens=shared.opens, closes=shared.closes)
    if not 3 <= len(purpose.strip()) <= 200:
        raise Refused("Tulis untuk apa mesin itu dipakai, 3 sampai 200 huruf.", field="purpose")


def check_free(hours: range, taken: Iterable[int]) -> None:
    if both := sorted(set(hours) & set(taken)):
        raise Refused("Pukul %(hour)s.00 sudah dipesan orang lain. Pilih jam yang masih kosong.", field="from_hour", hour=both[0])
