"""What a machine costs over its years, and per kilogram of useful output: price is often the smaller part.

TCO = price + freight + installation + Σ_t (fuel + maintenance + downtime)/(1+r)^t - salvage/(1+r)^T, t = 1 … T.
Costs fall at the end of each year; nothing is discounted inside a year; prices do not rise. The corrected
capacity is that of the test report: PAES 205 corrects to 20 % grain moisture and 100 % purity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from .amounts import Number, exact, not_negative, rounded, rounded_parts, rupiah, shown, whole_count
from .errors import require

SOURCE = "rumus biaya kepemilikan, nilai kini"
PAES = "PAES 205:2015"


@dataclass(frozen=True, slots=True)
class Machine:
    """Money in rupiah; hours, fuel and downtime are per year; `rate` is the yearly discount rate (0.06)."""

    price: Number
    hours: Number
    fuel_per_hour: Number
    fuel_price: Number
    maintenance: Number
    downtime_hours: Number
    downtime_cost: Number
    salvage: Number
    rate: Number
    years: int
    freight: Number = 0
    installation: Number = 0


@dataclass(frozen=True, slots=True)
class Ownership:
    """`parts`: present value of each part (salvage negative), whole rupiah that add up to `total`; `exact_total`
    unrounded; `running`: rupiah of one year's fuel, maintenance and downtime, not discounted."""

    total: int
    exact_total: Fraction
    parts: dict[str, int]
    running: Fraction
    discount: Fraction = field(repr=False)


def total_cost(machine: Machine) -> Ownership:
    """Exact; rounded once at the end, half up."""
    years = whole_count(machine.years, "umur (tahun)", 1, SOURCE)
    rate = exact(machine.rate, "suku diskonto")
    require(0 <= rate <= 1, "suku diskonto", shown(rate), "0 sampai 1", SOURCE)
    hours = amount(machine.hours, "jam pakai setahun")
    yearly = {
        "fuel": amount(machine.fuel_per_hour, "bahan bakar per jam") * hours
        * amount(machine.fuel_price, "harga bahan bakar"),
        "maintenance": rupiah(machine.maintenance, "perawatan setahun", SOURCE),
        "downtime": amount(machine.downtime_hours, "jam mati setahun")
        * amount(machine.downtime_cost, "biaya jam mati"),
    }
    factor = sum((1 / (1 + rate) ** t for t in range(1, years + 1)), Fraction(0))
    parts = {
        "price": rupiah(machine.price, "harga", SOURCE),
        "freight": rupiah(machine.freight, "angkutan", SOURCE),
        "installation": rupiah(machine.installation, "pemasangan", SOURCE),
        **{name: value * factor for name, value in yearly.items()},
        "salvage": -rupiah(machine.salvage, "nilai sisa", SOURCE) / (1 + rate) ** years,
    }
    total = sum(parts.values(), Fraction(0))
    whole = dict(zip(parts, rounded_parts(list(parts.values())), strict=True))
    return Ownership(rounded(total), total, whole, sum(yearly.values(), Fraction(0)), factor)


def amount(value: Number, what: str) -> Fraction:
    return not_negative(value, what, SOURCE)


@dataclass(frozen=True, slots=True)
class Output:
    """`per_hour`: useful output in an hour of work (kg), corrected as the test report says; `availability`: share of
    the planned hours in which the machine does work."""

    per_hour: Number
    availability: Number


def corrected_capacity(per_hour: Number, moisture: Number, purity: Number = 1, reference: Number = "0.2") -> Fraction:
    """kg/h brought to the reference moisture (share, wet base) and to full purity: dry matter is what is kept."""
    wet, base = exact(moisture, "kadar air"), exact(reference, "kadar air acuan")
    clean = exact(purity, "kemurnian")
    for what, value in (("kadar air", wet), ("kadar air acuan", base)):
        require(0 <= value < 1, what, shown(value), "0 sampai di bawah 1", PAES)
    require(0 < clean <= 1, "kemurnian", shown(clean), "di atas 0 sampai 1", PAES)
    return not_negative(per_hour, "kapasitas", PAES) * (1 - wet) / (1 - base) * clean


@dataclass(frozen=True, slots=True)
class PerOutput:
    """Rupiah per unit of useful output over all years: `plain` divides by the output as it is, `levelised` by its
    present value (output of later years counts less, as money does)."""

    plain: Fraction
    levelised: Fraction
    output: Fraction


def per_output(machine: Machine, output: Output) -> PerOutput:
    """TCO / (corrected capacity × hours × availability × years)."""
    result = total_cost(machine)
    a_year = output_of_a_year(machine, output)
    whole = a_year * machine.years
    return PerOutput(result.exact_total / whole, result.exact_total / (a_year * result.discount), whole)


def output_of_a_year(machine: Machine, output: Output) -> Fraction:
    availability = exact(output.availability, "ketersediaan")
    require(0 < availability <= 1, "ketersediaan", shown(availability), "di atas 0 sampai 1", SOURCE)
    a_year = amount(output.per_hour, "hasil per jam") * amount(machine.hours, "jam pakai setahun") * availability
    require(a_year > 0, "hasil setahun", shown(a_year), "di atas 0", SOURCE)
    return a_year


def price_to_match(machine: Machine, output: Output, other: Machine, other_output: Output) -> Fraction:
    """The price at which `machine` costs as much per unit of output as `other` does; negative: not even as a gift."""
    goal = per_output(other, other_output).plain * output_of_a_year(machine, output) * machine.years
    return goal - (total_cost(machine).exact_total - amount(machine.price, "harga"))
