"""Every word of the rules M3 to M16 means what its list says; the lists stand here a second time, as the rules print them."""

import pytest

from tests.production.message_lots import CART, GRINDER, RACK, lot, told

MANY = lot("P20", "DAG-001", "Gerobak dagang (hollow/aluminium)", 30, weld=0, paint=0)
EMPTY = lot("P21", "IKN-014", "Mesin penggiling daging ikan", 5, cut=0, bend=0, machine=0, weld=0, assemble=0, wire=0, paint=0, test=0)

STEPS = {
    1: "potong ptg ptong motong memotong dipotong pemotongan terpotong",
    2: "tekuk ditekuk nekuk menekuk penekukan bengkok dibengkok membengkok pembengkokan",
    3: "bubut dibubut ngebubut membubut pembubutan frais difrais fris difris bor dibor ngebor mengebor pengeboran",
    4: "las dilas ngelas nglas mengelas pengelasan las2an ngelas2 welding",
    5: "rakit dirakit ngerakit merakit perakitan setel stel disetel distel nyetel menyetel penyetelan assembling",
    6: "kelistrikan wiring kabel dikabel ngabel pengkabelan pasang_dinamo dipasang_kabel pasang_listrik",
    7: "cat dicat ngecat mengecat pengecatan cet dicet ngecet dempul didempul ngedempul pendempulan",
    8: "tes dites ngetes mengetes test ditest uji diuji nguji menguji pengujian uji_coba coba dicoba nyoba trial ditrial",
}
MEASURES = (
    "kg kilo gram mm cm m meter m3 kubik inch l liter ltr batang btg lembar lbr kaleng dus sak hari hr jam menit minggu bulan tahun orang "
    "org siswa titik warna ribu rb juta jt hp watt volt"
)
VAGUE = "setengah stengah separuh separo sebagian beberapa sekitar_2 kira-kira_2 kira2_2 kurang_lebih_2 hampir_2 2_% 2_persen ke-2 ke_2 kedua no_2"
MACHINES = (
    "komposter kontainer tong meja lapak tungku kompor pompa cacah pencacah pengering pengupas pemipil rajang perajang giling penggiling "
    "parut pres cetak sangrai mixer ayakan pengayak rak"
)
NOT_DONE = (
    "belum blm blum blom belom tidak tdk gak ga nggak ngga ndak ndek bukan jangan batal gagal sedang sdg masih mulai lanjut proses "
    "on_progress lagi siap mau akan bakal insya_allah habis_ini"
)
LATER = "besok bsk lusa nanti ntar minggu_depan bulan_depan senin_depan rencana rencananya target targetnya tgl_20/8 tanggal_20 20_agustus"
TOTAL = "total ttl jumlah sejauh_ini sampai_sekarang sampe_hari_ini sampai_kemarin"
NEW = "hari_ini pagi_ini siang_ini minggu_ini tadi barusan baru_saja kemarin kmrn kemaren semalam tambah nambah tambahan tgl_17/8"
FINISH = "jadi selesai slesai selese beres rampung kelar klar tuntas finish"
THINGS = {
    "material": "bahan material besi plat pelat hollow holo pipa siku baut mur cat tiner thinner kawat_las elektroda stainless bearing laher "
    "roda engsel kabel",
    "engine": "dinamo motor diesel mesin_bensin mesin_diesel mesin_penggerak",
    "machine": "mesin_las mesin_bubut trafo_las kompresor gerinda mata_bor",
    "people": "tukang tukang_las orang pekerja karyawan anak_buah siswa guru",
    "power": "listrik pln lampu token genset",
    "money": "uang dana modal dp uang_muka termin",
    "other": "gambar gambar_kerja",
}
TROUBLE = (
    "habis hbs kosong kehabisan kurang telat terlambat langka rusak macet mati padam jebol konslet terbakar patah error ngadat sakit izin "
    "ijin libur cuti pulang mogok salah hilang tunggu nunggu menunggu belum_datang blm_dtg tidak_ada gak_masuk tdk_cair ga_turun ndak_dikirim"
)
NUMBERS = (
    "satu,dua,tiga,empat,lima,enam,tujuh,delapan,sembilan,sepuluh,sebelas,dua belas,tiga belas,empat belas,lima belas,enam belas,tujuh belas,"
    "delapan belas,sembilan belas,dua puluh,dua puluh satu,dua puluh dua,dua puluh tiga,dua puluh empat,dua puluh lima"
)


def phrases(text):
    return [phrase.replace("_", " ") for phrase in text.split()]


@pytest.mark.parametrize("step", STEPS)
def test_words_of_steps(step):
    wrong = {word: said for word in phrases(STEPS[step]) if (said := told(f"{word} 2", EMPTY)) != f"P21.{step}+2"}
    assert wrong == {}


def test_numbers_in_words():
    said = [told(f"las {words}", MANY) for words in NUMBERS.split(",")]
    assert said == [f"P20.1+{n}" for n in range(1, 26)]


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (MEASURES, "las 2, pakai 3 {}, cat 1", "P1.3+2, P1.5+1"),
        (VAGUE, "dilas {}. cat 1", "P1.5+1, ?quantity"),
        (MACHINES, "{} las 2", "?which_lot"),
        (NOT_DONE, "{} ngelas 2, cat 1", "P1.5+1"),
        (LATER, "{} las 2, cat 1", ""),
        (TOTAL, "{} las 3", "P1.3+2"),
        (NEW, "sudah las 3, {} cat 1, sudah rakit 2", "P1.5+1, ?total_or_new"),
        (FINISH, "{} las", "P1.3+7"),
        (FINISH, "3 unit {}", "P1.5+3"),
        (TROUBLE, "motor {}, las 2", "P1.3+2, - engine"),
    ],
)
def test_words_of_one_list(words, text, expected):
    wrong = {word: said for word in phrases(words) if (said := told(text.format(word), CART)) != expected}
    assert wrong == {}


@pytest.mark.parametrize("kind", THINGS)
def test_words_of_things(kind):
    wrong = {word: said for word in phrases(THINGS[kind]) if (said := told(f"{word} kosong", GRINDER, RACK)) != f"- {kind}"}
    assert wrong == {}
