"""A form that stands upright: its headings below one another, what it says beside them, one column for each machine."""

from __future__ import annotations

from dataclasses import replace

from tempa.values.programme.aliases import Aliases
from tempa.values.programme.grid import Cell, Grid, is_empty, text_of_cell, text_of_row
from tempa.values.programme.people.headings import SEARCHED_ROWS, Headings

_LEAST_LABELS = 3
_ENUMERATORS = "0123456789.) "


def laid_down(grid: Grid, aliases: Aliases) -> tuple[Grid, Headings] | None:
    """A sheet of such a form with a row for each machine, and the heading that it would have; None for any other sheet."""
    labels = _labels(grid, aliases)
    names = [field for field, _ in labels.values()]
    if len(labels) < _LEAST_LABELS or len(set(names)) < len(names) or not {"type", "quantity"} <= set(names):
        return None
    said = {field: _beside(grid.cells[row], column) for row, (field, column) in labels.items()}
    machines = said["type"]
    if not machines or len(machines) > len(labels) or any(aliases.columns("orders", text_of_cell(cell)) for cell in machines):
        return None  # a table whose first column happens to be the machine's
    cells: list[list[Cell]] = [list(row) for row in grid.cells]
    for place, row in enumerate(labels):
        one = [_at(said[field], place, len(machines)) for field in names]
        cells[row] = [*one, ""] if place < len(machines) else [*[""] * len(names), text_of_row(grid.cells[row])]
    first = min(labels)
    texts = tuple(text_of_cell(grid.cells[row][column]).strip().rstrip(" :") for row, (_, column) in labels.items())
    return replace(grid, cells=cells, merged=()), Headings(
        "orders", first, first - 1, texts, tuple((field,) for field in names), False, (), ("",) * len(names))


def _labels(grid: Grid, aliases: Aliases) -> dict[int, tuple[str, int]]:
    """Per row whose first text is a heading of an order: the field that it names, and its column."""
    found: dict[int, tuple[str, int]] = {}
    for number, row in enumerate(grid.cells[:SEARCHED_ROWS]):
        if is_empty(row):
            continue
        column, text = next((c, text) for c, cell in enumerate(row) if (text := text_of_cell(cell).strip()))
        named = aliases.columns("orders", text.lstrip(_ENUMERATORS).rstrip(" :"))
        if named and named[0] != "_no" and _beside(row, column):
            found[number] = named[0], column
    return found


def _beside(row: list[Cell], column: int) -> list[Cell]:
    """What stands behind a label, without the colons between."""
    behind = [cell.strip().removeprefix(":").strip() if isinstance(cell, str) else cell for cell in row[column + 1:]]
    return [cell for cell in behind if cell != ""]


def _at(values: list[Cell], place: int, count: int) -> Cell:
    """The value of one of `count` machines; a single value counts for all."""
    return values[place] if place < len(values) else values[0] if len(values) == 1 and place < count else ""
