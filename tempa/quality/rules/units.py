"""What may become of one machine after inspection, and what follows for every unit from the decision on its lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tempa.ledger.rules import Refused

ACCEPTED, REWORK, REPAIRED, CONCESSION, SCRAPPED = "accepted", "rework", "repaired", "concession", "scrapped"
DECISIONS = (ACCEPTED, REWORK, REPAIRED, CONCESSION, SCRAPPED)
GOOD = (ACCEPTED, REPAIRED, CONCESSION)


@dataclass(frozen=True)
class UnitHistory:
    """A unit as rules see it: its rounds in order with whether it passed, the last decision on it, and whether its lot was accepted."""

    serial: str
    rounds: tuple[tuple[int, bool], ...] = ()
    last: str = ""
    is_lot_accepted: bool = False
    was_critical: bool = False

    @property
    def last_failed(self) -> int:
        return max((round for round, passed in self.rounds if not passed), default=0)

    @property
    def last_passed(self) -> int:
        return max((round for round, passed in self.rounds if passed), default=0)

    @property
    def is_good(self) -> bool:
        """Whether it works as far as was inspected: it passed, and after its last failure."""
        return self.last_passed > self.last_failed


def unit_stage(u: UnitHistory) -> str:
    """waiting, inspected, failed, or the decision that stands: what follows from what has happened to a unit."""
    if u.last:
        return u.last
    if not u.rounds:
        return "waiting"
    return "inspected" if u.is_good else "failed"


def check_unit_decision(u: UnitHistory, decided: str, cost: int | None) -> None:
    """Refuses what a unit's history does not bear; a critical failure is never let go by a concession."""
    if decided not in DECISIONS:
        raise Refused("Pilih keputusan dari daftar.", field="decided")
    if u.last in (*GOOD, SCRAPPED):
        raise Refused("Unit %(serial)s sudah diputus. Keputusan yang sudah diambil tidak diubah.", serial=u.serial)
    if not u.rounds:
        raise Refused("Unit %(serial)s belum diperiksa. Periksa dulu, baru putuskan.", serial=u.serial)
    if decided in GOOD and not u.is_lot_accepted:
        raise Refused("Lot unit %(serial)s belum diterima. Unit diterima hanya sesudah lotnya.", serial=u.serial)
    if decided == ACCEPTED and (u.last_failed or not u.is_good):
        raise Refused(
            "Unit %(serial)s pernah gagal. Ia diterima sebagai unit yang diperbaiki, sesudah lulus periksa ulang, atau dengan konsesi OPD.",
            serial=u.serial,
        )  # fmt: skip
    if decided == REPAIRED and not (u.last_failed and u.is_good):
        raise Refused("Unit %(serial)s belum lulus periksa ulang sesudah gagal. Periksa ulang dulu.", serial=u.serial)
    if decided == CONCESSION and u.was_critical:
        raise Refused(
            "Unit %(serial)s punya cacat kritis. Bahaya bagi orang tidak dapat diterima dengan konsesi; perbaiki atau musnahkan.", serial=u.serial,
        )  # fmt: skip
    if decided in (REWORK, CONCESSION, SCRAPPED) and u.is_good:
        raise Refused("Unit %(serial)s lulus pada pemeriksaan terakhirnya, jadi tidak ada yang harus diperbaiki atau dimaklumi.", serial=u.serial)
    if cost is not None and not 0 <= cost <= 10**12:
        raise Refused("Biaya ditulis dalam rupiah utuh, 0 sampai 1.000.000.000.000.", field="cost")


def check_price_cut(decided: str, cut: int | None, price: int) -> None:
    """A concession states what the unit is worth less, be it nothing; no other decision touches the price."""
    if decided != CONCESSION:
        if cut is not None:
            raise Refused("Hanya konsesi yang mengurangi harga unit. Kosongkan potongannya.", field="price_cut")
        return
    if cut is None:
        raise Refused("Tulis potongan harga tiap unit dalam rupiah; 0 bila harganya tetap.", field="price_cut")
    if not 0 <= cut <= price:
        raise Refused("Potongan harga tiap unit 0 sampai Rp%(price)s, harga unit itu menurut kontraknya.", field="price_cut", price=price)


def follow_lot(units: Sequence[UnitHistory], *, accept: bool) -> Mapping[str, list[str]]:
    """Decision -> serials that it follows for, from the decision on their lot.

    An accepted lot accepts what never failed and what passed after a failure; what failed in this round waits for somebody.
    From a rejected lot nothing follows: what failed is reworked or scrapped by name.
    """
    found: dict[str, list[str]] = {}
    for u in units:
        if accept and u.is_good and u.last not in (*GOOD, SCRAPPED):
            found.setdefault(REPAIRED if u.last_failed else ACCEPTED, []).append(u.serial)
    return found
