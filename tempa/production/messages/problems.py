"""Problems (M16): a thing and a trouble word in a clause, or a word that is trouble by itself."""

from __future__ import annotations

from tempa.production.messages.clauses import Clause
from tempa.production.messages.said import Trouble
from tempa.production.messages.signs import Role, Sign


def troubles_of(clause: Clause) -> list[Trouble]:
    """The kinds of problem that a clause tells, in the order of their trouble words; none where it tells none."""
    things = clause.all(Role.THING)
    nearest = things[0].thing if things else None
    found: list[Trouble] = []
    for i, sign in enumerate(clause.signs):
        if Role.THING in sign:
            nearest = sign.thing
        kind = kind_of(sign, nearest, Role.SHORT in sign and not is_left(clause, i))
        if kind and kind not in found:
            found.append(kind)
    return found


def kind_of(sign: Sign, nearest: Trouble | None, short: bool) -> Trouble | None:
    """The thing nearest before the trouble word tells the kind, else the nearest after."""
    if Role.TROUBLE in sign or short:
        return nearest
    if Role.HINDRANCE in sign:
        return nearest or Trouble.OTHER
    return by_itself(sign)


def by_itself(sign: Sign) -> Trouble | None:
    if Role.NOT_PAID in sign:
        return Trouble.MONEY
    return Trouble.OTHER if Role.DISASTER in sign else None


def is_left(clause: Clause, at: int) -> bool:
    """M13, M16: "kurang N" with a step says what is left, not what is missing."""
    following = next((sign for sign in clause.signs[at + 1 :] if sign.roles), None)
    counted = Role.COUNT in clause and following is not None and (Role.COUNT in following or Role.STEP in following)
    return counted and Role.STEP in clause
