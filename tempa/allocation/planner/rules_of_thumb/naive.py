"""Plans by rules that people use, all valid: what the search is compared with.

Every rule takes the order lines by due date and places each lot as early as possible; the rules differ in which
workshop is asked first. None of them looks ahead or moves a lot again, as on a wall plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from tempa.allocation.planner.judge.check import Report, check
from tempa.allocation.planner.judge.cost import tonne_cost, unavoidable
from tempa.allocation.planner.judge.facts import Facts, Tables
from tempa.allocation.planner.problem.model import Lot
from tempa.allocation.planner.rules_of_thumb.partial_plan import PartialPlan, empty_plan, place
from tempa.values.programme import programme_sha256

Wanted = list[tuple[str, int]]  # site, units asked of it, in the order of asking
Rule = Callable[[PartialPlan, str, list[str]], Wanted]


@dataclass(frozen=True)
class NamedPlan:
    """A plan by one rule, with the judge's report on it."""

    code: str
    name_id: str
    name_en: str
    plan: Tables
    report: Report


def compare_naive(tables: Tables) -> list[NamedPlan]:
    """The plans of all four rules, each judged."""
    plans = []
    for code, (name_id, name_en, _) in RULES.items():
        plan = naive_plan(tables, code)
        plans.append(NamedPlan(code, name_id, name_en, plan, check(tables, plan)))
    return plans


def naive_plan(tables: Tables, code: str) -> Tables:
    """The plan of one rule (a key of `RULES`) as plan tables; deterministic."""
    plan = empty_plan(tables)
    facts = plan.facts
    rule = RULES[code][2]
    makers = makers_of(facts)
    lines = sorted(facts.lines, key=lambda line: (facts.lines[line].due, line))
    for line in lines:
        for site, units in rule(plan, line, makers[facts.lines[line].machine]):
            _give(plan, line, site, units)
    for line in lines:  # what is left over goes to whoever still has hours for it
        for site in _by_price(plan, line, makers[facts.lines[line].machine]) if plan.unplanned(line) else ():
            _give(plan, line, site, plan.unplanned(line))
    return plan_tables_of(tables, plan, makers, code)


def makers_of(facts: Facts) -> dict[str, list[str]]:
    """Machine type -> its eligible sites in the order of the workshop list."""
    offered: dict[str, set[str]] = defaultdict(set)
    for site, machine in facts.offers:
        if facts.eligible(site, machine):
            offered[machine].add(site)
    return {machine: [site for site in facts.sites if site in offered[machine]] for machine in facts.machines}


def _give(plan: PartialPlan, line: str, site: str, units: int) -> None:
    """Lot after lot at one site until `units` are placed or nothing more fits."""
    while units > 0 and plan.unplanned(line):
        placed = place(plan, line, site, units)
        if not placed:
            return
        units -= placed


def first_fit(plan: PartialPlan, line: str, makers: list[str]) -> Wanted:
    """Down the list of workshops, everything to the first where it fits."""
    return [(site, plan.facts.lines[line].quantity) for site in makers]


def cheapest_fit(plan: PartialPlan, line: str, makers: list[str]) -> Wanted:
    """The least offer with freight first."""
    return [(site, plan.facts.lines[line].quantity) for site in _by_price(plan, line, makers)]


def proportional(plan: PartialPlan, line: str, makers: list[str]) -> Wanted:
    """Every workshop a part of each line after its hours; whoever is furthest behind its part is asked first."""
    hours = _weekly_hours(plan.facts, makers)
    total = sum(hours.values()) or 1
    given = _given(plan)
    quantity = plan.facts.lines[line].quantity
    least = max(1, plan.facts.machines[plan.facts.lines[line].machine].smallest_lot)
    asked = sorted((site for site in makers if hours[site]), key=lambda site: (given[site] / hours[site], site))
    return [(site, max(least, ceil(quantity * hours[site] / total))) for site in asked]


def leads_decide(plan: PartialPlan, line: str, makers: list[str]) -> Wanted:
    """Every lead a part of each line after its group's hours; it serves itself, then its members."""
    hours, given = _weekly_hours(plan.facts, makers), _given(plan)
    groups: dict[str, list[str]] = defaultdict(list)
    for site in makers:
        groups[plan.facts.sites[site].lead or site].append(site)
    weight = {lead: sum((hours[site] for site in members), Fraction(0)) for lead, members in groups.items()}
    behind = sorted((lead for lead in groups if weight[lead]),
                    key=lambda lead: (sum(given[site] for site in groups[lead]) / weight[lead], lead))
    total, quantity = sum(weight.values()) or 1, plan.facts.lines[line].quantity
    least = max(1, plan.facts.machines[plan.facts.lines[line].machine].smallest_lot)
    return [(site, max(least, ceil(quantity * weight[lead] / total)))
            for lead in behind for site in sorted(groups[lead], key=lambda site: (site != lead, site))]


RULES: dict[str, tuple[str, str, Rule]] = {
    "first-fit": ("Tenggat terdekat, bengkel pertama yang muat", "Earliest due, first fit", first_fit),
    "cheapest-fit": ("Tenggat terdekat, penawaran termurah yang muat", "Earliest due, cheapest fit", cheapest_fit),
    "proportional": ("Dibagi menurut kapasitas", "Proportional split", proportional),
    "lead-decides": ("Induk yang membagi", "The lead decides", leads_decide),
}


