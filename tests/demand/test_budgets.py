"""A budget line does not sink below what the lots on it cost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tempa.allocation import queries as allocation
from tempa.demand import actions, queries
from tempa.demand.rules import check_budgets
from tempa.ledger.queries import tables_of
from tempa.ledger.rules import Refused


@pytest.mark.parametrize(("after", "is_refused"), [
    ({"A": 100}, False), ({"A": 90}, False), ({"A": 70}, False), ({"A": 69}, True), ({}, True), ({"A": 200}, False),
])  # fmt: skip
def test_a_budget_line_stays_above_what_is_awarded(after, is_refused):
    if is_refused:
        with pytest.raises(Refused, match=r"Plafon A tidak dapat turun menjadi Rp(69|0): lot yang sudah diberikan atasnya bernilai Rp70\."):
            check_budgets({"A": 100}, after, {"A": 70})
    else:
        check_budgets({"A": 100}, after, {"A": 70})


def test_one_that_is_too_small_already_may_stay_or_grow():
    check_budgets({"A": 50}, {"A": 50}, {"A": 70})
    check_budgets({"A": 50}, {"A": 60}, {"A": 70})
    with pytest.raises(Refused):
        check_budgets({"A": 50}, {"A": 49}, {"A": 70})


def lowered(programme, line, amount):
    tables = tables_of(programme)
    tables["budget_lines"] = [r | {"amount": str(amount)} if r["budget_line"] == line else r for r in tables["budget_lines"]]
    return tables


def test_an_upload_that_lowers_it_too_far_changes_nothing(programme, person):
    awarded = allocation.allocated_by_budget_line(programme)
    line = max(awarded, key=awarded.__getitem__)
    before = tables_of(programme)

    def load(tables):
        return actions.load_programme(
            programme, tables, why=actions.Why("budget_cut", "Pergeseran anggaran.", ""), at=timezone.now(), by=person("perencana"),
            held=actions.Held(awarded=lambda: allocation.allocated_by_budget_line(programme)),
        )  # fmt: skip

    with pytest.raises(Refused, match=f"Plafon {line} tidak dapat turun"):
        load(lowered(programme, line, awarded[line] - 1))
    assert tables_of(programme) == before
    assert load(lowered(programme, line, awarded[line])) == 1 and queries.budgets(programme)[line] == awarded[line]


def test_lots_of_lines_that_the_same_upload_cancels_weigh_nothing(programme, person):
    """The budget is asked once all is stated: what is cancelled frees it."""
    awarded = allocation.allocated_by_budget_line(programme)
    line = min(awarded, key=awarded.__getitem__)
    tables = lowered(programme, line, 1)
    tables["orders"] = [r for r in tables["orders"] if r["budget_line"] != line]
    actions.load_programme(
        programme, tables, why=actions.Why("budget_cut", "Anggaran dihapus.", ""), at=timezone.now(), by=person("perencana"),
        held=actions.Held(awarded=lambda: allocation.allocated_by_budget_line(programme)),
    )  # fmt: skip
    assert queries.budgets(programme)[line] == 1 and line not in allocation.allocated_by_budget_line(programme)
