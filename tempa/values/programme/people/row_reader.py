"""Reads one row of a sheet: it ends as read, as waiting for answers, or with its problems."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from tempa.values.programme.aliases import plain
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.grid import Cell, is_error, text_of_cell
from tempa.values.programme.guard import column_letters
from tempa.values.programme.numbers import date_of, number_of
from tempa.values.programme.people import questions
from tempa.values.programme.people.cells import (
    ERROR,
    MONEY,
    NO_COUNT,
    NO_WHOLE_NUMBER,
    NOT_A_DATE,
    NOT_A_NUMBER,
    TIME_OF_DAY,
    Doubt,
    Reading,
    Wrong,
    read_cell,
    read_number,
    read_own_cell,
    time_beside,
)
from tempa.values.programme.people.columns import field_name
from tempa.values.programme.people.content import TICKS, is_machine
from tempa.values.programme.people.list_lines import line_of_list
from tempa.values.programme.people.months import days_meant
from tempa.values.programme.people.proposal import Problem, Question, ReadRow, Waiting
from tempa.values.programme.people.rows import merged_over_several
from tempa.values.programme.people.several import Part, counted_apart
from tempa.values.programme.people.spoken import scale_named, whole_rupiah, without_about
from tempa.values.programme.schema import Column

if TYPE_CHECKING:
    from tempa.values.programme.people.sheet import SheetReader

DITTO = frozenset({'"', "''", "sda", "s d a", "idem", "same", "ditto"})
REPEATED = frozenset({
    "agency", "budget_line", "due_date", "destination", "_account_code", "type", "workshop", "cluster"})
"""Columns in which a blank may mean: as above. The name of a machine only where the row says for whom or where it is."""
EXTRA_NAMES = {"_no": "no", "_unit": "unit", "_unit_price": "unit_price", "_total": "total", "_note": "note",
               "_account_code": "account_code"}
NUMBERED = re.compile(r"^(?:(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z])[.)]|[-–•*])\s+(?=\S)")
"""The running number or dash in the cell of the name: `1. Cool box`, `b) Cool box`, `- Cool box`."""
CHARGES = frozenset({"ppn", "pph", "pajak", "ongkir", "ongkos", "kirim", "angkut", "pengiriman", "overhead", "keuntungan", "diskon", "tax"})
RUPIAH = Column("rupiah", "integer", "", "", "", "", "")


class RowReader:
    """One row: it ends as read, as waiting for answers, or with its problems."""

    def __init__(self, sheet: SheetReader, number: int, row: list[Cell]) -> None:
        self.sheet, self.number, self.row = sheet, number, row
        self.problems: list[Problem] = []
        self.asked: list[str] = []
        self.values: dict[str, str] = {}
        self.extras: dict[str, str] = {}
        self.given: list[str] = []
        self.parts: tuple[Part, ...] = ()
        """The machines that the row names in one cell, where they are several."""
        self.is_left = False

    def read(self) -> None:
        self.parts = self._several()
        is_counted_apart = bool(self.parts) and any(part.quantity for part in self.parts)
        for field in self.sheet.fields:
            if is_error(self._cell(field)):
                self._wrong(field, ERROR)
            elif field.startswith("_"):
                self.extras[EXTRA_NAMES.get(field, field[1:])] = self._repeated(field, self._shown(field))
            elif field == "quantity" and (self.sheet.spread or is_counted_apart):
                continue
            else:
                self.values[field] = self._value(self.sheet.table.column(field))
        if self.sheet.table.name == "orders":
            self._complete_order()
        elif self.sheet.table.name == "offers" and "workshop" not in self.sheet.fields:
            self.values["workshop"] = self.sheet.defaults.get("workshop", "")
        counts = self._spread_counts() if self.sheet.spread else self._counts_of_parts() if self.parts else []
        collected, sheet, row = self.sheet.collected, self.sheet.grid.name, self.number + 1
        if self.is_left:
            self.sheet.leave_out(self.number, ("beberapa mesin dalam satu sel: dilewati", "several machines in one cell: left out"))
        elif self.problems:
            collected.problems += self.problems
        elif self.asked:
            collected.waiting.append(Waiting(sheet, row, tuple(dict.fromkeys(self.asked))))
        elif self.sheet.table.name == "orders" and self.values.get("quantity") == "0":
            self.sheet.leave_out(self.number, ("jumlahnya nol: tidak dipesan", "its count is zero: not ordered"))
        elif self.parts:
            collected.rows += [self._record(more) for more in counts]
        else:
            if price := self._rupiah("_unit_price"):
                self.extras["unit_price_rupiah"] = str(price)
            elif total := self._rupiah("_total"):
                self.extras["total_rupiah"] = str(total)
            self._check_total()
            collected.rows += [self._record(more) for more in counts or [{}]]

    def _several(self) -> tuple[Part, ...]:
        """The machines that stand together in the cell of the name, as rows of their own; with one count for all a person says what it
        means."""
        text = self._cell("type") if self.sheet.counts_names else ""
        if not text or not isinstance(text, str) or not (found := self.sheet.machines_named(text)):
            return ()
        shown = text_of_cell(self._cell("quantity")) if "quantity" in self.sheet.fields else ""
        names = tuple(part.name for part in found)
        if all(part.quantity for part in found):
            total = sum(int(part.quantity) for part in found)
            if (stated := self._stated_count()) is not None and stated != total:
                self._wrong("quantity", Wrong(
                    f"tidak sama dengan jumlah di sel namanya ({total})", f"not the sum of the counts in its name ({total})",
                    "satu mesin di setiap baris, dengan jumlahnya", "one machine in a row, with its count"))
            return found
        if apart := counted_apart(names, shown, self._count_of):
            return apart
        if not is_machine(names[-1], self.sheet.whole_names):
            return ()  # the lines of one name
        question = questions.about_several(self.sheet.grid.shown, self.number + 1, names, " ".join(shown.split()))
        answer = self.sheet.answers.get(question.id, "")
        self.is_left = answer == questions.LEAVE
        if not answer:
            self.asked.append(self.sheet.collected.ask(question))
        return tuple(map(Part, names)) if answer == questions.EACH else ()

    def _count_of(self, text: str) -> str:
        """A count that a piece of a cell is for certain, else nothing."""
        read = read_cell(self.sheet.table.column("quantity"), text, self.sheet.aliases, {})
        return read if isinstance(read, str) else ""

    def _counts_of_parts(self) -> list[dict[str, str]]:
        return [{"quantity": part.quantity or self.values.get("quantity", ""), "type": part.name} for part in self.parts]

    def _record(self, more: dict[str, str]) -> ReadRow:
        """What the row says, with what a column of spread counts says beside it: the machine, the place or the day."""
        if "type" in more:
            more = more | {"type": self._named(self.sheet.table.column("type"), more["type"])}
        given = tuple(column for column in self.given if column not in more)
        return ReadRow(self.sheet.grid.name, self.number + 1, self.sheet.table.name, self.values | more, dict(self.extras), given)

    def _spread_counts(self) -> list[dict[str, str]]:
        """One count per machine, place or month with a number below it; together they are the stated count, where there is one."""
        spread, found = self.sheet.spread, []
        if spread is None:
            return []
        quantity = self.sheet.table.column("quantity")
        for column, value in spread.values.items():
            cell = self.row[column] if column < len(self.row) else ""
            if spread.field == "type" and isinstance(cell, str) and cell.strip().casefold() in TICKS:
                cell = 1
            read: Reading = ERROR if is_error(cell) else read_cell(quantity, cell, self.sheet.aliases, {})
            if isinstance(read, Doubt):
                read = NO_WHOLE_NUMBER
            if isinstance(read, Wrong):
                self._wrong_at(column_letters(column + 1), " ".join(text_of_cell(cell).split()), read)
            elif read not in ("", "0"):
                found.append({"quantity": read, spread.field: value})
        total = sum(int(one["quantity"]) for one in found)
        stated = self._stated_count()
        if not found and not self.problems:
            self._wrong_at(column_letters(min(spread.values) + 1), "", Wrong(
                "kosong", "blank", "jumlah di salah satu kolom itu", "a count in one of those columns"))
        elif stated is not None and stated != total and not self.problems:
            self._wrong("quantity", Wrong(
                f"tidak sama dengan jumlah kolom-kolomnya ({total})", f"not the sum of its columns ({total})",
                "jumlah yang sama", "the same count"))
        return found

    def _stated_count(self) -> int | None:
        if "quantity" not in self.sheet.fields:
            return None
        read = read_cell(self.sheet.table.column("quantity"), self._cell("quantity"), self.sheet.aliases, {})
        return int(read) if isinstance(read, str) and read else None

    def _cell(self, field: str) -> Cell:
        column = self.sheet.fields[field]
        return self.row[column] if column < len(self.row) else ""

    def _shown(self, field: str) -> str:
        return " ".join(text_of_cell(self._cell(field)).split())

    def _letter(self, field: str) -> str:
        return column_letters(self.sheet.fields[field] + 1) if field in self.sheet.fields else ""

    def _heading(self, field: str) -> str:
        return self.sheet.headings.texts[self.sheet.fields[field]]

    def _value(self, column: Column) -> str:
        field, cell = column.name, self._cell(column.name)
        if self._has_no_value_yet(field):
            return ""
        if field == "quantity" and merged_over_several(self.sheet.grid, self.number, self.sheet.fields[field]):
            self._wrong(field, Wrong("satu jumlah digabung untuk beberapa baris", "one count merged over several rows",
                                     "jumlah di setiap baris", "a count in every row"))
            return ""
        if field == "quantity" and self.sheet.is_counted and (
                (shown := text_of_cell(cell).strip().casefold()) in NO_COUNT or (shown and not shown.strip(".…_ "))):
            return "0"
        read = self._reading(column, cell)
        if field == "due_date" and read == NOT_A_DATE and self._may_mean_a_day():
            read = self._day_meant(read)
            if read == "":
                return ""
        if isinstance(read, Doubt):
            self.asked.append(self.sheet.collected.ask(self._question(field, read)))
            return ""
        if isinstance(read, Wrong):
            self._wrong(field, read)
            return ""
        if column.kind == "date" and read and time_beside(cell):
            self.sheet.collected.warnings.append(self._problem(self._letter(field), self._shown(field), TIME_OF_DAY))
        return self._named(column, self._filled(column, read))

    def _reading(self, column: Column, cell: Cell) -> Reading:
        """What a cell says; the same texts stand in thousands of rows, and each is read once for its column."""
        if self.sheet.headings.own:
            return read_own_cell(column, cell)
        answers = self._answers_for(column.name) if self.sheet.answers else {}
        if column.name in MONEY and (scale := scale_named(self._heading(column.name))) and text_of_cell(cell).strip()[-1:].isdigit():
            amount = whole_rupiah(text_of_cell(cell), scale)
            return NOT_A_NUMBER if amount is None else str(amount)
        if not isinstance(cell, str) or answers.get("count"):
            return read_cell(column, cell, self.sheet.aliases, answers)
        if (column.name, cell) not in self.sheet.readings:
            self.sheet.readings[column.name, cell] = read_cell(column, cell, self.sheet.aliases, answers)
        return self.sheet.readings[column.name, cell]

    def _may_mean_a_day(self) -> bool:
        """Words, or numbers that are a day and a month without a certain year, as `17/08`; not in the format's own columns."""
        shown = self._shown("due_date")
        return not self.sheet.headings.own and isinstance(self._cell("due_date"), str) and (
            any(map(str.isalpha, shown)) or bool(days_meant(shown, dt.date(2000, 1, 1))))

    def _day_meant(self, wrong: Reading) -> Reading:
        """What a person says of words where a day should stand (`segera`, `30 September`): a day, blank for the day that they give for
        all rows without one, or that it stays wrong."""
        shown = self._shown("due_date")
        answer = self.sheet.answers.get(f"day:{self.sheet.grid.shown}:{self._letter('due_date')}:{shown}", "")
        if answer == questions.GIVEN:
            if day := self.sheet.defaults.get("due_date", ""):
                self.given.append("due_date")
            return day
        if answer == "-":
            return wrong
        start = date_of(next((row["value"] for row in self.sheet.book.known.get("programme", []) if row.get("key") == "start_date"), ""))
        meant = tuple(day.isoformat() for day in days_meant(shown, start)) if start else ()
        return answer if answer in meant else Doubt("day", meant)

    def _question(self, field: str, doubt: Doubt) -> Question:
        sheet, row, letter, shown = self.sheet.grid.shown, self.number + 1, self._letter(field), self._shown(field)
        if doubt.kind == "count":
            return questions.about_count(sheet, row, letter, self._shown("type") if "type" in self.sheet.fields else "", shown, doubt.readings)
        if doubt.kind == "day":
            return questions.about_day(sheet, row, letter, shown, doubt.readings)
        kind = f"{doubt.kind}-1904" if doubt.kind == "serial" and self.sheet.grid.from_1904 else doubt.kind
        return questions.about_doubt(kind, sheet, row, letter, self._heading(field), shown)

    def _has_no_value_yet(self, field: str) -> bool:
        cell = f"{self._letter(field)}{self.number + 1}"
        if cell not in self.sheet.grid.formulas_without_value:
            return False
        self._wrong(field, Wrong("rumus belum dihitung", "a formula without a value",
                                 "nilai; buka di Excel, simpan, lalu kirim lagi",
                                 "a value; open it in Excel, save, and send it again"))
        return True

    def _answers_for(self, field: str) -> dict[str, str]:
        tail = f":{self.sheet.grid.shown}:{self._letter(field)}"
        answers = {kind: self.sheet.answers.get(f"{kind}{tail}", "") for kind in ("separators", "day-month", "month", "serial")}
        return answers | {"count": self.sheet.answers.get(f"count{tail}{self.number + 1}", "")}

    def _filled(self, column: Column, text: str) -> str:
        text = self._repeated(column.name, text)
        if text == "" and not column.optional and not self.asked and column.name != "line":
            name_id, name_en = field_name(self.sheet.table.name, column.name)
            self._wrong(column.name, Wrong("kosong", "blank", f"{name_id.lower()}, misalnya {column.example}",
                                           f"{name_en.lower()}, such as {column.example}"))
        return text

    def _repeated(self, field: str, text: str) -> str:
        """Ditto marks are the cell above; a blank below a name may be, so a person says."""
        above = self.sheet.above.get(field, "")
        if above and (text.strip() in DITTO or plain(text) in DITTO):
            return above
        if above and not text and field in REPEATED and (self.sheet.side_column is not None or field in self.sheet.titled):
            return above  # said in the row before the revision, or in the title of these rows
        if text or not self._may_repeat(field) or not above:
            self.sheet.above[field] = text or above
            return text
        question = questions.about_blanks(self.sheet.grid.shown, self.number + 1, self._letter(field),
                                          self._heading(field), above)
        answer = self.sheet.answers.get(question.id, "")
        if not answer:
            self.asked.append(self.sheet.collected.ask(question))
        return above if answer == questions.SAME else ""

    def _may_repeat(self, field: str) -> bool:
        if self.sheet.headings.own or field not in REPEATED:
            return False
        if (self.sheet.table.name, field) == ("orders", "type"):  # a machine for several places, named once
            return any(self._shown(other) for other in ("destination", "agency") if other in self.sheet.fields) and (
                "quantity" in self.sheet.fields and bool(self._shown("quantity")))
        return field.startswith("_") or not self.sheet.table.column(field).optional

    def _named(self, column: Column, text: str) -> str:
        """The code that a name stands for, where the column refers to a table that is known."""
        if not column.refers or not text:
            return text
        if (self.sheet.table.name, column.name) == ("orders", "type"):
            self.extras["type_name"] = text = self.sheet.name_of_row(self.number, NUMBERED.sub("", text))
            if text in self.sheet.codes_of_types:
                self._check_name_beside("type", "types", text)
            return text if text in self.sheet.codes_of_types else ""
        if self.sheet.headings.own or not self.sheet.book.known.get(column.refers):
            return text
        code = self._code(column.name, column.refers, text)
        if code and column.name in self.sheet.names_beside:
            self._check_name_beside(column.name, column.refers, code)
        return code

    def _check_name_beside(self, field: str, table: str, code: str) -> None:
        """Where codes and names stand side by side, a row whose name is another's for certain says two things."""
        for column in self.sheet.names_beside.get(field, ()):
            shown = " ".join(text_of_cell(self.row[column]).split()) if column < len(self.row) else ""
            if shown and (other := self.sheet.book.code(table, shown)) not in ("", code):
                self._wrong_at(column_letters(column + 1), shown, Wrong(
                    f"kodenya {code}, namanya {other}", f"its code is {code}, its name {other}", "kode dan nama dari satu hal yang sama",
                    "code and name of the same thing"))

    def _code(self, field: str, table: str, text: str, among: tuple[str, ...] = ()) -> str:
        found = self.sheet.book.find(table, text)
        if found.code:
            return found.code
        if len(several := self.sheet.book.several(table, text)) > 1:
            listed, name_id, name_en = ", ".join(several), SCHEMA[table].name_id, SCHEMA[table].name_en
            self._wrong(field, Wrong(
                f"menyebut {len(several)} dari tabel {name_id} ({listed})", f"it names {len(several)} of the table {name_en} ({listed})",
                "satu di setiap baris, dengan jumlahnya sendiri", "one in a row, with a count of its own"), text)
            return ""
        candidates = among or found.candidates
        answer = self.sheet.answers.get(f"code:{table}:{text}", "")
        if answer in {row[SCHEMA[table].key[0]] for row in self.sheet.book.known[table]}:
            return answer
        if candidates and not answer:
            self.asked.append(self.sheet.collected.ask(questions.about_code(
                table, text, self.sheet.grid.name, self.number + 1, self._letter(field), candidates,
                self.sheet.book)))
            return ""
        name_id, name_en = SCHEMA[table].name_id, SCHEMA[table].name_en
        self._wrong(field, Wrong(f"tidak ada di tabel {name_id}", f"not in the table {name_en}",
                                 f"kode atau nama lengkap dari tabel {name_id}, atau tambahkan dahulu ke sana",
                                 f"a code or full name of the table {name_en}; or add it there first"), text)
        return ""

    def _complete_order(self) -> None:
        """Agency from the section, the machine from the title, budget line from the account code; defaults for what the file lacks."""
        if self.sheet.machine and "type" not in self.sheet.fields:
            self.values["type"], self.extras["type_name"] = "", self.sheet.machine
        if self.number in self.sheet.shared:
            self.extras["type_name"], self.values["destination"] = self.sheet.shared[self.number]
        if self.sheet.is_one_each:
            self.values["quantity"] = "1"
        elif "quantity" not in self.sheet.fields and not self.sheet.spread and (
                line := line_of_list(self.extras.get("type_name", ""), self.sheet.aliases)):
            self.extras["type_name"], self.extras["unit"] = line.cells[1], line.cells[3]
            self.values["quantity"] = line.cells[2].replace(".", "")
        for column, code in self.sheet.of_section.items():
            if code and (column != "destination" or self.number not in self.sheet.shared) and column not in self.sheet.fields:
                self.values[column] = code
        for column, text in self.sheet.defaults.items():
            if column in self.sheet.table.header and column not in self.sheet.fields and column not in self.values:
                self.values[column] = text
                self.given.append(column)
        account = self.extras.get("account_code", "")
        if account and "budget_line" not in self.sheet.fields and not self.asked:
            self._budget_line(account)
        elif not account and not self.values.get("budget_line") and len(fitting := self._fitting(self.sheet.account)) == 1:
            self.values["budget_line"] = fitting[0]

    def _budget_line(self, account: str) -> None:
        agency, fitting = self.values.get("agency", ""), self._fitting(account)
        if len(fitting) == 1:
            self.values["budget_line"] = fitting[0]
        elif any(not agency or row["agency"] == agency for row in self.sheet.book.known.get("budget_lines", [])):
            key = f"{account} {agency}".strip()
            self.values["budget_line"] = self._code("_account_code", "budget_lines", key, fitting)

    def _fitting(self, account: str) -> tuple[str, ...]:
        """The budget lines of the row's agency with an account code."""
        agency = self.values.get("agency", "")
        return tuple(row["budget_line"] for row in self.sheet.book.known.get("budget_lines", [])
                     if (not agency or row["agency"] == agency) and plain(row["account_code"]) == plain(account))

    def _check_total(self) -> None:
        """A stated total that is not count times price is worth a look, but no reason to refuse the row."""
        units = number_of(self.values.get("quantity", ""))
        price, total = (self._rupiah(f) for f in ("_unit_price", "_total"))
        if units is None or price is None or total is None or units * price == total or self._has_charges():
            return
        self.sheet.collected.warnings.append(Problem(
            self.sheet.grid.name, self.number + 1, self._letter("_total"), self._shown("_total"),
            "total tidak sama dengan jumlah kali harga satuan", "the total is not count times unit price",
            str(int(units * price)), str(int(units * price))))

    def _has_charges(self) -> bool:
        """Whether a tax or the carriage of this row stands in a column of its own: its total holds them as well."""
        return any(
            set(plain(text).split()) & CHARGES and c not in self.sheet.fields.values() and c < len(self.row)
            and text_of_cell(self.row[c]).strip().strip("0%.,- ") for c, text in enumerate(self.sheet.headings.texts))

    def _rupiah(self, field: str) -> int | None:
        if field not in self.sheet.fields:
            return None
        cell = self._cell(field)
        if not isinstance(cell, str):
            return self._amount(field, cell)  # a number is read as quickly as it would be found again
        if (field, cell) not in self.sheet.amounts:
            self.sheet.amounts[field, cell] = self._amount(field, cell)
        return self.sheet.amounts[field, cell]

    def _amount(self, field: str, cell: Cell) -> int | None:
        if (scale := scale_named(self._heading(field))) and not is_error(cell) and text_of_cell(cell).strip():
            return whole_rupiah(text_of_cell(cell), scale)
        read = read_number(RUPIAH, without_about(cell) if isinstance(cell, str) else cell, self.sheet.aliases, "")
        return int(read) if isinstance(read, str) and read else None

    def _wrong(self, field: str, wrong: Wrong, value: str | None = None) -> None:
        shown = self._shown(field) if value is None and field in self.sheet.fields else value or ""
        self._wrong_at(self._letter(field), shown, wrong)

    def _wrong_at(self, letter: str, shown: str, wrong: Wrong) -> None:
        self.problems.append(self._problem(letter, shown, wrong))

    def _problem(self, letter: str, shown: str, wrong: Wrong) -> Problem:
        return Problem(self.sheet.grid.name, self.number + 1, letter, shown, wrong.wrong_id, wrong.wrong_en,
                       wrong.expected_id, wrong.expected_en)
