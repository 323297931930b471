"""Addresses of many pages of one kind, worked out once: a list has a hundred links that differ only in a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.urls import reverse

MARK = "~kode~"
SAFE = "!$&'()*+,;=/~:@"  # what Django's own `reverse` leaves as it is


def addresses(name: str, mark: object = MARK) -> Callable[[Any], str]:
    """`addresses("park-order")("L0001")` equals `reverse("park-order", args=["L0001"])`; `mark` is a value that the address takes."""
    before, after = reverse(name, args=[mark]).split(str(mark))
    return lambda code: f"{before}{quote(str(code), safe=SAFE)}{after}"
