"""Contracts on pages: drafted from the lots of the plan, offered, agreed, signed by both, changed; what each page says and refuses."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tempa.contracts import actions, queries, rules
from tests.cast import DARMA, HEAD, PLANNER, RINA
from tests.contracts.parties import WHY, drafted, in_force, state_parties
from tests.desks.planning import text_of
from tests.desks.test_deeds import hidden

PDF = b"%PDF-1.7 contoh"
today, now = timezone.localdate, timezone.now  # asked anew each time: tests go on over midnight


def said(page):
    return " ".join(unescape(text_of(page)).split())


def draft_all(programme, person):
    lots = [one.lot for one in queries.uncontracted_lots(programme)]
    return actions.draft_contracts(programme, lots=lots, at=now(), by=person("perencana"))


def test_the_board_speaks_first_and_finds_by_stage(visit, programme, person):
    empty = said(visit(PLANNER, "/park/kontrak/"))
    lots = queries.uncontracted_count(programme)
    assert "Belum ada kontrak." in empty and "Susun kontrak" in empty and lots == len(queries.uncontracted_lots(programme))
    codes = draft_all(programme, person)
    c = queries.contract_named(programme, codes[0])
    page = said(visit(PLANNER, "/park/kontrak/"))
    assert f"0 dari {len(codes)} kontrak berlaku; {len(codes)} menunggu penawaran penyedia." in page
    assert "Semua lot rencana sudah ada di kontrak." in page
    assert c.contract in said(visit(PLANNER, "/park/kontrak/?tahap=drafted")) and "data penyedia belum lengkap" in page
    assert "Tidak ada baris yang cocok" in said(visit(PLANNER, "/park/kontrak/?tahap=in_force"))
    ours = said(visit(RINA, "/opd/kontrak/"))
    assert f"0 dari {queries.contracts(programme).filter(agency='DISTANBUN').count()} kontrak berlaku" in ours


@pytest.mark.parametrize("what", ["agency", "vendor"])
def test_what_parties_lack_as_rule_and_as_query_agree(programme, person, what):
    draft_all(programme, person)
    c = queries.contracts(programme).first()
    state_parties(programme, person, agency="DISTANBUN", vendors=[c.vendor], at=now())
    readiness = queries.Readiness(programme, today())
    lacking = {
        c.contract for c in queries.contracts(programme)
        if c.signed_on is None and (readiness.of_agency(c.agency) if what == "agency" else readiness.of_vendor(c.vendor))
    }  # fmt: skip
    assert set(queries.contracts(programme).filter(queries.lacking(programme, what, today())).values_list("contract", flat=True)) == lacking


def test_a_proposal_is_shown_chosen_and_drafted(visit, programme):
    page = visit(PLANNER, "/park/kontrak/susun/")
    assert re.search(r"lot dapat menjadi \d+ kontrak", said(page))
    keys = re.findall(r'name="bundle" value="([^"]+)"', page.content.decode())
    assert len(keys) == len(rules.bundles(queries.uncontracted_lots(programme)))
    form = {"route": "normal", "advance": "30", "retention": "5", "separable": "on", "split": "none", "do": "chosen"}
    nothing = visit(PLANNER, "/park/kontrak/susun/", form)
    assert nothing.status_code == 400 and "Pilih paling sedikit satu lot" in said(nothing)
    gone = visit(PLANNER, "/park/kontrak/susun/", form | {"bundle": [unescape(keys[0]), "DKP|W99|"]})
    assert gone.status_code == 400 and "sudah tidak ada: lotnya sudah berkontrak" in said(gone)
    assert f'value="{keys[0]}" form="susun" checked' in gone.content.decode()
    made = visit(PLANNER, "/park/kontrak/susun/", form | {"bundle": unescape(keys[0])})
    assert made.status_code == 302 and made["Location"].startswith("/park/kontrak/K")
    c = queries.contracts(programme).get()
    assert (c.advance_rate, c.retention_rate, c.separable) == ("0.3", "0.05", True)
    too_much = visit(PLANNER, "/park/kontrak/susun/", form | {"do": "all", "advance": "190"})
    assert too_much.status_code == 400 and queries.contracts(programme).count() == 1


def test_a_draft_begins_with_the_advance_that_the_programme_was_planned_with(visit, programme):
    assert re.search(r'name="advance" value="30"', visit(PLANNER, "/park/kontrak/susun/").content.decode())


def test_an_agency_drafts_its_own_lots_alone(visit, programme):
    form = {"route": "normal", "advance": "0", "retention": "0", "do": "all", "opd": "DKP"}
    assert visit(RINA, "/opd/kontrak/susun/", form).status_code == 302
    assert {c.agency for c in queries.contracts(programme)} == {"DISTANBUN"}


def test_a_split_says_what_it_does_and_wants_a_reason(visit, programme):
    page = said(visit(RINA, "/opd/kontrak/susun/?split=type"))
    assert "dipecah di bawah" in page and "Tulis alasannya, atau gabungkan paketnya." in page
    form = {"route": "normal", "advance": "0", "retention": "0", "do": "all", "split": "type"}
    refused = visit(RINA, "/opd/kontrak/susun/", form)
    assert refused.status_code == 400 and not queries.contracts(programme).exists()
    assert visit(RINA, "/opd/kontrak/susun/", form | {"reason": "dua gudang yang berbeda"}).status_code == 302


def prices(programme, c, place, **more):
    """What the fields of items are filled with, as people type prices."""
    return {f"{place}:{i.item}": f"{i.offer_price:,}".replace(",", ".") for i in c.items.all()} | more


def maker_prices(c):
    return {f"maker:{i.item}": str(i.maker_price) for i in c.items.all() if i.maker != c.vendor}


def test_a_contract_goes_from_draft_to_force_on_its_page(visit, programme, person):
    c = drafted(programme, person, at=now())
    state_parties(programme, person, vendors=[c.vendor], at=now())
    address = f"/opd/kontrak/{c.contract}/"
    page = said(visit(RINA, address))
    assert "Berikutnya: penawaran penyedia dicatat." in page and "penawaran penyedia" in page and "Salin pesan WA" in page
    wrong = visit(RINA, f"{address}penawaran/", prices(programme, c, "asked", on=str(today())) | {"asked:1": "sembilan"})
    assert wrong.status_code == 400 and "Tulis harga seperti 9.500.000" in said(wrong)
    assert visit(RINA, f"{address}penawaran/", prices(programme, c, "asked", on=str(today()))).status_code == 302
    assert "Berikutnya: OPD menyepakati harganya." in said(visit(RINA, address))
    assert visit(RINA, f"{address}sepakat/", {"why": "Disepakati sesuai penawaran."}).status_code == 302
    dates = {"on": str(today()), "starts_on": str(today()), "due_on": str(today() + timedelta(days=60))}
    refused = visit(PLANNER, f"/park/kontrak/{c.contract}/tanda-tangan/", dates)
    assert refused.status_code == 400 and "Hanya pejabat OPD itu sendiri" in said(refused)
    assert visit(RINA, f"{address}tanda-tangan/", dates | {"starts_on": str(today() - timedelta(days=3))}).status_code == 400
    assert visit(RINA, f"{address}tanda-tangan/", dates).status_code == 302
    vendor = {"on": str(today()), "signatory": "Pemilik"}
    without = visit(PLANNER, f"/park/kontrak/{c.contract}/tanda-tangan-penyedia/", vendor)
    assert without.status_code == 400 and "Lampirkan salinan" in said(without)
    false = SimpleUploadedFile("surat.pdf", b"bukan pdf", "application/pdf")
    odd = visit(PLANNER, f"/park/kontrak/{c.contract}/tanda-tangan-penyedia/", vendor | {"copy_file": false})
    assert odd.status_code == 400 and "bukan PDF, JPEG, atau PNG" in said(odd)
    copy = SimpleUploadedFile("surat.pdf", PDF, "application/pdf")
    assert visit(PLANNER, f"/park/kontrak/{c.contract}/tanda-tangan-penyedia/", vendor | {"copy_file": copy}).status_code == 302
    assert "Berlaku sejak" in said(visit(RINA, address)) and queries.at_stage(programme, "in_force").get().contract == c.contract


def test_prices_are_negotiated_beside_what_was_asked(visit, programme, person):
    c = drafted(programme, person, at=now())
    address = f"/opd/kontrak/{c.contract}/"
    assert visit(RINA, f"{address}penawaran/", prices(programme, c, "asked", on=str(today()))).status_code == 302
    form = prices(programme, c, "unit", on=str(today()), why="harga pasar sudah dibandingkan") | maker_prices(c)
    high = visit(RINA, f"{address}negosiasi/", form | {"unit:1": str(queries.items_of(c)[0].unit_price * 9)})
    assert high.status_code == 400 and "di atas HPS" in said(high) and 'id="negotiate-unit:1_error"' in high.content.decode()
    assert visit(RINA, f"{address}negosiasi/", form).status_code == 302
    assert queries.contract_named(programme, c.contract).negotiated_on == today()


def test_many_contracts_are_offered_and_agreed_with_two_buttons(visit, programme, person):
    codes = draft_all(programme, person)
    page = visit(PLANNER, "/park/kontrak/?opd=DKP")
    identity = hidden(page, "identity", "/penawaran/")[0]
    ours = queries.contracts(programme).filter(agency="DKP").count()
    for _ in range(2):
        assert visit(PLANNER, "/park/kontrak/penawaran/", {"opd": "DKP", "identity": identity}).status_code == 302
    assert queries.at_stage(programme, "offered").count() == ours < len(codes)
    assert visit(PLANNER, "/park/kontrak/sepakat/", {"opd": "DKP", "why": "Disepakati sesuai penawaran."}).status_code == 302
    assert queries.at_stage(programme, "negotiated").count() == ours
    short = visit(PLANNER, "/park/kontrak/sepakat/", {"why": ""})
    assert short.status_code == 400


def test_an_addendum_and_an_end_are_signed_on_the_page(visit, programme, person):
    c = forced(programme, person)
    address = f"/opd/kontrak/{c.contract}/"
    item = next(i for i in c.items.all() if i.quantity > 1)
    page = said(visit(RINA, address))
    assert "Denda dihitung sejak sehari sesudah hari selesai" in page
    same = maker_prices(c)
    for i in c.items.all():
        same |= {f"unit:{i.item}": str(i.unit_price), f"quantity:{i.item}": str(i.quantity)}
    form = same | {"on": str(today()), "due_on": str(c.due_on), "reason": "pesanan OPD dipotong"}
    nothing = visit(RINA, f"{address}adendum/", form)
    assert nothing.status_code == 400 and "tidak mengubah apa pun" in said(nothing)
    more = visit(RINA, f"{address}adendum/", form | {f"quantity:{item.item}": str(item.quantity + 1)})
    assert more.status_code == 400 and "paling banyak" in said(more)
    assert visit(RINA, f"{address}adendum/", form | {f"quantity:{item.item}": str(item.quantity - 1)}).status_code == 302
    assert f"butir {item.item}: jumlah {item.quantity} → {item.quantity - 1}" in said(visit(RINA, address))
    assert visit(RINA, f"{address}batal/", {"on": str(today()), "reason": "anggaran OPD dicabut"}).status_code == 302
    assert "Berakhir" in said(visit(RINA, address))


def forced(programme, person):
    c = drafted(programme, person, at=now())
    state_parties(programme, person, vendors=[c.vendor], at=now())
    items, rina = queries.items_of(c), person("opd")
    actions.receive_offer(programme, contract=c.contract, on=today(), asked={i.item: i.unit_price for i in items}, at=now(), by=rina)
    agreed = {i.item: [i.unit_price, i.maker_price] for i in items}
    actions.negotiate(programme, contract=c.contract, on=today(), agreed=agreed, why=WHY, at=now(), by=rina)
    actions.sign(programme, contract=c.contract, on=today(), starts_on=today(), due_on=today() + timedelta(days=60), at=now(), by=rina)
    copy = actions.papers.Copy(PDF, "spk.pdf", "application/pdf")
    actions.countersign(programme, contract=c.contract, on=today(), signatory="Pemilik", copy=copy, at=now(), by=person("perencana"))
    return queries.contract_named(programme, c.contract)


def test_a_contract_of_another_agency_is_not_found_and_a_workshop_has_no_such_page(visit, programme, person):
    lots = [one for one in queries.uncontracted_lots(programme) if one.agency == "DKP"]
    (code, *_more) = actions.draft_contracts(programme, lots=[one.lot for one in lots], at=now(), by=person("perencana"))
    assert visit(RINA, f"/opd/kontrak/{code}/").status_code == 404
    assert visit(RINA, f"/opd/kontrak/{code}/tarik/", {"reason": "tidak perlu lagi"}).status_code == 404
    assert visit(DARMA, f"/park/kontrak/{code}/").status_code == 404
    assert visit(PLANNER, "/park/kontrak/K9999/").status_code == 404


def test_what_changed_meanwhile_is_shown(visit, programme, person):
    c = drafted(programme, person, at=now())
    address = f"/park/kontrak/{c.contract}/"
    (seen,) = set(hidden(visit(PLANNER, address), "seen"))
    terms = {"route": "normal", "advance": "10", "retention": "0", "due_on": str(c.due_on), "why": "uang muka untuk bahan"}
    assert visit(HEAD, f"{address}syarat/", terms).status_code == 302
    late = visit(PLANNER, f"{address}syarat/", terms | {"advance": "20", "seen": seen})
    assert late.status_code == 400 and "sejak halaman ini dibuka, hal ini berubah" in said(late)
    assert queries.contract_named(programme, c.contract).advance_rate == "0.1"


def test_work_before_the_contract_bears_a_name(visit, programme, person):
    c = drafted(programme, person, at=now())
    note = {"from_on": str(today()), "note": "musim panen tidak menunggu"}
    refused = visit(PLANNER, f"/park/kontrak/{c.contract}/risiko/", note)
    assert refused.status_code == 400 and "Hanya OPD itu atau kepala" in said(refused)
    assert visit(HEAD, f"/park/kontrak/{c.contract}/risiko/", note).status_code == 302
    assert "Haji Kepala membolehkan pekerjaan mulai" in said(visit(PLANNER, f"/park/kontrak/{c.contract}/"))


def test_every_contract_on_its_way_shows_its_page(visit, programme, person):
    """Signed ones too, whose day is that of the demo's contracts."""
    c = forced(programme, person)
    for member, desk in ((PLANNER, "park"), (HEAD, "park"), (RINA, "opd")):
        assert visit(member, f"/{desk}/kontrak/{c.contract}/?unduh=xlsx")["Content-Type"].endswith("sheet")


