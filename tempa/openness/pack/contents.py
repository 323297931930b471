"""What goes into an audit pack, gathered by others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Row = Mapping[str, str]


@dataclass(frozen=True)
class Link:
    """One entry of the chain: its place, its canonical text, and both hashes in hex."""

    sequence: int
    body: str
    previous: str
    digest: str


@dataclass(frozen=True)
class Noticed:
    """A red flag in words: its pattern, the sentence, what it stands on, the rupiah in question, what to ask, and where the pattern is described."""

    pattern: str
    words: str
    about: tuple[str, ...]
    rupiah: int
    ask: str
    source: str


@dataclass(frozen=True)
class Drawn:
    """A monetary-unit sample as it was drawn; `chosen`: (code, rupiah, the rupiah that chose it; 0: certain)."""

    sample: str
    population: str
    at: str
    seed: str
    as_of: int
    confidence: int
    tolerable: int
    expected: int
    interval: int
    start: int
    count: int
    total: int
    chosen: tuple[tuple[str, int, int], ...]
    reason: str


@dataclass(frozen=True)
class Contents:
    """`about`: the keys of pack.csv; `tables`: rows of text by table; `files`: name -> where the kept file lies; `entries`: None for a part.

    `units`, `rupiah`: both laws as tables of text, the first row their heads. They, `noticed` and `drawn` stand on the index page alone.
    """

    about: Mapping[str, str]
    tables: Mapping[str, Sequence[Row]]
    entries: Iterable[Link] | None
    programme: Mapping[str, list[dict[str, str]]]
    plan: Mapping[str, list[dict[str, str]]] | None = None
    files: Mapping[str, Path] = field(default_factory=dict)
    noticed: Sequence[Noticed] = ()
    drawn: Sequence[Drawn] = ()
    units: Sequence[Sequence[str]] = ()
    rupiah: Sequence[Sequence[str]] = ()
