"""The signs of a sentence: what each place of it can mean, and how a reading finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, auto

from tempa.production.messages import lexicon as lx
from tempa.production.messages.names import Lots, Names
from tempa.production.messages.said import Trouble
from tempa.production.messages.tokens import Token


class Role(IntEnum):
    """What a sign may be for the rules; one sign may be several things (cat is a step and a material)."""

    PART = auto()
    JOIN = auto()
    PLUS = auto()
    CORRECTION = auto()
    NAME = auto()
    STEP = auto()
    OTHER_WORK = auto()
    COUNT = auto()
    ALL = auto()
    UNIT = auto()
    VAGUE = auto()
    VAGUE_COUNT = auto()
    TOTAL = auto()
    NEW = auto()
    NEW_HERE = auto()
    AGAIN = auto()
    UNSURE = auto()
    LEFT = auto()
    SHORT = auto()
    THE_REST = auto()
    NOT_YET = auto()
    BUT_NOT = auto()
    NOT_DONE = auto()
    READY = auto()
    LATER = auto()
    IF = auto()
    FINISH = auto()
    THING = auto()
    TROUBLE = auto()
    NOT_PAID = auto()
    DISASTER = auto()
    HINDRANCE = auto()
    GLUED = auto()
    FITTED = auto()


@dataclass(frozen=True)
class Sign:
    """One place of the text and what it can mean. A word that means nothing is a sign without roles."""

    start: int
    end: int
    roles: frozenset[Role] = frozenset()
    word: str = ""
    resource: str = ""
    work: str = ""
    thing: Trouble | None = None
    lots: Lots = frozenset()
    number: int = 0
    of: int | None = None

    def __contains__(self, role: Role) -> bool:
        return role in self.roles


@dataclass(frozen=True)
class Place:
    """Where the reading of a sentence stands: its tokens, what the lots are called, the message's day."""

    tokens: list[Token]
    at: int
    names: Names
    sent_on: date

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def text(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def moved(self, at: int) -> Place:
        return Place(self.tokens, at, self.names, self.sent_on)

    def sign(self, end: int, *roles: Role, **meaning: object) -> Sign:
        return Sign(self.token.start, self.tokens[end - 1].end, frozenset(roles), **meaning)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Found:
    """The signs read at a place, and the token after them."""

    end: int
    signs: list[Sign] = field(default_factory=list)


Reading = Callable[[Place], Found | None]


def one(place: Place, length: int, *roles: Role, **meaning: object) -> Found:
    end = min(place.at + length, len(place.tokens))
    return Found(end, [place.sign(end, *roles, **meaning)])


def phrase(place: Place, phrases: lx.Phrases, role: Role) -> Found | None:
    """The longest of the phrases that stands here."""
    for words in phrases.get(place.text(), ()):
        if all(place.text(i) == word for i, word in enumerate(words)):
            return one(place, len(words), role)
    return None


def settled(signs: list[Sign]) -> list[Sign]:
    """What a sign is beside its neighbours: lagi and siap before a step (M14), jadi (M15)."""
    return [
        settle(sign, signs[i - 1] if i else None, signs[i + 1] if i + 1 < len(signs) else None)
        for i, sign in enumerate(signs)
    ]


BESIDE_JADI = (Role.UNSURE, Role.COUNT, Role.VAGUE_COUNT, Role.UNIT, Role.ALL, Role.STEP, Role.NAME)


def settle(sign: Sign, before: Sign | None, after: Sign | None) -> Sign:
    if Role.AGAIN in sign or Role.READY in sign:
        under_way = after is not None and Role.STEP in after
        again = [Role.NEW_HERE] if Role.AGAIN in sign else []
        return Sign(sign.start, sign.end, sign.roles | set([Role.NOT_DONE] if under_way else again))
    if Role.FINISH in sign and sign.word == lx.SMALL_TALK_FINISH:
        meant = any(role in near for near in (before, after) if near for role in BESIDE_JADI)
        return sign if meant else Sign(sign.start, sign.end)
    return sign
