"""A price list that people fill in Excel: which columns it has, what its rows say, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tempa.catalogue.rules import typed
from tempa.catalogue.rules.filled import the_list
from tempa.catalogue.rules.prices import INPUTS, SHARES, SOURCES, Said
from tempa.ledger.rules import Refused
from tempa.values.programme.listed import Sheets, Wanted, is_sum

COLUMNS: Mapping[str, str] = {
    "input": "Jenis", "item": "Kode", "name": "Nama", "unit": "Satuan", "likely": "Harga", "low": "Terendah", "high": "Tertinggi",
    "dated": "Tanggal", "valid_until": "Berlaku sampai", "source": "Jenis sumber", "reference": "Rujukan", "place": "Tempat",
}  # fmt: skip
"""The headings of the sheet that the program hands out, and that it reads back."""
NEEDED = ("input", "item", "likely", "dated", "source", "reference", "place")
INPUT_NAMES = {"bahan": "material", "upah": "wage", "mesin": "machine", "overhead": "overhead", "margin": "margin"}
ALSO = {
    "item": ("kode bahan", "kode barang"), "name": ("nama bahan", "nama barang", "uraian"), "likely": ("harga satuan", "harga terkini"),
    "dated": ("tanggal harga", "tanggal nota"), "source": ("sumber", "sumber harga"), "place": ("kota", "lokasi", "toko"),
    "reference": ("nomor nota", "nomor rujukan", "nomor surat", "referensi"),
}  # fmt: skip
WANTED = Wanted(COLUMNS, NEEDED, ALSO)
SOURCE_NAMES = {"penawaran": "quotation", "nota": "invoice", "survei": "survey", "peraturan": "regulation"}
MOST_ROWS = 3_000
JUMP = 3
"""A price that is so many times the one that holds, or less than the part, is shown as doubtful: a zero too many is the usual mistake."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, as a refusal that a page says in the reader's language."""

    row: int
    refused: Refused


@dataclass
class Read:
    """What a file says: entries with their rows, faults, and how many rows had no price."""

    entries: list[tuple[int, Said]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    blank: int = 0


def read_sheets(sheets: Sheets) -> Read:
    """The one sheet that has the headings and prices; a row without a price says nothing, nor does a sum."""
    found = the_list(sheets, WANTED)
    return read_rows(found.rows, sheets[found.sheet])


def read_rows(rows: Sequence[tuple[int, dict[str, str]]], sheet: Sequence[Sequence[str]]) -> Read:
    found = Read()
    if len(rows) > MOST_ROWS:
        raise Refused("Paling banyak %(most)s baris sekali unggah. Bagi berkasnya.", field="file", most=MOST_ROWS)
    for number, cells in rows:
        if not cells["likely"] or is_sum(cells, sheet[number - 1]):
            found.blank += any(cells.values())
            continue
        try:
            found.entries.append((number, said_of_row(cells)))
        except Refused as refused:
            found.faults.append(Fault(number, refused))
    return found


def said_of_row(cells: Mapping[str, str]) -> Said:
    input = INPUT_NAMES.get(cells["input"].casefold(), cells["input"])
    source = SOURCE_NAMES.get(cells["source"].casefold(), cells["source"])
    if input not in INPUTS:
        raise Refused("Pilih apa yang dicatat: bahan, upah, jam mesin, overhead, atau margin.", field="input")
    if source not in SOURCES:
        raise Refused("Pilih jenis sumbernya: penawaran, nota, survei, atau peraturan.", field="source")
    return said_of(input, "" if input in SHARES else cells["item"], {"low": "", "high": "", "valid_until": "", **cells, "source": source})


def said_of(input: str, item: str, cells: Mapping[str, str]) -> Said:
    """An entry from what somebody typed, or wrote in a file; refuses what cannot be read, beside its field."""
    likely = amount_of(input, cells["likely"], "likely")
    low, high = (amount_of(input, cells[name], name) if cells[name].strip() else likely for name in ("low", "high"))
    until = cells["valid_until"].strip()
    return Said(
        input, item, low, likely, high, typed.day(cells["dated"], "dated"), typed.day(until, "valid_until") if until else None,
        cells["source"], typed.words(cells["reference"], "reference", "rujukan"), typed.words(cells["place"], "place", "tempat"),
        cells.get("replaces", ""),
    )  # fmt: skip


def amount_of(input: str, text: str, field: str) -> int:
    """Rupiah; of overhead and margin hundredths of a percent."""
    if input not in SHARES:
        return typed.money(text, field)
    percent = Decimal(typed.percentage(text, field, most=1000))
    if 0 < percent < 1:
        raise Refused("%(value)s persen terlalu kecil. Tulis persen, misalnya 12,5, bukan 0,125.", field=field, value=text.strip())
    return int(percent * 100)


def doubtful(before: int, after: int) -> bool:
    """Whether a price lies so far from the one that holds that somebody should look twice."""
    return after > before * JUMP or after * JUMP < before


def doubles(entries: Sequence[tuple[int, Said]]) -> Iterator[Fault]:
    """Rows that say what an earlier row of the file says, or another price from the same source."""
    seen: dict[tuple[object, ...], int] = {}
    sources: dict[tuple[object, ...], int] = {}
    for row, said in entries:
        source = (said.input, said.item, said.dated, said.source, said.reference, said.place)
        if said.same in seen:
            yield Fault(row, Refused("Sama dengan baris %(row)s berkas ini. Hapus salah satunya.", row=seen[said.same]))
        elif source in sources:
            yield Fault(row, Refused(
                "Harga lain daripada baris %(row)s berkas ini, dari sumber dan tanggal yang sama. Hapus yang tidak berlaku.", row=sources[source]
            ))  # fmt: skip
        seen.setdefault(said.same, row)
        sources.setdefault(source, row)
