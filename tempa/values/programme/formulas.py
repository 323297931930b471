"""Text that a spreadsheet would take for a formula: disarmed in CSV that people open, and restored when it comes back.

A workbook says of a cell that it is text; CSV cannot, so that a name like `=HYPERLINK(...)` would be worked out by whoever
opens the file. An apostrophe before it keeps it text.
"""

from __future__ import annotations

import re

from tempa.values.programme.numbers import number_of
from tempa.values.programme.schema import Tables

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ARMED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_DISARMED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def disarmed(text: str) -> str:
    """The text with an apostrophe before it where it would be a formula; numbers stay numbers."""
    return f"'{text}" if _ARMED.match(text) and number_of(text) is None else text


def restored(text: str) -> str:
    """The text as it was before `disarmed`."""
    return text[1:] if _DISARMED.match(text) and number_of(text[1:]) is None else text


def disarmed_tables(tables: Tables) -> Tables:
    return {name: [{column: disarmed(cell) for column, cell in row.items()} for row in rows] for name, rows in tables.items()}


def restored_tables(tables: Tables) -> Tables:
    return {name: [{column: restored(cell) for column, cell in row.items()} for row in rows] for name, rows in tables.items()}
