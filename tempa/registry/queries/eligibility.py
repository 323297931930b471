"""Which workshop may be given which process and type, each with the reason; offers that are held back; what the head let through."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from tempa.catalogue import queries as catalogue
from tempa.ledger.models import Programme
from tempa.ledger.writing import among, instances_of, rows_of
from tempa.registry.models import Capacity, EligibilityOverrule, HeldOffer, SharedMachine, TypeProcesses, Workshop
from tempa.registry.queries.verification import criteria_named, found_in, merged_into, visits_that_hold
from tempa.registry.rules import SCORES
from tempa.registry.rules.eligibility import (
    Eligible,
    Shop,
    able_of,
    eligible_at_all,
    limited,
    processes_of,
    type_eligible,
)
from tempa.registry.rules.probation import NO_PROBATION, Probation
from tempa.registry.rules.remark import Remark


def shops(programme: Programme, workshops: Collection[str] | None = None) -> dict[str, Shop]:
    """Workshop -> all that eligibility looks at; of all, or only of some (their leads are looked at too)."""
    every = {w.workshop: w for w in instances_of(Workshop, "programme_id = %s ORDER BY position", [programme.pk])}
    asked = set(every) if workshops is None else set(workshops) & set(every)
    leads = {every[w].lead for w in asked} & set(every)
    facilities = {code for code, w in every.items() if w.kind == "facility"}
    resources = resources_by_workshop(programme, asked | leads | facilities)
    visits, gone = visits_that_hold(programme, asked | leads), merged_into(programme)
    criteria = functools.cache(functools.partial(criteria_named, programme))
    let_through: dict[str, dict[str, str]] = {}
    for o in EligibilityOverrule.objects.filter(programme=programme, workshop__in=asked):
        let_through.setdefault(o.workshop, {})[o.type] = o.reason

    def bare(code: str) -> Shop:
        row, visit = every[code], visits.get(code)
        found = found_in(visit, criteria(visit.criteria)) if visit else None
        return Shop(
            code, row.kind, {c: row.cells[c] for c in SCORES}, row.cells["verified_from"], row.cells["verified_until"], row.lead, found,
            resources.get(code, frozenset()), same_as=gone.get(code, ""), overruled=let_through.get(code, {}),
        )  # fmt: skip

    shared = frozenset(r for code in facilities for r in resources.get(code, ())) | booked_processes(programme)
    at_leads = {code: able_of(bare(code)) for code in leads}
    return {code: with_others(bare(code), at_leads, shared) for code in asked}


def with_others(shop: Shop, at_leads: dict[str, frozenset[str]], shared: frozenset[str]) -> Shop:
    return replace(shop, at_lead=at_leads.get(shop.lead, frozenset()), shared=shared)


def booked_processes(programme: Programme) -> frozenset[str]:
    """Processes of the shared machines that can be booked."""
    return frozenset(SharedMachine.objects.filter(programme=programme, is_withdrawn=False).values_list("process", flat=True))


def resources_by_workshop(programme: Programme, workshops: Collection[str]) -> dict[str, frozenset[str]]:
    """Workshop -> the resources of which it has hours."""
    found: dict[str, set[str]] = {}
    where = f"programme_id = %s AND workshop {among(workshops)}"
    for workshop, resource, cells in rows_of(Capacity, ("workshop", "resource", "cells"), where, [programme.pk, *workshops]):
        if float(cells["hours_per_week"]) > 0:
            found.setdefault(workshop, set()).add(resource)
    return {workshop: frozenset(resources) for workshop, resources in found.items()}


def shop_of(programme: Programme, workshop: str) -> Shop | None:
    return shops(programme, [workshop]).get(workshop)


def eligibility(programme: Programme, workshop: str, type: str, on: date | None = None) -> Eligible:
    """Whether a workshop may be given a type, with the reason in words; on a day, or whenever its verification holds."""
    found = eligibilities(programme, workshop, [type], on)
    return found[type] if type in found else Eligible(False, Remark("Bengkel %(workshop)s tidak ada di program ini.", workshop=workshop))


def eligibilities(
    programme: Programme, workshop: str, types: Iterable[str] | None = None, on: date | None = None, probation: Probation = NO_PROBATION
) -> dict[str, Eligible]:
    """Type -> whether a workshop may be given it; of all types, or only of some. None where there is no such workshop.

    `probation` says how large a lot may be where the workshop stands on the ladder.
    """
    shop = shop_of(programme, workshop)
    if shop is None:
        return {}
    routings, asked = resources_by_type(programme), processes_by_type(programme)
    wanted = list(types) if types is not None else list(routings)
    return {
        t: limited(type_eligible(shop, t, resources=routings.get(t, frozenset()), processes=asked.get(t, ()), on=on), probation) for t in wanted
    }


def is_eligible_at_all(programme: Programme, workshop: str, on: date | None = None) -> Eligible:
    shop = shop_of(programme, workshop)
    return eligible_at_all(shop, on) if shop else Eligible(False, Remark("Bengkel %(workshop)s tidak ada di program ini.", workshop=workshop))


def eligible_processes(programme: Programme, workshop: str) -> dict[str, Eligible]:
    """Process -> whether it may be done at a workshop; nothing where only its row is known."""
    shop = shop_of(programme, workshop)
    return processes_of(shop.found) if shop is not None and shop.found is not None else {}


def resources_by_type(programme: Programme) -> dict[str, frozenset[str]]:
    return {type: frozenset(resources) for type, resources in catalogue.resources_of_types(programme).items()}


def processes_by_type(programme: Programme) -> dict[str, list[str]]:
    """Type -> the processes that it asks for beside the resources of its routing."""
    return dict(TypeProcesses.objects.filter(programme=programme).values_list("type", "processes"))


def held_offers(programme: Programme, workshop: str = "") -> QuerySet[HeldOffer]:
    found = HeldOffer.objects.filter(programme=programme).select_related("entry").order_by("workshop", "type")
    return found.filter(workshop=workshop) if workshop else found


def overrules(programme: Programme, workshop: str = "") -> QuerySet[EligibilityOverrule]:
    found = EligibilityOverrule.objects.filter(programme=programme).select_related("by").order_by("-at")
    return found.filter(workshop=workshop) if workshop else found
