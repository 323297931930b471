"""Invented machine types: prices, weights, routings, parts lists and the materials they are made from.

Distributions follow the demo programme `ntb-2020`: five price classes, 3.5 to 5.5 hours and 10 to 34 kg per million
rupiah, materials at 48 to 60 % of the price.
"""

from __future__ import annotations

from dataclasses import dataclass

from tempa.allocation.planner.generator.draw import Draw, in_steps, written

Row = dict[str, str]


@dataclass(frozen=True)
class PriceClass:
    """One class of types; `share` of the types and `lines` of the order lines are weights, `untested` and `driven`
    probabilities, `price` (million rupiah) and `quantity` (units of a line) quantiles, `setup` a factor."""

    share: float
    price: tuple[float, ...]
    inspection: tuple[float, ...]
    min_lot: int
    untested: float
    lines: float
    quantity: tuple[float, ...]
    setup: float
    driven: float


CLASSES = (
    PriceClass(17, (0.65, 1.1, 1.6, 2.3, 3.0), (0.25, 0.5, 0.5, 0.5), 5, 0.0, 39, (5, 8, 15, 22, 60), 0.45, 0.0),
    PriceClass(26, (3.0, 3.8, 4.7, 6.0, 9.0), (0.5, 0.5, 0.5, 0.75), 3, 0.04, 67, (3, 5, 10, 14, 36), 0.6, 0.3),
    PriceClass(38, (9.0, 11.0, 13.4, 16.0, 20.0), (0.75, 1.0, 1.25, 1.5), 2, 0.26, 95, (2, 2, 4, 6, 20), 0.95, 0.8),
    PriceClass(22, (20.0, 23.5, 25.5, 29.0, 40.0), (1.25, 1.5, 1.75, 2.0), 1, 0.23, 59, (1, 1, 2, 3, 8), 1.3, 0.9),
    PriceClass(17, (42.0, 52.0, 62.0, 90.0, 175.0), (2.5, 2.75, 3.25, 4.5), 1, 0.4, 24, (1, 1, 1, 2, 5), 1.6, 0.9),
)
HOURS_PER_MILLION = (2.4, 3.3, 3.8, 4.2, 4.6, 5.1, 5.8)
KG_PER_MILLION = (6.4, 9.5, 11.5, 16.3, 19.7, 22.3, 24.1, 27.7, 30.4, 33.6, 44.0)
SHARE_OF_HOURS = {"cut": 0.16, "bend": 0.09, "machine": 0.19, "weld": 0.33, "assemble": 0.175, "wire": 0.052,
                  "paint": 0.09, "test": 0.053}
SETUP_HOURS = {"cut": 1.25, "bend": 1.25, "machine": 2.8, "weld": 1.75, "assemble": 0.65, "wire": 0.75, "paint": 1.25,
               "test": 0.7}
SIMPLE = (("cut bend weld paint", 8), ("cut weld assemble paint", 6), ("cut bend weld assemble paint", 12),
          ("cut weld paint", 4), ("cut bend weld assemble", 4), ("cut weld assemble test", 2))
DRIVEN = (("cut bend machine weld assemble wire paint test", 39), ("cut bend machine weld assemble paint test", 13),
          ("cut machine weld assemble paint test", 8), ("cut machine weld assemble wire paint test", 4),
          ("cut bend weld assemble wire test", 5), ("cut machine weld assemble paint", 5))
NOUNS = ("Pencacah", "Pengayak", "Pengering", "Pemeras", "Penggiling", "Pencampur", "Gerobak", "Rak", "Tungku",
         "Penyuling", "Pengupas", "Pemotong", "Penyaring", "Penabur", "Pencetak")
ENGLISH = ("Chopper", "Sieve", "Dryer", "Press", "Grinder", "Mixer", "Cart", "Rack", "Furnace", "Still", "Peeler",
           "Cutter", "Filter", "Spreader", "Moulder")


@dataclass(frozen=True)
class MadeType:
    """An invented type: code, class, rupiah, its steps as (resource, hours per unit, set-up hours), parts per unit."""

    code: str
    kind: PriceClass
    price: int
    inspection: float
    tested: bool
    steps: tuple[tuple[str, float, float], ...]
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class MadeMaterial:
    code: str
    kind: str
    price: int
    lead_time: int
    limited: bool


