"""Writers on SQLite stand in a queue: the next is woken at once, and whoever ends or fails leaves the turn to others."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import threading
import time

import pytest
from django.db import DatabaseError, IntegrityError
from django.db.transaction import Atomic
from django.db.utils import ConnectionHandler

from tempa.site import environment

HOLD = """
import fcntl, os, sys
lock = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
input()
"""


class Database:
    """A database file and new connections to it, closed at the end."""

    def __init__(self, folder) -> None:
        self.setting = environment.database(folder)
        self.opened: list = []
        with self.new().cursor() as cursor:
            cursor.execute("CREATE TABLE note (word TEXT UNIQUE)")

    def new(self):
        connection = ConnectionHandler({"default": self.setting}).create_connection("default")
        connection.inc_thread_sharing()
        self.opened.append(connection)
        return connection


@pytest.fixture
def database(tmp_path, monkeypatch, django_db_blocker):
    monkeypatch.delenv("TEMPA_DATABASE_URL", raising=False)
    with django_db_blocker.unblock():  # databases of its own; the tests' one is not touched
        database = Database(tmp_path)
        yield database
        for connection in database.opened:
            connection.close()


@pytest.fixture(autouse=True)
def connections_by_themselves(monkeypatch):
    from django.db import transaction

    monkeypatch.setattr(transaction, "get_connection", lambda using: using)


def whole(connection):
    return Atomic(connection, savepoint=True, durable=False)


def write(connection, word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (%s)", [word])


def words(connection) -> list[str]:
    with connection.cursor() as cursor:
        return [row[0] for row in cursor.execute("SELECT word FROM note ORDER BY word").fetchall()]


def sleeps() -> int:
    """How often this thread has gone to sleep so far; unlike the time that it waited it does not hang on what else the machine does."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw


def test_the_next_writer_is_woken_at_once(database):
    """It sleeps until its turn comes; SQLite alone asks again after sleeps of up to a tenth of a second, twelve times in this while."""
    slept = []
    for turn in range(7):
        ready = threading.Event()

        def wait(turn=turn, ready=ready):
            connection = database.new()
            connection.ensure_connection()
            ready.set()
            before = sleeps()
            with whole(connection):
                slept.append(sleeps() - before)
                write(connection, f"second-{turn}")

        first = database.new()
        with whole(first):
            write(first, f"first-{turn}")
            second = threading.Thread(target=wait)
            second.start()
            ready.wait()
            time.sleep(0.35)  # by now SQLite alone would sleep a tenth of a second between its questions
        second.join()
    assert statistics.median(slept) < 6, slept
    assert len(words(database.new())) == 14


def test_a_turn_ends_with_commit_rollback_failure_and_close(database):
    one, other = database.new(), database.new()
    with whole(one):
        write(one, "a")
        assert one._holds
        with pytest.raises(IntegrityError), whole(one):  # a savepoint inside: the turn goes on
            write(one, "a")
        assert one._holds
    assert not one._holds
    with pytest.raises(RuntimeError), whole(one):
        write(one, "b")
        raise RuntimeError
    assert not one._holds
    with pytest.raises(IntegrityError):
        write(one, "a")  # a statement that commits by itself
    assert not one._holds
    with whole(one):
        write(one, "c")
        one.close()
    assert not one._holds and one._lock is None
    write(other, "d")
    assert words(other) == ["a", "d"]


def test_reading_waits_for_nobody(database):
    one, other = database.new(), database.new()
    with whole(one):
        write(one, "a")
        assert words(other) == [] and not other._holds


def test_a_statement_that_commits_by_itself_waits_for_its_turn(database, tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "tempa.sqlite3-queue")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    done = threading.Event()

    def late():
        write(database.new(), "late")
        done.set()

    thread = threading.Thread(target=late)
    thread.start()
    assert not done.wait(0.3)
    holder.kill()  # the system gives the turn of a killed process to the next
    holder.communicate()
    assert done.wait(120)
    thread.join()


def test_without_a_place_for_the_lock_sqlite_decides_alone(database, tmp_path):
    (tmp_path / "tempa.sqlite3-queue").unlink(missing_ok=True)
    (tmp_path / "tempa.sqlite3-queue").mkdir()  # cannot be opened for writing
    one = database.new()
    with whole(one):
        write(one, "a")
        assert not one._holds
    assert words(one) == ["a"]


def test_a_write_that_sqlite_refuses_leaves_the_turn(database):
    one, other = database.new(), database.new()
    other.settings_dict["OPTIONS"]["timeout"] = 0.05
    other._lock = 10**6  # a handle that does not work: `other` does not queue
    with whole(one):
        write(one, "a")
        with pytest.raises(DatabaseError, match="locked"), whole(other):
            write(other, "b")
        assert not other._holds
    other._lock = None
    write(other, "b")
    assert words(one) == ["a", "b"]
