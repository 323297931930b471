"""Reads the rows of one sheet, once it is known where its table begins."""

from __future__ import annotations

from dataclasses import replace

from tempa.values.programme.aliases import Aliases
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.grid import Cell, Grid, is_empty, text_of_cell, text_of_row
from tempa.values.programme.guard import column_letters
from tempa.values.programme.people import questions
from tempa.values.programme.people.collected import Collected
from tempa.values.programme.people.columns import lay_out
from tempa.values.programme.people.content import machine_above, names_of_machines, numeric_columns, with_machines
from tempa.values.programme.people.headings import Headings
from tempa.values.programme.people.naming import CodeBook
from tempa.values.programme.people.proposal import LeftOut, Question, SheetRead, Waiting
from tempa.values.programme.people.row_reader import RowReader
from tempa.values.programme.people.rows import (
    BELOW,
    HEADING_AGAIN,
    filled_rows,
    is_sum_of,
    own_texts,
    reason_to_leave_out,
    rows_below,
    section_name,
)
from tempa.values.programme.people.spread import SPLIT, Spread, find_spread
from tempa.values.programme.schema import Tables


class SheetReader:
    """One pass over the rows below a heading; everything that is found goes into `collected`."""

    def __init__(self, grid: Grid, headings: Headings, known: Tables, answers: dict[str, str],
                 defaults: dict[str, str], aliases: Aliases, collected: Collected) -> None:
        machines = names_of_machines(known)
        self.grid, self.headings, self.answers = grid, (headings := with_machines(headings, grid, machines)), answers
        self.defaults, self.aliases, self.collected = defaults, aliases, collected
        self.book = CodeBook(known)
        self.machine = "" if "type" in headings.known else machine_above(headings, grid, machines)
        self.asked: list[Question] = []
        found = find_spread(grid, headings, self.book, machines)
        self.spread = self._spread(found)
        named = frozenset(found.values) if found else frozenset()
        self.spread_letters = {column_letters(c + 1) for c in named}
        self.spread_field = found.field if found else ""
        is_named = bool(self.machine) or self.spread_field == "type"
        told = frozenset({"quantity"} if self.spread or self.asked else ()) | frozenset({"type"} if is_named else ())
        self.layout = lay_out(grid.name, headings, answers, self._hidden_columns() | named, told, numeric_columns(headings, grid))
        self.fields = self.layout.fields
        self.asked += self.layout.asked
        self.table = SCHEMA[headings.table]
        self.above: dict[str, str] = {}
        self.part, self.title = 0, ""
        self.sheet_agency = self._agency_of_sheet()
        self.section_agency = self.sheet_agency

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
        question = questions.about_hidden("columns", self.grid.name, f"Lembar {self.grid.name}: kolom {listed}",
                                          f"Sheet {self.grid.name}: columns {listed} are")
        answer = self.answers.get(question.id, "")
        if not answer:
            self.asked.append(question)
        return frozenset(hidden) if answer == questions.LEAVE else frozenset()

    def _agency_of_sheet(self) -> str:
        """The agency that the sheet's name or exactly one cell above the heading is, word for word."""
        texts = [text_of_cell(cell) for row in self.grid.cells[:self.headings.first] for cell in row]
        names = [part for text in texts for part in (text, text.rpartition(":")[2]) if part.strip()]
        found = {code for name in names if (code := self.book.find("agencies", name).code)}
        named = self.book.find("agencies", self.grid.name).code
        return named or (found.pop() if len(found) == 1 else "")

    def read(self) -> None:
        for number in range(self.headings.last + 1):
            if not is_empty(self.grid.cells[number]):
                self.leave_out(number, ("judul", "heading") if number >= self.headings.first
                                else ("di atas judul kolom", "above the heading"))
        self.collected.sheets.append(self._about())
        asked = tuple(self.collected.ask(question) for question in self.asked)
        counted = frozenset(c for f, c in self.fields.items() if f in ("quantity", "_total", "amount"))
        rows = filled_rows(self.grid, self.headings.last + 1, counted)
        reasons = self._reasons(rows)
        unseen = self._unseen_rows([number for number, reason in reasons.items() if reason is None])
        for number, reason in reasons.items():
            if reason:
                self.leave_out(number, reason)
                self._note_section(number, reason)
            elif asked:
                self.collected.waiting.append(Waiting(self.grid.name, number + 1, asked))
            elif unseen.get(number):
                self.collected.waiting.append(Waiting(self.grid.name, number + 1, (unseen[number],)))
            elif number in unseen:
                self.leave_out(number, ("baris tersembunyi di Excel", "a row that is hidden in Excel"))
            else:
                self.collected.parts[self.grid.name, number + 1] = self.part, self.title
                RowReader(self, number, rows[number]).read()

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
            if found[number] is None and number in below:
                found[number] = BELOW
            own = own_texts(self.grid, number)
            if found[number] is None and is_sum_of(own, above, self.fields):
                found[number] = "jumlah baris di atasnya", "the sum of the rows above"
            if found[number] is None:
                above.append(own)
        return found

    def _unseen_rows(self, records: list[int]) -> dict[int, str]:
        """Hidden rows with the question that they wait for, blank where they are left out; none where they count."""
        hidden = [number for number in records if number in self.grid.hidden_rows]
        if not hidden or self.headings.own:
            return {}
        listed = questions.listed_rows([number + 1 for number in hidden])
        question = questions.about_hidden("rows", self.grid.name, f"Lembar {self.grid.name}: baris {listed}",
                                          f"Sheet {self.grid.name}: rows {listed} are")
        answer = self.answers.get(question.id, "")
        if answer == questions.USE:
            return {}
        return dict.fromkeys(hidden, "" if answer == questions.LEAVE else self.collected.ask(question))

    def leave_out(self, number: int, reason: tuple[str, str]) -> None:
        text = text_of_row(self.grid.cells[number])
        self.collected.left_out.append(LeftOut(self.grid.name, number + 1, text, *reason))

    def _note_section(self, number: int, reason: tuple[str, str]) -> None:
        """A section title that is exactly an agency names the agency of the rows below, where no column does.

        Any other title ends that; then the agency of the whole sheet counts, if it names one.
        """
        name = section_name(self.grid, number)
        if name or reason == HEADING_AGAIN:
            self.part, self.title = self.part + 1, name or self.title
        if name and "agency" in self.table.header and "agency" not in self.fields:
            self.section_agency = self.book.find("agencies", name).code or self.sheet_agency
