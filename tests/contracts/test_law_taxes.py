"""Taxes: exact, rounded once by the rule of the day, never more than their base."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.contracts.law import (
    LawError,
    LegalForm,
    Means,
    Rounding,
    Vendor,
    VendorStatus,
    income_tax,
    ppn,
    ppn_base,
    ppn_of_lines,
    price_without_ppn,
    round_rupiah,
    rule,
    split_total,
)
from tempa.contracts.law.taxes import last_year_of_final_tax, ppn_is_collected, rounding_of

JUNE_2020, MID_2023, MID_2026 = date(2020, 6, 15), date(2023, 6, 15), date(2026, 6, 15)
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))
PRICES = st.integers(0, 10**12)
STATUSES = st.sampled_from([VendorStatus.NONE, VendorStatus.SUKET, VendorStatus.EXEMPT])


def oracle(exact: Fraction, on: date) -> int:
    """The two rounding rules, written another way than in the engine."""
    return floor(exact + Fraction(1, 2)) if on >= date(2025, 5, 22) else floor(exact)


@settings(deadline=None, max_examples=100)
@given(PRICES, DAYS)
def test_ppn_is_the_exact_fraction_rounded_once(price, on):
    effective = Fraction(10, 100) if on < date(2022, 4, 1) else Fraction(11, 100)
    assert ppn(price, on).rupiah == oracle(price * effective, on)


@settings(deadline=None, max_examples=100)
@given(PRICES, DAYS, STATUSES, st.booleans(), st.booleans())
def test_no_tax_exceeds_its_base_and_none_is_negative(price, on, status, pkp, npwp):
    tax = income_tax(price, on, Vendor(pkp, status, npwp), surcharge_without_npwp=True)
    assert 0 <= tax.cut.rupiah <= price and 0 <= ppn(price, on).rupiah <= price
    assert tax.borne is None or 0 <= tax.borne.rupiah <= price


def test_twelve_percent_of_a_rounded_base_is_not_what_is_computed():
    assert ppn_base(100_000_000, MID_2026, Rounding.FLOOR).rupiah == 91_666_666
    assert 91_666_666 * 12 // 100 == 10_999_999  # the known trap
    assert ppn(100_000_000, MID_2026, Rounding.FLOOR).rupiah == 11_000_000


@pytest.mark.parametrize(("on", "expected"), [(date(2025, 5, 21), 379_879), (date(2025, 5, 22), 379_880)])
def test_the_same_invoice_is_rounded_by_the_rule_of_its_day(on, expected):
    assert ppn(3_453_454, on).rupiah == expected


def test_half_a_rupiah_goes_up_and_less_is_dropped_since_2025():
    assert round_rupiah(Fraction("100499.49"), Rounding.HALF_UP) == 100_499
    assert round_rupiah(Fraction("100499.50"), Rounding.HALF_UP) == 100_500
    assert rounding_of(MID_2026) is Rounding.HALF_UP and rounding_of(JUNE_2020) is Rounding.FLOOR


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20), DAYS)
def test_ppn_of_the_lines_adds_up_to_the_ppn_of_the_invoice(prices, on):
    lines = ppn_of_lines(prices, on)
    assert sum(lines) == ppn(sum(prices), on).rupiah
    share = rule("ppn", on).share("of_price")
    assert all(abs(line - price * share) <= 1 for line, price in zip(lines, prices, strict=True))


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**13), DAYS)
def test_a_total_with_ppn_comes_apart_without_losing_a_rupiah(total, on):
    base, tax = price_without_ppn(total, on)
    assert base.rupiah + tax.rupiah == total
    assert abs(base.rupiah * (1 + rule("ppn", on).share("of_price")) - total) < 1


def test_backing_out_divides_by_111_under_the_rule_of_2025_too():
    base, tax = price_without_ppn(111_000_000, MID_2026)
    assert (base.rupiah, tax.rupiah) == (100_000_000, 11_000_000)
    assert split_total(220_000_000, "10/100") == (200_000_000, 20_000_000)


@pytest.mark.parametrize(("on", "status", "kind", "cut", "borne"), [
    (JUNE_2020, VendorStatus.NONE, "pph22", 1_500_000, None),
    (JUNE_2020, VendorStatus.SUKET, "pph_final", 0, 500_000),
    (MID_2023, VendorStatus.SUKET, "pph_final", 500_000, None),
    (MID_2026, VendorStatus.SUKET, "pph_final", 500_000, None),
    (MID_2026, VendorStatus.STATEMENT, "pph_final", 0, None),
    (MID_2026, VendorStatus.EXEMPT, "none", 0, None),
    (MID_2026, VendorStatus.NONE, "pph22", 1_500_000, None),
])
def test_income_tax_by_status_and_day(on, status, kind, cut, borne):
    tax = income_tax(100_000_000, on, Vendor(False, status))
    assert (tax.kind, tax.cut.rupiah, tax.borne.rupiah if tax.borne else None) == (kind, cut, borne)


def test_relief_of_2020_is_recorded_with_the_stamp_of_its_regulation():
    tax = income_tax(100_000_000, JUNE_2020, Vendor(False, VendorStatus.SUKET))
    assert tax.borne is not None and tax.borne.citation == "PMK 44/PMK.03/2020"
    assert str(tax.slip) == "kode billing dicap: PPh final ditanggung pemerintah eks PMK 44/PMK.03/2020"


@pytest.mark.parametrize(("on", "citation"), [
    (date(2020, 7, 15), "PMK 44/PMK.03/2020"), (date(2020, 7, 16), "PMK 86/PMK.03/2020"),
    (date(2020, 8, 14), "PMK 110/PMK.03/2020"), (date(2020, 12, 31), "PMK 110/PMK.03/2020"),
])
def test_each_regulation_of_the_relief_is_cited_in_its_own_weeks(on, citation):
    tax = income_tax(100_000_000, on, Vendor(False, VendorStatus.SUKET))
    assert tax.borne is not None and tax.borne.citation == citation


@pytest.mark.parametrize("on", [date(2020, 4, 26), date(2021, 1, 1), date(2021, 12, 31)])
def test_outside_a_verified_relief_the_half_percent_is_cut(on):
    tax = income_tax(100_000_000, on, Vendor(False, VendorStatus.SUKET))
    assert (tax.cut.rupiah, tax.borne) == (500_000, None)


def test_a_nil_slip_is_made_for_a_person_with_a_statement():
    tax = income_tax(100_000_000, MID_2026, Vendor(False, VendorStatus.STATEMENT))
    assert str(tax.slip) == "bukti potong PPh final nihil"
    assert (tax.cut.citation, tax.cut.verified) == ("PMK 164/2023 Ps 8", True)


def test_a_statement_of_small_turnover_is_refused_in_2020_when_it_had_no_rule():
    with pytest.raises(LawError, match="Aturan 'pph_final_nil' untuk 15 Juni 2020 belum dicatat"):
        income_tax(100_000_000, JUNE_2020, Vendor(False, VendorStatus.STATEMENT))


@pytest.mark.parametrize(("price", "transaction", "cut", "collected"), [
    (2_000_000, 2_000_000, 0, False),
    (2_000_001, 2_000_001, 30_000, True),
    (2_000_000, 4_000_000, 30_000, True),  # one half of a split purchase
])
def test_the_two_million_limit_looks_at_the_whole_purchase(price, transaction, cut, collected):
    tax = income_tax(price, MID_2026, Vendor(True), transaction=transaction)
    assert (tax.cut.rupiah, ppn_is_collected(transaction, MID_2026)[0]) == (cut, collected)


def test_the_limits_before_2022_and_2025_are_flagged():
    assert ppn_is_collected(1_500_000, date(2019, 6, 1))[0] and not ppn_is_collected(1_500_000, JUNE_2020)[0]
    assert not rule("ppn_collected_above", JUNE_2020).verified and rule("ppn_collected_above", MID_2026).verified
    assert not rule("pph22_above", JUNE_2020).verified and rule("pph22_above", MID_2026).verified


@pytest.mark.parametrize("means", [Means.CREDIT_CARD, Means.MARKETPLACE])
def test_nothing_is_collected_by_the_treasurer_on_card_or_marketplace(means):
    assert not ppn_is_collected(50_000_000, MID_2026, means)[0]
    assert income_tax(50_000_000, MID_2026, Vendor(True), means=means).cut.rupiah == 0


def test_surcharge_without_npwp_is_an_option_and_flagged():
    vendor = Vendor(True, has_npwp=False)
    assert income_tax(100_000_000, MID_2026, vendor).cut.rupiah == 1_500_000
    doubled = income_tax(100_000_000, MID_2026, vendor, surcharge_without_npwp=True).cut
    assert (doubled.rupiah, doubled.verified) == (3_000_000, False) and "belum diverifikasi" in doubled.cited


@pytest.mark.parametrize(("form", "registered", "last"), [
    (LegalForm.PERSON, 2015, 2024), (LegalForm.PERSON, 2022, 2028),
    (LegalForm.PARTNERSHIP, 2020, 2023), (LegalForm.COMPANY, 2018, 2020),
])
def test_years_of_final_tax_by_legal_form(form, registered, last):
    assert last_year_of_final_tax(form, registered, MID_2026) == last


@pytest.mark.parametrize("wrong", [-1, 1.5, 100_000_000.0, Fraction(1, 3), True, "100"])
def test_a_price_that_is_not_whole_rupiah_is_refused(wrong):
    with pytest.raises(LawError) as refused:
        ppn(wrong, MID_2026)
    assert refused.value.value == wrong and refused.value.bound and refused.value.source


@pytest.mark.parametrize("status", VendorStatus)
def test_income_tax_checks_its_amounts_for_every_status(status):
    with pytest.raises(LawError, match="lebih besar daripada seluruh transaksinya"):
        income_tax(100, MID_2026, Vendor(True, status), transaction=99)
    with pytest.raises(LawError, match="tidak boleh negatif"):
        income_tax(-1, MID_2026, Vendor(True, status))


def test_a_year_of_registration_in_the_future_is_refused():
    with pytest.raises(LawError, match="Tahun terdaftar"):
        last_year_of_final_tax(LegalForm.PERSON, 2030, MID_2026)
