"""A contract's life: drafted, offered, negotiated, signed by both, changed by addenda, ended; and work that was let begin before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from tempa.contracts.models import Addendum, Contract, ContractItem
from tempa.ledger.facts import Fact, Personal, Price, Public, Recorded
from tempa.ledger.models import Entry
from tempa.ledger.writing import change, read, update


def of_contract(contract: str, through: str = "") -> tuple[str, ...]:
    """What a fact is about; `through` is the link by which it came, blank where it came another way."""
    return (f"contract:{contract}", *([f"link:{through}"] if through else []))


@dataclass(frozen=True)
class ContractDrafted(Fact):
    """Lots of the approved plan are bundled into one contract of an agency with a vendor, and why just these.

    `items`: item, lot, line, budget_line, type, maker, quantity. `prices`: item -> [the maker's offer at the award, the
    price to the agency, what the vendor owes the maker], whole rupiah a unit without VAT.
    """

    kind_words = _("konsep kontrak dibuat")
    is_decision = True

    contract: Public[str]
    agency: Public[str]
    vendor: Public[str]
    route: Public[str]
    form: Public[str]
    why: Public[str]
    advance_rate: Public[str]
    retention_rate: Public[str]
    separable: Public[bool]
    due_on: Public[str]
    items: Public[list[dict[str, Any]]]
    prices: Price[dict[str, list[int]]]
    maintenance_months: Public[int] = 0
    first_run: Public[bool] = False

    def about(self) -> tuple[str, ...]:
        lots = (subject for i in self.items for subject in (f"lot:{i['lot']}", f"orders:{i['line']}"))
        makers = (f"workshops:{w}" for w in (self.vendor, *(i["maker"] for i in self.items)))
        return (f"contract:{self.contract}", f"agencies:{self.agency}", *makers, *lots)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            contract = Contract.objects.create(
                programme_id=programme, contract=f.contract, agency=f.agency, vendor=f.vendor, route=f.route, form=f.form, why=f.why,
                advance_rate=f.advance_rate, retention_rate=f.retention_rate, maintenance_months=f.maintenance_months, separable=f.separable,
                first_run=f.first_run,
                due_on=date.fromisoformat(f.due_on), drafted_at=r.entry.at, drafted_by=r.entry.by, value=0, entry=r.entry,
            )  # fmt: skip
            ContractItem.objects.bulk_create(item_of(contract, i, f.prices[i["item"]]) for i in f.items)
            revalue(contract.pk)


def item_of(contract: Contract, stated: Mapping[str, Any], prices: Sequence[int]) -> ContractItem:
    offer, unit, maker = prices
    return ContractItem(
        programme_id=contract.programme_id, contract=contract, **stated, signed_quantity=stated["quantity"],
        offer_price=offer, unit_price=unit, maker_price=maker,
    )  # fmt: skip


@dataclass(frozen=True)
class ContractRedrafted(Fact):
    """The terms of a draft are other ones."""

    kind_words = _("syarat konsep kontrak diubah")
    is_decision = True

    contract: Public[str]
    route: Public[str]
    form: Public[str]
    advance_rate: Public[str]
    retention_rate: Public[str]
    separable: Public[bool]
    due_on: Public[str]
    why: Public[str]
    maintenance_months: Public[int] = 0
    first_run: Public[bool] = False

    def about(self) -> tuple[str, ...]:
        return of_contract(self.contract)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            values = vars(r.fact) | {"due_on": date.fromisoformat(r.fact.due_on)}
            the(r.entry, values.pop("contract")).update(**values)


@dataclass(frozen=True)
class DraftReduced(Fact):
    """A draft holds fewer units than before; an item of which none are left leaves it. `quantities`: item -> units from then on."""

    kind_words = _("isi konsep kontrak dikurangi")
    is_decision = True
    worked_out = ("form",)

    contract: Public[str]
    quantities: Public[dict[str, int]]
    form: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_contract(self.contract)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            contract = the(r.entry, r.fact.contract).get()
            for item, quantity in r.fact.quantities.items():
                held = contract.items.filter(item=item)
                if quantity:
                    held.update(quantity=quantity, signed_quantity=quantity)
                else:
                    held.delete()
            the(r.entry, r.fact.contract).update(form=r.fact.form)
            revalue(contract.pk)


@dataclass(frozen=True)
class ContractWithdrawn(Fact):
    """A contract that nobody has signed is dropped; its lots may go into another."""

    kind_words = _("konsep kontrak ditarik")
    is_decision = True

    contract: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_contract(self.contract)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            the(r.entry, r.fact.contract).update(withdrawn_at=r.entry.at, withdrawn_why=r.fact.reason)
            items(r.entry, r.fact.contract).update(is_live=False)


@dataclass(frozen=True)
class OfferReceived(Fact):
    """What the vendor asked for each item, answering the invitation."""

    kind_words = _("penawaran diterima")
    is_decision = True
    worked_out = ("through",)

    contract: Public[str]
    on: Public[str]
    asked: Price[dict[str, int]]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return of_contract(self.contract, self.through)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            contract = key_of(r.entry, r.fact.contract)
            change(Contract, {"offered_on": date.fromisoformat(r.fact.on)}, "id = %s", [contract])
            change_items(contract, ("asked_price",), {item: (price,) for item, price in r.fact.asked.items()})


@dataclass(frozen=True)
class PriceNegotiated(Fact):
    """What was agreed for each item, and why: item -> [price to the agency, what the vendor owes the maker].

    The form of the contract follows from its value under the rule of the day.
    """

    kind_words = _("harga disepakati")
    is_decision = True
    worked_out = ("form",)

    contract: Public[str]
    on: Public[str]
    agreed: Price[dict[str, list[int]]]
    why: Public[str]
    form: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_contract(self.contract)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            contract = key_of(r.entry, f.contract)
            change_items(contract, ("unit_price", "maker_price"), {item: (unit, maker) for item, (unit, maker) in f.agreed.items()})
            change(Contract, {"negotiated_on": date.fromisoformat(f.on), "negotiated_why": f.why, "form": f.form}, "id = %s", [contract])
            revalue(contract)


@dataclass(frozen=True)
class ContractSigned(Fact):
    """The agency's officer signs: number, dates and value are fixed, with the rules of that day that they follow."""

    kind_words = _("kontrak ditandatangani OPD")
    is_decision = True
    worked_out = ("number", "form", "value", "vat", "rules")

    contract: Public[str]
    on: Public[str]
    starts_on: Public[str]
    due_on: Public[str]
    number: Public[str]
    form: Public[str]
    value: Public[int]
    vat: Public[int]
    rules: Public[list[str]]

    def about(self) -> tuple[str, ...]:
        return of_contract(self.contract)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            the(r.entry, f.contract).update(
                signed_on=date.fromisoformat(f.on), signed_by=r.entry.by, starts_on=date.fromisoformat(f.starts_on), number=f.number,
                due_on=date.fromisoformat(f.due_on), form=f.form, signed_value=f.value, vat=f.vat, rules=f.rules,
            )  # fmt: skip


