"""Late delivery: when the deadline is, how many days it was missed, and what each day costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tempa.contracts.law.errors import LawError
from tempa.contracts.law.money import Number, days, fraction, rupiah
from tempa.contracts.law.rulebook import Amount, rule


@dataclass(frozen=True, slots=True)
class LateDelivery:
    """What a penalty is computed from; every amount in whole rupiah without PPN.

    `part` is the value of the late part and counts only where `separable` (it can be handed over and used by itself);
    else the whole `contract` is the base. `cap` is a share of the base that the penalty may not pass; None: no cap.
    """

    contract: int
    days: int
    part: int | None = None
    separable: bool = False
    cap: Number | None = None


def due_date(start: date, duration: int, start_counts: bool = False) -> date:
    """The last day in time: `duration` calendar days after `start`, or counted from it where the contract says so."""
    return start + timedelta(days=days(duration, "lama pelaksanaan") - (1 if start_counts else 0))


def deadline(original: date, addenda: Sequence[date] = ()) -> date:
    """The deadline in force: that of the last addendum (in the order of signing), else the original."""
    return addenda[-1] if addenda else original


def days_late(due: date, handed_over: date) -> int:
    """Calendar days after the deadline; delivered on the day itself is in time (0)."""
    return max(0, (handed_over - due).days)


def late_penalty(late: LateDelivery, on: date, per_day: Number | None = None) -> Amount:
    """1 per mille of the base per calendar day (Perpres 16/2018 Ps 79(4)), rounded once, half a rupiah up.

    `on`: the day of the contract. `per_day` overrides the rate where a contract states its own.
    """
    found = rule("late_penalty", on)
    rate = found.share("per_day") if per_day is None else fraction(per_day, "denda per hari")
    base = penalty_base(late)
    exact = Fraction(base * days(late.days, "hari terlambat") * rate.numerator, rate.denominator)
    if late.cap is not None:
        exact = min(exact, base * fraction(late.cap, "batas denda"))
    return found.amount(exact)


def penalty_base(late: LateDelivery) -> int:
    """The late part where it stands by itself, else the whole contract; never "what is left of the contract"."""
    contract = rupiah(late.contract, "nilai kontrak")
    if not late.separable:
        return contract
    if late.part is None:
        raise LawError(
            "Denda atas bagian yang terlambat perlu nilai bagian itu, tanpa PPN.",
            "A penalty on the late part needs the value of that part, without PPN.",
            value=None, bound=f"0 … {contract}", source="Perpres 16/2018 Ps 79(4)-(5)",
        )
    part = rupiah(late.part, "nilai bagian terlambat")
    if part > contract:
        raise LawError(
            "Bagian yang terlambat tidak mungkin lebih besar daripada kontraknya.",
            "The late part cannot be larger than its contract.",
            value=part, bound=f"≤ {contract}", source="Perpres 16/2018 Ps 79(4)-(5)",
        )
    return part
