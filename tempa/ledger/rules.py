"""How a fact becomes a link of the chain: canonical body, commitments, hash; and how a refusal speaks.

The format is written down in docs/ledger-format.md; a verifier needs that page and no line of this file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import rfc8785

Json = Any  # null, bool, int, str, list, object; no floats: amounts are whole, measures are text
FIRST_PREVIOUS = bytes(32)  # the previous hash of the first entry
SALT_BYTES = 16


class Refused(Exception):
    """What may not happen, as a sentence: what, why, what to do now.

    `template` is the Indonesian sentence with %(name)s places, so that a page can say it in the reader's language;
    `field` names what was typed wrongly, where it is one thing.
    """

    def __init__(self, template: str, *, field: str = "", **values: Any) -> None:
        super().__init__(template % values if values else template)
        self.template = template
        self.field = field
        self.values = values


class Stale(Refused):
    """Something changed since the person looked: `entries` are the links of the chain that changed it, oldest first."""

    def __init__(self, template: str, entries: Sequence[Any], **values: Any) -> None:
        super().__init__(template, **values)
        self.entries = entries


class Twice(Refused):
    """Another content came under the name of a recorded fact: `doubles` are the numbers under which what came is kept."""

    def __init__(self, template: str, doubles: Sequence[int], **values: Any) -> None:
        super().__init__(template, **values)
        self.doubles = doubles


class No:
    """Why something may not be done: false where a yes is asked, and the sentence that an action refuses with."""

    def __init__(self, template: str, **values: Any) -> None:
        self.template = template
        self.values = values

    def __bool__(self) -> bool:
        return False


May = Literal[True] | No
"""The answer of a rule `may_…`: pages ask it for their buttons, actions hold it with `Deed.must`."""


@dataclass(frozen=True)
class HeldLink:
    """A link that somebody without an account may use now: for what, about what, and for whom."""

    link: str
    purpose: str
    matter: str
    organisation: str


@dataclass(frozen=True)
class Who:
    """A person as rules see them: their number, the desks at which they sit, each with whom they speak for, and the links
    that they hold. A link is no seat: it allows only what a rule asks for by its purpose."""

    person: int
    roles: frozenset[tuple[str, str]] = frozenset()
    links: frozenset[HeldLink] = frozenset()

    @property
    def desks(self) -> set[str]:
        return {desk for desk, _ in self.roles}

    def sits_at(self, *desks: str) -> bool:
        return any(desk in desks for desk, _ in self.roles)

    def speaks_for(self, subject: str, *desks: str) -> bool:
        """Whether they sit at one of `desks` for this agency, workshop or supplier."""
        return any((desk, subject) in self.roles for desk in desks)

    def link_for(self, purpose: str, organisation: str, matter: str | None = None) -> str:
        """The link by which they may do this for an organisation; empty: none. `matter` None: whatever it is about."""
        fitting = sorted(
            held.link for held in self.links
            if (held.purpose, held.organisation) == (purpose, organisation) and matter in (None, held.matter)
        )  # fmt: skip
        return fitting[0] if fitting else ""


PARK = ("park_planner", "park_head")


def may_as_park(who: Who) -> May:
    """What only the science park's office does."""
    return True if who.sits_at(*PARK) else No("Hanya perencana atau kepala taman sains yang boleh melakukan ini.")


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


def may_be_second_hand(first: object, second: object, grantors_of_second: Iterable[Set[object]]) -> bool:
    """Whether `second` may decide on what `first` put forward.

    `grantors_of_second`: for each role by which `second` may do it, the people who stand behind that role (who gave it, who
    sent the link by which the password was chosen). One role that the first hand did not give is enough.
    """
    return first != second and any(first not in grantors for grantors in grantors_of_second)


def second_hand(first: object, second: object, grantors_of_second: Iterable[Set[object]]) -> May:
    """No to a decision by who put it forward, and by somebody whom that person alone has let in."""
    if first == second:
        return No("Yang mengajukan tidak boleh memutuskan. Minta orang kedua membuka halaman ini dan memutuskan.")
    if may_be_second_hand(first, second, grantors_of_second):
        return True
    return No(
        "Peran Anda, atau tautan untuk kata sandi Anda, diberikan oleh yang mengajukan; jadi Anda bukan tangan kedua baginya. "
        "Minta orang yang perannya diberikan orang lain memutuskan, atau Anda yang mengajukan dan ia yang memutuskan."
    )


PARK = ("park_planner", "park_head")

SIDES = {
    "park_planner": "park", "park_head": "park", "inspector": "park", "agency": "agency", "workshop": "maker",
    "teacher": "maker", "supplier": "maker", "auditor": "auditor",
}  # fmt: skip
"""On which side a desk stands: one allocates and inspects, one orders and pays, one makes and delivers, one audits."""


def exclude_each_other(one: str, other: str) -> bool:
    """Whether nobody may hold these two roles in one programme (docs/decisions/one-person-one-side.md)."""
    return SIDES[one] != SIDES[other]


