"""What a workbook file is, judged before anything in it is opened: its kind, its size unpacked, its reach of cells."""

from __future__ import annotations

import functools
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tempa.values.programme.errors import ProgrammeError, Sentence

LARGEST_UPLOAD = 32 * 1024**2
MOST_MEMBERS = 2_000
MOST_UNPACKED = 128 * 1024**2
MOST_RATIO = 200
"""Times a member may grow when unpacked; sheets of a real programme grow tenfold."""
MOST_CELLS = 1_000_000
_CHUNK = 1 << 20
_ROW = re.compile(rb"row [^>]*?\br=\"(\d{1,7})\"[^>/]*>")
_WIDE = re.compile(rb" r=\"([A-Z]{2,3})\d")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3}\d{1,7})\"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>|<(?:\w+:)?v/>)?")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Archive:
    """What the outside of a workbook tells: formulas that hold no value, per part of the file."""

    formulas_without_value: dict[str, list[str]]


def refuse(wrong_id: str, wrong_en: str) -> ProgrammeError:
    return ProgrammeError(Sentence(wrong_id, wrong_en))


def check_file(path: Path) -> None:
    """A plain file of a size that somebody may send; anything else is refused."""
    try:
        found = path.lstat()
    except OSError:
        raise refuse(f"Berkas {path.name} tidak ada. Periksa nama dan tempatnya.",
                     f"The file {path.name} does not exist. Check its name and place.") from None
    if stat.S_ISLNK(found.st_mode) or not stat.S_ISREG(found.st_mode):
        raise refuse(f"{path.name} bukan berkas biasa (tautan atau perangkat). Kirim berkas aslinya.",
                     f"{path.name} is no plain file (a link or device). Send the file itself.")
    if found.st_size == 0:
        raise refuse(f"{path.name} kosong. Kirim ulang berkasnya.", f"{path.name} is empty. Send the file again.")
    if found.st_size > LARGEST_UPLOAD:
        limit = LARGEST_UPLOAD // 1024**2
        raise refuse(f"{path.name} lebih besar dari {limit} MB. Hapus gambar dan lembar yang tidak perlu.",
                     f"{path.name} is larger than {limit} MB. Delete pictures and sheets that are not needed.")


