"""What planning again must know of real progress: hours of begun lots that by the plan are worked, and in truth are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

LEAST_HOURS = Decimal(1)
"""What is behind by less is not told: a report is a few days old anyway."""


def changes_for_planning(
    loads: Iterable[Mapping[str, str]], done: Mapping[str, tuple[int, Sequence[tuple[int, int]]]], at: int
) -> list[dict[str, Any]]:
    """The changes `lot_rework` with which a plan is made again at the start of week `at`.

    `loads`: the plan's rows of hours (lot, step, week, hours); `done`: lot -> (units, its steps in order with units done).
    A step that has done three of five units has two fifths of its planned hours before it, whatever the plan says.
    """
    planned: dict[tuple[str, int], list[Decimal]] = {}
    for row in loads:
        sums = planned.setdefault((row["lot"], int(row["step"])), [Decimal(0), Decimal(0)])
        sums[0] += Decimal(row["hours"])
        sums[1] += Decimal(row["hours"]) if int(row["week"]) < at else 0
    found = []
    for (lot, step), (whole, by_now) in sorted(planned.items()):
        units, steps = done.get(lot, (0, ()))
        if not units or not by_now:
            continue
        real = whole * dict(steps).get(step, 0) / units
        behind = (by_now - real).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if behind >= LEAST_HOURS:
            found.append({"kind": "lot_rework", "lot": lot, "week": at, "step": step, "hours": float(behind)})
    return found
