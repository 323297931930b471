"""What a machine should cost, from the price list: the cost sheet of a type on a day, its curve, and what in it is weak.

Where nobody stated anything, a starting figure stands in its place and the result says so: the programme's own materials
table for prices, and the figures below for wages, machines, overhead and margin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tempa.catalogue.costing.amounts import rounded
from tempa.catalogue.costing.break_even import BreakEven, break_even
from tempa.catalogue.costing.estimate import Estimate
from tempa.catalogue.costing.learning import Learning
from tempa.catalogue.costing.prices import PriceList
from tempa.catalogue.costing.problem import Operation, Part, Sheet
from tempa.catalogue.costing.solve import BatchPoint, ShouldCost, batch_curve, extremes, gather, should_cost, unit_price
from tempa.catalogue.rules.prices import OLDEST_DAYS, SHARES, SKILL_OF, Entered, Held, held_on

START_RANGE = {"low": Fraction(95, 100), "high": Fraction(115, 100)}
"""A price without an entry: a twentieth below to three twentieths above what the programme's table says."""
HOURS_RANGE = {"low": Fraction(9, 10), "high": Fraction(5, 4)}
STARTS: Mapping[tuple[str, str], tuple[int, int, int]] = {
    ("wage", "welder"): (14_000, 17_500, 21_000), ("wage", "machinist"): (14_000, 17_500, 21_000),
    ("wage", "fitter"): (13_000, 15_000, 18_000), ("wage", "electrician"): (13_000, 16_000, 20_000),
    ("wage", "painter"): (12_000, 14_000, 17_000),
    ("machine", "cut"): (3_000, 4_000, 6_000), ("machine", "bend"): (2_000, 3_000, 4_000), ("machine", "weld"): (6_000, 8_000, 11_000),
    ("machine", "machine"): (12_000, 15_000, 20_000), ("machine", "assemble"): (500, 1_000, 1_500), ("machine", "wire"): (500, 1_000, 1_500),
    ("machine", "paint"): (2_000, 3_000, 4_000), ("machine", "test"): (2_000, 3_000, 5_000),
    ("overhead", ""): (3_000, 4_000, 5_500), ("margin", ""): (800, 1_200, 1_500),
}  # fmt: skip
"""Assumed until somebody states them: rupiah per hour, and hundredths of a percent. The lowest wage is near the province's
minimum of 2020 (Rp2,183,883 a month) over 173 hours."""
LEARNING = ("0.85", "0.88", "0.92", 8)
"""Of the hours of a programme: each doubling of the units takes about an eighth of them away, hours stated for the eighth unit."""
CURVE = (1, 2, 3, 5, 8, 13, 20, 30, 50)
MOST_LOT = 2_000
FROM_PROGRAMME, ASSUMED = "daftar program, tanpa tanggal", "anggapan awal Tempa"
GROUPS = {"material": "bahan", "part": "suku cadang", "engine": "mesin penggerak"}


class Material(NamedTuple):
    """One row of a parts list with its material: price as the programme's table has it, None where the material is unknown."""

    code: str
    name: str
    unit: str
    kind: str
    quantity: str
    price: int | None


class Step(NamedTuple):
    number: int
    resource: str
    hours: str
    setup: str


@dataclass(frozen=True)
class Built:
    """A type as the programme's tables describe it."""

    code: str
    name: str
    materials: Sequence[Material]
    steps: Sequence[Step]


@dataclass(frozen=True)
class Source:
    """Where one input of a reckoning comes from; `state`: fresh, old, expired, programme (undated) or assumed."""

    key: str
    name: str
    unit: str
    low: int
    likely: int
    high: int
    state: str
    entry: Entered | None = None
    count: int = 0


class Book:
    """The price list as it stands on a day: what holds for each item."""

    def __init__(self, entries: Iterable[Entered], at: date) -> None:
        self.at = at
        self.amounts: dict[str, Estimate] = {}  # key of a source -> its amount: types share most of their inputs
        found: dict[tuple[str, str], list[Entered]] = {}
        for entry in entries:
            found.setdefault((entry.input, entry.item), []).append(entry)
        self.held: dict[tuple[str, str], Held] = {}
        for item, some in found.items():
            if (held := held_on(some, at)) is not None:
                self.held[item] = held

    def money(self, source: Source) -> Estimate:
        if source.key not in self.amounts:
            self.amounts[source.key] = money_of(source, self.at)
        return self.amounts[source.key]

    def source(self, input: str, item: str, key: str, name: str, unit: str, start: int | None = None) -> Source:
        """What is used for an item, and where it comes from."""
        held = self.held.get((input, item))
        if held is not None:
            return Source(key, name, unit, held.low, held.likely, held.high, held.state, held.entry, held.count)
        if start is not None:
            low, high = (rounded(start * START_RANGE[side]) for side in ("low", "high"))
            return Source(key, name, unit, low, start, high, "programme")
        return Source(key, name, unit, *STARTS[input, item], "assumed")


