"""What became of each copy, and whether one is to be made every day: kept in the home, since it is about the machine and not about a programme."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

MOST_TOLD = 400
AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Try:
    """One copy that was tried: when, where to, whether it is good, and what it holds or why it failed."""

    at: datetime
    place: str
    is_good: bool
    why: str = ""
    bytes: int = 0
    seconds: float = 0.0
    is_daily: bool = False


@dataclass(frozen=True)
class Daily:
    """A copy every day into a folder, from an hour on, of which so many are kept; who asked for it and when."""

    folder: str
    hour: int
    keep: int
    by: str = ""
    at: str = ""


def home() -> Path:
    return Path(settings.TEMPA_HOME)


def note(one: Try) -> None:
    """Add a try to the diary; where that fails the copy is good all the same."""
    row = asdict(one) | {"at": one.at.isoformat()}
    with suppress(OSError), os.fdopen(os.open(home() / "copies.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "a") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def tries() -> list[Try]:
    """What was tried, the newest first; a line that cannot be read is left out."""
    found: list[Try] = []
    with suppress(OSError):
        for line in (home() / "copies.jsonl").read_text().splitlines()[-MOST_TOLD:]:
            with suppress(ValueError, TypeError, KeyError):
                row: dict[str, Any] = json.loads(line)
                found.append(Try(**row | {"at": datetime.fromisoformat(row["at"])}))
    return found[::-1]


def last_good() -> Try | None:
    return next((one for one in tries() if one.is_good), None)


def daily() -> Daily | None:
    try:
        said: Mapping[str, Any] = json.loads((home() / "copies.json").read_text())
        return Daily(**said) if said.get("folder") else None
    except (OSError, ValueError, TypeError):
        return None


def plan_daily(wanted: Daily) -> None:
    """Set the daily copy; a blank folder ends it."""
    place = home() / "copies.json"
    part = place.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "w") as file:
        json.dump(asdict(wanted), file)
    part.replace(place)


def is_due(now: datetime) -> bool:
    """Whether today's copy is still to be made: its hour has come, none is there yet, and the last try is an hour ago. `now` is local."""
    wanted = daily()
    if wanted is None or now.hour < wanted.hour:
        return False
    begun = now.replace(hour=wanted.hour, minute=0, second=0, microsecond=0)
    mine = [one for one in tries() if one.is_daily]
    return not any(one.is_good and one.at >= begun for one in mine) and not any(now - one.at < AGAIN for one in mine)
