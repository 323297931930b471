"""Rows that queries hand to desks have types: mypy sees a column that a table names and its row has not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = '''
from tempa.desks.frame.tables import Column, Table
from tempa.registry import queries as registry


def offers(found: list[registry.Offer]) -> Table[registry.Offer]:
    return Table("Penawaran", found, [Column("type", lambda r: r.{name}), Column("price", lambda r: r.unit_price, link=lambda r: r.workshop)])
'''

ROWS_OF_ANY = re.compile(r"\b(?:Table|Column|Listing|QuerySet)\[Any\]")
MOST = 60  # of them; who types one more takes one off


def test_rows_without_a_type_become_fewer():
    """Tables and lists whose rows mypy does not see: parts that hold any table, and lists that hang what they worked out on their rows."""
    found = [f"{place.relative_to(ROOT)}: {hit}" for place in (ROOT / "tempa/desks").rglob("*.py") for hit in ROWS_OF_ANY.findall(place.read_text())]
    assert len(found) <= MOST, "\n".join(sorted(found))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "said"), [("type", ""), ("kind", '"Offer" has no attribute "kind"')])
def test_a_renamed_column_is_seen(name, said, tmp_path):
    page = tmp_path / "page.py"
    page.write_text(PAGE.replace("{name}", name))
    asked = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(page)]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert (said in done.stdout and said != "") if said else done.returncode == 0, done.stdout
