"""The command in docs/how-to/backup-by-copy.md makes a copy that a fresh start accepts."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_settings import PREPARE, start

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "backup-by-copy.md").read_text()


@pytest.mark.slow
def test_a_copy_taken_as_written_starts_again(tmp_path):
    home, copy = tmp_path / "var", tmp_path / "disk"
    copy.mkdir()
    code = PREPARE.format(change=("FULL", "FULL"))
    assert start(code, home).returncode == 0
    found = re.search(r'python3 -c "(.*)"', PAGE)
    assert found is not None
    with sqlite3.connect(home / "tempa.sqlite3") as open_elsewhere:  # a server that keeps the database open
        open_elsewhere.execute("INSERT INTO tempa_programme (code, demo) VALUES ('SALINAN', 0)")
        open_elsewhere.commit()
        command = found.group(1).replace("var/tempa", f"{home}/tempa").replace("/media/disk/", f"{copy}/")
        subprocess.run([sys.executable, "-c", command], check=True)
    open_elsewhere.close()
    assert [n.name for n in home.iterdir() if f"`{n.name}" not in PAGE] == [], "all that a start makes is in the page"
    assert start(code, copy).returncode == 0
    again = sqlite3.connect(copy / "tempa.sqlite3")
    assert again.execute("SELECT code FROM tempa_programme").fetchall() == [("SALINAN",)]
    again.close()


def test_every_folder_of_the_home_is_in_the_page():
    """Every name that the code puts under TEMPA_HOME, found in the code."""
    at_home = re.compile(r'TEMPA_HOME\)? / "([\w.]+)"')
    used = {name for place in (ROOT / "tempa").rglob("*.py") for name in at_home.findall(place.read_text())}
    used |= set(re.findall(r'folder / "([\w.]+)"', (ROOT / "tempa" / "site" / "environment.py").read_text()))
    assert {"tempa.sqlite3", "papers", "keys", "drafts", "runs", "static", "locale", "aliases.toml"} <= used
    assert sorted(n for n in used if f"`{n}" not in PAGE) == []
