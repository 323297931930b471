"""Rounds at the park and on the driver's phone, and the inspectors' week: asked for, shown, changed, driven; sentences for wrong input."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from tempa.delivery import actions, queries
from tempa.delivery.actions.codes import code_of
from tempa.delivery.queries import RoundsAsked
from tempa.desks.frame import routing_runs
from tempa.desks.frame.route_acts import ACTS
from tempa.ledger import links
from tempa.quality import queries as quality
from tests.cast import ANI, PLANNER
from tests.delivery.parties import ARRIVES
from tests.delivery.test_rounds import TODAY, lorry, ready


@pytest.fixture
def at_once(monkeypatch):
    """The queue's process, here and now."""
    monkeypatch.setattr(routing_runs, "start_console", lambda folder, arguments, by="": routing_runs.carry_out(UUID(arguments[2]), ACTS))


@pytest.fixture
def on_that_day(monkeypatch, programme):
    """Pages stand at the moment at which the machines have come."""
    for place in ("tempa.desks.frame.door.moment_of", "tempa.desks.frame.link_door.now_of", "tempa.desks.frame.routing_runs.now_of"):
        monkeypatch.setattr(place, lambda *_more: ARRIVES)


def test_a_round_from_the_page_to_the_drivers_phone(programme, person, visit, client, at_once, on_that_day):
    ready(programme, person)
    page = visit(PLANNER, reverse("park-rounds")).content.decode()
    assert "4 mesin untuk 1 penerima dapat diantar" in page and "Catat truknya dulu" in page
    lorry(programme, person)
    asked = {"starts_on": str(TODAY + timedelta(days=1)), "days": 3, "lorries": []}
    refused = visit(PLANNER, reverse("park-rounds-plan"), asked)
    assert refused.status_code == 400 and "Pilih paling sedikit satu truk" in refused.content.decode()
    gone_on = visit(PLANNER, reverse("park-rounds-plan"), asked | {"lorries": ["TR01"]})
    there = visit(PLANNER, gone_on["Location"])
    assert there["Location"] == reverse("park-delivery-round", args=["RD0001"])
    page = visit(PLANNER, there["Location"]).content.decode()
    assert "menunggu sejak" in page and "belum diverifikasi" in page and "garis lurus" in page
    assert visit(PLANNER, reverse("park-round-sheet", args=["RD0001"])).content.startswith(b"%PDF")
    assert visit(PLANNER, reverse("park-round-confirm", args=["RD0001"]), {}).status_code == 302
    visit(PLANNER, reverse("park-round-link", args=["RD0001"]), {})
    page = visit(PLANNER, reverse("park-delivery-round", args=["RD0001"])).content.decode()
    assert "Daftar muat ronde RD0001" in page and "Kode penerima" in page and "/t/" in page
    client.logout()
    drive(programme, client)


def test_what_a_search_laid_on_no_round_is_told_with_its_reason(programme, person, visit, at_once, on_that_day):
    """A lorry with one place and one day for four machines: one round, and the page says what became of the other three."""
    ready(programme, person)
    lorry(programme, person, places=1)
    asked = {"starts_on": str(TODAY + timedelta(days=1)), "days": 1, "lorries": ["TR01"]}
    there = visit(PLANNER, visit(PLANNER, reverse("park-rounds-plan"), asked)["Location"])
    assert there["Location"] == reverse("park-rounds")
    page = visit(PLANNER, there["Location"]).content.decode()
    assert "3 mesin untuk 1 penerima dapat diantar" in page and "Tidak masuk usulan terakhir" in page
    assert "tidak memuat mesin untuk 1 penerima: hari atau jamnya tidak cukup (1)" in page
    lorry(programme, person)
    actions.plan_rounds(programme, asked=RoundsAsked(TODAY + timedelta(days=1), 1, ("TR02",)), at=ARRIVES, by=person("perencana"))
    assert "tidak memuat mesin" not in visit(PLANNER, reverse("park-rounds")).content.decode()


