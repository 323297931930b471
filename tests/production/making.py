"""Contracts in force whose lots are being made, as far as a test is about."""

from __future__ import annotations

from datetime import timedelta

from tempa.production import actions, queries
from tempa.production.actions import Report
from tempa.production.rules import Done
from tests.contracts.parties import AT, TODAY, in_force

LATER = AT + timedelta(days=3)


def begun(programme, person, **more):
    """The cards of the lots of a contract in force, the largest lot first."""
    c = in_force(programme, person, **more)
    cards = [card for card in queries.lot_cards(programme, TODAY) if card.contract == c.contract]
    return sorted(cards, key=lambda card: -card.units)


def card_of(programme, lot):
    return queries.lot_cards(programme, TODAY, lots=[lot])[0]


def report(programme, person, card, counts, *, at=LATER, by="perencana", **more):
    """`counts`: units at the first, second ... step of the lot."""
    entries = [Done(card.lot, s.step, n) for s, n in zip(card.steps, counts, strict=False) if n]
    said = Report(card.vendor, entries, **({"source": "office"} | more))
    return actions.report_progress(programme, report=said, at=at, by=person(by) if isinstance(by, str) else by)


def made(programme, person, card, count, *, at=LATER):
    """`count` more units of a lot have passed all of its steps."""
    return report(programme, person, card, [count] * len(card.steps), at=at)
