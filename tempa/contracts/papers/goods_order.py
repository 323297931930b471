"""The order letter by which the park buys materials of a supplier, as PDF/A-2a with a code that anybody can check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tempa.contracts.papers.setter import TEMPLATES, set_source
from tempa.contracts.papers.view import money, plain, qr

FILE = "goods_order.typ"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of the order; `quantity` with its unit as it is printed, money in whole rupiah without VAT."""

    material: str
    quantity: str
    unit_price: int
    amount: int


@dataclass(frozen=True, slots=True)
class GoodsOrder:
    """What the letter says. `value` is goods and freight without VAT; `check_address` is what its QR leads to."""

    order: str
    programme: str
    buyer: str
    supplier: str
    place: str
    on: date
    due: date
    lines: tuple[Wanted, ...]
    freight: int
    value: int
    approved_by: str
    reason: str
    check_code: str
    check_address: str
    is_cancelled: bool = False


def set_goods_order(order: GoodsOrder) -> bytes:
    """The letter; equal data give equal bytes."""
    seen: dict[str, Any] = plain(order)
    lines = [plain(one) | {"unit_price": money(one.unit_price), "amount": money(one.amount)} for one in order.lines]
    sums = {"freight": money(order.freight), "value": money(order.value)}
    return set_source((TEMPLATES / FILE).read_bytes(), FILE, seen | sums | {"lines": lines, "qr": qr(order.check_address)})
