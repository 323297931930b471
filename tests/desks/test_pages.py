"""What pages say, how light they are, and what they never do."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import ANI, AUDITOR, DARMA, HEAD, PLANNER, RINA, SRI, SUPPLIER

LISTS = ["/park/pesanan/", "/park/katalog/", "/park/bengkel/", "/park/anggaran/", "/park/catatan/"]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_overview_answers_first(visit):
    page = text_of(visit(PLANNER, "/park/"))
    assert "Pesanan: 2.133 mesin, Rp17,36 miliar, 120 jenis untuk 9 OPD." in page
    for envelope in ("Rp926 miliar", "Rp310 miliar", "Rp86,33 miliar", "Rp223,67 miliar"):
        assert envelope in page


@pytest.mark.parametrize("address", LISTS)
def test_lists_are_light(address, visit, client):
    visit(PLANNER, address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert len(asked) <= 12, [q["sql"][:90] for q in asked.captured_queries]
    assert len(page.content) <= 50_000


@pytest.mark.parametrize("address", LISTS)
def test_search_sort_pages_and_excel(address, visit):
    whole = visit(PLANNER, address + "?unduh=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(whole.content)).active
    assert sheet.freeze_panes == "B2" and sheet.max_row > 1
    assert visit(PLANNER, address + "?hal=99999&urut=nonsense&cari=" + "x" * 300).status_code == 200
    empty = visit(PLANNER, address + "?cari=tidakadayangbegini")
    assert "Tidak ada baris yang cocok" in empty.content.decode()


@pytest.mark.parametrize(("key", "heading"), [("quantity", "Jumlah"), ("unit_price", "HPS"), ("value", "Nilai"), ("due_date", "Jatuh tempo")])
def test_lists_sort_both_ways_and_lose_no_row(key, heading, visit):
    """Over the Excel, which holds all rows. Texts are left out: which letter comes first is the database's matter."""

    def column(way):
        sheet = openpyxl.load_workbook(io.BytesIO(visit(PLANNER, f"/park/pesanan/?opd=DKP&unduh=xlsx&urut={way}").content)).active
        place = next(n for n, cell in enumerate(sheet[1]) if str(cell.value).startswith(heading))
        return [row[place] for row in sheet.iter_rows(min_row=2, values_only=True)]

    plain, up, down = column(""), column(key), column(f"-{key}")
    assert sorted(plain) not in (plain, plain[::-1]), "else the rows as they come would pass"
    assert up == sorted(plain) and down == sorted(plain, reverse=True)


def test_order_list_filters_and_sorts(visit):
    page = visit(PLANNER, "/park/pesanan/?opd=DKP&urut=-quantity").content.decode()
    agencies = re.findall(r'<td data-label="OPD">(D[A-Z]+)</td>', page)
    assert agencies and set(agencies) == {"DKP"}
    quantities = [int(n.replace(".", "")) for n in re.findall(r'<td class="n" data-label="Jumlah">([\d.]+)</td>', page)]
    assert quantities and quantities == sorted(quantities, reverse=True)


def test_search_finds_by_name_of_the_type(visit):
    page = text_of(visit(PLANNER, "/park/pesanan/?cari=pemipil"))
    assert "pemipil jagung" in page and "Gerobak" not in page


def test_a_line_can_be_changed_with_a_reason_and_shows_its_history(visit):
    form = {"change": "quantity", "after": "5", "reason": "agency_request", "note": "surat OPD", "paper": "027/1",
            "identity": "6f1d3a52-5a0f-4f43-9a0f-2a4f6f7c0c11"}  # fmt: skip
    for _ in range(2):  # sent twice
        assert visit(PLANNER, "/park/pesanan/L0001/", form).status_code == 302
    page = text_of(visit(PLANNER, "/park/pesanan/L0001/"))
    assert page.count("surat OPD") == 1 and "027/1" in page
    fall = text_of(visit(PLANNER, "/park/pesanan/perubahan/"))
    assert "Dari 2.133 mesin menjadi 2.136" in fall and "cocok" in fall
    asked = visit(PLANNER, "/park/pesanan/perubahan/?alasan=agency_request&urut=-rupiah").content.decode()
    assert "surat OPD" in asked and "1–1 dari 1" in asked, "the agreed order has no reason of the list"


def test_wrong_change_says_why_and_keeps_what_was_typed(visit):
    form = {"change": "quantity", "after": "dua", "reason": "agency_request", "note": "jangan hilang"}
    response = visit(PLANNER, "/park/pesanan/L0001/", form)
    assert response.status_code == 400
    assert "bukan bilangan bulat" in text_of(response) and "jangan hilang" in response.content.decode()


def test_plan_is_proposed_by_one_and_approved_by_another(visit, programme):
    from tempa.allocation import actions, queries
    from tempa.ledger.queries import person_named, tables_of

    old = queries.approved_plan(programme)
    made = actions.add_plan(programme, tables_of(programme), queries.plan_tables(old), origin="uji", at=old.made_at, by=person_named("perencana"))
    address = f"/park/rencana/{made.plan}/"
    visit(PLANNER, address + "ajukan/", {"note": "lebih adil"})
    assert "menunggu keputusan" in text_of(visit(PLANNER, address))
    assert ">Setujui<" not in visit(PLANNER, address).content.decode()
    visit(PLANNER, address + "setujui/", {})
    assert queries.approved_plan(programme).plan == old.plan
    assert ">Setujui<" in visit(HEAD, address).content.decode()
    visit(HEAD, address + "setujui/", {})
    assert queries.approved_plan(programme).plan == made.plan
    assert "digantikan" in text_of(visit(PLANNER, "/park/rencana/"))


