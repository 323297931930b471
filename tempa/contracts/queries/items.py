"""Items of contracts: what each says of its lot, as rules and other rooms need it, and from when work on it may begin."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Sum

from tempa.contracts.law import Package, SplitWarning, split_warnings
from tempa.contracts.models import Contract, ContractItem
from tempa.contracts.queries.contracts import STAGE, contracts
from tempa.contracts.rules import Item
from tempa.ledger.models import Programme
from tempa.ledger.queries import zone_of
from tempa.ledger.writing import among, rows_of, rows_with
from tempa.values.period import day_in

ITEM = ("item", "lot", "type", "maker", "budget_line", "quantity", "unit_price", "maker_price")


def items_of(c: Contract) -> list[Item]:
    """The items as rules see them."""
    return [Item(*row) for row in rows_of(ContractItem, ITEM, "contract_id = %s ORDER BY id", [c.pk])]


def as_item(i: ContractItem) -> Item:
    return Item(i.item, i.lot, i.type, i.maker, i.budget_line, i.quantity, i.unit_price, i.maker_price)


def prices_of_lots(programme: Programme, contract: str) -> dict[str, int]:
    """Lot -> what one unit of it costs by a contract that was not withdrawn."""
    where = "own.programme_id = %s AND far.contract = %s AND far.withdrawn_at IS NULL ORDER BY own.id DESC"
    return {lot: price for lot, price, _contract in rows_with(
        ContractItem, ("lot", "unit_price"), "contract_id", ("contract",), where, [programme.pk, contract])}  # fmt: skip


def signed_quantities(c: Contract) -> dict[str, int]:
    """Item -> the units that it was signed with."""
    return dict(rows_of(ContractItem, ("item", "signed_quantity"), "contract_id = %s", [c.pk]))


def items(programme: Programme) -> QuerySet[ContractItem]:
    """Items of every contract that was not withdrawn, with their contracts."""
    found = ContractItem.objects.filter(programme=programme, contract__withdrawn_at=None)
    return found.select_related("contract").order_by("contract__contract", "pk")


def items_to_offer(programme: Programme) -> QuerySet[ContractItem]:
    """Items of the contracts that still take an offer."""
    return items(programme).filter(contract__in=contracts(programme).filter(STAGE["drafted"] | STAGE["offered"]))


def items_of_all(programme: Programme) -> QuerySet[ContractItem]:
    """Items of every contract that ever was, with their contracts."""
    return ContractItem.objects.filter(programme=programme).select_related("contract").order_by("contract__contract", "pk")


class ItemInShort(NamedTuple):
    """An item with what its contract says of days, as a row of the database: what is summed over all contracts needs no more."""

    item: str
    lot: str
    line: str
    type: str
    maker: str
    budget_line: str
    quantity: int
    unit_price: int
    contract_id: int
    contract: str
    agency: str
    signed_on: date | None
    risk_from: date | None
    ended_on: date | None
    withdrawn_at: datetime | None


OF_ITEM, OF_CONTRACT = ItemInShort._fields[:9], ItemInShort._fields[9:]


def items_in_short(programme: Programme, lots: Collection[str] | None = None) -> list[ItemInShort]:
    """Items of every contract that ever was; of some lots or of all."""
    some = None if lots is None else list(lots)
    where = "own.programme_id = %s" if some is None else f"own.programme_id = %s AND own.lot {among(some)}"
    values = [programme.pk, *(some or ())]
    rows = rows_with(ContractItem, OF_ITEM, "contract_id", OF_CONTRACT, f"{where} ORDER BY far.contract, own.id", values)
    return [ItemInShort(*row) for row in rows]


def types_by_contract(programme: Programme, contracts: Iterable[Contract]) -> dict[int, set[str]]:
    """Key of a contract -> the types of its items."""
    found: dict[int, set[str]] = {}
    for key, type in ContractItem.objects.filter(programme=programme, contract__in=list(contracts)).values_list("contract", "type"):
        found.setdefault(key, set()).add(type)
    return found


def splits(
    programme: Programme, contracts: Iterable[str] | None = None, *, proposed: Iterable[Package] = ()
) -> tuple[SplitWarning, ...]:
    """Needs that an agency has cut into packages under a limit, of the contracts that stand and of `proposed` packages."""
    rows = ContractItem.objects.filter(programme=programme, is_live=True).values_list(
        "contract__contract", "contract__agency", "type", "contract__signed_on", "contract__drafted_at"
    ).annotate(n=Sum(F("quantity") * F("unit_price"))).order_by()  # fmt: skip
    wanted, zone = None if contracts is None else set(contracts), zone_of(programme)
    packages = [
        Package(contract, agency, type, signed or day_in(zone, drafted), value) for contract, agency, type, signed, drafted, value in rows
        if wanted is None or contract in wanted
    ]  # fmt: skip
    return split_warnings([*packages, *proposed])


class BegunItem(NamedTuple):
    """An item on whose lot work may begin, with what its contract says: `begins_on` is the day of the risk note, else that of the contract."""

    lot: str
    type: str
    maker: str
    quantity: int
    contract: str
    agency: str
    vendor: str
    due_on: date
    begins_on: date | None


def items_begun(
    programme: Programme, on: date, *, makers: Collection[str] | None = None, lots: Collection[str] | None = None
) -> list[BegunItem]:
    """The items on whose lots work may begin on a day, in the order of their contracts: `may_begin` for all of them at once, in two
    statements; of these makers, of these lots, or of all."""
    where, values = "programme_id = %s AND is_live", list[Any]([programme.pk])
    for column, some in (("maker", makers), ("lot", lots)):
        if some is not None:
            where, values = f"{where} AND {column} {among(some)}", [*values, *some]
    items = sorted(rows_of(ContractItem, ("id", "contract_id", "lot", "type", "maker", "quantity"), where, values))
    of = list(dict.fromkeys(row[1] for row in items))
    begun = f"id {among(of)} AND ((countersigned_on IS NOT NULL AND starts_on <= %s) OR risk_from <= %s) ORDER BY contract"
    columns = ("id", "contract", "agency", "vendor", "due_on", "risk_from", "starts_on")
    found = {row[0]: row[1:] for row in rows_of(Contract, columns, begun, [*of, str(on), str(on)])}
    of_contract: dict[int, list[BegunItem]] = {pk: [] for pk in found}
    for _id, pk, lot, type, maker, quantity in items:
        if pk in found:
            contract, agency, vendor, due_on, risk_from, starts_on = found[pk]
            of_contract[pk].append(BegunItem(lot, type, maker, quantity, contract, agency, vendor, due_on, risk_from or starts_on))
    return [one for some in of_contract.values() for one in some]


def may_begin(programme: Programme, lot: str, on: date) -> bool:
    """Whether work on a lot may begin on a day: its contract is in force by then, or a named risk note lets it begin."""
    c = contract_of_lot(programme, lot)
    if c is None:
        return False
    in_force = c.countersigned_on is not None and c.starts_on is not None and c.starts_on <= on
    return in_force or (c.risk_from is not None and c.risk_from <= on)


def contract_of_lot(programme: Programme, lot: str) -> Contract | None:
    """The contract that holds a lot now."""
    found = ContractItem.objects.filter(programme=programme, lot=lot, is_live=True).select_related("contract").first()
    return found.contract if found else None


def lots_of_contracts(programme: Programme, contracts: Iterable[str]) -> set[str]:
    """The lots that contracts were drafted of."""
    found = ContractItem.objects.filter(programme=programme, contract__contract__in=list(contracts))
    return set(found.values_list("lot", flat=True))


def lines_of_lots(programme: Programme) -> dict[str, str]:
    """Lot -> its order line, of every lot that ever was in a contract."""
    return dict(rows_of(ContractItem, ("lot", "line"), "programme_id = %s ORDER BY id", [programme.pk]))
