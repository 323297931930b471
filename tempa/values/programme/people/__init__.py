"""Workbooks as people make them: Indonesian headings in any order, merged cells, subtotals."""

from __future__ import annotations

from tempa.values.programme.people.proposal import (
    Choice,
    ColumnRead,
    LeftOut,
    Problem,
    Proposal,
    Question,
    ReadRow,
    SheetRead,
    Waiting,
    merged,
)
from tempa.values.programme.people.reading import read_grids_of_people, read_people_workbook

__all__ = ["Choice", "ColumnRead", "LeftOut", "Problem", "Proposal", "Question", "ReadRow", "SheetRead", "Waiting",
           "merged", "read_grids_of_people", "read_people_workbook"]
