"""Work that a page starts and nobody waits for: a verb of the console as a process of its own, in its turn.

Each kind of work has so many places on a machine; what finds none waits in `runs/queue`, one file for each, in the order of
their numbers. Whether a process works is known from a lock that the system takes away when the process ends, so a queue
outlives the server, and a process that was killed gives its place to the next.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tempa.ledger.rules import Refused

MOST_WAITING = 2  # of one person
HELD, WAITING, BEGUN = "held", "waiting", "begun"


def run_folder(run: UUID | str) -> Path:
    """Where a run leaves its progress; nothing in it is needed once the run has ended."""
    return Path(settings.TEMPA_HOME) / "runs" / str(run)


@dataclass(frozen=True)
class Job:
    """Work in the queue: its file, how far it is, and what it does for whom."""

    file: Path
    folder: str
    arguments: list[str]
    by: str

    @property
    def state(self) -> str:
        return self.file.suffix[1:]

    @property
    def kind(self) -> str:
        """A search takes all it can get for a long time; everything else is small."""
        return "search" if self.arguments[1][:2] != "--" or self.arguments[1] == "--replay" else "small"

    def becomes(self, state: str) -> None:
        self.file.rename(self.file.with_suffix(f".{state}"))


def start_console(folder: Path, arguments: Sequence[str], by: UUID | str = "") -> None:
    """Start a verb of the console on its own as soon as it is its turn; refuses a person of whom too much waits already."""
    with reserved(folder, arguments, by):
        pass


@contextmanager
def reserved(folder: Path, arguments: Sequence[str], by: UUID | str = "") -> Iterator[None]:
    """A place in the queue that is taken before the work is recorded, and is given back where recording it fails.

    Between the two the work counts as alive: nobody finds a recorded run without its process. Nothing where it is in the
    queue or works already.
    """
    with queue():
        job = None if job_of(folder) or is_locked(folder / "alive") else put(folder, arguments, str(by))
        mine = os.open(job.file, os.O_RDONLY | os.O_CLOEXEC) if job else None
        if mine is not None:
            fcntl.flock(mine, fcntl.LOCK_EX)
    try:
        yield
    except BaseException:
        if job:
            job.file.unlink(missing_ok=True)
        raise
    else:
        if job:
            job.becomes(WAITING)
    finally:
        if mine is not None:
            os.close(mine)
    with suppress(OSError):  # the work is in the queue; the server looks again
        start_waiting()


def put(folder: Path, arguments: Sequence[str], by: str) -> Job:
    """A new file at the end of the queue; the queue is locked."""
    jobs = list(jobs_in_order())
    if by and sum(job.by == by and job.state != BEGUN for job in jobs) >= MOST_WAITING:
        raise Refused(
            "Dua pekerjaan yang Anda minta masih menunggu giliran. Tunggu sampai salah satunya mulai, lalu minta lagi."
        )
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + max((int(job.file.stem) for job in jobs), default=0)
    file = place_of_queue() / f"{number:08d}.{HELD}"
    part = file.with_suffix(".part")
    part.write_text(json.dumps({"folder": folder.name, "arguments": list(arguments), "by": by}))
    part.rename(file)
    return Job(file, folder.name, list(arguments), by)


def start_waiting() -> None:
    """Start what waits, as far as there are places. Asked after every change, and every second by the server."""
    _started[:] = [w for w in _started if w.poll() is None]
    if not place_of_queue().exists():
        return
    with queue():
        working: Counter[str] = Counter()
        for job in jobs_in_order():
            if job.state == BEGUN and not is_locked(run_folder(job.folder) / "alive"):
                job.file.unlink(missing_ok=True)
            elif job.state == BEGUN:
                working[job.kind] += 1
            elif job.state == HELD and not is_locked(job.file):
                job.becomes(WAITING)  # whoever held it has ended; if it recorded nothing, the work finds nothing to do
        for job in jobs_in_order():
            if job.state == WAITING and working[job.kind] < settings.TEMPA_PLACES:
                working[job.kind] += 1
                begin(job)


_started: list[subprocess.Popen[bytes]] = []  # kept until they end, so that none is left as a zombie


def begin(job: Job) -> None:
    """Start the process of a job; the lock that it inherits says that it works, from before it is there."""
    folder = run_folder(job.folder)
    folder.mkdir(parents=True, exist_ok=True)
    alive = hold(folder)
    if alive is None:
        return
    try:
        with open(folder / "output", "wb") as output:
            _started.append(subprocess.Popen(
                [*settings.TEMPA_CONSOLE, *job.arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, env=os.environ.copy(), pass_fds=[alive],
            ))  # fmt: skip
        job.becomes(BEGUN)
    finally:
        os.close(alive)


def hold(folder: Path) -> int | None:
    """Take the lock that says that somebody works in the folder, until it is closed or this process ends; None: it is taken.

    It is tried a few times, since whoever looks whether it is taken takes it for a moment.
    """
    alive = os.open(folder / "alive", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    for _try in range(20):
        with suppress(BlockingIOError):
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return alive
        time.sleep(0.005)
    os.close(alive)
    return None


def is_alive(folder: Path) -> bool:
    """Whether work in the folder waits for its turn or goes on."""
    return job_of(folder) is not None or is_locked(folder / "alive")


def turn_of(folder: Path) -> int:
    """The place in its queue of what waits (1: the next), 0 where it does not wait."""
    jobs = [job for job in jobs_in_order() if job.state != BEGUN]
    mine = next((job for job in jobs if job.folder == folder.name), None)
    return 0 if mine is None else 1 + sum(job.kind == mine.kind and job.file.stem < mine.file.stem for job in jobs)


def turn_words(folder: Path) -> str:
    """The place in the queue as a sentence, empty where it does not wait."""
    turn = turn_of(folder)
    return _("Menunggu giliran ke-%(n)s: pekerjaan lain dihitung lebih dulu.") % {"n": turn} if turn else ""


def job_of(folder: Path) -> Job | None:
    """The job of the folder that waits, or that has begun and goes on."""
    found = next((job for job in jobs_in_order() if job.folder == folder.name), None)
    return None if found is None or (found.state == BEGUN and not is_locked(folder / "alive")) else found


def jobs_in_order() -> Iterator[Job]:
    """All that is in the queue; a file that changes its state meanwhile is read again under its new name."""
    places = sorted(place_of_queue().glob("[0-9]*.*"))
    for place in places:
        if place.suffix == ".part":
            continue
        for state in (place.suffix, f".{WAITING}", f".{BEGUN}"):
            file = place.with_suffix(state)
            with suppress(OSError, ValueError):
                said = json.loads(file.read_text())
                yield Job(file, said["folder"], said["arguments"], said["by"])
                break


def place_of_queue() -> Path:
    return Path(settings.TEMPA_HOME) / "runs" / "queue"


@contextmanager
def queue() -> Iterator[None]:
    """The queue, with nobody else changing it."""
    place_of_queue().mkdir(parents=True, exist_ok=True)
    with open(place_of_queue() / "lock", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def is_locked(file: Path) -> bool:
    """Whether a living process has locked the file."""
    try:
        seen = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(seen, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(seen)
    return False
