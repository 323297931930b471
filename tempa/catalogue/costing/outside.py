"""The alternative from outside, at the door: its price, the way here, the crossing, setting it up, looking after it.

Freight as in the programme's plan: weight × (rate × road factor × kilometres + ferry rate × crossings).
Not done: import duty and VAT on imports (the price is that of a seller inside the country), exchange rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .amounts import Number, not_negative, rounded, rounded_parts, whole_count
from .errors import CostingError
from .estimate import Estimate
from .prices import Finding, finding_of, told

FORMULA = "rumus angkutan pada berkas program"


@dataclass(frozen=True, slots=True)
class Outside:
    """One machine bought elsewhere. Money per unit bought, except: `freight` Rp per tonne and km, `ferry` Rp per tonne
    and crossing. `kilometres` as the crow flies; `road_factor` makes them road. `service`: what warranty and visits
    cost where the seller has nobody here."""

    name: str
    price: Estimate
    weight_kg: Number
    kilometres: Number
    freight: Estimate
    ferry: Estimate
    crossings: int
    installation: Estimate
    service: Estimate
    road_factor: Number = 1


@dataclass(frozen=True, slots=True)
class Landed:
    """Rupiah at the door, without VAT: likely by part (rounded so that they add up to `total`), least and most."""

    name: str
    parts: dict[str, int]
    exact_total: Fraction
    total: int
    lowest: int
    highest: int
    findings: tuple[Finding, ...]


def landed(outside: Outside, at: date, oldest_days: int, accept: frozenset[str] = frozenset()) -> Landed:
    """What one unit costs at the door on the day `at`; old or expired inputs are refused unless accepted by name
    (price, freight, ferry, installation, service)."""
    named = {"price": outside.price, "freight": outside.freight, "ferry": outside.ferry,
             "installation": outside.installation, "service": outside.service}
    findings = tuple(f for key, e in named.items() if (f := finding_of(key, e, at, oldest_days)))
    refused = [f for f in findings if f.key not in accept]
    if refused:
        raise CostingError(f"masukan {outside.name}", told(refused),
                           f"berlaku pada {at}; minta yang baru, atau setujui dengan nama", "batas umur harga")
    weights = per_unit(outside)
    likely = {key: named[key].likely * weights[key] for key in named}
    total = sum(likely.values(), Fraction(0))
    return Landed(
        outside.name, dict(zip(likely, rounded_parts(list(likely.values())), strict=True)), total, rounded(total),
        rounded(sum((named[k].low * weights[k] for k in named), Fraction(0))),
        rounded(sum((named[k].high * weights[k] for k in named), Fraction(0))), findings,
    )


def per_unit(outside: Outside) -> dict[str, Fraction]:
    """How many of each input's unit one machine takes: tonne-kilometres of freight, tonne-crossings of ferry."""
    tonnes = not_negative(outside.weight_kg, "berat (kg)", FORMULA) / 1000
    kilometres = not_negative(outside.kilometres, "jarak (km)", FORMULA)
    road = not_negative(outside.road_factor, "faktor jalan", FORMULA)
    crossings = whole_count(outside.crossings, "penyeberangan", 0, FORMULA)
    one = Fraction(1)
    return {"price": one, "freight": tonnes * kilometres * road, "ferry": tonnes * crossings,
            "installation": one, "service": one}
