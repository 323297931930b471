"""What the cells of a sheet say of its columns: where machines of the programme stand, that is the column of machines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tempa.values.programme.aliases import Aliases, plain
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.grid import Cell, Grid, is_empty, text_of_cell
from tempa.values.programme.numbers import number_of
from tempa.values.programme.people.headings import SEARCHED_COLUMNS, SEARCHED_ROWS, Headings, headings_in
from tempa.values.programme.schema import Tables
from tempa.values.quantity import parse_quantity

LOOKED_AT = 400  # rows: what a column holds shows in the first of them
LEAST_RUPIAH = 10_000  # no office orders as many of one machine in a row, and no machine costs less
_NUMBER_BEFORE = re.compile(r"^\s*(?:[IVXLC]+|[A-Z]|\d+)[.)]\s+")
TICKS = frozenset({"√", "✓", "✔", "v"})
"""What stands for one in a column that is named after a machine."""
_RECEIVERS = frozenset({"kelompok", "penerima", "ketua", "desa", "kelurahan", "kecamatan", "alamat", "poktan", "gapoktan", "kub", "kube", "ikm"})
"""Words over the columns of a list of who gets a machine that its title names."""
_TOO_GENERAL = frozenset({"mesin", "alat"})
_BEFORE_NAMES = frozenset({"belanja", "modal", "pengadaan", "pembelian", "bantuan", "pembuatan", "penyediaan", "hibah", "paket"})
"""What budgets and plans of purchases write before the name of a machine."""
_RUPIAH = re.compile(r"(?i)^\s*(?:rp|idr)\.?\s*|,\s*[-–—]+\s*$")
Places = list[tuple[int, int]]


def names_of_machines(known: Tables) -> frozenset[str]:
    """Codes and names of the programme's machine types, as plain words; of a name also its beginnings of two words or more."""
    whole = {words for row in known.get("types", []) for column in ("type", "name_id", "name_en") if (words := plain(row.get(column, "")))}
    return frozenset(whole | {" ".join(words.split()[:size]) for words in whole for size in range(2, len(words.split()))})


def is_machine(cell: Cell, names: frozenset[str]) -> bool:
    """Whether a cell is a machine's code or name, or begins with a name of two words or more (`Mesin parut kelapa kap. 50 kg`)."""
    if not isinstance(cell, str):
        return False
    words = plain(cell[:200]).split()
    while len(words) > 2 and words[0] in _BEFORE_NAMES and " ".join(words) not in names:
        del words[0]
    return " ".join(words) in names or any(" ".join(words[:size]) in names for size in range(3, len(words)))


def machines_in(grid: Grid, first: int, names: frozenset[str]) -> Places:
    """Row and column (from 0) of the cells from row `first` on that are machines."""
    return [
        (number, column)
        for number in range(first, min(len(grid.cells), first + LOOKED_AT))
        for column, cell in enumerate(grid.cells[number][:SEARCHED_COLUMNS])
        if is_machine(cell, names)
    ] if names else []


def headings_by_content(grid: Grid, names: frozenset[str], aliases: Aliases) -> Headings | None:
    """The heading above the first machine, of a sheet whose headings nobody knows, or above the counts of a machine that the
    title names (`Jenis bantuan: Cool box`), or the machines themselves side by side above their counts. What stands alone in
    its row is a title."""
    places = machines_in(grid, 0, names)
    if (across := _row_of_machines(grid, places)) is not None:
        return headings_in(grid, "orders", across, aliases)
    for row, column in places:
        above = next((n for n in range(row - 1, -1, -1) if not is_empty(grid.cells[n])), None)
        if sum(bool(text_of_cell(cell).strip()) for cell in grid.cells[row]) < 2:
            continue
        if above is None or sum(bool(text_of_cell(cell).strip()) for cell in grid.cells[above]) < 2:
            if any(text_of_cell(cell).strip()[:1].isdigit() for c, cell in enumerate(grid.cells[row]) if c != column):
                return _without_heading(grid, row, column)
            continue
        if any(place == above for place, _ in places):
            break  # the records begin at once: there is no heading
        found = headings_in(grid, "orders", above, aliases)
        if sum(map(bool, found.texts)) > 1 and column < len(found.texts):
            return with_machines(found, grid, names)
    for row in range(min(SEARCHED_ROWS, len(grid.cells)) if names else 0):
        found = headings_in(grid, "orders", row, aliases)
        counts = {c for c, meaning in enumerate(found.meanings) if "quantity" in meaning}
        is_list = bool({"destination", "agency"} & found.known) and len(found.known) > 1  # of who gets one each
        if (is_list or counts & contents_of(found, grid).numeric) and (machine_above(found, grid, names) or any(
                machine_of_section(grid, below, names) for below in range(row + 1, min(len(grid.cells), row + LOOKED_AT)))):
            return found
    return None


