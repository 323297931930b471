"""What the examined items of a monetary-unit sample say of the whole: the projected misstatement and its upper limit.

AICPA Audit Guide "Audit Sampling", chapter on monetary unit sampling: an item that was certain to be chosen stands for itself; of
another, the share of its rupiah that is wrong (its tainting) stands for one interval. The upper limit adds what chance may have
hidden: the interval times the Poisson limit for no misstatement, and for each tainting, the largest first, what the limit grows by
beyond 1. Understatements are told apart and not set off (ISA 530, paragraphs 14 and A18).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tempa.ledger.rules import May, No, Refused, Who

LEAST_WORDS = 10


@dataclass(frozen=True)
class Conclusion:
    """In whole rupiah. `projected`: overstatement in the whole; `upper`: what it does not pass with the sample's confidence;
    `under`: projected understatement. `left`: chosen items that nobody has examined: until it is 0, `is_acceptable` is None."""

    examined: int
    left: int
    projected: int
    upper: int
    under: int
    is_acceptable: bool | None


def may_examine(who: Who) -> May:
    """Auditors alone say what an item should have been."""
    return True if who.sits_at("auditor") else No("Hasil pemeriksaan sampel hanya dicatat oleh auditor.")


def check_examined(item: str, chosen: Mapping[str, tuple[int, int]], audited: int, note: str) -> None:
    """Refuses an item outside of the sample, an amount that cannot be, and a difference without a word."""
    if item not in chosen:
        raise Refused("%(item)s tidak ada di sampel ini. Pilih dari yang terpilih.", field="item", item=item)
    if audited < 0:
        raise Refused("Nilai menurut pemeriksaan tidak boleh kurang dari nol.", field="audited")
    if audited != chosen[item][0] and len(note) < LEAST_WORDS:
        raise Refused(
            "Nilainya berbeda dari yang tercatat. Tulis apa yang Anda temukan dan di berkas mana; paling sedikit %(least)s huruf.", field="note",
            least=LEAST_WORDS,
        )  # fmt: skip


def poisson_limit(errors: int, confidence: int) -> float:
    """The mean at which so many errors or fewer come with only 1 - confidence / 100 of chance (found by halving).

    >>> [round(poisson_limit(n, 95), 2) for n in range(3)]
    [3.0, 4.74, 6.3]
    """
    low, high, risk = 0.0, 10.0 + 3 * errors, 1 - confidence / 100
    while high - low > 1e-9:
        middle = (low + high) / 2
        if math.exp(-middle) * math.fsum(middle**k / math.factorial(k) for k in range(errors + 1)) > risk:
            low = middle
        else:
            high = middle
    return high


def conclude(chosen: Mapping[str, tuple[int, int]], audited: Mapping[str, int], *, interval: int, confidence: int, tolerable: int) -> Conclusion:
    """`chosen`: item -> (rupiah as recorded, the rupiah that chose it; 0: certain); `audited`: item -> rupiah as it should have been."""
    seen = {item: (*chosen[item], audited[item]) for item in chosen if item in audited}
    certain = sum(max(0, booked - right) for booked, hit, right in seen.values() if not hit)
    under = sum(max(0, right - booked) for booked, hit, right in seen.values() if not hit)
    tainted = sorted((Fraction(booked - right, booked) for booked, hit, right in seen.values() if hit and right < booked), reverse=True)
    lifted = sum((Fraction(right - booked, booked) for booked, hit, right in seen.values() if hit and right > booked), Fraction(0))
    limits = [poisson_limit(n, confidence) for n in range(len(tainted) + 1)]
    by_chance = limits[0] + math.fsum((limits[n] - limits[n - 1] - 1) * float(share) for n, share in enumerate(tainted, 1))
    projected = certain + math.ceil(sum(tainted, Fraction(0)) * interval)
    upper, left = projected + math.ceil(by_chance * interval), len(chosen) - len(seen)
    return Conclusion(len(seen), left, projected, upper, under + math.ceil(lifted * interval), None if left else upper <= tolerable)
