"""Who uses a home: everything that runs holds a shared lock on it, and putting a copy back wants it alone."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from tempa.ledger.rules import Refused

_held: dict[Path, int] = {}  # kept open until the process ends; the system takes the lock away then, however it ends


class HeldElsewhere(Refused):
    """Another process uses the home."""


def hold(home: Path, *, alone: bool = False) -> None:
    """Use a home until this process ends. Raises HeldElsewhere where somebody else has it in a way that excludes this one."""
    if home in _held and not alone:
        return
    try:
        held = _held.pop(home, None) or os.open(home / "in-use", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return  # a home that cannot be written holds nothing that could change beneath
    try:
        fcntl.flock(held, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        if alone:
            raise HeldElsewhere("Tempa sedang berjalan di folder data ini. Hentikan dulu (Ctrl-C atau systemctl stop tempa), lalu ulangi.") from None
        raise HeldElsewhere("Sebuah salinan sedang dikembalikan ke folder data ini. Tunggu sampai selesai, lalu ulangi.") from None
    _held[home] = held
