"""Tells the tables of one sheet apart: below one another under headings of their own, or side by side."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from tempa.values.programme.aliases import Aliases
from tempa.values.programme.grid import Cell, Grid, is_empty, text_of_cell
from tempa.values.programme.people.headings import AFTER, Headings, best_heading_from, is_heading_again

_MOST_TABLES = 60
Table = tuple[Grid, Headings]


def tables_of_sheet(grid: Grid, headings: Headings, aliases: Aliases) -> list[Table]:
    """The tables of a sheet of which one heading is known: each as the grid without the cells of the others."""
    if headings.table != "orders" or headings.own:
        return [(grid, headings)]
    found: list[Table] = []
    for number, (part, below) in enumerate(_below_one_another(grid, headings, aliases)):
        for place, (block, beside) in enumerate(_side_by_side(part, below)):
            name = (f"baris {below.first + 1}" if number else "") + (f" tabel ke-{place + 1}" if place else "")
            found.append((replace(block, part=name.strip()), beside))
    return found


def _below_one_another(grid: Grid, headings: Headings, aliases: Aliases) -> Iterator[Table]:
    further = [headings, *_other_headings(grid, headings, aliases)]
    ordered = sorted(further, key=lambda one: one.first)[:_MOST_TABLES]
    starts = [0, *(_start(grid, before.last + 1, one.first) for before, one in itertools.pairwise(ordered))]
    for one, start, end in zip(ordered, starts, [*starts[1:], len(grid.cells)], strict=True):
        yield (replace(grid, cells=[row if start <= n < end else [] for n, row in enumerate(grid.cells)],
                       merged=tuple(m for m in grid.merged if start <= m[0] < end)) if len(ordered) > 1 else grid), one


def _start(grid: Grid, first: int, heading: int) -> int:
    """The row in which a table begins with its title: rows of a single cell, or blank ones, right above its heading."""
    row = heading
    while row > first and sum(bool(text_of_cell(cell).strip()) for cell in grid.cells[row - 1]) <= 1:
        row -= 1
    return row


def _other_headings(grid: Grid, headings: Headings, aliases: Aliases) -> list[Headings]:
    """Headings in other words or columns that also make a whole order: they name a machine and a count."""
    found: list[Headings] = []
    free = 0
    for number, row in enumerate(grid.texts):
        if number < free or headings.first <= number <= headings.last or not _may_head(row, aliases):
            continue
        if is_heading_again(row, headings):
            continue
        other = best_heading_from(grid, "orders", number, aliases)
        if other is not None and {"type", "quantity"} <= other.known and not (other.first <= headings.last and headings.first <= other.last):
            found.append(other)
            free = other.last + 1
    return found


def _may_head(row: list[str], aliases: Aliases) -> bool:
    """Whether most cells of a row are words of headings, one of them of a machine or a count; a record has a number."""
    texts = [text for text in row if text]
    if len(texts) < 2 or any(text[0].isdigit() or len(text) > 80 for text in texts):
        return False
    named = [meaning for text in texts if (meaning := aliases.columns("orders", text))]
    return len(named) > 1 and 2 * len(named) >= len(texts) and any({"type", "quantity"} & set(meaning) for meaning in named)


def _side_by_side(grid: Grid, headings: Headings) -> list[Table]:
    """Blocks of columns under the same headings, each a list of its own; of a revision only the block after it."""
    machines = [c for c, meaning in enumerate(headings.meanings) if meaning[:1] == ("type",)]
    counts = [c for c, meaning in enumerate(headings.meanings) if meaning[:1] == ("quantity",)]
    if len(machines) < 2 or len(machines) != len(counts) or any(c <= m for m, c in zip(machines, counts, strict=True)):
        return [(grid, headings)]
    if any(c >= m for m, c in zip(machines[1:], counts, strict=False)):
        return [(grid, headings)]
    before = _alike_before(headings, machines)
    starts = [0, *(machine - before for machine in machines[1:])]
    ends = [*starts[1:], len(headings.texts)]
    after = [headings.sides[machine] == AFTER for machine in machines]
    return [_block(grid, headings, start, end) for start, end, is_after in zip(starts, ends, after, strict=True)
            if is_after or not any(after)]


def _alike_before(headings: Headings, machines: list[int]) -> int:
    """How many columns before each machine have the same heading in every block: `No`."""
    size = 0
    while machines[0] - size - 1 >= 0 and len({headings.texts[machine - size - 1] for machine in machines}) == 1:
        size += 1
    return size


def _block(grid: Grid, headings: Headings, start: int, end: int) -> Table:
    """The columns from `start` on and before `end`; what stands behind the last heading belongs to the last block."""
    last = end >= len(headings.texts)

    def kept(row: list[Cell]) -> list[Cell]:
        cells = [cell if start <= c and (c < end or last) else "" for c, cell in enumerate(row)]
        return [] if is_empty(cells) else cells

    def inside(listed: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text if start <= c < end else "" for c, text in enumerate(listed))

    return (
        replace(grid, cells=[kept(row) for row in grid.cells], merged=tuple(m for m in grid.merged if start <= m[1] and (m[1] < end or last))),
        replace(headings, texts=inside(headings.texts), sides=inside(headings.sides),
                meanings=tuple(m if start <= c < end else () for c, m in enumerate(headings.meanings)),
                rows=tuple([text if start <= c and (c < end or last) else "" for c, text in enumerate(row)] for row in headings.rows)),
    )
