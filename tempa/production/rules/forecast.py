"""When a lot will be finished, from what was really done: the likely day, how early and how late it may become, and why it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median, quantiles

KNOWN_AT = 0.3
"""Part done at which a lot's own pace counts as much as that of its maker's other lots."""
USUAL = (0.8, 1.0, 1.5)
"""Real over planned time (early, likely, late) where nothing has been finished yet; a setting, not measured."""
LEAST_LOTS = 8
"""Lots that must have gone on before their paces speak for the others."""


@dataclass(frozen=True)
class Work:
    """A lot as a forecast sees it. `part`: of its hours that are done, 0 to 1; `contract_on`: from when it may be worked on."""

    lot: str
    maker: str
    starts: date
    finishes: date
    due: date
    part: float
    first: date | None = None
    last: date | None = None
    contract_on: date | None = None
    problem: str = ""

    @property
    def planned_days(self) -> int:
        return max(1, (self.finishes - self.starts).days + 1)

    @property
    def pace(self) -> float | None:
        """Real over planned time so far; None before a fifth is done."""
        if self.first is None or self.last is None or self.part < 0.2:
            return None
        return max(0.2, ((self.last - self.first).days + 1) / (self.part * self.planned_days))


@dataclass(frozen=True)
class Forecast:
    """When a lot is finished: `early` and `late` at the pace of the fastest and the slowest twentieth of the lots.

    `cause`: why it will be late; blank where it will not.
    """

    lot: str
    early: date
    likely: date
    late: date
    days_late: int
    cause: str

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def spread_of(works: Sequence[Work]) -> tuple[float, float, float]:
    """Real over planned time of lots that have gone on: that of one in twenty, of half, and of nineteen in twenty."""
    paces = sorted(p for w in works if (p := w.pace) is not None)
    if len(paces) < LEAST_LOTS:
        return USUAL
    cuts = quantiles(paces, n=20, method="inclusive")
    return cuts[0], median(paces), cuts[-1]


def forecasts(works: Sequence[Work], today: date) -> dict[str, Forecast]:
    """Lot -> its forecast; a lot learns from its own pace, that of its maker's other lots, and that of all."""
    early, usual, late = spread_of(works)
    makers: dict[str, list[float]] = {}
    for w in works:
        if (pace := w.pace) is not None:
            makers.setdefault(w.maker, []).append(pace)
    return {w.lot: forecast(w, today, pace_of(w, makers.get(w.maker, []), usual), (early / usual, late / usual)) for w in works}


def pace_of(w: Work, of_maker: Sequence[float], usual: float) -> float:
    """The lot's own pace, the more the more of it is done; else that of its maker, which few lots say less of than many."""
    maker = (sum(of_maker) + 2 * usual) / (len(of_maker) + 2)
    if w.pace is None:
        return maker
    weight = w.part / (w.part + KNOWN_AT)
    return weight * w.pace + (1 - weight) * maker


def forecast(w: Work, today: date, pace: float, around: tuple[float, float]) -> Forecast:
    begins = w.first or max(today, w.starts, w.contract_on or w.starts)
    left = (1 - w.part) * w.planned_days * pace
    after = max(today, begins) if w.part < 1 else (w.last or today)
    days = [after + timedelta(days=round(left * factor)) for factor in (around[0], 1, around[1])]
    days_late = max(0, (days[1] - w.due).days)
    return Forecast(w.lot, days[0], days[1], days[2], days_late, cause_of(w, today, pace) if days_late else "")


def cause_of(w: Work, today: date, pace: float) -> str:
    """The first of the known reasons that holds: a problem, a contract that came late, a late start, silence, a slow pace, a tight plan."""
    if w.problem:
        return f"kendala:{w.problem}"
    if w.contract_on is not None and w.contract_on > w.starts and (w.first is None or w.first >= w.contract_on):
        return "contract"
    if (w.first or today) > w.starts + timedelta(days=6):
        return "start"
    if w.last is not None and (today - w.last).days > 14:
        return "silent"
    return "pace" if pace > 1.1 else "plan"
