"""The refusal of the charts: which value, which bound, and who says so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

NOISE = 64 * 2.0**-52
"""Share of the largest value below which a spread is the rounding of binary fractions, not a spread: 0.1 + 0.2 is 0.3."""
COARSE = "jadi tidak ada batas yang dapat ditarik; alat ukur terlalu kasar?"


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


def require_number(what: str, value: object, source: str) -> None:
    """A finite number; what is missing is called "kosong", a text is shown in quotes."""
    if value is None:
        raise ChartError(what, "kosong", "bilangan yang terhingga; isi atau buang titik itu", source)
    try:
        is_number = not isinstance(value, str | bytes) and math.isfinite(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        is_number = False
    require(is_number, what, repr(value) if isinstance(value, str) else value, "bilangan yang terhingga", source)


def require_each(source: str, **named: object) -> None:
    """Every one of the named figures of a chart is a finite number."""
    for what, value in named.items():
        require_number(what.replace("_", " "), value, source)


def require_list(what: str, values: object, source: str) -> None:
    is_list = hasattr(values, "__len__") and hasattr(values, "__getitem__") and not isinstance(values, str | dict)
    require(is_list, what, "kosong" if values is None else values, "sebuah daftar", source)


def require_numbers(what: str, values: Sequence[float], least: int, source: str) -> None:
    """At least `least` values, each finite; the place of the first bad one is named (counted from 1)."""
    require_list(what, values, source)
    require(len(values) >= least, f"banyaknya {what}", len(values), f"paling sedikit {least}", source)
    for place, value in enumerate(values, start=1):
        require_number(f"{what} ke-{place}", value, source)


def require_spread(what: str, spread: float, values: Iterable[float], alike: str, source: str) -> None:
    """A spread that is more than the rounding noise of the values; `alike` says which of them are all the same."""
    noise = NOISE * max(map(abs, values), default=0.0)
    require(spread > noise, what, 0, f"di atas 0; di sini {alike} sama, {COARSE}", source)


def require_counts(what: str, values: Sequence[int], least: int, source: str) -> None:
    """Whole numbers from 0; 3.0 passes, 3.5 and -1 do not."""
    require_numbers(what, values, least, source)
    for place, value in enumerate(values, start=1):
        require(value >= 0 and value == int(value), f"{what} ke-{place}", value, "bilangan bulat mulai 0", source)
