"""A valid plan to break, and the lists into which the ways of breaking it are filed.

A mutation changes plan tables, or a limit of the programme below what the plan uses. It raises `NotHere` where a draw
finds nothing to break. `FILES` are the same for what only a file can have (a missing column, a wrong encoding).
"""

from __future__ import annotations

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan

Row = dict[str, str]
Tables = dict[str, list[Row]]


class NotHere(Exception):
    """This draw finds nothing to break."""


@dataclass
class Case:
    """Programme and plan tables to change, and the draw."""

    tables: Tables
    plan: Tables
    draw: Random

    def lot(self, wanted: Callable[[Row], bool] = lambda row: True) -> Row:
        return self.row("lots", wanted)

    def load(self, wanted: Callable[[Row], bool] = lambda row: True) -> Row:
        return self.row("loads", wanted)

    def row(self, table: str, wanted: Callable[[Row], bool] = lambda row: True) -> Row:
        return self._one([row for row in self.plan[table] if wanted(row)])

    def made(self, table: str, wanted: Callable[[Row], bool] = lambda row: True) -> Row:
        """A row of the programme."""
        return self._one([row for row in self.tables[table] if wanted(row)])

    def _one(self, rows: list[Row]) -> Row:
        if not rows:
            raise NotHere
        return self.draw.choice(rows)

    def loads_of(self, lot: Row) -> list[Row]:
        return [row for row in self.plan["loads"] if row["lot"] == lot["lot"]]

    def order(self, lot: Row) -> Row:
        return next(row for row in self.tables["orders"] if row["line"] == lot["line"])

    def machine(self, lot: Row) -> Row:
        return next(row for row in self.tables["types"] if row["type"] == self.order(lot)["type"])

    def site(self, code: str) -> Row:
        return next(row for row in self.tables["workshops"] if row["workshop"] == code)

    def offer(self, lot: Row) -> Row:
        kind = self.order(lot)["type"]
        return next(row for row in self.tables["offers"] if (row["workshop"], row["type"]) == (lot["workshop"], kind))

    def state(self, key: str, value: str | None) -> None:
        self.plan["plan"] = [row for row in self.plan["plan"] if row["key"] != key]
        if value is not None:
            self.plan["plan"].append({"key": key, "value": value})

    def stated(self, key: str) -> int:
        return int(next(row["value"] for row in self.plan["plan"] if row["key"] == key))

    def term(self, key: str) -> Row:
        return next(row for row in self.tables["programme"] if row["key"] == key)

    @property
    def weeks(self) -> int:
        return int(self.term("weeks")["value"])

    def sunday(self, week: int) -> dt.date:
        start = dt.date.fromisoformat(self.term("start_date")["value"])
        return start - dt.timedelta(days=start.weekday()) + dt.timedelta(days=7 * week + 6)


Mutation = Callable[[Case], None]
ALL: dict[str, tuple[int, Mutation]] = {}
STATEMENTS: dict[str, tuple[int, Mutation]] = {}
FILES: dict[str, tuple[int, Callable[[Path, Random], None]]] = {}


def breaks(rule: int) -> Callable[[Mutation], Mutation]:
    def file(mutation: Mutation) -> Mutation:
        ALL[f"{rule:02d}-{mutation.__name__}"] = rule, mutation
        return mutation

    return file


def misstates(mutation: Mutation) -> Mutation:
    """Breaks rule 0 by what the table `plan` says; such a case is not restated before it is judged."""
    STATEMENTS[f"00-{mutation.__name__}"] = 0, mutation
    return mutation


def spoils(rule: int) -> Callable[[Callable[[Path, Random], None]], Callable[[Path, Random], None]]:
    def file(mutation: Callable[[Path, Random], None]) -> Callable[[Path, Random], None]:
        FILES[f"{rule:02d}-{mutation.__name__}"] = rule, mutation
        return mutation

    return file


@cache
def valid_case() -> tuple[Tables, Tables]:
    """A programme with schools, unregistered members, pilot limits and a facility, and a valid plan of it."""
    tables = generate(Wishes(seed=8, scale=0.19, capacity=1.1))
    ordered: dict[str, int] = defaultdict(int)
    for row in tables["orders"]:
        ordered[row["type"]] += int(row["quantity"])
    for row in tables["types"]:
        if row["tested"] == "no":
            row["pilot_limit"] = str(max(1, 2 * ordered[row["type"]] // 3))
    return tables, naive_plan(tables, "proportional")


def fresh_case(name: str, draw: int) -> Case:
    tables, plan = valid_case()
    return Case(copy.deepcopy(tables), copy.deepcopy(plan), Random(f"{name} {draw}"))


def decimal(value: Fraction) -> str:
    return f"{float(value):.4f}".rstrip("0").rstrip(".")
