"""Makes a plan again after changes: what is begun goes on, what need not move stays, the rest is searched anew.

    again = replan(tables, plan, 6, parse_changes(text), Effort(seconds=1.0))
    again.plan_tables, again.tables_after, [m.sentence_id for m in again.moves]
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np

from tempa.allocation.planner.problem.cost import cost_parts
from tempa.allocation.planner.problem.effort import Effort, Stop
from tempa.allocation.planner.problem.model import NO_LIMIT, BegunLot, Flags, Integers, Lot, Problem, RetainedLot
from tempa.allocation.planner.problem.plan_tables import lots_of_plan, plan_tables
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.problem.tables import earliest_starts, problem_from_tables
from tempa.allocation.planner.problem.words import LANGUAGES, Names
from tempa.allocation.planner.replanning.begun_lots import (
    MOVED_BY,
    Carried,
    ReworkLoad,
    UnfinishableError,
    UnitCosts,
    WorkInHand,
    carry_on,
)
from tempa.allocation.planner.replanning.changes import Change, ChangesError
from tempa.allocation.planner.replanning.effects import Changed, LateMaterial, apply_changes
from tempa.allocation.planner.replanning.moves import Move, Story, moved_units, moves_of, named
from tempa.allocation.planner.replanning.order_cut import (
    cancelled_before_they_begin,
    ordered_since,
    without_cancelled,
    without_taker,
)
from tempa.allocation.planner.replanning.replan_certificate import bound_of_replan, prove
from tempa.allocation.planner.replanning.still_feasible import still_feasible_lots
from tempa.allocation.planner.replanning.supply import arrivals_allowed, purchases_again, supply_again
from tempa.allocation.planner.search.retained_lots import decided_units
from tempa.allocation.planner.search.solve import prepare, solve
from tempa.allocation.planner.side_constraints.apply import apply, broken_rules
from tempa.allocation.planner.side_constraints.rules import SideConstraints
from tempa.values.programme import Sentence, plan_sha256, programme_sha256

Tables = dict[str, list[dict[str, str]]]
STABILITY = 0.1
"""Price of moving a unit, as a share of the mean unit price; measured in `bench replan`."""


@dataclass(frozen=True)
class Keeping:
    """What moving costs, and which lots do not move: those that contracts hold stay, like those decided by hand, while they can."""

    stability: float = STABILITY
    held: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    """Lots of which work is reported before the week in which the plan in force lets it begin: they stay while they can."""
    made: frozenset[str] = frozenset()
    """Lots of which units are finished: they count at the workshop that made them and nowhere else."""


KEEPING = Keeping()


@dataclass(frozen=True)
class Replanned:
    """The plan made again and the programme it is judged against."""

    tables_after: Tables
    plan_tables: Tables
    moves: tuple[Move, ...]
    notes: tuple[Sentence, ...]
    forced_units: int
    """Units that cannot stay as they were, whatever is done."""
    moved_units: int
    """Units at another workshop or inspected more than a week sooner or later."""
    seconds: float
    """Of search."""
    curve: tuple[tuple[float, float, int, int], ...]
    """(seconds, rupiah, units unplanned, moves tried) of the best plan as it grew."""
    broken_rules: tuple[Sentence, ...] = ()
    """Added rules that what is begun or decided breaks; also among the notes."""
    certificate: bytes = b""
    """`certificate.json.gz` of the bound that the plan states."""

    @property
    def moved_beyond(self) -> int:
        """Units moved that the changes do not force."""
        return moved_units(self.moves, forced=False)


@dataclass(frozen=True)
class DecisionsInForce:
    """What the plan in force records of decisions by hand: names of lots that stand, pairs that are not used."""

    lots: frozenset[str]
    forbidden: frozenset[tuple[int, int]]
    """(line, site) indices."""
    recorded: str
    """The JSON text of the key `by_hand`."""


@dataclass(frozen=True)
class ReplanProblem:
    """What is to be planned again: the programme after the changes and what holds of the plan in force."""

    changed: Changed
    problem: Problem
    """Whole, without retained lots."""
    carried: Carried
    base: tuple[Lot, ...]
    fresh: tuple[Lot, ...]
    """Lots of the plan in force that are not begun."""
    allowed: Integers
    costs: UnitCosts
    at: int
    by_hand: DecisionsInForce
    rules: SideConstraints
    """Added rules that lots not begun keep."""
    stated: Problem
    """As the tables and the added rules have it: what has come, comes late or is worked again is not taken out."""


def replan(tables: Tables, base_plan: Tables, at: int, changes: tuple[Change, ...], effort: Effort,
           rules: SideConstraints | None = None, keeping: Keeping = KEEPING) -> Replanned:
    """The plan made again at the start of week `at`; `tables` is the programme in force, under which `base_plan` was valid
    but for what of its order was changed since: lots of cancelled lines leave it, and a note says what of them was begun.

    `rules`: added rules; lots that are not begun keep them, and a note says where what is begun does not. Raises ChangesError
    where a change makes no sense here, or a begun lot can no longer be finished, and SideConstraintsError.
    """
    in_force, base_plan = base_plan, without_cancelled(base_plan, tables)
    again = replan_problem(tables, base_plan, at, changes, rules, keeping)
    again.changed.notes += [*without_taker(in_force, again.changed.tables, at), *cancelled_before_they_begin(in_force, tables, at)]
    problem = problem_beside_retained(again, again.carried.lots, keeping.stability)
    stayed = still_feasible_lots(problem, again.fresh)
    ruled_out = still_feasible_lots(unruled(again, problem), again.fresh) - stayed if again.rules.rules else set()
    again, base_fresh = hold_decided(again, stayed), again.fresh
    problem = replace(problem, retained=problem_beside_retained(again, again.carried.lots, keeping.stability).retained)
    prepare(problem)
    result = solve(problem, effort.stop, effort.seed, effort.on_progress, effort.threads, again.fresh)
    result = without_lost_shares(again, problem, result, effort)
    lots = name_lots(again, result.lots)
    whole = whole_result(again, result, (*again.carried.lots, *lots))
    proof = bound_of_replan(again.stated, problem, whole, effort.seconds)
    plan = write_tables(again, whole, base_plan, proof.bound.value)
    broken = broken_rules(again.changed.tables, plan, again.rules)
    again.changed.notes += [stays_broken(one) for one in broken]
    fresh_names = {lot.name for lot in base_fresh}
    could_not_stay = (fresh_names - stayed) | again.carried.laid_anew
    costs_before = UnitCosts(tables, replace(again.problem, lines=again.problem.lines[: len(tables["orders"])]))
    story = Story(again.problem, again.costs, costs_before, changes, again.changed, frozenset(could_not_stay), frozenset(ruled_out),
                  ordered_since(in_force, tables))
    moves = moves_of(story, again.base, whole.lots)
    forced = sum(lot.quantity for lot in base_fresh if lot.name not in stayed)
    forced += sum(m.units for m in moves if m.base_lot in again.carried.laid_anew and m.kind in ("site", "week"))
    return Replanned(again.changed.tables, plan, moves, tuple(again.changed.notes), forced, moved_units(moves), result.seconds,
                     result.curve, tuple(broken), prove(proof, plan, again.rules, again.by_hand.forbidden))


def unruled(again: ReplanProblem, problem: Problem) -> Problem:
    """The same problem under the programme's own rules alone; groups that added rules name stay, without limits."""
    own = problem_from_tables(again.changed.tables, problem.sha256)
    more = len(problem.groups) - len(own.groups)
    return replace(
        problem, group_min=np.append(own.group_min, np.zeros(more, dtype=np.int64)),
        group_max=np.append(own.group_max, np.full(more, NO_LIMIT)), site_value_max=own.site_value_max, site_lots_max=None,
        type_min_lot=own.type_min_lot, line_min_lot=own.line_min_lot, forbidden=again.by_hand.forbidden,
    )  # fmt: skip


