"""Weekly work lists of a plan, at the park's desk and at a workshop's own."""

from __future__ import annotations

import pytest

from tests.cast import DARMA, PLANNER
from tests.desks.planning import text_of


@pytest.fixture
def at_once(monkeypatch, programme, plan):
    """Work lists are made in this process, as the worker makes them."""
    from tempa.desks.frame import worklists
    from tempa.ledger.queries import tables_of

    def start(folder, arguments, by):
        worklists.write_lists(tables_of(programme), plan, int(arguments[3]))

    monkeypatch.setattr(worklists, "start_console", start)


def busy_week(programme, workshop):
    from tempa.allocation import queries

    return queries.lots_of(programme, workshop).first().start_week


def test_the_work_list_of_a_week_names_every_load_of_that_week(visit, programme, plan, at_once):
    from tempa.allocation import queries

    week = busy_week(programme, "W03")
    loads = [r for r in queries.plan_tables(plan)["loads"] if r["workshop"] == "W03" and r["week"] == str(week)]
    address = f"/park/rencana/{plan.plan}/kerja/?minggu={week}&bengkel=W03"
    assert "belum disusun" in text_of(visit(PLANNER, address))
    assert "belum disusun" in text_of(visit(DARMA, f"/bengkel-saya/minggu/?minggu={week}"))
    assert visit(DARMA, "/bengkel-saya/minggu/", {"minggu": str(week)})["Location"].endswith(f"?minggu={week}")
    page = text_of(visit(PLANNER, address))
    assert loads and all(r["lot"] in page for r in loads)
    hours = sum(float(r["hours"]) for r in loads)
    assert f"{hours:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " jam kerja minggu ini" in page
    mine = text_of(visit(DARMA, f"/bengkel-saya/minggu/?minggu={week}"))
    assert all(r["lot"] in mine for r in loads)
    others = {r["lot"] for r in queries.plan_tables(plan)["loads"] if r["week"] == str(week)} - {r["lot"] for r in loads}
    assert others and not any(f" {lot}: " in mine for lot in others)


@pytest.mark.parametrize("week", ["x", "-1", "99999", "\u00b2", ""])
def test_odd_weeks_of_work_lists_show_a_week(week, visit, plan):
    assert visit(PLANNER, f"/park/rencana/{plan.plan}/kerja/?minggu={week}").status_code == 200
    assert visit(DARMA, f"/bengkel-saya/minggu/?minggu={week}").status_code == 200


def test_a_work_list_that_is_not_made_yet_is_not_made_of_another_order(visit, programme, person, plan):
    from tempa.demand.actions import Why, change_line

    change_line(programme, line="L0001", change="quantity", after="9", why=Why("agency_request"), at=plan.made_at, by=person("perencana"))
    assert "Program berubah" in text_of(visit(PLANNER, f"/park/rencana/{plan.plan}/kerja/?minggu=21"))
    assert "baru berubah" in text_of(visit(DARMA, "/bengkel-saya/minggu/?minggu=21"))
