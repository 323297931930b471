"""Judges a plan: the rules 0 to 11 of the format, and every part of what it costs.

The judge shares no code with the planner. It wants programme tables that pass the programme's own checks, and the
tables of a plan, both as canonical text. With `base`, the plan was made again: what was begun is kept, rules 2 and 3
are not held against it, and breaches of rules 4, 9, 10 and 11 are notes ("A plan made again").

    report = check(read_programme("data/ntb-2020"), read_plan("my-plan"))
    report.is_valid, report.objective, [v.sentence for v in report.violations]
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tempa.allocation.planner.judge import rules
from tempa.allocation.planner.judge.claims import claims
from tempa.allocation.planner.judge.cost import PARTS, exact_parts, unavoidable
from tempa.allocation.planner.judge.facts import Exact, Facts, Tables, number, read_facts, scaled, whole
from tempa.allocation.planner.judge.form import ReadPlan, Violation, read_plan_rows, structure_faults
from tempa.allocation.planner.judge.wording import half_up
from tempa.allocation.planner.judge.work import Begun, capacity, materials, work
from tempa.values.programme import programme_sha256

EXCUSED = frozenset({4, 9, 10, 11})  # notes, once something was begun


@dataclass(frozen=True)
class Report:
    """The judgement. Money in whole rupiah; `gap` and `gap_controllable` are None where no bound is stated.

    `parts` is empty where the plan's form allows no judgement (then every violation is of rule 0). `controllable` is
    the objective less what no plan can avoid; `shares` holds "schools" and "largest" (one site) of the order's value.
    """

    violations: tuple[Violation, ...]
    notes: tuple[Violation, ...]
    parts: dict[str, int]
    controllable: int
    lower_bound: Fraction | None
    gap: Fraction | None
    gap_controllable: Fraction | None
    lots: int
    unplanned_units: int
    shares: dict[str, Fraction]

    @property
    def is_valid(self) -> bool:
        return not self.violations

    @property
    def objective(self) -> int:
        return sum(self.parts.values())

    @property
    def per_rule(self) -> dict[int, int]:
        """Rule -> number of violations, in the order of the rules."""
        return dict(sorted(Counter(v.rule for v in self.violations).items()))


def check(tables: Tables, plan_tables: Tables, base: Tables | None = None) -> Report:
    """Judge `plan_tables` against the programme `tables`; `base`: the plan it was made again from."""
    faults = structure_faults(plan_tables)
    if base is not None and not faults:
        faults = structure_faults(base) or _base_faults(plan_tables, base)
    if faults:
        return _refused(faults)
    facts = read_facts(tables)
    if base is not None:
        base = base | {"lots": [row for row in base["lots"] if row["line"] in facts.lines]}  # a cancelled line has no lots any more
    begun = Begun() if base is None else _begun(plan_tables, base)
    plan, violations = read_plan_rows(facts, plan_tables)
    if base is not None:
        violations += _gone(plan_tables, begun)
    violations += _broken(facts, plan, begun)
    parts = {name: half_up(value) for name, value in exact_parts(facts, plan).items()}
    violations += [Violation(0, text) for text in claims(plan.stated, parts, lambda: programme_sha256(tables))]
    excused = EXCUSED if begun.names else frozenset()
    notes = tuple(v for v in violations if v.rule in excused)
    notes += tuple(Violation(1, text) for text in rules.without_taker(facts, plan))
    held = tuple(sorted((v for v in violations if v.rule not in excused), key=lambda v: v.rule))
    return _report(facts, plan, parts, held, notes)


def _refused(faults: list[Violation]) -> Report:
    return Report(tuple(faults), (), {}, 0, None, None, None, 0, 0, {})


def _base_faults(plan: Tables, base: Tables) -> list[Violation]:
    if whole({row["key"]: row["value"] for row in plan["plan"]}.get("replanned_at", "")) is None:
        return [Violation(0, "replanned_at tidak dinyatakan dalam tabel plan; --base memerlukannya.")]
    unreadable = [row["lot"] for row in base["lots"] if whole(row["start_week"]) is None]
    unreadable += [row["lot"] for row in base["loads"]
                   if None in (whole(row["week"]), whole(row["step"]), number(row["hours"]))]
    return [Violation(0, f"Rencana dasar tidak terbaca pada lot {name}: week, step, atau hours bukan bilangan.")
            for name in unreadable[:1]]


def _begun(plan: Tables, base: Tables) -> Begun:
    """Lots of the base plan that start before `replanned_at`, and their hours before that week."""
    at = whole({row["key"]: row["value"] for row in plan["plan"]}["replanned_at"]) or 0
    names = frozenset(row["lot"] for row in base["lots"] if (whole(row["start_week"]) or 0) < at)
    done: dict[tuple[str, int, str, int], Exact] = defaultdict(int)
    for row in base["loads"]:
        week, step = whole(row["week"]) or 0, whole(row["step"]) or 0
        if row["lot"] in names and week < at:
            done[row["lot"], step, row["workshop"], week] += scaled(number(row["hours"]) or Fraction(0), 100)
    return Begun(at, names, dict(done))


def _gone(plan: Tables, begun: Begun) -> list[Violation]:
    gone = sorted(begun.names - {row["lot"] for row in plan["lots"]})
    return [Violation(1, f"Lot {name} sudah dimulai dalam rencana dasar tetapi tidak ada lagi.") for name in gone]


def _broken(facts: Facts, plan: ReadPlan, begun: Begun) -> list[Violation]:
    """Rules 1 to 11, one method each."""
    by_rule: dict[int, Iterable[str]] = {
        1: rules.quantities(facts, plan, begun.names),
        2: rules.smallest_lots(facts, plan, begun.names),
        3: rules.fit_makers(facts, plan, begun.names),
        4: rules.pilot_limits(facts, plan),
        5: work(facts, plan, begun),
        6: capacity(facts, plan),
        7: rules.inspection(facts, plan),
        8: materials(facts, plan),
        9: rules.cash(facts, plan),
        10: rules.shares(facts, plan),
        11: rules.budgets(facts, plan),
    }
    return [Violation(rule, sentence) for rule, sentences in by_rule.items() for sentence in sentences]


def _report(
    facts: Facts, plan: ReadPlan, parts: dict[str, int], held: tuple[Violation, ...], notes: tuple[Violation, ...]
) -> Report:
    objective, bound = sum(parts.values()), number(plan.stated.get("lower_bound", ""))
    controllable = objective - unavoidable(facts)
    given, value = rules.site_values(facts, plan), facts.order_value or 1
    distance = None if bound is None else objective - bound
    return Report(
        violations=held, notes=notes, parts={name: parts[name] for name in PARTS},
        controllable=half_up(controllable), lower_bound=bound,
        gap=None if distance is None else Fraction(distance) / objective if objective else Fraction(0),
        gap_controllable=None if distance is None else distance / controllable if controllable > 0 else Fraction(0),
        lots=len(plan.lots), unplanned_units=sum(plan.unplanned.values()),
        shares={"schools": Fraction(rules.school_value(facts, given), value),
                "largest": Fraction(max(given.values(), default=0), value)},
    )
