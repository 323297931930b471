"""A list without columns, as it stands in a letter or a message: `1. Mesin pemipil jagung = 10 unit @9.400.000`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

from tempa.values.programme.aliases import Aliases, plain
from tempa.values.programme.grid import Cell, Grid, text_of_cell
from tempa.values.programme.people.content import LOOKED_AT, is_machine
from tempa.values.programme.people.headings import Headings

_MOST_LETTERS = 200
_MARK = r"(?:(?P<no>\d{1,3})\s*[.)]?\s+|(?P<dash>[-–•*✓]|\(?[a-zA-Z][.)])\s*)?"
_AMOUNT = r"(?P<price>(?:rp\.?\s*)?\d[\d.,]*(?:\s*(?:rb|ribu|jt|juta))?(?:,-)?(?:\s*/\s*[^\W\d]+)?)"
_PRICE = rf"(?:\s*(?:@|x|a|harga|seharga|masing-masing|,|-|–|=|\()*\s*{_AMOUNT}\s*\)?)?\s*[.;,]?"
_MARKED = re.compile(r"\s*(?:\d{1,3}\s*[.)]|[-–•*✓]|\(?[a-zA-Z][.)])\s*(\S.*)", re.DOTALL)
_PRICE_SAID = rf"(?:\s*[,-]?\s*(?:@|seharga|harga)\s*{_AMOUNT})?\s*[.;,]?"
_TEXTS, _MEANINGS = ("No", "Nama barang", "Jumlah", "Satuan", "Harga satuan"), (("_no",), ("type",), ("quantity",), ("_unit",), ("_unit_price",))


@dataclass(frozen=True)
class ListedLine:
    """What one line says: its number, name, count, unit and price, each as it is written."""

    cells: tuple[str, str, str, str, str]
    is_marked: bool


def line_of_list(text: str, aliases: Aliases) -> ListedLine | None:
    """A name with a count behind it that has a unit, or stands behind `=` or `:` in a line with a number or dash; or as messages have
    it: `2 unit mesin parut`, `2x mesin parut`, `mesin parut x2`, `- mesin parut 2`."""
    words = " ".join(text.split())
    if not words or len(words) > _MOST_LETTERS:
        return None
    counted, stated, *others = _patterns(aliases.units)
    found = counted.fullmatch(words)
    if found is None and (found := stated.fullmatch(words)) and not (found["no"] or found["dash"]):
        return None
    found = found or next((other for pattern in others if (other := pattern.fullmatch(words))), None)
    if found is None or sum(map(str.isalpha, found["name"])) < 3:
        return None
    said = {name: text or "" for name, text in found.groupdict().items()}
    number = said.get("no", "")
    return ListedLine((number, said["name"].rstrip(" :=-–,("), said["count"], said.get("unit", ""), said.get("price", "")),
                      bool(number or said["dash"]))


@functools.cache
def _patterns(units: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    unit = "|".join(re.escape(word) for word in sorted(units, key=lambda word: (-len(word), word)))
    count = r"(?P<count>\d{1,5}(?:\.\d{3})*)(?:\s*\([^()\d]*\))?"
    return (
        re.compile(rf"{_MARK}(?P<name>.+?)\s*[=:(,–-]?\s*(?:sebanyak|jumlah|jml|qty)?\s*[:=]?\s*{count}\s*(?P<unit>{unit})\b\.?\s*\)?{_PRICE}",
                   re.IGNORECASE),
        re.compile(rf"{_MARK}(?P<name>.+?)\s*[=:]\s*{count}{_PRICE}", re.IGNORECASE),
        re.compile(rf"{_MARK}{count}\s*(?P<unit>{unit})\b\.?\s+(?P<name>[^\W\d].*?){_PRICE_SAID}", re.IGNORECASE),
        re.compile(rf"{_MARK}{count}\s*[x×]\s+(?P<name>[^\W\d]\D*?){_PRICE_SAID}", re.IGNORECASE),
        re.compile(rf"{_MARK}(?P<name>[^\W\d]\D*?)\s+[x×]\s*{count}{_PRICE_SAID}", re.IGNORECASE),
        re.compile(r"(?P<dash>[-–•*✓])\s*(?P<name>[^\W\d]\D*?)\s+(?P<count>\d{1,3})", re.IGNORECASE),
    )


def list_of_lines(grid: Grid, machines: frozenset[str], aliases: Aliases) -> tuple[Grid, Headings] | None:
    """A sheet of such lines with their parts in columns, and the heading that it would have; None for any other sheet.

    One line makes a list where its name is a machine's, two where they are numbered or have dashes. A numbered line that begins with a
    machine and whose count is not understood is a row without one: it is asked about.
    """
    lines = [" ".join(text for cell in row if (text := text_of_cell(cell).strip())) for row in grid.cells]
    if not any(line_of_list(text, aliases) for text in lines[:LOOKED_AT]):
        return None
    found = {number: line for number, text in enumerate(lines) if text and (line := line_of_list(text, aliases))}
    found |= {number: ListedLine(("", said[1], "?", "", ""), True) for number, text in enumerate(lines) if number not in found
              and (said := _MARKED.fullmatch(text[:_MOST_LETTERS])) and " ".join(plain(said[1]).split()[:2]) in machines}
    named = [line for line in found.values() if is_machine(line.cells[1], machines)]
    if not named and sum(line.is_marked for line in found.values()) < 2:
        return None
    first = min(found)
    cells: list[list[Cell]] = [
        list(found[number].cells) if number in found else ["", text, "", "", ""] if text else [] for number, text in enumerate(lines)]
    listed = replace(grid, cells=cells, merged=())
    return listed, Headings("orders", first, first - 1, _TEXTS, _MEANINGS, False, (), ("",) * len(_TEXTS))


def is_list_of_lines(lines: list[str], aliases: Aliases) -> bool:
    """Whether a text without columns is such a list: a third of its lines or more name something and count it."""
    found = [line_of_list(line, aliases) for line in lines if plain(line)]
    return 3 * sum(line is not None for line in found) >= len(found) > 0
