"""Sets a template that a person has changed, in a process of its own with limits of memory, time and files around it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from base64 import b64decode
from pathlib import Path

from tempa.contracts.law import Sentence
from tempa.contracts.papers.errors import TemplateFault
from tempa.contracts.papers.view import Plain

MEMORY = 768 * 1024**2
"""Address space of the process, bytes; the compiler itself with its fonts takes about half of it."""
WORK_SECONDS = 8
"""Processor time: a paper takes less than a tenth of a second once the compiler has started."""
SECONDS = 30.0
"""Time by the clock, for a machine that is busy with other things."""
LARGEST_PAPER = 12 * 1024**2
"""Bytes that are taken from the process; an agreement of 60 items is 0.2 MB."""
LARGEST_SOURCE = 200_000
"""Letters of a template; the longest one shipped has about 10,000."""
_ROOT = Path(__file__).resolve().parents[3]
_NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody keeps: whatever would be fetched from elsewhere is refused at once."""


def set_limited(source: str, file: str, seen: Plain) -> bytes:
    """The paper; TemplateFault for a mistake in the template, and for one that takes too much memory or time."""
    return _ask({"source": source, "file": file, "seen": seen}, file)


def pictures_limited(source: str, file: str, seen: Plain) -> list[bytes]:
    """Its pages as PNG."""
    answer = _ask({"source": source, "file": file, "seen": seen, "pictures": True}, file)
    return [b64decode(page) for page in json.loads(answer)["pictures"]]


def _ask(question: dict[str, object], file: str) -> bytes:
    """What the process answers, unless it is a fault."""
    if len(str(question["source"])) > LARGEST_SOURCE:
        raise _too_much(file)
    environment = {
        "PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1",
        "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1",
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOWHERE),
    }
    command = [sys.executable, "-m", "tempa.contracts.papers.setter_process", str(MEMORY), str(WORK_SECONDS)]
    with tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(question).encode())
        asked.seek(0)
        with subprocess.Popen(command, stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=_ROOT) as process:
            answer, is_late = _bounded_answer(process)
    if is_late or process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise _too_long(file)
    if process.returncode or len(answer) > LARGEST_PAPER or not answer:
        raise _too_much(file)
    if answer.startswith((b"%PDF", b'{"pictures"')):
        return answer
    fault = json.loads(answer)
    raise TemplateFault(Sentence(*fault["sentence"]), fault["file"], fault["line"], fault["column"])


def _bounded_answer(process: subprocess.Popen[bytes]) -> tuple[bytes, bool]:
    """At most one byte more than a paper may have; and whether time ran out."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(SECONDS, end)
    timer.start()
    try:
        answer = process.stdout.read(LARGEST_PAPER + 1) if process.stdout else b""
        if len(answer) > LARGEST_PAPER:
            process.kill()
        process.wait()
    finally:
        timer.cancel()
    return answer, late.is_set()


def _too_long(file: str) -> TemplateFault:
    return TemplateFault(Sentence(
        f"Templat {file} tidak selesai dalam {WORK_SECONDS} detik. Periksa pengulangan di dalamnya.",
        f"The template {file} does not end within {WORK_SECONDS} seconds. Look at what it repeats.",
    ), file)


def _too_much(file: str) -> TemplateFault:
    return TemplateFault(Sentence(
        f"Templat {file} terlalu besar, atau membuat surat yang terlalu besar. Periksa pengulangan dan gambar di dalamnya.",
        f"The template {file} is too large, or makes a paper that is too large. Look at what it repeats and at its pictures.",
    ), file)
