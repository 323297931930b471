"""Lists that people fill in Excel (vendors, officers, offers): what their rows say, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tempa.catalogue.rules import typed
from tempa.catalogue.rules.filled import the_list
from tempa.contracts.rules.parties import POSTS
from tempa.ledger.rules import Refused
from tempa.values.programme.listed import Sheets, Wanted

MOST_ROWS = 3_000
Cells = Mapping[str, str]
VENDOR_COLUMNS: Mapping[str, str] = {
    "workshop": "Kode", "name": "Nama", "legal_form": "Bentuk usaha", "representative": "Wakil", "post": "Jabatan", "deed": "Akta pendirian",
    "nib": "NIB", "npwp": "NPWP", "nik": "NIK", "address": "Alamat", "phone": "Nomor HP", "bank": "Bank", "account": "Nomor rekening",
    "holder": "Rekening atas nama", "financier": "Pemberi modal", "charges_vat": "Memungut PPN", "tax_status": "Surat pajak",
    "tax_certificate": "Nomor surat pajak", "tax_certificate_on": "Tanggal surat pajak", "tax_certificate_until": "Surat berlaku sampai",
    "since": "Benar sejak",
}  # fmt: skip
OFFICER_COLUMNS: Mapping[str, str] = {
    "agency": "OPD", "post": "Jabatan", "name": "Nama", "nip": "NIP", "decree": "Nomor SK", "decree_on": "Tanggal SK", "since": "Menjabat sejak",
    "until": "Sampai",
}  # fmt: skip
OFFER_COLUMNS: Mapping[str, str] = {
    "contract": "Kontrak", "item": "Butir", "type": "Jenis", "maker": "Pembuat", "quantity": "Jumlah", "estimate": "HPS",
    "planned": "Menurut rencana", "asked": "Harga ditawarkan",
}  # fmt: skip
"""Name of a column -> its heading in the sheet that the program hands out, and that it reads back."""
LONG_NUMBERS = ("nik", "npwp", "nib", "account", "nip")
"""Numbers of more digits than a spreadsheet keeps: as a number it rounds them, so their columns are text."""
LEGAL_FORM_NAMES = {"perorangan": "person", "ud": "ud", "cv": "cv", "pt": "pt", "koperasi": "cooperative", "sekolah": "school"}
TAX_NAMES = {"tidak ada": "none", "suket": "suket", "pernyataan": "statement", "skb": "exempt"}
POST_NAMES = {"pa": "pa", "kpa": "kpa", "ppk": "ppk", "pejabat pengadaan": "pp", "pptk": "pptk", "bendahara": "treasurer"}
YES, NO = {"ya", "y", "yes"}, {"", "tidak", "t", "no"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, as a refusal that a page says in the reader's language."""

    row: int
    refused: Refused


@dataclass(frozen=True)
class Difference:
    """One thing that a file would change: of whom, what, from what to what; `doubtful` where somebody should look twice."""

    row: int
    whom: str
    what: str
    before: str
    after: str
    doubtful: str = ""


@dataclass
class Read:
    """What a file says: what an action would take, what it changes, what is wrong, and rows that say nothing new or nothing at all."""

    said: list[object] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0
    blank: int = 0


def rows_under(
    sheets: Sheets, columns: Mapping[str, str], needed: Sequence[str], also: Mapping[str, Sequence[str]] | None = None
) -> list[tuple[int, dict[str, str]]]:
    """Row number and cells by column, of the one sheet that has the headings and rows filled in; a column that is not there is blank."""
    rows = the_list(sheets, Wanted(columns, needed, also or {})).rows
    if len(rows) > MOST_ROWS:
        raise Refused("Paling banyak %(most)s baris sekali unggah. Bagi berkasnya.", field="file", most=MOST_ROWS)
    return rows


