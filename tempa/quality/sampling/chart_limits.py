"""What every Shewhart chart is: points, a centre line, and limits three standard deviations away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOUCH = 1e-9  # of sigma: a point that only touches its limit is inside, whatever the last binary digit says


@dataclass(frozen=True, slots=True)
class Chart:
    """`points`, `sigma` (of each plotted point), `lower` and `upper` have one entry per point; `center` is common.

    Units are those of the plotted statistic (a share, a count, millimetres …). `kind` names the chart.
    """

    kind: str
    points: tuple[float, ...]
    center: float
    sigma: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]

    @property
    def out(self) -> tuple[int, ...]:
        """Numbers (from 1) of the points strictly outside their limits."""
        rows = zip(self.points, self.lower, self.upper, self.sigma, strict=True)
        return tuple(
            number
            for number, (point, low, high, sigma) in enumerate(rows, start=1)
            if point > high + TOUCH * sigma or point < low - TOUCH * sigma
        )

    @property
    def is_stable(self) -> bool:
        return not self.out

    @property
    def z_scores(self) -> tuple[float, ...]:
        """Distance of each point from the centre in its own standard deviations; 0 where sigma is 0."""
        return tuple((p - self.center) / s if s else 0.0 for p, s in zip(self.points, self.sigma, strict=True))


def three_sigma(
    kind: str, points: Sequence[float], center: float, sigma: Sequence[float],
    least: float = float("-inf"), most: float = float("inf"),
) -> Chart:
    """Limits at center ± 3 sigma, cut at the least and the most that the statistic can be."""
    return Chart(
        kind, tuple(map(float, points)), float(center), tuple(map(float, sigma)),
        tuple(max(least, float(center - 3 * s)) for s in sigma),
        tuple(min(most, float(center + 3 * s)) for s in sigma),
    )
