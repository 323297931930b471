"""Numbers and dates as the format writes them, and their one shortest form."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def number_of(text: str) -> Decimal | None:
    """The number that `text` is under `-?\\d+(\\.\\d+)?`, else None; no exponent, no separators, no blanks."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=65536)  # the same few numbers stand in thousands of rows
def shortest(text: str) -> str:
    """`0.30` -> `0.3`, `5.0` -> `5`, `-0` -> `0`; a text that is no number comes back as it is."""
    if not _NUMBER.fullmatch(text):
        return text
    if len(text) > 28:  # beyond the digits that are kept, as decimal arithmetic rounds
        text = format(Decimal(text).normalize(), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign, digits = ("-", text[1:]) if text[0] == "-" else ("", text)
    digits = digits.lstrip("0") or "0"
    if digits[0] == ".":
        digits = "0" + digits
    return "0" if digits == "0" else sign + digits


def places(number: Decimal) -> int:
    """Decimal places that are needed: 0.50 has one."""
    return max(0, -int(number.normalize().as_tuple().exponent))


def date_of(text: str) -> dt.date | None:
    """The day that `text` is as YYYY-MM-DD, else None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
