"""Every table of a programme and of a plan, column by column, in the order of the format."""

from __future__ import annotations

from tempa.values.programme.schema import RESOURCES, Column, TableSchema
from tempa.values.programme.schema import column_of as c

YES_NO = ("yes", "no")
WEEK = "minggu dihitung dari 0, Senin sampai Minggu / weeks count from 0, Monday to Sunday"
LATITUDE = c("latitude", "number", "Lintang / Latitude",
             "derajat desimal, selatan bernilai negatif / decimal degrees, south is negative", "-8.5833")
LONGITUDE = c("longitude", "number", "Bujur / Longitude",
              "derajat desimal, timur bernilai positif / decimal degrees, east is positive", "116.1167")
REGENCY = c("regency", "text", "Kabupaten/kota / Regency or city",
            "nama kabupaten atau kota / name of the regency or city", "Lombok Barat")
ISLAND = c("island", "text", "Pulau / Island",
           "menentukan perlu tidaknya penyeberangan / decides whether a ferry is needed", "Lombok")
NAME_ID = c("name_id", "text", "Nama (Indonesia) / Name (Indonesian)",
            "nama seperti tercetak di surat / name as printed on papers", "Mesin pemipil jagung")
NAME_EN = c("name_en", "text", "Nama (Inggris) / Name (English)",
            "nama dalam bahasa Inggris / name in English", "Corn sheller")


def code(table: str, names: str, example: str) -> Column:
    return c(table, "text", names, "kode pendek yang tidak berulang; huruf besar dan kecil dibedakan"
             " / short code, never twice; case matters", example)


def reference(name: str, table: str, names: str, example: str, optional: bool = False) -> Column:
    return c(name, "text", names, f"salah satu kode di tabel {table} / a code from the table {table}", example,
             refers=table, optional=optional)


def score(name: str, names: str) -> Column:
    return c(name, "number", names, "nilai verifikasi 0 sampai 100; kosong berarti belum diverifikasi, di bawah 60"
             " tidak boleh mendapat pekerjaan / verification score 0 to 100; blank means not verified, below 60 gets no"
             " work", "82", optional=True)


