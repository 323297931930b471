"""How much of a machine is national, and how much of its price stays in the province: two questions, kept apart.

An engine made in Java is national and leaves the province; the margin of a local shop that sells an imported engine
stays although the engine is foreign. The first is a share of the production cost (without margin, as in TKDN), the
second of the whole price. They have different bases and are never added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .amounts import Number, rounded, share
from .errors import CostingError
from .solve import ShouldCost

SOURCE = "asal biaya pada lembar biaya"


@dataclass(frozen=True, slots=True)
class Origin:
    """Shares (0 to 1) of an amount that are national content, and that stay in the province. `proof`: the paper; blank
    means none, and the national share then counts 0."""

    national: Number
    province: Number
    proof: str = ""


@dataclass(frozen=True, slots=True)
class NationalContent:
    """Rupiah per unit and their share of the production cost; `without_proof`: keys counted 0 for want of a paper."""

    rupiah: int
    share: Fraction
    production_cost: int
    without_proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProvinceMoney:
    """Rupiah per unit that stay in the province, and their share of the price."""

    rupiah: int
    share: Fraction
    price: int


def national_content(result: ShouldCost, origins: Mapping[str, Origin]) -> NationalContent:
    """`origins` by line key (harga:ITEM, jam:STEP, …) or by kind (material, labour, machine, setup, overhead, margin);
    the key goes before the kind. A line without either is refused."""
    made = [line for line in result.lines if line.kind != "margin"]
    cost = sum((line.amount for line in made), Fraction(0))
    national, without = Fraction(0), []
    for line in made:
        origin = origin_of(line.key, line.kind, origins)
        claimed = share(origin.national, f"bagian nasional {line.key}", SOURCE)
        if origin.proof:
            national += line.amount * claimed
        elif claimed:
            without.append(line.key)
    return NationalContent(rounded(national), national / cost if cost else Fraction(0), rounded(cost), tuple(without))


def province_money(result: ShouldCost, origins: Mapping[str, Origin]) -> ProvinceMoney:
    """First round only: what the shop, the worker and the state then spend is the multipliers' business."""
    stays = sum(
        (line.amount * share(origin_of(line.key, line.kind, origins).province, f"bagian provinsi {line.key}", SOURCE)
         for line in result.lines),
        Fraction(0),
    )
    price = result.exact_unit
    return ProvinceMoney(rounded(stays), stays / price if price else Fraction(0), rounded(price))


def origin_of(key: str, kind: str, origins: Mapping[str, Origin]) -> Origin:
    found = origins.get(key) or origins.get(kind)
    if found is None:
        raise CostingError(f"asal {key}", "tidak dinyatakan", f"dinyatakan untuk {key} atau untuk {kind}", SOURCE)
    return found
