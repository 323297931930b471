"""Migrations, static files, catalogues and durability at the start; each is looked at quickly and done only where needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tempa.desks.console.catalogues import compile_catalogues

Say = Callable[[str], None]


def bring_up_to_date(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Menyiapkan basis data … / Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
    settings.TEMPA_REQUIRE_DURABLE()
    collect_static(say)
    compile_catalogues(Path(settings.LOCALE_PATHS[0]))


def collect_static(say: Say) -> None:
    """Copy and compress the front-end files when any of them is new."""
    mark = Path(settings.STATIC_ROOT) / ".from"
    now = fingerprint(Path(settings.STATICFILES_DIRS[0]))
    if mark.exists() and mark.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(now)


def fingerprint(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return hashlib.sha256(b"".join(str(p.relative_to(folder)).encode() + p.read_bytes() for p in files)).hexdigest()