def stays_broken(breach: Sentence) -> Sentence:
    """An added rule that the plan made again does not keep, and why that is so."""
    return Sentence(f"{breach.id} Yang sudah dimulai atau diputuskan dengan tangan tetap; lot lain tidak menambah pelanggaran ini.",
                    f"{breach.en} What is begun or decided by hand stays; other lots do not add to this breach.")


def replan_problem(tables: Tables, base_plan: Tables, at: int, changes: tuple[Change, ...], rules: SideConstraints | None = None,
                   keeping: Keeping = KEEPING) -> ReplanProblem:
    """Applies the changes and the added rules, and carries on what is begun."""
    rules = rules or SideConstraints()
    weeks = next(int(row["value"]) for row in tables["programme"] if row["key"] == "weeks")
    if not 0 <= at < weeks:
        names = Names(tables)
        raise ChangesError([Sentence(f"Minggu yang diminta di luar program ({names.weeks(0, weeks - 1, 'id')}). Pilih minggu lain.",
                                     f"The week asked for is outside the programme ({names.weeks(0, weeks - 1, 'en')}). Choose another.")])
    changed = apply_changes(tables, base_plan, at, changes)
    facts = {row["key"]: row["value"] for row in base_plan["plan"]}
    changed.late[:0] = [LateMaterial(*entry) for entry in json.loads(facts.get("late_materials", "[]"))]
    problem = problem_from_tables(changed.tables, programme_sha256(changed.tables))
    if rules.rules:
        problem = apply(problem, rules, changed.tables)
    stated = problem
    allowed = arrivals_allowed(problem, base_plan, at, changed.late)
    problem = with_supply(problem, supply_again(problem, allowed, changed.late), at)
    base = lots_of_plan(problem, base_plan)
    begun = tuple(lot for lot in base if lot.start_week < at)
    fresh = tuple(lot for lot in base if lot.start_week >= at)
    work = WorkInHand(begun, fresh, keeping.made, rework_of(problem, facts), tuple(changed.rework))
    try:
        carried = carry_on(problem, changed.tables, work, at)
    except UnfinishableError as error:
        raise ChangesError([error.sentence]) from None
    changed.notes += carried.notes
    problem = without_hours(problem, carried.rework, carried.lots, at)
    by_hand = decisions_in_force(problem, facts)
    by_hand = replace(by_hand, lots=by_hand.lots | keeping.held | keeping.begun | keeping.made)
    problem = replace(problem, forbidden=problem.forbidden | by_hand.forbidden)
    return ReplanProblem(changed, problem, carried, base, fresh, allowed, UnitCosts(changed.tables, problem), at, by_hand, rules, stated)


