"""Lists as offices really make them, one function each: its sheets as rows, and what stands beside the values.

The headings, sections, sums and signatures are those that Indonesian price estimates, proposals and budget sheets have; the
names and numbers are made up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

DUE = dt.date(2020, 11, 30)
Cells = list[list[Any]]


@dataclass
class Office:
    """Sheets, merged ranges per sheet (first row, column, last row, column), and what a reader should make of them.

    `counts` is the ordered count per machine; `answers` go to the questions that must be asked, and to no others.
    """

    sheets: dict[str, Cells]
    counts: dict[str, int]
    merged: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    reasons: set[str] = field(default_factory=set)
    """Some of the reasons for which rows must have been left out."""
    values: dict[str, set[str]] = field(default_factory=dict)
    """Column -> the values that the rows have."""


def write_office(office: Office, path: Path) -> Path:
    book = Workbook(path, {"default_date_format": "dd/mm/yyyy"})
    for name, rows in office.sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)
        for top, left, bottom, right in office.merged.get(name, []):
            sheet.merge_range(top, left, bottom, right, rows[top][left] if left < len(rows[top]) else "")
    book.close()
    return path


COUNTS = {"Cool box ikan": 5, "Alat pengasap ikan": 3}


def plain_hps() -> Office:
    """The commonest list of all."""
    rows: Cells = [["No", "Nama Barang", "Jumlah", "Satuan", "Harga Satuan", "Total"],
            [1, "Cool box ikan", 5, "unit", 6050000, 30250000], [2, "Alat pengasap ikan", 3, "unit", 9200000, 27600000]]
    return Office({"Sheet1": rows}, COUNTS, reasons={"judul"})


def hps_with_footer() -> Office:
    """Title block, sum, tax, rounding, in words, signatures of two."""
    rows: Cells = [
        ["PEMERINTAH PROVINSI NUSA TENGGARA BARAT"], ["DINAS KELAUTAN DAN PERIKANAN"], ["HARGA PERKIRAAN SENDIRI (HPS)"], [],
        ["Pekerjaan", ":", "Pengadaan peralatan IKM"], ["Tahun Anggaran", ":", 2020], [],
        ["NO.", "URAIAN BARANG", "VOL", "SAT", "HARGA SATUAN (Rp)", "JUMLAH HARGA (Rp)"], [1, 2, 3, 4, 5, "6 = 3 x 5"],
        [1, "Cool box ikan", 5, "bh", "Rp 6.050.000,00", "Rp 30.250.000,00"],
        [2, "Alat pengasap ikan", 3, "bh", "Rp 9.200.000,00", "Rp 27.600.000,00"],
        ["", "", "", "", "JUMLAH", 57850000], ["", "", "", "", "PPN 10%", 5785000], ["", "", "", "", "TOTAL", 63635000],
        ["", "", "", "", "PEMBULATAN", 63635000],
        ["Terbilang :", "Enam puluh tiga juta enam ratus tiga puluh lima ribu rupiah"], [],
        ["", "", "", "", "Mataram,     Juni 2020"], ["", "Mengetahui :", "", "", "Pejabat Pembuat Komitmen,"],
        ["", "Kuasa Pengguna Anggaran,", "", "", ""], [], ["", "H. LALU CONTOH, S.Pi, M.Si", "", "", "BAIQ CONTOH, ST"],
        ["", "NIP. 19700101 199503 1 001", "", "", "NIP. 19800202 200604 2 002"]]
    return Office({"HPS": rows}, COUNTS, reasons={"nomor kolom", "baris jumlah", "di bawah tabel: catatan atau tanda tangan"},
                  values={"agency": {"DKP"}})


def roman_sections() -> Office:
    """Sections whose roman number stands in a cell of its own, each with its sum."""
    rows: Cells = [["No", "Uraian", "Volume", "Satuan", "Harga Satuan", "Jumlah Harga"],
            ["I", "PERALATAN PASCAPANEN"], [1, "Cool box ikan", 5, "unit", 6050000, 30250000], ["", "Sub Jumlah I", "", "", "", 30250000],
            ["II", "PERALATAN PENGOLAHAN"], [1, "Alat pengasap ikan", 3, "unit", 9200000, 27600000],
            ["", "Sub Jumlah II", "", "", "", 27600000], ["III", "Jumlah (I + II)", "", "", "", 57850000],
            ["", "Dibulatkan", "", "", "", 57850000]]
    return Office({"RAB": rows}, COUNTS, reasons={"judul bagian", "baris jumlah"})


def numbered_sections() -> Office:
    """Sections with numbers, their rows numbered 1.1, 1.2."""
    rows: Cells = [["No", "Nama Barang", "Jumlah", "Satuan", "Harga Satuan"], ["1", "Peralatan pascapanen"],
            ["1.1", "Cool box ikan", 2, "unit", 6050000], ["1.2", "Cool box ikan", 3, "unit", 6050000], ["2", "Peralatan pengolahan"],
            ["2.1", "Alat pengasap ikan", 3, "unit", 9200000]]
    return Office({"Usulan": rows}, COUNTS, reasons={"judul bagian"})


def sections_per_agency() -> Office:
    """One list for all agencies, each under its name."""
    rows: Cells = [["No", "Nama Mesin", "Jml", "Ket"], ["A.", "Dinas Kelautan dan Perikanan"], [1, "Cool box ikan", 5], ["", "Jumlah A", 5],
            ["B.", "Dinas Perdagangan"], [1, "Alat pengasap ikan", 3, "untuk pasar"], ["", "Jumlah B", 3], ["", "Jumlah A + B", 8]]
    return Office({"Rekap usulan": rows}, COUNTS, reasons={"judul bagian", "baris jumlah"}, values={"agency": {"DKP", "DISDAG"}})


def heading_of_two_rows() -> Office:
    """Merged groups over their columns."""
    rows: Cells = [["No", "Nama Barang", "Kebutuhan", "", "Harga", "", "Tujuan"], ["", "", "Vol.", "Satuan", "Satuan", "Jumlah", ""],
            [1, "Cool box ikan", 5, "set", 6050000, 30250000, "LOBAR"], [2, "Alat pengasap ikan", 3, "set", 9200000, 27600000, "BIMA"]]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5), (0, 6, 1, 6)]
    return Office({"RKA": rows}, COUNTS, {"RKA": merged}, values={"destination": {"LOBAR", "BIMA"}})


def before_and_after() -> Office:
    """A revised budget: only what it comes to counts."""
    rows: Cells = [["No", "Uraian", "Semula", "", "", "Menjadi", "", "", "Bertambah/(Berkurang)"],
            ["", "", "Volume", "Harga Satuan", "Jumlah", "Volume", "Harga Satuan", "Jumlah", ""],
            [1, "Cool box ikan", 10, 6000000, 60000000, 5, 6050000, 30250000, -29750000],
            [2, "Alat pengasap ikan", 1, 9000000, 9000000, 3, 9200000, 27600000, 18600000]]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 0, 7), (0, 8, 1, 8)]
    return Office({"DPPA": rows}, COUNTS, {"DPPA": merged})


def before_and_after_in_one_row() -> Office:
    rows: Cells = [["No", "Nama Barang", "Jumlah Sebelum Perubahan", "Jumlah Setelah Perubahan", "Satuan", "Selisih"],
            [1, "Cool box ikan", 10, 5, "unit", -5], [2, "Alat pengasap ikan", 1, 3, "unit", 2]]
    return Office({"Perubahan": rows}, COUNTS)


def wide_destinations() -> Office:
    """A column for each place, and their sum."""
    rows: Cells = [["No", "Nama Barang", "Tujuan", "", "", "Jumlah", "Satuan"], ["", "", "Lombok Barat", "Kab. Lombok Timur", "Kota Bima", "", ""],
            [1, "Cool box ikan", 2, 3, "", 5, "unit"], [2, "Alat pengasap ikan", "-", "", 3, 3, "unit"], ["", "Jumlah", 2, 3, 3, 8, ""]]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 1, 5), (0, 6, 1, 6)]
    return Office({"Sebaran": rows}, COUNTS, {"Sebaran": merged}, answers={"spread:Sebaran:destination": "split"},
                  values={"destination": {"LOBAR", "LOTIM", "KOTABIMA"}})


def months() -> Office:
    """A column for each month; the year stands in the title."""
    rows: Cells = [["RENCANA KEBUTUHAN TAHUN 2020"], ["No", "Nama Barang", "Sep", "Okt", "Nov", "Jumlah"],
            [1, "Cool box ikan", 2, "", 3, 5], [2, "Alat pengasap ikan", "", 3, "", 3]]
    return Office({"Jadwal kebutuhan": rows}, COUNTS, answers={"spread:Jadwal kebutuhan:due_date": "split"},
                  values={"due_date": {"2020-09-30", "2020-10-31", "2020-11-30"}})


def sheets_and_recap() -> Office:
    """A sheet for each agency and one that adds them up."""
    head: list[Any] = ["No", "Nama Barang", "Jumlah", "Satuan"]
    sheets: dict[str, Cells] = {"DKP": [head, [1, "Cool box ikan", 2, "unit"], [2, "Alat pengasap ikan", 3, "unit"]],
              "DISDAG": [head, [1, "Cool box ikan", 3, "unit"]],
              "REKAP": [["REKAPITULASI"], head, [1, "Cool box ikan", 5, "unit"], [2, "Alat pengasap ikan", 3, "unit"]]}
    return Office(sheets, COUNTS, answers={"recap:REKAP:3": "leave"}, reasons={"rekap dari rincian"},
                  values={"agency": {"DKP", "DISDAG"}})


def recap_below_its_details() -> Office:
    rows: Cells = [["No", "Nama Barang", "Jumlah", "Tujuan"], [1, "Cool box ikan", 2, "LOBAR"], [2, "Cool box ikan", 3, "BIMA"],
            [3, "Alat pengasap ikan", 3, "BIMA"], ["REKAPITULASI"], ["No", "Nama Barang", "Jumlah", "Tujuan"],
            [1, "Cool box ikan", 5, "LOBAR"], [2, "Alat pengasap ikan", 3, "LOBAR"]]
    return Office({"Usulan": rows}, COUNTS, answers={"recap:Usulan:7": "leave"}, reasons={"rekap dari rincian"})


def blank_columns() -> Office:
    """Narrow blank columns between, rows of air, a table that begins at C5."""
    rows: Cells = [[], ["", "", "Usulan kelompok"], [], [],
                   ["", "", "No", "", "Nama Alat", "", "Qty", "", "Keterangan"], [],
                   ["", "", 1, "", "Cool box ikan", "", 5, "", "warna biru"], [], ["", "", 2, "", "Alat pengasap ikan", "", 3, "", ""]]
    return Office({"Sheet1": rows}, COUNTS)


def notes_below_machines() -> Office:
    """Specifications in rows of their own below each machine, and notes at the end."""
    rows: Cells = [
        ["No", "Nama Barang dan Spesifikasi", "Jumlah", "Satuan"], [1, "Cool box ikan", 5, "unit"], ["", "- kapasitas 100 liter"],
        ["", "- rangka siku"], [2, "Alat pengasap ikan", 3, "unit"], ["", "- 2 rak"], [],
        ["Catatan :"], ["1.", "Harga sudah termasuk ongkos kirim"], ["2.", "Barang buatan IKM setempat"]]
    return Office({"Spek": rows}, COUNTS, reasons={"di bawah tabel: catatan atau tanda tangan"})


def unknown_heading() -> Office:
    """What the machine is called stands under a heading that nobody knows, but the machines below it are the programme's."""
    rows: Cells = [["No", "Deskripsi alat bantu", "Jumlah", "Satuan", "Harga"], [1, "Cool box ikan", 5, "unit", 6050000],
            [2, "Alat pengasap ikan", 3, "unit", 9200000]]
    return Office({"Spek": rows}, COUNTS)


