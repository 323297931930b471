"""Materials when a plan is made again: what has come has come, what is late comes late, the rest as it was.

Quantities are ten-thousandths of the material's unit.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from tempa.allocation.planner.problem.model import NO_LIMIT, Integers, Lot, Problem
from tempa.allocation.planner.problem.plan_tables import decimal_text
from tempa.allocation.planner.replanning.effects import LateMaterial

Tables = dict[str, list[dict[str, str]]]


def arrivals_allowed(problem: Problem, plan: Tables, at: int, late: list[LateMaterial]) -> Integers:
    """(M, H) most that may arrive in each week: before `at` what the plan in force bought, NO_LIMIT where unlimited."""
    ahead = np.diff(problem.supply, axis=1, prepend=0)
    ahead[problem.supply >= NO_LIMIT] = NO_LIMIT
    index = {code: i for i, code in enumerate(problem.materials)}
    for delay in late:
        row = ahead[index[delay.material]]
        shifted = row.copy()
        shifted[delay.from_week :] = 0
        end = delay.from_week + delay.weeks
        shifted[end:] = row[delay.from_week : max(delay.from_week, problem.weeks - delay.weeks)]
        ahead[index[delay.material]] = shifted
    ahead[:, :at] = 0
    for bought in plan["purchases"]:
        if int(bought["week"]) < at:
            ahead[index[bought["material"]], int(bought["week"])] += int(Decimal(bought["quantity"]) * 10_000)
    return ahead


def supply_again(problem: Problem, allowed: Integers, late: list[LateMaterial]) -> Integers:
    """(M, H) what can have arrived by each week. Unlimited material that is not late stays unlimited."""
    delayed = {delay.material for delay in late}
    supply = problem.supply.copy()
    for m, code in enumerate(problem.materials):
        if code in delayed or not (problem.supply[m] >= NO_LIMIT).any():
            total = 0
            for week in range(problem.weeks):
                total = min(NO_LIMIT, total + int(allowed[m, week]))
                supply[m, week] = total
    return supply


def purchases_again(problem: Problem, lots: tuple[Lot, ...], allowed: Integers, at: int) -> list[dict[str, str]]:
    """Purchases: what came before `at` stays, as far as the lots use it at all; the rest comes as late as it may."""
    rows = []
    used = uses(problem, lots)
    for m, code in enumerate(problem.materials):
        for week, amount in enumerate(bought_of(used[m], [int(n) for n in allowed[m]], at)):
            if amount:
                rows.append({"material": code, "week": str(week), "quantity": decimal_text(Decimal(amount) / 10_000)})
    return rows


def uses(problem: Problem, lots: tuple[Lot, ...]) -> Integers:
    """(M, H) use of each material by the start weeks of lots."""
    used = np.zeros((len(problem.materials), problem.weeks), dtype=np.int64)
    for lot in lots:
        t = int(problem.line_type[lot.line])
        for row in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1])):
            used[problem.bom_material[row], lot.start_week] += lot.quantity * int(problem.bom_quantity[row])
    return used


def bought_of(used: Integers, allowed: list[int], at: int) -> list[int]:
    """Arrivals of one material per week."""
    total = int(used.sum())
    most = -(-total // 10_000) * 10_000
    bought = allowed[:at] + [0] * (len(allowed) - at)
    for week in range(at - 1, -1, -1):
        excess = sum(bought[:at]) - most
        bought[week] -= min(bought[week], max(0, excess))
    stock = sum(bought[:at]) - int(used[:at].sum())
    wanted = [int(n) for n in used]
    for week in range(at, len(allowed)):
        covered = min(max(0, stock), wanted[week])
        wanted[week] -= covered
        stock -= covered
    open_need = 0
    for week in range(len(allowed) - 1, at - 1, -1):
        open_need += wanted[week]
        bought[week] = min(open_need, allowed[week])
        open_need -= bought[week]
    return bought
