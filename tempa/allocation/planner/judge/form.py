"""Reads the rows of a plan for the checker: what is malformed is rule 0, what cannot be counted is rule 1 or 5.

A row that cannot be understood is reported and left out, so that the rules after it speak only of what is understood.
Row numbers are the lines of the CSV file (the heading is line 1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tempa.allocation.planner.judge.facts import Exact, Facts, Row, Tables, number, scaled, whole

COLUMNS = {
    "lots": ("lot", "line", "workshop", "quantity", "start_week", "finish_week", "inspect_week"),
    "loads": ("lot", "step", "workshop", "week", "hours"),
    "purchases": ("material", "week", "quantity"),
    "unplanned": ("line", "quantity", "reason"),
    "plan": ("key", "value"),
}
NEEDED = ("lots", "loads", "plan")


@dataclass(frozen=True)
class Violation:
    """A broken rule (0 to 11 of the format) and one Indonesian sentence that says where and by how much."""

    rule: int
    sentence: str


@dataclass(frozen=True)
class Lot:
    line: str
    machine: str
    site: str
    quantity: int
    start: int
    finish: int
    inspect: int


@dataclass(frozen=True)
class Load:
    lot: str
    step: int
    site: str
    week: int
    hundredths: Exact


@dataclass(frozen=True)
class ReadPlan:
    """The understood part of a plan; `arrivals` are (material, week) -> quantity, `stated` the table `plan`."""

    lots: dict[str, Lot]
    loads: list[Load]
    arrivals: dict[tuple[str, int], Fraction]
    unplanned: dict[str, int]
    stated: dict[str, str]


def structure_faults(plan: Tables) -> list[Violation]:
    """Rule 0: missing tables and columns. A plan with such a fault is judged no further."""
    faults = [f"Tabel {name} tidak ada; sertakan {name}.csv." for name in NEEDED if name not in plan]
    for name, columns in COLUMNS.items():
        for at, row in enumerate(plan.get(name, []), 2):
            missing, extra = [c for c in columns if c not in row], [c for c in row if c not in columns]
            if missing or extra:
                faults.append(f"{name} baris {at}: {_columns(missing, extra)}.")
                break
    return [Violation(0, sentence) for sentence in faults]


def _columns(missing: list[str], extra: list[str]) -> str:
    parts = [f"kolom {', '.join(missing)} tidak ada"] if missing else []
    return "; ".join(parts + ([f"kolom {', '.join(extra)} tidak dikenal"] if extra else []))


def read_plan_rows(facts: Facts, plan: Tables) -> tuple[ReadPlan, list[Violation]]:
    """The understood rows of a plan and what was wrong with the others."""
    faults: list[Violation] = []
    lots = _lots(facts, plan["lots"], faults)
    read = ReadPlan(
        lots=lots,
        unplanned=_unplanned(facts, plan.get("unplanned", []), faults),
        loads=list(_loads(facts, lots, plan["loads"], faults)),
        arrivals=_arrivals(facts, plan.get("purchases", []), faults),
        stated={row["key"]: row["value"] for row in plan["plan"]},
    )
    return read, faults


def _lots(facts: Facts, rows: list[Row], faults: list[Violation]) -> dict[str, Lot]:
    lots: dict[str, Lot] = {}
    for at, row in enumerate(rows, 2):
        wrong = _lot_fault(facts, row, lots)
        if wrong:
            faults.append(Violation(wrong[0], f"lots baris {at}: {wrong[1]}."))
            continue
        counts = (whole(row[c]) or 0 for c in ("quantity", "start_week", "finish_week", "inspect_week"))
        lots[row["lot"]] = Lot(row["line"], facts.lines[row["line"]].machine, row["workshop"], *counts)
    return lots


def _lot_fault(facts: Facts, row: Row, lots: dict[str, Lot]) -> tuple[int, str] | None:
    name = row["lot"]
    if name in lots:
        return 0, f"lot {name} tertulis dua kali"
    if row["line"] not in facts.lines:
        return 0, f"baris pesanan {row['line']!r} pada lot {name} tidak dikenal"
    if row["workshop"] not in facts.sites:
        return 0, f"bengkel {row['workshop']!r} pada lot {name} tidak dikenal"
    if (whole(row["quantity"]) or 0) <= 0:
        return 1, f"jumlah {row['quantity']!r} pada lot {name} bukan bilangan bulat di atas 0"
    start, finish, inspect = (whole(row[c]) for c in ("start_week", "finish_week", "inspect_week"))
    if start is None or finish is None or inspect is None:
        return 0, f"start_week, finish_week, atau inspect_week lot {name} bukan bilangan bulat"
    if not 0 <= start <= finish < facts.terms.weeks:
        return 0, f"lot {name}: start_week {start} dan finish_week {finish} tidak berurutan dalam 0 sampai {facts.terms.weeks - 1}"
    return None


def _unplanned(facts: Facts, rows: list[Row], faults: list[Violation]) -> dict[str, int]:
    left: dict[str, int] = defaultdict(int)
    for at, row in enumerate(rows, 2):
        quantity = whole(row["quantity"])
        if row["line"] not in facts.lines:
            faults.append(Violation(0, f"unplanned baris {at}: baris pesanan {row['line']!r} tidak dikenal."))
        elif quantity is None or quantity <= 0:
            text = f"jumlah {row['quantity']!r} bukan bilangan bulat di atas 0"
            faults.append(Violation(1, f"unplanned baris {at}, baris pesanan {row['line']}: {text}."))
        else:
            left[row["line"]] += quantity
    return dict(left)


def _loads(facts: Facts, lots: dict[str, Lot], rows: list[Row], faults: list[Violation]) -> Iterable[Load]:
    for at, row in enumerate(rows, 2):
        wrong = _load_fault(facts, lots, row)
        if wrong:
            faults.append(Violation(wrong[0], f"loads baris {at}: {wrong[1]}."))
            continue
        hours = number(row["hours"]) or Fraction(0)
        if hours < 0:
            faults.append(Violation(5, f"loads baris {at}, lot {row['lot']}: jam {row['hours']} di bawah 0."))
        if 100 % hours.denominator:
            text = f"jam {row['hours']} lebih dari dua angka di belakang koma"
            faults.append(Violation(5, f"loads baris {at}, lot {row['lot']}: {text}."))
        step, week = whole(row["step"]) or 0, whole(row["week"]) or 0
        yield Load(row["lot"], step, row["workshop"], week, scaled(hours, 100))


def _load_fault(facts: Facts, lots: dict[str, Lot], row: Row) -> tuple[int, str] | None:
    lot = lots.get(row["lot"])
    if lot is None:
        return 0, f"lot {row['lot']!r} tidak dikenal"
    if whole(row["step"]) not in facts.machines[lot.machine].steps:
        return 5, f"lot {row['lot']}: jenis {lot.machine} tidak mempunyai langkah {row['step']}"
    if row["workshop"] not in facts.sites:
        return 0, f"lot {row['lot']}: bengkel {row['workshop']!r} tidak dikenal"
    if whole(row["week"]) is None or number(row["hours"]) is None:
        return 0, f"lot {row['lot']}: week {row['week']!r} atau hours {row['hours']!r} bukan bilangan"
    return None


def _arrivals(facts: Facts, rows: list[Row], faults: list[Violation]) -> dict[tuple[str, int], Fraction]:
    arrivals: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for at, row in enumerate(rows, 2):
        week, quantity = whole(row["week"]), number(row["quantity"])
        if row["material"] not in facts.materials:
            faults.append(Violation(0, f"purchases baris {at}: bahan {row['material']!r} tidak dikenal."))
        elif week is None or not 0 <= week < facts.terms.weeks or quantity is None or quantity < 0:
            text = f"week {row['week']!r} atau quantity {row['quantity']!r} tidak mungkin"
            faults.append(Violation(0, f"purchases baris {at}, bahan {row['material']}: {text}."))
        else:
            arrivals[row["material"], week] += quantity
    return dict(arrivals)
