"""Numbers as an Indonesian reader writes them, for the sentences of the checker."""

from __future__ import annotations

from fractions import Fraction


def half_up(value: Fraction) -> int:
    """Rounded half up to a whole number, exactly."""
    return int((value + Fraction(1, 2)).__floor__())


def written(value: Fraction | int, places: int = 0) -> str:
    """`1234.5` with one place is "1.234,5"."""
    scaled = half_up(abs(Fraction(value)) * 10**places)
    head, tail = divmod(scaled, 10**places)
    sign = "-" if value < 0 and scaled else ""
    return sign + f"{head:,}".replace(",", ".") + (f",{tail:0{places}d}" if places else "")


def rupiah(value: Fraction | int) -> str:
    return "Rp" + written(value)


def percent(value: Fraction | int, places: int = 2) -> str:
    return written(Fraction(value) * 100, places) + " %"


def hours(value: Fraction | int) -> str:
    return written(value, 2) + " jam"
