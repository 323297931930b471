"""The folder of the data belongs to its owner alone: nobody else on the machine may read prices and personal data there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

OURS = ("tempa.sqlite3", "papers", "keys", "drafts", "runs", "static", "locale", "ended-well", "aliases.toml", "in-use", "copies.json",
        "before-restore-", "restoring-")
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private(home: Path, say: Callable[[str], None]) -> None:
    """Let what this program writes from now on, and what it wrote before, be read by its owner alone.

    What is closed already is not walked through. The folder itself is closed where it holds nothing of others.
    """
    os.umask(OTHERS)
    try:
        for place in home.iterdir():
            if place.name.startswith(OURS) and is_open(place):
                close_all(place)
        if is_open(home) and all(place.name.startswith(OURS) for place in home.iterdir()):
            home.chmod(stat.S_IMODE(home.stat().st_mode) & ~OTHERS)
    except OSError as error:
        say(
            f"Hak baca folder data tidak dapat dibetulkan ({error}): orang lain di komputer ini mungkin dapat membacanya. "
            "/ Others on this machine may be able to read the data."
        )


def close_all(place: Path) -> None:
    """Close a file, or a folder after all that is in it; the folder is the mark that nothing in it is left open."""
    if place.is_symlink():
        return
    if place.is_dir():
        for inner in place.iterdir():
            close_all(inner)
    place.chmod(stat.S_IMODE(place.stat().st_mode) & ~OTHERS)


def is_open(place: Path) -> bool:
    return not place.is_symlink() and bool(place.stat().st_mode & OTHERS)
