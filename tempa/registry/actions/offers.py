"""Calls for offers, and what sites ask; what is not eligible is held back in the same deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Unpack
from uuid import UUID, uuid5

from tempa.catalogue.queries import prices as estimates
from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused, instant, may_as_park
from tempa.registry import queries, rules
from tempa.registry.actions.eligibility import reckon_offers
from tempa.registry.facts import OfferCallExtended, OfferCallOpened, OffersStated, offer_key
from tempa.registry.models import OfferCall


def open_offer_call(
    programme: Programme, *, closes_at: datetime, opens_at: datetime | None = None, types: Sequence[str] = (), note: str = "",
    **doing: Unpack[Doing],
) -> UUID:  # fmt: skip
    """Ask sites for offers until a moment, from another or from now on; no `types`: for all. Returns the call's name."""
    asked = sorted(set(types))
    with deed(programme, **doing) as d:
        said = {"types": asked, "closes": instant(closes_at), "note": note.strip()} | ({"opens": instant(opens_at)} if opens_at else {})
        if d.known(OfferCallOpened, **said):
            return d.identity
        d.must(may_as_park(d.who))
        opens = opens_at or d.at
        rules.check_call(rules.Call(asked, opens, closes_at), at=d.at, known_types=estimates(programme))
        d.record(OfferCallOpened(str(d.identity), asked, instant(opens), instant(closes_at), note.strip()))
        return d.identity


def extend_offer_call(programme: Programme, *, call: UUID, closes_at: datetime, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Let a call close later, before it has closed."""
    fact = OfferCallExtended(str(call), instant(closes_at), reason.strip())
    with deed(programme, **doing) as d:
        if known := d.known(OfferCallExtended, **fact.said()):
            return known
        found = existing_call(programme, call)
        d.must(may_as_park(d.who))
        d.still(f"call:{call}")
        rules.check_extension(queries.as_rules_see(found), closes_at, reason=reason, at=d.at)
        return d.record(fact)


def existing_call(programme: Programme, call: UUID) -> OfferCall:
    found = queries.call_named(programme, call)
    if found is None:
        raise Refused("Panggilan penawaran itu tidak ada di program ini.")
    return found


def state_offers(
    programme: Programme, *, workshop: str, prices: Mapping[str, str], call: UUID | None = None, source: str, reason: str = "",
    **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """State what a site asks per machine of each type (rupiah; blank: no longer offered), in a call or, by the park, outside of one."""
    with deed(programme, **doing) as d:
        fact = OffersStated(workshop, str(call or ""), dict(prices), source, reason.strip(), "")
        if known := d.known(OffersStated, **fact.said()):
            return known
        check_stating(d, fact)
        through = d.who.link_for(rules.OFFERS, workshop, fact.call) if source == "link" else ""
        entry = d.record(OffersStated(**fact.said(), through=through))
        reckon_offers(d, workshop, list(fact.prices))
        return entry


def state_offers_of_many(
    programme: Programme, *, offers: Mapping[str, Mapping[str, str]], call: UUID | None = None, reason: str, **doing: Unpack[Doing]
) -> list[Entry]:
    """State the offers of several sites at once, from one file: all of them or none."""
    workshops = sorted(offers)
    if not workshops:
        raise Refused("Tidak ada harga yang berubah, jadi tidak ada yang disimpan.")
    with deed(programme, **doing) as d:
        facts = [OffersStated(w, str(call or ""), dict(offers[w]), "excel", reason.strip(), "") for w in workshops]
        named = [(d.identity if n == 0 else uuid5(d.identity, fact.workshop), fact) for n, fact in enumerate(facts)]
        if d.known(OffersStated, **facts[0].said()):
            return d.record_many(named)
        d.must(may_as_park(d.who))
        for fact in facts:
            check_stating(d, fact)
        entries = d.record_many(named)
        for fact in facts:
            reckon_offers(d, fact.workshop, list(fact.prices))
        return entries


def check_stating(d: Deed, fact: OffersStated) -> None:
    """Who may, whether the offers are still those that were seen, whether the call takes them."""
    d.must(rules.may_state_offers(d.who, fact.workshop, fact.call))
    d.still(*(f"offers:{offer_key(fact.workshop, type)}" for type in fact.prices))
    site = queries.workshop_named(d.programme, fact.workshop)
    if site is None:
        raise Refused("Bengkel %(workshop)s tidak ada di program ini. Pilih bengkel dari daftar.", workshop=fact.workshop)
    known = estimates(d.programme)
    asked_for = known
    if fact.call:
        call = queries.as_rules_see(existing_call(d.programme, UUID(fact.call)))
        rules.check_time_to_offer(call, d.at)
        asked_for = {type: known[type] for type in call.types if type in known} if call.types else known
    rules.check_offer_reason(fact.reason, is_own=rules.is_own_offer(d.who, fact.workshop), has_call=bool(fact.call))
    rules.check_offers(fact.prices, asked_for=asked_for, kind=site.kind)