def with_supply(problem: Problem, supply: Integers, at: int) -> Problem:
    """The problem with what can have arrived; a type starts no sooner than the last of its materials comes."""
    parts = {"supply": supply, "bom_start": problem.bom_start, "bom_material": problem.bom_material}
    return replace(problem, supply=supply, type_first_start=earliest_starts(parts, problem.weeks), first_free_week=at)


def decisions_in_force(problem: Problem, facts: dict[str, str]) -> DecisionsInForce:
    """Decisions by hand that the plan in force records; codes that the programme no longer knows hold nothing."""
    recorded = facts.get("by_hand", "")
    lots: set[str] = set()
    pairs: set[tuple[int, int]] = set()
    for note in json.loads(recorded or "[]"):
        lots |= set(note.get("lots", []))
        if note["kind"] == "forbid" and note["line"] in problem.lines and note["workshop"] in problem.sites:
            pairs.add((problem.lines.index(note["line"]), problem.sites.index(note["workshop"])))
    return DecisionsInForce(frozenset(lots), frozenset(pairs), recorded)


def hold_decided(again: ReplanProblem, stayed: set[str]) -> ReplanProblem:
    """Lots decided by hand or held by contracts stand like begun ones as long as they can; one that no longer can is searched anew."""
    held = tuple(lot for lot in again.fresh if lot.name in again.by_hand.lots and lot.name in stayed)
    rest = tuple(lot for lot in again.fresh if lot not in held)
    return replace(again, carried=replace(again.carried, lots=(*again.carried.lots, *held)), fresh=rest)


