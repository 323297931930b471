"""What a plan made again moves: which units of which lot, who loses, who gains, what it costs, and why.

    for move in moves: print(move.sentence_en)

Plain data for a page and for the sheet that two people sign. Money is whole rupiah; weeks are inspection weeks.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tempa.allocation.planner.problem.model import Lot, Problem
from tempa.allocation.planner.replanning.begun_lots import MOVED_BY, UnitCosts
from tempa.allocation.planner.replanning.changes import Change
from tempa.allocation.planner.replanning.effects import Changed
from tempa.values.period import date_short, week_monday, weeks_words
from tempa.values.rupiah import rupiah_change, rupiah_short


@dataclass(frozen=True)
class Move:
    """`units` of a line that go to another workshop or week, come new, or drop out.

    `kind`: `site`, `week` (inspected more than a week sooner or later), `new` (planned now, not before), `gone` (planned
    before, not now). Blank codes and week -1 where there is no such side. `value`: units at the owner's estimate.
    `cost`: offer, freight and lateness now less before. `cause`: number of the change that forces it (from 1), 0 where it
    gives way to what is forced or simply serves the whole better. `order`: "cut" or "raised" where the order of its line has
    become another since the plan in force was made (`units_then`, `units_now`), "elsewhere" where only that of other lines has.
    """

    lot: str
    base_lot: str
    line: str
    units: int
    kind: str
    from_site: str
    to_site: str
    from_week: int
    to_week: int
    value: int
    cost: int
    cause: int
    forced: bool
    sentence_id: str
    sentence_en: str
    order: str = ""
    units_then: int = 0
    units_now: int = 0


@dataclass(frozen=True)
class Flow:
    """Units that were in lot `old` and are in lot `new`; either may be missing."""

    old: Lot | None
    new: Lot | None
    units: int

    @property
    def moved(self) -> bool:
        """As the format counts it: another workshop, or the inspection shifted by more than one week."""
        if self.old is None or self.new is None:
            return False
        return self.old.site != self.new.site or abs(self.old.inspect_week - self.new.inspect_week) > MOVED_BY


def flows(old: tuple[Lot, ...], new: tuple[Lot, ...]) -> list[Flow]:
    """How units went from the old lots to the new ones, line by line, with as few moved as can be."""
    found: list[Flow] = []
    before: dict[int, list[Lot]] = defaultdict(list)
    after: dict[int, list[Lot]] = defaultdict(list)
    for lot in old:
        before[lot.line].append(lot)
    for lot in new:
        after[lot.line].append(lot)
    for line in sorted({*before, *after}):
        found += line_flows(before[line], after[line])
    return found


def line_flows(old: list[Lot], new: list[Lot]) -> list[Flow]:
    """Units that stay are paired first, then those of one site, then the rest, each in order of weeks."""
    before = {id(lot): lot.quantity for lot in old}
    after = {id(lot): lot.quantity for lot in new}
    found: list[Flow] = []
    ordered = sorted(old, key=lambda lot: (lot.inspect_week, lot.name))
    for nearness in range(4):
        for a in ordered:
            for b in sorted(new, key=lambda lot: (lot.inspect_week, lot.site)):
                units = min(before[id(a)], after[id(b)])
                if units and are_near(a, b, nearness):
                    found.append(Flow(a, b, units))
                    before[id(a)] -= units
                    after[id(b)] -= units
    found += [Flow(a, None, before[id(a)]) for a in old if before[id(a)]]
    return found + [Flow(None, b, after[id(b)]) for b in new if after[id(b)]]


def are_near(a: Lot, b: Lot, nearness: int) -> bool:
    if nearness == 3:
        return True
    same = a.site == b.site
    apart = abs(a.inspect_week - b.inspect_week)
    return same and (nearness == 2 or apart <= (0, MOVED_BY)[nearness])


def named(old: tuple[Lot, ...], new: tuple[Lot, ...], taken: set[str]) -> dict[int, str]:
    """id of a new lot -> name: that of the old lot whose units it mostly holds, or '' for a name of its own."""
    names: dict[int, str] = {}
    used = set(taken)
    for flow in sorted(flows(old, new), key=lambda f: (f.moved, -f.units)):
        if flow.old and flow.new and id(flow.new) not in names and flow.old.name not in used:
            names[id(flow.new)] = flow.old.name
            used.add(flow.old.name)
    return names


@dataclass(frozen=True)
class Story:
    """What is needed to say why: the programme before and after, the changes, and what could not stay."""

    problem: Problem
    costs: UnitCosts
    costs_before: UnitCosts
    changes: tuple[Change, ...]
    changed: Changed
    could_not_stay: frozenset[str]
    """Names of lots of the plan in force that do not hold any more as they were."""
    ruled_out: frozenset[str] = frozenset()
    """Those of them that only an added rule keeps from staying."""
    ordered: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Order lines that are cut or raised since the plan in force: units then, units now."""


