"""The page on settlement: every python block is run, and must print the text block that follows it."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "engines" / "settlement.md"
BLOCK = re.compile(r"^```python\n(.*?)^```\n```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_every_figure_of_the_page_is_computed():
    page, names = PAGE.read_text("utf-8"), {"__name__": "page"}
    blocks = BLOCK.findall(page)
    assert len(blocks) == page.count("```python") > 10
    for code, expected in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, PAGE.name, "exec"), names)
        assert [line.rstrip() for line in printed.getvalue().splitlines()] == expected.splitlines(), code
