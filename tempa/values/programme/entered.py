"""What a person types into a form, held to the format of a programme: one pure function for each kind of column.

A file may write `05` and `5.0`, which the format brings to their shortest form; a form takes the shortest form alone, so
that what is shown, recorded and hashed is one text. None means that the format would refuse it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tempa.values.codes import is_code
from tempa.values.programme.errors import Sentence
from tempa.values.programme.numbers import date_of, number_of, places, shortest
from tempa.values.programme.schema import TEXT_KEYS, Column

MOST_UNITS = 1_000_000
"""Machines of one order line."""
MOST_RUPIAH = 10**11
"""Rupiah of one machine; a million of them is still a number that every database holds."""
MOST_AMOUNT = 10**15
"""Rupiah of a budget line or of a limit."""
_MOST = {"quantity": MOST_UNITS, "unit_price": MOST_RUPIAH, "amount": MOST_AMOUNT, "cash_limit": MOST_AMOUNT}


def entered_number(text: str, least: int = 0, most: int = MOST_AMOUNT, most_places: int = 4) -> Decimal | None:
    """A number in its shortest form: a point before decimals, no separators, no exponent, no zeros in front."""
    number = number_of(text)
    if number is None or shortest(text) != text or not least <= number <= most or places(number) > most_places:
        return None
    return number


def entered_whole(text: str, least: int = 0, most: int = MOST_AMOUNT) -> int | None:
    """A whole number in its shortest form: `5`, neither `05` nor `5.0`."""
    number = entered_number(text, least, most, 0)
    return None if number is None or "." in text else int(number)


def entered_units(text: str) -> int | None:
    """A count of machines, one or more."""
    return entered_whole(text, 1, MOST_UNITS)


def entered_price(text: str) -> int | None:
    """Rupiah of one machine, one or more."""
    return entered_whole(text, 1, MOST_RUPIAH)


def entered_date(text: str) -> dt.date | None:
    """A day as YYYY-MM-DD: neither `20200817` nor `2020-W40-1`."""
    return date_of(text)


def entered_choice(text: str, choices: tuple[str, ...]) -> str | None:
    """One of the fixed choices, in their own letters."""
    return text if text in choices else None


def entered_text(text: str, longest: int = 200) -> str | None:
    """A name on one line."""
    return text if is_code(text) and len(text) <= longest and text.isprintable() else None


def refusal_of(column: Column, text: str, key: str = "") -> Sentence | None:
    """Why the format refuses `text` in this column, else None; `key` is the key of a row of the table `programme`."""
    kind = column.kind
    if column.name == "value" and key:
        kind = "text" if key in TEXT_KEYS else "number"
        kind = "date" if key == "start_date" else kind
    if text == "" and column.optional:
        return None
    if kind == "integer" and entered_whole(text, 0, _MOST.get(column.name, MOST_AMOUNT)) is None:
        return Sentence(f"{text!r} bukan bilangan bulat menurut format. Tulis angka saja, tanpa nol di depan, titik, atau koma.",
                        f"{text!r} is no whole number of the format. Write digits only, without zeros in front, points or commas.")
    if kind == "number" and entered_number(text, -180, MOST_AMOUNT, 12) is None:
        return Sentence(f"{text!r} bukan bilangan menurut format. Tulis angka, titik untuk desimal, tanpa nol di depan atau di ujung"
                        " desimal, misalnya 12.5.",
                        f"{text!r} is no number of the format. Write digits, a point before decimals, no zeros in front or at the end of"
                        " decimals, as in 12.5.")
    if kind == "date" and entered_date(text) is None:
        return Sentence(f"{text!r} bukan tanggal. Tulis TTTT-BB-HH, misalnya 2020-08-17.",
                        f"{text!r} is no date. Write YYYY-MM-DD, as in 2020-08-17.")
    if kind == "choice" and entered_choice(text, column.choices) is None:
        listed = ", ".join(column.choices)
        return Sentence(f"{text!r} tidak dikenal. Pilih salah satu: {listed}.", f"{text!r} is unknown. Choose one of: {listed}.")
    if kind == "text" and entered_text(text) is None:
        return Sentence(f"{text!r} bukan teks satu baris. Isi tanpa spasi di tepi, paling panjang 200 huruf.",
                        f"{text!r} is no text on one line. Fill it without blanks at its ends, at most 200 letters.")
    return None
