"""Which of the checks that are due are made where there are too many: a sample that anybody can draw again from its stated seed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from tempa.delivery.rules.use import Due

MOST_A_MONTH = 60
"""Checks of one month's kind that are asked for at once; with more, this many are drawn. A setting, no rule names it."""


def seed_of(programme: str, month: int, year_month: str) -> str:
    """What the draw of a month follows from: known beforehand, chosen by nobody."""
    return f"{programme}/{month}/{year_month}"


def place_in_draw(seed: str, serial: str) -> str:
    return sha256(f"{seed}/{serial}".encode()).hexdigest()


def sampled(due: Iterable[Due], programme: str, most: int = MOST_A_MONTH) -> list[Due]:
    """Of the checks that fell due in one calendar month for one of 1, 3, 6 or 12 months, at most `most`, by the hash of seed and serial."""
    groups: dict[str, list[Due]] = {}
    for one in due:
        groups.setdefault(seed_of(programme, one.month, f"{one.on:%Y-%m}"), []).append(one)
    found: list[Due] = []
    for seed, some in groups.items():
        found += sorted(some, key=lambda d: place_in_draw(seed, d.serial))[:most]
    return sorted(found, key=lambda d: (d.on, d.serial))
