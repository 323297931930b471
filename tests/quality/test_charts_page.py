"""The page on charts prints what it says it prints, and the charts load no scipy."""

import subprocess
import sys

import pytest

from tests.catalogue.doc_pages import ROOT, blocks_of, run_page

PAGE = "docs/engines/charts.md"


@pytest.mark.slow
def test_every_block_prints_what_stands_under_it(monkeypatch):
    for line, printed, expected in run_page(PAGE, monkeypatch):
        assert printed == expected, f"{PAGE}:{line}"


def test_page_has_blocks_with_output():
    assert sum(bool(expected) for _, _, expected in blocks_of(PAGE)) >= 10


def test_importing_the_charts_loads_neither_scipy_nor_django():
    code = (
        "import sys\n"
        "from tempa.quality.sampling import agreement, capability, charts, run_length\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'scipy', 'django'}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert told.stdout == "[]\n"
