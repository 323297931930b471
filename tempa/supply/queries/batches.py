"""Batches of material by the mill's certificate or heat number: with which order each came, and which lots have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tempa.ledger.models import Programme
from tempa.ledger.writing import among, rows_of
from tempa.supply.models import StockMove


@dataclass(frozen=True)
class Batch:
    """What came of a material with one certificate in one receipt; the quantity in ten-thousandths."""

    certificate: str
    material: str
    receipt: str
    order: str
    supplier: str
    received_on: date
    quantity: int
    sequence: int


@dataclass(frozen=True)
class BatchInLot:
    """A batch in a lot. `is_certain`: its note names the batch; else the material was in stock when the lot got some, and may be it."""

    lot: str
    batch: Batch
    issued_on: date
    quantity: int
    is_certain: bool


def as_named(certificate: str) -> str:
    """A certificate as it is compared: without blanks at its ends and between, in capitals."""
    return " ".join(certificate.split()).upper()


def batches(programme: Programme, materials: Iterable[str] | None = None) -> list[Batch]:
    """Every batch that came with a certificate, the first received first."""
    found = StockMove.objects.filter(programme=programme, kind="receipt").exclude(certificate="")
    if materials is not None:
        found = found.filter(material__in=list(materials))
    return [
        Batch(m.certificate, m.material, m.code.rpartition(".")[0], m.line.purchase.order, m.line.purchase.supplier, m.moved_on, m.quantity,
              m.entry.sequence)
        for m in found.select_related("line__purchase", "entry").order_by("entry__sequence", "pk") if m.line is not None
    ]  # fmt: skip


def batches_by(programme: Programme, materials: Iterable[str], day: date) -> set[tuple[str, str]]:
    """(material, certificate as compared) of what of these materials came with one by the end of a day."""
    some = list(materials)
    where = f"programme_id = %s AND material {among(some)} AND kind = 'receipt' AND certificate <> '' AND line_id IS NOT NULL"
    rows = rows_of(StockMove, ("material", "certificate", "moved_on"), where, [programme.pk, *some])
    return {(material, as_named(certificate)) for material, certificate, on in rows if on <= day}


def batches_called(programme: Programme, certificate: str) -> list[Batch]:
    wanted = as_named(certificate)
    return [b for b in batches(programme) if as_named(b.certificate) == wanted] if wanted else []


def batches_left(programme: Programme, materials: Iterable[str]) -> dict[tuple[str, str], int]:
    """(material, certificate as compared) -> how much of it no note has named yet; what came back may be of any batch, and so is added."""
    left: dict[tuple[str, str], int] = {}
    back: dict[str, int] = {}
    some = list(set(materials))
    where = f"programme_id = %s AND material {among(some)} AND kind IN ('receipt', 'issue', 'return')"
    for kind, material, quantity, name in rows_of(StockMove, ("kind", "material", "quantity", "certificate"), where, [programme.pk, *some]):
        if kind == "return":
            back[material] = back.get(material, 0) + quantity
        elif name:
            left[material, as_named(name)] = left.get((material, as_named(name)), 0) + quantity
    return {(material, name): quantity + back.get(material, 0) for (material, name), quantity in left.items()}


def lots_with(programme: Programme, found: Iterable[Batch]) -> list[BatchInLot]:
    """Where these batches went: surely where the note names them, perhaps where it names none and was written after they came."""
    of = list(found)
    moves = StockMove.objects.filter(programme=programme, kind="issue", material__in={b.material for b in of}).select_related("entry")
    held: dict[tuple[str, Batch], BatchInLot] = {}
    for m in moves.order_by("entry__sequence", "pk"):
        for b in of:
            is_certain = as_named(m.certificate) == as_named(b.certificate)
            if b.material != m.material or m.entry.sequence < b.sequence or not (is_certain or not m.certificate):
                continue
            if (before := held.get((m.lot, b))) is None or is_certain > before.is_certain:
                held[m.lot, b] = BatchInLot(m.lot, b, m.moved_on, -m.quantity, is_certain)
    return list(held.values())


def batches_in(programme: Programme, lot: str) -> list[BatchInLot]:
    """The batches of a lot, those that are certain first."""
    materials = set(StockMove.objects.filter(programme=programme, kind="issue", lot=lot).values_list("material", flat=True))
    found = [one for one in lots_with(programme, batches(programme, materials)) if one.lot == lot]
    return sorted(found, key=lambda one: (not one.is_certain, one.batch.material, one.batch.sequence))
