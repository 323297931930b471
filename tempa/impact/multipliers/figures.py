"""How a number is written in a table: plain, English, or as BPS prints it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tempa.impact.multipliers.errors import MultiplierError

STYLES = ("plain", "bps", "english")
BPS = "BPS tables: dots are thousands, a comma is decimal, parentheses are negative, - is zero"
EXACT = "="  # before a number that a workbook holds as one: no style applies to it
EMPTY = {"", "-", "–", "—"}
CLEARLY_BPS = re.compile(r"^\(?-?\d{1,3}(\.\d{3}){2,}(,\d+)?\)?$|^\(?-?\d{1,3}(\.\d{3})*,\d+\)?$")
CLEARLY_ENGLISH = re.compile(r"^\(?-?\d{1,3}(,\d{3}){2,}(\.\d+)?\)?$|^\(?-?\d{1,3}(,\d{3})+\.\d+\)?$")
CLEARLY_PLAIN = re.compile(r"^\(?-?(\d{4,}\.\d+|\d+\.(\d{1,2}|\d{4,}))\)?$|^-?\d+(\.\d+)?[eE][-+]?\d+$")
DOUBTFUL = re.compile(r"^\(?-?\d{1,3}[.,]\d{3}\)?$")


def style_of(cells: Iterable[str], where: str) -> str:
    """The style that all cells share; where "1.234" could be either and no other cell settles it, it is asked for."""
    found: dict[str, str] = {}
    doubtful = ""
    for cell in (c.strip() for c in cells):
        if CLEARLY_BPS.match(cell):
            found.setdefault("bps", cell)
        elif CLEARLY_ENGLISH.match(cell):
            found.setdefault("english", cell)
        elif CLEARLY_PLAIN.match(cell):
            found.setdefault("plain", cell)
        elif DOUBTFUL.match(cell):
            doubtful = doubtful or cell
    if len(found) > 1:
        mixed = " and ".join(f"{cell} ({style})" for style, cell in found.items())
        raise MultiplierError(f"{where} writes numbers in two ways, {mixed}", "say style=… and mend the others", BPS)
    if not found and doubtful:
        bound = f"may be thousands or decimals; say style= one of {', '.join(STYLES)}"
        raise MultiplierError(f"{doubtful} in {where}", bound, BPS)
    return next(iter(found), "plain")


def read_figure(text: str, style: str = "plain", where: str = "the table") -> float:
    """One cell as a number. "(1.277.388)" under "bps" is −1277388; a dash or an empty cell is 0."""
    if style not in STYLES:
        raise MultiplierError(f"style={style!r}", f"must be one of {', '.join(STYLES)}", BPS)
    if text.startswith(EXACT):
        return float(text.removeprefix(EXACT))
    bare = text.strip().replace("\u00a0", "").replace(" ", "")
    if bare in EMPTY:
        return 0.0
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if negative else bare
    if style == "bps":
        bare = bare.replace(".", "").replace(",", ".")
    elif style == "english":
        bare = bare.replace(",", "")
    if not re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", bare):
        raise MultiplierError(f"{text!r} in {where}", f"is not a number as {style} tables write it", BPS)
    return -float(bare) if negative else float(bare)