def test_two_plans_side_by_side(visit, programme):
    from tempa.allocation import actions, queries
    from tempa.ledger.queries import person_named, tables_of

    old = queries.approved_plan(programme)
    other = actions.add_plan(programme, tables_of(programme), queries.plan_tables(old), origin="uji", at=old.made_at, by=person_named("perencana"))
    page = text_of(visit(PLANNER, f"/park/rencana/bandingkan/?rencana={old.plan}&rencana={other.plan}"))
    assert "biaya seluruhnya" in page and "Tidak ada bengkel yang berubah" in page
    assert visit(PLANNER, f"/park/rencana/bandingkan/?rencana={old.plan}").status_code == 302


def test_plan_downloads(visit, programme):
    from tempa.allocation import queries

    plan = queries.approved_plan(programme)
    book = openpyxl.load_workbook(io.BytesIO(visit(PLANNER, f"/park/rencana/{plan.plan}/excel/").content))
    assert {"lots", "loads", "unplanned", "plan"} <= set(book.sheetnames)
    assert visit(PLANNER, f"/park/rencana/{plan.plan}/folder/").content[:2] == b"PK"


@pytest.mark.parametrize(
    ("member", "address", "words"),
    [
        (RINA, "/opd/", "442 mesin dipesan"),
        (RINA, "/opd/anggaran/", "DISTANBUN-D"),
        (DARMA, "/bengkel-saya/", "Bengkel Getap 03"),
        (SRI, "/bengkel-saya/data/", "Verifikasi"),
        (ANI, "/pemeriksa/?minggu=10", "jam pemeriksaan"),
        (SUPPLIER, "/pemasok/", "menunggu"),
        (AUDITOR, "/auditor/", "Rantai utuh"),
        (AUDITOR, "/auditor/kekekalan/", "terpenuhi"),
    ],
)  # fmt: skip
def test_each_desk_opens_with_its_answer(member, address, words, visit):
    assert words in text_of(visit(member, address))


@pytest.mark.parametrize("week", ["-1", "99999", "x", "²", ""])
def test_odd_weeks_show_a_week(week, visit):
    assert visit(ANI, f"/pemeriksa/?minggu={week}").status_code == 200


def test_every_answer_carries_the_strict_policy(visit):
    for address in ("/masuk/", "/park/", "/tidak-ada/"):
        policy = visit(PLANNER, address)["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy


def test_missing_page_helps(visit):
    response = visit(PLANNER, "/park/tidak-ada/")
    assert response.status_code == 404 and "bukan untuk Anda" in text_of(response)


def test_english_second(client, db):
    from tempa.ledger.queries import person_named

    client.force_login(person_named("perencana"))
    client.cookies["language"] = "en"
    page = client.get("/park/")
    assert '<html lang="en">' in page.content.decode() and page["Content-Language"] == "en"
    assert "Overview" in text_of(page) and "Ikhtisar" not in text_of(page)


def test_browsers_wish_for_english_does_not_change_the_page(visit):
    page = visit(PLANNER, "/park/", HTTP_ACCEPT_LANGUAGE="en")
    assert 'lang="id"' in page.content.decode()


def test_text_is_never_a_formula_in_excel(visit, programme):
    from tempa.demand.actions import Why, change_line
    from tempa.ledger.models import Entry
    from tempa.ledger.queries import person_named

    at = Entry.objects.filter(programme=programme).first().at
    change_line(programme, line="L0001", change="quantity", after="7", why=Why("other", "=HYPERLINK(1)+2"), at=at, by=person_named("perencana"))
    for address in LISTS:
        book = openpyxl.load_workbook(io.BytesIO(visit(PLANNER, address + "?unduh=xlsx").content))
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_password_is_changed_with_the_old_one_only(visit):
    wrong = {"old": "salah", "new": "sandi-baru-2020", "again": "sandi-baru-2020"}
    assert visit(PLANNER, "/akun/", wrong).status_code == 400
    assert visit(PLANNER, "/akun/", {"old": "contoh-2020", "new": "12345", "again": "12345"}).status_code == 400
    good = {"old": "contoh-2020", "new": "sandi-baru-2020", "again": "sandi-baru-2020"}
    assert visit(PLANNER, "/akun/", good).status_code == 302
    assert visit(None, "/masuk/", {"login": "perencana", "password": "sandi-baru-2020"}).status_code == 302


def test_roles_are_granted_by_the_head_alone(visit, person, programme):
    from tempa.ledger.queries import roles_of

    form = {"login": "baru", "name": "Orang Baru", "password": "sandi-pertama-1", "desk": "agency", "subject": "DKP"}
    visit(PLANNER, "/park/orang/", form)
    assert person("baru") is None
    assert visit(HEAD, "/park/orang/", form | {"subject": "XX"}).status_code == 400
    assert person("baru") is None
    shown = visit(HEAD, "/park/orang/", form)  # with the link by which the new person chooses a password
    assert shown.status_code == 200 and "Tautan untuk Orang Baru" in text_of(shown)
    (role,) = roles_of(person("baru"), programme)
    assert (role.desk, role.subject) == ("agency", "DKP")
    visit(HEAD, f"/park/orang/{role.pk}/cabut/", {})
    assert roles_of(person("baru"), programme) == []


def test_a_place_of_shared_machines_is_asked_for_no_offers(visit):
    assert "/park/bengkel/W03/penawaran/" in visit(PLANNER, "/park/bengkel/W03/").content.decode()
    assert "/penawaran/" not in visit(PLANNER, "/park/bengkel/STIPARK/").content.decode()
