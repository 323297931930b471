"""Decides which column of a sheet is which column of the format, and asks where two claim the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.guard import column_letters
from tempa.values.programme.people.content import Contents
from tempa.values.programme.people.headings import AFTER, BEFORE, CHANGE, Headings
from tempa.values.programme.people.proposal import Choice, ColumnRead, Question, SheetRead

MUST_HAVE = {"orders": ("type", "quantity")}
"""Columns without which a row says nothing: where no heading names them, a person is asked which column it is."""
NONE, ONE_EACH = "-", "one"
_MEASURES = {"quantity", "unit_price", "amount", "_unit_price", "_total"}  # what a revision changes
_LATER = re.compile(
    r"(?i)\b(?:vol|jml|jum|kuant|qty|banyak|harga|hrg|pagu|anggaran|nilai|hasil|akhir|final|fix|\w*(?:setuju|verif|nego|focus|rekom|sepakat)\w*)")
"""A heading that may be what a count or price came to after something."""
_BESIDE = {
    "_no": ("nomor urut", "running number"), "_unit": ("satuan", "unit"), "_unit_price": ("harga satuan", "unit price"),
    "_total": ("total", "total"), "_note": ("catatan", "note"), "_account_code": ("kode rekening", "account code"),
}
"""What stands beside a row and is no column of the format."""


@dataclass(frozen=True)
class Layout:
    """`fields` maps columns of the format (and extras) to column numbers from 0; `asked` keeps rows waiting."""

    about: SheetRead
    fields: dict[str, int]
    asked: tuple[Question, ...]

    def letter(self, field: str) -> str:
        return column_letters(self.fields[field] + 1) if field in self.fields else ""


def lay_out(sheet: str, headings: Headings, answers: Mapping[str, str], without: frozenset[int] = frozenset(),
            may_lack: frozenset[str] = frozenset(), contents: Contents | None = None) -> Layout:
    """`without` are columns that do not count; fields of `may_lack` are told otherwise and are not asked for; `contents` says
    which columns hold numbers, words, rupiah, where that is known."""
    claims: dict[str, list[int]] = {}
    passed_over = _other_side(headings) | without
    for column, meaning in enumerate(headings.meanings):
        if column in passed_over:
            continue
        for field in _counted_for(column, headings, contents) or _free_meanings(meaning, headings):
            claims.setdefault(field, []).append(column)
    _tell_sums_from_counts(headings, claims)
    if contents is not None:
        _tell_counts_by_content(headings, claims, contents)
        if "quantity" not in claims and (after := _count_after(headings, contents)):
            claims["quantity"] = after
        if not {"quantity", "_unit_price"} & {*claims, *may_lack}:
            _take_sums_for_counts(claims, contents)
    if contents is not None:
        _prefer_codes(claims, contents)
        _doubt_what_was_before(headings, claims, contents)
    fields, asked = {}, []
    for field, columns in claims.items():
        chosen = _chosen(columns, answers.get(f"heading:{sheet}:{field}", ""))
        if chosen is None and not field.startswith("_"):
            asked.append(_which_column(sheet, headings, field, columns))
        elif chosen is None:
            fields[field] = columns[0]
        elif chosen >= 0:
            fields[field] = chosen
    for field in MUST_HAVE.get(headings.table, ()):
        if field not in claims and field not in may_lack:
            hidden = without | _not_for(field, headings, contents)
            asked += _missing(sheet, headings, field, fields, answers, hidden, may_be_one=field == "quantity" and "type" in may_lack)
    return Layout(_about(sheet, headings, fields), fields, tuple(asked))


def _other_side(headings: Headings) -> frozenset[int]:
    """Of a revision only what it comes to counts: count and price are of one side, the one after.

    Columns before it and of the change are passed over where the heading has a column after for anything.
    """
    after = [c for c, side in enumerate(headings.sides) if side == AFTER and headings.meanings[c]]
    if not after:
        return frozenset()
    said_after = {headings.meanings[c][0] for c in after}
    return frozenset(
        c for c, side in enumerate(headings.sides)
        if side == CHANGE or (side == BEFORE and (not headings.meanings[c] or set(headings.meanings[c]) & (_MEASURES | said_after)))
    )


def _count_after(headings: Headings, contents: Contents) -> list[int]:
    """`Semula` and `Menjadi` (or `Usulan` and `Disetujui`) alone over numbers are counts, of which the one after is ordered."""
    bare = {side: [c for c, found in enumerate(headings.sides) if found == side and not headings.meanings[c]
                   and c in contents.numeric - contents.amounts] for side in (BEFORE, AFTER)}
    return bare[AFTER] if headings.table == "orders" and bare[BEFORE] and len(bare[AFTER]) == 1 else []


def _take_sums_for_counts(claims: dict[str, list[int]], contents: Contents) -> None:
    """`Total` behind columns of villages, whose numbers it adds up row by row, is the count; no rupiah stands in such a list."""
    sums = [c for c in claims.get("_total", []) if c in contents.sums - contents.amounts]
    if len(sums) == 1:
        claims["quantity"] = sums
        claims["_total"] = [c for c in claims["_total"] if c not in sums]
        if not claims["_total"]:
            del claims["_total"]


def _tell_sums_from_counts(headings: Headings, claims: dict[str, list[int]]) -> None:
    """`Volume, Satuan, Harga Satuan, Jumlah`: behind the price `Jumlah` is rupiah, where another column counts."""
    price = min(claims.get("_unit_price", [len(headings.texts)]))
    sums = [c for c in claims.get("quantity", []) if c > price]
    if headings.table == "orders" and sums and len(sums) < len(claims["quantity"]):
        claims["quantity"] = [c for c in claims["quantity"] if c not in sums]
        claims["_total"] = claims.get("_total", []) + sums


def _tell_counts_by_content(headings: Headings, claims: dict[str, list[int]], contents: Contents) -> None:
    """Of several columns that may be the count, one of words is the unit (`Volume` merged over `5` and `unit`) and one of rupiah
    the sum (`Vol`, `Jumlah`)."""
    counts = claims.get("quantity", [])
    if headings.table != "orders" or headings.own:
        return
    for column in set(counts) & set(claims.get("_unit", [])):  # `Unit` heads either
        claims["quantity" if column in contents.wordy else "_unit"].remove(column)
    for field in [field for field, columns in claims.items() if not columns]:
        del claims[field]
    counts = claims.get("quantity", [])
    for field, apart in (("_unit", contents.wordy), ("_total", contents.amounts)):
        moved = [c for c in counts if c in apart]
        if moved and len(moved) < len(counts):
            counts = claims["quantity"] = [c for c in counts if c not in moved]
            claims[field] = claims.get(field, []) + moved


def _counted_for(column: int, headings: Headings, contents: Contents | None) -> tuple[str, ...]:
    """`Permintaan OPD` over numbers is what the agency asks for, and no agency."""
    is_count = contents is not None and column in contents.numeric - contents.amounts and headings.side(column)
    return ("quantity",) if is_count and headings.table == "orders" and headings.meanings[column][:1] in (("agency",), ("destination",)) else ()


def _prefer_codes(claims: dict[str, list[int]], contents: Contents) -> None:
    """Of a column of codes and one of names that mean the same, the codes say it for certain."""
    for field, columns in claims.items():
        if len(coded := [c for c in columns if c in contents.codes]) == 1:
            claims[field] = coded


def _doubt_what_was_before(headings: Headings, claims: dict[str, list[int]], contents: Contents) -> None:
    """A count or price before a revision never stands alone where a column beside it may be what it came to, in words that nobody
    knows (`Vol. Awal`, `Vol. Refocusing`): then a person is asked."""
    for field in (field for field in _MEASURES if len(claims.get(field, [])) == 1):
        column = claims[field][0]
        alike = contents.amounts if column in contents.amounts else contents.numeric - contents.amounts
        if headings.side(column) == BEFORE:
            claims[field] += [c for c, text in enumerate(headings.texts) if c in alike and not headings.meanings[c]
                              and headings.side(c) != CHANGE and _LATER.search(text)]


def _free_meanings(meaning: tuple[str, ...], headings: Headings) -> tuple[str, ...]:
    """A heading with several meanings leaves those to other columns that have no second one."""
    if len(meaning) < 2:
        return meaning
    certain = {other[0] for other in headings.meanings if len(other) == 1}
    return tuple(field for field in meaning if field not in certain) or meaning


def _chosen(columns: list[int], answer: str) -> int | None:
    """The only column, or the answered one; -1 for none of them, None where nobody has said."""
    if answer == NONE:
        return -1
    letters = {column_letters(column + 1): column for column in columns}
    return letters.get(answer, columns[0] if len(columns) == 1 else None)


def field_name(table: str, field: str) -> tuple[str, str]:
    if field.startswith("_"):
        return _BESIDE.get(field, (field[1:], field[1:]))
    column = SCHEMA[table].column(field)
    if (table, field) == ("orders", "type"):
        return "Nama barang", "Name of the machine"
    return column.name_id, column.name_en


def _which_column(sheet: str, headings: Headings, field: str, columns: list[int]) -> Question:
    name_id, name_en = field_name(headings.table, field)
    listed = ", ".join(f"{column_letters(c + 1)} ({headings.texts[c]})" for c in columns)
    return Question(
        f"heading:{sheet}:{field}", sheet, headings.last + 1, "",
        f"Lembar {sheet}: kolom {listed} sama-sama dapat berarti {name_id!r}. Pakai yang mana?",
        f"Sheet {sheet}: the columns {listed} may all mean {name_en!r}. Which one counts?",
        (*(_column_choice(headings, c) for c in columns), Choice(NONE, "tidak satu pun", "none of them")))


def _not_for(field: str, headings: Headings, contents: Contents | None) -> frozenset[int]:
    """Columns that cannot hold a field by what stands in them: a count is a number, a machine's name is none."""
    if contents is None:
        return frozenset()
    counts = contents.numeric - contents.amounts
    return frozenset(c for c in range(len(headings.texts)) if (c not in counts if field == "quantity" else c in contents.numeric))


