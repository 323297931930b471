"""A year told on an example: the same seed tells the same year; what cannot be done is said, and the year goes on."""

from __future__ import annotations

import csv
import json
import pickle
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection, transaction

from tempa.allocation import queries as allocation
from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.desks.console import simulate
from tempa.desks.console.year.stage import Stage
from tempa.ledger import queries as ledger
from tempa.ledger.verification import verify
from tempa.openness.queries import write_audit_pack
from tempa.payment import queries as payment
from tempa.production import queries as production
from tempa.values.programme import write_folder
from tests.conftest import ROOT
from tests.contracts.lot_sums import assert_sums_of_lots
from tests.homes import DEMO, in_memory, sqlite_home
from tests.payment.standings import said_by
from tests.story.walk import pages_of
from tests.story.year import CODE, MOVES, tables_of_a_year, told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAME = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}")
SCENES = simulate.scenes(Stage(None, 1, date(2020, 7, 15), {}, print, 0))
SOME = 7  # scenes from one comparison to the next
FEW = 6  # of one statement on a page: what several parts of it ask each for itself, never what each row asks
OTHER = "TAHUN-LAIN"  # of years that stop early, beside the whole one that the tests look at
CUT_TWICE = date(2020, 8, 4)
HEARD = "heard.pickle"
TOLD = DEMO + """
import os, pickle
from pathlib import Path
from tests.story.test_year import Beside, HEARD
from tests.story.year import told
beside = Beside()
said = told(watch=beside.look)[1:]
(Path(os.environ["TEMPA_HOME"]) / HEARD).write_bytes(pickle.dumps((*said, beside.heard())))
"""
PACKED = """
import json, sys
from pathlib import Path
import django
django.setup()
from tempa.ledger.queries import programme_named
from tests.story.test_year import pack_text
from tests.story.year import CODE
print(json.dumps(pack_text(programme_named(CODE), Path(sys.argv[1]))))
"""


def pack_text(programme, folder: Path) -> dict[str, str]:
    """Every table of the pack and the bodies of its chain; names made by chance and hashes stand in the order in which they come."""
    write_audit_pack(programme, folder, at=datetime(2026, 12, 1, tzinfo=UTC))
    known: dict[str, str] = {}
    found = {}
    for place in [folder / "entries.jsonl", *sorted(folder.glob("*.csv")), *sorted(folder.glob("p*/*.csv"))]:
        text = place.read_text() if place.suffix == ".csv" else bodies(place)
        found[str(place.relative_to(folder))] = NAME.sub(lambda m: known.setdefault(m[0], f"<{len(known)}>"), text)
    return found


def bodies(place: Path) -> str:
    """Of every entry but samples of payments: where those start follows from the hash of the chain, which is another in each telling."""
    every = (json.loads(line)["body"] for line in place.read_text().rstrip("\n").split("\n"))
    return "\n".join(body for body in every if '"kind":"SampleDrawn"' not in body)


class Followed(payment.Standing):
    """The standing of the year's lots, kept up scene by scene, and now and then held against a count made anew."""

    counts = 0

    def count_anew(self):
        super().count_anew()
        self.counts += 1


class Heard(NamedTuple):
    """What was heard while a year was told: scenes, those behind which a count made anew said otherwise, counts of everything, sums of agencies."""

    scenes: int
    otherwise: list[int]
    counts: int
    sums: list[tuple[dict[str, int], dict[str, int]]]


class Beside:
    """Who looks on while a year is told."""

    def __init__(self):
        self.standing, self.scenes, self.otherwise = None, 0, []

    def look(self):
        self.standing = self.standing or Followed(ledger.programme_named(CODE))
        self.standing.follow()
        self.scenes += 1
        if self.scenes % SOME == 0 and said_by(self.standing) != said_by(payment.Standing(self.standing.programme)):
            self.otherwise.append(self.scenes)

    def heard(self):
        return Heard(self.scenes, self.otherwise, self.standing.counts, list(self.standing.sums["agency"].values()))


