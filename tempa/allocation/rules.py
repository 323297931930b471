"""Who may propose, approve or refuse a plan, when a run may start, and what an objection and its answer need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from tempa.ledger.rules import Refused

MOST_SECONDS = 3600
PURPOSES = ("plan", "again", "hand", "scenario")
LEAST_WORDS = 10


def check_run(*, seconds: int, seed: int, running: int) -> None:
    """Refuses times and seeds outside what the planner takes, and a second run beside one that still goes on."""
    if not 1 <= seconds <= MOST_SECONDS:
        raise Refused("Lama perhitungan harus 1 sampai %(most)s detik.", most=MOST_SECONDS)
    if not 0 <= seed < 2**31:
        raise Refused("Bibit acak harus bilangan bulat 0 sampai 2147483647.")
    if running:
        raise Refused("Masih ada perhitungan yang berjalan. Tunggu selesai, atau batalkan dulu.")


def check_proposal(
    *, purpose: str, is_proposed: bool, is_decided: bool, plan_sha256: str, programme_sha256: str
) -> None:
    """Refuses what is only a trial, a plan that is proposed already, or one of a programme that has changed since."""
    check_serious(purpose)
    if is_decided:
        raise Refused("Rencana ini sudah diputuskan. Hitung rencana baru bila perlu.")
    if is_proposed:
        raise Refused("Rencana ini sudah diajukan. Tunggu keputusan orang kedua.")
    check_same_programme(plan_sha256, programme_sha256)


def check_decision(*, is_proposed: bool, is_decided: bool, proposer: object, decider: object) -> None:
    """Refuses a decision without a proposal, a second decision, and a decision by the proposer."""
    if not is_proposed:
        raise Refused("Rencana ini belum diajukan.")
    if is_decided:
        raise Refused("Rencana ini sudah diputuskan.")
    if proposer == decider:
        raise Refused("Yang mengajukan tidak boleh memutuskan. Minta orang kedua membuka halaman ini dan memutuskan.")


def check_same_programme(plan_sha256: str, programme_sha256: str) -> None:
    if plan_sha256 != programme_sha256:
        raise Refused("Pesanan atau data bengkel berubah sejak rencana ini dihitung. Hitung rencana baru, lalu ajukan.")


def check_serious(purpose: str) -> None:
    """Refuses to put a scenario forward: it is of a programme that is only imagined."""
    if purpose == "scenario":
        raise Refused(
            "Rencana ini hanya skenario atas program yang diandaikan, jadi tidak dapat "
            "diajukan. Ubah dulu datanya di program, lalu hitung rencana baru."
        )


def check_refusal(reason: str) -> None:
    if len(reason.strip()) < 10:
        raise Refused("Tulis alasan penolakan, paling sedikit 10 huruf, agar perencana tahu apa yang harus berubah.")


def check_begun_kept(begun: Mapping[str, tuple[object, ...]], proposed: Mapping[str, tuple[object, ...]]) -> None:
    """Refuses a plan that moves or drops a lot on which work has begun."""
    for lot, content in sorted(begun.items()):
        if proposed.get(lot) != content:
            raise Refused(
                "Lot %(lot)s sudah dikerjakan, tetapi rencana ini memindahkan atau menghapusnya. Hitung ulang dengan lot itu tetap.",
                lot=lot,
            )


def lots_to_award(proposed: Set[str], begun: Set[str]) -> Set[str]:
    """The lots that become facts on approval: all but those that hold already."""
    return proposed - begun


Row = Mapping[str, str]


def lots_that_stay(base: Iterable[Row], plan: Iterable[Row], at: int) -> set[str]:
    """Names of lots begun before week `at` that a plan made again leaves exactly as they were."""
    rows = {r["lot"]: dict(r) for r in plan}
    return {r["lot"] for r in base if int(r["start_week"]) < at and rows.get(r["lot"]) == dict(r)}


def check_words(words: str, most: int = 2000) -> None:
    """Refuses an objection, an answer or a reason without words."""
    if len(words.strip()) < LEAST_WORDS:
        raise Refused("Tulis alasannya, paling sedikit %(least)s huruf, agar orang lain mengerti.", least=LEAST_WORDS)
    if len(words) > most:
        raise Refused("Alasan paling panjang %(most)s huruf. Persingkat, lalu kirim lagi.", most=most)


def check_answer(*, is_answered: bool, words: str) -> None:
    """Refuses a second answer, and one without words."""
    if is_answered:
        raise Refused("Keberatan ini sudah dijawab; jawabannya tidak dapat diganti. Bengkel dapat mengajukan lagi.")
    check_words(words)


def check_replay(*, is_answered: bool, has_changes: bool, is_same_programme: bool) -> None:
    """Refuses a replay that would show nothing, or that would not be of the same inputs."""
    if is_answered:
        raise Refused("Keberatan ini sudah dijawab.")
    if not has_changes:
        raise Refused(
            "Keberatan ini tidak menyebut data yang keliru, jadi tidak ada yang dihitung ulang. Jawab dengan kata."
        )
    if not is_same_programme:
        raise Refused(
            "Program berubah sejak rencana ini dibuat, jadi perhitungan tidak dapat diulang dengan masukan yang sama. "
            "Jawab dengan kata, atau hitung rencana baru."
        )
