"""Several machines in one cell: each with its own count where the cell says it, else a person is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tempa.values.programme.aliases import Aliases, plain
from tempa.values.programme.people.content import is_machine
from tempa.values.programme.people.list_lines import line_of_list

_NAMES_APART = re.compile(r"\n|;|,|\+|&|/|\b(?:dan|serta)\b", re.IGNORECASE)
_COUNTS_APART = re.compile(r"\n|;|\+|&|/|,\s|\bdan\b", re.IGNORECASE)
_MARK = re.compile(r"^(?:(?:\d{1,2}|[A-Za-z])[.)]\s*|[-–•*]\s*)(?=[^\W\d])")
_COUNT_BEHIND = re.compile(r"(.*[^\W\d].*?)\s*\(\s*(\d{1,3})\s*\)")
_MOST = 12


@dataclass(frozen=True)
class Part:
    """One of the machines that a cell names, with its count where the row says one for each; blank where it says one for all."""

    name: str
    quantity: str = ""


def parts_of_name(text: str, machines: frozenset[str], aliases: Aliases) -> tuple[Part, ...]:
    """The machines that a cell names, two or more; nothing where it is the name of one, or of none.

    A piece between `dan`, `/`, commas or line breaks that is no machine goes on with the name before it: `cangkul, parang`.
    """
    if not _NAMES_APART.search(text) or plain(text) in machines:
        return ()
    pieces: list[str] = []
    at = 0
    for cut in [*_NAMES_APART.finditer(text), None]:
        piece = _bare(text[at : cut.start() if cut else len(text)])
        if is_machine(_uncounted(piece, aliases).name, machines) or not pieces:
            pieces.append(piece)
        elif piece:
            pieces[-1] += " " + " ".join(text[at - 1 : cut.start() if cut else len(text)].split())
        at = cut.end() if cut else at
    found = [_uncounted(piece, aliases) for piece in pieces]
    if not 2 <= len(found) <= _MOST or not is_machine(found[0].name, machines) or len({plain(part.name) for part in found}) < 2:
        return ()
    return tuple(found)


def lines_of_name(text: str, machines: frozenset[str]) -> tuple[str, ...]:
    """The lines of a cell without their numbers and dashes, where there are several and none is a machine that is known: they may be
    new machines. Below a known one stand its particulars."""
    lines = tuple(bare for line in text.split("\n") if (bare := _bare(line)))
    return lines if 2 <= len(lines) <= _MOST and not any(is_machine(line, machines) for line in lines) else ()


def counted_apart(names: tuple[str, ...], text: str, count_of: Callable[[str], str]) -> tuple[Part, ...]:
    """The names with the counts that stand in the row's cell of counts in the same number: `5` above `3`, `5 / 3`, `5 unit, 3 unit`."""
    pieces = [" ".join(piece.split()) for piece in _COUNTS_APART.split(text) if piece.strip()]
    counts = [count_of(_bare(piece)) for piece in pieces]
    return tuple(map(Part, names, counts)) if len(counts) == len(names) and all(counts) else ()


def _bare(text: str) -> str:
    return _MARK.sub("", " ".join(text.split()))


def _uncounted(piece: str, aliases: Aliases) -> Part:
    """`Gerobak sampah (10 unit)`, `Gerobak sampah (10)` is ten of it."""
    if bare := _COUNT_BEHIND.fullmatch(piece):
        return Part(bare[1], bare[2])
    if (line := line_of_list(piece, aliases)) is None:
        return Part(piece)
    return Part(line.cells[1], line.cells[2].replace(".", ""))