def unknown_heading_of_new_machines() -> Office:
    """Neither the heading nor a machine below it is known: a person says which column it is, among those that hold words."""
    rows: Cells = [["No", "Deskripsi alat bantu", "Jumlah", "Satuan", "Harga"], [1, "Kotak dingin nelayan", 5, "unit", 6050000],
            [2, "Lemari asap", 3, "unit", 9200000]]
    return Office({"Spek": rows}, {"Kotak dingin nelayan": 5, "Lemari asap": 3}, answers={"heading:Spek:type": "B"})


def budget_sheet() -> Office:
    """The columns of an RKA: volume, unit, price, and Jumlah in rupiah."""
    rows: Cells = [["Kode Rekening", "Uraian", "Volume", "Satuan", "Harga Satuan", "Jumlah"],
            ["5.2.2.23.02", "Cool box ikan", 5, "unit", 6050000, 30250000], ["5.2.2.23.02", "Alat pengasap ikan", 3, "unit", 9200000, 27600000]]
    return Office({"DKP": rows}, COUNTS, values={"agency": {"DKP"}, "budget_line": {"DKP-D"}})


def counts_with_units() -> Office:
    """No column of units: they stand behind the counts."""
    rows: Cells = [["No.", "Jenis Mesin / Alat", "Banyaknya", "Pagu (Rp)"], ["1.", "Cool box ikan", "5 unit", "Rp. 30.250.000,-"],
            ["2.", "Alat pengasap ikan", "3 buah", "Rp. 27.600.000,-"], ["", "JUMLAH", "8", "Rp. 57.850.000,-"]]
    return Office({"Usulan": rows}, COUNTS, reasons={"baris jumlah"})


