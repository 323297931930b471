"""The two laws over a whole programme: an ordinary cut or cancellation breaks none, a lot beyond the order does."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from tempa.allocation import queries as allocation
from tempa.allocation.facts import LotAwarded
from tempa.demand import queries as demand
from tempa.demand.facts import OrderChanged
from tempa.demand.models import BudgetLine
from tempa.ledger.actions import record
from tempa.payment.queries import conservation
from tempa.payment.rules import Beyond, beyond_the_order
from tempa.values.period import day_in_wita
from tests.cast import AUDITOR
from tests.desks.test_pages import text_of


@pytest.fixture
def change(programme, person):
    def go(what, line, before, after, row=None):
        fact = OrderChanged(what, line, str(before), str(after), row or {}, "agency", "permintaan OPD", "")
        return record(programme, fact, at=timezone.now(), by=person("perencana"))

    return go


def largest(programme):
    """The line with the most units in lots, and how many."""
    return max(allocation.allocated_by_line(programme).items(), key=lambda item: item[1])


def test_the_demo_keeps_both_laws(programme):
    found = conservation(programme)
    assert found.units.holds and found.rupiah.holds and found.beyond == []
    assert found.units.total[:2] == (2133, sum(allocation.allocated_by_line(programme).values()))
    assert found.rupiah.total[1] > 10**10


def test_a_cut_below_what_is_in_lots_is_a_note(programme, change):
    line, in_lots = largest(programme)
    before = conservation(programme)
    change("quantity", line, in_lots, in_lots - 1)
    after = conservation(programme)
    assert after.units == before.units and after.rupiah == before.rupiah
    assert after.beyond == [Beyond(line, in_lots, in_lots - 1)] and after.beyond[0].units == 1


def test_a_cancelled_line_ends_its_lots_and_breaks_no_law(programme, change):
    line, in_lots = largest(programme)
    before = conservation(programme)
    change("cancelled", line, in_lots, 0)
    after = conservation(programme)
    assert after.units.holds and after.rupiah.holds and after.beyond == []
    assert after.units.total[:2] == (before.units.total[0] - in_lots, before.units.total[1] - in_lots)
    assert after.rupiah.total[1] < before.rupiah.total[1], "its budget is free again"


def test_a_line_added_in_the_place_of_another_is_read_as_last_stated(programme, change):
    line, in_lots = largest(programme)
    row = demand.line_named(programme, line).cells
    other = next(b.budget_line for b in demand.budget_lines(programme) if b.budget_line != row["budget_line"])
    change("cancelled", line, in_lots, 0)
    change("added", line, "", 1, row | {"quantity": "1", "budget_line": other})
    assert demand.budget_and_type(programme, {line}) == {line: (other, row["type"])}
    change("cancelled", line, 1, 0)
    assert demand.budget_and_type(programme, {line}) == {line: (other, row["type"])}
    assert demand.budget_and_type(programme, {"NIX"}) == {"NIX": ("", "")}


def test_a_lot_beyond_the_order_of_its_day_is_a_fault(programme, change, person):
    """Awarded after the cut, so the order of its day was the smaller one."""
    line, in_lots = largest(programme)
    change("quantity", line, in_lots, in_lots - 1)
    plan = allocation.approved_plan(programme)
    lot = LotAwarded(str(UUID(str(plan.plan))), "LOT-LEBIH", line, "W03", 2, 3, 5, 6)
    record(programme, lot, at=timezone.now(), by=person("kepala"))
    found = conservation(programme)
    [fault] = [f for f in found.units.faults if f.where == line]
    assert (fault.upper_amount, fault.lower_amount, fault.by) == (in_lots - 1, in_lots + 2, 3)
    change("quantity", line, in_lots - 1, in_lots + 9)  # what is ordered afterwards does not heal it
    assert not conservation(programme).units.holds


def test_the_order_as_of_any_entry(programme, change):
    line, in_lots = largest(programme)
    moments = [(change("quantity", line, 0, n).sequence, n) for n in (7, 3, 12)]
    kind = demand.line_named(programme, line).type
    change("price", kind, 1, 2)
    for sequence, units in moments:
        assert demand.ordered_as_of(programme, {line: sequence})[line] == units
    assert demand.ordered_as_of(programme, {line: 1})[line] == in_lots
    assert demand.ordered_as_of(programme, {}) == demand.ordered_by_line(programme)


def test_a_budget_below_what_the_lots_cost_is_a_fault(programme):
    with_lots = next(b for b, (n, _) in demand.ordered_by_budget_line(programme).items() if n and b)
    BudgetLine.objects.filter(programme=programme, budget_line=with_lots).update(amount=1)
    assert [f.where for f in conservation(programme).rupiah.faults] == [with_lots]


def test_what_is_beyond_is_told_line_by_line():
    assert beyond_the_order({"a": 5, "b": 2}, {"a": 5, "b": 3, "c": 1}) == [Beyond("b", 3, 2), Beyond("c", 1, 0)]
    assert beyond_the_order({}, {}) == []


def test_the_auditors_page_says_it_as_a_note(programme, change, visit):
    assert "melebihi pesanan hari ini" not in text_of(visit(AUDITOR, "/auditor/kekekalan/"))
    line, in_lots = largest(programme)
    change("quantity", line, in_lots, in_lots - 2)
    page = text_of(visit(AUDITOR, "/auditor/kekekalan/"))
    assert "2 mesin dalam lot melebihi pesanan hari ini: perlu rencana baru." in page and line in page
    assert "dilanggar" not in page and "cocok: jumlah semua perubahan sama dengan pesanan hari ini" in page
    assert visit(AUDITOR, "/auditor/kekekalan/?unduh=xlsx").status_code == 200


def test_before_the_order_was_agreed_nothing_is_ordered_and_no_law_is_broken(programme):
    agreed = demand.moves(programme).get(change="agreed").entry.at
    day = day_in_wita(agreed)
    before, then = conservation(programme, day - timedelta(days=1)), conservation(programme, day)
    assert before.units.holds and before.rupiah.holds and (before.ordered, before.units.total[0]) == ([], 0)
    assert then.units.total[0] == 2133
