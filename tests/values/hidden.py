"""What the workbooks of the tests hide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Hidden:
    """Rows and columns of every sheet, counted from 0, and sheets by their names."""

    rows: Collection[int] = ()
    columns: Collection[int] = ()
    sheets: Collection[str] = ()


NOTHING = Hidden()
