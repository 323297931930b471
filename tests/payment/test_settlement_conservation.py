"""The two conservation laws name the fault: where, which two stages, by how much."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.contracts.law import LawError
from tempa.payment.settlement import Fact, conserved_rupiah, conserved_units
from tempa.payment.settlement.conservation import RUPIAH, UNITS, restated


def order(where: str, *amounts: int, stages: tuple[str, ...] = UNITS) -> list[Fact]:
    return [Fact(where, stage, n) for stage, n in zip(stages, amounts, strict=False)]


def test_an_order_in_good_order_holds_and_is_counted_in_total():
    balance = conserved_units([*order("L1", 20, 20, 18, 10, 9, 9, 5), *order("L2", 5, 5)])
    assert balance.holds and balance.total == (25, 25, 18, 10, 9, 9, 5)
    assert balance.lines == {"L1": (20, 20, 18, 10, 9, 9, 5), "L2": (5, 5, 0, 0, 0, 0, 0)}


def test_more_accepted_than_made_is_named_at_its_line_even_where_the_total_hides_it():
    balance = conserved_units([*order("L1", 20, 20, 20, 10, 12), *order("L2", 20, 20, 20, 20, 3)])
    (fault,) = balance.faults
    assert (fault.where, fault.upper, fault.lower, fault.by) == ("L1", "made", "accepted", 2)
    assert fault.indonesian == "L1: diterima 12 lebih besar daripada dibuat 10, selisih 2."
    assert fault.english == "L1: accepted 12 is more than made 10, by 2."


def test_a_fault_that_no_other_line_makes_good_is_named_in_total_as_well():
    balance = conserved_units(order("L1", 20, 21))
    assert [(f.where, f.by) for f in balance.faults] == [("L1", 1), ("TOTAL", 1)]


def test_rupiah_paid_beyond_the_contract_is_named_in_rupiah():
    balance = conserved_rupiah(order("DISTANBUN-D", 100, 90, 80, 85, stages=RUPIAH))
    assert balance.faults[0].indonesian == "DISTANBUN-D: dibayar Rp85 lebih besar daripada dikontrak Rp80, selisih Rp5."


def test_an_advance_counts_as_paid_and_corrections_take_back():
    facts = [*order("B", 100, 90, 80, stages=RUPIAH), Fact("B", "paid", 24), Fact("B", "paid", 56)]
    assert conserved_rupiah(facts).holds
    assert not conserved_rupiah([*facts, Fact("B", "paid", 1)]).holds
    assert conserved_rupiah([*facts, Fact("B", "paid", 1), Fact("B", "paid", -1)]).holds


def test_more_taken_back_than_was_ever_there_is_a_fault():
    (fault, _) = conserved_units([*order("L1", 5), Fact("L1", "paid", -1)]).faults
    assert (fault.upper, fault.lower, fault.by) == ("paid", "nothing", 1)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(UNITS), st.integers(-3, 9)), max_size=25))
def test_the_law_holds_exactly_when_every_line_falls_from_stage_to_stage(rows):
    balance = conserved_units([Fact(*row) for row in rows])
    sums = {w: [sum(n for a, s, n in rows if (a, s) == (w, stage)) for stage in UNITS] for w in {r[0] for r in rows}}
    assert balance.lines == {w: tuple(s) for w, s in sums.items()}
    assert balance.holds == all(list(s) == sorted(s, reverse=True) and s[-1] >= 0 for s in sums.values())
    assert balance.total == tuple(sum(s[i] for s in sums.values()) for i in range(len(UNITS)))


@pytest.mark.slow
@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(RUPIAH), st.integers(0, 9)), max_size=20),
       st.randoms())
def test_the_order_of_the_facts_does_not_matter(rows, random):
    facts = [Fact(*row) for row in rows]
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert conserved_rupiah(facts) == conserved_rupiah(shuffled)


@pytest.mark.parametrize("wrong", [Fact("L1", "delivered", 1), Fact("TOTAL", "made", 1), Fact("L1", "budget", 1)])
def test_a_fact_without_a_place_is_refused(wrong):
    with pytest.raises(LawError, match="tidak punya tempat"):
        conserved_units([wrong])


def test_half_a_machine_is_refused():
    with pytest.raises(LawError, match="bilangan bulat"):
        conserved_units([Fact("L1", "made", 0.5)])  # type: ignore[arg-type]


ROWS = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from(UNITS), st.integers(-3, 9)), max_size=25)


@settings(deadline=None, max_examples=100)
@given(ROWS, ROWS, st.sets(st.sampled_from("ABCDE")))
def test_a_balance_restated_for_some_lines_is_the_one_made_anew(before, after, lines):
    """What the lines said before is gone, what they say now is there, the others stay."""
    now = [Fact(*row) for row in after if row[0] in lines]
    stays = [Fact(*row) for row in before if row[0] not in lines]
    assert restated(conserved_units(Fact(*row) for row in before), lines, now) == conserved_units([*stays, *now])


def test_a_line_that_is_not_named_cannot_be_restated():
    with pytest.raises(LawError):
        restated(conserved_units(order("L1", 5)), {"L1"}, order("L2", 5))
