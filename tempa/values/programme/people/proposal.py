"""What was understood of somebody's workbook: rows, what was left out and why, problems, and questions to answer."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.schema import Tables
from tempa.values.quantity import Language


@dataclass(frozen=True)
class Choice:
    """One answer to a question; `value` is what is passed back."""

    value: str
    label_id: str
    label_en: str


@dataclass(frozen=True)
class Question:
    """Something that nobody but a person can decide. Its `id` is the key under which the answer is passed back in."""

    id: str
    sheet: str
    row: int
    column: str
    text_id: str
    text_en: str
    choices: tuple[Choice, ...]

    def in_language(self, language: Language) -> str:
        return self.text_en if language == "en" else self.text_id


@dataclass(frozen=True)
class Problem:
    """A cell (`column` is its letter; blank for the whole row) that could not be understood, and what was expected."""

    sheet: str
    row: int
    column: str
    value: str
    wrong_id: str
    wrong_en: str
    expected_id: str
    expected_en: str

    @property
    def sentence_id(self) -> str:
        place = f", kolom {self.column}" if self.column else ""
        return f"Lembar {self.sheet}, baris {self.row}{place}: {self.wrong_id}{self._shown}. Seharusnya {self.expected_id}."

    @property
    def sentence_en(self) -> str:
        place = f", column {self.column}" if self.column else ""
        return f"Sheet {self.sheet}, row {self.row}{place}: {self.wrong_en}{self._shown}. Expected {self.expected_en}."

    @property
    def _shown(self) -> str:
        return f" ({self.value!r})" if self.value else ""


@dataclass(frozen=True)
class LeftOut:
    """A row that is not taken over, with the reason; `text` shows what stands in it."""

    sheet: str
    row: int
    text: str
    reason_id: str
    reason_en: str


@dataclass(frozen=True)
class ReadRow:
    """A row that was understood: `values` of the columns that the sheet has, and `extras` that stood beside them.

    Of an order line, `extras["type_name"]` is the machine as the agency calls it, and `values["type"]` is blank
    unless that is a known code; `extras["unit_price_rupiah"]` is the stated unit price where it has one reading.
    """

    sheet: str
    row: int
    table: str
    values: dict[str, str]
    extras: dict[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    """Columns that the sheet does not say and somebody gave for all of its rows."""


@dataclass(frozen=True)
class ColumnRead:
    """A column of a sheet: its letter, its heading as written, and the column of the format that it was taken for."""

    letter: str
    heading: str
    field: str


@dataclass(frozen=True)
class SheetRead:
    """How one sheet was understood; `unused` are columns with a heading that was not recognised."""

    sheet: str
    table: str
    first_heading_row: int
    last_heading_row: int
    own_headings: bool
    columns: tuple[ColumnRead, ...]
    unused: tuple[ColumnRead, ...]


@dataclass(frozen=True)
class Waiting:
    """A row that cannot be taken over before the named questions are answered."""

    sheet: str
    row: int
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """Every row of a file that is not empty is in exactly one of `rows`, `waiting`, `left_out`, or has `problems`."""

    sheets: tuple[SheetRead, ...]
    rows: tuple[ReadRow, ...]
    waiting: tuple[Waiting, ...]
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    questions: tuple[Question, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is asked any more and nothing was misunderstood."""
        return not (self.questions or self.problems)

    def type_names(self) -> list[str]:
        """Machines as the file names them, each once, of rows whose type has no code yet."""
        orders = (row for row in self.rows if row.table == "orders" and not row.values.get("type"))
        return list(dict.fromkeys(name for row in orders if (name := row.extras.get("type_name", ""))))

    def accounted(self) -> dict[tuple[str, int], str]:
        """(sheet, row) -> `read`, `waiting`, `left out` or `problem`."""
        found = {(row.sheet, row.row): "read" for row in self.rows}
        found |= {(row.sheet, row.row): "waiting" for row in self.waiting}
        found |= {(row.sheet, row.row): "left out" for row in self.left_out}
        return found | {(problem.sheet, problem.row): "problem" for problem in self.problems}

    def summary(self, language: Language = "id") -> str:
        """How many rows went where, in one sentence."""
        counts = list(self.accounted().values())
        read, waiting, left, wrong = (counts.count(k) for k in ("read", "waiting", "left out", "problem"))
        if language == "en":
            return f"{read} rows read, {waiting} wait for an answer, {left} left out, {wrong} not understood"
        return f"{read} baris terbaca, {waiting} menunggu jawaban, {left} dilewati, {wrong} tidak dipahami"


