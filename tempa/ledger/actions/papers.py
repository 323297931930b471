"""Files kept under their hash."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from tempa.ledger.actions.deeds import Deed, deed
from tempa.ledger.facts import PaperKept
from tempa.ledger.models import (
    Person,
    Programme,
)


def keep_paper(programme: Programme, content: bytes, *, name: str, media_type: str, at: datetime, by: Person) -> str:
    """Store a file and record it; returns its SHA-256."""
    with deed(programme, at=at, by=by) as d:
        return keep_paper_in(d, content, name=name, media_type=media_type)


def keep_paper_in(d: Deed, content: bytes, *, name: str, media_type: str) -> str:
    """Store a file under its SHA-256, safely on disk before its fact is recorded as part of a deed; returns the hash."""
    digest = store(content)
    d.follow([PaperKept(digest, name[:200], media_type, len(content))])
    return digest


def store(content: bytes) -> str:
    """Put bytes safely on disk under their SHA-256, which is returned; what is there already stays."""
    digest = hashlib.sha256(content).hexdigest()
    place = paper_place(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{uuid4().hex}")
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    return digest


def paper_place(digest: str) -> Path:
    return Path(settings.TEMPA_HOME) / "papers" / digest[:2] / digest
