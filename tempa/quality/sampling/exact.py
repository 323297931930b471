"""Turns numbers as people write them into exact fractions and checks that they keep their bounds."""

from __future__ import annotations

import math
import operator
import re
from fractions import Fraction

from tempa.quality.sampling.errors import SamplingError

Number = int | float | str | Fraction
EXACT = "hitungan dengan pecahan yang tepat"
WHOLE = "banyaknya selalu bulat"
LONGEST = 400  # characters; a longer text or a larger exponent is no figure that anybody wrote down
LONG_EXPONENT = re.compile(r"[eE][+-]?\d{4,}")


def fraction(value: Number, what: str = "bilangan") -> Fraction:
    """The number exactly as written: 0.32 and "0.32" are 32/100, "11/100" is 11/100.

    A float stands for its shortest decimal text, not for its binary value. Raises SamplingError for anything else.
    """
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise SamplingError(what, value, "bilangan yang terhingga", EXACT)
    try:
        if isinstance(value, str) and (len(value) > LONGEST or LONG_EXPONENT.search(value)):
            raise ValueError
        return Fraction(str(value)) if isinstance(value, (float, str)) else Fraction(value)
    except (ValueError, TypeError, ZeroDivisionError):
        bound = 'bilangan seperti 0.2, "0.2" atau "1/5"'
        raise SamplingError(what, value, bound, EXACT) from None


def share(value: Number, what: str = "bagian") -> Fraction:
    """A fraction from 0 to 1."""
    found = fraction(value, what)
    if not 0 <= found <= 1:
        raise SamplingError(what, value, "dari 0 sampai 1 (20 % ditulis 0.2)", "bagian atau peluang")
    return found


def inner_share(value: Number, what: str = "bagian") -> Fraction:
    """A fraction above 0 and below 1."""
    found = share(value, what)
    if found in (0, 1):
        bound = "di antara 0 dan 1, keduanya tidak termasuk"
        raise SamplingError(what, value, bound, "tidak ada sampel yang memberi kepastian")
    return found


def count(value: int, what: str, least: int = 0, most: int | None = None, source: str = WHOLE) -> int:
    """A whole number from `least` to `most`; 5.0 is refused too, because a count is never the result of a division."""
    try:
        whole = operator.index(value)
    except TypeError:
        whole = least - 1
    if isinstance(value, bool) or whole < least or (most is not None and whole > most):
        bound = f"mulai {least}" if most is None else f"dari {least} sampai {most}"
        raise SamplingError(what, value, f"bilangan bulat {bound}", source)
    return whole


def percent(p: Fraction, decimals: int = 1) -> Fraction:
    """`p` in percent, rounded half up to `decimals`."""
    scale = 10**decimals
    return Fraction(math.floor(p * 100 * scale + Fraction(1, 2)), scale)
