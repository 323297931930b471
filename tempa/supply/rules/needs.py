"""From lots to dated net needs: parts lists exploded, what was issued taken off, stock and open orders laid over the rest in time.

Pure; quantities are ten-thousandths of a unit. A need is due on the Monday on which its lot begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tempa.supply.rules.amounts import UNIT, rounded_up


@dataclass(frozen=True)
class LotToSupply:
    """A lot whose maker is given material: how many units, from which day; `inspected_on` is when it is handed over, `due_on` when it must be."""

    lot: str
    type: str
    workshop: str
    units: int
    starts_on: date
    inspected_on: date
    due_on: date | None = None
    made: int = 0  # units that are finished: they need nothing more, whoever bought for them


@dataclass(frozen=True)
class Terms:
    """Of a material: the share that is lost at work, in which multiples it is bought, and the weeks from order to arrival."""

    scrap: Fraction = Fraction(0)
    multiple: int = UNIT
    lead_days: int = 0


@dataclass(frozen=True)
class Need:
    """What one lot needs of one material, and what of it the lot has or has used already."""

    material: str
    lot: LotToSupply
    gross: int
    issued: int

    @property
    def net(self) -> int:
        return max(0, self.gross - self.issued)


@dataclass(frozen=True)
class Supply:
    """What lies in stock (`order` empty), or comes with an order on a day."""

    comes_on: date
    quantity: int
    order: str = ""


@dataclass(frozen=True)
class Covered:
    """A need with what covers it; `lacking` is what nothing covers."""

    need: Need
    supplies: Sequence[Supply]
    lacking: int

    @property
    def last_on(self) -> date | None:
        """When the last of what covers it comes; None where it all lies in stock."""
        return max((s.comes_on for s in self.supplies if s.order), default=None)


@dataclass(frozen=True)
class MaterialPlan:
    """A material over all lots: what they need, what there is, what must be bought, and until when it must be ordered."""

    material: str
    terms: Terms
    covered: Sequence[Covered]
    stock: int
    on_order: int

    @property
    def gross(self) -> int:
        return sum(c.need.gross for c in self.covered)

    @property
    def issued(self) -> int:
        return sum(min(c.need.issued, c.need.gross) for c in self.covered)

    @property
    def net(self) -> int:
        return sum(c.need.net for c in self.covered)

    @property
    def lacking(self) -> int:
        return sum(c.lacking for c in self.covered)

    @property
    def to_buy(self) -> int:
        """What lacks, rounded up to the multiple in which it is bought."""
        return rounded_up(self.lacking, self.terms.multiple)

    @property
    def needed_on(self) -> date | None:
        """When the first need begins that nothing covers."""
        return min((c.need.lot.starts_on for c in self.covered if c.lacking), default=None)

    @property
    def order_by(self) -> date | None:
        """The last day on which it can be ordered to come in time."""
        return self.needed_on - timedelta(days=self.terms.lead_days) if self.needed_on else None

    def to_buy_until(self, day: date) -> int:
        """What must be ordered by a day, rounded up as it is bought."""
        lead = timedelta(days=self.terms.lead_days)
        return rounded_up(sum(c.lacking for c in self.covered if c.need.lot.starts_on - lead <= day), self.terms.multiple)

    def by_workshop(self) -> dict[str, tuple[int, int, date]]:
        """Workshop -> net need, what of it lacks, the first day of it."""
        found: dict[str, tuple[int, int, date]] = {}
        for c in self.covered:
            if c.need.net:
                net, lacking, first = found.get(c.need.lot.workshop, (0, 0, c.need.lot.starts_on))
                found[c.need.lot.workshop] = (net + c.need.net, lacking + c.lacking, min(first, c.need.lot.starts_on))
        return found


@dataclass(frozen=True)
class Held:
    """What there is of materials: stock, open orders, what lots were given ((lot, material) -> amount)."""

    stock: Mapping[str, int] = field(default_factory=dict)
    orders: Mapping[str, Sequence[Supply]] = field(default_factory=dict)
    issued: Mapping[tuple[str, str], int] = field(default_factory=dict)


PartsLists = Mapping[str, Sequence[tuple[str, int]]]  # type -> (material, ten-thousandths a unit)


def gross_need(units: int, per_unit: int, scrap: Fraction) -> int:
    """What a lot takes with what is lost at work, up to a whole ten-thousandth."""
    exact = units * per_unit * (1 + scrap)
    return -(-exact.numerator // exact.denominator)


def plan_materials(lots: Iterable[LotToSupply], lists: PartsLists, terms: Mapping[str, Terms], held: Held) -> dict[str, MaterialPlan]:
    """Material -> its plan, of every material that a lot needs."""
    needs: dict[str, list[Need]] = {}
    for lot in lots:
        for material, per_unit in lists.get(lot.type, ()):
            scrap = terms.get(material, Terms()).scrap
            there = max(held.issued.get((lot.lot, material), 0), gross_need(lot.made, per_unit, scrap))
            needs.setdefault(material, []).append(Need(material, lot, gross_need(lot.units, per_unit, scrap), there))
    return {
        material: MaterialPlan(
            material, terms.get(material, Terms()), cover(some, held.stock.get(material, 0), held.orders.get(material, ())),
            held.stock.get(material, 0), sum(s.quantity for s in held.orders.get(material, ())),
        )
        for material, some in sorted(needs.items())
    }  # fmt: skip


def cover(needs: Iterable[Need], stock: int, orders: Sequence[Supply]) -> list[Covered]:
    """Whoever begins first is served first: out of the stock, then by what comes first."""
    left = [Supply(date.min, stock), *sorted(orders, key=lambda s: (s.comes_on, s.order))]
    found = []
    for need in sorted(needs, key=lambda n: (n.lot.starts_on, n.lot.lot)):
        wanted, taken = need.net, []
        while wanted and left:
            first = left[0]
            amount = min(wanted, first.quantity)
            if amount > 0:
                taken.append(Supply(first.comes_on, amount, first.order))
                wanted -= amount
            rest = first.quantity - amount
            left[:1] = [Supply(first.comes_on, rest, first.order)] if rest > 0 else []
        found.append(Covered(need, taken, wanted))
    return found


@dataclass(frozen=True)
class LateLot:
    """A lot that waits for a material: until when, because of which order (empty: nothing is ordered), and what that does to its day."""

    material: str
    lot: LotToSupply
    quantity: int
    ready_on: date
    order: str

    @property
    def days(self) -> int:
        return (self.ready_on - self.lot.starts_on).days

    @property
    def weeks(self) -> int:
        return -(-self.days // 7)

    @property
    def inspected_on(self) -> date:
        """When the lot is handed over if it waits so long: whole weeks later, since it is inspected by the week."""
        return self.lot.inspected_on + timedelta(weeks=self.weeks)

    @property
    def days_over(self) -> int:
        """Days after its due date; 0 where it stays in time."""
        return max(0, (self.inspected_on - self.lot.due_on).days) if self.lot.due_on else 0


def late_lots(plans: Iterable[MaterialPlan], today: date) -> list[LateLot]:
    """Every lot that something comes too late for, the longest wait of each lot first. What is not ordered comes its lead time from today."""
    found = []
    for plan in plans:
        for c in plan.covered:
            lot = c.need.lot
            if c.lacking:
                found.append(LateLot(plan.material, lot, c.lacking, today + timedelta(days=plan.terms.lead_days), ""))
            coming = [s for s in c.supplies if s.order]
            if coming:
                last = max(coming, key=lambda s: s.comes_on)
                late = sum(s.quantity for s in coming if s.comes_on > lot.starts_on)
                found.append(LateLot(plan.material, lot, late, max(last.comes_on, today), last.order))
    late_ones = [one for one in found if one.days > 0 and one.quantity > 0]
    return sorted(late_ones, key=lambda one: (-one.days, one.lot.lot, one.material))
