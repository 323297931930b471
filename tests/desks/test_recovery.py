"""After a crash: the end of each chain is read at the start, tables are compared beside the server, and the overview tells."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tempa.desks.console import recovery
from tempa.desks.frame import shutdown, verdicts
from tempa.desks.frame.worker import run_folder
from tempa.ledger.models import ChainHead, Entry
from tempa.ledger.verification import verify_end
from tempa.registry.models import Offer
from tests.cast import PLANNER
from tests.desks.browser import Server
from tests.desks.test_pages import text_of
from tests.desks.test_serving import LONG
from tests.homes import sqlite_home
from tests.ledger.history import guarded_again, tell, unguarded
from tests.ledger.test_concurrency import WITH_A_WRITER


@pytest.fixture
def home(settings, tmp_path):
    settings.TEMPA_HOME = tmp_path
    return tmp_path


def test_the_mark_is_there_after_a_good_end_alone(home):
    assert not shutdown.ended_well()
    shutdown.note_end()
    assert shutdown.ended_well() and (home / "ended-well").exists()
    shutdown.note_start()
    assert not shutdown.ended_well()
    shutdown.note_start()  # once more does no harm


def test_a_home_that_cannot_be_written_stops_nobody(settings):
    settings.TEMPA_HOME = Path("/proc/nowhere")
    shutdown.note_end()
    shutdown.note_start()
    assert not shutdown.ended_well()


def test_the_ends_are_whole_and_everything_else_is_compared_beside(programme, monkeypatch):
    asked, said = [], []
    monkeypatch.setattr(verdicts, "start_console", lambda folder, arguments: asked.append(arguments))
    assert recovery.look(said.append) == 0
    assert len(said) == 1 and "Ujung rantai diperiksa: utuh." in said[0] and "Nothing says that Tempa ended well" in said[0]
    assert asked == [["work", "--verify", "NTB-2020-IKM"]]


def test_an_end_that_is_not_whole_is_said(programme, monkeypatch):
    said = []
    monkeypatch.setattr(verdicts, "start_console", lambda folder, arguments: None)
    ChainHead.objects.filter(programme=programme).update(size=7)
    assert recovery.look(said.append) == 1
    assert any("NTB-2020-IKM: Kepala rantai menyebut 7 catatan" in s and "The head of the chain names 7 entries" in s for s in said)
    assert any("Simpan salinan folder data" in s for s in said)


def test_only_the_end_is_read(person):
    """However long a chain is: a change far back is left to the comparison beside the server."""
    programme = tell(person)
    with CaptureQueriesContext(connection) as asked:
        verdict = verify_end(programme, last=20)
    assert (verdict.faults, verdict.size) == ([], ChainHead.objects.get(programme=programme).size)
    assert len(asked) <= 8
    unguarded()
    Entry.objects.filter(programme=programme, sequence=2).update(body="x")
    assert verify_end(programme, last=20).faults == []
    Entry.objects.filter(programme=programme, sequence=verdict.size - 3).update(body="x")
    guarded_again()
    found = [f.template % f.values for f in verify_end(programme, last=20).faults]
    assert [s for s in found if f"Catatan ke-{verdict.size - 3}: isinya tidak cocok" in s]


def test_the_overview_tells_what_the_last_check_found(programme, visit):
    try:
        assert "tidak cocok dengan rantai" not in text_of(visit(PLANNER, "/park/"))
        Offer.objects.filter(pk=Offer.objects.filter(programme=programme).first().pk).update(unit_price=7)
        verdicts.carry_out(programme)
        page = text_of(visit(PLANNER, "/park/"))
        assert "1 hal tidak cocok dengan rantai" in page and "python3 run.py verify" in page
    finally:
        shutil.rmtree(run_folder(f"cocok-{programme.pk}"), ignore_errors=True)


@pytest.mark.slow
def test_a_killed_server_is_noticed_at_the_next_start(tmp_path):
    """Stopped well, killed, stopped well again: only the start after the kill looks."""
    sqlite_home(tmp_path, WITH_A_WRITER)
    (tmp_path / "ended-well").touch()
    told = []
    for end in (signal.SIGTERM, signal.SIGKILL, signal.SIGTERM):
        server = Server(tmp_path, "--empty", variables={"TEMPA_PROCESSES": "1"})
        server.wait()
        assert not (tmp_path / "ended-well").exists()
        server.process.send_signal(end)
        server.process.wait(LONG)
        assert (tmp_path / "ended-well").exists() == (end == signal.SIGTERM)
        server.stop()
        told.append("Tidak ada tanda bahwa Tempa" in Path(server.log.name).read_text())
    assert told == [False, False, True]
