"""Pages for people without an account, and the pages of those who answer them: asked, received, repaired, passed on; small, and nothing of others."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from tempa.delivery import actions, queries
from tempa.delivery.actions.codes import code_of
from tempa.delivery.rules import Site
from tempa.ledger import links
from tempa.payment import actions as payment_actions
from tempa.payment import queries as payment
from tempa.values.period import day_in_wita
from tests.cast import DARMA, HEAD, PLANNER, RINA, Member
from tests.contracts.parties import AT
from tests.delivery.deeds import sending
from tests.delivery.parties import AGENCY, colleague, owner_of, taken_over
from tests.delivery.test_handovers import given
from tests.desks.links import inputs, introduced
from tests.payment.test_claims import PAID, approved

pytestmark = pytest.mark.django_db
MOST_BYTES = 30_000


def small(page):
    """The text of a page that a phone on a slow line opens."""
    assert page.status_code < 500 and len(page.content) <= MOST_BYTES, len(page.content)
    return page.content.decode()


def test_a_group_asks_on_an_open_page_and_reads_the_answer_by_its_code(programme, person, visit):
    client, address = Client(), f"/minta/{programme.code}/"
    page = client.get(address)
    assert "Tidak perlu akun" in small(page) and client.get("/minta/TIDAK-ADA/").status_code == 404
    assert ">Lombok Tengah</option>" in page.content.decode()
    asked = sending(programme)
    form = inputs(page) | {
        "machine": f"{asked.agency}|{asked.type}", "quantity": "2", "kind": "group", "name": "Kelompok Wanita Tani", "village": "Sukarara",
        "destination": "LOTENG", "contact": "Bu Sri", "phone": "0812-3456-7890", "water": "on", "operator": "", "building": "", "consent": "",
    }  # fmt: skip
    page = client.post(address, form)
    assert page.status_code == 400 and "Centang persetujuan" in small(page) and "Kelompok Wanita Tani" in page.content.decode()
    page = client.post(address, form | {"consent": "on"}, follow=True)
    text, code = small(page), page.redirect_chain[-1][0]
    assert "urutan 1 dari 1" in text and code.split("/")[-2] in text and "Bu Sri" not in text and "34567890" not in text.replace("-", "")
    page = visit(RINA, "/opd/permohonan-kiriman/PM00001/")
    assert "Bu Sri" in page.content.decode() and visit(Member("opd", ("agency",), "DLHK"), "/opd/permohonan-kiriman/PM99999/").status_code == 404
    assert visit(RINA, "/opd/permohonan-kiriman/PM00001/tolak/", {"reason": "dekat"}).status_code == 400
    done = visit(RINA, "/opd/permohonan-kiriman/PM00001/tolak/", {"reason": "kelompok ini sudah punya dua mesin"})
    assert done.status_code == 302
    assert "kelompok ini sudah punya dua mesin" in small(client.get(code))
    assert "masuk antrean" not in visit(RINA, "/opd/permohonan-kiriman/").content.decode().split("<tbody>")[1]
    assert client.get("/minta/?kode=salah").status_code == 404 and client.get("/minta/lihat/7K2M9QXA40TB/").status_code == 404


def received(programme, person, *, days=40):
    """A unit that its recipient got so many days ago, seen from today; its serial, the recipient's code and the six digits."""
    serials, contract, receiver = taken_over(programme, person)
    code, _request = given(programme, person, serials, receiver)
    at = timezone.now() - timedelta(days=days)
    on = day_in_wita(at)
    actions.inspect_site(programme, recipient=code, on=on, site=Site(225, 3, False, False, False), at=at, by=receiver)
    named = actions.offer_handover(programme, step=3, giver=AGENCY, recipient=code, serials=serials[:2], at=at, by=receiver)
    return serials, contract, code, named, code_of(queries.handover_named(programme, named))


def link_to(programme, person, purpose, organisation, desk):
    now = timezone.now()
    order = links.Order(purpose, "", now + timedelta(days=100), {organisation: desk})
    return f"/t/{links.code_of(links.issue_links(programme, order, at=now, by=person('perencana'))[0].link)}/"


