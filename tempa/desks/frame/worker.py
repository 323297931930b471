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
    (folder / "pid").write_text(str(worker.pid))


def is_alive(folder: Path) -> bool:
    """Whether the process noted in the folder still runs."""
    try:
        pid = int((folder / "pid").read_text())
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # a worker of this very process would stay as a zombie
        os.kill(pid, 0)
    except (OSError, ValueError):
        return False
    return True
