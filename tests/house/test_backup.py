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
    assert start(code, copy).returncode == 0
    again = sqlite3.connect(copy / "tempa.sqlite3")
    assert again.execute("SELECT code FROM tempa_programme").fetchall() == [("SALINAN",)]
    again.close()


def test_every_folder_of_the_home_is_in_the_page():
    named = {"tempa.sqlite3", "papers", "keys", "drafts", "runs", "static"}
    used = set(re.findall(r'(?:TEMPA_HOME\)?|folder|home\(\)) / "([a-z.0-9]+)"', "\n".join(p.read_text() for p in (ROOT / "tempa").rglob("*.py"))))
    assert named <= used | {"tempa.sqlite3"} and all(f"`{n}" in PAGE for n in named)
