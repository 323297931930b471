"""Order lines that a list may mean although it names none: the same list again, or a corrected one.

A list of an agency has no codes of order lines. Taken as new lines, a list that is sent twice would double the order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tempa.values.programme.numbers import shortest
from tempa.values.programme.people.proposal import Choice, Proposal, Question, ReadRow
from tempa.values.programme.people.questions import listed_places

SAME, NEW, EACH = "same", "new", "each"
NOT_ORDERED = "-"
"""Decided for the name of a machine: its rows are not ordered here."""
_COLUMNS = ("agency", "budget_line", "type", "destination", "due_date", "quantity")
_MAY_DIFFER: tuple[tuple[str, ...], ...] = ((), ("quantity",), ("due_date",), ("destination",))
"""What a correction changes, the likeliest first; rows that differ in more are taken for new lines.

Another day or place is a correction only in a list of which half is in the order already: a new list that happens to have
a line like one that is there would else seem to move that.
"""
_WORDS = {"quantity": ("jumlah", "quantity"), "due_date": ("jatuh tempo", "due date"), "destination": ("tujuan", "destination")}
_MOST_SINGLE = 60
_LEAST_SAID = 4
"""Machine and count alone make no line known: two more columns must speak for it."""


@dataclass(frozen=True)
class Likeness:
    """Row number `place` of a proposal, and the order line that it may be; `changes` maps columns to (before, after)."""

    place: int
    row: ReadRow
    line: str
    changes: dict[str, tuple[str, str]]

    @property
    def id(self) -> str:
        return f"line:{self.row.sheet}:{self.row.row}:{self.line}"

    def words(self, which: int) -> str:
        """`Cool box, baris 4: L0012, jumlah 2 → 5`; `which` is 0 for Indonesian, 1 for English."""
        changes = "; ".join(f"{_WORDS[c][which]} {a} → {b}" for c, (a, b) in self.changes.items())
        name = self.row.extras.get("type_name") or self.row.values.get("type", "")
        return f"{name}, {('baris', 'row')[which]} {self.row.row}: {self.line}{', ' + changes if changes else ''}"


def ordered_only(proposal: Proposal, types: Mapping[str, str]) -> Proposal:
    """The proposal without rows of which a person said that they are no machine of this order."""
    return replace(proposal, rows=tuple(
        row for row in proposal.rows if row.table != "orders" or types.get(row.extras.get("type_name", "")) != NOT_ORDERED))


def likenesses(orders: Sequence[Mapping[str, str]], proposal: Proposal, types: Mapping[str, str]) -> list[Likeness]:
    """Per row the order line that it may be, each line at most once; what a row does not say does not count."""
    rows = {place: _wanted(row, types) for place, row in enumerate(proposal.rows)
            if row.table == "orders" and not row.values.get("line")}
    named = {row.values["line"] for row in proposal.rows if row.table == "orders" and row.values.get("line")}
    free = {order["line"]: order for order in orders if order["line"] not in named}
    by_type: dict[str, list[str]] = {}
    for line, order in free.items():
        by_type.setdefault(order["type"], []).append(line)
    found: list[Likeness] = []
    count = len(rows)
    for differing in _MAY_DIFFER:
        if differing and differing != ("quantity",) and 2 * len(found) < count:
            break
        for place in list(rows):
            wanted = rows[place]
            if set(differing) & set(proposal.rows[place].given):
                continue  # what was given for all rows corrects none
            line = next((line for line in by_type.get(wanted.get("type", ""), []) if line in free
                         and _is_like(free[line], wanted, differing)), "")
            if line:
                changes = {c: (free[line][c], wanted[c]) for c in differing}
                found.append(Likeness(place, proposal.rows[place], line, changes))
                del rows[place], free[line]
    return sorted(found, key=lambda one: one.place)


def _wanted(row: ReadRow, types: Mapping[str, str]) -> dict[str, str]:
    """What a row says of its line: without blanks, and without a day or budget line that somebody gave for all rows."""
    said = {column: text for column, text in row.values.items() if column not in row.given or column not in ("due_date", "budget_line")}
    said["type"] = said.get("type") or types.get(row.extras.get("type_name", ""), "")
    return {column: shortest(said[column]) for column in _COLUMNS if said.get(column)}


def _is_like(order: Mapping[str, str], wanted: Mapping[str, str], differing: tuple[str, ...]) -> bool:
    if not all(column in wanted for column in ("type", "quantity", *differing)) or len(wanted) < _LEAST_SAID:
        return False
    return all((shortest(order[column]) != text) == (column in differing) for column, text in wanted.items())


def about_lines(found: Sequence[Likeness], answers: Mapping[str, str]) -> list[Question]:
    """One question for all rows that say the same, one for all that say it otherwise, and single ones where that is wanted."""
    asked = []
    for kind, some in (("same", [one for one in found if not one.changes]), ("changed", [one for one in found if one.changes])):
        if not some:
            continue
        answer = answers.get(f"lines:{kind}", "")
        if not answer:
            asked.append(_about_all(kind, some))
        elif answer == EACH:
            asked += [_about_one(one) for one in some if not answers.get(one.id)]
    return asked


def _about_all(kind: str, some: Sequence[Likeness]) -> Question:
    shown_id, shown_en = ("; ".join(one.words(n) for one in some[:5]) + ("; …" if len(some) > 5 else "") for n in (0, 1))
    rows = listed_places((one.row.sheet, one.row.row) for one in some)
    if kind == "same":
        text_id = f"{len(some)} baris (baris {rows}) sama dengan baris pesanan yang sudah ada: {shown_id}. Baris yang sama atau pesanan baru?"
        text_en = f"{len(some)} rows (rows {rows}) are like order lines that are there: {shown_en}. The same lines or new ones?"
        same = Choice(SAME, "baris yang sama: tidak ada yang berubah", "the same lines: nothing changes")
    else:
        text_id = f"{len(some)} baris (baris {rows}) mirip baris pesanan yang sudah ada: {shown_id}. Pembetulan baris itu atau pesanan baru?"
        text_en = (f"{len(some)} rows (rows {rows}) are nearly like order lines that are there: {shown_en}. Corrections of those or new"
                   " ones?")
        same = Choice(SAME, "pembetulan: baris itu berubah seperti tertulis", "corrections: those lines change as written")
    choices = [same, Choice(NEW, "pesanan baru, di samping yang sudah ada", "new lines beside those that are there")]
    if 1 < len(some) <= _MOST_SINGLE:
        choices.append(Choice(EACH, "saya tentukan satu per satu", "I decide one by one"))
    return Question(f"lines:{kind}", some[0].row.sheet, some[0].row.row, "", text_id, text_en, tuple(choices))


def _about_one(one: Likeness) -> Question:
    return Question(
        one.id, one.row.sheet, one.row.row, "", f"{one.words(0)}. Baris yang sama atau baru?", f"{one.words(1)}. The same line or a new one?",
        (Choice(SAME, "baris yang sama", "the same line"), Choice(NEW, "pesanan baru", "a new line")))


def decided_lines(found: Sequence[Likeness], answers: Mapping[str, str]) -> dict[int, str]:
    """Place of a row -> the line that it is, by what a person answered; the rest are new lines."""
    decided = {}
    for one in found:
        answer = answers.get(f"lines:{'changed' if one.changes else 'same'}", "")
        if answer == SAME or (answer == EACH and answers.get(one.id) == SAME):
            decided[one.place] = one.line
    return decided
