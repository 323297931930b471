"""Who may hold which roles, who gives them, and who is the second hand of a decision."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from datetime import date

from tempa.ledger.rules.refusals import May, No, Refused
from tempa.ledger.rules.who import Who


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
    """Refuses to give a role: who is no head, to oneself, one that is held already.

    `granter`: the desks of the one who gives; `held`: desk and subject of the roles that the person has already.
    """
    if "park_head" not in granter:
        raise Refused("Hanya kepala taman sains yang memberi peran. Minta kepala program ini membuka halaman Orang.")
    if is_own:
        raise Refused("Peran tidak dapat diberikan kepada diri sendiri. Minta kepala lain memberikannya.")
    if (desk, subject) in held:
        raise Refused("Orang ini sudah memegang peran itu; tidak ada yang perlu diberikan lagi.")


def check_sides(desk: str, held: Iterable[str], deputised: Iterable[str]) -> None:
    """Refuses a seat of another side than those that a person has for good (`held`) or has, had or will have as a deputy."""
    check_one_side([desk, *held])
    try:
        check_one_side([desk, *deputised])
    except Refused as refused:
        raise Refused(
            "Orang ini tercatat sebagai pelaksana tugas di pihak lain, juga bila harinya sudah lewat. Cabut dulu peran itu di halaman Orang, "
            "atau pilih orang lain."
        ) from refused


DEPUTY_MOST = 92
"""Days for which a deputy is named at once; SE BKN 1/SE/I/2021: at most three months, then named anew (belum diverifikasi)."""


@dataclass(frozen=True)
class Seat:
    """A seat that is kept warm for somebody, from a day to a day, by a decree."""

    desk: str
    subject: str
    since: date
    until: date
    decree: str


def check_deputy(
    seat: Seat, *, namer: Collection[str], is_own: bool, is_self: bool, held: Collection[tuple[str, str]],
    held_by_the_absent: Collection[tuple[str, str]], today: date,
) -> None:  # fmt: skip
    """Refuses a deputy: of who is no head, for oneself, of a seat that nobody has, without a decree, backwards or too long.

    `held`: the seats that the deputy has for good; `held_by_the_absent`: those of the person whose place it is.
    """
    if "park_head" not in namer:
        raise Refused("Hanya kepala taman sains yang mencatat pelaksana tugas. Minta kepala program ini membuka halaman Orang.")
    if is_own:
        raise Refused("Anda tidak dapat mencatat diri sendiri sebagai pelaksana tugas. Minta kepala lain mencatatnya.", field="person")
    if is_self:
        raise Refused("Pelaksana tugas harus orang lain daripada pejabat yang digantikannya.", field="person")
    if (seat.desk, seat.subject) not in held_by_the_absent:
        raise Refused("Pejabat itu tidak memegang peran ini. Muat ulang halaman, lalu pilih lagi.", field="seat")
    if (seat.desk, seat.subject) in held:
        raise Refused("Orang ini sudah memegang peran itu sendiri; ia tidak perlu menjadi pelaksana tugasnya.", field="person")
    if len(seat.decree) < 3:
        raise Refused("Tulis nomor surat perintah atau keputusan pelaksana tugas.", field="decree")
    if seat.until < seat.since or seat.until < today:
        raise Refused("Hari terakhir %(until)s lebih awal daripada hari pertama atau hari ini.", field="last", until=str(seat.until))
    if (seat.until - seat.since).days >= DEPUTY_MOST:
        raise Refused("Pelaksana tugas paling lama %(days)s hari; sesudah itu ditunjuk lagi dengan surat baru.", field="last", days=DEPUTY_MOST)


def check_gap(seat: Seat, *, now_until: date | None, today: date) -> None:
    """Refuses a later term that would end the one that runs (`now_until`, its last day): a person has one term of a seat, the last that was named."""
    if now_until is not None and now_until >= today and seat.since > today:
        raise Refused(
            "Ia sedang menjadi pelaksana tugas di sini sampai %(until)s; masa yang baru menggantikannya, jadi kursi itu kosong sampai hari "
            "pertamanya. Untuk memperpanjang, tulis hari pertama hari ini; untuk masa yang lain, catat sesudah yang ini berakhir.",
            field="first", until=str(now_until),
        )  # fmt: skip


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
