"""Turns numbers as people write them into exact fractions and checks that they keep their bounds."""

from __future__ import annotations

import math
import operator
import re
from fractions import Fraction

from tempa.quality.sampling.errors import SamplingError

Number = int | float | str | Fraction
LONGEST = 400  # characters; a longer text or a larger exponent is no figure that anybody wrote down
LONG_EXPONENT = re.compile(r"[eE][+-]?\d{4,}")


def fraction(value: Number, what: str = "number") -> Fraction:
    """The number exactly as written: 0.32 and "0.32" are 32/100, "11/100" is 11/100.

    A float stands for its shortest decimal text, not for its binary value. Raises SamplingError for anything else.
    """
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise SamplingError(what, value, "it must be a finite number", "exact arithmetic")
    try:
        if isinstance(value, str) and (len(value) > LONGEST or LONG_EXPONENT.search(value)):
            raise ValueError
        return Fraction(str(value)) if isinstance(value, (float, str)) else Fraction(value)
    except (ValueError, TypeError, ZeroDivisionError):
        bound = 'it must be a number such as 0.2, "0.2" or "1/5"'
        raise SamplingError(what, value, bound, "exact arithmetic") from None


def share(value: Number, what: str = "share") -> Fraction:
    """A fraction from 0 to 1."""
    found = fraction(value, what)
    if not 0 <= found <= 1:
        raise SamplingError(what, value, "it must lie between 0 and 1 (20 % is 0.2)", "it is a share or probability")
    return found


def inner_share(value: Number, what: str = "share") -> Fraction:
    """A fraction above 0 and below 1."""
    found = share(value, what)
    if found in (0, 1):
        bound = "it must lie between 0 and 1, both excluded"
        raise SamplingError(what, value, bound, "no sample gives certainty")
    return found


def count(value: int, what: str, least: int = 0, most: int | None = None, source: str = "it counts units") -> int:
    """A whole number from `least` to `most`; 5.0 is refused too, because a count is never the result of a division."""
    try:
        whole = operator.index(value)
    except TypeError:
        whole = least - 1
    if isinstance(value, bool) or whole < least or (most is not None and whole > most):
        bound = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise SamplingError(what, value, f"it must be a whole number {bound}", source)
    return whole


def percent(p: Fraction, decimals: int = 1) -> Fraction:
    """`p` in percent, rounded half up to `decimals`."""
    scale = 10**decimals
    return Fraction(math.floor(p * 100 * scale + Fraction(1, 2)), scale)