def test_a_recipient_receives_tells_and_reports_by_its_link_and_the_maker_answers_by_its_own(programme, person, visit, monkeypatch):
    serials, _contract, code, named, digits = received(programme, person)
    address = link_to(programme, person, "recipient", code, "recipient")
    phone = introduced(address)
    assert "sedang diantar kepada Anda" in small(phone.get(f"{address}mesin/"))
    take = f"{address}mesin/terima/{named}/"
    form = {name: value for name, value in inputs(phone.get(take)).items() if name != "refused"} | {"code": "1"}
    page = phone.post(take, form)
    assert page.status_code == 400 and "Kode penerima tidak cocok" in small(page)
    assert phone.post(take, form | {"code": digits}).status_code == 302
    text = small(phone.get(f"{address}mesin/"))
    assert serials[0] in text and "Kelompok Tani Maju" in text
    assert phone.get(f"{address}mesin/unit/X-1/").status_code == 404 and phone.get(f"{address}mesin/terima/ST9/").status_code == 404
    assert "Dicoba di tempat" in small(Client().get(f"/u/{serials[0]}/"))
    report = f"/u/{serials[0]}/lapor/"
    over = "kerusakan tetap boleh dilaporkan"
    assert all(over not in small(Client().get(page)) for page in (report, f"/u/{serials[0]}/"))
    with monkeypatch.context() as later:
        later.setattr("tempa.desks.public.units.now_of", lambda _programme: timezone.now() + timedelta(days=4000))
        assert all(over in small(Client().get(page)) for page in (report, f"/u/{serials[0]}/"))
    told = inputs(Client().get(report)) | {"what": "motor berdengung lalu mati", "code": "999", "name": "Pak Amin", "phone": "0812 3333 4444"}
    page = Client().post(report, told)
    assert page.status_code == 400 and "motor berdengung" in small(page)
    page = Client().post(report, told | {"code": digits}, follow=True)
    assert "PB00001" in small(page) and "belum dijawab pembuatnya" in page.content.decode() and "Pak Amin" not in page.content.decode()
    maker = queries.repair_named(programme, "PB00001").maker
    shop = link_to(programme, person, "production", maker, "workshop")
    owner = introduced(shop)
    assert "PB00001" in small(owner.get(f"{shop}perbaikan/"))
    one = f"{shop}perbaikan/PB00001/"
    page = owner.post(one, inputs(owner.get(one), 'name="step"') | {"step": "parts", "parts": ""})
    assert page.status_code == 400 and "Tulis suku cadang" in small(page)
    owner.post(one, inputs(owner.get(one), 'name="step"') | {"step": "parts", "parts": "dinamo 1,5 kW; 1\nkarbon arang"})
    owner.post(one, inputs(owner.get(one), "outcome") | {"outcome": "dinamo diganti baru"})
    assert queries.stage_of(queries.repair_named(programme, "PB00001")) == "done"
    mine = f"{address}mesin/unit/{serials[0]}/"
    page = phone.get(mine)
    assert "dinamo 1,5 kW × 1, karbon arang × 1" in small(page)
    phone.post(mine, inputs(page, 'value="word"') | {"step": "works"})
    assert queries.stage_of(queries.repair_named(programme, "PB00001")) == "works"
    assert visit(DARMA, "/bengkel-saya/perbaikan/").status_code == 200 and "PB00001" in visit(PLANNER, "/park/perbaikan/").content.decode()
    assert "Tautan untuk penerima" in visit(RINA, f"/opd/penerima/{code}/").content.decode()
    assert visit(RINA, f"/opd/pemakaian/alihkan/{serials[0]}/").status_code == 200


