"""Amounts and dates in Indonesian words, as receipts print them; and sentences that exist in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tempa.contracts.law.errors import LawError

DIGITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
GROUPS = ("", "ribu", "juta", "miliar", "triliun", "kuadriliun")
LARGEST = 10 ** (3 * len(GROUPS)) - 1
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)


@dataclass(frozen=True)
class Sentence:
    """One sentence for a person, in both languages; as text it is the Indonesian one."""

    indonesian: str
    english: str

    def __str__(self) -> str:
        return self.indonesian


def amount_in_words(amount: int) -> str:
    """`amount` in lower-case words with single blanks: 1_100_000 is "satu juta seratus ribu".

    Whole numbers from 0 to 10^18 − 1; anything else raises LawError. "Seribu" opens an amount only; behind a
    larger group the receipt says "satu ribu" (1_001_000: "satu juta satu ribu"), so that the groups read alike.
    """
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= LARGEST:
        raise LawError(
            "Terbilang hanya untuk bilangan bulat yang tidak negatif.",
            "Words exist for whole numbers that are not negative.",
            value=amount, bound=f"0 … {LARGEST}", source="bahasa Indonesia",
        )
    if amount == 0:
        return "nol"
    spoken: list[str] = []
    for place in range(len(GROUPS) - 1, -1, -1):
        group = amount // 1000**place % 1000
        if group:
            opens = not spoken and (group, place) == (1, 1)
            spoken.append("seribu" if opens else f"{_hundreds(group)} {GROUPS[place]}".rstrip())
    return " ".join(spoken)


def _hundreds(number: int) -> str:
    """1 to 999; "satu" melts into "se-" before ratus, puluh and belas."""
    hundreds, rest = divmod(number, 100)
    words = [_with(hundreds, "ratus")] if hundreds else []
    if rest == 10:
        words.append("sepuluh")
    elif 10 < rest < 20:
        words.append(_with(rest - 10, "belas"))
    else:
        tens, ones = divmod(rest, 10)
        words += [_with(tens, "puluh")] if tens else []
        words += [DIGITS[ones]] if ones else []
    return " ".join(words)


def _with(digit: int, unit: str) -> str:
    return f"se{unit}" if digit == 1 else f"{DIGITS[digit]} {unit}"


def date_in_words(day: date) -> str:
    """`9 Juni 2020`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
