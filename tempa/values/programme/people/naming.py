"""Names of agencies, workshops and places, brought to their codes; a name that fits several codes is asked."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from tempa.values.programme.aliases import plain, plain_without_remark
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.schema import Tables

NAMES = ("name_id", "name_en", "name", "regency", "account_code")
"""Columns by which people call a row of another table."""
_REGENCY = re.compile(r"^(?:kab|kabupaten|provinsi|prov|desa|kec|kecamatan)\s+")  # a town (`kota`) may bear the name of its regency
_REMARKED_REGION = re.compile(r"(?i)(.+?)\s*\(\s*(kab|kabupaten|kota)\.?\s*\)")  # `Bima (Kota)`
_REGION_IN_ADDRESS = re.compile(r"(?i)\b(?:kab(?:upaten)?|kota)\b[^,;()]*")
_CODE_BEFORE = re.compile(r"^\d[\d ]* (?=\D)")  # `3.25.0.00 Dinas Perdagangan`
_PROVINCE_BEHIND = re.compile(r" (?:pemerintah )?(?:provinsi|propinsi|prov)\b.*$")
CALLED_BY_OFFICES = frozenset({"agencies", "destinations"})
"""Tables whose rows have short names of their own in every office."""
_SEVERAL = re.compile(r"\n|;|,|/|\+|&|\b(?:dan|serta)\b|(?<=unit)\s|(?<=\d)\s+(?=[^\W\d])", re.IGNORECASE)
_COUNTED = re.compile(r"[:=]?\s*\(?\d+\s*(?:unit|bh|buah)?\)?\s*$", re.IGNORECASE)
_ALIKE = 0.82
MOST_CANDIDATES, MOST_LISTED = 8, 40
"""So many likely codes of a name are shown; a table that is no longer is shown whole where none is likely."""


@dataclass(frozen=True)
class Named:
    """What a text may stand for: one code for certain, or several candidates, or none."""

    code: str = ""
    candidates: tuple[str, ...] = ()


def _readings(table: str, text: str) -> list[str]:
    """The words of a name as it stands, then without what letters and forms write around it: `&` for `dan`, a remark in
    parentheses, of an agency also the code before its name and the province behind it, of a place the village before its regency."""
    spoken = text.replace("&", " dan ")
    if region := _REMARKED_REGION.fullmatch(spoken.strip()):
        spoken = f"{region[2]} {region[1]}"
    found = [plain(text), plain(spoken), plain_without_remark(spoken)]
    if table == "destinations":
        found += [plain(part) for part in text.split(",")]
        found += [plain(region[0]) for region in [_REGION_IN_ADDRESS.search(text)] if region]
    if table == "agencies":
        found.append(_PROVINCE_BEHIND.sub("", _CODE_BEFORE.sub("", found[-1])))
    return list(dict.fromkeys(found))


def _shortens(short: str, name: str) -> bool:
    """Whether one word is the letters of a name in their order, its first among them: `sbw` of Sumbawa, `dislutkan`."""
    letters = iter(name)
    return len(short) > 2 and " " not in short and short != name and short[:1] == name[:1] and all(letter in letters for letter in short)


class CodeBook:
    """Codes and names of the known tables."""

    def __init__(self, known: Tables) -> None:
        self.known = known
        self._names: dict[str, list[tuple[str, str]]] = {}
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}

    def name(self, table: str, code: str) -> str:
        key = SCHEMA[table].key[0]
        row: dict[str, str] = next((row for row in self.known.get(table, []) if row[key] == code), {})
        return next((row[column] for column in NAMES if row.get(column)), code)

    def code(self, table: str, text: str) -> str:
        """The one code that a text is, or the whole name of, for certain; else nothing."""
        return exact[0] if len(exact := self._exact(table, text)) == 1 else ""

    def find(self, table: str, text: str) -> Named:
        """Exactly a code or the whole of one name is certain; anything less is a candidate."""
        exact = self._exact(table, text)
        if len(exact) == 1:
            return Named(exact[0])
        return Named("", exact or tuple(self._alike(self._names_of(table), plain(text))[:MOST_CANDIDATES]) or self._listed(table, text))

    def several(self, table: str, text: str) -> tuple[str, ...]:
        """The codes that a text names where it names several for certain: `Bima dan Dompu`, `Mataram (4), Dompu (6)`."""
        if not _SEVERAL.search(text):
            return ()
        parts = [_COUNTED.sub("", part) for part in _SEVERAL.split(text)]
        return tuple(dict.fromkeys(code for part in parts if part.strip() and (code := self.code(table, part))))

    def _listed(self, table: str, text: str) -> tuple[str, ...]:
        """Codes for a name that an office alone uses: those that it shortens (`Dislutkan`, `Sbw`) or begins with, and of agencies,
        of which there are few, all others behind them."""
        wanted, names = plain(text), self._names_of(table)
        codes = list(dict.fromkeys(code for code, _ in names))
        if table not in CALLED_BY_OFFICES or len(codes) > MOST_LISTED or not wanted.replace(" ", "").isalpha():
            return ()
        short = {code for code, name in names if f"{wanted} ".startswith(f"{name} ") or _shortens(wanted, name)}
        return tuple(sorted((code for code in codes if code in short or table == "agencies"), key=lambda code: code not in short))

    def _exact(self, table: str, text: str) -> tuple[str, ...]:
        if (table, text) not in self._found:
            self._found[table, text] = self._exactly(self._names_of(table), table, text)
        return self._found[table, text]

    @staticmethod
    def _exactly(names: list[tuple[str, str]], table: str, text: str) -> tuple[str, ...]:
        if any(code == text.strip() for code, _ in names):
            return (text.strip(),)
        for wanted in _readings(table, text):
            bare = _REGENCY.sub("", wanted)
            exact = sorted({code for code, name in names if wanted and name == wanted})
            if exact := exact or sorted({code for code, name in names if bare and _REGENCY.sub("", name) == bare}):
                return tuple(exact)
        return ()

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
