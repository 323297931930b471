"""What lies in stock, how it came and went, what lots were given and what it is worth, engines by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet, Sum

from tempa.ledger.models import Programme
from tempa.ledger.writing import among, count_of, instances_of, rows_of
from tempa.supply.models import EngineNumber, IssueNote, LotMaterial, Stock, StockMove
from tempa.supply.rules.amounts import quantity_text
from tempa.supply.rules.stock import Move, mean_price


@dataclass(frozen=True)
class StockRow:
    """A material in the park's store; amounts in ten-thousandths, `value` at what was paid for it on average."""

    material: str
    received: int
    issued: int
    counted: int
    mean: Fraction

    @property
    def level(self) -> int:
        return self.received + self.counted - self.issued


def stock(programme: Programme) -> dict[str, StockRow]:
    """Material -> what came, went and lies there."""
    paid: dict[str, list[tuple[int, int]]] = {}
    came = StockMove.objects.filter(programme=programme, kind="receipt")
    rows = came.values_list("material").annotate(q=Sum("quantity"), v=Sum("value")).order_by()
    for material, amount, value in rows:
        paid.setdefault(material, []).append((amount, value))
    found = Stock.objects.filter(programme=programme).order_by("material")
    return {s.material: StockRow(s.material, s.received, s.issued, s.counted, mean_price(paid.get(s.material, ()))) for s in found}


def moves(programme: Programme, material: str) -> QuerySet[StockMove]:
    """The ledger of a material, in the order in which it was recorded."""
    found = StockMove.objects.filter(programme=programme, material=material)
    return found.select_related("entry__by", "line__purchase").order_by("entry__sequence", "pk")


def moves_of(programme: Programme, materials: Iterable[str]) -> dict[str, list[Move]]:
    """Material -> its moves as rules see them."""
    found: dict[str, list[Move]] = {m: [] for m in materials}
    columns, where = ("id", "material", "moved_on", "kind", "quantity", "value", "lot"), f"programme_id = %s AND material {among(found)}"
    for _id, material, on, kind, amount, value, lot in sorted(rows_of(StockMove, columns, where, [programme.pk, *found])):
        found[material].append(Move(on, kind, amount, value, lot))
    return found


def mean_price_of(moves: Iterable[Move], on: date) -> Fraction:
    """Rupiah a unit that was paid on average, with freight, over what came until a day."""
    return mean_price((m.quantity, m.value) for m in moves if m.kind == "receipt" and m.moved_on <= on)


def counts_of(programme: Programme) -> QuerySet[StockMove]:
    return StockMove.objects.filter(programme=programme, kind="count").select_related("entry__by").order_by("-entry__sequence")


# what lots were given


def issues(programme: Programme) -> QuerySet[IssueNote]:
    return IssueNote.objects.filter(programme=programme).select_related("entry__by", "confirmed_by").order_by("-issue")


def issues_of(programme: Programme, workshop: str) -> QuerySet[IssueNote]:
    return issues(programme).filter(workshop=workshop)


def issue_named(programme: Programme, issue: str) -> IssueNote | None:
    return issues(programme).filter(issue=issue).first()


def lines_of_issue(note: IssueNote) -> list[StockMove]:
    return list(StockMove.objects.filter(programme=note.programme_id, entry=note.entry_id).order_by("pk"))


def next_issue(programme: Programme) -> str:
    return f"M{count_of(IssueNote, 'programme_id = %s', [programme.pk]) + 1:04}"


def issued_to(programme: Programme, lots: Iterable[str] | None = None) -> dict[tuple[str, str], LotMaterial]:
    """(lot, material) -> what the lot has of it; `lots` None: all."""
    some = None if lots is None else list(lots)
    where = "programme_id = %s" if some is None else f"programme_id = %s AND lot {among(some)}"
    found = instances_of(LotMaterial, f"{where} ORDER BY lot, material", [programme.pk, *(some or ())])
    return {(m.lot, m.material): m for m in found}


def issued_value(programme: Programme, lots: Iterable[str] | None = None) -> dict[str, int]:
    """Lot -> rupiah of material that it was given, less what came back: what is taken off the payment of its workshop."""
    some, found = None if lots is None else list(lots), dict[str, int]()
    where = "programme_id = %s" if some is None else f"programme_id = %s AND lot {among(some)}"
    for lot, value in rows_of(LotMaterial, ("lot", "value"), f"{where} ORDER BY lot", [programme.pk, *(some or ())]):
        found[lot] = found.get(lot, 0) + value
    return found


# engines


@dataclass(frozen=True)
class EngineRow:
    """An engine by the number on its plate: with which order of whom it came, and which lot has it (empty: in stock)."""

    number: str
    sign: str
    material: str
    order: str
    supplier: str
    lot: str
    workshop: str


def engines(programme: Programme) -> QuerySet[EngineNumber]:
    return EngineNumber.objects.filter(programme=programme).select_related("line__purchase").order_by("material", "number")


def engines_received(programme: Programme, lots: Iterable[str] | None = None) -> list[EngineRow]:
    """Every engine that was received with its number; `lots`: those that these lots have."""
    found = engines(programme) if lots is None else engines(programme).filter(lot__in=list(lots))
    return [
        EngineRow(e.number, e.sign, e.material, e.line.purchase.order, e.line.purchase.supplier, e.lot, e.workshop) for e in found
    ]  # fmt: skip


def known_engines(programme: Programme, signs: Iterable[str]) -> dict[str, str]:
    """Sign -> the order with which it came, of engines that are known already."""
    found = EngineNumber.objects.filter(programme=programme, sign__in=list(signs)).select_related("line__purchase")
    return {e.sign: e.line.purchase.order for e in found}


def engines_at(programme: Programme, lot: str = "") -> Mapping[str, str]:
    """Sign -> material of the engines that a lot has; of none: those that lie in stock."""
    return dict(rows_of(EngineNumber, ("sign", "material"), "programme_id = %s AND lot = %s", [programme.pk, lot]))


# for the audit pack


def for_pack_issues(programme: Programme) -> list[dict[str, str]]:
    """A row for each line of every note; what came back is negative."""
    found = StockMove.objects.filter(programme=programme, kind__in=["issue", "return"]).select_related("entry__by").order_by("entry__sequence", "pk")
    return [
        {
            "issue": m.code, "material": m.material, "quantity": quantity_text(-m.quantity), "value": str(-m.value), "workshop": m.workshop,
            "lot": m.lot, "issued_on": str(m.moved_on), "by": str(m.entry.by.public_id),
        }
        for m in found
    ]  # fmt: skip


def values_of_issues(programme: Programme) -> dict[UUID, int]:
    """Entry of a note -> rupiah of its lines, what went out positive."""
    found = StockMove.objects.filter(programme=programme, kind__in=["issue", "return"]).values_list("entry").annotate(n=Sum("value")).order_by()
    return {entry: -int(n) for entry, n in found}
