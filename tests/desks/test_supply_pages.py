"""Pages of supply: a supplier by its link, orders and notes at the park, a workshop's word; wrong input gets a sentence and stays typed."""

from __future__ import annotations

import io
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tempa.ledger import links, queries
from tempa.supply import queries as supply
from tests.cast import DARMA, HEAD, PLANNER, SUPPLIER
from tests.desks.addresses import part_of
from tests.desks.links import inputs, introduced
from tests.desks.planning import text_of
from tests.desks.supply import bought, level, link_for, noted

LIGHT = 30 * 1024


def heard(page):
    return unescape(text_of(page))


@pytest.fixture
def shop(programme):
    """A client that came by the link of SUP-L1, and the path of the link."""
    bought(programme)
    address = link_for(programme, "SUP-L1")
    return introduced(address), address


def test_a_supplier_quotes_confirms_announces_and_invoices_by_its_link_without_script(programme, shop):
    client, address = shop
    inquiry, order = bought(programme)
    home = client.get(f"{address}pasok/")
    assert "Permintaan 1" in heard(home) and f"Pesanan {order}" in heard(home) and "<script" not in home.content.decode()
    quote = f"{address}pasok/harga/{inquiry}/"
    sent = inputs(client.get(quote)) | {"p:ST-HOL40": "190.000", "p:CS-CAT": "60 ribu", "freight": "", "days": "4"}
    assert client.post(quote, sent).status_code == 302
    (mine,) = supply.quotes_of(supply.inquiry_named(programme, inquiry))
    assert (mine.prices, mine.source, mine.days) == ({"ST-HOL40": 190_000, "CS-CAT": 60_000}, "link", 4)
    page = f"{address}pasok/pesanan/{order}/"
    soon = str(timezone.localdate() + timedelta(days=3))
    answer = inputs(client.get(page), 'value="answer"') | {"accepted": "yes", "promised_on": soon}
    assert client.post(page, answer).status_code == 302
    bill = inputs(client.get(page), 'value="invoice"') | {"number": "F-77", "amount": "2.256.000"}
    assert client.post(page, bill).status_code == 302
    shown = client.get(page)
    assert "Faktur F-77" in heard(shown) and "diperiksa taman sains" in heard(shown)
    letter = client.get(f"{page}surat.pdf")
    assert letter.content.startswith(b"%PDF") and letter["Content-Type"] == "application/pdf"
    for one in (home, shown, client.get(quote)):
        assert len(one.content) <= LIGHT


def test_what_a_supplier_types_wrongly_stays_and_says_why(programme, shop):
    client, address = shop
    inquiry, order = bought(programme)
    quote = f"{address}pasok/harga/{inquiry}/"
    wrong = client.post(quote, inputs(client.get(quote)) | {"p:ST-HOL40": "sembilan puluh", "days": "4"})
    assert wrong.status_code == 400 and "Tulis rupiah seperti" in heard(wrong) and 'value="sembilan puluh"' in wrong.content.decode()
    page = f"{address}pasok/pesanan/{order}/"
    late = client.post(page, inputs(client.get(page), 'value="answer"') | {"accepted": "yes", "promised_on": "2020-01-01"})
    assert late.status_code == 400 and "yang sudah lewat" in heard(late) and 'value="2020-01-01"' in late.content.decode()


def test_a_foreign_and_an_ended_link_open_nothing(programme, shop):
    _client, _address = shop
    _inquiry, order = bought(programme)
    other = link_for(programme, "SUP-L2")
    assert introduced(other).get(f"{other}pasok/pesanan/{order}/").status_code == 404
    link = links.queries.work_links(programme, purpose="supply").get(organisation="SUP-L2").link
    links.revoke_link(programme, link=link, reason="toko tutup", at=timezone.now(), by=queries.person_named("perencana"))
    ended = Client().get(f"{other}pasok/")
    assert ended.status_code == 410 and "sudah dicabut" in heard(ended)


def test_a_supplier_signed_in_sees_its_own_orders_alone(visit, programme):
    inquiry, order = bought(programme)
    assert f"Pesanan {order}" in heard(visit(SUPPLIER, "/pemasok/"))
    queries.person_named(SUPPLIER.login)
    from tests.supply.parties import ordered

    other = ordered(programme, queries.person_named, supplier="SUP-L2")
    assert visit(SUPPLIER, f"/pemasok/pesanan/{other}/").status_code == 404
    assert visit(SUPPLIER, f"/pemasok/harga/{inquiry}/").status_code == 200


def test_goods_above_the_order_are_refused_where_they_were_typed(visit, programme):
    _inquiry, order = bought(programme)
    page = f"/park/bahan/pesanan/{order}/"
    form = inputs(visit(PLANNER, page), 'value="receive"') | {f"q:{order}.1": "9"}
    wrong = visit(PLANNER, page, form)
    assert wrong.status_code == 400 and "yang belum datang tinggal 8, sedangkan yang dicatat 9" in heard(wrong)
    assert f'name="q:{order}.1" value="9"' in wrong.content.decode()
    assert visit(PLANNER, page, inputs(visit(PLANNER, page), 'value="receive"') | {f"q:{order}.1": "8"}).status_code == 302
    assert level(programme) == 20


