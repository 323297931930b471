"""Work beside the pages stands in a queue: so many at once, so many of one person, and no process ends without being missed."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tempa.desks.frame import worker
from tempa.desks.frame.worker import (
    hold,
    is_alive,
    jobs_in_order,
    reserved,
    run_folder,
    start_console,
    start_waiting,
    turn_of,
)
from tempa.ledger.rules import Refused
from tests.conftest import ROOT

SLEEP = ["work", "--explain", "x"]
SEARCH = ["work", "run"]


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A home of its own, whose console writes that it began and then waits to be killed."""
    settings.TEMPA_HOME = tmp_path
    settings.TEMPA_CONSOLE = [sys.executable, "-c", "import time; print('begun', flush=True); time.sleep(600)"]
    settings.TEMPA_PLACES = 1
    yield tmp_path
    for process in worker._started:
        process.kill()
        process.wait()
    worker._started.clear()


def states() -> list[tuple[str, str]]:
    return [(job.folder, job.state) for job in jobs_in_order()]


def kill_first() -> None:
    worker._started[0].kill()
    worker._started[0].wait()


def test_one_of_each_kind_goes_on_and_the_others_wait_their_turn():
    for name, arguments in (("a", SEARCH), ("b", SEARCH), ("c", SLEEP), ("d", SLEEP), ("e", SEARCH)):
        start_console(run_folder(name), arguments)
    assert states() == [("a", "begun"), ("b", "waiting"), ("c", "begun"), ("d", "waiting"), ("e", "waiting")]
    assert [turn_of(run_folder(n)) for n in "abcde"] == [0, 1, 0, 1, 2]
    assert all(is_alive(run_folder(n)) for n in "abcde") and not is_alive(run_folder("f"))
    assert len(worker._started) == 2
    kill_first()
    start_waiting()
    assert states() == [("b", "begun"), ("c", "begun"), ("d", "waiting"), ("e", "waiting")]
    assert not is_alive(run_folder("a")) and [turn_of(run_folder(n)) for n in "bde"] == [0, 1, 1]


def test_what_is_asked_twice_is_done_once():
    for _time in range(3):
        start_console(run_folder("a"), SEARCH)
        start_console(run_folder("b"), SEARCH)
    assert states() == [("a", "begun"), ("b", "waiting")]


def test_one_person_may_have_two_that_wait():
    for name in "abc":
        start_console(run_folder(name), SEARCH, "ani")
    with pytest.raises(Refused, match="masih menunggu giliran"):
        start_console(run_folder("d"), SLEEP, "ani")
    start_console(run_folder("e"), SEARCH, "budi")
    assert states() == [("a", "begun"), ("b", "waiting"), ("c", "waiting"), ("e", "waiting")]


def test_a_recorded_run_is_never_without_its_work():
    """Between the record and the process, the work counts as alive; where recording fails the place is given back."""
    with reserved(run_folder("a"), SEARCH):
        assert is_alive(run_folder("a")) and turn_of(run_folder("a")) == 1
        start_waiting()  # somebody else looks at the queue just now
        assert states() == [("a", "held")], "nothing may begin before it is recorded"
    assert states() == [("a", "begun")]
    with pytest.raises(ValueError), reserved(run_folder("b"), SEARCH):
        raise ValueError
    assert states() == [("a", "begun")] and not is_alive(run_folder("b"))


ASK_AND_DIE = """
import os, sys
import django
django.setup()
from tempa.desks.frame.worker import reserved, run_folder
with reserved(run_folder("a"), ["work", "run"]):
    os._exit(9)
"""


@pytest.mark.slow
def test_a_place_whose_holder_was_killed_is_used(home):
    own = os.environ | {"TEMPA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tempa.site.settings", "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", ASK_AND_DIE], env=own).returncode == 9
    assert states() == [("a", "held")] and is_alive(run_folder("a"))
    start_waiting()
    assert states() == [("a", "begun")], "the run may be recorded; if it is not, the work finds nothing to do"


def test_the_queue_outlives_who_began_it():
    start_console(run_folder("a"), SEARCH)
    start_console(run_folder("b"), SEARCH)
    begun = list(worker._started)
    worker._started.clear()  # a server that starts anew knows none of the processes
    start_waiting()
    assert states() == [("a", "begun"), ("b", "waiting")] and not worker._started
    worker._started[:] = begun
    kill_first()
    start_waiting()
    assert states() == [("b", "begun")]


def test_a_process_is_alive_from_before_it_is_there_until_it_ends(home):
    start_console(run_folder("a"), SEARCH)
    end = time.monotonic() + 120
    while not (run_folder("a") / "output").read_text() and time.monotonic() < end:
        assert is_alive(run_folder("a"))
        time.sleep(0.02)
    assert is_alive(run_folder("a")) and hold(run_folder("a")) is None
    kill_first()
    assert not is_alive(run_folder("a"))
    mine = hold(run_folder("a"))
    assert mine is not None and is_alive(run_folder("a"))
    os.close(mine)
    assert not is_alive(run_folder("a"))


def test_work_that_cannot_be_started_now_waits(home, settings):
    settings.TEMPA_CONSOLE = [str(home / "missing")]
    start_console(run_folder("a"), SEARCH)
    assert states() == [("a", "waiting")]
    settings.TEMPA_CONSOLE = [sys.executable, "-c", "import time; time.sleep(600)"]
    start_waiting()
    assert states() == [("a", "begun")]
