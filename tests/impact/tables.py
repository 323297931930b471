"""Small tables that the tests of the multiplier engine share: a textbook one, and random ones that always balance."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from tempa.impact.multipliers import Coefficients, InputOutputTable, Role
from tempa.impact.multipliers.leontief import exact

ROLES = {
    "wages": Role.WAGES,
    "surplus": Role.SURPLUS,
    "taxes": Role.TAXES,
    "duties": Role.PRODUCT_TAXES,
    "imports": Role.IMPORTS,
}


def textbook() -> InputOutputTable:
    """Two sectors with Z, f and x of Miller and Blair; value added split so that columns add up to 1000 and 2000."""
    return InputOutputTable(
        codes=("1", "2"),
        names=("farms", "works"),
        flows=np.array([[150.0, 500.0], [200.0, 100.0]]),
        primary={
            "wages": np.array([250.0, 600.0]),
            "surplus": np.array([200.0, 400.0]),
            "imports": np.array([200.0, 400.0]),
        },
        roles=ROLES,
        final_demand={"household": np.array([250.0, 500.0]), "export": np.array([100.0, 1200.0])},
        employment=np.array([50.0, 40.0]),
        year=2013,
        source="textbook",
    )


def two_sectors() -> Coefficients:
    """The worked example of the bill of goods in exact fractions."""
    v, m, nothing = exact(["0.45", "0.50"]), exact(["0.20", "0.20"]), exact(["0", "0"])
    parts = {Role.WAGES: nothing, Role.SURPLUS: v, Role.TAXES: nothing, Role.PRODUCT_TAXES: nothing, Role.IMPORTS: m}
    return Coefficients(("1", "2"), exact([["0.15", "0.25"], ["0.20", "0.05"]]), parts)


@st.composite
def tables(draw, least=2, most=7):
    """Balanced tables of whole numbers in which every sector adds value: final demand is what costs leave over."""
    n = draw(st.integers(least, most))
    whole = st.integers(0, 900)
    flows = np.array(draw(st.lists(st.lists(whole, min_size=n, max_size=n), min_size=n, max_size=n)), dtype=float)
    primary = {name: np.array(draw(st.lists(whole, min_size=n, max_size=n)), dtype=float) for name in ROLES}
    primary["wages"] += 1.0
    demand = {"household": np.array(draw(st.lists(whole, min_size=n, max_size=n)), dtype=float)}
    costs = flows.sum(axis=0) + sum(primary.values())
    demand["export"] = costs - flows.sum(axis=1) - demand["household"]
    return InputOutputTable(
        tuple(f"s{i}" for i in range(n)),
        flows,
        primary,
        ROLES,
        demand,
        employment=np.array(draw(st.lists(whole, min_size=n, max_size=n)), dtype=float),
    )


def as_fractions(table: InputOutputTable) -> Coefficients:
    """The same table's coefficients in exact fractions."""
    from tempa.impact.multipliers.table import coefficients_of

    primary = {k: exact([Fraction(int(x)) for x in v]) for k, v in table.primary.items()}
    flows = exact([[Fraction(int(x)) for x in row] for row in table.flows])
    output = flows.sum(axis=0) + sum(primary.values())
    return coefficients_of(table.codes, flows, primary, table.roles, output)
