"""A workshop objects to its allocation: the same inputs are planned again with what it says as evidence.

    replay_objection(tables, plan_tables, Objection("W07", (WhatIf("verified"),), "Sertifikat las sudah terbit."))

Seed, iterations and threads are those of the plan objected to. First the plan is made again without the change (does it
come out the same?), then with it. One pair shows what would have been decided then; it is no measurement of the change's
usual effect, for which paired seeds may be asked as well. The result is plain data for the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tempa.allocation.planner.explanations.counterfactual import (
    Counterfactual,
    WhatIf,
    WhatIfError,
    changed,
    counterfactual,
    premise,
)
from tempa.allocation.planner.explanations.finished_plan import PlanTables
from tempa.allocation.planner.explanations.paired import PairedSearches, site_units, site_value
from tempa.allocation.planner.problem.model import Lot, Problem
from tempa.allocation.planner.problem.plan_tables import lots_of_plan, release
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.problem.words import Names, both, money
from tempa.allocation.planner.search.solve import Stop, solve
from tempa.allocation.planner.side_constraints.apply import apply
from tempa.allocation.planner.side_constraints.rules import SideConstraints
from tempa.values.programme import plan_sha256, programme_sha256
from tempa.values.programme.errors import Sentence
from tempa.values.quantity import Language

Tables = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Objection:
    """Who objects, what should be different (one change or several, all at the objector), and its own words."""

    site: str
    changes: tuple[WhatIf, ...]
    words: str = ""


@dataclass(frozen=True)
class Outcome:
    """One plan as far as the objection is concerned; money in whole rupiah."""

    units: int
    value: int
    objective: int
    unplanned_units: int
    lots: int


@dataclass(frozen=True)
class Effect:
    """Another site that gains or loses by the change."""

    site: str
    units: int
    value: int


@dataclass(frozen=True)
class ObjectionResult:
    """The record of a replay. `published` is the plan objected to, `again` the same planned again, `with_change` the other.

    `is_repeated`: planning again gave the published plan lot for lot. Differences are between `with_change` and `again`,
    the two that differ by nothing but the change.
    """

    objection: Objection
    programme_sha256: str
    changed_sha256: str
    plan_sha256: str
    rules_sha256: str
    seed: int
    iterations: int
    threads: int
    versions: dict[str, str]
    is_repeated: bool
    published: Outcome
    again: Outcome
    with_change: Outcome
    others: tuple[Effect, ...]
    measured: Counterfactual | None
    sentences: tuple[Sentence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, to be kept on record as they are."""
        found = asdict(self)
        for change, made in zip(found["objection"]["changes"], self.objection.changes, strict=True):
            change["percent"] = str(made.percent)
        found["measured"] = self.measured.as_dict() if self.measured else None
        return found


def replay_objection(tables: Tables, plan_tables: PlanTables, objection: Objection, *, rules: SideConstraints | None = None,
                     iterations: int | None = None, seeds: Sequence[int] = ()) -> ObjectionResult:
    """Plan again with and without the objection's changes. `rules`: those the plan was made under.

    `iterations` stands in where the plan records none. `seeds` (five or more) ask for a measurement too, which takes
    one change only. Raises WhatIfError for a change that cannot be made, ValueError for a plan without seed or iterations.
    """
    rules = rules or SideConstraints()
    seed, recorded, threads = recorded_search(plan_tables, iterations)
    after = tables
    for change in objection.changes:
        after = changed(after, objection.site, change)
    if not objection.changes:
        raise WhatIfError("Keberatan belum menyebut apa yang seharusnya berbeda.", "The objection names nothing that should differ.")
    problem = apply(problem_from_tables(tables), rules, tables)
    other = apply(problem_from_tables(after), rules, after)
    stop = Stop(iterations=recorded)
    again, with_change = solve(problem, stop, seed, threads=threads), solve(other, stop, seed, threads=threads)
    published = lots_of_plan(problem, plan_tables)
    at = problem.sites.index(objection.site)
    measured = counterfactual(tables, objection.site, objection.changes[0], PairedSearches(stop, tuple(seeds), threads), rules=rules) \
        if seeds and len(objection.changes) == 1 else None
    stated = {row["key"]: row["value"] for row in plan_tables["plan"]}
    found = ObjectionResult(
        objection=objection, programme_sha256=problem.sha256, changed_sha256=programme_sha256(after),
        plan_sha256=plan_sha256(plan_tables), rules_sha256=rules.sha256, seed=seed, iterations=recorded, threads=threads,
        versions={name: release(name) for name in ("tempa", "numba", "numpy")},
        is_repeated=without_names(published) == without_names(again.lots),
        published=Outcome(site_units(published, at), site_value(problem, published, at), int(stated["objective"]),
                          sum(int(r["quantity"]) for r in plan_tables.get("unplanned", [])), len(published)),
        again=outcome(problem, again, at), with_change=outcome(problem, with_change, at),
        others=effects(problem, again.lots, with_change.lots, at), measured=measured, sentences=(),
    )
    return replace(found, sentences=tuple(both(*pair) for pair in zip(lines(found, tables, "id"), lines(found, tables, "en"), strict=True)))


