"""Tells rows that hold a record from subtotals, section titles, numbered columns and repeated headings."""

from __future__ import annotations

import re
from decimal import Decimal

from tempa.values.period import parse_date_words
from tempa.values.programme.aliases import Aliases, plain
from tempa.values.programme.grid import Cell, Grid, is_empty, is_error, text_of_cell
from tempa.values.programme.numbers import date_of, number_of
from tempa.values.programme.people.headings import Headings, is_heading_again
from tempa.values.quantity import parse_quantity

_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2})\s*\)?(?:\s*=.*)?")
_ENUMERATOR = re.compile(r"\(?(?:[IVXLC]{1,6}|[A-Za-z])[.)]?")
_PLACE_AND_DAY = re.compile(r"[^\W\d][\w .]*,\s*(?:\d{1,2}|[.…_\s]+)?\s*(?:[^\W\d]+|[.…_]+)\s+(?:\d{4}|\d{0,4}[.…_]+)")
_COUNT = re.compile(r"=|[(-]?\s*(?:rp\.?\s*)?\d[\d.,]*(?:\s*[^\d\s][^\d]{0,11})?")
_SECTION = re.compile(r"^\s*(?:[IVXLC]+|[A-Z]|\d+)[.)]\s+")
Reason = tuple[str, str]
HEADING_AGAIN: Reason = ("judul kolom diulang", "the heading again")
SUM: Reason = ("baris jumlah", "a subtotal")
BELOW: Reason = ("di bawah tabel: catatan atau tanda tangan", "below the table: a note or a signature")


def filled_rows(grid: Grid, first: int, across: frozenset[int]) -> list[list[Cell]]:
    """The rows below a heading, vertically merged cells repeated in each row; `across` columns stay as they are."""
    rows = [list(row) for row in grid.cells]
    for top, left, bottom, _ in grid.merged:
        if bottom > top >= first and left not in across:
            for number in range(top + 1, min(bottom + 1, len(rows))):
                if left < len(rows[number]) and not is_empty(rows[number]):
                    rows[number][left] = grid.cells[top][left]
    return rows


