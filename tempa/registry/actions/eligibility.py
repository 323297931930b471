"""What a type asks for, offers held back and returned as eligibility says, and what the head lets through."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Unpack

from django.db.models import QuerySet

from tempa.catalogue.queries import type_named
from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import zone_of
from tempa.ledger.rules import Refused, may_as_park
from tempa.registry import queries
from tempa.registry.facts import EligibilityOverruled, OffersHeld, OffersReturned, TypeProcessesStated
from tempa.registry.models import HeldOffer, Offer
from tempa.registry.queries.eligibility import resources_by_type
from tempa.registry.rules.eligibility import (
    Eligible,
    Shop,
    check_overrule,
    check_processes,
    may_overrule,
    type_eligible,
)
from tempa.registry.rules.verification import check_words
from tempa.values.period import day_in


def reckon_offers(d: Deed, workshop: str, types: Collection[str] | None = None) -> None:
    """As part of a deed: hold back the offers of types for which a workshop is not eligible, return those for which it is now.

    A workshop of which only the imported row is known is judged by its four scores and its dates alone, as the planner does: nothing
    of it is held. Dates hold nothing either: the planner looks at them week by week.
    """
    reckon_offers_of(d, [workshop], types)


def reckon_offers_of(d: Deed, workshops: Collection[str] | None, types: Collection[str] | None = None) -> None:
    """The same of several workshops (None: all), of all types or only of some."""
    programme = d.programme
    routings, asked = resources_by_type(programme), queries.processes_by_type(programme)
    shops = {code: shop for code, shop in queries.shops(programme, workshops).items() if shop.found is not None or shop.same_as}
    for code, shop in sorted(shops.items()):
        found = judged(shop, types, routings, asked)
        offered = prices_of(Offer.objects.filter(programme=programme, workshop=code), types)
        held = prices_of(HeldOffer.objects.filter(programme=programme, workshop=code), types)
        to_hold = {t: price for t, price in offered.items() if t in found and not found[t]}
        to_return = {t: price for t, price in held.items() if found.get(t)}
        if to_hold:
            d.follow([OffersHeld(code, to_hold, {t: found[t].because.as_json() for t in to_hold})])
        if to_return:
            d.follow([OffersReturned(code, to_return)])


def judged(
    shop: Shop, types: Collection[str] | None, routings: dict[str, frozenset[str]], asked: dict[str, list[str]]
) -> dict[str, Eligible]:
    """Type -> whether the shop may be given it, by what was found alone (its dates are the planner's)."""
    wanted: Iterable[str] = routings if types is None else types
    return {t: type_eligible(shop, t, resources=routings.get(t, frozenset()), processes=asked.get(t, ())) for t in wanted}


def prices_of(rows: QuerySet[Any], types: Collection[str] | None) -> dict[str, int]:
    """Type -> price of rows of `offers` or of those that are held."""
    found = rows if types is None else rows.filter(type__in=list(types))
    return dict(found.values_list("type", "unit_price"))


def state_type_processes(programme: Programme, *, type: str, processes: Sequence[str], reason: str, **doing: Unpack[Doing]) -> Entry:
    """Say which processes a type asks for beside its routing; offers of it are held or returned at once."""
    asked = sorted(set(processes))
    with deed(programme, **doing) as d:
        fact = TypeProcessesStated(type, asked, reason.strip())
        if known := d.known(TypeProcessesStated, **fact.said()):
            return known
        d.must(may_as_park(d.who))
        d.still("type-processes", f"types:{type}")
        if type_named(programme, type) is None:
            raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", field="type", type=type)
        check_processes(asked, queries.criteria_on(programme, day_in(zone_of(programme), d.at)))
        check_words(reason)
        entry = d.record(fact)
        reckon_offers_of(d, None, [type])
        return entry


def overrule_eligibility(programme: Programme, *, workshop: str, type: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """The head lets a workshop have a type against what was found; its held offer stands again."""
    with deed(programme, **doing) as d:
        fact = EligibilityOverruled(workshop, type, reason.strip())
        if known := d.known(EligibilityOverruled, **fact.said()):
            return known
        d.must(may_overrule(d.who))
        d.still(f"workshops:{workshop}")
        if type_named(programme, type) is None:
            raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", field="type", type=type)
        check_words(reason)
        today = day_in(zone_of(programme), d.at)
        check_overrule(queries.eligibility(programme, workshop, type), queries.is_eligible_at_all(programme, workshop, today))
        entry = d.record(fact)
        reckon_offers(d, workshop, [type])
        return entry
