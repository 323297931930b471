"""A programme folder packed as one zip: its tables, without anything else that the zip may hold."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.errors import ProgrammeError, Sentence
from tempa.values.programme.folder import decoded, rows_of
from tempa.values.programme.formulas import restored_tables
from tempa.values.programme.guard import DAMAGE, Unpacked, check_members, damaged, kind_of, refuse
from tempa.values.programme.schema import Tables


def is_zipped_folder(path: Path) -> bool:
    """Whether a zip holds tables of a programme or nothing that a workbook is made of."""
    if kind_of(path) != "zip":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = {member.filename.lower() for member in archive.infolist()}
    except DAMAGE as error:
        raise damaged(path.name, error) from None
    return not names & {"[content_types].xml", "xl/workbook.xml", "xl/workbook.bin", "content.xml", "mimetype"}


def read_zipped(path: Path) -> Tables:
    """The tables of a zipped programme folder, every cell as the file has it; raises ProgrammeError with every fault."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_members(path.name, archive)
            found = _tables_in(path.name, archive)
            unpacked = Unpacked(path.name)
            texts = {table: b"".join(unpacked.pieces(archive, member)) for table, member in found.items()}
    except DAMAGE as error:
        raise damaged(path.name, error) from None
    tables: Tables = {}
    faults: list[Sentence] = []
    for name, table in SCHEMA.items():
        try:
            tables[name] = rows_of(table, decoded(f"{name}.csv", texts.pop(name)))
        except ProgrammeError as error:
            faults += error.sentences
    if faults:
        raise ProgrammeError(faults)
    return restored_tables(tables)


def _tables_in(name: str, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The part of each table, in whatever folder it stands; the shadows that a Macintosh packs are passed over."""
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        inside = PurePosixPath(member.filename)
        if member.is_dir() or inside.suffix.lower() != ".csv" or inside.stem not in SCHEMA or "__MACOSX" in inside.parts:
            continue
        if inside.stem in found:
            raise refuse(f"{name} berisi dua berkas {inside.name}. Padatkan satu folder program saja.",
                         f"{name} holds two files {inside.name}. Pack a single programme folder.")
        found[inside.stem] = member
    missing = [table for table in SCHEMA if table not in found]
    if not found:
        raise refuse(f"{name} tidak berisi buku kerja dan bukan folder program. Kirim berkas Excel-nya langsung, tanpa dipadatkan.",
                     f"{name} holds no programme folder. Send the Excel file itself, not packed.")
    if missing:
        raise ProgrammeError(Sentence(
            f"{table}.csv tidak ada di {name}. Tambahkan berkas itu; tabel kosong cukup berisi judul.",
            f"{table}.csv is missing from {name}. Add it; an empty table needs only its header row.") for table in missing)
    return found
