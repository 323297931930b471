"""Reads the rows of one sheet, once it is known where its table begins."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace

from tempa.values.programme.aliases import Aliases, plain
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.grid import Cell, Grid, is_empty, text_of_cell, text_of_row
from tempa.values.programme.guard import column_letters
from tempa.values.programme.people import questions
from tempa.values.programme.people.cells import NO_COUNT, Reading
from tempa.values.programme.people.collected import Collected
from tempa.values.programme.people.columns import ONE_EACH, lay_out
from tempa.values.programme.people.content import (
    columns_of_codes,
    contents_of,
    is_machine,
    machine_above,
    machine_of_section,
    names_of_machines,
    with_machines,
)
from tempa.values.programme.people.headings import BEFORE, CHANGE, Headings
from tempa.values.programme.people.naming import CodeBook
from tempa.values.programme.people.proposal import LeftOut, Question, SheetRead, Waiting
from tempa.values.programme.people.row_reader import NUMBERED, RowReader
from tempa.values.programme.people.rows import (
    BELOW,
    HEADING_AGAIN,
    filled_rows,
    is_sum_of,
    merged_over_several,
    own_texts,
    reason_to_leave_out,
    rows_below,
    section_name,
)
from tempa.values.programme.people.several import Part, lines_of_name, parts_of_name
from tempa.values.programme.people.sides import WAS_BEFORE, side_column, side_of_row
from tempa.values.programme.people.spread import SPLIT, Spread, find_spread
from tempa.values.programme.people.sums import check_sums
from tempa.values.programme.schema import Tables

GROUP: tuple[str, str] = ("jumlah satu kelompok", "the sum of a group")
PLACE: tuple[str, str] = ("judul bagian: untuk siapa baris di bawahnya", "a section title: for whom the rows below are")
MACHINE: tuple[str, str] = ("judul bagian: mesin untuk tempat-tempat di bawahnya", "a section title: the machine of the places below")
NO_OFFER: tuple[str, str] = ("tanpa harga: tidak ditawarkan", "without a price: not offered")
_UNSAID = frozenset({"menyusul", "tbd", "sesuai kebutuhan", "secukupnya", "menunggu", "belum ada", "belum"})
"""Words that stand for a count that nobody has said yet."""
_NOT_OFFERED = frozenset({"tidak menawar", "tdk menawar", "tidak menawarkan", "tidak ikut", "tidak", "tidak sanggup", "belum"})
PARTICULARS = frozenset({"spesifikasi", "spek", "ukuran", "kapasitas", "tipe", "type", "dimensi"})
GROUPED_BY = (("agency", "agencies"), ("destination", "destinations"))
"""What a section title may say of its rows, and the table that knows it."""


def _bare(own: list[str], column: int) -> str:
    """A text of a row without the number or dash before it."""
    return NUMBERED.sub("", own[column]) if column < len(own) else ""


class SheetReader:
    """One pass over the rows below a heading; everything that is found goes into `collected`."""

    def __init__(self, grid: Grid, headings: Headings, known: Tables, answers: dict[str, str],
                 defaults: dict[str, str], aliases: Aliases, collected: Collected) -> None:
        machines = names_of_machines(known)
        self.grid, self.headings, self.answers = grid, (headings := with_machines(headings, grid, machines)), answers
        self.defaults, self.aliases, self.collected = defaults, aliases, collected
        self.book = CodeBook(known)
        self.machines = frozenset() if "type" in headings.known else machines
        self.machine = machine_above(headings, grid, self.machines)
        self.asked: list[Question] = []
        contents = replace(contents_of(headings, grid), codes=columns_of_codes(headings, grid, known))
        found = find_spread(grid, headings, self.book, machines, contents.amounts)
        self.spread = self._spread(found)
        named = frozenset(found.values) if found else frozenset()
        self.spread_letters = {column_letters(c + 1) for c in named}
        self.spread_field = found.field if found else ""
        is_named = bool(self.machine) or self.spread_field == "type" or any(
            machine_of_section(grid, number, self.machines) for number in range(headings.last + 1, len(grid.cells)))
        told = frozenset({"quantity"} if self.spread or self.asked else ()) | frozenset({"type"} if is_named else ())
        self.layout = lay_out(grid.shown, headings, answers, self._hidden_columns() | named, told, contents)
        self.fields = self.layout.fields
        self.names_beside = {
            field: tuple(c for c, meaning in enumerate(headings.meanings) if meaning[:1] == (field,) and c != column)
            for field, column in self.fields.items() if column in contents.codes
        }  # fmt: skip
        """Columns of names beside a column of the codes of the same things."""
        self.is_one_each = is_named and "quantity" not in self.fields and answers.get(f"heading:{grid.shown}:quantity") == ONE_EACH
        self.asked += self.layout.asked
        self.table = SCHEMA[headings.table]
        self.above: dict[str, str] = {}
        self.side_column = side_column(grid, headings)
        self.part, self.title = headings.first, ""
        self.of_sheet = {"agency": self._agency_of_sheet(), "destination": self._place_of_sheet()}
        self.of_section = dict(self.of_sheet)
        self.particulars = self._particulars()
        self.whole_names = machines
        self.shared: dict[int, tuple[str, str]] = {}
        """Rows that count the machine of a row above them for a place: that machine's name and the place."""
        self.account = ""
        self.codes_of_types = frozenset(row["type"] for row in known.get("types", []))
        self.readings: dict[tuple[str, str], Reading] = {}
        self.amounts: dict[tuple[str, str], int | None] = {}
        """What the texts of a column were read as, and those of its amounts in rupiah."""
        self.named_together: dict[str, tuple[Part, ...]] = {}
        """Texts that were looked at for several machines in one cell."""
        self.titled: set[str] = set()
        """Columns in which rows of their own say what the rows below share."""
        self.is_counted = False

    def _spread(self, found: Spread | None) -> Spread | None:
        """The columns over which counts are spread, where a person has said so or need not; None for a column of counts."""
        if found is None or found.question is None:
            return found
        answer = self.answers.get(found.question.id, "")
        if not answer:
            self.asked.append(found.question)
        return found if answer == SPLIT else None

    def _hidden_columns(self) -> frozenset[int]:
        """Hidden columns that do not count; asked where they mean anything."""
        hidden = [c for c in sorted(self.grid.hidden_columns) if c < len(self.headings.meanings)
                  and any(not field.startswith("_") for field in self.headings.meanings[c][:1])]
        if not hidden or self.headings.own:
            return frozenset()
        listed = ", ".join(f"{column_letters(c + 1)} ({self.headings.texts[c]})" for c in hidden)
        question = questions.about_hidden("columns", self.grid.shown, f"Lembar {self.grid.shown}: kolom {listed}",
                                          f"Sheet {self.grid.shown}: columns {listed} are")
        answer = self.answers.get(question.id, "")
        if not answer:
            self.asked.append(question)
        return frozenset(hidden) if answer == questions.LEAVE else frozenset()

    def _agency_of_sheet(self) -> str:
        """The agency that the sheet's name or exactly one cell above the heading is, word for word."""
        texts = [text_of_cell(cell) for row in self.grid.cells[:self.headings.first] for cell in row]
        names = [part for text in texts for part in (text, text.rpartition(":")[2]) if part.strip()]
        found = {code for name in names if (code := self.book.code("agencies", name))}
        named = self.book.code("agencies", self.grid.name)
        return named or (found.pop() if len(found) == 1 else "")

    def _place_of_sheet(self) -> str:
        """The place that the sheet's name is, or that a cell above the heading says after a word for it (`Lokasi : Bima`)."""
        found = {code for name in self._told_above("destination") if (code := self.book.code("destinations", name))}
        named = self.book.code("destinations", self.grid.name)
        return named or (found.pop() if len(found) == 1 else "")

    def _told_above(self, field: str) -> list[str]:
        """What stands above the heading behind a word for a field, in one cell or in cells beside it (`Lokasi | : | Bima`)."""
        told: list[str] = []
        for row in self.grid.cells[:self.headings.first]:
            label, _, words = " ".join(text for cell in row if (text := text_of_cell(cell).strip())).partition(":")
            if words.strip() and field in self.aliases.columns("orders", label.lstrip("0123456789.) ")):
                told.append(words.strip())
        return told

    def read(self) -> None:
        for number in range(self.headings.last + 1):
            if not is_empty(self.grid.cells[number]):
                self.title = section_name(self.grid, number) or self.title
                self.leave_out(number, ("judul", "heading") if number >= self.headings.first
                                else ("di atas judul kolom", "above the heading"))
        self.collected.sheets.append(self._about())
        asked = tuple(self.collected.ask(question) for question in self.asked)
        counted = frozenset(c for f, c in self.fields.items() if f in ("quantity", "_total", "amount"))
        rows = filled_rows(self.grid, self.headings.last + 1, counted)
        reasons = self._reasons(rows)
        unseen = self._unseen_rows([number for number, reason in reasons.items() if reason is None])
        uncounted = self._uncounted_rows([number for number, reason in reasons.items() if reason is None and number not in unseen])
        cancelled = self._cancelled_rows([number for number, reason in reasons.items() if reason is None and number not in uncounted])
        for number, reason in reasons.items():
            if reason:
                self.leave_out(number, reason)
                self._note_section(number, reason, rows)
                self._remember(number, reason, rows[number])
            elif asked:
                self.collected.waiting.append(Waiting(self.grid.name, number + 1, asked))
            elif unseen.get(number):
                self.collected.waiting.append(Waiting(self.grid.name, number + 1, (unseen[number],)))
            elif number in unseen:
                self.leave_out(number, ("baris tersembunyi di Excel", "a row that is hidden in Excel"))
            elif uncounted.get(number):
                self.collected.waiting.append(Waiting(self.grid.name, number + 1, (uncounted[number],)))
            elif number in uncounted:
                self.leave_out(number, ("tanpa jumlah: tidak dipesan", "without a count: not ordered"))
            elif cancelled.get(number):
                self.collected.waiting.append(Waiting(self.grid.name, number + 1, (cancelled[number],)))
            elif number in cancelled:
                self.leave_out(number, ("bertanda tidak jadi dipesan", "marked as not ordered any more"))
            else:
                self.collected.parts[self.grid.name, number + 1] = self.part, self.title
                self.collected.beside[self.grid.name, number + 1] = self._beside(number)
                RowReader(self, number, rows[number]).read()
        check_sums(self, reasons)

    def _about(self) -> SheetRead:
        """Columns over which counts are spread stand for their place or month."""
        about = self.layout.about
        spread = [replace(column, field=self.spread_field) for column in about.unused if column.letter in self.spread_letters]
        return replace(about, columns=(*about.columns, *spread),
                       unused=tuple(column for column in about.unused if column.letter not in self.spread_letters))

    def _reasons(self, rows: list[list[Cell]]) -> dict[int, tuple[str, str] | None]:
        """Per row that is not empty why it holds no record, or None where it holds one."""
        found: dict[int, tuple[str, str] | None] = {}
        above: list[list[str]] = []
        measures = frozenset(self.spread.values) if self.spread else frozenset()
        below = rows_below(self.grid, self.headings.last + 1, self.headings, self.fields, self.aliases, measures)
        for number in range(self.headings.last + 1, len(rows)):
            if is_empty(self.grid.cells[number]):
                continue
            found[number] = reason_to_leave_out(self.grid, number, rows[number], self.headings, self.fields, self.aliases, measures)
            if found[number] is None and self.headings.table == "offers" and self._offers_nothing(number):
                found[number] = NO_OFFER
            if found[number] is None and self._heads_places(number):
                found[number] = MACHINE
            if found[number] is None and number in below:
                found[number] = BELOW
            if found[number] is None and self._titled_by(number):
                found[number] = PLACE
            if found[number] is None and number not in self.shared and self._is_group(number):
                found[number] = GROUP
            if found[number] is None and self._is_before(number):
                found[number] = WAS_BEFORE
            own = own_texts(self.grid, number)
            if found[number] is None and is_sum_of(own, above, self.fields):
                found[number] = "jumlah baris di atasnya", "the sum of the rows above"
            if found[number] is None:
                above.append(own)
        is_all_groups = not any(reason is None for reason in found.values())
        return {number: None if is_all_groups and reason == GROUP else reason for number, reason in found.items()}

    def _offers_nothing(self, number: int) -> bool:
        """Whether a row of a list of offers has no price: the sheet to fill in has a row for every machine."""
        column, own = self.fields.get("unit_price", -1), own_texts(self.grid, number)
        shown = own[column].casefold() if 0 <= column < len(own) else ""
        return column >= 0 and (not shown.strip(".…_ ") or shown in NO_COUNT or plain(shown) in _NOT_OFFERED)

    def _heads_places(self, number: int) -> bool:
        """A machine without a count, above rows that name places and count it for each (`Mesin parut | |`, `- Kab. Bima | 3`)."""
        column, count = self.fields.get("type", -1), self.fields.get("quantity", -1)
        own = own_texts(self.grid, number)
        if min(column, count) < 0 or "destination" in self.fields or _bare(own, count):
            return False
        if not is_machine(name := _bare(own, column), self.whole_names):
            return False
        below = number + 1
        while below < len(self.grid.cells) and _bare(own_texts(self.grid, below), count) and (
                place := self.book.code("destinations", _bare(own_texts(self.grid, below), column))):
            self.shared[below] = name, place
            below += 1
        return below > number + 1

    def _titled_by(self, number: int) -> str:
        """The column, of agencies or places, in which a row says for whom its rows below are, and nothing else (`1 | KAB. BIMA`)."""
        if self.headings.table != "orders" or self.headings.own or self.spread or "type" not in self.fields:
            return ""
        own = own_texts(self.grid, number)
        filled = {field for field, c in self.fields.items() if c < len(own) and own[c]} - {"_no", "_note", "_total"}
        return next((field for field, _ in GROUPED_BY if filled == {field}), "")

    def _is_group(self, number: int) -> bool:
        """Whether an agency or a place stands where a machine should: the sum of a group, as pivot tables write it above its rows."""
        column, row = self.fields.get("type"), self.grid.cells[number]
        name = text_of_cell(row[column]).strip() if column is not None and column < len(row) else ""
        return self.headings.table == "orders" and bool(name) and any(
            field not in self.fields and self.book.code(table, name) for field, table in GROUPED_BY)

    def _is_before(self, number: int) -> bool:
        return self.side_column is not None and side_of_row(self.grid.cells[number], self.side_column) in (BEFORE, CHANGE)

    def _remember(self, number: int, reason: tuple[str, str], row: list[Cell]) -> None:
        """What the row before a revision says counts for the one after it, where that is blank."""
        if reason == WAS_BEFORE:
            said = {field: " ".join(text_of_cell(row[c]).split()) for field, c in self.fields.items() if c < len(row)}
            self.above |= {field: text for field, text in said.items() if text}

    def _unseen_rows(self, records: list[int]) -> dict[int, str]:
        """Hidden rows with the question that they wait for, blank where they are left out; none where they count."""
        hidden = [number for number in records if number in self.grid.hidden_rows]
        if not hidden or self.headings.own:
            return {}
        listed = questions.listed_rows([number + 1 for number in hidden])
        question = questions.about_hidden("rows", self.grid.shown, f"Lembar {self.grid.shown}: baris {listed}",
                                          f"Sheet {self.grid.shown}: rows {listed} are")
        return self._decided(question, hidden)

    def _decided(self, question: Question, rows: Iterable[int]) -> dict[int, str]:
        """Rows with the question that they wait for, blank where a person leaves them out; none where they count."""
        answer = self.answers.get(question.id, "")
        if answer == questions.USE:
            return {}
        return dict.fromkeys(rows, "" if answer == questions.LEAVE else self.collected.ask(question))

    def _uncounted_rows(self, records: list[int]) -> dict[int, str]:
        """Rows with a name and no count, with the question that they wait for, blank where they are left out; none where the count
        was forgotten, or where no row of the table is counted."""
        column, name = self.fields.get("quantity"), self.fields.get("type")
        if column is None or name is None or self.headings.own or self.spread or self.table.name != "orders":
            return {}
        own = {number: own_texts(self.grid, number) for number in records}
        counts = {number: texts[column] if column < len(texts) else "" for number, texts in own.items()}
        self.is_counted = any(text[:1].isdigit() for text in counts.values())
        blank = [(number, own[number][name]) for number, text in counts.items()
                 if not text[:1].isdigit() and (not text.strip("? ") or plain(text) in _UNSAID) and name < len(own[number]) and own[number][name]
                 and not merged_over_several(self.grid, number, column) and not self._counts_in_name(own[number][name])]
        if not blank or not self.is_counted or self.asked:
            return {}
        question = questions.about_uncounted(self.grid.shown, [(number + 1, text) for number, text in blank])
        return self._decided(question, (number for number, _ in blank))

    def _counts_in_name(self, text: str) -> bool:
        """Whether the cell of a name holds several machines with a count for each."""
        found = self.machines_named(text)
        return bool(found) and all(part.quantity for part in found)

    def _cancelled_rows(self, records: list[int]) -> dict[int, str]:
        """Rows that a remark, beside the machine or behind its name, marks as not ordered any more, with the question that they wait for,
        blank where they are left out; none where they are ordered all the same."""
        name, count = self.fields.get("type"), self.fields.get("quantity")
        if name is None or count is None or self.headings.own or self.asked or self.table.name != "orders":
            return {}
        beside = [name, *(c for c, text in enumerate(self.headings.texts) if text and (
            c == self.fields.get("_note") or (not self.headings.meanings[c] and c != count)))]
        marked, is_cancelled, texts = [], functools.cache(self.aliases.is_cancelled), self.grid.texts
        for number in records:
            own, said = texts[number], ""
            for c in beside:
                if c < len(own) and own[c] and is_cancelled(own[c]):
                    said = own[c]
                    break
            if not said:
                continue
            counted = own[count].casefold() if count < len(own) else ""
            if name < len(own) and counted.strip("0-–—. ") and counted not in NO_COUNT:
                marked.append((number, own[name] if said == own[name] else f"{own[name]}: {said}"))
        if not marked:
            return {}
        question = questions.about_cancelled(self.grid.shown, [(number + 1, text) for number, text in marked])
        return self._decided(question, (number for number, _ in marked))

    def _particulars(self) -> tuple[int, frozenset[str]]:
        """The column of specifications, -1 for none, and the names that stand there with several: they are several machines."""
        column, name = next((c for c, text in enumerate(self.headings.texts) if set(plain(text).split()[:1]) & PARTICULARS
                             and c not in self.fields.values()), -1), self.fields.get("type", -1)
        found: dict[str, set[str]] = {}
        for number in range(self.headings.last + 1, len(self.grid.cells)) if min(column, name) >= 0 and self.headings.table == "orders" else ():
            own = own_texts(self.grid, number)
            if max(column, name) < len(own) and own[name] and own[column]:
                found.setdefault(plain(own[name]), set()).add(plain(own[column]))
        return column, frozenset(said for said, several in found.items() if len(several) > 1)

    def name_of_row(self, number: int, name: str) -> str:
        """The name of a machine with what belongs to it elsewhere: its size in a column of specifications, the end of a name that goes
        on in the row below."""
        column, several = self.particulars
        own = own_texts(self.grid, number)
        if "type" not in self.fields:
            return name
        if plain(name) in several and column < len(own) and own[column]:
            return f"{name} {' '.join(own[column].split())}"
        place, below = self.fields["type"], own_texts(self.grid, number + 1) if number + 1 < len(self.grid.cells) else []
        if [c for c, text in enumerate(below) if text] == [place] and plain(below[place]) and plain(
                longer := f"{name} {below[place]}") in self.whole_names:
            return longer
        return name

    @functools.cached_property
    def counts_names(self) -> bool:
        """Whether the cells of this sheet name machines that are counted row by row."""
        return self.table.name == "orders" and "type" in self.fields and not self.headings.own and self.spread is None

    def machines_named(self, text: str) -> tuple[Part, ...]:
        """The machines that stand together in a cell: known ones, or lines of it; the same texts stand in many rows."""
        if text not in self.named_together:
            found = parts_of_name(text, self.whole_names, self.aliases)
            self.named_together[text] = found or tuple(map(Part, lines_of_name(text, self.whole_names)))
        return self.named_together[text]

    def _beside(self, number: int) -> str:
        """What a row says in columns that have a heading and no meaning."""
        used = set(self.fields.values())
        texts = own_texts(self.grid, number)
        return " ".join(plain(text) for c, text in enumerate(texts) if text and c not in used and c < len(self.headings.texts)
                        and self.headings.texts[c] and not self.headings.meanings[c])

    def leave_out(self, number: int, reason: tuple[str, str]) -> None:
        text = text_of_row(self.grid.cells[number])
        self.collected.left_out.append(LeftOut(self.grid.name, number + 1, text, *reason))

    def _note_section(self, number: int, reason: tuple[str, str], rows: list[list[Cell]]) -> None:
        """A section title that is exactly an agency or a place says it of the rows below, where no column does.

        Any other title ends that; then what the whole sheet says counts. The account code beside a title counts for its rows.
        """
        if reason == PLACE and (field := self._titled_by(number)):
            self.above[field] = " ".join(text_of_cell(rows[number][self.fields[field]]).split())
            self.titled.add(field)
        name = section_name(self.grid, number)
        self.machine = machine_of_section(self.grid, number, self.machines) or self.machine
        if name or reason == HEADING_AGAIN:
            self.part, self.title = number, name or self.title
        for field, table in GROUPED_BY:
            if name and field in self.table.header and field not in self.fields:
                self.of_section[field] = self.book.code(table, name) or self.of_sheet[field]
        account = self.fields.get("_account_code")
        if account is not None and (text := text_of_cell(rows[number][account]).strip() if account < len(rows[number]) else ""):
            self.account = text
