"""Reads somebody's workbook or CSV into a proposal in which every row that is not empty is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tempa.values.programme.aliases import Aliases, shipped_aliases
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.grid import Grid, is_empty, text_of_row
from tempa.values.programme.guard import check_file, kind_of
from tempa.values.programme.people.collected import Collected
from tempa.values.programme.people.content import (
    headings_by_content,
    is_machine,
    machine_of_section,
    machines_in,
    names_of_machines,
)
from tempa.values.programme.people.csv_grid import read_csv_grid, taken_apart
from tempa.values.programme.people.headings import Headings, find_headings, may_be
from tempa.values.programme.people.list_lines import list_of_lines
from tempa.values.programme.people.proposal import LeftOut, Problem, Proposal, ReadRow, Waiting
from tempa.values.programme.people.questions import LEAVE, USE, about_failing, about_hidden, about_table
from tempa.values.programme.people.recap import ask_about_recaps
from tempa.values.programme.people.sheet import SheetReader
from tempa.values.programme.people.sides import WAS_BEFORE, ask_about_sides
from tempa.values.programme.people.tables import tables_of_sheet
from tempa.values.programme.people.upright import laid_down
from tempa.values.programme.schema import Tables
from tempa.values.programme.sheets import read_grids

NO_TABLE = "-"
LIKE_ANOTHER = "judulnya mirip tabel"
_COUNT_MACHINES = ("orders", "offers", "bom")
"""Tables that a heading with a count may rightly be, whatever machines stand below it."""
READABLE = tuple(name for name in SCHEMA if name not in ("programme", "closures", "routings"))
"""Tables that are looked for under Indonesian headings; the others have only the format's own headings."""


def read_people_workbook(
    path: str | Path,
    *,
    tables: Sequence[str] = (),
    sheets: Sequence[str] = (),
    known: Tables | None = None,
    answers: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    aliases: Aliases | None = None,
) -> Proposal:
    """Reads a workbook or CSV file as people make them.

    `tables` and `sheets` narrow what is looked for and where; `known` are the tables whose codes and names count;
    `answers` maps ids of questions from an earlier call to the chosen values; `defaults` gives columns that the file
    does not have (say `{"agency": "DKP"}`). Raises ProgrammeError where the file cannot be opened at all.
    """
    path, words = Path(path), aliases or shipped_aliases()
    check_file(path)
    grids = grids_of(path, tables, words)
    return read_grids_of_people(grids, tables=tables, sheets=sheets, known=known, answers=answers, defaults=defaults,
                                aliases=words)


def grids_of(path: Path, tables: Sequence[str], aliases: Aliases) -> list[Grid]:
    """The sheets of a file by what it is, not by how its name ends."""
    if kind_of(path) == "text":
        return [read_csv_grid(path, tables or READABLE, aliases)]
    return [taken_apart(grid, tables or READABLE, aliases) for grid in read_grids(path)]


def read_grids_of_people(
    grids: Iterable[Grid],
    *,
    tables: Sequence[str] = (),
    sheets: Sequence[str] = (),
    known: Tables | None = None,
    answers: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    aliases: Aliases | None = None,
) -> Proposal:
    """The same from grids that were read before."""
    collected = Collected()
    words, given, machines = aliases or shipped_aliases(), dict(answers or {}), names_of_machines(known or {})
    for grid in grids:
        if all(map(is_empty, grid.cells)):
            continue
        if sheets and grid.name not in sheets:
            _leave_out_sheet(collected, grid, "lembar tidak dipilih", "the sheet was not chosen")
            continue
        found = _found_in(grid, tables or READABLE, words, machines)
        if "orders" in (tables or READABLE):
            as_columns = laid_down(grid, words) or (None if found else list_of_lines(grid, machines, words))
            grid, found = (as_columns[0], [as_columns[1]]) if as_columns else (grid, found)
        headings = _headings_of(collected, grid, found, given, frozenset(defaults or ()))
        if headings is not None and _may_be_read(collected, grid, given):
            for part, its in tables_of_sheet(grid, headings, words):
                SheetReader(part, its, known or {}, given, dict(defaults or {}), words, collected).read()
            _leave_out_the_rest(collected, grid)
    _refuse_doubles(collected)
    _settle_incomplete(collected)
    _ask_about_failing(collected, given, machines)
    ask_about_sides(collected, given)
    ask_about_recaps(collected, given)
    return collected.proposal()


