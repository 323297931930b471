"""Runs a page of docs: its python blocks in order, in one namespace, each against the text block that follows it."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n*```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


def blocks_of(page: str) -> list[tuple[int, str, str]]:
    """(line number, code, expected output) of each python block; a block without a text block must print nothing."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [(text.count("\n", 0, m.start()) + 2, m[1], m[2] or "") for m in BLOCK.finditer(text)]


def run_page(page: str, monkeypatch: Any) -> list[tuple[int, str, str]]:
    """(line number, printed, expected) of every block, run from the root of the checkout."""
    monkeypatch.chdir(ROOT)
    space: dict[str, Any] = {"__name__": "docs"}
    found = []
    for line, code, expected in blocks_of(page):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * (line - 1) + code, page, "exec"), space)
        found.append((line, printed.getvalue(), expected))
    return found
