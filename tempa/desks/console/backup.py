"""`backup FILE` or `backup --daily`: everything that cannot be made again in one new file, and the keys in another beside it."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import datetime
from pathlib import Path

from tempa.desks.console.start import set_up

DAILY = "tempa-harian-"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py backup", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="berkas baru, atau folder / a new file, or a folder")
    parser.add_argument("--daily", action="store_true", help="salinan harian seperti diatur di halaman Salinan / the daily copy as set on the page")
    asked = parser.parse_args(arguments)
    set_up()
    from tempa.ledger import copies

    wanted = copies.daily() if asked.daily else None
    target = Path(wanted.folder) if wanted is not None else asked.file
    if target is None:
        print("Sebut berkas tujuannya: python3 run.py backup /media/stik/tempa.zip"
              " / name the file to write, or set a daily copy on the page Salinan first.", file=sys.stderr)  # fmt: skip
        return 2
    status = copied(target.resolve(), is_daily=asked.daily)
    if wanted is not None and status == 0:
        forget_old(Path(wanted.folder), wanted.keep)
    return status


def copied(target: Path, *, is_daily: bool) -> int:
    """Make the copy, note in the diary what became of it, and say so."""
    from django.utils import timezone

    from tempa.ledger import copies
    from tempa.ledger.rules import Refused

    began, at = time.perf_counter(), timezone.now()
    try:
        made = copies.make_copy(named(target, timezone.localtime(at), is_daily=is_daily), at, with_keys=not is_daily)
    except (OSError, Refused) as error:
        why = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)
        copies.note(copies.Try(at, str(target), False, why, is_daily=is_daily))
        print(f"Salinan tidak jadi: {why} / The copy was not made.", file=sys.stderr)
        return 1
    seconds = round(time.perf_counter() - began, 1)
    lacking = f"{len(made.lacking)} berkas tidak ada atau rusak: {', '.join(s[:16] for s in made.lacking[:5])}" if made.lacking else ""
    copies.note(copies.Try(at, str(made.place), True, lacking, made.bytes, seconds, is_daily))
    print(f"Salinan {made.place} ({made.bytes / 1e6:.1f} MB, {seconds} detik): "
          + ", ".join(f"{code} sampai catatan ke-{size}" for code, size in made.programmes.items()))  # fmt: skip
    if not is_daily:
        print(f"Kunci terpisah di {made.place}.keys; simpan di tempat lain. / The keys are apart; keep them elsewhere.")
    if lacking:
        print(f"Perhatian: {lacking}. / Attention: kept files are missing or damaged.", file=sys.stderr)
    return 0


def named(target: Path, now: datetime, *, is_daily: bool) -> Path:
    """The file to write; in a folder one with the moment in its name. The folder of a daily copy must be there: a stick may be out.

    Of daily copies the oldest go; they bear no keys, so that a stick that stays in the machine is worth nothing alone.
    """
    if target.is_dir():
        return target / f"{DAILY if is_daily else 'tempa-'}{now:%Y-%m-%d-%H%M%S}.zip"
    if is_daily:
        raise FileNotFoundError(2, "folder tidak ada; apakah stiknya terpasang?", str(target))
    return target


def forget_old(folder: Path, keep: int) -> None:
    """Of the copies of this folder, the newest stay."""
    for old in sorted(folder.glob(f"{DAILY}*.zip"))[:-keep]:
        old.unlink(missing_ok=True)
