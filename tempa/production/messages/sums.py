"""Items add up in the order of the text (M12); what goes beyond, below or stays unsaid is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tempa.production.messages.items import LAST_STEP, Item
from tempa.production.messages.said import Finding, Mode, OpenLot, Question, Step

Heard = Item | Finding


@dataclass(frozen=True)
class Counted:
    """An item whose lot, step and number are known."""

    item: Item
    lot: OpenLot
    step: Step
    number: int


def findings_of(said: Sequence[Heard]) -> list[Finding]:
    """What was heard as findings, each item with what it adds to its step or what it asks."""
    done: dict[tuple[str, int], int] = {}
    mixed = works_mixed([item for item in said if isinstance(item, Item)])
    return [one if isinstance(one, Finding) else settled(one, done, id(one) in mixed) for one in said]


def settled(item: Item, done: dict[tuple[str, int], int], mixed: bool) -> Finding:
    asked = doubt_of(item) or (Question.QUANTITY if mixed else None)
    counted = counted_of(item)
    if asked or counted is None:
        return finding(item, question=asked)
    key = (counted.lot.lot, counted.step.step)
    before = done.get(key, counted.step.done)
    outcome = total_of(counted, before)
    if isinstance(outcome, Question):
        return finding(item, question=outcome)
    done[key] = outcome
    return finding(item, entry=outcome - before)


def doubt_of(item: Item) -> Question | None:
    """The first question that fits: the lot, the step (M10), then what was in doubt when it was heard."""
    if not isinstance(item.lot, OpenLot):
        return Question.WHICH_LOT
    if step_of(item) is None:
        return Question.WHICH_STEP
    return item.doubt


def step_of(item: Item) -> Step | None:
    if not isinstance(item.lot, OpenLot) or item.work.resource is None:
        return None
    return item.lot.last_step if item.work == LAST_STEP else item.lot.step_of(item.work.resource)


def counted_of(item: Item) -> Counted | None:
    step, number = step_of(item), item.count
    if step is None or number is None or not isinstance(item.lot, OpenLot):
        return None
    return Counted(item, item.lot, step, number)


def total_of(counted: Counted, before: int) -> int | Question:
    """M12: what is done at the step after this item, or the question in its place."""
    item, quantity = counted.item, counted.lot.quantity
    if item.amount and item.amount.of not in (None, quantity):
        return Question.QUANTITY
    if item.repeated and item.mode not in (Mode.TOTAL, Mode.LEFT):
        return Question.TOTAL_OR_NEW
    if item.mode is Mode.UNSURE and before > 0:
        return Question.TOTAL_OR_NEW
    after = {Mode.TOTAL: counted.number, Mode.LEFT: quantity - counted.number}.get(item.mode, before + counted.number)
    if after > quantity:
        return Question.MORE_THAN_LOT
    return Question.QUANTITY if after < before else after


def works_mixed(items: list[Item]) -> set[int]:
    """M9: different works of one step with a count each (bubut 4, bor 3) in one message are in doubt, all of them."""
    by_step: dict[tuple[int, str, str | None], list[Item]] = defaultdict(list)
    for item in items:
        if isinstance(item.lot, OpenLot) and item.amount and item.work.works:
            by_step[(item.message, item.lot.lot, item.work.resource)].append(item)
    return {id(item) for same in by_step.values() if different(same) for item in same}


def different(items: list[Item]) -> bool:
    works = {item.work.works for item in items}
    return len(works) > 1 and not frozenset.intersection(*works)


def finding(item: Item, entry: int = 0, question: Question | None = None) -> Finding:
    lot, step = item.lot if isinstance(item.lot, OpenLot) else None, step_of(item)
    return Finding(
        item.message,
        item.words,
        lot.lot if lot else None,
        step.step if step else None,
        item.count,
        entry,
        question=question,
    )
