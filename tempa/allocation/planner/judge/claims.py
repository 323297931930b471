"""What a plan says about itself, held against what was recomputed: parts, objective, bound, gap, hash (rule 0)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from tempa.allocation.planner.judge.facts import number
from tempa.allocation.planner.judge.wording import rupiah, written

RUPIAH = 1  # tolerance of one stated part; the objective is a sum of six parts
OBJECTIVE = 6
GAP = Fraction(1, 10**4)


def claims(stated: dict[str, str], parts: dict[str, int], programme_sha256: Callable[[], str]) -> Iterator[str]:
    """Sentences of rule 0. `programme_sha256` hashes the programme that the plan is judged against, if need be."""
    objective = sum(parts.values())
    for name, value in parts.items():
        claim = number(stated.get(name, ""))
        if claim is not None and abs(claim - value) > RUPIAH:
            yield f"Bagian biaya {name} dinyatakan {rupiah(claim)}, seharusnya {rupiah(value)}."
    yield from _objective(number(stated.get("objective", "")), objective)
    yield from _bound(number(stated.get("lower_bound", "")), objective, number(stated.get("gap", "")))
    claimed = stated.get("programme_sha256", "")
    if claimed and claimed != (real := programme_sha256()):
        yield f"Rencana ini dibuat untuk program lain (programme_sha256 {claimed[:12]}…, program ini {real[:12]}…)."


def _objective(claim: Fraction | None, objective: int) -> Iterator[str]:
    if claim is None:
        yield "Jumlah biaya (objective) tidak dinyatakan dalam tabel plan."
    elif abs(claim - objective) > OBJECTIVE:
        yield f"Jumlah biaya (objective) dinyatakan {rupiah(claim)}, seharusnya {rupiah(objective)}."


def _bound(bound: Fraction | None, objective: int, gap: Fraction | None) -> Iterator[str]:
    if bound is None:
        yield "Batas bawah (lower_bound) tidak dinyatakan dalam tabel plan."
        return
    if bound > objective + RUPIAH:
        yield f"Batas bawah {rupiah(bound)} di atas jumlah biaya {rupiah(objective)}."
    real = Fraction(objective - bound) / objective if objective else None
    if gap is not None and real is not None and abs(gap - real) > GAP:
        yield f"Selisih ke batas bawah (gap) dinyatakan {written(gap, 6)}, seharusnya {written(real, 6)}."
