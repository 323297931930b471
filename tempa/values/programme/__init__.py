"""The programme folder and workbook, and the plan folder, read and written without loss."""

from __future__ import annotations

from pathlib import Path

from tempa.values.programme.check import check_programme, check_tables
from tempa.values.programme.columns import PLAN_SCHEMA, PROGRAMME_KEYS, SCHEMA
from tempa.values.programme.errors import ProgrammeError, Sentence
from tempa.values.programme.findings import Finding, Findings
from tempa.values.programme.folder import read_folder, read_tables, write_folder, write_plan
from tempa.values.programme.hashing import canonical_row, plan_sha256, programme_sha256
from tempa.values.programme.numbers import date_of, number_of, shortest
from tempa.values.programme.schema import Column, Kind, Tables, TableSchema

PlanTables = Tables

__all__ = [
    "PLAN_SCHEMA", "PROGRAMME_KEYS", "SCHEMA", "Column", "Finding", "Findings", "Kind", "PlanTables", "ProgrammeError",
    "Sentence", "TableSchema", "Tables", "canonical_row", "check_programme", "check_tables", "date_of", "number_of",
    "plan_sha256", "programme_sha256", "read_plan", "read_programme", "shortest", "write_folder", "write_plan",
]


def read_programme(path: str | Path, *, described: bool = True) -> Tables:
    """The tables of a programme folder or workbook (.xlsx), every cell as text; raises ProgrammeError.

    `described=False` forgives a folder without a right `datapackage.json`.
    """
    return read_folder(Path(path), described=described)


def read_plan(path: str | Path) -> PlanTables:
    """The tables of a plan folder; `purchases` and `unplanned` may be missing. Raises ProgrammeError."""
    return read_tables(Path(path), PLAN_SCHEMA)
