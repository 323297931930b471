"""Whole rupiah out of shares: the largest remainder, so that parts add up to their total, to the rupiah."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

from tempa.impact.multipliers.errors import MultiplierError

SOURCE = "largest remainder: one rounding per document, parts add up to the whole"


def whole_rupiah(parts: Mapping[str, Fraction | float | int], total: int) -> dict[str, int]:
    """Each part rounded down, the rupiah left over given to the largest remainders (the earlier part on a tie).

    The parts must add up to `total` within half a rupiah: what is missing is an error, not a remainder.
    """
    exact = {name: Fraction(value) for name, value in parts.items()}
    gap = abs(sum(exact.values(), Fraction(0)) - total)
    if 2 * gap >= 1:
        raise MultiplierError(f"parts that miss their total by {float(gap):,.2f}", "must add up to it", SOURCE)
    lower = {name: floor(value) for name, value in exact.items()}
    left = total - sum(lower.values())
    by_remainder = sorted(exact, key=lambda name: lower[name] - exact[name])
    return {name: lower[name] + (name in by_remainder[:left]) for name in exact}


def refuse_bad_rupiah(name: str, value: object, least: int = 0) -> None:
    """Rupiah are whole and, unless said otherwise, not negative."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise MultiplierError(
            f"{name} {value!r}", "must be a whole number of rupiah", "the smallest unit is one rupiah"
        )
    if value < least:
        raise MultiplierError(f"{name} {value:,}", f"must be {least} or more", "a payment is not negative")
