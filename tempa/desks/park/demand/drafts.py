"""Uploads of programmes and lists of orders, read in a process of their own; they wait for a person's word as drafts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here
from tempa.desks.frame.drafts import LIVE_SECONDS, Draft, draft_of, drafts_folder, stored, sweep
from tempa.ledger import queries as ledger
from tempa.values.programme import ProgrammeError, Tables
from tempa.values.programme.aliases import load_aliases
from tempa.values.programme.matching import Candidate, propose_types
from tempa.values.programme.people import Proposal
from tempa.values.programme.schema import Rows
from tempa.values.programme.untrusted import read_untrusted_people, read_upload

__all__ = [
    "DEFAULTS", "LIVE_SECONDS", "Draft", "NameMatch", "draft_of", "drafts_folder", "matches", "own_aliases", "proposal_of", "read", "stored", "sweep",
    "take",
]  # fmt: skip

DEFAULTS = ("agency", "budget_line", "destination", "due_date")


@dataclass(frozen=True)
class NameMatch:
    """A name of a machine in a sheet, the types that it may mean, and the one that is decided or proposed (empty: none)."""

    place: int
    name: str
    candidates: tuple[Candidate, ...]
    chosen: str


def take(here: Here, upload: UploadedFile[Any]) -> Draft:
    """Keep and read an upload; raises ProgrammeError, and keeps nothing, where it can be read in no way."""
    sweep()
    draft = stored(here, upload)
    try:
        read(here, draft)
    except ProgrammeError:
        draft.discard()
        raise
    return draft


def read(here: Here, draft: Draft) -> None:
    """As a whole programme where it is one; else as a sheet that people made, which may need answers."""
    found = read_upload(draft.file, alias_file=own_aliases(), known=ledger.tables_of(here.programme))
    if isinstance(found, Proposal):
        draft.about["kind"] = "people"
    else:
        draft.about["hidden"] = {name: rows.hidden for name, rows in found.items() if isinstance(rows, Rows) and rows.hidden}
        draft.keep_tables(found)
    draft.keep_about()


def proposal_of(here: Here, draft: Draft, known: Tables) -> Proposal:
    """What the sheet says, given the answers so far."""
    return read_untrusted_people(
        draft.file, alias_file=own_aliases(), known=known, answers=draft.about["answers"],
        defaults={k: v for k, v in draft.about["defaults"].items() if v},
    )  # fmt: skip


def own_aliases() -> Path | None:
    """Words that this installation adds to the shipped ones (docs/how-to/excel.md), where there are any."""
    place = Path(settings.TEMPA_HOME) / "aliases.toml"
    return place if place.exists() else None


def matches(here: Here, proposal: Proposal, decided: dict[str, str]) -> list[NameMatch]:
    """Per name of a machine in the sheet: the types it may mean, and the one decided or proposed."""
    names = proposal.type_names()
    rows = [dict(t.cells) for t in catalogue.types(here.programme)]
    own = own_aliases()
    found = propose_types(names, rows, catalogue.aliases(here.programme), aliases=load_aliases(own) if own else None)
    return [NameMatch(place, m.name, m.candidates, decided.get(m.name, m.proposed)) for place, m in enumerate(found, 1)]
