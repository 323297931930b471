"""Twenty shapes of lists that offices have go in at the first try, with few questions, and no row of theirs is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tempa.values.programme.grid import is_empty
from tempa.values.programme.people import Proposal, read_people_workbook
from tempa.values.programme.sheets import read_grids
from tests.values.offices import OFFICES, Office, before_and_after, write_office
from tests.values.people import KNOWN


def ordered(proposal: Proposal) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in proposal.rows:
        found[row.extras["type_name"]] += int(row.values["quantity"])
    return dict(found)


@pytest.mark.parametrize("make", OFFICES, ids=lambda make: make.__name__)
def test_the_list_of_an_office_goes_in(tmp_path, make: Callable[[], Office]):
    office = make()
    path = write_office(office, tmp_path / "daftar.xlsx")
    first = read_people_workbook(path, known=KNOWN)
    assert not first.problems, [p.sentence_id for p in first.problems]
    asked = sorted(question.id for question in first.questions)
    assert len(asked) == len(office.asked) and all(map(str.startswith, asked, sorted(office.asked))), asked
    assert set(office.answers) == set(asked)
    proposal = read_people_workbook(path, known=KNOWN, answers=office.answers)
    assert proposal.is_complete, (proposal.questions, proposal.problems)
    assert ordered(proposal) == office.counts
    assert {row.table for row in proposal.rows} == {"orders"}
    assert office.reasons <= {left.reason_id for left in proposal.left_out}
    for column, values in office.values.items():
        assert {row.values[column] for row in proposal.rows} == values


@pytest.mark.parametrize("make", OFFICES, ids=lambda make: make.__name__)
def test_every_row_of_it_is_accounted_for(tmp_path, make: Callable[[], Office]):
    office = make()
    path = write_office(office, tmp_path / "daftar.xlsx")
    there = {(grid.name, n) for grid in read_grids(path) for n, row in enumerate(grid.cells, 1) if not is_empty(row)}
    for answers in ({}, office.answers):
        assert set(read_people_workbook(path, known=KNOWN, answers=answers).accounted()) == there


def test_count_and_price_of_a_revision_are_of_one_side(tmp_path):
    proposal = read_people_workbook(write_office(before_and_after(), tmp_path / "d.xlsx"), known=KNOWN)
    assert [(row.values["quantity"], row.extras["unit_price_rupiah"], row.extras["total"]) for row in proposal.rows] == [
        ("5", "6050000", "30250000"), ("3", "9200000", "27600000")]
    assert not proposal.warnings
