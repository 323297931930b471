"""What others may read of the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet

from tempa.catalogue.models import (
    ContentCertificate,
    EstimateLine,
    EstimateSheet,
    InputOrigin,
    MachineType,
    MachineUse,
    Material,
    OutsideOffer,
    PartsListItem,
    PriceEntry,
    PriceObjection,
    RoutingStep,
    TypeAlias,
)
from tempa.catalogue.rules import reckoning
from tempa.catalogue.rules.content import From, Shown
from tempa.catalogue.rules.elsewhere import Needs, Offer, Use
from tempa.catalogue.rules.estimates import Standing
from tempa.catalogue.rules.reckoning import Book, Built, Reckoning, Span
from tempa.ledger.models import Programme
from tempa.ledger.writing import among, instances_of, rows_of


def types(programme: Programme) -> QuerySet[MachineType]:
    return MachineType.objects.filter(programme=programme).order_by("position")


def type_named(programme: Programme, code: str) -> MachineType | None:
    return next(iter(instances_of(MachineType, "programme_id = %s AND key = %s", [programme.pk, code])), None)


def type_names(programme: Programme, codes: Iterable[str] | None = None) -> dict[str, str]:
    """Indonesian name by code."""
    some = None if codes is None else list(set(codes))
    where = "programme_id = %s" if some is None else f"programme_id = %s AND key {among(some)}"
    return dict(rows_of(MachineType, ("key", "name_id"), f"{where} ORDER BY position", [programme.pk, *(some or ())]))


def warranty_months(programme: Programme) -> dict[str, int]:
    """Type -> months of warranty that its specification asks for; a type that says nothing is missing."""
    found = MachineType.objects.filter(programme=programme).values_list("key", "cells")
    return {key: int(cells["warranty_months"]) for key, cells in found if cells.get("warranty_months")}


def prices(programme: Programme) -> dict[str, int]:
    """The owner's estimate (HPS) of every type, rupiah without VAT."""
    return dict(rows_of(MachineType, ("key", "unit_price"), "programme_id = %s ORDER BY position", [programme.pk]))


def price_of(programme: Programme, code: str) -> int:
    """The owner's estimate (HPS) of a type, rupiah without VAT."""
    return MachineType.objects.values_list("unit_price", flat=True).get(programme=programme, key=code)


def routing(programme: Programme, code: str) -> QuerySet[RoutingStep]:
    return RoutingStep.objects.filter(programme=programme, type=code).order_by("position")


def routings(programme: Programme, codes: Collection[str]) -> QuerySet[RoutingStep]:
    """The routing steps of several types."""
    return RoutingStep.objects.filter(programme=programme, type__in=codes).order_by("position")


def steps_of_types(programme: Programme, codes: Collection[str]) -> list[tuple[str, dict[str, str]]]:
    """(type, cells) of the routing steps of several types, in their order."""
    some = list(codes)
    return rows_of(RoutingStep, ("type", "cells"), f"programme_id = %s AND type {among(some)} ORDER BY position", [programme.pk, *some])


def resources_of_types(programme: Programme) -> dict[str, set[str]]:
    """Type -> the resources that its steps use."""
    found: dict[str, set[str]] = {}
    for type, cells in rows_of(RoutingStep, ("type", "cells"), "programme_id = %s ORDER BY position", [programme.pk]):
        found.setdefault(type, set()).add(cells["resource"])
    return found


def parts_list(programme: Programme, code: str) -> list[tuple[PartsListItem, Material | None]]:
    """The parts list of a type with the material of each row."""
    items = list(PartsListItem.objects.filter(programme=programme, type=code).order_by("position"))
    known = {m.material: m for m in Material.objects.filter(programme=programme, key__in=[i.material for i in items])}
    return [(i, known.get(i.material)) for i in items]


def materials(programme: Programme, supplier: str | None = None) -> QuerySet[Material]:
    found = Material.objects.filter(programme=programme).order_by("position")
    return found if supplier is None else found.filter(supplier=supplier)


def materials_of_kind(programme: Programme, kind: str) -> set[str]:
    """The codes of the materials of a kind."""
    rows = rows_of(Material, ("material", "cells"), "programme_id = %s", [programme.pk])
    return {material for material, cells in rows if cells["kind"] == kind}


def lead_weeks(programme: Programme) -> dict[str, int]:
    """Material -> the weeks until it comes."""
    rows = rows_of(Material, ("material", "cells"), "programme_id = %s ORDER BY position", [programme.pk])
    return {material: int(cells["lead_time_weeks"] or 0) for material, cells in rows}


def material_codes(programme: Programme) -> set[str]:
    return {code for (code,) in rows_of(Material, ("key",), "programme_id = %s", [programme.pk])}


