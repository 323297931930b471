"""Figures of a programme remembered until its chain grows: equal head, equal figures."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 64
_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_guard = Lock()


def remembered(name: str, head: bytes, make: Callable[[], T], *more: Any) -> T:
    """`make()` for this chain head, computed once per process; `more` are further things that the figures depend on."""
    key = (name, head, *more)
    with _guard:
        if key in _kept:
            _kept.move_to_end(key)
            found: T = _kept[key]
            return found
    made = make()
    with _guard:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
