"""How much of a password cannot be guessed: what is left when words, names, years, runs and repetitions count as one sign each.

Deliberately small: it refuses what people in an Indonesian office try first. It knows no list of stolen passwords; Django's
own list of common ones is asked beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

LEAST_SIGNS = 8
"""So many signs have to be left of a password."""
LEAST_DIFFERENT = 6
SHORTEST_RUN = {True: 3, False: 4}  # of digits, of letters: "ert" stands in many a word
SHORTEST_NAME = 3
LOOKED_AT = 64  # signs; who types more has typed enough, and nobody can keep the server busy

COMMON = """
kata sandi katasandi rahasia password pass admin administrator user login masuk akun welcome selamat datang buka kunci pintu coba tes test
bismillah alhamdulillah insyaallah masyaallah subhanallah assalamualaikum allah muhammad islam ramadan indonesia merdeka garuda pancasila
nusantara bhinneka republik proklamasi
jakarta bandung surabaya semarang yogyakarta jogja medan makassar denpasar bali mataram lombok sumbawa bima dompu selong praya tanjung
gerung taliwang rinjani senggigi narmada cakranegara lembar kotaraja ntb
tempa bengkel taman sains dinas opd kantor pemda provinsi pemerintah mesin pesanan program contoh kepala perencana pemeriksa pemasok auditor
guru sekolah smk pembeli pemilik
sayang sayangku cinta cintaku kamu aku anak anakku mama papa ibu bapak ayah bunda kakak adik keluarga bahagia sukses semangat ganteng cantik
keren doraemon naruto persib persija persebaya arema abc qwe asd zxc
senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus september oktober november desember pagi siang
sore malam hari bulan tahun
"""  # signing in, faith and country, places, work, the heart, the calendar
WORDS = frozenset(COMMON.split())
ROWS = ("abcdefghijklmnopqrstuvwxyz", "1234567890", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")
LETTERS_MEANT = str.maketrans("013457@$!", "oleastasi")  # as in b1sm1ll4h; 1 is tried as l here and as i below
LETTERS_MEANT_TOO = str.maketrans("013457@$!", "oieastasi")
YEAR = re.compile(r"(19|20)\d\d")
DATE = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])")
REPEATED = re.compile(r"(.+?)\1+")


def is_guessable(password: str, names: Sequence[str] = ()) -> bool:
    """Whether too little of a password is left; `names` are the sign-in name and the full name of its owner."""
    text = password.lower()[:LOOKED_AT]
    return len(set(text)) < LEAST_DIFFERENT or signs_left(text, WORDS | parts_of(names)) < LEAST_SIGNS


def parts_of(names: Sequence[str]) -> frozenset[str]:
    """The words of names, and each name as one word."""
    parts = {part for name in names for part in re.findall(r"[^\W_]+", name.lower())}
    whole = {re.sub(r"[\W_]", "", name.lower()) for name in names}
    return frozenset(p for p in parts | whole if len(p) >= SHORTEST_NAME)


def signs_left(text: str, words: Collection[str]) -> int:
    """The length of a text in which each predictable piece counts as one sign; the longest piece first, from the left."""
    return min(counted(text.translate(meant), text, words) for meant in ({}, LETTERS_MEANT, LETTERS_MEANT_TOO))


def counted(read: str, typed: str, words: Collection[str]) -> int:
    place = count = 0
    while place < len(typed):
        place += max(1, predictable(read, typed, place, words))
        count += 1
    return count


def predictable(read: str, typed: str, place: int, words: Collection[str]) -> int:
    """How many signs from `place` on are one predictable piece; 0 where there is none. `read` has digits read as letters."""
    lengths = [length for length in range(SHORTEST_NAME, len(read) - place + 1) if read[place : place + length] in words]
    lengths += [run_at(typed, place)]
    lengths += [found.end() - place for p in (YEAR, DATE) if (found := p.match(typed, place))]
    if repeated := REPEATED.match(typed, place):
        whole, block = repeated.end() - place, len(repeated[1])
        if whole > 2 * block or block > 1:
            lengths.append(whole)
    return max(lengths, default=0)


def run_at(text: str, place: int) -> int:
    """The length of a run from `place` on along the alphabet, the digits or a row of keys, either way; 0: too short."""
    best = 0
    for row in ROWS:
        for line in (row, row[::-1]):
            length = SHORTEST_RUN[line.isdigit()]
            while place + length <= len(text) and text[place : place + length] in line:
                best = max(best, length)
                length += 1
    return best
