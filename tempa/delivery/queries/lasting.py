"""How the machines of each workshop last at their recipients, as its rating asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from tempa.catalogue import queries as catalogue
from tempa.delivery.models import HandoverUnit, Repair, RepairStep
from tempa.delivery.rules import WARRANTY_MONTHS, repair_stage
from tempa.delivery.rules.lasting import Fault, field_records
from tempa.ledger.models import Programme
from tempa.production import queries as production
from tempa.quality.queries import FieldRecord


def field_of(programme: Programme, today: date) -> dict[str, FieldRecord]:
    """Maker -> failures that are its own over machine-months under warranty, on a day; makers without a machine at a recipient are missing."""
    received: dict[str, list[date]] = defaultdict(list)
    passed = HandoverUnit.objects.filter(programme=programme, step=3, state__in=("taken", "returned"), handover__taken_on__lte=today)
    for serial, on in passed.values_list("serial", "handover__taken_on"):
        if on is not None:
            received[serial].append(on)
    if not received:
        return {}
    makers = dict(production.all_units(programme).order_by().values_list("serial", "maker"))
    return field_records(received, makers, faults(programme, makers, today), today, warranties(programme, received))


def warranties(programme: Programme, serials: Collection[str]) -> dict[str, int]:
    """Unit -> months of its warranty, as the specification of its type says."""
    said = catalogue.warranty_months(programme)
    return {serial: said.get(type, WARRANTY_MONTHS) for serial, type in production.types_of_units(programme, serials)}


def faults(programme: Programme, makers: Mapping[str, str], today: date) -> list[Fault]:
    """What was reported under warranty by a day, with the stage of each repair."""
    said: dict[int, list[str]] = defaultdict(list)
    for repair, step in RepairStep.objects.filter(programme=programme).order_by("at", "pk").values_list("repair_id", "step"):
        said[repair].append(step)
    rows = Repair.objects.filter(programme=programme, under_warranty=True, reported_on__lte=today)
    return [
        Fault(serial, makers[serial], on, repair_stage(said[pk]), closed_on)
        for pk, serial, on, closed_on in rows.values_list("pk", "serial", "reported_on", "closed_on")
    ]