def aliases(programme: Programme) -> dict[str, str]:
    """Decided names: name as written -> type code."""
    return dict(TypeAlias.objects.filter(programme=programme).values_list("name", "type"))


def aliases_of(programme: Programme, code: str) -> list[str]:
    return list(
        TypeAlias.objects.filter(programme=programme, type=code).order_by("name").values_list("name", flat=True)
    )


def price_objections(programme: Programme) -> QuerySet[PriceObjection]:
    """Objections to prices, the newest first."""
    people = ("raised_by", "answered_by", "overruled_by")
    return PriceObjection.objects.filter(programme=programme).select_related(*people).order_by("-number")


def price_objection_named(programme: Programme, objection: UUID) -> PriceObjection | None:
    return price_objections(programme).filter(objection=objection).first()


def unanswered_price_objections(programme: Programme) -> QuerySet[PriceObjection]:
    """Those that wait for the park's answer; some of them may be overruled meanwhile."""
    return price_objections(programme).filter(answered_at=None)


def open_price_objections(programme: Programme, types: Iterable[str]) -> QuerySet[PriceObjection]:
    """Those that hold the contracts of these types: neither answered nor overruled; the oldest first."""
    return unanswered_price_objections(programme).filter(overruled_at=None, type__in=set(types)).order_by("number")


def price_set_by(programme: Programme, type: str) -> int | None:
    """The number of who last stated the price of a type; None where there is no such type."""
    return MachineType.objects.filter(programme=programme, key=type).values_list("entry__by", flat=True).first()


def price_entries(programme: Programme, input: str = "", item: str | None = None) -> QuerySet[PriceEntry]:
    """Entries of the price list, the last recorded first; those that were put right among them."""
    found = PriceEntry.objects.filter(programme=programme).order_by("-entry__sequence")
    if input:
        found = found.filter(input=input)
    return found if item is None else found.filter(item=item)


def standing_prices(programme: Programme) -> set[tuple[Any, ...]]:
    """What the standing entries say, each as one that says the same is known (`Said.same`)."""
    found = price_entries(programme).filter(replaced_by=None)
    return set(found.values_list("input", "item", "low", "likely", "high", "dated", "valid_until", "source", "reference", "place"))


def price_entry(programme: Programme, fact: UUID) -> PriceEntry | None:
    return PriceEntry.objects.filter(programme=programme, entry=fact).select_related("entry__by").first()


def book(programme: Programme, at: date) -> Book:
    """The price list as it stands on a day, without entries that were put right."""
    return Book(price_entries(programme).filter(replaced_by=None), at)


def built(programme: Programme, codes: Collection[str] | None = None) -> list[Built]:
    """Types as the programme's tables describe them, in their order."""
    known = {m.material: m.cells for m in materials(programme)}
    found, parts, steps = types(programme), PartsListItem.objects.filter(programme=programme), RoutingStep.objects.filter(programme=programme)
    if codes is not None:
        found, parts, steps = found.filter(key__in=codes), parts.filter(type__in=codes), steps.filter(type__in=codes)
    of: dict[str, tuple[list[reckoning.Material], list[reckoning.Step]]] = {}
    for part in parts.order_by("position"):
        of.setdefault(part.type, ([], []))[0].append(material_of(part, known.get(part.material)))
    for step in steps.order_by("position"):
        cells = step.cells
        of.setdefault(step.type, ([], []))[1].append(
            reckoning.Step(int(cells["step"]), cells["resource"], cells["hours_per_unit"], cells["setup_hours"])
        )
    return [Built(code, name, *of.get(code, ([], []))) for code, name in found.values_list("key", "name_id")]


def parts_lists(programme: Programme, codes: Collection[str] | None = None) -> dict[str, list[tuple[str, str]]]:
    """Type -> the materials of one unit with their quantities as the table has them, in their order."""
    some = None if codes is None else list(codes)
    found, parts, values = "programme_id = %s", "programme_id = %s", [programme.pk, *(some or ())]
    if some is not None:
        found, parts = f"{found} AND key {among(some)}", f"{parts} AND type {among(some)}"
    lists: dict[str, list[tuple[str, str]]] = {code: [] for (code,) in rows_of(MachineType, ("key",), f"{found} ORDER BY position", values)}
    for type, material, cells in rows_of(PartsListItem, ("type", "material", "cells"), f"{parts} ORDER BY position", values):
        if type in lists:
            lists[type].append((material, cells["quantity"]))
    return lists