def merged_over_several(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell is part of a merged one that covers more than one row with content of its own."""
    for top, left, bottom, _ in grid.merged:
        if left == column and top <= row <= bottom and bottom > top:
            return sum(not is_empty(grid.cells[n]) for n in range(top, min(bottom + 1, len(grid.cells)))) > 1
    return False


def reason_to_leave_out(grid: Grid, number: int, row: list[Cell], headings: Headings, fields: dict[str, int],
                        aliases: Aliases, measures: frozenset[int] = frozenset()) -> Reason | None:
    """Why a row that is not empty holds no record; None where it holds one. `measures` are columns over which counts are spread."""
    own = own_texts(grid, number)
    given = [text for text in own if text]
    if is_heading_again(own, headings):
        return HEADING_AGAIN
    if not any(map(plain, given)) and any(len(set(text)) == 1 and len(text) > 2 for text in given):
        return "garis pemisah", "a line between"
    if _numbers_columns(given):
        return "nomor kolom", "numbers of the columns"
    if is_subtotal(own, fields, aliases):
        return SUM
    if len(given) == 1 and len(fields) > 1:
        return "hanya satu sel terisi: judul bagian atau catatan", "a single cell: a section title or a note"
    known = [c for c in {*(c for field, c in fields.items() if not field.startswith("_")), *measures} if c < len(row)]
    if not any(own[column] or text_of_cell(row[column]).strip() for column in known):
        return "tidak ada isi pada kolom yang dikenal", "nothing in a column that was recognised"
    if "quantity" in fields and fields["quantity"] < len(own) and own[fields["quantity"]] == ":":
        return "di luar tabel: keterangan", "outside of the table: what is told of it"
    if is_section(grid, number, fields):
        return "judul bagian", "a section title"
    if _is_amount_alone(own, fields):
        return "hanya nilai rupiah, tanpa nomor, jumlah, dan satuan", "rupiah alone, without number, count and unit"
    return None


def own_texts(grid: Grid, number: int) -> list[str]:
    """The texts of a row; a formula that nobody has calculated counts as content."""
    return grid.texts[number]


def _numbers_columns(given: list[str]) -> bool:
    found = [_COLUMN_NUMBER.fullmatch(text) for text in given]
    if len(given) < 3 or not all(found):
        return False
    numbers = [int(match[1]) for match in found if match]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1


def is_subtotal(own: list[str], fields: dict[str, int], aliases: Aliases) -> bool:
    """A row that starts with `Jumlah`, `Total`, `PPN` or the like and is no record of its own (no number, unit or price)."""
    first = next((text for text in own if text and not _is_number(text) and not _is_enumerator(text)), "")
    if not _begins(plain(first), aliases.subtotals) and not plain(first).endswith(" total"):  # `DKP Total`, as pivot tables write
        return False
    if plain(first) in _SUMS_ALONE and not _has_number(own, fields):
        return True
    record = [own[fields[field]] for field in ("_no", "_unit", "_unit_price", "unit_price", "due_date")
              if field in fields and fields[field] < len(own)]
    return not any(text and text != first and not _is_enumerator(text) for text in record)


_SUMS_ALONE = {"jumlah", "total", "jumlah total", "total jumlah", "sub total", "subtotal", "sub jumlah", "grand total", "jumlah seluruhnya"}


def _has_number(own: list[str], fields: dict[str, int]) -> bool:
    return "_no" in fields and fields["_no"] < len(own) and bool(own[fields["_no"]]) and not _is_enumerator(own[fields["_no"]])


def _is_amount_alone(own: list[str], fields: dict[str, int]) -> bool:
    """A cost beside the goods (carriage, profit): words and a total in a table whose records have numbers or units."""
    filled = {field for field, c in fields.items() if c < len(own) and own[c]}
    is_amount = "_total" in filled and bool(_COUNT.fullmatch(own[fields["_total"]].casefold()))
    return is_amount and bool({"_no", "_unit"} & set(fields)) and {"type", "_total"} <= filled <= {"type", "_total", "_note", "_account_code"}


def is_sum_of(own: list[str], above: list[list[str]], fields: dict[str, int]) -> bool:
    """A row without any words whose count, or total, is that of the rows above it."""
    sums = [fields[f] for f in ("quantity", "_total") if f in fields and fields[f] < len(own)]
    if len(above) < 2 or not sums or any(text and not _is_number(text) for text in own):
        return False
    return any(own[c] and _added(own[c]) is not None
               and _added(own[c]) == sum(_added(row[c]) or 0 for row in above if c < len(row)) for c in sums)


def _added(text: str) -> Decimal | None:
    return number_of(text) if number_of(text) is not None else parse_quantity(text)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,()%\s-]+", text))


def _is_enumerator(text: str) -> bool:
    """A roman number or a single letter, as sections are numbered: `I`, `IV.`, `A`, `b)`."""
    return bool(_ENUMERATOR.fullmatch(text))


def is_section(grid: Grid, number: int, fields: dict[str, int]) -> bool:
    """A numbered title: a number or letter and a name, but neither count, unit nor price; a sum may stand beside it.

    Under a plain number the rows must begin anew (`1`, `2.1`, `a`): else it may be a record that lacks its count.
    """
    own = own_texts(grid, number)
    place = fields.get("_no", next((c for c, text in enumerate(own) if text), 0))
    beside = [c for field, c in fields.items() if field in ("_total", "_note")]
    others = [text for c, text in enumerate(own) if text and c != place and c not in beside]
    mark = own[place] if place < len(own) else ""
    if len(others) != 1 or not mark or _is_number(others[0]):
        return False
    if _is_enumerator(mark):
        return True
    plain_number = re.fullmatch(r"((?:[IVXLC]{1,6}\.|[A-Za-z]\.)?\d+(?:\.\d+)*)[.)]?", mark)
    following = _next_mark(grid, number, place)
    return bool(plain_number and following and (
        re.fullmatch(r"(?:0*1|[A-Za-z])[.)]?|[-–•*].*", following) or following.startswith(f"{plain_number[1]}.")))


def _next_mark(grid: Grid, number: int, place: int) -> str:
    for below in range(number + 1, len(grid.cells)):
        own = own_texts(grid, below)
        if any(own):
            return own[place] if place < len(own) else ""
    return ""


def section_name(grid: Grid, number: int) -> str:
    """The text of a section title, without `I.` or `A.` before it."""
    given = [text for cell in grid.cells[number] if (text := text_of_cell(cell).strip())]
    words = [text for text in given if not _is_number(text) and not _is_enumerator(text)]
    return _SECTION.sub("", words[0]) if len(words) == 1 and len(given) <= 3 else ""


def rows_below(grid: Grid, first: int, headings: Headings, fields: dict[str, int], aliases: Aliases,
               counts: frozenset[int] = frozenset()) -> frozenset[int]:
    """Rows that belong to no table any more: what is written out in words, signatures, their places and days, notes.

    They begin with a word of theirs (`Mengetahui`, `NIP`, `Terbilang`) and end where records go on. Below the last record
    they need no such word: there a row with neither number, unit, count nor price is none.
    """
    measures = [c for field, c in fields.items() if field in _MEASURES] + sorted(counts)
    if not measures or headings.own:
        return frozenset()
    found: set[int] = set()
    below, last = False, first - 1
    for number in range(first, len(grid.cells)):
        own = own_texts(grid, number)
        if not any(own):
            continue
        if is_heading_again(own, headings):
            below = False
        elif not _is_counted(own, fields, aliases) and _is_below(next(text for text in own if text), aliases):
            below = True
            found.add(number)
        elif below and _counts_a_term(own, fields, aliases):
            found.add(number)
        elif _is_measured(own, fields, measures, aliases) or (not below and _is_counted(own, fields, aliases)):
            below, last = False, number
        elif below or any(_is_below(text, aliases) for text in own if text):
            below = True
            found.add(number)
    shown = [c for field, c in fields.items() if not field.startswith("_")]
    found.update(
        number for number in range(last + 1, len(grid.cells))
        if any(own := own_texts(grid, number)) and not _is_counted(own, fields, aliases)
        and not any(own[c] and not _is_day(own[c]) for c in measures if c < len(own)) and sum(bool(own[c]) for c in shown if c < len(own)) <= 2
    )
    return frozenset(found)


_MEASURES = ("quantity", "unit_price", "amount", "hours_per_week", "hours_per_unit")


def _is_measured(own: list[str], fields: dict[str, int], measures: list[int], aliases: Aliases) -> bool:
    """Whether a row says how many or how much of something; numbered notes below a table do not."""
    counted = any(c < len(own) and (is_error(own[c]) or _COUNT.fullmatch(own[c].casefold())) for c in measures)
    return counted and not is_subtotal(own, fields, aliases)


def _is_day(text: str) -> bool:
    return date_of(text) is not None or parse_date_words(text) is not None


def _is_counted(own: list[str], fields: dict[str, int], aliases: Aliases) -> bool:
    """A row with a number of its own, or with a unit."""
    number, unit = (own[fields[f]] if f in fields and fields[f] < len(own) else "" for f in ("_no", "_unit"))
    return bool(re.fullmatch(r"\d+(?:\.\d+)*[.)]?", number)) or plain(unit) in aliases.units


def _counts_a_term(own: list[str], fields: dict[str, int], aliases: Aliases) -> bool:
    """A note that counts days or months (`Masa garansi | 12 | bulan`), where notes have begun."""
    unit = own[fields["_unit"]] if "_unit" in fields and fields["_unit"] < len(own) else ""
    return plain(unit) in aliases.note_units


def _is_below(text: str, aliases: Aliases) -> bool:
    return _begins(plain(text), aliases.below) or bool(_PLACE_AND_DAY.fullmatch(text))


def _begins(words: str, marks: frozenset[str]) -> bool:
    """Whether the first words, up to four, are one of the marks."""
    listed = words.split(maxsplit=4)[:4]
    return any(" ".join(listed[:size]) in marks for size in range(1, len(listed) + 1))
