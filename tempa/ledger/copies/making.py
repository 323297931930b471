"""Making a copy: the database at one moment, then every file that it names; nobody who works meanwhile has to wait."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tempa import __version__
from tempa.ledger.actions import paper_place
from tempa.ledger.copies import tables
from tempa.ledger.copies.container import FORMAT, being_written
from tempa.ledger.models import ChainHead, Paper
from tempa.ledger.rules import Refused
from tempa.ledger.verification.scratch import one_moment

STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Made:
    """A copy that is whole and on disk: its size, its programmes with their last entries, and the kept files that were not there."""

    place: Path
    bytes: int
    programmes: dict[str, int]
    lacking: tuple[str, ...]


def make_copy(target: Path, at: datetime, *, with_keys: bool = True) -> Made:
    """Copy everything into one new file, and where asked the keys into another beside it. Refuses to write over a file.

    The keys are apart, so that a stick with the copy alone lets nobody sign a session or open a link in somebody's name. Files are read
    after the database: they only ever come, and each is on disk before the fact that names it.
    """
    keys = target.with_name(f"{target.name}.keys")
    for place in (target, keys):
        if place.exists():
            raise Refused("%(file)s sudah ada dan tidak ditimpa. Pilih nama lain.", file=str(place))
    with being_written(target) as archive:
        with one_moment():
            rows = dict(all_tables(archive))
            ends = ChainHead.objects.select_related("programme").order_by("programme_id")
            heads = {h.programme.code: (h.size, bytes(h.digest).hex()) for h in ends}
            papers = sorted(set(Paper.objects.values_list("sha256", flat=True)))
            steps = sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == tables.APP)
        lacking = tuple(sha256 for sha256 in papers if not kept(archive, sha256))
        aliases = Path(settings.TEMPA_HOME) / "aliases.toml"
        if aliases.exists():
            archive.writestr(zipfile.ZipInfo("aliases.toml", STAMP), aliases.read_bytes())
        said = {
            "format": FORMAT, "software": __version__, "made_at": at.isoformat(), "database": connection.vendor, "migrations": steps, "rows": rows,
            "programmes": heads, "lacking": lacking, "members": {m.filename: m.file_size for m in archive.infolist()},
        }  # fmt: skip
        archive.writestr(zipfile.ZipInfo("manifest.json", STAMP), json.dumps(said), zipfile.ZIP_DEFLATED)
    if with_keys:
        copy_keys(keys)
    return Made(target, target.stat().st_size, {code: size for code, (size, _) in heads.items()}, lacking)


def all_tables(archive: zipfile.ZipFile) -> Iterator[tuple[str, int]]:
    for model in tables.models_of():
        info = zipfile.ZipInfo(f"tables/{tables.name_of(model)}.jsonl", STAMP)
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=True) as target:
            yield tables.name_of(model), tables.written(model, target)


def kept(archive: zipfile.ZipFile, sha256: str) -> bool:
    """Put a kept file in, whole and unpacked; one that is gone or changed is left out and told."""
    try:
        content = paper_place(sha256).read_bytes()
    except OSError:
        return False
    if hashlib.sha256(content).hexdigest() != sha256:
        return False
    archive.writestr(zipfile.ZipInfo(f"papers/{sha256}", STAMP), content, zipfile.ZIP_STORED)
    return True


def copy_keys(target: Path) -> None:
    content = (Path(settings.TEMPA_HOME) / "keys" / "secret").read_bytes()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
