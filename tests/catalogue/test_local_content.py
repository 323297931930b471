"""TKDN under three methods, the buying ladder, and national content kept apart from money that stays."""

import dataclasses
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.catalogue.costing.errors import CostingError
from tempa.catalogue.costing.ladder import Offered, allowed_offers, allowed_on
from tempa.catalogue.costing.local_content import (
    Certificate,
    CostRow,
    MaterialRow,
    certificate_faults,
    content_by_cost,
    content_of_products,
    method_on,
    methods_on,
    row_content,
    small_industry_content,
    weighted_content,
)
from tempa.catalogue.costing.origin import Origin, national_content, province_money
from tempa.catalogue.costing.solve import should_cost

from .cost_sheets import DAY, worked_sheet

percents = st.fractions(0, 100, max_denominator=1000)


def test_rows_of_the_filled_form():
    steel = row_content("58.64", "0.2", 500_000)
    assert [steel.kdn, steel.kln] == [58_640, 41_360]
    assert row_content("56.92", 1, 32_000).kdn == Fraction("18214.4")


@settings(deadline=None)
@given(percents, st.fractions(0, 1000, max_denominator=100), st.integers(0, 10**8))
def test_row_splits_its_cost_without_remainder(tkdn, quantity, price):
    content = row_content(tkdn, quantity, price)
    assert content.kdn + content.kln == quantity * price
    assert 0 <= content.kdn <= quantity * price


def test_product_by_cost_is_home_cost_over_production_cost():
    """Home: 60 % of 100,000, all of 50,000 wages, half of 50,000 overhead = 135,000 of 300,000."""
    found = content_by_cost(
        [MaterialRow("Plat", 2, 50_000, "60"), MaterialRow("Motor", 1, 100_000, None)],
        [CostRow("Las", 50_000, 100)],
        [CostRow("Listrik", 50_000, 50)],
    )
    assert found.tkdn == 45
    assert found.without_proof == ("Motor",)


def small_part(cost: int, item: str = "Baut") -> MaterialRow:
    return MaterialRow(item, 1, cost, None, made_at_home=True)


def test_small_home_parts_count_in_full_untraced():
    base = MaterialRow("Plat", 1, 97_001, 0)
    assert content_by_cost([base, small_part(2_999)], [], []).untraced == ("Baut",)
    assert content_by_cost([base, small_part(3_001)], [], []).untraced == ()  # 3 % or more of the cost
    four = [small_part(2_900, f"Baut {i}") for i in range(4)]
    assert content_by_cost([MaterialRow("Plat", 1, 88_400, 0), *four], [], []).untraced == ()  # 11.6 % together
    three = content_by_cost([MaterialRow("Plat", 1, 91_300, 0), *four[:3]], [], [])
    assert three.tkdn == Fraction(100 * 8_700, 100_000) and three.without_proof == ()


def test_weights_of_both_new_methods():
    assert small_industry_content(100, 100, 100, 100) == 40
    assert small_industry_content(50, 0, 0, 100) == 14
    assert weighted_content("19.627", 100, 100) == Fraction("39.72025")
    assert weighted_content(100, 100, 100, research=20) == 100
    assert weighted_content(50, 100, 100, research=10) == Fraction("72.5")


@pytest.mark.slow
@settings(deadline=None)
@given(percents, percents, percents, percents, percents)
def test_more_local_material_never_lowers_any_figure(low, high, labour, overhead, development):
    low, high = sorted((low, high))
    assert (
        0
        <= small_industry_content(low, labour, overhead, development)
        <= small_industry_content(high, labour, overhead, development)
        <= 40
    )
    assert 0 <= weighted_content(low, labour, overhead) <= weighted_content(high, labour, overhead) <= 100


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.tuples(percents, st.integers(1, 10**9)), min_size=1, max_size=8))
def test_several_products_lie_between_the_least_and_the_most(products):
    found = content_of_products(products)
    assert min(t for t, _ in products) <= found <= max(t for t, _ in products)
    assert content_of_products([*products, *products]) == found


def test_methods_follow_the_day():
    def codes(day: date, small: bool = False) -> list[str]:
        return [m.code for m in methods_on(day, small)]

    assert codes(date(2020, 6, 9)) == ["16/2011"]
    assert codes(date(2024, 6, 9)) == ["16/2011"]
    assert codes(date(2024, 6, 9), small=True) == ["16/2011", "46/2022"]
    assert codes(date(2025, 12, 11), small=True) == ["16/2011", "46/2022"]
    assert codes(date(2025, 12, 12), small=True) == ["35/2025"]


def test_method_of_another_day_is_refused():
    assert method_on("35/2025", date(2025, 12, 12)).citation == "Permenperin 35/2025"
    with pytest.raises(CostingError, match="35/2025") as refused:
        method_on("35/2025", date(2020, 6, 9))
    assert refused.value.value == date(2020, 6, 9) and "2025-12-12" in refused.value.bound
    with pytest.raises(CostingError, match="salah satu dari"):
        method_on("99/2030", date(2026, 1, 1))


