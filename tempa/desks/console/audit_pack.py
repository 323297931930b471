"""`audit-pack FOLDER [--programme CODE] [--as-of SEQUENCE] [--contract|--agency|--workshop|--lot CODE]`: what an auditor takes home.

Checkable without Tempa (docs/how-to/audit-pack.md).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tempa.desks.console.start import set_up

PARTS = {
    "contract": "hanya kontrak ini / one contract", "agency": "hanya OPD ini / one agency", "workshop": "hanya bengkel ini / one workshop",
    "lot": "hanya lot ini dengan kontraknya / one lot with its contract",
}  # fmt: skip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py audit-pack", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder yang belum ada / a folder that does not exist yet")
    parser.add_argument("--programme", help="kode program; tanpa ini: program contoh, atau satu-satunya / code of the programme")
    parser.add_argument("--as-of", type=int, help="sampai catatan ke berapa / as of which entry")
    part = parser.add_mutually_exclusive_group()
    for kind, words in PARTS.items():
        part.add_argument(f"--{kind}", metavar="CODE", help=words)
    asked = parser.parse_args(arguments)
    set_up()
    from django.utils import timezone

    from tempa.desks.console.programmes import programme_asked
    from tempa.ledger.queries import chain_head, deed_end
    from tempa.openness.pack import WHOLE, Scope
    from tempa.openness.queries import has_part, write_audit_pack

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
    scope = next((Scope(kind, getattr(asked, kind)) for kind in PARTS if getattr(asked, kind)), WHOLE)
    if not has_part(programme, scope):
        print(f"--{scope.kind} {scope.code}: tidak ada di program {programme.code}; periksa kodenya. / is not in the programme.", file=sys.stderr)
        return 2
    try:
        write_audit_pack(programme, asked.folder, at=timezone.now(), sequence=sequence, scope=scope)
    except FileExistsError:
        print(f"{asked.folder} sudah ada dan tidak kosong. Pilih folder lain. / exists and is not empty; choose another.", file=sys.stderr)
        return 2
    part_of = f", {scope.text}" if scope != WHOLE else ""
    print(f"Paket audit {programme.code} sampai catatan ke-{sequence}{part_of}: {asked.folder}")
    return 0
