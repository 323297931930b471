"""What others may read of the registry."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, QuerySet

from tempa.ledger.models import Programme
from tempa.registry.models import Capacity, Closure, Cluster, Offer, Workshop
from tempa.registry.rules import SCORES, missing_for_work


def workshops(programme: Programme) -> QuerySet[Workshop]:
    return Workshop.objects.filter(programme=programme).order_by("position")


def workshop_named(programme: Programme, code: str) -> Workshop | None:
    return Workshop.objects.filter(programme=programme, key=code).first()


def workshop_names(programme: Programme) -> dict[str, str]:
    return dict(Workshop.objects.filter(programme=programme).values_list("key", "name"))


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
