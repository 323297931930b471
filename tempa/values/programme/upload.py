"""Decides what an upload is: a whole programme in one of its forms, or a list as an office makes it."""

from __future__ import annotations

from pathlib import Path

from tempa.values.programme.aliases import Aliases
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.errors import ProgrammeError
from tempa.values.programme.grid import Grid
from tempa.values.programme.guard import check_file, kind_of, refuse
from tempa.values.programme.people import Proposal, read_grids_of_people
from tempa.values.programme.people.reading import LIKE_ANOTHER, grids_of
from tempa.values.programme.schema import Tables
from tempa.values.programme.workbook_read import tables_of
from tempa.values.programme.zipped import is_zipped_folder, read_zipped


def read_any(path: Path, *, known: Tables, aliases: Aliases) -> Tables | Proposal:
    """A zipped folder and the workbook form give tables, any other sheet a proposal; raises ProgrammeError for the rest."""
    check_file(path)
    kind = kind_of(path)
    if kind == "picture":
        raise refuse(f"{path.name} sebenarnya gambar, foto, atau PDF, bukan lembar kerja. Minta berkas Excel aslinya (.xlsx, .xls, .ods, atau .csv).",
                     f"{path.name} is really a picture, a photo or a PDF, no workbook. Ask for the Excel file itself (.xlsx, .xls, .ods or .csv).")
    if kind == "other":
        raise refuse(f"{path.name}: hanya .xlsx, .xls, .ods, .csv, atau folder program yang dipadatkan menjadi .zip yang dapat dibaca.",
                     f"{path.name}: only .xlsx, .xls, .ods, .csv, or a programme folder packed as .zip can be read.")
    if is_zipped_folder(path):
        return read_zipped(path)
    grids = grids_of(path, (), aliases)
    as_programme = _as_programme(grids) if kind != "text" else ProgrammeError([])
    if not isinstance(as_programme, ProgrammeError):
        return as_programme
    if not any(text for grid in grids for row in grid.texts for text in row):
        raise refuse(f"{path.name} tidak berisi apa-apa: semua lembarnya kosong. Kirim berkas yang sudah diisi.",
                     f"{path.name} holds nothing: all of its sheets are blank. Send the file once it is filled in.")
    proposal = read_grids_of_people(grids, known=known, aliases=aliases)
    if not (proposal.rows or proposal.questions or proposal.problems):
        raise _nothing_found(path, proposal)
    if sum(sheet.own_headings for sheet in proposal.sheets) > len(SCHEMA) // 2:
        raise as_programme  # a programme's own workbook with faults, no sheet that people made
    return proposal


def _as_programme(grids: list[Grid]) -> Tables | ProgrammeError:
    try:
        return tables_of(grids, SCHEMA)
    except ProgrammeError as error:
        return error


def _nothing_found(path: Path, proposal: Proposal) -> ProgrammeError:
    """A list without counts that has prices is mostly one of materials, which has a page of its own; any other table lacks its codes."""
    reasons = {left.reason_id for left in proposal.left_out if left.reason_id.startswith(LIKE_ANOTHER)}
    like = {reason.removeprefix(LIKE_ANOTHER).partition(",")[0].strip() for reason in reasons}
    if lacking := [table for table in SCHEMA.values() if table.name_id in like and table.name != "materials"]:
        table, key = lacking[0], lacking[0].column(lacking[0].key[0])
        return refuse(
            f"{path.name}: judulnya mirip tabel {table.name_id}, tetapi kolom {key.name_id} tidak ada. Tambahkan kolom itu di depan, dengan kode"
            f" seperti {key.example}; kode yang sudah ada tertulis di buku kerja program. Bila ini pesanan, tambahkan kolom Jumlah.",
            f"{path.name}: its headings are like those of {table.name_en}, but the column {key.name_en} is missing. Add that column in front, with"
            f" codes such as {key.example}; those that are there stand in the programme's workbook. If it is an order, add a column Jumlah.")
    if reasons:
        return refuse(
            f"{path.name}: tidak ada kolom jumlah, jadi ini bukan daftar pesanan. Untuk pesanan, tambahkan kolom Jumlah. Daftar harga bahan dan"
            " upah diunggah di menu Harga, dengan templatnya.",
            f"{path.name}: there is no column of counts, so this is no order. For an order, add a column Jumlah. A list of prices of materials and"
            " wages is uploaded under Harga, in its template.")
    return refuse(
        f"{path.name}: tidak ada judul kolom yang dikenal. Pakai judul seperti Nama barang, Jumlah, OPD, Jatuh tempo, Tujuan.",
        f"{path.name}: no heading was recognised. Use headings such as Nama barang, Jumlah, OPD, Jatuh tempo, Tujuan.")
