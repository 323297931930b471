"""The shape of a programme and of a plan: tables in order, their columns, and what each column means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "date", "choice"]
Tables = dict[str, list[dict[str, str]]]
"""Table name -> rows -> column -> the text of the cell; a blank cell is an empty text."""


class Rows(list[dict[str, str]]):
    """Rows that remember their line in a sheet with blank rows between; elsewhere row n stands on line n + 2.

    `hidden` names what of the sheet nobody sees in Excel: `baris 4`, `kolom C`, or the whole sheet.
    """

    def __init__(self, rows: Iterable[dict[str, str]] = (), lines: Iterable[int] = (), hidden: Iterable[str] = ()) -> None:
        super().__init__(rows)
        self.lines = list(lines)
        self.hidden = list(hidden)


def numbered_rows(rows: list[dict[str, str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line; rows that were added or taken away since reading fall back to counting from 2."""
    lines = rows.lines if isinstance(rows, Rows) and len(rows.lines) == len(rows) else range(2, len(rows) + 2)
    return zip(lines, rows, strict=True)


@dataclass(frozen=True)
class Column:
    """One column; `optional` allows a blank, `refers` names the table whose key the cell must be."""

    name: str
    kind: Kind
    name_id: str
    name_en: str
    meaning_id: str
    meaning_en: str
    example: str
    optional: bool = False
    refers: str = ""
    choices: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        return self.kind in ("integer", "number")


@dataclass(frozen=True)
class TableSchema:
    """One table; `key` is empty where rows may repeat, `required` tells whether its file must be there."""

    name: str
    name_id: str
    name_en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = True

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


RESOURCES = ("cut", "bend", "weld", "machine", "assemble", "wire", "paint", "test")
SCORES = ("score_premises", "score_competence", "score_staff", "score_equipment")
TEXT_KEYS = frozenset({"code", "name_id", "name_en", "currency", "start_date", "time_zone"})
"""Keys of `programme` whose value is text; every other value there is a number."""
PLAN_TEXT_KEYS = frozenset({"solver", "programme_sha256", "base_plan_sha256"})


def column_of(name: str, kind: Kind, names: str, meaning: str, example: str, **more: object) -> Column:
    """A column from `"Indonesian / English"` pairs, so that a table below reads like its page in a manual."""
    name_id, name_en = names.split(" / ")
    meaning_id, meaning_en = meaning.split(" / ")
    return Column(name, kind, name_id, name_en, meaning_id, meaning_en, example, **more)  # type: ignore[arg-type]
