"""`python3 run.py`: set up, tell the demo programme as far as 17 August 2020, serve; a second start only serves.

Options: --empty (no demo programme), --until DATE (tell it as far as another day), --prepare (everything but serving),
--seconds N (about so long is each plan of it searched).
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import socket
import sys
import time
from datetime import date
from pathlib import Path

from tempa.desks.console import recovery
from tempa.desks.console.start import say, set_up

ROOT = Path(__file__).resolve().parents[3]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py", description=__doc__)
    parser.add_argument("--empty", action="store_true", help="mulai tanpa program contoh / start without the demo")
    parser.add_argument("--prepare", action="store_true", help="siapkan saja, jangan sajikan / do not serve")
    parser.add_argument(
        "--seconds", type=int, default=5, help="lama mencari tiap rencana contoh, kira-kira / search time of each plan of the demo, roughly"
    )
    parser.add_argument("--until", type=date.fromisoformat, help="sampai tanggal berapa contoh diceritakan / how far the demo is told")
    asked = parser.parse_args(arguments)
    began = time.perf_counter()
    gc.disable()  # what is loaded now stays; the server looks for garbage once everything is there
    set_up()
    from tempa.desks.frame import shutdown
    from tempa.ledger import queries

    is_new = not queries.all_programmes().exists()
    if is_new:
        gc.enable()  # a year that is told leaves much behind
    if not asked.empty:
        from tempa.desks.console import demo

        demo.load_once(ROOT / "data" / "ntb-2020", seconds=asked.seconds, until=asked.until or demo.UNTIL, say=say)
    if asked.prepare:
        if is_new:
            shutdown.note_end()
        return 0
    if not is_free():
        return 1
    if not is_new and not shutdown.ended_well():
        recovery.look(say)
    announce(time.perf_counter() - began)
    warn_of_clock()
    return serve()


def is_free() -> bool:
    """Whether the server may listen where it should; says what to do where it may not."""
    from tempa.desks.console.network import host, port

    with socket.socket(socket.AF_INET6 if ":" in host() else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host(), port()))
        except OSError as error:
            say(
                f"Tidak dapat memakai {host()}:{port()} ({error.strerror}). Mungkin Tempa sudah berjalan di situ; atau pilih pintu lain: "
                f"TEMPA_PORT={port() + 1} python3 run.py / The port is taken; choose another with TEMPA_PORT."
            )
            return False
    return True


SHOWN_SIGN_INS = 8
"""One of each desk; the others hold the posts of agencies and workshops (`opd-disdag`, `payer-dlhk`, `bengkel-w21`)."""


def announce(seconds: float) -> None:
    """The address and the demo sign-ins."""
    from django.conf import settings

    from tempa.desks.console.demo import is_loaded
    from tempa.desks.console.network import host, port
    from tempa.ledger import queries

    say(
        f"\nTempa: http://{'127.0.0.1' if settings.TEMPA_IS_LOCAL else host()}:{port()}   (siap dalam {seconds:.1f} detik)"
    )
    if is_loaded() and settings.TEMPA_IS_LOCAL:
        logins = queries.demo_logins()
        others = f" … dan {len(logins) - SHOWN_SIGN_INS} lagi / more" if len(logins) > SHOWN_SIGN_INS else ""
        say(f"Orang contoh / demo sign-ins: {', '.join(logins[:SHOWN_SIGN_INS])}{others}\nKata sandi / password: contoh-2020")
    say("Berhenti / stop: Ctrl-C")


def warn_of_clock() -> None:
    """Say where the clock stands before the last entry of a programme: what is recorded now would be dated wrong."""
    from django.utils import timezone

    from tempa.desks.frame.clock import clock_fault
    from tempa.ledger import queries

    for programme in queries.all_programmes():
        if fault := clock_fault(timezone.now(), queries.last_change(programme)):
            say(f"{programme.code}: {fault}")


def serve() -> int:
    """Serve until stopped: in this process, or, where it has planned and is large, in a fresh one in its place."""
    from django.conf import settings

    if "numba" in sys.modules:
        os.execv(sys.executable, [sys.executable, "-m", settings.TEMPA_SERVER])
    return int(importlib.import_module(settings.TEMPA_SERVER).serve())
