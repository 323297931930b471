"""What a chapter stands on: the programme, its people, a seeded draw, and days that lead to scenes."""

from __future__ import annotations

import gc
import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused

if TYPE_CHECKING:
    from tempa.allocation.planner.runs.make import Known

T = TypeVar("T")
LONGEST_LOGIN = 56
OPENING, EVENING = time(0, 30), time(14)  # half past eight and ten at night in WITA, as UTC
AT_ONCE = 40  # late on a day a deed takes at most a fortieth of what is left of it
NOTHING = "tidak ada yang dicatat"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Scene:
    """What happens on a day, in words, and the deeds of it; `act` gets the stage and the moment."""

    day: date
    words: str
    act: Callable[[Stage, Callable[[], datetime]], None]


@dataclass
class Stage:
    """The programme being told and everything a scene may ask for."""

    programme: ledger.Programme
    seed: int
    start: date
    people: dict[str, ledger.Person]
    say: Say
    moves: int  # how many moves a search of plans may try
    refused: list[str] = field(default_factory=list)
    logins: dict[str, tuple[str, str]] = field(default_factory=dict)
    bounded: tuple[dict[str, list[dict[str, str]]], Known] | None = None  # the order last planned, and the bound of its plans

    def draw(self, what: str) -> random.Random:
        """Draws for one purpose, the same for the same seed whatever other scenes draw."""
        return random.Random(f"{self.seed} {what}")

    def name(self, *what: object) -> UUID:
        """The name of a deed that its sender makes: the same for the same seed, and another in every programme."""
        return UUID(int=self.draw(f"name {self.programme.code} {what}").getrandbits(128), version=4)

    def login(self, office: str, code: str) -> str:
        """The sign-in name of somebody at the desk of `code`; codes that differ in nothing but their capitals have two people."""
        short = f"{office}-{code.lower()}"[:LONGEST_LOGIN]
        names = itertools.chain([short], (f"{short}-{n}" for n in itertools.count(2)))
        return next(name for name in names if self.logins.setdefault(name, (office, code)) == (office, code))

    def day(self, offset: int) -> date:
        return self.start + timedelta(days=offset)

    @property
    def planner(self) -> ledger.Person:
        return self.people["park_planner"]

    @property
    def head(self) -> ledger.Person:
        return self.people["park_head"]

    def tables(self) -> dict[str, list[dict[str, str]]]:
        return ledger.tables_of(self.programme)


def play(stage: Stage, scenes: Iterable[Scene], until: date) -> int:
    """Play the scenes up to a day, in the order of their days; returns how many.

    What is refused is told and the year goes on. A scene of which nothing is recorded, as one of payments where nothing was made, is told as that.
    """
    count = 0
    clocks: dict[date, Iterator[datetime]] = {}  # what happens on one day goes on from what happened before on it
    with seldom_collected():
        for scene in sorted(scenes, key=lambda s: s.day):
            if scene.day > until:
                break
            before, _head = ledger.chain_head(stage.programme)
            clock = clocks.setdefault(scene.day, moments(scene.day))
            try:
                scene.act(stage, lambda clock=clock: next(clock))  # type: ignore[misc]
                is_idle = ledger.chain_head(stage.programme)[0] == before
                stage.say(f"  {scene.day}  {scene.words}" + (f": {NOTHING}" if is_idle else ""))
                count += 1
            except Refused as refused:
                stage.refused.append(f"{scene.day} {scene.words}: {refused}")
                stage.say(f"  {scene.day}  {scene.words}: {refused}")
    return count


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Garbage is looked for seldom, and not in what was loaded before: a year of deeds is told a fifth faster."""
    often = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*often)
        gc.unfreeze()


def moments(day: date) -> Iterator[datetime]:
    """Moments of one working day, three minutes apart; closer ones late on a day of very many deeds, so that all of them are of that day."""
    now, evening = datetime.combine(day, OPENING, UTC), datetime.combine(day, EVENING, UTC)
    while True:
        yield now
        left = int((evening - now) / AT_ONCE / timedelta(seconds=1))
        now += timedelta(seconds=max(1, min(180, left)))


def known(found: T | None) -> T:
    """What the story itself has made: it is there."""
    assert found is not None
    return found
