"""The bound of a programme, computed in a process of its own beside the search; its best value so far can be had at any time.

    with BoundBeside(tables, seconds=20, search=60) as beside:
        result = solve(…)
    beside.value, beside.certificate
"""

from __future__ import annotations

import multiprocessing
import os
import time
from multiprocessing.connection import Connection
from types import TracebackType

from tempa.allocation.planner.planner_rules import PlannerRules

Tables = dict[str, list[dict[str, str]]]
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

    def __init__(self, tables: Tables, seconds: float, search: float | None = None, rules: PlannerRules | None = None) -> None:
        context = multiprocessing.get_context("spawn")  # compiled code and threads do not survive a fork
        self.ours, theirs = context.Pipe(duplex=False)
        asked = 0.0 if search is None else seconds
        self.process = context.Process(target=climb, args=(tables, asked, theirs, rules), daemon=True)
        self.is_whole = search is None
        self.patience = WHOLE if search is None else SHORT if search < 5 else LONG
        self.value: int | None = None
        self.certificate: bytes | None = None
        self.process.start()
        theirs.close()

    def __enter__(self) -> BoundBeside:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.hear(self.patience)
        self.process.terminate()
        self.process.join()
        self.ours.close()

    def hear(self, patience: float) -> None:
        """Take what was told so far; wait up to `patience` seconds where nothing was told yet, or not the whole of it."""
        until = time.monotonic() + patience
        try:
            while self.ours.poll(max(0.0, until - time.monotonic()) if self.value is None or self.is_whole else 0.0):
                self.value, self.certificate = self.ours.recv()
        except EOFError:  # the other process has ended; what it told is here
            pass


def climb(tables: Tables, seconds: float, told: Connection, rules: PlannerRules | None = None) -> None:
    """In the other process: tell the quick bound, then better ones, the last with the verifier's own value."""
    from tempa.allocation.planner.bound import Bound, lower_bound
    from tempa.allocation.planner.certificate import certificate_bytes
    from tempa.allocation.planner.ruled_bound import ruled_bound

    os.nice(YIELDS)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the solver's banner is not for the reader's terminal
    last = -EVERY

    def tell(bound: Bound) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            told.send((bound.value, certificate_bytes(bound, rules)))

    best = ruled_bound(tables, rules, seconds, tell) if rules and rules.rules else lower_bound(tables, seconds, tell)
    told.send((best.value, certificate_bytes(best, rules)))
    told.close()
