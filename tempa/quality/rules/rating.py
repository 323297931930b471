"""How good a workshop is, 0 to 100, by a lower bound: two perfect machines do not outdo sixty, and the new are not punished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tempa.quality.rules.field import Reliability
from tempa.quality.sampling.bayes import Beta, History, maker_prior

UPPER = "0.8"  # of the rate of bad units: the lower 20 % bound of good ones
ENOUGH_UNITS = 10
LATEST = 30


@dataclass(frozen=True)
class Weights:
    """How much each part counts from a day on, and whose word that is; a part that is unknown is left out, the others keep their proportion."""

    since: date
    quality: Fraction
    time: Fraction
    field: Fraction
    source: str


WEIGHTS: Sequence[Weights] = (
    Weights(date(2020, 1, 1), Fraction(12, 25), Fraction(8, 25), Fraction(1, 5), "ketetapan taman sains (belum diverifikasi)"),
)
"""Settings of the park, the oldest first; no rule names them. Quality to time is 3 to 2 with or without the field."""


def weights_on(day: date) -> Weights:
    """The weights of a day; before the first ones, those."""
    return next((weights for weights in reversed(WEIGHTS) if weights.since <= day), WEIGHTS[0])


@dataclass(frozen=True)
class LotTime:
    """When a lot was due and when it was finished; None: not yet."""

    due_on: date
    finished_on: date | None


@dataclass(frozen=True)
class Rating:
    """`quality`, `time` and `field.score` are 0 to 100, None where there is nothing to go by; `is_new`: too few units to be judged by."""

    inspected: int
    bad: int
    quality: int
    time: int | None
    field: Reliability
    score: int
    is_new: bool
    lots: int
    days_late: int


def rate(own: History, of_all: Beta, lots: Sequence[LotTime], field: Reliability, today: date) -> Rating:
    """Quality is the lower 20 % bound of the share of units that pass at first sight; a lot loses a thirtieth for each late day.

    The law of all workshops is lent to those with few units, so that a workshop without any stands where the others stand. `field`: how
    its machines last at their recipients, as field.py says.
    """
    law = maker_prior(of_all, own, cap=1000)
    quality = round(100 * (1 - law.quantile(UPPER)))
    late = [max(0, ((one.finished_on or today) - one.due_on).days) for one in lots if one.finished_on or one.due_on < today]
    time = round(100 * sum(max(0, LATEST - days) for days in late) / (LATEST * len(late))) if late else None
    score = weighed(weights_on(today), quality, time, field.score)
    return Rating(own.inspected, own.bad, quality, time, field, score, own.inspected < ENOUGH_UNITS, len(late), sum(late))


def weighed(weights: Weights, quality: int, time: int | None, field: int | None) -> int:
    """The mean of the parts that are known, by their weights."""
    parts = [(weights.quality, quality), (weights.time, time), (weights.field, field)]
    known = [(weight, value) for weight, value in parts if value is not None]
    return round(sum(weight * value for weight, value in known) / sum(weight for weight, _value in known))
