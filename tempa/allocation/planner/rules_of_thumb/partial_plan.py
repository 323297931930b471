"""The wall board on which the simple rules plan: what is still free, week by week, and one move, placing a lot.

The board is valid at all times: every limit of the format is hard, and a lot is only placed if the minimum shares of
the others can still be reached with what is not yet planned (an empty plan keeps every minimum share, because each is
reduced by the unplanned value). Hours are whole hundredths, materials whole ten-thousandths, money whole rupiah.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from tempa.allocation.planner.judge.facts import Facts, Line, Machine, Site

HUNDREDTHS, TEN_THOUSANDTHS = 100, 10_000


@dataclass(frozen=True)
class PlacedLot:
    """A lot on the board; `loads` are (step, site, week) -> hundredths of an hour."""

    line: str
    site: str
    quantity: int
    start: int
    finish: int
    inspect: int
    loads: dict[tuple[int, str, int], int]


@dataclass(frozen=True)
class Recipe:
    """One machine type in whole numbers: steps (number, resource, per unit, set-up), parts (material, per unit)."""

    steps: tuple[tuple[int, str, int, int], ...]
    parts: tuple[tuple[str, int], ...]
    inspection: int


@dataclass
class Board:
    """Everything that is still free. Made by `empty_board`; changed by `place` alone."""

    facts: Facts
    recipes: dict[str, Recipe]
    places: dict[str, tuple[str, ...]]
    hours: dict[tuple[str, str], list[int]]
    inspection: list[int]
    stock: dict[str, list[int]]
    cash: dict[str, list[int]]
    value_left: dict[str, int]
    minimum: dict[str, int]
    budget: dict[str, int]
    pilot: dict[str, int]
    unplanned: dict[str, int]
    unplanned_value: int
    lots: list[PlacedLot] = field(default_factory=list)


def empty_board(facts: Facts) -> Board:
    weeks, total = facts.terms.weeks, facts.order_value
    return Board(
        facts=facts,
        recipes={code: _recipe(machine) for code, machine in facts.machines.items()},
        places={code: _places(facts, code) for code in facts.sites},
        hours={(site, resource): [floor(facts.available(site, resource, week) * HUNDREDTHS) for week in range(weeks)]
               for site, resource in facts.hours},
        inspection=[floor(facts.terms.inspection_hours * HUNDREDTHS)] * weeks,
        stock={code: _supply(material.lead_time, material.weekly_supply, weeks)
               for code, material in facts.materials.items()},
        cash={code: [site.cash_limit] * (weeks + facts.terms.payment_lag + 1)
              for code, site in facts.sites.items() if site.cash_limit is not None},
        value_left=_maxima(facts, total),
        minimum={group: ceil(share * total) for group, share in _minima(facts).items()},
        budget=dict(facts.budgets),
        pilot={code: m.pilot_limit for code, m in facts.machines.items() if m.pilot_limit is not None},
        unplanned={code: line.quantity for code, line in facts.lines.items()},
        unplanned_value=total,
    )


def _recipe(machine: Machine) -> Recipe:
    return Recipe(
        steps=tuple((number, step.resource, int(step.per_unit * HUNDREDTHS), int(step.setup * HUNDREDTHS))
                    for number, step in machine.steps.items()),
        parts=tuple((code, int(quantity * TEN_THOUSANDTHS)) for code, quantity in machine.parts.items()),
        inspection=int(machine.inspection * HUNDREDTHS),
    )


def _places(facts: Facts, code: str) -> tuple[str, ...]:
    """Where a lot of this site may be worked on: itself, its lead, the shared facilities."""
    lead = facts.sites[code].lead
    return (code, *([lead] if lead else []), *(c for c, s in facts.sites.items() if s.kind == "facility"))


def _supply(lead_time: int, weekly: Fraction | None, weeks: int) -> list[int]:
    """The most that can have arrived by each week (cumulative); without a weekly limit practically unlimited."""
    rate = 10**18 if weekly is None else floor(weekly * TEN_THOUSANDTHS)
    return [rate * max(0, week - lead_time + 1) for week in range(weeks)]


def _maxima(facts: Facts, total: int) -> dict[str, int]:
    """Value that each site, cluster and all schools may still receive; groups bear the prefix of `groups_of`."""
    left = {f"site {code}": floor(facts.terms.workshop_max * total) for code in facts.sites}
    left |= {f"cluster {code}": floor((1 if most is None else most) * total)
             for code, (_, most) in facts.clusters.items()}
    return left | {"schools": floor(facts.terms.school_max * total)}


def _minima(facts: Facts) -> dict[str, Fraction]:
    least = {f"cluster {code}": low for code, (low, _) in facts.clusters.items() if low}
    return least | ({"schools": facts.terms.school_min} if facts.terms.school_min else {})


def groups_of(code: str, site: Site) -> tuple[str, str]:
    """The share groups of a site: itself, and its cluster or the schools."""
    return f"site {code}", "schools" if site.kind == "school" else f"cluster {site.cluster}"


def place(board: Board, code: str, site: str, wanted: int) -> int:
    """Place one lot of at most `wanted` units of a line at a site, as early as possible; the units placed (0: no room).

    Halves the lot until it fits, keeping lots and the line's remainder at or above the smallest lot.
    """
    quantity = _sized(board, code, min(wanted, _most(board, code, site)))
    while quantity:
        lot = _timed(board, code, site, quantity)
        if lot:
            _book(board, lot)
            return quantity
        quantity = _sized(board, code, quantity // 2)
    return 0


def _most(board: Board, code: str, site: str) -> int:
    """The most units that money, shares, pilot limit and one week of inspection allow here."""
    line = board.facts.lines[code]
    machine, offer = board.facts.machines[line.machine], board.facts.offers[site, line.machine]
    most = min(board.unplanned[code], board.budget[line.budget_line] // offer,
               board.pilot.get(line.machine, board.unplanned[code]))
    groups = groups_of(site, board.facts.sites[site])
    most = min(most, *(board.value_left[group] // machine.price for group in groups))
    for group, owed in board.minimum.items():  # what the others are still owed must stay unplanned
        if group not in groups:
            most = min(most, max(0, board.unplanned_value - max(0, owed)) // machine.price)
    per_lot = board.recipes[line.machine].inspection
    return min(most, max(board.inspection) // per_lot) if per_lot else most


def _sized(board: Board, code: str, quantity: int) -> int:
    """The largest permitted lot of at most `quantity` units; 0 if there is none."""
    line = board.facts.lines[code]
    least, left = board.facts.machines[line.machine].smallest_lot, board.unplanned[code]
    if line.quantity < least:
        return line.quantity if quantity >= line.quantity else 0
    if 0 < left - quantity < least and left >= 2 * least:
        quantity = left - least
    return quantity if quantity >= max(1, least) else 0


def _timed(board: Board, code: str, site: str, quantity: int) -> PlacedLot | None:
    """The earliest lot that capacity, materials, verification, inspection and cash allow."""
    line = board.facts.lines[code]
    week, last = _first_week(board, line, site, quantity), _last_week(board, site)
    while week <= last:
        spread = _spread(board, line, site, quantity, week, last)
        if spread is None:
            return None
        start, finish = min(w for _, _, w in spread), max(w for _, _, w in spread)
        inspect = _inspection_week(board, line, quantity, finish)
        if inspect is None:
            return None
        if _has_cash(board, line, site, quantity, start, inspect):
            return PlacedLot(code, site, quantity, start, finish, inspect, spread)
        week = start + 1
    return None


def _first_week(board: Board, line: Line, site: str, quantity: int) -> int:
    """The first week in which the site is verified and all materials of the lot have come."""
    terms, since = board.facts.terms, board.facts.sites[site].verified_from
    week = 0 if since is None else max(0, ceil((since - terms.monday).days / 7))
    for material, per_unit in board.recipes[line.machine].parts:
        stock, need = board.stock[material], per_unit * quantity
        late = next((w for w in range(terms.weeks - 1, -1, -1) if stock[w] < need), -1)
        week = max(week, late + 1 if need else 0)
    return week


def _last_week(board: Board, site: str) -> int:
    """The last week in which a lot may finish: one before the horizon ends, and while the site is verified."""
    terms, until = board.facts.terms, board.facts.sites[site].verified_until
    last = terms.weeks - 2
    return last if until is None else min(last, ((until - terms.monday).days + 1) // 7 - 1)


def _spread(
    board: Board, line: Line, site: str, quantity: int, first: int, last: int
) -> dict[tuple[int, str, int], int] | None:
    """Hours of every step as early as possible, each step behind the one before; None if `last` is passed."""
    steps = board.recipes[line.machine].steps
    needs = [per_unit * quantity + setup for _, _, per_unit, setup in steps]
    done, loads = [0] * len(steps), {}
    taken: dict[tuple[str, str], int] = {}
    for week in range(first, last + 1):
        taken.clear()
        for at, (number, resource, _, _) in enumerate(steps):
            may = needs[at] if not at else needs[at] * done[at - 1] // needs[at - 1]
            for place_code in board.places[site]:
                if may <= done[at]:
                    break
                key = place_code, resource
                if key not in board.hours:
                    continue
                hours = min(may - done[at], board.hours[key][week] - taken.get(key, 0))
                if hours > 0:
                    taken[key] = taken.get(key, 0) + hours
                    loads[number, place_code, week] = hours
                    done[at] += hours
        if done == needs:
            return loads
    return None


def _inspection_week(board: Board, line: Line, quantity: int, finish: int) -> int | None:
    need = board.recipes[line.machine].inspection * quantity
    return next((w for w in range(finish + 1, len(board.inspection)) if board.inspection[w] >= need), None)


def _has_cash(board: Board, line: Line, site: str, quantity: int, start: int, inspect: int) -> bool:
    payer, amount = cash_need(board.facts, line, site, quantity)
    until = inspect + board.facts.terms.payment_lag
    return not amount or payer not in board.cash or min(board.cash[payer][start:until + 1]) >= amount


def cash_need(facts: Facts, line: Line, site: str, quantity: int) -> tuple[str, int]:
    """Who ties up how many rupiah (rounded up) for a lot; rule 9."""
    row, machine = facts.sites[site], facts.machines[line.machine]
    payer = row.lead if row.tier == "unregistered" and row.lead else site
    per_unit = machine.material_cost - facts.terms.advance_rate * facts.offers[site, line.machine]
    return payer, max(0, ceil(quantity * per_unit))


def _book(board: Board, lot: PlacedLot) -> None:
    """Take what the lot uses off the board."""
    line = board.facts.lines[lot.line]
    recipe = board.recipes[line.machine]
    resources = {number: resource for number, resource, _, _ in recipe.steps}
    for (number, place_code, week), hours in lot.loads.items():
        board.hours[place_code, resources[number]][week] -= hours
    board.inspection[lot.inspect] -= recipe.inspection * lot.quantity
    for material, per_unit in recipe.parts:
        for week in range(lot.start, board.facts.terms.weeks):
            board.stock[material][week] -= per_unit * lot.quantity
    payer, amount = cash_need(board.facts, line, lot.site, lot.quantity)
    for week in range(lot.start, lot.inspect + board.facts.terms.payment_lag + 1) if payer in board.cash else ():
        board.cash[payer][week] -= amount
    _book_money(board, lot, line)
    board.lots.append(lot)


def _book_money(board: Board, lot: PlacedLot, line: Line) -> None:
    value = lot.quantity * board.facts.machines[line.machine].price
    for group in groups_of(lot.site, board.facts.sites[lot.site]):
        board.value_left[group] -= value
        if group in board.minimum:
            board.minimum[group] -= value
    board.budget[line.budget_line] -= lot.quantity * board.facts.offers[lot.site, line.machine]
    if line.machine in board.pilot:
        board.pilot[line.machine] -= lot.quantity
    board.unplanned[lot.line] -= lot.quantity
    board.unplanned_value -= value
