"""The folder of an audit pack: CSV tables safe for spreadsheets, the chain a line per entry, programme, plan, papers, index page, description."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tempa.openness.pack.contents import Contents, Link, Row
from tempa.openness.pack.page import index_page
from tempa.openness.pack.schema import TABLES, columns_of
from tempa.values.programme import write_folder, write_plan
from tempa.values.programme.formulas import disarmed, disarmed_tables

NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")


def write_pack(contents: Contents, target: Path) -> None:
    """Write the whole pack into `target`, a folder that does not exist yet or is empty. Raises FileExistsError else."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(target)
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    write_table(part / "pack.csv", ["key", "value"], ({"key": k, "value": v} for k, v in contents.about.items()))
    serials = serials_written(contents.tables.get("units", ()), contents.about.get("programme", ""))
    for name, rows in contents.tables.items():
        write_table(part / f"{name}.csv", columns_of(name), with_serials(rows, serials) if serials else rows)
    if contents.entries is not None:
        write_entries(part / "entries.jsonl", contents.entries)
    write_folder(disarmed_tables(dict(contents.programme)), part / "programme")
    if contents.plan is not None:
        write_plan(disarmed_tables(dict(contents.plan)), part / "plan")
    for name, place in contents.files.items():
        (part / "papers").mkdir(exist_ok=True)
        shutil.copyfile(place, part / "papers" / name)
    (part / "datapackage.json").write_text(json.dumps(described(contents.tables), ensure_ascii=False, indent=1) + "\n")
    (part / "index.html").write_text(index_page(contents), encoding="utf-8", newline="\n")
    if target.exists():
        target.rmdir()
    part.rename(target)


def write_table(place: Path, columns: list[str], rows: Iterable[Row]) -> None:
    with open(place, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([safe(row[c]) for c in columns] for row in rows)


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula, on lines that end in LF alone."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return text if NUMBER.fullmatch(text) else disarmed(text)


def serials_written(units: Iterable[Row], programme: str) -> dict[str, str]:
    """Serial -> as the pack has it, where the code of its type gets an apostrophe: `PROGRAMME-TYPE-NNNN-C` holds of the codes as they stand there."""
    found = {}
    for unit in units:
        body = f"{programme}-{unit['type']}-"
        if safe(unit["type"]) != unit["type"] and unit["serial"].startswith(body):
            found[unit["serial"]] = f"{programme}-{safe(unit['type'])}-{unit['serial'][len(body):]}"
    return found


def with_serials(rows: Iterable[Row], serials: Mapping[str, str]) -> Iterable[Row]:
    return ({column: serials.get(cell, cell) if column in ("serial", "about") else cell for column, cell in row.items()} for row in rows)


def write_entries(place: Path, entries: Iterable[Link]) -> None:
    with open(place, "w", encoding="utf-8") as file:
        for e in entries:
            line = {"sequence": e.sequence, "body": e.body, "previous": e.previous, "digest": e.digest}
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def described(tables: Mapping[str, Sequence[Row]]) -> dict[str, object]:
    """The Frictionless description of the tables that are there."""
    resources = [
        {
            "name": name, "path": f"{name}.csv", "description": TABLES[name][1],
            "schema": {"fields": [{"name": c, "type": "string"} for c in columns_of(name)]},
        }
        for name in tables
    ]  # fmt: skip
    return {"profile": "tabular-data-package", "name": "audit-pack", "resources": resources}
