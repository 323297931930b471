"""Pages of links: without an account, a cookie or a script; what is wrong gets a sentence; offers and objections from a phone."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.offers import TYPED
from tempa.ledger import links, queries
from tempa.ledger.models import Entry, LinkTrace, WorkLink
from tempa.registry import queries as offers
from tests.cast import DARMA, PLANNER
from tests.conftest import ROOT
from tests.desks.links import MADE, call_and_link, inputs, introduced
from tests.desks.planning import text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 surat"


@pytest.fixture
def way(programme, person):
    return call_and_link(programme, person)


def test_a_link_opens_without_account_cookie_or_script_and_tells_no_other_site(way):
    _call, link, address = way
    client = introduced(address)
    page = client.get(f"{address}penawaran/")
    assert page.status_code == 200 and not client.cookies, "nothing is set, not even against forged requests"
    assert page["Referrer-Policy"] == "no-referrer" and "no-store" in page["Cache-Control"] and "<script" not in page.content.decode()
    assert "Anda mengisi sebagai Pak Made" in text_of(page)
    assert LinkTrace.objects.get(pk=link.pk).opened_at is not None


def test_with_everything_that_it_needs_a_page_weighs_at_most_30_kb(way):
    _call, _link, address = way
    css = (ROOT / "tempa" / "desks" / "frame" / "static" / "link.css").stat().st_size
    client = introduced(address)
    for path in ("", "penawaran/", "penawaran/?hal=2", "harga/", "siapa/"):
        page = client.get(address + path, follow=True)
        names = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.content.decode()))
        assert {Path(name).name.split(".")[0] for name in names} == {"link"}
        assert len(page.content) + css <= 30_000, (path, len(page.content), css)


def test_who_has_not_said_who_they_are_is_asked_first(way, programme):
    _call, _link, address = way
    client = Client()
    page = client.get(address, follow=True)
    assert page.redirect_chain[-1][0] == f"{address}siapa/" and "siapa yang mengisi" in text_of(page)
    wrong = client.post(f"{address}siapa/", inputs(page) | {"name": "M", "phone": "12"})
    assert wrong.status_code == 400 and "Tulis nama Anda" in text_of(wrong) and 'value="12"' in wrong.content.decode()
    size = queries.chain_head(programme)[0]
    fields = inputs(page) | MADE
    assert [client.post(f"{address}siapa/", fields).status_code for _ in range(2)] == [302, 302]
    assert queries.chain_head(programme)[0] == size + 1


def save(client, address, **typed):
    page = client.get(address)
    return client.post(address, inputs(page, 'name="seen"') | {f"{TYPED}{k}": v for k, v in typed.pop("prices").items()} | typed)


def test_prices_are_read_as_people_type_them_and_only_what_changed_is_stated(way, programme):
    call, link, address = way
    client, page = introduced(address), f"{address}penawaran/"
    mine = {o.type: o.unit_price for o in offers.offers_of(programme, "W07")}
    kept, changed = sorted(mine)[:2]
    done = save(client, page, prices={f"W07|{changed}": f"{mine[changed] / 1_000_000:.3f} juta".replace(".", ",")})
    assert done.status_code == 400 and "Tidak ada harga yang berubah" in text_of(done)
    done = save(client, page, prices={f"W07|{changed}": f"Rp {mine[changed] - 1000:,}".replace(",", ".")})
    assert done.status_code == 302 and "Tersimpan." in text_of(client.get(done["Location"]))
    entry = Entry.objects.filter(programme=programme, kind="OffersStated").get()
    assert offers.offer_of(programme, "W07", changed).unit_price == mine[changed] - 1000
    assert offers.offer_of(programme, "W07", kept).unit_price == mine[kept] and f'"through":"{link.link}"' in entry.body
    assert str(mine[changed] - 1000) not in entry.body, "a price is sealed"
    assert entry.by.name == "Pak Made" and offers.stated_in_call(programme, call)["W07"][0] == 1


def test_sent_twice_a_price_is_stated_once_and_a_blank_withdraws_it(way, programme):
    _call, _link, address = way
    client, page = introduced(address), f"{address}penawaran/"
    first = offers.offers_of(programme, "W07").first()
    shown = client.get(page)
    fields = inputs(shown, 'name="seen"') | {f"{TYPED}W07|{first.type}": ""}
    assert [client.post(page, fields).status_code for _ in range(2)] == [302, 302]
    assert offers.offer_of(programme, "W07", first.type) is None
    assert Entry.objects.filter(programme=programme, kind="OffersStated").count() == 1


def test_one_row_is_saved_alone_and_the_others_stay_as_they_were_typed(way, programme):
    _call, _link, address = way
    client, page = introduced(address), f"{address}penawaran/"
    one, other = (o.type for o in offers.offers_of(programme, "W07")[:2])
    before = offers.offer_of(programme, "W07", other).unit_price
    new = offers.offer_of(programme, "W07", one).unit_price + 1000
    answer = save(client, page, prices={f"W07|{one}": str(new), f"W07|{other}": "belum tahu"}, only=f"W07|{one}")
    assert answer.status_code == 200 and "Tersimpan." in text_of(answer) and 'value="belum tahu"' in answer.content.decode()
    assert offers.offer_of(programme, "W07", one).unit_price == new and offers.offer_of(programme, "W07", other).unit_price == before


@pytest.mark.parametrize(("typed", "words"), [("mahal", "Tulis harga seperti"), ("9500", "jauh dari HPS"), ("95000 juta", "jauh dari HPS")])
def test_a_price_that_cannot_be_meant_is_sent_back_as_typed_and_nothing_is_half_saved(typed, words, way, programme):
    _call, _link, address = way
    client, page = introduced(address), f"{address}penawaran/"
    one, other = (o.type for o in offers.offers_of(programme, "W07")[:2])
    before = offers.offer_of(programme, "W07", other).unit_price
    answer = save(client, page, prices={f"W07|{one}": typed, f"W07|{other}": str(before - 1000)})
    assert answer.status_code == 400 and words in text_of(answer) and f'value="{typed}"' in answer.content.decode()
    assert offers.offer_of(programme, "W07", other).unit_price == before


def test_an_offer_above_the_estimate_is_taken_and_what_can_be_done_is_said(way, programme):
    _call, _link, address = way
    client, page = introduced(address), f"{address}penawaran/"
    one = offers.offers_of(programme, "W07").first().type
    hps = catalogue.price_of(programme, one)
    done = save(client, page, prices={f"W07|{one}": str(hps + 1_000_000)})
    text = text_of(client.get(done["Location"]))
    assert offers.offer_of(programme, "W07", one).unit_price == hps + 1_000_000
    assert "di atas HPS" in text and "menurunkannya" in text and "Ajukan keberatan harga" in text


def test_after_closing_an_offer_is_refused_and_what_was_typed_stays(way, programme, monkeypatch):
    _call, _link, address = way
    client, page = introduced(address), f"{address}penawaran/"
    one = offers.offers_of(programme, "W07").first()
    fields = inputs(client.get(page), 'name="seen"') | {f"{TYPED}W07|{one.type}": str(one.unit_price - 5000)}
    later = timezone.now() + timedelta(days=6)
    monkeypatch.setattr("tempa.desks.frame.link_door.now_of", lambda programme: later)
    answer = client.post(page, fields)
    assert answer.status_code == 400 and "sudah ditutup" in text_of(answer) and f'value="{one.unit_price - 5000}"' in answer.content.decode()
    assert offers.offer_of(programme, "W07", one.type).unit_price == one.unit_price
    assert "name=\"only\"" not in client.get(page).content.decode()


def test_two_at_one_link_are_two_people_and_a_stale_row_is_told(way, programme):
    _call, _link, address = way
    client, page = introduced(address), f"{address}penawaran/"
    one = offers.offers_of(programme, "W07").first()
    made = inputs(client.get(page), 'name="seen"')
    other = Client()
    assert other.post(f"{address}siapa/", inputs(other.get(f"{address}siapa/")) | {"name": "Bu Made", "phone": "081300001111"}).status_code == 302
    save(other, page, prices={f"W07|{one.type}": str(one.unit_price - 1000)})
    answer = client.post(page, made | {f"{TYPED}W07|{one.type}": str(one.unit_price - 2000)})
    assert answer.status_code == 400 and "Bu Made" in text_of(answer) and f'value="{one.unit_price - 2000}"' in answer.content.decode()
    again = client.post(page, inputs(answer, 'name="seen"'))
    assert again.status_code == 302
    by = [e.by.name for e in Entry.objects.filter(programme=programme, kind="OffersStated").order_by("sequence").select_related("by")]
    assert by == ["Bu Made", "Pak Made"]


@pytest.mark.parametrize("what", ["revoked", "expired"])
def test_a_link_that_ended_says_so_and_a_new_one_can_be_asked_for(what, way, programme, person, monkeypatch):
    _call, link, address = way
    client = introduced(address)
    if what == "revoked":
        links.revoke_link(programme, link=link.link, reason="HP hilang", at=timezone.now(), by=person("perencana"))
    else:
        monkeypatch.setattr("tempa.desks.frame.link_door.now_of", lambda programme: link.expires_at)
    answer = client.get(f"{address}penawaran/")
    assert answer.status_code == 410 and ("dicabut" if what == "revoked" else "berakhir") in text_of(answer)
    assert answer["Referrer-Policy"] == "no-referrer" and "wa.me" in answer.content.decode()
    asked = client.post(f"{address}penawaran/", {"ask": "1"})
    assert "tercatat" in text_of(asked) and LinkTrace.objects.get(pk=link.pk).asked_at is not None
    assert not Entry.objects.filter(programme=programme, kind="OffersStated").exists()


def test_what_was_typed_when_a_link_ended_is_shown_and_not_kept(way, programme, person):
    _call, link, address = way
    client, page = introduced(address), f"{address}penawaran/"
    one = offers.offers_of(programme, "W07").first()
    fields = inputs(client.get(page), 'name="seen"') | {f"{TYPED}W07|{one.type}": "9,87 juta"}
    links.revoke_link(programme, link=link.link, reason="HP hilang", at=timezone.now(), by=person("perencana"))
    answer = client.post(page, fields)
    assert answer.status_code == 410 and f"{one.type}: 9,87 juta" in text_of(answer) and text_of(answer).count("juta") == 1
    asked = client.post(page, inputs(answer) | {"ask": "1"})
    assert "tercatat" in text_of(asked) and f"{one.type}: 9,87 juta" in text_of(asked)
    assert offers.offer_of(programme, "W07", one.type).unit_price == one.unit_price


def test_wrong_codes_get_a_sentence_and_soon_have_to_wait(way):
    _call, _link, address = way
    client = Client()
    for _n in range(3):
        answer = client.get("/t/7K2M-9QXA-40TB/")
        assert answer.status_code == 404 and "tidak dikenal" in text_of(answer)
    waiting = client.get(address)
    assert waiting.status_code == 429 and "Tunggu" in text_of(waiting) and int(waiting["Retry-After"]) > 0
    assert client.get(address, REMOTE_ADDR="9.9.9.9").status_code == 302, "from elsewhere nobody waits"


def test_a_code_is_typed_by_hand(way):
    _call, _link, address = way
    client, code = Client(), address.split("/")[2]
    assert client.get("/t/", {"kode": code.lower().replace("-", "")})["Location"] == address
    assert client.get("/t/", {"kode": "1234"}).status_code == 400


def test_who_is_signed_in_for_the_park_does_not_act_by_a_workshops_link(way, visit, programme):
    _call, _link, address = way
    for path in ("", "siapa/", "penawaran/", "harga/"):
        answer = visit(PLANNER, address + path)
        assert answer.status_code == 403 and "sedang masuk" in text_of(answer)
    assert visit(DARMA, f"{address}penawaran/").status_code == 403  # of another workshop
    assert visit(PLANNER, f"{address}siapa/", MADE).status_code == 403 and not Entry.objects.filter(kind="LinkTaken").exists()


def test_a_workshop_sees_nothing_of_anothers_offer(way, programme):
    """Neither price nor name of another site stands on its pages, before the call closes."""
    _call, _link, address = way
    client = introduced(address)
    texts = [text_of(client.get(address + path)) for path in ("penawaran/", "harga/")]
    names = {name for code, name in offers.workshop_names(programme).items() if code != "W07"}
    assert not [name for name in names for text in texts if name in text]
    assert not any("penawaran:" in text for text in texts), "no aggregate while the call is open"


# objections to prices


def case_of(programme, type="TAN-001", **more):
    hps = catalogue.price_of(programme, type)
    return {"type": type, "words": "Besi naik sejak April.", "what1": "besi", "amount1": str(hps), "what2": "upah", "amount2": "1,5 juta"} | more


def test_a_workshop_objects_by_its_link_with_figures_and_a_photo_and_reads_the_answer(way, programme, visit):
    _call, _link, address = way
    client, page = introduced(address), f"{address}harga/"
    photo = SimpleUploadedFile("nota.jpg", b"\xff\xd8\xff nota", content_type="text/html")
    fields = inputs(client.get(page), 'name="seen"') | case_of(programme)
    done = client.post(page, fields | {"file1": photo})
    assert done.status_code == 302
    found = catalogue.price_objections(programme).get()
    assert (found.workshop, found.type, len(found.papers), found.raised_by.name) == ("W07", "TAN-001", 1, "Pak Made")
    assert queries.paper_named(programme, found.papers[0]).media_type == "image/jpeg"
    photo.seek(0)
    assert client.post(page, fields | {"file1": photo}).status_code == 302 and catalogue.price_objections(programme).count() == 1
    assert "menunggu jawaban" in text_of(client.get(page))
    visit(PLANNER, f"/park/keberatan-harga/{found.objection}/jawab/", {"upheld": "no", "answer": "Harga besi Mei sudah dipakai."})
    assert "Harga besi Mei sudah dipakai." in text_of(client.get(page))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"amount1": "100", "what2": "", "amount2": ""}, "tidak lebih dari HPS"), ({"words": "naik"}, "paling sedikit 10 huruf"),
        ({"what1": "", "amount1": "", "what2": "", "amount2": ""}, "Tulis rincian biayanya"), ({"amount2": "banyak"}, "Tulis rupiah seperti"),
        ({"what2": ""}, "ke-2 belum lengkap"),
    ],
)  # fmt: skip
def test_an_objection_without_figures_is_sent_back_with_what_was_typed(more, words, way, programme):
    _call, _link, address = way
    client, page = introduced(address), f"{address}harga/"
    answer = client.post(page, inputs(client.get(page), 'name="seen"') | case_of(programme) | more)
    assert answer.status_code == 400 and words in text_of(answer) and catalogue.price_objections(programme).count() == 0
    assert 'value="besi"' in answer.content.decode() or not (more.get("what1", "besi"))


def test_only_pdf_and_photos_are_taken(way, programme):
    _call, _link, address = way
    client, page = introduced(address), f"{address}harga/"
    fields = inputs(client.get(page), 'name="seen"') | case_of(programme)
    answer = client.post(page, fields | {"file1": SimpleUploadedFile("nota.pdf", b"<html>", content_type="application/pdf")})
    assert answer.status_code == 400 and "Hanya PDF" in text_of(answer)
    big = SimpleUploadedFile("nota.pdf", PDF + bytes(5 * 1024 * 1024), content_type="application/pdf")
    answer = client.post(page, fields | {"file1": big})
    assert answer.status_code == 400 and "lebih dari 5 MB" in text_of(answer)


# from Excel


def file_of(rows):
    from tempa.desks.frame.workbook import TYPE, Sheet, content

    made = content([Sheet("Penawaran", ["Bengkel", "Kode mesin", "Penawaran"], rows)])
    return SimpleUploadedFile("harga.xlsx", made, content_type=TYPE)


def test_prices_come_back_from_excel_and_are_shown_before_they_are_stored(way, programme):
    _call, _link, address = way
    client = introduced(address)
    sheet = client.get(f"{address}penawaran/daftar/")
    assert sheet["Content-Type"].endswith("spreadsheetml.sheet") and len(sheet.content) > 2000
    one = offers.offers_of(programme, "W07").first()
    shown = client.post(f"{address}penawaran/berkas/", {"file": file_of([("W07", one.type, one.unit_price - 3000)])})
    assert shown.status_code == 200 and "mengubah satu harga" in text_of(shown)
    assert offers.offer_of(programme, "W07", one.type).unit_price == one.unit_price, "nothing is stored before its sender says so"
    done = client.post(f"{address}penawaran/", inputs(shown, 'name="seen"'))
    assert done.status_code == 302 and offers.offer_of(programme, "W07", one.type).unit_price == one.unit_price - 3000


def test_the_sheet_that_the_page_hands_out_comes_back_filled_in(way, programme):
    _call, _link, address = way
    client = introduced(address)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}penawaran/daftar/").content))
    sheet = book.active
    assert sheet is not None
    mine = offers.offers_of(programme, "W07").first()
    for row in sheet.iter_rows(min_row=2):
        price = row[5]
        price.value = f"Rp {mine.unit_price - 4000:,}".replace(",", ".") + ",-" if row[1].value == mine.type else None
    made = io.BytesIO()
    book.save(made)
    shown = client.post(f"{address}penawaran/berkas/", {"file": SimpleUploadedFile("isi.xlsx", made.getvalue())})
    assert shown.status_code == 200 and "mengubah satu harga" in text_of(shown), text_of(shown)


def test_the_letter_of_a_workshop_need_not_name_it(way, programme):
    _call, _link, address = way
    mine = offers.offers_of(programme, "W07").first()
    letter = f"SURAT PENAWARAN\nNo;Kode Mesin;Jumlah;Satuan;Harga Satuan;Total\n1;{mine.type};2;unit;{mine.unit_price - 5000};\n;;;;Hormat kami;\n"
    shown = introduced(address).post(f"{address}penawaran/berkas/", {"file": SimpleUploadedFile("surat.csv", letter.encode())})
    assert shown.status_code == 200 and "mengubah satu harga" in text_of(shown), text_of(shown)


def test_a_file_without_any_offer_says_so(way):
    _call, _link, address = way
    answer = introduced(address).post(f"{address}penawaran/berkas/", {"file": SimpleUploadedFile("lain.csv", b"Nama,Alamat\nBudi,Mataram\n")})
    assert answer.status_code == 400 and "tidak berisi satu baris pun" in text_of(answer)


def test_an_offer_that_stands_twice_with_two_prices_is_refused(way):
    _call, _link, address = way
    twice = file_of([("W07", "TAN-001", 9_000_000), ("W07", "TAN-001", 9_100_000)])
    answer = introduced(address).post(f"{address}penawaran/berkas/", {"file": twice})
    assert answer.status_code == 400 and "sama dengan baris 2" in text_of(answer)


@pytest.mark.parametrize(
    ("rows", "words"),
    [([("W08", "TAN-001", 9_000_000)], "tidak diminta di sini"), ([("W07", "TAN-001", "mahal")], "baris 2")],
)
def test_a_file_with_anothers_rows_or_no_prices_is_refused_row_by_row(rows, words, way):
    _call, _link, address = way
    answer = introduced(address).post(f"{address}penawaran/berkas/", {"file": file_of(rows)})
    assert answer.status_code == 400 and words in text_of(answer)


def test_a_link_is_kept_by_its_digest_alone(way):
    _call, link, address = way
    assert address.split("/")[2] not in str(WorkLink.objects.filter(pk=link.pk).values().get())
