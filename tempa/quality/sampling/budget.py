"""Spreads the hours that inspectors have over the lots to come, so that each hour finds as many bad machines as it can.

The cost rule unit by unit: go on in a lot while chance(next unit bad) × worth > price × hours, where worth is what
finding one bad machine saves and the price of an hour is the one at which the hours just suffice. Arrays have one entry
per lot: a and b of its maker's Beta law, units, hours per unit, worth of a bad machine found.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tempa.quality.sampling.bayes import Beta
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import count

Floats = npt.NDArray[np.float64]
HALVINGS = 12


def go_on(law: Beta, hours: float, price: float, worth: float = 1.0) -> bool:
    """Whether the next unit of a lot is worth its hours; `law` holds everything found so far."""
    return law.mean * worth > price * hours


def price_of_hour(
    a: Floats, b: Floats, units: Floats, hours: Floats, available: float, worth: Floats | None = None, least: int = 1
) -> float:
    """The price at which the lots are expected to use the `available` hours; every lot gets `least` units at any price.

    Found by halving its logarithm between 1e-4 and 10 of the largest worth per hour; the expectation is
    `expected_inspections`, with each bad machine found inspected once more after repair.
    """
    count(least, "unit paling sedikit tiap lot", 0)
    columns = (a, b, units, hours, np.ones_like(hours) if worth is None else worth)
    if len({len(column) for column in columns}) != 1 or not all((column > 0).all() for column in columns):
        bound = "sama panjang, dan semua isinya di atas 0"
        raise SamplingError("panjang kolom lot", [len(column) for column in columns], bound, "satu isi untuk tiap lot")
    values = columns[4]
    low, high = math.log(1e-4 * float((values / hours).max())), math.log(10 * float((values / hours).max()))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        looked_at = expected_inspections(a, b, units, math.exp(middle) * hours / values, least)
        used = float((looked_at * hours * (1 + a / (a + b))).sum())
        low, high = (middle, high) if used > available else (low, middle)
    return math.exp((low + high) / 2)


def expected_inspections(a: Floats, b: Floats, units: Floats, limit: Floats, least: int) -> Floats:
    """Units looked at in each lot on average, where one goes on while the mean rate is above `limit`.

    If all are good, one stops at the first n with a/(a + b + n) <= limit; if one is bad before, nearly always at the
    end of the lot. P(n good) = B(a, b + n)/B(a, b).
    """
    from scipy.special import betaln

    until = np.minimum(np.maximum(np.ceil(a / limit - a - b), least), units)
    all_good = np.exp(betaln(a, b + until) - betaln(a, b))
    return np.asarray(all_good * until + (1 - all_good) * units, dtype=np.float64)
