"""Codes: short names that never change, are never used twice, and are told apart by case."""

from __future__ import annotations

import re
from collections.abc import Container

_CODE = re.compile(r"\S(?:.*\S)?")
_LETTERS = re.compile(r"[A-Z0-9]+")


def is_code(text: str) -> bool:
    """Whether `text` can be a code: not blank, no blanks around it, on one line."""
    return bool(_CODE.fullmatch(text))


def next_code(prefix: str, taken: Container[str], digits: int = 4) -> str:
    """The first of `L0001`, `L0002` … that is not taken."""
    number = 1
    while (code := f"{prefix}{number:0{digits}d}") in taken:
        number += 1
    return code


def code_from_name(name: str, taken: Container[str], longest: int = 12) -> str:
    """A code that reminds of a name: `Dinas Perikanan` -> `DINAS-PERIKA`, with a number where that is taken."""
    base = "-".join(_LETTERS.findall(name.upper()))[:longest].strip("-") or "KODE"
    if base not in taken:
        return base
    return next_code(f"{base}-", taken, digits=1)
