"""Uploads that wait for a person's word: kept under TEMPA_HOME/drafts, gone after two weeks; what they are about is each desk's."""

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

from tempa.desks.frame.deeds import Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.whole_files import put
from tempa.desks.frame.workbook import TYPE
from tempa.values.programme import Tables
from tempa.values.programme.hashing import canonical_tables

LIVE_SECONDS = 14 * 24 * 3600
MEDIA = {
    ".xlsx": TYPE, ".xls": "application/vnd.ms-excel", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".zip": "application/zip",
}  # fmt: skip


@dataclass
class Draft:
    """One upload: what is known of it, and its folder."""

    name: UUID
    folder: Path
    about: Said

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
        put(self.folder / "tables.json", json.dumps(canonical_tables(tables), ensure_ascii=False))

    def keep_about(self) -> None:
        put(self.folder / "about.json", json.dumps(self.about, ensure_ascii=False))

    @property
    def media_type(self) -> str:
        return MEDIA.get(self.file.suffix.lower(), "text/csv")

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def drafts_folder() -> Path:
    return Path(settings.TEMPA_HOME) / "drafts"


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
