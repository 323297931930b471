"""What lies in the home is read by its owner alone, also where an earlier version left it open."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tempa.desks.console.home import OTHERS, make_private
from tests.house.test_settings import PREPARE, start


@pytest.fixture(autouse=True)
def umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_places(home: Path) -> list[str]:
    return [str(p.relative_to(home.parent)) for p in [home, *home.rglob("*")] if stat.S_IMODE(p.lstat().st_mode) & OTHERS]


@pytest.mark.slow
def test_a_new_home_and_an_old_one_are_closed(tmp_path):
    home = tmp_path / "rumah"
    code = PREPARE.format(change=("FULL", "FULL"))
    assert start(code, home).returncode == 0
    assert open_places(home) == [] and (home / "tempa.sqlite3").stat().st_mode & 0o600
    for place in [home, *home.rglob("*")]:
        place.chmod(0o755 if place.is_dir() else 0o644)
    assert start(code, home).returncode == 0
    assert open_places(home) == []


def test_what_others_keep_beside_it_is_left_alone(tmp_path):
    home = tmp_path / "rumah"
    (home / "papers" / "ab").mkdir(parents=True)
    (home / "papers" / "ab" / "paper").write_text("harga")
    (home / "foreign").write_text("others")
    home.chmod(0o755)
    make_private(home, lambda words: pytest.fail(words))
    assert open_places(home) == ["rumah", "rumah/foreign"]
    (home / "new").write_text("x")
    assert stat.S_IMODE((home / "new").stat().st_mode) == 0o600, "what is written from now on"


def test_links_are_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("x")
    home = tmp_path / "rumah"
    home.mkdir()
    (home / "papers").symlink_to(outside)
    make_private(home, lambda words: pytest.fail(words))
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
