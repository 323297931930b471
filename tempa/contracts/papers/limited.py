"""Sets a template that a person has changed, in a process of its own with limits of memory, time and files around it."""

from __future__ import annotations

import json
import signal
from base64 import b64decode

from tempa.contracts.law import Sentence
from tempa.contracts.papers.errors import TemplateFault
from tempa.contracts.papers.view import Plain
from tempa.values.limited_process import Limits, answer_of

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
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
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
    limits = Limits(MEMORY, WORK_SECONDS, SECONDS, LARGEST_PAPER)
    found = answer_of("tempa.contracts.papers.setter_process", question, limits, dict.fromkeys(_PROXIES, _NOWHERE))
    if found.took_too_long or (found.code == -signal.SIGKILL and not found.is_too_large):
        raise _too_long(file)
    if found.has_failed or found.is_too_large:
        raise _too_much(file)
    if found.content.startswith((b"%PDF", b'{"pictures"')):
        return found.content
    fault = json.loads(found.content)
    raise TemplateFault(Sentence(*fault["sentence"]), fault["file"], fault["line"], fault["column"])


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
