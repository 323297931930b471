"""`audit-pack FOLDER [--programme CODE] [--as-of SEQUENCE]`: what an auditor takes home, checkable without Tempa (docs/audit-pack.md)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tempa.desks.console.start import set_up


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py audit-pack", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder yang belum ada / a folder that does not exist yet")
    parser.add_argument("--programme", help="kode program; tanpa ini: program contoh, atau satu-satunya / code of the programme")
    parser.add_argument("--as-of", type=int, help="sampai catatan ke berapa / as of which entry")
    asked = parser.parse_args(arguments)
    set_up()
    from django.utils import timezone

    from tempa.desks.console.programmes import programme_asked
    from tempa.ledger.queries import chain_head, deed_end
    from tempa.openness.queries import write_audit_pack

    programme = programme_asked(asked.programme)
    if programme is None:
        return 1
    size, _head = chain_head(programme)
    if asked.as_of is not None and not 1 <= asked.as_of <= size:
        print(f"--as-of {asked.as_of}: program {programme.code} punya catatan 1 sampai {size}. / must be from 1 to {size}.", file=sys.stderr)
        return 2
    sequence = deed_end(programme, asked.as_of or size)
    if asked.as_of not in (None, sequence):
        print(f"Catatan ke-{asked.as_of} adalah bagian dari perbuatan yang berakhir di catatan ke-{sequence}; paketnya sampai di situ."
              f" / is part of a deed that ends at entry {sequence}; the pack goes that far.", file=sys.stderr)  # fmt: skip
    try:
        write_audit_pack(programme, asked.folder, at=timezone.now(), sequence=sequence)
    except FileExistsError:
        print(f"{asked.folder} sudah ada dan tidak kosong. Pilih folder lain. / exists and is not empty; choose another.", file=sys.stderr)
        return 2
    print(f"Paket audit {programme.code} sampai catatan ke-{sequence}: {asked.folder}")
    return 0
