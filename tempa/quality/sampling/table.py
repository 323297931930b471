"""Looks up single sampling plans in a master table that is data: code letters, cells, arrows followed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import count

KINDS: dict[type, str] = {dict: "objek JSON", list: "daftar JSON", str: "teks JSON"}
SEVERITIES = ("normal", "tightened", "reduced")
MIL_STD_105E = Path(__file__).parent / "tables" / "mil-std-105e.json"
CELL = re.compile(r"(?:(\d+):)?(\d+)(?:/(\d+))?")


@dataclass(frozen=True, slots=True)
class Plan:
    """Inspect `n` units; accept the lot at up to `ac` bad ones, reject it from `re` on.

    `re` is `ac` + 1 but for reduced inspection of MIL-STD-105E, where a result between the two accepts the lot and
    ends reduced inspection.
    """

    n: int
    ac: int
    re: int


@dataclass(frozen=True, slots=True)
class LotPlan:
    """What the table asks of one lot.

    `letter` is the lot's code letter, `table` the plan found with arrows followed; `n` is the sample for this lot,
    which is the whole lot (`inspect_all`) where the table's sample reaches or exceeds it.
    """

    lot: int
    letter: str
    table: Plan
    n: int
    ac: int
    re: int

    @property
    def inspect_all(self) -> bool:
        return self.n == self.lot


@dataclass(frozen=True)
class Table:
    """A master table of single sampling plans, with every arrow already followed.

    `letters_by_lot`: rows (smallest lot, largest lot or None, code letter by level). `plans`: severity -> code letter
    -> AQL as printed ("2.5", "0.010") -> Plan. `printed`: the same cells as the file has them, arrows and all;
    `sizes`: severity -> code letter -> its own sample size.
    """

    title: str
    source: str
    levels: tuple[str, ...]
    letters: tuple[str, ...]
    aqls: tuple[str, ...]
    letters_by_lot: tuple[tuple[int, int | None, Mapping[str, str]], ...]
    plans: Mapping[str, Mapping[str, Mapping[str, Plan]]]
    printed: Mapping[str, Mapping[str, Mapping[str, str]]]
    sizes: Mapping[str, Mapping[str, int]]

    @staticmethod
    def load(path: Path | str) -> Table:
        """Read and check a table, for instance a later edition of the standard that the reader owns.

        Raises SamplingError that names the place in the file and what is expected there.
        """
        try:
            document = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as reason:
            raise malformed("berkas tabel", str(path), f"berkas JSON yang dapat dibaca ({reason})") from None
        if not isinstance(document, dict):
            raise malformed("berkas tabel", str(path), "satu objek JSON")
        return read_table(document)

    def letter(self, lot: int, level: str = "II") -> str:
        """Code letter of a lot (MIL-STD-105E Table I)."""
        smallest, largest = self.letters_by_lot[0][0], self.letters_by_lot[-1][1]
        source = f"huruf kode {self.title}; lot yang lebih kecil diperiksa seluruhnya"
        count(lot, "ukuran lot", smallest, largest, source)
        if level not in self.levels:
            raise SamplingError("tingkat pemeriksaan", level, f"salah satu dari {', '.join(self.levels)}", self.title)
        return next(row[level] for _, high, row in self.letters_by_lot if high is None or lot <= high)

    def cell(self, letter: str, aql: str, severity: str = "normal") -> Plan:
        """The plan of one cell, arrows followed, before it meets a lot."""
        if severity not in self.plans:
            raise SamplingError("keketatan", severity, f"salah satu dari {', '.join(self.plans)}", self.title)
        if letter not in self.letters:
            raise SamplingError("huruf kode", letter, f"salah satu dari {' '.join(self.letters)}", self.title)
        if aql not in self.aqls:
            raise SamplingError("AQL", aql, f"salah satu dari teks {' '.join(self.aqls)}", self.title)
        return self.plans[severity][letter][aql]

    def plan(self, lot: int, aql: str, level: str = "II", severity: str = "normal") -> LotPlan:
        """The plan of a lot. A sample as large as the lot or larger means that every unit is inspected."""
        letter = self.letter(lot, level)
        found = self.cell(letter, aql, severity)
        return LotPlan(lot, letter, found, min(found.n, lot), found.ac, found.re)


@cache
def mil_std_105e() -> Table:
    """The table that Tempa ships: MIL-STD-105E single sampling (public release)."""
    return Table.load(MIL_STD_105E)


def read_table(document: Mapping[str, Any]) -> Table:
    """Build a table from its JSON document, with every rule of the shape checked."""
    letters = tuple(text(part(document, "sample_sizes", dict), "letters").split())
    aqls = tuple(text(document, "aql").split())
    levels = tuple(map(str, part(document, "levels", list)))
    cells = part(document, "cells", dict)
    for what, names in (("tingkat", levels), ("huruf kode", letters), ("AQL", aqls)):
        if not names or len({str(name) for name in names}) < len(names):
            raise malformed(f"daftar {what}", names, "paling sedikit satu nama, tidak ada yang dua kali")
    if "normal" not in cells or not set(cells) <= set(SEVERITIES):
        raise malformed("cells", sorted(cells), f"ada normal, selebihnya dari {', '.join(SEVERITIES)}")
    printed = {severity: read_rows(severity, letters, aqls, part(cells, severity, dict)) for severity in cells}
    sizes = {severity: row_of_sizes(document["sample_sizes"], severity, letters) for severity in cells}
    plans = {severity: resolve(severity, letters, aqls, sizes[severity], printed[severity]) for severity in cells}
    rows = code_letters(part(document, "code_letters", dict), levels, letters)
    return Table(text(document, "title"), text(document, "source"), levels, letters, aqls, rows, plans, printed, sizes)


def malformed(what: str, value: object, bound: str) -> SamplingError:
    return SamplingError(what, value, bound, f"bentuk tabel seperti pada {MIL_STD_105E.name}")


def part(document: Mapping[str, Any], key: str, kind: type) -> Any:
    found = document.get(key)
    if not isinstance(found, kind):
        raise malformed(f'"{key}" pada tabel', found, KINDS[kind])
    return found


def text(document: Mapping[str, Any], key: str) -> str:
    return str(part(document, key, str))


def row_of_sizes(sizes: Mapping[str, Any], severity: str, letters: tuple[str, ...]) -> dict[str, int]:
    words = text(sizes, severity).split()
    if len(words) != len(letters) or not all(w.isdecimal() and int(w) > 0 for w in words):
        raise malformed(f"ukuran sampel {severity}", " ".join(words), f"{len(letters)} ukuran di atas 0")
    return dict(zip(letters, map(int, words), strict=True))


def code_letters(
    rows: Mapping[str, Any], levels: tuple[str, ...], letters: tuple[str, ...]
) -> tuple[tuple[int, int | None, Mapping[str, str]], ...]:
    """Rows "2-8": "A A A …" in rising order without a gap; the last one may be open ("500001+")."""
    found: list[tuple[int, int | None, Mapping[str, str]]] = []
    for lots in rows:
        bounds = re.fullmatch(r"(\d+)(?:-(\d+)|\+)", lots)
        words = text(rows, lots).split()
        follows = not found or (bounds and found[-1][1] is not None and int(bounds[1]) == found[-1][1] + 1)
        if not bounds or not follows or (bounds[2] and int(bounds[2]) < int(bounds[1])):
            raise malformed("kelompok ukuran lot", lots, 'tertulis "9-15" atau "500001+", menyambung baris sebelumnya')
        if len(words) != len(levels) or not set(words) <= set(letters):
            raise malformed(f"huruf kode lot {lots}", " ".join(words), "satu huruf kode untuk tiap tingkat")
        found.append((int(bounds[1]), int(bounds[2]) if bounds[2] else None, dict(zip(levels, words, strict=True))))
    if not found:
        raise malformed("code_letters", rows, "paling sedikit satu baris")
    return tuple(found)


def read_rows(
    severity: str, letters: tuple[str, ...], aqls: tuple[str, ...], rows: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for letter in letters:
        cells = text(rows, letter).split()
        if len(cells) != len(aqls):
            raise malformed(f"baris {letter} pada {severity}", " ".join(cells), f"{len(aqls)} sel")
        found[letter] = dict(zip(aqls, cells, strict=True))
    return found


def resolve(
    severity: str, letters: tuple[str, ...], aqls: tuple[str, ...],
    sizes: Mapping[str, int], rows: Mapping[str, Mapping[str, str]],
) -> dict[str, dict[str, Plan]]:
    """Follow every arrow of one severity. An arrow takes the sample size of the row where it ends."""
    columns = {aql: [rows[letter][aql] for letter in letters] for aql in aqls}
    return {
        letter: {
            aql: follow(f"sel {letter} / AQL {aql} pada {severity}", letters, at, column, sizes)
            for aql, column in columns.items()
        }
        for at, letter in enumerate(letters)
    }


def follow(
    place: str, letters: tuple[str, ...], at: int, column: list[str], sizes: Mapping[str, int]
) -> Plan:
    """Walk from one cell of a column along its arrow, never turning back, to the cell that holds a plan."""
    first = column[at]
    step = {"v": 1, "^": -1}.get(first, 0)
    where = at
    while step and 0 <= where < len(letters) and column[where] == first:
        where += step
    if not 0 <= where < len(letters) or column[where] in ("v", "^"):
        raise malformed(place, first, "panah yang berakhir pada bilangan di dalam tabel")
    return plan_of(place, column[where], sizes[letters[where]])


def plan_of(place: str, cell: str, size: int) -> Plan:
    """Read "3" (Re is Ac + 1), "2/5" (Ac/Re) or "8:1" (own sample size : Ac)."""
    found = CELL.fullmatch(cell)
    n, ac = (int(found[1] or size), int(found[2])) if found else (0, 0)
    re_ = int(found[3]) if found and found[3] else ac + 1
    if not found or n < 1 or re_ <= ac:
        raise malformed(place, cell, 'tertulis "v", "^", "3", "2/5" (2 < 5) atau "8:1"')
    return Plan(n, ac, re_)
