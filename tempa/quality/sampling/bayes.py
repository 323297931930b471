"""Learns a maker's rate of bad machines from its history and says what may still be bad in a lot.

The rate p of a maker has a Beta(a, b) law: a counts bad, b good machines, real or lent by the other makers. Only
original inspections belong in a history; a lot that came back after sorting says nothing about how it was made.
Critical features (injury, shock, food contact) are never left to this rule: they are checked on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tempa.quality.sampling.curves import IN_LOT
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import Number, count, fraction, inner_share, share

CAP = 20  # a history never outweighs this many machines, because a workshop changes
LEAST_STRENGTH, MOST_STRENGTH = 0.5, 1000.0  # a + b of a population, between "all or nothing" and "all makers alike"
PREFERENCE = (1.0, 19.0)  # where nothing is known: one bad in twenty, worth one lot
STEPS = 2000  # of an integral over a rate
Objective = Callable[[float], float]
GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Beta:
    """The law of a rate, with a and b above 0."""

    a: float
    b: float

    def __post_init__(self) -> None:
        for name, value in (("a", self.a), ("b", self.b)):
            if not (math.isfinite(value) and value > 0):
                raise SamplingError(f"{name} pada hukum Beta", value, "bilangan terhingga di atas 0", "sebaran Beta")

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def strength(self) -> float:
        return self.a + self.b

    def after(self, bad: int, inspected: int) -> Beta:
        """The law after `bad` bad machines among `inspected`."""
        count(inspected, "banyaknya unit yang diperiksa")
        count(bad, "banyaknya unit rusak", 0, inspected, "unit rusak adalah bagian dari unit yang diperiksa")
        return Beta(self.a + bad, self.b + inspected - bad)

    def capped(self, cap: float = CAP) -> Beta:
        """The same mean with a + b of at most `cap`."""
        if cap <= 0:
            raise SamplingError("batas bobot riwayat", cap, "di atas 0", "bobot dihitung dalam mesin")
        shrink = min(1.0, cap / self.strength)
        return Beta(self.a * shrink, self.b * shrink)

    def chance_at_most(self, p: Number) -> float:
        """P(rate <= p)."""
        from scipy.special import betainc

        return float(betainc(self.a, self.b, float(share(p, "bagian unit rusak"))))

    def quantile(self, q: Number) -> float:
        """The rate that is not exceeded with probability q."""
        from scipy.special import betaincinv

        return float(betaincinv(self.a, self.b, float(share(q, "peluang"))))

    def chance_below(self, other: Beta) -> float:
        """P(this rate < the other): the mean of P(this <= p) over the quantiles p of the other, the integral by its middle points."""
        from numpy import arange, clip
        from scipy.special import betainc, betaincinv

        places = clip(betaincinv(other.a, other.b, (2 * arange(STEPS) + 1) / (2 * STEPS)), 0.0, 1.0)
        return float(betainc(self.a, self.b, places).mean())

    def interval(self, level: Number = "0.9") -> tuple[float, float]:
        """Equal-tailed interval that holds the rate with probability `level`."""
        tail = (1 - inner_share(level, "tingkat keyakinan")) / 2
        return self.quantile(tail), self.quantile(1 - tail)


@dataclass(frozen=True, slots=True)
class History:
    """What original inspections of one maker (and family of types) found: `bad` among `inspected` machines."""

    bad: int
    inspected: int


def population(histories: Sequence[History]) -> Beta:
    """The Beta law that the makers' histories make likeliest (empirical Bayes, beta-binomial marginal likelihood).

    Where all histories together hold no machine, or no bad or no good one, nothing can be fitted: each maker then
    starts from Beta(1, 19) with what was found in all added, capped at 20.
    """
    seen = [h for h in histories if count(h.inspected, "banyaknya unit yang diperiksa", 0)]
    bad = sum(count(h.bad, "banyaknya unit rusak", 0, h.inspected) for h in seen)
    inspected = sum(h.inspected for h in seen)
    if bad in (0, inspected):
        return Beta(*PREFERENCE).after(bad, inspected).capped()

    def best_mean(log_strength: float) -> tuple[float, float]:
        return top(lambda logit: likelihood(seen, logistic(logit), math.exp(log_strength)), -9.0, 9.0)

    log_strength, _ = top(lambda s: best_mean(s)[1], math.log(LEAST_STRENGTH), math.log(MOST_STRENGTH))
    mean, strength = logistic(best_mean(log_strength)[0]), math.exp(log_strength)
    return Beta(mean * strength, (1 - mean) * strength)


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def likelihood(histories: Sequence[History], mean: float, strength: float) -> float:
    """Log of the beta-binomial likelihood, without the part that does not depend on the law."""
    a, b = mean * strength, (1 - mean) * strength
    lg = math.lgamma
    base = lg(strength) - lg(a) - lg(b)
    return math.fsum(
        base + lg(a + h.bad) + lg(b + h.inspected - h.bad) - lg(strength + h.inspected) for h in histories
    )


def top(value: Objective, low: float, high: float, width: float = 1e-2) -> tuple[float, float]:
    """Where a function with one top is highest, and its value there, by the golden section."""
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = value(left), value(right)
    while high - low > width:
        if at_left < at_right:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = value(right)
        else:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = value(left)
    return (left, at_left) if at_left >= at_right else (right, at_right)


def maker_prior(of_all: Beta, history: History, cap: float = CAP) -> Beta:
    """The law of one maker before its next lot: the population, its own history added, capped."""
    return of_all.after(history.bad, history.inspected).capped(cap)


def remaining(prior: Beta, lot: int, n: int, x: int) -> tuple[float, ...]:
    """Chance of 0, 1, …, N - n bad machines among the unseen ones, after x bad in n (Beta-binomial).

    P(R = k) = C(m,k) B(a+x+k, b+n-x+m-k) / B(a+x, b+n-x) with m = N - n, by its ratio from k to k + 1.
    """
    count(n, "ukuran sampel", 0, count(lot, "ukuran lot", 1), IN_LOT)
    law = prior.after(x, n)
    m, scale = lot - n, 1.0
    weights = [1.0]
    for k in range(m):
        weights.append(weights[-1] * (m - k) / (k + 1) * (law.a + k) / (law.b + m - k - 1))
        if weights[-1] > 1e200:
            scale = weights[-1]
            weights = [w / scale for w in weights]
    total = math.fsum(weights)
    return tuple(w / total for w in weights)


@dataclass(frozen=True, slots=True)
class LotRisk:
    """What may still be bad after x bad in n of `lot`.

    `risk` is P(`limit` or more bad among the unseen), `accept` whether it is at most `gamma`; `expected_bad` the mean.
    """

    lot: int
    n: int
    x: int
    limit: int
    gamma: float
    risk: float
    expected_bad: float
    accept: bool


def lot_risk(prior: Beta, lot: int, n: int, x: int, limit: int = 1, gamma: Number = "0.10") -> LotRisk:
    """The Bayesian lot rule: accept without sorting if P(R >= limit) <= gamma."""
    chances = remaining(prior, lot, n, x)
    count(limit, "batas unit rusak", 1)
    allowed = float(inner_share(gamma, "risiko gamma"))
    risk = math.fsum(chances[limit:])
    expected = math.fsum(k * chance for k, chance in enumerate(chances))
    return LotRisk(lot, n, x, limit, allowed, risk, expected, risk <= allowed)


def sample_for(prior: Beta, lot: int, limit: int = 1, gamma: Number = "0.10") -> int:
    """Smallest n such that a sample without a bad machine accepts the lot; the whole lot if nothing less does."""
    return next(n for n in range(lot + 1) if lot_risk(prior, lot, n, 0, limit, gamma).accept)


def beta(a: Number, b: Number) -> Beta:
    """A Beta law from numbers as people write them."""
    return Beta(float(fraction(a, "a")), float(fraction(b, "b")))
