"""docs/planner-reasons.md: every block of code is run in order, and what it prints is what stands under it."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from tempa.allocation.planner.explanations.counterfactual import CHANGES
from tempa.allocation.planner.side_constraints.rules import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "planner-reasons.md"
BLOCK = re.compile(r"```python\n(.*?)```\n```text\n(.*?)```", re.DOTALL)


@pytest.mark.slow
def test_every_block_prints_what_the_page_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    blocks = BLOCK.findall(page)
    assert len(blocks) == page.count("```python") == 6
    names: dict[str, object] = {}
    for code, expected in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, str(PAGE), "exec"), names)
        assert printed.getvalue() == expected


def test_every_kind_of_rule_is_on_the_page() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == set(KINDS)
    assert len(CHANGES) == 6
