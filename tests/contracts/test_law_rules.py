"""The rule book: every day of an event finds its own rule, with its citation, or a sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from tempa.contracts.law import LawError, VendorStatus, all_rules, check_rate, rule
from tempa.contracts.law.rulebook import rule_or_none


@pytest.mark.parametrize(("on", "effective", "citation"), [
    (date(2020, 6, 15), Fraction(10, 100), "UU 42/2009 Ps 7(1)"),
    (date(2022, 3, 31), Fraction(10, 100), "UU 42/2009 Ps 7(1)"),
    (date(2022, 4, 1), Fraction(11, 100), "UU 7/2021 (HPP) Ps 7(1)a"),
    (date(2024, 12, 31), Fraction(11, 100), "UU 7/2021 (HPP) Ps 7(1)a"),
    (date(2025, 1, 1), Fraction(11, 100), "PMK 131/2024, DPP nilai lain 11/12"),
])
def test_ppn_changes_on_the_day_of_the_law(on, effective, citation):
    found = rule("ppn", on)
    assert (found.share("of_price"), found.citation) == (effective, citation)


def test_the_rate_of_2025_is_twelve_percent_of_eleven_twelfths():
    found = rule("ppn", date(2025, 1, 1))
    assert (found.share("rate"), found.share("base_share")) == (Fraction(12, 100), Fraction(11, 12))


@pytest.mark.parametrize(("on", "mode"), [(date(2025, 5, 21), "floor"), (date(2025, 5, 22), "half_up")])
def test_rounding_changes_with_per_11(on, mode):
    assert rule("tax_rounding", on).text("mode") == mode


def test_a_day_without_a_rule_gets_a_sentence_that_names_the_days_known():
    with pytest.raises(LawError) as refused:
        rule("ppn", date(1999, 1, 1))
    assert "1 Januari 1999" in str(refused.value) and "2010-04-01 … 2022-03-31" in refused.value.bound
    assert "No rule 'ppn' is recorded for 1999-01-01" in refused.value.english


@pytest.mark.parametrize("wrong", [datetime(2020, 6, 15, 23, 0), "2020-06-15", None])
def test_a_rule_is_looked_up_by_a_date_and_nothing_else(wrong):
    with pytest.raises(LawError, match="tanggal WITA"):
        rule("ppn", wrong)


def test_an_unknown_rule_is_refused_by_name():
    with pytest.raises(LawError, match="Tidak ada aturan bernama 'pnn'"):
        rule("pnn", date(2020, 6, 1))


def test_a_relief_that_has_ended_is_absent_and_not_an_error():
    assert rule_or_none("pph_final_borne", date(2019, 6, 1)) is None
    assert rule_or_none("pph_final_borne", date(2022, 1, 1)) is None


def test_a_rate_of_another_date_is_refused_and_the_right_one_named():
    assert check_rate("pph22", "15/1000", date(2020, 6, 15)).citation.startswith("UU PPh")
    with pytest.raises(LawError) as refused:
        check_rate("ppn", Fraction(11, 100), date(2020, 6, 15))
    assert refused.value.value == Fraction(11, 100) and refused.value.bound == "1/10 (2020-06-15)"


def test_a_rule_that_nobody_has_checked_says_so_wherever_it_is_cited():
    flagged = [r for r in all_rules() if not r.verified]
    assert {"retention", "no_npwp", "advance_limit", "pph_final_borne"} <= {r.id for r in flagged}
    assert all(r.cited == f"{r.citation} (belum diverifikasi)" for r in flagged)
    assert all("belum diverifikasi" not in r.cited for r in all_rules() if r.verified)


def test_every_rule_is_found_on_its_first_and_last_day_and_on_no_day_of_a_gap():
    for found in all_rules():
        assert rule(found.id, found.valid_from) is found
        if found.valid_to is not None:
            assert found.valid_to >= found.valid_from
            assert rule(found.id, found.valid_to) is found
            assert rule_or_none(found.id, found.valid_to + timedelta(days=1)) is not found
        assert found.citation and found.source


def test_every_vendor_status_and_form_of_the_reference_has_its_rule():
    wanted = {"ppn", "ppn_collected_above", "pph22", "pph22_above", "pph_final", "pph_final_nil", "pph_final_borne",
              "contract_form", "performance_guarantee", "advance_guarantee", "late_penalty", "account_code"}
    assert wanted <= {r.id for r in all_rules()}
    assert {s.value for s in VendorStatus} == {"none", "suket", "individual <=500 jt with statement", "skb"}
