"""What a check of programme tables found: errors refuse the programme, warnings only say what will follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tempa.values.programme.numbers import number_of, places


@dataclass(frozen=True)
class Finding:
    """One fault and its remedy. `row` counts as in the file or sheet (the header is 1); 0 means the whole table."""

    table: str
    row: int
    column: str
    code: str
    sentence_id: str
    sentence_en: str

    def in_language(self, language: str) -> str:
        return self.sentence_en if language == "en" else self.sentence_id

    def __str__(self) -> str:
        return f"{self.sentence_id} / {self.sentence_en}"


@dataclass
class Findings:
    """Errors and warnings in the order in which they were found."""

    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors


@dataclass(frozen=True)
class Place:
    """Where a finding stands; writes the start of its sentence."""

    table: str
    row: int = 0
    column: str = ""

    def starts(self) -> tuple[str, str]:
        column = f", {self.column}" if self.column else ""
        if self.row:
            return f"{self.table} baris {self.row}{column}: ", f"{self.table} row {self.row}{column}: "
        return f"{self.table}{column}: ", f"{self.table}{column}: "


class Report:
    """Collects findings; the sentence of a finding is its place, what is wrong, and what to do."""

    def __init__(self) -> None:
        self.found = Findings()

    def error(self, place: Place, code: str, wrong_id: str, wrong_en: str) -> None:
        self.found.errors.append(_finding(place, code, wrong_id, wrong_en))

    def warn(self, place: Place, code: str, wrong_id: str, wrong_en: str) -> None:
        self.found.warnings.append(_finding(place, code, wrong_id, wrong_en))

    def number(
        self,
        place: Place,
        text: str,
        least: int | None = None,
        most: int | None = None,
        *,
        whole: bool = False,
        most_places: int | None = None,
        blank: bool = False,
    ) -> Decimal | None:
        """The number of a cell, or None; every limit that it breaks is an error of its own."""
        if text == "" and blank:
            return None
        number = number_of(text)
        if number is None:
            self.error(place, "not-a-number", f"{text!r} bukan bilangan. Tulis angka saja, titik untuk desimal, tanpa"
                       " pemisah ribuan, misalnya 1250.5.", f"{text!r} is not a number. Write digits only, a point for"
                       " decimals and no thousands separators, as in 1250.5.")
            return None
        if whole and number != number.to_integral_value():
            self.error(place, "not-whole", f"{text} harus bilangan bulat. Hapus desimalnya.",
                       f"{text} must be a whole number. Drop its decimals.")
        if most_places is not None and places(number) > most_places:
            self.error(place, "too-many-places", f"{text} lebih dari {most_places} angka desimal. Bulatkan.",
                       f"{text} has more than {most_places} decimals. Round it.")
        if least is not None and number < least:
            self.error(place, "too-small", f"{text} di bawah {least}. Isi {least} atau lebih.",
                       f"{text} is below {least}. Enter {least} or more.")
        if most is not None and number > most:
            self.error(place, "too-large", f"{text} di atas {most}. Isi {most} atau kurang.",
                       f"{text} is above {most}. Enter {most} or less.")
        return number

    def choice(self, place: Place, text: str, choices: tuple[str, ...]) -> None:
        if text not in choices:
            listed = ", ".join(choices)
            self.error(place, "not-a-choice", f"{text!r} tidak dikenal. Pilih salah satu: {listed}.",
                       f"{text!r} is unknown. Choose one of: {listed}.")

    def reference(self, place: Place, text: str, known: set[str], table: str) -> bool:
        if text in known:
            return True
        near = next((code for code in sorted(known) if code.casefold() == text.strip().casefold()), "")
        hint_id, hint_en = (f" Maksudnya {near!r}?", f" Is {near!r} meant?") if near else ("", "")
        self.error(place, "unknown-code", f"{text!r} tidak ada di tabel {table}. Perbaiki kodenya atau tambahkan ke"
                   f" {table}.{hint_id}", f"{text!r} is not in the table {table}. Mend the code or add it to"
                   f" {table}.{hint_en}")
        return False


def _finding(place: Place, code: str, wrong_id: str, wrong_en: str) -> Finding:
    start_id, start_en = place.starts()
    return Finding(place.table, place.row, place.column, code, start_id + wrong_id, start_en + wrong_en)
