"""Figures remembered while what they follow from stays as it is: one process each, the least used are forgotten."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 256
_kept: OrderedDict[tuple[str | bytes, ...], tuple[Hashable, Any]] = OrderedDict()
_guard = Lock()


def remembered(name: str, head: bytes, make: Callable[[], T], *more: object) -> T:
    """`make()` for this hash (of a chain, an entry, a paper), computed once; `more` are further things that the figures depend on."""
    return current((name, head, *more), b"", make)


def current(name: tuple[Any, ...], version: Hashable, make: Callable[[], T]) -> T:
    """`make()` as of `version`; a newer version takes the place of the one before."""
    with _guard:
        kept = _kept.get(name)
        if kept is not None and kept[0] == version:
            _kept.move_to_end(name)
            found: T = kept[1]
            return found
    made = make()
    with _guard:
        _kept[name] = version, made
        _kept.move_to_end(name)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    """Remember nothing: for tests, whose databases go back in time."""
    with _guard:
        _kept.clear()
