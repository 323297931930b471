"""Writes small OpenDocument workbooks, with what LibreOffice puts beside the values."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tests.values.hidden import NOTHING, Hidden

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
BLANKS_BELOW = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'


def open_workbook(path: Path, sheets: dict[str, list[list[Any]]], *, hidden: Hidden = NOTHING, extra_row: str = BLANKS_BELOW,
                  manifest: str = "", parts: Any = ()) -> Path:
    """`#REF!` and the like become error cells, `=A1` formulas without a value; rows and columns count from 0."""
    tables = "".join(_table(name, rows, name in hidden.sheets, hidden.rows, hidden.columns, extra_row)
                     for name, rows in sheets.items())
    spaces = " ".join(f'xmlns:{short}="{long}"' for short, long in _SPACES.items())
    styles = ('<office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties '
              'table:display="false"/></style:style></office:automatic-styles>')
    content = (f'<?xml version="1.0"?><office:document-content {spaces}>{styles}<office:body><office:spreadsheet>{tables}'
               "</office:spreadsheet></office:body></office:document-content>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        for part in parts:
            archive.writestr(part, "<x/>")
    return path


def _table(name: str, rows: list[list[Any]], is_hidden: bool, hidden_rows: Any, hidden_columns: Any, extra_row: str) -> str:
    width = max(map(len, rows))
    columns = "".join(f'<table:table-column table:visibility="{"collapse" if c in hidden_columns else "visible"}"/>'
                      for c in range(width))
    lines = "".join(f'<table:table-row table:visibility="{"filter" if r in hidden_rows else "visible"}">'
                    f'{"".join(map(_cell, row))}</table:table-row>' for r, row in enumerate(rows))
    return f'<table:table table:name="{name}" table:style-name="ta{1 + is_hidden}">{columns}{lines}{extra_row}</table:table>'


def _cell(cell: Any) -> str:
    if cell in (None, ""):
        return "<table:table-cell/>"
    if isinstance(cell, dt.date):
        about = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int | float):
        about = f'office:value-type="float" office:value="{cell}"'
    elif cell.startswith("="):
        return f'<table:table-cell table:formula="of:{cell}"/>'
    elif cell.startswith(("#", "Err:")):
        about = 'table:formula="of:=[.A1]" office:value-type="string" office:string-value="" calcext:value-type="error"'
    else:
        about = 'office:value-type="string"'
    note = "<office:annotation><text:p>catatan</text:p></office:annotation>"
    return f"<table:table-cell {about}>{note}<text:p>{escape(str(cell))}</text:p></table:table-cell>"
