"""The odds of a price: its exact mean, and percentiles from a seeded simulation of the same sheet.

Each input is triangular between its low and high. Inputs are independent of one another, except that prices of one
group ("baja") move together: they share one draw, since a dear month for plate is a dear month for angle iron. The
mean is exact whenever the learning rate has no range (the price is linear in every other input); the percentiles are
simulated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .amounts import whole_count
from .estimate import Estimate
from .learning import lot_factor
from .problem import Sheet

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Whole rupiah per unit: a tenth of the draws lie below `p10`, half below `p50`, a tenth above `p90`."""

    mean: int
    p10: int
    p50: int
    p90: int
    draws: int
    seed: int


def simulate(sheet: Sheet, inputs: Mapping[str, Estimate], lot: int, draws: int, seed: int) -> Spread:
    """Percentiles over `draws` prices; the same seed gives the same figures."""
    import numpy as np  # loaded only when odds are asked

    whole_count(draws, "banyaknya undian", 100)
    prices = drawn_prices(sheet, inputs, lot, draws, seed)
    p10, p50, p90 = (round(float(v)) for v in np.percentile(prices, (10, 50, 90)))
    return Spread(round(mean_price(sheet, inputs, lot)), p10, p50, p90, draws, seed)


def drawn_prices(sheet: Sheet, inputs: Mapping[str, Estimate], lot: int, draws: int, seed: int) -> Array:
    """One unit price per draw, shape (draws,), in rupiah."""
    import numpy as np

    dice = np.random.default_rng(seed)
    groups = {f"harga:{part.item}": f"grup:{part.group}" for part in sheet.parts}
    luck = {name: dice.random(draws) for name in dict.fromkeys(groups.get(key, key) for key in inputs)}
    value = {key: triangular(estimate, luck[groups.get(key, key)]) for key, estimate in inputs.items()}
    material, conversion = np.zeros(draws), np.zeros(draws)
    for part in sheet.parts:
        material += float(part.quantity) * value[f"harga:{part.item}"]
    factor = learning_factors(sheet, value.get("belajar"), lot, draws)
    for o in sheet.operations:
        hours = value[f"persiapan:{o.step}"] / lot + value[f"jam:{o.step}"] * factor
        conversion += hours * (value[f"upah:{o.skill}"] + value[f"mesin:{o.resource}"])
    prices: Array = (material + conversion * (1 + value["overhead"])) * (1 + value["margin"])
    return prices


def triangular(estimate: Estimate, u: Array) -> Array:
    """The triangular quantiles at u."""
    import numpy as np

    low, likely, high = float(estimate.low), float(estimate.likely), float(estimate.high)
    if high == low:
        return np.full(len(u), low)
    left = low + np.sqrt(u * (high - low) * (likely - low))
    right = high - np.sqrt((1 - u) * (high - low) * (high - likely))
    return np.where(u <= (likely - low) / (high - low), left, right)


def learning_factors(sheet: Sheet, rates: Array | None, lot: int, draws: int) -> Array:
    """Mean factor of the lot's units for each drawn rate; unit by unit, so that memory stays with the draws."""
    import numpy as np

    if sheet.learning is None or rates is None:
        return np.ones(draws)
    slope, total = np.log2(rates), np.zeros(draws)
    for x in range(sheet.learning.made_before + 1, sheet.learning.made_before + lot + 1):
        total += (x / sheet.learning.reference_unit) ** slope
    factors: Array = total / lot
    return factors


def mean_price(sheet: Sheet, inputs: Mapping[str, Estimate], lot: int) -> Fraction:
    """Expected unit price; the mean of the learning factor is integrated over 200 equal slices of its rate's odds."""
    mean = {key: estimate.mean for key, estimate in inputs.items()}
    material = sum((part.quantity * mean[f"harga:{part.item}"] for part in sheet.parts), Fraction(0))
    factor = mean_factor(sheet, lot)
    conversion = sum(
        ((mean[f"persiapan:{o.step}"] / lot + mean[f"jam:{o.step}"] * factor)
         * (mean[f"upah:{o.skill}"] + mean[f"mesin:{o.resource}"]) for o in sheet.operations),
        Fraction(0),
    )
    return (material + conversion * (1 + mean["overhead"])) * (1 + mean["margin"])


def mean_factor(sheet: Sheet, lot: int) -> Fraction:
    learning = sheet.learning
    if learning is None or learning.rate.low == learning.rate.high:
        return lot_factor(learning, learning.rate.likely if learning else Fraction(1), lot)
    slices = 200
    slopes = [math.log2(learning.rate.quantile((i + 0.5) / slices)) for i in range(slices)]
    first = learning.made_before + 1
    total = math.fsum((x / learning.reference_unit) ** s for s in slopes for x in range(first, first + lot))
    return Fraction(total / (slices * lot))
