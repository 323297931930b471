"""Who may propose, approve or refuse a plan, and when a run may start."""

from __future__ import annotations

from collections.abc import Mapping, Set

from tempa.ledger.rules import Refused

MOST_SECONDS = 3600


def check_run(*, seconds: int, seed: int, running: int) -> None:
    """Refuses times and seeds outside what the planner takes, and a second run beside one that still goes on."""
    if not 1 <= seconds <= MOST_SECONDS:
        raise Refused("Lama perhitungan harus 1 sampai %(most)s detik.", most=MOST_SECONDS)
    if not 0 <= seed < 2**31:
        raise Refused("Bibit acak harus bilangan bulat 0 sampai 2147483647.")
    if running:
        raise Refused("Masih ada perhitungan yang berjalan. Tunggu selesai, atau batalkan dulu.")


def check_proposal(*, is_proposed: bool, is_decided: bool, plan_sha256: str, programme_sha256: str) -> None:
    """Refuses a plan that is proposed already, or made of a programme that has changed since."""
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
