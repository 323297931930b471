"""What one change at a workshop would do, found by planning again with and without it; kept in a file for the pages."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext_lazy

from tempa.desks.frame.words import language
from tempa.desks.frame.worker import is_alive, run_folder, start_console, turn_words

CHANGES = {
    "machine-cut": gettext_lazy("satu mesin potong lagi"),
    "machine-bend": gettext_lazy("satu mesin tekuk lagi"),
    "machine-weld": gettext_lazy("satu mesin las lagi"),
    "machine-machine": gettext_lazy("satu mesin bubut lagi"),
    "machine-assemble": gettext_lazy("satu tempat rakit lagi"),
    "machine-wire": gettext_lazy("satu meja kelistrikan lagi"),
    "machine-paint": gettext_lazy("satu tempat cat lagi"),
    "machine-test": gettext_lazy("satu meja uji lagi"),
    "offer_to_hps": gettext_lazy("penawaran di atas HPS turun menjadi HPS"),
    "verified": gettext_lazy("verifikasi yang memenuhi"),
}


def ask(plan: UUID, site: str, code: str, by: UUID) -> None:
    """Start working out one answer, unless it is there or being worked out."""
    folder = folder_of(plan, site, code)
    if code in CHANGES and not (folder / "answer.json").exists() and not is_alive(folder):
        start_console(folder, ["work", "--what-if", str(plan), site, code], by)


def folder_of(plan: UUID, site: str, code: str) -> Path:
    return run_folder(f"jika-{plan}-{site.encode().hex()}-{code}")


def answers(plan: UUID, site: str) -> list[str]:
    """The answers so far, in the reader's language."""
    found = []
    for code in CHANGES:
        try:
            found.append(json.loads((folder_of(plan, site, code) / "answer.json").read_text())[language()])
        except (OSError, ValueError):
            continue
    return found


def pending(plan: UUID, site: str) -> bool:
    return any(is_alive(folder_of(plan, site, code)) for code in CHANGES)


def turns(plan: UUID, site: str) -> str:
    """The place in the queue of what waits, as a sentence."""
    return next(filter(None, (turn_words(folder_of(plan, site, code)) for code in CHANGES)), "")
