"""Makes the files that nobody should send: bombs, lies, disguises and damage."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from xlsxwriter import Workbook

_SHEET = (b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
          b"<sheetData>%s</sheetData></worksheet>")


def workbook_bytes() -> bytes:
    """A small workbook of two rows."""
    buffer = io.BytesIO()
    book = Workbook(buffer)
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["Nama barang", "Jumlah"])
    sheet.write_row(1, 0, ["Mesin", 4])
    book.close()
    return buffer.getvalue()


def with_parts(path: Path, parts: dict[str, bytes], base: bytes | None = None) -> Path:
    """The small workbook with parts put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(base or workbook_bytes())) as old:
        kept = {name: old.read(name) for name in old.namelist() if name not in parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in (kept | parts).items():
            new.writestr(name, data)
    return path


def with_sheet(path: Path, rows: bytes) -> Path:
    return with_parts(path, {"xl/worksheets/sheet1.xml": _SHEET % rows})


def bomb(path: Path, part: str = "xl/worksheets/sheet1.xml", size: int = 400 << 20) -> Path:
    """A part that unpacks to `size` bytes of blanks."""
    with_parts(path, {part: b""})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/blanks.xml", "w") as file:
        for _ in range(size >> 20):
            file.write(b" " * (1 << 20))
    return path


def _row(number: int, *cells: bytes) -> bytes:
    return b'<row r="%d">%s</row>' % (number, b"".join(cells))


def _text(at: str, text: str) -> bytes:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def _value(at: str, value: int, formula: str = "") -> bytes:
    return f'<c r="{at}">{formula and f"<f>{formula}</f>"}<v>{value}</v></c>'.encode()


def slow_bomb(path: Path) -> Path:
    """Half a million shared strings that no cell uses."""
    texts = b"".join(b"<si><t>%s</t></si>" % (b"%d" % (n * 7919)).ljust(90, b"%d" % (n % 10)) for n in range(500_000))
    return with_parts(path, {"xl/sharedStrings.xml": b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006'
                                                      b'/main">' + texts + b"</sst>"})


def laughs(path: Path, part: str) -> Path:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(10))
    return with_parts(path, {part: b"<?xml version='1.0'?><!DOCTYPE x [" + entities + b"]><x>&l9;</x>"})


def stolen_file(path: Path) -> Path:
    return with_parts(path, {"xl/sharedStrings.xml": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM "
                                                      b"'file:///etc/passwd'>]><sst><si><t>&e;</t></si></sst>"})


def many_members(path: Path) -> Path:
    return with_parts(path, {f"xl/media/{n}.txt": b"x" for n in range(2_500)})


def far_cell(path: Path) -> Path:
    return with_sheet(path, b'<row r="1"><c r="A1"><v>1</v></c></row>'
                            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def million_formatted_rows(path: Path) -> Path:
    return with_sheet(path, b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/><c r="C%d" s="1"/></row>'
                                     % (n, n, n, n) for n in range(1, 1_000_001)))


def million_empty_rows(path: Path) -> Path:
    """Rows without cells below a small table; the stated dimension lies as well."""
    rows = _row(1, _text("A1", "Nama barang"), _text("B1", "Jumlah")) + _row(2, _text("A2", "Mesin"), _value("B2", 4))
    empty = b"".join(b'<row r="%d"/>' % n for n in range(3, 1_000_001))
    sheet = (_SHEET % (rows + empty)).replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    return with_parts(path, {"xl/worksheets/sheet1.xml": sheet})


def lying_size(path: Path) -> Path:
    """The directory states 100 bytes for a sheet that unpacks to 200 MB."""
    with_sheet(path, b" " * (200 << 20))
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"xl/worksheets/sheet1.xml"))
    raw[at + 24:at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(raw)
    return path


def old_excel(path: Path) -> Path:
    """The first bytes of an .xls, and nothing of its table of sectors."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + b"Workbook" + b"\0" * 4096)
    return path


def damaged_member(path: Path, method: int) -> Path:
    """A sheet that is packed by `method` (8 deflate, 12 bzip2, 14 LZMA) and scrambled in the middle."""
    with zipfile.ZipFile(io.BytesIO(workbook_bytes())) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            kind = method if name == "xl/worksheets/sheet1.xml" else zipfile.ZIP_DEFLATED
            new.writestr(name, old.read(name) * (1 if kind == zipfile.ZIP_DEFLATED else 30), kind)
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
        at = member.header_offset + 30 + len(member.filename) + member.compress_size // 3
    raw = bytearray(path.read_bytes())
    raw[at:at + 40] = bytes(255 - byte for byte in raw[at:at + 40])
    path.write_bytes(raw)
    return path


def opendocument(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return path


def zip_password(path: Path) -> Path:
    path.write_bytes(workbook_bytes())
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := raw.find(mark, at + 1)) >= 0:
            raw[at + offset] |= 1
    path.write_bytes(raw)
    return path


def bare_formula(path: Path) -> Path:
    """One formula that nobody has calculated, and one that somebody has."""
    return with_sheet(path, _row(1, _text("A1", "Nama barang"), _text("B1", "Jumlah"))
                      + _row(2, _text("A2", "Mesin"), b'<c r="B2"><f>1+1</f></c>')
                      + _row(3, _text("A3", "Alat"), _value("B3", 5, "2+3")))
