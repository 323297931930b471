"""Copies: whole or refused, made while others write, put back beside and swapped in one step, from one kind of database to the other."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tempa.ledger import copies
from tempa.ledger.copies import container, diary
from tempa.ledger.rules import Refused
from tests.homes import DEMO, database_elsewhere, environment_of, sqlite_home
from tests.ledger.test_concurrency import WITH_A_WRITER, finished, python

pytestmark = pytest.mark.slow
SMALL = WITH_A_WRITER + """
from tempa.ledger.actions import keep_paper
from tempa.ledger.models import Programme
keep_paper(Programme.objects.get(code="RAMAI"), b"surat", name="surat.txt", media_type="text/plain", at=timezone.now(), by=person)
"""
EVERY_FACT = DEMO + """
from tempa.ledger.queries import person_named
from tests.ledger.history import tell
tell(person_named)
"""
CALL = "import gc, sys; from tempa.desks.console.__main__ import main; status = main(sys.argv[1:]); gc.freeze(); sys.exit(status)"
KILLED = """
import os, signal, sys
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
import django.core.management, zipfile
{at} = die
from tempa.desks.console.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def called(environment, *arguments):
    """Status and words of a verb, as on the command line."""
    process = python(CALL, environment, *map(str, arguments))
    out, err = process.communicate(timeout=300)
    return process.returncode, out + err


