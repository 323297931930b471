"""Double and multiple plans, switching rules and the long run of a scheme."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.quality.sampling.curves import binomial, hypergeometric
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.scheme import equivalent_single, scheme_pa, scheme_quality
from tempa.quality.sampling.stages import Stage, staged, staged_lot
from tempa.quality.sampling.switching import LotResult, history, next_severity
from tempa.quality.sampling.table import Plan

FEW = settings(deadline=None, max_examples=40)
DOUBLE = [Stage(8, 0, 2), Stage(8, 1, 2)]


@given(st.integers(1, 30), st.integers(0, 3), st.integers(0, 20))
@FEW
def test_one_stage_is_a_single_plan(n, c, twentieths):
    p = Fraction(twentieths, 20)
    found = staged([Stage(n, c, c + 1)], p)
    assert (found.pa, found.asn) == (binomial(p, n, c), n)


def test_double_plan_by_hand():
    p = Fraction(1, 20)
    none, one = (1 - p) ** 8, 8 * p * (1 - p) ** 7
    found = staged(DOUBLE, p)
    assert found.pa == none + one * none
    assert found.asn == 8 + 8 * one


@pytest.mark.parametrize("bad", range(7))
def test_double_plan_on_a_lot_by_playing_every_second_sample(bad):
    lot = 20
    found = staged_lot(DOUBLE, lot, bad)
    one = hypergeometric(lot, bad, 8, 1) - hypergeometric(lot, bad, 8, 0)
    second = hypergeometric(lot - 8, max(bad - 1, 0), 8, 0) if bad else Fraction(0)
    assert found.pa == hypergeometric(lot, bad, 8, 0) + one * second
    assert found.asn == 8 + 8 * one


@given(st.integers(0, 19))
@FEW
def test_double_plans_accept_less_where_more_is_bad(twentieths):
    better, worse = (staged(DOUBLE, Fraction(k, 20)).pa for k in (twentieths, twentieths + 1))
    assert worse <= better


@pytest.mark.parametrize(
    ("stages", "part"),
    [
        ([], "paling sedikit satu tahap"),
        ([Stage(8, 2, 2)], "Ac/Re tahap 1"),
        ([Stage(8, 1, 3), Stage(8, 0, 3)], "Ac/Re tahap 2"),
        ([Stage(8, 0, 2), Stage(8, 1, 3)], "Re tahap terakhir: 3 tidak dapat dipakai; seharusnya 2"),
        ([Stage(0, 0, 1)], "ukuran sampel tahap 1"),
    ],
)
def test_stages_that_do_not_decide_are_refused(stages, part):
    with pytest.raises(SamplingError) as refused:
        staged(stages, "0.1")
    assert part in str(refused.value)


def test_a_double_sample_larger_than_the_lot_is_refused():
    with pytest.raises(SamplingError, match="jumlah semua sampel: 16"):
        staged_lot(DOUBLE, 15, 1)


def run(text, **conditions):
    return history([LotResult(accepted=mark == "1") for mark in text], **conditions)


def test_two_rejected_in_five_tighten_from_the_next_lot():
    assert [s.severity for s in run("10110")] == ["normal"] * 5
    assert [s.after for s in run("10110")][-1] == "tightened"
    assert next_severity(run("100")) == "tightened"
    assert next_severity(run("1011110")) == "normal"  # the two stand six lots apart


def test_five_accepted_in_a_row_relax():
    steps = run("00" + "1111" + "0" + "11111")
    assert [s.after for s in steps[2:]] == ["tightened"] * 9 + ["normal"]
    assert [s.score for s in steps[2:]] == [None] * 10


def test_five_rejected_in_all_discontinue_and_nothing_follows():
    assert next_severity(run("00" + "0101010" + "0")) == "discontinued"
    with pytest.raises(SamplingError, match="pemeriksaan sudah dihentikan"):
        run("00" + "00000" + "1")


def test_a_count_of_rejects_starts_anew_after_relaxing():
    steps = run("00" + "000" + "11111" + "00" + "0000")
    assert next_severity(steps) == "tightened"
    assert next_severity(run("00" + "000" + "11111" + "00" + "00000")) == "discontinued"


def test_fifteen_accepted_reduce_only_where_allowed():
    assert next_severity(run("1" * 15, authorised=True)) == "reduced"
    assert next_severity(run("1" * 15)) == "normal"
    assert next_severity(run("1" * 15, authorised=True, steady=False)) == "normal"
    assert next_severity(run("1" * 15 + "0", authorised=True)) == "normal"


def test_a_result_between_ac_and_re_ends_reduced_inspection():
    lots = [LotResult(True)] * 15 + [LotResult(True, between=True)]
    assert [s.after for s in history(lots, authorised=True)][-2:] == ["reduced", "normal"]


def test_score_of_plans_with_two_or_more():
    lots = [LotResult(True, ac=2, accepted_tighter=True)] * 3 + [LotResult(True, ac=2), LotResult(True, ac=1)]
    assert [s.score for s in history(lots)] == [3, 6, 9, 0, 2]


def test_resubmitted_lots_and_other_classes_never_count():
    lots = [LotResult(False), LotResult(False, original=False), LotResult(True), LotResult(False, category="minor")]
    assert [s.after for s in history(lots, category="")] == ["normal", "normal"]
    with pytest.raises(SamplingError, match="sebutkan dengan category"):
        history(lots)


def test_a_rejected_lot_cannot_pass_the_tighter_plan():
    with pytest.raises(SamplingError, match="tidak mungkin lolos rencana yang lebih ketat"):
        history([LotResult(False, ac=3, accepted_tighter=True)])


@given(st.lists(st.booleans(), max_size=60), st.booleans())
@FEW
def test_severity_of_a_lot_is_what_held_after_the_one_before(marks, authorised):
    lots = [LotResult(mark) for mark in marks]
    try:
        steps = history(lots, authorised=authorised)
    except SamplingError:
        return
    assert all(before.after == step.severity for before, step in pairwise(steps))
    for cut in range(len(lots)):
        assert history(lots[:cut], authorised=authorised) == steps[:cut]


NORMAL, TIGHTENED = Plan(200, 7, 8), Plan(200, 5, 6)


def test_the_scheme_lies_between_its_plans_and_falls():
    values = [scheme_pa(NORMAL, TIGHTENED, Fraction(k, 1000)) for k in range(0, 80, 4)]
    assert all(a >= b for a, b in pairwise(values))
    for k in (5, 20, 45):
        p = Fraction(k, 1000)
        assert binomial(p, 200, 5) <= scheme_pa(NORMAL, TIGHTENED, p) <= binomial(p, 200, 7)


def test_equal_plans_make_the_scheme_a_plan():
    assert scheme_pa(Plan(20, 1, 2), Plan(20, 1, 2), "0.07") == binomial("0.07", 20, 1)
    assert (scheme_pa(NORMAL, TIGHTENED, 0), scheme_pa(NORMAL, TIGHTENED, 1)) == (1, 0)


def long_run(pn: Fraction, pt: Fraction) -> Fraction:
    """The share of lots accepted in the long run, from the chain of the scheme's ten states, in exact fractions.

    Normal with no rejection in sight, or one 1 to 4 lots ago; tightened with 0 to 4 lots passed in a row.
    """
    good = [0, 2, 3, 4, 0]  # where an accepted lot leads from each normal state
    size = 10
    move = [[Fraction(0)] * size for _ in range(size)]
    for k in range(5):
        move[k][good[k]] += pn
        move[k][1 if k == 0 else 5] += 1 - pn
        move[5 + k][6 + k if k < 4 else 0] += pt
        move[5 + k][5] += 1 - pt
    # the stationary shares: (P' - I) s = 0 with the last equation replaced by sum s = 1
    rows = [[move[j][i] - (i == j) for j in range(size)] + [Fraction(0)] for i in range(size - 1)]
    rows.append([Fraction(1)] * (size + 1))
    for k in range(size):
        pivot = next(i for i in range(k, size) if rows[i][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for i in range(size):
            if i != k:
                rows[i] = [v - rows[i][k] * w for v, w in zip(rows[i], rows[k], strict=True)]
    shares = [row[-1] for row in rows]
    return sum(shares[:5], Fraction(0)) * pn + sum(shares[5:], Fraction(0)) * pt


@pytest.mark.parametrize("percent", [1, 4, 6, 15, 40])
def test_long_run_is_that_of_the_chain_of_the_two_rules(percent):
    p = Fraction(percent, 100)
    assert scheme_pa(Plan(20, 1, 2), Plan(20, 0, 1), p) == long_run(binomial(p, 20, 1), binomial(p, 20, 0))


def test_long_run_by_playing_the_two_rules():
    """The paper's scheme: normal until a lot is rejected within four lots after another; tightened until five pass."""
    rng = random.Random(11)
    normal, tightened, p = Plan(20, 1, 2), Plan(20, 0, 1), Fraction(6, 100)
    pn, pt = float(binomial(p, 20, 1)), float(binomial(p, 20, 0))
    accepted, severity, recent, row = 0, "normal", [], 0
    lots = 300_000
    for _ in range(lots):
        good = rng.random() < (pn if severity == "normal" else pt)
        accepted += good
        if severity == "normal":
            recent = [*recent, good][-5:]
            if recent.count(False) == 2:
                severity, row = "tightened", 0
        else:
            row = row + 1 if good else 0
            if row == 5:
                severity, recent = "normal", []
    assert accepted / lots == pytest.approx(float(scheme_pa(normal, tightened, p)), abs=0.004)


def test_inverse_and_equivalent_plan():
    high, low = scheme_quality(NORMAL, TIGHTENED, "0.95"), scheme_quality(NORMAL, TIGHTENED, "0.1")
    assert float(scheme_pa(NORMAL, TIGHTENED, high)) == pytest.approx(0.95, abs=1e-9)
    n, c = equivalent_single(NORMAL, TIGHTENED)
    assert binomial(high, n, c) >= Fraction(95, 100)
    assert binomial(low, n, c) <= Fraction(1, 10)
    assert binomial(low, n - 1, c) > Fraction(1, 10)
    assert all(
        binomial(high, k, c - 1) < Fraction(95, 100) or binomial(low, k, c - 1) > Fraction(1, 10) for k in range(n + 1)
    )
    with pytest.raises(SamplingError, match="seharusnya di bawah n"):
        scheme_quality(Plan(2, 2, 3), TIGHTENED, "0.5")
