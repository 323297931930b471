"""The pages on costing print what they say they print, and the engine stays light."""

import subprocess
import sys

import pytest

from .doc_pages import ROOT, blocks_of, run_page

PAGES = ("docs/engines/costing.md", "docs/engines/costing-corn-sheller.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_block_prints_what_stands_under_it(page, monkeypatch):
    for line, printed, expected in run_page(page, monkeypatch):
        assert printed == expected, f"{page}:{line}"


@pytest.mark.parametrize("page", PAGES)
def test_pages_have_blocks_with_output(page):
    assert sum(bool(expected) for _, _, expected in blocks_of(page)) >= 8


def test_importing_the_engine_loads_neither_numpy_nor_django():
    modules = (
        "solve",
        "break_even",
        "explain",
        "outside",
        "ownership",
        "preference",
        "local_content",
        "ladder",
        "origin",
    )
    code = "import sys\n" + "".join(f"import tempa.catalogue.costing.{m}\n" for m in modules)
    code += "print(sorted({m.partition('.')[0] for m in sys.modules} & {'numpy', 'scipy', 'django'}))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert told.stdout == "[]\n"