def agencies_merged_down() -> Office:
    """The agency and its budget code once, merged over its rows."""
    rows: Cells = [["OPD", "Kode Rekening", "Nama Barang", "Jumlah", "Batas Waktu", "Lokasi"],
            ["DKP", "5.2.2.23.02", "Cool box ikan", 2, DUE.strftime("%d/%m/%Y"), "LOBAR"],
            ["", "", "Cool box ikan", 3, DUE.strftime("%d/%m/%Y"), "BIMA"], ["", "", "Alat pengasap ikan", 3, "30 Nopember 2020", "BIMA"]]
    return Office({"Usulan": rows}, COUNTS, {"Usulan": [(1, 0, 3, 0), (1, 1, 3, 1)]},
                  values={"agency": {"DKP"}, "budget_line": {"DKP-D"}, "due_date": {"2020-11-30"}})


def agency_once() -> Office:
    """The same without merging: blanks below."""
    office = agencies_merged_down()
    return Office(office.sheets, COUNTS, answers={"blanks:Usulan:A": "same", "blanks:Usulan:B": "same"}, values=office.values)


def pages_with_headings() -> Office:
    """A printed list: the heading again on every page, carried-over sums, signatures on each page."""
    head: list[Any] = ["No", "Nama Barang", "Jumlah", "Satuan", "Harga Satuan", "Jumlah Harga"]
    foot: list[Any] = ["", "Mengetahui", "", "", "Mataram, 2 Juni 2020"]
    rows: Cells = [head, [1, "Cool box ikan", 5, "unit", 6050000, 30250000], ["", "Jumlah dipindahkan", "", "", "", 30250000], foot,
                   ["", "KEPALA DINAS", "", "", "PPTK"], ["", "(..............)", "", "", "(..............)"], [],
                   head, ["", "Jumlah pindahan", "", "", "", 30250000], [2, "Alat pengasap ikan", 3, "unit", 9200000, 27600000],
                   ["", "Total", "", "", "", 57850000], foot, ["", "NIP.", "", "", "NIP."]]
    return Office({"Cetak": rows}, COUNTS, reasons={"judul kolom diulang", "baris jumlah", "di bawah tabel: catatan atau tanda tangan"})


