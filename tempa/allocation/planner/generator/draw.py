"""Random draws that are equal on every machine: one named stream per subject, plain arithmetic only.

No logarithms, roots or other functions whose last digit differs between machines; a bell curve is a sum of four
uniforms.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
ROOT_3 = 1.7320508075688772  # the sum of four uniforms has standard deviation 1/√3


class Draw:
    """One stream. Streams of other subjects do not move when one subject draws more."""

    def __init__(self, seed: int, subject: str) -> None:
        self._random = random.Random(f"{seed} {subject}")

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def bell(self, mean: float, deviation: float) -> float:
        """About normal, never further than 3.5 deviations from the mean."""
        four = sum(self._random.random() for _ in range(4))
        return mean + deviation * ROOT_3 * (four - 2)

    def along(self, quantiles: Sequence[float]) -> float:
        """From a distribution given by equally spaced quantiles, linear between them."""
        at = self._random.random() * (len(quantiles) - 1)
        low = int(at)
        return quantiles[low] + (quantiles[low + 1] - quantiles[low]) * (at - low)

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self._random.random() * len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        left = self._random.random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """`count` different items (all of them if there are fewer), in drawn order."""
        left = list(items)
        return [left.pop(int(self._random.random() * len(left))) for _ in range(min(count, len(left)))]


def written(value: float, places: int = 0) -> str:
    """A number in the shortest form of the format: no exponent, no trailing zeros."""
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def in_steps(value: float, step: float, least: float = 0.0) -> float:
    """Rounded to a multiple of `step`, at least `least`."""
    return max(least, int(value / step + 0.5) * step)
