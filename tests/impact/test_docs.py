"""The page of the multiplier engine is run from top to bottom; what it says it prints, it prints."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "engines" / "multipliers.md"
BLOCKS = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_figure_of_the_page_is_computed(tmp_path, monkeypatch):
    text = PAGE.read_text(encoding="utf-8")
    blocks = BLOCKS.findall(text)
    assert len(blocks) == text.count("```python") == text.count("```text") > 0
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for number, (code, expected) in enumerate(blocks, start=1):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, f"{PAGE.name}, block {number}", "exec"), names)
        assert printed.getvalue() == expected, f"block {number}"
