"""Rows that queries hand to desks have types, so that mypy sees a renamed column: `Any` becomes rarer, never more frequent."""

from __future__ import annotations

import ast

from tests.conftest import ROOT

MOST = 445
"""As many `Any` may stand in the desks. Who takes some away lowers it."""


def test_any_stands_no_more_often_in_the_desks():
    places = sorted((ROOT / "tempa" / "desks").rglob("*.py"))
    names = [node for place in places for node in ast.walk(ast.parse(place.read_text())) if isinstance(node, ast.Name) and node.id == "Any"]
    assert MOST - 60 <= len(names) <= MOST, f"{len(names)}: write the figure that holds now"