@dataclass(frozen=True)
class Reckoning:
    """The cost sheet of a type with the sources of its inputs; `accepted`: the keys that are used although they are old."""

    sheet: Sheet
    sources: Mapping[str, Source]
    at: date

    @property
    def accepted(self) -> frozenset[str]:
        return frozenset(self.sources) | {f"{what}:{o.step}" for o in self.sheet.operations for what in ("jam", "persiapan")} | {"belajar"}

    @property
    def stale(self) -> list[Source]:
        return [s for s in self.sources.values() if s.state in {"old", "expired"}]

    @property
    def undated(self) -> list[Source]:
        return [s for s in self.sources.values() if s.state == "programme"]

    @property
    def assumed(self) -> list[Source]:
        return [s for s in self.sources.values() if s.state == "assumed"]

    def should_cost(self, lot: int, *, draws: int = 0) -> ShouldCost:
        return should_cost(self.sheet, lot, self.at, accept=self.accepted, draws=draws)

    def curve(self, lots: Sequence[int] = CURVE) -> tuple[BatchPoint, ...]:
        return batch_curve(self.sheet, lots, self.at, accept=self.accepted)

    def needed_for(self, price: int, lot: int) -> BreakEven:
        """What would have to be true for that price: each input in turn, all others likely."""
        return break_even(self.sheet, lot, self.at, price, accept=self.accepted, largest_lot=MOST_LOT)

    def span(self, lot: int) -> Span:
        """Low, likely and high alone: what a list of all types asks for."""
        inputs, _ = gather(self.sheet, self.at, self.accepted)
        likely = unit_price(self.sheet, {key: e.likely for key, e in inputs.items()}, lot)
        low, high = extremes(self.sheet, inputs, lot)
        return Span(lot, rounded(low), rounded(likely), rounded(high))


class Span(NamedTuple):
    """Rupiah per unit without VAT in a lot of that size."""

    lot: int
    low: int
    likely: int
    high: int

    def outside(self, price: int) -> str:
        """below, above, or nothing: where a price stands to the range."""
        return "below" if price < self.low else "above" if price > self.high else ""

    def distance(self, price: int) -> Fraction:
        """How far outside, as a share of the bound that it passes; 0 inside."""
        if price < self.low:
            return Fraction(self.low - price, self.low)
        return Fraction(price - self.high, max(1, self.high)) if price > self.high else Fraction(0)


def reckon(built: Built, book: Book) -> Reckoning | None:
    """The cost sheet of a type on the book's day; None where nothing is known of what it is made of."""
    known = [m for m in built.materials if m.price is not None]
    if not known and not built.steps:
        return None
    sources = {s.key: s for s in sources_of(built, known, book)}
    at = book.at
    return Reckoning(Sheet(
        f"{built.code} {built.name}",
        tuple(Part(m.code, m.name, Fraction(m.quantity), GROUPS.get(m.kind, m.kind)) for m in known),
        PriceList({m.code: (book.money(sources[f"harga:{m.code}"]),) for m in known}, OLDEST_DAYS["material"]),
        tuple(Operation(s.number, s.resource, SKILL_OF[s.resource], hours_of(s.hours, at), hours_of(s.setup, at)) for s in built.steps),
        {SKILL_OF[s.resource]: book.money(sources[f"upah:{SKILL_OF[s.resource]}"]) for s in built.steps},
        {s.resource: book.money(sources[f"mesin:{s.resource}"]) for s in built.steps},
        share_of(sources["overhead"], at), share_of(sources["margin"], at), learning(at),
    ), sources, at)  # fmt: skip


def sources_of(built: Built, known: Sequence[Material], book: Book) -> Iterable[Source]:
    for m in known:
        yield book.source("material", m.code, f"harga:{m.code}", m.name, f"Rp/{m.unit}", m.price)
    for skill in dict.fromkeys(SKILL_OF[s.resource] for s in built.steps):
        yield book.source("wage", skill, f"upah:{skill}", skill, "Rp/jam")
    for resource in dict.fromkeys(s.resource for s in built.steps):
        yield book.source("machine", resource, f"mesin:{resource}", resource, "Rp/jam")
    for share in SHARES:
        yield book.source(share, "", share, share, "%")


def cited(source: Source) -> str:
    if source.entry is not None:
        return f"{source.entry.reference}, {source.entry.place}"
    return FROM_PROGRAMME if source.state == "programme" else ASSUMED


def day_of(source: Source, at: date) -> date:
    """An undated figure counts as of the day of the reckoning: that it has no date is said apart."""
    return source.entry.dated if source.entry else at


def money_of(source: Source, at: date) -> Estimate:
    until = source.entry.valid_until if source.entry else None
    return Estimate.money(source.low, source.likely, source.high, unit=source.unit, source=cited(source), dated=day_of(source, at), valid_until=until)


def share_of(source: Source, at: date) -> Estimate:
    low, likely, high = (Fraction(v, 10_000) for v in (source.low, source.likely, source.high))
    return Estimate.markup(low, likely, high, source=cited(source), dated=day_of(source, at))


def hours_of(text: str, at: date) -> Estimate:
    likely = Fraction(text)
    low, high = (likely * HOURS_RANGE[side] for side in ("low", "high"))
    return Estimate.hours(low, likely, high, source="urutan kerja program", dated=at)


def learning(at: date) -> Learning:
    low, likely, high, unit = LEARNING
    return Learning(Estimate.ratio(low, likely, high, source=ASSUMED, dated=at), unit)


def usual_lot(units: int, lines: int, least: int = 1) -> int:
    """The size of lot that a type is reckoned with where none is asked: the mean order line."""
    return max(1, least, round(units / lines) if lines else 1)
