"""What every Shewhart chart is: points, a centre line, and limits three standard deviations away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .chart_errors import NOISE, require

TOUCH = 1e-9  # of sigma: a point that only touches its limit is inside, whatever the last binary digit says
BASE = "batas yang dibekukan dari masa dasar"


@dataclass(frozen=True, slots=True)
class Chart:
    """`points`, `sigma` (of each plotted point), `lower` and `upper` have one entry per point; `center` is common.

    Units are those of the plotted statistic (a share, a count, millimetres …). `kind` names the chart. `base`: the limits
    come from so many points at the start, and the later ones are judged by them; `taken_on`: they come from so many
    points of an earlier chart, and all of these are judged. Both 0: from all points shown.
    """

    kind: str
    points: tuple[float, ...]
    center: float
    sigma: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    base: int = 0
    taken_on: int = 0

    @property
    def limits_from(self) -> int:
        """How many points the limits stand on."""
        return self.taken_on or self.base or len(self.points)

    @property
    def out_after_base(self) -> tuple[int, ...]:
        """Numbers of the points outside among those that had no part in the limits (all, where the base is all)."""
        first = self.base if self.base < len(self.points) else 0
        return tuple(number for number in self.out if number > first)

    @property
    def out(self) -> tuple[int, ...]:
        """Numbers (from 1) of the points strictly outside their limits."""
        rows = zip(self.points, self.lower, self.upper, self.sigma, strict=True)
        return tuple(
            number
            for number, (point, low, high, sigma) in enumerate(rows, start=1)
            if point > high + max(TOUCH * sigma, NOISE * abs(high)) or point < low - max(TOUCH * sigma, NOISE * abs(low))
        )

    @property
    def is_stable(self) -> bool:
        return not self.out

    @property
    def z_scores(self) -> tuple[float, ...]:
        """Distance of each point from the centre in its own standard deviations; 0 where sigma is 0."""
        return tuple((p - self.center) / s if s else 0.0 for p, s in zip(self.points, self.sigma, strict=True))


@dataclass(frozen=True)
class Stands:
    """On how many points the limits of a chart stand, as `Chart` keeps it."""

    base: int = 0
    taken_on: int = 0


ON_ALL = Stands()


def three_sigma(
    kind: str, points: Sequence[float], center: float, sigma: Sequence[float],
    least: float = float("-inf"), most: float = float("inf"), *, stands: Stands = ON_ALL,
) -> Chart:
    """Limits at center ± 3 sigma, cut at the least and the most that the statistic can be."""
    return Chart(
        kind, tuple(map(float, points)), float(center), tuple(map(float, sigma)),
        tuple(max(least, float(center - 3 * s)) for s in sigma),
        tuple(min(most, float(center + 3 * s)) for s in sigma), stands.base, stands.taken_on,
    )


def first_ones(base: int | None, many: int) -> int:
    """How many points at the start give the limits: all where no base is asked for."""
    if base is None:
        return many
    is_count = isinstance(base, int) and not isinstance(base, bool)
    require(is_count and 2 <= base <= many, "masa dasar", base,
            f"banyaknya titik pertama, 2 sampai {many}, atau bagan dari masa dasar", BASE)
    return base


def same_kind(kind: str, earlier: Chart) -> None:
    require(earlier.kind == kind, "bagan masa dasar", earlier.kind, f"bagan {kind} seperti yang diminta", BASE)
