"""Statements: every line has its article, and the lines add up to the rupiah."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.contracts.law import Amount, LawError, LegalForm, Means, Vendor, VendorStatus
from tempa.payment.settlement import (
    Claim,
    LateDelivery,
    Line,
    RetentionBase,
    Statement,
    advance_statement,
    late_penalty,
    payment_terms,
    release_statement,
    retention,
    settle,
    settle_terms,
)

JUNE_2020, MID_2021, MID_2023, MID_2026 = (date(y, 6, 15) for y in (2020, 2021, 2023, 2026))
HUNDRED = 100_000_000
STATUSES = st.sampled_from([VendorStatus.NONE, VendorStatus.SUKET, VendorStatus.EXEMPT])
VENDORS = st.builds(Vendor, st.booleans(), STATUSES, st.booleans())
SHARES = st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any).map(
    lambda parts: [f"{p}/{sum(parts)}" for p in parts])


@pytest.mark.parametrize(("on", "pkp", "status", "late", "expected"), [
    (JUNE_2020, True, VendorStatus.NONE, 0, (110_000_000, 10_000_000, 1_500_000, 0, 98_500_000)),
    (JUNE_2020, False, VendorStatus.SUKET, 0, (100_000_000, 0, 0, 0, 100_000_000)),
    (JUNE_2020, True, VendorStatus.SUKET, 0, (110_000_000, 10_000_000, 0, 0, 100_000_000)),
    (MID_2023, True, VendorStatus.SUKET, 0, (111_000_000, 11_000_000, 500_000, 0, 99_500_000)),
    (MID_2026, True, VendorStatus.NONE, 0, (111_000_000, 11_000_000, 1_500_000, 0, 98_500_000)),
    (MID_2026, False, VendorStatus.STATEMENT, 0, (100_000_000, 0, 0, 0, 100_000_000)),
    (MID_2026, False, VendorStatus.SUKET, 0, (100_000_000, 0, 500_000, 0, 99_500_000)),
    (MID_2026, True, VendorStatus.NONE, 5, (111_000_000, 11_000_000, 1_500_000, 500_000, 98_000_000)),
])
def test_net_by_vendor_and_day(on, pkp, status, late, expected):
    penalty = late_penalty(LateDelivery(HUNDRED, late), on)
    paid = settle(Claim(on, HUNDRED, Vendor(pkp, status), penalty=penalty))
    assert (paid.gross, *(paid.amount(code) for code in ("ppn", "pph", "penalty", "net"))) == expected


@settings(deadline=None, max_examples=100)
@given(st.integers(3_000_000, 10**11), st.dates(date(2019, 1, 1), date(2027, 12, 31)), VENDORS, st.integers(0, 60))
def test_gross_is_the_sum_of_all_its_lines(price, on, vendor, late):
    penalty = late_penalty(LateDelivery(price, late), on)
    paid = settle(Claim(on, price, vendor, penalty=penalty, retention=retention(price, on)))
    parts = [paid.amount(code) for code in ("ppn", "pph", "penalty", "retention", "recovery", "net")]
    assert paid.gross == price + paid.charged_ppn == sum(parts) and min(parts) >= 0
    assert paid.amount("pph") <= price and all(line.citation for line in paid.lines)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**11), SHARES, st.integers(0, 30), st.integers(0, 10), st.integers(0, 30), st.sampled_from(RetentionBase))
def test_a_contract_paid_in_terms_pays_exactly_the_contract_less_its_penalty(value, progress, advance, held, late, base):
    terms = payment_terms(value, progress, value * advance // 100, f"{held}/100", base)
    penalty = late_penalty(LateDelivery(terms[-1].gross, late), JUNE_2020)
    penalty = replace(penalty, rupiah=min(penalty.rupiah, terms[-1].net))
    days = [JUNE_2020 + timedelta(days=i) for i in range(len(terms))]
    paid = settle_terms(terms, days, Vendor(False, VendorStatus.SUKET), JUNE_2020, penalty)
    released = release_statement([p.amount("retention") for p in paid], JUNE_2020)
    first = advance_statement(value * advance // 100, JUNE_2020)
    assert first.net + sum(p.net for p in paid) + released.net == value - penalty.rupiah


def test_a_small_purchase_leaves_the_ppn_with_the_vendor_and_asks_whether_it_was_split():
    paid = settle(Claim(MID_2026, 2_000_000, Vendor(True)))
    assert (paid.gross, paid.charged_ppn, paid.amount("ppn"), paid.net) == (2_220_000, 220_000, 0, 2_220_000)
    assert ["Pastikan ini bukan pecahan" in w.indonesian for w in paid.warnings] == [True]


def test_a_term_of_a_large_contract_is_no_small_purchase():
    paid = settle(Claim(MID_2026, 2_000_000, Vendor(True), transaction=HUNDRED))
    assert (paid.amount("ppn"), paid.amount("pph"), paid.warnings) == (220_000, 30_000, ())


def test_the_terms_of_one_contract_are_one_transaction():
    terms = payment_terms(HUNDRED, ["2/100", "98/100"], 0, "0")
    paid = settle_terms(terms, [MID_2026, MID_2026], Vendor(True), MID_2026)
    assert [p.amount("ppn") for p in paid] == [220_000, 10_780_000]


def test_a_card_payment_has_no_deductions():
    paid = settle(Claim(MID_2026, HUNDRED, Vendor(True), means=Means.CREDIT_CARD))
    assert (paid.amount("ppn"), paid.amount("pph"), paid.net) == (0, 0, 111_000_000)


def test_relief_that_nobody_checked_is_not_applied_but_named():
    paid = settle(Claim(MID_2021, HUNDRED, Vendor(False, VendorStatus.SUKET)))
    assert paid.net == 99_500_000
    assert ["PMK 9/PMK.03/2021" in w.english and "belum diverifikasi" in w.indonesian for w in paid.warnings] == [True]


def test_a_vendor_whose_years_have_run_out_is_named():
    old = Vendor(False, VendorStatus.SUKET, legal_form=LegalForm.COMPANY, registered=2018)
    young = replace(old, registered=2025)
    assert ["berakhir tahun 2020" in str(w) for w in settle(Claim(MID_2026, HUNDRED, old)).warnings] == [True]
    assert settle(Claim(MID_2026, HUNDRED, young)).warnings == ()


def test_a_vendor_without_npwp_is_named_unless_the_surcharge_is_asked_for():
    claim = Claim(MID_2026, HUNDRED, Vendor(True, has_npwp=False))
    assert ["tanpa NPWP" in str(w) for w in settle(claim).warnings] == [True]
    asked = settle(replace(claim, surcharge_without_npwp=True))
    assert (asked.amount("pph"), asked.warnings) == (3_000_000, ())


def test_lines_carry_names_in_two_languages_and_the_flag_of_unchecked_rules():
    paid = settle(Claim(MID_2026, HUNDRED, Vendor(True), retention=retention(HUNDRED, MID_2026)))
    held = next(line for line in paid.lines if line.code == "retention")
    assert (held.indonesian, held.english, held.amount) == ("Retensi", "retention", 5_000_000)
    assert held.cited.endswith("(belum diverifikasi)")
    assert next(line for line in paid.lines if line.code == "pph22").cited == "PMK 81/2024"


def test_deductions_above_the_payment_are_refused_with_the_amounts():
    with pytest.raises(LawError, match="Potongan lebih besar") as refused:
        settle(Claim(MID_2026, 1_000_000, Vendor(False), penalty=Amount(1_000_001, "Perpres 16/2018 Ps 79(4)")))
    assert refused.value.value == {"ppn": 0, "none": 0, "penalty": 1_000_001, "net": -1}


def test_a_statement_that_does_not_add_up_cannot_be_made():
    with pytest.raises(LawError):
        Statement(MID_2026, 100, 0, (Line("net", Amount(99, "bruto dikurangi potongan")),))


def test_every_term_needs_its_day():
    with pytest.raises(LawError, match="satu tanggal bayar"):
        settle_terms(payment_terms(HUNDRED, ["1/2", "1/2"], 0, "0"), [MID_2026], Vendor(True), MID_2026)


@pytest.mark.parametrize(("field", "wrong"), [("price", -5), ("price", 1.5), ("transaction", -1)])
def test_wrong_amounts_are_refused(field, wrong):
    with pytest.raises(LawError):
        settle(replace(Claim(MID_2026, HUNDRED, Vendor(True)), **{field: wrong}))


def test_a_negative_penalty_is_refused():
    with pytest.raises(LawError, match="Denda keterlambatan"):
        settle(Claim(MID_2026, HUNDRED, Vendor(True), penalty=Amount(-1, "x")))
