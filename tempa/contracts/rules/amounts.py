"""Rupiah as sentences of contracts say them."""

from __future__ import annotations


def dotted(amount: int) -> str:
    """1234567 -> 1.234.567, as sentences show it."""
    return f"{amount:,}".replace(",", ".")
