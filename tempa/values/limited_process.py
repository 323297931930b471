"""A process of its own for work on what somebody sent: limits of memory, processor time, clock and files around it.

One question goes in as JSON on its standard input, one answer comes out. A module that is run so begins with `keep_within`.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Limits:
    """Bytes of address space, seconds of the processor and by the clock, and bytes of the answer that are taken."""

    memory: int
    work_seconds: int
    seconds: float
    largest_answer: int


@dataclass(frozen=True)
class Answer:
    """What the process said, how it ended, and whether its time by the clock ran out."""

    content: bytes
    code: int
    is_late: bool
    largest: int

    @property
    def took_too_long(self) -> bool:
        return self.is_late or self.code == -signal.SIGXCPU

    @property
    def is_too_large(self) -> bool:
        """It said more than is taken; what there is of it is no whole answer."""
        return len(self.content) > self.largest

    @property
    def has_failed(self) -> bool:
        return self.code != 0 or not self.content


def answer_of(module: str, question: Mapping[str, Any], limits: Limits, environment: Mapping[str, str] | None = None) -> Answer:
    """Run a module within limits and ask it one thing; `environment` comes beside the little that it needs."""
    command = [sys.executable, "-m", module, str(limits.memory), str(limits.work_seconds)]
    inside = {
        "PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1",
        "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", **(environment or {}),
    }  # fmt: skip
    with tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(question).encode())
        asked.seek(0)
        with subprocess.Popen(command, stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=inside, cwd=_ROOT) as process:
            content, is_late = bounded_answer(process, limits)
    return Answer(content, process.returncode, is_late, limits.largest_answer)


def bounded_answer(process: subprocess.Popen[bytes], limits: Limits) -> tuple[bytes, bool]:
    """At most one byte more than an answer may have, however much the process would say; and whether time ran out."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limits.seconds, end)
    timer.start()
    try:
        content = process.stdout.read(limits.largest_answer + 1) if process.stdout else b""
        if len(content) > limits.largest_answer:
            process.kill()
        process.wait()
    finally:
        timer.cancel()
    return content, late.is_set()


def keep_within(memory: int, seconds: int) -> None:
    """Inside the process, before it reads its question: nothing of it is left behind, and there is nothing that it may write."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