def killed_at(function, environment, *arguments):
    """The verb, killed where it comes to a function of Python's or Django's."""
    process = python(KILLED.format(at=function), environment, *map(str, arguments))
    out, err = process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL, (out + err)[-3000:]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small home with a copy of it."""
    home = tmp_path_factory.mktemp("asal")
    environment = sqlite_home(home, SMALL)
    status, said = called(environment, "backup", home / "salinan.zip")
    assert status == 0 and "RAMAI sampai catatan ke-2" in said, said
    return home


def like(home, place):
    """The environment of another home with the same in it."""
    shutil.copytree(home, place, ignore=shutil.ignore_patterns("salinan*", "copies*"))
    return environment_of(place)


def digest(place):
    return hashlib.sha256(place.read_bytes()).hexdigest()


@pytest.mark.slow
@pytest.mark.database
def test_every_table_comes_back_in_the_other_kind_of_database_and_home_again(tmp_path):
    """A history with a fact of every kind; each restore verifies all tables against the chain itself."""
    with database_elsewhere(tmp_path / "a", EVERY_FACT) as first:
        assert called(first, "backup", tmp_path / "1.zip")[0] == 0
        there = environment_of(tmp_path / "b")
        status, said = called(there, "restore", tmp_path / "1.zip", "--keys", tmp_path / "1.zip.keys")
        assert status == 0 and said.count("tabel cocok") == 2, said
        assert digest(tmp_path / "b" / "keys" / "secret") == digest(tmp_path / "1.zip.keys")
        assert called(there, "backup", tmp_path / "2.zip")[0] == 0
        one, two = (rows_of(tmp_path / name) for name in ("1.zip", "2.zip"))
        assert one == two, [name for name in one if one[name] != two[name]]
        if "TEMPA_DATABASE_URL" in first:
            assert called(first, "restore", tmp_path / "2.zip")[0] == 0


def rows_of(place):
    with zipfile.ZipFile(place) as archive:
        said = json.loads(archive.read("manifest.json"))
        tables = {name: sorted(archive.read(name).splitlines()) for name in said["members"] if name.startswith("tables/")}
    return tables | {"programmes": said["programmes"], "papers": sorted(name for name in said["members"] if name.startswith("papers/"))}


def test_a_copy_is_for_its_owner_alone_and_the_keys_are_apart(small):
    assert [os.stat(small / name).st_mode & 0o777 for name in ("salinan.zip", "salinan.zip.keys")] == [0o600, 0o600]
    secret = (small / "salinan.zip.keys").read_bytes()
    with zipfile.ZipFile(small / "salinan.zip") as archive:
        assert archive.testzip() is None, "any ZIP tool opens it"
        assert not any(secret in archive.read(name) for name in archive.namelist())
        assert archive.read(f"papers/{hashlib.sha256(b'surat').hexdigest()}") == b"surat"


def test_one_changed_byte_anywhere_is_refused(small, tmp_path):
    whole = (small / "salinan.zip").read_bytes()
    place = tmp_path / "rusak.zip"
    for n in {*range(0, len(whole), 997), *range(40), *range(len(whole) - 200, len(whole))}:
        place.write_bytes(whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :])
        with pytest.raises(copies.NotOurs), container.opened(place):
            pass


def test_cut_off_grown_and_foreign_files_are_refused(small, tmp_path):
    whole = (small / "salinan.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "asing.zip", "w") as archive:
        archive.writestr("a.txt", "halo")
    foreign = (tmp_path / "asing.zip").read_bytes()
    for content in (b"", b"PK", whole[:-1], whole[: len(whole) // 2], whole + b"\0", foreign, b"SQLite format 3\0" * 90):
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(copies.NotOurs), container.opened(tmp_path / "x.zip"):
            pass
    with pytest.raises(copies.NotOurs, match="tidak dapat dibuka"), container.opened(tmp_path / "tidak-ada.zip"):
        pass


@pytest.mark.parametrize(("members", "claims"), [
    ({"../../etc/passwd": b"x"}, {}), ({"tables/entry.jsonl": b"[]"}, {"tables/entry.jsonl": 3}), ({}, {"tables/entry.jsonl": 3}),
    ({"tables/entry.jsonl": b"0" * 30_000_000}, {}),
])  # fmt: skip
def test_a_forged_copy_that_seals_itself_is_refused(tmp_path, members, claims):
    """Names that lead elsewhere, members that are not as told, and a table that would fill the disk."""
    with container.being_written(tmp_path / "palsu.zip") as archive:
        for name, content in members.items():
            archive.writestr(name, content, compresslevel=9)
        said = {"format": container.FORMAT, "members": claims or {name: len(content) for name, content in members.items()}}
        archive.writestr("manifest.json", json.dumps(said))
    with pytest.raises(copies.NotOurs), container.opened(tmp_path / "palsu.zip"):
        pass


def test_what_is_refused_leaves_the_home_as_it_was(small, tmp_path):
    environment = like(small, tmp_path / "rumah")
    before = digest(tmp_path / "rumah" / "tempa.sqlite3")
    whole = (small / "salinan.zip").read_bytes()
    (tmp_path / "rusak.zip").write_bytes(whole[:500] + b"?" + whole[501:])
    status, said = called(environment, "restore", tmp_path / "rusak.zip")
    assert status == 1 and "rusak: isinya tidak sesuai" in said and "yang ada tetap seperti semula" in said
    assert digest(tmp_path / "rumah" / "tempa.sqlite3") == before
    assert not list((tmp_path / "rumah").glob("restoring-*"))


def test_a_home_in_use_is_not_touched(small, tmp_path):
    environment = like(small, tmp_path / "rumah")
    holder = python(HOLDER, environment, str(tmp_path / "rumah" / "in-use"))
    try:
        assert holder.stdout.readline().strip() == "ya"
        status, said = called(environment, "restore", small / "salinan.zip")
        assert status == 1 and "Tempa sedang berjalan" in said
    finally:
        holder.kill()
        holder.communicate()


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(small, tmp_path):
    """In the middle of its work, and between its last two steps; the next one tidies up and ends well."""
    home = tmp_path / "rumah"
    environment = like(small, home)
    changed = sqlite3.connect(home / "tempa.sqlite3")
    changed.execute("UPDATE tempa_person SET name = 'Yang lama'")
    changed.commit()
    changed.close()
    for function in ("django.core.management.call_command", "os.link"):
        killed_at(function, environment, "restore", small / "salinan.zip")
        assert name_in(home / "tempa.sqlite3") == "Yang lama" and list(home.glob("restoring-*"))
    status, said = called(environment, "restore", small / "salinan.zip")
    assert status == 0, said
    [kept] = home.glob("before-restore-*.sqlite3")
    assert name_in(home / "tempa.sqlite3") == "Penulis" and name_in(kept) == "Yang lama"
    assert not list(home.glob("restoring-*"))


def name_in(place):
    with closing(sqlite3.connect(place)) as found:
        return found.execute("SELECT name FROM tempa_person WHERE login = 'penulis'").fetchone()[0]


def test_a_backup_that_is_killed_leaves_no_copy_and_hinders_none(small, tmp_path):
    environment = like(small, tmp_path / "rumah")
    killed_at("zipfile.ZipFile.writestr", environment, "backup", tmp_path / "salinan.zip")
    assert [p.name for p in tmp_path.glob("salinan*")] == ["salinan.zip.part"]
    assert called(environment, "backup", tmp_path / "salinan.zip")[0] == 0
    assert sorted(p.name for p in tmp_path.glob("salinan*")) == ["salinan.zip", "salinan.zip.keys"]
    status, said = called(environment, "backup", tmp_path / "salinan.zip")
    assert status == 1 and "sudah ada dan tidak ditimpa" in said


HOLDER = """
import os, sys, fcntl, time
fcntl.flock(os.open(sys.argv[1], os.O_RDWR | os.O_CREAT), fcntl.LOCK_SH)
print("ya", flush=True)
time.sleep(99)
"""
WHILE_WRITING = """
import sys, threading
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from django.db import connection
from tempa.ledger.actions import record
from tempa.ledger.copies import make_copy
from tempa.ledger.facts import RowStated
from tempa.ledger.models import Person, Programme
programme, person = Programme.objects.get(code="RAMAI"), Person.objects.get(login="penulis")
go_on, count = threading.Event(), [0]
def write():
    while not go_on.is_set():
        n = count[0] = count[0] + 1
        row = {"supplier": f"s{n}", "name": "Toko", "regency": "", "local": "yes"}
        record(programme, RowStated("suppliers", f"s{n}", row), at=datetime.now(UTC), by=person)
    connection.close()
