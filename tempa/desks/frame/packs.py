"""Audit packs that an auditor asked for: made at once or beside the server, kept as a ZIP for a day, handed out by name."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import UUID

from django.utils import timezone

from tempa.desks.frame.worker import is_alive, run_folder, start_console
from tempa.ledger import queries as ledger
from tempa.openness.pack import WHOLE, Scope
from tempa.openness.queries import write_audit_pack

AT_ONCE = 10_000  # entries; a pack of more is made beside the server
KEPT = timedelta(days=1)  # a pack holds names and prices, and can be made again at any time


@dataclass(frozen=True)
class Pack:
    """A pack that is there: its name, as of which entry and of what it is, when it was made, and its ZIP."""

    name: UUID
    sequence: int
    scope: Scope
    made_at: datetime
    place: Path


def ask(programme: ledger.Programme, sequence: int, name: UUID, by: UUID, scope: Scope = WHOLE) -> None:
    """Make the pack under this name now, or begin to beside the server; nothing where one is being made."""
    if is_making(programme):
        return
    if sequence <= AT_ONCE:
        carry_out(programme, sequence, name, scope)
    else:
        start_console(folder_of(programme), ["work", "--pack", programme.code, str(sequence), str(name), scope.text], by)


def carry_out(programme: ledger.Programme, sequence: int, name: UUID, scope: Scope = WHOLE) -> None:
    """Write the pack and leave its ZIP, whole or not at all, in the place of the ones made before."""
    folder = folder_of(programme)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        pack, part = Path(work) / "paket", Path(work) / "paket.zip"
        write_audit_pack(programme, pack, at=timezone.now(), sequence=sequence, scope=scope)
        zipped(pack, part)
        part.replace(folder / f"{sequence}_{name}_{quote(scope.text, safe='')}.zip")
    for other in [p for p in made(programme) if p.scope == scope][1:]:
        other.place.unlink(missing_ok=True)


def zipped(pack: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in sorted(pack.rglob("*")):
            archive.write(place, place.relative_to(pack))


def is_making(programme: ledger.Programme) -> bool:
    return is_alive(folder_of(programme))


def failed(programme: ledger.Programme) -> bool:
    """Whether a pack that was begun beside the server came to nothing."""
    return (folder_of(programme) / "output").exists() and not is_making(programme) and not made(programme)


def made(programme: ledger.Programme) -> list[Pack]:
    """The packs that are there, newest first; those older than a day go."""
    found = []
    for place in folder_of(programme).glob("[0-9]*_*.zip"):
        sequence, name, *of = place.stem.split("_", 2)
        pack = Pack(UUID(name), int(sequence), Scope.of(unquote(of[0])) if of else WHOLE, datetime.fromtimestamp(place.stat().st_mtime, UTC), place)
        if timezone.now() - pack.made_at > KEPT:
            place.unlink(missing_ok=True)
        else:
            found.append(pack)
    return sorted(found, key=lambda p: p.made_at, reverse=True)


def named(programme: ledger.Programme, name: UUID) -> Pack | None:
    return next((p for p in made(programme) if p.name == name), None)


def folder_of(programme: ledger.Programme) -> Path:
    return run_folder(f"paket-{programme.pk}")

