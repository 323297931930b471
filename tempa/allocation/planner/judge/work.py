"""Rules 5, 6 and 8 of the format: hours of each step and their flow, capacity, and materials on time.

Hours are counted in hundredths and materials in ten-thousandths, exactly. `Begun` carries what a plan made again must
keep: the names of the lots begun before, and their hours before that week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from tempa.allocation.planner.judge.facts import Exact, Facts, Step, scaled
from tempa.allocation.planner.judge.form import Load, Lot, ReadPlan
from tempa.allocation.planner.judge.wording import hours, percent, written

EPS = Fraction(1, 10**6)
HUNDREDTHS, TEN_THOUSANDTHS = 100, 10_000
Place = tuple[str, int, str, int]  # lot, step, site, week
ByWeek = dict[int, Exact]


@dataclass(frozen=True)
class Begun:
    """`at`: the week of planning again; `names`: lots of the base plan started before it; `done`: their hundredths."""

    at: int = 0
    names: frozenset[str] = frozenset()
    done: dict[Place, Exact] = field(default_factory=dict)


def work(facts: Facts, plan: ReadPlan, begun: Begun) -> Iterator[str]:
    """Rule 5: where loads may lie, how many hours a step needs, and the flow from step to step."""
    done: dict[tuple[str, int], ByWeek] = defaultdict(lambda: defaultdict(int))
    for load in plan.loads:
        done[load.lot, load.step][load.week] += load.hundredths
        yield from _misplaced(facts, plan.lots[load.lot], load, begun)
    yield from _changed_past(facts, plan, begun)
    for name, lot in plan.lots.items():
        steps = facts.machines[lot.machine].steps
        needs = {number: needed_hundredths(step, lot.quantity) for number, step in steps.items()}
        for number, need in needs.items():
            loaded = sum(done[name, number].values())
            if round(loaded) != round(need):
                where = f"Lot {name} di {lot.site}, langkah {number} ({steps[number].resource})"
                yield f"{where}: {_hours(loaded)} dibebankan, {_hours(need)} diperlukan."
        yield from _flow(facts, name, lot, {number: (need, done[name, number]) for number, need in needs.items()})


def needed_hundredths(step: Step, quantity: int) -> Exact:
    return scaled(step.setup, HUNDREDTHS) + quantity * scaled(step.per_unit, HUNDREDTHS)


def _hours(hundredths: Exact) -> str:
    return hours(Fraction(hundredths) / HUNDREDTHS)


def _misplaced(facts: Facts, lot: Lot, load: Load, begun: Begun) -> Iterator[str]:
    home = load.site in (lot.site, facts.sites[lot.site].lead) or facts.sites[load.site].kind == "facility"
    moved_on = load.lot in begun.names and load.week >= begun.at
    if not home and not moved_on:
        yield (f"Lot {load.lot} langkah {load.step}, {facts.terms.week(load.week)}: {load.site} bukan bengkel lot itu "
               f"({lot.site}), bukan induknya, dan bukan fasilitas bersama.")
    if not lot.start <= load.week <= lot.finish:
        yield (f"Lot {load.lot} langkah {load.step} di {load.site}: beban di {facts.terms.week(load.week)}, "
               f"lot berjalan {facts.terms.monday_of(lot.start)} sampai {facts.terms.sunday_of(lot.finish)}.")


def _changed_past(facts: Facts, plan: ReadPlan, begun: Begun) -> Iterator[str]:
    left = dict(begun.done)
    for load in plan.loads:
        if load.lot in begun.names and load.week < begun.at:
            key = load.lot, load.step, load.site, load.week
            left[key] = left.get(key, 0) - load.hundredths
    for (lot, step, site, week), difference in left.items():
        if difference:
            text = f"pekerjaan di {site} pada {facts.terms.week(week)} yang sudah lewat berubah {_hours(-difference)}"
            yield f"Lot {lot} langkah {step}: {text}."


def _flow(facts: Facts, name: str, lot: Lot, steps: dict[int, tuple[Exact, ByWeek]]) -> Iterator[str]:
    """At the end of every week a step's done share is at most that of the step before; first breach per step."""
    before: tuple[Exact, list[Exact]] | None = None
    for number, (need, by_week) in steps.items():
        if not need:
            continue
        running = _running(by_week, lot)
        for at, done in enumerate(running if before else []):
            if before and _is_ahead(min(done, need), need, before[1][at], before[0]):
                here, there = Fraction(done) / need, Fraction(before[1][at]) / before[0]
                yield (f"Lot {name} di {lot.site}: pada akhir {facts.terms.week(lot.start + at)} langkah {number} sudah "
                       f"{percent(here)}, langkah sebelumnya baru {percent(there)}.")
                break
        before = need, running


