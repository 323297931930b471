"""A real server on a home of its own, and Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE_WIDTH = 390
PATIENCE, WORK = 60_000, 600_000  # milliseconds for a page, and for what is reckoned beside it: none is timed, and a machine may be ten times slower
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks this machine itself, whatever proxy the environment names for what lies outside."""
PICTURES = ROOT / "tests" / ".pictures"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise RuntimeError("Chromium is missing: `python3 run.py test` installs it, or apt-get install chromium")
    return found


@contextmanager
def driving() -> Iterator[Playwright]:
    """The driver of browsers; what is expected of a page may take its time, five seconds are too few on a busy machine."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        yield driver


def follow(page: Page, control: Locator) -> None:
    """Press what leads to another page, and be on it: a click alone comes back before the next page is there."""
    with page.expect_navigation(wait_until="load"):
        control.click()


def width_of(page: Page) -> int:
    """How wide the page is that has been loaded, in CSS pixels, whatever sticks out of the screen among it."""
    page.wait_for_load_state("load")
    return int(page.evaluate("document.documentElement.scrollWidth"))


def fits_a_phone(page: Page) -> bool:
    return width_of(page) <= PHONE_WIDTH


def pictured(page: Page, name: str) -> None:
    """For eyes: a picture of the whole page, where somebody has made the folder tests/.pictures; drawing them all takes a minute."""
    if PICTURES.is_dir():
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def way_in() -> list[str]:
    """`run.py` where the tests run in the environment that it would make, so that it goes on at once; else what it becomes."""
    is_ready = Path(sys.prefix) == ROOT / ".venv" and (ROOT / ".venv" / "tempa.json").exists()
    return [sys.executable, str(ROOT / "run.py")] if is_ready else [sys.executable, "-m", "tempa.desks.console"]


class Server:
    """`python3 run.py` as a user starts it, on its own TEMPA_HOME; stopped with the tests."""

    def __init__(self, home: Path, *options: str, variables: Mapping[str, str] = {}, port: int = 0) -> None:
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("TEMPA_", "DJANGO_"))}
        environment |= {"TEMPA_HOME": str(home), "TEMPA_PORT": str(self.port), "PYTHONPATH": str(ROOT), **variables}
        environment.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".venv" / "compiled"))
        self.log = open(home / "server.log", "wb")  # noqa: SIM115 - closed by stop()
        command = [*way_in(), *options]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=self.log, stderr=self.log)

    def wait(self, seconds: float = 600) -> None:
        """Until it serves; one that does not is stopped, so that no test leaves it behind."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                DIRECT.open(f"{self.address}/masuk/", timeout=2).read()
                return
            except OSError:
                time.sleep(0.3)
        self.stop()
        raise RuntimeError(f"the server did not come up:\n{Path(self.log.name).read_text()[-3000:]}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
