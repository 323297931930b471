"""The cost sheet of one machine type, from the tables of a programme and what the tables do not say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .amounts import Number, exact, rounded
from .errors import CostingError
from .estimate import Estimate
from .learning import Learning
from .prices import PriceList
from .problem import AgeLimits, Operation, Part, Sheet

Tables = Mapping[str, list[dict[str, str]]]
KIND_NAMES = {"material": "bahan", "part": "suku cadang", "engine": "mesin penggerak"}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a programme folder leaves open. A programme states one figure per price and hour; `price_range` and
    `hours_range` are the factors (low, high) that make a range of it, and both are the caller's to defend.

    `skill_of`: skill by resource. `group_of`: which prices move together, by material code; None: by the table's kind.
    """

    dated: date
    source: str
    wages: Mapping[str, Estimate]
    skill_of: Mapping[str, str]
    machine_rates: Mapping[str, Estimate]
    overhead: Estimate
    margin: Estimate
    price_range: tuple[Number, Number]
    hours_range: tuple[Number, Number]
    oldest_price_days: int
    learning: Learning | None = None
    valid_until: date | None = None
    group_of: Callable[[str], str] | None = None
    limits: AgeLimits = AgeLimits()  # noqa: RUF009  (frozen)


def sheet_of_type(tables: Tables, type_code: str, given: Assumptions) -> Sheet:
    """Tables as programme folders hold them (types, bom, materials, routings: text cells); unknown codes refused."""
    names = {row["type"]: row["name_id"] for row in tables["types"]}
    if type_code not in names:
        raise CostingError("jenis mesin", type_code, "kode pada tabel types", given.source)
    materials = {row["material"]: row for row in tables["materials"]}
    bom = [row for row in tables["bom"] if row["type"] == type_code]
    for row in bom:
        if row["material"] not in materials:
            raise CostingError(f"bahan {row['material']} dari {type_code}", "tidak dikenal",
                               "kode pada tabel materials", given.source)
    return Sheet(
        f"{type_code} {names[type_code]}",
        tuple(part_of(row, materials[row["material"]], given) for row in bom),
        PriceList({row["material"]: (price_of(materials[row["material"]], given),) for row in bom},
                  given.oldest_price_days),
        tuple(operation_of(row, given) for row in tables["routings"] if row["type"] == type_code),
        given.wages, given.machine_rates, given.overhead, given.margin, given.learning, given.limits,
    )


def part_of(row: Mapping[str, str], material: Mapping[str, str], given: Assumptions) -> Part:
    code = row["material"]
    group = given.group_of(code) if given.group_of else KIND_NAMES.get(material["kind"], material["kind"])
    return Part(code, material["name_id"], exact(row["quantity"], f"jumlah {code}"), group)


def price_of(material: Mapping[str, str], given: Assumptions) -> Estimate:
    """Low and high are rounded to whole rupiah, since they are prices."""
    likely = exact(material["unit_price"], f"harga {material['material']}")
    low, high = (rounded(likely * exact(factor)) for factor in given.price_range)
    return Estimate.money(low, likely, high, unit=f"Rp/{material['unit']}", source=given.source, dated=given.dated,
                          valid_until=given.valid_until)


def operation_of(row: Mapping[str, str], given: Assumptions) -> Operation:
    resource = row["resource"]
    if resource not in given.skill_of:
        raise CostingError(f"keahlian untuk {resource}", "tidak dinyatakan", "satu keahlian tiap sumber daya",
                           given.source)
    return Operation(int(row["step"]), resource, given.skill_of[resource],
                     hours_of(row["hours_per_unit"], given), hours_of(row["setup_hours"], given))


def hours_of(text: str, given: Assumptions) -> Estimate:
    likely: Fraction = exact(text, "jam")
    low, high = (likely * exact(factor) for factor in given.hours_range)
    return Estimate.hours(low, likely, high, source=given.source, dated=given.dated)