def rework_of(problem: Problem, facts: dict[str, str]) -> tuple[ReworkLoad, ...]:
    """Hours of rework that the plan in force carries."""
    sites = {code: i for i, code in enumerate(problem.sites)}
    return tuple(ReworkLoad(lot, step - 1, sites[site], week, hours)
                 for lot, step, site, week, hours in json.loads(facts.get("rework_loads", "[]")))


def without_hours(problem: Problem, rework: tuple[ReworkLoad, ...], lots: tuple[Lot, ...], at: int) -> Problem:
    """Rework takes hours that no lot may use."""
    capacity = problem.capacity.copy()
    line_of = {lot.name: lot.line for lot in lots}
    for load in rework:
        if load.week >= at:
            step = int(problem.step_start[problem.line_type[line_of[load.lot]]]) + load.step
            capacity[load.site, problem.step_resource[step], load.week] -= load.hours
    return replace(problem, capacity=capacity)


def problem_beside_retained(again: ReplanProblem, lots: tuple[Lot, ...], stability: float) -> Problem:
    """The problem of what is not retained, with the price of moving it."""
    problem = again.problem
    retained = tuple(RetainedLot(lot, *again.costs.of(lot.line, lot.site)) for lot in lots)
    windows: dict[tuple[int, int], tuple[int, int]] = {}
    for lot in again.fresh:
        first, last = windows.get((lot.line, lot.site), (problem.weeks, -1))
        windows[lot.line, lot.site] = min(first, lot.inspect_week - MOVED_BY), max(last, lot.inspect_week + MOVED_BY)
    units = max(1, int(problem.line_quantity.sum()))
    return replace(problem, retained=retained, stability_windows=windows, stability_price=round(stability * problem.order_value / units))


