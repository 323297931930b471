"""What may leave the stock on a day, against a slow recount of every moment; engine numbers as people write them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempa.ledger.rules import Refused
from tempa.supply.rules import stock as rules
from tempa.supply.rules.amounts import UNIT
from tempa.supply.rules.buying import Offer, Spent, check_received, compare, stays_in_province
from tempa.supply.rules.stock import TURNS, Move

DAY = date(2020, 8, 3)
KINDS = st.sampled_from(["receipt", "issue", "return"])
MOVES = st.lists(st.tuples(st.integers(0, 6), KINDS, st.integers(1, 9)), max_size=12)


def move(offset, kind, amount):
    return Move(DAY + timedelta(days=offset), kind, -amount if kind == "issue" else amount, lot="" if kind == "receipt" else "L")


def never_below(moves):
    level = 0
    for one in sorted(moves, key=lambda m: (m.moved_on, TURNS[m.kind])):
        level += one.quantity
        if one.kind == "issue" and level < 0:
            return False
    return True


@given(MOVES, st.integers(0, 6))
def test_just_what_is_free_may_go_and_no_more(drawn, offset):
    """Built up by the rule itself, no moment is below nothing; one unit more than is free would be, by the judge's own order of a day."""
    moves = []
    for day, kind, amount in drawn:
        free = rules.least_from(moves, DAY + timedelta(days=day), "issue")
        if kind != "issue" or amount <= free:
            moves.append(move(day, kind, amount))
    assert never_below(moves)
    free = rules.least_from(moves, DAY + timedelta(days=offset), "issue")
    if free > 0:
        assert never_below([*moves, move(offset, "issue", free)])
    assert not never_below([*moves, move(offset, "issue", free + 1)])


def test_what_was_given_out_later_is_not_free_before():
    moves = [move(0, "receipt", 10), move(5, "issue", 8)]
    assert [rules.least_from(moves, DAY + timedelta(days=n), "issue") for n in (0, 4, 5, 6)] == [2, 2, 2, 2]
    assert rules.least_from([*moves, move(6, "receipt", 4)], DAY + timedelta(days=5), "issue") == 2


def test_a_lot_returns_what_it_has_by_then():
    moves = [move(0, "receipt", 10), move(2, "issue", 6), move(4, "return", 1)]
    assert [rules.returnable(moves, "L", DAY + timedelta(days=n)) for n in (1, 2, 3, 4)] == [0, 5, 5, 5]
    assert rules.returnable(moves, "OTHER", DAY + timedelta(days=9)) == 0


def test_what_comes_back_whole_gives_back_the_whole_value():
    assert rules.value_back(3, 3, 1001) == 1001
    first = rules.value_back(1, 3, 1001)
    assert (first, rules.value_back(2, 2, 1001 - first)) == (334, 667)


def test_engine_numbers_are_the_same_however_they_are_written():
    assert rules.numbers_in("GX160-001\n gx 160 002;GX160/003,\t\n") == ["GX160-001", "gx 160 002", "GX160/003"]
    with pytest.raises(Refused, match="tertulis dua kali"):
        rules.check_numbers(["GX160-001", "gx 160 001"], {})
    with pytest.raises(Refused, match="sudah diterima dengan pesanan B0007"):
        rules.check_numbers(["gx160.001"], {"GX160001": "B0007"})
    with pytest.raises(Refused, match="bukan nomor mesin"):
        rules.check_numbers(["--"], {})


@pytest.mark.parametrize(("asked", "words"), [
    ({"B1.1": "6"}, "tinggal 5"), ({"B1.9": "1"}, "bukan dari pesanan ini"), ({"B1.1": "0"}, "paling sedikit satu barang"),
    ({"B1.1": "lima"}, "bukan jumlah bahan"), ({"B1.1": "-1"}, "bukan jumlah bahan"),
])  # fmt: skip
def test_more_than_was_ordered_is_refused_with_what_to_do(asked, words):
    with pytest.raises(Refused, match=words):
        check_received(asked, {"B1.1": (10 * UNIT, 5 * UNIT)})


def test_quotes_side_by_side_whole_ones_first_with_freight():
    offers = {"JAWA": Offer({"A": 90, "B": 100}, 500, 14), "SINI": Offer({"A": 100, "B": 105}, 0, 2), "SEBAGIAN": Offer({"A": 1}, 0, 1)}
    found = compare(offers, {"A": "10", "B": "2.5"}, {("SINI", "A"): Fraction(1)}, {"SINI"})
    assert [(c.supplier, c.goods, c.total, list(c.missing)) for c in found] == [
        ("SINI", 1263, 1263, []), ("JAWA", 1150, 1650, []), ("SEBAGIAN", 10, 10, ["B"]),
    ]  # fmt: skip
    assert (found[0].stays, found[0].is_local, found[1].stays) == (pytest.approx(1000 / 1263), True, None)


def test_goods_of_which_nobody_has_said_anything_count_nothing():
    spent = [Spent("B1", "SINI", "A", 600), Spent("B1", "SINI", "B", 300), Spent("B2", "JAWA", "A", 100)]
    found = stays_in_province(spent, {("SINI", "A"): Fraction(1, 2)}, {"SINI"})
    assert (found.value, found.local, found.stays, found.unknown) == (1000, 900, 300, 400)
