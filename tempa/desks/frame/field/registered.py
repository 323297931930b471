"""Every kind that the program knows; a test may add one of its own."""

from __future__ import annotations

from collections.abc import Iterator

from tempa.desks.frame.field.handovers import DEPARTURE, HANDOVER
from tempa.desks.frame.field.inspection import INSPECTION
from tempa.desks.frame.field.kinds import Kind
from tempa.desks.frame.field.machines import RUN, SITE, USE
from tempa.desks.frame.field.verification import VERIFICATION

KINDS: dict[str, Kind] = {kind.name: kind for kind in (INSPECTION, HANDOVER, DEPARTURE, SITE, RUN, USE, VERIFICATION)}


def kinds_at(desk: str) -> Iterator[Kind]:
    return (kind for kind in KINDS.values() if desk in kind.desks)
