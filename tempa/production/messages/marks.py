"""New or total (M11), and the day words that say not done (M14): the marks of a clause and how long they hold."""

from __future__ import annotations

from enum import Enum, auto
from itertools import pairwise

from tempa.production.messages.clauses import Clause
from tempa.production.messages.said import Mode
from tempa.production.messages.signs import Role


class Mark(Enum):
    """Beside new, total and unsure: planned for a later day."""

    PLANNED = auto()
    TOTAL = auto()
    NEW = auto()
    UNSURE = auto()

    @property
    def mode(self) -> Mode:
        return {Mark.TOTAL: Mode.TOTAL, Mark.UNSURE: Mode.UNSURE}.get(self, Mode.NEW)


HOLDING = ((Role.LATER, Mark.PLANNED), (Role.TOTAL, Mark.TOTAL), (Role.NEW, Mark.NEW), (Role.UNSURE, Mark.UNSURE))


def own_mark(clause: Clause) -> Mark | None:
    """The strongest mark of the clause itself."""
    if Role.LATER in clause:
        return Mark.PLANNED
    if Role.TOTAL in clause:
        return Mark.TOTAL
    if Role.NEW in clause or Role.NEW_HERE in clause or plus_count(clause):
        return Mark.NEW
    return Mark.UNSURE if Role.UNSURE in clause else None


def ends_the_mark_before(clause: Clause) -> bool:
    """N dari M, N/M and semua are marks of their clause too."""
    return own_mark(clause) is not None or Role.ALL in clause or any(sign.of is not None for sign in clause.signs)


def mark_for_next(clause: Clause, before: Mark | None, is_problem: bool) -> Mark | None:
    """M11: a mark holds until a clause has its own; sudah only from a clause with a step or number."""
    for role, mark in HOLDING:
        speaks = not is_problem and (Role.STEP in clause or Role.COUNT in clause)
        if role in clause and (mark is not Mark.UNSURE or speaks):
            return mark
    return None if ends_the_mark_before(clause) else before


def plus_count(clause: Clause) -> bool:
    signs = clause.signs
    return any(Role.PLUS in sign and Role.COUNT in after for sign, after in pairwise(signs))