def test_a_large_order_is_approved_by_the_head_and_its_letter_can_be_checked_by_anybody(visit, programme):
    inquiry, _order = bought(programme)
    page = f"/park/bahan/penawaran/{inquiry}/"
    quote = inputs(visit(PLANNER, page), 'value="quote"') | {"supplier": "SUP-L1", "p:ST-HOL40": "188.000", "p:CS-CAT": "62.000", "days": "5"}
    assert visit(PLANNER, page, quote).status_code == 302
    choose = inputs(visit(PLANNER, page), 'value="choose"') | {"supplier": "SUP-L1", "q:ST-HOL40": "100", "reason": "termurah dan lengkap"}
    to = visit(PLANNER, page, choose)["Location"]
    assert "Minta orang kedua" in heard(visit(PLANNER, to)) and 'value="approve"' not in visit(PLANNER, to).content.decode()
    assert "menunggu persetujuan" in heard(visit(PLANNER, "/park/"))
    assert visit(HEAD, to, inputs(visit(HEAD, to), 'value="approve"')).status_code == 302
    assert visit(PLANNER, f"{to}surat.pdf").content.startswith(b"%PDF")
    digest = bytes(supply.purchases(programme).first().entry.digest).hex()[:16]
    told = heard(visit(None, f"/surat/{digest}/"))
    assert "Surat pesanan bahan nomor B0002" in told and "188.000" not in told


def excel(*rows):
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return SimpleUploadedFile("harga.xlsx", target.getvalue())


def test_prices_from_excel_fill_the_form_in_and_a_bad_file_gets_a_sentence(visit, programme):
    inquiry, _order = bought(programme)
    page = f"/park/bahan/penawaran/{inquiry}/berkas/"
    heads = ["Kode bahan", "Bahan", "Jumlah", "Satuan", "Harga satuan"]
    read = visit(PLANNER, page, {"file": excel(heads, ["ST-HOL40", "x", 20, "batang", 187500], ["PT-PULI", "x", 1, "set", 5])})
    assert 'name="p:ST-HOL40" value="187500"' in read.content.decode() and "PT-PULI tidak diminta di sini" in heard(read)
    assert supply.quotes_of(supply.inquiry_named(programme, inquiry)) == []
    bad = visit(PLANNER, page, {"file": SimpleUploadedFile("harga.xlsx", b"bukan Excel")})
    assert "Tidak ada harga di berkas ini" in heard(bad)
    empty = visit(PLANNER, page, {"file": excel(["a", "b"])})
    assert "Tidak ada harga di berkas ini" in heard(empty)


@pytest.mark.parametrize(("rows", "why"), [
    ([["ST-HOL40", "187.500"], ["st-hol40", "197.500"]], "ada dua: 187.500 dan 197.500"), ([["ST-HOL40", "187,500"]], "tidak terbaca: 187,500"),
])  # fmt: skip
def test_two_prices_of_one_material_and_a_doubtful_comma_are_told(rows, why, visit, programme):
    inquiry, _order = bought(programme)
    read = visit(PLANNER, f"/park/bahan/penawaran/{inquiry}/berkas/", {"file": excel(["Kode Bahan", "Harga Satuan (Rp)"], *rows)})
    assert why in heard(read) and 'name="p:ST-HOL40" value="1' not in read.content.decode()


def test_a_note_above_the_stock_is_refused_and_a_workshop_says_what_it_got(visit, programme):
    contract = part_of(programme, "W03")
    note = noted(programme, contract)
    page = "/park/bahan/bon/bengkel/W03/"
    form = inputs(visit(PLANNER, f"{page}?semua=1"), 'value="issue"')
    lines = [name for name in form if name.startswith("q:")]
    wrong = visit(PLANNER, page, form | dict.fromkeys(lines, "") | {lines[0]: "500", "note": "diminta lebih"})
    assert wrong.status_code == 400 and "hanya 0, sedangkan yang hendak dikeluarkan 500" in heard(wrong) and 'value="500"' in wrong.content.decode()
    mine = f"/bengkel-saya/bahan/{note}/"
    assert "dipotong dari pembayaran" in heard(visit(DARMA, mine))
    silent = visit(DARMA, mine, inputs(visit(DARMA, mine), 'value="confirm"') | {"right": "no", "words": ""})
    assert silent.status_code == 400 and "apa yang berbeda" in heard(silent)
    assert visit(DARMA, mine, inputs(visit(DARMA, mine), 'value="confirm"') | {"right": "yes"}).status_code == 302
    address = link_for(programme, "W03", "contract", "workshop")
    client = introduced(address)
    light = client.get(f"{address}bahan/")
    assert f"Bon {note}" in heard(light) and len(light.content) <= LIGHT and "<script" not in light.content.decode()
    assert client.get(f"{address}bahan/M9999/").status_code == 404


def test_late_material_leads_to_planning_again_with_it_filled_in(visit, programme):
    noted(programme, part_of(programme, "W03"))
    found = visit(PLANNER, "/park/bahan/terlambat/")
    again = unescape(found.content.decode().split('href="/park/rencana/ulang/?')[1].split('"')[0])
    assert "datang mulai" in heard(visit(PLANNER, f"/park/rencana/ulang/?{again}"))


def test_a_supplier_gets_its_link_and_what_stays_in_the_province_has_a_source(visit, programme):
    page = "/park/bahan/pemasok/SUP-L1/"
    form = inputs(visit(PLANNER, page), 'value="content"') | {"material": "", "province": "12,5", "source": "x"}
    wrong = visit(PLANNER, page, form)
    assert wrong.status_code == 400 and "Tulis dari mana angka itu" in heard(wrong) and 'value="12,5"' in wrong.content.decode()
    assert visit(PLANNER, page, form | {"source": "surat pemasok 7", "identity": ""}).status_code == 302
    assert visit(PLANNER, page, inputs(visit(PLANNER, page), 'value="link"') | {"phone": "0812-3456-7890"}).status_code == 302
    link = links.queries.work_links(programme, purpose="supply").get(organisation="SUP-L1")
    shown = heard(visit(PLANNER, page))
    assert links.code_of(link.link) in shown and "12,5 %" in shown
