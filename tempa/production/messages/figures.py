"""Numbers as they are written (M5 to M7): digits or words, shares, ranges, sizes, clock times, measures, dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from tempa.production.messages.lexicon import BETWEEN, MEASURES, MONTHS, ONES, UNITS
from tempa.production.messages.tokens import Token

BEYOND_ALL_LOTS = 10**9  # what a longer row of digits is read as
CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3])[.:][0-5][0-9](?:[.:][0-5][0-9])?")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


class Written(Enum):
    WHOLE = "whole"
    SHARE = "share"
    RANGE = "range"
    DECIMAL = "decimal"
    CLOCK = "clock"
    SIZE = "size"
    DATE = "date"


@dataclass(frozen=True)
class Figure:
    """A number of the text: how it is written, its value as one spelling, and the token after it."""

    written: Written
    value: str
    end: int
    number: int = 0
    of: int | None = None


def figure_at(tokens: list[Token], at: int) -> Figure | None:
    """The figure that begins at a token, of several tokens where it is in words or a range in words."""
    if at >= len(tokens):
        return None
    first = in_digits(tokens[at], at) or in_words(tokens, at)
    if first is None or first.written is not Written.WHOLE:
        return first
    return range_in_words(tokens, first) or first


def in_digits(token: Token, at: int) -> Figure | None:
    if token.shape == "number":
        return plain_number(token.text, at)
    if token.shape == "share":
        number, of = (whole(part) for part in token.text.split("/"))
        return Figure(Written.SHARE, token.text, at + 1, number, of)
    if token.shape == "range":
        ends = [part.strip().replace(",", ".") for part in token.text.split("-")]
        clocks = all(CLOCK.fullmatch(end) for end in ends)
        return Figure(Written.CLOCK if clocks else Written.RANGE, "-".join(ends), at + 1)
    if token.shape in ("clock", "size", "date"):
        return Figure(Written(token.shape), token.text, at + 1)
    return None


def plain_number(text: str, at: int) -> Figure:
    """M6: 14.05 is a clock time; M7: 1,5 is a decimal; 2.000 is two thousand."""
    if CLOCK.fullmatch(text):
        return Figure(Written.CLOCK, text, at + 1)
    if THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    if not text.isdigit():
        return Figure(Written.DECIMAL, text.replace(",", "."), at + 1)
    number = whole(text)
    return Figure(Written.WHOLE, str(number), at + 1, number)


def whole(digits: str) -> int:
    digits = digits.strip().lstrip("0") or "0"
    return int(digits) if len(digits) <= 9 else BEYOND_ALL_LOTS


def in_words(tokens: list[Token], at: int) -> Figure | None:
    """M5: satu … sembilan belas, dua puluh lima …"""
    one = ONES.get(tokens[at].text)
    if one is None:
        return None
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if after == "belas" and one < 10:
        return Figure(Written.WHOLE, str(one + 10), at + 2, one + 10)
    if after in ("puluh", "ratus") and one < 10:
        return with_rest(tokens, at + 2, one * (10 if after == "puluh" else 100))
    if one == 100:
        return with_rest(tokens, at + 1, one)
    return Figure(Written.WHOLE, str(one), at + 1, one)


def with_rest(tokens: list[Token], at: int, number: int) -> Figure:
    """What stands under the tens or hundreds is added: dua puluh + lima."""
    rest = in_words(tokens, at) if at < len(tokens) else None
    if rest and rest.number < (10 if number < 100 else 100):
        return Figure(Written.WHOLE, str(number + rest.number), rest.end, number + rest.number)
    return Figure(Written.WHOLE, str(number), at, number)


def range_in_words(tokens: list[Token], first: Figure) -> Figure | None:
    """M7: 2 sampai 3, 2 atau 3, dua tiga."""
    at = first.end
    if at < len(tokens) and tokens[at].text in UNITS:
        at += 1
    if at >= len(tokens):
        return None
    joined = tokens[at].text in BETWEEN
    second = whole_at(tokens, at + 1) if joined else in_words(tokens, first.end) if in_letters(tokens, first) else None
    return Figure(Written.RANGE, f"{first.value}-{second.value}", second.end) if second else None


def in_letters(tokens: list[Token], figure: Figure) -> bool:
    return figure.end < len(tokens) and tokens[figure.end - 1].shape == "word"


def whole_at(tokens: list[Token], at: int) -> Figure | None:
    if at >= len(tokens):
        return None
    found = in_digits(tokens[at], at) or in_words(tokens, at)
    return found if found and found.written is Written.WHOLE else None


def measure_of(tokens: list[Token], at: int) -> str | None:
    """M6: the measure that a token is, 120 ltr as 120 l."""
    return MEASURES.get(tokens[at].text) if at < len(tokens) else None


def date_at(tokens: list[Token], at: int, sent_on: date) -> tuple[date, int] | None:
    """M6: 15/8, 15/08/2020, 15 Agustus (2020): the day nearest to the message's, and the token after it."""
    figure = figure_at(tokens, at)
    if figure is None:
        return None
    if figure.written is Written.DATE:
        day, month, year = (int(part) for part in re.split("[-/]", figure.value))
        return with_end(dated(day, month, year + 2000 if year < 100 else year), figure.end)
    if figure.written is Written.SHARE:
        return with_end(nearest(figure.number, figure.of or 0, sent_on), figure.end)
    if figure.written is Written.WHOLE and figure.end < len(tokens) and tokens[figure.end].text in MONTHS:
        return in_month(tokens, figure, sent_on)
    return None


def in_month(tokens: list[Token], figure: Figure, sent_on: date) -> tuple[date, int] | None:
    month, after = MONTHS[tokens[figure.end].text], figure.end + 1
    year = tokens[after].text if after < len(tokens) else ""
    if len(year) == 4 and year.isdigit():
        return with_end(dated(figure.number, month, int(year)), after + 1)
    return with_end(nearest(figure.number, month, sent_on), after)


def day_of_month(day: int, sent_on: date) -> date | None:
    """Tanggal N: of the message's month; of the month before where this one has no such day."""
    before = sent_on.replace(day=1) - timedelta(days=1)
    return dated(day, sent_on.month, sent_on.year) or dated(day, before.month, before.year)


def nearest(day: int, month: int, sent_on: date) -> date | None:
    near = [found for year in (-1, 0, 1) if (found := dated(day, month, sent_on.year + year))]
    return min(near, key=lambda found: abs(found - sent_on), default=None)


def dated(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def with_end(day: date | None, end: int) -> tuple[date, int] | None:
    return (day, end) if day else None
