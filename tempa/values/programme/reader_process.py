"""The process that opens a file nobody vouches for: limits first, then one question in, one answer out (JSON)."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Any

from tempa.values.limited_process import keep_within
from tempa.values.programme import ProgrammeError, read_plan, read_programme
from tempa.values.programme.aliases import load_aliases, shipped_aliases
from tempa.values.programme.guard import refuse, too_much
from tempa.values.programme.people import Proposal, read_people_workbook
from tempa.values.programme.people.proposal import plain_of
from tempa.values.programme.schema import Rows, Tables
from tempa.values.programme.upload import read_any
from tempa.values.programme.zipped import is_zipped_folder, read_zipped

MOST_TABLE_CELLS = 1_000_000
"""Cells of all tables together, and five more for each row, which takes as much by itself; the order of 2020 has 45,803."""


def main(memory: int, seconds: int) -> None:
    keep_within(memory, seconds)
    gc.disable()  # one answer, then the process ends; what is read has no circles worth looking for
    question: dict[str, Any] = json.load(sys.stdin)
    asked = {"programme": programme, "plan": plan, "sheets": sheets, "cells": cells, "people": people, "upload": upload}
    try:
        answer = asked[question.pop("what")](question)
    except ProgrammeError as error:
        answer = {"sentences": [(sentence.id, sentence.en) for sentence in error.sentences]}
    sys.stdout.write(json.dumps(answer, separators=(",", ":")))  # in one go: piece by piece takes many times as long


def programme(question: dict[str, Any]) -> dict[str, Any]:
    path = Path(question["path"])
    if path.is_file() and is_zipped_folder(path):
        return sent(read_zipped(path), path.name)
    return sent(read_programme(path, described=question["described"]), path.name)


def plan(question: dict[str, Any]) -> dict[str, Any]:
    return sent(read_plan(question["path"]), Path(question["path"]).name)


def sheets(question: dict[str, Any]) -> dict[str, Any]:
    from tempa.values.programme.sheets import read_grids

    return {"sheets": [grid.name for grid in read_grids(Path(question["path"]))]}


def cells(question: dict[str, Any]) -> dict[str, Any]:
    from tempa.values.programme.grid import is_empty, text_of_cell
    from tempa.values.programme.people.questions import listed_rows
    from tempa.values.programme.people.reading import grids_of

    path = Path(question["path"])
    grids = grids_of(path, [], shipped_aliases())
    if sum(len(row) + 5 for grid in grids for row in grid.cells) > MOST_TABLE_CELLS:
        raise too_much(path.name)
    seen = [grid for grid in grids if not grid.hidden] or grids
    for grid in seen:
        if rows := [number + 1 for number in sorted(grid.hidden_rows) if number < len(grid.cells) and not is_empty(grid.cells[number])]:
            shown = listed_rows(rows)
            raise refuse(f"Lembar {grid.name}: baris {shown} tersembunyi di Excel, jadi tidak ada yang melihatnya. Tampilkan lagi (lepaskan"
                         " saringannya) atau hapus baris itu, lalu kirim lagi.",
                         f"Sheet {grid.name}: rows {shown} are hidden in Excel, so that nobody has seen them. Show them again (take the"
                         " filter off) or delete them, and send it again.")
    return {"cells": {grid.name: [[text_of_cell(cell) for cell in row] for row in grid.cells] for grid in seen}}


def people(question: dict[str, Any]) -> dict[str, Any]:
    alias_file = question.pop("alias_file")
    aliases = load_aliases(alias_file) if alias_file else shipped_aliases()
    proposal = read_people_workbook(Path(question.pop("path")), aliases=aliases, **question)
    return {"proposal": plain_of(proposal)}


def upload(question: dict[str, Any]) -> dict[str, Any]:
    alias_file, path = question.pop("alias_file"), Path(question.pop("path"))
    found = read_any(path, known=question["known"], aliases=load_aliases(alias_file) if alias_file else shipped_aliases())
    return {"proposal": plain_of(found)} if isinstance(found, Proposal) else sent(found, path.name)


def sent(tables: Tables, name: str) -> dict[str, Any]:
    """Tables without the names of columns in every row; refused where they would fill the memory of who asked."""
    plain = {}
    cells = 0
    for table, rows in tables.items():
        header = list(rows[0]) if rows else []
        cells += (len(header) + 5) * len(rows)
        if cells > MOST_TABLE_CELLS:
            raise too_much(name)
        lines, hidden = (rows.lines, rows.hidden) if isinstance(rows, Rows) else ([], [])
        plain[table] = {"header": header, "rows": [[row[column] for column in header] for row in rows], "lines": lines,
                        "hidden": hidden}
    return {"tables": plain}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
