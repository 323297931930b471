"""Signals on a chart beyond "a point outside": the Western Electric and Nelson patterns, each with its own name.

Source: Western Electric, Statistical Quality Control Handbook (1956); L. S. Nelson (1984), The Shewhart control chart:
tests for special causes, Journal of Quality Technology 16(4). Every pattern that is added adds false alarms; the
default is the first alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .chart_errors import require
from .chart_limits import TOUCH, Chart

SOURCE = "Western Electric 1956, Nelson 1984"
Pattern = Callable[[Sequence[float]], bool]


@dataclass(frozen=True, slots=True)
class Signal:
    """`rule` seen at the point with number `at` (from 1), over it and the `length - 1` points before."""

    rule: str
    at: int
    length: int


def beyond_three_sigma(z: Sequence[float]) -> bool:
    return abs(z[0]) > 3 + TOUCH


def nine_on_one_side(z: Sequence[float]) -> bool:
    return all(v > 0 for v in z) or all(v < 0 for v in z)


def six_in_a_row_rising_or_falling(z: Sequence[float]) -> bool:
    steps = [b - a for a, b in itertools.pairwise(z)]
    return all(s > 0 for s in steps) or all(s < 0 for s in steps)


def fourteen_alternating(z: Sequence[float]) -> bool:
    steps = [b - a for a, b in itertools.pairwise(z)]
    return all(a * b < 0 for a, b in itertools.pairwise(steps))


def two_of_three_beyond_two_sigma(z: Sequence[float]) -> bool:
    return any(sum(side * v > 2 for v in z) >= 2 and side * z[-1] > 2 for side in (1, -1))


def four_of_five_beyond_one_sigma(z: Sequence[float]) -> bool:
    return any(sum(side * v > 1 for v in z) >= 4 and side * z[-1] > 1 for side in (1, -1))


def fifteen_within_one_sigma(z: Sequence[float]) -> bool:
    return all(abs(v) < 1 for v in z)


def eight_beyond_one_sigma(z: Sequence[float]) -> bool:
    return all(abs(v) > 1 for v in z)


RULES: dict[str, tuple[int, Pattern]] = {
    "beyond_three_sigma": (1, beyond_three_sigma),
    "nine_on_one_side": (9, nine_on_one_side),
    "six_in_a_row_rising_or_falling": (6, six_in_a_row_rising_or_falling),
    "fourteen_alternating": (14, fourteen_alternating),
    "two_of_three_beyond_two_sigma": (3, two_of_three_beyond_two_sigma),
    "four_of_five_beyond_one_sigma": (5, four_of_five_beyond_one_sigma),
    "fifteen_within_one_sigma": (15, fifteen_within_one_sigma),
    "eight_beyond_one_sigma": (8, eight_beyond_one_sigma),
}


def signals(chart: Chart, rules: Sequence[str] = ("beyond_three_sigma",)) -> tuple[Signal, ...]:
    """Every place where one of the named patterns ends, in the order of the points."""
    for rule in rules:
        require(rule in RULES, "nama pola", rule, "salah satu dari " + ", ".join(RULES), SOURCE)
    z = chart.z_scores
    found = [
        Signal(rule, end, RULES[rule][0])
        for rule in dict.fromkeys(rules)
        for end in range(RULES[rule][0], len(z) + 1)
        if RULES[rule][1](z[end - RULES[rule][0] : end])
    ]
    return tuple(sorted(found, key=lambda s: (s.at, s.rule)))
