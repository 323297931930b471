"""The serving processes: forked from one that has everything loaded, replaced when they end, none left when it ends.

`python -m tempa.site.server` serves what the settings say until it is stopped. All processes accept from one socket, which
the first of them keeps open, so that a request that comes while a process is replaced waits instead of being refused.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import timezone, translation
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from tempa.desks.frame import shutdown
from tempa.desks.frame.worker import run_folder, start_console, start_waiting
from tempa.ledger.rules import Refused

THREADS = 3  # of a process: more wait for the interpreter and for each other; two of them may take photos (field/pages.py)
SWITCH = 0.0005  # seconds; who holds the writers' queue gives up the interpreter at every statement and must get it back soon
BACKLOG = 1024
LOOK = 60.0  # seconds between looks whether the daily copy is due
TICK = 1.0  # seconds between looks at the work that waits
MOST_ENDS, WITHIN = 30, 30.0  # so many ends within so many seconds: replacing them is no help
KILL_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)
log = logging.getLogger("tempa")


class Server(MPServer):
    """Granian's server of several processes, which never stops replacing those that were killed."""

    def __init__(self, listener: socket.socket, processes: int) -> None:
        super().__init__(
            "tempa.site.wsgi:application", interface=Interfaces.WSGI, workers=processes, blocking_threads=THREADS,
            blocking_threads_idle_timeout=600, websockets=False, log_level=LogLevels.critical, workers_kill_timeout=10,
        )  # fmt: skip
        self.listener = listener
        self.ends: deque[float] = deque(maxlen=MOST_ENDS)
        self.next_look = 0.0

    def _init_shared_socket(self) -> None:
        self._sso = self.listener
        self._shd = SocketHolder(self.listener.fileno(), False, BACKLOG)  # type: ignore[call-arg, assignment]  # its stub lags behind

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(TICK)
            self.main_loop_interrupt.clear()
            ended, self.interrupt_children = self.interrupt_children, []
            for place in () if self.interrupt_signal else ended:
                self.replace(place, spawn_target, target_loader)
            with suppress(OSError, Refused):  # a full disk; it is looked at again
                start_waiting()
                self.copy_daily()

    def copy_daily(self) -> None:
        """Begin the daily copy where it is due; looked at once a minute."""
        if time.monotonic() < self.next_look:
            return
        from tempa.ledger.copies import is_due

        self.next_look = time.monotonic() + LOOK
        if is_due(timezone.localtime()):
            start_console(run_folder("salinan"), ["backup", "--daily"])

    def replace(self, place: int, spawn_target: Any, target_loader: Any) -> None:
        """A new process in the place of one that ended by itself."""
        log.warning("Satu proses penyaji berakhir tiba-tiba; diganti. / A serving process ended unexpectedly; replaced.")
        self.ends.append(time.monotonic())
        if len(self.ends) == MOST_ENDS and self.ends[-1] - self.ends[0] < WITHIN:
            log.error("Proses penyaji terus berakhir; Tempa berhenti. / Serving processes keep ending; Tempa stops.")
            self.interrupt_signal, self.interrupt_children = True, [place]
            return
        self.wrks[place] = self._spawn_worker(place, spawn_target, target_loader)
        self.wrks[place].start()  # type: ignore[no-untyped-call]


def serve() -> int:
    """Serve until SIGINT or SIGTERM; the status is 1 where it had to give up."""
    from tempa.ledger.copies import hold  # what knows tables is loaded once Django is set up
    from tempa.site.wsgi import application

    load_pages()
    listener = listening(settings.TEMPA_HOST, settings.TEMPA_PORT)
    connections.close_all()  # none may be shared with a process that is forked
    gc.collect()
    gc.freeze()
    gc.enable()
    parent = os.getpid()

    def load(_target: str) -> Any:
        end_with(parent)
        sys.setswitchinterval(SWITCH)
        return application

    hold(settings.TEMPA_HOME)  # for as long as one of its processes lives
    shutdown.note_start()
    try:
        Server(listener, settings.TEMPA_PROCESSES).serve(target_loader=load)
    except SystemExit as ended:
        if ended.code:
            return int(ended.code)
    shutdown.note_end()
    return 0


def load_pages() -> None:
    """Views, templates and both languages are loaded once, here, so that a process that is forked answers at once."""
    _ = get_resolver().url_patterns
    for folder in map(Path, settings.TEMPLATES[0]["DIRS"]):
        for place in folder.rglob("*.html"):
            get_template(str(place.relative_to(folder)))
    for code, _words in settings.LANGUAGES:
        with translation.override(code):  # loads its catalogue
            pass


def listening(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def end_with(parent: int) -> None:
    """Let the system end this process when its parent ends, however that happens. Linux alone can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(KILL_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the line above
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tempa.site.settings")
    import django

    django.setup()
    sys.exit(serve())