def merged(known: Tables, proposal: Proposal, types: Mapping[str, str] | None = None, lines: Mapping[int, str] | None = None,
           given: Collection[str] = ()) -> Tables:
    """The tables of `known` with the rows of a proposal in them; a row with a key that is known changes what it says: only the
    columns that the file has, and under an office's own headings no blank takes a known value away.

    `types` maps names of machines to the type codes that a person decided on, `lines` the place of
    a row to the order line that it is. Order lines without a code get the next one that never was, `given` being codes of
    lines that are gone. What is neither read nor
    decided stays blank, and the check of the tables will say so.
    """
    tables = {name: [dict(row) for row in known.get(name, [])] for name in SCHEMA}
    places = {name: {_key(name, row): row for row in rows} for name, rows in tables.items() if SCHEMA[name].key}
    own = {sheet.sheet for sheet in proposal.sheets if sheet.own_headings}
    codes = _free_lines({row["line"] for row in tables["orders"]} | set(given)
                        | {read.values.get("line", "") for read in proposal.rows})
    for place, read in enumerate(proposal.rows):
        row = dict(read.values)
        if read.table == "orders":
            if not row.get("type"):
                row.pop("type", None)  # an undecided name takes no known type away
            if decided := (types or {}).get(read.extras.get("type_name", "")):
                row["type"] = decided
            if place in (lines or {}):  # a line that is there: what its sheet does not say stays as it is
                row = {column: text for column, text in row.items() if column not in read.given}
            row["line"] = row.get("line") or (lines or {}).get(place) or next(codes)
        whole = dict.fromkeys(SCHEMA[read.table].header, "") | row
        known_row = places.get(read.table, {}).get(_key(read.table, whole))
        if known_row is not None:
            known_row.update(row if read.sheet in own else {column: text for column, text in row.items() if text})
        else:
            tables[read.table].append(whole)
            places.setdefault(read.table, {})[_key(read.table, whole)] = whole
    return tables


def _key(table: str, row: dict[str, str]) -> tuple[str, ...]:
    """Rows of a table without a key are never the same row."""
    return tuple(row[column] for column in SCHEMA[table].key) or (str(id(row)),)


def _free_lines(taken: set[str]) -> Iterator[str]:
    """`L0001`, `L0002` … without those that are taken."""
    return (line for number in itertools.count(1) if (line := f"L{number:04d}") not in taken)


def plain_of(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the reading process sends it: rows that say the same columns share their names, so that long lists stay small."""
    beside = replace(proposal, rows=(), left_out=())
    return asdict(beside) | {
        "rows": [(*key, [(row.row, *row.values.values(), *row.extras.values()) for row in rows])
                 for key, rows in itertools.groupby(proposal.rows, key=_shape)],
        "left_out": [(left.sheet, left.row, left.text, left.reason_id, left.reason_en) for left in proposal.left_out],
    }


def _shape(row: ReadRow) -> tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return row.sheet, row.table, tuple(row.values), tuple(row.extras), row.given


def proposal_of(plain: dict[str, Any]) -> Proposal:
    """A proposal from its plain form (`plain_of`, through JSON)."""
    return Proposal(
        tuple(SheetRead(**(one | {"columns": _columns(one["columns"]), "unused": _columns(one["unused"])}))
              for one in plain["sheets"]),
        tuple(row for shared in plain["rows"] for row in _rows(*shared)),
        tuple(Waiting(one["sheet"], one["row"], tuple(one["questions"])) for one in plain["waiting"]),
        tuple(LeftOut(*one) for one in plain["left_out"]),
        tuple(Problem(**one) for one in plain["problems"]),
        tuple(Problem(**one) for one in plain["warnings"]),
        tuple(Question(**(one | {"choices": tuple(Choice(**choice) for choice in one["choices"])}))
              for one in plain["questions"]),
    )


def _rows(sheet: str, table: str, columns: list[str], beside: list[str], given: list[str], said: list[list[Any]]) -> Iterator[ReadRow]:
    size = len(columns) + 1
    for number, *texts in said:
        values = dict(zip(columns, texts[:size - 1], strict=True))
        yield ReadRow(sheet, number, table, values, dict(zip(beside, texts[size - 1:], strict=True)), tuple(given))


def _columns(plain: list[dict[str, str]]) -> tuple[ColumnRead, ...]:
    return tuple(ColumnRead(**one) for one in plain)
