"""Planning runs begin and end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack
from uuid import UUID

from tempa.allocation import queries, rules
from tempa.allocation.facts import PlanningEnded, PlanningStarted
from tempa.ledger.actions import Doing, deed
from tempa.ledger.models import Programme
from tempa.ledger.queries import programme_hash
from tempa.ledger.rules import may_as_park

OUTCOMES = ("done", "cancelled", "failed")


def start_run(
    programme: Programme, *, seconds: int, seed: int, note: str = "", task: Mapping[str, Any] | None = None, **doing: Unpack[Doing]
) -> UUID:
    """Note that a run starts on the programme as it stands; returns the run's name. The caller starts the work.

    `task` is what `planner.assignment.carry_out` takes, with `base` naming the plan that is made again; the rules kept
    beside the programme are added to it.
    """
    with deed(programme, **doing) as d:
        if not d.known(PlanningStarted, seconds=seconds, seed=seed, note=note[:200]):
            d.must(may_as_park(d.who))
            rules.check_run(seconds=seconds, seed=seed, running=queries.running(programme).count())
            beside = {"rules": held} if (held := queries.rule_rows(programme)) else {}
            d.record(PlanningStarted(str(d.identity), seconds, seed, note[:200], programme_hash(programme), beside | dict(task or {})))
        return d.identity


def end_run(programme: Programme, *, run: UUID, outcome: str, remark: str = "", **doing: Unpack[Doing]) -> None:
    """Note how a run ended; a run ends once."""
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome {outcome!r} is none of {OUTCOMES}")
    with deed(programme, **doing) as d:
        found = queries.run_named(programme, run)
        if d.known(PlanningEnded, run=str(run)) or found is None or found.ended_at is not None:
            return
        d.must(rules.may_work_on(d.who, found.started_by_id))
        d.record(PlanningEnded(str(run), outcome, remark))
