"""The bound of a plan made again, or decided by hand, and the certificate that proves it (version 3).

The certificate names the lots that stay and holds the hash of their rows, so that anybody can recompute the bound from the
tables of the programme and of the plan. It speaks of the programme as its tables have it: what has arrived before the week,
material that comes late beside the tables and hours of rework bind this plan, but not the plans that its bound is about.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

import numpy as np

from tempa.allocation.planner.bound.certificate import certificate_bytes
from tempa.allocation.planner.bound.lower_bound import Bound
from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.replanning.replan_bound import replan_bound
from tempa.allocation.planner.side_constraints.rules import SideConstraints
from tempa.values.programme import plan_sha256

Tables = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Proof:
    """A bound and of which plans it speaks: those that keep the retained lots of `problem` and reach the least shares of
    the programme but those `given_up`."""

    bound: Bound
    problem: Problem
    given_up: tuple[str, ...]


def bound_of_replan(stated: Problem, problem: Problem, whole: Result, seconds: float | None) -> Proof:
    """Rupiah that no plan costs less than that lets stand what is retained in `problem` and makes no new breach.

    `stated`: the problem as tables and added rules have it. A least share that the plan `whole` gives up is not asked of
    the others either. `seconds` of search, as `replan_bound` takes them.
    """
    value = np.zeros(len(problem.sites), dtype=np.int64)
    open_value = sum(n * int(problem.type_price[problem.line_type[line]]) for line, n in enumerate(whole.unplanned))
    for lot in whole.lots:
        value[lot.site] += lot.quantity * int(problem.type_price[problem.line_type[lot.line]])
    given = problem.group_member.astype(np.int64) @ value + open_value
    missed = np.flatnonzero(given < problem.group_min).tolist()
    as_stated = replace(problem, supply=stated.supply, type_first_start=stated.type_first_start, capacity=stated.capacity)
    bound = replan_bound(as_stated, missed, seconds)
    bound = replace(bound, value=min(bound.value, whole.parts.objective))
    return Proof(bound, problem, tuple(problem.groups[group] for group in missed))


def prove(proof: Proof, plan: Tables, rules: SideConstraints, not_used: Set[tuple[int, int]]) -> bytes:
    """The certificate beside the written `plan`; `not_used`: (line, site) pairs that decisions by hand rule out."""
    problem = proof.problem
    names = {retained.lot.name for retained in problem.retained}
    rows = {table: [row for row in plan[table] if row["lot"] in names] for table in ("lots", "loads")}
    retained = {
        "week": problem.first_free_week, "lots": [row["lot"] for row in rows["lots"]], "sha256": plan_sha256(rows),
        "given_up": list(proof.given_up),
        "not_used": sorted([problem.lines[line], problem.sites[site]] for line, site in not_used),
    }  # fmt: skip
    return certificate_bytes(proof.bound, rules, retained)