_TABLES = (
    TableSchema("programme", "Program", "Programme", (
        c("key", "text", "Kunci / Key", "nama pengaturan program / name of a setting of the programme", "weeks"),
        c("value", "text", "Isi / Value", "isi pengaturan itu / its value", "23"),
    ), ("key",)),
    TableSchema("agencies", "OPD", "Agencies", (
        code("agency", "Kode OPD / Agency code", "DISTANBUN"), NAME_ID, NAME_EN,
    ), ("agency",)),
    TableSchema("budget_lines", "Mata anggaran", "Budget lines", (
        code("budget_line", "Mata anggaran / Budget line", "DISTANBUN-D"),
        reference("agency", "agencies", "OPD / Agency", "DISTANBUN"),
        c("account_code", "text", "Kode rekening / Account code",
          "kode rekening belanja / code in the chart of accounts", "5.2.2.23.01", optional=True),
        c("kind", "choice", "Jenis belanja / Kind of spending",
          "direct belanja langsung, indirect tidak langsung / direct or indirect spending", "direct",
          choices=("direct", "indirect")),
        c("amount", "integer", "Pagu / Amount", "rupiah tanpa PPN / rupiah without VAT", "3711800000"),
    ), ("budget_line",)),
    TableSchema("clusters", "Sentra", "Clusters", (
        code("cluster", "Kode sentra / Cluster code", "SENTRA-1"),
        c("name", "text", "Nama sentra / Name", "nama sentra logam / name of the metalworking cluster",
          "Getap & Babakan"),
        REGENCY, LATITUDE, LONGITUDE,
        c("share_min", "number", "Bagian minimum / Least share",
          "bagian nilai pesanan, 0 sampai 1; kosong berarti tanpa batas / share of the order's value, 0 to 1; blank is"
          " no limit", "0.05", optional=True),
        c("share_max", "number", "Bagian maksimum / Greatest share",
          "bagian nilai pesanan, 0 sampai 1; kosong berarti tanpa batas / share of the order's value, 0 to 1; blank is"
          " no limit", "0.25", optional=True),
    ), ("cluster",)),
    TableSchema("workshops", "Bengkel", "Workshops", (
        code("workshop", "Kode bengkel / Workshop code", "W01"),
        c("name", "text", "Nama bengkel / Name", "nama bengkel atau sekolah / name of the workshop or school",
          "Bengkel Getap 01"),
        c("kind", "choice", "Jenis / Kind", "lead IKM induk, member IKM, school SMK, facility mesin bersama milik"
          " kawasan / lead, member, school, or facility (shared machines of the park)", "member",
          choices=("lead", "member", "school", "facility")),
        reference("cluster", "clusters", "Sentra / Cluster", "SENTRA-1", optional=True),
        reference("lead", "workshops", "IKM induk / Lead workshop", "W02", optional=True),
        c("legal_tier", "choice", "Bentuk usaha / Legal tier", "unregistered belum berizin, registered berizin,"
          " capitalised bermodal cukup / unregistered, registered or capitalised", "registered", optional=True,
          choices=("unregistered", "registered", "capitalised")),
        REGENCY, LATITUDE, LONGITUDE, ISLAND,
        c("workers", "integer", "Tenaga kerja / Workers", "jumlah orang / number of people", "5", optional=True),
        c("cash_limit", "integer", "Batas modal / Cash limit", "rupiah yang boleh tertanam pada satu waktu; kosong"
          " berarti tanpa batas / rupiah it can have tied up at one time; blank is no limit", "67500000",
          optional=True),
        c("verified_from", "date", "Terverifikasi sejak / Verified from", "tanggal TTTT-BB-HH / date YYYY-MM-DD",
          "2020-05-30", optional=True),
        c("verified_until", "date", "Terverifikasi sampai / Verified until", "tanggal TTTT-BB-HH / date YYYY-MM-DD",
          "2022-02-17", optional=True),
        score("score_premises", "Nilai tempat / Score premises"),
        score("score_competence", "Nilai kemampuan / Score competence"),
        score("score_staff", "Nilai tenaga kerja / Score staff"),
        score("score_equipment", "Nilai peralatan / Score equipment"),
    ), ("workshop",)),
    TableSchema("capacities", "Kapasitas", "Capacities", (
        reference("workshop", "workshops", "Bengkel / Workshop", "W01"),
        c("resource", "choice", "Pekerjaan / Resource", "potong, tekuk, las, mesin perkakas, rakit, kabel, cat, uji"
          " / cut, bend, weld, machine, assemble, wire, paint, test", "weld", choices=RESOURCES),
        c("hours_per_week", "number", "Jam per minggu / Hours per week",
          "jam kerja tersedia, paling banyak dua angka desimal / hours available, at most two decimals", "75.5"),
    ), ("workshop", "resource")),
    TableSchema("closures", "Hari libur", "Closures", (
        c("workshop", "text", "Bengkel / Workshop", "kode bengkel, atau * untuk semua"
          " / a workshop's code, or * for all", "*", refers="workshops"),
        c("week", "integer", "Minggu ke- / Week", WEEK, "5"),
        c("factor", "number", "Sisa kapasitas / Factor", "bagian kapasitas yang tersisa, 0 berarti tutup"
          " / share of capacity left, 0 means closed", "0.6"),
    )),
    TableSchema("types", "Jenis mesin", "Machine types", (
        code("type", "Kode jenis / Type code", "TAN-001"),
        reference("agency", "agencies", "OPD pemilik spesifikasi / Owner of the specification", "DISTANBUN"),
        NAME_ID, NAME_EN,
        c("unit_price", "integer", "HPS per unit / Estimate per unit",
          "harga perkiraan sendiri, rupiah tanpa PPN / the owner's estimate, rupiah without VAT", "9400000"),
        c("weight_kg", "number", "Berat (kg) / Weight (kg)", "berat satu unit / weight of one unit", "175"),
        c("inspection_hours", "number", "Jam pemeriksaan / Inspection hours",
          "jam per unit, paling banyak dua angka desimal / hours per unit, at most two decimals", "1.25"),
        c("min_lot", "integer", "Lot minimum / Minimum lot", "unit paling sedikit per lot; kosong berarti 1"
          " / fewest units per lot; blank is 1", "2", optional=True),
        c("tested", "choice", "Sudah diuji / Tested", "yes bila ada laporan uji / yes where a test report exists",
          "yes", choices=YES_NO),
        c("pilot_limit", "integer", "Batas uji coba / Pilot limit", "unit paling banyak selama belum diuji; kosong"
          " berarti tanpa batas / most units while untested; blank is no limit", "10", optional=True),
        c("warranty_months", "integer", "Garansi (bulan) / Warranty (months)", "lama garansi / length of the warranty",
          "12", optional=True),
    ), ("type",)),
    TableSchema("routings", "Urutan kerja", "Routings", (
        reference("type", "types", "Jenis mesin / Machine type", "TAN-001"),
        c("step", "integer", "Langkah / Step", "1, 2, 3 dan seterusnya / 1, 2, 3 and so on", "1"),
        c("resource", "choice", "Pekerjaan / Resource", "potong, tekuk, las, mesin perkakas, rakit, kabel, cat, uji"
          " / cut, bend, weld, machine, assemble, wire, paint, test", "cut", choices=RESOURCES),
        c("hours_per_unit", "number", "Jam per unit / Hours per unit", "paling banyak dua angka desimal"
          " / at most two decimals", "7.75"),
        c("setup_hours", "number", "Jam persiapan / Set-up hours", "sekali per lot / once per lot", "1"),
    ), ("type", "step")),
    TableSchema("materials", "Bahan", "Materials", (
        code("material", "Kode bahan / Material code", "ST-HOL25"), NAME_ID, NAME_EN,
        c("unit", "text", "Satuan / Unit", "satuan beli / the unit it is bought in", "batang"),
        c("kind", "choice", "Jenis / Kind", "material bahan, part suku cadang, engine mesin penggerak"
          " / material, part or engine", "material", choices=("material", "part", "engine")),
        c("unit_price", "integer", "Harga satuan / Unit price", "rupiah tanpa PPN / rupiah without VAT", "92000"),
        reference("supplier", "suppliers", "Pemasok / Supplier", "SUP-L1", optional=True),
        c("lead_time_weeks", "integer", "Waktu tunggu (minggu) / Lead time (weeks)",
          "minggu sejak dipesan; kosong berarti 0 / weeks after ordering; blank is 0", "3", optional=True),
        c("weekly_supply", "number", "Pasokan per minggu / Weekly supply", "paling banyak untuk seluruh program; kosong"
          " berarti tanpa batas / most for the whole programme; blank is no limit", "40", optional=True),
    ), ("material",)),
    TableSchema("bom", "Daftar bahan", "Parts lists", (
        reference("type", "types", "Jenis mesin / Machine type", "TAN-001"),
        reference("material", "materials", "Bahan / Material", "ST-HOL25"),
        c("quantity", "number", "Jumlah per unit / Quantity per unit", "paling banyak empat angka desimal"
          " / at most four decimals", "2.7"),
    ), ("type", "material")),
    TableSchema("suppliers", "Pemasok", "Suppliers", (
        code("supplier", "Kode pemasok / Supplier code", "SUP-L1"),
        c("name", "text", "Nama pemasok / Name", "nama toko atau pemasok / name of the shop or supplier",
          "Toko Besi 1"),
        REGENCY,
        c("local", "choice", "Dari provinsi ini / Local", "yes bila berkedudukan di provinsi / yes where based in the"
          " province", "yes", choices=YES_NO),
    ), ("supplier",)),
    TableSchema("offers", "Penawaran", "Offers", (
        reference("workshop", "workshops", "Bengkel / Workshop", "W01"),
        reference("type", "types", "Jenis mesin / Machine type", "TAN-001"),
        c("unit_price", "integer", "Harga penawaran / Offer per unit", "rupiah tanpa PPN / rupiah without VAT",
          "9100000"),
    ), ("workshop", "type")),
    TableSchema("destinations", "Tujuan", "Destinations", (
        code("destination", "Kode tujuan / Destination code", "LOBAR"),
        c("name", "text", "Nama tempat / Name", "tempat serah terima / place of handover", "Gudang OPD Lombok Barat"),
        REGENCY, LATITUDE, LONGITUDE, ISLAND,
    ), ("destination",)),
    TableSchema("orders", "Pesanan", "Order lines", (
        code("line", "Baris pesanan / Order line", "L0001"),
        reference("agency", "agencies", "OPD / Agency", "DISTANBUN"),
        reference("budget_line", "budget_lines", "Mata anggaran / Budget line", "DISTANBUN-D"),
        reference("type", "types", "Jenis mesin / Machine type", "TAN-001"),
        c("quantity", "integer", "Jumlah / Quantity", "unit, bilangan bulat / units, a whole number", "4"),
        c("due_date", "date", "Jatuh tempo / Due date", "tanggal TTTT-BB-HH / date YYYY-MM-DD", "2020-11-30"),
        reference("destination", "destinations", "Tujuan / Destination", "LOBAR"),
    ), ("line",)),
)