def test_an_agency_states_itself_and_its_officers(visit, programme):
    page = said(visit(RINA, "/opd/kontrak/opd/"))
    assert "masih diperlukan: pejabat penanda tangan" in page and "nomor dan tanggal DPA" in page
    officer = {"post": "ppk", "name": "Baiq Rina, S.P.", "nip": "123", "decree": "188/31", "decree_on": "2020-01-08", "true_since": "2020-01-08"}
    wrong = visit(RINA, "/opd/kontrak/opd/DISTANBUN/pejabat/", officer)
    assert wrong.status_code == 400 and "NIP terdiri atas 18 angka" in said(wrong) and 'value="123"' in wrong.content.decode()
    assert visit(RINA, "/opd/kontrak/opd/DISTANBUN/pejabat/", officer | {"nip": "198001012005012001"}).status_code == 302
    data = {"street": "Jalan Pejanggik 1", "city": "Mataram", "budget_document": "DPA/1", "numbering": "{nomor}/{jenis}"}
    odd = visit(RINA, "/opd/kontrak/opd/DISTANBUN/data/", data)
    assert odd.status_code == 400 and "Pola nomor harus memuat" in said(odd)
    data |= {"numbering": "{nomor}.{jenis}.{opd}.{tahun}", "budget_document_on": "2020-01-02"}
    assert visit(RINA, "/opd/kontrak/opd/DISTANBUN/data/", data).status_code == 302
    page = said(visit(RINA, "/opd/kontrak/opd/DISTANBUN/"))
    assert "lengkap untuk menandatangani kontrak" in page and f"001.SPK.DISTANBUN.{today().year}" in page
    assert visit(RINA, "/opd/kontrak/opd/DKP/").status_code == 404
    assert "belum lengkap datanya" in said(visit(PLANNER, "/park/kontrak/opd/"))


def test_the_overview_says_what_of_contracts_waits(visit, programme, person):
    lots = queries.uncontracted_count(programme)
    assert f"{lots} lot belum ada di kontrak: susun kontraknya." in text_of(visit(PLANNER, "/park/"))
    in_force(programme, person)
    drafted(programme, person, agency="DKP")
    page = text_of(visit(PLANNER, "/park/"))
    assert f"{queries.uncontracted_count(programme)} lot belum ada di kontrak" in page and queries.uncontracted_count(programme) < lots
    assert "1 kontrak belum berlaku: lihat apa yang kurang." in page
