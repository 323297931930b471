"""The ladder of who is new or has no papers, or whose rating fell: small first lots, every unit inspected, limits that grow with results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tempa.registry.rules.criteria import Rung
from tempa.registry.rules.remark import Remark

LEAST_RATING = 40  # of 100; a workshop rated lower stands on the last rung until its rating is better
MOST_FAILED = 5  # one in so many inspected units may fail at first; more, and the rung stays


@dataclass(frozen=True)
class Results:
    """What inspections have said of a workshop's machines so far: accepted, and failed at their first inspection.

    `rating` is its score of 0 to 100 from quality, time and how its machines last; None while too few machines were inspected to go by.
    """

    accepted: int = 0
    failed: int = 0
    rating: int | None = None


@dataclass(frozen=True)
class Probation:
    """Where a workshop stands on the ladder; rung 0: on none. `largest_lot` None: no limit of its own."""

    rung: int
    largest_lot: int | None
    inspect_all: bool
    because: Remark

    @property
    def is_on(self) -> bool:
        return self.rung > 0

    @property
    def reason(self) -> str:
        return str(self.because)


NO_PROBATION = Probation(0, None, False, Remark("Tidak dalam masa percobaan."))


def suggests_probation(*, legal_tier: str, results: Results) -> bool:
    """Whether the ladder is suggested: without papers, or nothing accepted yet."""
    return legal_tier == "unregistered" or results.accepted == 0


def climbed(ladder: Sequence[Rung], results: Results) -> Probation:
    """The rung that results have reached; above the last one there is none.

    Nobody falls: what was accepted stays so; but while too many machines fail at first, a rung higher is not given.
    """
    inspected = results.accepted + results.failed
    holds = results.failed * MOST_FAILED > inspected
    for number, rung in enumerate(ladder, 1):
        if results.accepted >= rung.accepted and not holds:
            continue
        if holds:
            why = Remark(
                "Masa percobaan, tangga %(rung)s: lot paling besar %(lot)s. %(failed)s dari %(inspected)s mesin gagal pada pemeriksaan pertama, "
                "jadi batasnya belum naik.", rung=number, lot=rung.largest_lot, failed=results.failed, inspected=inspected,
            )  # fmt: skip
        else:
            why = Remark(
                "Masa percobaan, tangga %(rung)s: lot paling besar %(lot)s. Naik sesudah %(accepted)s mesin diterima; sekarang %(now)s.",
                rung=number, lot=rung.largest_lot, accepted=rung.accepted, now=results.accepted,
            )  # fmt: skip
        return Probation(number, rung.largest_lot, rung.inspect_all, why)
    return Probation(0, None, False, Remark("Masa percobaan selesai: %(now)s mesin diterima.", now=results.accepted))


def placed(ladder: Sequence[Rung], results: Results, *, is_on: bool) -> Probation:
    """Where a workshop stands: on the ladder as results say, or on its last rung again where its rating is too low; else on none."""
    found = climbed(ladder, results) if is_on else NO_PROBATION
    if found.is_on or results.rating is None or results.rating >= LEAST_RATING or not ladder:
        return found
    return Probation(len(ladder), ladder[-1].largest_lot, True, Remark(
        "Nilai bengkel %(rating)s di bawah %(least)s: lot paling besar %(lot)s dan setiap unit diperiksa, sampai nilainya naik.",
        rating=results.rating, least=LEAST_RATING, lot=ladder[-1].largest_lot,
    ))  # fmt: skip


def within(probation: Probation, quantity: int) -> bool:
    """Whether a lot of so many machines is within the rung."""
    return probation.largest_lot is None or quantity <= probation.largest_lot
