"""Writes the certificate of a bound: `certificate.json.gz`, which anybody can verify without a solver."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from tempa.allocation.planner.bound.lower_bound import Bound
from tempa.allocation.planner.side_constraints.rules import SideConstraints, row_of

NAME = "certificate.json.gz"
FORMAT = "tempa-bound-certificate"
VERSION, RULED_VERSION, RETAINED_VERSION = 1, 2, 3


def certificate_bytes(bound: Bound, rules: SideConstraints | None = None, retained: dict[str, Any] | None = None) -> bytes:
    """The certificate: the hash of the programme, the bound, and its multipliers by row name; equal bounds, equal bytes.

    `rules`: the added rules under which the bound holds; the certificate then states them and is of version 2. `retained`: the
    lots of a plan that stay, as `replanning.replan_certificate` states them; it is then of version 3.
    """
    stated: dict[str, Any] = {
        "format": FORMAT, "version": VERSION, "programme_sha256": bound.programme_sha256, "bound": bound.value,
        "multipliers": bound.rows,
    }
    if rules is not None and rules.rules:
        stated |= {"version": RULED_VERSION, "rules": [row_of(rule) for rule in rules.rules]}
    if retained is not None:
        stated |= {"version": RETAINED_VERSION, "kept": retained}
    text = json.dumps(stated, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)


def write_certificate(bound: Bound, folder: str | Path) -> Path:
    """Write the certificate into a plan folder; returns the file."""
    path = Path(folder) / NAME
    path.write_bytes(certificate_bytes(bound))
    return path
