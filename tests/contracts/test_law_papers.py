"""Papers by value, day, route and vendor; and packages that look like one need cut into parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.contracts.law import (
    Case,
    LawError,
    Package,
    Route,
    State,
    Vendor,
    VendorStatus,
    check_papers,
    may_be_paid,
    required_papers,
    split_warnings,
)
from tempa.payment.settlement import account_warnings, activity_warnings

JUNE_2020, MID_2026 = date(2020, 6, 15), date(2026, 6, 15)
SPK_2020 = Case(150_000_000, JUNE_2020, Vendor(False, VendorStatus.SUKET))


def ids(case: Case) -> set[str]:
    return {paper.id for paper in required_papers(case)}


def test_papers_of_a_work_order_in_2020_for_a_small_workshop():
    assert ids(SPK_2020) == {
        "estimate", "invitation", "selection_report", "spk", "start_order", "inspection", "handover", "check_officer",
        "handover_to_holder", "payment_report", "kuitansi", "payment_request", "control_card", "tax_deposit",
        "final_tax_certificate", "borne_by_government", "npwp", "bank_account",
    }


def test_a_small_purchase_needs_little_but_never_goes_without_handover():
    assert ids(Case(5_000_000, MID_2026, Vendor(False), tax_cut=False)) == {"receipt", "handover"}


@pytest.mark.parametrize(("value", "present", "absent"), [
    (10_000_000, "receipt", "estimate"), (10_000_001, "estimate", "receipt"),
    (50_000_000, "kuitansi", "spk"), (50_000_001, "spk", "agreement"),
    (200_000_000, "spk", "performance_guarantee"), (200_000_001, "performance_guarantee", "spk"),
])
def test_papers_change_at_the_limits(value, present, absent):
    found = ids(Case(value, MID_2026, Vendor(True)))
    assert present in found and absent not in found


def test_the_administrative_check_exists_only_before_february_2021():
    big = replace(SPK_2020, value=300_000_000)
    assert {"check_committee"} == ids(big) & {"check_officer", "check_committee"}
    assert "check_officer" in ids(replace(SPK_2020, signed=date(2021, 2, 1)))
    assert not ids(replace(SPK_2020, signed=date(2021, 2, 2))) & {"check_officer", "check_committee"}


def test_the_emergency_route_asks_for_need_order_and_price_evidence_instead_of_estimate_and_selection():
    emergency = ids(replace(SPK_2020, route=Route.EMERGENCY))
    assert emergency - ids(SPK_2020) == {"need_statement", "emergency_order", "price_evidence"}
    assert ids(SPK_2020) - emergency == {"estimate", "invitation", "selection_report", "start_order"}


@pytest.mark.parametrize(("fact", "paper"), [
    ("advance", "advance_guarantee"), ("extended", "addendum"), ("partners", "partners_paid"),
    ("given_away", "grant"), ("farm_machine", "type_test"),
])
def test_each_fact_of_the_case_asks_for_its_paper(fact, paper):
    changed: Case = replace(SPK_2020, **{fact: True})  # type: ignore[arg-type]
    assert ids(changed) - ids(SPK_2020) == {paper}


@pytest.mark.parametrize(("vendor", "paper"), [
    (Vendor(True), "tax_invoice"), (Vendor(False, VendorStatus.STATEMENT), "turnover_statement"),
    (Vendor(False, VendorStatus.EXEMPT), "exemption_letter"),
    (Vendor(False, VendorStatus.SUKET), "final_tax_certificate"),
])
def test_each_tax_status_asks_for_its_own_proof(vendor, paper):
    plain = Case(150_000_000, MID_2026, Vendor(False))
    assert ids(replace(plain, vendor=vendor)) - ids(plain) == {paper}


def test_the_gate_opens_only_when_every_paper_is_there_and_valid():
    all_there = dict.fromkeys(ids(SPK_2020))
    assert may_be_paid(check_papers(SPK_2020, all_there, JUNE_2020))
    without = {id: None for id in all_there if id != "handover"}
    states = {c.paper.id: c.state for c in check_papers(SPK_2020, without, JUNE_2020)}
    assert [id for id, state in states.items() if state is not State.PRESENT] == ["handover"]
    old = all_there | {"final_tax_certificate": date(2020, 6, 14)}
    checks = check_papers(SPK_2020, old, JUNE_2020)
    assert [c.paper.id for c in checks if c.state is State.EXPIRED] == ["final_tax_certificate"]
    assert not may_be_paid(checks) and may_be_paid(check_papers(SPK_2020, old, date(2020, 6, 14)))


def test_a_paper_nobody_knows_is_refused():
    with pytest.raises(LawError, match="hand_over"):
        check_papers(SPK_2020, {"hand_over": None}, JUNE_2020)


def test_papers_come_in_the_order_of_the_work_and_say_what_was_not_checked():
    papers = required_papers(replace(SPK_2020, route=Route.EMERGENCY))
    order = [("contract", "handover", "payment").index(p.stage) for p in papers]
    assert order == sorted(order)
    assert all(p.cited.endswith("(belum diverifikasi)") != p.verified for p in papers)


def package(number: int, value: int, day: int = 0, agency: str = "DISTANBUN", kind: str = "T001") -> Package:
    return Package(f"P{number}", agency, kind, JUNE_2020 + timedelta(days=day), value)


def test_three_packages_just_under_the_limit_are_named_with_the_rule():
    found = split_warnings([package(1, 190_000_000), package(2, 195_000_000, 10), package(3, 199_000_000, 20)])
    assert [(w.packages, w.total, w.limit) for w in found] == [(("P1", "P2", "P3"), 584_000_000, 200_000_000)]
    assert "Perpres 16/2018 Ps 28" in found[0].indonesian and "Write down the reason" in found[0].english


def test_the_window_includes_its_last_day():
    assert len(split_warnings([package(1, 190_000_000), package(2, 195_000_000, 30)])) == 1


@pytest.mark.parametrize("packages", [
    [package(1, 190_000_000), package(2, 195_000_000, 31)],
    [package(1, 190_000_000), package(2, 195_000_000, agency="DKP")],
    [package(1, 190_000_000), package(2, 195_000_000, kind="T002")],
    [package(1, 190_000_000), package(2, 300_000_000)],
    [package(1, 190_000_000)],
])
def test_packages_far_apart_or_for_others_are_no_split(packages):
    assert split_warnings(packages) == ()


def test_two_small_purchases_pass_the_tax_limit_together():
    (found,) = split_warnings([package(1, 1_500_000), package(2, 1_500_000, 3)])
    assert (found.limit, found.total) == (2_000_000, 3_000_000) and "belum diverifikasi" in found.citation


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(1, 210_000_000), st.integers(0, 90)), max_size=12))
def test_a_split_warning_names_packages_that_alone_stay_within_and_together_pass(rows):
    packages = [package(i, value, day) for i, (value, day) in enumerate(rows)]
    known = {p.id: p for p in packages}
    for warning in split_warnings(packages):
        named = [known[id] for id in warning.packages]
        assert max(p.value for p in named) <= warning.limit < sum(p.value for p in named) == warning.total
        assert max(p.on for p in named) - min(p.on for p in named) <= timedelta(days=30)


@pytest.mark.parametrize(("code", "on", "given_away", "warned"), [
    ("5.2.2.23.01", JUNE_2020, True, False), ("5.2.2.23.01", JUNE_2020, False, True),
    ("5.2.3.12.01", JUNE_2020, False, False), ("5.1.02.01.01.0039", JUNE_2020, None, True),
    ("5.1.02.01.01.0039", MID_2026, True, False), ("5.1.02.01.01.0039", MID_2026, False, True),
    ("5.2.02.04.01.0001", MID_2026, False, False), ("5.2.02.04.01.0001", MID_2026, True, True),
    ("5.2.2.23.01", MID_2026, None, True), ("5.2.02.04.01.0001", MID_2026, None, False),
])
def test_account_codes_by_year_and_use(code, on, given_away, warned):
    assert bool(account_warnings(code, on, given_away)) == warned


def test_sub_activity_codes_from_2021():
    assert activity_warnings("3.31.02.2.01.05", MID_2026) == () == activity_warnings("apa saja", JUNE_2020)
    assert len(activity_warnings("3.31.2.01", MID_2026)) == 1
