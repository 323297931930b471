"""Workshops, clusters, hours, calls for offers and offers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet, Sum

from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import zone_of
from tempa.ledger.writing import instances_of, rows_of
from tempa.registry.models import Capacity, Closure, Cluster, Offer, OfferCall, Workshop
from tempa.registry.rules import SCORES, Aggregate, Call, aggregate, missing_for_work


def workshops(programme: Programme) -> QuerySet[Workshop]:
    return Workshop.objects.filter(programme=programme).order_by("position")


def workshop_named(programme: Programme, code: str) -> Workshop | None:
    return next(iter(instances_of(Workshop, 'programme_id = %s AND "key" = %s', [programme.pk, code])), None)


def workshop_names(programme: Programme) -> dict[str, str]:
    return dict(rows_of(Workshop, ("key", "name"), "programme_id = %s ORDER BY position", [programme.pk]))


def leads(programme: Programme) -> dict[str, str]:
    """Workshop or school -> its lead; blank where it has none."""
    return dict(rows_of(Workshop, ("key", "lead"), "programme_id = %s ORDER BY position", [programme.pk]))


def clusters(programme: Programme) -> QuerySet[Cluster]:
    return Cluster.objects.filter(programme=programme).order_by("position")


def cluster_names(programme: Programme) -> dict[str, str]:
    return dict(Cluster.objects.filter(programme=programme).values_list("key", "name"))


def hours(programme: Programme, workshop: str) -> list[tuple[str, Decimal]]:
    """(resource, hours a week) of a site."""
    rows = Capacity.objects.filter(programme=programme, workshop=workshop).order_by("position")
    return [(r.resource, Decimal(r.cells["hours_per_week"])) for r in rows]


def closures(programme: Programme, workshop: str) -> QuerySet[Closure]:
    return Closure.objects.filter(programme=programme, workshop__in=[workshop, "*"]).order_by("position")


def offers_of(programme: Programme, workshop: str) -> QuerySet[Offer]:
    return Offer.objects.filter(programme=programme, workshop=workshop).order_by("type")


def offers_for(programme: Programme, type: str) -> QuerySet[Offer]:
    return Offer.objects.filter(programme=programme, type=type).order_by("unit_price")


def verification(workshop: Workshop) -> list[tuple[str, str]]:
    """(what was verified, score as stated or blank)."""
    return [(c, workshop.cells[c]) for c in SCORES]


def cannot_work_because(workshop: Workshop) -> list[str]:
    """Which of the four scores keep a site from being given work."""
    return missing_for_work(workshop.cells)


def offer_counts(programme: Programme) -> dict[str, int]:
    """How many sites offer each type."""
    return dict(Offer.objects.filter(programme=programme).values_list("type").annotate(n=Count("pk")).order_by())


def site_counts(programme: Programme) -> dict[str, int]:
    """How many sites there are of each kind."""
    return dict(Workshop.objects.filter(programme=programme).values_list("kind").annotate(n=Count("pk")).order_by())


def offer_prices(programme: Programme) -> dict[tuple[str, str], int]:
    """(workshop, type) -> what the site asks per unit, rupiah without VAT."""
    rows = Offer.objects.filter(programme=programme).values_list("workshop", "type", "unit_price")
    return {(w, t): price for w, t, price in rows}


def weekly_hours(programme: Programme, workshops: list[str]) -> dict[str, Decimal]:
    """Workshop -> hours a week of all its resources together."""
    sums: dict[str, Decimal] = {}
    for workshop, cells in Capacity.objects.filter(programme=programme, workshop__in=workshops).values_list("workshop", "cells"):
        sums[workshop] = sums.get(workshop, Decimal(0)) + Decimal(cells["hours_per_week"])
    return sums


def makers(programme: Programme) -> QuerySet[Workshop]:
    """Workshops and schools: who may offer."""
    return workshops(programme).exclude(kind="facility")


def calls(programme: Programme) -> QuerySet[OfferCall]:
    return OfferCall.objects.filter(programme=programme).select_related("opened_by", "programme").order_by("-number")


def call_named(programme: Programme, call: UUID) -> OfferCall | None:
    return calls(programme).filter(call=call).first()


def open_call(programme: Programme, at: datetime) -> OfferCall | None:
    """The call in which offers are taken at this moment, the one that closes first where there are several."""
    return calls(programme).filter(opens_at__lte=at, closes_at__gt=at).order_by("closes_at", "number").first()


def as_rules_see(call: OfferCall) -> Call:
    return Call(call.types, call.opens_at, call.closes_at, zone_of(call.programme))


class OfferSpan(NamedTuple):
    """The offers of a type: how many, lowest, mean and highest, whole rupiah without VAT."""

    offers: int
    lowest: int
    mean: int
    highest: int


def offer_spans(programme: Programme) -> dict[str, OfferSpan]:
    """Type -> all that is offered for it; for the park and the audit alone, who see every offer."""
    rows = Offer.objects.filter(programme=programme).values_list("type").annotate(
        n=Count("pk"), low=Min("unit_price"), total=Sum("unit_price"), high=Max("unit_price")
    ).order_by()  # fmt: skip
    return {type: OfferSpan(n, low, (2 * total + n) // (2 * n), high) for type, n, low, total, high in rows}


def offer_of(programme: Programme, workshop: str, type: str) -> Offer | None:
    return Offer.objects.filter(programme=programme, key=f"{workshop}|{type}").select_related("entry__by").first()


def stated_in_call(programme: Programme, call: UUID) -> dict[str, tuple[int, datetime]]:
    """Workshop -> how often it stated offers in a call, and when last."""
    found: dict[str, tuple[int, datetime]] = {}
    entries = Entry.objects.filter(programme=programme, kind="OffersStated", further__subject=f"call:{call}").order_by("sequence")
    for subject, at in entries.values_list("subject", "at"):
        workshop = subject.partition(":")[2]
        found[workshop] = (found.get(workshop, (0, at))[0] + 1, at)
    return found


def types_still_open(programme: Programme, at: datetime) -> set[str] | None:
    """Types for which offers are not told yet, because a call for them is announced or open; None: all types."""
    found = list(OfferCall.objects.filter(programme=programme, closes_at__gt=at).values_list("types", flat=True))
    return None if any(not types for types in found) else {t for types in found for t in types}


def offers_told(programme: Programme, types: Iterable[str], at: datetime) -> dict[str, Aggregate]:
    """Type -> what others than the park may know of its offers; a type whose call has not closed is not told at all."""
    still = types_still_open(programme, at)
    told = set(types) - still if still is not None else set()
    prices: dict[str, list[int]] = {}
    for type, price in Offer.objects.filter(programme=programme, type__in=told).values_list("type", "unit_price"):
        prices.setdefault(type, []).append(price)
    return {type: aggregate(found) for type, found in prices.items()}
