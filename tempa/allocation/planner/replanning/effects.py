"""What each change does to the tables of a programme, and what the tables cannot hold.

The programme after the changes is what a plan made again is judged against. Two facts have no place in its tables:
material that comes late although some of it has come before (`late`), and hours of rework (`rework`); the plan carries
them in its own table `plan` and keeps to them. `docs/planner-replan.md` says why each kind shows as it does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from tempa.allocation.planner.problem.words import Names
from tempa.allocation.planner.replanning.changes import Change, ChangesError, content_faults
from tempa.values.programme import Sentence
from tempa.values.rupiah import rupiah

Row = dict[str, str]
Tables = dict[str, list[Row]]
SCORES = ("score_premises", "score_competence", "score_staff", "score_equipment")
PASSING = 60


@dataclass(frozen=True)
class LateMaterial:
    """What would come in `from_week` or later comes `weeks` later."""

    material: str
    from_week: int
    weeks: int


@dataclass(frozen=True)
class Rework:
    """Hours (hundredths) that step `step` (from 1) of a begun lot needs once more, not before `week`."""

    lot: str
    step: int
    week: int
    hours: int


@dataclass
class Changed:
    """The programme after the changes; `tables` are a copy and may be changed further."""

    tables: Tables
    late: list[LateMaterial] = field(default_factory=list)
    rework: list[Rework] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)


def apply_changes(tables: Tables, plan: Tables, at: int, changes: tuple[Change, ...]) -> Changed:
    """The programme after the changes, one by one, known at the start of week `at`; raises ChangesError.

    `plan` is the plan in force: lots of it that start before `at` are begun. The arguments stay as they are.
    """
    changed = Changed({name: [dict(row) for row in rows] for name, rows in tables.items()})
    faults: list[Sentence] = []
    for number, change in enumerate(changes, 1):
        found = content_faults(number, change, changed.tables, plan, at)
        faults += found
        if not found:
            EFFECTS[change.kind](changed, change, plan, at)
    if faults:
        raise ChangesError(faults)
    return changed


def scenario(tables: Tables, changes: tuple[Change, ...]) -> Changed:
    """What if: the changes on a programme of which nothing is begun; the tables given stay as they are."""
    return apply_changes(tables, {"lots": [], "loads": [], "purchases": [], "unplanned": [], "plan": []}, 0, changes)


def _site_down(changed: Changed, change: Change, plan: Tables, at: int) -> None:
    """No hours from the week of planning again on; what was worked before stays."""
    first, down, names = max(change.from_week, at), (change.from_week, change.to_week), Names(changed.tables)
    if first > change.to_week:
        changed.notes.append(Sentence(
            f"{change.workshop} tutup {names.weeks(*down, 'id')}: sudah lewat, tidak mengubah apa pun.",
            f"{change.workshop} is down {names.weeks(*down, 'en')}: past, nothing changes."))
    closed = {int(row["week"]) for row in changed.tables["closures"]
              if row["workshop"] in ("*", change.workshop) and Decimal(row["factor"]) == 0}
    changed.tables["closures"] += [{"workshop": change.workshop, "week": str(week), "factor": "0"}
                                   for week in range(first, change.to_week + 1) if week not in closed]


def _lot_failed(changed: Changed, change: Change, plan: Tables, at: int) -> None:
    """The failed units stay in their lot, whose work was done; as many more are ordered and are to be made again.

    Where too few units of the line are still open for a lot, they become a line of their own, of which one lot may
    make all (rule 2). The budget grows by what the failed units count, since they are not paid twice.
    """
    failed = change.quantity or 0
    lot = _row(plan["lots"], "lot", change.lot)
    line = _row(changed.tables["orders"], "line", lot["line"])
    begun = sum(int(r["quantity"]) for r in plan["lots"] if r["line"] == line["line"] and int(r["start_week"]) < at)
    surplus = max(0, begun - int(line["quantity"]))
    still_open = int(line["quantity"]) + failed - begun
    raised = failed if still_open <= 0 or still_open >= _least(changed.tables, line) else min(surplus, failed)
    line["quantity"] = str(int(line["quantity"]) + raised)
    where = line["line"]
    if raised < failed:
        where = _free_code(changed.tables, line["line"])
        changed.tables["orders"].append(line | {"line": where, "quantity": str(failed - raised)})
    offer = next((int(r["unit_price"]) for r in changed.tables["offers"]
                  if (r["workshop"], r["type"]) == (lot["workshop"], line["type"])), 0)
    budget = _row(changed.tables["budget_lines"], "budget_line", line["budget_line"])
    budget["amount"] = str(int(budget["amount"]) + failed * offer)
    changed.notes.append(Sentence(
        f"{failed} unit gagal dari lot {change.lot} dibuat lagi sebagai baris {where}; plafon {line['budget_line']} dinaikkan"
        f" {rupiah(failed * offer)}, sebab unit gagal tidak dibayar dua kali.",
        f"{failed} failed units of lot {change.lot} are made again under line {where}; budget line {line['budget_line']} is"
        f" raised by {rupiah(failed * offer, 'en')}, since failed units are not paid twice."))


def _least(tables: Tables, line: Row) -> int:
    """Rule 2's minimum for a lot of the line."""
    kind = _row(tables["types"], "type", line["type"])
    least = int(kind["min_lot"] or 1)
    return min(least, int(kind["pilot_limit"] or least)) if kind["tested"] == "no" else least


def _free_code(tables: Tables, line: str) -> str:
    taken = {row["line"] for row in tables["orders"]}
    return next(code for n in range(1, len(taken) + 2) if (code := f"{line}-U{n}") not in taken)


