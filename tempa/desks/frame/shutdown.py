"""A mark in TEMPA_HOME that the server ended well; it is away while the server runs, and stays away after a crash."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings


def mark() -> Path:
    return Path(settings.TEMPA_HOME) / "ended-well"


def ended_well() -> bool:
    return mark().exists()


def note_end() -> None:
    """All that was begun is done. Where the mark cannot be written, the next start looks at the chain once more than it must."""
    try:
        with open(mark(), "w") as file:
            os.fsync(file.fileno())
    except OSError:
        return


def note_start() -> None:
    """From now on only a stop that is one brings the mark back."""
    try:
        mark().unlink(missing_ok=True)
        folder = os.open(mark().parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError:
        return
