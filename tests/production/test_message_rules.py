"""The rules M1 to M20 one by one, with cases of our own beside the published ones: each judged by the rule's text."""

from datetime import date

import pytest

from tests.production.message_lots import (
    BIN_120,
    BIN_240,
    BIN_CART,
    CART,
    CHOPPER,
    FRESH,
    GRATER,
    GRINDER,
    HALF_CUBIC,
    ONE_CUBIC,
    RACK,
    SHREDDER,
    SORTING_TABLE,
    THREE_WHEELER,
    VILLAGE_SET,
    WELL,
    told,
)

READING = [
    ("las3unit", "P1.3+3"),
    ("3\ufe0f\u20e3 las 2", "P1.3+2"),
    ("1. las 3\n2) cat 1", "P1.3+3, P1.5+1"),
    ("las 3... rakit 2!", "P1.3+3, P1.4+2"),
    ("las 3?! rakit 2", "P1.4+2"),
    ("LAS=3, _cat_: (1)", "P1.3+3, P1.5+1"),
    ("di las 3", "P1.3+3"),
    ("las dan di cat 3", "P1.3+3, P1.5+3"),
    ("las 3/rakit 2", "P1.3+3, P1.4+2"),
    ("las 3 sedangkan rakit 2 lalu cat 1", "P1.3+3, P1.4+2, P1.5+1"),
    ("potong hollow dan rakit 4", "P1.4+4, ?quantity"),
]
NUMBERS = [
    ("3 hari ini dilas", "P1.3+3"),
    ("las 3 hari ini", "P1.3+3"),
    ("las x3", "P1.3+3"),
    ("3x las", "P1.3+3"),
    ("las dua puluh lima", "?more_than_lot"),
    ("lima dari delapan dilas", "P1.3+4"),
    ("5 unit dari 8 unit sudah dilas", "P1.3+4"),
    ("9 dari 8 dilas", "?more_than_lot"),
    ("semua 5 sudah dilas", "P1.3+4"),
    ("sudah dilas semua 8", "P1.3+7"),
    ("las 0", ""),
    ("0 dari 8 dilas", ""),
    ("jam 8 las 3", "P1.3+3"),
    ("14.05 las 3", "P1.3+3"),
    ("lembur jam 8 sampai 10 las 3", "P1.3+3"),
    ("Rp 500.000 las 3", "P1.3+3"),
    ("las 3 pakai kawat 1,5 kg", "P1.3+3"),
    ("3 orang las 2", "P1.3+2"),
    ("anak2 las 3", "P1.3+3"),
    ("las2an 3", "P1.3+3"),
    ("las2", "P1.3+2"),
    ("las3/8, cat1/8", "P1.3+2, P1.5+1"),
    ("las2-3", "?quantity"),
    ("tgl15/8 las 2", "P1.3+2"),
    ("kawat Rp50.500, las 2", "P1.3+2"),
]
VAGUE = [
    ("las 2,5 unit", "?quantity"),
    ("las 50%", "?quantity"),
    ("las sekitar 3", "?quantity"),
    ("las dua tiga unit", "?quantity"),
    ("las 2 sampai 3", "?quantity"),
    ("las 2 atau 3", "?quantity"),
    ("kurang lebih 3 dilas", "?quantity"),
    ("unit ke-3 sudah dilas", "?quantity"),
    ("yang ketiga dilas", "?quantity"),
    ("no 3 dilas", "?quantity"),
    ("gerobak setengah", "?quantity"),
    ("hampir selesai", "?quantity"),
    ("coba saya cek dulu pak", ""),
    ("las rakit 2", "P1.4+2, ?quantity"),
]
STEPS = [
    ("catnya 2, rakitin 1, lasnya 3", "P1.3+3, P1.4+1, P1.5+2"),
    ("las 3 rakit 2", "P1.3+3, P1.4+2"),
    ("3 las 2 rakit", "P1.3+3, P1.4+2"),
    ("las 3 4", "?quantity"),
    ("las 3, gerinda 2", "P1.3+3, ?which_step"),
    ("finishing beres", "?which_step"),
    ("bengkel las rakit 3", "P1.4+3"),
    ("beli mesin gerinda, las 3", "P1.3+3"),
    ("dempul 3, cat 2", "?quantity"),
    ("1. dempul 3\n2. cat 2", "?quantity"),
    ("dempul & cat 3", "P1.5+3"),
    ("dempul 3, cat belum", "P1.5+3"),
]
TOTALS = [
    ("total las 5, rakit 3", "P1.3+4, P1.4+2"),
    ("sampai hari ini las 5, rakit 3", "P1.3+4, P1.4+2"),
    ("total las 5, rakit lagi 3", "P1.3+4, P1.4+3"),
    ("sudah las 3, rakit 2", "?total_or_new"),
    ("sudah las 3, hari ini rakit 2", "P1.4+2, ?total_or_new"),
    ("hari ini las 3, sudah rakit 2", "P1.3+3, ?total_or_new"),
    ("udah, las 3", "P1.3+3"),
    ("sudah 3 dari 8 dilas, rakit 2", "P1.3+2, ?total_or_new"),
    ("sudah las +3", "P1.3+3"),
    ("las 1 +2", "P1.3+3"),
    ("las 5. las 4", "P1.3+5, ?more_than_lot"),
    ("total las 5. total las 4", "P1.3+4, ?quantity"),
]
LEFT = [
    ("tinggal dicat 2", "P1.5+6"),
    ("tinggal 2 lagi dicat", "P1.5+6"),
    ("sisa 2 belum dicat", "P1.5+6"),
    ("kurang 3 belum dicat", "P1.5+5"),
    ("kurang 3 lagi dicat", "P1.5+5"),
    ("las tgl 2 unit lagi", "P1.3+5"),
    ("cat kurang 3", "P1.5+5"),
    ("tinggal 2", "?which_step"),
    ("las 5, sisa 2", "P1.3+5, ?which_step"),
    ("tinggal dicat", ""),
    ("sisanya 2 dicat", ""),
    ("besok tinggal cat 2", ""),
    ("tinggal 2 hari lagi", ""),
    ("tinggal 9 dicat", "?quantity"),
    ("tinggal sekitar 2 dicat", "?quantity"),
]
NOT_DONE = [
    ("las 2 hari lagi", ""),
    ("lagi las 3", ""),
    ("las lagi 3", "P1.3+3"),
    ("siap las 3", ""),
    ("siap, las 3", "P1.3+3"),
    ("insya Allah las 3", ""),
    ("habis ini cat 3", ""),
    ("Senin depan las 3", ""),
    ("rencana las 3, rakit 2", ""),
    ("besok las 3, hari ini cat 2", "P1.5+2"),
    ("tgl 20 Agustus las 3, cat 2", ""),
    ("tanggal 20 las 3", ""),
    ("tanggal 15 las 3", "P1.3+3"),
    ("kalau cuaca bagus las 3, cat 2. rakit 2", "P1.4+2"),
    ("kalau listrik mati, las 3", ""),
]
FINISHED = [
    ("jadi 3", "P1.5+3"),
    ("jadi begini", ""),
    ("las jadi", "P1.3+7"),
    ("gerobak jadi", "P1 done"),
    ("semua selesai", "P1 done"),
    ("8 unit selesai semua", "P1.5+8"),
    ("selesai 5 dari 8", "P1.5+5"),
    ("las 3 selesai rakit 2", "P1.3+3, P1.4+2"),
    ("seleesai semua", "P1 done"),
    ("belum selesai", ""),
]
PROBLEMS = [
    ("cat habis", "- material"),
    ("cat kurang", "- material"),
    ("cat kurang 3 kaleng", "- material"),
    ("kurang 2 orang", "- people"),
    ("tunggu bahan", "- material"),
    ("mesin las rusak", "- machine"),
    ("kawat las habis", "- material"),
    ("mata bor patah", "- machine"),
    ("uang muka belum cair", "- money"),
    ("belum dibayar pak", "- money"),
    ("gambar kerja salah", "- other"),
    ("listrik mati karena banjir", "- power, - other"),
    ("tidak ada masalah", ""),
    ("ada kendala pak", "- other"),
    ("eh listrik mati", "- power"),
    ("salah rakit 2", "P1.4+2"),
    ("dinamo komposter belum datang", "- engine, ?which_lot"),
]
NOTHING = [
    ("", ""),
    ("?", ""),
    ("selamat pagi semua", ""),
    ("las 2, terima kasih semua", "P1.3+2"),
    ("gerobak semua", "?not_understood"),
    ("gerobak 3", "?which_step"),
    ("P3 L2, las 3", "P1.3+3, ?not_understood"),
    ("ok2 pak", ""),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [*READING, *NUMBERS, *VAGUE, *STEPS, *TOTALS, *LEFT, *NOT_DONE, *FINISHED, *PROBLEMS, *NOTHING],
)
def test_one_open_lot(text, expected):
    assert told(text) == expected


