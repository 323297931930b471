"""The refusal of the charts: which value, which bound, and who says so."""

from __future__ import annotations

import math
from collections.abc import Sequence


class ChartError(ValueError):
    """An input that a chart cannot honestly use.

    `what` names the input, `value` is what was given, `bound` what is expected, `source` who says so. The message is
    one Indonesian sentence made of the four.
    """

    def __init__(self, what: str, value: object, bound: str, source: str) -> None:
        self.what, self.value, self.bound, self.source = what, value, bound, source
        super().__init__(f"{what}: {value} tidak dapat dipakai; seharusnya {bound} (sumber: {source}).")


def require(holds: bool, what: str, value: object, bound: str, source: str) -> None:
    if not holds:
        raise ChartError(what, value, bound, source)


def require_numbers(what: str, values: Sequence[float], least: int, source: str) -> None:
    """At least `least` values, each finite; the place of the first bad one is named (counted from 1)."""
    require(len(values) >= least, f"banyaknya {what}", len(values), f"paling sedikit {least}", source)
    for place, value in enumerate(values, start=1):
        require(math.isfinite(value), f"{what} ke-{place}", value, "bilangan yang terhingga", source)


def require_counts(what: str, values: Sequence[int], least: int, source: str) -> None:
    """Whole numbers from 0; 3.0 passes, 3.5 and -1 do not."""
    require_numbers(what, values, least, source)
    for place, value in enumerate(values, start=1):
        require(value >= 0 and value == int(value), f"{what} ke-{place}", value, "bilangan bulat mulai 0", source)
