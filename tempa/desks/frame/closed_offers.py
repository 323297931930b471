"""Offers that an open call still keeps closed: nobody but the park reads them before it closes, the auditor neither."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tempa.ledger import queries as ledger
from tempa.registry import queries as registry


def as_readable(programme: ledger.Programme, kind: str, values: Mapping[str, Any], *, desk: str, at: datetime) -> dict[str, Any]:
    """The values of a fact as a desk may read them now: prices of offers only when no call for their type is open any more."""
    prices = values.get("prices")
    if kind != "OffersStated" or desk == "park" or not isinstance(prices, dict) or set(prices) == {"sealed"}:
        return dict(values)
    still, told = registry.types_still_open(programme, at), _("tertutup sampai panggilan penawarannya ditutup")
    return dict(values) | {"prices": {type: told if still is None or type in still else price for type, price in prices.items()}}
