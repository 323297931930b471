"""Lists in the shapes that offices have go in at the first try, with few questions, and no row of theirs is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from tempa.values.programme.grid import Grid, is_empty
from tempa.values.programme.people import Proposal, read_grids_of_people, read_people_workbook
from tests.values.office_lists import NAMES, office_list
from tests.values.offices import OFFICES, Office, before_and_after, write_office
from tests.values.people import KNOWN, sheet_of

LISTS = [*(pytest.param(make, id=make.__name__) for make in OFFICES), *(pytest.param(partial(office_list, name), id=name) for name in NAMES)]


def ordered(proposal: Proposal) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in proposal.rows:
        found[row.extras["type_name"]] += int(row.values["quantity"])
    return dict(found)


def grids_of(office: Office) -> list[Grid]:
    return [replace(sheet_of(rows, name), merged=tuple(office.merged.get(name, []))) for name, rows in office.sheets.items()]


@pytest.mark.parametrize("make", LISTS)
def test_the_list_of_an_office_goes_in(make: Callable[[], Office]):
    office = make()
    there = {(grid.name, n) for grid in grids_of(office) for n, row in enumerate(grid.cells, 1) if not is_empty(row)}
    first = read_grids_of_people(grids_of(office), known=KNOWN)
    assert set(first.accounted()) == there
    assert not first.problems, [p.sentence_id for p in first.problems]
    asked = {question.id for question in first.questions}
    assert asked <= set(office.answers) and bool(asked) == bool(office.answers), asked
    proposal = read_grids_of_people(grids_of(office), known=KNOWN, answers=office.answers) if asked else first
    assert proposal.is_complete, (proposal.questions, proposal.problems)
    assert set(proposal.accounted()) == there
    assert ordered(proposal) == office.counts
    assert {row.table for row in proposal.rows} == {"orders"}
    assert office.reasons <= {left.reason_id for left in proposal.left_out}
    for column, values in office.values.items():
        assert {row.values[column] for row in proposal.rows} == values


def test_count_and_price_of_a_revision_are_of_one_side(tmp_path):
    proposal = read_people_workbook(write_office(before_and_after(), tmp_path / "d.xlsx"), known=KNOWN)
    assert [(row.values["quantity"], row.extras["unit_price_rupiah"], row.extras["total"]) for row in proposal.rows] == [
        ("5", "6050000", "30250000"), ("3", "9200000", "27600000")]
    assert not proposal.warnings