def draw_materials(seed: int) -> list[MadeMaterial]:
    """62 materials, parts and engines; dearer ones come later and in limited numbers."""
    draw = Draw(seed, "materials")
    made = []
    for at in range(36):
        steel = at < 26
        price = draw.along((17e3, 62e3, 9e4, 17e4, 31e4, 56e4, 14e5, 37e5) if steel else (2e4, 4e4, 6e4, 16e4))
        scarce = price > 9e5
        lead = draw.whole(2, 3) if scarce else draw.pick((0, 0, 0, 0, 1, 2))
        made.append(MadeMaterial(f"{'B' if steel else 'H'}-{at + 1:02d}", "material", int(in_steps(price, 1000, 1000)),
                                 lead, scarce and draw.chance(0.8)))
    for at in range(16):
        price = draw.along((42e3, 7e4, 14e4, 2e5, 43e4, 68e4, 21e5, 85e5))
        lead = draw.whole(3, 4) if price > 2e6 else draw.pick((0, 0, 0, 1, 1, 2))
        made.append(MadeMaterial(f"P-{at + 1:02d}", "part", int(in_steps(price, 1000)), lead, price > 5e6))
    for at in range(10):
        price = (920e3, 1480e3, 1550e3, 4300e3, 4650e3, 5600e3, 6900e3, 7900e3, 11500e3, 30000e3)[at]
        made.append(MadeMaterial(f"M-{at + 1:02d}", "engine", int(in_steps(price * draw.between(0.9, 1.1), 10_000)),
                                 min(6, 3 + at // 3), True))
    return made


def draw_types(seed: int, count: int, materials: list[MadeMaterial]) -> list[MadeType]:
    """`count` types, their classes in the shares of `CLASSES`."""
    draw = Draw(seed, "types")
    total = sum(kind.share for kind in CLASSES)
    ladder = [kind for kind in CLASSES for _ in range(max(1, round(count * kind.share / total)))]
    kinds = draw.some((ladder + [CLASSES[2]] * count)[:max(count, len(ladder))], count)
    return [_type(draw, f"T{at:03d}", kind, materials) for at, kind in enumerate(kinds, 1)]


def _type(draw: Draw, code: str, kind: PriceClass, materials: list[MadeMaterial]) -> MadeType:
    price = int(in_steps(draw.along(kind.price) * 1e6, 25_000, 25_000))
    driven = draw.chance(kind.driven)
    patterns, weights = zip(*(DRIVEN if driven else SIMPLE), strict=True)
    pattern = draw.weighted(patterns, weights)
    return MadeType(
        code=code, kind=kind, price=price, inspection=draw.pick(kind.inspection),
        tested=not draw.chance(kind.untested), steps=_steps(draw, pattern.split(), kind, price),
        parts=_parts(draw, driven, price, materials),
    )


def _steps(draw: Draw, resources: list[str], kind: PriceClass, price: int) -> tuple[tuple[str, float, float], ...]:
    hours = price / 1e6 * draw.along(HOURS_PER_MILLION)
    weights = [SHARE_OF_HOURS[resource] * draw.between(0.8, 1.2) for resource in resources]
    return tuple((resource, in_steps(hours * weight / sum(weights), 0.05, 0.05),
                  in_steps(SETUP_HOURS[resource] * kind.setup * draw.between(0.8, 1.2), 0.25, 0.25))
                 for resource, weight in zip(resources, weights, strict=True))


def _parts(draw: Draw, driven: bool, price: int, materials: list[MadeMaterial]) -> tuple[tuple[str, float], ...]:
    """An engine and a few parts where the price bears them, the rest of 48 to 60 % of the price in materials."""
    left = price * draw.between(0.48, 0.60)
    parts: list[tuple[str, float]] = []
    engines = [m for m in materials if m.kind == "engine" and 0.08 * price < m.price < 0.4 * price]
    if driven and engines and draw.chance(0.75):
        engine = draw.pick(engines)
        parts.append((engine.code, 1.0))
        left -= engine.price
    for part in draw.some([m for m in materials if m.kind == "part" and m.price < 0.12 * price], draw.whole(1, 4)):
        count = draw.whole(1, max(1, min(6, int(0.1 * price / part.price))))
        parts.append((part.code, float(count)))
        left -= part.price * count
    bulk = draw.some([m for m in materials if m.kind == "material" and m.price < price], draw.whole(3, 7))
    weights = [draw.between(0.5, 2.0) for _ in bulk]
    for material, weight in zip(bulk, weights, strict=True):
        worth = max(left, 0.05 * price) * weight / sum(weights)
        parts.append((material.code, in_steps(worth / material.price, 0.01, 0.01)))
    return tuple(sorted(parts))


def type_rows(seed: int, types: list[MadeType], agencies: list[str], ordered: dict[str, int]) -> list[Row]:
    """Rows of `types`; `ordered`: units ordered per type, from which the pilot limits of untested types follow."""
    draw = Draw(seed, "type rows")
    rows = []
    for at, made in enumerate(types):
        limit = max(1, ordered.get(made.code, 0) + draw.whole(0, 3))
        rows.append({
            "type": made.code, "agency": agencies[at % len(agencies)],
            "name_id": f"{NOUNS[at % len(NOUNS)]} rekaan {made.code}",
            "name_en": f"Invented {ENGLISH[at % len(ENGLISH)].lower()} {made.code}", "unit_price": str(made.price),
            "weight_kg": written(max(5.0, made.price / 1e6 * draw.along(KG_PER_MILLION))),
            "inspection_hours": written(made.inspection, 2), "min_lot": str(made.kind.min_lot),
            "tested": "yes" if made.tested else "no", "pilot_limit": "" if made.tested else str(limit),
            "warranty_months": draw.pick(("6", "12", "12")),
        })
    return rows


def routing_rows(types: list[MadeType]) -> list[Row]:
    return [{"type": made.code, "step": str(step), "resource": resource, "hours_per_unit": written(hours, 2),
             "setup_hours": written(setup, 2)}
            for made in types for step, (resource, hours, setup) in enumerate(made.steps, 1)]


def bom_rows(types: list[MadeType]) -> list[Row]:
    return [{"type": made.code, "material": code, "quantity": written(quantity, 2)}
            for made in types for code, quantity in made.parts]
