"""Reads files that somebody sent in a process of their own, with limits of memory and time around it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tempa.values.limited_process import Limits, answer_of
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.errors import ProgrammeError, Sentence
from tempa.values.programme.guard import check_file, refuse, too_much
from tempa.values.programme.people.naming import NAMES
from tempa.values.programme.people.proposal import Proposal, proposal_of
from tempa.values.programme.schema import Rows, Tables

MEMORY = 300 * 1024**2
"""Address space of the reading process, bytes."""
WORK_SECONDS = 8
"""Processor time of the reading process: what a machine at rest needs, whatever else is going on."""
SECONDS = 20.0
"""Time by the clock, for a machine that is busy with other things."""
LARGEST_ANSWER = 12 * 1024**2
"""Bytes that the server takes from the reading process; the order of 2020 is 0.2 MB."""


def read_untrusted(path: str | Path, *, described: bool = True, seconds: float | None = None) -> Tables:
    """The tables of a programme workbook, folder, or zipped folder that somebody sent; every mishap is a ProgrammeError."""
    path = Path(path)
    if path.is_dir() and not path.is_symlink():
        _check_folder(path)
    else:
        check_file(path)
    return tables_from(_ask({"what": "programme", "path": str(path.absolute()), "described": described}, path.name,
                            seconds)["tables"])


def read_untrusted_plan(path: str | Path) -> Tables:
    """The tables of a plan workbook that somebody sent."""
    path = Path(path)
    check_file(path)
    return tables_from(_ask({"what": "plan", "path": str(path.absolute())}, path.name, None)["tables"])


def sheet_names(path: str | Path) -> list[str]:
    """The names of the sheets of a workbook that somebody sent."""
    path = Path(path)
    check_file(path)
    return [str(name) for name in _ask({"what": "sheets", "path": str(path.absolute())}, path.name, None)["sheets"]]


def read_cells(path: str | Path) -> dict[str, list[list[str]]]:
    """Sheet -> its rows as text, of a workbook or CSV that somebody sent, for lists that are no table of a programme.

    Hidden sheets are left out; hidden rows are refused, for nobody who looked at the list has seen them.
    """
    path = Path(path)
    check_file(path)
    found: dict[str, list[list[str]]] = _ask({"what": "cells", "path": str(path.absolute())}, path.name, None)["cells"]
    return found


def tables_from(plain: dict[str, Any]) -> Tables:
    """Tables as the reading process sends them: per table its header, rows, their lines, and which were hidden."""
    same: dict[str, str] = {}  # the same few texts stand in thousands of cells
    return {
        name: Rows(({column: same.setdefault(cell, cell) for column, cell in zip(sent["header"], row, strict=True)}
                    for row in sent["rows"]), sent["lines"], sent["hidden"])
        for name, sent in plain.items()
    }


def read_upload(
    path: str | Path,
    *,
    known: Tables | None = None,
    alias_file: str | Path | None = None,
) -> Tables | Proposal:
    """Whatever somebody sent: the tables of a whole programme where it is one, else what was understood of a list."""
    path = Path(path)
    check_file(path)
    asked = {"what": "upload", "path": str(path.absolute()), "known": names_of(known or {}),
             "alias_file": str(Path(alias_file).absolute()) if alias_file else ""}
    answer = _ask(asked, path.name, None)
    return tables_from(answer["tables"]) if "tables" in answer else proposal_of(answer["proposal"])


def read_untrusted_people(
    path: str | Path,
    *,
    tables: Sequence[str] = (),
    known: Tables | None = None,
    answers: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    alias_file: str | Path | None = None,
    seconds: float | None = None,
) -> Proposal:
    """The same as `read_people_workbook` for a file that somebody sent; `alias_file` adds words of the user's own."""
    path = Path(path)
    check_file(path)
    asked = {"what": "people", "path": str(path.absolute()), "tables": list(tables),
             "known": names_of(known or {}), "answers": dict(answers or {}), "defaults": dict(defaults or {}),
             "alias_file": str(Path(alias_file).absolute()) if alias_file else ""}
    return proposal_of(_ask(asked, path.name, seconds)["proposal"])


def names_of(known: Tables) -> Tables:
    """Of the known tables only the codes and names that sheets refer to: the rest need not travel."""
    named = {column.refers for table in SCHEMA.values() for column in table.columns} - {""}
    start = [row for row in known.get("programme", []) if row.get("key") == "start_date"]
    return {"programme": start} | {name: [{column: row[column] for column in (*SCHEMA[name].key, "agency", *NAMES) if column in row}
                   for row in known[name]] for name in named if name in known}


def _check_folder(path: Path) -> None:
    """The files of the format and nothing behind links; other files are not opened, however many there are."""
    for name in (*(f"{table}.csv" for table in SCHEMA), "datapackage.json"):
        if (path / name).is_symlink():
            raise refuse(f"{name} di folder {path.name} adalah tautan. Ganti dengan berkas aslinya.",
                         f"{name} in the folder {path.name} is a link. Put the file itself there.")
        if (path / name).exists():
            check_file(path / name)


def _ask(question: dict[str, Any], name: str, most_seconds: float | None) -> dict[str, Any]:
    limits = Limits(MEMORY, WORK_SECONDS, SECONDS if most_seconds is None else most_seconds, LARGEST_ANSWER)
    found = answer_of("tempa.values.programme.reader_process", question, limits)
    if found.is_too_large:
        raise too_much(name)
    if found.took_too_long:
        raise _too_long(name)
    if found.has_failed:
        raise refuse(f"{name} terlalu besar atau rusak, tidak terbaca. Simpan ulang, hanya lembar yang perlu.",
                     f"{name} is too large or too damaged to be read. Save it again with only the sheets needed.")
    answer: dict[str, Any] = json.loads(found.content)
    if "sentences" in answer:
        raise ProgrammeError(Sentence(*pair) for pair in answer["sentences"])
    return answer


def _too_long(name: str) -> ProgrammeError:
    return refuse(f"{name} terlalu lama dibaca. Kirim hanya lembar yang diperlukan, tanpa baris dan kolom kosong.",
                  f"{name} took too long to read. Send only the sheets that are needed, without empty rows and columns.")