@dataclass(frozen=True)
class ContractCountersigned(Fact):
    """The vendor signs: the contract is in force from its first day on. `paper`: the signed copy, where it was brought in."""

    kind_words = _("kontrak ditandatangani penyedia")
    is_decision = True
    worked_out = ("through",)

    contract: Public[str]
    on: Public[str]
    signatory: Personal[str]
    paper: Public[str]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return of_contract(self.contract, self.through)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            the(r.entry, r.fact.contract).update(
                countersigned_on=date.fromisoformat(r.fact.on), countersigned_by=r.entry.by, signatory=r.fact.signatory
            )


@dataclass(frozen=True)
class AddendumSigned(Fact):
    """A signed change of a contract, with its reason and paper.

    `changes` and `price_changes`: rows of what (quantity, unit_price, due_on, cancelled), item, before, after; prices apart.
    `makers`: item -> what the vendor owes the maker from then on. `cancelled` ends the whole contract on that day.
    """

    kind_words = _("adendum ditandatangani")
    is_decision = True
    worked_out = ("addendum", "number", "vat")

    contract: Public[str]
    on: Public[str]
    changes: Public[list[dict[str, str]]]
    price_changes: Price[list[dict[str, str]]]
    makers: Price[dict[str, int]]
    reason: Public[str]
    paper: Public[str]
    addendum: Public[str]
    number: Public[str]
    vat: Public[int]

    def about(self) -> tuple[str, ...]:
        return of_contract(self.contract)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            contract = the(r.entry, f.contract).get()
            for changed in (*f.changes, *f.price_changes):
                change_contract(contract, changed, f.on, f.makers)
            for item, price in f.makers.items():
                contract.items.filter(item=item).update(maker_price=price)
            the(r.entry, f.contract).update(vat=f.vat)
            revalue(contract.pk)
            Addendum.objects.create(
                programme_id=r.entry.programme_id, contract=contract, addendum=f.addendum, number=f.number,
                signed_on=date.fromisoformat(f.on), signed_by=r.entry.by, changes=[*f.changes, *f.price_changes], reason=f.reason,
                paper=f.paper, entry=r.entry,
            )  # fmt: skip


