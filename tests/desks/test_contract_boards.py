"""The readiness board, the price chain and the dossier: what they say, to whom, and what they never say of others."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tempa.allocation import queries as allocation
from tempa.catalogue import actions as catalogue
from tempa.contracts import actions, queries
from tempa.contracts.papers.dossier import first_page, render_dossier
from tempa.contracts.queries import chains
from tempa.contracts.queries.waiting import Board
from tempa.contracts.rules import MAKERS_SHARE, dotted
from tempa.desks.frame.dossiers import dossier_of
from tempa.ledger import links
from tempa.ledger.models import WorkLink
from tempa.registry import queries as registry
from tempa.values.period import day_in_wita
from tests.cast import AUDITOR, DARMA, HEAD, PLANNER, RINA, SRI
from tests.contracts.parties import VENDOR, state_parties
from tests.desks.links import inputs, introduced
from tests.desks.planning import text_of
from tests.desks.test_my_contracts import by_link, drafts, move_on, of_a_lead

pytestmark = pytest.mark.django_db


def board(programme, day=None):
    return Board(programme, day or day_in_wita(timezone.now()))


def test_every_lot_waits_until_its_contract_is_in_force(programme, person):
    units = sum(allocation.lots(programme).values_list("quantity", flat=True))
    assert sum(row.units for row in board(programme).rows) == units
    drafts(programme, person)
    c = move_on(programme, person, of_a_lead(programme), to="signed")
    assert sum(row.units for row in board(programme).rows) == units
    copy = actions.papers.Copy(b"%PDF-1.7 contoh", "spk.pdf", "application/pdf")
    actions.countersign(
        programme, contract=c.contract, on=c.signed_on, signatory="Pak Wayan", copy=copy, at=timezone.now(), by=person("perencana")
    )
    after = board(programme)
    assert sum(row.units for row in after.rows) == units - sum(i.quantity for i in queries.items_of(c))
    assert c.contract not in {row.code for row in after.rows}


def test_what_blocks_the_soonest_and_the_most_comes_first_and_holders_hold_all_that_is_missing(programme, person):
    drafts(programme, person)
    found = board(programme)
    keys = [(row.starts_on, -row.units) for row in found.rows if row.starts_on]
    assert keys == sorted(keys) and len({row.code for row in found.rows if row.contract}) > 3
    for holder in found.holders:
        for what, rows in holder.missing.items():
            assert all(any(m.what == what and m.lies_with == holder.side for m in row.missing) for row in rows)
    told = sum(len(rows) for h in found.holders for rows in h.missing.values())
    assert told == sum(len(row.missing) for row in found.rows)


def test_a_lot_whose_day_has_come_is_stopped_until_a_named_note_lets_it_begin(programme, person, visit):
    drafts(programme, person)
    c = of_a_lead(programme)
    today, lot = day_in_wita(timezone.now()), c.items.first().lot
    row = next(r for r in board(programme).rows if r.code == c.contract)
    assert lot in {one.lot for one in row.unnoted(today)} and not queries.may_begin(programme, lot, today)
    page = text_of(visit(PLANNER, "/park/kesiapan/"))
    assert "Belum boleh dimulai" in page and "pekerjaan itu tidak boleh dimulai" in page
    actions.let_begin(programme, contract=c.contract, from_on=today, note="bahan sudah dibeli bengkel", at=timezone.now(), by=person("kepala"))
    row = next(r for r in board(programme).rows if r.code == c.contract)
    assert row.unnoted(today) == () and lot in {one.lot for one in row.due(today)}
    page = text_of(visit(PLANNER, "/park/kesiapan/"))
    assert f"{c.contract} " in page and "bahan sudah dibeli bengkel" in page and person("kepala").name in page


def test_an_agency_reads_its_own_contracts_alone_and_never_the_link_of_a_vendor(programme, person, visit):
    for agency in ("DISTANBUN", "DKP"):
        drafts(programme, person, agency)
    theirs = [c.contract for c in queries.contracts(programme) if c.agency == "DKP"]
    page = visit(RINA, "/opd/kesiapan/?unduh=").content.decode()
    assert queries.contracts(programme).filter(agency="DISTANBUN").first().contract in page
    assert not [code for code in theirs if f">{code}<" in page]
    vendor = queries.contracts(programme).filter(agency="DISTANBUN").first().vendor
    now = timezone.now()
    order = links.Order("contract", "", now + timedelta(days=30), {vendor: "workshop"})
    code = links.code_of(links.issue_links(programme, order, at=now, by=person("perencana"))[0].link)
    assert code in visit(PLANNER, "/park/kesiapan/pesan/").content.decode(), "the canary must be visible to the park"
    assert code not in visit(RINA, "/opd/kesiapan/pesan/").content.decode()


def test_a_message_names_all_that_is_missing_with_the_link_that_completes_it(programme, person, visit):
    drafts(programme, person)
    vendor = of_a_lead(programme).vendor
    page = visit(PLANNER, "/park/kesiapan/pesan/")
    assert "Buat tautan untuk yang belum punya" in text_of(page)
    fields = inputs(page, "identity")
    assert [visit(PLANNER, "/park/kesiapan/pesan/", fields).status_code for _ in range(2)] == [302, 302]
    mine = WorkLink.objects.filter(programme=programme, purpose="contract", organisation=vendor)
    assert mine.count() == 1
    text = text_of(visit(PLANNER, "/park/kesiapan/pesan/"))
    address = f"/t/{links.code_of(mine.get().link)}/"
    assert address in text and "semua data penyedia" in text and "penawaran penyedia" in text
    client = introduced(address)
    assert "Kontrak saya" in text_of(client.get(address, follow=True))


def test_a_board_asks_as_many_queries_for_many_contracts_as_for_few(programme, person):
    drafts(programme, person)
    with CaptureQueriesContext(connection) as few:
        assert board(programme).rows and board(programme).holders
    for agency in ("DKP", "DISDAG", "DLH"):
        if any(one.agency == agency for one in queries.uncontracted_lots(programme)):
            drafts(programme, person, agency)
    with CaptureQueriesContext(connection) as many:
        assert board(programme).rows and board(programme).holders
    assert len(many) == len(few) <= 24  # two boards


def test_the_chain_adds_up_and_a_small_share_is_an_alarm(programme, person, visit):
    drafts(programme, person)
    c = move_on(programme, person, of_a_lead(programme), to="agreed")
    item = next(i for i in c.items.all() if i.maker != c.vendor)
    agreed = {i.item: [i.unit_price, i.maker_price] for i in queries.items_of(c)}
    low = item.unit_price * MAKERS_SHARE.numerator // MAKERS_SHARE.denominator
    for maker_price, is_alarm in ((low - 1, True), (low + 1, False)):
        actions.negotiate(
            programme, contract=c.contract, on=day_in_wita(timezone.now()), agreed=agreed | {item.item: [item.unit_price, maker_price]},
            why="harga anggota dibicarakan lagi", at=timezone.now(), by=person("opd"),
        )  # fmt: skip
        found = next(t for t in chains.by_type(programme) if t.type == item.type)
        assert (found.alarms == 1) == is_alarm == ("tanyakan sebabnya" in text_of(visit(PLANNER, "/park/rantai-harga/")))
        rows = chains.chains_of(chains.items_of_contract(programme, c.contract))
        assert sum(r.units * r.agreed for r in rows) == queries.contract_named(programme, c.contract).value
        assert [r.is_alarm for r in rows].count(True) == is_alarm
    units = sum(t.units for t in chains.by_type(programme))
    assert units == sum(i.quantity for i in queries.items(programme))


def test_the_chain_says_who_decided_each_price_and_leads_to_the_fact(programme, person, visit):
    drafts(programme, person)
    c = move_on(programme, person, of_a_lead(programme), to="agreed")
    decided = chains.deciders(programme, {c.contract})[c.contract]
    assert {"ContractDrafted", "OfferReceived", "PriceNegotiated"} <= set(decided)
    page = visit(AUDITOR, f"/auditor/rantai-harga/kontrak/{c.contract}/")
    assert f"/auditor/catatan/{decided['PriceNegotiated'].fact}/" in page.content.decode() and person("opd").name in text_of(page)
    step = text_of(visit(PLANNER, f"/park/rantai-harga/jenis/{c.items.first().type}/"))
    assert "Biaya seharusnya" in step and "HPS" in step and "Diterima pembuat" in step
    for member in (RINA, DARMA, SRI):
        assert visit(member, "/park/rantai-harga/").status_code == 404


def test_tied_vendors_are_flagged_without_what_ties_them(programme, person, visit):
    drafts(programme, person)
    vendors = sorted({c.vendor for c in queries.contracts(programme)})[:2]
    now = timezone.now()
    for vendor in vendors:
        actions.state_vendor(
            programme,
            said=actions.VendorSaid(workshop=vendor, values=VENDOR | {"holder": f"Pemilik {vendor}"}, charges_vat=False, since=day_in_wita(now)),
            at=now, by=person("perencana"),
        )  # fmt: skip
    for address in ("/park/rantai-harga/", f"/park/rantai-harga/bengkel/{vendors[0]}/"):
        page = visit(PLANNER, address).content.decode()
        assert "rekening yang sama" in page and "NIK yang sama" in page
        assert VENDOR["account"] not in page and VENDOR["nik"] not in page and VENDOR["address"] not in page


def texts_of_pdf(content):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_dossier_holds_its_own_and_nothing_of_other_workshops(programme, person, visit):
    """Plants prices of others that cannot be mistaken, and looks for them in all that the owner of W03 can take away."""
    drafts(programme, person)
    c = move_on(programme, person, of_a_lead(programme), to="signed")
    own = {i.maker_price for i in c.items.all() if i.maker == "W03"} | {i.quantity * i.maker_price for i in c.items.all() if i.maker == "W03"}
    page = visit(DARMA, "/bengkel-saya/kontrak/berkas.zip")
    assert page.status_code == 200 and page["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(page.content)) as folder:
        names = folder.namelist()
        html, pdf = folder.read("W03/index.html").decode(), folder.read("W03/berkas.pdf")
    text = html + texts_of_pdf(pdf)
    offers = {o.unit_price for o in registry.offers_of(programme, "W03")}
    others = {p for (w, _t), p in registry.offer_prices(programme).items() if w != "W03"} - offers
    others |= {i.unit_price for i in queries.items(programme)} | {i.maker_price for i in queries.items(programme) if i.maker != "W03"}
    amounts = set(re.findall(r"\d{1,3}(?:\.\d{3})+", text))
    assert not amounts & {dotted(p) for p in (others | {c.value}) - own - offers}
    assert amounts >= {dotted(i.maker_price) for i in c.items.all() if i.maker == "W03"}
    assert {"W03/index.html", "W03/berkas.pdf"} == set(names), "a member gets no papers of its lead's contract"
    assert "<script" not in html and "http" not in html and c.contract in text


def test_the_lead_gets_the_papers_of_its_contracts_and_the_park_opens_the_same(programme, person, visit):
    drafts(programme, person)
    c = move_on(programme, person, of_a_lead(programme), to="signed")
    actions.keep_made(programme, contract=c.contract, files={c.number: b"%PDF-1.7 surat"}, at=timezone.now(), by=person("opd"))
    client, address = by_link(programme, person, c.vendor)
    page = client.get(f"{address}berkas.zip")
    with zipfile.ZipFile(io.BytesIO(page.content)) as folder:
        paper = next(n for n in folder.namelist() if "/surat/" in n)
        assert folder.read(paper) == b"%PDF-1.7 surat"
        assert f'href="{paper.partition("/")[2]}"' in folder.read(f"{c.vendor}/index.html").decode()
    assert visit(HEAD, f"/park/bengkel/{c.vendor}/berkas.pdf")["Content-Type"] == "application/pdf"
    assert visit(HEAD, "/park/bengkel/W99/berkas.pdf").status_code == 404 and visit(RINA, f"/park/bengkel/{c.vendor}/berkas.pdf").status_code == 404
    mine = client.get(f"{address}{c.contract}/").content.decode()
    sha256 = queries.papers_of(c).get(number=c.number).sha256
    assert f"{address}{c.contract}/berkas/{sha256}/" in mine and client.get(f"{address}{c.contract}/berkas/{sha256}/").content == b"%PDF-1.7 surat"
    foreign, elsewhere = by_link(programme, person, "W03")
    assert foreign.get(f"{elsewhere}{c.contract}/berkas/{sha256}/").status_code == 404


def test_equal_data_give_equal_bytes_and_every_lot_says_who_chose_it(programme, person):
    class Standing:
        pass

    here = Standing()
    here.programme, here.now = programme, timezone.now()
    made, _files = dossier_of(here, "W03")
    assert render_dossier(made) == render_dossier(made) and first_page(made) == first_page(made)
    assert {g.lot for g in made.got} == set(allocation.lots_of(programme, "W03").values_list("lot", flat=True))
    assert any(person("kepala").name in words for _label, words in made.chosen)
    assert made.noted and all(n.by for n in made.noted)


def test_an_objection_is_named_and_linked_on_the_board(programme, person, visit):
    drafts(programme, person)
    c = of_a_lead(programme)
    type = c.items.first().type
    case = catalogue.PriceCase(type, "harga besi naik sejak Juni", [{"what": "bahan", "amount": 90_000_000}], workshop="W03")
    objection = catalogue.object_to_price(programme, case, at=timezone.now(), by=person("bengkel"))
    state_parties(programme, person, vendors=[c.vendor], at=timezone.now())
    page = visit(PLANNER, f"/park/kesiapan/?cari={c.contract}").content.decode()
    assert f"/park/keberatan-harga/{objection}/" in page and f"jawaban atas keberatan harga 1 ({type})" in page
