"""Double and multiple sampling plans: the chance that they accept, and how many units they look at on average."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tempa.quality.sampling.curves import IN_LOT
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import Number, count, share

Chances = Callable[[int, int, int], list[Fraction]]  # (n, seen so far, bad so far) -> chance of 0, 1, … more bad
SOURCE = "MIL-STD-105E 4.9.1: rencana ganda dan rencana majemuk"


@dataclass(frozen=True, slots=True)
class Stage:
    """Inspect `n` more units; with all bad units so far: accept at up to `ac`, reject from `re` on, else go on."""

    n: int
    ac: int
    re: int


@dataclass(frozen=True, slots=True)
class StagedResult:
    """`pa`: probability of acceptance. `asn`: average sample number, each begun stage inspected whole."""

    pa: Fraction
    asn: Fraction


def staged(stages: Sequence[Stage], p: Number) -> StagedResult:
    """Characteristics at share p of a process (binomial), exact."""
    check_stages(stages)
    rate = share(p, "bagian unit rusak")
    a, b = rate.numerator, rate.denominator

    def chances(n: int, seen: int, found: int) -> list[Fraction]:
        return [Fraction(math.comb(n, x) * a**x * (b - a) ** (n - x), b**n) for x in range(n + 1)]

    return walk(stages, chances)


def staged_lot(stages: Sequence[Stage], lot: int, bad: int) -> StagedResult:
    """Characteristics for one lot with `bad` bad units (hypergeometric), exact."""
    check_stages(stages)
    count(bad, "banyaknya unit rusak", 0, count(lot, "ukuran lot", 1), "unit rusak adalah bagian dari lot")
    count(sum(stage.n for stage in stages), "jumlah semua sampel", 1, lot, IN_LOT)

    def chances(n: int, seen: int, found: int) -> list[Fraction]:
        left, rest = bad - found, lot - seen
        ways = math.comb(rest, n)
        return [Fraction(math.comb(left, x) * math.comb(rest - left, n - x), ways) for x in range(min(n, left) + 1)]

    return walk(stages, chances)


def check_stages(stages: Sequence[Stage]) -> None:
    """Ac < Re in each stage, both never falling; the last stage decides (Re = Ac + 1)."""
    if not stages:
        raise SamplingError("tahap", list(stages), "paling sedikit satu tahap", SOURCE)
    before = Stage(0, -1, 0)
    for number, stage in enumerate(stages, start=1):
        count(stage.n, f"ukuran sampel tahap {number}", 1)
        if not before.ac <= stage.ac < stage.re or stage.re < before.re or stage.ac < -1:
            raise SamplingError(f"Ac/Re tahap {number}", (stage.ac, stage.re), "Ac < Re, tidak pernah turun", SOURCE)
        before = stage
    if stages[-1].re != stages[-1].ac + 1:
        raise SamplingError("Re tahap terakhir", stages[-1].re, f"{stages[-1].ac + 1} supaya ada putusan", SOURCE)


def walk(stages: Sequence[Stage], chances: Chances) -> StagedResult:
    """Carry the chance of each undecided number of bad units from stage to stage."""
    undecided = {0: Fraction(1)}
    seen, pa, asn = 0, Fraction(0), Fraction(0)
    for stage in stages:
        asn += stage.n * sum(undecided.values())
        after: dict[int, Fraction] = {}
        for found, chance in undecided.items():
            for x, more in enumerate(chances(stage.n, seen, found)[: stage.re - found]):
                after[found + x] = after.get(found + x, Fraction(0)) + chance * more
        seen += stage.n
        pa += sum(chance for found, chance in after.items() if found <= stage.ac)
        undecided = {found: chance for found, chance in after.items() if stage.ac < found < stage.re}
    return StagedResult(pa, asn)