def moves_of(story: Story, old: tuple[Lot, ...], new: tuple[Lot, ...]) -> tuple[Move, ...]:
    """Every move, dearest value first."""
    made = [move_of(story, flow) for flow in flows(old, new)
            if flow.moved or flow.old is None or flow.new is None]
    return tuple(sorted(made, key=lambda m: (-m.value, m.line, m.lot, m.base_lot, m.to_week)))


def move_of(story: Story, flow: Flow) -> Move:
    problem = story.problem
    some = flow.old or flow.new
    assert some is not None
    line = some.line
    cause = cause_of(story, flow.old) if flow.old else line_cause(story, problem.lines[line])
    forced = flow.old is None or flow.old.name in story.could_not_stay
    site = [problem.sites[lot.site] if lot else "" for lot in (flow.old, flow.new)]
    week = [lot.inspect_week if lot else -1 for lot in (flow.old, flow.new)]
    cost = lot_cost(story, flow.new, flow.units, story.costs) - lot_cost(story, flow.old, flow.units, story.costs_before)
    kind = "new" if not flow.old else "gone" if not flow.new else "site" if site[0] != site[1] else "week"
    draft = Move(flow.new.name if flow.new else "", flow.old.name if flow.old else "", problem.lines[line], flow.units, kind,
                 site[0], site[1], week[0], week[1], flow.units * int(problem.type_price[problem.line_type[line]]),
                 round(cost), cause if forced else 0, forced, "", "", **order_of(story, problem.lines[line]))
    why_id, why_en = reason(story, draft)
    told_id, told_en = words_id(draft, problem.start), words_en(draft, problem.start)
    return Move(**(asdict(draft) | {"sentence_id": f"{told_id} {why_id}", "sentence_en": f"{told_en} {why_en}"}))


def order_of(story: Story, line: str) -> dict[str, Any]:
    """What has become of the order since, as a move says it."""
    if line not in story.ordered:
        return {"order": "elsewhere" if story.ordered else ""}
    then, now = story.ordered[line]
    return {"order": "cut" if now < then else "raised", "units_then": then, "units_now": now}


def lot_cost(story: Story, lot: Lot | None, units: int, costs: UnitCosts) -> float:
    """Offer, freight and lateness of units in a lot; 0 for none."""
    if lot is None:
        return 0.0
    problem = story.problem
    offer, freight, _ = costs.of(lot.line, lot.site)
    price = int(problem.type_price[problem.line_type[lot.line]])
    late = int(problem.weeks_late[lot.line, lot.inspect_week])
    return units * (offer + freight + price * problem.lateness_rate * late)


def line_cause(story: Story, line: str) -> int:
    """The change that asks for more units of the line, or 0."""
    root = line.rsplit("-U", 1)[0]
    for number, change in enumerate(story.changes, 1):
        if change.line == line or (change.kind == "lot_failed" and change.lot.startswith(root)):
            return number
    return 0


def cause_of(story: Story, lot: Lot) -> int:
    """Number of the first change that touches the lot itself, or 0."""
    return next((number for number, change in enumerate(story.changes, 1) if touches(story, change, lot)), 0)


def touches(story: Story, change: Change, lot: Lot) -> bool:
    problem = story.problem
    t = int(problem.line_type[lot.line])
    if change.kind == "site_down":
        return any(problem.sites[load.site] == change.workshop and change.from_week <= load.week <= change.to_week
                   for load in lot.loads)
    if change.kind == "material_late":
        used = problem.bom_material[problem.bom_start[t] : problem.bom_start[t + 1]]
        return change.material in {problem.materials[m] for m in used}
    if change.kind == "site_suspended":
        return problem.sites[lot.site] == change.workshop and lot.finish_week >= change.from_week
    if change.kind == "offer_withdrawn":
        return problem.sites[lot.site] == change.workshop and problem.types[t] == change.type
    if change.kind == "order_changed":
        return problem.lines[lot.line] == change.line
    return lot.name == change.lot and change.kind in ("lot_failed", "lot_rework")


def words_id(move: Move, start: dt.date) -> str:
    value = f"{move.units} unit {move.line} ({rupiah_short(move.value)})"
    before, now = (weeks_words((week, week), start) for week in (move.from_week, move.to_week))
    if move.kind == "site":
        return f"{value} pindah dari {move.from_site} ke {move.to_site}, diperiksa {now}, semula {before}, biaya {rupiah_change(move.cost)}."
    if move.kind == "week":
        return f"{value} tetap di {move.to_site}, diperiksa {now}, bukan {before}, biaya {rupiah_change(move.cost)}."
    if move.kind == "new":
        return f"{value} baru direncanakan di {move.to_site}, diperiksa {now}, biaya {rupiah_change(move.cost)}."
    return f"{value} tidak lagi direncanakan di {move.from_site} (semula diperiksa {before})."