writer = threading.Thread(target=write)
writer.start()
while count[0] < 5: pass
made = make_copy(Path(sys.argv[1]), datetime.now(UTC))
go_on.set()
writer.join()
print(made.programmes["RAMAI"], count[0])
"""


@pytest.mark.database
def test_a_copy_is_of_one_moment_while_others_write(tmp_path):
    with database_elsewhere(tmp_path / "a", SMALL) as environment:
        size, written = map(int, finished(python(WHILE_WRITING, environment, str(tmp_path / "s.zip"))).split())
    assert 2 + 4 <= size <= 2 + written
    with container.opened(tmp_path / "s.zip") as (_archive, said):
        assert said["rows"]["entry"] == size and said["rows"]["supplier"] == size - 2


def test_a_missing_paper_is_told_and_the_rest_is_copied(small, tmp_path):
    environment = like(small, tmp_path / "rumah")
    shutil.rmtree(tmp_path / "rumah" / "papers")
    status, said = called(environment, "backup", tmp_path / "s.zip")
    assert status == 0 and "1 berkas tidak ada atau rusak" in said
    status, said = called(environment_of(tmp_path / "b"), "restore", tmp_path / "s.zip")
    assert status == 0, said


NOON = datetime(2026, 8, 3, 4, tzinfo=UTC)


@pytest.fixture
def home(settings, tmp_path):
    settings.TEMPA_HOME = tmp_path
    return tmp_path


def test_the_daily_copy_is_due_once_a_day_and_tried_again_after_an_hour(home):
    assert not diary.is_due(NOON)
    copies.plan_daily(copies.Daily("/media/stik", 4, 3))
    assert diary.is_due(NOON) and not diary.is_due(NOON.replace(hour=3))
    copies.note(copies.Try(NOON, "/media/stik", False, "stik dicabut", is_daily=True))
    assert not diary.is_due(NOON + timedelta(minutes=59)) and diary.is_due(NOON + timedelta(minutes=61))
    copies.note(copies.Try(NOON + timedelta(hours=2), "/media/stik", True, is_daily=True))
    assert not diary.is_due(NOON + timedelta(hours=5)) and diary.is_due(NOON + timedelta(days=1))
    copies.plan_daily(copies.Daily("", 4, 3))
    assert not diary.is_due(NOON + timedelta(days=2)) and copies.daily() is None
    assert [t.is_good for t in copies.tries()] == [True, False]


def test_daily_copies_bear_no_keys_and_the_oldest_go(small, tmp_path):
    target = tmp_path / "stik"
    environment = like(small, tmp_path / "rumah")
    (tmp_path / "rumah" / "copies.json").write_text(json.dumps({"folder": str(target), "hour": 0, "keep": 2, "by": "", "at": ""}))
    status, said = called(environment, "backup", "--daily")
    assert status == 1 and "apakah stiknya terpasang?" in said
    target.mkdir()
    for n in range(3):
        (target / f"tempa-harian-2020-01-0{n + 1}-180000.zip").touch()
    (target / "tempa-tetap.zip").touch()
    assert called(environment, "backup", "--daily")[0] == 0
    names = sorted(p.name for p in target.iterdir())
    assert len(names) == 3 and names[0] == "tempa-harian-2020-01-03-180000.zip" and names[2] == "tempa-tetap.zip"
    told = [json.loads(line)["is_good"] for line in (tmp_path / "rumah" / "copies.jsonl").read_text().splitlines()]
    assert told == [False, True]


def test_what_cannot_be_read_of_the_diary_hinders_nothing(home):
    (home / "copies.jsonl").write_text("rusak\n{}\n")
    (home / "copies.json").write_text("[")
    assert copies.tries() == [] and copies.daily() is None and copies.last_good() is None
    with pytest.raises(Refused):
        raise copies.NotOurs("x")