def _found_in(grid: Grid, tables: Sequence[str], aliases: Aliases, machines: frozenset[str]) -> list[Headings]:
    """The tables that a sheet may hold, the likeliest first: by its headings, and an order also by the machines in its cells."""
    found = find_headings(grid, tuple(SCHEMA) if grid.name.strip().casefold() in SCHEMA else tables, aliases)
    if "orders" not in tables:
        return found
    if found and found[0].covers and found[0].table != "materials":
        if found[0].table in _COUNT_MACHINES or not any("quantity" in aliases.columns("orders", text) for text in found[0].texts):
            return found  # machines without a count are a catalogue
        by_content = headings_by_content(grid, machines, aliases)
        return [by_content] if by_content and {"type", "quantity"} <= by_content.known else found
    orders = next((headings for headings in found if headings.table == "orders"), None)
    if orders is None or not _has_machines(grid, orders.last + 1, machines):
        by_content = headings_by_content(grid, machines, aliases)
        return [by_content] if by_content else found
    return [orders]


def _has_machines(grid: Grid, first: int, machines: frozenset[str]) -> bool:
    """Whether machines of the programme stand in cells, or in titles of sections, from row `first` on."""
    return bool(machines_in(grid, first, machines)) or any(machine_of_section(grid, n, machines) for n in range(first, len(grid.cells)))


def _headings_of(collected: Collected, grid: Grid, found: list[Headings], answers: dict[str, str], given: frozenset[str]) -> Headings | None:
    named = grid.name.strip().casefold()
    answer = answers.get(f"table:{grid.name}", "")
    if answer == NO_TABLE:
        _leave_out_sheet(collected, grid, "bukan tabel program", "no table of the programme")
        return None
    for headings in found:
        if headings.table in (answer, named):
            return headings
    if not found:
        _leave_out_sheet(collected, grid, "lembar tanpa judul kolom yang dikenal", "no heading was recognised")
        return None
    if not found[0].covers_with(given if found[0].table == "offers" else ()) and found[0].table != "orders":
        table = SCHEMA[found[0].table]
        _leave_out_sheet(collected, grid, f"{LIKE_ANOTHER} {table.name_id}, tetapi kolom kodenya tidak ada",
                         f"its headings are like those of {table.name_en}, but a column of its codes is missing")
        return None
    equal = tuple(sorted((headings.table for headings in may_be(found)), key=lambda table: table != "orders"))
    if len(equal) == 1:
        return found[0]
    names = [(SCHEMA[table].name_id, SCHEMA[table].name_en) for table in equal]
    asked = collected.ask(about_table(grid.name, equal, names))
    collected.waiting += [Waiting(grid.name, n, (asked,)) for n, row in enumerate(grid.cells, 1) if not is_empty(row)]
    return None


def _may_be_read(collected: Collected, grid: Grid, answers: dict[str, str]) -> bool:
    """A hidden sheet with a table is read where a person says so: nobody who looked at the file has seen it."""
    question = about_hidden("sheet", grid.name, f"Lembar {grid.name}", f"The sheet {grid.name} is")
    answer = answers.get(question.id, "") if grid.hidden else USE
    if answer == LEAVE:
        _leave_out_sheet(collected, grid, "lembar tersembunyi di Excel", "a sheet that is hidden in Excel")
    elif answer != USE:
        asked = collected.ask(question)
        collected.waiting += [Waiting(grid.name, n, (asked,)) for n, row in enumerate(grid.cells, 1) if not is_empty(row)]
    return answer == USE


def _leave_out_the_rest(collected: Collected, grid: Grid) -> None:
    """Rows that none of the tables of a sheet has: they stand only in the block before a revision."""
    accounted = {row for sheet, row in collected.proposal().accounted() if sheet == grid.name}
    collected.left_out += [LeftOut(grid.name, number, text_of_row(row), *WAS_BEFORE)
                           for number, row in enumerate(grid.cells, 1) if number not in accounted and not is_empty(row)]