def _missing(sheet: str, headings: Headings, field: str, fields: dict[str, int], answers: Mapping[str, str],
             without: frozenset[int], *, may_be_one: bool) -> list[Question]:
    """Asks which of the columns that were not recognised holds a field; puts the answered one into `fields`.

    In a list of who gets the machine that the title names, each row may be one of it (`may_be_one`).
    """
    may_be = [(), ("_total",)] if field == "quantity" else [()]  # `Total` beside months or places is a count
    unknown = [c for c, meaning in enumerate(headings.meanings) if meaning in may_be and headings.texts[c] and c not in without]
    answer = answers.get(f"heading:{sheet}:{field}", "")
    letters = {column_letters(c + 1): c for c in unknown}
    if answer in letters:
        fields[field] = letters[answer]
        if fields.get("_total") == fields[field]:
            del fields["_total"]
    if answer in letters or answer == NONE or not (unknown or may_be_one) or (may_be_one and answer == ONE_EACH):
        return []
    each = (Choice(ONE_EACH, "tidak ada: tiap baris satu unit", "none: one unit in each row"),) if may_be_one else ()
    name_id, name_en = field_name(headings.table, field)
    return [Question(
        f"heading:{sheet}:{field}", sheet, headings.last + 1, "",
        f"Lembar {sheet}: tidak ada judul yang berarti {name_id!r}. Kolom mana yang berisi itu?",
        f"Sheet {sheet}: no heading means {name_en!r}. Which column holds it?",
        (*each, *(_column_choice(headings, c) for c in unknown), Choice(NONE, "tidak ada", "none")))]


def _column_choice(headings: Headings, column: int) -> Choice:
    label = f"{column_letters(column + 1)}: {headings.texts[column]}"
    return Choice(column_letters(column + 1), label, label)


def _about(sheet: str, headings: Headings, fields: dict[str, int]) -> SheetRead:
    used = {column: field for field, column in fields.items()}
    read = [ColumnRead(column_letters(c + 1), text, used.get(c, "")) for c, text in enumerate(headings.texts) if text]
    return SheetRead(sheet, headings.table, headings.first + 1, headings.last + 1, headings.own,
                     tuple(column for column in read if column.field), tuple(c for c in read if not c.field))