def words_en(move: Move, start: dt.date) -> str:
    before, now = (weeks_words((week, week), start, "en") for week in (move.from_week, move.to_week))
    value = f"{move.units} units of {move.line} ({rupiah_short(move.value, 'en')})"
    cost = f"cost {rupiah_change(move.cost, 'en')}"
    if move.kind == "site":
        return f"{value} go from {move.from_site} to {move.to_site}, inspected {now}, was {before}, {cost}."
    if move.kind == "week":
        return f"{value} stay at {move.to_site}, inspected {now}, not {before}, {cost}."
    if move.kind == "new":
        return f"{value} are newly planned at {move.to_site}, inspected {now}, {cost}."
    return f"{value} are no longer planned at {move.from_site} (was to be inspected {before})."


def reason(story: Story, move: Move) -> tuple[str, str]:
    """Why, in Indonesian and English."""
    if move.cause:
        return change_words(move.cause, story.changes[move.cause - 1], story.problem.start)
    if move.order in ("cut", "raised") and (move.order == "raised" or move.kind != "new"):
        became = ("berkurang", "cut") if move.order == "cut" else ("bertambah", "raised")
        return (f"Pesanan baris ini {became[0]} dari {move.units_then} menjadi {move.units_now} unit.",
                f"The order of this line was {became[1]} from {move.units_then} to {move.units_now} units.")
    if move.kind == "new":
        return ("Sebelumnya belum mendapat bengkel.", "It had no workshop before.")
    if move.forced and move.base_lot in story.ruled_out:
        return ("Aturan tambahan tidak mengizinkannya tetap di tempat semula.",
                "An added rule does not let it stay where it was.")
    if move.forced:
        return ("Tempatnya dipakai pekerjaan yang harus diteruskan atau diulang.",
                "Its place is taken by work that must go on or be done again.")
    if not story.changes and move.order == "elsewhere":
        return ("Pesanan baris lain berubah: jam yang kini kosong dipakai dengan lebih hemat.",
                "The order of other lines changed: hours that are now free are used at less cost.")
    if not story.changes:
        return ("Pencarian menemukan tempat yang lebih hemat; tidak ada perubahan yang memaksanya.",
                "The search found a cheaper place; no change forces it.")
    return ("Memberi tempat bagi lot yang terdampak, atau memakai jam yang kini kosong dengan lebih hemat.",
            "It makes room for lots that are hit, or uses hours that are now free at less cost.")


def change_words(number: int, change: Change, start: dt.date) -> tuple[str, str]:
    first = change.from_week or 0
    down = (first, first if change.to_week is None else change.to_week)
    since = week_monday(first, start)
    words = {
        "site_down": (f"{change.workshop} tutup {weeks_words(down, start)}",
                      f"{change.workshop} is down {weeks_words(down, start, 'en')}"),
        "lot_failed": (f"{change.quantity} unit lot {change.lot} gagal", f"{change.quantity} units of lot {change.lot} failed"),
        "lot_rework": (f"lot {change.lot} dikerjakan ulang", f"lot {change.lot} needs rework"),
        "material_late": (f"{change.material} terlambat {change.weeks} minggu", f"{change.material} is {change.weeks} weeks late"),
        "order_changed": (f"pesanan {change.line} berubah", f"order line {change.line} changed"),
        "site_verified": (f"{change.workshop} lolos verifikasi", f"{change.workshop} is verified"),
        "site_suspended": (f"{change.workshop} ditangguhkan mulai {date_short(since)}",
                           f"{change.workshop} is suspended from {date_short(since, 'en')}"),
        "offer_withdrawn": (f"{change.workshop} menarik penawaran {change.type}",
                            f"{change.workshop} withdrew its offer for {change.type}"),
    }[change.kind]
    return f"Sebab (perubahan {number}): {words[0]}.", f"Because (change {number}): {words[1]}."


def moved_units(moves: tuple[Move, ...], *, forced: bool | None = None) -> int:
    """Units that change workshop or week; with `forced`, only those that had to, or only those that need not have."""
    return sum(m.units for m in moves if m.kind in ("site", "week") and forced in (None, m.forced))


def balance(moves: tuple[Move, ...]) -> list[dict[str, Any]]:
    """Per workshop: units and rupiah of value lost and gained, largest loss first; who signs for what."""
    sums: dict[str, dict[str, Any]] = {}
    for move in moves:
        if move.from_site == move.to_site:
            continue
        for site, word, sign in ((move.from_site, "lost", -1), (move.to_site, "gained", 1)):
            if site:
                one = sums.setdefault(site, {"workshop": site, "units_lost": 0, "units_gained": 0, "value_lost": 0,
                                             "value_gained": 0, "value_change": 0})
                one[f"units_{word}"] += move.units
                one[f"value_{word}"] += move.value
                one["value_change"] += sign * move.value
    return sorted(sums.values(), key=lambda one: (one["value_change"], one["workshop"]))


def as_plain(moves: tuple[Move, ...]) -> list[dict[str, Any]]:
    """The moves as JSON values."""
    return [asdict(move) for move in moves]
