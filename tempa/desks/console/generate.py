"""`generate --seed N --scale K --out FOLDER`: makes up a programme of the demo's structure, at any size."""

from __future__ import annotations

import argparse
import sys

from tempa.allocation.planner.generator.generate import WishError, Wishes, generate
from tempa.allocation.planner.generator.odd import ODD
from tempa.values.programme import write_folder


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    wishes = Wishes(
        asked.seed,
        asked.scale,
        asked.weeks,
        asked.types,
        asked.capacity,
        asked.cash,
        asked.supply,
        asked.inspection,
        asked.share_width,
        tuple(asked.odd),
    )
    try:
        tables = generate(wishes)
    except WishError as error:
        print(error, file=sys.stderr)
        return 2
    write_folder(tables, asked.out)
    units = sum(int(row["quantity"]) for row in tables["orders"])
    print(
        f"{asked.out}: {units} unit, {len(tables['orders'])} baris pesanan, {len(tables['types'])} jenis, "
        f"{len(tables['workshops'])} bengkel, {len(tables['offers'])} penawaran"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 run.py generate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="bilangan acak awal; sama berarti program yang sama")
    parser.add_argument("--scale", type=float, default=1.0, help="1 sebesar ntb-2020; pecahan boleh, misalnya 0.05")
    parser.add_argument("--out", required=True, metavar="FOLDER", help="folder program yang ditulis")
    parser.add_argument("--weeks", type=int, default=23, help="panjang program dalam minggu")
    parser.add_argument("--types", type=int, default=0, help="banyaknya jenis mesin (0: menurut skala)")
    for name, what in (
        ("capacity", "jam kerja"),
        ("cash", "batas kas"),
        ("supply", "pasokan bahan per minggu"),
        ("inspection", "jam pemeriksaan"),
    ):
        parser.add_argument(f"--{name}", type=float, default=1.0, help=f"pengali {what}; di bawah 1 lebih sempit")
    parser.add_argument("--share-width", type=float, default=1.0, help="lebar batas bagian; 0.2 sempit, 2 lebar")
    parser.add_argument(
        "--odd",
        action="append",
        default=[],
        choices=list(ODD),
        metavar="KIND",
        help=f"bentuk ganjil, boleh berulang: {', '.join(ODD)}",
    )
    return parser