def _without_heading(grid: Grid, row: int, machine: int) -> Headings:
    """A list that begins with its first record: its columns are called by what stands in it."""
    texts = tuple(f"({' '.join(text.split())[:30]})" if (text := text_of_cell(cell).strip()) else "" for cell in grid.cells[row])
    meanings = tuple(("type",) if column == machine else () for column in range(len(texts)))
    return Headings("orders", row, row - 1, texts, meanings, False, (), ("",) * len(texts))


def _row_of_machines(grid: Grid, places: Places) -> int | None:
    """The first row in which several machines stand beside one another, with a count right below one of them."""
    beside = Counter(row for row, _ in places)
    for row in (row for row, count in sorted(beside.items()) if count > 1):
        below = next((cells for cells in grid.cells[row + 1:] if not is_empty(cells)), [])
        texts = [text_of_cell(below[c]).strip() for r, c in places if r == row and c < len(below)]
        if any(text[:1].isdigit() or text.casefold() in TICKS for text in texts):
            return row
    return None


def machines_across(texts: Sequence[str], names: frozenset[str]) -> dict[int, str]:
    """Columns (from 0) whose headings are machines, and which; a column of its own for each, where there are several."""
    found = {column: text for column, text in enumerate(texts) if is_machine(text, names)}
    return found if len(found) > 1 else {}


def _is_title(row: list[str]) -> bool:
    """Whether a row holds one text alone, beside its number or letter: the title of a section."""
    given = [text for text in row if text]
    return len(given) == 1 or (len(given) == 2 and len(given[0]) < 5)


def with_machines(headings: Headings, grid: Grid, names: frozenset[str]) -> Headings:
    """A heading of an order in which the column that holds machines means them, whatever it is called, and no other does.

    Nothing changes where no cell below is a machine of the programme: names may all be new.
    """
    if headings.table != "orders" or headings.own:
        return headings
    counted = Counter(column for row, column in machines_in(grid, headings.last + 1, names)
                      if column < len(headings.meanings) and not _is_title(grid.texts[row]))
    if not counted:
        return headings
    holder = max(counted, key=lambda column: ("type" in headings.meanings[column], counted[column], -column))
    if "type" in headings.meanings[holder] and sum("type" in m and c not in counted for c, m in enumerate(headings.meanings)) == 0:
        return headings
    meanings = tuple(
        ("type",) if column == holder else meaning if column in counted else tuple(field for field in meaning if field != "type")
        for column, meaning in enumerate(headings.meanings)
    )
    return replace(headings, meanings=meanings)


def machine_of_section(grid: Grid, row: int, names: frozenset[str]) -> str:
    """The machine that a section title names, alone or behind a word for it (`B. Cool box`, `Jenis barang : Cool box`)."""
    texts = [text for text in grid.texts[row] if text] if names and _is_title(grid.texts[row]) else []
    parts = [part.strip() for text in texts for part in (text, text.rpartition(":")[2], _NUMBER_BEFORE.sub("", text))]
    return next((part for part in parts if is_machine(part, names)), "")


def machine_above(headings: Headings, grid: Grid, names: frozenset[str]) -> str:
    """The one machine that is named above a list which has no column for machines: who gets it, and how many."""
    found = {
        part.strip()
        for cell in (grid.name, *(cell for row in grid.cells[:headings.first] for cell in row)) if isinstance(cell, str)
        for part in (cell, cell.rpartition(":")[2]) if is_machine(part, names)
    }
    if not found and any(set(plain(text).split()) & _RECEIVERS for text in headings.texts):
        found = {name for row in grid.cells[:headings.first] for cell in row if isinstance(cell, str) for name in _machines_within(cell, names)}
    return found.pop() if len(found) == 1 else ""