@pytest.fixture(scope="module")
def told_on_sqlite(tmp_path_factory):
    """A home with a year told to its end by a process of its own, once in a run for the tests on both databases, and its environment."""
    home = tmp_path_factory.mktemp("tahun")
    return home, sqlite_home(home, TOLD, HEARD)


@pytest.fixture(scope="module")
def year(request, django_db_setup, django_db_blocker):
    """(programme, what was said, what could not be done, what was heard beside it) of a year told to its end."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            home, _ = request.getfixturevalue("told_on_sqlite")
            with in_memory(home):
                yield ledger.programme_named(CODE), *pickle.loads((home / HEARD).read_bytes())
            return
        with transaction.atomic():
            beside = Beside()
            yield *told(watch=beside.look), beside.heard()
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def whole_year(year):
    """(programme, what was said, what could not be done) of a year told to its end, for the tests that only look at it."""
    return year[:3]


@pytest.fixture(scope="module")
def heard(year):
    return year[3]


def test_the_standing_of_all_lots_is_kept_up_through_a_year(whole_year, heard, db):
    """Scene by scene it is what counting anew gives, and most of them have only their own lots counted again."""
    assert heard.scenes > SOME and heard.otherwise == []
    assert 0 < heard.counts < heard.scenes / 2
    assert all(sum(units[stage] for units, _rupiah in heard.sums) > 0 for stage in payment.MACHINES if stage != "ordered")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a year told on SQLite is what PostgreSQL is held against")
def test_one_seed_tells_one_year_on_either_database(told_on_sqlite, whole_year, db, tmp_path):
    """Told twice, by two processes: every table of the pack, row by row and in its order, and every entry are the same. What rooms ask is
    answered alike by both databases."""
    done = subprocess.run([sys.executable, "-c", PACKED, str(tmp_path / "a")], env=told_on_sqlite[1], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    wanted, found = json.loads(done.stdout.splitlines()[-1]), pack_text(whole_year[0], tmp_path / "b")
    assert wanted.keys() == found.keys() >= {"lots.csv", "plan/lots.csv"} and len(found) > 30
    assert [told_otherwise(wanted[name], found[name]) for name in wanted if wanted[name] != found[name]] == []


def told_otherwise(wanted, found):
    """The first lines that differ."""
    return next((pair for pair in zip(wanted.split("\n"), found.split("\n"), strict=False) if pair[0] != pair[1]), "one is longer")


def test_a_whole_year_verifies_and_its_last_plan_follows_the_cut_order(whole_year, db):
    programme, said, refused = whole_year
    assert refused == [] and len(said) == len(SCENES)
    assert verify(programme).faults == []
    plans = list(allocation.plans(programme))
    assert len(plans) == 4 and allocation.approved_plan(programme).purpose == "again"
    assert demand.adds_up(programme)
    kept = payment.conservation(programme)
    assert [law.faults for law in (kept.units, kept.rupiah, kept.worth)] == [(), (), ()]
    entries = list(ledger.entries_of(programme).order_by("sequence").values_list("at", "recorded_at"))
    days = [at for at, _ in entries]
    assert days == sorted(days) and days[0].date() == date(2020, 6, 15) and date(2020, 10, 3) <= days[-1].date() <= date(2021, 12, 31)
    assert all(recorded is not None and recorded.year >= 2026 for _, recorded in entries)


def test_contracts_of_a_year_are_worth_what_their_lots_are_after_all_addenda(whole_year, db):
    programme, *_ = whole_year
    assert assert_sums_of_lots(programme) > FEW and contracts.addenda(programme).count() > 0


def test_the_price_chain_of_a_year_goes_on_to_what_was_paid_and_what_reached_the_makers(whole_year, db):
    """Counted from the payments themselves, without the contracts: the chain's sums are no others."""
    programme, *_ = whole_year
    by_lot = payment.passed_by_lot(programme)
    whole = payment.together(by_lot.values())
    made = [p for p in payment.payments(programme) if p.paid_on]
    assert whole.units == sum(p.units.count() for p in made) > FEW
    assert whole.paid == sum(p.gross for p in made if p.claim.kind == "delivery")
    others = {(i.contract.contract, i.lot) for i in contracts.items(programme) if i.maker != i.contract.vendor}
    passed_on = sum(one.amount for one in payment.onward_payments(programme) if one.denied_at is None)
    assert 0 < sum(one.reached for place, one in by_lot.items() if place in others) <= passed_on
    assert all(one.reached == one.owed for place, one in by_lot.items() if place not in others) and 0 < whole.reached <= whole.owed <= whole.paid