def _running(by_week: ByWeek, lot: Lot) -> list[Exact]:
    """Hundredths done by the end of each week of the lot."""
    total: Exact = 0
    running = []
    for week in range(lot.start, lot.finish + 1):
        total += by_week.get(week, 0)
        running.append(total)
    return running


def _is_ahead(done: Exact, need: Exact, done_before: Exact, need_before: Exact) -> bool:
    """done/need > done_before/need_before + 1e-6, without dividing."""
    return (done * need_before - done_before * need) * 10**6 > need * need_before


def capacity(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """Rule 6."""
    used: dict[tuple[str, str, int], Exact] = defaultdict(int)
    for load in plan.loads:
        resource = facts.machines[plan.lots[load.lot].machine].steps[load.step].resource
        used[load.site, resource, load.week] += load.hundredths
    for (site, resource, week), total in sorted(used.items()):
        available = facts.available(site, resource, week)
        if total > (available + EPS) * HUNDREDTHS:
            yield f"{site}, {resource}, {facts.terms.week(week)}: {_hours(total)} dibebankan, {hours(available)} tersedia."


def materials(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """Rule 8."""
    used: dict[str, ByWeek] = defaultdict(lambda: defaultdict(int))
    for lot in plan.lots.values():
        for material, per_unit in facts.machines[lot.machine].parts.items():
            used[material][lot.start] += lot.quantity * scaled(per_unit, TEN_THOUSANDTHS)
    bought: dict[str, ByWeek] = defaultdict(dict)
    for (material, week), quantity in sorted(plan.arrivals.items()):
        bought[material][week] = scaled(quantity, TEN_THOUSANDTHS)
        yield from _arrival_faults(facts, material, week, quantity)
    for material in sorted(used.keys() | bought.keys()):
        yield from _shortage(facts, material, used[material], bought[material])


def _arrival_faults(facts: Facts, material: str, week: int, quantity: Fraction) -> Iterator[str]:
    known = facts.materials[material]
    if week < known.lead_time:
        yield f"Bahan {material} tiba {facts.terms.week(week)}, paling cepat {facts.terms.week(known.lead_time)}."
    if known.weekly_supply is not None and quantity > known.weekly_supply + EPS:
        supply = written(known.weekly_supply, 2)
        yield f"Bahan {material}, {facts.terms.week(week)}: dibeli {written(quantity, 2)}, pasokan seminggu {supply}."


def _shortage(facts: Facts, material: str, used: ByWeek, bought: ByWeek) -> Iterator[str]:
    """More used than has come (weeks in which nothing is used cannot be the first), or more bought than is used."""
    allowance = EPS * TEN_THOUSANDTHS
    need: Exact = 0
    for week in sorted(used):
        need += used[week]
        stock = sum(quantity for arrival, quantity in bought.items() if arrival <= week)
        if need > stock + allowance:
            yield f"Bahan {material}, {facts.terms.week(week)}: terpakai {_quantity(need)}, baru tiba {_quantity(stock)}."
            break
    need, stock = sum(used.values()), sum(bought.values())
    if bought and stock > ceil(Fraction(need) / TEN_THOUSANDTHS) * TEN_THOUSANDTHS + allowance:
        yield f"Bahan {material}: dibeli {_quantity(stock)} seluruhnya, lot memerlukan {_quantity(need)}."


def _quantity(ten_thousandths: Exact) -> str:
    return written(Fraction(ten_thousandths) / TEN_THOUSANDTHS, 2)
