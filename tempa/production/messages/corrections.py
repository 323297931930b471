"""Corrections (M17): a count that replaces the last item of its step in the whole text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tempa.production.messages.items import Item, Reference, Unclear, Work
from tempa.production.messages.said import Finding, OpenLot, Question
from tempa.production.messages.sums import Heard, step_of

Key = tuple[str | None, str | None]  # lot and resource; None where any will do

CHANGED = " → "


@dataclass
class Said:
    """All that was heard, in order, and where the last item of each step stands."""

    heard: list[Heard] = field(default_factory=list)
    last: dict[Key, int] = field(default_factory=dict)

    def add(self, one: Heard, remembered: bool = True) -> None:
        self.heard.append(one)
        if isinstance(one, Item) and remembered:
            self._remember(one, len(self.heard) - 1)

    def correct(self, item: Item, work: Work | None, named: Reference | None, was: int | None) -> None:
        """N replaces the last item of that step (no step said: the last item), as new or as total as that was."""
        if isinstance(named, Unclear) or unknown_step(item, work):
            self.add(item)
            return
        at = self._place(work, named)
        old = self.heard[at] if at is not None else None
        if at is None or not isinstance(old, Item) or (was is not None and old.count != was):
            self.add(Finding(item.message, item.words, question=Question.QUANTITY))
            return
        lot = named or old.lot
        words = f"{old.words.partition(CHANGED)[0]}{CHANGED}{item.words}"
        self.heard[at] = changed = replace(old, amount=item.amount, words=words, lot=lot, doubt=None)
        self._remember(changed, at)

    def _place(self, work: Work | None, named: Reference | None) -> int | None:
        """The last item of the step at the lot that is named, else of the step at any lot."""
        resource = work.resource if work else None
        lot = named.lot if isinstance(named, OpenLot) else None
        return self.last.get((lot, resource), self.last.get((None, resource)))

    def _remember(self, item: Item, at: int) -> None:
        step = step_of(item)
        resources = {None, item.work.resource, step.resource if step else None}
        lots = {None, item.lot.lot if isinstance(item.lot, OpenLot) else None}
        for key in [(lot, resource) for lot in lots for resource in resources]:
            self.last[key] = max(at, self.last.get(key, at))


def unknown_step(item: Item, work: Work | None) -> bool:
    """M10: other work, and a step that the lot does not have, correct nothing."""
    if work is None:
        return False
    return work.resource is None or (isinstance(item.lot, OpenLot) and step_of(item) is None)
