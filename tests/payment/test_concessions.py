"""A price cut of a concession is paid in full unless an addendum brings it into the contract: who approves is told so."""

from __future__ import annotations

from datetime import timedelta

from tempa.contracts import actions as contracting
from tempa.contracts import rules as contract_rules
from tempa.payment import queries
from tempa.quality.models import UnitDecision
from tests.delivery.parties import ARRIVES, taken_over
from tests.payment.test_claims import claimed, fresh


def test_a_cut_that_no_addendum_holds_is_told_with_the_price_that_would(programme, person):
    serials, contract, _receiver = taken_over(programme, person)
    found = queries.claim_named(programme, claimed(programme, person, serials, contract))
    assert queries.cuts_not_contracted(programme, found) == []
    UnitDecision.objects.filter(serial=serials[0]).update(decided="concession", price_cut=250_001)
    (cut,) = queries.cuts_not_contracted(programme, found)
    item = next(i for i in fresh(programme, contract).items.all() if i.item == cut.item)
    assert (cut.serials, cut.cut, cut.unit_price) == ((serials[0],), 250_001, item.unit_price)
    assert 0 <= 250_001 - item.quantity * (cut.unit_price - cut.suggested) < item.quantity
    at, owed = ARRIVES + timedelta(days=1), {} if item.maker == contract.vendor else {cut.item: min(item.maker_price, cut.suggested)}
    contracting.sign_addendum(
        programme, contract=contract.contract,
        said=contracting.Addendum(
            at.date(), [contract_rules.Amendment("unit_price", str(cut.suggested), cut.item)], "Potongan karena konsesi.", owed
        ),
        at=at, by=fresh(programme, contract).signed_by,
    )  # fmt: skip
    assert queries.cuts_not_contracted(programme, found) == []
