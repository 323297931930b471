"""Files that several processes write and read: nobody sees one that is half written."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4


def put(place: Path, text: str) -> None:
    """Write a file whole or not at all; what stood there before stays where writing fails."""
    part = place.with_name(f"{place.name}.{uuid4().hex}.part")
    try:
        part.write_text(text)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
