"""The words that mean something, as data; any other word means nothing. Each table names the rule that it serves."""

from __future__ import annotations

from tempa.production.messages.said import Trouble


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def split_phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Phrases of one or more words, between commas."""
    return tuple(tuple(phrase.split()) for phrase in text.split(","))


Phrases = dict[str, list[tuple[str, ...]]]


def phrases(text: str) -> Phrases:
    """Phrases by their first word, the longest first."""
    found: Phrases = {}
    for phrase in sorted(split_phrases(text), key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return found


# M1: what begins a clause. Those that only join two step words stand apart; the rest of the words always part.
JOINERS = frozenset({"dan", "&", "+", "/"})
PARTERS = frozenset(words("lalu terus trus tapi tp sedangkan karena krn soalnya gara-gara gara2"))
CORRECTIONS = phrases("eh, ralat, koreksi, revisi, salah ketik, salah tulis")  # M17 too

# M2 and M3
NAME_NOTHING = frozenset(
    words("mesin alat set paket unit mini manual rangka besi plat hollow aluminium dan untuk dengan tanpa per jadi")
)
SHORTEST_NAME, SHORTEST_PART, SHORTEST_MENDED = 3, 5, 6
MACHINES = words(
    "gerobak komposter kontainer tong rak meja lapak tungku kompor pompa cacah pencacah pengering pengupas pemipil "
    "rajang perajang giling penggiling parut pres cetak sangrai mixer ayakan pengayak"
)

# M5
UNITS = frozenset(words("unit bh buah bj biji pcs pc"))
ALL = frozenset(words("semua smua semuanya seluruhnya komplit"))
ONES = {
    word: value for value, word in enumerate(words("satu dua tiga empat lima enam tujuh delapan sembilan"), start=1)
} | {"sepuluh": 10, "sebelas": 11, "seratus": 100}

# M6: measures that are the same share a name, so that 120 ltr is 120 l
MEASURES = {
    word: same[0]
    for same in (
        words("l liter ltr"),
        words("m3 kubik"),
        words("kg kilo"),
        words("m meter"),
        words("batang btg"),
        words("lembar lbr"),
        words("hari hr"),
        words("orang org"),
        words("ribu rb"),
        words("juta jt"),
    )
    for word in same
} | {
    word: word
    for word in words("gram mm cm inch kaleng dus sak jam menit minggu bulan tahun siswa titik warna hp watt volt")
}
TIME_WORDS = frozenset(words("jam pukul pkl rp"))
DATE_WORDS = frozenset(words("tanggal tgl"))
MONTHS = {
    word: number
    for number, same in enumerate(
        (
            "januari jan",
            "februari pebruari feb",
            "maret mar",
            "april apr",
            "mei",
            "juni jun",
            "juli jul",
            "agustus agt agu ags agst",
            "september sep sept",
            "oktober okt",
            "november nopember nov",
            "desember des",
        ),
        start=1,
    )
    for word in same.split()
}

# M7
VAGUE = phrases(
    "setengah, stengah, separuh, separo, sebagian, beberapa, sekitar, kira-kira, kira kira, kira2, kurang lebih, hampir, "
    "%, persen"
)
BETWEEN = frozenset(words("sampai sampe s/d atau"))
ORDINALS = frozenset(words("ke nomor no"))

# M8: (resource, the works of its step, the words of each work)
STEP_WORDS: dict[str, tuple[str, str]] = {
    word: (resource, work)
    for resource, work, said in (
        ("cut", "cut", "potong ptg ptong motong memotong dipotong pemotongan terpotong"),
        ("bend", "bend", "tekuk ditekuk nekuk menekuk penekukan bengkok dibengkok membengkok pembengkokan"),
        ("weld", "weld", "las dilas ngelas nglas mengelas pengelasan las2an ngelas2 welding"),
        ("machine", "turn", "bubut dibubut ngebubut membubut pembubutan"),
        ("machine", "mill", "frais difrais fris difris"),
        ("machine", "drill", "bor dibor ngebor mengebor pengeboran"),
        (
            "assemble",
            "assemble",
            "rakit dirakit ngerakit merakit perakitan setel stel disetel distel nyetel menyetel penyetelan assembling",
        ),
        ("wire", "wire", "kelistrikan wiring kabel dikabel ngabel pengkabelan"),
        ("paint", "paint", "cat dicat ngecat mengecat pengecatan cet dicet ngecet"),
        ("paint", "putty", "dempul didempul ngedempul pendempulan"),
        (
            "test",
            "test",
            "tes dites ngetes mengetes test ditest uji diuji nguji menguji pengujian coba dicoba nyoba trial ditrial",
        ),
    )
    for word in said.split()
}
TRY_OUT = ("uji", "coba")
SMALL_TALK_STEP = "coba"
SUFFIXES = ("nya", "in", "kan")
NO_STEP_AFTER = frozenset(words("tukang mesin bengkel kawat trafo mata"))
FITTING, FITTED = frozenset(words("pasang dipasang")), frozenset(words("dinamo kabel listrik"))

# M10
OTHER_WORK = frozenset(
    words("gerinda digerinda amplas diamplas ngamplas poles dipoles finishing kikir dikikir pasang dipasang masang")
)

# M11
TOTAL_MARKS = phrases(
    "total, ttl, jumlah, sejauh ini, sampai sekarang, sampai hari ini, sampai kemarin, "
    "sampe sekarang, sampe hari ini, sampe kemarin"
)
NEW_MARKS = phrases(
    "hari ini, pagi ini, siang ini, minggu ini, tadi, barusan, baru saja, kemarin, kmrn, kemaren, semalam"
)
MORE = frozenset(words("tambah nambah tambahan"))  # marks of new that hold for their own clause only, as do + and lagi
AGAIN = "lagi"
UNSURE = frozenset(words("sudah sdh udah udh dah telah baru"))

# M13
LEFT = frozenset(words("tinggal sisa"))
SHORT_OF = "kurang"  # left with a count and a step, trouble otherwise
THE_REST = "sisanya"

# M14
NOT_YET = frozenset(words("belum blm blum blom belom"))
NOT = frozenset(words("tidak tdk gak ga nggak ngga ndak ndek"))
BUT_NOT = "bukan"
STILL = "masih"
NOT_DONE = phrases(
    "jangan, batal, gagal, sedang, sdg, mulai, lanjut, proses, on progress, mau, akan, bakal, insya allah, insyaallah, "
    "habis ini"
)
UNDER_WAY = frozenset({AGAIN, "siap"})  # right before a step word
LATER = phrases(
    "besok, bsk, lusa, nanti, ntar, rencana, rencananya, target, targetnya, minggu depan, bulan depan, senin depan, "
    "selasa depan, rabu depan, kamis depan, jumat depan, sabtu depan"
)
DAYS_AHEAD = (("hari", AGAIN), ("hr", AGAIN))
IF = frozenset(words("kalau kalo klo jika"))

# M15
FINISH = frozenset(words("jadi selesai slesai selese beres rampung kelar klar tuntas finish"))
SMALL_TALK_FINISH = "jadi"

# M16
THINGS: dict[tuple[str, ...], Trouble] = {
    phrase: kind
    for kind, said in (
        (
            Trouble.MATERIAL,
            "bahan, material, besi, plat, pelat, hollow, holo, pipa, siku, baut, mur, cat, tiner, thinner, kawat las, "
            "elektroda, stainless, bearing, laher, roda, engsel, kabel",
        ),
        (Trouble.ENGINE, "dinamo, motor, diesel, mesin bensin, mesin diesel, mesin penggerak"),
        (Trouble.MACHINE, "trafo las, kompresor, gerinda, mata bor"),
        (Trouble.PEOPLE, "tukang, orang, pekerja, karyawan, anak buah, siswa, guru"),
        (Trouble.POWER, "listrik, pln, lampu, token, genset"),
        (Trouble.MONEY, "uang, dana, modal, dp, uang muka, termin"),
        (Trouble.OTHER, "gambar, gambar kerja"),
    )
    for phrase in split_phrases(said)
}
MACHINE_AT_WORK = "mesin"  # with a step word after it: a machine of the workshop
CRAFTSMAN = "tukang"  # takes the step word after it along
TROUBLE = frozenset(
    words(
        "habis hbs kosong kehabisan kurang telat terlambat langka rusak macet mati padam jebol konslet terbakar patah "
        "error ngadat sakit izin ijin libur cuti pulang mogok salah hilang tunggu nunggu menunggu"
    )
)
DID_NOT = frozenset(words("datang dtg ada masuk cair turun dikirim"))  # after belum, tidak
NOT_PAID = "dibayar"  # after belum
DISASTERS = frozenset(words("banjir gempa kebakaran kecurian"))
HINDRANCES = frozenset(words("kendala masalah terkendala"))
THERE_IS = "ada"

# M18 and M19
SAYS_NOTHING = (
    "<media tidak disertakan>",
    "<media omitted>",
    "pesan ini dihapus",
    "anda menghapus pesan ini",
    "this message was deleted",
    "<pesan ini diedit>",
    "gambar tidak disertakan",
    "image omitted",
)
ATTACHED = ("(file terlampir)", "(file attached)")
FORWARDED = frozenset(words("diteruskan forwarded fwd"))
