"""Which sectors pull others and are pulled by them: Rasmussen's linkages and hypothetical extraction.

Source: Rasmussen 1956; Miller and Blair 2009, sections 12.2 and 12.2.6.
"""

from __future__ import annotations

import numpy as np

from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.table import Array

SOURCE = "Miller and Blair 2009, section 12.2.6"


def backward_linkage(leontief: Array) -> Array:
    """Column sums of L over their mean: above 1, buying from the sector moves more than buying from an average one."""
    return np.asarray(len(leontief) * leontief.sum(axis=0) / leontief.sum())


def forward_linkage(leontief: Array) -> Array:
    """Row sums of L over their mean. (From the Leontief inverse; Ghosh's supply-driven variant is left out on
    purpose.)
    """
    return np.asarray(len(leontief) * leontief.sum(axis=1) / leontief.sum())


def hypothetical_extraction(leontief: Array, final_demand: Array) -> Array:
    """Output lost in the whole economy if sector j neither bought from nor sold to other sectors, for every j at once.

    Row and column j of A become 0, final demand stays (so the sector still makes its own final demand):
    loss_j = x_j − f_j + Σ_{i≠j} L_ij x_j / L_jj, which needs no second inverse. Unit: that of final demand.
    """
    if final_demand.shape != (len(leontief),):
        raise MultiplierError(f"final demand of {final_demand.size} numbers", f"must be {len(leontief)}", SOURCE)
    output, own = leontief @ final_demand, np.diag(leontief)
    others = (leontief.sum(axis=0) - own) / own * output
    return np.asarray(output - final_demand + others)
