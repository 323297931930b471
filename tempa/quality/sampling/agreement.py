"""Whether two inspectors judge alike: Cohen's kappa, with its interval and what chance alone would give.

Source: J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement
20(1); J. L. Fleiss, J. Cohen and B. S. Everitt (1969), Large sample standard errors of kappa, Psychological Bulletin
72(5), for the interval. Both inspectors judge the same units, blind to each other. The interval is a large-sample one:
with the customary 20 machines it is rough, and wide. Not done: more than two inspectors, weighted kappa.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from .chart_constants import Array
from .chart_errors import ChartError, require, require_list, require_number, require_numbers
from .chart_explain import Sentence

COHEN = "Cohen 1960"
TARGET = 0.7  # customary for pass and fail checks between park staff and school inspectors


@dataclass(frozen=True, slots=True)
class Agreement:
    """`observed` and `expected`: shares of equal verdicts seen, and to be expected by chance from both habits.

    `interval` is two-sided at `level` and cut at 1 (and at -1). `disagreements`: numbers (from 1) of the units that
    the two judged differently; empty when only a table of counts was given.
    """

    units: int
    observed: float
    expected: float
    kappa: float
    standard_error: float
    interval: tuple[float, float]
    level: float
    disagreements: tuple[int, ...]


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable], level: float = 0.95) -> Agreement:
    """Verdicts of two inspectors on the same units, in the same order; any two or more verdicts (pass, fail, …)."""
    for whose, verdicts in (("pertama", first), ("kedua", second)):
        require_list(f"putusan pemeriksa {whose}", verdicts, COHEN)
        for number, verdict in enumerate(verdicts, start=1):
            require(verdict is not None and verdict == verdict, f"putusan pemeriksa {whose} unit ke-{number}", "kosong",
                    "sebuah putusan; buang unit yang belum diputus keduanya", COHEN)
    if len(first) != len(second):
        raise ChartError("banyaknya putusan kedua pemeriksa", (len(first), len(second)), "sama banyak", COHEN)
    require(len(first) >= 2, "banyaknya unit", len(first), "paling sedikit 2", COHEN)
    place = {verdict: i for i, verdict in enumerate(dict.fromkeys([*first, *second]))}
    counts = np.zeros((len(place), len(place)))
    for a, b in zip(first, second, strict=True):
        counts[place[a], place[b]] += 1
    differing = tuple(i for i, (a, b) in enumerate(zip(first, second, strict=True), start=1) if a != b)
    return measured(counts, level, differing)


def kappa_of_table(counts: Sequence[Sequence[int]], level: float = 0.95) -> Agreement:
    """The same from a square table of counts: rows are verdicts of the first inspector, columns of the second."""
    require_list("tabel putusan", counts, COHEN)
    for number, row in enumerate(counts, start=1):
        require_numbers(f"putusan baris ke-{number}, kolom", row, 1, COHEN)
    size = len(counts)
    require(size >= 2 and all(len(row) == size for row in counts), "tabel putusan", f"{size} baris",
            "persegi, paling sedikit 2 × 2", COHEN)
    require(all(v >= 0 and v == int(v) for row in counts for v in row), "tabel putusan", counts,
            "bilangan bulat mulai 0", COHEN)
    table = np.asarray(counts, dtype=np.float64)
    require(table.sum() >= 2, "banyaknya unit", int(table.sum()), "paling sedikit 2", COHEN)
    return measured(table, level, ())


def measured(counts: Array, level: float, differing: tuple[int, ...]) -> Agreement:
    require_number("taraf kepercayaan", level, COHEN)
    require(0 < level < 1, "taraf kepercayaan", level, "di antara 0 dan 1", COHEN)
    n = float(counts.sum())
    shares = counts / n
    observed = float(np.trace(shares))
    expected = float(shares.sum(axis=1) @ shares.sum(axis=0))
    require(expected < 1 - 1e-12, "putusan kedua pemeriksa", "semuanya sama",
            "paling sedikit dua macam putusan (sertakan unit yang rusak)", COHEN)
    kappa = (observed - expected) / (1 - expected)
    error = math.sqrt(max(0.0, kappa_variance(shares, kappa, expected)) / n)
    half = NormalDist().inv_cdf((1 + level) / 2) * error
    interval = (max(-1.0, kappa - half), min(1.0, kappa + half))
    return Agreement(int(n), observed, expected, kappa, error, interval, level, differing)


def kappa_variance(shares: Array, kappa: float, expected: float) -> float:
    """n times the large-sample variance (Fleiss, Cohen and Everitt 1969)."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    diagonal = np.diag(shares)
    on = float(diagonal @ (1 - (rows + columns) * (1 - kappa)) ** 2)
    both = (columns[:, None] + rows[None, :]) ** 2
    off = float((1 - kappa) ** 2 * ((shares * both).sum() - diagonal @ np.diag(both)))
    last = (kappa - expected * (1 - kappa)) ** 2
    return (on + off - last) / (1 - expected) ** 2


def explain_agreement(result: Agreement, target: float = TARGET) -> Sentence:
    """Judged by the interval, not by the estimate: "not proven" is its own answer."""
    low, high = result.interval
    numbers = f"kappa {result.kappa:.2f} ({low:.2f}…{high:.2f})"
    aim = f"{target:.2f}"
    comma = str.maketrans(".", ",")
    start_id = f"Kedua pemeriksa sama pada {result.observed * 100:.0f} % dari {result.units} unit, "
    start_en = f"Both inspectors agree on {result.observed * 100:.0f} % of {result.units} units, {numbers}: "
    if low >= target:
        verdict = ("kesepakatan cukup.", "agreement is good enough.")
    elif high < target:
        verdict = ("belum sepakat; latih bersama, lalu ulangi.", "they do not agree enough; train together, repeat.")
    else:
        verdict = ("belum terbukti cukup; periksa lebih banyak unit bersama.",
                   "not proven good enough; judge more units together.")
    aim_id, aim_en = f"sasaran {aim}: ", f"target {aim}: "
    return Sentence(
        start_id + (numbers + ", " + aim_id).translate(comma) + verdict[0],
        start_en.removesuffix(": ") + ", " + aim_en + verdict[1],
    )
