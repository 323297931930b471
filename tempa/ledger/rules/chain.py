"""How a fact becomes a link of the chain: canonical body, commitments, hash; and how a refusal speaks.

The format is written down in docs/ledger-format.md; a verifier needs that page and no line of this file."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

Json = Any  # null, bool, int, str, list, object; no floats: amounts are whole, measures are text
FIRST_PREVIOUS = bytes(32)  # the previous hash of the first entry
SALT_BYTES = 16


@dataclass(frozen=True)
class Commitment:
    """A value that stays out of the public chain: its salt, its canonical JSON, and whether it is personal data."""

    path: str
    salt: bytes
    value: str
    personal: bool

    def digest(self) -> str:
        """Hex of SHA-256(salt ‖ canonical JSON of the value)."""
        return hashlib.sha256(self.salt + self.value.encode()).hexdigest()


LARGEST = 2**53 - 1  # RFC 8785 knows no greater whole number
PLAIN = {str, bool, type(None)}
_plain_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def canonical(value: Json) -> str:
    """RFC 8785 text of a JSON value.

    Where Python's own writer says the same (see `is_plain`), it writes: in a tenth of the time, and an import is mostly
    this. A lone surrogate, a float, and what is no JSON at all are the other's business, as are its errors.
    """
    if is_plain(value):
        text = _plain_text(value)
        if text.isascii() or is_utf8(text):
            return text
    return rfc8785.dumps(value).decode()


def is_plain(value: Json) -> bool:
    """Whether RFC 8785 and Python write a value alike: text, whole numbers within 2^53, true, false, null, and lists and
    objects of these, whose names are ASCII so that UTF-16 sorts them as Python does."""
    kind = type(value)
    if kind is dict:
        for name in value:
            if type(name) is not str or not name.isascii():
                return False
        inside: Iterable[Json] = value.values()
    elif kind is list:
        inside = value
    else:
        return kind in PLAIN or (kind is int and -LARGEST <= value <= LARGEST)
    if PLAIN.issuperset(map(type, inside)):
        return True
    return all(is_plain(one) for one in inside if type(one) not in PLAIN)


def is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def instant(at: datetime) -> str:
    """A moment as the ledger writes it: UTC, microseconds, a final Z. Refuses a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a moment in the ledger needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sealed_values(
    values: Mapping[str, Json], prices: Iterable[str], personal: Iterable[str], salts: Iterable[bytes]
) -> tuple[dict[str, Json], list[Commitment]]:
    """Replace what must not be public by {"sealed": digest}; paths are dotted ("row.unit_price"), absent ones are skipped."""
    open_values: dict[str, Json] = {k: dict(v) if isinstance(v, dict) else v for k, v in values.items()}
    kept: list[Commitment] = []
    source = iter(salts)
    for paths, is_personal in ((prices, False), (personal, True)):
        for path in paths:
            holder, name = holder_of(open_values, path)
            if holder is None or holder.get(name) in (None, ""):
                continue
            commitment = Commitment(path, next(source), canonical(holder[name]), is_personal)
            holder[name] = {"sealed": commitment.digest()}
            kept.append(commitment)
    return open_values, kept


def holder_of(values: dict[str, Json], path: str) -> tuple[dict[str, Json] | None, str]:
    """The object that holds the last name of a dotted path, and that name; None where the path leads nowhere."""
    *steps, name = path.split(".")
    holder: Json = values
    for step in steps:
        holder = holder.get(step) if isinstance(holder, dict) else None
    return (holder if isinstance(holder, dict) else None), name


def body_of(
    *, programme: str, sequence: int, identity: str, kind: str, at: datetime, by: str, values: Mapping[str, Json]
) -> str:
    """The canonical text of one entry."""
    return canonical({
        "at": instant(at), "by": by, "fact": identity, "kind": kind,
        "programme": programme, "seq": sequence, "values": dict(values),
    })  # fmt: skip


def link(previous: bytes, body: str) -> bytes:
    """h = SHA-256(previous ‖ SHA-256(body)), over raw 32-byte values."""
    return hashlib.sha256(previous + hashlib.sha256(body.encode()).digest()).digest()


def check_code(digest: bytes) -> str:
    """The first 16 hex digits of a hash, in fours: what a printed page is checked by."""
    code = digest.hex()[:16].upper()
    return " ".join(code[n : n + 4] for n in range(0, 16, 4))


def first_fault(links: Iterable[tuple[int, str, bytes, bytes]], after: tuple[int, bytes] = (0, FIRST_PREVIOUS)) -> tuple[int, str] | None:
    """The first (sequence, reason) at which a chain of (sequence, body, previous, hash) does not hold; None if it holds.

    `after`: number and hash of the entry behind which these links stand, where they are not the whole chain.
    """
    expected_previous, expected_sequence = after[1], after[0] + 1
    for sequence, body, previous, digest in links:
        if sequence != expected_sequence:
            return expected_sequence, "missing"
        if not hmac.compare_digest(previous, expected_previous):
            return sequence, "previous hash differs"
        if not hmac.compare_digest(digest, link(previous, body)):
            return sequence, "body does not match its hash"
        expected_previous, expected_sequence = digest, sequence + 1
    return None