def price_list_with_zeros() -> Office:
    """A catalogue in which only some rows are ordered."""
    rows: Cells = [["No", "Nama Barang", "Satuan", "Harga Satuan", "Jumlah Pesanan"], [1, "Cool box ikan", "unit", 6050000, 5],
            [2, "Mesin parut kelapa", "unit", 3825000, 0], [3, "Alat pengasap ikan", "unit", 9200000, 3]]
    return Office({"Katalog": rows}, COUNTS, reasons={"jumlahnya nol: tidak dipesan"})


def order_or_materials() -> Office:
    """A code, a name, a unit and a price make a list of materials as well as an order, where no machine is known."""
    rows: Cells = [["Kode Barang", "Nama Barang", "Jumlah", "Satuan", "Harga Satuan"], ["1.3.2.01", "Kotak dingin nelayan", 5, "unit", 6050000],
            ["1.3.2.02", "Lemari asap", 3, "unit", 9200000]]
    return Office({"Daftar": rows}, {"Kotak dingin nelayan": 5, "Lemari asap": 3}, answers={"table:Daftar": "orders"})


def proposals_of_groups() -> Office:
    """A list of proposals with the group, the village and its chair beside the machine."""
    rows: Cells = [["No", "Nama Kelompok", "Ketua / No HP", "Desa", "Kecamatan", "Kabupaten", "Jenis Alat", "Jumlah", "Ket."],
            [1, "KUB Mutiara", "Amaq Contoh / 0812xxxx", "Ekas", "Jerowaru", "Lombok Timur", "Cool box ikan", 5, "proposal 12/2020"],
            [2, "Poklahsar Mina", "Inaq Contoh / 0813xxxx", "Meninting", "Batulayar", "Lombok Barat", "Alat pengasap ikan", 3, ""]]
    return Office({"Proposal": rows}, COUNTS, values={"destination": {"LOTIM", "LOBAR"}})


