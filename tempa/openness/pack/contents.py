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
class Contents:
    """`about`: the keys of pack.csv; `tables`: rows of text by table; `files`: SHA-256 -> where the kept file lies."""

    about: Mapping[str, str]
    tables: Mapping[str, Sequence[Row]]
    entries: Iterable[Link]
    programme: Mapping[str, list[dict[str, str]]]
    plan: Mapping[str, list[dict[str, str]]] | None = None
    files: Mapping[str, Path] = field(default_factory=dict)
