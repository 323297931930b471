"""What would have to be true for a given price: each input is solved in turn, all others staying likely.

The price is linear in every input but the learning rate and the lot size, so the answers are exact fractions; those two
are searched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .amounts import Number, rounded, rupiah, whole_count
from .learning import LARGEST_LOT
from .problem import Sheet
from .solve import Inputs, gather, unit_price

Scale = Callable[[Fraction], dict[str, Fraction]]


@dataclass(frozen=True, slots=True)
class Needed:
    """What one input (or a group of prices, or all hours) would have to be.

    `now` and `needed` in the input's own unit; for groups both are factors (now = 1). `change` = needed / now - 1, None
    where now is 0. `needed` None: no value from 0 (for shares: 0 to 1) gives the price. `within`: it lies between the
    low and high that were stated; for groups, None.
    """

    key: str
    now: Fraction
    needed: Fraction | None
    change: Fraction | None
    within: bool | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """`gap` = target - likely unit price (negative: the price must come down). `lot`: the smallest lot whose unit
    price is at or below the target, None up to the largest size searched. Answers that lie within their stated range
    come first, then the smallest change."""

    target: int
    unit_price: int
    gap: Fraction
    answers: tuple[Needed, ...]
    lot: int | None

    def answer(self, key: str) -> Needed:
        return next(a for a in self.answers if a.key == key)


def break_even(
    sheet: Sheet, lot: int, at: date, target: Number, *, accept: Collection[str] = (), largest_lot: int = 500
) -> BreakEven:
    """Each input that alone would bring the unit price of this lot to `target` rupiah."""
    goal = rupiah(target, "harga sasaran")
    inputs, _ = gather(sheet, at, accept)
    likely = {key: estimate.likely for key, estimate in inputs.items()}
    now = unit_price(sheet, likely, lot)
    answers = [single(sheet, inputs, likely, lot, key, goal) for key in inputs]
    answers += [group(sheet, likely, lot, name, keys, goal) for name, keys in groups_of(sheet).items()]
    answers.sort(key=lambda a: (not a.within, a.needed is None, abs(a.change or 0), a.key))
    return BreakEven(int(goal), rounded(now), goal - now, tuple(answers),
                     smallest_lot(sheet, likely, goal, largest_lot))


def single(
    sheet: Sheet, inputs: Inputs, likely: dict[str, Fraction], lot: int, key: str, goal: Fraction
) -> Needed:
    estimate = inputs[key]
    if key == "belajar":
        needed = learning_rate(sheet, likely, lot, goal)
    else:
        most = Fraction(1) if estimate.unit == "bagian" else None
        needed = linear(sheet, lot, lambda x: {**likely, key: x}, goal, most)
    within = needed is not None and estimate.low <= needed <= estimate.high
    return Needed(key, estimate.likely, needed, change_of(estimate.likely, needed), within)


def linear(sheet: Sheet, lot: int, scale: Scale, goal: Fraction, most: Fraction | None) -> Fraction | None:
    """x with price(x) = goal, from the line through price(0) and price(1); None outside 0 … most."""
    at_zero = unit_price(sheet, scale(Fraction(0)), lot)
    slope = unit_price(sheet, scale(Fraction(1)), lot) - at_zero
    if slope == 0:
        return None
    x = (goal - at_zero) / slope
    return x if x >= 0 and (most is None or x <= most) else None


def change_of(now: Fraction, needed: Fraction | None) -> Fraction | None:
    return None if needed is None or now == 0 else needed / now - 1


def groups_of(sheet: Sheet) -> dict[str, list[str]]:
    """Inputs that are moved together: prices by group, all prices, all hours (setup too), all wages."""
    groups: dict[str, list[str]] = {}
    for part in sheet.parts:
        groups.setdefault(f"grup:{part.group}", []).append(f"harga:{part.item}")
    groups["semua harga"] = [f"harga:{part.item}" for part in sheet.parts]
    groups["semua jam"] = [f"{w}:{o.step}" for o in sheet.operations for w in ("jam", "persiapan")]
    groups["semua upah"] = list(dict.fromkeys(f"upah:{o.skill}" for o in sheet.operations))
    return {name: keys for name, keys in groups.items() if keys}


def group(
    sheet: Sheet, likely: dict[str, Fraction], lot: int, name: str, keys: list[str], goal: Fraction
) -> Needed:
    def scale(factor: Fraction) -> dict[str, Fraction]:
        return {**likely, **{key: likely[key] * factor for key in keys}}

    needed = linear(sheet, lot, scale, goal, None)
    return Needed(name, Fraction(1), needed, change_of(Fraction(1), needed), None)


def learning_rate(sheet: Sheet, likely: dict[str, Fraction], lot: int, goal: Fraction) -> Fraction | None:
    """The rate nearest to the likely one (0.5 to 1, to 1e-12) that gives the price; searched by halving each side."""

    def miss(rate: Fraction) -> Fraction:
        return unit_price(sheet, {**likely, "belajar": rate}, lot) - goal

    start = likely["belajar"]
    found = [halved(miss, start, end) for end in (Fraction(1, 2), Fraction(1)) if miss(start) * miss(end) <= 0]
    return min(found, key=lambda rate: abs(rate - start), default=None)


def halved(miss: Callable[[Fraction], Fraction], near: Fraction, far: Fraction) -> Fraction:
    sign = miss(near) > 0
    for _ in range(42):
        middle = Fraction(round((near + far) / 2 * 10**13), 10**13)
        if (miss(middle) > 0) == sign:
            near = middle
        else:
            far = middle
    return far


def smallest_lot(sheet: Sheet, likely: dict[str, Fraction], goal: Fraction, largest: int) -> int | None:
    """By halving, since the batch curve never rises."""
    whole_count(largest, "lot terbesar yang dicari")
    low, high = 1, min(largest, LARGEST_LOT)
    if unit_price(sheet, likely, high) > goal:
        return None
    while low < high:
        middle = (low + high) // 2
        if unit_price(sheet, likely, middle) <= goal:
            high = middle
        else:
            low = middle + 1
    return low
