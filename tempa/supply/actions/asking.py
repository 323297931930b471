"""Before anything is bought: terms of materials, where money stays, quotes asked of suppliers and stated by them."""

from __future__ import annotations

from datetime import date
from typing import Any, Unpack
from uuid import UUID

from tempa.catalogue import queries as catalogue
from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import zone_of
from tempa.ledger.rules import Refused
from tempa.supply import queries
from tempa.supply.facts import LocalContentStated, MaterialTermsStated, QuotesAsked, QuoteStated
from tempa.supply.models import Inquiry
from tempa.supply.rules import buying
from tempa.values.period import day_in


def today(d: Deed) -> date:
    """The day of a deed where the programme lies."""
    return day_in(zone_of(d.programme), d.at)


def material_codes(programme: Programme) -> set[str]:
    return catalogue.material_codes(programme)


def supplier_codes(programme: Programme) -> set[str]:
    return set(queries.supplier_names(programme))


def state_terms(programme: Programme, *, material: str, scrap: str, multiple: str, source: str, **doing: Unpack[Doing]) -> Entry:
    """State what share of a material is lost at work, and in which multiples it is bought."""
    fact = MaterialTermsStated(material, scrap, multiple, source.strip())
    with deed(programme, **doing) as d:
        if known := d.known(MaterialTermsStated, **fact.said()):
            return known
        d.must(buying.may_buy(d.who))
        d.still(f"materials:{material}")
        buying.check_terms(material, scrap, multiple, source, materials=material_codes(programme))
        return d.record(fact)


def state_content(programme: Programme, *, supplier: str, province: str, source: str, material: str = "", **doing: Unpack[Doing]) -> Entry:
    """State how much of the money for a supplier's goods stays in the province, and by which source."""
    fact = LocalContentStated(supplier, material, province, source.strip())
    with deed(programme, **doing) as d:
        if known := d.known(LocalContentStated, **fact.said()):
            return known
        d.must(buying.may_buy(d.who))
        d.still(f"suppliers:{supplier}")
        buying.check_content(supplier, material, province, source, materials=material_codes(programme), suppliers=supplier_codes(programme))
        return d.record(fact)


def ask_quotes(programme: Programme, *, asked: buying.Asked, **doing: Unpack[Doing]) -> UUID:
    """Ask suppliers for a price of materials; returns the inquiry's name."""
    said: dict[str, Any] = {
        "wanted": dict(asked.wanted), "suppliers": sorted(set(asked.suppliers)), "answer_by": str(asked.answer_by),
        "needed_on": str(asked.needed_on), "note": asked.note.strip(),
    }  # fmt: skip
    with deed(programme, **doing) as d:
        if d.known(QuotesAsked, **said):
            return d.identity
        d.must(buying.may_buy(d.who))
        buying.check_inquiry(asked, today=today(d), materials=material_codes(programme), suppliers=supplier_codes(programme))
        d.record(QuotesAsked(inquiry=str(d.identity), **said))
        return d.identity


def state_quote(programme: Programme, *, inquiry: UUID, supplier: str, offer: buying.Offer, **doing: Unpack[Doing]) -> Entry:
    """Note what a supplier asks; it states that itself at its desk or by its link, or the office notes its letter or Excel."""
    said: dict[str, Any] = {
        "inquiry": str(inquiry), "supplier": supplier, "prices": dict(offer.prices), "freight": offer.freight, "days": offer.days,
        "valid_until": str(offer.valid_until or ""), "source": offer.source, "note": offer.note.strip(),
    }  # fmt: skip
    with deed(programme, **doing) as d:
        if known := d.known(QuoteStated, **said):
            return known
        found = existing_inquiry(programme, inquiry)
        d.must(buying.may_speak_for(d.who, supplier))
        if buying.acts_for(d.who, supplier) and today(d) > found.answer_by:
            raise Refused("Batas jawaban %(day)s sudah lewat. Hubungi taman sains bila masih ingin menawar.", day=str(found.answer_by))
        buying.check_offer(offer, wanted=found.wanted, supplier=supplier, asked=found.suppliers, today=today(d))
        return d.record(QuoteStated(through=d.who.link_for(buying.SUPPLY, supplier), **said))


def existing_inquiry(programme: Programme, inquiry: UUID) -> Inquiry:
    found = queries.inquiry_named(programme, inquiry)
    if found is None:
        raise Refused("Permintaan penawaran itu tidak ada di program ini.")
    return found
