"""Two contracts that the tests of papers know: one with everything that any paper prints, one with next to nothing."""

from __future__ import annotations

from datetime import date

from tempa.contracts.law import Form, Route
from tempa.contracts.papers import (
    Account,
    Addendum,
    Advance,
    Agency,
    Budget,
    Change,
    Cited,
    Dates,
    Deed,
    Emergency,
    Guarantee,
    Instalment,
    Item,
    Kind,
    Officer,
    Papers,
    Party,
    Penalty,
    PenaltyBase,
    Post,
    PriceSource,
    Registered,
    Retention,
    Risk,
    Subwork,
    Vat,
)

LEAD = Party(
    code="W13", name="CV Pandai Besi Lembar", legal_form="CV", representative="H. Lalu Darma Wijaya", post="Direktur",
    incorporated=True, deed=Deed("17", date(2016, 3, 11), "Baiq Ratna Sari, S.H., M.Kn."),
    nib="9120102932847", npwp="01.312.166.0-915.000", address="Jalan Raya Lembar No. 27, Lembar, Lombok Barat", city="Lembar",
    contact="0370-681234",
    account=Account("Bank NTB Syariah", "0012203344556", "CV Pandai Besi Lembar"),
    tax_status="PKP sejak 14 Maret 2017; surat keterangan PPh final nomor KET-1182/2020 tanggal 4 Juni 2020",
)
MEMBER = Party(
    code="W15", name="Bengkel Las Sekotong Jaya", legal_form="perorangan", representative="Amaq Sahnun", post="Pemilik",
    nib="8120017463521", npwp="76.482.193.4-915.000", address="Dusun Kedaro, Sekotong, Lombok Barat", city="Sekotong",
    account=Account("BRI Unit Lembar", "4710-01-003388-53-2", "Sahnun"),
)
ITEMS = (
    Item(
        "L0001", "Mesin pemipil jagung (tanpa kelobot)", 4, 9_250_000, specification="Gambar G-TAN-001 versi 3",
        destination="Gudang OPD Lombok Barat", due=date(2020, 11, 30), estimate=9_400_000, offered=9_400_000,
        sources=(PriceSource("Penawaran CV Sumber Tani, Surabaya", 9_900_000, date(2020, 6, 12)),
                 PriceSource("Kontrak 027/41/DISTAN/2019", 9_150_000, date(2019, 8, 5))),
    ),
    Item(
        "L0002", "Mesin perajang tembakau", 6, 14_400_000, specification="Gambar G-TAN-011 versi 2",
        destination="Gudang OPD Lombok Timur", due=date(2020, 11, 30), estimate=14_650_000, offered=14_600_000,
        maker="Bengkel Las Sekotong Jaya", maker_price=13_900_000,
        sources=(PriceSource("Perhitungan biaya wajar Taman Teknologi", 14_310_000, date(2020, 6, 20)),),
    ),
)
SHORT = ("NKD", "UND", "PNW", "BAN", "BAHPL", "SPPBJ", "BP", "KW", "SPK", "SP", "SPMK", "PSN", "BKH", "PKA", "AD", "UM", "CR")
REGISTERED = tuple(
    Registered(kind, f"027/{100 + place}/{short}/DISTANBUN/2020", date(2020, 7, 1 + place),
               check_code=f"8F3A 21C0 77D9 E4{place:02d}", check_address=f"https://tempa.example.id/cek/8F3A21C077D9E4{place:02d}")
    for place, (kind, short) in enumerate(zip(Kind, SHORT, strict=True))
)
FULL = Papers(
    programme="Pesanan mesin dan peralatan IKM lokal Provinsi NTB 2020",
    package="Pengadaan mesin pascapanen jagung dan tembakau",
    agency=Agency("Dinas Pertanian dan Perkebunan", "Pemerintah Provinsi Nusa Tenggara Barat",
                  "Jalan Pejanggik No. 10, Mataram 83122", "Mataram", "Telepon (0370) 633671"),
    vendor=LEAD,
    items=ITEMS,
    form=Form.SPK,
    officers=(
        Officer(Post.PA, "Ir. H. Husnul Fauzi, M.Si.", "19651231 199203 1 115"),
        Officer(Post.PPK, "Baiq Rina Kusumawati, S.P.", "19780512 200501 2 009", "188.4/31/DISTANBUN/2020", date(2020, 1, 8)),
        Officer(Post.BUYER, "I Made Suarjana, S.E.", "19820903 200803 1 001", "188.4/32/DISTANBUN/2020", date(2020, 1, 8)),
        Officer(Post.PPTK, "Lalu Ahmad Fathoni, S.TP.", "19850214 201001 1 004"),
        Officer(Post.TREASURER, "Siti Nurhaliza, A.Md.", "19900717 201402 2 003"),
    ),
    budget=Budget(number="914/2.01.01/DPA/2020", on=date(2020, 1, 2), year=2020,
                  activity="Penyediaan alat dan mesin pascapanen", account_codes=("5.2.2.23.01", "5.1.8.01.01")),
    dates=Dates(start=date(2020, 7, 20), due=date(2020, 11, 30), days=133, offers_until=date(2020, 7, 8), offer_valid_days=30),
    vat=Vat(12_340_000, "10 %", Cited("PPN", "UU 42/2009 Ps 7(1)")),
    estimate=138_050_000,
    negotiation="Harga pemipil turun karena bahan rangka dibeli bersama; harga perajang turun karena pisau dipesan sekaligus.",
    guarantees=(Guarantee("Jaminan Uang Muka", 37_020_000, Cited("jaminan uang muka", "Perpres 16/2018 Ps 34"),
                          "Jamkrida NTB Bersaing", "JUM-2020-0417", date(2020, 12, 30)),),
    penalty=Penalty("1‰", PenaltyBase.LATE_PART, Cited("denda", "Perpres 16/2018 Ps 79(4)-(5)")),
    advance=Advance(37_020_000, "30 %", Cited("uang muka", "Perpres 16/2018 Ps 29"), "Pembelian pelat, besi siku dan mesin penggerak"),
    retention=Retention(6_170_000, "5 %", 6, Cited("retensi", "Retensi / jaminan pemeliharaan barang", verified=False)),
    instalments=(Instalment("30 %", "uang muka, setelah jaminan uang muka diterima", 37_020_000),
                 Instalment("70 %", "setelah seluruh mesin diterima dengan berita acara serah terima", 86_380_000)),
    warranty_months=12,
    rules=(Cited("bentuk kontrak", "Perpres 16/2018 Ps 28"), Cited("HPS", "Perpres 16/2018 Ps 26"),
           Cited("jalur darurat", "Perlem LKPP 13/2018; SE LKPP 3/2020", verified=False)),
    registered=REGISTERED,
    subworks=(Subwork(MEMBER, (ITEMS[1],), start=date(2020, 7, 22), due=date(2020, 11, 15), days_to_pay=7, materials_by_lead=True),),
    addenda=(Addendum(
        reason="Mesin penggerak dari Surabaya datang terlambat tiga minggu.",
        changes=(Change("Jumlah mesin perajang tembakau", "6 unit", "5 unit"),
                 Change("Nilai kontrak tanpa PPN", 123_400_000, 109_000_000),
                 Change("Tanggal selesai", date(2020, 11, 30), date(2020, 12, 15))),
        value_before=123_400_000, value_after=109_000_000, due_before=date(2020, 11, 30), due_after=date(2020, 12, 15),
        basis="Surat penyedia nomor 12/PBL/X/2020 tanggal 5 Oktober 2020",
        consequences=("Jaminan uang muka diperpanjang sampai 14 Januari 2021.", "Denda dihitung sejak 16 Desember 2020."),
    ),),
    emergency=Emergency("360-211/2020", date(2020, 3, 22), "Mesin pascapanen bagi petani yang kehilangan pasar selama pandemi.",
                        "Pernah memasok mesin sejenis kepada dinas pada tahun 2018 dan 2019.", date(2020, 9, 30)),
    risks=(Risk(by="Ir. H. Husnul Fauzi, M.Si.", post="Pengguna Anggaran",
                reason="Musim panen jagung dimulai pada bulan Agustus; menunggu kontrak berarti mesin datang setelah panen.",
                begins=date(2020, 7, 13), lots=("L0001", "L0002"), most_rupiah=40_000_000, missing_papers=("NPWP penyedia", "nomor DPA")),),
)
EMPTY = Papers(
    programme="Pesanan mesin 2020", package="Mesin pascapanen", agency=Agency("Dinas Pertanian"), vendor=Party("W01", "Bengkel Getap"),
    items=(), form=Form.AGREEMENT, route=Route.EMERGENCY,
)
