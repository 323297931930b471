"""Amounts, shares, numbers and days as people type them; each comes back exact, or as a sentence beside its field."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tempa.ledger.rules import Refused
from tempa.values.period import parse_date_words
from tempa.values.programme.entered import MOST_RUPIAH, entered_date
from tempa.values.quantity import parse_quantity
from tempa.values.rupiah import parse_rupiah

THOUSANDS_BY_COMMA = re.compile(r"\d,\d{3}(?:\D|$)")
LONGEST_TEXT = 200


def money(text: str, field: str, *, least: int = 0) -> int:
    """Whole rupiah of `92000`, `92.000`, `Rp 92.000,-`; a comma before three digits may mean two things, so it is asked."""
    written = text.strip()
    if THOUSANDS_BY_COMMA.search(written):
        raise Refused(
            "%(value)s dapat berarti dua hal. Tulis ribuan dengan titik, misalnya 92.000, atau tanpa tanda.", field=field, value=shown(written)
        )
    amount = parse_rupiah(written)
    if amount is None:
        raise Refused("%(value)s bukan jumlah rupiah. Tulis rupiah bulat, misalnya 92.000.", field=field, value=shown(written))
    if amount < least:
        raise Refused("%(value)s terlalu kecil: paling sedikit Rp%(least)s.", field=field, value=shown(written), least=least)
    if amount > MOST_RUPIAH:
        raise Refused("%(value)s lebih dari Rp100 miliar. Periksa nolnya.", field=field, value=shown(written))
    return amount


def number(text: str, field: str, *, least: Decimal = Decimal(0), most: Decimal = Decimal(10) ** 9) -> str:
    """A number in its shortest form (a point before decimals) of `12,5`, `12.5` or `1.200`."""
    written = text.strip()
    found = Decimal(written) if re.fullmatch(r"\d{1,9}\.\d{1,2}", written, re.ASCII) else parse_quantity(written)
    if found is None:
        raise Refused("%(value)s bukan bilangan. Tulis angka, misalnya 12,5.", field=field, value=shown(written))
    if not least <= found <= most:
        raise Refused("%(value)s di luar %(least)s sampai %(most)s.", field=field, value=shown(written), least=plain(least), most=plain(most))
    return plain(found)


def percentage(text: str, field: str, *, most: int = 100) -> str:
    """Percent, 0 to `most`, in the shortest form of its number; a % at its end may stand."""
    return number(text.strip().removesuffix("%").strip(), field, most=Decimal(most))


def day(text: str, field: str) -> date:
    """A day as `2020-06-30` or, as people write it, `30/6/2020`, `30.6.2020` or `30 Juni 2020`."""
    written = text.strip()
    if parts := re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", written, re.ASCII):
        written = f"{parts[4]}-{int(parts[3]):02}-{int(parts[1]):02}"
    in_words = parse_date_words(written)
    found = entered_date(in_words.isoformat() if in_words else written)
    if found is None:
        raise Refused("%(value)s bukan tanggal. Tulis tahun-bulan-tanggal, misalnya 2020-06-30.", field=field, value=shown(text.strip()))
    return found


def words(text: str, field: str, what: str, *, least: int = 3) -> str:
    """A text on one line that says something."""
    written = " ".join(text.split())
    if not least <= len(written) <= LONGEST_TEXT:
        raise Refused(
            "Isi %(what)s, paling sedikit %(least)s dan paling banyak %(most)s huruf.", field=field, what=what, least=least, most=LONGEST_TEXT
        )
    return written


def shown(text: str) -> str:
    return text[:60] or "(kosong)"


def plain(value: Decimal) -> str:
    """Without exponent and zeros at the end."""
    return f"{value.normalize():f}"


def exact(text: str) -> Fraction:
    """A number in its shortest form as a fraction."""
    return Fraction(text)
