"""Disk full, data read-only, database gone, a line that broke: a page that says so, signing in works, and it passes by itself."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection
from django.test import Client, RequestFactory
from django.utils import timezone

from tempa.desks.frame.trouble import BUSY, FULL, GONE, READ_ONLY, trouble_of
from tempa.desks.public import tries
from tempa.ledger.models import Entry, FailedSignIn
from tests.desks.browser import Server
from tests.desks.visitors import Visitor
from tests.homes import DEMO, sqlite_home

LINE = "/park/pesanan/L0001/"
CHANGE = {"change": "quantity", "after": "77", "reason": "agency_request", "note": "diminta", "paper": ""}


def of_sqlite(name: str, words: str = "x") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorname = name
    return error


def wrapped(cause: BaseException) -> BaseException:
    """As Django hands on an error of the database, and as a page may hand on Django's."""
    try:
        try:
            raise OperationalError(str(cause)) from cause
        except OperationalError as error:
            raise RuntimeError("page") from error
    except RuntimeError as error:
        return error


def test_trouble_is_known_from_what_lies_behind_an_error():
    import psycopg

    assert trouble_of(wrapped(of_sqlite("SQLITE_FULL"))) == FULL
    assert trouble_of(wrapped(of_sqlite("SQLITE_IOERR_SHMSIZE"))) == FULL
    assert trouble_of(wrapped(of_sqlite("SQLITE_READONLY_DBMOVED"))) == READ_ONLY
    assert trouble_of(wrapped(of_sqlite("SQLITE_BUSY"))) == BUSY
    assert trouble_of(wrapped(psycopg.errors.DiskFull())) == FULL
    assert trouble_of(wrapped(psycopg.errors.ReadOnlySqlTransaction())) == READ_ONLY
    assert trouble_of(wrapped(psycopg.OperationalError("connection refused"))) == GONE
    assert trouble_of(wrapped(psycopg.errors.AdminShutdown())) == GONE
    assert trouble_of(OSError(errno.ENOSPC, "full")) == FULL and trouble_of(OSError(errno.EROFS, "ro")) == READ_ONLY
    for other in (None, ValueError(), OSError(errno.ENOENT, "no"), wrapped(of_sqlite("SQLITE_CONSTRAINT_UNIQUE"))):
        assert trouble_of(other) == ""
    assert trouble_of(wrapped(psycopg.errors.UniqueViolation())) == ""


@contextmanager
def no_room(name: str = "SQLITE_FULL"):
    """Every statement that writes fails as on a full disk."""

    def refuse(execute, sql, params, many, context):
        if sql.lstrip().split(" ", 1)[0] in {"INSERT", "UPDATE", "DELETE"}:
            raise OperationalError("database or disk is full") from of_sqlite(name)
        connection.needs_rollback = False  # the tests alone are in one transaction
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
    connection.needs_rollback = False


@pytest.fixture
def visitor(db):
    tries._kept.clear()
    client = Client(raise_request_exception=False)
    yield client
    tries._kept.clear()


def signed_in(client: Client, password: str = "contoh-2020") -> int:
    return client.post("/masuk/", {"login": "perencana", "password": password}).status_code


def test_on_a_full_disk_people_sign_in_read_and_are_told_what_is_wrong(visitor):
    size = Entry.objects.count()
    with no_room():
        assert signed_in(visitor) == 302
        assert visitor.cookies["session"].value.startswith("~")
        assert visitor.get("/park/pesanan/").status_code == 200
        page = visitor.post(LINE, CHANGE | {"identity": str(uuid4())})
        assert page.status_code == 507 and "Tempat penyimpanan penuh" in page.content.decode()
        assert "Minta pengelola mengosongkan tempat" in page.content.decode()
    assert Entry.objects.count() == size and not Session.objects.exists()
    assert visitor.get("/park/").status_code == 200
    assert Session.objects.count() == 1 and not visitor.cookies["session"].value.startswith("~"), "it moves when there is room"
    assert visitor.post(LINE, CHANGE | {"identity": str(uuid4())}).status_code == 302


def test_read_only_data_are_said_in_other_words(visitor):
    with no_room("SQLITE_READONLY"):
        assert signed_in(visitor) == 302
        page = visitor.post(LINE, CHANGE | {"identity": str(uuid4())})
    assert page.status_code == 503 and "Data hanya dapat dibaca" in page.content.decode()


def test_a_run_whose_process_died_is_shown_on_a_full_disk_and_closed_when_there_is_room(visitor, programme, person):
    from tempa.allocation import actions, queries

    assert signed_in(visitor) == 302
    run = actions.start_run(programme, seconds=1, seed=1, at=timezone.now(), by=person("perencana"))
    with no_room():
        assert visitor.get("/park/rencana/").status_code == 200
        assert visitor.get(f"/park/rencana/hitung/{run}/").status_code == 200
        assert queries.run_named(programme, run).ended_at is None
    page = visitor.get(f"/park/rencana/hitung/{run}/")
    assert "prosesnya hilang" in page.content.decode() and queries.run_named(programme, run).outcome == "failed"