def _lot_rework(changed: Changed, change: Change, plan: Tables, at: int) -> None:
    changed.rework.append(Rework(change.lot, change.step, max(change.week, at), int(change.hours * 100)))


def _material_late(changed: Changed, change: Change, plan: Tables, at: int) -> None:
    """A longer lead time where none has come yet and none could come in between; else a fact beside the tables."""
    row = _row(changed.tables["materials"], "material", change.material)
    lead = int(row["lead_time_weeks"] or 0)
    has_come = any(p["material"] == change.material and int(p["week"]) < at and Decimal(p["quantity"]) > 0
                   for p in plan["purchases"])
    used = any(int(lot["start_week"]) < at and _uses(changed.tables, lot["line"], change.material) for lot in plan["lots"])
    if not has_come and not used and change.from_week <= max(lead, at):
        row["lead_time_weeks"] = str(lead + change.weeks if change.from_week <= lead
                                     else max(lead, change.from_week + change.weeks))
        return
    names = Names(changed.tables)
    changed.late.append(LateMaterial(change.material, change.from_week, change.weeks))
    changed.notes.append(Sentence(
        f"{change.material} yang datang mulai {names.monday(change.from_week, 'id')} terlambat {change.weeks} minggu: sebagian sudah datang"
        " atau masih dapat datang sebelumnya, jadi tabel bahan tetap dan rencana ini yang mematuhinya.",
        f"{change.material} is {change.weeks} weeks late from {names.monday(change.from_week, 'en')} on: some has come or may still come before,"
        " so the table of materials stays and the plan itself keeps to it."))


def _uses(tables: Tables, line: str, material: str) -> bool:
    kind = next((row["type"] for row in tables["orders"] if row["line"] == line), "")
    return any(row["type"] == kind and row["material"] == material for row in tables["bom"])


def _order_changed(changed: Changed, change: Change, plan: Tables, at: int) -> None:
    row = _row(changed.tables["orders"], "line", change.line)
    if change.quantity is not None:
        row["quantity"] = str(change.quantity)
    row["due_date"] = change.due_date or row["due_date"]
    row["destination"] = change.destination or row["destination"]


def _site_verified(changed: Changed, change: Change, plan: Tables, at: int) -> None:
    """Scores below the passing mark rise to it; a window of verification that is still open simply goes on."""
    row = _row(changed.tables["workshops"], "workshop", change.workshop)
    if row["kind"] == "facility":
        changed.notes.append(_no_effect(change))
        return
    was_fit = all(row[score] and Decimal(row[score]) >= PASSING for score in SCORES)
    for score in SCORES:
        if not row[score] or Decimal(row[score]) < PASSING:
            row[score] = str(PASSING)
    monday = _monday(changed.tables, change.from_week)
    day_before = (monday - dt.timedelta(days=1)).isoformat()
    goes_on = was_fit and row["verified_from"] <= monday.isoformat() and (row["verified_until"] or day_before) >= day_before
    if not goes_on or row["verified_from"] == row["verified_until"] != "":
        row["verified_from"] = monday.isoformat()
    if row["verified_until"] and row["verified_until"] < (monday + dt.timedelta(days=6)).isoformat():
        row["verified_until"] = ""


def _site_suspended(changed: Changed, change: Change, plan: Tables, at: int) -> None:
    """Verified until the day before the week; never, where that is before its verification begins."""
    row = _row(changed.tables["workshops"], "workshop", change.workshop)
    if row["kind"] == "facility":
        changed.notes.append(_no_effect(change))
        return
    last = (_monday(changed.tables, change.from_week) - dt.timedelta(days=1)).isoformat()
    if not row["verified_until"] or row["verified_until"] > last:
        row["verified_until"] = last
    if row["verified_from"] > row["verified_until"]:
        row["verified_from"] = row["verified_until"]


def _no_effect(change: Change) -> Sentence:
    return Sentence(f"{change.workshop} fasilitas bersama: tidak menerima lot, jadi {change.kind} tidak mengubah apa pun.",
                    f"{change.workshop} is a shared facility and takes no lots, so {change.kind} changes nothing.")


def _offer_withdrawn(changed: Changed, change: Change, plan: Tables, at: int) -> None:
    changed.tables["offers"] = [row for row in changed.tables["offers"]
                                if (row["workshop"], row["type"]) != (change.workshop, change.type)]
    lines = {row["line"] for row in changed.tables["orders"] if row["type"] == change.type}
    begun = [row["lot"] for row in plan["lots"] if row["workshop"] == change.workshop and row["line"] in lines
             and int(row["start_week"]) < at]
    if begun:
        changed.notes.append(Sentence(
            f"Lot {', '.join(begun)} sudah dimulai dan diteruskan {change.workshop}; tanpa penawaran, harganya tidak ikut dihitung"
            " dalam bagian biaya price.",
            f"Lots {', '.join(begun)} are begun and go on at {change.workshop}; without an offer their price no longer counts"
            " in the part price of the cost."))


EFFECTS: dict[str, Callable[[Changed, Change, Tables, int], None]] = {
    "site_down": _site_down, "lot_failed": _lot_failed, "lot_rework": _lot_rework, "material_late": _material_late,
    "order_changed": _order_changed, "site_verified": _site_verified, "site_suspended": _site_suspended,
    "offer_withdrawn": _offer_withdrawn,
}


def _row(rows: list[Row], column: str, code: str) -> Row:
    return next(row for row in rows if row[column] == code)


def _monday(tables: Tables, week: int) -> dt.date:
    start = dt.date.fromisoformat(next(row["value"] for row in tables["programme"] if row["key"] == "start_date"))
    return start - dt.timedelta(days=start.weekday()) + dt.timedelta(days=7 * week)