def check_workbook(path: Path) -> Archive:
    """Refuses what is no plain .xlsx or what would unpack beyond reason; reads no cell of it."""
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(_OLE):
        raise _refuse_ole(path, start)
    if not start.startswith(b"PK"):
        raise refuse(f"{path.name} bukan buku kerja Excel (.xlsx). Buka di Excel dan simpan sebagai .xlsx.",
                     f"{path.name} is no Excel workbook (.xlsx). Open it in Excel and save it as .xlsx.")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path.name, archive)
            return _scan_sheets(path.name, archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise refuse(f"{path.name} rusak atau terpotong ({error}). Minta kirim ulang.",
                     f"{path.name} is damaged or cut off ({error}). Ask for it again.") from None


def _refuse_ole(path: Path, start: bytes) -> ProgrammeError:
    """An old container: either .xls, or an .xlsx that a password encrypts (it names its streams in UTF-16)."""
    with path.open("rb") as file:
        head = start + file.read(1 << 20)
    if "EncryptedPackage".encode("utf-16-le") in head:
        return refuse(f"{path.name} dikunci kata sandi. Hapus sandinya di Excel, simpan, lalu kirim lagi.",
                      f"{path.name} is locked by a password. Remove it in Excel, save, and send it again.")
    return refuse(f"{path.name} berformat Excel lama (.xls). Simpan sebagai .xlsx, lalu kirim lagi.",
                  f"{path.name} is an old Excel file (.xls). Save it as .xlsx and send it again.")


def _check_members(name: str, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if len(members) > MOST_MEMBERS:
        raise refuse(f"{name} berisi {len(members)} bagian, terlalu banyak untuk buku kerja. Simpan ulang di Excel.",
                     f"{name} holds {len(members)} parts, too many for a workbook. Save it again in Excel.")
    for member in members:
        if member.flag_bits & 1:
            raise refuse(f"{name} dikunci kata sandi. Hapus sandinya, lalu kirim lagi.",
                         f"{name} is locked by a password. Remove it and send the file again.")
        if member.file_size > MOST_RATIO * max(member.compress_size, 1) and member.file_size > _CHUNK:
            raise _bomb(name)
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _bomb(name)
    _check_kind(name, names)


def _bomb(name: str) -> ProgrammeError:
    limit = MOST_UNPACKED // 1024**2
    return refuse(f"{name} mengembang melampaui batas {limit} MB ketika dibuka. Hapus baris dan kolom kosong yang"
                  " berformat, atau kirim sebagai CSV.",
                  f"{name} unpacks beyond the limit of {limit} MB. Delete formatted empty rows and columns, or send"
                  " CSV.")


def _check_kind(name: str, names: set[str]) -> None:
    if "mimetype" in names or "content.xml" in names:
        raise refuse(f"{name} adalah OpenDocument (.ods). Simpan sebagai .xlsx, lalu kirim lagi.",
                     f"{name} is OpenDocument (.ods). Save it as .xlsx and send it again.")
    if "xl/workbook.bin" in names:
        raise refuse(f"{name} adalah buku kerja biner (.xlsb). Simpan sebagai .xlsx, lalu kirim lagi.",
                     f"{name} is a binary workbook (.xlsb). Save it as .xlsx and send it again.")
    if any("vbaproject" in part or part.startswith("xl/macrosheets/") for part in names):
        raise refuse(f"{name} memuat makro. Simpan sebagai .xlsx tanpa makro, lalu kirim lagi.",
                     f"{name} holds macros. Save it as .xlsx without macros and send it again.")
    if any(part.startswith("xl/externallinks/") for part in names):
        raise refuse(f"{name} bergantung pada buku kerja lain. Di Excel pilih Data, Edit Links, Break Link, lalu"
                     " simpan.",
                     f"{name} depends on other workbooks. In Excel choose Data, Edit Links, Break Link, then save.")
    if "xl/workbook.xml" not in names:
        raise refuse(f"{name} bukan buku kerja Excel (.xlsx). Buka di Excel dan simpan sebagai .xlsx.",
                     f"{name} is no Excel workbook (.xlsx). Open it in Excel and save it as .xlsx.")


def _scan_sheets(name: str, archive: zipfile.ZipFile) -> Archive:
    """How far cells reach, by what is written on them; neither the stated dimension nor a stated size is believed."""
    bare: dict[str, list[str]] = {}
    unpacked = 0
    for member in archive.infolist():
        if not member.filename.lower().endswith((".xml", ".rels")):
            continue
        sheet = Reach()
        for piece in _pieces(archive, member):
            unpacked += len(piece)
            if unpacked > MOST_UNPACKED:
                raise _bomb(name)
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise refuse(f"{name} memuat deklarasi XML yang tidak pernah ditulis Excel. Simpan ulang di Excel.",
                             f"{name} holds XML declarations that Excel never writes. Save it again in Excel.")
            if member.filename.lower().startswith("xl/worksheets/"):
                sheet.add(piece)
                _check_reach(name, sheet)
        if sheet.formulas:
            bare[member.filename] = sheet.formulas
    return Archive(bare)


class Reach:
    """How far one sheet reaches, by its rows and the letters of its cells, and its formulas that hold no value."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.formulas: list[str] = []

    def add(self, piece: bytes) -> None:
        self.rows = max([self.rows, *map(int, _ROW.findall(piece))])
        wide = max((column_number(letters.decode()) for letters in _WIDE.findall(piece)), default=0)
        narrow = next((n for n in range(26, self.columns, -1) if b' r="' + _LETTERS[n - 1:n] in piece), 0)
        self.columns = max(self.columns, wide, narrow)
        if b"<f" in piece or b":f" in piece:
            self.formulas += [cell.decode() for cell, value in _FORMULA_CELL.findall(piece) if value == b""]


def _check_reach(name: str, sheet: Reach) -> None:
    if sheet.rows * sheet.columns > MOST_CELLS:
        raise refuse(f"{name}: satu lembar menjangkau {sheet.rows} baris dan {sheet.columns} kolom atau lebih. Hapus sel"
                     " yang jauh di luar tabel, juga yang hanya berformat, lalu simpan.",
                     f"{name}: one sheet reaches over {sheet.rows} rows and {sheet.columns} columns or more. Delete"
                     " cells far outside of the table, also those that are only formatted, and save.")


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that end with a whole row where rows end at all."""
    rest = b""
    with archive.open(member) as part:
        while block := part.read(_CHUNK):
            block = rest + block
            end = block.rfind(b"</row>") + 6
            if end == 5 and len(block) < 8 * _CHUNK:
                rest = block
                continue
            end = end if end > 5 else len(block)
            yield block[:end]
            rest = block[end:]
    yield rest


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


@functools.cache
def column_letters(number: int) -> str:
    """1 is `A`, 27 is `AA`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
