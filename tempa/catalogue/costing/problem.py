"""The sheet of a machine type: its parts list, its work, what an hour costs, overhead, margin, and learning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from .amounts import OWN_RULE, not_negative, whole_count
from .errors import CostingError, require
from .estimate import Estimate
from .learning import Learning
from .prices import PriceList


@dataclass(frozen=True, slots=True)
class Part:
    """`quantity` of an item per unit made, waste included, in the price list's unit; `group` joins items whose prices
    move together ("baja")."""

    item: str
    name: str
    quantity: Fraction
    group: str

    def __post_init__(self) -> None:
        not_negative(self.quantity, f"jumlah {self.item}", "daftar bahan")


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of the routing. Hours are person-hours at the learning curve's reference unit; setup is per lot, and is
    not learnt away."""

    step: int
    resource: str
    skill: str
    hours_per_unit: Estimate
    setup_hours: Estimate


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """How many days old wages and everything else (hours, machine rates, overhead, margin, learning) may be when used.

    Prices have their own limit in the price list. A rule of prudence, not of law.
    """

    wages: int = 400
    others: int = 1100

    def __post_init__(self) -> None:
        whole_count(self.wages, "umur upah paling tua (hari)", 0)
        whole_count(self.others, "umur masukan lain paling tua (hari)", 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a unit's price follows from.

    `wages`: rupiah per hour by skill; `machine_rates`: rupiah per hour by resource (energy, wear, space; state 0 with a
    source where there is none); `overhead`: on labour and machine cost; `margin`: on the full cost (both as
    Estimate.ratio, or Estimate.markup where they may pass 1).
    """

    product: str
    parts: tuple[Part, ...]
    prices: PriceList
    operations: tuple[Operation, ...]
    wages: Mapping[str, Estimate]
    machine_rates: Mapping[str, Estimate]
    overhead: Estimate
    margin: Estimate
    learning: Learning | None = None
    limits: AgeLimits = field(default_factory=AgeLimits)

    def __post_init__(self) -> None:
        require(bool(self.parts or self.operations), f"lembar {self.product}", "kosong", "berisi bahan atau kerja",
                OWN_RULE)
        items = [part.item for part in self.parts]
        require(len(items) == len(set(items)), "daftar bahan", "bahan yang sama dua kali", "satu baris tiap bahan",
                "daftar bahan")
        steps = [operation.step for operation in self.operations]
        require(len(steps) == len(set(steps)), "langkah kerja", "nomor yang sama dua kali", "satu baris tiap langkah",
                "urutan kerja")
        for operation in self.operations:
            for what, key, table in (("upah", operation.skill, self.wages),
                                     ("tarif mesin", operation.resource, self.machine_rates)):
                if key not in table:
                    raise CostingError(f"{what} {key}", "tidak ada",
                                       f"dinyatakan untuk langkah {operation.step} (boleh 0, dengan sumber)", OWN_RULE)
