"""An order list as an office makes it, and how the tests read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tempa.values.programme import read_programme
from tempa.values.programme.grid import Grid
from tempa.values.programme.people import Proposal, read_grids_of_people

KNOWN = read_programme(Path(__file__).parents[2] / "data" / "ntb-2020")
HEAD: list[Any] = ["No", "Nama barang", "Jumlah", "Satuan", "Harga satuan", "Total", "OPD", "Tanggal jatuh tempo", "Tujuan",
        "Kode rekening"]
LINE: list[Any] = [1, "Mesin pencacah rumput laut", 4, "unit", 8500000, 34000000, "DKP", "17 Agustus 2020", "LOBAR", "5.2.2.23.02"]


def line(**changes: Any) -> list[Any]:
    """A good row of an order list with some cells changed, by heading."""
    names = ("no", "nama", "jumlah", "unit", "harga", "total", "opd", "tanggal", "tujuan", "rekening")
    row = list(LINE)
    for name, value in changes.items():
        row[names.index(name)] = value
    return row


def sheet_of(rows: Any, name: str = "Usulan", merged_cells: tuple[Any, ...] = ()) -> Grid:
    width = max(map(len, rows))
    return Grid(name, [[("" if c is None else c) for c in row] + [""] * (width - len(row)) for row in rows], merged_cells)


def read(rows: Any, **more: Any) -> Proposal:
    merged_cells = more.pop("merged_cells", ())
    return read_grids_of_people([sheet_of(rows, merged_cells=merged_cells)], known=KNOWN, **more)


def quantities(proposal: Proposal) -> list[str]:
    return [row.values["quantity"] for row in proposal.rows]