def title_in_the_table() -> Office:
    """The table has a title and a date of its own right above, the last column is the sum in full words."""
    rows: Cells = [["Lampiran", ":", "Surat Kepala Dinas Perdagangan"], ["Nomor", ":", "050/123/DISDAG/2020"], ["Tanggal", ":", dt.date(2020, 6, 2)],
                   ["OPD : Dinas Perdagangan"], ["Nama Mesin/Peralatan", "Kuantitas", "Sat.", "Waktu Penyerahan", "Lokasi Serah Terima"],
                   ["Cool box ikan", 5, "Unit", DUE, "Gudang OPD Lombok Barat"], ["Alat pengasap ikan", 3, "Unit", DUE, "Gudang OPD Bima"],
                   ["Dst."]]
    return Office({"Lampiran": rows}, COUNTS, values={"agency": {"DISDAG"}, "destination": {"LOBAR", "BIMA"}, "due_date": {"2020-11-30"}})


def machine_once() -> Office:
    """A machine for several places, named once; below the table its sum without a word, carriage, and numbers of identity."""
    rows: Cells = [
        ["No", "Nama Barang", "Kabupaten/Kota", "Jumlah", "Satuan", "Total"], [1, "Cool box ikan", "Lombok Barat", 2, "unit", 12100000],
        ["", "", "Bima", 3, "unit", 18150000], [2, "Alat pengasap ikan", "Bima", 3, "unit", 27600000], ["", "", "", 8, "", 57850000],
        ["", "Asuransi", "", "", "", 500000], ["", "Mengetahui", "", "3 Juni 2020"], ["", "NIP.", "", 197001011995031, "", ""],
        ["", "Mataram", "", dt.date(2020, 6, 3)]]
    return Office({"Usulan": rows}, COUNTS, answers={"blanks:Usulan:B": "same"},
                  reasons={"jumlah baris di atasnya", "hanya nilai rupiah, tanpa nomor, jumlah, dan satuan",
                           "di bawah tabel: catatan atau tanda tangan"}, values={"destination": {"LOBAR", "BIMA"}})


