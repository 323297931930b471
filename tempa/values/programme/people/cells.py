"""Reads single cells as people write them; what may mean two things comes back as a doubt, never as a guess."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal

from tempa.values.period import MONTHS, parse_date_words
from tempa.values.programme.aliases import Aliases, plain
from tempa.values.programme.grid import Cell, has_lost_digits, text_of_cell, text_of_number
from tempa.values.programme.numbers import date_of, number_of, shortest
from tempa.values.programme.people.months import days_named
from tempa.values.programme.people.spoken import (
    count_in_words,
    counts_that_may_be,
    scaled_amount,
    sum_of_counts,
    without_blanks_between,
)
from tempa.values.programme.schema import Column
from tempa.values.quantity import is_doubtful, parse_quantity

CALENDARS = {"1900": dt.date(1899, 12, 30), "1904": dt.date(1904, 1, 1)}
"""The day that Excel counts as 0, per calendar."""
SHARES = frozenset({"share_min", "share_max", "factor"})
MONEY = frozenset({"rupiah", "unit_price", "amount", "cash_limit"})
_RUPIAH = re.compile(r"(?i)^\(?\s*(?:rp|idr)\.?\s*|[,.]\s*[-–—=]+\s*$|(?<=\d)=+$")
_NUMERIC_DATE = re.compile(r"(\d{1,4})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{1,4})", re.ASCII)
_TIME = re.compile(r"(?:(?:\s+|T)|,?\s*\b(?P<called>pukul|pkl|jam)\b\.?\s*)(\d{1,2}(?::|(?(called)\.|:))\d{2}(?::\d{2}(?:\.\d+)?)?)"
                   r"(?:\s*(?:wib|wita|wit|am|pm))?$", re.ASCII | re.IGNORECASE)
"""`14:30`, and behind a word for the hour also `14.30`."""
_BEFORE_A_DAY = re.compile(r"(?i)^(?:tgl\.?|tanggal|paling lambat|selambat-lambatnya|sebelum|"
                           r"(?:[\w ./-]{0,20}?\b)?(?:s\.?\s?/?\s?d\.?|sampai(?: dengan)?|hingga))\s+(?=\S*\d)")
"""`Paling lambat 15 Agustus 2020`, `1 s.d. 15 Agustus 2020`: what is due is due on the last of the days."""
_IN_WORDS = re.compile(r"(?<=\d)\s*\([^\d()]*\)|(?<=\d)(\s*[^\d\s()]+)\s*\([^\d()]*\)$")  # `5 (lima) unit`, `5 unit (lima)`
_AFTER_NUMBER = re.compile(r"^(.*\d)\s*([^\d\s.,%()-][^\d.,%()-]*)\.?$")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_ROMAN_MONTH = re.compile(r"(?i)(\d{1,2})\s*[-/. ]\s*([ivx]{1,4})\s*[-/. ]\s*(\d{4}|\d{2})")
_GLUED_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)", re.ASCII)
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_FOOTNOTE = re.compile(r"(?<=[\w)])\s*[*†¹²³]+\)?$")  # `5*`, `3 **)`
_SWAPPED = str.maketrans(",.", ".,")
_DASHES = frozenset({"-", "–", "—", "--"})
_TYPED_AS_TEXT = re.compile(r"^\s*['’‘`](?=\d)")
_OWN_UNITS = {
    "lead_time_weeks": frozenset({"minggu", "mgg", "week", "weeks"}), "warranty_months": frozenset({"bulan", "bln", "month", "months"}),
    "weight_kg": frozenset({"kg", "kilo", "kilogram"}), "inspection_hours": frozenset({"jam", "hour", "hours"}),
    "hours_per_week": frozenset({"jam", "jam minggu", "hours"}), "workers": frozenset({"orang", "org", "pekerja", "people"}),
}
"""The unit that a column counts in, which people write behind its numbers; another unit is another number, and is refused."""
_RANGES = {"latitude": 90, "longitude": 180}
_FACTOR = re.compile(r"(\d{1,5})(?:[.,]0+)?\s*[^\W\d]*")
NO_COUNT = frozenset({*_DASHES, "nihil", "tidak ada", "kosong", "n/a", "x", "tidak", "tdk", "batal", "ditolak", "tidak disetujui", "dicoret"})
"""What stands for a count where other rows of the list are counted and this one is not ordered."""


@dataclass(frozen=True)
class Doubt:
    """Several readings are possible. `kind` is `separators`, `day-month`, `month`, `serial`, or `count` with its `readings`."""

    kind: str
    readings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wrong:
    """No reading is possible; what is wrong and what was expected, in both languages."""

    wrong_id: str
    wrong_en: str
    expected_id: str
    expected_en: str


Reading = str | Doubt | Wrong
"""The canonical text of a cell (blank for nothing), or a doubt, or what is wrong."""

NOT_A_NUMBER = Wrong("bukan bilangan", "not a number", "angka seperti 1.250 atau 12,5",
                     "a number such as 1.250 or 12,5")
NOT_WHOLE = Wrong("bukan bilangan bulat", "not a whole number", "bilangan bulat seperti 4 atau 1.250",
                  "a whole number such as 4 or 1.250")
NO_WHOLE_NUMBER = Wrong("bukan bilangan", "not a number", NOT_WHOLE.expected_id, NOT_WHOLE.expected_en)
NEGATIVE = Wrong("bilangan negatif", "a negative number", "bilangan nol atau lebih", "a number of zero or more")
NOT_A_SHARE = Wrong("bukan bagian", "not a share", "bagian seperti 15 % atau 0,15", "a share such as 15 % or 0,15")
NOT_A_DATE = Wrong("bukan tanggal", "not a date", "tanggal seperti 17 Agustus 2020 atau 17/08/2020",
                   "a date such as 17 Agustus 2020 or 17/08/2020")
LOST_DIGITS = Wrong("nomor lebih dari 15 angka tersimpan sebagai bilangan, jadi angka akhirnya hilang",
                    "more than 15 digits kept as a number, so that the last ones are lost",
                    "nomor yang diketik ulang dalam sel berformat teks", "the number typed again in a cell of format text")
ERROR = Wrong("galat rumus", "the error of a formula", "nilai; perbaiki rumusnya atau ketik nilainya, lalu kirim lagi",
              "a value; mend its formula or type the value, and send it again")
TIME_OF_DAY = Wrong("jam di samping tanggal tidak dipakai", "a time of day beside the date is not used", "tanggal saja",
                    "a date alone")
OWN_NUMBER = Wrong("bukan bilangan menurut format", "not a number of the format", "angka seperti 1250.5 tanpa pemisah"
                   " ribuan", "a number such as 1250.5 without thousands separators")
OWN_DATE = Wrong("bukan tanggal menurut format", "not a date of the format", "tanggal TTTT-BB-HH", "a date YYYY-MM-DD")


def read_cell(column: Column, cell: Cell, aliases: Aliases, answers: dict[str, str]) -> Reading:
    """A cell under an Indonesian heading. `answers` maps kinds of doubt to what a person decided for this column."""
    if isinstance(cell, str) and (not cell.strip(" \t\n\u00a0.…_") or (column.kind != "text" and cell.strip() in _DASHES)):
        return ""  # dots and lines are places to fill in
    if isinstance(cell, str):
        cell = _TYPED_AS_TEXT.sub("", cell)
    if column.numeric:
        read = read_number(column, cell, aliases, answers.get("separators", ""))
        return _asked_count(cell, read, answers.get("count", "")) if column.name == "quantity" and isinstance(cell, str) else read
    if column.kind == "date":
        return read_date(cell, answers)
    if has_lost_digits(cell):
        return LOST_DIGITS
    text = " ".join(text_of_cell(cell).split())
    if column.kind == "choice":
        return aliases.choice(column.name, column.choices, text) or _not_a_choice(column)
    return text


def read_own_cell(column: Column, cell: Cell) -> Reading:
    """A cell under a heading of the format: as a CSV file would be read."""
    text = text_of_cell(cell)
    if column.kind == "text" and has_lost_digits(cell):
        return LOST_DIGITS
    if text == "" or (not column.numeric and column.kind not in ("date", "choice")):
        return text
    if column.numeric:
        return text if number_of(text) is not None else OWN_NUMBER
    if column.kind == "date":
        return text if date_of(text) else OWN_DATE
    return text if text in column.choices else _not_a_choice(column)


def _not_a_choice(column: Column) -> Wrong:
    listed = ", ".join(column.choices)
    return Wrong("pilihan tidak dikenal", "an unknown choice", f"salah satu dari {listed}", f"one of {listed}")


def read_number(column: Column, cell: Cell, aliases: Aliases, separators: str) -> Reading:
    """`separators` is `id` or `en` where a person has said how this column writes its numbers."""
    wrong = NOT_A_NUMBER if column.kind == "number" else NO_WHOLE_NUMBER
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return wrong
    if type(cell) is int and cell >= 0 and column.kind == "integer":
        return str(cell)
    if not isinstance(cell, str):
        return _fitting(column, Decimal(text_of_number(cell)))
    if column.name == "quantity" and (count := _counted(cell, aliases)):
        return count
    text = _without_dressing(cell, aliases, column.name)
    if column.name in MONEY and (amount := scaled_amount(text)) is not None:
        return _fitting(column, amount)
    percent = text.endswith("%")
    if percent and column.name not in SHARES:
        return wrong
    number = _parse(column, text.removesuffix("%").strip(), separators)
    if number is None:
        return wrong
    if isinstance(number, Doubt):
        return number
    return _fitting(column, number / 100 if percent else number)


def _asked_count(text: str, read: Reading, answer: str) -> Reading:
    """A count that says no single number, `2-3` or `1 lusin`: one of its numbers is meant, and a person says which."""
    readings = counts_that_may_be(text) if read == NO_WHOLE_NUMBER else ()
    if not readings or answer == "-":
        return read
    return answer if answer in (*readings, "0") else Doubt("count", readings)


def _counted(text: str, aliases: Aliases) -> str:
    """A count that is reckoned or written out: `5 Unit x 1 Kegiatan`, `2 + 1`, `dua belas unit`; nothing for any other text."""
    if product := _product(text):
        return product
    first, _, last = text.rpartition(" ")
    bare = first if first and plain(last) in aliases.units else text
    count = next((count for count in (sum_of_counts(bare), count_in_words(bare)) if count is not None), None)
    return "" if count is None else str(count)


def _product(text: str) -> str:
    """`5 Unit x 1 Kegiatan` is 5, as systems of budgets write counts; nothing for any other text."""
    factors = [_FACTOR.fullmatch(part.strip()) for part in re.split(r"\s[xX×*]\s", text)]
    if len(factors) < 2 or not all(factors):
        return ""
    return str(math.prod(int(factor[1]) for factor in factors if factor))


def _without_dressing(text: str, aliases: Aliases, column: str = "") -> str:
    """Without `Rp`, `,-`, units of count and the number in words beside it; other parentheses stay, for they mean minus."""
    text = _FOOTNOTE.sub("", text.replace("\u00a0", " ").strip().removeprefix("@").strip())
    text = _IN_WORDS.sub(lambda found: found[1] or "", text)
    opened = "(" if text.startswith("(") else ""
    bare = without_blanks_between(_RUPIAH.sub("", _RUPIAH.sub("", text)).strip())
    if opened and not bare.startswith("("):
        bare = opened + bare
    unit = _AFTER_NUMBER.match(bare)
    if unit and plain(unit[2]) in _OWN_UNITS.get(column, frozenset()):
        return unit[1]
    words = plain(unit[2]).split() if unit else []  # `3 Unit/Paket` has two of them
    return unit[1] if unit and words and all(word in aliases.units for word in words) else bare


def _parse(column: Column, text: str, separators: str) -> Decimal | Doubt | None:
    indonesian, english = parse_quantity(text), parse_quantity(text.translate(_SWAPPED))
    if separators:
        return indonesian if separators == "id" else english
    if indonesian is None and column.kind == "integer" and english is not None and english == int(english):
        return english  # `5.00`: whole, and no way to read it in Indonesian
    if indonesian is None:
        if column.name in _RANGES and english is not None:
            return english
        return Doubt("separators") if english is not None else None
    if column.name in _RANGES and english is not None and abs(indonesian) > _RANGES[column.name] >= abs(english):
        return english  # `116.13335`: degrees, and no others
    if column.kind == "number" and is_doubtful(text):
        return Doubt("separators")
    if column.kind == "integer" and is_doubtful(text.translate(_SWAPPED)):
        return Doubt("separators")
    return indonesian


def _fitting(column: Column, number: Decimal) -> str | Wrong:
    if column.kind == "integer" and number != int(number):
        return NOT_WHOLE
    if column.kind == "integer" and number < 0:
        return NEGATIVE
    if column.name in SHARES and number > 2:
        return NOT_A_SHARE
    return shortest(format(number, "f"))


def read_date(cell: Cell, answers: dict[str, str]) -> Reading:
    """`answers["day-month"]` is `dmy` or `mdy`, `answers["serial"]` is the year that days are counted from, or `no`, and
    `answers["month"]` says whether a month means its first or its last day, or `no`."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, bool | dt.time | dt.timedelta):
        return NOT_A_DATE
    if isinstance(cell, int | float) and cell == int(cell) and len(str(int(cell))) == 8:
        cell = str(int(cell))  # `20200817` typed as a number
    if isinstance(cell, int | float):
        return _from_serial(cell, answers.get("serial", ""))
    text = _BEFORE_A_DAY.sub("", _TIME.sub("", " ".join(cell.split())))
    if text.isdecimal() and len(text) == 5:  # a number of days that was typed or pasted as text
        return _from_serial(int(text), answers.get("serial", ""))
    day = date_of(text) or parse_date_words(_rewritten_day(text))
    if day:
        return day.isoformat()
    if named := days_named(text):
        read: dict[str, Reading] = {"": Doubt("month"), "first": named[0].isoformat(), "last": named[1].isoformat()}
        return read.get(answers.get("month", ""), NOT_A_DATE)
    found = _NUMERIC_DATE.fullmatch(text)
    return _from_numbers(found[1], found[2], found[3], answers.get("day-month", "")) if found else NOT_A_DATE


