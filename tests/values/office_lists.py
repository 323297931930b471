"""The lists of `office_lists.toml`, as the sheets that they stand for."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

from tests.values.offices import COUNTS, Cells, Office

_LISTED = tomllib.loads(Path(__file__).with_name("office_lists.toml").read_text(encoding="utf-8"))
NAMES = list(_LISTED)


def office_list(name: str) -> Office:
    """One list by its name."""
    told = _LISTED[name]
    sheets: dict[str, Cells] = {}
    for line in told["list"].strip("\n").split("\n"):
        if line.startswith("[") and line.endswith("]"):
            sheets[line[1:-1]] = []
        else:
            sheets.setdefault(next(reversed(sheets), "S"), []).append([] if line == "." else [_cell(cell.strip()) for cell in line.split("|")])
    return Office(
        sheets, told.get("counts", COUNTS), {next(iter(sheets)): [tuple(merged) for merged in told.get("merged", [])]}, told.get("answers", {}),
        values={column: set(values) for column, values in told.get("values", {}).items()})


def _cell(text: str) -> Any:
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return dt.date.fromisoformat(text)
    return text[1:-1] if re.fullmatch(r'"[\d-]+"', text) else text.replace("¶", "\n")