def without_lost_shares(again: ReplanProblem, problem: Problem, result: Result, effort: Effort) -> Result:
    """The result, or a better one without least shares that what is begun and changed has put out of reach.

    A least share is lowered by units left unplanned, so a search would leave units out only to reach it. Where lots are
    begun, such a breach is a note (format); then the units are planned and the share is missed. An added rule's least
    share is given up only where what is begun leaves it out of reach, else it is obeyed as a plan from nothing does it.
    """
    reached = group_values(problem, result.lots)
    held = shares_in_reach(again, problem)
    missed = np.flatnonzero((reached < problem.group_min) & ~held)
    open_units = int(problem.line_quantity.sum()) - sum(lot.quantity for lot in (*again.carried.lots, *result.lots))
    is_begun = any(lot.start_week < again.at for lot in again.carried.lots)  # what contracts hold excuses no breach
    if not is_begun or not len(missed) or open_units <= 0:
        return result
    lower = replace(problem, group_min=np.where(held, problem.group_min, np.minimum(problem.group_min, reached)))
    half = Stop(effort.seconds and effort.seconds / 2, effort.iterations and max(1, effort.iterations // 2), effort.cancelled)
    other = solve(lower, half, effort.seed, None, effort.threads, result.lots)
    if sum(lot.quantity for lot in other.lots) <= sum(lot.quantity for lot in result.lots):
        return result
    names = Names(again.changed.tables)
    told = [", ".join(names.group(problem.groups[g], language) for g in missed) for language in LANGUAGES]
    again.changed.notes.append(Sentence(
        f"Bagian terkecil {told[0]} tidak tercapai lagi: yang sudah dimulai tetap, dan unit tidak ditinggalkan hanya demi bagian itu.",
        f"The least share of {told[1]} is out of reach: what is begun stays, and no units are left out only for that share."))
    return replace(other, seconds=result.seconds + other.seconds, curve=result.curve)


def shares_in_reach(again: ReplanProblem, problem: Problem) -> Flags:
    """(G,) least shares that an added rule raises and that the units which are not retained can still make good."""
    if not again.rules.rules:
        return np.zeros(len(problem.groups), dtype=bool)
    units = problem.line_quantity - np.array(decided_units(problem), dtype=np.int64)
    free = int((np.maximum(0, units) * problem.type_price[problem.line_type]).sum())
    found: Flags = (problem.group_min > unruled(again, problem).group_min) & (group_values(problem, ()) + free >= problem.group_min)
    return found


def group_values(problem: Problem, lots: tuple[Lot, ...]) -> Integers:
    """(G,) rupiah of value that retained lots and these give to each group."""
    value = np.zeros(len(problem.sites), dtype=np.int64)
    for lot in (*lots, *(retained.lot for retained in problem.retained)):
        value[lot.site] += lot.quantity * int(problem.type_price[problem.line_type[lot.line]])
    given: Integers = problem.group_member.astype(np.int64) @ value
    return given


def name_lots(again: ReplanProblem, lots: tuple[Lot, ...]) -> tuple[Lot, ...]:
    """Names: those of the plan in force where units stay together, new ones `LINE-n` that it does not use."""
    begun = {lot.name for lot in again.carried.lots}
    known = named(again.fresh, lots, begun)
    taken = begun | {lot.name for lot in again.fresh} | set(known.values())
    named_lots = []
    for lot in lots:
        name, count = known.get(id(lot), ""), 0
        while not name:
            count += 1
            draft = f"{again.problem.lines[lot.line]}-{count}"
            name = draft if draft not in taken else ""
        taken.add(name)
        named_lots.append(replace(lot, name=name))
    return tuple(named_lots)


def whole_result(again: ReplanProblem, result: Result, lots: tuple[Lot, ...]) -> Result:
    """The result over all lots, retained ones included, costed as the programme after the changes has it."""
    problem = with_offers(again)
    ordered = tuple(sorted(lots, key=lambda lot: (lot.line, lot.start_week, lot.site, lot.name)))
    left = [int(n) for n in problem.line_quantity]
    for lot in ordered:
        left[lot.line] -= lot.quantity
    unplanned = tuple(max(0, n) for n in left)
    parts = cost_parts(problem, ordered, unplanned)
    return replace(result, lots=ordered, unplanned=unplanned, parts=parts)


def with_offers(again: ReplanProblem) -> Problem:
    """Carries what begun lots cost where rule 3 no longer gives their line an option at their site."""
    known = []
    for lot in again.carried.lots:
        offer, freight, cash = again.costs.of(lot.line, lot.site)
        known.append(BegunLot(lot.name, lot.line, lot.site, lot.quantity, lot.start_week, (), again.at, (), offer, freight, cash))
    return replace(again.problem, begun=tuple(known))


def write_tables(again: ReplanProblem, result: Result, base_plan: Tables, bound: int) -> Tables:
    """The plan's tables with what planning again adds; `bound` in rupiah."""
    problem = again.problem
    extra = {"replanned_at": str(again.at), "base_plan_sha256": plan_sha256(base_plan)}
    if again.changed.late:
        extra["late_materials"] = compact([[d.material, d.from_week, d.weeks] for d in again.changed.late])
    if again.carried.rework:
        extra["rework_loads"] = compact([[r.lot, r.step + 1, problem.sites[r.site], r.week, r.hours]
                                         for r in again.carried.rework])
    if again.by_hand.recorded:
        extra["by_hand"] = again.by_hand.recorded
    if again.rules.rules:
        extra["rules_sha256"] = again.rules.sha256
    plan = plan_tables(problem, result, bound, extra)
    plan["purchases"] = purchases_again(problem, result.lots, again.allowed, again.at)
    for row in plan["unplanned"]:
        row["reason"] = too_few(again, row) or row["reason"]
    return plan


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def too_few(again: ReplanProblem, row: dict[str, str]) -> str:
    """A sentence where fewer units are open than a lot must have, because the rest of the line is begun."""
    line = again.problem.lines.index(row["line"])
    least = int(again.problem.line_min_lot[line])
    if int(row["quantity"]) >= least or not any(lot.line == line for lot in again.carried.lots):
        return ""
    return f"sisa {row['quantity']} unit lebih sedikit dari lot terkecil ({least}), dan lot lain baris ini sudah dimulai"
