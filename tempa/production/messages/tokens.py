"""From a line to its bare tokens (M1): capitals, stars, emojis and list marks fall away; where each stood is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tempa.production.messages.lexicon import DATE_WORDS, STEP_WORDS, TIME_WORDS, UNITS

KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
KEPT = frozenset(".,;:!?&/+-%()@=")
ALIKE = {"–": "-", "—": "-", "‑": "-", "×": "x", "³": "3", "²": "2"}
LIST_MARKS = re.compile(r"\s*(?:(?:-|[0-9]{1,3}[.)](?![0-9]))\s*)+")
TAKE_DIGITS = "|".join(sorted({*STEP_WORDS, *UNITS, *TIME_WORDS, *DATE_WORDS, "x"}, key=len, reverse=True))  # M5, M6
SHAPES = (
    ("link", r"https?://[^\s]+|www\.[^\s]+|@[0-9]+"),
    ("until", r"\bs/d\b"),
    ("date", r"(?<![0-9])[0-9]{1,2}(?P<by>[-/])[0-9]{1,2}(?P=by)(?:[0-9]{4}|[0-9]{2})(?![0-9])"),
    ("clock", r"(?<![0-9])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])"),
    ("size", r"[0-9]+(?:[.,][0-9]+)?(?:\s?x\s?[0-9]+(?:[.,][0-9]+)?)+"),
    ("share", r"[0-9]+\s?/\s?[0-9]+(?!/?[0-9])"),
    ("range", r"[0-9]+(?:[.,][0-9]+)*\s?-\s?[0-9]+(?:[.,][0-9]+)*"),
    ("number", r"[0-9]+(?:[.,][0-9]+)*"),
    ("word", rf"(?:{TAKE_DIGITS})(?=[0-9]+[.,:/-][0-9])|[^\W\d_][^\W_]*(?:-[^\W_]+)*"),
    ("sign", r"[&/+;,%]"),
    ("end", r"[.!?]"),
)


@dataclass(frozen=True)
class Token:
    """A word, a number or a mark; `start` and `end` are its place in the message, `glued` says that no blank is before it."""

    shape: str
    text: str
    start: int
    end: int
    glued: bool = False


def tokens_of(text: str, start: int, end: int, codes: tuple[str, ...]) -> Iterator[Token]:
    """The tokens of one line, `text[start:end]`; a code of an open lot is one token, whatever it is made of."""
    bare, places = bared(text, start, end)
    opening = LIST_MARKS.match(bare)
    at, last = opening.end() if opening else 0, -1
    for found in shapes(codes).finditer(bare, at):
        shape = found.lastgroup or "word"
        if shape != "link":
            a, b = found.span()
            yield Token(shape, found.group(), places[a], places[b - 1] + 1, a == last)
        last = found.end()


@lru_cache(maxsize=64)
def shapes(codes: tuple[str, ...]) -> re.Pattern[str]:
    known = "|".join(re.escape(code) for code in sorted(codes, key=len, reverse=True) if code)
    first = [("code", rf"(?<![^\W_])(?:{known})(?![^\W_])")] if known else []
    return re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in [*first, *SHAPES]))


def bared(text: str, start: int, end: int) -> tuple[str, list[int]]:
    """M1: small letters; what means nothing is a blank. With the place of each kept character in the message."""
    keycaps = {i for found in KEYCAP.finditer(text, start, end) for i in range(*found.span())}
    kept: list[str] = []
    places: list[int] = []
    for i in range(start, end):
        for character in " " if i in keycaps else bare(text[i]):
            kept.append(character)
            places.append(i)
    return "".join(kept), places


def bare(character: str) -> str:
    character = ALIKE.get(character, character)
    if character.isalpha() or character in KEPT or character in "0123456789":
        return character.lower()
    if character in "'’`‘" or unicodedata.category(character) in ("Cf", "Mn"):
        return ""
    return " "
