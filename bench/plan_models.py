"""The allocation as one mixed-integer programme for generic solvers: every solution is a valid plan, but not every plan.

Restrictions, so that it fits into a solver at all: per order line the three sites with the least offer + freight; a lot
takes exactly four weeks before its inspection, every step at a constant rate over them (which keeps the flow), at the site
itself if it has the resource, else at its lead, else at the first facility; two tenths of an hour per resource and week
are kept free for rounding. Everything else (capacity, inspection, materials, cash, shares, budget, pilot limits, smallest
lots, all six parts of the cost) is there; fair values are rounded to thousand rupiah, freight to one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil, floor

import highspy
import numpy as np
from ortools.sat.python import cp_model

from tempa.allocation.planner.judge.cost import fair_values, tonne_cost, weeks_late
from tempa.allocation.planner.judge.facts import Facts, Tables
from tempa.allocation.planner.problem.model import RESOURCES, Load, Lot
from tempa.allocation.planner.rules_of_thumb.naive import makers_of, plan_tables_of
from tempa.allocation.planner.rules_of_thumb.partial_plan import PartialPlan, cash_need, empty_plan

SITES_PER_LINE, WINDOW, SPARE, THOUSAND = 3, 4, 20, 1000
NO_LIMIT = 10**12


@dataclass
class Programme:
    """Whole-number columns and rows: minimise cost · x with low ≤ x ≤ high and least ≤ row · x ≤ most.

    `start` is a solution that both solvers begin with: first nothing is planned, then `bench.plan_start` fills it.
    """

    cost: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    rows: list[tuple[dict[int, int], int, int]] = field(default_factory=list)

    def column(self, cost: int, low: int, high: int, start: int = 0) -> int:
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.start.append(start)
        return len(self.cost) - 1

    def row(self, terms: dict[int, int], least: int, most: int) -> None:
        self.rows.append((terms, least, most))


@dataclass(frozen=True)
class Choice:
    """A lot that may be: its columns for units and for being there at all, and where its steps are done."""

    line: str
    site: str
    inspect: int
    most: int
    units: int
    there: int
    where: dict[int, str]


@dataclass(frozen=True)
class Restricted:
    """The model with what is needed to turn a solution into a plan.

    `stock`: material -> what can have arrived by each week; `left`: line -> column of its unplanned units; `stocks`:
    material -> columns of what is left over, week by week; `offs`: site -> column of its imbalance and the fair value
    (thousand rupiah).
    """

    tables: Tables
    facts: Facts
    empty: PartialPlan
    stock: dict[str, list[int]]
    programme: Programme
    choices: list[Choice]
    left: dict[str, int]
    stocks: dict[str, list[int]] = field(default_factory=dict)
    offs: dict[str, tuple[int, int]] = field(default_factory=dict)


def restricted_model(tables: Tables) -> Restricted:
    empty = empty_plan(tables)
    facts = empty.facts
    stock = dict(zip(empty.problem.materials, empty.left.supply.tolist(), strict=True))
    model = Restricted(tables, facts, empty, stock, Programme(), [], {})
    makers, left = makers_of(facts), model.left
    for code, line in facts.lines.items():
        price = round(facts.machines[line.machine].price * facts.terms.unplanned_rate)
        left[code] = model.programme.column(price, 0, line.quantity, line.quantity)
        for site in _cheapest(facts, code, makers[line.machine]):
            model.choices.extend(_choices(model, code, site))
    _lot_rows(model, left)
    _weekly_rows(model)
    _money_rows(model, left)
    return model


def _cheapest(facts: Facts, code: str, makers: list[str]) -> list[str]:
    line = facts.lines[code]
    tonnes = facts.machines[line.machine].tonnes
    return sorted(makers, key=lambda site: (facts.offers[site, line.machine]
                                            + tonnes * tonne_cost(facts, site, line.destination), site))[:SITES_PER_LINE]


def _choices(model: Restricted, code: str, site: str) -> list[Choice]:
    """One choice per inspection week that verification and lead times allow."""
    facts, line = model.facts, model.facts.lines[code]
    machine, row, terms = facts.machines[line.machine], facts.sites[site], facts.terms
    where = _where(model, site, line.machine)
    first = max((facts.materials[code].lead_time for code in machine.parts), default=0)
    made = []
    for inspect in range(first + WINDOW, terms.weeks):
        if row.verified_from and row.verified_from > terms.monday_of(inspect - WINDOW):
            continue
        if where is None or (row.verified_until and terms.sunday_of(inspect - 1) > row.verified_until):
            continue
        per_lot = floor(terms.inspection_hours / machine.inspection) if machine.inspection else line.quantity
        most = min(line.quantity, per_lot)
        if most < min(machine.smallest_lot, line.quantity):
            continue
        late = weeks_late(line.due, terms.sunday_of(inspect))
        unit = (facts.offers[site, line.machine] + machine.tonnes * tonne_cost(facts, site, line.destination)
                + machine.price * terms.lateness_rate * late)
        units = model.programme.column(round(unit), 0, most)
        there = model.programme.column(round(terms.lot_cost), 0, 1)
        made.append(Choice(code, site, inspect, most, units, there, where))
    return made


def _where(model: Restricted, site: str, machine: str) -> dict[int, str] | None:
    """Step -> place, by the first of own site, lead and facilities that has the resource."""
    where = {}
    problem = model.empty.problem
    providers = [problem.sites[at] for at in problem.providers_of(model.empty.site_at[site])]
    for number, step in model.facts.machines[machine].steps.items():
        place = next((p for p in providers if model.facts.hours.get((p, step.resource))), None)
        if place is None:
            return None
        where[number] = place
    return where


def _lot_rows(model: Restricted, left: dict[str, int]) -> None:
    """Rules 1 and 2."""
    per_line: dict[str, dict[int, int]] = {code: {column: 1} for code, column in left.items()}
    for choice in model.choices:
        line = model.facts.lines[choice.line]
        least = min(line.quantity, max(1, model.facts.machines[line.machine].smallest_lot))
        model.programme.row({choice.units: 1, choice.there: -choice.most}, -NO_LIMIT, 0)
        model.programme.row({choice.units: 1, choice.there: -least}, 0, NO_LIMIT)
        per_line[choice.line][choice.units] = 1
    for code, terms in per_line.items():
        model.programme.row(terms, model.facts.lines[code].quantity, model.facts.lines[code].quantity)


def _weekly_rows(model: Restricted) -> None:
    """Rules 6, 7, 8 and 9, one row per limit and week."""
    facts, empty, weeks = model.facts, model.empty, model.facts.terms.weeks
    hours: dict[tuple[str, str, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    inspection: dict[int, dict[int, int]] = defaultdict(dict)
    cash: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    starts: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    for choice in model.choices:
        line = facts.lines[choice.line]
        recipe, begin = empty.recipes[line.machine], choice.inspect - WINDOW
        for week in range(begin, choice.inspect):
            for number, resource, per_unit, setup in recipe.steps:
                terms = hours[choice.where[number], resource, week]
                terms[choice.units] += per_unit
                terms[choice.there] += setup
        inspection[choice.inspect][choice.units] = recipe.inspection
        payer, amount = cash_need(facts, line, choice.site, 1)
        is_limited = facts.sites[payer].cash_limit is not None and amount
        for week in range(begin, choice.inspect + facts.terms.payment_lag + 1) if is_limited else ():
            cash[payer, week][choice.units] = amount
        for material, per_unit in recipe.parts:
            if facts.materials[material].weekly_supply is not None:
                starts[material, begin][choice.units] = per_unit
    for (place, resource, week), terms in hours.items():
        free = int(empty.left.hours[empty.site_at[place], RESOURCES.index(resource), week])
        model.programme.row(dict(terms), -NO_LIMIT, WINDOW * max(0, free - SPARE))
    for week, terms in inspection.items():
        model.programme.row(terms, -NO_LIMIT, int(empty.left.inspection[week]))
    for (payer, _), terms in cash.items():
        model.programme.row(terms, -NO_LIMIT, facts.sites[payer].cash_limit or 0)
    for material in {material for material, _ in starts}:
        _stock_rows(model, material, [starts.get((material, week), {}) for week in range(weeks)])


def _stock_rows(model: Restricted, material: str, starts: list[dict[int, int]]) -> None:
    """What is left over at each week's end never falls below nothing."""
    arrived = model.stock[material]
    before: int | None = None
    for week, terms in enumerate(starts):
        now = model.programme.column(0, 0, arrived[-1], arrived[week])
        came = arrived[week] - (arrived[week - 1] if week else 0)
        row = terms | {now: 1} | ({before: -1} if before is not None else {})
        model.programme.row(row, came, came)
        model.stocks.setdefault(material, []).append(now)
        before = now


