"""Lots, order lines and the codes in the planner's sentences, with the names that people know them by."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tempa.desks.frame.weeks import days_of
from tempa.desks.frame.words import number, term
from tempa.values.period import Calendar

Rows = Mapping[str, list[dict[str, str]]]
CODE = re.compile(r"[\w-]+(?:\.[\w-]+)*")
RESOURCE = re.compile(r"(?<=[( ])(cut|bend|weld|machine|assemble|wire|paint|test)(?=\)|, )")  # as the judge writes it: `(weld)`, `W03, weld, `

WEEK = re.compile(r"\bminggu (\d{1,3})\b")


def kinds_of_lines(tables: Rows) -> dict[str, str]:
    """Order line -> the Indonesian name of its machine type, or the type's code where it has none."""
    types = {r["type"]: r["name_id"] or r["type"] for r in tables["types"]}
    return {r["line"]: types.get(r["type"], r["type"]) for r in tables["orders"]}


def machines(quantity: str, line: str, kinds: Mapping[str, str]) -> str:
    """`2 × Mesin pemipil jagung (L0001)`."""
    name = machine_of(line, kinds)
    return f"{number(quantity)} × {name} ({line})" if name != line else f"{number(quantity)} × {line}"


def machine_of(line: str, kinds: Mapping[str, str]) -> str:
    """The machine of a line; of one that planning again has split off (`L0001-U1`), that of its line."""
    return kinds.get(line) or kinds.get(line.rpartition("-U")[0]) or line


def lots_in_words(rows: list[dict[str, str]], kinds: Mapping[str, str]) -> dict[str, str]:
    """Lot -> `L0001-1, 2 × Mesin pemipil jagung,`, for the middle of a sentence about one lot."""
    return {r["lot"]: f"{r['lot']}, {number(r['quantity'])} × {machine_of(r['line'], kinds)}," for r in rows}


def names_of_codes(tables: Rows) -> dict[str, str]:
    """What a sentence says instead of a code: a name, with the code beside it where papers go by the code.

    Codes that are numbers or plain words are left out: a sentence is full of those.
    """
    names = {r["workshop"]: r["name"] for r in tables["workshops"]} | {r["cluster"]: r["name"] for r in tables["clusters"]}
    beside = {r["type"]: r["name_id"] for r in tables["types"]} | {r["material"]: r["name_id"] for r in tables["materials"]}
    names |= {code: name and f"{name} ({code})" for code, name in (beside | kinds_of_lines(tables)).items()}
    return {code: name for code, name in names.items() if name and not code.isdigit() and not code.islower()}


def in_days(sentence: str, calendar: Calendar) -> str:
    """A sentence of the judge, which counts weeks, with the days of each week instead of its number."""
    return WEEK.sub(lambda found: days_of(calendar, int(found[1])), sentence)


def in_names(sentence: str, names: Mapping[str, str]) -> str:
    """A sentence of the planner with names instead of codes; a lot keeps its code, which stands on its papers."""
    sentence = RESOURCE.sub(lambda found: term(found[0]), sentence)
    return CODE.sub(lambda found: names.get(found[0], found[0]), sentence)