def test_certificate_keeps_its_method_and_ends():
    good = Certificate("1/2024", "46/2022", 40, date(2024, 1, 2), date(2029, 1, 1))
    assert certificate_faults(good, date(2026, 1, 1)) == ()  # issued under a method that ended later
    assert "berlaku" in certificate_faults(good, date(2029, 1, 2))[0]
    assert "cara 35/2025" in certificate_faults(dataclasses.replace(good, method="35/2025"), date(2026, 1, 1))[0]
    assert "paling banyak 40" in certificate_faults(dataclasses.replace(good, tkdn=41), date(2026, 1, 1))[0]


def test_rungs_of_the_ladder():
    a, b, c = Offered("A", 30, 12), Offered("B", 26), Offered("C", 10)
    none, listed = Offered("D", None), Offered("E", None, listed=True)
    assert (allowed_offers([c, b, a]).rung, allowed_offers([c, b, a]).names) == ("a", ("B", "A"))
    assert (allowed_offers([b, c]).rung, allowed_offers([b, c]).names) == ("b", ("B",))
    assert (allowed_offers([c, none]).rung, allowed_offers([c, none]).names) == ("c", ("C",))
    assert (allowed_offers([none, listed]).rung, allowed_offers([none, listed]).names) == ("d", ("E",))
    assert (allowed_offers([none]).rung, allowed_offers([]).names) == ("none", ())
    assert allowed_offers([a]).verified is False


def test_offer_that_opens_the_first_rung_by_benefits_alone_is_itself_out():
    opener = Offered("P", 24, 16)
    assert allowed_offers([opener, Offered("Q", 25)]).names == ("Q",)
    assert allowed_offers([opener, Offered("Q", 25)]).rung == "a"
    assert allowed_offers([opener, Offered("R", 5)]).names == ("P", "R")


def test_before_the_ladder_nothing_is_compulsory_below_forty():
    b, c = Offered("B", 26), Offered("C", 10)
    assert allowed_on([b, c], date(2025, 4, 29)).names == ("B", "C")
    assert allowed_on([b, c], date(2025, 4, 30)).names == ("B",)
    assert allowed_on([Offered("A", 30, 10), b, c], date(2025, 4, 29)).names == ("A", "B")


offers = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 100)), st.integers(0, 15)), max_size=7)


@settings(deadline=None)
@given(offers)
def test_ladder_never_prefers_less_content(rows):
    made = [Offered(str(i), t, b) for i, (t, b) in enumerate(rows)]
    allowed = set(allowed_offers(made).names)
    inside = [t for i, (t, _) in enumerate(rows) if t is not None and str(i) in allowed]
    outside = [t for i, (t, _) in enumerate(rows) if t is not None and str(i) not in allowed]
    assert not inside or all(t < min(inside) for t in outside)


MADE = {
    "material": Origin(national=0, province="0.1"),
    "harga:BAJA": Origin(national="0.6", province="0.15", proof="sertifikat 12/2019"),
    "labour": Origin(1, 1, "daftar upah"),
    "machine": Origin("0.5", "0.4", "rekening listrik"),
    "setup": Origin(1, 1, "daftar upah"),
    "overhead": Origin(1, "0.8", "buku bengkel"),
    "margin": Origin(1, 1, "buku bengkel"),
}


def test_national_content_and_money_that_stays_have_their_own_base():
    """Per unit: steel 200,000; engine 1,000,000; labour 150,000; machine 50,000; setup 10,000; overhead 52,500."""
    result = should_cost(worked_sheet(), 8, DAY, draws=0)
    national = national_content(result, MADE)
    assert national.production_cost == 1_462_500
    assert national.rupiah == 120_000 + 150_000 + 25_000 + 10_000 + 52_500
    stays = province_money(result, MADE)
    assert stays.price == 1_608_750
    assert stays.rupiah == 30_000 + 100_000 + 150_000 + 20_000 + 10_000 + 42_000 + 146_250


def test_neither_figure_moves_the_other():
    result = should_cost(worked_sheet(), 8, DAY, draws=0)
    foreign = {k: dataclasses.replace(o, national=0) for k, o in MADE.items()}
    away = {k: dataclasses.replace(o, province=0) for k, o in MADE.items()}
    assert province_money(result, foreign) == province_money(result, MADE)
    assert national_content(result, away) == national_content(result, MADE)
    assert (national_content(result, foreign).rupiah, province_money(result, away).rupiah) == (0, 0)


def test_national_claim_without_a_paper_counts_nothing():
    result = should_cost(worked_sheet(), 8, DAY, draws=0)
    claimed = {**MADE, "harga:MOTOR": Origin(1, 0)}
    assert national_content(result, claimed).rupiah == national_content(result, MADE).rupiah
    assert national_content(result, claimed).without_proof == ("harga:MOTOR",)


@pytest.mark.parametrize(
    "call",
    [
        lambda: row_content(101, 1, 1),
        lambda: row_content(50, -1, 1),
        lambda: content_by_cost([], [], []),
        lambda: small_industry_content(-1, 0, 0, 0),
        lambda: weighted_content(50, 50, 50, research=21),
        lambda: content_of_products([(50, 0)]),
        lambda: allowed_offers([Offered("A", 120)]),
        lambda: allowed_offers([Offered("A", 20, -1)]),
        lambda: national_content(should_cost(worked_sheet(), 8, DAY, draws=0), {}),
    ],
)
def test_impossible_content_is_refused(call):
    with pytest.raises(CostingError) as refused:
        call()
    assert refused.value.bound and refused.value.source