def recorded_search(plan_tables: PlanTables, iterations: int | None) -> tuple[int, int, int]:
    """Seed, iterations and threads that the plan states."""
    stated = {row["key"]: row["value"] for row in plan_tables["plan"]}
    found = iterations if iterations is not None else int(stated.get("iterations") or 0)
    if not stated.get("seed") or found <= 0:
        raise ValueError("Rencana ini tidak mencatat benih (seed) dan jumlah langkah pencarian, sehingga tidak dapat diulang; "
                         "sebutkan jumlah langkahnya.")
    return int(stated["seed"]), found, int(stated.get("threads") or 1)


def outcome(problem: Problem, result: Result, site: int) -> Outcome:
    return Outcome(site_units(result.lots, site), site_value(problem, result.lots, site), result.objective,
                   result.unplanned_units, len(result.lots))


def without_names(lots: tuple[Lot, ...]) -> set[tuple[int, ...]]:
    """Lots as planned, whatever they are called."""
    return {(lot.line, lot.site, lot.quantity, lot.start_week, lot.finish_week, lot.inspect_week) for lot in lots}


def effects(problem: Problem, before: tuple[Lot, ...], after: tuple[Lot, ...], objector: int) -> tuple[Effect, ...]:
    """All other sites whose value changes, the largest change first."""
    found = [Effect(code, site_units(after, n) - site_units(before, n), site_value(problem, after, n) - site_value(problem, before, n))
             for n, code in enumerate(problem.sites) if n != objector]
    return tuple(sorted((e for e in found if e.units or e.value), key=lambda e: (-abs(e.value), e.site)))


def lines(found: ObjectionResult, tables: Tables, language: Language) -> list[str]:
    """The answer: what the objector would have received, who else is touched, what it costs, whether it can be repeated."""
    en, names = language == "en", Names(tables)
    site = found.objection.site
    starts = [premise(change, tables, names, site)[en] for change in found.objection.changes]
    premises = (" and " if en else " dan ").join([starts[0], *(s[:1].lower() + s[1:] for s in starts[1:])])
    units, value = found.with_change.units - found.again.units, found.with_change.value - found.again.value
    cost = found.with_change.objective - found.again.objective
    who, worth = names.site(site), money(found.with_change.value, language)
    word = more_or_fewer(units, language)
    told = [f"{premises}, {who} would have received {found.with_change.units} units worth {worth} instead of {found.again.units} "
            f"({word}; value {signed(value, language)})." if en else
            f"{premises}, {who} mendapat {found.with_change.units} unit senilai {worth}, bukan {found.again.units} unit "
            f"({word}; nilai {signed(value, language)})."]
    gains, loses = [e for e in found.others if e.value > 0], [e for e in found.others if e.value < 0]
    told.append(f"{len(gains)} other workshops would gain and {len(loses)} lose; the whole plan would cost {signed(cost, language)}."
                if en else f"{len(gains)} bengkel lain bertambah dan {len(loses)} berkurang; biaya seluruh rencana {signed(cost, language)}.")
    if found.is_repeated:
        told.append("Planned again with the same inputs and seed, the published plan came out the same, lot for lot." if en else
                    "Dengan masukan dan benih yang sama, rencana yang diumumkan terulang persis, lot demi lot.")
    else:
        told.append("Planned again, the published plan did not come out the same (it was stopped by the clock, or on another "
                    "kind of machine); the two compared plans differ by the change alone." if en else
                    "Rencana yang diumumkan tidak terulang persis (dihentikan oleh waktu, atau dibuat di jenis mesin lain); dua rencana "
                    "yang dibandingkan hanya berbeda oleh perubahan itu.")
    if found.measured is not None:
        told.append(found.measured.sentence.en if en else found.measured.sentence.id)
    return told


def more_or_fewer(units: int, language: Language) -> str:
    if not units:
        return "the same" if language == "en" else "sama saja"
    word = {"id": ("lebih banyak", "lebih sedikit"), "en": ("more", "fewer")}[language][units < 0]
    return f"{abs(units)} {word}"


def signed(rupiah: int, language: Language) -> str:
    return f"{'+' if rupiah >= 0 else '−'}{money(abs(rupiah), language)}"
