"""How plans are written about: names, weeks, hours and rupiah in Indonesian and English sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from tempa.values.period import date_short, week_monday, weeks_words
from tempa.values.programme.errors import Sentence
from tempa.values.quantity import quantity
from tempa.values.rupiah import rupiah_short

Tables = dict[str, list[dict[str, str]]]
Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
RESOURCES = {
    "cut": ("potong", "cutting"), "bend": ("tekuk", "bending"), "weld": ("las", "welding"),
    "machine": ("mesin (bubut, frais, bor)", "machining"), "assemble": ("rakit", "assembly"),
    "wire": ("kelistrikan", "wiring"), "paint": ("cat", "painting"), "test": ("uji", "testing"),
}
MACHINES = {
    "cut": ("mesin potong", "cutting machine"), "bend": ("mesin tekuk", "bending machine"), "weld": ("mesin las", "welding set"),
    "machine": ("mesin bubut", "lathe"), "assemble": ("tempat rakit", "assembly place"),
    "wire": ("meja kelistrikan", "wiring bench"), "paint": ("tempat cat", "painting place"), "test": ("meja uji", "test bench"),
}
SCORES = {"score_premises": ("tempat", "premises"), "score_competence": ("keahlian", "competence"),
          "score_staff": ("tenaga", "staff"), "score_equipment": ("peralatan", "equipment")}


class Names:
    """What codes of a programme are called."""

    def __init__(self, tables: Tables) -> None:
        self.sites = {row["workshop"]: row["name"] or row["workshop"] for row in tables["workshops"]}
        self.types = {row["type"]: (row["name_id"], row["name_en"]) for row in tables["types"]}
        self.clusters = {row["cluster"]: row["name"] for row in tables["clusters"]}
        self.start = start_of(tables)

    def site(self, code: str) -> str:
        return self.sites.get(code, code)

    def type(self, code: str, language: Language) -> str:
        name = self.types[code][language == "en"]
        return name or code

    def group(self, code: str, language: Language) -> str:
        """`Sentra Getap & Babakan`, `semua sekolah (SMK)`, or what a planner's rule named."""
        kind, _, rest = code.partition(":")
        if kind == "school":
            return "semua sekolah (SMK)" if language == "id" else "all schools"
        if kind == "cluster":
            return f"{'Sentra' if language == 'id' else 'cluster'} {self.clusters.get(rest, rest)}"
        if kind == "regency":
            return rest
        if kind == "newcomers":
            return "bengkel baru" if language == "id" else "the new entrants"
        return rest or code


    def weeks(self, first: int, last: int, language: Language) -> str:
        """The days of the weeks, both included: `6 Jul–19 Jul 2020`."""
        return weeks_words((first, last), self.start, language)

    def monday(self, week: int, language: Language) -> str:
        return date_short(week_monday(week, self.start), language)

    def week_list(self, numbers: Iterable[int], language: Language) -> str:
        """The days of the weeks, in runs: `6 Jul–19 Jul 2020, 3 Agu–9 Agu 2020`."""
        runs: list[list[int]] = []
        for week in sorted(set(numbers)):
            if runs and week == runs[-1][1] + 1:
                runs[-1][1] = week
            else:
                runs.append([week, week])
        return ", ".join(self.weeks(a, b, language) for a, b in runs)


def start_of(tables: Tables) -> dt.date:
    """The day from which the programme's weeks are counted."""
    return dt.date.fromisoformat(next(row["value"] for row in tables["programme"] if row["key"] == "start_date"))


def hours(hundredths: int, language: Language) -> str:
    """`12,5 jam`."""
    return f"{quantity(hundredths / 100, language)} {'jam' if language == 'id' else 'hours'}"


def money(rupiah: float, language: Language) -> str:
    """Rounded to whole rupiah; short above a million."""
    return rupiah_short(round(rupiah), language)


def listed(items: list[str], language: Language) -> str:
    """`a, b dan c`."""
    word = "dan" if language == "id" else "and"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"


def both(indonesian: str, english: str) -> Sentence:
    """One sentence in both languages, with a capital letter."""
    return Sentence(indonesian[:1].upper() + indonesian[1:], english[:1].upper() + english[1:])