def _by_price(plan: PartialPlan, line: str, makers: list[str]) -> list[str]:
    facts, row = plan.facts, plan.facts.lines[line]
    tonnes = facts.machines[row.machine].tonnes

    def price(site: str) -> tuple[Fraction, str]:
        return facts.offers[site, row.machine] + tonnes * tonne_cost(facts, site, row.destination), site

    return sorted(makers, key=price)


def _weekly_hours(facts: Facts, sites: list[str]) -> dict[str, Fraction]:
    hours = dict.fromkeys(sites, Fraction(0))
    for (site, _), weekly in facts.hours.items():
        if site in hours:
            hours[site] += weekly
    return hours


def _given(plan: PartialPlan) -> dict[str, int]:
    """Site -> value given so far."""
    return {site: plan.given(site) for site in plan.facts.sites}


def plan_tables_of(tables: Tables, made: PartialPlan, makers: dict[str, list[str]], code: str) -> Tables:
    """The five tables of a plan folder; the money comes from the judge, the bound is the trivial one."""
    facts = made.facts
    lots = {f"N{number:04d}": lot for number, lot in enumerate(made.lots, 1)}
    plan: Tables = {
        "lots": [_lot_row(made, name, lot) for name, lot in lots.items()],
        "loads": [row for name, lot in lots.items() for row in _load_rows(made, name, lot)],
        "purchases": _purchases(made),
        "unplanned": [{"line": line, "quantity": str(left), "reason": _reason(facts, line, makers)}
                      for line in facts.lines if (left := made.unplanned(line))],
        "plan": [],
    }
    report = check(tables, plan)
    bound = min(_trivial_bound(facts, makers), report.objective)
    stated = report.parts | {"objective": report.objective, "lower_bound": bound}
    plan["plan"] = [{"key": key, "value": str(value)} for key, value in stated.items()]
    gap = round((report.objective - bound) / report.objective, 6) if report.objective else 0
    rest = {"gap": f"{gap:.6f}", "seconds": "0", "solver": f"naive {code}", "seed": "0",
            "programme_sha256": programme_sha256(tables)}
    plan["plan"] += [{"key": key, "value": value} for key, value in rest.items()]
    return plan


def _lot_row(plan: PartialPlan, name: str, lot: Lot) -> dict[str, str]:
    return {"lot": name, "line": plan.problem.lines[lot.line], "workshop": plan.problem.sites[lot.site], "quantity": str(lot.quantity),
            "start_week": str(lot.start_week), "finish_week": str(lot.finish_week), "inspect_week": str(lot.inspect_week)}


def _load_rows(plan: PartialPlan, name: str, lot: Lot) -> list[dict[str, str]]:
    steps = plan.recipes[plan.problem.types[plan.problem.line_type[lot.line]]].steps
    rows = sorted((steps[load.step][0], plan.problem.sites[load.site], load.week, load.hours) for load in lot.loads)
    return [{"lot": name, "step": str(step), "workshop": site, "week": str(week), "hours": shortest_decimal(hours, 2)}
            for step, site, week, hours in rows]


def shortest_decimal(scaled: int, places: int) -> str:
    """`125` with two places is "1.25", `120` is "1.2", `100` is "1"."""
    head, tail = divmod(scaled, 10**places)
    return f"{head}.{tail:0{places}d}".rstrip("0").rstrip(".")


def _purchases(plan: PartialPlan) -> list[dict[str, str]]:
    """Each material as late as its weekly supply allows, exactly what the lots use."""
    used: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for lot in plan.lots:
        for material, per_unit in plan.recipes[plan.problem.types[plan.problem.line_type[lot.line]]].parts:
            used[material][lot.start_week] += per_unit * lot.quantity
    rows = []
    for material, by_week in sorted(used.items()):
        weekly, owed = plan.facts.materials[material].weekly_supply, 0
        for week in range(plan.facts.terms.weeks - 1, -1, -1):
            owed += by_week.get(week, 0)
            buy = owed if weekly is None else min(owed, floor(weekly * 10_000))
            owed -= buy
            if buy:
                rows.append({"material": material, "week": str(week), "quantity": shortest_decimal(buy, 4)})
    return rows


def _reason(facts: Facts, line: str, makers: dict[str, list[str]]) -> str:
    machine = facts.lines[line].machine
    if not makers[machine]:
        return f"Tidak ada bengkel terverifikasi dengan penawaran di bawah HPS untuk {machine}."
    limit = facts.machines[machine].pilot_limit
    if limit is not None and limit < sum(row.quantity for row in facts.lines.values() if row.machine == machine):
        return f"{machine} belum diuji; batas percontohan {limit} unit."
    return "Jam kerja, kas, bahan, pemeriksaan atau bagian maksimum habis sebelum akhir program."


def _trivial_bound(facts: Facts, makers: dict[str, list[str]]) -> int:
    """Every unit costs at least its least offer + freight, or else being unplanned; two rupiah for rounded parts."""
    total = unavoidable(facts)
    for line in facts.lines.values():
        price, tonnes = facts.machines[line.machine].price, facts.machines[line.machine].tonnes
        alone = price * facts.terms.unplanned_rate
        sites = makers[line.machine]
        least = min((facts.offers[site, line.machine] + tonnes * tonne_cost(facts, site, line.destination)
                     for site in sites), default=Fraction(0))
        total += line.quantity * (alone if not sites else min(Fraction(0), alone - least))
    return max(0, floor(total) - 2)
