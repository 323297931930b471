"""The draw of a sample: the same for everyone, uniform, and fixed before the lot is seen."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.quality.rules.lots import name_in_draw
from tempa.quality.sampling.draw import commitment, draw, is_seed_of, order
from tempa.quality.sampling.errors import SamplingError

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789 -/", min_size=1, max_size=20)


def test_anyone_can_draw_again_with_sha256_alone():
    digests = {unit: hashlib.sha256(f"bumi-gora-2020|LOT-7|{unit}".encode()).hexdigest() for unit in range(1, 21)}
    assert draw("bumi-gora-2020", "LOT-7", 9, 20) == tuple(sorted(sorted(digests, key=digests.__getitem__)[:9]))


def test_a_draw_never_changes():
    assert draw("bumi-gora-2020", "LOT-7", 5, 20) == FIXED


FIXED = (2, 5, 6, 18, 19)


@given(NAMES, NAMES, st.integers(1, 60), st.data())
@settings(deadline=None, max_examples=60)
def test_a_sample_is_distinct_units_of_the_lot_and_grows_by_one(seed, lot, units, data):
    n = data.draw(st.integers(0, units))
    sample = draw(seed, lot, n, units)
    assert len(set(sample)) == n
    assert set(sample) <= set(range(1, units + 1))
    assert set(sample) == set(order(seed, lot, units)[:n])
    if n < units:
        assert set(sample) < set(draw(seed, lot, n + 1, units))


def test_every_set_of_units_is_equally_likely():
    draws = 12_000
    counts = Counter(draw(f"seed {k}", "lot", 2, 6) for k in range(draws))
    expected = draws / 15
    chi_square = sum((counts[pair] - expected) ** 2 / expected for pair in combinations(range(1, 7), 2))
    assert chi_square < 36.12  # 99.9 % point of chi-square with 14 degrees of freedom; the seeds are fixed


def test_lots_of_one_seed_are_drawn_apart():
    samples = {draw("one seed", f"lot {k}", 5, 50) for k in range(200)}
    assert len(samples) == 200


def test_the_seed_is_bound_before_it_is_shown():
    seed = "angka undian 17-08-2020 / 4711"
    published = commitment(seed)
    assert published == hashlib.sha256(seed.encode()).hexdigest()
    assert is_seed_of(seed, f" {published.upper()}\n")
    assert not is_seed_of(seed + "!", published)


@pytest.mark.parametrize(("lot", "name"), [("L0001-1", "L0001-1/2"), ("a|b\n1", "a_b_1/2"), ("é/·-1", "é/·-1/2")])
def test_a_lot_of_any_code_can_be_drawn(lot, name):
    assert name_in_draw(lot, 2) == name
    assert len(draw("bibit-yang-cukup-panjang", name, 2, 5)) == 2


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (lambda: draw("s", "l", 6, 5), "ukuran sampel: 6"),
        (lambda: draw("s", "l", 1, 0), "ukuran lot: 0"),
        (lambda: draw("a|b", "l", 1, 5), "tanpa tanda |"),
        (lambda: draw("s", "l\n", 1, 5), "teks tercetak"),
        (lambda: draw("", "l", 1, 5), "bibit undian: ''"),
        (lambda: commitment("short"), "paling sedikit 16 huruf"),
    ],
)
def test_refusals(call, part):
    with pytest.raises(SamplingError) as refused:
        call()
    assert part in str(refused.value)