def known_machines_or_materials() -> Office:
    """The same with machines of the programme: an order, and nobody is asked."""
    rows: Cells = [["Kode Barang", "Nama Barang", "Jumlah", "Satuan", "Harga Satuan"], ["1.3.2.01", "Cool box ikan", 5, "unit", 6050000],
            ["1.3.2.02", "Alat pengasap ikan", 3, "unit", 9200000]]
    return Office({"Daftar": rows}, COUNTS)


def coefficients() -> Office:
    """The sheet of an information system of budgets: groups with their sums, counts called coefficients, specifications below."""
    rows: Cells = [["Kode Rekening", "Uraian", "Koefisien", "Satuan", "Harga", "PPN", "Jumlah"],
            ["5.2.2", "Belanja Modal Peralatan", "", "", "", "", 57850000], ["", "[#] Pengadaan alat IKM", "", "", "", "", 57850000],
            ["", "[-] Sumber: APBD"], ["", "Cool box ikan", "5 Unit", "Unit", 6050000, 0, 30250000], ["", "Spesifikasi: 100 liter"],
            ["", "Alat pengasap ikan", "3 Unit", "Unit", 9200000, 0, 27600000], ["", "", "", "", "", "Jumlah Anggaran", 57850000]]
    return Office({"RKA": rows}, COUNTS, reasons={"hanya nilai rupiah, tanpa nomor, jumlah, dan satuan", "baris jumlah"})


def packages() -> Office:
    """A plan of purchases: the machine is the name of the package, what is done stands beside it, regencies with `Kab.`."""
    rows: Cells = [["No", "Nama Paket", "Volume", "Uraian Pekerjaan", "Lokasi", "Total Pagu", "Metode Pemilihan"],
            [1, "Cool box ikan", "5 Unit", "Pengadaan alat", "Kab. Lombok Barat", 30250000, "Swakelola"],
            [2, "Alat pengasap ikan", "3 Unit", "Pengadaan alat", "Kabupaten Bima", 27600000, "Swakelola"]]
    return Office({"RUP": rows}, COUNTS, values={"destination": {"LOBAR", "BIMA"}})


def counts_in_words() -> Office:
    """Counts with their words in parentheses, as contracts write them; headings in several lines."""
    rows: Cells = [["NO", "NAMA BARANG", "BANYAKNYA", "HARGA\nSATUAN\n(Rp.)", "JUMLAH\nHARGA\n(Rp.)"],
            [1, "Cool box ikan", "5 (lima) unit", "6.050.000", "30.250.000"], [2, "Alat pengasap ikan", "3 unit (tiga)", "9.200.000", "27.600.000"]]
    return Office({"Lampiran SPK": rows}, COUNTS)


def short_words() -> Office:
    """Abbreviated headings, decimals and thousands of an English Excel kept as text, days with two digits of the year."""
    rows: Cells = [["No", "Nm. Brg", "Jml. Unit", "Hrg Sat.", "Jml. Hrg", "Tgl. Dibutuhkan"],
            [1, "Cool box ikan", "5.00", "6,050,000.00", "30,250,000.00", "30-Nov-20"],
            [2, "Alat pengasap ikan", "3.00", "9,200,000.00", "27,600,000.00", "30/11/20"]]
    return Office({"Sheet1": rows}, COUNTS, values={"due_date": {"2020-11-30"}})


def proposed_and_approved() -> Office:
    """What was proposed and what was approved: the approved count is ordered."""
    rows: Cells = [["No", "Nama Barang", "Jumlah Usulan", "Jumlah Disetujui", "Satuan"], ["", "JUMLAH TOTAL", 13, 8, "unit"],
            [1, "Cool box ikan", 9, 5, "unit"], [2, "Alat pengasap ikan", 4, 3, "unit"]]
    return Office({"Hasil verifikasi": rows}, COUNTS, reasons={"baris jumlah"})


