"""A home of an earlier version, brought up to date: its chains verify, its tables follow from them, its plans and certificates stand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.homes import sqlite_home
from tests.house.test_tables_at_once import schema_of

pytestmark = pytest.mark.slow  # an earlier home takes every step of the migrations
HOME = Path(__file__).parent / "home-2026-11-28.zip"
LOOK = """
import json, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tempa.allocation import queries
from tempa.demand.queries import order_totals
from tempa.ledger.models import Programme
from tempa.ledger.queries import chain_head, entries_of
from tempa.ledger.verification import verify
WEEKS = ("lot", "line", "workshop", "quantity", "start_week", "finish_week", "inspect_week")
found = {}
for p in Programme.objects.all():
    size, head = chain_head(p)
    totals = order_totals(p)
    found[p.code] = {
        "entries": size, "head": head.hex(), "units": totals.units, "rupiah": totals.rupiah,
        "lots": [list(r) for r in queries.lots(p).order_by("lot").values_list(*WEEKS)],
        "awarded": sorted(queries.lot_codes(p)),
        "plans": [[x.number, x.purpose, x.objective, x.lower_bound,
                   "superseded" if x.decision.superseded_at else "approved" if x.decision.approved else "refused"]
                  for x in queries.plans(p).order_by("number")],
        "faults": [f.template % f.values for f in verify(p).faults],
        "ended": sum(lot.ended_at is not None for lot in queries.all_lots(p)),
        "about_a_lot": [e.kind for e in entries_of(p, subject="lot:L0001-1")],
    }
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """The home unpacked, and its environment; always SQLite, whatever database the other tests use."""
    home = tmp_path_factory.mktemp("rumah")
    with zipfile.ZipFile(HOME) as packed:
        packed.extractall(home)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TEMPA_", "DJANGO_"))}
    return home, environment | {"TEMPA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tempa.site.settings", "PYTHONPATH": str(ROOT)}


def said(code, environment):
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def now(earlier):
    return said(LOOK, earlier[1])


def test_what_the_earlier_version_said_is_said_still(earlier, now):
    wanted = json.loads((earlier[0] / "expected.json").read_text())
    assert {code: {k: v for k, v in one.items() if k in wanted[code]} for code, one in now.items()} == wanted


def test_its_chains_verify_and_give_all_of_its_tables(now):
    assert {code: one["faults"] for code, one in now.items()} == {"LAMA-2020": [], "KLIK-GANDA": []}


def test_its_ended_lots_are_there_again_and_found_by_their_code(now):
    old = now["LAMA-2020"]
    assert old["ended"] == len(old["awarded"]) - len(old["lots"]) == 15
    assert old["about_a_lot"][-1] == "LotAwarded" and now["KLIK-GANDA"]["ended"] == 0


def test_its_tables_are_those_of_a_new_home(earlier, now, tmp_path):
    """The steps from the fifth on lead to the tables, keys, indexes, checks and triggers that an empty database gets at once."""
    brought_up, new = schema_of(earlier[1]), schema_of(sqlite_home(tmp_path / "new"))
    assert len(new) > 100 and brought_up == new
