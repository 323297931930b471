"""How evenly money was spread: Gini, Herfindahl-Hirschman and top shares, all exact.

Source: Gini 1912 in the form G = Σ (2i − n − 1) x_(i) / (n Σ x); US Department of Justice, Herfindahl-Hirschman index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tempa.impact.multipliers.errors import MultiplierError

GINI = "Gini 1912; the mean absolute difference over twice the mean"
HHI = "Herfindahl-Hirschman index: the sum of squared shares in percent"
Amount = int | Fraction


@dataclass(frozen=True)
class Concentration:
    """`gini` 0 (all equal) to 1 − 1/n; `hhi` 10,000/n (all equal) to 10,000 (one takes all); top shares of the
    whole.
    """

    receivers: int
    total: Fraction
    gini: Fraction
    hhi: Fraction
    top_one: Fraction
    top_three: Fraction


def concentration(amounts: Mapping[str, Amount]) -> Concentration:
    """All measures of one distribution; whoever received nothing but could have belongs in it with 0."""
    values = list(amounts.values())
    return Concentration(
        receivers=len(values),
        total=sum((Fraction(v) for v in values), Fraction(0)),
        gini=gini(values),
        hhi=hhi(percent_shares(values)),
        top_one=top_share(values, 1),
        top_three=top_share(values, 3),
    )


def gini(amounts: Sequence[Amount]) -> Fraction:
    total = total_of(amounts, GINI)
    n, ordered = len(amounts), sorted(Fraction(a) for a in amounts)
    return sum(((2 * i - n - 1) * x for i, x in enumerate(ordered, start=1)), Fraction(0)) / (n * total)


def percent_shares(amounts: Sequence[Amount]) -> list[Fraction]:
    total = total_of(amounts, HHI)
    return [100 * Fraction(a) / total for a in amounts]


def hhi(shares: Sequence[Amount]) -> Fraction:
    """Of shares in percent. They may be rounded or leave out small receivers, but not pass 100 by more than 1."""
    exact = [Fraction(s) for s in shares]
    for share in exact:
        if not 0 <= share <= 100:
            raise MultiplierError(f"share {float(share):g}", "must be between 0 and 100 percent", HHI)
    if sum(exact) > 101:
        raise MultiplierError(f"shares add up to {float(sum(exact)):g} percent", "must be 100 at most", HHI)
    return sum((s * s for s in exact), Fraction(0))


def top_share(amounts: Sequence[Amount], receivers: int) -> Fraction:
    """What the largest few received of the whole (fewer than asked: all of it)."""
    if receivers < 1:
        raise MultiplierError(f"top {receivers}", "must be 1 or more", "top share")
    total = total_of(amounts, "top share")
    return sum(sorted((Fraction(a) for a in amounts), reverse=True)[:receivers], Fraction(0)) / total


def total_of(amounts: Sequence[Amount], source: str) -> Fraction:
    negative = [a for a in amounts if a < 0]
    if negative:
        raise MultiplierError(f"amount {negative[0]}", "must be 0 or more", source)
    total = sum((Fraction(a) for a in amounts), Fraction(0))
    if total == 0:
        raise MultiplierError(f"{len(amounts)} amounts of nothing", "somebody must have received something", source)
    return total
