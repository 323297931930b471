"""The direct effect out of the programme's own books: every rupiah goes to a named place, and the edges add up.

Nothing is modelled here. Wages, purchases, surplus and taxes come from payrolls, invoices and receipts, each with
its paper; what a purchase leaves in the region depends on where it was made, not on who wrote the invoice. A
national share of content (TKDN) is another question and is not answered here: an engine may be Indonesian and still
leave nothing in the province.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tempa.impact.multipliers.bill_of_goods import Margin, Purchase, Spending
from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.whole import refuse_bad_rupiah, whole_rupiah

SOURCE = "the programme's ledger"


@dataclass(frozen=True)
class Wage:
    """Paid to people who live in `place`; `group` is whose books it stands in (a cluster or workshop)."""

    group: str
    rupiah: int
    place: str
    paper: str = ""


@dataclass(frozen=True)
class Surplus:
    """What the owner kept; it stays where the owner is. A loss is no negative surplus: enter who paid, and 0 here."""

    group: str
    rupiah: int
    place: str
    paper: str = ""


@dataclass(frozen=True)
class Tax:
    """Paid to whoever keeps it: the national treasury is not the region, a regional levy is."""

    group: str
    rupiah: int
    name: str
    keeper: str
    paper: str = ""


@dataclass(frozen=True)
class Bought:
    """An invoice. `made_in` is the origin of the goods, `supplier_place` where the seller is.

    `trade_margin` and `transport_margin` are the shares of the price that stay with the local seller and carrier
    when the goods were made elsewhere. `sector` is who makes it here, for the table; "" while that is not known.
    """

    group: str
    rupiah: int
    item: str
    supplier_place: str
    made_in: str
    trade_margin: Fraction = Fraction(0)
    transport_margin: Fraction = Fraction(0)
    sector: str = ""
    paper: str = ""


Entry = Wage | Surplus | Tax | Bought


@dataclass(frozen=True)
class Edge:
    """So much went from one node to another; `papers` open it down to the invoice."""

    source: str
    target: str
    rupiah: int
    local: bool | None = None  # None: an edge inside the programme, not a final place
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class DirectEffect:
    """Edges budget → group → destination; `total` is what the books hold."""

    home: str
    total: int
    edges: tuple[Edge, ...]
    destinations: dict[str, int] = field(default_factory=dict)

    def local(self) -> int:
        return sum(e.rupiah for e in self.edges if e.local)

    def local_per_thousand(self) -> Fraction:
        """Rupiah that stay in the region of each 1,000 spent, measured."""
        return Fraction(1000 * self.local(), self.total) if self.total else Fraction(0)


def direct_effect(entries: Sequence[Entry], home: str, budget: str, spent: int | None = None) -> DirectEffect:
    """Sort every rupiah of the books to its destination. `spent`, if given, must be exactly what the books add up
    to.
    """
    flows: dict[tuple[str, str, bool], int] = defaultdict(int)
    papers: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
    groups: dict[str, int] = defaultdict(int)
    for entry in entries:
        refuse_bad_entry(entry)
        for (target, local), rupiah in destinations(entry, home).items():
            flows[entry.group, target, local] += rupiah
            papers[entry.group, target, local] += [entry.paper] if entry.paper else []
        groups[entry.group] += entry.rupiah
    total = sum(groups.values())
    if spent is not None and spent != total:
        apart = f"{spent - total:,} is missing" if spent > total else f"{total - spent:,} is too much"
        raise MultiplierError(f"the books hold {total:,}", f"{spent:,} was spent; {apart}", SOURCE)
    targets = {target for _, target, _ in flows}
    doubled = (groups.keys() & targets) | ({budget} & (groups.keys() | targets))
    if doubled:
        bound = "budget, groups and destinations need names of their own, or edges would run in circles"
        raise MultiplierError(f"the name {min(doubled)} stands for two things", bound, SOURCE)
    edges = [Edge(budget, group, rupiah) for group, rupiah in groups.items()]
    edges += [
        Edge(g, t, rupiah, local, tuple(papers[g, t, local])) for (g, t, local), rupiah in flows.items() if rupiah
    ]
    ends: dict[str, int] = defaultdict(int)
    for edge in edges[len(groups) :]:
        ends[edge.target] += edge.rupiah
    return DirectEffect(home, total, tuple(edges), dict(ends))


def refuse_bad_entry(entry: Entry) -> None:
    refuse_bad_rupiah(f"{type(entry).__name__.lower()} of {entry.group}", entry.rupiah)


def destinations(entry: Entry, home: str) -> dict[tuple[str, bool], int]:
    """Where one entry ends, in whole rupiah that add up to it, and whether that is here."""
    if isinstance(entry, Wage):
        return {(f"wages in {entry.place}", entry.place == home): entry.rupiah}
    if isinstance(entry, Surplus):
        return {(f"surplus in {entry.place}", entry.place == home): entry.rupiah}
    if isinstance(entry, Tax):
        return {(f"{entry.name} to {entry.keeper}", entry.keeper == home): entry.rupiah}
    return goods(entry, home)


def goods(entry: Bought, home: str) -> dict[tuple[str, bool], int]:
    """Made here and sold here: all of it. Made elsewhere: the margins stay. Made here, sold from elsewhere: counted as
    gone, since nobody here was paid by this invoice."""
    margin = entry.trade_margin + entry.transport_margin
    refuse_bad_margins(entry, home)
    if entry.made_in == home:
        here = entry.supplier_place == home
        sold = f"goods made in {home}" + ("" if here else f", sold from {entry.supplier_place}")
        return {(sold, here): entry.rupiah}
    trade, transport, gone = f"trade in {home}", f"transport in {home}", f"goods made in {entry.made_in}"
    parts = {
        trade: entry.rupiah * entry.trade_margin,
        transport: entry.rupiah * entry.transport_margin,
        gone: entry.rupiah * (1 - margin),
    }
    split = whole_rupiah(parts, entry.rupiah)
    return {(trade, True): split[trade], (transport, True): split[transport], (gone, False): split[gone]}


def refuse_bad_margins(entry: Bought, home: str) -> None:
    trade, transport = entry.trade_margin, entry.transport_margin
    shown = f"{entry.item}: margins {trade} and {transport}"
    if min(trade, transport) < 0 or trade + transport > 1:
        raise MultiplierError(shown, "must be 0 or more and together at most 1", SOURCE)
    if trade and entry.supplier_place != home:
        raise MultiplierError(shown, f"the seller is in {entry.supplier_place} and earns no margin in {home}", SOURCE)
    if entry.made_in == home and trade + transport:
        raise MultiplierError(shown, f"goods made in {home} stay with their full price; leave margins 0", SOURCE)


def faults_of(edges: Sequence[Edge], budget: str, spent: int) -> list[str]:
    """Every node between budget and ends passes on exactly what it received; each that does not is named."""
    inflow: dict[str, int] = defaultdict(int)
    outflow: dict[str, int] = defaultdict(int)
    for edge in edges:
        inflow[edge.target] += edge.rupiah
        outflow[edge.source] += edge.rupiah
    between = [n for n in outflow if n != budget]
    faults = [f"{n} received {inflow[n]:,} and passed on {outflow[n]:,}" for n in between if inflow[n] != outflow[n]]
    arrived = sum(rupiah for node, rupiah in inflow.items() if node not in outflow)
    given = {"was given out": outflow[budget], "arrived": arrived}
    return faults + [f"{spent:,} was spent, {rupiah:,} {what}" for what, rupiah in given.items() if rupiah != spent]


def as_spending(entries: Sequence[Entry], home: str, trade: str, transport: str) -> Spending:
    """The same books as a bill of goods for the table; `trade` and `transport` are the sectors that earn the margins.

    Goods made and sold here need their `sector`. Wages, surplus and taxes that went elsewhere leak at once.
    """
    kept: dict[type, int] = {Wage: 0, Surplus: 0, Tax: 0}
    leaked, purchases = 0, []
    for entry in entries:
        refuse_bad_entry(entry)
        if isinstance(entry, Bought):
            purchases.append(as_purchase(entry, home, trade, transport))
        elif (entry.keeper if isinstance(entry, Tax) else entry.place) == home:
            kept[type(entry)] += entry.rupiah
        else:
            leaked += entry.rupiah
    return Spending(kept[Wage], kept[Surplus], tuple(purchases), kept[Tax], leaked)


def as_purchase(entry: Bought, home: str, trade: str, transport: str) -> Purchase:
    refuse_bad_margins(entry, home)
    if entry.made_in == home and entry.supplier_place == home:
        return Purchase(entry.item, entry.rupiah, entry.sector)
    margins = (Margin(trade, entry.trade_margin), Margin(transport, entry.transport_margin))
    return Purchase(entry.item, entry.rupiah, "", Fraction(0), tuple(m for m in margins if m.share))


def person_months(wages_paid: int, monthly_wage: int) -> Fraction:
    """Months of work that the wages paid for, at the wage actually paid a month; never a count of jobs created."""
    refuse_bad_rupiah("wages paid", wages_paid)
    refuse_bad_rupiah("monthly wage", monthly_wage, least=1)
    return Fraction(wages_paid, monthly_wage)
