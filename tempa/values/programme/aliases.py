"""The table of words that people use for headings, choices, units and machines; a user can add to it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.errors import ProgrammeError, Sentence

_PARENTHESES = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
MOST_SEEN = 50_000


@functools.lru_cache(maxsize=50_000)  # the same headings, names and units come again and again
def plain(text: str) -> str:
    """Lower case words with single blanks: `Harga\\nSatuan (Rp.)` -> `harga satuan rp`."""
    return " ".join(_WORD.findall(text.casefold()))


def plain_without_remark(text: str) -> str:
    """The same without what stands in parentheses: `Jumlah (unit)` -> `jumlah`."""
    return plain(_PARENTHESES.sub(" ", text))


@dataclass(frozen=True)
class Aliases:
    """`headings[table][plain heading]` is the columns it may mean; the other maps go from plain words likewise."""

    headings: Mapping[str, Mapping[str, tuple[str, ...]]]
    choices: Mapping[str, Mapping[str, tuple[str, ...]]]
    units: frozenset[str]
    subtotals: frozenset[str]
    below: frozenset[str]
    note_units: frozenset[str]
    cancelled: frozenset[str]
    noise: frozenset[str]
    synonyms: Mapping[str, str]
    abbreviations: Mapping[str, str]
    _seen: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    """What was found of headings before: each is looked up for many tables, alone and with its neighbours."""

    def columns(self, table: str, heading: str) -> tuple[str, ...]:
        """Columns of `table` (or extras that start with `_`) that a heading names; the longer reading comes first."""
        if (table, heading) not in self._seen:
            if len(self._seen) > MOST_SEEN:
                self._seen.clear()
            self._seen[table, heading] = self._columns(table, heading)
        return self._seen[table, heading]

    def _columns(self, table: str, heading: str) -> tuple[str, ...]:
        known = self.headings.get(table, {})
        for words in (plain(heading).removeprefix("sum of "), plain_without_remark(heading)):  # as pivot tables call their sums
            if found := known.get(words) or known.get(self.spelled_out(words)):
                return found
        return self._columns_of_letters(known, plain(heading))

    @staticmethod
    def _columns_of_letters(known: Mapping[str, tuple[str, ...]], words: str) -> tuple[str, ...]:
        """Columns of a heading whose letters stand apart: `J U M L A H`."""
        letters = words.split()
        if len(letters) < 2 or any(len(letter) > 1 for letter in letters):
            return ()
        return next((columns for name, columns in known.items() if name.replace(" ", "") == "".join(letters)), ())

    @functools.cached_property
    def _of_cancelled(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Any word of cancelling, which is quickly looked for; and one where it stands for the whole row."""
        words = "|".join(sorted(word.replace(" ", r"\s+") for word in self.cancelled)) or r"(?!)"
        return re.compile(words), re.compile(rf"(?:^|[(\[:;,*–-])\s*(?:{words})\b|\b(?:{words})\W*$")

    def is_cancelled(self, text: str) -> bool:
        """Whether a remark, or a name with a remark behind it, says that this is not ordered any more: `Gerobak sampah (batal)`."""
        any_word, alone = self._of_cancelled
        said = text.casefold()
        return any_word.search(said) is not None and alone.search(said) is not None

    @functools.cached_property
    def _vocabulary(self) -> frozenset[str]:
        """All words of headings, and the short ones for them."""
        headings = (word for known in self.headings.values() for heading in known for word in heading.split())
        return frozenset(headings) | frozenset(self.abbreviations)

    def may_head(self, texts: list[str]) -> bool:
        """Whether any text of a row has a word of a heading in it; letters that stand apart may be one."""
        return any(word in self._vocabulary or (len(word) == 1 and word.isalpha()) for text in texts for word in plain(text[:200]).split())

    def spelled_out(self, words: str) -> str:
        """`hrg sat` -> `harga satuan`."""
        return " ".join(self.abbreviations.get(word, word) for word in words.split())

    def columns_of_start(self, table: str, heading: str) -> tuple[str, ...]:
        """Columns named by the first words of a heading, two or more: `Nama Barang dan Spesifikasi` begins with `Nama Barang`."""
        known, words = self.headings.get(table, {}), plain(heading[:200]).split()[:7]
        return next((known[start] for size in range(len(words) - 1, 1, -1) if (start := " ".join(words[:size])) in known), ())

    def choice(self, column: str, choices: tuple[str, ...], text: str) -> str:
        """The choice of the format that a word stands for, else nothing."""
        if text.strip() in choices:
            return text.strip()
        named = self.choices.get(column, {}).get(plain(text) or text.strip(), ())
        fitting = [choice for choice in named if choice in choices]
        return fitting[0] if len(fitting) == 1 else ""

    def concepts(self, words: Iterable[str]) -> list[str]:
        """The words of a name, noise left out, synonyms brought to one word; pairs of words come before single ones."""
        listed, found, at = list(words), [], 0
        while at < len(listed):
            pair = " ".join(listed[at:at + 2])
            if len(listed) > at + 1 and pair in self.synonyms:
                found.append(self.synonyms[pair])
                at += 2
                continue
            word = listed[at]
            if word not in self.noise:
                found.append(self.synonyms.get(word, word))
            at += 1
        return found


