"""The sentences: every figure in them is recomputed, for every n, c, x and N, in both languages."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tempa.quality.sampling.bayes import Beta, lot_risk, remaining
from tempa.quality.sampling.cost import all_or_none
from tempa.quality.sampling.curves import hypergeometric
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.explain import explain_cost, explain_lot, explain_risk, explain_severity, lot_proof
from tempa.quality.sampling.table import mil_std_105e

BETAS = st.sampled_from(["0.05", "0.1", "0.025", "1/3"])


@st.composite
def decisions(draw):
    lot = draw(st.integers(1, 60))
    n = draw(st.integers(0, lot))
    return lot, n, draw(st.integers(0, 4)), draw(st.integers(0, n))


def numbers(text):
    return [Fraction(word.replace(",", ".")) for word in re.findall(r"\d+(?:[.,]\d+)?", text)]


def one_sentence(text):
    return text.endswith(".") and ". " not in text and "  " not in text and not re.search(r"[{}]|None|Fraction", text)


@given(decisions(), BETAS)
@example((20, 9, 0, 0), "0.1")
@example((20, 0, 0, 0), "0.1")
@example((1, 1, 0, 1), "0.1")
@example((20, 19, 1, 0), "0.1")
@example((60, 1, 0, 0), "0.1")
@example((10, 2, 4, 1), "0.1")
@settings(deadline=None, max_examples=250)
def test_every_figure_of_the_sentence_is_true(case, beta):
    lot, n, c, x = case
    sentence = explain_lot(lot, n, c, x, beta)
    proof = lot_proof(lot, n, c, beta, x)
    assert one_sentence(sentence.id) and one_sentence(sentence.en)
    assert numbers(sentence.id) == numbers(sentence.en)
    assert sentence.en.startswith("Accepted" if x <= c else "Rejected")
    assert sentence.id.startswith("Diterima" if x <= c else "Ditolak")
    if n == 0:
        assert "nothing is proven" in sentence.en and "tidak ada yang terbukti" in sentence.id
    elif n == lot:
        assert "proven: " in sentence.en
        assert (f"exactly {x} " in sentence.en) == (x > 0)
    elif x > c:
        assert f"at least {x} unit" in sentence.en and f" {lot - n} unit" in sentence.en
    elif c >= n:
        assert proof.stopped is None and "can never be rejected" in sentence.en
    else:
        check_accepted(sentence, proof, lot, n, c, Fraction(beta))


def check_accepted(sentence, proof, lot, n, c, beta):
    stopped = int(re.search(r"with (\d+)(?: or more)? bad unit", sentence.en)[1])
    assert all(hypergeometric(lot, bad, n, c) <= beta for bad in range(stopped, lot + 1))
    assert hypergeometric(lot, stopped - 1, n, c) > beta
    assert ("or more" in sentence.en) == (stopped < lot)
    said = re.search(r"at most ([\d.]+) %", sentence.en)
    assert beta * 100 <= Fraction(said[1]) < beta * 100 + Fraction(1, 10**4)
    slip = re.search(r"(\d+) bad units? still pass(?:es)? with probability (about|more than) (\d+) %", sentence.en)
    assert (slip is None) == (proof.slips is None)
    if slip:
        exact = hypergeometric(lot, int(slip[1]), n, c) * 100
        assert exact > 99 if slip[2] == "more than" else abs(exact - int(slip[3])) <= Fraction(1, 2)
    if c:
        assert hypergeometric(lot, c, n, c) == 1
        assert f"up to {c} bad unit" in sentence.en


@pytest.mark.parametrize("lot", range(1, 7))
def test_what_is_called_proven_holds_for_every_lot_and_sample(lot):
    """By enumeration: no lot contradicts "at least" and "exactly", and the share of passing samples is as said."""
    for n in range(1, lot + 1):
        for c in range(n):
            proof = lot_proof(lot, n, c)
            samples = list(combinations(range(lot), n))
            for bad in range(lot + 1):
                passing = sum(sum(unit < bad for unit in sample) <= c for sample in samples)
                assert (bad >= proof.stopped) == (Fraction(passing, len(samples)) <= Fraction(1, 10))


@pytest.mark.parametrize(
    ("case", "id_", "en"),
    [
        (
            (20, 9, 0, 0),
            "Diterima: 9 dari 20 unit diperiksa, 0 rusak (batas 0); terbukti: jika 4 unit atau lebih rusak, peluang lolos "
            "paling tinggi 10 %; tidak terbukti bahwa 11 unit lainnya baik, sebab 1 unit rusak masih lolos dengan peluang "
            "kira-kira 55 %.",
            "Accepted: 9 of 20 units were inspected, 0 bad (limit 0); proven: with 4 or more bad units it would pass with "
            "probability at most 10 %; not proven: that the 11 other units are good, for 1 bad unit still passes with "
            "probability about 55 %.",
        ),
        (
            (2, 1, 0, 1),
            "Ditolak: 1 dari 2 unit diperiksa, 1 rusak (batas 0); terbukti sedikitnya 1 unit rusak; tentang 1 unit yang "
            "belum diperiksa tidak ada yang terbukti, jadi periksa unit itu.",
            "Rejected: 1 of 2 units was inspected, 1 bad (limit 0); proven: at least 1 unit is bad; nothing is proven "
            "about the 1 unit not inspected, so inspect it.",
        ),
        (
            (20, 20, 1, 1),
            "Diterima: semua 20 unit diperiksa, 1 rusak (batas 1); terbukti tepat 1 unit rusak, sejauh hal yang "
            "diperiksa; lot ini tidak terbukti baik seluruhnya, jadi unit yang rusak harus diperbaiki.",
            "Accepted: all 20 units were inspected, 1 bad (limit 1); proven: exactly 1 unit is bad in what was checked; "
            "the lot is not proven good throughout, so the bad unit must be repaired.",
        ),
        (
            (1, 1, 0, 0),
            "Diterima: satu-satunya unit diperiksa, 0 rusak (batas 0); terbukti tidak ada unit rusak, sejauh hal yang "
            "diperiksa; hal lain tidak terbukti.",
            "Accepted: the only unit was inspected, 0 bad (limit 0); proven: no unit is bad in what was checked; nothing "
            "is proven about what was not checked.",
        ),
    ],
)
def test_sentences_to_the_letter(case, id_, en):
    sentence = explain_lot(*case)
    assert sentence.en == en
    assert sentence.id == id_


@given(st.floats(0.3, 5), st.floats(3, 40), st.integers(1, 40), st.integers(1, 4), st.data())
@settings(deadline=None, max_examples=100)
def test_risk_sentence_never_understates(a, b, lot, limit, data):
    n = data.draw(st.integers(0, lot))
    x = data.draw(st.integers(0, min(n, 3)))
    law = Beta(a, b)
    sentence = explain_risk(lot_risk(law, lot, n, x, limit, "0.1"))
    assert one_sentence(sentence.id) and one_sentence(sentence.en)
    if n == lot:
        assert sentence.en.startswith("Accepted: ") and "limit" not in sentence.en
        return
    said = float(re.search(r"no more than ([\d.]+) %", sentence.en)[1])
    exact = 100 * sum(remaining(law, lot, n, x)[limit:])
    assert exact - 1e-6 <= said <= exact + 0.1 + 1e-6
    assert sentence.en.startswith("Accepted") == (said <= 10) == sentence.id.startswith("Diterima")
    assert "no proof" in sentence.en and "bukan bukti" in sentence.id


@given(st.floats(0.3, 5), st.floats(3, 200), st.integers(1, 40))
@settings(deadline=None, max_examples=60)
def test_cost_sentence(a, b, units):
    choice = all_or_none(Beta(a, b), units, 60_000, 1_500_000)
    sentence = explain_cost(choice)
    assert one_sentence(sentence.id.replace("Rp1.", "Rp1")) and one_sentence(sentence.en)
    assert sentence.en.startswith("Inspect") == (choice.cost_all < choice.cost_none)
    assert "Rp" + f"{units * 60_000:,}".replace(",", ".") in sentence.id
    said = float(re.search(r"at most ([\d.]+) %\.", sentence.en)[1])
    wrong = 100 * (1 - choice.chance_all if choice.cheaper == "all" else choice.chance_all)
    assert wrong - 1e-6 <= said <= wrong + 0.1 + 1e-6
    assert ("not sure" in sentence.en) == (choice.choice == "unsure") == ("belum pasti" in sentence.id)


def test_severity_sentence_says_how_little_changes():
    table = mil_std_105e()
    normal, tightened = table.plan(20, "2.5"), table.plan(20, "2.5", severity="tightened")
    assert explain_severity("tightened", normal, tightened).en == (
        "Inspection is tightened for the next lot; for a lot of 20 units this changes n/Ac from 5/0 to 8/0."
    )
    same = table.plan(5, "2.5")
    assert "tidak mengubah apa pun (n/Ac tetap 5/0)" in explain_severity("normal", same, same).id
    assert "Pemeriksaan dihentikan" in explain_severity("discontinued", normal, normal).id
    with pytest.raises(SamplingError, match="ukuran lot: 5 tidak dapat dipakai; seharusnya 20, sama pada kedua rencana"):
        explain_severity("tightened", normal, same)
    with pytest.raises(SamplingError, match="keketatan: 'strict'"):
        explain_severity("strict", normal, normal)


def test_impossible_decisions_get_no_sentence():
    for case in ((20, 21, 0, 0), (20, 5, 0, 6), (0, 0, 0, 0), (20, 5, -1, 0), (20, 5, 0, -1)):
        with pytest.raises(SamplingError):
            explain_lot(*case)
