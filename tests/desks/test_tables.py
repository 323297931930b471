"""Tables of pages: rows at hand are searched, sorted, filtered, cut and given as Excel like stored ones."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.test import RequestFactory

from tempa.desks.frame.listing import Filter, Listing
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.workbook import sheet_name

ROWS = [
    {"name": "Bengkel Getap 03", "n": 12, "late": 3, "kind": "lead"}, {"name": "SMK Praya", "n": 2, "late": 0, "kind": "school"},
    {"name": "Bengkel Lembar", "n": 1200, "late": None, "kind": "lead"},
]  # fmt: skip
COLUMNS = [
    Column("workshop", lambda r: r["name"], sort="name", link=lambda r: f"/x/{r['n']}/"),
    Column("quantity", lambda r: r["n"], lambda v: f"{v:,}".replace(",", "."), sort="n", numeric=True),
    Column("weeks_late", lambda r: r["late"] or None, sort="late", numeric=True, urgent=True, tag=lambda r: "late" if r["late"] else ""),
]
KINDS = Filter("macam", "Macam", [("lead", "induk"), ("school", "SMK")], lambda c: lambda r: r["kind"] == c)


def page(address, **options):
    listing = Listing("Daftar", ROWS, COLUMNS, filters=(KINDS,), empty="Kosong.", **options)
    return listing.respond(RequestFactory().get(address))


def names(response):
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', response.content.decode())


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/", ["Bengkel Getap 03", "SMK Praya", "Bengkel Lembar"]),
        ("/?cari=bengkel+1.200", ["Bengkel Lembar"]),
        ("/?cari=tidakada", []),
        ("/?macam=school", ["SMK Praya"]),
        ("/?macam=nonsense", ["Bengkel Getap 03", "SMK Praya", "Bengkel Lembar"]),
        ("/?urut=n", ["SMK Praya", "Bengkel Getap 03", "Bengkel Lembar"]),
        ("/?urut=-n", ["Bengkel Lembar", "Bengkel Getap 03", "SMK Praya"]),
        ("/?urut=-late", ["Bengkel Getap 03", "SMK Praya", "Bengkel Lembar"]),  # what has no value comes last either way
        ("/?urut=nonsense", ["Bengkel Getap 03", "SMK Praya", "Bengkel Lembar"]),
    ],
)
def test_rows_at_hand_are_searched_filtered_and_sorted(address, found):
    assert names(page(address)) == found


def test_rows_at_hand_have_pages_and_an_excel_file():
    many = Listing("Daftar", [ROWS[0] | {"n": n} for n in range(60)], COLUMNS)
    second = many.respond(RequestFactory().get("/?hal=2"))
    assert len(names(second)) == 10 and "51–60 dari 60" in second.content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(many.respond(RequestFactory().get("/?unduh=xlsx")).content)).active
    assert sheet.max_row == 61 and [c.value for c in sheet[61]] == ["Bengkel Getap 03", 59, 3]


def test_a_late_row_says_so_first_on_a_phone_and_without_colour():
    text = page("/").content.decode()
    assert '<td class="n urgent" data-label="Minggu terlambat"><span class="tag late">3</span></td>' in text
    assert '<td class="n urgent" data-label="Minggu terlambat"></td>' in text  # nothing to say: nothing to see


def test_tables_of_a_page_are_one_file_with_a_sheet_each():
    tables = {"title": "Uji", "one": Table("Lot", ROWS, COLUMNS, most=2, foot=[{"name": "Jumlah", "n": 1214, "late": 0}]),
              "two": Table("Lot", ROWS[:1], COLUMNS), "three": Table("Kosong", [], COLUMNS, empty="Belum ada.")}  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(respond(RequestFactory().get("/?unduh=xlsx"), "base.html", tables, file_name="uji").content))
    assert book.sheetnames == ["Lot", "Lot 2"] and book["Lot"].max_row == 5 and book["Lot"]["B5"].value == 1214


def test_a_page_offers_excel_only_where_it_has_rows():
    full = respond(RequestFactory().get("/?sentra=x"), "base.html", {"title": "Uji", "one": Table("Lot", ROWS, COLUMNS)})
    assert 'href="?sentra=x&amp;unduh=xlsx"' in full.content.decode()
    empty = respond(RequestFactory().get("/"), "base.html", {"title": "Uji", "one": Table("Lot", [], COLUMNS)})
    assert "unduh=xlsx" not in empty.content.decode()


def test_a_long_table_has_pages_of_its_own():
    """Each table of a page is turned by itself; what else the address asks for stays, and a page that is not there is the nearest one."""
    from django.template.loader import render_to_string

    def shown(address, table):
        return render_to_string("table.html", {"title": "Uji", "table": table}, request=RequestFactory().get(address))

    lots = Table("Lot yang lambat", ROWS, COLUMNS, most=2)
    first = shown("/?sentra=x&unduh=", lots)
    assert "1–2 dari 3" in first and "Bengkel Lembar" not in first and "Sebelumnya" not in first
    assert 'href="?sentra=x&amp;hal-lot-yang-lambat=2#lot-yang-lambat"' in first and 'id="lot-yang-lambat"' in first
    for asked in ("2", "3", "99"):
        last = shown(f"/?hal-lot-yang-lambat={asked}&hal-lain=1", lots)
        assert "3–3 dari 3" in last and "Bengkel Lembar" in last and "Bengkel Getap 03" not in last and "Berikutnya" not in last
        assert "?hal-lot-yang-lambat=1&amp;hal-lain=1#lot-yang-lambat" in last
    assert "1–2 dari 3" in shown("/?hal-lain=2&hal-lot-yang-lambat=dua", lots)
    assert "dari 3" not in shown("/", Table("Lot", ROWS, COLUMNS, most=3))
    many = [ROWS[0] | {"n": n} for n in range(101)]
    assert "1–100 dari 101" in shown("/", Table("Lot", many, COLUMNS))  # no table of text alone is endless
    assert "Belum ada." in render_to_string("table.html", {"title": "Uji", "table": Table("Lot", [], COLUMNS, empty="Belum ada.")})


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Lot", set(), "Lot"), ("lot", {"Lot"}, "lot 2"), ("Lot", {"Lot", "Lot 2"}, "Lot 3"), ("a/b:c", set(), "a b c"),
        ("x" * 40, set(), "x" * 31), ("x" * 40, {"x" * 31}, "x" * 29 + " 2"), ("[]", set(), "Daftar"),
    ],
)  # fmt: skip
def test_sheets_have_names_that_excel_takes(title, taken, name):
    assert sheet_name(title, taken) == name
