"""What a standing says, to be compared with another."""

from __future__ import annotations

from dataclasses import astuple


def said_by(standing):
    """Everything that the page of conservation takes from a standing, to be compared."""
    rows = sorted((astuple(r) for rows in standing.lots.values() for r in rows), key=lambda row: row[:2])
    without_zeros = [[*row[:-2], {s: n for s, n in row[-2].items() if n}, {s: n for s, n in row[-1].items() if n}] for row in rows]
    order = standing.awards, standing.law_of_order, standing.ordered, standing.budgets, standing.paid
    return without_zeros, standing.sums, standing.units, standing.worth, order
