"""How good a workshop is, 0 to 100, by a lower bound: two perfect machines do not outdo sixty, and the new are not punished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tempa.quality.sampling.bayes import Beta, History, maker_prior

UPPER = "0.8"  # of the rate of bad units: the lower 20 % bound of good ones
ENOUGH_UNITS = 10
LATEST = 30
WEIGHTS: Mapping[str, Fraction] = {"quality": Fraction(3, 5), "time": Fraction(2, 5)}
"""A setting of the park; no rule names it."""


@dataclass(frozen=True)
class LotTime:
    """When a lot was due and when it was finished; None: not yet."""

    due_on: date
    finished_on: date | None


@dataclass(frozen=True)
class Rating:
    """`quality` and `time` are 0 to 100, None where there is nothing to go by; `is_new`: too few units to be judged by."""

    inspected: int
    bad: int
    quality: int
    time: int | None
    score: int
    is_new: bool
    lots: int
    days_late: int


def rate(own: History, of_all: Beta, lots: Sequence[LotTime], today: date) -> Rating:
    """Quality is the lower 20 % bound of the share of units that pass at first sight; a lot loses a thirtieth for each late day.

    The law of all workshops is lent to those with few units, so that a workshop without any stands where the others stand.
    """
    law = maker_prior(of_all, own, cap=1000)
    quality = round(100 * (1 - law.quantile(UPPER)))
    late = [max(0, ((one.finished_on or today) - one.due_on).days) for one in lots if one.finished_on or one.due_on < today]
    time = round(100 * sum(max(0, LATEST - days) for days in late) / (LATEST * len(late))) if late else None
    parts = {"quality": quality, "time": time}
    weight = sum(WEIGHTS[name] for name, value in parts.items() if value is not None)
    score = round(sum(WEIGHTS[name] * value for name, value in parts.items() if value is not None) / weight)
    return Rating(own.inspected, own.bad, quality, time, score, own.inspected < ENOUGH_UNITS, len(late), sum(late))
