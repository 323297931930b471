"""Identifiers and amounts in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.contracts.law import LawError, amount_in_words, nib, nik, npwp
from tempa.contracts.law.identifiers import passes_luhn, regency_codes
from tempa.contracts.law.words import LARGEST, date_in_words

IN_FORCE, FORMER = regency_codes()


def test_a_nik_tells_regency_birth_and_sex():
    man, woman = nik("5271011708450001"), nik("52.71.01.5708450001")
    assert (man.regency, man.born, man.sex, man.former) == ("52.71", date(1945, 8, 17), "m", False)
    assert (woman.born, woman.sex) == (date(1945, 8, 17), "f")


@pytest.mark.parametrize(("value", "reason"), [
    ("5273011708450001", "52.73"), ("5209011708450001", "52.09"), ("9971011708450001", "provinsi 99"),
    ("527101170845000", "16 angka"), ("52710117084500011", "16 angka"), ("527101170845000A", "16 angka"),
    ("5271013108450001", None), ("5271013109450001", "Tanggal lahir"), ("5271014008450001", "Tanggal lahir"),
    ("5271017208450001", "Tanggal lahir"), ("5271011713450001", "Tanggal lahir"), ("5271010008450001", "Tanggal lahir"),
    ("٥٢٧١٠١١٧٠٨٤٥٠٠٠١", "16 angka"),
])
def test_a_nik_is_refused_for_length_province_regency_or_date(value, reason):
    if reason is None:
        assert nik(value).born == date(1945, 8, 31)
        return
    with pytest.raises(LawError, match=reason):
        nik(value)


def test_the_first_century_that_has_the_day_is_taken():
    assert nik("5271012902000001").born == date(2000, 2, 29)  # 1900 had no 29 February
    assert nik("5271012802000001").born == date(1900, 2, 28)


def test_the_region_list_has_the_counts_of_the_decree():
    assert (len(IN_FORCE), len({code[:2] for code in IN_FORCE})) == (514, 38)
    assert {code for code in IN_FORCE if code[:2] == "52"} == {
        "5201", "5202", "5203", "5204", "5205", "5206", "5207", "5208", "5271", "5272"}
    assert sum(code[2:] >= "71" for code in IN_FORCE) == 98  # cities, with the five administrative ones of Jakarta


def test_former_codes_are_as_many_as_the_regencies_that_moved_and_stay_valid():
    moved = {"73": 5, "64": 5, "91": 4 + 8 + 8, "92": 6}  # West Sulawesi; North Kalimantan; Papua 2022
    assert {p: sum(code[:2] == p for code in FORMER) for p in moved} == moved
    assert not IN_FORCE & FORMER and nik("9101011708450001").former


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(IN_FORCE)), st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.booleans(),
       st.integers(1, 99), st.integers(1, 9999))
def test_every_made_up_nik_is_read_back(regency, born, woman, district, serial):
    number = f"{regency}{district:02d}{born.day + 40 * woman:02d}{born:%m%y}{serial:04d}"
    found = nik(number)
    assert (found.born, found.sex, found.regency) == (born, "f" if woman else "m", f"{regency[:2]}.{regency[2:]}")


def test_npwp_of_15_and_16_digits_and_of_a_person():
    assert npwp("01.312.166.0-091.000").number == "0013121660091000" == npwp("0013121660091000").number
    assert npwp("5271011708450001").is_nik and not npwp("013121660091000").is_nik


@pytest.mark.parametrize("value", [
    "01.312.166.1-091.000", "0013121661091000", "01.312.166.0-091.00", "5273011708450001", "", "01312166009100O",
])
def test_npwp_with_a_wrong_digit_or_length_is_refused(value):
    with pytest.raises(LawError):
        npwp(value)


@settings(deadline=None, max_examples=100)
@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 8), st.integers(1, 9))
def test_luhn_sees_every_single_mistyped_digit(body, place, by):
    number = next(body + str(d) for d in range(10) if passes_luhn(body + str(d)))
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1:]
    assert passes_luhn(number) and not passes_luhn(wrong)


def test_nib_is_thirteen_digits():
    assert nib("9120 0012 34567") == "9120001234567"
    with pytest.raises(LawError, match="13 angka"):
        nib("912000123456")


@pytest.mark.parametrize(("amount", "words"), [
    (0, "nol"), (10, "sepuluh"), (11, "sebelas"), (19, "sembilan belas"), (100, "seratus"), (111, "seratus sebelas"),
    (1_000, "seribu"), (1_100, "seribu seratus"), (2_000, "dua ribu"), (1_001_000, "satu juta satu ribu"),
    (1_000_000, "satu juta"), (1_000_000_000, "satu miliar"), (10**12, "satu triliun"), (10**15, "satu kuadriliun"),
    (17_360_000_000, "tujuh belas miliar tiga ratus enam puluh juta"), (101_000, "seratus satu ribu"),
])
def test_amounts_in_words(amount, words):
    assert amount_in_words(amount) == words


VALUES = {w: n for n, w in enumerate(
    ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"])}
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12, "kuadriliun": 10**15}


def read_back(words: str) -> int:
    """The number that the words say: an own reader, the other way round."""
    total = group = digit = 0
    for word in words.replace("sepuluh", "satu puluh").replace("sebelas", "satu belas").replace(
            "seratus", "satu ratus").replace("seribu", "satu ribu").split():
        if word in VALUES:
            group, digit = group + VALUES[word], VALUES[word]
        elif word == "belas":
            group += 10
        elif word in ("puluh", "ratus"):
            group += digit * (9 if word == "puluh" else 99)
        else:
            total, group = total + group * SCALES[word], 0
    return total + group


@settings(deadline=None, max_examples=100)
@given(st.integers(0, LARGEST) | st.integers(0, 2_000_000))
def test_words_say_the_amount_and_nothing_else(amount):
    words = amount_in_words(amount)
    assert read_back(words) == amount and "  " not in words and words == words.strip().lower()


@pytest.mark.parametrize("wrong", [-1, LARGEST + 1, 1.0, True, "5"])
def test_words_exist_only_for_whole_amounts(wrong):
    with pytest.raises(LawError):
        amount_in_words(wrong)


def test_dates_read_as_people_write_them():
    assert date_in_words(date(2020, 6, 9)) == "9 Juni 2020"
