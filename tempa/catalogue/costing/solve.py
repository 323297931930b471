"""The should-cost of a unit and of a lot: what a price follows from, line by line, with its least and its most.

unit price = (Σ quantity × price
             + Σ (setup / lot + hours × mean learning factor) × (wage + machine rate) × (1 + overhead)) × (1 + margin)

All in exact fractions; each stated price is rounded once, half up. `lowest` and `highest` are analytic: every input at
its least or most at once. The odds between them come from spread.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from .amounts import rounded, rounded_parts, whole_count
from .errors import CostingError
from .estimate import Estimate
from .learning import extreme_rates, lot_factor
from .prices import Finding, finding_of, told
from .problem import Sheet
from .spread import Spread, simulate

Kind = Literal["material", "labour", "machine", "setup", "overhead", "margin"]
Inputs = dict[str, Estimate]
Values = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the unit price at likely inputs: exact `amount` in rupiah, its `share` of the price, and `rupiah`,
    rounded so that the lines add up to the stated unit price."""

    key: str
    name: str
    kind: Kind
    amount: Fraction
    share: Fraction
    rupiah: int


@dataclass(frozen=True, slots=True)
class Swing:
    """The unit price with one input at its low and at its high, all others likely: what to look into first."""

    key: str
    at_low: int
    at_high: int

    @property
    def width(self) -> int:
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class ShouldCost:
    """Prices in whole rupiah without VAT. `unit_price` and `lot_price` are each rounded once from the exact amount (so
    lot × unit_price may differ by up to half a rupiah per unit). `swings` stand widest first."""

    product: str
    lot: int
    at: date
    lines: tuple[Line, ...]
    exact_unit: Fraction
    unit_price: int
    lot_price: int
    lowest: int
    highest: int
    swings: tuple[Swing, ...]
    findings: tuple[Finding, ...]
    spread: Spread | None

    def share_of(self, kind: Kind) -> Fraction:
        return sum((line.share for line in self.lines if line.kind == kind), Fraction(0))


def should_cost(
    sheet: Sheet, lot: int, at: date, *, accept: Collection[str] = (), draws: int = 4000, seed: int = 1
) -> ShouldCost:
    """The price that a unit of a lot of `lot` units should have on the day `at`.

    Inputs that are too old, expired or not yet valid are refused, all in one CostingError, unless their keys stand in
    `accept`; accepted ones come back as findings. `draws` = 0 leaves the simulation out (and numpy unloaded).
    """
    whole_count(lot, "besar lot")
    inputs, findings = gather(sheet, at, accept)
    likely = {key: estimate.likely for key, estimate in inputs.items()}
    lines = priced(sheet, likely, lot)
    total = sum((amount for _, _, _, amount in lines), Fraction(0))
    lowest, highest = extremes(sheet, inputs, lot)
    return ShouldCost(
        sheet.product, lot, at, as_lines(lines, total), total, rounded(total), rounded(total * lot),
        rounded(lowest), rounded(highest), swings_of(sheet, inputs, lot), findings,
        simulate(sheet, inputs, lot, draws, seed) if draws else None,
    )


def gather(sheet: Sheet, at: date, accept: Collection[str] = ()) -> tuple[Inputs, tuple[Finding, ...]]:
    """Every input by its key (harga:ITEM, jam:STEP, persiapan:STEP, upah:SKILL, mesin:RESOURCE, overhead, margin,
    belajar) as it holds on that day."""
    inputs: Inputs = {}
    findings: list[Finding] = []
    for part in sheet.parts:
        inputs[f"harga:{part.item}"], finding = sheet.prices.pick(part.item, at)
        findings += [finding] if finding else []
    for key, estimate, oldest in dated_inputs(sheet):
        inputs[key] = estimate
        finding = finding_of(key, estimate, at, oldest)
        findings += [finding] if finding else []
    refused = [f for f in findings if f.key not in accept]
    if refused:
        raise CostingError("masukan", told(refused), f"berlaku pada {at}; minta yang baru, atau setujui dengan nama",
                           "batas umur pada lembar biaya")
    return inputs, tuple(findings)


def dated_inputs(sheet: Sheet) -> Iterable[tuple[str, Estimate, int]]:
    """Key, estimate and oldest age in days of everything but prices; only wages and rates that some step uses."""
    for operation in sheet.operations:
        yield f"jam:{operation.step}", operation.hours_per_unit, sheet.limits.others
        yield f"persiapan:{operation.step}", operation.setup_hours, sheet.limits.others
    for skill in dict.fromkeys(o.skill for o in sheet.operations):
        yield f"upah:{skill}", sheet.wages[skill], sheet.limits.wages
    for resource in dict.fromkeys(o.resource for o in sheet.operations):
        yield f"mesin:{resource}", sheet.machine_rates[resource], sheet.limits.others
    yield "overhead", sheet.overhead, sheet.limits.others
    yield "margin", sheet.margin, sheet.limits.others
    if sheet.learning:
        yield "belajar", sheet.learning.rate, sheet.limits.others


