"""Particulars of vendors, officers and offers from Excel: a template, the differences before anything is kept, a sentence for every bad row."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tempa.contracts import actions, queries, rules
from tempa.contracts.facts import VendorStated
from tempa.contracts.rules import sheets
from tempa.desks.frame.workbook import TYPE, Sheet, content
from tempa.ledger.models import Entry
from tempa.ledger.rules import Refused
from tests.cast import AUDITOR, DARMA, PLANNER, RINA
from tests.contracts.parties import AT, VENDOR, WHY, drafted
from tests.desks.links import inputs
from tests.desks.planning import text_of
from tests.desks.test_contract_pages import now

pytestmark = pytest.mark.django_db
PENYEDIA = {
    "workshop": "W03", "legal_form": "UD", "representative": "Darma Wijaya", "nik": "5271011708450001", "address": "Jalan Contoh 3", "bank": "Bank A",
    "account": "1234567890", "holder": "Darma Wijaya", "charges_vat": "tidak", "tax_status": "tidak ada", "since": "2026-01-05",
}  # fmt: skip


def file_of(columns, rows):
    """A workbook with these rows, each a dict by the names of the columns."""
    cells = [[row.get(name, "") for name in columns] for row in rows]
    return SimpleUploadedFile("isian.xlsx", content([Sheet("Isian", list(columns.values()), cells)]), TYPE)


def sent(visit, who, kind, columns, rows):
    """The page of differences, and where it is."""
    desk = "opd" if who is RINA else "park"
    answer = visit(who, f"/{desk}/kontrak/excel/{kind}/", {"file": file_of(columns, rows)})
    assert answer.status_code == 302, text_of(answer)
    return visit(who, answer["Location"]), answer["Location"]


def keep(visit, who, page, address):
    return visit(who, address, inputs(page, 'name="seen"') | {"do": "save"})


def test_particulars_are_shown_before_they_are_kept_with_secret_numbers_by_their_end(visit, programme):
    page, address = sent(visit, PLANNER, "penyedia", sheets.VENDOR_COLUMNS, [PENYEDIA, {"workshop": "W07", "name": "tanpa wakil"}])
    told = text_of(page)
    assert "…0001" in told and "5271011708450001" not in page.content.decode() and "Darma Wijaya" in told and "Catat semuanya" in told
    assert queries.vendor_particulars(programme, "W03") is None
    assert keep(visit, PLANNER, page, address)["Location"] == "/park/kontrak/penyedia/"
    stated = queries.vendor_particulars(programme, "W03")
    assert (stated.nik, stated.account, stated.legal_form, str(stated.since)) == ("5271011708450001", "1234567890", "ud", "2026-01-05")
    entry = Entry.objects.get(programme=programme, kind=VendorStated.kind)
    assert "5271011708450001" not in entry.body and queries.vendor_particulars(programme, "W07") is None
    assert keep(visit, PLANNER, page, address).status_code == 302 and Entry.objects.filter(kind=VendorStated.kind).count() == 1


def test_numbers_left_blank_stay_and_what_is_the_same_says_nothing(visit, programme, person):
    actions.state_vendor(
        programme, said=actions.VendorSaid(workshop="W03", values=VENDOR, charges_vat=False, since=now().date()), at=now(), by=person("perencana")
    )
    same = PENYEDIA | {
        "nik": "", "account": "", "post": "pemilik", "address": VENDOR["address"], "bank": VENDOR["bank"], "phone": VENDOR["phone"],
        "since": str(now().date()),
    }  # fmt: skip
    page, _address = sent(visit, PLANNER, "penyedia", sheets.VENDOR_COLUMNS, [same])
    assert "0 perubahan, 1 sudah sama" in text_of(page) and "Tidak ada yang baru" in text_of(page)
    page, address = sent(visit, PLANNER, "penyedia", sheets.VENDOR_COLUMNS, [same | {"address": "Jalan Baru 9"}])
    assert "1 perubahan" in text_of(page)
    keep(visit, PLANNER, page, address)
    stated = queries.vendor_particulars(programme, "W03")
    assert (stated.address, stated.nik, stated.account) == ("Jalan Baru 9", VENDOR["nik"], VENDOR["account"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nik": "123"}, "Baris 2: NIK"), ({"nik": "5.27101170845E+15"}, "Excel membulatkannya"), ({"workshop": "W99"}, "Bengkel W99 tidak ada"),
        ({"legal_form": "firma"}, "pilih salah satu dari perorangan"), ({"since": "kemarin"}, "bukan tanggal"),
        ({"account": "12"}, "6 sampai 20 angka"), ({"nik": "5271011708450000"}, "Excel membulatkannya"),
        ({"bank": ""}, "nomor rekening bersama nama bank"), ({"charges_vat": "mungkin"}, "tulis ya atau tidak"), ({"npwp": "12"}, "NPWP"),
    ],
)  # fmt: skip
def test_every_bad_row_gets_a_sentence_and_nothing_is_kept(visit, programme, wrong, said):
    page, address = sent(visit, PLANNER, "penyedia", sheets.VENDOR_COLUMNS, [PENYEDIA | wrong, PENYEDIA | {"workshop": "W07"}])
    assert re.sub(r"\s+", " ", said) in text_of(page) and "Catat semuanya" not in text_of(page)
    keep(visit, PLANNER, page, address)
    assert not Entry.objects.filter(programme=programme, kind=VendorStated.kind).exists()


def test_what_is_doubtful_comes_first_and_a_row_twice_is_refused(visit, programme):
    other = PENYEDIA | {"workshop": "W07", "holder": "Orang Lain", "nik": "5271011708450010"}
    told = text_of(sent(visit, PLANNER, "penyedia", sheets.VENDOR_COLUMNS, [PENYEDIA, other])[0])
    assert "atas nama lain daripada yang menandatangani" in told and "pastikan Excel tidak membulatkannya" in told
    assert "Sama dengan baris 2" in text_of(sent(visit, PLANNER, "penyedia", sheets.VENDOR_COLUMNS, [PENYEDIA, PENYEDIA])[0])


def test_an_agency_names_its_own_officers_from_excel_and_no_others(visit, programme):
    row = {"agency": "DISTANBUN", "post": "PPK", "name": "Rina Contoh", "nip": "198001012005012001", "decree": "821/12/2026",
           "decree_on": "2026-01-05", "since": "5/1/2026"}  # fmt: skip
    told = text_of(sent(visit, RINA, "pejabat", sheets.OFFICER_COLUMNS, [row | {"agency": "DISDIKBUD"}])[0])
    assert "bukan OPD Anda" in told
    assert "NIP terdiri atas 18 angka" in text_of(sent(visit, RINA, "pejabat", sheets.OFFICER_COLUMNS, [row | {"nip": "1980"}])[0])
    page, address = sent(visit, RINA, "pejabat", sheets.OFFICER_COLUMNS, [row])
    assert keep(visit, RINA, page, address).status_code == 302
    held = queries.officer_on(programme, "DISTANBUN", now().date())
    assert (held.name, held.post, held.nip) == ("Rina Contoh", "ppk", "198001012005012001")
    assert "1 sudah sama" in text_of(sent(visit, RINA, "pejabat", sheets.OFFICER_COLUMNS, [row])[0])


def test_offers_for_contracts_come_from_excel_whole_contracts_only(visit, programme, person):
    c = drafted(programme, person, at=now())
    items = queries.items_of(c)
    rows = [{"contract": c.contract, "item": i.item, "asked": i.unit_price - 1000} for i in items]
    told = text_of(sent(visit, RINA, "penawaran", sheets.OFFER_COLUMNS, rows[1:])[0])
    assert f"Kontrak {c.contract}: harga butir {items[0].item} belum diisi" in told
    above = text_of(sent(visit, RINA, "penawaran", sheets.OFFER_COLUMNS, [rows[0] | {"asked": 99_000_000_000}, *rows[1:]])[0])
    assert "di atas HPS" in above
    page, address = sent(visit, RINA, "penawaran", sheets.OFFER_COLUMNS, rows)
    assert keep(visit, RINA, page, address).status_code == 302
    assert [i.asked_price for i in c.items.order_by("pk")] == [i.unit_price - 1000 for i in items]
    assert rules.contract_stage(queries.history_of(queries.contract_named(programme, c.contract))) == "offered"
    gone = text_of(sent(visit, RINA, "penawaran", sheets.OFFER_COLUMNS, [rows[0] | {"contract": "K9999"}])[0])
    assert "Kontrak K9999 butir 1 tidak ada" in gone


def test_the_template_comes_back_as_it_went_out(visit, programme, person):
    """What the program hands out it reads, and finds nothing new in it; long numbers that nobody may read are not in it."""
    actions.state_vendor(
        programme, said=actions.VendorSaid(workshop="W03", values=VENDOR, charges_vat=False, since=now().date()), at=now(), by=person("perencana")
    )
    drafted(programme, person, at=now())
    for kind in ("penyedia", "pejabat", "penawaran"):
        sheet = visit(PLANNER, f"/park/kontrak/excel/{kind}/templat/").content
        answer = visit(PLANNER, f"/park/kontrak/excel/{kind}/", {"file": io.BytesIO(sheet)})
        told = text_of(visit(PLANNER, answer["Location"]))
        assert "0 perubahan" in told and "salah" not in told, (kind, told[:600])
    assert "sudah sama" in told
    assert visit(AUDITOR, "/park/kontrak/excel/penyedia/").status_code == visit(RINA, "/opd/kontrak/excel/penyedia/").status_code == 404
    assert visit(DARMA, "/park/kontrak/excel/pejabat/").status_code == 404
    wrong = visit(PLANNER, "/park/kontrak/excel/pejabat/", {"file": file_of({"a": "Bukan judul"}, [{"a": "1"}])})
    assert wrong.status_code == 400 and "Pakai templatnya" in text_of(wrong)


def test_a_list_of_many_is_kept_whole_or_not_at_all(programme, person):
    good = actions.VendorSaid("W03", VENDOR, charges_vat=False, since=AT.date())
    with pytest.raises(Refused, match="NIK"):
        actions.state_vendors(programme, vendors=[good, replace(good, workshop="W07", values=VENDOR | {"nik": "1"})], at=AT, by=person("perencana"))
    assert not queries.vendors_stated(programme) and WHY
