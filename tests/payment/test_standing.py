"""The standing that is kept up with the chain is after every fact what counting anew gives, and is followed wherever it can be."""

from __future__ import annotations

import pytest
from django.db import transaction

from tempa.ledger import queries as ledger
from tempa.ledger.actions import record
from tempa.ledger.facts import KINDS
from tempa.payment.queries import Standing, conservation
from tempa.payment.queries.standing import STILL, moves_its_lots, moves_nothing
from tests.ledger import history
from tests.ledger.history import tell
from tests.payment.standings import said_by

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MOVES = {"AddendumSigned", "LotReduced", "LotRaised", "ProgressReported", "ProgressCorrected"}
"""Followed kinds that change a sum in the history; the others do so in the told year (tests/story)."""


class Watched:
    """A programme whose standing is followed from its first fact: what each kind of fact did to it; compared once for each kind, for all before."""

    def __init__(self, programme):
        self.kept, self.anew, self.moved, self.seen = Standing(programme), set(), set(), set()

    def after(self, kind):
        before, counted = {way: dict(codes) for way, codes in self.kept.sums.items()}, []
        count_anew = self.kept.count_anew
        self.kept.count_anew = lambda: (counted.append(kind), count_anew())
        self.kept.follow()
        del self.kept.count_anew
        if kind not in self.seen:
            self.seen.add(kind)
            assert said_by(self.kept) == said_by(Standing(self.kept.programme)), kind
        self.anew |= set(counted)
        if self.kept.sums != before:
            self.moved.add(kind)


@pytest.fixture(scope="module")
def watched(for_the_file):
    """The history of every kind told once, its standing held against a count made anew behind each fact."""
    found = []

    def noted(programme, fact, **more):
        entry = record(programme, fact, **more)
        if not found:
            found.append(Watched(programme))
        else:
            found[0].after(entry.kind)
        return entry

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "record", noted)
        tell(ledger.person_named)
    return found[0]


def test_after_a_fact_of_every_kind_it_is_what_counting_anew_gives(watched):
    assert watched.moved > MOVES


def test_what_moves_its_lots_or_none_is_followed_without_counting_all(watched):
    followed = moves_nothing() | moves_its_lots()
    assert watched.anew and not watched.anew & followed
    assert not watched.moved & (moves_nothing() - ledger.kinds_of("catalogue"))


def test_every_kind_of_another_room_has_its_place():
    """What neither moves its lots nor moves nothing has all counted anew, which is always right: only rooms that may move any lot are there."""
    rooms = {KINDS[kind].__module__.split(".")[1] for kind in KINDS if KINDS[kind].__module__.startswith("tempa.")
             and kind not in moves_nothing() | moves_its_lots()}
    assert rooms == {"allocation", "demand", "registry", "ledger"}
    assert not moves_nothing() & moves_its_lots() and KINDS.keys() >= STILL


def test_it_is_counted_anew_where_the_chain_is_not_the_one_that_was_followed(watched, db):
    programme = watched.kept.programme
    kept = Standing(programme)
    kept.lots, kept.sums, kept.head = {}, {way: {} for way in kept.sums}, (kept.head[0] - 1, b"another chain")
    kept.follow()
    assert said_by(kept) == said_by(Standing(programme))


def test_who_took_a_page_before_a_fact_keeps_its_figures(watched, db):
    programme, kept = watched.kept.programme, Standing(watched.kept.programme)
    before = conservation(programme, standing=kept)
    table = {code: (dict(units), dict(rupiah)) for code, (units, rupiah) in before.table("contract").items()}
    lots = {r.lot for r in before.reached}
    with transaction.atomic():
        kept.count_again(lots, set(before.sums["contract"]))
        kept.count_again(set(), set())
    after = conservation(programme, standing=kept)
    assert {code: (dict(units), dict(rupiah)) for code, (units, rupiah) in after.table("contract").items()} == table
    kept.lots.clear()
    kept.sums["contract"].clear()
    assert before.reached and before.total[0]["made"] == sum(r.units["made"] for r in before.reached)
    assert before.sums["contract"] and before.units.holds == after.units.holds