RawLine = tuple[str, str, Kind, Fraction]


def priced(sheet: Sheet, values: Values, lot: int) -> list[RawLine]:
    """(key, name, kind, rupiah per unit) of every part of the price at the given values."""
    lines: list[RawLine] = [
        (f"harga:{part.item}", part.name, "material", part.quantity * values[f"harga:{part.item}"])
        for part in sheet.parts
    ]
    lines += worked(sheet, values, lot)
    conversion = sum((a for _, _, kind, a in lines if kind != "material"), Fraction(0))
    lines.append(("overhead", "Overhead", "overhead", values["overhead"] * conversion))
    cost = sum((amount for _, _, _, amount in lines), Fraction(0))
    lines.append(("margin", "Margin", "margin", values["margin"] * cost))
    return lines


def worked(sheet: Sheet, values: Values, lot: int) -> list[RawLine]:
    factor = lot_factor(sheet.learning, values.get("belajar", Fraction(1)), lot)
    lines: list[RawLine] = []
    for o in sheet.operations:
        wage, rate = values[f"upah:{o.skill}"], values[f"mesin:{o.resource}"]
        hours = values[f"jam:{o.step}"] * factor
        lines.append((f"jam:{o.step}", f"Kerja {o.resource}", "labour", hours * wage))
        lines.append((f"mesin:{o.step}", f"Mesin {o.resource}", "machine", hours * rate))
        lines.append((f"persiapan:{o.step}", f"Persiapan {o.resource}", "setup",
                      values[f"persiapan:{o.step}"] * (wage + rate) / lot))
    return lines


def unit_price(sheet: Sheet, values: Values, lot: int) -> Fraction:
    return sum((amount for _, _, _, amount in priced(sheet, values, lot)), Fraction(0))


def as_lines(lines: list[RawLine], total: Fraction) -> tuple[Line, ...]:
    """With shares that add up to 1 (all 0 where the price is 0) and rupiah that add up to the rounded price."""
    whole = rounded_parts([amount for _, _, _, amount in lines])
    return tuple(
        Line(key, name, kind, amount, amount / total if total else Fraction(0), rupiah)
        for (key, name, kind, amount), rupiah in zip(lines, whole, strict=True)
    )


def extremes(sheet: Sheet, inputs: Inputs, lot: int) -> tuple[Fraction, Fraction]:
    """Least and most unit price: every input only ever raises the price, save the learning rate, which is sought."""
    low = {key: e.low for key, e in inputs.items()}
    high = {key: e.high for key, e in inputs.items()}
    if sheet.learning:
        low["belajar"], high["belajar"] = extreme_rates(sheet.learning, lot)
    return unit_price(sheet, low, lot), unit_price(sheet, high, lot)


def swings_of(sheet: Sheet, inputs: Inputs, lot: int) -> tuple[Swing, ...]:
    likely = {key: estimate.likely for key, estimate in inputs.items()}
    found = [
        Swing(key, rounded(unit_price(sheet, {**likely, key: e.low}, lot)),
              rounded(unit_price(sheet, {**likely, key: e.high}, lot)))
        for key, e in inputs.items()
        if e.low < e.high
    ]
    return tuple(sorted(found, key=lambda s: (-s.width, s.key)))


@dataclass(frozen=True, slots=True)
class BatchPoint:
    """Unit price in a lot of that size, and how much of it is setup."""

    lot: int
    exact_unit: Fraction
    unit_price: int
    setup_share: Fraction


def batch_curve(sheet: Sheet, lots: Iterable[int], at: date, *, accept: Collection[str] = ()) -> tuple[BatchPoint, ...]:
    """The likely unit price over lot sizes; it never rises, since setup is spread further and hands grow surer.

    Not in it: discounts for larger purchases, whole bars and sheets, overtime, money tied up.
    """
    inputs, _ = gather(sheet, at, accept)
    likely = {key: estimate.likely for key, estimate in inputs.items()}
    return tuple(batch_point(sheet, likely, lot) for lot in lots)


def batch_point(sheet: Sheet, likely: Values, lot: int) -> BatchPoint:
    lines = priced(sheet, likely, lot)
    total = sum((amount for _, _, _, amount in lines), Fraction(0))
    setup = sum((amount for _, _, kind, amount in lines if kind == "setup"), Fraction(0))
    return BatchPoint(lot, total, rounded(total), setup / total if total else Fraction(0))
