"""Rupiah and quantities are written and read as an Indonesian office writes them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.values.quantity import is_doubtful, parse_quantity, percent, quantity, rounded_half_up, whole
from tempa.values.rupiah import parse_rupiah, rupiah, rupiah_change, rupiah_short


@pytest.mark.parametrize(("amount", "full", "short", "english"), [
    (17_364_575_000, "Rp17.364.575.000", "Rp17,36 miliar", "Rp17.36 billion"),
    (926 * 10**9, "Rp926.000.000.000", "Rp926 miliar", "Rp926 billion"),
    (3 * 10**12, "Rp3.000.000.000.000", "Rp3 triliun", "Rp3 trillion"),
    (-140_000_000, "-Rp140.000.000", "-Rp140 juta", "-Rp140 million"),
    (999_999_000, "Rp999.999.000", "Rp1 miliar", "Rp1 billion"),
    (999_994_000, "Rp999.994.000", "Rp999,99 juta", "Rp999.99 million"),
    (999_999, "Rp999.999", "Rp999.999", "Rp999,999"),
    (0, "Rp0", "Rp0", "Rp0"),
])
def test_rupiah_in_tables_and_sentences(amount, full, short, english):
    assert (rupiah(amount), rupiah_short(amount), rupiah_short(amount, "en")) == (full, short, english)


def test_rupiah_of_a_fraction_is_rounded_half_up_once():
    assert [rupiah(Fraction(2 * n + 1, 2)) for n in (0, 1, -2)] == ["Rp1", "Rp2", "-Rp2"]


def test_a_change_shows_its_sign():
    assert [rupiah_change(n) for n in (140_000_000, -3_000_000, 0)] == ["+Rp140 juta", "-Rp3 juta", "Rp0"]


@pytest.mark.parametrize(("text", "amount"), [
    ("Rp 8.500.000,-", 8_500_000), ("Rp1.250.000,00", 1_250_000), ("(Rp 1.000)", -1000), ("8500000", 8_500_000),
    ("Rp. 5.000", 5000), ("IDR 100.000", 100_000), ("8.500.000,--", 8_500_000), ("rp 12", 12), ("Rp\u00a012", 12),
    ("-5", -5), ("1.5", None), ("Rp 1.234,5", None), ("lima juta", None), ("", None), ("8,500,000", None),
])
def test_rupiah_as_people_write_it(text, amount):
    assert parse_rupiah(text) == amount


@settings(deadline=None, max_examples=100)
@given(st.integers(-10**15, 10**15))
def test_what_is_written_is_read_back(amount):
    assert parse_rupiah(rupiah(amount)) == amount


@pytest.mark.parametrize(("text", "number"), [
    ("2.133", "2133"), ("1.234,5", "1234.5"), ("75,5", "75.5"), ("-3", "-3"), ("(1.000)", "-1000"), ("0,25", "0.25"),
    ("1.5", None), ("12.34.5", None), ("1,2,3", None), ("٣", None), ("", None),
])
def test_quantities_as_people_write_them(text, number):
    assert parse_quantity(text) == (None if number is None else Decimal(number))


def test_only_one_dot_before_three_digits_is_doubtful():
    assert [t for t in ("1.234", "(1.234)", "0.234", "1.234.567", "1.234,5", "12", "1.23") if is_doubtful(t)] == [
        "1.234", "(1.234)"]


def test_numbers_in_both_languages():
    assert (quantity(2133), quantity(75.5), quantity(1234.5, "en"), quantity(-0.001)) == (
        "2.133", "75,5", "1,234.5", "0")
    assert (percent(Decimal("0.1434")), percent(0.5, "en")) == ("14,3 %", "50%")


@settings(deadline=None, max_examples=100)
@given(st.fractions(-1000, 1000), st.integers(0, 4))
def test_rounding_stays_within_half_a_place(value, places):
    assert abs(Fraction(rounded_half_up(value, places)) - value) <= Fraction(1, 2 * 10**places)


def test_whole_numbers_are_told_from_others():
    assert (whole(Decimal("4.00")), whole(Decimal("4.5"))) == (4, None)


@given(st.integers(-(10**15), 10**15), st.sampled_from(["id", "en"]))
def test_whole_numbers_are_written_as_their_exact_rounding_is(value, language):
    assert quantity(value, language) == quantity(Fraction(value), language) == quantity(Decimal(value), language)
    assert rupiah(value, language) == rupiah(Fraction(value), language)
