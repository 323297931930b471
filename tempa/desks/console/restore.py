"""`restore FILE [--keys FILE]`: put a copy back. All is built and verified beside what is there and takes its place in one step; the old stays.

A damaged, cut off or foreign file is refused, and so is any while Tempa runs. Without --keys everybody signs in anew and links are sent anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from tempa.desks.console.start import say


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py restore", description=__doc__)
    parser.add_argument("file", type=Path, help="salinan dari backup / a copy that backup made")
    parser.add_argument("--keys", type=Path, help="berkas kunci di sebelahnya / the file of keys beside it")
    asked = parser.parse_args(arguments)
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tempa.site.settings")
    from django.conf import settings

    home = Path(settings.TEMPA_HOME)
    beside = home / f"restoring-{os.getpid()}"
    beside.mkdir(parents=True)
    settings.TEMPA_HOME = beside  # everything is built there; nothing has opened a database yet
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        settings.DATABASES["default"]["NAME"] = beside / "tempa.sqlite3"
    try:
        return carried_out(asked.file.resolve(), asked.keys, home, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def carried_out(file: Path, keys: Path | None, home: Path, beside: Path) -> int:
    import django

    django.setup()
    from django.db import DatabaseError

    from tempa.ledger.copies import hold, put_back
    from tempa.ledger.copies.container import opened
    from tempa.ledger.rules import Refused

    began, stamp = time.perf_counter(), time.strftime("%Y%m%d_%H%M%S")
    try:
        hold(home, alone=True)
        forget_broken(home, beside)
        secret = keys.read_bytes() if keys is not None else b""
        with opened(file) as (archive, said):
            say(f"{file}: {said['made_at'][:16]}, Tempa {said['software']}, {said['database']}")
            found = put_back(archive, said, home=home, beside=beside, stamp=stamp, say=say)
    except (Refused, OSError, DatabaseError) as error:
        print(f"Tidak dikembalikan; yang ada tetap seperti semula. {error} / Not restored; what is there is as it was.", file=sys.stderr)
        return 1
    if secret:
        put_keys(home / "keys", secret, stamp)
    print(f"Dikembalikan dalam {time.perf_counter() - began:.1f} detik: {found.rows} baris, {found.files} berkas. / Restored.")
    for verdict in found.verdicts:
        print(f"— {verdict.programme}: catatan ke-{verdict.size}, kode periksa {verdict.head[:16]}, {verdict.tables} tabel cocok / verified")
    if found.before:
        print(f"Yang ada sebelumnya disimpan: {found.before} / What was there before is kept under this name.")
    if not secret:
        print("Kuncinya tidak ikut: semua orang masuk lagi, tautan dikirim lagi. / Without keys everybody signs in anew, links are sent anew.")
    return 0


def forget_broken(home: Path, beside: Path) -> None:
    """What a restore that was killed left; nobody else is at it, since the home is held alone."""
    for place in home.glob("restoring-*"):
        if place != beside:
            shutil.rmtree(place, ignore_errors=True)


def put_keys(folder: Path, secret: bytes, stamp: str) -> None:
    """The keys of the copy; the ones that were there stay under a name of their own."""
    folder.mkdir(mode=0o700, exist_ok=True)
    own, part = folder / "secret", folder / "secret.part"
    if own.exists():
        if own.read_bytes() == secret:
            return
        os.link(own, folder / f"secret.before-{stamp}")
    part.write_bytes(secret)
    part.replace(own)
