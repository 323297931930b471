"""`verify [PROGRAMME]`: whether tables and kept files say what the chain says; every fault by name, status 1 where there is one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tempa.desks.console.start import set_up

if TYPE_CHECKING:
    from tempa.ledger import queries as ledger


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py verify", description=__doc__)
    parser.add_argument("programme", nargs="?", help="kode program; tanpa kode: semua program / code; without it, all programmes")
    asked = parser.parse_args(arguments)
    set_up()
    from tempa.ledger import queries

    programmes = list(queries.all_programmes())
    chosen = [p for p in programmes if asked.programme in (None, p.code)]
    if asked.programme and not chosen:
        known = ", ".join(p.code for p in programmes) or "–"
        print(f"Program {asked.programme} tidak ada; yang ada: {known}. / There is no such programme.", file=sys.stderr)
        return 2
    if not chosen:
        print("Belum ada program. / There is no programme yet.")
    return max([report(programme) for programme in chosen], default=0)


def report(programme: ledger.Programme) -> int:
    """Check one programme and print what holds, or each fault."""
    from tempa.desks.frame.verdicts import keep, summary, told
    from tempa.ledger.verification import verify

    verdict = verify(programme, progress() if sys.stderr.isatty() else lambda done: None)
    keep(programme, verdict)
    print(f"— {programme.code}")
    for indonesian, english in in_both(lambda: summary(verdict)):
        print(f"{indonesian} / {english}")
    for indonesian, english in in_both(lambda: [told(fault) for fault in verdict.faults]):
        print(f"  ✗ {indonesian} / {english}")
    return 1 if verdict.faults else 0


def in_both(sentences: Callable[[], list[str]]) -> list[tuple[str, str]]:
    """Sentences in Indonesian and English."""
    from django.utils import translation

    with translation.override("id"):
        indonesian = sentences()
    with translation.override("en"):
        return list(zip(indonesian, sentences(), strict=True))


def progress() -> Callable[[int], None]:
    return lambda done: print(f"\r{done} catatan / entries ", end="", file=sys.stderr, flush=True)
