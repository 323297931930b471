"""A second reckoning of a should-cost, sharing no code with solve.py: total hours, total purchases, then the price."""

from __future__ import annotations

import math
from fractions import Fraction

from .problem import Sheet
from .solve import ShouldCost


def check(sheet: Sheet, result: ShouldCost) -> tuple[str, ...]:
    """Sentences that say what does not hold in the result; empty where all does.

    The lot is bought and made as a whole here (rupiah of the lot, not of a unit). The learning factor is taken in
    binary floating point, so amounts are compared to a millionth of a rupiah per rupiah.
    """
    faults = []
    expected = whole_lot(sheet, result)
    if not math.isclose(expected / result.lot, float(result.exact_unit), rel_tol=1e-6, abs_tol=1e-6):
        faults.append(f"Harga per unit {float(result.exact_unit):.2f} tidak sama dengan hitungan kedua, "
                      f"{expected / result.lot:.2f}.")
    for what, stated, exact_amount in (("unit", result.unit_price, result.exact_unit),
                                       ("lot", result.lot_price, result.exact_unit * result.lot)):
        if not -Fraction(1, 2) < stated - exact_amount <= Fraction(1, 2):
            faults.append(f"Harga {what} {stated} bukan pembulatan dari {float(exact_amount):.3f}.")
    if sum(line.amount for line in result.lines) != result.exact_unit:
        faults.append("Jumlah baris tidak sama dengan harga per unit.")
    if sum(line.rupiah for line in result.lines) != result.unit_price:
        faults.append("Jumlah rupiah bulat tiap baris tidak sama dengan harga per unit yang dibulatkan.")
    if result.exact_unit and sum(line.share for line in result.lines) != 1:
        faults.append("Bagian tiap baris tidak berjumlah 1.")
    if not result.lowest <= result.unit_price <= result.highest:
        faults.append(f"Harga {result.unit_price} di luar rentang {result.lowest} sampai {result.highest}.")
    return tuple(faults)


def whole_lot(sheet: Sheet, result: ShouldCost) -> float:
    """Rupiah of the whole lot at likely inputs."""
    purchases = 0.0
    for part in sheet.parts:
        usable = [q for q in sheet.prices.quotations[part.item] if q.dated <= result.at]
        fresh = [q for q in usable if (result.at - q.dated).days <= sheet.prices.oldest_days
                 and (q.valid_until is None or q.valid_until >= result.at)]
        newest = max(fresh or usable or sheet.prices.quotations[part.item], key=lambda q: q.dated)
        purchases += float(part.quantity * result.lot * newest.likely)
    work = 0.0
    units = 0.0
    if sheet.learning is None:
        units = float(result.lot)
    else:
        exponent = math.log(float(sheet.learning.rate.likely)) / math.log(2)
        for number in range(result.lot):
            units += ((sheet.learning.made_before + number + 1) / sheet.learning.reference_unit) ** exponent
    for step in sheet.operations:
        hours = float(step.setup_hours.likely) + float(step.hours_per_unit.likely) * units
        work += hours * float(sheet.wages[step.skill].likely + sheet.machine_rates[step.resource].likely)
    full = purchases + work + work * float(sheet.overhead.likely)
    return full + full * float(sheet.margin.likely)
