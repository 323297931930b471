"""Known right answers: every case of the shared vectors that settlement takes, and of its kinds none left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tempa.desks.console.vectors_settlement import KINDS

FOLDER = Path(__file__).parents[1] / "vectors"
ELSEWHERE = {  # local content, price preference, concentration and total cost belong to costing and multipliers
    "tkdn_rows", "tkdn_46_2022", "tkdn_35_2025", "tkdn_several_products", "domestic_product_ladder",
    "hea_old", "hea_current", "hhi", "tco",
}


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in ("tax", "contracts", "finance"):
        for kind, entry in json.loads((FOLDER / f"{name}.json").read_text("utf-8")).items():
            if kind != "meta":
                yield kind, entry


CASES = [
    pytest.param(kind, {**{k: v for k, v in entry.items() if k != "cases"}, **case}, id=f"{kind}-{i}")
    for kind, entry in entries() if kind in KINDS for i, case in enumerate(entry["cases"])
]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_every_known_answer(kind, case):
    got = KINDS[kind](case)
    expected = case["expect"]
    if "decimals" in case:
        half = Fraction(1, 2 * 10 ** case["decimals"])
        assert {k for k, v in expected.items() if abs(Fraction(str(got[k])) - Fraction(str(v))) > half} == set()
    else:
        assert {key: got[key] for key in expected} == expected


def test_no_kind_of_the_three_files_is_left_out():
    kinds = {kind for kind, _ in entries()}
    assert kinds - ELSEWHERE == set(KINDS)


def test_a_case_that_a_wrong_method_would_pass_is_among_them():
    trap = json.loads((FOLDER / "tax.json").read_text("utf-8"))["rounded_dpp_trap"]["cases"][0]
    assert KINDS["rounded_dpp_trap"](trap)["ppn"] != trap["trap"]["ppn"]


@pytest.mark.parametrize(("kind", "case", "expected"), [
    ("denda", {"base": 100_000_000, "days": 70, "cap": "0.05"}, {"denda": 5_000_000}),
    ("denda_base_by_units", {"units": 10, "unit_price": 10_000_000, "late_units": 3, "days": 4, "separable": False},
     {"base": 100_000_000, "denda": 400_000}),
    ("days_late", {"deadline": "07-15", "addendum_deadline": None, "bast": "07-10"}, {"days_late": 0}),
    ("jaminan_pelaksanaan", {"hps": 500_000_000, "offer": 390_000_000}, {"jaminan_pelaksanaan": 25_000_000}),
    ("nik", {"value": "5201014107900002"}, {"ok": True, "born": "1990-07-01", "sex": "f"}),
    ("npwp", {"value": "01.312.166.1-091.000"}, {"ok": False}),
    ("payment_cases", {"date": "2019-06-15", "pkp": True, "vendor": "suket", "price_excl_ppn": 100_000_000,
                       "days_late": 0},
     {"gross_spm": 110_000_000, "ppn_cut": 10_000_000, "pph_cut": 500_000, "penalty": 0, "net": 99_500_000}),
    ("advance_retention", {"contract": 1000, "advance": 100, "retention_rate": 0.05, "progress": ["1/3", "1/3", "1/3"]},
     {"gross": [334, 333, 333], "retention": [17, 17, 17], "recoup": [33, 33, 34], "net": [284, 283, 282],
      "sum_net": 849, "retention_release": 51, "total_incl_advance": 1000}),
])
def test_cases_beyond_the_file(kind, case, expected):
    assert KINDS[kind](case) == expected
