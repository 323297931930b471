"""How a workshop's machines last at their recipients: failures under warranty that are its own, over machine-months, shrunk to what is usual.

A machine at its recipient is taken to fail at random, lambda times a month (Poisson). What is known of a workshop's lambda before its own
machines speak is a Gamma law with the mean m of all workshops together and the weight of LENT failures: shape a = LENT, exposure b = LENT / m.
While the programme itself is young, m is held by what is assumed of it at the START, so that its first failure does not make failing usual.
After n failures in T machine-months it is Gamma(a + n, b + T) (NIST/SEMATECH e-Handbook of Statistical Methods, 8.4.6, the gamma prior of a
failure rate). As with quality, the part is a lower bound: the chance that a machine runs through its warranty without a failure,
exp(-WARRANTY lambda), at the lambda that is not exceeded with probability UPPER. Where a machine fails again it counts again. Machines are not
told apart by type, and a month counts however many hours it ran.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

UPPER = 0.8  # of the failure rate, as in rating.py for the rate of bad units
LENT = 2.0
"""Failures that all workshops together lend to each; a setting of the park (belum diverifikasi)."""
START = (2, 100.0)
"""Failures and machine-months that stand for the programme before its own are many; assumed (belum diverifikasi)."""
WARRANTY = 6
"""Months over which the part speaks."""


@dataclass(frozen=True)
class FieldRecord:
    """What became of a workshop's machines at their recipients, within the warranty.

    `failures` count; `not_its` the park has ruled not to be the maker's, `in_dispute` wait for that ruling: both do not count. `mended` of the
    failures are mended, in `days` days (the middle one; None: none is). `waiting` is how many days the oldest of the others has waited.
    """

    failures: int
    months: float
    not_its: int = 0
    in_dispute: int = 0
    mended: int = 0
    days: int | None = None
    waiting: int = 0


NOTHING = FieldRecord(0, 0.0)


@dataclass(frozen=True)
class Reliability:
    """The part of a rating, 0 to 100; None where no machine is at a recipient. `usual`: the failures of so many months in the whole programme."""

    record: FieldRecord
    score: int | None = None
    usual: float | None = None


def usual_rate(of_all: Iterable[FieldRecord]) -> float:
    """Failures a month of all workshops' machines together, with what is assumed at the start."""
    everybody = list(of_all)
    failures, months = START
    return (failures + sum(one.failures for one in everybody)) / (months + sum(one.months for one in everybody))


def reliability(own: FieldRecord, usual: float) -> Reliability:
    """Unknown while the workshop has no machine at a recipient."""
    if own.months <= 0:
        return Reliability(own)
    return Reliability(own, round(100 * exp(-WARRANTY * upper_rate(own, usual))), usual * own.months)


def upper_rate(own: FieldRecord, usual: float) -> float:
    """Failures a month that are not exceeded with probability UPPER, where `usual` is the rate of all together."""
    from scipy.special import gammaincinv

    return float(gammaincinv(LENT + own.failures, UPPER)) / (LENT / usual + own.months)