CORRECTIONS = [
    ("las 5, eh 4", "P1.3+4"),
    ("las 5 eh rakit 4", "P1.3+5, ?quantity"),
    ("las 5, rakit 2, eh 3", "P1.3+5, P1.4+3"),
    ("las 5. ralat, maaf, las 3", "P1.3+3"),
    ("las 5 dari 8. eh, 4", "P1.3+4"),
    ("ngecat tinggal 2, eh 3", "P1.5+5"),
    ("las beres. eh, las 5", "P1.3+5"),
    ("las 5. las 4 bukan 6", "P1.3+5, ?quantity"),
    ("las 5. las 4, bukan 5", "P1.3+4"),
    ("las 12. eh maaf, las 2 bukan 12", "P1.3+2"),
    ("hari ini dapat 3 unit. eh 4 unit", "?which_step"),
    ("ralat gerinda 3", "?which_step"),
    ("las 5. eh sekitar 3", "P1.3+5, ?quantity"),
    ("las 5. eh las sekitar 3. ralat 4", "P1.3+4, ?quantity"),
    ("las 2-3 unit. ralat, las 3", "P1.3+3"),
    ("cat 2, las sekitar 3, eh 4", "P1.3+4, P1.5+2"),
    ("cat 2, las. ralat 1", "P1.5+1, ?quantity"),
    ("eh pak apa kabar", ""),
]


