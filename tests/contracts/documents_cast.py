"""A handover, a decree, a claim and the rest with everything their papers print; no real person, firm or account."""

from __future__ import annotations

from datetime import date

from tempa.contracts.papers import Account, Agency, Budget, Cited, Officer, Party, Post
from tempa.contracts.papers.documents import (
    Asset,
    AssetList,
    CashLine,
    CashStatement,
    ClaimFile,
    Decree,
    DecreeRow,
    DocumentKind,
    Example,
    Examples,
    FileRow,
    HandoverFile,
    Head,
    Machine,
    Numbered,
    Onward,
    Owed,
    Part,
    Reference,
    Score,
    Side,
    Site,
    Slip,
    Visit,
)

DAY = date(2020, 8, 24)
LONG = "Kelompok Wanita Tani Patuh Angen Maju Bersama Sejahtera Dusun Montong Gading Timur Laut Kecamatan Montong Gading"
OFFICERS = (
    Officer(Post.PA, "Drs. H. Lalu Contoh Wirasentana, M.Si.", "196701011994031005", "821/01/2020", date(2020, 1, 6)),
    Officer(Post.PPK, "Baiq Contoh Rahmawati", "198001012005012001", "821/12/2020", date(2020, 1, 6)),
    Officer(Post.PPTK, "I Gede Contoh", "198201012006011002"), Officer(Post.TREASURER, "Siti Contoh Hajar", "198501012010012003"),
)  # fmt: skip
NUMBER = Numbered("017/BAST/DISTANBUN/VIII/2020", DAY, "8F3A 21C0 77D9 E402", "https://tempa.contoh/periksa/8F3A21C077D9E402/")
AGENCY = Agency("Dinas Pertanian dan Perkebunan", "Pemerintah Provinsi Contoh", "Jalan Pejanggik Nomor 10", "Mataram", "telepon (0370) 000000")
HEAD = Head("Gerakan mesin contoh 2020", AGENCY, NUMBER, OFFICERS, "Mataram", (Cited("hibah daerah", "Permendagri 32/2011", False),))
PRINTED = Head("Gerakan mesin contoh 2020", AGENCY, Numbered(None, None, NUMBER.check_code, NUMBER.check_address), OFFICERS, "Mataram")
VENDOR = Party(
    "W03", "CV Pandai Besi Contoh", "CV", "Darma Contoh", "direktur", True, nib="1234567890123", npwp="012345678912000",
    address="Jalan Bengkel Nomor 4, Lembar", city="Lembar", account=Account("Bank Contoh Syariah", "7001234567", "CV Pandai Besi Contoh"),
    tax_status="surat keterangan PPh final nomor S-12/SUKET/2020 tanggal 06-01-2020",
)  # fmt: skip
MAKER = Party("W07", "UD Las Contoh", "UD", "Mahsun Contoh", "pemilik", account=Account("Bank Contoh Syariah", "7009876543", "Mahsun Contoh"))
CONTRACT = Reference("SPK", "003/SPK/DISTANBUN/VII/2020", date(2020, 7, 20))
TERSE = Reference("BAST", "016/BAST/DISTANBUN/VIII/2020", DAY)


def machines(count: int, value: int | None = 9_100_000) -> tuple[Machine, ...]:
    types = ("Pemipil jagung berkelobot", "Perajang dan pencacah pakan ternak serbaguna dengan mesin bensin 5,5 PK")
    return tuple(
        Machine(f"NTB2020-TAN-00{1 + n % 2}-{n + 1:04}-K", types[n % 2], "CV Pandai Besi Contoh" if n % 3 else "UD Las Contoh", "diterima",
                "K0001", "sertifikat lot L0042/1" if n % 2 else "sertifikat lot L0043/1", value=value)
        for n in range(count)
    )  # fmt: skip


