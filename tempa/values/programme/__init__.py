"""The programme folder and workbook, and the plan folder, read and written without loss."""

from __future__ import annotations

from pathlib import Path

from tempa.values.programme.check import check_programme, check_tables
from tempa.values.programme.columns import PLAN_SCHEMA, PROGRAMME_KEYS, SCHEMA
from tempa.values.programme.compare import ChangedRow, Difference, TableDifference, compare, order_value
from tempa.values.programme.errors import ProgrammeError, Sentence
from tempa.values.programme.findings import Finding, Findings
from tempa.values.programme.folder import read_folder, read_tables, write_folder, write_plan
from tempa.values.programme.guard import check_file
from tempa.values.programme.hashing import canonical_row, plan_sha256, programme_sha256
from tempa.values.programme.numbers import date_of, number_of, shortest
from tempa.values.programme.schema import Column, Kind, Tables, TableSchema

PlanTables = Tables
WORKBOOK_ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
"""Endings that are tried as a workbook; .xlsm and .xlsb are refused with a sentence."""

__all__ = [
    "PLAN_SCHEMA", "PROGRAMME_KEYS", "SCHEMA", "WORKBOOK_ENDINGS", "ChangedRow", "Column", "Difference", "Finding",
    "Findings", "Kind", "PlanTables", "ProgrammeError", "Sentence", "TableDifference", "TableSchema", "Tables",
    "canonical_row", "check_programme", "check_tables", "compare", "date_of", "number_of", "order_value", "plan_sha256",
    "programme_sha256", "read_plan", "read_programme", "shortest", "write_folder", "write_plan", "write_plan_workbook",
    "write_template", "write_workbook",
]


def read_programme(path: str | Path, *, described: bool = True) -> Tables:
    """The tables of a programme folder or workbook (.xlsx, .xls, .ods), every cell as text; raises ProgrammeError.

    `described=False` forgives a folder without a right `datapackage.json`.
    """
    path = Path(path)
    if path.is_dir() or path.suffix.lower() not in WORKBOOK_ENDINGS:
        return read_folder(path, described=described)
    from tempa.values.programme.workbook_read import read_workbook  # folders are read without the Excel packages

    check_file(path)
    return read_workbook(path)


def read_plan(path: str | Path) -> PlanTables:
    """The tables of a plan folder or workbook; `purchases` and `unplanned` may be missing. Raises ProgrammeError."""
    path = Path(path)
    if path.is_dir() or path.suffix.lower() not in WORKBOOK_ENDINGS:
        return read_tables(path, PLAN_SCHEMA)
    from tempa.values.programme.workbook_read import read_plan_workbook

    check_file(path)
    return read_plan_workbook(path)


def write_workbook(tables: Tables, path: str | Path) -> None:
    """Write a programme as one .xlsx, whole or not at all."""
    from tempa.values.programme import workbook_write

    workbook_write.write_workbook(tables, path)


def write_template(path: str | Path) -> None:
    """Write a blank programme workbook to be filled in."""
    from tempa.values.programme import workbook_write

    workbook_write.write_template(path)


def write_plan_workbook(plan: PlanTables, path: str | Path, tables: Tables | None = None) -> None:
    """Write a plan as one .xlsx; with the programme's `tables`, a sheet in words (`Jadwal`) comes first."""
    from tempa.values.programme import workbook_write

    workbook_write.write_plan_workbook(plan, path, tables)
