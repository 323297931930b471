"""A repair from its report to the word of who works with the machine: which step may follow which, and whose each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tempa.delivery.rules.use import may_check_use, may_close_repair
from tempa.ledger.rules import PARK, May, No, Refused, Who

MAKERS, RULINGS, ANSWERS = ("accepted", "visited", "parts", "declined"), ("must_repair", "dropped"), ("works", "fails")
STEPS: Mapping[str, tuple[str, ...]] = {
    "reported": ("accepted", "visited", "parts", "declined"),
    "accepted": ("visited", "parts", "declined"),
    "visited": ("visited", "parts", "declined"),
    "parts": ("visited", "parts"),
    "declined": RULINGS,
    "must_repair": ("visited", "parts"),
    "dropped": (),
    "done": ANSWERS,
    "works": (),
    "fails": ("accepted", "visited", "parts", "declined"),
}
"""Stage -> the steps that may follow; `done` is said by RepairClosed, and `fails` opens the repair again."""
OPEN = ("reported", "accepted", "visited", "parts", "declined", "must_repair", "fails")
CLOSES = tuple(stage for stage in OPEN if stage != "declined")
"""Stages in which the maker can say that it is repaired; what it declined is first ruled on."""
REPAIR_STEPS: Mapping[tuple[str, str], str] = {
    ("", "RepairReported"): "reported",
    **{(stage, "RepairMoved"): " or ".join(after) for stage, after in STEPS.items() if after},
    **{(stage, "RepairClosed"): "done" for stage in CLOSES},
}  # fmt: skip
"""Stage and kind of fact -> the stages that may follow; drawn in docs/stages.md."""


TOLD = "told"
"""More words or pictures of who has the machine; the stage stays."""


def repair_stage(steps: Sequence[str]) -> str:
    """Where a repair stands: its last step besides what was only told; reported before the first."""
    moves = [step for step in steps if step != TOLD]
    return moves[-1] if moves else "reported"


def may_move_repair(who: Who, step: str, *, maker: str, agency: str, recipient: str) -> May:
    """The maker answers, the park rules on what the maker declined, and who works with the machine says whether it runs."""
    if step in RULINGS:
        return True if who.sits_at(*PARK) else No("Hanya taman sains yang memutuskan perbaikan yang ditolak pembuatnya.")
    if step in (*ANSWERS, TOLD):
        return may_check_use(who, agency, recipient)
    return may_close_repair(who, maker, agency)


def check_move(stage: str, step: str, *, note: str, parts: Sequence[Sequence[str]]) -> None:
    """Refuses a step that cannot follow, a refusal without its reason, and parts without a name."""
    if step not in (*MAKERS, *RULINGS, *ANSWERS, TOLD):
        raise Refused("Pilih langkah perbaikannya.", field="step")
    if step == TOLD:
        if stage not in OPEN:
            raise Refused("Perbaikan ini sudah selesai. Bila mesinnya rusak lagi, laporkan kerusakan baru.", field="step")
        return
    if step not in STEPS[stage]:
        raise Refused("Langkah ini tidak dapat mengikuti keadaan perbaikan sekarang. Muat ulang halaman untuk melihatnya.", field="step")
    if step in ("declined", "fails", *RULINGS) and len(note) < 10:
        raise Refused("Tulis alasannya, paling sedikit 10 huruf.", field="note")
    if step == "parts" and not parts:
        raise Refused("Tulis suku cadang yang dipakai atau ditunggu, satu baris tiap suku cadang.", field="parts")
    if any(len(name) < 2 for name, _number in parts):
        raise Refused("Nama suku cadang paling sedikit 2 huruf.", field="parts")
