"""A plan beside the plans that the rules of thumb make: money, lateness and fairness, as plain figures for a page.

    for row in compare_with_naive(tables, plan_tables): print(row.name.id, row.objective, row.late_units, row.gini)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from tempa.allocation.planner.judge.check import Report, check
from tempa.allocation.planner.judge.cost import fair_values
from tempa.allocation.planner.judge.facts import Facts, read_facts
from tempa.allocation.planner.rules_of_thumb.naive import NamedPlan, compare_naive
from tempa.values.period import weeks_late
from tempa.values.programme.errors import Sentence
from tempa.values.rupiah import rupiah_short

Tables = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Comparison:
    """One plan. Money in whole rupiah; shares are of the order's value; `parts` are the six parts of the objective.

    `late_units` are handed over late, `late_unit_weeks` adds up how late, `latest` is the most weeks any unit is late.
    `largest` and `smallest` shares are over fit workshops; `least_of_fair` and `most_of_fair` are value over fair value.
    `gini` of value over fair value, weighted by fair value: 0 where all receive their fair value, towards 1 where one
    receives all. `more` is the cost above the plan compared (the first row), rupiah. `breaches`: rules broken.
    """

    code: str
    name: Sentence
    objective: int
    controllable: int
    parts: dict[str, int]
    more: int
    lots: int
    units: int
    unplanned_units: int
    late_units: int
    late_unit_weeks: int
    latest: int
    largest: float
    smallest: float
    most_of_fair: float
    least_of_fair: float
    without_work: int
    gini: float
    clusters: dict[str, float]
    schools: float
    breaches: int
    sentence: Sentence

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def compare_with_naive(tables: Tables, plan_tables: Tables, naive: Sequence[NamedPlan] | None = None) -> list[Comparison]:
    """The given plan first, then the four rules of thumb. `naive`: their plans, where the caller keeps them."""
    facts = read_facts(tables)
    ours = NamedPlan("tempa", "Rencana ini", "This plan", plan_tables, check(tables, plan_tables))
    base = ours.report.objective
    return [compared(facts, one, base) for one in [ours, *(compare_naive(tables) if naive is None else naive)]]


def compared(facts: Facts, one: NamedPlan, base: int) -> Comparison:
    """The figures of one plan; `base` is the objective it is held against."""
    report, lots = one.report, one.plan["lots"]
    machine = {row["lot"]: facts.lines[row["line"]].machine for row in lots}
    value: dict[str, int] = defaultdict(int)
    for row in lots:
        value[row["workshop"]] += int(row["quantity"]) * facts.machines[machine[row["lot"]]].price
    fair = {site: amount for site, amount in fair_values(facts).items() if amount}
    total = facts.order_value or 1
    ratios = [Fraction(value[site]) / amount for site, amount in fair.items()]
    late = [(int(row["quantity"]), lateness(facts, row)) for row in lots]
    name = Sentence(one.name_id, one.name_en)
    late_units = sum(n for n, weeks in late if weeks)
    return Comparison(
        code=one.code, name=name, objective=report.objective, controllable=report.controllable, parts=dict(report.parts),
        more=report.objective - base, lots=report.lots, units=sum(int(row["quantity"]) for row in lots),
        unplanned_units=report.unplanned_units, late_units=late_units,
        late_unit_weeks=sum(n * weeks for n, weeks in late), latest=max((weeks for _, weeks in late), default=0),
        largest=max((value[site] for site in fair), default=0) / total,
        smallest=min((value[site] for site in fair), default=0) / total,
        most_of_fair=float(max(ratios, default=Fraction(0))), least_of_fair=float(min(ratios, default=Fraction(0))),
        without_work=sum(not value[site] for site in fair), gini=gini({s: value[s] for s in fair}, fair),
        clusters=cluster_shares(facts, value, total), breaches=len(report.violations),
        schools=sum(v for s, v in value.items() if facts.sites[s].kind == "school") / total,
        sentence=sentence_of(name, report, late_units, base),
    )


def lateness(facts: Facts, lot: dict[str, str]) -> int:
    """Whole weeks, rounded up, from the due date to the Sunday of the inspection week."""
    return weeks_late(facts.lines[lot["line"]].due, int(lot["inspect_week"]), facts.terms.monday)


def cluster_shares(facts: Facts, value: dict[str, int], total: int) -> dict[str, float]:
    """Leads and members of each cluster together."""
    given: dict[str, int] = dict.fromkeys(facts.clusters, 0)
    for site, amount in value.items():
        if facts.sites[site].kind in ("lead", "member"):
            given[facts.sites[site].cluster] = given.get(facts.sites[site].cluster, 0) + amount
    return {code: amount / total for code, amount in given.items()}


def gini(value: dict[str, int], fair: dict[str, Fraction]) -> float:
    """Gini coefficient of value over fair value, each workshop weighing as much as its fair value.

    One less twice the area under the Lorenz curve of value over fair value, workshops in ascending order of the ratio.
    """
    whole, weight = sum(value.values()), sum(fair.values())
    if not whole or not weight:
        return 0.0
    area, reached = Fraction(0), Fraction(0)
    for site in sorted(fair, key=lambda s: (Fraction(value[s]) / fair[s], s)):
        step = Fraction(value[site], whole)
        area += fair[site] / weight * (reached + step / 2)
        reached += step
    return float(1 - 2 * area)


def sentence_of(name: Sentence, report: Report, late_units: int, base: int) -> Sentence:
    """Cost beside this plan's, late units, units without a place."""
    more = report.objective - base
    left = report.unplanned_units
    cost_id, cost_en = (rupiah_short(report.objective, language) for language in ("id", "en"))
    if more:
        word_id, word_en = ("lebih mahal", "more") if more > 0 else ("lebih murah", "less")
        cost_id += f", {rupiah_short(abs(more))} {word_id}"
        cost_en += f", {rupiah_short(abs(more), 'en')} {word_en}"
    return Sentence(f"{name.id}: {cost_id}; {late_units} unit terlambat, {left} unit tidak terencana.",
                    f"{name.en}: {cost_en}; {late_units} units late, {left} units unplanned.")