@pytest.mark.parametrize(("text", "expected"), CORRECTIONS)
def test_corrections(text, expected):
    assert told(text, FRESH) == expected


NAMES = [
    ("las 3, gerobak rakit 2", (CART, RACK), "P1.3+3, P1.4+2"),
    ("gerobak las 3, cat 2, rak las 1", (CART, RACK), "P1.3+3, P1.5+2, P2.2+1"),
    ("las 3, gerobak rakit 2, rak cat 1", (CART, RACK), "P1.4+2, P2.3+1, ?which_lot"),
    ("gerobak rak las 3", (CART, RACK), "?which_lot"),
    ("meja & rak las 3", (CART, RACK), "P2.2+3"),
    ("las meja & rak 3, cat meja dan rak 2", (CART, RACK), "P2.2+3, P2.3+2"),
    ("meja & rak las 3", (RACK, SORTING_TABLE), "P2.2+3"),
    ("plat meja & rak habis", (CART, RACK), "P2 material"),
    ("filter air bersih / sumur bor las 2", (WELL, CART), "P9.3+2"),
    ("cacah las 2", (CHOPPER, SHREDDER), "?which_lot"),
    ("cacah sampah las 2", (CHOPPER, SHREDDER), "P15.2+2"),
    ("Laporan rak dan gerobak:\ngerobak las 3\nrak las 2", (CART, RACK), "P1.3+3, P2.2+2"),
    ("gerobak gimana pak? las 3", (CART, RACK), "?which_lot"),
    ("dag-006 las 3", (CART, RACK), "P2.2+3"),
    ("grobaknya dilas 2", (CART, RACK), "P1.3+2"),
    ("las gerobak 3, rak semua", (CART, RACK), "P1.3+3, P2.2+6"),
    ("las gerobak 2, rak selesai", (CART, RACK), "P1.3+2, P2 done"),
    ("selesai", (CART, RACK), "?which_lot"),
    ("Gerobak:\n- las 3", (CART, BIN_CART), "?which_lot"),
    ("gerobak las 3, cat 2", (CART, BIN_CART), "?which_lot"),
    ("gerobak sampah las 2", (CART, BIN_CART), "P3.3+2"),
    ("plat gerobak habis", (CART, BIN_CART), "- material, ?which_lot"),
    ("komposter las 2, rakit 1", (CART,), "?which_lot"),
    ("tong 120 ltr dilas 2", (BIN_120, BIN_240), "P7.3+2"),
    ("tong 360 l dilas 2", (BIN_120, BIN_240), "?which_lot"),
    ("roda tong belum datang", (BIN_120, CART), "P7 material"),
    ("roda tiga dilas 2", (THREE_WHEELER, CART), "P10.2+2"),
    ("motor belum datang", (THREE_WHEELER, CART), "- engine"),
    ("motor roda tiga: rakit 3 & bak karoseri las 2", (THREE_WHEELER, CART), "P10.2+2, P10.3+3"),
    ("gerobak 2 roda 0,5 m3 dilas 2", (HALF_CUBIC, ONE_CUBIC), "P11.2+2"),
    ("gerobak 1 kubik dilas 2", (HALF_CUBIC, ONE_CUBIC), "P12.2+2"),
    ("TPS3R las 2", (VILLAGE_SET, CART), "P13.2+2"),
    ("bor 2", (WELL, RACK), "?which_lot"),
    ("sumur bor 2 ngebor", (WELL, RACK), "P9.2+2"),
    ("giling dirakit 1", (GRINDER, CART), "P4.5+1"),
    ("pasang 3 dinamo", (GRINDER,), "P4.6+3"),
    ("pasang dinamonya 2", (GRINDER,), "P4.6+2"),
    ("3 dinamo", (GRINDER,), ""),
    ("dinamo dipasang 2", (GRINDER,), "?which_step"),
    ("bubut/frais/bor 4", (GRATER,), "P5.3+4"),
    ("bubut 4. bor 3", (GRATER,), "?quantity"),
    ("tes 2 uji coba 1", (GRATER,), "P5.7+3"),
    ("Gerobak:\n- las 2\nRak:\n- las 2", (CART, RACK), "P1.3+2, P2.2+2"),
    ("gerobak las 3, rak las 1, listrik mati", (CART, RACK), "P1.3+3, P2.2+1, - power"),
    ("gerobak las 3, listrik mati", (CART, RACK), "P1.3+3, P1 power"),
    ("gerobak las 5, rak las 4. ralat gerobak las 3", (FRESH, RACK), "P1.3+3, P2.2+4"),
    ("gerobak las 3. ralat rak las 3", (FRESH, RACK), "P2.2+3"),
    ("las 5. ralat las 3", (CART, RACK), "?which_lot"),
]