def drive(programme, client):
    """Says who drives, arrives, hands over, comes home; as without script, in pages a phone can take."""
    from tempa.ledger.queries import work_links

    link = work_links(programme, purpose="round", matter="RD0001").get()
    code = links.code_of(link.link)
    links.take_link(link, name="Pak Udin", phone="081234567890", place="outside", at=ARRIVES)
    tour, stop = reverse("link-round", args=[code]), reverse("link-round-stop", args=[code, 1])
    assert "Ronde RD0001, DR 8123 AB" in client.get(reverse("link-holder", args=[code])).content.decode()
    page = client.get(tour)
    assert "1 perhentian lagi" in page.content.decode() and len(page.content) < 30_000 and page.content.count(b"<script") == 1
    assert client.post(stop, {"reach": "1"}).status_code == 302
    wrong = client.post(stop, {"code": "000", "note": ""})
    assert wrong.status_code == 400 and "Kode penerima tidak cocok" in wrong.content.decode() and 'value="000"' in wrong.content.decode()
    handover = queries.handover_named(programme, queries.stops(queries.round_named(programme, "RD0001"))[0].handover)
    spot = {"receiver_name": "Pak Amin", "place": "balai desa", "said": (ARRIVES - timedelta(days=3)).isoformat()}  # a phone whose clock is wrong
    assert client.post(stop, {"code": code_of(handover), "note": "", **spot}).status_code == 302
    _by, told = queries.told_of(handover)
    assert (told["receiver_name"], told["place"], told["on"], told["made_at"][:10]) == ("Pak Amin", "balai desa", str(TODAY), spot["said"][:10])
    assert "Semua perhentian terisi" in client.get(tour).content.decode()
    assert client.post(tour, {"note": ""}).status_code == 302
    assert "sudah selesai" in client.get(tour).content.decode()
    assert len(queries.handed_over(programme, 3)) == 4


def test_the_inspectors_week_is_proposed_and_changed_at_the_park_and_read_by_the_inspector(programme, person, visit, at_once, on_that_day):
    address, people = reverse("park-week"), quality.inspectors(programme)
    monday = TODAY + timedelta(days=7 - TODAY.weekday())
    page = visit(PLANNER, f"{address}?minggu={monday}").content.decode()
    assert "belum disusun" in page
    hours = {f"jam-{one.pk}": "20" for one in people}
    none = visit(PLANNER, reverse("park-week-plan"), {"week": str(monday)} | dict.fromkeys(hours, "0"))
    assert none.status_code == 400 and "Tidak ada pemeriksa yang bekerja" in none.content.decode()
    gone_on = visit(PLANNER, reverse("park-week-plan"), {"week": str(monday)} | hours)
    there = visit(PLANNER, gone_on["Location"])["Location"]
    page = visit(PLANNER, there).content.decode()
    rows = list(quality.week_errands(programme, monday))
    placed = [r for r in rows if r.inspector_id]
    assert placed and f"{len(placed)} pekerjaan untuk" in page
    if any(r.left == "days" for r in rows):
        assert "jam pemeriksa, termasuk jalan" in page
    one = placed[0]
    said = {"week": str(monday), "errand": f"{one.kind}:{one.key}", "to": "", "day": "", "reason": "bengkelnya tutup minggu itu"}
    assert visit(PLANNER, reverse("park-week-move"), said | {"reason": "ya"}).status_code == 400
    assert visit(PLANNER, reverse("park-week-move"), said).status_code == 302
    assert quality.week_errands(programme, monday).get(kind=one.kind, key=one.key).left == "person"
    mine = visit(ANI, f"{reverse('inspector-week')}?minggu={monday}").content.decode()
    assert "Minggu mulai" in mine and f"{quality.week_errands(programme, monday, person('pemeriksa')).count()} pekerjaan" in mine


def test_a_search_that_finds_nothing_says_so_on_its_page(programme, person, visit, at_once, on_that_day):
    lorry(programme, person)
    asked = {"starts_on": str(TODAY + timedelta(days=1)), "days": 3, "lorries": ["TR01"]}
    gone_on = visit(PLANNER, reverse("park-rounds-plan"), asked)
    assert "Tidak ada mesin yang dapat diantar" in visit(PLANNER, gone_on["Location"]).content.decode()
    with pytest.raises(Exception, match="tidak ada"):
        actions.plan_rounds(programme, asked=RoundsAsked(TODAY, 1, ("TR99",)), at=ARRIVES, by=person("perencana"))
