"""A search of rounds or of a week that a page asks for: it waits in its turn beside the server, and leaves its answer where the page looks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from tempa.desks.frame.clock import now_of
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.worker import is_alive, run_folder, start_console, turn_words
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused

Act = Callable[..., str]
"""What a kind of search does with what was asked, as the person who asked; returns the address of the page to go on to."""


def ask(kind: str, programme: ledger.Programme, by: ledger.Person, said: Mapping[str, object]) -> UUID:
    """Put a search into the queue; the name under which its answer is found."""
    run = uuid4()
    folder = run_folder(f"rute-{run}")
    folder.mkdir(parents=True)
    asked = {"kind": kind, "programme": programme.code, "by": str(by.public_id), "identity": str(uuid4()), "said": dict(said)}
    (folder / "asked.json").write_text(json.dumps(asked))
    start_console(folder, ["work", "--route", str(run)], by.public_id)
    return run


def asked_in(run: UUID) -> dict[str, Any] | None:
    try:
        found: dict[str, object] = json.loads((run_folder(f"rute-{run}") / "asked.json").read_text())
    except (OSError, ValueError):
        return None
    return found


def answer_in(run: UUID) -> dict[str, str] | None:
    """`to`, the page to go on to, or `why` nothing came of it; None while it goes on."""
    folder = run_folder(f"rute-{run}")
    try:
        found: dict[str, str] = json.loads((folder / "answer.json").read_text())
    except (OSError, ValueError):
        return None if is_alive(folder) else {"why": "Perhitungan berhenti sebelum selesai. Minta lagi."}
    return found


def waiting_words(run: UUID) -> str:
    return turn_words(run_folder(f"rute-{run}"))


def carry_out(run: UUID, acts: Mapping[str, Act]) -> int:
    """Search, record as the person who asked, and leave the answer; called by the process of the run."""
    asked = asked_in(run)
    programme = ledger.programme_named(asked["programme"]) if asked else None
    if asked is None or programme is None:
        return 1
    by = next(p for p in ledger.people() if str(p.public_id) == asked["by"])
    deed = {"at": now_of(programme), "by": by, "identity": UUID(asked["identity"])}
    try:
        answer = {"to": acts[asked["kind"]](programme, asked["said"], **deed)}
    except Refused as refused:
        answer = {"why": spoken(refused)}
    folder = run_folder(f"rute-{run}")
    (folder / "answer.part").write_text(json.dumps(answer))
    (folder / "answer.part").replace(folder / "answer.json")
    return 0