@pytest.mark.parametrize(("text", "lots", "expected"), NAMES)
def test_names_of_lots(text, lots, expected):
    assert told(text, *lots) == expected


EXPORTS = [
    ("[17/08/20 14.05.33] Pak Darma: las 3\n[17/08/2020 14.06.33] Pak Darma: rakit 1", "P1.3+3, P1.4+1"),
    ("17/08/2020, 14:05 - Pak Darma: las 3\n<Media omitted>\n17/08/2020, 14:06 - +62 812: rakit 1", "P1.3+3, P1.4+1"),
    ("17/08/2020, 14:05 - Pak Darma: IMG-2020.jpg (file terlampir)\nlas 3", "P1.3+3"),
    ("17/08/2020, 14:05 - Pak Darma: las 3 <Pesan ini diedit>", "P1.3+3"),
    ("17/08/2020, 14:05 - Pak Darma: tanggal 18 las 3\n18/08/2020, 14:05 - Pak Darma: tanggal 18 las 2", "P1.3+2"),
    ("16/08/20 15.00 - A: las 2\n17/08/20 15.00 - A: las 2\n17/08/20 16.00 - A: las 2", "P1.3+4, ?total_or_new"),
    ("17/08/20 15.00 - A: las 2\n17/08/20 16.00 - A: Fwd: las 2", "P1.3+2"),
    ("17/08/20 15.00 - A: Las 2!\n17/08/20 16.00 - A: las 2", "P1.3+2, ?total_or_new"),
    ("17/08/20 15.00 - A: las 2?\n17/08/20 16.00 - A: las 2", "P1.3+2"),
    ("17/08/20 15.00 - A: total las 2\n17/08/20 16.00 - A: total las 2", "P1.3+1"),
    ("17/08/20 15.00 - A: bubut 1\n17/08/20 15.00 - A menambahkan B", "?which_step"),
    ("las 2\n- LAS 2!", "P1.3+2, ?total_or_new"),
]


@pytest.mark.parametrize(("text", "expected"), EXPORTS)
def test_exported_chats(text, expected):
    assert told(text) == expected


def test_only_the_sender_counts_in_an_export_and_a_plain_text_has_none():
    chat = "17/08/20 15.00 - Bu Rina: las 2\n17/08/20 15.10 - Pak Darma: las 3"
    assert told(chat, sender="pak  darma") == "P1.3+3"
    assert told(chat, sender="Pak Amaq") == ""
    assert told("las 3", sender="Pak Amaq") == "P1.3+3"


def test_a_date_without_year_is_the_nearest():
    assert told("tgl 28/12 las 3", day=date(2021, 1, 3)) == "P1.3+3"
    assert told("tgl 3/1 las 3", day=date(2020, 12, 28)) == ""
