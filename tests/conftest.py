"""One test database per worker with the demo programme in it, planned by a simple rule and approved; tests roll back to it."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from copy import copy
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers

# The drawn cases are the same in every run and on every machine, so that a red run is due to a change; `run.py test
# --explore` draws anew and prints how to repeat what it finds. No test is timed: a busy machine makes none fail.
ALWAYS = {"deadline": None, "database": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("house", derandomize=True, **ALWAYS)
hypothesis.settings.register_profile("explore", derandomize=False, print_blob=True, **ALWAYS)
hypothesis.settings.load_profile("house")

# What Hypothesis keeps for itself (tables of characters) goes with the run. The controller's folder serves its workers.
if "HYPOTHESIS_STORAGE_DIRECTORY" not in os.environ:
    KEPT = tempfile.TemporaryDirectory(prefix="tempa-hypothesis-")
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = KEPT.name

# What tests leave behind is looked for seldom: the collector went through the whole program a thousand times in a run, which
# took a tenth of the processor's time.
gc.set_threshold(50_000, 20, 100)

ROOT = Path(__file__).resolve().parents[1]
NTB = ROOT / "data" / "ntb-2020"
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser):
    parser.addoption("--picture", action="store_true", help="put the picture of the README in its place")


@pytest.hookimpl(trylast=True)  # after Hypothesis has read which profile is asked for
def pytest_configure(config):
    """Hypothesis also draws constants that it reads in the modules loaded so far, so that a test drew other cases alone than
    among others, and others again in each worker. While the cases are to be the same, none are read."""
    if hypothesis.settings().derandomize:
        nothing = providers._local_constants
        providers._get_local_constants = lambda: nothing


def pytest_collection_finish(session):
    """What is loaded by now stays to the end; the collector need not go through it again."""
    gc.collect()
    gc.freeze()


LONGEST = (
    "desks/test_browser.py", "story/test_year.py", "desks/test_doors.py", "ledger/test_verification.py", "allocation/test_ruled_plans.py",
    "earlier/test_home.py", "desks/test_figures.py", "house/test_tables_at_once.py", "ledger/test_copies.py", "field/test_field_browser.py",
    "field/test_handover_browser.py", "desks/test_kill_storm.py", "ledger/test_concurrency.py", "payment/test_random_deeds.py",
    "allocation/test_replan_certificate.py", "ledger/test_twice.py", "desks/test_planning_again.py", "desks/test_verify_verb.py",
    "allocation/test_bound.py", "allocation/test_search.py", "desks/test_contract_browser.py", "ledger/test_races.py", "desks/test_serving.py",
    "desks/test_cut_order.py", "desks/test_recovery.py", "quality/test_bench_quality.py", "allocation/test_check_mutations.py",
    "allocation/test_replan.py", "desks/test_upload.py", "desks/test_evidence.py", "desks/test_trouble.py", "story/test_year_prices.py",
    "contracts/test_contract_life.py", "supply/test_supply_races.py", "desks/test_deeds.py",
)  # fmt: skip
"""The files that take longest, longest first: begun last, one of them would leave the other process without work."""
TOUCHES = {"db", "for_the_file"}
PAGES = ROOT / "tests" / "desks"
WALKS = {
    "test_doors.py", "test_deeds.py", "test_listing.py", "test_tables.py", "test_upload.py", "test_sign_in.py", "test_ways_in.py",
    "test_evidence.py", "test_recovery.py", "test_verify_verb.py", "test_serving.py", "test_kill_storm.py", "test_trouble.py",
    "test_contracts_beside_plans.py", "test_supply_pages.py", "test_quality_pages.py", "test_production_pages.py",
}  # fmt: skip
"""Of the tests of pages, those that go on PostgreSQL too: every address and every form, searching and sorting, uploads, signing
in, processes of their own, pages of what is counted. What is said on a page hangs on no database, and the rooms' own tests ask
both for the figures."""


def pytest_collection_modifyitems(items):
    """Whatever touches the database is marked; what hangs on which database it is runs on PostgreSQL too. Long files come first."""
    place = {ROOT / "tests" / name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))
    for item in items:
        if item.get_closest_marker("django_db") or TOUCHES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)
        if item.get_closest_marker("database") and hangs_on_the_database(item.path):
            item.add_marker(pytest.mark.both)


def hangs_on_the_database(place):
    """Every test of a room; of the pages', those of WALKS."""
    return place.parent != PAGES or place.name in WALKS


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_demo()


