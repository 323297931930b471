"""`vectors FOLDER`: feeds files of known right answers (all of a folder, or those named) to the engines, kind by kind.

A file is one entry per kind, each with `decimals` or `exact` and a list of `cases`; a case is its inputs and `expect`.
Only the keys of `expect` are compared: with `decimals` within half a unit of it, otherwise equal. The sampling
standard's table has a shape of its own (one cell is one case) and is handed over entry by entry.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

ENGINES = ("sampling", "charts", "costing", "settlement", "impact", "production", "messages")
WHOLE_TABLES = {"code_letters", "master_single_resolved", "cells_with_arrows", "known_wrong_answers"}
ABOUT_THE_KIND = {"cases", "proves", "source", "note", "decimals", "exact", "formula"}
HIDDEN_FROM_ENGINES = {"expect", "trap", "decimals", "exact"}

Engine = Callable[[dict[str, object]], dict[str, object]]
TableCheck = Callable[[dict[str, object]], list[tuple[str, bool, str]]]


@dataclass(frozen=True)
class Verdict:
    """What became of one kind in one file; `first` is the sentence of its first failed case."""

    file: str
    kind: str
    passed: int
    failed: int
    covered: bool = True
    first: str = ""


@dataclass(frozen=True)
class Engines:
    """The kinds that the engines take, the check of whole tables, and why an engine could not be loaded."""

    kinds: dict[str, Engine]
    tables: TableCheck | None
    faults: tuple[str, ...]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py vectors", description="Known right answers against engines.")
    parser.add_argument("places", metavar="folder", type=Path, nargs="+", help="a folder of JSON files (or such files)")
    files: list[Path] = []
    for place in parser.parse_args(arguments).places:
        found = [place] if place.is_file() else sorted(place.glob("*.json"))
        if not found:
            print(f"{place}: no JSON file found here; name a file of vectors, or the folder that holds them.", file=sys.stderr)
            print("0 passed, 0 failed")
            return 1
        files += found
    verdicts: list[Verdict] = []
    engines = load_engines()
    for sentence in engines.faults:
        print(sentence, file=sys.stderr)
    for file in files:
        for verdict in check_file(file, engines):
            print_verdict(verdict)
            verdicts.append(verdict)
    passed, failed = sum(v.passed for v in verdicts), sum(v.failed for v in verdicts)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed and all(v.covered for v in verdicts) else 1


def load_engines() -> Engines:
    kinds: dict[str, Engine] = {}
    tables: TableCheck | None = None
    faults: list[str] = []
    for name in ENGINES:
        module_name = f"tempa.desks.console.vectors_{name}"
        try:
            module = importlib.import_module(module_name)
            kinds |= module.KINDS
        except Exception as error:  # an engine that does not load leaves its kinds uncovered; the others go on
            if not (isinstance(error, ModuleNotFoundError) and error.name == module_name):
                faults.append(f"vectors_{name} could not be loaded ({sentence_of(error)}); its kinds are not covered.")
            continue
        tables = getattr(module, "check_aql_master", tables)
    return Engines(kinds, tables, tuple(faults))


def check_file(file: Path, engines: Engines) -> Iterator[Verdict]:
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        yield Verdict(file.name, "-", 0, 0, False, f"the file cannot be read as JSON: {error}")
        return
    entries = {k: e for k, e in document.items() if k != "meta"} if isinstance(document, dict) else {}
    if not entries:
        yield Verdict(file.name, "-", 0, 0, False, "no kind of case in this file; expected an object of kinds")
    for kind, entry in entries.items():
        yield check_kind(file, kind, entry, engines)


def check_kind(file: Path, kind: str, entry: dict[str, object], engines: Engines) -> Verdict:
    if kind in WHOLE_TABLES:
        return check_whole_table(file, kind, entry, engines.tables)
    cases = entry.get("cases") if isinstance(entry, dict) else None
    if not isinstance(cases, list):
        return Verdict(file.name, kind, 0, 0, False, "this entry has no list of cases")
    engine = engines.kinds.get(kind)
    if engine is None:
        return Verdict(file.name, kind, 0, 0, False, f"no engine takes this kind ({len(cases)} cases)")
    faults = [(number, check_case(file, entry, case, engine)) for number, case in enumerate(cases, start=1)]
    bad = [(number, fault) for number, fault in faults if fault]
    first = f"case {bad[0][0]}: {bad[0][1]}" if bad else ""
    return Verdict(file.name, kind, len(cases) - len(bad), len(bad), True, first)


def check_whole_table(file: Path, kind: str, entry: Any, tables: TableCheck | None) -> Verdict:
    """One cell is one case; the sampling engine names and judges each (its table is the one under test)."""
    if tables is None:
        return Verdict(file.name, kind, 0, 0, False, "no engine takes this table")
    try:
        results = tables({kind: entry})
    except Exception as error:
        return Verdict(file.name, kind, 0, 1, True, sentence_of(error))
    bad = [f"{name}: {message}" for name, ok, message in results if not ok]
    return Verdict(file.name, kind, len(results) - len(bad), len(bad), bool(results), bad[0] if bad else "")


def check_case(file: Path, entry: dict[str, object], case: Any, engine: Engine) -> str:
    """The first difference as a sentence, or "" where every key of `expect` holds."""
    if not isinstance(case, dict) or not isinstance(case.get("expect"), dict):
        return "the case has no `expect` to compare with"
    try:
        return first_difference(file.parent, entry, case, engine)
    except Exception as error:  # the engine's refusal, or a case that cannot be read, is this case's failure
        return sentence_of(error)


def first_difference(folder: Path, entry: dict[str, object], case: dict[str, Any], engine: Engine) -> str:
    whole = {k: v for k, v in entry.items() if k not in ABOUT_THE_KIND} | case
    got = engine({k: with_data(v, folder) for k, v in whole.items() if k not in HIDDEN_FROM_ENGINES})
    decimals = decimals_of(entry, case)
    for key, expected in case["expect"].items():
        if key not in got:
            return f"{key}: expected {shown(expected)}, the engine gave none"
        if fault := difference(got[key], with_data(expected, folder), decimals):
            return f"{key}{fault}"
    return ""


def decimals_of(entry: dict[str, Any], case: dict[str, Any]) -> int | None:
    """Decimals of the case, else of the kind; None means exact (`exact` of the case overrules the kind's decimals)."""
    for where in (case, entry):
        if where.get("decimals") is not None:
            return int(where["decimals"])
        if where.get("exact"):
            return None
    return None


def difference(got: Any, expected: object, decimals: int | None) -> str:
    """Nothing where they agree, else what differs, beginning with the place inside a list."""
    got = plain(got)
    if isinstance(expected, list):
        if not isinstance(got, list):
            return f": expected a list of {len(expected)}, got {shown(got)}"
        if len(got) != len(expected):
            return f": expected {len(expected)} elements, got {len(got)}"
        pairs = enumerate(zip(got, expected, strict=True))
        return next((f"[{i}]{fault}" for i, (g, e) in pairs if (fault := difference(g, e, decimals))), "")
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            return f": expected an object, got {shown(got)}"
        return next((f".{k}{f}" for k, e in expected.items() if (f := difference(got.get(k), e, decimals))), "")
    return "" if agrees(got, expected, decimals) else f": expected {shown(expected)}, got {shown(got)}"


def agrees(got: object, expected: object, decimals: int | None) -> bool:
    if expected is None or isinstance(expected, bool) or got is None or isinstance(got, bool):
        return got is expected
    if decimals is None and (isinstance(expected, str) or isinstance(got, str)):
        return bool(got == expected)
    g, e = exact_number(got), exact_number(expected)
    if g is None or e is None:
        return bool(got == expected)
    half_a_unit = Fraction(1, 2 * 10**decimals) if decimals is not None else Fraction(0)
    return abs(g - e) <= half_a_unit


def plain(value: object) -> Any:
    """Arrays and tuples as lists, scalars of numpy as Python's own."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return list(value) if isinstance(value, tuple) else value


def exact_number(value: object) -> Fraction | None:
    """The number as it is printed (0.32 is 32/100), None where it is no finite number."""
    if isinstance(value, int | Fraction):
        return Fraction(value)
    try:
        text = Decimal(repr(value) if isinstance(value, float) else str(value))
    except InvalidOperation:
        return None
    return Fraction(text) if text.is_finite() else None


def with_data(value: object, folder: Path) -> object:
    """A string `data/…` stands for that CSV file beside the vectors: rows of numbers, one column as a flat list."""
    if isinstance(value, str) and value.startswith("data/"):
        return read_numbers(folder / value)
    if isinstance(value, list):
        return [with_data(v, folder) for v in value]
    return {k: with_data(v, folder) for k, v in value.items()} if isinstance(value, dict) else value


def read_numbers(file: Path) -> list[Any]:
    """Rows of numbers out of a CSV file (or .gz of one); a heading and columns of words around them are left out."""
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    lines = [line for line in csv.reader(raw.decode("utf-8-sig").splitlines()) if line]
    body = lines[1:] if any(exact_number(cell) is None for cell in lines[0]) else lines
    numeric = [j for j in range(len(lines[0])) if all(exact_number(line[j]) is not None for line in body)]
    rows = [[as_number(line[j]) for j in numeric] for line in body]
    return [row[0] for row in rows] if len(numeric) == 1 else rows


def as_number(cell: str) -> int | float:
    return int(cell) if cell.strip().lstrip("+-").isdigit() else float(cell)


def shown(value: object) -> str:
    text = repr(value)
    if isinstance(value, Fraction):
        text = str(value) if value.denominator == 1 else f"{value} ({float(value):.12g})"
    return text if len(text) <= 120 else text[:117] + "…"


def sentence_of(error: Exception) -> str:
    if isinstance(error, KeyError) and error.args:
        return f"`{error.args[0]}` is missing, or its value is none of those listed"
    return f"{type(error).__name__}: {error}"


def print_verdict(verdict: Verdict) -> None:
    name = f"{verdict.file}  {verdict.kind}"
    if not verdict.covered:
        print(f"{name}: not covered: {verdict.first}" if verdict.first else f"{name}: not covered")
        return
    print(f"{name}: {verdict.passed} passed, {verdict.failed} failed")
    if verdict.first:
        print(f"    first difference: {verdict.first}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
