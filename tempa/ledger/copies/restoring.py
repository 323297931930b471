"""Putting a copy back: everything is built and verified beside what is there, and takes its place in one step."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tempa.ledger.copies import tables
from tempa.ledger.copies.container import NotOurs, on_disk
from tempa.ledger.copies.hold import HeldElsewhere
from tempa.ledger.models import ChainHead
from tempa.ledger.queries import all_programmes
from tempa.ledger.rules import Refused
from tempa.ledger.verification import Verdict, verify

Say = Callable[[str], None]


@dataclass
class Restored:
    """What came back: rows, files, what verification said of each programme, and where what was there before lies now."""

    rows: int = 0
    files: int = 0
    verdicts: list[Verdict] = field(default_factory=list)
    before: str = ""


def put_back(archive: zipfile.ZipFile, said: dict[str, Any], *, home: Path, beside: Path, stamp: str, say: Say) -> Restored:
    """Fill the database of the home with a copy. The settings point to the empty home `beside`, where all is built first.

    Raises Refused, and leaves the home as it was, where anything does not fit: unknown columns, another head of a chain, a table
    that is not what the chain says.
    """
    found = Restored()
    free = shutil.disk_usage(home).free
    if sum(said["members"].values()) * 2 > free:
        raise Refused("Ruang disk tidak cukup: salinan ini membuka menjadi %(n)s MB.", n=sum(said["members"].values()) >> 20)
    say("Menyalin berkas … / Copying files …")
    for name in said["members"]:
        if name.startswith("papers/"):
            found.files += unpacked(archive, name.removeprefix("papers/"), beside / "papers")
    with made_anew(stamp) as place:
        found.before = place
        say("Mengisi basis data … / Filling the database …")
        found.rows = fill(archive, said)
        say("Memeriksa rantai dan tabel … / Verifying chain and tables …")
        check(said, found)
        move_files(beside / "papers", home / "papers")
        if "aliases.toml" in said["members"]:
            replace(home / "aliases.toml", archive.read("aliases.toml"))
    if connection.vendor == "sqlite":
        connection.close()
        found.before = swapped(home, beside, stamp)
    return found


def unpacked(archive: zipfile.ZipFile, sha256: str, folder: Path) -> int:
    place = folder / sha256[:2] / sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    content = archive.read(f"papers/{sha256}")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotOurs("Berkas %(name)s di dalam salinan tidak sesuai dengan namanya; tidak ada yang dikembalikan.", name=sha256[:16])
    place.write_bytes(content)
    return 1


@contextmanager
def made_anew(stamp: str) -> Iterator[str]:
    """An empty database: on SQLite a file beside; on PostgreSQL a new schema under the name of the old one, all of it in one transaction."""
    if connection.vendor == "sqlite":
        yield ""
        return
    with transaction.atomic():
        kept = f"before_restore_{stamp}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            own = connection.ops.quote_name(cursor.fetchone()[0])
            cursor.execute(f"ALTER SCHEMA {own} RENAME TO {connection.ops.quote_name(kept)}")
            cursor.execute(f"CREATE SCHEMA {own}")
        yield kept


def fill(archive: zipfile.ZipFile, said: dict[str, Any]) -> int:
    """Tables as they were when the copy was made, its rows, then the steps since."""
    executor = MigrationExecutor(connection)
    known = [name for app, name in executor.loader.graph.nodes if app == tables.APP]
    if newer := sorted(set(said["migrations"]) - set(known)):
        raise Refused("Salinan ini dari Tempa yang lebih baru (%(step)s). Perbarui Tempa, lalu ulangi.", step=newer[-1])
    is_newest = set(said["migrations"]) == set(known)
    if is_newest:
        call_command("migrate", verbosity=0, interactive=False)
        registry = None
    else:
        last = (tables.APP, max(said["migrations"]))
        others = [node for node in executor.loader.graph.leaf_nodes() if node[0] != tables.APP]
        executor.migrate([*others, last])
        registry = executor.loader.project_state([last]).apps
    models = {tables.name_of(m): m for m in tables.models_of(registry)}
    if set(models) != set(said["rows"]):
        raise NotOurs("Tabel salinan ini bukan yang dikenal versi ini: %(names)s.", names=", ".join(sorted(set(models) ^ set(said["rows"]))[:5]))
    count = 0
    with transaction.atomic(), tables.unguarded():
        for name, model in models.items():
            try:
                with archive.open(f"tables/{name}.jsonl") as lines:
                    rows = tables.filled(model, lines)
            except (KeyError, ValueError, StopIteration, TypeError) as error:
                raise NotOurs("Tabel %(name)s di dalam salinan tidak dapat dibaca: %(why)s.", name=name, why=str(error)) from None
            if rows != said["rows"][name]:
                raise NotOurs("Tabel %(name)s di dalam salinan tidak lengkap; tidak ada yang dikembalikan.", name=name)
            count += rows
    connection.check_constraints()
    tables.count_on()
    if not is_newest:
        call_command("migrate", verbosity=0, interactive=False)
    return count


def check(said: dict[str, Any], found: Restored) -> None:
    """The chains end where the copy says, and every table is what its chain says."""
    heads = {h.programme.code: [h.size, bytes(h.digest).hex()] for h in ChainHead.objects.select_related("programme")}
    if heads != said["programmes"]:
        raise NotOurs("Ujung rantai sesudah dikembalikan bukan yang tertulis di salinan; tidak ada yang diganti.")
    found.verdicts = [verify(programme) for programme in all_programmes()]
    for verdict in found.verdicts:
        if faults := [fault for fault in verdict.faults if not lacks_file(fault, said)]:
            raise Refused("Program %(code)s tidak cocok dengan rantainya (%(n)s hal): %(first)s Tidak ada yang diganti.",
                          code=verdict.programme, n=len(faults), first=faults[0].template % faults[0].values)  # fmt: skip


def lacks_file(fault: Any, said: dict[str, Any]) -> bool:
    """A file that was gone when the copy was made is told there, and is no reason to keep the rest from coming back."""
    return any(sha256[:16] in str(fault.values) for sha256 in said["lacking"])


def move_files(source: Path, target: Path) -> None:
    """Add files under their hashes; those that are there stay, unless they are not what their name says."""
    for place in sorted(source.rglob("*")):
        if place.is_file():
            own = target / place.relative_to(source)
            own.parent.mkdir(parents=True, exist_ok=True)
            if not own.exists() or hashlib.sha256(own.read_bytes()).hexdigest() != own.name:
                with place.open("rb") as file:
                    os.fsync(file.fileno())
                place.replace(own)
                on_disk(own.parent)


def replace(place: Path, content: bytes) -> None:
    part = place.with_suffix(".part")
    part.write_bytes(content)
    part.replace(place)


def swapped(home: Path, beside: Path, stamp: str) -> str:
    """Put the new database file where the old one is, in one step; the old one stays under a name of its own. Returns that name, if any."""
    new, own = beside / "tempa.sqlite3", home / "tempa.sqlite3"
    closed(new)
    kept = ""
    if own.exists():
        closed(own)
        kept = f"before-restore-{stamp}.sqlite3"
        os.link(own, home / kept)
    new.replace(own)
    on_disk(home)
    return kept


def closed(place: Path) -> None:
    """Bring everything that waits in the journal of an SQLite file into the file itself, and leave none beside it."""
    with place.open("rb") as file:
        connection = sqlite3.connect(place)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:  # somebody has it open who does not hold the home: a tool of their own
            raise HeldElsewhere("%(file)s sedang dibuka program lain (%(why)s). Tutup dulu, lalu ulangi.", file=str(place), why=str(error)) from None
        finally:
            connection.close()
        os.fsync(file.fileno())
