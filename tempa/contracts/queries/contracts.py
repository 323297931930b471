"""Contracts with their items and addenda, what they hold of lots, lines and money, and the lots that none holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from tempa.allocation import queries as allocation
from tempa.allocation.rules import settle_lots
from tempa.catalogue import queries as catalogue
from tempa.contracts.law import Package, SplitWarning, split_warnings
from tempa.contracts.models import Addendum, Contract, ContractItem
from tempa.contracts.rules import ContractHistory, Item, LotToContract
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.queries import calendar_of, day_of, zone_of
from tempa.ledger.writing import among, grouped, instances_of, read, rows_of, rows_with
from tempa.registry import queries as registry
from tempa.values.period import day_in

if TYPE_CHECKING:
    from tempa.allocation.models import Plan

def contracts(programme: Programme) -> QuerySet[Contract]:
    """Every contract but the withdrawn ones, in order of their codes."""
    return Contract.objects.filter(programme=programme, withdrawn_at=None).order_by("contract")


def all_contracts(programme: Programme) -> QuerySet[Contract]:
    """Every contract that ever was, withdrawn drafts too, with who did what."""
    people = ("drafted_by", "signed_by", "countersigned_by", "risk_by")
    return Contract.objects.filter(programme=programme).select_related(*people).order_by("contract")


def contract_named(programme: Programme, contract: str) -> Contract | None:
    return next(iter(instances_of(Contract, "programme_id = %s AND contract = %s", [programme.pk, contract])), None)


def parties_to(programme: Programme, named: Collection[str]) -> dict[str, tuple[str, str]]:
    """Contract -> its vendor and its agency."""
    some = list(named)
    rows = rows_of(Contract, ("contract", "vendor", "agency"), f"programme_id = %s AND contract {among(some)}", [programme.pk, *some])
    return {contract: (vendor, agency) for contract, vendor, agency in rows}


def values_of(programme: Programme, named: Collection[str]) -> dict[str, int]:
    """Contract -> its value now, withdrawn ones too."""
    some = list(named)
    return dict(rows_of(Contract, ("contract", "value"), f"programme_id = %s AND contract {among(some)}", [programme.pk, *some]))


def signed_on_of(programme: Programme, named: Collection[str]) -> dict[str, date | None]:
    """Contract -> the day on which its agency signed."""
    some = list(named)
    return dict(rows_of(Contract, ("contract", "signed_on"), f"programme_id = %s AND contract {among(some)}", [programme.pk, *some]))


def history_of(c: Contract) -> ContractHistory:
    """What has happened to a contract, for the rules."""
    return ContractHistory(
        agency=c.agency, vendor=c.vendor, offered_on=c.offered_on, negotiated_on=c.negotiated_on, signed_on=c.signed_on,
        signed_by=c.signed_by_id, countersigned_on=c.countersigned_on, is_withdrawn=c.withdrawn_at is not None, ended_on=c.ended_on,
    )  # fmt: skip


def drafted_on(c: Contract) -> date:
    """The day on which a contract was drafted, where its programme lies."""
    return day_of(c.programme, c.drafted_at)


STAGE = {
    "withdrawn": Q(withdrawn_at__isnull=False),
    "ended": Q(withdrawn_at=None, ended_on__isnull=False),
    "in_force": Q(withdrawn_at=None, ended_on=None, countersigned_on__isnull=False),
    "signed": Q(withdrawn_at=None, ended_on=None, countersigned_on=None, signed_on__isnull=False),
    "negotiated": Q(withdrawn_at=None, ended_on=None, countersigned_on=None, signed_on=None, negotiated_on__isnull=False),
    "offered": Q(withdrawn_at=None, ended_on=None, countersigned_on=None, signed_on=None, negotiated_on=None, offered_on__isnull=False),
    "drafted": Q(withdrawn_at=None, ended_on=None, countersigned_on=None, signed_on=None, negotiated_on=None, offered_on=None),
}
"""Stage -> which rows are at it: `rules.contract_stage` as a query; a test on random histories keeps the two equal."""


def at_stage(programme: Programme, stage: str) -> QuerySet[Contract]:
    return Contract.objects.filter(STAGE[stage], programme=programme).order_by("contract")


@dataclass(frozen=True)
class Stages:
    """How many contracts are at each stage, and the rupiah of all that were not withdrawn."""

    counts: dict[str, int]
    value: int

    @property
    def standing(self) -> int:
        """Contracts that were not withdrawn."""
        return sum(n for stage, n in self.counts.items() if stage != "withdrawn")


def stages(programme: Programme, agency: str = "") -> Stages:
    """The contracts of a programme, or of one agency, by stage."""
    mine = Contract.objects.filter(programme=programme, **({"agency": agency} if agency else {}))
    found = mine.aggregate(value=Sum("value", filter=Q(withdrawn_at=None)), **{name: Count("pk", filter=at) for name, at in STAGE.items()})
    value = found.pop("value") or 0
    return Stages(found, value)


def lines_of_lots(programme: Programme) -> dict[str, str]:
    """Lot -> its order line, of every lot that ever was in a contract."""
    return dict(rows_of(ContractItem, ("lot", "line"), "programme_id = %s ORDER BY id", [programme.pk]))


ITEM = ("item", "lot", "type", "maker", "budget_line", "quantity", "unit_price", "maker_price")


def items_of(c: Contract) -> list[Item]:
    """The items as rules see them."""
    return [Item(*row) for row in rows_of(ContractItem, ITEM, "contract_id = %s ORDER BY id", [c.pk])]


def prices_of_lots(programme: Programme, contract: str) -> dict[str, int]:
    """Lot -> what one unit of it costs by a contract that was not withdrawn."""
    where = "own.programme_id = %s AND far.contract = %s AND far.withdrawn_at IS NULL ORDER BY own.id DESC"
    return {lot: price for lot, price, _contract in rows_with(
        ContractItem, ("lot", "unit_price"), "contract_id", ("contract",), where, [programme.pk, contract])}  # fmt: skip


def signed_quantities(c: Contract) -> dict[str, int]:
    """Item -> the units that it was signed with."""
    return dict(rows_of(ContractItem, ("item", "signed_quantity"), "contract_id = %s", [c.pk]))


def as_item(i: ContractItem) -> Item:
    return Item(i.item, i.lot, i.type, i.maker, i.budget_line, i.quantity, i.unit_price, i.maker_price)


def items(programme: Programme) -> QuerySet[ContractItem]:
    """Items of every contract that was not withdrawn, with their contracts."""
    found = ContractItem.objects.filter(programme=programme, contract__withdrawn_at=None)
    return found.select_related("contract").order_by("contract__contract", "pk")


def items_to_offer(programme: Programme) -> QuerySet[ContractItem]:
    """Items of the contracts that still take an offer."""
    return items(programme).filter(contract__in=contracts(programme).filter(STAGE["drafted"] | STAGE["offered"]))


def lots_of_contracts(programme: Programme, contracts: Iterable[str]) -> set[str]:
    """The lots that contracts were drafted of."""
    found = ContractItem.objects.filter(programme=programme, contract__contract__in=list(contracts))
    return set(found.values_list("lot", flat=True))


def contract_of_lot(programme: Programme, lot: str) -> Contract | None:
    """The contract that holds a lot now."""
    found = ContractItem.objects.filter(programme=programme, lot=lot, is_live=True).select_related("contract").first()
    return found.contract if found else None


def may_begin(programme: Programme, lot: str, on: date) -> bool:
    """Whether work on a lot may begin on a day: its contract is in force by then, or a named risk note lets it begin."""
    c = contract_of_lot(programme, lot)
    if c is None:
        return False
    in_force = c.countersigned_on is not None and c.starts_on is not None and c.starts_on <= on
    return in_force or (c.risk_from is not None and c.risk_from <= on)


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


def types_by_contract(programme: Programme, contracts: Iterable[Contract]) -> dict[int, set[str]]:
    """Key of a contract -> the types of its items."""
    found: dict[int, set[str]] = {}
    for key, type in ContractItem.objects.filter(programme=programme, contract__in=list(contracts)).values_list("contract", "type"):
        found.setdefault(key, set()).add(type)
    return found


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


def bound_contracts(programme: Programme) -> QuerySet[Contract]:
    """Every contract that bound somebody: signed, or begun at a named risk; ended ones too."""
    return all_contracts(programme).filter(Q(signed_on__isnull=False) | Q(risk_from__isnull=False), withdrawn_at=None)


def begun_contracts(programme: Programme) -> QuerySet[Contract]:
    """The same, and those that were withdrawn after work had been let begin at a named risk: what was made under them is there."""
    return all_contracts(programme).filter(Q(signed_on__isnull=False) | Q(risk_from__isnull=False))


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


OF_CONTRACT = {"contract": "contract__contract"} | {n: f"contract__{n}" for n in ("agency", "signed_on", "risk_from", "ended_on", "withdrawn_at")}
IN_SHORT = [OF_CONTRACT.get(name, name) for name in ItemInShort._fields]


def items_in_short(programme: Programme, lots: Collection[str] | None = None) -> list[ItemInShort]:
    """Items of every contract that ever was; of some lots or of all."""
    found = ContractItem.objects.filter(programme=programme).order_by("contract__contract", "pk")
    found = found if lots is None else found.filter(lot__in=lots)
    return [ItemInShort(*row) for row in found.values_list(*IN_SHORT)]


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


def next_code(programme: Programme) -> int:
    """How many contracts there were, withdrawn ones too, and one more: no code is given twice."""
    return Contract.objects.filter(programme=programme).count() + 1


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


def addenda_of(c: Contract) -> QuerySet[Addendum]:
    return c.addenda.select_related("signed_by").order_by("signed_on", "pk")


def is_changed(c: Contract) -> bool:
    """Whether an addendum changed a contract."""
    return bool(read(Addendum, ("id",), "contract_id = %s LIMIT 1", [c.pk]))


def addenda(programme: Programme) -> QuerySet[Addendum]:
    return Addendum.objects.filter(programme=programme).select_related("contract", "signed_by").order_by("contract__contract", "signed_on", "pk")
