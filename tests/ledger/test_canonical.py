"""The canonical text is RFC 8785's whoever writes it: the quick way is taken only where both ways say the same."""

from __future__ import annotations

import json
from decimal import Decimal
from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tempa.ledger.rules import canonical, is_plain

TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too
SCALAR = st.none() | st.booleans() | st.integers() | st.integers(-(2**53) - 1, 2**53 + 1) | st.floats() | TEXT
JSON = st.recursive(SCALAR, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(TEXT, inside, max_size=4), max_leaves=12)


def by_rfc(value):
    try:
        return rfc8785.dumps(value).decode()
    except Exception as error:
        return type(error)


def by_us(value):
    try:
        return canonical(value)
    except Exception as error:
        return type(error)


@given(JSON)
def test_any_json_value_is_written_as_the_rfc_says(value):
    assert by_us(value) == by_rfc(value)


class Colour(StrEnum):
    RED = "red"


ODD = [
    "", "\x00\x1f\x7f\x80\u2028\u2029", '"\\/\b\f\n\r\t', "\ud800", "é\ud83d", "😀", "\uffff\U0001f600", {"😀": 1, "\uffff": 2, "a": 3},
    {"\r": 1, "1": 2, "\x80": 3, "ö": 4, "€": 5}, {"b": 1, "a": {"d": [], "c": {}}}, {1: 2}, {None: 1}, {True: 1}, {"a": 1, 2: 3}, (1, "a"),
    {"a": (1,)},
    2**53, 2**53 - 1, -(2**53), -(2**53) + 1, [2**60], 0.0, -0.0, 1e21, 1e-7, float("nan"), float("inf"), True, [True, 1, None], Colour.RED,
    {Colour.RED: 1}, [Colour.RED], Decimal(1), b"a", {"a": b"a"}, object(), {"a": object()}, set(), [[[[]]]], {"": ""},
]  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_odd_values_are_written_or_refused_as_the_rfc_says(value):
    assert by_us(value) == by_rfc(value)


def test_what_entries_hold_goes_the_quick_way(monkeypatch):
    monkeypatch.setattr("rfc8785.dumps", None)
    row = {"name": "Bengkel Pak Ängga “03”", "n": "1"}
    body = {"seq": 7, "values": {"row": row, "keys": ["a", "b"], "of": {"sealed": "ab"}, "x": None, "y": True}}
    assert is_plain(body) and json.loads(canonical(body)) == body
