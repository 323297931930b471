"""Work that a page starts and nobody waits for: a verb of the console as a process of its own, with a folder for its progress."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings


def run_folder(run: UUID | str) -> Path:
    """Where a run leaves its progress; nothing in it is needed once the run has ended."""
    return Path(settings.TEMPA_HOME) / "runs" / str(run)


_started: list[subprocess.Popen[bytes]] = []  # kept until they end, so that none is left as a zombie


def start_console(folder: Path, arguments: Sequence[str]) -> None:
    """Start a verb of the console on its own, noting its process in the folder."""
    _started[:] = [w for w in _started if w.poll() is None]
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "output", "wb") as output:
        worker = subprocess.Popen(
            [*settings.TEMPA_CONSOLE, *arguments],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, env=os.environ.copy(),
        )  # fmt: skip
    _started.append(worker)
    note_process(folder, worker.pid)


def note_process(folder: Path, pid: int) -> None:
    """Write down which process works in the folder: its number, and its birth, since numbers are given again."""
    (folder / "pid").write_text(f"{pid} {born(pid)}")


def born(pid: int) -> str:
    """When a process started, as the system counts it; empty where the system does not tell.

    Source: proc(5), /proc/pid/stat, field 22; the name in field 2 may hold blanks, so fields are counted from its end.
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def is_alive(folder: Path) -> bool:
    """Whether the process noted in the folder still runs, and is not another that was given its number."""
    try:
        number, _, birth = (folder / "pid").read_text().partition(" ")
        pid = int(number)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # a worker of this very process would stay as a zombie
        os.kill(pid, 0)
    except (OSError, ValueError):
        return False
    return born(pid) == birth