def _refuse_doubles(collected: Collected) -> None:
    """Two rows with one code that say different things: neither may silently take the place of the other."""
    first: dict[tuple[str, ...], ReadRow] = {}
    kept = []
    for row in collected.rows:
        if row.table == "orders" and not row.values.get("line"):
            kept.append(row)
            continue
        codes = tuple(row.values.get(column, "") for column in SCHEMA[row.table].key)
        if not all(codes) or (before := first.setdefault((row.table, *codes), row)) is row or before.values == row.values:
            kept.append(row)
            continue
        where = f"{before.row}" if before.sheet == row.sheet else f"{before.row} ({before.sheet})"
        shown = ", ".join(codes)
        collected.problems.append(Problem(
            row.sheet, row.row, "", shown, f"kodenya sama dengan baris {where}, isinya lain", f"it has the code of row {where} and says otherwise",
            "satu baris saja; hapus yang tidak berlaku", "one row; delete the one that does not hold"))
    collected.rows = kept


def _settle_incomplete(collected: Collected) -> None:
    """Rows of a table that names no machine, or has no counts, are a recap or a supplement (prices of shops, specifications) beside
    rows that have both; alone they cannot be ordered."""
    orders = [row for row in collected.rows if row.table == "orders"]
    lacking = [row for row in orders if not row.values.get("line") and (_is_nameless(row) or "quantity" not in row.values)]
    if not lacking:
        return
    gone = {id(row) for row in lacking}
    collected.rows = [row for row in collected.rows if id(row) not in gone]
    for row in lacking:
        nameless = _is_nameless(row)
        if len(lacking) < len(orders):
            shown = " | ".join(text for text in (row.extras.get("type_name", ""), *row.values.values()) if text)
            reason = ("tanpa nama barang: rekap", "without the name of a machine: a recap") if nameless else (
                "tabel tanpa kolom jumlah: pelengkap daftar", "a table without counts: a supplement of the list")
            collected.left_out.append(LeftOut(row.sheet, row.row, shown, *reason))
        else:
            collected.problems.append(Problem(row.sheet, row.row, "", "", *(_NO_NAMES if nameless else _NO_COUNTS)))


def _ask_about_failing(collected: Collected, answers: Mapping[str, str], machines: frozenset[str]) -> None:
    """A sheet whose rows are all wrong, beside one that is right, may be no order at all (an analysis of prices): a person says so.
    So may one with wrong rows and no machine of the programme, beside one with such machines."""
    read = {row.sheet for row in collected.rows}
    waiting = {row.sheet for row in collected.waiting}
    for sheet in dict.fromkeys(problem.sheet for problem in collected.problems):
        mine = [problem for problem in collected.problems if problem.sheet == sheet]
        others = {row.sheet for row in collected.rows if row.table == "orders" and is_machine(row.extras.get("type_name", ""), machines)}
        is_order = sheet in read and (sheet in others or not others)
        if is_order or sheet in waiting or not read:
            continue
        rows = sorted({problem.row for problem in mine} | {row.row for row in collected.rows if row.sheet == sheet})
        question = about_failing(sheet, rows, is_partly_read=sheet in read)
        answer = answers.get(question.id, "")
        if answer == USE:
            continue
        shown = {row.row: row.extras.get("type_name", "") for row in collected.rows if row.sheet == sheet} | {
            problem.row: problem.value for problem in mine}
        collected.problems = [problem for problem in collected.problems if problem.sheet != sheet]
        collected.rows = [row for row in collected.rows if row.sheet != sheet]
        if answer == LEAVE:
            collected.left_out += [LeftOut(sheet, n, shown[n], "lembar dilewati: bukan pesanan", "a sheet that is left out: no order") for n in rows]
        else:
            asked = collected.ask(question)
            collected.waiting += [Waiting(sheet, n, (asked,)) for n in rows]


_NO_NAMES = ("tidak ada kolom nama barang", "no column of names of machines",
             "kolom berjudul Nama Barang, berisi nama mesin", "a column headed Nama Barang with the names of machines")
_NO_COUNTS = ("tidak ada kolom jumlah", "no column of counts",
              "kolom berjudul Jumlah, berisi bilangan", "a column headed Jumlah with whole numbers")


def _is_nameless(row: ReadRow) -> bool:
    return not (row.values.get("type") or row.extras.get("type_name"))


def _leave_out_sheet(collected: Collected, grid: Grid, reason_id: str, reason_en: str) -> None:
    collected.left_out += [LeftOut(grid.name, number, text_of_row(row), reason_id, reason_en)
                           for number, row in enumerate(grid.cells, 1) if not is_empty(row)]