@functools.cache
def shipped_aliases() -> Aliases:
    """The table that comes with Tempa."""
    return _aliases_of([_read(Path(__file__).with_name("aliases.toml"))])


def load_aliases(extra: str | Path) -> Aliases:
    """The shipped table with a user's own file added; raises ProgrammeError where that file is no such table."""
    return _aliases_of([_read(Path(__file__).with_name("aliases.toml")), _read(Path(extra))])


def _read(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProgrammeError(Sentence(f"Tabel padanan {path.name} tidak dapat dibaca ({error}). Perbaiki atau hapus.",
                                      f"The alias table {path.name} cannot be read ({error}). Mend or delete it."
                                      )) from None
    unknown = set(found) - {"headings", "choices", "words", "synonyms", "abbreviations"}
    unknown |= {f"headings.{table}" for table in found.get("headings", {}) if table not in SCHEMA}
    if unknown:
        raise ProgrammeError(Sentence(f"Tabel padanan {path.name}: bagian {', '.join(sorted(unknown))} tidak dikenal.",
                                      f"The alias table {path.name}: part {', '.join(sorted(unknown))} is unknown."))
    return found


def _aliases_of(sources: list[dict[str, Any]]) -> Aliases:
    headings = {name: _headings_of(name, sources) for name in SCHEMA if name != "programme"}
    choices: dict[str, dict[str, tuple[str, ...]]] = {}
    for source in sources:
        for column, words in source.get("choices", {}).items():
            _add(choices.setdefault(column, {}), words)
    words = [source.get("words", {}) for source in sources]
    return Aliases(
        headings, choices,
        units=frozenset(plain(word) for part in words for word in part.get("units", [])),
        subtotals=frozenset(plain(word) for part in words for word in part.get("subtotals", [])),
        below=frozenset(plain(word) for part in words for word in part.get("below", [])),
        note_units=frozenset(plain(word) for part in words for word in part.get("note_units", [])),
        cancelled=frozenset(plain(word) for part in words for word in part.get("cancelled", [])),
        noise=frozenset(plain(word) for part in words for word in part.get("noise", [])),
        synonyms=_synonyms_of(sources),
        abbreviations={plain(short): plain(long) for source in sources for short, long in source.get("abbreviations", {}).items()},
    )


def _headings_of(table: str, sources: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The format's own Indonesian names serve where the table of words does not give the heading to another column."""
    found: dict[str, tuple[str, ...]] = {}
    for source in sources:
        _add(found, source.get("headings", {}).get(table, {}))
    for column in SCHEMA[table].columns:
        for name in (column.name, column.name_id):
            found.setdefault(plain(name), (column.name,))
            found.setdefault(plain_without_remark(name), (column.name,))
    return found


def _add(found: dict[str, tuple[str, ...]], words: Mapping[str, list[str]]) -> None:
    for meaning, listed in words.items():
        for word in listed:
            key = plain(word) or word
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), meaning)))


def _synonyms_of(sources: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for source in sources:
        for concept, words in source.get("synonyms", {}).items():
            for word in (concept, *words):
                found[plain(word)] = concept
    return found