_PLAN_TABLES = (
    TableSchema("lots", "Lot", "Lots", (
        code("lot", "Lot / Lot", "P0001"),
        reference("line", "orders", "Baris pesanan / Order line", "L0001"),
        reference("workshop", "workshops", "Bengkel / Workshop", "W01"),
        c("quantity", "integer", "Jumlah / Quantity", "unit yang dibuat / units made", "4"),
        c("start_week", "integer", "Minggu mulai / Start week", WEEK, "2"),
        c("finish_week", "integer", "Minggu selesai / Finish week", WEEK, "4"),
        c("inspect_week", "integer", "Minggu diperiksa / Inspection week", WEEK, "5"),
    ), ("lot",)),
    TableSchema("loads", "Beban kerja", "Loads", (
        reference("lot", "lots", "Lot / Lot", "P0001"),
        c("step", "integer", "Langkah / Step", "langkah urutan kerja / step of the routing", "1"),
        reference("workshop", "workshops", "Dikerjakan di / Workshop", "W01"),
        c("week", "integer", "Minggu ke- / Week", WEEK, "2"),
        c("hours", "number", "Jam / Hours", "paling banyak dua angka desimal / at most two decimals", "16.5"),
    )),
    TableSchema("purchases", "Pembelian bahan", "Purchases", (
        reference("material", "materials", "Bahan / Material", "ST-HOL25"),
        c("week", "integer", "Minggu datang / Week of arrival", WEEK, "1"),
        c("quantity", "number", "Jumlah / Quantity", "dalam satuan bahan itu / in the material's unit", "12"),
    ), required=False),
    TableSchema("unplanned", "Belum terencana", "Unplanned", (
        reference("line", "orders", "Baris pesanan / Order line", "L0001"),
        c("quantity", "integer", "Jumlah / Quantity", "unit yang tidak mendapat tempat / units without a place", "2"),
        c("reason", "text", "Alasan / Reason", "mengapa tidak terencana / why they are not planned",
          "baja baru datang minggu 18", optional=True),
    ), required=False),
    TableSchema("plan", "Rencana", "Plan", (
        c("key", "text", "Kunci / Key", "nama angka atau keterangan / name of the figure or note", "objective"),
        c("value", "text", "Isi / Value", "isinya / its value", "15769000000", optional=True),
    ), ("key",)),
)

SCHEMA: dict[str, TableSchema] = {table.name: table for table in _TABLES}
PLAN_SCHEMA: dict[str, TableSchema] = {table.name: table for table in _PLAN_TABLES}
PROGRAMME_KEYS = (
    "code", "name_id", "name_en", "currency", "start_date", "weeks", "advance_rate", "payment_lag_weeks",
    "inspection_hours_per_week", "school_share_min", "school_share_max", "workshop_share_max", "road_factor",
    "freight_per_tonne_km", "ferry_cost_per_tonne", "lateness_rate", "lot_cost", "imbalance_rate", "unplanned_rate",
)
