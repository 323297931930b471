"""A region without a table: Flegg's location quotients shrink the national coefficients.

Source: Flegg and Webber 2000, Regional Studies 34(6). No published numeric example is known, and the best delta differs
much between industries: results are a stopgap until the region's own table is loaded. Employment in persons.
"""

from __future__ import annotations

import numpy as np

from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.table import Array, Coefficients, Role

SOURCE = "Flegg and Webber 2000, Regional Studies 34(6)"


def regional_coefficients(c: Coefficients, region: Array, nation: Array, delta: float = 0.25) -> Coefficients:
    """National coefficients × min(1, FLQ); what is not bought here any more becomes imports, so columns still add
    up.
    """
    shrunk = c.a * np.minimum(1.0, flegg_quotients(region, nation, delta))
    imports = c.part(Role.IMPORTS) + (c.a - shrunk).sum(axis=0)
    return Coefficients(c.codes, shrunk, {**c.parts, Role.IMPORTS: imports}, c.employment)


def flegg_quotients(region: Array, nation: Array, delta: float = 0.25) -> Array:
    """FLQ_ij: SLQ_i / SLQ_j (i ≠ j) or SLQ_i (i = j), times log2(1 + E_region / E_nation) to the power delta.

    A buying sector that the region lacks gets 0: it buys nothing here.
    """
    if not 0 <= delta < 1:
        raise MultiplierError(f"delta {delta}", "must be at least 0 and below 1", SOURCE)
    own = simple_quotients(region, nation)
    across = np.divide.outer(own, np.where(own > 0, own, np.inf))
    np.fill_diagonal(across, own)
    return np.asarray(across * np.log2(1 + region.sum() / nation.sum()) ** delta)


def simple_quotients(region: Array, nation: Array) -> Array:
    """SLQ_i: the sector's share in the region over its share in the nation."""
    if region.shape != nation.shape:
        raise MultiplierError(f"{region.size} regional and {nation.size} national sectors", "must be the same", SOURCE)
    if (region < 0).any() or (region > nation).any():
        i = int(np.argmax((region < 0) | (region > nation)))
        bound = "must be between 0 and the nation's"
        raise MultiplierError(f"sector {i + 1}: {region[i]:g} of {nation[i]:g} persons", bound, SOURCE)
    if region.sum() == 0:
        raise MultiplierError("the region employs nobody", "needs at least one person", SOURCE)
    there = np.where(nation > 0, nation, 1)
    return np.asarray(region / there * (nation.sum() / region.sum()))
