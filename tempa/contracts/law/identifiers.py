"""Numbers of people and firms: NIK with its regency and birth date, NPWP with its check digit, NIB."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tempa.contracts.law.errors import LawError

REGENCIES = Path(__file__).with_name("regencies.toml")
WOMEN = 40  # added to the day of birth of a woman
LAYOUT = "PPKKCC HHBBTT UUUU (perempuan / women: HH + 40)"


@dataclass(frozen=True)
class Nik:
    """A resident's number taken apart.

    `born` is the first date that fits, 19xx before 20xx, since the number holds two digits of the year only; `sex` is
    "m" or "f"; `former` means a regency code that has since moved to another province.
    """

    number: str
    regency: str
    born: date
    sex: str
    former: bool


def nik(value: str) -> Nik:
    """Check a NIK: 16 digits, province and regency (own list, Kemendagri codes), birth date. Blanks, dots, dashes pass.

    Not checked, since no list or check digit exists here: the district (digits 5 and 6) and the serial number.
    """
    number = _digits(value)
    if not _is_number(number, 16):
        raise _refused("NIK harus tepat 16 angka.", "A NIK has exactly 16 digits.", value)
    in_force, former = regency_codes()
    regency = number[:4]
    if regency[:2] not in {code[:2] for code in in_force}:
        raise _refused(f"Tidak ada provinsi {regency[:2]}.", f"There is no province {regency[:2]}.", value)
    if regency not in in_force and regency not in former:
        raise _refused(
            f"Tidak ada kabupaten/kota {regency[:2]}.{regency[2:]}.",
            f"There is no regency {regency[:2]}.{regency[2:]}.", value,
        )
    day = int(number[6:8])
    born = _born(day - WOMEN if day > WOMEN else day, int(number[8:10]), int(number[10:12]))
    if born is None:
        raise _refused("Tanggal lahir di dalam NIK tidak ada.", "The birth date in the NIK does not exist.", value)
    return Nik(number, f"{regency[:2]}.{regency[2:]}", born, "f" if day > WOMEN else "m", regency in former)


def _born(day: int, month: int, year: int) -> date | None:
    for century in (1900, 2000):
        try:
            return date(century + year, month, day)
        except ValueError:
            continue
    return None


@dataclass(frozen=True)
class Npwp:
    """A taxpayer's number as 16 digits; `is_nik` where it is a person's NIK, which may never be published."""

    number: str
    is_nik: bool


def npwp(value: str) -> Npwp:
    """Check an NPWP: 15 digits (Luhn over the first nine), 16 digits as 0 and those 15, or a NIK (since 2024)."""
    number = _digits(value)
    if _is_number(number, 16) and number[0] != "0":
        return Npwp(nik(number).number, True)
    short = number[1:] if len(number) == 16 else number
    if not _is_number(short, 15):
        raise _refused(
            "NPWP harus 15 atau 16 angka.", "An NPWP has 15 or 16 digits.", value,
            "15; 16 = 0 + 15; 16 = NIK",
        )
    if not passes_luhn(short[:9]):
        raise _refused(
            "Angka ke-9 NPWP (angka periksa) tidak cocok; salah satu dari sembilan angka pertama salah ketik.",
            "The 9th digit of the NPWP (check digit) does not fit; one of the first nine digits is mistyped.",
            value, "Luhn, 1-9",
        )
    return Npwp(f"0{short}", False)


def passes_luhn(digits: str) -> bool:
    """The Luhn sum of decimal digits, the last being the check digit: every second from the right is doubled."""
    doubled = [2 * int(d) if i % 2 else int(d) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def nib(value: str) -> str:
    """Check a business number: 13 digits. No public check digit is known, so a mistyped digit is not seen."""
    number = _digits(value)
    if not _is_number(number, 13):
        raise _refused(
            "NIB harus tepat 13 angka.", "A NIB has exactly 13 digits.", value, "13",
        )
    return number


@cache
def regency_codes() -> tuple[frozenset[str], frozenset[str]]:
    """(in force, former) codes of regencies and cities, four digits each, of regencies.toml."""
    tables = tomllib.loads(REGENCIES.read_text("utf-8"))
    return _unfold(tables["in_force"]), _unfold(tables["former"])


def _unfold(table: dict[str, str]) -> frozenset[str]:
    """`{"52": "01-08 71-72"}` to the ten codes 5201 to 5272."""
    codes = set()
    for province, spans in table.items():
        for span in spans.split():
            first, _, last = span.partition("-")
            codes |= {f"{province}{n:02d}" for n in range(int(first), int(last or first) + 1)}
    return frozenset(codes)


def _digits(value: str) -> str:
    return "".join(c for c in str(value) if c not in " .-")


def _is_number(text: str, length: int) -> bool:
    """Exactly `length` digits 0 to 9; digits of other scripts are no digits of a card."""
    return len(text) == length and text.isascii() and text.isdecimal()


def _refused(indonesian: str, english: str, value: str, bound: str = LAYOUT) -> LawError:
    return LawError(
        f"{indonesian} Salin lagi dari kartunya.", f"{english} Copy it again from the card.",
        value=value, bound=bound, source="Kepmendagri 300.2.2-2430/2025; PMK 112/2022",
    )
