"""Every verb of the command line begins by itself: its module loads before anything is set up, as `run.py VERB` loads it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext

import pytest

from tempa.desks.console import checks
from tests.conftest import ROOT

LOAD = """
import importlib
from tempa.desks.console.__main__ import VERBS
for module in sorted({module for module, _words in VERBS.values()} - {"help"}):
    importlib.import_module(f"tempa.desks.console.{module}")
"""


def test_the_module_of_every_verb_loads_before_anything_is_set_up():
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run([sys.executable, "-c", LOAD], cwd=ROOT, env=bare, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_planner_is_compiled_before_the_tests_where_it_is_not_yet(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(checks.subprocess, "run", lambda command, **_: asked.append(command))
    environment = {"TEMPA_HOME": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "compiled")}
    checks.compile_once(environment)
    assert len(asked) == 1 and asked[0][3] == "plan" and asked[0][-4:] == ["--iterations", "1", "--threads", "1"]
    (tmp_path / "compiled").mkdir()
    (tmp_path / "compiled" / "kernel.nbi").touch()
    checks.compile_once(environment)
    checks.compile_once({"TEMPA_HOME": str(tmp_path)})
    assert len(asked) == 1


def test_what_a_site_has_set_does_not_reach_the_tests(monkeypatch):
    """Nobody's database is tested in, and no settings but the tests' own are read."""
    seen = []
    for name in ("TEMPA_DATABASE_URL", "TEMPA_PORT", "DJANGO_SETTINGS_MODULE", "PGPORT", "KEPT"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setattr(checks, "run", lambda name, command, environment: seen.append(environment) or 1)
    assert checks.main(["test"]) == 1
    own = {name for name, value in seen[0].items() if value == "theirs"}
    assert own == {"KEPT"} and seen[0]["TEMPA_HOME"].startswith(tempfile.gettempdir())


SERVER = """
import psycopg
from tempa.desks.console.checks import postgresql
with postgresql() as url, psycopg.connect(url) as server:
    print(*server.execute("SELECT upper('é'), 'a' < 'B' FROM pg_database WHERE datname = 'postgres'").fetchone())
"""


@pytest.mark.slow
def test_postgresql_starts_whatever_the_surroundings_are(tmp_path):
    """A language that is not installed, a folder for temporary files that is deep and has blanks, and one of the session that is gone."""
    place = tmp_path / f"ruang [{'x' * 90}] é"
    place.mkdir()
    odd = {"LC_ALL": "xx_YY.UTF-8", "TMPDIR": str(place), "XDG_RUNTIME_DIR": str(tmp_path / "gone" / "away")}
    done = subprocess.run([sys.executable, "-c", SERVER], cwd=ROOT, env=os.environ | odd, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "É False\n"), done.stderr[-2000:]


SAID = """
import os, sys
where = os.environ.get("TEMPA_DATABASE_URL", "sqlite")
print(where, os.environ["TEMPA_HOME"], os.nice(0), "both and" in sys.argv[1])
sys.exit(where == os.environ["RED"])
"""


@pytest.mark.parametrize(("red", "code"), [("", 0), ("sqlite", 1), ("postgresql://", 1)])
def test_a_fault_on_either_database_makes_the_whole_run_red(red, code, monkeypatch, capfd):
    """Each has files of its own; PostgreSQL steps back behind the other, and what it says comes last."""
    monkeypatch.setattr(checks, "require_browser", lambda: None)
    monkeypatch.setattr(checks, "postgresql", lambda: nullcontext("postgresql://"))
    monkeypatch.setattr(checks, "tests_of", lambda arguments: [sys.executable, "-c", SAID, " ".join(arguments)])
    assert checks.everything([], os.environ | {"TEMPA_HOME": "rumah", "RED": red}) == code
    said = [line for line in capfd.readouterr().out.splitlines() if "rumah" in line]
    assert said == [f"sqlite rumah {os.nice(0)} False", f"postgresql:// rumah/postgresql {min(19, os.nice(0) + 10)} True"]
