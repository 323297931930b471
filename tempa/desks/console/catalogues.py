"""The English catalogues of the rooms and desks, joined and compiled into TEMPA_HOME when any of them is new."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[3]
FILE = Path("locale", "en", "LC_MESSAGES", "django.po")


def catalogues() -> list[Path]:
    """The catalogue of every room and desk that says a sentence, in the alphabet of their folders."""
    return sorted((ROOT / "tempa").rglob(str(FILE)))


def compile_catalogues(target: Path) -> None:
    """Write one compiled catalogue under `target` (a folder that Django looks in), unless it is of these files already."""
    sources = {place: place.read_bytes() for place in catalogues()}
    now = hashlib.sha256(b"".join(str(p.relative_to(ROOT)).encode() + text for p, text in sources.items())).hexdigest()
    place, mark = (target / "en" / "LC_MESSAGES" / name for name in ("django.mo", "from"))
    if place.exists() and mark.exists() and mark.read_text() == now:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(f".{now[:8]}")
    part.write_bytes(joined(list(sources)).to_binary())
    part.replace(place)
    mark.write_text(now)


def joined(places: list[Path]) -> polib.POFile:
    """All entries of several catalogues as one."""
    whole = polib.POFile()
    for place in places:
        found = polib.pofile(str(place))
        whole.metadata = found.metadata
        whole.extend(found)
    return whole