def change_contract(contract: Contract, change: Mapping[str, str], on: str, makers: Mapping[str, int]) -> None:
    """Apply one row of an addendum; a price together with what its maker is owed from then on, which is never more."""
    held, item = Contract.objects.filter(pk=contract.pk), contract.items.filter(item=change["item"])
    if change["what"] == "due_on":
        held.update(due_on=date.fromisoformat(change["after"]))
    elif change["what"] == "cancelled":
        held.update(ended_on=date.fromisoformat(on))
        contract.items.update(is_live=False)
    elif change["what"] == "quantity":
        item.update(quantity=int(change["after"]), is_live=int(change["after"]) > 0)
    else:
        price = int(change["after"])
        owed = {"maker_price": makers[change["item"]]} if change["item"] in makers else {}
        item.filter(maker=contract.vendor).update(unit_price=price, maker_price=price)  # a vendor's own machines have one price
        item.exclude(maker=contract.vendor).update(unit_price=price, **owed)


@dataclass(frozen=True)
class RiskNoted(Fact):
    """Work is let begin before the contract is in force, by name and with the reason; it stays on the record."""

    kind_words = _("catatan risiko: pekerjaan boleh mulai")
    is_decision = True

    contract: Public[str]
    from_on: Public[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return of_contract(self.contract)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            the(r.entry, r.fact.contract).update(
                risk_from=date.fromisoformat(r.fact.from_on), risk_note=r.fact.note, risk_by=r.entry.by
            )


def the(entry: Entry, contract: str) -> Any:
    """The row of a contract, to be changed."""
    return Contract.objects.filter(programme_id=entry.programme_id, contract=contract)


def key_of(entry: Entry, contract: str) -> int:
    ((key,),) = read(Contract, ("id",), "programme_id = %s AND contract = %s", [entry.programme_id, contract])
    return int(key)


def change_items(contract: int, names: Sequence[str], said: Mapping[str, tuple[Any, ...]]) -> None:
    """Other values for items of a contract; `said`: item -> the values of `names`."""
    keys = dict(read(ContractItem, ("item", "id"), "contract_id = %s", [contract]))
    update(ContractItem, names, [(*values, keys[item]) for item, values in said.items() if item in keys])


def items(entry: Entry, contract: str) -> Any:
    return ContractItem.objects.filter(programme_id=entry.programme_id, contract__contract=contract)


def revalue(contract: int) -> None:
    """The value is the sum of the items as they stand."""
    total = sum(quantity * price for quantity, price in read(ContractItem, ("quantity", "unit_price"), "contract_id = %s", [contract]))
    change(Contract, {"value": total}, "id = %s", [contract])


