"""The dated rules are said in people's words: no parameter of the book without a name, no fraction of the file on the page."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tempa.contracts.law import all_rules
from tempa.desks.park.contracts.law_words import (
    COUNTS,
    PARAMETERS,
    PATTERNS,
    rule_parameters_words,
    share_words,
    typed_share,
)


def test_every_parameter_of_the_book_has_a_name() -> None:
    assert {name for rule in all_rules() for name in rule.parameters} == set(PARAMETERS)
    assert {*COUNTS, *PATTERNS} <= set(PARAMETERS)


@pytest.mark.parametrize(("share", "words"), [
    (Fraction(1, 1000), "1 ‰"), (Fraction(15, 1000), "1,5 %"), (Fraction(5, 1000), "0,5 %"), (Fraction(11, 12), "11/12"), (Fraction(1), "seluruhnya"),
    (Fraction(30, 100), "30 %"),
])  # fmt: skip
def test_shares_are_said_as_people_say_them(share: Fraction, words: str) -> None:
    assert share_words(share) == words


@pytest.mark.parametrize(("typed", "kept"), [("1,5 %", "3/200"), ("11/100", "11/100"), ("30%", "3/10"), ("banyak %", "banyak %")])
def test_a_percentage_is_kept_as_a_fraction(typed: str, kept: str) -> None:
    assert typed_share(typed) == kept


def test_the_limits_of_forms_are_said_in_rupiah() -> None:
    rule = next(r for r in all_rules() if r.id == "contract_form")
    assert rule_parameters_words(rule) == "bukti pembelian sampai Rp10.000.000; kuitansi sampai Rp50.000.000; SPK sampai Rp200.000.000"