def handover(step: int = 2, count: int = 20, refused: int = 1) -> HandoverFile:
    sides = {
        1: (Side("CV Pandai Besi Contoh", "Darma Contoh", "direktur", VENDOR.address), Side("Taman sains", "Ani Contoh", "pemeriksa")),
        2: (Side("CV Pandai Besi Contoh", "Darma Contoh", "direktur", VENDOR.address),
            Side(AGENCY.name, "Rohani Contoh", "penerima barang", AGENCY.address)),
        3: (Side(AGENCY.name, "Rohani Contoh", "penerima barang", AGENCY.address), Side(LONG, "Ketua Inaq Contoh", "ketua kelompok", "Gading")),
    }  # fmt: skip
    damaged = tuple(Machine(f"NTB2020-TAN-009-{n:04}-X", "Pemipil jagung berkelobot", "UD Las Contoh", "tidak diterima", "K0001",
                            note="rangka penyok di jalan, pelindung sabuk lepas") for n in range(refused))  # fmt: skip
    giver, receiver = sides[step]
    site = Site("Montong Gading", "Kabupaten Lombok Timur", "221 V", "4,4 kVA", "ada", "ada", "ada", DAY) if step == 3 else None
    return HandoverFile(
        HEAD, "ST00012", step, DAY, giver, receiver, machines(count), damaged, (CONTRACT,) if step < 3 else (), VENDOR, "kelompok",
        Reference("surat keputusan", "900/DISTANBUN/SK-12/2020", date(2020, 8, 10)) if step == 3 else None, TERSE if step == 3 else None, site, 3,
        warranty_months=6,
    )  # fmt: skip


def decree(count: int = 30) -> Decree:
    return Decree(HEAD, tuple(
        DecreeRow(f"R{n:04}", LONG if n == 3 else f"Kelompok Tani Contoh {n}", "kelompok", f"Ketua Contoh {n}", "Sukarara", "Lombok Tengah",
                  "Pemipil jagung berkelobot", 1 + n % 4, f"P{n:05}", date(2020, 3, 1)) for n in range(1, count + 1)
    ))  # fmt: skip


def claim(count: int = 12) -> ClaimFile:
    parts = (
        Part("PPN dipungut", 0, Cited("PPN", "bukan PKP, tidak memungut PPN"), "penyedia bukan PKP"),
        Part("PPh final", 0, Cited("PPh", "PMK 44/PMK.03/2020"), "Suket S-12/SUKET/2020"),
        Part("Denda keterlambatan", 91_000, Cited("denda", "Perpres 16/2018 Ps 79(4)"), "1 unit terlambat 10 hari: 10 × 1‰ × Rp9.100.000"),
        Part("Pengembalian uang muka", 32_760_000, Cited("uang muka", "Perpres 16/2018 Ps 34", False), "30 % dari tagihan"),
    )  # fmt: skip
    gross = count * 9_100_000
    files = (
        FileRow("Berita acara pemeriksaan dengan nomor seri", "ada", "OPD", Cited("", "SBD"), "015/BA-PERIKSA/DISTANBUN/VIII/2020", DAY),
        FileRow("Kuitansi bermeterai", "belum ada", "penyedia", Cited("", "SOP daerah", False)),
        FileRow("Salinan surat keterangan PPh final 0,5 % (Suket)", "kedaluwarsa", "penyedia", Cited("", "PP 23/2018"), "S-12", DAY, DAY),
    )  # fmt: skip
    slips = (Slip("PPh final", gross, "0,5 %", 546_000, Cited("PPh", "PMK 44/PMK.03/2020"), "ditanggung pemerintah: buat kode billing, tulis dasar"),)
    return ClaimFile(
        HEAD, "TG00012", "penyerahan 12 unit mesin", VENDOR, CONTRACT, 182_000_000, Budget(number="DPA/012/2020", on=date(2020, 1, 6), year=2020,
        account_codes=("5.2.2.23.01",)), DAY, DAY, gross, 0, gross, parts, gross - 32_851_000, slips, files, machines(count), (TERSE,) * 6,
        paid_before=54_600_000, payment="BY00007", approved=Side(AGENCY.name, "PPTK Contoh"), sp2d=Reference("SP2D", "SP2D/7/2020", DAY),
        borne=546_000, warnings=("Suket penyedia ini berakhir 31 Desember 2020; minta yang baru sebelum pembayaran berikutnya.",),
    )  # fmt: skip


