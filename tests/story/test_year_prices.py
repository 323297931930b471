"""The chapter of prices of a told year: a list from invoices, HPS sheets by two people, prices that follow them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.ledger.verification import verify
from tests.story.year import tables_of_a_year, told

pytestmark = [pytest.mark.django_db]
BEFORE_PLANNING = date(2020, 7, 2)


def test_prices_are_listed_set_by_one_approved_by_another_and_followed():
    programme, said, refused = told(until=BEFORE_PLANNING)
    assert refused == [] and sum("HPS" in one for one in said) == 3
    assert verify(programme).faults == []
    entries = catalogue.price_entries(programme)
    assert entries.exclude(replaced_by=None).count() == 1 and entries.filter(input="material").count() > 10
    sheets = list(catalogue.estimate_sheets(programme))
    assert all(s.decided_by_id not in (None, s.set_by_id) for s in sheets) and sum(not s.approved for s in sheets) == 1
    held = catalogue.approved_estimates(programme)
    followed = demand.moves(programme).exclude(sheet="")
    assert followed and all(int(m.after) == held[m.subject].unit_price for m in followed)
    assert all(e.dated <= date(2020, 6, 20) for e in entries)


@pytest.mark.once
def test_another_seed_lists_other_prices():
    """That the same seed lists the same is held for the whole pack in test_year.py."""
    found = []
    for seed in (1, 2):
        with transaction.atomic():
            programme, *_ = told(until=date(2020, 6, 20), seed=seed)
            found.append(sorted(catalogue.price_entries(programme).values_list("item", "likely", "reference")))
            transaction.set_rollback(True)
    assert all(found) and found[0] != found[1]


@pytest.mark.once
def test_without_materials_the_chapter_says_what_could_not_be_done():
    programme, _said, refused = told(tables_of_a_year() | {"materials": [], "bom": []}, until=date(2020, 6, 20))
    assert any("Tidak ada bahan di program ini" in one for one in refused) and verify(programme).faults == []
