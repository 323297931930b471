"""The order is cut under the plan in force: every page stands, planning again needs no other change, machines without a taker are said."""

from __future__ import annotations

import io
import zipfile
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from tempa.allocation import queries as allocation
from tempa.demand import actions as demand
from tests.allocation import shared_judges
from tests.cast import AUDITOR, PLANNER
from tests.desks.addresses import QUERIES, ROWS, filled, things
from tests.desks.planning import text_of

AGAIN = "/park/rencana/ulang/"
AT = 6


@pytest.fixture
def begun(programme):
    """(lot that is begun by the week, its line's other lots) of two lines of one lot each."""
    lots = list(allocation.lots(programme).order_by("lot"))
    alone = [x for x in lots if x.start_week < AT and sum(y.line == x.line for y in lots) == 1 and x.quantity > 2]
    return alone[0], alone[1]


@pytest.fixture
def cut(programme, begun, person):
    """One line is cancelled and one is cut to one machine, after their lots were given."""
    told = {"why": demand.Why("budget_cut", "Pergeseran anggaran.", "027/9/2020"), "by": person("perencana")}
    demand.change_line(programme, line=begun[0].line, change="cancelled", after="", at=timezone.now(), **told)
    demand.change_line(programme, line=begun[1].line, change="quantity", after="1", at=timezone.now(), **told)
    return begun


def test_every_page_stands(cut, programme, visit):
    found = things_of(programme)
    for name, (allowed, kwargs) in ROWS.items():
        address = reverse(name, kwargs=filled(kwargs, found)) + QUERIES.get(name, "").format(**found)
        assert visit(allowed[0], address).status_code in {200, 302}, address


def things_of(programme):
    """Objects that are not of the cancelled line; the plan in force stands twice, since no copy of it can be judged any more."""
    plan = allocation.approved_plan(programme)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempa.allocation.actions.add_plan", lambda *_, **__: plan)
        return things(programme)


def test_planning_again_says_who_has_no_taker_and_needs_no_other_change(cut, programme, visit):
    gone, less = cut
    page = unescape(text_of(visit(PLANNER, AGAIN, {"at": str(AT), "kind": "site_down", "changes": "[]", "do": "kind"})))
    assert "berubah sejak rencana" in page
    assert f"dibatalkan, {gone.quantity} sudah mulai dibuat dalam lot {gone.lot}" in page and f"{gone.quantity} mesin tidak punya penerima" in page
    assert f"sekarang memesan 1, {less.quantity} sudah mulai" in page and f"{less.quantity - 1} mesin tidak punya penerima" in page
    early = text_of(visit(PLANNER, AGAIN, {"at": "0", "kind": "site_down", "changes": "[]", "do": "kind"}))
    assert "tidak punya penerima" not in early, "nothing is begun before the first week"
    sent = visit(PLANNER, AGAIN, {"at": str(AT), "kind": "site_down", "changes": "[]", "seconds": "3", "do": "run"})
    assert sent.status_code == 302 and allocation.runs(programme).first().task["changes"] == []


def test_lots_of_a_cancelled_line_cannot_fail_or_be_worked_again(cut, visit):
    page = visit(PLANNER, AGAIN, {"at": str(AT), "kind": "lot_failed", "changes": "[]", "do": "kind"}).content.decode()
    assert f'value="{cut[1].lot}"' in page and f'value="{cut[0].lot}"' not in page


def test_the_first_page_says_that_the_plan_is_older_than_the_order(cut, visit):
    page = text_of(visit(PLANNER, "/park/"))
    assert "Rencana 1, dari sebelum pesanan berubah (2.133 mesin), tepat waktu untuk" in page


def test_the_law_holds_and_what_is_beyond_the_order_is_said(cut, visit):
    page = text_of(visit(AUDITOR, "/auditor/kekekalan/"))
    assert "dilanggar" not in page
    assert f"{cut[1].quantity - 1} mesin dalam lot melebihi pesanan hari ini" in page


def test_the_same_in_english(cut, visit, client):
    visit(PLANNER, "/bahasa/", {"language": "en", "next": "/"})
    client.post("/bahasa/", {"language": "en", "next": "/"})
    page = unescape(text_of(client.get(AGAIN)))
    assert "has changed since plan" in page


def test_a_plan_made_again_after_the_cut_is_downloaded_with_what_judges_it(cut, programme, person, visit, tmp_path, capsys):
    from tempa.allocation import actions
    from tempa.allocation.planner.runs.assignment import carry_out
    from tempa.desks.console import check_plan
    from tempa.ledger.queries import tables_of
    from tempa.values.programme import write_folder

    base = allocation.approved_plan(programme)
    task = {"kind": "again", "at": AT, "changes": []}
    made = carry_out(task, tables_of(programme), allocation.plan_tables(base), seconds=1, seed=1)
    plan = actions.add_plan(
        programme, made.tables, made.plan_tables, origin="uji",
        behind=actions.Behind(certificate=made.certificate, purpose="again", base=base, again=made.again), at=base.made_at, by=person("perencana"),
    )  # fmt: skip
    page = unescape(text_of(visit(PLANNER, f"/park/rencana/{plan.plan}/perpindahan/")))
    assert f"{cut[0].quantity} mesin tidak punya penerima" in page and "tidak ada perubahan lain yang diisi" in page
    answer = visit(PLANNER, f"/park/rencana/{plan.plan}/folder/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(tmp_path / "plan")
    write_folder(tables_of(programme), tmp_path / "program")
    places = [tmp_path / name for name in ("program", "plan", "plan/base")]
    assert check_plan.main([str(places[0]), str(places[1]), "--base", str(places[2])]) == 0, capsys.readouterr().out
    assert f"Baris pesanan {cut[1].line}" in capsys.readouterr().out, "the judge says who has no taker"
    if shared_judges.TOOLS.exists():
        assert shared_judges.judge_plan(*places).valid
