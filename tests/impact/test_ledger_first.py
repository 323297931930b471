"""Every rupiah of the books ends at a named place; concentration, months of work and the S-curve."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.impact.multipliers import (
    Bought,
    MultiplierError,
    Surplus,
    Tax,
    Wage,
    absorption_curve,
    as_spending,
    concentration,
    direct_effect,
    effects,
    faults_of,
    gini,
    hhi,
    person_months,
    top_share,
)
from tempa.impact.multipliers.ledger_first import Entry
from tests.impact.tables import two_sectors

BOOKS: list[Entry] = [
    Wage("Kotaraja", 180, "NTB", "payroll 1"),
    Surplus("Kotaraja", 100, "NTB"),
    Surplus("Kotaraja", 30, "Surabaya"),
    Tax("Kotaraja", 11, "VAT", "Indonesia", "receipt 4"),
    Tax("Kotaraja", 5, "levy", "NTB"),
    Bought("Kotaraja", 400, "steel", "NTB", "Java", Fraction(12, 100), Fraction(3, 100), paper="invoice 7"),
    Bought("Sengkol", 290, "parts", "NTB", "NTB", sector="2", paper="invoice 8"),
    Bought("Sengkol", 7, "chairs", "Surabaya", "NTB"),
    Bought("Sengkol", 101, "engine", "Surabaya", "Japan", transport_margin=Fraction(1, 3)),
]
PROPERTY = settings(deadline=None, max_examples=60)


def test_every_rupiah_has_a_place_and_a_paper():
    found = direct_effect(BOOKS, "NTB", "budget", spent=1124)
    assert found.destinations == {
        "wages in NTB": 180,
        "surplus in NTB": 100,
        "surplus in Surabaya": 30,
        "VAT to Indonesia": 11,
        "levy to NTB": 5,
        "trade in NTB": 48,
        "transport in NTB": 46,  # 12 of the steel, 33 2/3 of the engine rounded by largest remainder
        "goods made in Java": 340,
        "goods made in NTB": 290,
        "goods made in NTB, sold from Surabaya": 7,
        "goods made in Japan": 67,
    }
    assert found.local() == 180 + 100 + 5 + 48 + 46 + 290
    assert found.local_per_thousand() == Fraction(669_000, 1124)
    steel = next(e for e in found.edges if e.target == "goods made in Java")
    assert steel.papers == ("invoice 7",) and steel.local is False
    assert faults_of(found.edges, "budget", 1124) == []


def test_a_spoilt_edge_is_named():
    found = direct_effect(BOOKS, "NTB", "budget")
    edges = list(found.edges)
    edges[0] = replace(edges[0], rupiah=edges[0].rupiah + 1)
    assert faults_of(edges, "budget", 1124) == [
        "Kotaraja received 727 and passed on 726",
        "1,124 was spent, 1,125 was given out",
    ]
    assert faults_of(found.edges[:-1], "budget", 1124) != []


@st.composite
def books(draw):
    group, place = st.sampled_from(["Kotaraja", "Sengkol", "Bima"]), st.sampled_from(["NTB", "Java", "Japan"])
    rupiah, share = st.integers(0, 10**11), st.fractions(0, Fraction(1, 2), max_denominator=997)
    entries: list[Entry] = []
    for _ in range(draw(st.integers(0, 12))):
        kind = draw(st.integers(0, 3))
        if kind == 0:
            entries.append(Wage(draw(group), draw(rupiah), draw(place)))
        elif kind == 1:
            entries.append(Surplus(draw(group), draw(rupiah), draw(place)))
        elif kind == 2:
            entries.append(Tax(draw(group), draw(rupiah), "tax", draw(place)))
        else:
            seller, made = draw(place), draw(place)
            margins = made != "NTB"
            entries.append(
                Bought(
                    draw(group),
                    draw(rupiah),
                    "thing",
                    seller,
                    made,
                    draw(share) if margins and seller == "NTB" else Fraction(0),
                    draw(share) if margins else Fraction(0),
                    sector=draw(st.sampled_from("12")),
                )
            )
    return entries


@PROPERTY
@given(books())
def test_edges_add_up_whatever_the_books_hold(entries):
    total = sum(e.rupiah for e in entries)
    found = direct_effect(entries, "NTB", "budget", spent=total)
    assert sum(found.destinations.values()) == total == found.total
    assert faults_of(found.edges, "budget", total) == []
    assert 0 <= found.local_per_thousand() <= 1000


@PROPERTY
@given(books())
def test_the_same_books_close_through_the_table(entries):
    spending = as_spending(entries, "NTB", trade="1", transport="2")
    assert spending.total() == sum(e.rupiah for e in entries)
    found = effects(two_sectors(), spending)
    assert sum(found.in_whole_rupiah().values()) == spending.total()


def test_the_worked_example_from_its_books():
    entries: list[Entry] = [
        Wage("k", 180, "NTB"),
        Surplus("k", 130, "NTB"),
        Bought("k", 400, "steel", "NTB", "Java", Fraction(12, 100), Fraction(3, 100)),
        Bought("k", 290, "parts", "NTB", "NTB", sector="2"),
    ]
    found = effects(two_sectors(), as_spending(entries, "NTB", trade="1", transport="2"))
    assert found.first_round.tolist() == [48, 302] and found.leak_direct == 340
    assert direct_effect(entries, "NTB", "budget").local() == 180 + 130 + 48 + 12 + 290


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (Wage("k", -1, "NTB"), "wage of k -1: must be 0 or more"),
        (Wage("k", Fraction(1, 2), "NTB"), "must be a whole number of rupiah"),  # type: ignore[arg-type]
        (Wage("k", True, "NTB"), "must be a whole number of rupiah"),
        (Surplus("k", -5, "NTB"), "surplus of k -5"),
        (Bought("k", 9, "steel", "NTB", "Java", Fraction(2)), "steel: margins 2 and 0: must be 0 or more and together"),
        (Bought("k", 9, "steel", "Java", "Java", Fraction(1, 9)), "the seller is in Java and earns no margin in NTB"),
        (Bought("k", 9, "seat", "NTB", "NTB", Fraction(1, 9)), "goods made in NTB stay with their full price"),
    ],
)
def test_wrong_entries_are_refused_by_name(entry, said):
    with pytest.raises(MultiplierError, match=said):
        direct_effect([entry], "NTB", "budget")
    with pytest.raises(MultiplierError, match=said):
        as_spending([entry], "NTB", trade="1", transport="2")


@pytest.mark.parametrize(("group", "budget"), [("budget", "budget"), ("wages in NTB", "budget"), ("k", "wages in NTB")])
def test_names_that_would_close_a_circle_are_refused(group, budget):
    with pytest.raises(MultiplierError, match="stands for two things"):
        direct_effect([Wage(group, 5, "NTB")], "NTB", budget)


def test_books_that_miss_what_was_spent_are_refused():
    with pytest.raises(MultiplierError, match="the books hold 1,124: 1,200 was spent; 76 is missing"):
        direct_effect(BOOKS, "NTB", "budget", spent=1200)


def test_person_months():
    assert person_months(21_838_830, 2_183_883) == 10
    for wages, monthly in ((-1, 1), (1, 0)):
        with pytest.raises(MultiplierError):
            person_months(wages, monthly)


def test_concentration_of_known_distributions():
    assert gini([5, 5, 5, 5]) == 0
    assert gini([0, 0, 0, 1]) == Fraction(3, 4)
    assert gini([1, 2, 3, 4]) == Fraction(1, 4)
    assert hhi([30, 30, 20, 20]) == 2600
    assert top_share([1, 2, 3, 4], 1) == Fraction(2, 5)
    found = concentration({"a": 30, "b": 30, "c": 20, "d": 20})
    assert found.hhi == 2600 and found.top_three == Fraction(4, 5)
    assert found.receivers == 4 and found.total == 100


@PROPERTY
@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any))
def test_concentration_bounds_and_oracle(amounts):
    n, total = len(amounts), sum(amounts)
    pairs = sum(abs(a - b) for a in amounts for b in amounts)
    assert gini(amounts) == Fraction(pairs, 2 * n * total)  # the mean difference, computed the long way
    found = concentration({str(i): a for i, a in enumerate(amounts)})
    assert Fraction(10_000, n) <= found.hhi <= 10_000
    assert found.hhi == Fraction(10_000 * sum(a * a for a in amounts), total * total)
    assert found.top_one <= found.top_three <= 1
    assert gini([7 * a for a in amounts]) == gini(amounts)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: gini([]), "0 amounts of nothing"),
        (lambda: gini([0, 0]), "2 amounts of nothing"),
        (lambda: gini([1, -1, 3]), "amount -1: must be 0 or more"),
        (lambda: hhi([60, 60]), "shares add up to 120 percent"),
        (lambda: hhi([101]), "share 101: must be between 0 and 100"),
        (lambda: top_share([1], 0), "top 0: must be 1 or more"),
    ],
)
def test_wrong_distributions_are_refused(call, said):
    with pytest.raises(MultiplierError, match=said):
        call()


def test_lag_is_the_distance_to_the_day_the_plan_was_there():
    curve = absorption_curve(
        plan=[0, 10, 10, 10, 10], committed=[0, 10, 10, 0], delivered=[0, 0, 0, 15], paid=[0, 0, 0, 0]
    )
    assert curve.plan == (0, 10, 20, 30, 40)
    assert curve.lag("committed") == 1  # 20 of 30 after four months; the plan had 20 after three
    assert curve.lag("delivered") == Fraction(3, 2)
    assert curve.lag("paid") == 3  # nothing, and the plan began after one month
    assert curve.share_of_plan("delivered") == Fraction(1, 2)
    assert curve.share_of_plan("paid") == 0


def test_ahead_of_plan_is_a_negative_lag():
    curve = absorption_curve([10, 10, 10, 10], [30, 0], [10, 10], [0, 5])
    assert curve.lag("committed") == -1
    assert curve.lag("delivered") == 0
    assert curve.lag("paid") == Fraction(3, 2)


@PROPERTY
@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12))
def test_a_programme_on_plan_has_no_lag(plan):
    curve = absorption_curve(plan, plan, plan, plan)
    assert curve.lag("paid") == 0 and curve.share_of_plan("paid") == 1


def test_absorption_before_anything_and_wrong_input():
    assert absorption_curve([5], [], [], []).lag("paid") == 0
    assert absorption_curve([0, 0], [0], [0], [0]).share_of_plan("paid") is None
    with pytest.raises(MultiplierError, match="months: plan 1, committed 2, delivered 1, paid 1"):
        absorption_curve([1], [1, 1], [1], [1])
    with pytest.raises(MultiplierError, match="paid of month 0: -1"):
        absorption_curve([1], [1], [1], [-1])
    with pytest.raises(MultiplierError, match="line spent: must be one of"):
        absorption_curve([1], [1], [1], [1]).lag("spent")