def _machines_within(title: str, names: frozenset[str]) -> list[str]:
    """The machines that a title names among other words: `BANTUAN MESIN PEMIPIL JAGUNG TA 2020`; their longest names."""
    words, found, at = plain(title[:200]).split(), [], 0
    while at < len(words):
        size = next((n for n in range(min(9, len(words) - at), 1, -1) if " ".join(words[at:at + n]) in names), 0)
        if size > 2 or (size == 2 and words[at] not in _TOO_GENERAL):
            found.append(" ".join(words[at:at + size]))
            at += size
        else:
            at += 1
    return found


@dataclass(frozen=True)
class Contents:
    """What stands in the columns (from 0) below a heading: numbers, words, and among the numbers rupiah alone."""

    numeric: frozenset[int] = frozenset()
    wordy: frozenset[int] = frozenset()
    amounts: frozenset[int] = frozenset()
    sums: frozenset[int] = frozenset()
    """Columns whose numbers are, row by row, the sums of the numbers under headings that mean nothing to the table."""
    codes: frozenset[int] = frozenset()
    """Columns that hold nothing but codes of the table that their heading refers to."""


def columns_of_codes(headings: Headings, grid: Grid, known: Tables) -> frozenset[int]:
    """Where one heading names codes and another the names of the same things (`Kode mesin`, `Nama mesin`), the columns of codes."""
    meant = [meaning[0] for meaning in headings.meanings if meaning]
    found = set()
    for column, field in ((c, meaning[0]) for c, meaning in enumerate(headings.meanings) if meaning):
        table = "" if field.startswith("_") or meant.count(field) < 2 else SCHEMA[headings.table].column(field).refers
        if not table:
            continue
        codes = {row[SCHEMA[table].key[0]] for row in known.get(table, [])}
        texts = {text_of_cell(row[column]).strip() for row in grid.cells[headings.last + 1:] if column < len(row)} - {""}
        if texts and texts <= codes:
            found.add(column)
    return frozenset(found)


def contents_of(headings: Headings, grid: Grid) -> Contents:
    """A column of numbers holds a number, or a text that begins with one, before anything else."""
    found: dict[int, bool] = {}
    least: dict[int, Decimal] = {}
    for row in grid.cells[headings.last + 1 : headings.last + 1 + LOOKED_AT]:
        for column, cell in enumerate(row):
            if not (text := text_of_cell(cell).strip()):
                continue
            if column not in found:
                found[column] = text[0].isdigit()
            elif text[0].isdigit() and not isinstance(cell, str):
                found[column] = True
            if number := _amount(text):
                least[column] = min(number, least.get(column, number))
    numeric = frozenset(column for column, is_number in found.items() if is_number)
    amounts = frozenset(c for c, number in least.items() if number >= LEAST_RUPIAH)
    return Contents(numeric, frozenset(found) - numeric, amounts, _sums_of(headings, grid, numeric - amounts))


def _sums_of(headings: Headings, grid: Grid, numeric: frozenset[int]) -> frozenset[int]:
    """Of the columns of a heading those that add up two unknown ones or more, in every row that has a number there."""
    width = len(headings.meanings)
    parts = [c for c in numeric if c < width and headings.texts[c] and not headings.meanings[c]]
    if len(parts) < 2:
        return frozenset()
    rows = grid.cells[headings.last + 1 : headings.last + 1 + LOOKED_AT]
    amounts = [{c: number for c in numeric if c < len(row) and (number := _amount(text_of_cell(row[c]).strip()))} for row in rows]
    return frozenset(
        c for c in numeric if c < width and c not in parts and any(c in row for row in amounts)
        and all(row[c] == sum((row.get(part, Decimal(0)) for part in parts), Decimal(0)) for row in amounts if c in row)
    )


def _amount(text: str) -> Decimal | None:
    """What a cell counts, rupiah or pieces, where it is plainly a number; zero says nothing."""
    bare = _RUPIAH.sub("", text)
    number = number_of(bare) if number_of(bare) is not None else parse_quantity(bare)
    return number if number and number > 0 else None
