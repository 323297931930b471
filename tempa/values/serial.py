"""Serials of machines: `PROGRAMME-TYPE-NNNN-C`, whose last sign is a check character over the letters and digits before it (ISO 7064)."""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MODULUS = len(SIGNS)


class NoSerial(ValueError):
    """A text in which no check character can be worked out: no letter of A to Z and no digit is in it."""


def check_character(body: str) -> str:
    """ISO 7064 MOD 37,36 over letters and digits; what else there is is skipped. Raises NoSerial."""
    product = MODULUS
    for sign in signs_of(body):
        together = (product + SIGNS.index(sign)) % MODULUS or MODULUS
        product = together * 2 % (MODULUS + 1)
    return SIGNS[(MODULUS + 1 - product) % MODULUS]


def signs_of(text: str) -> str:
    """The letters A to Z and digits of a text, in capitals; whatever else is in it (hyphens, dots of a programme's code) is skipped."""
    kept = "".join(sign for sign in text.upper() if sign in SIGNS)
    if not kept:
        raise NoSerial(text)
    return kept


def with_check(body: str) -> str:
    """The serial of a body: `NTB-2020-TAN-001-0412` with a hyphen and its check character."""
    return f"{body}-{check_character(body)}"


def is_right(serial: str) -> bool:
    """Whether the last letter or digit is the check character of those before it, with hyphens or without."""
    try:
        signs = signs_of(serial)
        return check_character(signs[:-1]) == signs[-1]
    except NoSerial:
        return False


def serial_of(programme: str, type: str, number: int) -> str:
    """The serial of the `number`-th unit of a type in a programme."""
    return with_check(f"{programme}-{type}-{number:04}")
