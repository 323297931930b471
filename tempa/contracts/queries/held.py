"""What contracts hold of lots, lines, workshops and money, and the lots that none holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from tempa.allocation import queries as allocation
from tempa.allocation.rules import settle_lots
from tempa.catalogue import queries as catalogue
from tempa.contracts.models import Contract, ContractItem
from tempa.contracts.queries.contracts import bound_contracts
from tempa.contracts.queries.items import items
from tempa.contracts.rules import LotToContract
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.queries import calendar_of
from tempa.ledger.writing import among, grouped, rows_of
from tempa.registry import queries as registry

if TYPE_CHECKING:
    from tempa.allocation.models import Plan


def bound_quantities(programme: Programme, lots: Collection[str] | None = None) -> dict[str, int]:
    """Lot -> units of it under a contract that binds somebody (see `bound_contracts`) and has not ended; of these lots, or of all."""
    bound = "programme_id = %s AND withdrawn_at IS NULL AND ended_on IS NULL AND (signed_on IS NOT NULL OR risk_from IS NOT NULL)"
    held = {pk for (pk,) in rows_of(Contract, ("id",), bound, [programme.pk])}
    where = "programme_id = %s" if lots is None else f"programme_id = %s AND lot {among(lots)}"
    rows = rows_of(ContractItem, ("id", "lot", "quantity", "contract_id"), where, [programme.pk, *(lots or ())])
    return {lot: quantity for _id, lot, quantity, contract in sorted(rows) if contract in held}


def live_quantities(programme: int, contract: str) -> dict[str, int]:
    """Lot -> units that a contract asks for now."""
    of = "contract_id IN (SELECT id FROM tempa_contract WHERE programme_id = %s AND contract = %s)"
    return dict(rows_of(ContractItem, ("lot", "quantity"), f"is_live AND {of}", [programme, contract]))


def held_lots(programme: Programme) -> dict[str, tuple[str, tuple[str, str, int]]]:
    """Lot -> (contract, (line, workshop, quantity)) of every lot that a contract holds, drafts too: a plan leaves these alone."""
    rows = ContractItem.objects.filter(programme=programme, is_live=True)
    return {
        lot: (contract, (line, maker, quantity))
        for lot, contract, line, maker, quantity in rows.values_list("lot", "contract__contract", "line", "maker", "quantity")
    }


@dataclass(frozen=True)
class AddendumNeeded:
    """What a plan would change in a contract: an item's lot from so many units to so many; 0 where it goes elsewhere, grows or ends."""

    contract: str
    item: str
    lot: str
    before: int
    after: int


def addenda_needed(programme: Programme, plan: Plan) -> list[AddendumNeeded]:
    """The contracts that must be changed before a plan can be approved, in order of their codes."""
    rows = {row["lot"]: row for row in allocation.plan_lots(plan)}
    settled = settle_lots(list(rows.values()), allocation.standing_lots(programme), allocation.lot_codes(programme))
    stays = {row["lot"] for row in settled.rescheduled} | settled.stays
    free = {code: row for code, row in rows.items() if settled.renamed.get(code, code) not in stays}  # that are no standing lot already
    found = []
    for i in items(programme).filter(is_live=True).exclude(lot__in=stays):
        row = free.get(i.lot)
        is_cut = row is not None and (row["line"], row["workshop"]) == (i.line, i.maker) and int(row["quantity"]) < i.quantity
        found.append(AddendumNeeded(i.contract.contract, i.item, i.lot, i.quantity, int(row["quantity"]) if row and is_cut else 0))
    return found


def held_lines(programme: Programme) -> dict[str, str]:
    """Line -> a contract that holds lots of it."""
    return dict(ContractItem.objects.filter(programme=programme, is_live=True).values_list("line", "contract__contract"))


def held_by_budget_line(programme: Programme, *, but: Contract | None = None) -> dict[str, int]:
    """Budget line -> rupiah that contracts hold of it, drafts too; without those of one contract."""
    where, values = "programme_id = %s AND is_live", [programme.pk]
    if but is not None:
        where, values = f"{where} AND contract_id <> %s", [*values, but.pk]
    return {line: int(rupiah) for line, rupiah in grouped(ContractItem, ("budget_line",), "SUM(quantity * unit_price)", where, values)}


def contracted(programme: Programme) -> QuerySet[ContractItem]:
    """Items that are contracted: the agency has signed, or work was let begin at a named risk, and the contract has not ended."""
    begun = Q(contract__signed_on__isnull=False) | Q(contract__risk_from__isnull=False)
    return ContractItem.objects.filter(begun, programme=programme, is_live=True)


def contracted_by_line(programme: Programme) -> dict[str, int]:
    return dict(contracted(programme).values_list("line").annotate(n=Sum("quantity")).order_by())


@dataclass(frozen=True)
class Contracted:
    """What of something is under signed contracts: contracts, machines, rupiah without VAT."""

    contracts: int
    units: int
    rupiah: int


def contracted_by(programme: Programme, way: str) -> dict[str, Contracted]:
    """Signed contracts by `way`: agency, vendor, maker or type."""
    column = {"agency": "contract__agency", "vendor": "contract__vendor", "maker": "maker", "type": "type"}[way]
    rows = contracted(programme).values_list(column).annotate(
        c=Count("contract", distinct=True), u=Sum("quantity"), r=Sum(F("quantity") * F("unit_price"))
    ).order_by()  # fmt: skip
    return {key: Contracted(c, u, r) for key, c, u, r in rows}


def uncontracted_count(programme: Programme) -> int:
    """How many lots in force no contract holds."""
    held = ContractItem.objects.filter(programme=OuterRef("programme"), lot=OuterRef("lot"), is_live=True)
    return allocation.lots(programme).filter(~Exists(held)).count()


def uncontracted_lots(programme: Programme) -> list[LotToContract]:
    """The lots in force that no contract holds, with what bundling looks at."""
    held = ContractItem.objects.filter(programme=OuterRef("programme"), lot=OuterRef("lot"), is_live=True)
    lots = list(allocation.lots(programme).filter(~Exists(held)))
    lines = {line.key: line for line in demand.order_lines(programme).filter(key__in={lot.line for lot in lots})}
    leads = dict(registry.workshops(programme).values_list("key", "lead"))
    offers, estimates, calendar = registry.offer_prices(programme), catalogue.prices(programme), calendar_of(programme)
    return [
        LotToContract(
            lot.lot, lot.line, line.agency, line.budget_line, line.type, lot.workshop, leads.get(lot.workshop, ""), lot.quantity,
            offers.get((lot.workshop, line.type), 0) if lot.unit_price is None else lot.unit_price, estimates[line.type], line.due_date,
            calendar.sunday(lot.inspect_week),
        )
        for lot in lots if (line := lines.get(lot.line)) is not None
    ]  # fmt: skip


def bound_leads(programme: Programme) -> dict[str, set[str]]:
    """Workshop -> the contracts that hold it to the lead it has: it makes a part under its lead, or it signed as one that has none.

    Ended contracts hold it too: what was made under them was owed by that vendor.
    """
    found: dict[str, set[str]] = {}
    bound = bound_contracts(programme)
    for contract, vendor in bound.values_list("contract", "vendor"):
        found.setdefault(vendor, set()).add(contract)
    for contract, maker in ContractItem.objects.filter(programme=programme, contract__in=bound).values_list("contract__contract", "maker"):
        found.setdefault(maker, set()).add(contract)
    return found