def test_a_maker_denies_by_its_link_and_park_and_agency_are_alarmed(programme, person, visit):
    from tempa.contracts import queries as contracts
    from tests.delivery.parties import accepted

    _serials, contract = accepted(programme, person)
    maker = next(i.maker for i in contracts.items_of(contract) if i.maker != contract.vendor)
    onward = payment_actions.pass_on(
        programme, contract=contract.contract, maker=maker, on=day_in_wita(AT), amount=1_000, proof=payment_actions.Proof("TRF/1"), at=PAID,
        by=owner_of(programme, person, contract.vendor),
    )  # fmt: skip
    address = link_to(programme, person, "contract", maker, "workshop")
    phone = introduced(address)
    page = phone.get(f"{address}uang/")
    assert "Benarkah?" in small(page)
    form = inputs(page, onward) | {"came": "no", "reason": ""}
    assert phone.post(f"{address}uang/", form).status_code == 400
    assert phone.post(f"{address}uang/", form | {"reason": "buku rekening sampai hari ini kosong"}).status_code == 302
    for member, where in ((HEAD, "/park/pembayaran/"), (RINA, "/opd/pembayaran/")):
        assert "buku rekening sampai hari ini kosong" in visit(member, where).content.decode()
    assert "Anda menyatakan belum menerima" in small(phone.get(f"{address}uang/"))
    public = small(Client().get(f"/umur-tagihan/{programme.code}/"))
    assert "Belum ada mesin yang diterima OPD" in public and maker not in public


def test_payment_orders_come_back_from_excel_with_their_differences(programme, person, client):
    serials, contract, _receiver = taken_over(programme, person)
    _claim, code = approved(programme, person, serials, contract, colleague(programme, person, "pptk"))
    payer = colleague(programme, person, "bendahara")
    client.force_login(payer)
    today = day_in_wita(timezone.now())
    book = openpyxl.load_workbook(io.BytesIO(client.get("/opd/sp2d/templat.xlsx").content))
    sheet = book.active
    sheet["B2"], sheet["C2"] = "SP2D/77", today
    net = sheet["D2"].value
    sheet["A3"], sheet["A4"], sheet["D4"] = "TG09999", "Jumlah", net  # not paid yet, and the sum: neither is an order
    assert net == payment.payment_named(programme, code).net
    wrong, right = saved(book, "D2", net + 1), saved(book, "D2", net)
    month = f"{today:%Y-%m}"
    page = client.post("/opd/sp2d/", {"month": month, "file": wrong}, follow=True)
    text = page.content.decode()
    assert "0 pencairan baru" in text and "Tanyakan kepada bendahara mana yang benar" in text and "Catat semuanya" not in text
    assert "2 baris tanpa nomor dan tanggal SP2D dilewati" in text
    assert client.post("/opd/sp2d/", {"month": "2020-13", "file": right}).status_code == 400
    page = client.post("/opd/sp2d/", {"month": month, "file": saved(book, "D2", net)}, follow=True)
    assert "1 pencairan baru" in page.content.decode()
    where = page.redirect_chain[-1][0]
    done = client.post(where, inputs(page, 'value="save"') | {"do": "save"})
    assert done.status_code == 302 and payment.payment_named(programme, code).sp2d == "SP2D/77"
    assert client.post(where, {"do": "save"}).status_code == 302
    public = small(Client().get(f"/umur-tagihan/{programme.code}/"))
    assert "sudah dibayar" in public and contract.vendor not in public


def saved(book, cell, value):
    book.active[cell] = value
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "sp2d.xlsx"
    return file


def test_the_park_states_what_a_type_needs_and_what_was_typed_stays(programme, visit):
    page = visit(PLANNER, "/park/kebutuhan-lokasi/")
    assert "belum dinyatakan kebutuhannya" in page.content.decode()
    type = sending(programme).type
    form = {"volts": "220", "kilovolt_amperes": "2.2", "water": "on", "capacity_per_day": "400", "raw_unit": "", "source": "pelat nama mesin"}
    page = visit(PLANNER, f"/park/kebutuhan-lokasi/{type}/", form)
    assert page.status_code == 400 and "Tulis satuan kapasitasnya" in page.content.decode() and "pelat nama mesin" in page.content.decode()
    assert visit(PLANNER, f"/park/kebutuhan-lokasi/{type}/", form | {"raw_unit": "kg"}).status_code == 302
    assert queries.needs(programme)[type].volts == 220 and visit(PLANNER, "/park/kebutuhan-lokasi/TIDAK-ADA/").status_code == 404
