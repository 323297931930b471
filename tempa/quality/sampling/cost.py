"""Inspect every machine or none: what each costs, how sure the answer is, and what knowing more would be worth.

Deming's rule: with k1 the cost of inspecting one machine and k2 the cost of one bad machine in the field, inspect all
where the rate p is above k1/k2 and none where it is below. Sampling is for the time when p is not known well enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tempa.quality.sampling.bayes import Beta
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import Number, count, fraction, inner_share

ALL, NONE, UNSURE = "all", "none", "unsure"


@dataclass(frozen=True, slots=True)
class CostChoice:
    """For `units` machines: expected costs of inspecting all or none, and the choice.

    `break_even` = k1/k2. `choice` is "all" or "none" where the interval of the rate lies on one side of it, else
    "unsure"; `cheaper` is the better of the two on average all the same. `chance_all` = P(rate above break-even).
    `worth_of_knowing`: expected saving if the rate were known, the most that more sampling can be worth.
    """

    units: int
    break_even: Fraction
    cost_all: float
    cost_none: float
    interval: tuple[float, float]
    choice: str
    cheaper: str
    chance_all: float
    worth_of_knowing: float


def all_or_none(rate: Beta, units: int, k1: Number, k2: Number, level: Number = "0.9") -> CostChoice:
    """Deming's rule with the uncertainty of the rate. k1, k2 in one currency, per machine, k1 < k2."""
    inspect, field = fraction(k1, "biaya memeriksa satu unit"), fraction(k2, "biaya satu unit rusak di lapangan")
    if not 0 < inspect < field:
        bound = f"di atas 0 dan di bawah biaya satu unit rusak di lapangan ({k2}); kalau tidak, memeriksa selalu rugi"
        raise SamplingError("biaya memeriksa satu unit", k1, bound, "aturan k1/k2 Deming")
    count(units, "banyaknya unit", 1)
    even = inspect / field
    low, high = rate.interval(inner_share(level, "tingkat keyakinan"))
    cost_all, cost_none = float(units * inspect), float(units * field) * rate.mean
    known = units * float(field) * below(rate, even) + float(units * inspect) * (1 - rate.chance_at_most(even))
    return CostChoice(
        units, even, cost_all, cost_none, (low, high),
        ALL if low > even else NONE if high < even else UNSURE,
        ALL if cost_all < cost_none else NONE,
        1 - rate.chance_at_most(even), max(0.0, min(cost_all, cost_none) - known),
    )


def below(rate: Beta, even: Fraction) -> float:
    """E[p; p < even]: the mean share bad that comes from rates below break-even."""
    return rate.mean * Beta(rate.a + 1, rate.b).chance_at_most(even)
