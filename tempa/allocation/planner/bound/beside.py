"""The bound of a programme, computed in a process of its own beside the search; its best value so far can be had at any time.

    with BoundBeside(tables, seconds=20, search=60) as beside:
        result = solve(…)
    beside.value, beside.certificate

The process is a fresh interpreter that runs this file, so that a script or a notebook needs no guard around its own code.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from tempa.allocation.planner.side_constraints.rules import SideConstraints, row_of, side_constraints_from_json

Tables = dict[str, list[dict[str, str]]]
ROOT = Path(__file__).parents[4]
SHORT, LONG = 1.0, 15.0
"""Seconds that the end of a search of under five seconds, or of a longer one, waits for a first bound."""
WHOLE = 60.0
"""Seconds that the end of a search without a limit of time waits for the whole quick bound."""
YIELDS = 5
"""Steps of priority by which the bound stands behind the search: a quarter of a core beside two busy ones."""
EVERY = 1.0
"""Seconds between two bounds that are told."""


class BoundBeside:
    """`seconds` for the bound, `search` the search's, `rules` added ones under which the bound is to hold.

    `search` None: it is stopped by its moves, and equal inputs are to give equal plans. The bound is then the quick one,
    heard to its end; a better one would depend on the clock.

    `value`: rupiah, None while there is none; `certificate`: the bytes of `certificate.json.gz` that prove it.
    """

    def __init__(self, tables: Tables, seconds: float, search: float | None = None, rules: SideConstraints | None = None) -> None:
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen([sys.executable, "-m", "tempa.allocation.planner.bound.beside"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": path})
        self.is_whole = search is None
        self.patience = WHOLE if search is None else SHORT if search < 5 else LONG
        self.value: int | None = None
        self.certificate: bytes | None = None
        self.is_over = False
        self.news = threading.Condition()
        task = {"tables": tables, "seconds": 0.0 if search is None else seconds, "search": search,
                "rules": [row_of(rule) for rule in rules.rules] if rules is not None else []}
        self.talk = threading.Thread(target=self.listen, args=(task,), daemon=True)
        self.talk.start()

    def __enter__(self) -> BoundBeside:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.hear(self.patience)
        self.process.kill()
        self.process.wait()
        self.talk.join()

    def listen(self, task: dict[str, Any]) -> None:
        """Hand over the task, then keep what is told until the other process ends."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            with self.process.stdin as asked, self.process.stdout as told:
                asked.write(json.dumps(task).encode() + b"\n")
                asked.close()
                for line in told:
                    bound = json.loads(line)
                    with self.news:
                        self.value, self.certificate = bound["value"], base64.b64decode(bound["certificate"])
                        self.news.notify_all()
        except (OSError, ValueError):  # the other process was stopped in the middle of a word; what it told before is here
            pass
        finally:
            with self.news:
                self.is_over = True
                self.news.notify_all()

    def hear(self, patience: float) -> None:
        """Wait up to `patience` seconds where nothing was told yet, or not the whole of it."""
        with self.news:
            self.news.wait_for(lambda: self.is_over or (self.value is not None and not self.is_whole), patience)


def climb() -> None:
    """In the other process: read the task, tell the quick bound, then better ones, the last with the verifier's own value."""
    from tempa.allocation.planner.bound.certificate import certificate_bytes
    from tempa.allocation.planner.bound.lower_bound import Bound, lower_bound
    from tempa.allocation.planner.bound.under_side_constraints import bound_under_side_constraints

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the search, which then ends this process
    if hasattr(os, "nice"):  # not on Windows
        os.nice(YIELDS)
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the solver's banner is not for whoever listens
    task = json.loads(sys.stdin.buffer.readline())
    tables, seconds, rules = task["tables"], task["seconds"], side_constraints_from_json(json.dumps({"rules": task["rules"]}))
    last = -EVERY

    def tell(bound: Bound) -> None:
        text = base64.b64encode(certificate_bytes(bound, rules if rules.rules else None)).decode()
        told.write(json.dumps({"value": bound.value, "certificate": text}).encode() + b"\n")
        told.flush()

    def tell_sometimes(bound: Bound) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            tell(bound)

    if rules.rules:
        tell(bound_under_side_constraints(tables, rules, seconds, tell_sometimes, search=task["search"]))
    else:
        tell(lower_bound(tables, seconds, tell_sometimes, search=task["search"]))


if __name__ == "__main__":
    climb()
