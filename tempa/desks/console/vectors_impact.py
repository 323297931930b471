"""Cases of input-output tables, bills of goods and concentration, put to the multiplier engine in exact fractions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from tempa.impact.multipliers import bill_of_goods, distribution, leontief, linkages
from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.table import Array, Coefficients, Role, coefficients_of

EXACT_UP_TO = 24  # sectors; beyond, fractions grow too long and floats are used


def io_table(case: dict[str, Any]) -> dict[str, object]:
    """Multipliers of type I; `value_added` beside `compensation` closes the table, the rest of a column is imports."""
    z, output = numbers(case["Z"]), numbers(case["output"])
    value_added, wages = numbers(case["value_added"]), numbers(case["compensation"])
    primary = {"wages": wages, "rest": value_added - wages, "imports": output - z.sum(axis=0) - value_added}
    roles = {"wages": Role.WAGES, "rest": Role.SURPLUS, "imports": Role.IMPORTS}
    persons = numbers(case["employment"]) if case.get("employment") is not None else None
    codes = tuple(str(s) for s in case.get("sectors") or range(1, len(output) + 1))
    c = coefficients_of(codes, z, primary, roles, output, persons)
    inverse = leontief.inverse(c.a)
    m = leontief.multipliers(c, leontief=inverse)
    found = {
        "output_multiplier": m.output,
        "value_added_multiplier": m.value_added,
        "income_multiplier_type1": [None if r != r else r for r in m.income_ratio],  # none without wages
        "backward_linkage": linkages.backward_linkage(inverse),
        "forward_linkage": linkages.forward_linkage(inverse),
    }
    return found if m.employment is None else found | {"employment_multiplier": m.employment}


def leontief_2x2(case: dict[str, Any]) -> dict[str, Any]:
    z, f = numbers(case["Z"]), numbers(case["f"])
    x = z.sum(axis=1) + f
    codes = tuple(str(i + 1) for i in range(len(f)))
    c = coefficients_of(codes, z, {}, {}, x)
    return {"x": x, "A": c.a, "L": leontief.inverse(c.a)}


def hybrid_2x2(case: dict[str, Any]) -> dict[str, Any]:
    a, v, m = numbers(case["A"]), numbers(case["v"]), numbers(case["m"])
    codes = tuple(str(i + 1) for i in range(len(v)))
    nothing = v * 0
    parts = {Role.WAGES: nothing, Role.SURPLUS: v, Role.TAXES: nothing, Role.PRODUCT_TAXES: nothing, Role.IMPORTS: m}
    spending = bill_of_goods.Spending(
        wages=number(case["wages"]),
        surplus=number(case["surplus"]),
        purchases=tuple(purchase(p) for p in case["purchases"]),
    )
    spending.require_total(number(case["budget"]))
    found = bill_of_goods.effects(Coefficients(codes, a, parts), spending)
    return {
        "f": found.first_round,
        "x1": found.output,
        "va_direct": found.va_direct,
        "va_indirect": found.va_indirect(),
        "leak_direct": found.leak_direct,
        "imports_indirect": found.indirect[Role.IMPORTS],
    }


def purchase(given: dict[str, Any]) -> bill_of_goods.Purchase:
    if given["origin"] == "local":
        return bill_of_goods.Purchase(given.get("item", ""), number(given["amount"]), str(given["sector"]))
    if given["origin"] != "outside":
        raise MultiplierError(f"origin {given['origin']!r}", "must be local or outside", "the kind hybrid_2x2")
    margins = tuple(
        bill_of_goods.Margin(str(m["sector"]), number(m["percent"]) / 100) for m in given.get("margins") or ()
    )
    return bill_of_goods.Purchase(given.get("item", ""), number(given["amount"]), "", Fraction(0), margins)


def hhi(case: dict[str, Any]) -> dict[str, Fraction]:
    return {"HHI": distribution.hhi([number(s) for s in case["shares"]])}


def numbers(given: list[Any]) -> Array:
    exact = leontief.exact(given)
    return exact if len(exact) <= EXACT_UP_TO else np.asarray(exact.astype(float))


def number(given: object) -> Fraction:
    return Fraction(str(given))


KINDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "io_table": io_table,
    "leontief_2x2": leontief_2x2,
    "hybrid_2x2": hybrid_2x2,
    "hhi": hhi,
}