def _money_rows(model: Restricted, left: dict[str, int]) -> None:
    """Rules 4, 10 and 11, and the imbalance; values in thousand rupiah."""
    facts, problem = model.facts, model.empty.problem
    groups: dict[str, dict[int, int]] = defaultdict(dict)
    budgets: dict[str, dict[int, int]] = defaultdict(dict)
    pilots: dict[str, dict[int, int]] = defaultdict(dict)
    for choice in model.choices:
        line = facts.lines[choice.line]
        at = model.empty.site_at[choice.site]
        for group in (f"site {choice.site}", *(problem.groups[g] for g in np.flatnonzero(problem.group_member[:, at]))):
            groups[group][choice.units] = facts.machines[line.machine].price // THOUSAND
        budgets[line.budget_line][choice.units] = facts.offers[choice.site, line.machine]
        if facts.machines[line.machine].pilot_limit is not None:
            pilots[line.machine][choice.units] = 1
    open_value = {column: facts.machines[facts.lines[code].machine].price // THOUSAND for code, column in left.items()}
    most = dict(zip(problem.groups, problem.group_max.tolist(), strict=True))
    most |= {f"site {code}": int(value) for code, value in zip(problem.sites, problem.site_value_max, strict=True)}
    for group, terms in groups.items():
        model.programme.row(terms, -NO_LIMIT, min(most[group], facts.order_value) // THOUSAND)
    for group, least in zip(problem.groups, problem.group_min.tolist(), strict=True):
        if least:
            model.programme.row(groups.get(group, {}) | open_value, ceil(least / THOUSAND), NO_LIMIT)
    for code, terms in budgets.items():
        model.programme.row(terms, -NO_LIMIT, facts.budgets[code])
    for machine, terms in pilots.items():
        model.programme.row(terms, -NO_LIMIT, facts.machines[machine].pilot_limit or 0)
    rate = round(facts.terms.imbalance_rate * THOUSAND)
    for site, fair in fair_values(facts).items():
        aim, given = round(fair / THOUSAND), groups.get(f"site {site}", {})
        off = model.programme.column(rate, 0, facts.order_value // THOUSAND, aim)
        model.offs[site] = off, aim
        model.programme.row(given | {off: -1}, -NO_LIMIT, aim)
        model.programme.row(given | {off: 1}, aim, NO_LIMIT)


def by_cp_sat(model: Restricted, seconds: float, seed: int, threads: int = 2) -> list[int] | None:
    """Column values found by CP-SAT, or None."""
    programme, cp = model.programme, cp_model.CpModel()
    columns = [cp.new_int_var(low, high, "") for low, high in zip(programme.low, programme.high, strict=True)]
    for terms, least, most in programme.rows:
        expression = cp_model.LinearExpr.weighted_sum([columns[c] for c in terms], list(terms.values()))
        cp.add_linear_constraint(expression, least, most)
    for column, value in zip(columns, programme.start, strict=True):
        cp.add_hint(column, value)
    cp.minimize(cp_model.LinearExpr.weighted_sum(columns, programme.cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, threads
    solver.parameters.random_seed = seed
    solver.parameters.cp_model_presolve = seconds >= 30  # in less time presolve leaves nothing for the search
    if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [int(solver.value(column)) for column in columns]


def by_highs(model: Restricted, seconds: float, seed: int, threads: int = 2) -> list[int] | None:
    """Column values found by HiGHS (branch and cut), or None."""
    programme, highs = model.programme, highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    highspy.Highs.resetGlobalScheduler(True)  # else it gives nothing at once where another number of threads was used before
    highs.setOptionValue("threads", threads)
    highs.setOptionValue("random_seed", seed)
    columns = len(programme.cost)
    everything = np.arange(columns, dtype=np.int32)
    highs.addVars(columns, np.array(programme.low, dtype=float), np.array(programme.high, dtype=float))
    highs.changeColsCost(columns, everything, np.array(programme.cost, dtype=float))
    highs.changeColsIntegrality(columns, everything, np.ones(columns, dtype=np.uint8))
    starts = np.cumsum([0, *(len(terms) for terms, _, _ in programme.rows)])[:-1].astype(np.int32)
    index = np.fromiter((c for terms, _, _ in programme.rows for c in terms), dtype=np.int32)
    value = np.fromiter((v for terms, _, _ in programme.rows for v in terms.values()), dtype=float)
    least = np.array([low if low > -NO_LIMIT else -highspy.kHighsInf for _, low, _ in programme.rows], dtype=float)
    most = np.array([high if high < NO_LIMIT else highspy.kHighsInf for _, _, high in programme.rows], dtype=float)
    highs.addRows(len(programme.rows), least, most, len(index), starts, index, value)
    highs.setSolution(columns, everything, np.array(programme.start, dtype=float))
    highs.setOptionValue("time_limit", seconds)
    highs.run()
    if highs.getInfo().primal_solution_status != 2:
        return None
    return [round(amount) for amount in highs.getSolution().col_value]


def plan_of(model: Restricted, values: list[int], solver: str) -> Tables:
    """The plan tables of a solution."""
    made = empty_plan(model.tables)
    for choice in model.choices:
        units = values[choice.units]
        if units:
            made.lots.append(_lot(made, choice, units))
            made.left.open[made.line_at[choice.line]] -= units
    plan = plan_tables_of(model.tables, made, makers_of(model.facts), "")
    for row in plan["plan"]:
        row["value"] = solver if row["key"] == "solver" else row["value"]
    return plan


def _lot(plan: PartialPlan, choice: Choice, units: int) -> Lot:
    """Every step in equal parts over the weeks, each at most as far as the step before (rounded down)."""
    begin, loads = choice.inspect - WINDOW, []
    before: tuple[int, list[int]] | None = None
    for step, (number, _, per_unit, setup) in enumerate(plan.recipes[plan.facts.lines[choice.line].machine].steps):
        need = per_unit * units + setup
        done = [need * (at + 1) // WINDOW for at in range(WINDOW)]
        if before:
            done = [min(mine, need * theirs // before[0]) for mine, theirs in zip(done, before[1], strict=True)]
        for at in range(WINDOW):
            hundredths = done[at] - (done[at - 1] if at else 0)
            if hundredths:
                loads.append(Load(step, plan.site_at[choice.where[number]], begin + at, hundredths))
        before = need, done
    return Lot(plan.line_at[choice.line], plan.site_at[choice.site], units, begin, choice.inspect - 1, choice.inspect, tuple(loads))