@pytest.mark.once
def test_no_page_asks_the_same_of_the_database_row_by_row(whole_year, db, settings):
    """Every page of every desk over a year's contracts, units, inspections, handovers and claims."""
    programme, *_ = whole_year
    assert min(found.count() for found in (contracts.contracts(programme), production.units(programme), payment.claims(programme))) > FEW
    settings.TEMPA_IS_LOCAL = True
    walked = {}
    for login in ("perencana", "opd", "bengkel", "guru", "pemeriksa", "pemasok", "auditor"):
        walked |= pages_of(programme, login)
    assert len(walked) > 100
    assert {page: asked for page, asked in walked.items() if asked[0] > FEW and "/surat/" not in page} == {}, "papers are composed one by one"


def without(name):
    """The small programme without a table, under a code of its own: the whole year stands beside it."""
    tables = tables_of_a_year() | {name: []}
    next(row for row in tables["programme"] if row["key"] == "code")["value"] = OTHER
    return tables


def cuts(programme):
    return [(m.subject, m.after) for m in demand.moves(programme).exclude(change="agreed")]


def cuts_of_another_seed(tables):
    """Draws of the order alone, two steps of its cut: a year without offers plans nothing and is told in a moment."""
    with transaction.atomic():
        found = cuts(told(tables, seed=2, until=CUT_TWICE)[0])
        transaction.set_rollback(True)
    assert found
    return found


@pytest.mark.once
@pytest.mark.parametrize("table", ["offers", "capacities"])
def test_a_year_that_cannot_go_on_says_what_could_not_be_done(table):
    other = cuts_of_another_seed(without(table)) if table == "offers" else []
    programme, said, refused = told(without(table))
    assert len(said) == len(SCENES), "every scene is told, done or not"
    assert not other or cuts(programme)[: len(other)] != other, "another seed cuts other lines"
    assert refused and all(re.match(r"2020-\d\d-\d\d .+: .{10,}", one) for one in refused)
    assert allocation.approved_plan(programme) is None and "tidak satu mesin pun mendapat bengkel (" in refused[0], "no empty plan is approved"
    assert verify(programme).faults == []


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The small programme without offers in a folder; the verb finds the database as it is."""
    monkeypatch.setattr(simulate, "set_up", lambda: None)
    write_folder(without("offers"), tmp_path / "program")
    return tmp_path / "program"


@pytest.mark.once
def test_the_verb_tells_a_year_as_far_as_a_day_and_once(folder, capsys):
    assert simulate.main([str(folder), "--seed", "3", "--until", "2020-08-05", "--moves", str(MOVES)]) == 0
    heard = capsys.readouterr()
    assert heard.out.startswith(f"{OTHER}: ") and "Tidak jadi / not done: " in heard.out
    assert "2020-08-05" in heard.err and "2020-08-07" not in heard.err
    programme = ledger.programme_named(OTHER)
    assert programme.demo and programme.clock.date() == date(2020, 8, 5), "it stands on the last day that was told"
    size = ledger.chain_head(programme)
    assert simulate.main([str(folder)]) == 1
    assert f"Program {OTHER} sudah ada di sini" in capsys.readouterr().err and ledger.chain_head(programme) == size


@pytest.mark.once
def test_a_folder_that_cannot_be_read_or_is_wrong_is_refused_in_words(folder, tmp_path, capsys):
    assert simulate.main([str(tmp_path / "tidak-ada")]) == 1
    assert len(capsys.readouterr().err) > 20
    rows = list(csv.reader((folder / "orders.csv").read_text().splitlines()))
    rows[1][rows[0].index("type")] = "TIDAK-ADA"
    with (folder / "orders.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    assert simulate.main([str(folder)]) == 1
    assert "TIDAK-ADA" in capsys.readouterr().err and ledger.programme_named(OTHER) is None
