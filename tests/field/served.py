"""A server that knows the trial kind, a line to it that can fail in every way, and a browser that can be killed."""

from __future__ import annotations

import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Error

from tests.desks.browser import DIRECT, FLAGS, PATIENCE, ROOT, chromium, free_port

SERVE = """
from tempa.desks.console.start import set_up
set_up()
from tempa.desks.frame.field.registered import KINDS
from tests.field.trial import TRIAL
KINDS[TRIAL.name] = TRIAL
from tempa.site.server import serve
raise SystemExit(serve())
"""


class TrialServer:
    """The program as it is served, with the trial kind beside its own; its database is prepared before."""

    def __init__(self, environment: dict[str, str], folder: Path, **variables: str) -> None:
        self.port = free_port()
        self.log = open(folder / "server.log", "wb")  # noqa: SIM115 - closed by stop()
        found = environment | {"TEMPA_PORT": str(self.port), "TEMPA_PROCESSES": "2", **variables}
        self.process = subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, env=found, stdout=self.log, stderr=self.log)
        end = time.monotonic() + 600
        while time.monotonic() < end and self.process.poll() is None:
            try:
                DIRECT.open(f"http://127.0.0.1:{self.port}/masuk/", timeout=5).read()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(Path(self.log.name).read_text()[-3000:])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(120)
        self.log.close()


class Line:
    """A proxy in front of a server: it can be cut, lose answers on the way back, and serve a newer program.

    `changes`: what is put in the place of what in every text that comes back (and the other way round in addresses).
    """

    def __init__(self, port: int) -> None:
        self.is_cut, self.lost_share, self.lost, self.passed = False, 0.0, 0, 0
        self.chance, self.lock = random.Random(14), threading.Lock()
        self.changes: dict[str, str] = {}
        self.renamed: dict[str, str] = {}
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                line.pass_on(self, port)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def pass_on(self, asked: BaseHTTPRequestHandler, port: int) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        asked.close_connection = True
        if self.is_cut:
            return
        place = asked.path
        for old, new in self.renamed.items():
            place = place.replace(new, old)
        headers = {k: v for k, v in asked.headers.items() if k.lower() not in {"accept-encoding", "connection"}}
        upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        upstream.request(asked.command, place, body or None, headers)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        with self.lock:
            self.passed += 1
            if asked.command == "POST" and self.chance.random() < self.lost_share:
                self.lost += 1
                return
        for old, new in (self.renamed | self.changes).items():
            content = content.replace(old.encode(), new.encode())
        asked.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"content-length", "transfer-encoding", "connection", "date", "server"}:
                asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(content)))
        asked.send_header("Connection", "close")
        with suppress(OSError):  # a browser that was killed, or a page that was left, waits no longer
            asked.end_headers()
            asked.wfile.write(content)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Phone:
    """Chromium with a store of its own on disk, as on a phone: killed without warning, it comes back with what it had."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver, self.folder = driver, folder
        self.start()

    def start(self) -> None:
        self.context = self.driver.chromium.launch_persistent_context(
            self.folder, executable_path=chromium(), args=FLAGS, viewport={"width": 390, "height": 844}, accept_downloads=True
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.pages[0]

    def kill(self) -> None:
        """As if the battery fell out: nothing of the browser has time for anything."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        end = time.monotonic() + 120
        while self.processes() and time.monotonic() < end:
            time.sleep(0.02)

    def processes(self) -> list[int]:
        """The browser's own processes that still run, by the folder that they name: the first, and its children."""
        found = []
        for place in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if f"--user-data-dir={self.folder}".encode() in place.read_bytes().split(b"\0"):
                    found.append(int(place.parent.name))
        return found

    def forget(self) -> None:
        with suppress(Error):
            self.context.close()
        shutil.rmtree(self.folder, ignore_errors=True)
