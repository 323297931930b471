"""A page of several parts: each has a heading and words, and a table, a picture or forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tempa.desks.frame.charts import Chart
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.tables import Table, Words


@dataclass(frozen=True)
class Part:
    """One part of a page. `told` are sentences under the heading; `more` are (address, words) of buttons; `around` a form
    whose fields stand in the table's rows."""

    heading: Words = ""
    told: Sequence[Words] = ()
    table: Table[Any] | None = None
    chart: Chart | None = None
    forms: Sequence[DeedForm] = ()
    more: Sequence[tuple[str, Words]] = ()
    around: DeedForm | None = None
    is_wide: bool = True


def tables_in(parts: Sequence[Part]) -> dict[str, Table[Any]]:
    """The tables of a page under names of their own, so that the Excel file holds them all."""
    return {f"table_{n}": part.table for n, part in enumerate(parts) if part.table is not None}