def cash() -> CashStatement:
    lines = tuple(
        CashLine(f"K{n:04}", AGENCY.name, "CV Induk Contoh" if n % 2 else "", 20, 18, 17, 15, 9, 182_000_000, 81_900_000) for n in range(1, 6)
    )
    owed = (Owed(AGENCY.name, "6 unit mesin kontrak K0001, belum ditagih", date(2020, 7, 1), 54, 54_600_000),
            Owed("CV Induk Contoh", "penerusan kontrak K0003", date(2020, 8, 1), 23, 12_000_000))  # fmt: skip
    early = ("Rp66.600.000 yang tertahan cukup untuk bahan dan upah 7 unit berikutnya.",)
    return CashStatement(PRINTED, VENDOR, DAY, lines, owed, 400_000_000, 80_000_000, 12_000_000, 90_000_000, 41, early)


def onward() -> Onward:
    return Onward(PRINTED, "TR00003", CONTRACT, VENDOR, MAKER, DAY, 27_000_000, "TRF/0091", 54_000_000, 27_000_000, "Mahsun Contoh", DAY)


def assets(count: int = 40) -> AssetList:
    return AssetList(PRINTED, DAY, tuple(
        Asset(m.serial, m.type, m.maker, m.contract, DAY, 9_100_000, LONG if n == 2 else "OPD", "dipakai 12 jam seminggu")
        for n, m in enumerate(machines(count))
    ))  # fmt: skip


def visit() -> Visit:
    scores = tuple(Score(name, "3", "4", "ditemukan di tempat: " + LONG if n == 1 else "cukup") for n, name in enumerate(
        ("Tempat kerja", "Keterampilan", "Tenaga kerja", "Mesin perkakas", "Legalitas", "Modal kerja")))  # fmt: skip
    return Visit(
        HEAD, Side("CV Pandai Besi Contoh", "Darma Contoh", "direktur", "Lembar"), "W03", DAY, scores, "18 dari 24", "layak",
        (("Tenaga kerja", "6 orang"), ("Jam kerja", "40 jam seminggu")), (("las listrik", "mesin dan dua juru las bersertifikat"),),
        ("NIB belum ada: daftar di OSS, gratis.",), date(2022, 8, 24), date(2021, 8, 24), "Ani Contoh", "Kepala Contoh", 4,
    )  # fmt: skip


def examples() -> Examples:
    part = Part("PPh Pasal 22", 1_500_000, Cited("PPh", "PMK 34/2017", False))
    case = Example("tanpa surat keterangan pajak, bukan PKP", 100_000_000, (part,), 98_500_000, 0, ("bukti pungut PPh 22",), ("Tanya KPP.",))
    return Examples(PRINTED, DAY, 100_000_000, (case, case))


EVERY = {
    DocumentKind.DECREE: decree, DocumentKind.EXAMINATION: handover, DocumentKind.HANDOVER_MINUTES: handover, DocumentKind.HOLDER_MINUTES: handover,
    DocumentKind.GRANT: lambda: handover(3, 4, 0), DocumentKind.TRAINING: lambda: handover(3, 4, 0),
    DocumentKind.COMMISSIONING: lambda: handover(3, 4, 0), DocumentKind.PAYMENT_REQUEST: claim, DocumentKind.SPENDING_STATEMENT: claim,
    DocumentKind.PAYMENT_MINUTES: claim, DocumentKind.PAYMENT_RECEIPT: claim, DocumentKind.VERIFICATION: visit, DocumentKind.ASSETS: assets,
    DocumentKind.SETTLEMENT: claim, DocumentKind.TAX_SLIPS: claim, DocumentKind.FILE_LIST: claim, DocumentKind.ONWARD: onward,
    DocumentKind.CASH_STATEMENT: cash, DocumentKind.EXAMPLES: examples,
}  # fmt: skip
"""Kind of paper -> what makes one."""
