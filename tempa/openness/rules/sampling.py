"""Monetary-unit sampling: every rupiah of a population has the same chance to be chosen, and brings its whole item with it.

ISA 530, appendix 4 (value-weighted and systematic selection); AICPA Audit Guide "Audit Sampling", chapter on monetary unit sampling: interval
= (tolerable - expected x expansion factor) / confidence factor. The confidence factor is the mean of the Poisson distribution
that gives no misstatement with the risk left: -ln(1 - confidence); the expansion factors are those of the guide's table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tempa.ledger.rules import May, No, Refused, Who

POPULATIONS = ("payments", "contracts")
FACTORS: Mapping[int, tuple[Fraction, Fraction]] = {
    90: (Fraction("2.31"), Fraction("1.5")), 95: (Fraction("3.00"), Fraction("1.6")), 99: (Fraction("4.61"), Fraction("1.9")),
}  # fmt: skip
"""Confidence in percent -> (confidence factor for no misstatement, expansion factor of what is expected)."""
CONFIDENCES = tuple(FACTORS)
MOST_ITEMS = 2_000
"""A sample that chooses more than this is no sample: then one looks at everything."""


def may_draw(who: Who) -> May:
    """The auditor alone: whoever is examined does not choose what is looked at."""
    if who.sits_at("auditor"):
        return True
    return No("Sampel hanya ditarik oleh auditor.")


def interval_of(tolerable: int, expected: int, confidence: int) -> int:
    """Rupiah from one chosen rupiah to the next, rounded down; refuses where the expected misstatement leaves nothing to find out.

    >>> interval_of(300_000_000, 0, 95)
    100000000
    """
    factor, expansion = FACTORS[confidence]
    left = tolerable - expected * expansion
    if left < factor:
        raise Refused(
            "Salah saji yang diperkirakan terlalu besar terhadap yang dapat diterima: tidak ada sampel yang dapat menyimpulkannya. "
            "Kecilkan perkiraannya, besarkan batasnya, atau periksa semuanya."
        )
    return int(left / factor)


def check_sizes(tolerable: int, expected: int, confidence: int, total: int) -> None:
    """Refuses figures from which no sample follows."""
    if confidence not in FACTORS:
        raise Refused("Tingkat keyakinan %(confidence)s persen tidak dikenal. Pilih 90, 95 atau 99.", confidence=confidence)
    if total <= 0:
        raise Refused("Belum ada rupiah yang dapat diperiksa di sini. Sampel dapat ditarik begitu ada kontrak atau pembayaran.")
    if not 0 < tolerable <= total:
        raise Refused("Salah saji yang dapat diterima harus lebih dari nol dan tidak lebih dari seluruh nilainya.")
    if expected < 0:
        raise Refused("Salah saji yang diperkirakan tidak boleh kurang dari nol.")
    if total > MOST_ITEMS * interval_of(tolerable, expected, confidence):
        raise Refused("Sampelnya lebih dari %(most)s barang. Besarkan salah saji yang dapat diterima, atau periksa semuanya.", most=MOST_ITEMS)


def check_again(before: str, reason: str) -> None:
    """A second sample of the same money says why, so that nobody draws until the outcome pleases."""
    if before and not reason.strip():
        raise Refused("Sampel %(before)s sudah ditarik dari nilai yang sama. Tulis mengapa ditarik lagi; keduanya tetap tercatat.", before=before)


def start_of(seed: str, sample: str, interval: int) -> int:
    """The first chosen rupiah, from 1 to the interval: the SHA-256 of the chain's digest and the sample's code, so that nobody chooses it.

    The 256 bits are so many more than the interval that no start is favoured by as much as 1 in 10**50.
    """
    return 1 + int(hashlib.sha256(f"{seed} {sample}".encode()).hexdigest(), 16) % interval


@dataclass(frozen=True)
class Chosen:
    """An item of the sample: its code, its rupiah, whether it was certain to be chosen, and the rupiah that chose it (0: certain)."""

    code: str
    amount: int
    is_certain: bool
    hit: int


@dataclass(frozen=True)
class Sample:
    """What was chosen, those certain first; how much lies in items that were certain, and in the rest."""

    chosen: tuple[Chosen, ...]
    certain_total: int
    rest_total: int


def draw(items: Sequence[tuple[str, int]], interval: int, start: int) -> Sample:
    """Items of an interval or more are all looked at; of the rest, laid end to end in their order, each rupiah `start`, `start` + interval, …

    An item of `amount` below the interval is chosen by exactly `amount` of the `interval` starts. Items without rupiah
    cannot be chosen: who suspects what is missing needs another test.
    """
    certain = [Chosen(code, amount, True, 0) for code, amount in items if amount >= interval]
    drawn, end, hit = [], 0, start
    for code, amount in items:
        if 0 < amount < interval:
            end += amount
            if hit <= end:
                drawn.append(Chosen(code, amount, False, hit))
                hit += interval
    return Sample((*certain, *drawn), sum(c.amount for c in certain), end)
