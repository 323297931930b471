"""Tables as an Excel file: headings frozen, numbers as numbers, dates as dates, text never as a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    texts: frozenset[int] = frozenset()  # columns that stay text whatever is typed in them, so that long numbers keep their digits


def download(name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    response = HttpResponse(content(sheets), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def content(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of a workbook with these sheets."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        "int": book.add_format({"num_format": "#,##0"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "text": book.add_format({"num_format": "@"}),
    }
    names: set[str] = set()
    for sheet in sheets:
        names.add(name := sheet_name(sheet.title, names))
        write(book.add_worksheet(name), sheet, head, formats)
    book.close()
    return target.getvalue()


def write(target: Any, sheet: Sheet, head: Any, formats: dict[str, object]) -> None:
    widths = [len(h) for h in sheet.headings]
    target.write_row(0, 0, sheet.headings, head)
    for y, row in enumerate(sheet.rows, 1):
        for x, value in enumerate(row):
            put(target, y, x, value, formats)
            widths[x] = max(widths[x], min(48, len(str(value))))
    for x, width in enumerate(widths):
        target.set_column(x, x, width + 2, formats["text"] if x in sheet.texts else None)
    target.freeze_panes(1, 1)


def put(target: Any, y: int, x: int, value: str, formats: dict[str, object]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        target.write_string(y, x, _("ya") if value else _("tidak"))
    elif isinstance(value, int):
        target.write_number(y, x, value, formats["int"])
    elif isinstance(value, float | Decimal):
        target.write_number(y, x, float(value))
    elif isinstance(value, datetime):
        target.write_datetime(y, x, value.astimezone(get_current_timezone()).replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        target.write_datetime(y, x, value, formats["date"])
    else:
        target.write_string(y, x, str(value))


def sheet_name(title: str, taken: Set[str] = frozenset()) -> str:
    """Excel allows 31 characters, none of []:*?/\\, and no name twice, however it is written."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip() or "Daftar"
    names = (plain[: 31 - len(end)] + end for end in ("", *(f" {n}" for n in range(2, len(taken) + 3))))
    lower = {name.lower() for name in taken}
    return next(name.strip() for name in names if name.strip().lower() not in lower)