def each_row(read: Read, rows: Sequence[tuple[int, Cells]], say: Callable[[int, Cells], None]) -> Read:
    """Let every row say what it says; what is refused becomes a fault of its row."""
    for number, cells in rows:
        try:
            say(number, cells)
        except Refused as refused:
            read.faults.append(Fault(number, refused))
    read.faults.sort(key=lambda f: f.row)
    return read


def once(seen: dict[str, int], key: str, row: int) -> None:
    """Refuses a row about what an earlier row of the file is about."""
    if key in seen:
        raise Refused("Sama dengan baris %(row)s berkas ini. Hapus salah satunya.", row=seen[key])
    seen[key] = row


def whole_number_text(cells: Cells, name: str, heading: str) -> str:
    """A long number as its digits; refuses one that the spreadsheet has turned into a rounded number."""
    text = cells[name]
    is_rounded = name == "nik" and text.endswith("0000")  # nobody has the number 0000 of a day; 0001 becomes it when it is rounded
    if is_rounded or "e+" in text.casefold() or (text.endswith(".0") and len(text) > 12):
        raise Refused(
            "%(heading)s ditulis sebagai angka, jadi Excel membulatkannya. Ubah kolom itu menjadi teks, ketik lagi, lalu unggah.", field=name,
            heading=heading,
        )  # fmt: skip
    return text


def chosen(cells: Cells, name: str, names: Mapping[str, str], heading: str, default: str = "") -> str:
    """A code by the word that the sheet uses for it, or by the code itself."""
    text = cells[name].casefold()
    if not text and default:
        return default
    if text in names:
        return names[text]
    if text in names.values():
        return text
    raise Refused("%(heading)s: pilih salah satu dari %(choices)s.", field=name, heading=heading, choices=", ".join(names))


def yes_or_no(cells: Cells, name: str, heading: str) -> bool:
    text = cells[name].casefold()
    if text not in YES | NO:
        raise Refused("%(heading)s: tulis ya atau tidak.", field=name, heading=heading)
    return text in YES


def vendor_said(cells: Cells, held: Mapping[str, str] | None) -> dict[str, object]:
    """What `state_vendor` takes, of a row; a long number that is left blank stays as it is stated (`held`)."""
    values = {name: cells[name] for name in VENDOR_COLUMNS if name not in ("workshop", "name", "charges_vat", "since")}
    for name in ("nik", "npwp", "nib", "account"):
        values[name] = whole_number_text(cells, name, VENDOR_COLUMNS[name])
        if not values[name] and held and name != "nib":
            values[name] = held[name]
    values["legal_form"] = chosen(cells, "legal_form", LEGAL_FORM_NAMES, VENDOR_COLUMNS["legal_form"])
    values["tax_status"] = chosen(cells, "tax_status", TAX_NAMES, VENDOR_COLUMNS["tax_status"], "none")
    on, until = values.pop("tax_certificate_on"), values.pop("tax_certificate_until")
    return {
        "workshop": cells["workshop"], "values": values, "charges_vat": yes_or_no(cells, "charges_vat", VENDOR_COLUMNS["charges_vat"]),
        "since": typed.day(cells["since"], "since"), "tax_certificate_on": typed.day(on, "tax_certificate_on") if on else None,
        "tax_certificate_until": typed.day(until, "tax_certificate_until") if until else None,
    }  # fmt: skip


def officer_said(cells: Cells, agency: str) -> dict[str, object]:
    """What `name_officer` takes, of a row."""
    post = chosen(cells, "post", POST_NAMES, OFFICER_COLUMNS["post"])
    assert post in POSTS
    return {
        "agency": agency, "post": post, "name": cells["name"], "nip": whole_number_text(cells, "nip", OFFICER_COLUMNS["nip"]),
        "decree": cells["decree"], "decree_on": typed.day(cells["decree_on"], "decree_on"), "since": typed.day(cells["since"], "since"),
        "until": typed.day(cells["until"], "until") if cells["until"] else None,
    }  # fmt: skip


def price_said(cells: Cells) -> int:
    """The price that a row of an offer asks."""
    return typed.money(cells["asked"], "asked", least=1)
