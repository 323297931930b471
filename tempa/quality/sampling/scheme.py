"""What a scheme of normal and tightened inspection accepts in the long run, and the single plan that equals it."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar

from tempa.quality.sampling.curves import binomial
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import Number, inner_share, share
from tempa.quality.sampling.small_lots import two_point_process
from tempa.quality.sampling.table import Plan

Chance = TypeVar("Chance", float, Fraction)
STEPS = 40  # halvings of the interval of p: the answer is right to 1e-12


def scheme_pa(normal: Plan, tightened: Plan, p: Number) -> Fraction:
    """Long-run probability of acceptance, exact (Stephens and Larson 1967): Pa = (a PN + b PT) / (a + b).

    a = (2 - PN^4) / ((1 - PN)(1 - PN^4)) lots are spent on normal, b = (1 - PT^5) / ((1 - PT) PT^5) on tightened
    before the scheme switches. Binomial; reduced inspection and discontinuation are left out, as in the paper.
    """
    return long_run(binomial(p, normal.n, normal.ac), binomial(p, tightened.n, tightened.ac))


def long_run(pn: Chance, pt: Chance) -> Chance:
    """The formula with (1 - PT^5)/(1 - PT) written as a sum, so that PT = 0 and PT = 1 need no case of their own."""
    if pn == 1:  # never leaves normal inspection
        return pn
    a = (2 - pn**4) / ((1 - pn) * (1 - pn**4))
    a_to_b = a * pt**5 / (1 + pt + pt**2 + pt**3 + pt**4)
    return (a_to_b * pn + pt) / (a_to_b + 1)


def scheme_quality(normal: Plan, tightened: Plan, pa: Number) -> Fraction:
    """The share p that the scheme accepts with probability `pa`, to 1e-12 (Pa falls from 1 at p = 0 to 0 at p = 1)."""
    wanted = float(inner_share(pa, "peluang terima"))
    for plan in (normal, tightened):
        if plan.ac >= plan.n:
            raise SamplingError("angka penerimaan", plan.ac, f"di bawah n = {plan.n}", "Ac sebesar n selalu menerima")
    low, high = Fraction(0), Fraction(1)
    for _ in range(STEPS):
        middle = (low + high) / 2
        pn, pt = float(binomial(middle, normal.n, normal.ac)), float(binomial(middle, tightened.n, tightened.ac))
        low, high = (middle, high) if long_run(pn, pt) > wanted else (low, middle)
    return low


def equivalent_single(
    normal: Plan, tightened: Plan, pa_high: Number = "0.95", pa_low: Number = "0.1"
) -> tuple[int, int]:
    """Smallest binomial (n, then c) with Pa >= pa_high where the scheme accepts with pa_high, Pa <= pa_low likewise."""
    if not share(pa_low, "pa_low") < share(pa_high, "pa_high"):
        raise SamplingError("pa_low", pa_low, f"di bawah pa_high, yaitu {pa_high}", "rancangan dua titik")
    good, poor = (scheme_quality(normal, tightened, pa) for pa in (pa_high, pa_low))
    return two_point_process(good, pa_high, poor, pa_low)
