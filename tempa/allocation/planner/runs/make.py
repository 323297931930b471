"""A plan of a programme in one call: search, bound beside it, certificate; for the command line and the page alike.

    plan, certificate = make_plan(read_programme("data/ntb-2020"), Effort(seconds=60, seed=1))
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass

from tempa.allocation.planner.bound.beside import BoundBeside
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.side_constraints.rules import SideConstraints

Tables = dict[str, list[dict[str, str]]]
LARGE = 100_000
"""Options (lines times sites) above which the bound without prices takes too long as well (20 s at ten times the order of 2020)."""


@dataclass(frozen=True)
class Known:
    """The bound of a programme that an earlier search has waited for, and its certificate."""

    value: int
    certificate: bytes


def make_plan(
    tables: Tables, effort: Effort, rules: SideConstraints | None = None, known: Known | None = None
) -> tuple[Tables, bytes | None]:
    """The best plan found with this effort, and the certificate of its bound.

    Where no bound was there in time, the plan states the one that needs no prices; only a large order, where that one
    takes long as well, then states the trivial one without a certificate (None). `rules`: added ones that the plan keeps
    too; it states their hash, and bound and certificate hold under them. `known`: a bound of just these tables and rules,
    which is then not computed again. Raises SideConstraintsError.
    """
    held = rules if rules is not None and rules.rules else None
    if held is not None:
        from tempa.allocation.planner.side_constraints.apply import apply, refuse_unknown

        refuse_unknown(held, tables)
    with nullcontext(known) if known is not None else BoundBeside(tables, max(2.0, effort.seconds or 0.0), effort.seconds, held) as beside:
        from tempa.allocation.planner.problem.plan_tables import (
            plan_tables,  # loaded while the other process loads its solver
        )
        from tempa.allocation.planner.problem.tables import problem_from_tables
        from tempa.allocation.planner.search.solve import prepare, solve

        problem = problem_from_tables(tables)
        if held is not None:
            problem = apply(problem, held, tables)
        prepare(problem)
        result = solve(problem, effort.stop, effort.seed, effort.on_progress, effort.threads)
    stated = {"rules_sha256": held.sha256} if held is not None else {}
    value, certificate = beside.value, beside.certificate
    if certificate is None and len(problem.option_site) <= LARGE:
        value, certificate = without_prices(tables, held)
    return plan_tables(problem, result, value, stated), certificate


def without_prices(tables: Tables, rules: SideConstraints | None) -> tuple[int, bytes]:
    """The bound that needs no prices, and its certificate."""
    from tempa.allocation.planner.bound.certificate import (
        certificate_bytes,  # these load a solver, which is rarely wanted here
    )
    from tempa.allocation.planner.bound.under_side_constraints import unpriced_bound

    bound = unpriced_bound(tables, rules)
    return bound.value, certificate_bytes(bound, rules)

