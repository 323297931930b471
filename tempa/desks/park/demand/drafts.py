"""Uploads that wait for a person's word: kept under TEMPA_HOME/drafts, read in a process of their own, gone after two weeks."""

from __future__ import annotations

import json
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here
from tempa.desks.frame.workbook import TYPE
from tempa.ledger import queries as ledger
from tempa.values.programme import ProgrammeError, Tables
from tempa.values.programme.aliases import load_aliases
from tempa.values.programme.hashing import canonical_tables
from tempa.values.programme.matching import Candidate, propose_types
from tempa.values.programme.people import Proposal
from tempa.values.programme.schema import Rows
from tempa.values.programme.untrusted import read_untrusted_people, read_upload

LIVE_SECONDS = 14 * 24 * 3600
DEFAULTS = ("agency", "budget_line", "destination", "due_date")
MEDIA = {
    ".xlsx": TYPE, ".xls": "application/vnd.ms-excel", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".zip": "application/zip",
}  # fmt: skip


@dataclass
class Draft:
    """One upload: what is known of it, and its folder."""

    name: UUID
    folder: Path
    about: dict[str, Any]

    @property
    def file(self) -> Path:
        return self.folder / str(self.about["file"])

    @property
    def tables(self) -> Tables | None:
        """The tables that it would make of the programme; None while questions are open."""
        place = self.folder / "tables.json"
        return json.loads(place.read_text()) if place.exists() else None

    def keep_tables(self, tables: Tables) -> None:
        """Numbers in their shortest form: `05` and `5` of a file are one count."""
        (self.folder / "tables.json").write_text(json.dumps(canonical_tables(tables), ensure_ascii=False))

    def keep_about(self) -> None:
        (self.folder / "about.json").write_text(json.dumps(self.about, ensure_ascii=False))

    @property
    def media_type(self) -> str:
        return MEDIA.get(self.file.suffix.lower(), "text/csv")

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class NameMatch:
    """A name of a machine in a sheet, the types that it may mean, and the one that is decided or proposed (empty: none)."""

    place: int
    name: str
    candidates: tuple[Candidate, ...]
    chosen: str


def drafts_folder() -> Path:
    return Path(settings.TEMPA_HOME) / "drafts"


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


def stored(here: Here, upload: UploadedFile[Any]) -> Draft:
    name = uuid4()
    folder = drafts_folder() / str(name)
    (folder / "asal").mkdir(parents=True)
    given = Path(upload.name or "berkas").name[:120]
    own = re.sub(r"[^\w .()-]", "_", given).strip(". ")[-60:] or "berkas"  # the name by which its faults are told
    draft = Draft(name, folder, {
        "programme": here.programme.pk, "name": given, "file": f"asal/{own}", "kind": "programme",
        "answers": {}, "types": {}, "defaults": {},
    })  # fmt: skip
    with open(draft.file, "wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    draft.keep_about()
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


def draft_of(here: Here, name: UUID) -> Draft:
    """A draft of this programme; 404 for any other."""
    folder = drafts_folder() / str(name)
    try:
        about = json.loads((folder / "about.json").read_text())
    except OSError:
        raise Http404 from None
    if about["programme"] != here.programme.pk:
        raise Http404
    return Draft(name, folder, about)


def sweep() -> None:
    """Drop drafts that nobody confirmed in two weeks; another request may drop or discard one at the same moment."""
    root = drafts_folder()
    for folder in root.iterdir() if root.exists() else ():
        with suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > LIVE_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
