"""Decisions by hand: a planner pins, moves, splits or forbids a lot; broken rules and the cost show at once.

    shown = with_decisions(tables, plan, parse_decisions([{"kind": "move", "lot": "L1-1", "workshop": "W2",
                                                         "reason": "the buyer's village is next door"}]))
    shown.broken, shown.cost                      # before any search
    found = plan_around(tables, plan, decisions, Effort(seconds=5))   # the search goes on around what was decided

Kinds: `pin` {lot}; `move` {lot, workshop, start_week?}; `split` {lot, quantity, workshop?}: so many units become a lot of
their own; `forbid` {lot}: its line is no longer made at its workshop. Each needs a `reason`. The plan carries them under
the key `by_hand` of its table `plan`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.judge.form import Violation
from tempa.allocation.planner.problem.cost import Parts
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.problem.model import Lot, Problem
from tempa.allocation.planner.problem.remaining_capacity import RemainingCapacity
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.replanning.begun_lots import inspection_week, lay_remaining
from tempa.allocation.planner.replanning.changes import ChangesError
from tempa.allocation.planner.replanning.replan import (
    KEEPING,
    STABILITY,
    Keeping,
    ReplanProblem,
    name_lots,
    problem_beside_retained,
    replan_problem,
    whole_result,
    write_tables,
)
from tempa.allocation.planner.replanning.replan_certificate import bound_of_replan, prove
from tempa.allocation.planner.search.solve import prepare, solve
from tempa.allocation.planner.side_constraints.apply import broken_rules
from tempa.allocation.planner.side_constraints.rules import SideConstraints
from tempa.values.period import date_short, week_monday
from tempa.values.programme import Sentence

Tables = dict[str, list[dict[str, str]]]
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pin": (("lot",), ()),
    "move": (("lot", "workshop"), ("start_week",)),
    "split": (("lot", "quantity"), ("workshop",)),
    "forbid": (("lot",), ()),
}
"""Kind -> fields it must have, fields it may have; every decision has a `reason` as well."""


@dataclass(frozen=True)
class Decision:
    """One decision; blank and None where its kind says nothing."""

    kind: str
    lot: str
    reason: str
    workshop: str = ""
    quantity: int = 0
    start_week: int | None = None


@dataclass(frozen=True)
class ManualPlan:
    """The plan under the decisions, what it breaks, and rupiah more (or less) than the plan it began with."""

    plan_tables: Tables
    problem: Problem
    """What a search around the decisions works on: decided lots are retained, forbidden pairs are out."""
    broken: tuple[Violation, ...]
    cost: int
    objective: int
    broken_rules: tuple[Sentence, ...] = ()
    """Added rules that it breaks and the plan it began with did not, or not in this way."""
    certificate: bytes = b""
    """`certificate.json.gz` of the bound that the plan states."""


def parse_decisions(entries: Sequence[Any]) -> tuple[Decision, ...]:
    """Decisions from plain data (JSON); raises ChangesError with sentences."""
    faults = [fault for number, entry in enumerate(entries, 1) for fault in form_faults(number, entry)]
    if faults:
        raise ChangesError(faults)
    return tuple(Decision(**entry) for entry in entries)


def form_faults(number: int, entry: Any) -> list[Sentence]:
    """What is wrong with the form of one decision."""
    if not isinstance(entry, dict) or entry.get("kind") not in KINDS:
        return [refused(number, f"jenisnya harus salah satu dari {', '.join(KINDS)}", f"its kind must be one of {', '.join(KINDS)}")]
    needed, possible = KINDS[entry["kind"]]
    faults = [refused(number, f"{name} tidak ada; tambahkan", f"{name} is missing; add it")
              for name in (*needed, "reason") if name not in entry]
    faults += [refused(number, f"{str(name)[:40]!r} tidak dikenal; hapus", f"{str(name)[:40]!r} is unknown; delete it")
               for name in entry if name not in ("kind", "reason", *needed, *possible)]
    for name, value in entry.items():
        least = {"quantity": 1, "start_week": 0}.get(name)
        if least is not None and not (isinstance(value, int) and not isinstance(value, bool) and value >= least):
            faults.append(refused(number, f"{name} harus bilangan bulat mulai {least}", f"{name} must be a whole number from {least}"))
        if least is None and not (isinstance(value, str) and value.strip()):
            faults.append(refused(number, f"{name} harus teks yang tidak kosong", f"{name} must be text that is not blank"))
    return faults


def refused(number: int, wrong_id: str, wrong_en: str) -> Sentence:
    return Sentence(f"Keputusan {number}: {wrong_id}.", f"Decision {number}: {wrong_en}.")


def with_decisions(tables: Tables, plan: Tables, decisions: tuple[Decision, ...], at: int = 0,
                 rules: SideConstraints | None = None) -> ManualPlan:
    """The plan with the decisions carried out and nothing else changed; raises ChangesError where one makes no sense.

    `rules`: added rules, held against the result beside the programme's eleven. A forbidden lot's units are unplanned here.
    Lots that start before week `at` are begun and cannot be decided on.
    """
    again = replan_problem(tables, plan, at, (), rules)
    decided, rest, forbidden, noted = carried_out(again, decisions)
    retained = with_decided(again, decided, rest)
    nothing = Result((), (), Parts(0, 0, 0, 0, 0, 0), 0.0, 0, 0, 0)
    result = whole_result(retained, nothing, (*retained.carried.lots, *rest))
    return judged(tables, plan, retained, result, noted, forbidden, 0.0)


def plan_around(tables: Tables, plan: Tables, decisions: tuple[Decision, ...], effort: Effort, at: int = 0,
                rules: SideConstraints | None = None, keeping: Keeping = KEEPING) -> ManualPlan:
    """The search goes on around the decisions, which stand; other lots move only where it pays and keep the added `rules`.
    What contracts hold (`keeping`) stands too, unless it is itself decided on."""
    again = replan_problem(tables, plan, at, (), rules, keeping)
    decided, rest, forbidden, noted = carried_out(again, decisions)
    retained = with_decided(again, decided, rest)
    problem = problem_beside_retained(retained, retained.carried.lots, keeping.stability)
    problem = replace(problem, forbidden=problem.forbidden | forbidden)
    prepare(problem)
    result = solve(problem, effort.stop, effort.seed, effort.on_progress, effort.threads, rest)
    lots = name_lots(retained, result.lots)
    whole = whole_result(retained, result, (*retained.carried.lots, *lots))
    return judged(tables, plan, retained, whole, noted, forbidden, effort.seconds)


Noted = list[dict[str, Any]]


def carried_out(again: ReplanProblem, decisions: tuple[Decision, ...]) \
        -> tuple[list[Lot], tuple[Lot, ...], frozenset[tuple[int, int]], Noted]:
    """(decided lots, the other lots, forbidden (line, site) pairs, what the plan is to record).

    Earlier decisions of the plan in force hold: their lots stand where they are still not begun, their pairs stay out.
    """
    lots = {lot.name: lot for lot in again.fresh}
    decided = set(again.by_hand.lots) & set(lots)
    forbidden = set(again.by_hand.forbidden)
    noted: Noted = []
    for number, decision in enumerate(decisions, 1):
        lot = lots.get(decision.lot)
        if lot is None:
            raise ChangesError([unknown_lot(again, number, decision.lot)])
        note = {name: value for name, value in asdict(decision).items()
                if value not in ("", None) and (name, value) != ("quantity", 0)}
        if decision.kind == "forbid":
            forbidden.add((lot.line, lot.site))
            for name in [name for name, other in lots.items() if (other.line, other.site) == (lot.line, lot.site)]:
                del lots[name]
            note |= {"line": again.problem.lines[lot.line], "workshop": again.problem.sites[lot.site]}
        else:
            made = moved_or_split(again, number, decision, lot, list(lots.values()))
            lots |= {new.name: new for new in made}
            decided |= {new.name for new in made}
            note["lots"] = [new.name for new in made]
        noted.append(note)
    chosen = [lot for name, lot in lots.items() if name in decided]
    return chosen, tuple(lot for name, lot in lots.items() if name not in decided), frozenset(forbidden), noted


def unknown_lot(again: ReplanProblem, number: int, name: str) -> Sentence:
    if any(lot.name == name for lot in again.carried.lots):
        return refused(number, f"lot {name} sudah dimulai dan tidak dapat diputuskan lagi", f"lot {name} is begun and can no longer be decided on")
    return refused(number, f"lot {name!r} tidak ada dalam rencana; periksa namanya", f"lot {name!r} is not in the plan; check its name")


def moved_or_split(again: ReplanProblem, number: int, decision: Decision, lot: Lot, lots: list[Lot]) -> list[Lot]:
    """The lots that the decision makes of `lot`."""
    problem = again.problem
    if decision.workshop and decision.workshop not in problem.sites:
        raise ChangesError([refused(number, f"bengkel {decision.workshop!r} tidak ada dalam program; periksa kodenya",
                                    f"workshop {decision.workshop!r} is not in the programme; check its code")])
    site = problem.sites.index(decision.workshop) if decision.workshop else lot.site
    others = [other for other in lots if other.name != lot.name]
    if decision.kind == "pin":
        return [lot]
    if decision.kind == "move":
        return [laid(again, number, replace(lot, site=site), decision.start_week, others)]
    if decision.quantity >= lot.quantity:
        raise ChangesError([refused(number, f"lot {lot.name} hanya {lot.quantity} unit; pisahkan kurang dari itu",
                                    f"lot {lot.name} has only {lot.quantity} units; split off fewer")])
    first = laid(again, number, replace(lot, quantity=lot.quantity - decision.quantity), None, others)
    name = next(f"{lot.name}.{n}" for n in range(2, 10_000) if all(other.name != f"{lot.name}.{n}" for other in lots))
    second = laid(again, number, replace(lot, site=site, quantity=decision.quantity, name=name), None, [*others, first])
    return [first, second]


def laid(again: ReplanProblem, number: int, lot: Lot, start: int | None, others: list[Lot]) -> Lot:
    """The lot with loads as early as flow allows from its start week, in hours that are free; else over hours in use."""
    weeks = again.problem.weeks
    if start is not None and not again.at <= start < weeks - 1:
        begun, earliest, latest = (week_monday(week, again.problem.start) for week in (start, again.at, weeks - 2))
        raise ChangesError([refused(number, f"mulai {date_short(begun)} tidak mungkin; pilih minggu yang mulai {date_short(earliest)}"
                                    f" sampai {date_short(latest)}",
                                    f"it cannot start on {date_short(begun, 'en')}; choose a week that begins from"
                                    f" {date_short(earliest, 'en')} to {date_short(latest, 'en')}")])
    first = max(again.at, lot.start_week if start is None else start)
    helpers = again.problem.providers_of(lot.site)
    free = RemainingCapacity(again.problem)
    among = free.copy()
    for other in (*again.carried.lots, *others):
        among.book_hours(other, other.loads)
        among.book_inspection(other)
    for left in (among, free):
        loads = lay_remaining(left, replace(lot, loads=()), helpers, first)
        if loads:
            finish = max(load.week for load in loads)
            inspect = min(inspection_week(left, lot, finish, False, first), again.problem.weeks - 1)
            return replace(lot, loads=loads, start_week=min(load.week for load in loads), finish_week=finish, inspect_week=inspect)
    code = again.problem.sites[lot.site]
    since = week_monday(first, again.problem.start)
    raise ChangesError([refused(number, f"{code} tidak punya jam yang cukup untuk lot {lot.name} mulai {date_short(since)}",
                                f"{code} has not the hours for lot {lot.name} from {date_short(since, 'en')} on")])


def with_decided(again: ReplanProblem, decided: list[Lot], rest: tuple[Lot, ...]) -> ReplanProblem:
    """Decided lots stand as firmly as begun ones."""
    return replace(again, carried=replace(again.carried, lots=(*again.carried.lots, *decided)), fresh=rest)


def judged(tables: Tables, plan: Tables, again: ReplanProblem, result: Result, noted: Noted,
           forbidden: frozenset[tuple[int, int]], seconds: float | None) -> ManualPlan:
    """Writes the plan, holds it against the rules, and sets its cost against the plan it began with.

    `seconds` of search; 0 for none, and then the plan states the bound that is had without a solver.
    """
    problem = problem_beside_retained(again, again.carried.lots, STABILITY)
    problem = replace(problem, forbidden=problem.forbidden | forbidden)
    proof = bound_of_replan(again.stated, problem, result, seconds)
    made = write_tables(again, result, plan, proof.bound.value)
    if again.at == 0:  # nothing is begun: the plan is judged as any other
        made["plan"] = [row for row in made["plan"] if row["key"] != "replanned_at"]
    before = {row["key"]: row["value"] for row in plan["plan"]}
    earlier = json.loads(before.get("by_hand", "[]"))
    text = json.dumps([*earlier, *noted], ensure_ascii=False, separators=(",", ":"))
    made["plan"] = [row for row in made["plan"] if row["key"] != "by_hand"] + [{"key": "by_hand", "value": text}]
    report = check(tables, made, plan if again.at else None)
    cost = report.objective - int(before.get("objective", "0"))
    held_before = set(broken_rules(tables, plan, again.rules))
    news = tuple(one for one in broken_rules(tables, made, again.rules) if one not in held_before)
    certificate = prove(proof, made, again.rules, forbidden)
    return ManualPlan(made, problem, report.violations, cost, report.objective, news, certificate)
