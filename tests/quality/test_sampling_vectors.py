"""The published answers about sampling, kept beside the tests, and that a wrong one would be noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tempa.desks.console.vectors import check_case
from tempa.desks.console.vectors_sampling import KINDS

FILE = Path(__file__).parents[1] / "vectors" / "quality.json"
ENTRIES = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", sorted(set(KINDS) & set(ENTRIES)))
def test_published_answers_are_met(kind):
    entry = ENTRIES[kind]
    assert [fault for case in entry["cases"] if (fault := check_case(FILE, entry, case, KINDS[kind]))] == []


@pytest.mark.parametrize("kind", sorted(set(KINDS) & set(ENTRIES)))
def test_a_wrong_answer_would_be_noticed(kind):
    entry = ENTRIES[kind]
    case = entry["cases"][0]
    for key, right in case["expect"].items():
        wrong = right + 0.01 if isinstance(right, (int, float)) else ["?"]
        assert check_case(FILE, entry, case | {"expect": case["expect"] | {key: wrong}}, KINDS[kind]).startswith(key)


def test_kinds_without_a_published_case_here():
    assert set(KINDS) - set(ENTRIES) == {"scheme_equivalent_single"}
    plans = {"normal": {"n": 200, "Ac": 7}, "tightened": {"n": 200, "Ac": 5}, "Pa_high": "0.95", "Pa_low": "0.1"}
    assert KINDS["scheme_equivalent_single"](plans) == {"n": 359, "c": 11}


def test_numbers_may_be_texts_and_fractions():
    lot = {"N": 50, "prp_p": "1/50", "prp_Pa": "0.95", "crp_p": "20/100", "crp_Pa": "0.10"}
    assert KINDS["plan_design"](lot | {"distribution": "hypergeometric"}) == {"n": 16, "c": 1}
    assert KINDS["min_n"]({"N": 25, "LQ": "0.32", "Ac": 0, "beta": "1/10"}) == {"D": 8, "min_n": 6}
    assert KINDS["oc_binomial"]({"n": 10, "c": 0, "p": "1/2"}) == {"Pa": 2**-10}
