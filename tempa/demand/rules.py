"""How an order may change, and what each change moves: units and rupiah that always add up to today's order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tempa.ledger.rules import Refused
from tempa.values.programme import SCHEMA, Column, Tables, TableSchema
from tempa.values.programme.entered import entered_date, entered_price, entered_units
from tempa.values.rupiah import rupiah

CHANGES = ("quantity", "price", "due_date", "destination", "cancelled", "added")
REASONS = (
    "agency_request", "budget_cut", "budget_added", "price_agreed", "specification", "recipient", "nobody_can_make",
    "schedule", "typing_error", "other",
)  # fmt: skip

LONGEST_CODE, LONGEST_REGENCY, LONGEST_NAME = 60, 120, 200
LONGEST_LINE = 56  # its lots are LINE-1, LINE-2 …
LONGEST_SERIAL = 50  # the programme's and the type's code in PROGRAMME-TYPE-NNNN-C


@dataclass(frozen=True)
class Change:
    """One change as asked for: of an order line, or (price) of a machine type for all its lines."""

    change: str
    subject: str
    before: str
    after: str
    reason: str
    note: str = ""
    paper: str = ""
    sheet: str = ""


def check_reason(change: Change) -> None:
    """Refuses a change without a reason of the list, and the reason "other" without words."""
    if change.change not in CHANGES:
        raise Refused("Jenis perubahan %(change)s tidak dikenal.", change=change.change)
    if change.reason not in REASONS:
        raise Refused("Pilih alasan perubahan %(subject)s dari daftar.", field="reason", subject=change.subject)
    if change.reason == "other" and len(change.note.strip()) < 10:
        raise Refused(
            "Alasan lain untuk %(subject)s perlu penjelasan, paling sedikit 10 huruf.", field="note", subject=change.subject
        )
    if len(change.note) > 2000 or len(change.paper) > 120:
        raise Refused("Penjelasan paling panjang 2.000 huruf dan nomor surat 120 huruf. Persingkat, lalu simpan lagi.")


def check_lengths(tables: Tables) -> None:
    """Refuses codes and names that are longer than the pages, papers and tables of a programme have room for."""
    code = next((row["value"] for row in tables["programme"] if row["key"] == "code"), "")
    for row in tables["types"]:
        if len(code) + len(row["type"]) > LONGEST_SERIAL:
            raise Refused(
                "Kode program %(code)s dan kode jenis %(type)s bersama %(length)s huruf, paling panjang %(most)s, karena keduanya berdiri di nomor "
                "seri setiap mesin. Persingkat salah satunya.", code=code, type=row["type"], length=len(code) + len(row["type"]), most=LONGEST_SERIAL,
            )  # fmt: skip
    for name, schema in SCHEMA.items():
        room = {c.name: longest(c, schema) for c in schema.columns if c.kind == "text" and name != "programme"}
        for row in tables[name]:
            for column, most in room.items():
                if len(row[column]) > most:
                    raise Refused(
                        "%(column)s %(code)s di lembar %(table)s panjangnya %(length)s huruf, paling panjang %(most)s. Persingkat di situ dan di "
                        "lembar lain yang menyebutnya.", column=schema.column(column).name_id, code=row[column][:20] + "…", table=name,
                        length=len(row[column]), most=most,
                    )  # fmt: skip


def longest(column: Column, schema: TableSchema) -> int:
    """Signs that a text column may have."""
    if column.name == "line":
        return LONGEST_LINE
    return LONGEST_CODE if column.refers or column.name in schema.key else LONGEST_REGENCY if column.name == "regency" else LONGEST_NAME


def with_own_code(code: str, tables: Tables) -> Tables:
    """The tables with the code under which the programme was opened: its serials, contracts and chain bear that, whatever a file says."""
    rows = [row | {"value": code} if row["key"] == "code" else row for row in tables["programme"]]
    return tables if rows == tables["programme"] else tables | {"programme": rows}


def codes_gone(now: Tables, new: Tables) -> list[tuple[str, str]]:
    """(table, code) of the rows of one code that are there now and not in `new`."""
    keys = {name: schema.key[0] for name, schema in SCHEMA.items() if len(schema.key) == 1 and name not in ("programme", "orders")}
    return [(name, code) for name, key in keys.items() for code in sorted({row[key] for row in now[name]} - {row[key] for row in new[name]})]


def check_unnamed(gone: Iterable[tuple[str, str]], named: Mapping[str, Collection[str]]) -> None:
    for table, code in gone:
        if code in named.get(table, ()):
            raise Refused(
                "%(code)s tidak ada lagi di lembar %(table)s, padahal catatan program ini menyebutnya (lot, kontrak, pesanan bahan, serah terima, "
                "atau peran orang). Biarkan barisnya di situ.", code=code, table=table,
            )  # fmt: skip


def steps_changed(now: Tables, new: Tables) -> set[str]:
    """Types that have other steps in `new`; how long a step takes may change."""
    before, after = steps_of(now), steps_of(new)
    return {type for type, steps in before.items() if type in after and after[type] != steps}


def steps_of(tables: Tables) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in tables["routings"]:
        found.setdefault(row["type"], set()).add(row["step"])
    return found


def check_not_begun(types: Collection[str], begun: Collection[str]) -> None:
    for type in sorted(types):
        if type in begun:
            raise Refused(
                "Langkah kerja %(type)s tidak dapat ditambah atau dikurangi lagi: mesinnya sudah bernomor seri dan kemajuannya dilaporkan menurut "
                "langkah yang ada. Jam tiap langkah boleh berubah.", type=type,
            )  # fmt: skip


def accounts_changed(now: Tables, new: Tables) -> set[str]:
    """Budget lines that have another account code in `new`."""
    before = {row["budget_line"]: row["account_code"] for row in now["budget_lines"]}
    return {row["budget_line"] for row in new["budget_lines"] if before.get(row["budget_line"], row["account_code"]) != row["account_code"]}


def check_unpaid(lines: Collection[str], paid: Collection[str]) -> None:
    for line in sorted(lines):
        if line in paid:
            raise Refused(
                "Kode rekening baris anggaran %(line)s tidak dapat berubah lagi: pembayaran dari baris itu sudah disetujui dengan kode yang ada. "
                "Buat baris anggaran baru untuk kode yang lain.", line=line,
            )  # fmt: skip


def check_uncontracted(lines: Iterable[str], contracted: Mapping[str, str]) -> None:
    """Refuses to cancel a line of which a contract holds lots (`contracted`: line -> contract)."""
    for line in lines:
        if line in contracted:
            raise Refused(
                "Baris %(line)s ada di kontrak %(contract)s, jadi belum dapat dibatalkan. Buat dulu adendum kontrak itu (jumlah butirnya menjadi 0), "
                "atau tarik konsepnya, lalu batalkan baris ini.", line=line, contract=contracted[line],
            )  # fmt: skip


def check_unworked(lines: Iterable[str], worked: Mapping[str, str]) -> None:
    """Refuses to cancel a line on which somebody has worked (`worked`: line -> lot): what is reported of a lot stands on its line."""
    for line in lines:
        if line in worked:
            raise Refused(
                "Pekerjaan lot %(lot)s untuk baris %(line)s sudah dilaporkan, jadi baris ini tidak dapat dihapus seluruhnya dari pesanan. "
                "Kurangi jumlahnya, paling sedikit menjadi 1.", line=line, lot=worked[line],
            )  # fmt: skip


def check_value(change: Change, *, start: date, destinations: Mapping[str, str]) -> None:
    """Refuses a new value that the programme format would refuse."""
    readers = {"quantity": entered_units, "price": entered_price}
    if change.change in readers and readers[change.change](change.after) is None:
        raise Refused(
            "%(value)s bukan bilangan bulat lebih dari 0. Tulis angka tanpa titik, koma, atau nol di depan, jumlah paling banyak "
            "1.000.000 dan harga paling banyak Rp100 miliar; untuk menghapus baris, pilih Batalkan baris.",
            field="after", value=change.after or "(kosong)",
        )  # fmt: skip
    if change.change == "due_date":
        check_date(change, start)
    if change.change == "destination" and change.after not in destinations:
        raise Refused("Tujuan %(value)s tidak ada di program ini. Pilih dari daftar.", field="after", value=change.after)
    if change.change != "added" and change.before == change.after:
        raise Refused(
            "%(subject)s sudah bernilai %(value)s. Tidak ada yang berubah.", field="after", subject=change.subject, value=change.after
        )


def check_budgets(before: Mapping[str, int], after: Mapping[str, int], awarded: Mapping[str, int]) -> None:
    """Refuses a budget line that is lowered, or taken away, below what lots that hold cost on it (budget line -> rupiah)."""
    for line, amount in before.items():
        now = after.get(line, 0)
        if now < amount and now < awarded.get(line, 0):
            raise Refused(
                "Plafon %(line)s tidak dapat turun menjadi %(now)s: lot yang sudah diberikan atasnya bernilai %(awarded)s. Kurangi dulu "
                "pesanannya dan rencanakan ulang, atau isi plafon paling sedikit sebesar itu.",
                line=line, now=rupiah(now), awarded=rupiah(awarded[line]),
            )  # fmt: skip


def check_date(change: Change, start: date) -> None:
    due = entered_date(change.after)
    if due is None:
        raise Refused(
            "%(value)s bukan tanggal. Tulis tanggal, misalnya 2020-08-17.", field="after", value=change.after or "(kosong)"
        )
    if due < start:
        raise Refused(
            "Tanggal %(due)s lebih awal dari mulainya program, %(start)s.", field="after", due=change.after, start=str(start)
        )


def effect(
    change: str, *, quantity_before: int, quantity_after: int, price_before: int, price_after: int
) -> tuple[int, int]:
    """(units, rupiah at the owner's estimate) by which a change moves the order."""
    units = quantity_after - quantity_before
    return units, quantity_after * price_after - quantity_before * price_before
