"""Counts at steps: which count belongs to which step of a clause (M5, M9, M13, M15)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tempa.production.messages import lexicon as lx
from tempa.production.messages.clauses import Clause
from tempa.production.messages.said import Mode, OpenLot, Question
from tempa.production.messages.signs import Role, Sign


class Unclear:
    """A lot that was named, but not so that one is known: what hangs on it asks which_lot."""


UNCLEAR = Unclear()
Reference = OpenLot | Unclear


@dataclass(frozen=True)
class Amount:
    """How many: a number, or (None) the whole lot; `of` is M of N dari M; `left` where tinggal stands before it."""

    number: int | None
    of: int | None = None
    total: bool = False
    left: bool = False


@dataclass(frozen=True)
class Work:
    """One step of a clause (or other work, without resource) and the words that said it (bubut, bor)."""

    resource: str | None
    works: frozenset[str]
    words: frozenset[str] = frozenset()


LAST_STEP = Work("last step", frozenset())  # M15: what is finished without a step has passed the last
NO_STEP = Work(None, frozenset())  # M10


@dataclass(frozen=True)
class Item:
    """A count at one step of one lot, where it was said; `doubt` is what is asked instead."""

    message: int
    words: str
    lot: Reference
    work: Work
    amount: Amount | None
    mode: Mode
    repeated: bool = False
    doubt: Question | None = None

    @property
    def count(self) -> int | None:
        """The number said; of "all", the lot's quantity."""
        if self.amount and self.amount.number is None and isinstance(self.lot, OpenLot):
            return self.lot.quantity
        return self.amount.number if self.amount else None


Group = list[Work]


@dataclass
class Share:
    """A group of joined steps and the amounts that fell to it."""

    group: Group
    amounts: list[Amount] = field(default_factory=list)


def shares_of(clause: Clause) -> tuple[list[Share], list[Amount]]:
    """M9: the steps of a clause, each with the count after it or, if a count comes first, the count before it."""
    shares: list[Share] = []
    waiting: list[Amount] = []
    first_is_count = False
    for part in parts_in_order(clause):
        if isinstance(part, Amount):
            first_is_count = first_is_count or not shares
            (waiting if first_is_count or not shares else shares[-1].amounts).append(part)
        else:
            shares.append(Share(part, waiting if first_is_count else []))
            waiting = []
    if shares:
        shares[-1].amounts.extend(waiting)
        waiting = []
    merged = [Share(share.group, merge_all(share.amounts)) for share in of_one_step(shares)]
    return [share for share in merged if not small_talk(share, clause)], merge_all(waiting)


def parts_in_order(clause: Clause) -> list[Group | Amount]:
    """The groups of joined steps and the amounts, as they stand; "semua 8" is one amount."""
    found: list[Group | Amount] = []
    before: Sign | None = None
    left = False
    for sign in clause.signs:
        left = left or Role.LEFT in sign or Role.SHORT in sign
        if Role.STEP in sign or Role.OTHER_WORK in sign:
            joined = before is not None and (Role.JOIN in before or Role.PLUS in before)
            if joined and found and isinstance(found[-1], list):
                found[-1].append(work_of(sign))
            else:
                found.append([work_of(sign)])
        elif Role.COUNT in sign or Role.ALL in sign:
            amount = amount_of(sign, left)
            if before and counts(before) and found and isinstance(found[-1], Amount) and one_is_all(found[-1], amount):
                found[-1] = together(found[-1], amount)
            else:
                found.append(amount)
        before = sign
    return found


def counts(sign: Sign) -> bool:
    return Role.COUNT in sign or Role.ALL in sign


def work_of(sign: Sign) -> Work:
    if Role.STEP in sign:
        return Work(sign.resource, frozenset({sign.work}), frozenset({sign.word}))
    return NO_STEP


def amount_of(sign: Sign, left: bool) -> Amount:
    if Role.ALL in sign:
        return Amount(None, total=True)
    return Amount(sign.number, sign.of, sign.of is not None, left)


def one_is_all(one: Amount, other: Amount) -> bool:
    return (one.number is None) != (other.number is None)


def together(one: Amount, other: Amount) -> Amount:
    """M5: semua with a number is that number, as a total."""
    numbered = one if one.number is not None else other
    return replace(numbered, total=True)


def merge_all(amounts: list[Amount]) -> list[Amount]:
    """M5: also where semua and the number stand apart."""
    if len(amounts) == 2 and one_is_all(*amounts):
        return [together(*amounts)]
    return list(amounts)


def of_one_step(shares: list[Share]) -> list[Share]:
    """A step said twice with one count has that count ("pengelasan hari ini dilas 3")."""
    resources = {work.resource for share in shares if share.amounts for work in share.group}
    return [s for s in shares if s.amounts or not all(w.resource and w.resource in resources for w in s.group)]


def small_talk(share: Share, clause: Clause) -> bool:
    """M7: coba alone is small talk."""
    alone = len(share.group) == 1 and share.group[0].words == {lx.SMALL_TALK_STEP}
    return alone and not share.amounts and Role.FINISH not in clause


def one_per_step(group: Group) -> list[Work]:
    """Joined words of one step (dempul & cat) are one work of it."""
    found: dict[str | None, Work] = {}
    for work in group:
        known = found.get(work.resource, Work(work.resource, frozenset()))
        found[work.resource] = Work(work.resource, known.works | work.works, known.words | work.words)
    return list(found.values())