def _rewritten_day(text: str) -> str:
    """A day in another order of writing as day, month in words and year: `Aug 17, 2020`, `17-VIII-2020`, `17 Agt '20`, `20200817`."""
    if found := _MONTH_FIRST.fullmatch(text):
        return f"{found[2]} {found[1]} {found[3]}"
    if (found := _ROMAN_MONTH.fullmatch(text)) and found[2].upper() in _ROMANS:
        return f"{found[1]} {MONTHS['id'][_ROMANS.index(found[2].upper())]} {found[3]}"
    if (found := _GLUED_DAY.fullmatch(text)) and 1 <= int(found[2]) <= 12:
        return f"{found[3]} {MONTHS['id'][int(found[2]) - 1]} {found[1]}"
    return re.sub(r"['’‘`](?=\d\d$)", "", text)


def time_beside(cell: Cell) -> bool:
    """Whether a time of day stands beside the date."""
    if isinstance(cell, dt.datetime):
        return cell.time() != dt.time()
    found = _TIME.search(cell) if isinstance(cell, str) else None
    return bool(found and found[2].strip("0:."))


def _from_serial(serial: float, answer: str) -> Reading:
    """A bare number where a date should be: days from the start of one of Excel's calendars, if somebody says so."""
    if serial != int(serial) or not 27_759 <= serial <= 73_415 or answer == "no":
        return NOT_A_DATE
    if not answer:
        return Doubt("serial")
    return (CALENDARS[answer] + dt.timedelta(days=int(serial))).isoformat()


def _from_numbers(first: str, second: str, third: str, answer: str) -> Reading:
    """`17/08/2020` has one reading, `03/04/2020` two; `17/08/20` is day, month, year, where the day is no month."""
    if len(first) == 4:
        readings = {_day(first, second, third)}
    elif len(third) == 4:
        dmy, mdy = _day(third, second, first), _day(third, first, second)
        readings = {dmy, mdy} if not answer else {dmy if answer == "dmy" else mdy}
    elif len(third) == 2 and 12 < int(first) <= 31:
        readings = {_day(f"20{third}", second, first)}
    else:
        return NOT_A_DATE
    readings.discard("")
    if len(readings) > 1:
        return Doubt("day-month")
    return readings.pop() if readings else NOT_A_DATE


def _day(year: str, month: str, day: str) -> str:
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
