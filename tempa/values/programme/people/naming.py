"""Names of agencies, workshops and places, brought to their codes; a name that fits several codes is asked."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from tempa.values.programme.aliases import plain
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.schema import Tables

NAMES = ("name_id", "name_en", "name", "regency", "account_code")
"""Columns by which people call a row of another table."""
_REGENCY = re.compile(r"^(?:kab|kabupaten|provinsi|prov|desa|kec|kecamatan)\s+")  # a town (`kota`) may bear the name of its regency
_ALIKE = 0.82
MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Named:
    """What a text may stand for: one code for certain, or several candidates, or none."""

    code: str = ""
    candidates: tuple[str, ...] = ()


class CodeBook:
    """Codes and names of the known tables."""

    def __init__(self, known: Tables) -> None:
        self.known = known
        self._names: dict[str, list[tuple[str, str]]] = {}

    def name(self, table: str, code: str) -> str:
        key = SCHEMA[table].key[0]
        row: dict[str, str] = next((row for row in self.known.get(table, []) if row[key] == code), {})
        return next((row[column] for column in NAMES if row.get(column)), code)

    def find(self, table: str, text: str) -> Named:
        """Exactly a code or the whole of one name is certain; anything less is a candidate."""
        names = self._names_of(table)
        wanted = plain(text)
        exact = [code for code, _ in names if code == text.strip()]
        exact = exact or sorted({code for code, name in names if wanted and name == wanted})
        bare = _REGENCY.sub("", wanted)
        exact = exact or sorted({code for code, name in names if bare and _REGENCY.sub("", name) == bare})
        if len(exact) == 1 or (exact and exact[0] == text.strip()):
            return Named(exact[0])
        if exact:
            return Named("", tuple(exact))
        return Named("", tuple(self._alike(names, wanted)[:MOST_CANDIDATES]))

    def _names_of(self, table: str) -> list[tuple[str, str]]:
        if table not in self._names:
            key = SCHEMA[table].key[0]
            self._names[table] = [
                (row[key], plain(row[column])) for row in self.known.get(table, [])
                for column in (key, *NAMES) if row.get(column)
            ]
        return self._names[table]

    def _alike(self, names: list[tuple[str, str]], wanted: str) -> list[str]:
        words = set(wanted.split())
        scored: dict[str, float] = {}
        for code, name in names:
            matcher = difflib.SequenceMatcher(None, wanted, name, autojunk=False)
            score = 1.0 if words and words <= set(name.split()) else 0.0
            if not score and matcher.real_quick_ratio() >= _ALIKE:
                score = matcher.ratio()
            if score >= _ALIKE:
                scored[code] = max(score, scored.get(code, 0.0))
        return sorted(scored, key=lambda code: (-scored[code], code))
