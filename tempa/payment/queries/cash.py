"""A workshop's statement for a bank: what it has contracted, made and handed over, what it is owed and since when, what an early payment does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Sum

from tempa.contracts import queries as contracts
from tempa.contracts.law.money import rupiah_text
from tempa.contracts.papers.documents import CashLine, CashStatement
from tempa.contracts.papers.documents import Owed as Waiting
from tempa.contracts.queries import Dataset
from tempa.delivery import queries as delivery
from tempa.ledger.models import Programme
from tempa.payment.queries.ageing import Owed, cash_of, owed_onward, paid_units
from tempa.payment.queries.claims import payments
from tempa.production import queries as production
from tempa.quality import queries as quality


@dataclass
class Part:
    """A workshop's part of one contract: its lots with the price that it gets, and how far their units are."""

    contract: Any
    prices: dict[str, int] = field(default_factory=dict)
    quantities: dict[str, int] = field(default_factory=dict)
    units: list[Any] = field(default_factory=list)

    @property
    def value(self) -> int:
        return sum(self.prices[lot] * n for lot, n in self.quantities.items())

    @property
    def is_of_machines(self) -> bool:
        """Whether an addendum has left anything of it to make, or anything was made."""
        return bool(self.units) or any(self.quantities.values())

    def worth(self, serials: Any) -> int:
        return sum(self.prices[u.lot] for u in self.units if u.serial in serials)


def cash_statement(data: Dataset, workshop: str) -> CashStatement:
    """The statement of a workshop or school as of today; money without VAT, at the prices that the workshop itself gets."""
    programme, today = data.programme, data.today
    parts = parts_of(data, workshop)
    taken, paid = delivery.handed_over(programme, 2), paid_units(programme)
    accepted = quality.accepted_units(programme)
    lines = tuple(line_of(data, workshop, part, accepted, taken, paid) for part in parts if part.is_of_machines)
    moves = cash_of(programme, workshop)
    onward = owed_onward(programme, today)
    waiting = sorted([*owed_by_agencies(data, workshop, parts, taken, paid), *owed_by_leads(data, workshop, onward)], key=lambda w: w.since)
    made = sum(part.worth({u.serial for u in part.units if u.made_on}) for part in parts)
    took = [(on - taken[serial]).days for serial, on in paid.items() if serial in taken]
    days = round(median(took)) if took else None
    still = max(0, sum(part.value for part in parts) - made)
    return CashStatement(
        contracts.document_head(data, "", today, contracts.printed_paper(data)), data.party(workshop), today, lines, tuple(waiting),
        sum(m.amount for m in moves if m.amount > 0), -sum(m.amount for m in moves if m.amount < 0),
        sum(o.left for o in onward if o.vendor == workshop), still, days, tuple(early_words(waiting, still, days)),
        *withheld(programme, workshop),
    )  # fmt: skip


def withheld(programme: Programme, vendor: str) -> tuple[int, int]:
    """What payments that went out to a vendor held back for good: material of the park; taxes and penalties."""
    found = payments(programme).filter(claim__vendor=vendor).exclude(paid_on=None)
    sums = found.aggregate(materials=Sum("materials_deducted"), tax=Sum("income_tax"), penalty=Sum("penalty"))
    return sums["materials"] or 0, (sums["tax"] or 0) + (sums["penalty"] or 0)


def parts_of(data: Dataset, workshop: str) -> list[Part]:
    """Contracts in force or ended in which the workshop is the vendor, or makes under another."""
    found: dict[str, Part] = {}
    items = contracts.items(data.programme).select_related("contract").exclude(contract__countersigned_on=None)
    for i in items.order_by("contract__contract", "item"):
        if workshop in (i.maker, i.contract.vendor):
            part = found.setdefault(i.contract.contract, Part(i.contract))
            part.prices[i.lot] = i.unit_price if i.contract.vendor == workshop else i.maker_price
            part.quantities[i.lot] = i.quantity
    part_of_lot = {lot: part for part in found.values() for lot in part.prices}
    for u in production.units(data.programme, lots=list(part_of_lot)):
        if u.scrapped_at is None and u.contract == part_of_lot[u.lot].contract.contract:
            part_of_lot[u.lot].units.append(u)
    return list(found.values())


def line_of(data: Dataset, workshop: str, part: Part, accepted: Any, taken: Any, paid: Any) -> CashLine:
    c = part.contract
    serials = [u.serial for u in part.units]
    return CashLine(
        c.contract, data.agencies.get(c.agency, c.agency), "" if c.vendor == workshop else data.site_name(c.vendor), sum(part.quantities.values()),
        sum(u.made_on is not None for u in part.units), sum(s in accepted for s in serials), sum(s in taken for s in serials),
        sum(s in paid for s in serials), part.value, part.worth(paid),
    )  # fmt: skip


def owed_by_agencies(data: Dataset, workshop: str, parts: list[Part], taken: dict[str, date], paid: Any) -> Iterator[Waiting]:
    """Units of the vendor's own contracts that an agency has and has not paid, one row for each contract and day, less the advance at hand."""
    for part in parts:
        if part.contract.vendor != workshop:
            continue
        days: dict[date, list[Any]] = defaultdict(list)
        for u in part.units:
            if u.serial in taken and u.serial not in paid:
                days[taken[u.serial]].append(u)
        for since, units in sorted(days.items()):
            words = f"{len(units)} unit mesin kontrak {part.contract.contract}, sebelum potongan"
            amount = sum(part.prices[u.lot] for u in units)
            name = data.agencies.get(part.contract.agency, part.contract.agency)
            yield Waiting(name, words, since, (data.today - since).days, amount)


def owed_by_leads(data: Dataset, workshop: str, onward: list[Owed]) -> Iterator[Waiting]:
    """What leads were paid for this workshop's units and have not passed on, since the first of these payments."""
    first: dict[str, date] = {}
    for p in payments(data.programme).exclude(paid_on=None):
        if p.paid_on is not None:
            first[p.contract] = min(first.get(p.contract, p.paid_on), p.paid_on)
    for one in onward:
        if one.maker == workshop and one.left:
            since = first.get(one.contract, data.today)
            words = f"penerusan atas kontrak {one.contract}"
            yield Waiting(data.site_name(one.vendor), words, since, (data.today - since).days, one.left)


def early_words(waiting: list[Waiting], still: int, days: int | None) -> Iterator[str]:
    """What a payment today would do: how long the money is tied up, and how much of the work that is left it would carry."""
    tied = sum(w.rupiah for w in waiting)
    if not tied:
        return
    weighed = sum(w.rupiah * w.days for w in waiting) // tied
    yield f"{rupiah_text(tied)} sudah terikat rata-rata {weighed} hari, ditimbang menurut besarnya."
    if days is not None:
        rest = days - weighed
        yield (
            f"OPD biasanya membayar {days} hari sesudah menerima mesin. Bila dibayar hari ini, uang itu bebas kira-kira {rest} hari lebih awal."
            if rest > 0 else f"OPD biasanya membayar {days} hari sesudah menerima mesin; yang ini rata-rata sudah {-rest} hari lebih lama."
        )
    if still:
        share = min(100, tied * 100 // still)
        yield f"Uang itu setara {share} % dari nilai pekerjaan yang masih harus dibuat ({rupiah_text(still)})."
