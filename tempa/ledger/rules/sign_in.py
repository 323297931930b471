"""How long somebody waits who failed to sign in, and how links for a password work."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from tempa.ledger.rules.refusals import Refused

FREE_TRIES = {"own": 3, "login": 20, "address": 40}
"""Failures within an hour before anybody waits: of one place for one name, for one name, and of one address."""
LONGEST_WAIT = {"own": 300, "login": 30, "address": 60}
"""Seconds. What others do to a name or from a shared address never makes one wait for long."""


def seconds_to_wait(failures: Mapping[str, tuple[int, datetime | None]], at: datetime) -> int:
    """Whole seconds until another try to sign in is looked at; 0: now.

    `failures`: of each kind in FREE_TRIES, the failures of the last hour and the moment of the last. The wait begins at
    two seconds and doubles with every failure.
    """
    return max((_left(kind, count, last, at) for kind, (count, last) in failures.items()), default=0)


def _left(kind: str, count: int, last: datetime | None, at: datetime) -> int:
    over = count - FREE_TRIES[kind] + 1
    if over < 1 or last is None:
        return 0
    whole = min(LONGEST_WAIT[kind], 1 << min(over, 10))
    return min(whole, max(0, math.ceil(whole - (at - last).total_seconds())))


CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # those of Crockford's base 32: none is taken for another
CODE_LENGTH = 12  # 60 bits
LINK_LASTS = timedelta(days=7)
PLACES = ("issuer_device", "issuer_address", "office", "outside", "console")
"""From where a password was chosen: a device on which who sent the link had signed in, the same address as theirs, another
one of the office's network, elsewhere; or the server's console."""


def code_from(secret: bytes) -> str:
    """The code of a link, in fours; `secret` has at least 8 bytes."""
    number = int.from_bytes(secret[:8], "big")
    return in_fours("".join(CODE_SIGNS[number >> 5 * n & 31] for n in range(CODE_LENGTH)))


def read_code(typed: str) -> str:
    """A code as somebody typed it, brought to the form of `code_from`; empty where it cannot be one."""
    signs = "".join(c for c in typed.upper() if c.isalnum()).translate(str.maketrans("OIL", "011"))
    return in_fours(signs) if len(signs) == CODE_LENGTH and set(signs) <= set(CODE_SIGNS) else ""


def in_fours(signs: str) -> str:
    return "-".join(signs[n : n + 4] for n in range(0, len(signs), 4))


def check_invite(*, issuer_is_head: bool, is_own: bool, has_other_heads: bool, may_found: bool) -> None:
    """Refuses a link for a password: whoever sends one could use it, so nobody gets power with it that they have not.

    `has_other_heads`: the person has a role in a programme of which the issuer is not head.
    """
    if not issuer_is_head:
        raise Refused("Hanya kepala taman sains yang membuat tautan kata sandi. Minta kepala program ini membuka halaman Orang.")
    if is_own:
        raise Refused("Kata sandi Anda sendiri diganti di halaman akun, lewat nama Anda di kanan atas.")
    if has_other_heads or may_found:
        raise Refused(
            "Orang ini juga bekerja di program lain atau boleh membuka program, jadi kepala program ini tidak membuat tautan kata sandinya. "
            "Minta pengelola komputer server: python3 run.py user password"
        )


def check_link(*, used: bool, ended: bool, expires_at: datetime, at: datetime) -> None:
    """Refuses a link that no longer works, and says what to do."""
    if used:
        raise Refused(
            "Tautan ini sudah dipakai. Bila Anda yang memakainya, masuk dengan kata sandi yang Anda pilih. Bila bukan Anda, beri tahu kepala "
            "taman sains sekarang dan minta tautan baru."
        )
    if ended:
        raise Refused("Tautan ini sudah diganti dengan yang lebih baru. Pakai pesan yang terakhir Anda terima.")
    if at >= expires_at:
        raise Refused("Tautan ini sudah kedaluwarsa. Minta tautan baru kepada kepala taman sains.")
