"""What a file is, judged before anything in it is opened: its kind, its size, and what its parts unpack to."""

from __future__ import annotations

import functools
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from tempa.values.programme.errors import ProgrammeError, Sentence

LARGEST_UPLOAD = 32 * 1024**2
MOST_MEMBERS = 2_000
MOST_UNPACKED = 128 * 1024**2
MOST_RATIO = 200
"""Times a member may grow when unpacked; sheets of a real programme grow tenfold."""
MOST_CELLS = 1_000_000
DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError,
          IndexError, zlib.error, lzma.LZMAError, struct.error)
"""What reading a damaged archive may raise."""
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"RIFF", b"II*\0", b"MM\0*")
Kind = Literal["old", "zip", "web", "picture", "text", "other"]


def refuse(wrong_id: str, wrong_en: str) -> ProgrammeError:
    return ProgrammeError(Sentence(wrong_id, wrong_en))


def damaged(name: str, error: BaseException | str) -> ProgrammeError:
    told = str(error)
    beside = f" ({told})" if 0 < len(told) < 80 and told.isprintable() and "\\x" not in told else ""  # bytes of the file say nothing
    return refuse(f"{name} rusak atau terpotong{beside}. Minta kirim ulang.",
                  f"{name} is damaged or cut off{beside}. Ask for it again.")


def kind_of(path: Path) -> Kind:
    """What a file is by its first bytes: its name may end as it likes."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(_OLE):
        return "old"
    if start.startswith(b"PK"):
        return "zip"
    if start.startswith(_PICTURES) or start[4:8] == b"ftyp":
        return "picture"
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if plain.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"mime-version:")):
        return "web"
    return "text" if _is_text(start) else "other"


def _is_text(start: bytes) -> bool:
    """Text of one byte a letter, or UTF-16: control signs that no text has are few."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(start):
        return True
    strange = sum(byte < 32 and byte not in (0, 9, 10, 12, 13) for byte in start)
    return strange * 50 <= len(start)


def unmarked_utf16(start: bytes) -> str:
    """The order of bytes of a UTF-16 text without its mark: of Latin letters one byte in two is zero, always the same one."""
    even, odd = start[:400:2], start[1:400:2]
    for zeros, others, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(start) > 3 and zeros.count(0) * 10 >= len(zeros) * 8 and b"\0" not in others:
            return name
    return ""


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


def check_members(name: str, archive: zipfile.ZipFile) -> set[str]:
    """The names of the parts in small letters; refuses passwords, too many parts, and what would unpack beyond reason."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise refuse(f"{name} berisi {len(members)} bagian, terlalu banyak untuk buku kerja. Simpan ulang di Excel.",
                     f"{name} holds {len(members)} parts, too many for a workbook. Save it again in Excel.")
    for member in members:
        if member.flag_bits & 1:
            raise locked(name)
        if member.file_size > MOST_RATIO * max(member.compress_size, 1) and member.file_size > _CHUNK:
            raise bomb(name)
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise bomb(name)
    return {member.filename.lower() for member in members}


def locked(name: str) -> ProgrammeError:
    return refuse(f"{name} dikunci kata sandi. Hapus sandinya, simpan, lalu kirim lagi.",
                  f"{name} is locked by a password. Remove it, save, and send the file again.")


def bomb(name: str) -> ProgrammeError:
    limit = MOST_UNPACKED // 1024**2
    return refuse(f"{name} mengembang melampaui batas {limit} MB ketika dibuka. Hapus baris dan kolom kosong yang"
                  " berformat, atau kirim sebagai CSV.",
                  f"{name} unpacks beyond the limit of {limit} MB. Delete formatted empty rows and columns, or send"
                  " CSV.")


def too_much(name: str) -> ProgrammeError:
    return refuse(f"{name} berisi terlalu banyak data untuk sekali kirim. Bagi menjadi beberapa berkas.",
                  f"{name} holds too much for one sending. Split it into several files.")


def macros(name: str) -> ProgrammeError:
    return refuse(f"{name} memuat makro. Simpan sebagai .xlsx tanpa makro, lalu kirim lagi.",
                  f"{name} holds macros. Save it as .xlsx without macros and send it again.")


def no_workbook(name: str) -> ProgrammeError:
    return refuse(f"{name} bukan buku kerja Excel (.xlsx, .xls) atau OpenDocument (.ods). Buka di Excel dan simpan sebagai .xlsx.",
                  f"{name} is no workbook of Excel (.xlsx, .xls) or OpenDocument (.ods). Open it in Excel and save it as .xlsx.")


def check_reach(name: str, rows: int, columns: int) -> None:
    """A sheet is read as a whole rectangle, so that one far cell would fill the memory with blanks."""
    if rows * columns > MOST_CELLS:
        raise refuse(f"{name}: satu lembar menjangkau {rows} baris dan {columns} kolom atau lebih. Hapus sel"
                     " yang jauh di luar tabel, juga yang hanya berformat, lalu simpan.",
                     f"{name}: one sheet reaches over {rows} rows and {columns} columns or more. Delete"
                     " cells far outside of the table, also those that are only formatted, and save.")


class Unpacked:
    """Counts what the parts of one archive really unpack to; a stated size is not believed."""

    def __init__(self, name: str) -> None:
        self.name, self.size = name, 0

    def pieces(self, archive: zipfile.ZipFile, part: str | zipfile.ZipInfo) -> Iterator[bytes]:
        with archive.open(part) as source:
            while piece := source.read(_CHUNK):
                self.size += len(piece)
                if self.size > MOST_UNPACKED:
                    raise bomb(self.name)
                yield piece


def declarations(name: str) -> ProgrammeError:
    return refuse(f"{name} memuat deklarasi XML yang tidak pernah ditulis Excel. Simpan ulang di Excel.",
                  f"{name} holds XML declarations that Excel never writes. Save it again in Excel.")


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
