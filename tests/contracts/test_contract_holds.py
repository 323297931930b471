"""What holds a contract though its papers are there, and deeds that came by a link: each says by which."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tempa.catalogue import actions as catalogue
from tempa.catalogue.queries import prices
from tempa.contracts import actions, queries
from tempa.ledger import links
from tempa.ledger.models import Entry
from tempa.ledger.rules import Refused
from tests.contracts.parties import AT, TODAY, VENDOR, drafted, negotiated, signed

DAYS = {"on": TODAY, "starts_on": TODAY, "due_on": TODAY + timedelta(days=60)}


def objected(programme, person, type):
    case = catalogue.PriceCase(type, "harga besi naik sejak Juni", [{"what": "bahan", "amount": 90_000_000}], workshop="W03")
    return catalogue.object_to_price(programme, case, at=AT, by=person("bengkel"))


def at_a_link(programme, person, workshop, purpose="contract"):
    """Somebody without an account who holds a link of a workshop; the person and the link."""
    order = links.Order(purpose, "", AT + timedelta(days=30), {workshop: "workshop"})
    link = links.issue_links(programme, order, at=AT, by=person("perencana"))[0]
    return links.take_link(link, name="Pak Made", phone="0812-3456-7890", place="outside", at=AT), str(link.link)


def test_an_open_objection_to_a_price_holds_the_signature_until_it_is_answered(programme, person):
    c = negotiated(programme, person)
    type = c.items.first().type
    objection = objected(programme, person, type)
    held = [m for m in queries.Readiness(programme, TODAY).of(c) if m.objection]
    assert [(m.objection, m.lies_with, m.since, m.stops) for m in held] == [(objection, "park", TODAY, True)]
    with pytest.raises(Refused, match=rf"belum dapat ditandatangani.*keberatan harga \d+ \({type}\)"):
        actions.sign(programme, contract=c.contract, **DAYS, at=AT, by=person("opd"))
    catalogue.overrule_price_objection(programme, objection=objection, reason="pesanan tidak dapat menunggu", at=AT, by=person("kepala"))
    actions.sign(programme, contract=c.contract, **DAYS, at=AT, by=person("opd"))


def test_an_objection_to_another_type_holds_nothing(programme, person):
    c = negotiated(programme, person)
    others = set(prices(programme)) - set(c.items.values_list("type", flat=True))
    objected(programme, person, sorted(others)[0])
    assert not any(m.objection for m in queries.Readiness(programme, TODAY).of(c))
    actions.sign(programme, contract=c.contract, **DAYS, at=AT, by=person("opd"))


def test_what_came_by_a_link_says_by_which(programme, person):
    c = drafted(programme, person)
    made, link = at_a_link(programme, person, c.vendor)
    actions.state_vendor(
        programme, said=actions.VendorSaid(workshop=c.vendor, values=VENDOR, charges_vat=False, since=date(2026, 1, 5)), at=AT, by=made
    )
    asked = {i.item: i.unit_price for i in queries.items_of(c)}
    actions.receive_offer(programme, contract=c.contract, on=TODAY, asked=asked, at=AT, by=made)
    entries = Entry.objects.filter(programme=programme, by=made).exclude(kind="LinkTaken")
    assert {e.kind for e in entries} == {"VendorStated", "OfferReceived"} and all(f'"through":"{link}"' in e.body for e in entries)


def test_a_link_lets_only_its_own_workshop_sign(programme, person):
    c = signed(programme, person)
    for workshop, purpose in (("W03" if c.vendor != "W03" else "W05", "contract"), (c.vendor, "offers")):
        stranger, _link = at_a_link(programme, person, workshop, purpose)
        with pytest.raises(Refused, match="Hanya penyedia itu sendiri"):
            actions.countersign(programme, contract=c.contract, on=TODAY, signatory="X", at=AT, by=stranger)
    made, link = at_a_link(programme, person, c.vendor)
    entry = actions.countersign(programme, contract=c.contract, on=TODAY, signatory="Pak Made", at=AT, by=made)
    assert f'"through":"{link}"' in entry.body and queries.contract_named(programme, c.contract).countersigned_by == made