def load_demo():
    from django.utils import timezone

    from tempa.allocation import actions
    from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
    from tempa.desks.console.demo import load
    from tempa.ledger import actions as ledger
    from tempa.ledger import queries
    from tempa.values.programme import read_programme
    from tests.cast import STRANGER

    tables = read_programme(NTB)
    at = timezone.now()
    programme = load(tables, "NTB-2020-IKM", at)
    ledger.add_person(login=STRANGER.login, name="Orang Asing", password="contoh-2020")
    planner, head = (queries.person_named(n) for n in ("perencana", "kepala"))
    type(planner).objects.filter(pk=planner.pk).update(may_found=True)  # tests open programmes of their own as the planner
    run = actions.start_run(programme, seconds=1, seed=1, at=at, by=planner)
    made = actions.add_plan(programme, tables, naive_plan(tables, "cheapest-fit"), origin="uji", behind=actions.Behind(run=run), at=at, by=planner)
    actions.end_run(programme, run=run, outcome="done", at=at, by=planner)
    actions.propose_plan(programme, plan=made.plan, at=at, by=planner)
    actions.approve_plan(programme, plan=made.plan, at=at, by=head)


@pytest.fixture(scope="module")
def for_the_file(django_db_setup, django_db_blocker):
    """What fixtures of a whole file record while they ask for this stands before each of its tests, and is gone behind the last.

    A history that takes a second is told once in a file instead of before each test; what a test does to it is undone behind
    that test, as always. Rows that a fixture hands out are to be copied by who changes them: `copies`.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def copies(things):
    """The same things for one test: what it remembers on a row does not reach the next test."""
    from django.db.models import Model

    return {name: copy(one) if isinstance(one, Model) else one for name, one in things.items()}


@pytest.fixture
def programme(db):
    from tempa.ledger import queries

    return queries.programme_named("NTB-2020-IKM")


@pytest.fixture
def person(db):
    from tempa.ledger import queries

    return queries.person_named


@pytest.fixture
def visit(client, db):
    """`visit(member, address)` as that person (None: nobody); keeps one signed-in client per call."""
    from tempa.ledger import queries

    def go(member, address, data=None, **options):
        sign_in(client, None if member is None else queries.person_named(member.login))
        return client.get(address, **options) if data is None else client.post(address, data, **options)

    return go


@pytest.fixture
def clock_at(monkeypatch):
    """`clock_at(moment)`: from now on the machine's clock stands there. Who reads on a page what grows with the days sets the day."""
    from django.utils import timezone

    def put(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return put


def sign_in(client, person, **more):
    """This client comes in as that person (None: as nobody) with its own session, in which `more` stands; a tenth of Django's way."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    client.cookies.clear()
    if person is None:
        return
    who = {SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0], HASH_SESSION_KEY: person.get_session_auth_hash()}
    key, ends = token_hex(16), timezone.now() + timedelta(days=1)
    Session(session_key=key, session_data=Session.objects.encode(who | more), expire_date=ends).save(force_insert=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = key


@pytest.fixture(autouse=True)
def no_figures_of_other_tests():
    """A test rolls its facts back, and the next one records others under their numbers: what was remembered holds no more."""
    yield
    memory = sys.modules.get("tempa.desks.frame.memory")
    if memory is not None:
        memory.forget()
