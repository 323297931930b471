"""When something was recorded, from a phone whose clock may be wrong: what it said, what it counted, and when it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

LONGEST = timedelta(days=400)  # a count or a distance beyond it is no help


@dataclass(frozen=True)
class Made:
    """When it was recorded, never after it came; `by` says from what that follows."""

    at: datetime
    by: Literal["count", "distance", "claim", "arrival"]


def when_made(
    made_at: datetime | None, clock: Mapping[str, object], sent: Mapping[str, object], received_at: datetime
) -> Made:
    """The best that can be known.

    `clock` is what the phone noted then: `load` names the run of its program, `ticks` the milliseconds of that run, `ahead` how
    many milliseconds its clock was ahead of the server's when they last spoke. `sent` has `load` and `ticks` of the moment
    of sending. Within one run the counted time is right whatever the clock says; else the claim less its distance; else the
    claim. What would lie after its arrival was recorded when it arrived, as far as anybody can tell.
    """
    if clock.get("load") and clock.get("load") == sent.get("load"):
        passed = milliseconds(sent.get("ticks")) - milliseconds(clock.get("ticks"))
        if timedelta(0) <= passed <= LONGEST:
            return Made(received_at - passed, "count")
    if made_at is None:
        return Made(received_at, "arrival")
    if is_whole(clock.get("ahead")) and abs(milliseconds(clock["ahead"])) <= LONGEST:
        found = Made(made_at - milliseconds(clock["ahead"]), "distance")
    else:
        found = Made(made_at, "claim")
    return found if received_at - LONGEST <= found.at <= received_at else Made(received_at, "arrival")


def milliseconds(count: Any) -> timedelta:
    return timedelta(milliseconds=count) if is_whole(count) else timedelta(0)


def is_whole(count: object) -> bool:
    return isinstance(count, int) and not isinstance(count, bool) and abs(count) < 10**14
