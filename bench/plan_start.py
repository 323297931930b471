"""A first plan for the generic solvers, by list within their own restricted model, so that they need not begin at nothing."""

from __future__ import annotations

from collections import defaultdict

from bench.plan_models import THOUSAND, Choice, Restricted


def fill_start(model: Restricted) -> None:
    """Earliest due line first, its choices by inspection week; each lot as large as every row allows."""
    facts, start = model.facts, model.programme.start
    rows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    helpers = {column for columns in model.stocks.values() for column in columns} | {off for off, _ in model.offs.values()}
    activity = [0] * len(model.programme.rows)
    for at, (terms, _, _) in enumerate(model.programme.rows):
        activity[at] = sum(factor * start[column] for column, factor in terms.items())
        if helpers.isdisjoint(terms):
            for column, factor in terms.items():
                rows[column].append((at, factor))
    for choice in sorted(model.choices, key=lambda choice: (facts.lines[choice.line].due, choice.line, choice.inspect)):
        units = _most(model, choice, rows, activity)
        if units:
            _take(model, choice, units, rows, activity)
    _set_helpers(model)


def _slopes(
    model: Restricted, choice: Choice, rows: dict[int, list[tuple[int, int]]]
) -> dict[int, tuple[int, int]]:
    """Row -> (change per unit, change once) when the choice is taken."""
    per_unit: dict[int, int] = defaultdict(int)
    once: dict[int, int] = defaultdict(int)
    for at, factor in rows[choice.units]:
        per_unit[at] += factor
    for at, factor in rows[model.left[choice.line]]:
        per_unit[at] -= factor
    for at, factor in rows[choice.there]:
        once[at] += factor
    return {at: (per_unit[at], once[at]) for at in per_unit.keys() | once.keys()}


def _most(model: Restricted, choice: Choice, rows: dict[int, list[tuple[int, int]]], activity: list[int]) -> int:
    line = model.facts.lines[choice.line]
    least = min(line.quantity, max(1, model.facts.machines[line.machine].smallest_lot))
    left = model.programme.start[model.left[choice.line]]
    units = min(left, choice.most)
    for at, (slope, once) in _slopes(model, choice, rows).items():
        _, low, high = model.programme.rows[at]
        if slope > 0:
            units = min(units, (high - activity[at] - once) // slope)
        elif slope < 0 and activity[at] + once > low:
            units = min(units, (activity[at] + once - low) // -slope)
    begin = choice.inspect - 4
    for material, quantity in model.empty.recipes[line.machine].parts:
        if material in model.stocks and quantity:
            units = min(units, min(model.stock[material][begin:]) // quantity)
    if 0 < left - units < least:
        units = left - least
    return units if units >= least else 0


def _take(
    model: Restricted, choice: Choice, units: int, rows: dict[int, list[tuple[int, int]]], activity: list[int]
) -> None:
    start = model.programme.start
    for at, (slope, once) in _slopes(model, choice, rows).items():
        activity[at] += slope * units + once
    start[choice.units], start[choice.there] = units, 1
    start[model.left[choice.line]] -= units
    for material, quantity in model.empty.recipes[model.facts.lines[choice.line].machine].parts:
        if material in model.stocks:
            stock = model.stock[material]
            stock[choice.inspect - 4:] = [amount - quantity * units for amount in stock[choice.inspect - 4:]]


def _set_helpers(model: Restricted) -> None:
    """What is left over of each material (the stock after all starts so far), and every imbalance."""
    start = model.programme.start
    given: dict[str, int] = defaultdict(int)
    for choice in model.choices:
        machine = model.facts.machines[model.facts.lines[choice.line].machine]
        given[choice.site] += start[choice.units] * (machine.price // THOUSAND)
    for site, (off, aim) in model.offs.items():
        start[off] = abs(given[site] - aim)
    for material, columns in model.stocks.items():
        for column, amount in zip(columns, model.stock[material], strict=True):
            start[column] = amount


def violated_rows(model: Restricted) -> int:
    """Rows that the start breaks; 0, or the start is wrong."""
    start = model.programme.start
    sums = (sum(factor * start[column] for column, factor in terms.items()) for terms, _, _ in model.programme.rows)
    limits = ((low, high) for _, low, high in model.programme.rows)
    return sum(not low <= total <= high for total, (low, high) in zip(sums, limits, strict=True))