def needed_and_lacking() -> Office:
    """What is needed, what is there, what lacks: nobody but a person knows which of the first and the last is ordered."""
    rows: Cells = [["No", "Nama Alat", "Kebutuhan", "Yang Ada", "Kekurangan"], [1, "Cool box ikan", 9, 4, 5], [2, "Alat pengasap ikan", 4, 1, 3]]
    return Office({"Inventaris": rows}, COUNTS, answers={"heading:Inventaris:quantity": "E"})


def quarters() -> Office:
    """A column for each quarter of the year."""
    rows: Cells = [["No", "Nama Barang", "Triwulan III", "TW IV", "Total"], [1, "Cool box ikan", 2, 3, 5], [2, "Alat pengasap ikan", 0, 3, 3]]
    return Office({"Rencana 2020": rows}, COUNTS, answers={"spread:Rencana 2020:due_date": "split"},
                  values={"due_date": {"2020-09-30", "2020-12-31"}})


def wide_agencies() -> Office:
    """A column for each agency."""
    rows: Cells = [["Nama Barang", "DKP", "DISDAG", "Total"], ["Cool box ikan", 2, 3, 5], ["Alat pengasap ikan", 3, "", 3]]
    return Office({"Rekap": rows}, COUNTS, answers={"spread:Rekap:agency": "split"}, values={"agency": {"DKP", "DISDAG"}})


def machines_across() -> Office:
    """A column for each machine, a row for each group, sums at both ends; the numbers of the columns below a merged heading."""
    rows: Cells = [["No", "Nama Kelompok", "Kabupaten", "Jenis Mesin (unit)", "", "Jumlah"], ["", "", "", "Cool box ikan", "Alat pengasap ikan", ""],
            [1, "KUB Mutiara", "Lombok Timur", 2, "", 2], [2, "KUB Samudra", "Lombok Barat", 3, 3, 6], ["", "JUMLAH", "", 5, 3, 8]]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5)]
    return Office({"Rekap kelompok": rows}, COUNTS, {"Rekap kelompok": merged}, reasons={"baris jumlah"}, values={"destination": {"LOTIM", "LOBAR"}})


def machines_across_alone() -> Office:
    """The same without a sum and without a known heading."""
    rows: Cells = [["Kelompok", "Cool box ikan", "Alat pengasap ikan"], ["KUB Mutiara", 2, "-"], ["KUB Samudra", 3, 3]]
    return Office({"Sheet1": rows}, COUNTS)


def numbers_in_the_names() -> Office:
    """No column of numbers: they stand before the names."""
    rows: Cells = [["Uraian Barang", "Banyak", "Satuan"], ["1. Cool box ikan", 5, "unit"], ["2) Alat pengasap ikan", 3, "unit"]]
    return Office({"Usulan": rows}, COUNTS)


def receivers() -> Office:
    """Who gets the machine that the title names, and how many."""
    rows: Cells = [["DAFTAR CALON PENERIMA BANTUAN"], ["Jenis bantuan :", "Cool box ikan"], ["No", "Nama Kelompok", "Ketua", "Jumlah (unit)"],
            [1, "KUB Mutiara", "Amaq Contoh", 2], [2, "KUB Samudra", "Inaq Contoh", 3], ["", "Jumlah", "", 5]]
    return Office({"CPCL": rows}, {"Cool box ikan": 5}, reasons={"baris jumlah"})


OFFICES = [
    plain_hps, hps_with_footer, roman_sections, numbered_sections, sections_per_agency, heading_of_two_rows, before_and_after,
    before_and_after_in_one_row, wide_destinations, months, sheets_and_recap, recap_below_its_details, blank_columns,
    notes_below_machines, unknown_heading, budget_sheet, counts_with_units, agencies_merged_down, agency_once, pages_with_headings,
    price_list_with_zeros,
    order_or_materials, proposals_of_groups, title_in_the_table, machine_once, unknown_heading_of_new_machines, known_machines_or_materials,
    coefficients, packages, counts_in_words, short_words, proposed_and_approved, needed_and_lacking, quarters, wide_agencies, receivers,
    machines_across, machines_across_alone, numbers_in_the_names,
]
