"""Who may object to a price, with what; who answers, and who may let contracts go on meanwhile.

Beside it: prices.py, an entry of the price list; typed.py, amounts as people type them; reckoning.py, a type's cost sheet
from the list; elsewhere.py, the machine from outside and its years; content.py, certificates and origins; estimates.py,
the HPS sheet, its lines, and who may approve it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tempa.ledger.rules import May, No, Refused, Who, may_as_park
from tempa.values.programme.entered import MOST_RUPIAH
from tempa.values.rupiah import rupiah

OFFERS = "offers"  # who holds a link to offer may object to the price that is asked for as well
LEAST_WORDS, MOST_WORDS = 10, 2000
MOST_LINES, LONGEST_WHAT = 30, 120
STEPS: Mapping[tuple[str, str], str] = {
    ("", "PriceObjected"): "open", ("open", "PriceObjectionAnswered"): "answered", ("open", "PriceObjectionOverruled"): "overruled",
    ("overruled", "PriceObjectionAnswered"): "answered",
}  # fmt: skip
"""(stage, kind of fact) -> the stage after it; drawn in docs/stages.md. An overruled objection still waits for its answer."""


def price_objection_stage(*, is_answered: bool, is_overruled: bool) -> str:
    """open, overruled or answered: the stage that follows from what has happened; only an open one holds contracts."""
    return "answered" if is_answered else "overruled" if is_overruled else "open"


def is_own_objection(who: Who, workshop: str) -> bool:
    """Whether they speak for the workshop itself, at its desk or by its link."""
    return bool(workshop) and (who.speaks_for(workshop, "workshop", "teacher") or bool(who.link_for(OFFERS, workshop)))


def may_object_to_price(who: Who, workshop: str) -> May:
    """A workshop objects for itself; the park notes what came by letter, also of the association (no `workshop`)."""
    if is_own_objection(who, workshop) or may_as_park(who):
        return True
    return No(
        "Hanya bengkel itu sendiri, dari mejanya atau dari tautannya yang masih berlaku, atau taman sains atas namanya, yang mengajukan "
        "keberatan harga."
    )


def may_answer_price_objection(who: Who, *, is_answered: bool) -> May:
    """The park answers, once; also what was overruled before."""
    if is_answered:
        return No("Keberatan harga ini sudah dijawab; jawabannya tidak dapat diganti. Bengkel dapat mengajukan lagi dengan angka yang baru.")
    return may_as_park(who)


def may_overrule(who: Who, *, stage: str, set_by: int | None) -> May:
    """The head overrules what is open, unless the price is the head's own."""
    if stage != "open":
        return No("Keberatan harga ini tidak menahan kontrak lagi, jadi tidak ada yang dikesampingkan.")
    if not who.sits_at("park_head"):
        return No("Hanya kepala taman sains yang dapat mengesampingkan keberatan harga. Jawab keberatannya, atau minta kepala memutuskan.")
    if who.person == set_by:
        return No(
            "Harga ini Anda sendiri yang menetapkan, jadi bukan Anda yang mengesampingkan keberatannya. Jawab keberatannya, atau minta "
            "kepala lain."
        )
    return True


def check_long_enough(words: str, *, field: str) -> None:
    if len(words.strip()) < LEAST_WORDS:
        raise Refused("Tulis alasannya, paling sedikit %(least)s huruf, agar orang lain mengerti.", field=field, least=LEAST_WORDS)
    if len(words) > MOST_WORDS:
        raise Refused("Alasan paling panjang %(most)s huruf. Persingkat, lalu kirim lagi.", field=field, most=MOST_WORDS)


@dataclass(frozen=True)
class Objector:
    """Who finds a price too low: a workshop, or an association by its name."""

    workshop: str = ""
    association: str = ""


def check_price_case(
    words: str, lines: Sequence[Mapping[str, Any]], *, of: Objector, estimate: int, is_waiting: bool, has_letter: bool, is_told_by_park: bool
) -> None:
    """Refuses an objection of nobody or of two, without words or figures, below the estimate, without its letter, or made twice."""
    if bool(of.workshop) == bool(of.association):
        raise Refused("Pilih satu: bengkel yang keberatan, atau nama asosiasinya.", field="association")
    if is_waiting:
        raise Refused("Keberatan atas harga jenis ini sudah diajukan dan masih menunggu jawaban. Tunggu jawabannya dulu.")
    check_long_enough(words, field="words")
    check_cost_lines(lines)
    if is_told_by_park and not has_letter:
        raise Refused("Lampirkan surat keberatannya (PDF atau foto), karena bukan bengkel itu sendiri yang mengisi.", field="files")
    if (total := sum(line["amount"] for line in lines)) <= estimate:
        raise Refused(
            "Jumlah rincian %(total)s tidak lebih dari HPS %(estimate)s, jadi harganya cukup. Periksa lagi rinciannya.",
            field="lines", total=rupiah(total), estimate=rupiah(estimate),
        )  # fmt: skip


def check_cost_lines(lines: Sequence[Mapping[str, Any]]) -> None:
    """Refuses a breakdown without lines, a line without words or rupiah, and more than anybody reads."""
    if not lines:
        raise Refused("Tulis rincian biayanya, paling sedikit satu baris: untuk apa, dan berapa rupiah tiap mesin.", field="lines")
    if len(lines) > MOST_LINES:
        raise Refused("Rincian paling banyak %(most)s baris. Gabungkan yang sejenis.", field="lines", most=MOST_LINES)
    for n, line in enumerate(lines, 1):
        if not 0 < len(line["what"]) <= LONGEST_WHAT or not 0 < line["amount"] <= MOST_RUPIAH:
            raise Refused("Baris rincian ke-%(n)s belum lengkap: tulis untuk apa, dan berapa rupiah tiap mesin.", field="lines", n=n)