def check_one_side(desks: Iterable[str]) -> None:
    """Refuses roles of several sides in one hand, and says why these two are kept apart."""
    sides = {SIDES[desk] for desk in desks}
    if len(sides) < 2:
        return
    if "auditor" in sides:
        raise Refused(
            "Auditor tidak boleh memegang peran lain di program yang diperiksanya. Beri peran itu kepada orang lain, atau cabut dulu "
            "peran yang satunya."
        )
    if "maker" not in sides:
        raise Refused(
            "Orang taman sains tidak boleh sekaligus orang OPD: taman sains membagi pesanan dan menyerahkan mesin, OPD menerima dan "
            "membayarnya. Beri peran itu kepada orang lain, atau cabut dulu peran yang satunya."
        )
    if "park" in sides:
        raise Refused(
            "Perencana, kepala dan pemeriksa tidak boleh sekaligus bengkel, guru atau pemasok: yang membagi dan memeriksa pekerjaan "
            "tidak ikut mengerjakannya. Beri peran itu kepada orang lain, atau cabut dulu peran yang satunya."
        )
    raise Refused(
        "Orang OPD tidak boleh sekaligus bengkel, guru atau pemasok: yang memesan dan membayar bukan yang dibayar. Beri peran itu kepada "
        "orang lain, atau cabut dulu peran yang satunya."
    )


def check_founding(*, may_found: bool) -> None:
    if not may_found:
        raise Refused(
            "Anda tidak dapat membuka program baru. Minta pengelola komputer server menambah orang yang boleh: python3 run.py user add"
        )


def may_give_roles(who: Who) -> May:
    """The head of the park gives roles and takes them back."""
    return True if who.sits_at("park_head") else No("Hanya kepala taman sains yang memberi peran. Minta kepala program ini membuka halaman Orang.")


def check_grant(
    *, granter: Collection[str], is_own: bool, desk: str, subject: str, held: Collection[tuple[str, str]]
) -> None:
    """Refuses to give a role: who is no head, to oneself, one that is held already, one of another side.

    `granter`: the desks of the one who gives; `held`: desk and subject of the roles that the person has already.
    """
    if "park_head" not in granter:
        raise Refused("Hanya kepala taman sains yang memberi peran. Minta kepala program ini membuka halaman Orang.")
    if is_own:
        raise Refused("Peran tidak dapat diberikan kepada diri sendiri. Minta kepala lain memberikannya.")
    if (desk, subject) in held:
        raise Refused("Orang ini sudah memegang peran itu; tidak ada yang perlu diberikan lagi.")
    check_one_side([desk, *(d for d, _ in held)])


def check_revoke(*, revoker: Collection[str], is_own: bool, desk: str, is_held: bool, heads: int) -> None:
    """Refuses to revoke a role: who is no head, one that is gone already, one's own as head, the last head's."""
    if "park_head" not in revoker:
        raise Refused("Hanya kepala taman sains yang mencabut peran. Minta kepala program ini membuka halaman Orang.")
    if not is_held:
        raise Refused("Peran itu sudah dicabut. Muat ulang halaman Orang untuk melihat siapa memegang apa.")
    if desk == "park_head" and heads < 2:
        raise Refused("Ini kepala terakhir di program ini. Beri dulu peran kepala kepada orang lain.")
    if desk == "park_head" and is_own:
        raise Refused("Anda tidak dapat mencabut peran kepala milik Anda sendiri; minta kepala lain.")


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


LINK_PURPOSES = ("offers", "contract", "supply")
"""What a link without an account may be for; a later room adds its own."""
LINK_MOST = timedelta(days=400)


def check_links(*, purpose: str, organisations: Collection[str], expires_at: datetime, at: datetime) -> None:
    """Refuses links for nothing and nobody, and those that would never work or for ever."""
    if purpose not in LINK_PURPOSES:
        raise ValueError(f"no link is for {purpose}")
    if not organisations:
        raise Refused("Pilih paling sedikit satu penerima tautan.", field="organisations")
    if expires_at <= at:
        raise Refused("Tautan itu sudah berakhir sebelum dikirim. Pilih waktu yang akan datang.", field="expires_at")
    if expires_at > at + LINK_MOST:
        raise Refused("Tautan berlaku paling lama %(days)s hari. Pilih waktu yang lebih dekat.", field="expires_at", days=LINK_MOST.days)


def check_open_link(*, revoked: bool, expires_at: datetime, at: datetime) -> None:
    """Refuses a link that was revoked or has run out, and says what to do."""
    if revoked:
        raise Refused(
            "Tautan ini sudah dicabut atau diganti dengan yang lebih baru. Pakai pesan yang terakhir Anda terima, atau minta tautan baru."
        )
    if at >= expires_at:
        raise Refused("Tautan ini sudah berakhir. Minta tautan baru kepada taman sains.")


def read_phone(typed: str) -> str:
    """A phone number as people type it (`0812-3456-7890`, `+62 812...`), as digits with the country in front; empty where it is none."""
    if set(typed) - set("0123456789 +-.()/"):
        return ""
    digits = "".join(c for c in typed if c.isdigit())
    if digits.startswith("0") and not digits.startswith("00"):
        digits = f"62{digits[1:]}"
    elif digits.startswith("8") and not typed.strip().startswith("+"):
        digits = f"62{digits}"
    return digits if 10 <= len(digits) <= 15 and not digits.startswith("0") else ""


def check_holder(name: str, phone: str) -> None:
    """Refuses somebody at a link who does not say who they are. `phone` is what `read_phone` made of it."""
    if not 2 <= len(name) <= 120:
        raise Refused("Tulis nama Anda, 2 sampai 120 huruf.", field="name")
    if not phone:
        raise Refused("Tulis nomor HP Anda, misalnya 0812-3456-7890.", field="phone")


def check_revocation(*, is_revoked: bool, reason: str) -> None:
    if is_revoked:
        raise Refused("Tautan itu sudah dicabut. Muat ulang halaman untuk melihat keadaannya.")
    if len(reason.strip()) < 5:
        raise Refused("Tulis mengapa tautan itu dicabut, paling sedikit 5 huruf.", field="reason")
