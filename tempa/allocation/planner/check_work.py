"""Rules 5, 6 and 8 of the format: hours of each step and their flow, capacity, and materials on time.

`Begun` carries what a plan made again must keep: the names of the lots begun before, and their hours before that week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from tempa.allocation.planner.check_facts import Facts, Step
from tempa.allocation.planner.check_form import Load, Lot, ReadPlan
from tempa.allocation.planner.check_wording import hours, percent, written

EPS = Fraction(1, 10**6)
Place = tuple[str, int, str, int]  # lot, step, site, week


@dataclass(frozen=True)
class Begun:
    """`at`: the week of planning again; `names`: lots of the base plan started before it; `done`: their hours."""

    at: int = 0
    names: frozenset[str] = frozenset()
    done: dict[Place, Fraction] = field(default_factory=dict)


def work(facts: Facts, plan: ReadPlan, begun: Begun) -> Iterator[str]:
    """Rule 5: where loads may lie, how many hours a step needs, and the flow from step to step."""
    done: dict[str, dict[int, dict[int, Fraction]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(Fraction)))
    for load in plan.loads:
        done[load.lot][load.step][load.week] += load.hours
        yield from _misplaced(facts, plan.lots[load.lot], load, begun)
    yield from _changed_past(plan, begun)
    for name, lot in plan.lots.items():
        steps = facts.machines[lot.machine].steps
        needs = {number: needed_hours(step, lot.quantity) for number, step in steps.items()}
        for number, need in needs.items():
            loaded = sum(done[name][number].values(), Fraction(0))
            if round(loaded * 100) != round(need * 100):
                where = f"Lot {name} di {lot.site}, langkah {number} ({steps[number].resource})"
                yield f"{where}: {hours(loaded)} dibebankan, {hours(need)} diperlukan."
        yield from _flow(name, lot, needs, done[name])


def needed_hours(step: Step, quantity: int) -> Fraction:
    return step.setup + quantity * step.per_unit


def _misplaced(facts: Facts, lot: Lot, load: Load, begun: Begun) -> Iterator[str]:
    home = load.site in (lot.site, facts.sites[lot.site].lead) or facts.sites[load.site].kind == "facility"
    moved_on = load.lot in begun.names and load.week >= begun.at
    if not home and not moved_on:
        yield (f"Lot {load.lot} langkah {load.step} minggu {load.week}: {load.site} bukan bengkel lot itu "
               f"({lot.site}), bukan induknya, dan bukan fasilitas bersama.")
    if not lot.start <= load.week <= lot.finish:
        yield (f"Lot {load.lot} langkah {load.step} di {load.site}: beban di minggu {load.week}, "
               f"lot berjalan minggu {lot.start} sampai {lot.finish}.")


def _changed_past(plan: ReadPlan, begun: Begun) -> Iterator[str]:
    left = dict(begun.done)
    for load in plan.loads:
        if load.lot in begun.names and load.week < begun.at:
            key = load.lot, load.step, load.site, load.week
            left[key] = left.get(key, Fraction(0)) - load.hours
    for (lot, step, site, week), difference in left.items():
        if difference:
            text = f"pekerjaan di {site} minggu {week} yang sudah lewat berubah {hours(-difference)}"
            yield f"Lot {lot} langkah {step}: {text}."


def _flow(name: str, lot: Lot, needs: dict[int, Fraction], done: dict[int, dict[int, Fraction]]) -> Iterator[str]:
    """At the end of every week a step's done share is at most that of the step before; first breach per step."""
    before: list[Fraction] = []
    for number, need in needs.items():
        if need == 0:
            continue
        share = _running_share(done[number], need, lot)
        for week, here, there in zip(range(lot.start, lot.finish + 1), share, before, strict=False):
            if min(Fraction(1), here) > there + EPS:
                yield (f"Lot {name} di {lot.site}: pada akhir minggu {week} langkah {number} sudah {percent(here)}, "
                       f"langkah sebelumnya baru {percent(there)}.")
                break
        before = share


def _running_share(by_week: dict[int, Fraction], need: Fraction, lot: Lot) -> list[Fraction]:
    total, share = Fraction(0), []
    for week in range(lot.start, lot.finish + 1):
        total += by_week.get(week, Fraction(0))
        share.append(total / need)
    return share


def capacity(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """Rule 6."""
    used: dict[tuple[str, str, int], Fraction] = defaultdict(Fraction)
    for load in plan.loads:
        resource = facts.machines[plan.lots[load.lot].machine].steps[load.step].resource
        used[load.site, resource, load.week] += load.hours
    for (site, resource, week), total in sorted(used.items()):
        available = facts.available(site, resource, week)
        if total > available + EPS:
            yield f"{site}, {resource}, minggu {week}: {hours(total)} dibebankan, {hours(available)} tersedia."


def materials(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """Rule 8."""
    used: dict[str, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for lot in plan.lots.values():
        for material, per_unit in facts.machines[lot.machine].parts.items():
            used[material][lot.start] += lot.quantity * per_unit
    bought: dict[str, dict[int, Fraction]] = defaultdict(dict)
    for (material, week), quantity in sorted(plan.arrivals.items()):
        bought[material][week] = quantity
        yield from _arrival_faults(facts, material, week, quantity)
    for material in sorted(used.keys() | bought.keys()):
        yield from _shortage(facts, material, used[material], bought[material])


def _arrival_faults(facts: Facts, material: str, week: int, quantity: Fraction) -> Iterator[str]:
    known = facts.materials[material]
    if week < known.lead_time:
        yield f"Bahan {material} tiba minggu {week}, paling cepat minggu {known.lead_time}."
    if known.weekly_supply is not None and quantity > known.weekly_supply + EPS:
        supply = written(known.weekly_supply, 2)
        yield f"Bahan {material} minggu {week}: dibeli {written(quantity, 2)}, pasokan seminggu {supply}."


def _shortage(facts: Facts, material: str, used: dict[int, Fraction], bought: dict[int, Fraction]) -> Iterator[str]:
    need = stock = Fraction(0)
    for week in range(facts.terms.weeks):
        need += used.get(week, Fraction(0))
        stock += bought.get(week, Fraction(0))
        if need > stock + EPS:
            yield f"Bahan {material} minggu {week}: terpakai {written(need, 2)}, baru tiba {written(stock, 2)}."
            break
    need, stock = sum(used.values(), Fraction(0)), sum(bought.values(), Fraction(0))
    if bought and stock > ceil(need) + EPS:
        yield f"Bahan {material}: dibeli {written(stock, 2)} seluruhnya, lot memerlukan {written(need, 2)}."
