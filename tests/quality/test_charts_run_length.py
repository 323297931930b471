"""Average run lengths: against the Markov chain of Brook and Evans, simulation, closed forms, and published tables."""

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.quality.sampling import run_length
from tempa.quality.sampling.chart_constants import Array
from tempa.quality.sampling.chart_errors import ChartError
from tempa.quality.sampling.run_length import (
    cusum_arl,
    ewma_arl,
    g_chart_arl,
    poisson_cusum_arl,
    shewhart_arl,
)

Step = Callable[[Array, np.random.Generator], Array]
Leaves = Callable[[Array], npt.NDArray[np.bool_]]


def phi(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


def brook_evans_cusum(k: float, h: float, shift: float, states: int) -> float:
    """Upper CUSUM as a chain of `states` cells of equal width, the first of half width at zero."""
    width = 2 * h / (2 * states - 1)
    chain = np.zeros((states, states))
    for i in range(states):
        for j in range(states):
            high = phi((j - i) * width + width / 2 + k - shift)
            low = phi((j - i) * width - width / 2 + k - shift) if j else 0.0
            chain[i, j] = high - low
    return float(np.linalg.solve(np.eye(states) - chain, np.ones(states))[0])


def brook_evans_ewma(weight: float, width: float, shift: float, states: int) -> float:
    limit = width * math.sqrt(weight / (2 - weight))
    edges = np.linspace(-limit, limit, states + 1)
    middle = (edges[:-1] + edges[1:]) / 2
    cdf = np.vectorize(phi)((edges[None, :] - (1 - weight) * middle[:, None]) / weight - shift)
    chain = np.diff(cdf, axis=1)
    return float(np.linalg.solve(np.eye(states) - chain, np.ones(states))[states // 2])


def in_the_limit(chain: Callable[[int], float], states: tuple[int, ...], width: Callable[[int], float]) -> float:
    """The run length of ever finer cells. The error of a chain is a power series in the square of their width, so four of
    them give it to some twelve digits (Neville's scheme); one chain alone is off by 1e-5 and more."""
    squares, found = [width(n) ** 2 for n in states], [chain(n) for n in states]
    for m in range(1, len(states)):
        found = [(squares[i] * found[i + 1] - squares[i + m] * found[i]) / (squares[i] - squares[i + m])
                 for i in range(len(found) - 1)]  # fmt: skip
    return found[0]


@pytest.mark.slow
@pytest.mark.parametrize(("k", "h", "shift"), [(0.5, 5, 0.0), (0.5, 4, 1.0), (0.25, 8, 0.5), (1.0, 2.5, -0.3)])
def test_cusum_equals_the_markov_chain_extrapolated(k, h, shift):
    exact = in_the_limit(lambda n: brook_evans_cusum(k, h, shift, n), (40, 80, 160, 320), lambda n: 1 / (2 * n - 1))
    assert cusum_arl(k, h, shift, "one") == pytest.approx(exact, rel=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("weight", "width", "shift"), [(0.1, 2.7, 0.0), (0.2, 3.0, 1.0), (0.5, 2.9, 0.4), (1.0, 3, 0.5)]
)
def test_ewma_equals_the_markov_chain(weight, width, shift):
    exact = in_the_limit(lambda n: brook_evans_ewma(weight, width, shift, n), (51, 101, 201, 401), lambda n: 1 / n)
    assert ewma_arl(weight, width, shift) == pytest.approx(exact, rel=1e-10)


@pytest.mark.parametrize(
    ("h", "shift", "published"),
    [(4, 0, 168), (4, 1, 8.38), (4, 2, 3.34), (5, 0, 465), (5, 0.5, 38.0), (5, 1, 10.4), (5, 3, 2.57)],
)
def test_cusum_equals_the_table_of_lucas_and_crosier(h, shift, published):
    """Two-sided, k = 0.5 (as printed in Montgomery's chapter on the CUSUM)."""
    assert cusum_arl(0.5, h, shift) == pytest.approx(published, rel=0.005)


@pytest.mark.parametrize(
    ("weight", "width", "shift", "published"),
    [(0.4, 3.054, 0, 500), (0.4, 3.054, 1, 14.3), (0.1, 2.814, 1, 10.3), (0.05, 2.615, 0.5, 28.8)],
)
def test_ewma_equals_the_table_of_lucas_and_saccucci(weight, width, shift, published):
    assert ewma_arl(weight, width, shift) == pytest.approx(published, rel=0.01)


def four_run_lengths() -> list[float]:
    return [cusum_arl(0.5, 5), cusum_arl(0.2, 12, 0.4), ewma_arl(0.03, 2.4), ewma_arl(1, 3)]


@pytest.mark.slow
def test_doubling_the_nodes_changes_nothing(monkeypatch):
    before = four_run_lengths()
    usual = run_length.nodes_for
    monkeypatch.setattr(run_length, "nodes_for", lambda width: 2 * usual(width))
    assert four_run_lengths() == pytest.approx(before, rel=1e-9)


def test_charts_of_a_single_step_have_closed_forms():
    assert shewhart_arl() == pytest.approx(1 / math.erfc(3 / math.sqrt(2)))
    assert ewma_arl(1, 3) == pytest.approx(370.398, abs=1e-3)
    assert ewma_arl(1, 3, 0.7) == pytest.approx(shewhart_arl(0.7))
    assert shewhart_arl(1, 4) == pytest.approx(1 / (phi(-5) + 1 - phi(1)))


def test_poisson_cusum_equals_first_step_analysis_by_hand():
    """k = 1, h = 1: states 0 and 1; leave from 0 with x >= 3, from 1 with x >= 2."""
    m = 0.8
    p = [math.exp(-m) * m**x / math.factorial(x) for x in range(3)]
    chain = np.array([[p[0] + p[1], p[2]], [p[0], p[1]]])
    by_hand = np.linalg.solve(np.eye(2) - chain, [1, 1])[0]
    assert poisson_cusum_arl(m, Fraction(1), Fraction(1)) == pytest.approx(by_hand)


def simulated(step: Step, leaves: Leaves, seed: int, runs: int = 4000) -> tuple[float, float]:
    dice = np.random.default_rng(seed)
    state, alive, length = np.zeros(runs), np.ones(runs, bool), np.zeros(runs)
    while alive.any():
        length[alive] += 1
        state[alive] = step(state[alive], dice)
        alive[alive] = ~leaves(state[alive])
    return float(length.mean()), float(length.std()) / math.sqrt(runs)


def test_run_lengths_equal_simulated_ones():
    mean, error = simulated(lambda s, d: np.maximum(0, s + d.normal(0.5, 1, len(s)) - 0.5), lambda s: s > 4, 1)
    assert cusum_arl(0.5, 4, 0.5, "one") == pytest.approx(mean, abs=4 * error)
    mean, error = simulated(lambda s, d: 0.2 * d.normal(0.8, 1, len(s)) + 0.8 * s, lambda s: abs(s) > 2.8 / 3, 2)
    assert ewma_arl(0.2, 2.8, 0.8) == pytest.approx(mean, abs=4 * error)
    mean, error = simulated(
        lambda s, d: np.maximum(0, 0.2 * d.normal(0.3, 1, len(s)) + 0.8 * s), lambda s: s > 2.5 / 3, 3
    )
    assert ewma_arl(0.2, 2.5, 0.3, "one") == pytest.approx(mean, abs=4 * error)
    mean, error = simulated(lambda s, d: np.maximum(0, s + d.poisson(1.2, len(s)) - 1.5), lambda s: s > 4, 4)
    assert poisson_cusum_arl(1.2, Fraction(3, 2), Fraction(4)) == pytest.approx(mean, abs=4 * error)


@settings(deadline=None, max_examples=25)
@given(st.floats(0.1, 1.5), st.floats(0.5, 7), st.floats(0, 2.5), st.floats(0.05, 1))
def test_cusum_run_falls_with_shift_and_grows_with_limit(k, h, shift, more):
    assert cusum_arl(k, h, shift + more) < cusum_arl(k, h, shift) * (1 + 1e-9)
    assert cusum_arl(k, h, shift, "one") < cusum_arl(k, h + more, shift, "one")
    assert cusum_arl(k, h, shift) == pytest.approx(cusum_arl(k, h, -shift), rel=1e-9)
    assert cusum_arl(k, h, shift) <= cusum_arl(k, h, shift, "one") * (1 + 1e-9)


@pytest.mark.slow
def test_run_length_too_long_to_be_known_is_infinite_and_never_negative():
    assert cusum_arl(1.5, 12, -2, "one") == math.inf
    assert cusum_arl(1.5, 50) == math.inf
    assert ewma_arl(1, 8) == math.inf
    assert cusum_arl(1.5, 12, 2) == pytest.approx(cusum_arl(1.5, 12, 2, "one"), rel=1e-12)


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(st.floats(0.03, 1), st.floats(1, 3.5), st.floats(0, 2), st.floats(0.05, 1))
def test_ewma_run_falls_with_shift_and_grows_with_limit(weight, width, shift, more):
    assert 1 <= ewma_arl(weight, width, shift + more) < ewma_arl(weight, width, shift)
    assert ewma_arl(weight, width, shift) < ewma_arl(weight, width + more, shift)
    assert ewma_arl(weight, width, shift) == pytest.approx(ewma_arl(weight, width, -shift), rel=1e-7)


def test_g_chart_run_is_geometric():
    assert g_chart_arl(0.01, 1) == pytest.approx(100)
    assert g_chart_arl(0.01, 0) == math.inf
    assert g_chart_arl(0.02, 3) < g_chart_arl(0.01, 3)


@pytest.mark.parametrize(
    "call",
    [
        lambda: cusum_arl(-0.1, 5),
        lambda: cusum_arl(0.5, 0),
        lambda: cusum_arl(0.5, 5, math.nan),
        lambda: cusum_arl(0.5, 5, 0, "both"),  # type: ignore[arg-type]
        lambda: ewma_arl(0, 2.7),
        lambda: ewma_arl(0.1, 9),
        lambda: shewhart_arl(0, 0),
        lambda: g_chart_arl(0, 1),
        lambda: poisson_cusum_arl(0, Fraction(1), Fraction(1)),
        lambda: poisson_cusum_arl(1, Fraction(1, 997), Fraction(50)),
    ],
)
def test_run_lengths_outside_their_bounds_are_refused(call):
    with pytest.raises(ChartError) as refused:
        call()
    assert refused.value.bound and refused.value.source
