"""Who may propose and decide on a plan, which lots stay under a new one, when a run may start, what an objection needs."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from tempa.ledger.rules import May, No, Refused, Who, may_as_park, second_hand
from tempa.values.programme.schema import RESOURCES

MOST_SECONDS = 3600
PURPOSES = ("plan", "again", "hand", "scenario")
LEAST_WORDS = 10


def check_run(*, seconds: int, seed: int, running: int) -> None:
    """Refuses times and seeds outside what the planner takes, and a second run beside one that still goes on."""
    if not 1 <= seconds <= MOST_SECONDS:
        raise Refused("Lama perhitungan harus 1 sampai %(most)s detik.", field="seconds", most=MOST_SECONDS)
    if not 0 <= seed < 2**31:
        raise Refused("Bibit acak harus bilangan bulat 0 sampai 2147483647.", field="seed")
    if running:
        raise Refused("Masih ada perhitungan yang berjalan. Tunggu selesai, atau batalkan dulu.")


STEPS: Mapping[str, Mapping[tuple[str, str], str]] = {
    "plan": {
        ("", "PlanMade"): "made", ("made", "PlanProposed"): "proposed", ("proposed", "PlanApproved"): "approved",
        ("proposed", "PlanRefused"): "refused", ("approved", "PlanSuperseded"): "superseded", ("superseded", "PlanReinstated"): "approved",
    },
    "objection": {
        ("", "ObjectionRaised"): "open", ("open", "ObjectionReplayed"): "replayed", ("replayed", "ObjectionReplayed"): "replayed",
        ("open", "ObjectionAnswered"): "answered", ("replayed", "ObjectionAnswered"): "answered",
    },
    "lot": {
        ("", "LotAwarded"): "standing", ("standing", "LotRescheduled"): "standing", ("standing", "LotReduced"): "standing",
        ("standing", "LotRaised"): "standing",
        ("standing", "PlanSuperseded"): "ended", ("standing", "OrderChanged"): "ended",
    },
}  # fmt: skip
"""Thing -> (stage, kind of fact) -> the stage after it; drawn in docs/stages.md. A cancelled line, or a reduction to nothing, ends lots."""


def stage_after(thing: str, kinds: Iterable[str]) -> str:
    """The stage that facts lead to, in their order. Raises KeyError for a fact that cannot follow."""
    stage = ""
    for kind in kinds:
        stage = STEPS[thing][stage, kind]
    return stage


@dataclass(frozen=True)
class PlanHistory:
    """What has happened to a plan so far, as rules see it; people by their number, None where it has not happened."""

    purpose: str = "plan"
    proposed_by: int | None = None
    decided_by: int | None = None
    is_approved: bool = False
    is_superseded: bool = False


def plan_stage(plan: PlanHistory) -> str:
    """made, proposed, approved, refused or superseded: the stage that follows from what has happened."""
    if plan.decided_by is not None:
        return "superseded" if plan.is_superseded else "approved" if plan.is_approved else "refused"
    return "made" if plan.proposed_by is None else "proposed"


def may_propose(who: Who, plan: PlanHistory) -> May:
    """The park proposes a plan once, and never what is only a trial."""
    stage = plan_stage(plan)
    if plan.purpose == "scenario":
        return No(
            "Rencana ini hanya skenario atas program yang diandaikan, jadi tidak dapat "
            "diajukan. Ubah dulu datanya di program, lalu hitung rencana baru."
        )
    if stage == "proposed":
        return No("Rencana ini sudah diajukan. Tunggu keputusan orang kedua.")
    if stage != "made":
        return No("Rencana ini sudah diputuskan. Hitung rencana baru bila perlu.")
    return may_as_park(who)


def may_decide(who: Who, plan: PlanHistory, hands_behind: Iterable[Set[object]]) -> May:
    """The park approves or refuses a proposed plan, once, by a second hand.

    `hands_behind`: for each role by which they may, who stands behind it (`second_hand` of the ledger's rules).
    """
    stage = plan_stage(plan)
    if stage == "made":
        return No("Rencana ini belum diajukan.")
    if stage != "proposed":
        return No("Rencana ini sudah diputuskan.")
    if not (may := may_as_park(who)):
        return may
    return second_hand(plan.proposed_by, who.person, hands_behind)


def may_reinstate(who: Who, plan: PlanHistory, *, superseded_itself: bool, another_holds: bool) -> May:
    """A plan that superseded itself (a fault of an earlier version) may be put in force again while no other holds."""
    if not (superseded_itself and plan_stage(plan) == "superseded"):
        return No("Rencana ini tidak digantikan oleh dirinya sendiri, jadi tidak ada yang perlu dipulihkan.")
    if another_holds:
        return No("Rencana lain sudah berlaku; rencana ini tetap digantikan.")
    return may_as_park(who)


def may_work_on(who: Who, started_by: int | None) -> May:
    """A run goes on for the person who started it, whatever became of their role; else it is the park's."""
    return True if who.person == started_by else may_as_park(who)


def may_object(who: Who, workshop: str) -> May:
    """A workshop or school objects for itself; the park notes what came by word or letter."""
    if who.speaks_for(workshop, "workshop", "teacher") or may_as_park(who):
        return True
    return No("Hanya bengkel itu sendiri, atau taman sains atas namanya, yang dapat mengajukan keberatan.")


def may_answer(who: Who, *, is_answered: bool) -> May:
    """The park answers an objection, once."""
    if is_answered:
        return No("Keberatan ini sudah dijawab; jawabannya tidak dapat diganti. Bengkel dapat mengajukan lagi.")
    return may_as_park(who)


def objection_stage(*, is_answered: bool, is_upheld: bool, is_replayed: bool) -> str:
    """open, replayed, upheld or rejected: the stage that follows from what has happened to an objection."""
    if is_answered:
        return "upheld" if is_upheld else "rejected"
    return "replayed" if is_replayed else "open"


def untold_to_owner(reason: Mapping[str, Any]) -> set[str]:
    """Sites whose cash a reason speaks of that is not the site's own: what its lead has in cash is the lead's business."""
    return {c["place"] for c in reason["causes"] if c["kind"] == "cash" and c["place"] != reason["site"]}


WHAT_IFS = (*(f"machine-{resource}" for resource in RESOURCES), "offer_to_hps", "verified")
"""Changes at a workshop that anybody may ask about: one more machine, offers lowered to the estimate, a good verification."""


def change_asked(what_if: str) -> dict[str, str]:
    """The change of one of `WHAT_IFS` as the planner's counterfactuals take it."""
    kind, _dash, resource = what_if.partition("-")
    return {"kind": kind, "resource": resource} if resource else {"kind": kind}


def check_same_programme(plan_sha256: str, programme_sha256: str) -> None:
    if plan_sha256 != programme_sha256:
        raise Refused("Pesanan atau data bengkel berubah sejak rencana ini dihitung. Hitung rencana baru, lalu ajukan.")


def check_refusal(reason: str) -> None:
    if len(reason.strip()) < 10:
        raise Refused(
            "Tulis alasan penolakan, paling sedikit 10 huruf, agar perencana tahu apa yang harus berubah.", field="reason"
        )


def check_begun_kept(begun: Mapping[str, tuple[object, ...]], proposed: Mapping[str, tuple[object, ...]]) -> None:
    """Refuses a plan that moves or drops a lot on which work has begun."""
    for lot, content in sorted(begun.items()):
        if proposed.get(lot) != content:
            raise Refused(
                "Lot %(lot)s sudah dikerjakan, tetapi rencana ini memindahkan atau menghapusnya. Hitung ulang dengan lot itu tetap.",
                lot=lot,
            )


def check_contracted_kept(contracted: Mapping[str, tuple[str, Content]], proposed: Mapping[str, Content]) -> None:
    """Refuses a plan that moves, drops or cuts a lot that a contract holds: the contract is changed first, by an addendum."""
    for lot, (contract, content) in sorted(contracted.items()):
        if proposed.get(lot) != content:
            raise Refused(
                "Lot %(lot)s ada di kontrak %(contract)s, tetapi rencana ini memindahkan, mengurangi, atau menghapusnya. Buat adendum kontrak "
                "itu dulu (atau tarik konsepnya), lalu setujui rencana ini; atau hitung ulang dengan lot itu tetap.", lot=lot, contract=contract,
            )  # fmt: skip


Row = Mapping[str, str]
Content = tuple[str, str, int]
"""What makes a lot the same lot: order line, workshop, quantity."""


@dataclass(frozen=True)
class Settlement:
    """What an approved plan does to the lots: those that stay, those with other weeks, those that are new; rows bear their final codes."""

    renamed: dict[str, str]
    stays: set[str]
    rescheduled: list[dict[str, str]]
    awarded: list[dict[str, str]]


def settle_lots(rows: Sequence[Row], standing: Mapping[str, Row], used: Container[str]) -> Settlement:
    """Match the lots of a plan with those that stand; a code is never given twice in a programme.

    `rows` and `standing` (by code) are rows of the plan's table `lots`; `used` are all codes ever given. A lot with the
    line, workshop and quantity of one that stands is that lot and keeps its code, whatever the plan calls it.
    """
    codes = matched(rows, standing)
    taken = {r["lot"] for r in rows} | set(codes.values())
    for row in rows:
        code = row["lot"]
        if code not in codes:
            codes[code] = code if code not in used and code not in codes.values() else fresh_code(code, used, taken)
            taken.add(codes[code])
    final = [dict(row) | {"lot": codes[row["lot"]]} for row in rows]
    stays = {row["lot"] for row in final if row["lot"] in standing}
    return Settlement(
        renamed={code: own for code, own in codes.items() if code != own}, stays=stays,
        rescheduled=[row for row in final if row["lot"] in stays and row != dict(standing[row["lot"]])],
        awarded=[row for row in final if row["lot"] not in stays],
    )  # fmt: skip


def matched(rows: Sequence[Row], standing: Mapping[str, Row]) -> dict[str, str]:
    """Code in the plan -> code of the standing lot that it is: of the same name first, then of the same content."""
    same = {r["lot"]: r["lot"] for r in rows if r["lot"] in standing and content(standing[r["lot"]]) == content(r)}
    free: dict[Content, list[str]] = {}
    for code, row in standing.items():
        if code not in same:
            free.setdefault(content(row), []).append(code)
    for row in rows:
        if row["lot"] not in same and free.get(content(row)):
            same[row["lot"]] = free[content(row)].pop(0)
    return same


def content(row: Row) -> Content:
    return row["line"], row["workshop"], int(row["quantity"])


def fresh_code(code: str, used: Container[str], taken: Container[str]) -> str:
    """The next code of the same stem: `L0001-2` -> `L0001-3`, where that was never given."""
    stem, dash, number = code.rpartition("-")
    stem, at = (stem, int(number)) if dash and number.isascii() and number.isdigit() and len(number) < 9 else (code, 1)
    while (found := f"{stem}-{at}") in used or found in taken:
        at += 1
    return found


def check_words(words: str, most: int = 2000, *, field: str = "") -> None:
    """Refuses an objection, an answer or a reason without words."""
    if len(words.strip()) < LEAST_WORDS:
        raise Refused("Tulis alasannya, paling sedikit %(least)s huruf, agar orang lain mengerti.", field=field, least=LEAST_WORDS)
    if len(words) > most:
        raise Refused("Alasan paling panjang %(most)s huruf. Persingkat, lalu kirim lagi.", field=field, most=most)


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