def material_of(part: PartsListItem, cells: Mapping[str, str] | None) -> reckoning.Material:
    quantity = part.cells["quantity"]
    if cells is None:
        return reckoning.Material(part.material, part.material, "", "", quantity, None)
    return reckoning.Material(part.material, cells["name_id"], cells["unit"], cells["kind"], quantity, int(cells["unit_price"]))


def reckoned(programme: Programme, type: str, at: date) -> Reckoning | None:
    """What a type should cost on a day; None where nothing is known of what it is made of."""
    found = built(programme, [type])
    return reckoning.reckon(found[0], book(programme, at)) if found else None


def spans(programme: Programme, at: date, lots: Mapping[str, int]) -> dict[str, Span]:
    """Type -> what it should cost, low, likely and high, in a lot of that size (1 where none is named)."""
    held = book(programme, at)
    found = ((one.code, reckoning.reckon(one, held)) for one in built(programme))
    return {code: r.span(lots.get(code, 1)) for code, r in found if r is not None}


def least_lots(programme: Programme) -> dict[str, int]:
    """The smallest lot of each type."""
    return {code: int(cells["min_lot"] or 1) for code, cells in types(programme).values_list("key", "cells")}


def outside_offers(programme: Programme, type: str) -> QuerySet[OutsideOffer]:
    """Machines of this type as others offer them, the last recorded first."""
    return OutsideOffer.objects.filter(programme=programme, type=type).select_related("entry__by").order_by("-entry__sequence")


def offer_of(row: OutsideOffer) -> Offer:
    said: dict[str, Any] = row.said
    return Offer(**said | {"dated": row.dated, "valid_until": row.valid_until})


def machine_use(programme: Programme, type: str) -> Use | None:
    """How a type is used, as it was last stated."""
    row = MachineUse.objects.filter(programme=programme, type=type).order_by("-entry__sequence").first()
    if row is None:
        return None
    said: dict[str, Any] = row.said
    return Use(**said | {"dated": row.dated, "needs": {side: Needs(**needs) for side, needs in said["needs"].items()}})


def certificates(programme: Programme, subject: str = "") -> QuerySet[ContentCertificate]:
    found = ContentCertificate.objects.filter(programme=programme).select_related("entry__by").order_by("-issued", "number")
    return found.filter(subject=subject) if subject else found


def certificates_by_subject(programme: Programme) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for c in certificates(programme):
        found.setdefault(c.subject, []).append(Shown(c.subject, c.holder, c.number, c.method, c.tkdn, c.bmp, c.issued, c.expires))
    return found


def origins(programme: Programme) -> dict[str, From]:
    """Item -> where it comes from, as it was last stated."""
    found = InputOrigin.objects.filter(programme=programme)
    return {o.item: From(o.item, o.national, o.province, o.proof, o.dated) for o in found}


def estimate_sheets(programme: Programme) -> QuerySet[EstimateSheet]:
    """HPS sheets, the newest first."""
    found = EstimateSheet.objects.filter(programme=programme).select_related("set_by", "decided_by", "entry", "superseded_by")
    return found.order_by("-entry__sequence")


def estimate_sheet(programme: Programme, sheet: UUID) -> EstimateSheet | None:
    return estimate_sheets(programme).filter(pk=sheet).first()


def standing(sheet: EstimateSheet) -> Standing:
    return Standing(sheet.set_by_id, sheet.decided_by_id, bool(sheet.approved), sheet.superseded_by_id is not None)


def next_version(programme: Programme, name: str) -> int:
    last = EstimateSheet.objects.filter(programme=programme, name=name).aggregate(n=Max("version"))["n"]
    return (last or 0) + 1


class ApprovedEstimate(NamedTuple):
    """The price of a type on the HPS sheet that holds: rupiah without VAT."""

    sheet: UUID
    name: str
    version: int
    unit_price: int


def approved_estimates(programme: Programme) -> dict[str, ApprovedEstimate]:
    """Type -> its price on the sheet approved last that has it and was not superseded."""
    lines = EstimateLine.objects.filter(sheet__programme=programme, sheet__approved=True, sheet__superseded_by=None)
    rows = lines.order_by("sheet__decided_at", "sheet__entry__sequence").values_list(
        "type", "sheet", "sheet__name", "sheet__version", "unit_price"
    )
    return {type: ApprovedEstimate(sheet, name, version, price) for type, sheet, name, version, price in rows}


def approved_estimate(programme: Programme, type: str) -> ApprovedEstimate | None:
    """What later rooms ask: the approved sheet that holds for a type; None where there is none."""
    return approved_estimates(programme).get(type)


def sheets_of_type(programme: Programme, type: str) -> QuerySet[EstimateSheet]:
    return estimate_sheets(programme).filter(pk__in=EstimateLine.objects.filter(type=type).values("sheet"))
