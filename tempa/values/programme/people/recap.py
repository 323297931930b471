"""Finds parts of a file that repeat others: a recap beside its details, a copy of a sheet. A person says which it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tempa.values.programme.aliases import plain
from tempa.values.programme.people.collected import Collected
from tempa.values.programme.people.proposal import LeftOut, Problem, ReadRow, Waiting
from tempa.values.programme.people.questions import LEAVE, USE, about_recap

_NAMES = ("rekap", "rekapitulasi", "ringkasan", "recap", "summary")
_MOST_PARTS = 60


@dataclass
class Part:
    """The order rows of a sheet, or of one section of it."""

    sheet: str
    number: int
    title: str
    rows: list[ReadRow] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Whether it calls itself a recap."""
        return any(word in plain(f"{self.sheet} {self.title}").split() for word in _NAMES)

    @property
    def shown(self) -> str:
        """Its sheet and title, and its rows."""
        numbers = [row.row for row in self.rows]
        return f"{self.sheet}{': ' if self.title else ''}{self.title} ({min(numbers)}–{max(numbers)})"


def ask_about_recaps(collected: Collected, answers: Mapping[str, str]) -> None:
    """Rows of a part that repeats other parts wait for an answer, are left out as a recap, or stay."""
    _point_out_twins(collected)
    for is_by_sheet in (True, False):
        parts = parts_of(collected, by_sheet=is_by_sheet)
        if not 1 < len(parts) <= _MOST_PARTS:
            continue
        for part in sorted(parts, key=lambda part: (not part.is_named, len(part.rows), -parts.index(part))):
            others = [other for other in parts if other is not part and other.rows and not other.is_named]
            if part.rows and (repeated := _repeated(part, others)):
                _settle(collected, part, repeated, answers)


def _point_out_twins(collected: Collected) -> None:
    """Two rows of one part that say all the same may be one that was written twice."""
    seen: dict[tuple[object, ...], int] = {}
    for row in collected.rows:
        if row.table != "orders" or row.values.get("line"):
            continue
        part = collected.parts.get((row.sheet, row.row), (0, ""))
        said = (row.sheet, part, plain(row.extras.get("type_name", "")), collected.beside.get((row.sheet, row.row), ""), *sorted(row.values.items()))
        first = seen.setdefault(said, row.row)
        if first != row.row:
            collected.warnings.append(Problem(
                row.sheet, row.row, "", row.extras.get("type_name", ""), f"sama dengan baris {first}; keduanya dihitung",
                f"the same as row {first}; both are counted", "satu baris, bila tertulis dua kali", "one row, if it was written twice"))


def parts_of(collected: Collected, *, by_sheet: bool) -> list[Part]:
    found: dict[tuple[str, int], Part] = {}
    for row in collected.rows:
        if row.table != "orders" or row.values.get("line"):
            continue
        number, title = collected.parts.get((row.sheet, row.row), (0, ""))
        key = (row.sheet, 0 if by_sheet else number)
        found.setdefault(key, Part(*key, "" if by_sheet else title)).rows.append(row)
    return list(found.values())


def _repeated(part: Part, others: list[Part]) -> list[Part]:
    """The parts whose counts are those of `part`: all others together, or one of them."""
    wanted = _counts(part.rows, with_agency=False)
    for group in ([others] if len(others) > 1 else []) + [[other] for other in others]:
        rows = [row for other in group for row in other.rows]
        if not rows or len(rows) < len(part.rows) or _counts(rows, with_agency=False) != wanted:
            continue
        stated = all(row.values.get("agency") and "agency" not in row.given for row in (*rows, *part.rows))
        if not stated or _counts(rows, with_agency=True) == _counts(part.rows, with_agency=True):
            return group
    return []


def _counts(rows: list[ReadRow], *, with_agency: bool) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        name = row.values.get("type") or plain(row.extras.get("type_name", ""))
        found[name, row.values.get("agency", "") if with_agency else ""] += int(row.values.get("quantity") or 0)
    return found


def _settle(collected: Collected, part: Part, repeated: list[Part], answers: Mapping[str, str]) -> None:
    numbers = sorted({row.row for row in part.rows})
    question = about_recap(part.sheet, numbers, ", ".join(other.shown for other in repeated), part.title)
    answer = answers.get(question.id, "")
    if answer == USE:
        return
    gone = set(numbers)
    collected.rows = [row for row in collected.rows if row.sheet != part.sheet or row.row not in gone]
    shown = {row.row: " | ".join((row.extras.get("type_name", ""), row.values.get("quantity", ""))) for row in part.rows}
    if answer == LEAVE:
        collected.left_out += [LeftOut(part.sheet, n, shown[n], "rekap dari rincian", "a recap of the details") for n in numbers]
    else:
        asked = collected.ask(question)
        collected.waiting += [Waiting(part.sheet, n, (asked,)) for n in numbers]
    part.rows = []
