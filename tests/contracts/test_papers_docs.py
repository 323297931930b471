"""The page on papers prints what it says it prints, and the engine is light to import."""

from __future__ import annotations

import subprocess
import sys

from tests.catalogue.doc_pages import ROOT, blocks_of, run_page

PAGE = "docs/engines/papers.md"


def test_every_block_prints_what_stands_under_it(monkeypatch):
    for line, printed, expected in run_page(PAGE, monkeypatch):
        assert printed == expected, f"{PAGE}:{line}"
    assert sum(bool(expected) for _, _, expected in blocks_of(PAGE)) >= 5


def test_importing_the_engine_loads_no_django():
    code = "import sys; import tempa.contracts.papers; print(sorted({'django', 'numpy', 'pypdf'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout == "[]\n"
