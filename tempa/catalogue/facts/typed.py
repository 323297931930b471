"""Values of facts as tables hold them."""

from __future__ import annotations

from datetime import date
from typing import Any


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def opened(value: Any) -> str:
    """Personal data as kept; empty where it was erased, and only a commitment is left."""
    return value if isinstance(value, str) else ""
