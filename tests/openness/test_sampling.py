"""Monetary-unit sampling: each rupiah has the same chance, large items are certain, and nobody chooses the start."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempa.ledger.rules import Refused, Who
from tempa.openness import rules
from tempa.openness.rules.conclusion import poisson_limit

ITEMS = st.lists(st.integers(0, 60), min_size=1, max_size=12)


@given(ITEMS, st.integers(1, 30))
def test_an_item_is_chosen_by_as_many_starts_as_it_has_rupiah(amounts, interval):
    """Exact, over every start: the chance is amount / interval, and 1 from an interval on. Nothing without rupiah is chosen."""
    items = [(f"B{n}", amount) for n, amount in enumerate(amounts)]
    found = [{c.code for c in rules.draw(items, interval, start).chosen} for start in range(1, interval + 1)]
    for code, amount in items:
        chance = Fraction(sum(code in codes for codes in found), interval)
        assert chance == min(Fraction(1), Fraction(amount, interval)), (code, amount)


@given(ITEMS, st.integers(1, 30), st.data())
def test_hits_lie_an_interval_apart_inside_of_their_items(amounts, interval, data):
    items = [(f"B{n}", amount) for n, amount in enumerate(amounts)]
    start = data.draw(st.integers(1, interval))
    sample = rules.draw(items, interval, start)
    hits = [c.hit for c in sample.chosen if not c.is_certain]
    assert hits == list(range(start, sample.rest_total + 1, interval))
    assert sample.certain_total + sample.rest_total == sum(amounts)
    assert all(c.amount >= interval and c.hit == 0 for c in sample.chosen if c.is_certain)


def test_the_start_is_the_hash_of_the_chain_and_the_code():
    interval, seed = 1_000_003, "ab" * 32
    wanted = 1 + int(hashlib.sha256(f"{seed} SA0001".encode()).hexdigest(), 16) % interval
    assert rules.start_of(seed, "SA0001", interval) == wanted != rules.start_of(seed, "SA0002", interval)
    assert {rules.start_of(f"{n:064x}", "SA0001", 7) for n in range(100)} == set(range(1, 8))


@pytest.mark.parametrize(("tolerable", "expected", "confidence", "interval"), [
    (300_000_000, 0, 95, 100_000_000), (231_000_000, 0, 90, 100_000_000), (461_000_000, 0, 99, 100_000_000),
    (300_000_000, 50_000_000, 95, 73_333_333),  # (300 - 50 x 1.6) / 3
])  # fmt: skip
def test_the_interval_of_the_guide(tolerable, expected, confidence, interval):
    assert rules.interval_of(tolerable, expected, confidence) == interval


@pytest.mark.parametrize(("sizes", "said"), [
    ((0, 0, 95, 10**9), "lebih dari nol"), ((2 * 10**9, 0, 95, 10**9), "tidak lebih dari seluruh nilainya"),
    ((10**8, -1, 95, 10**9), "kurang dari nol"),
    ((10**8, 0, 80, 10**9), "Pilih 90, 95 atau 99"), ((10**8, 0, 95, 0), "Belum ada rupiah"), ((10**8, 10**8, 95, 10**9), "terlalu besar"),
    ((3, 0, 95, 10**9), "lebih dari 2000 barang"),
])  # fmt: skip
def test_figures_from_which_no_sample_follows_are_refused(sizes, said):
    with pytest.raises(Refused, match=said):
        rules.check_sizes(*sizes)


def test_a_second_sample_says_why_and_only_the_auditor_draws():
    rules.check_again("", "")
    rules.check_again("SA0001", "SP2D baru masuk")
    with pytest.raises(Refused, match="SA0001 sudah ditarik"):
        rules.check_again("SA0001", "  ")
    assert rules.may_draw(Who(1, frozenset({("auditor", "")})))
    assert not rules.may_draw(Who(1, frozenset({("park_head", ""), ("agency", "DISTANBUN")})))


@pytest.mark.parametrize(("confidence", "limits"), [
    (90, [2.30, 3.89, 5.32, 6.68, 7.99]), (95, [3.00, 4.74, 6.30, 7.75, 9.15]), (99, [4.61, 6.64, 8.41, 10.05, 11.60]),
])  # fmt: skip
def test_the_poisson_limits_are_those_of_the_tables(confidence, limits):
    assert [round(poisson_limit(n, confidence), 2) for n in range(5)] == limits


def test_a_sample_says_of_the_whole_what_each_item_stands_for():
    """Two taintings of 40 % and 10 % at an interval of 1,000: projected 400 + 100; a certain item stands for itself."""
    chosen = {"A": (5_000, 0), "B": (500, 7), "C": (100, 1_007), "D": (900, 2_007), "E": (200, 3_007)}
    audited = {"A": 4_900, "B": 300, "C": 90, "D": 900, "E": 300}
    asked = {"interval": 1_000, "confidence": 95, "tolerable": 4_000}
    said = rules.conclude(chosen, audited, **asked)
    # 2.9957 + (4.7439 - 2.9957 - 1) x 0.4 + (6.2958 - 4.7439 - 1) x 0.1 = 3.3502 intervals of chance
    assert (said.projected, said.upper, said.under, said.is_acceptable) == (100 + 500, 600 + 3_351, 500, True)
    assert rules.conclude(chosen, audited, **asked | {"tolerable": 3_950}).is_acceptable is False
    open_still = rules.conclude(chosen, {"A": 5_000}, **asked)
    assert (open_still.left, open_still.is_acceptable) == (4, None)
    assert rules.conclude(chosen, {c: a for c, (a, _hit) in chosen.items()}, **asked | {"tolerable": 3_000}).is_acceptable


@pytest.mark.parametrize(("item", "audited", "note", "said"), [
    ("Z", 1, "", "tidak ada di sampel"), ("A", -1, "", "kurang dari nol"), ("A", 4, "pendek", "Tulis apa yang Anda temukan"),
])  # fmt: skip
def test_a_finding_that_cannot_be_is_refused(item, audited, note, said):
    with pytest.raises(Refused, match=said):
        rules.check_examined(item, {"A": (5, 0)}, audited, note)
    rules.check_examined("A", {"A": (5, 0)}, 5, "")