def test_who_was_signed_in_stays_so_and_may_sign_out(visitor):
    assert signed_in(visitor) == 302
    with no_room():
        assert visitor.get("/park/").status_code == 200
        assert visitor.post("/keluar/").status_code == 302
        assert visitor.get("/park/").status_code == 302, "the browser has forgotten it"


def test_a_carried_session_is_believed_for_an_hour_and_only_as_it_was_signed(visitor, monkeypatch):
    from django.core import signing

    with no_room():
        assert signed_in(visitor) == 302
        carried = visitor.cookies["session"].value
        later = signing.time.time() + 3601
        with monkeypatch.context() as patch:
            patch.setattr(signing.time, "time", lambda: later)
            assert visitor.get("/park/").status_code == 302
        visitor.cookies["session"] = carried
        assert visitor.get("/park/").status_code == 200
        visitor.cookies["session"] = "~" + carried[2:]
        assert visitor.get("/park/").status_code == 302


def test_guessing_is_slowed_on_a_full_disk_too(visitor):
    with no_room():
        assert [signed_in(visitor, "salah") for _ in range(4)] == [400, 400, 400, 429]
    assert FailedSignIn.objects.count() == 0


def test_an_error_of_the_program_is_not_blamed_on_the_disk(visitor, monkeypatch):
    from tempa.desks.park.demand import orders

    def fail(*_args, **_more):
        raise ValueError

    assert signed_in(visitor) == 302
    monkeypatch.setattr(orders.actions, "change_line", fail)
    page = visitor.post(LINE, CHANGE)
    assert page.status_code == 500 and "Program berhenti" in page.content.decode()


def sent(body: bytes, announced: int) -> tuple[int, str]:
    """The answer of the server's application to a form of which so much was announced and so much arrived."""
    from io import BytesIO

    from tempa.site.wsgi import application

    environ = RequestFactory(headers={"cookie": f"csrftoken={'a' * 32}"})._base_environ(
        PATH_INFO="/bahasa/", REQUEST_METHOD="POST", CONTENT_TYPE="application/x-www-form-urlencoded", CONTENT_LENGTH=str(announced),
    )  # fmt: skip
    environ["wsgi.input"] = BytesIO(body)
    status: list[str] = []
    signals = (request_started, request_finished)
    for signal in signals:  # they would close the connection of the tests
        signal.disconnect(close_old_connections)
    try:
        content = b"".join(application(environ, lambda line, _headers, _error=None: status.append(line)))
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
    return int(status[0].split()[0]), content.decode()


def test_a_form_that_was_cut_on_its_way_is_not_taken_for_whole():
    body = urlencode({"csrfmiddlewaretoken": "a" * 32, "language": "en"}).encode()
    assert sent(body, len(body))[0] == 302
    for arrived in (len(body) - 1, 20, 0):
        status, page = sent(body[:arrived], len(body))
        assert status == 400 and "Kiriman terputus" in page


def can_mount() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None


@pytest.mark.slow
def test_a_disk_that_really_fills_and_empties(tmp_path):
    """The program on a small disk of its own; a machine that lets nobody mount one has the tests above."""
    home = tmp_path / "kecil"
    home.mkdir()
    if not can_mount() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(home)]).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        on_a_small_disk(home)
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


def on_a_small_disk(home: Path) -> None:
    sqlite_home(home, DEMO)
    server = Server(home, "--empty")
    visitor, other = Visitor(server.port), Visitor(server.port)
    try:
        server.wait()
        fill(home / "penuh")
        assert visitor.sign_in("perencana") == 302
        form = visitor.hidden(LINE, 'name="after"') | CHANGE | {"note": "x" * 1900}
        answers = [visitor.ask(LINE, form | {"identity": str(uuid4()), "after": str(100 + n)})[0] for n in range(40)]
        assert 507 in answers, "there was room in the write-ahead log for all of them"
        assert set(answers) <= {302, 507}
        stopped = visitor.ask(LINE, form | {"identity": str(uuid4()), "after": "777"})
        assert stopped[0] == 507 and "Tempat penyimpanan penuh" in stopped[1]
        assert visitor.ask("/park/pesanan/")[0] == 200 and other.sign_in("kepala") == 302
        (home / "penuh").unlink()
        assert visitor.ask(LINE, form | {"identity": str(uuid4()), "after": "777"})[0] == 302
        assert "777" in visitor.ask(LINE)[1]
    finally:
        visitor.hang_up()
        other.hang_up()
        server.stop()


def fill(place: Path) -> None:
    """Take all room that is left."""
    with open(place, "wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as error:
                assert error.errno == errno.ENOSPC
