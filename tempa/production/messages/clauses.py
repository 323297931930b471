"""Sentences and clauses of a message (M1), and what a clause asks of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from tempa.production.messages.export import speaking_lines, without_notices
from tempa.production.messages.names import Names
from tempa.production.messages.readings import signs_of
from tempa.production.messages.signs import Role, Sign
from tempa.production.messages.tokens import Token, tokens_of


@dataclass(frozen=True)
class Clause:
    """The signs of one clause; `corrects` where a word of correction opens it; `was` is M of "N bukan M" (M17)."""

    signs: tuple[Sign, ...]
    corrects: bool = False
    was: int | None = None
    extent: tuple[int, int] = (0, 0)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for sign in self.signs for role in sign.roles)

    def __contains__(self, role: Role) -> bool:
        return role in self.roles

    def all(self, role: Role) -> list[Sign]:
        return [sign for sign in self.signs if role in sign]


@dataclass(frozen=True)
class Sentence:
    """The clauses of a sentence of one line."""

    clauses: list[Clause]
    line: tuple[str, ...] = field(default=())


def sentences_of(text: str, names: Names, sent_on: date) -> Iterator[list[Sentence]]:
    """Line by line, the sentences that say something: not those with a question mark."""
    bare = without_notices(text)
    for start, end in speaking_lines(bare):
        tokens = list(tokens_of(bare, start, end, tuple(names.codes)))
        words = tuple(token.text for token in tokens if token.shape != "end")
        yield [Sentence(clauses_of(signs_of(said, names, sent_on)), words) for said in said_of(tokens) if said]


def said_of(tokens: list[Token]) -> Iterator[list[Token]]:
    """M1: a sentence ends at . ! ? (one or more of them) or the line's end; one with ? says nothing."""
    said: list[Token] = []
    for i, token in enumerate(tokens):
        if token.shape != "end":
            said.append(token)
        elif i + 1 == len(tokens) or tokens[i + 1].shape != "end":
            if not asks(tokens, i):
                yield said
            said = []
    yield said


def asks(tokens: list[Token], last: int) -> bool:
    """Whether the run of marks that ends here holds a question mark."""
    while last >= 0 and tokens[last].shape == "end":
        if tokens[last].text == "?":
            return True
        last -= 1
    return False


def clauses_of(signs: list[Sign]) -> list[Clause]:
    """M1: a clause ends at a comma and before the words that part; between two step words they only join."""
    found: list[Clause] = []
    open_signs: list[Sign] = []
    corrects = False
    for i, sign in enumerate(signs):
        if not parts(sign, open_signs, signs[i + 1 : i + 3]):
            open_signs.append(sign)
            continue
        if open_signs or corrects:
            found.append(closed(open_signs, corrects))
        corrects = Role.CORRECTION in sign
        open_signs = [sign] if Role.PLUS in sign else []
    return [*found, closed(open_signs, corrects)] if open_signs or corrects else found


def parts(sign: Sign, before: list[Sign], after: list[Sign]) -> bool:
    """Whether a sign ends the clause."""
    if Role.CORRECTION in sign:
        return True
    if Role.PART in sign:
        return not goes_on_with_but_not(before, after)
    joins = bool(before and after) and is_step(before[-1]) and Role.STEP in after[0]
    if Role.JOIN in sign:
        return not joins
    if Role.PLUS in sign:
        return not joins and not marks_count(before, after)
    return False


def is_step(sign: Sign) -> bool:
    return Role.STEP in sign or Role.FITTED in sign


def goes_on_with_but_not(before: list[Sign], after: list[Sign]) -> bool:
    """M17: "4, bukan 5" is one thing."""
    bukan = len(after) == 2 and Role.BUT_NOT in after[0] and Role.COUNT in after[1]
    return bukan and bool(before) and Role.COUNT in before[-1]


def marks_count(before: list[Sign], after: list[Sign]) -> bool:
    """M11: +N is a count with its mark, not a new clause, right after a step or where no count was before."""
    counts = any(Role.COUNT in sign or Role.ALL in sign for sign in before)
    return bool(after) and Role.COUNT in after[0] and (not counts or is_step(before[-1]))


def closed(signs: list[Sign], corrects: bool) -> Clause:
    """A clause, with "N bukan M" taken as N that was M."""
    extent = (signs[0].start, signs[-1].end) if signs else (0, 0)
    for i, bukan in but_nots(signs):
        if Role.COUNT in signs[i] and bukan + 1 < len(signs) and Role.COUNT in signs[bukan + 1]:
            return Clause((*signs[: i + 1], *signs[bukan + 2 :]), True, signs[bukan + 1].number, extent)
    return Clause(tuple(signs), corrects, extent=extent)


def but_nots(signs: list[Sign]) -> Iterator[tuple[int, int]]:
    """Where bukan stands, and the sign before it (or before the comma in front of it)."""
    for i, sign in enumerate(signs):
        if Role.BUT_NOT in sign and i:
            yield i - 1, i
            if i > 1:
                yield i - 2, i
