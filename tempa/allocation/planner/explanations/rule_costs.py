"""What each rule costs: on the bound with and without it, and from plans only where paired seeds show it.

    costs = cost_of_rules(tables, rules)
    costs.own[0].sentence.id          # "bagian minimum Sentra Kotaraja menambah Rp47 juta (batas bawah …)"

The bound's difference is proven on both sides yet need not be tight on either: it is the best estimate that no luck of
a search can disturb.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any

import numpy as np

from tempa.allocation.planner.bound.ground import ground
from tempa.allocation.planner.bound.lots import Lots
from tempa.allocation.planner.bound.lower_bound import WARM, RulePrice, quick_bound, rule_prices
from tempa.allocation.planner.bound.prices import allowed
from tempa.allocation.planner.explanations.explain import plain
from tempa.allocation.planner.explanations.paired import SEEDS, Paired, PairedSearches, pair, plans, site_value
from tempa.allocation.planner.problem.model import NO_LIMIT, Problem
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.problem.words import LANGUAGES, Names, both, money
from tempa.allocation.planner.search.solve import Stop
from tempa.allocation.planner.side_constraints import apply as rules_apply
from tempa.allocation.planner.side_constraints.rules import SideConstraints
from tempa.values.programme.errors import Sentence
from tempa.values.quantity import Language

Tables = dict[str, list[dict[str, str]]]
BoundOf = Callable[[Problem], int]


@dataclass(frozen=True)
class RuleCost:
    """What one rule costs by the bound: `amount` rupiah, `with_rule` - `without_rule`."""

    name: str
    amount: int
    with_rule: int
    without_rule: int
    sentence: Sentence


@dataclass(frozen=True)
class Shift:
    """What the added rules together move at one site or cluster: rupiah of value, median over pairs."""

    kind: str
    code: str
    value: Paired
    sentence: Sentence


@dataclass(frozen=True)
class RuleCosts:
    """`own`: rules of the programme; `added`: each added rule, the others kept; `plans`: all added rules together."""

    own: tuple[RuleCost, ...]
    added: tuple[RuleCost, ...]
    plans: Paired | None
    plans_sentence: Sentence | None
    shifts: tuple[Shift, ...]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        found: dict[str, Any] = plain(self)
        return found


def cost_of_rules(tables: Tables, rules: SideConstraints, *, bound: BoundOf | None = None, stop: Stop | None = None,
                  seeds: Sequence[int] = SEEDS, threads: int = 1, own: bool = True) -> RuleCosts:
    """Costs of the programme's rules (unless `own` is False) and of the added ones.

    `bound`: problem -> rupiah; if None, quick bounds. `stop`: how long each plan is searched; None makes no plans, so
    that `plans` and `shifts` stay empty. Raises SideConstraintsError, and ValueError for fewer than five seeds.
    """
    plain_problem = problem_from_tables(tables)
    names = Names(tables)
    ruled = rules_apply.apply(plain_problem, rules, tables)
    measured: Paired | None = None
    sentence: Sentence | None = None
    shifts: tuple[Shift, ...] = ()
    if stop is not None and rules.rules:
        searches = PairedSearches(stop, tuple(seeds), threads)
        without, with_it = plans(plain_problem, searches), plans(ruled, searches)
        measured = pair(without, with_it, lambda result: result.objective)
        sentence = plans_sentence(measured)
        shifts = all_shifts(plain_problem, tables, names, without, with_it)
    return RuleCosts(
        own=tuple(own_cost(found, names) for found in rule_prices(plain_problem)) if own else (),
        added=tuple(added_costs(tables, plain_problem, rules, names, bound)),
        plans=measured, plans_sentence=sentence, shifts=shifts, notes=ruled.notes,
    )


def own_cost(found: RulePrice, names: Names) -> RuleCost:
    """A rule of the programme in words."""
    texts = {language: own_text(found.name, names, language) for language in LANGUAGES}
    return RuleCost(found.name, found.difference, found.with_rule, found.without_rule, cost_sentence(texts, found.difference))


def own_text(name: str, names: Names, language: Language) -> str:
    """`bagian minimum Sentra Kotaraja` for `cluster:SENTRA-8:min`."""
    en = language == "en"
    if name in OWN:
        return OWN[name][en]
    group, _, side = name.rpartition(":")
    word = {"min": ("minimum", "minimum"), "max": ("maksimum", "maximum")}[side][en]
    who = names.group(group, language)
    return f"{word} share of {who}" if en else f"bagian {word} {who}"


OWN = {
    "site:max": ("bagian maksimum tiap bengkel", "maximum share of every workshop"),
    "cash": ("batas uang kerja semua bengkel", "working-cash limits of all workshops"),
    "inspection": ("jam pemeriksaan per minggu", "inspection hours per week"),
}


def cost_sentence(texts: Mapping[Language, str], amount: int) -> Sentence:
    """`bagian minimum Sentra Kotaraja menambah Rp47 juta`, by the bound."""
    if amount <= 0:
        return both(f"{texts['id']} tidak menambah biaya menurut batas bawah.", f"{texts['en']} adds no cost by the bound.")
    return both(f"{texts['id']} menambah {money(amount, 'id')}.", f"{texts['en']} adds {money(amount, 'en')}.")


def added_costs(tables: Tables, problem: Problem, rules: SideConstraints, names: Names, price: BoundOf | None) -> list[RuleCost]:
    """Each added rule, the others kept."""
    if not rules.rules:
        return []
    ground_rules = with_all_groups(problem, rules, tables)
    variants = [ground_rules] + [rules_apply.apply(ground_rules, rules.without(n), tables) for n in range(len(rules.rules))]
    variants.append(rules_apply.apply(ground_rules, rules, tables))
    base, *rest, whole = bounds_of([seen(variant) for variant in variants], price)
    rest = [max(base, value) for value in rest]  # a rule only narrows: what holds without it holds with it
    whole = max([whole, *rest])
    found = []
    for rule, without in zip(rules.rules, rest, strict=True):
        texts = {language: rules_apply.rule_text(rule, names, language) for language in LANGUAGES}
        found.append(RuleCost(rule.kind, whole - without, whole, without, cost_sentence(texts, whole - without)))
    return found


def with_all_groups(problem: Problem, rules: SideConstraints, tables: Tables) -> Problem:
    """The programme's problem with the groups that the rules add, unlimited, so that prices fit all variants."""
    problem = replace(rules_apply.apply(problem, rules, tables), **{name: getattr(problem, name) for name in LIMITS})
    added = len(problem.groups) - len(problem.group_min)
    return replace(problem, group_min=np.append(problem.group_min, np.zeros(added, dtype=np.int64)),
                   group_max=np.append(problem.group_max, np.full(added, NO_LIMIT)))


LIMITS = ("group_min", "group_max", "site_value_max", "site_lots_max", "type_min_lot", "line_min_lot", "forbidden", "notes")
"""What rules narrow."""


def bounds_of(problems: list[Problem], price: BoundOf | None) -> list[int]:
    """A bound per problem, rupiah. Any prices bound any of them, so each is also valued by the prices found for the first
    and the last: a difference is then one of the problems, not of how far a linear programme got."""
    if price is not None:
        return [price(problem) for problem in problems]
    prices = [quick_bound(problem).prices.rounded() for problem in problems]
    values = []
    for problem, own in zip(problems, prices, strict=True):
        lots = Lots(ground(problem))
        tried = [own, *(one for one in (prices[0], prices[-1]) if one is not own)]
        values.append(floor(max(lots.outcome(allowed(lots.g, one).rounded(), WARM).bound for one in tried)))
    return values


def seen(problem: Problem) -> Problem:
    """The problem as the bound must be given it."""
    return rules_apply.without_forbidden(problem) if problem.forbidden else problem


def plans_sentence(measured: Paired) -> Sentence:
    """What plans show of all added rules together."""
    count = len(measured.differences)
    if measured.is_unchanged:
        return Sentence(f"Aturan tambahan tidak mengubah biaya satu pun dari {count} pasang rencana.",
                        f"The added rules change the cost of none of {count} pairs of plans.")
    if not measured.is_measured:
        return Sentence(f"Pengaruh aturan tambahan pada biaya rencana tidak terukur dengan {count} pasang percobaan "
                        f"({spread(measured, 'id')}).",
                        f"What the added rules do to the cost of plans cannot be measured with {count} pairs "
                        f"({spread(measured, 'en')}).")
    more = measured.median > 0
    size = abs(measured.median)
    return Sentence(f"Aturan tambahan {'menambah' if more else 'mengurangi'} biaya rencana {money(size, 'id')} "
                    f"(tengah dari {count} pasang percobaan, {spread(measured, 'id')}).",
                    f"The added rules {'add' if more else 'save'} {money(size, 'en')} of a plan's cost "
                    f"(median of {count} pairs, {spread(measured, 'en')}).")


def spread(measured: Paired, language: Language) -> str:
    word = "to" if language == "en" else "sampai"
    return f"{money(measured.low, language)} {word} {money(measured.high, language)}"


def all_shifts(problem: Problem, tables: Tables, names: Names, without: list[Result], with_it: list[Result]) -> tuple[Shift, ...]:
    """Clusters, then sites, whoever gains or loses in the median or measurably; largest first."""
    at = {code: n for n, code in enumerate(problem.sites)}
    members = {row["cluster"]: [at[w["workshop"]] for w in tables["workshops"] if w["cluster"] == row["cluster"]
                                and w["kind"] in ("lead", "member")] for row in tables["clusters"]}
    found = [shift(problem, "cluster", code, (names.group(f"cluster:{code}", "id"), names.group(f"cluster:{code}", "en")), sites,
                   without, with_it) for code, sites in members.items()]
    found += [shift(problem, "site", code, (names.site(code), names.site(code)), [n], without, with_it) for code, n in at.items()]
    told = [one for one in found if not one.value.is_unchanged]
    return tuple(sorted(told, key=lambda one: (one.kind, -abs(one.value.median), one.code)))


def shift(problem: Problem, kind: str, code: str, name: tuple[str, str], sites: list[int], without: list[Result],
          with_it: list[Result]) -> Shift:
    """What a cluster or a site gains or loses; `name` in Indonesian and English."""
    def value(result: Result) -> float:
        return sum(site_value(problem, result.lots, site) for site in sites)

    measured = pair(without, with_it, value)
    if not measured.is_measured:
        return Shift(kind, code, measured, both(f"{name[0]}: perubahan nilai tidak terukur ({spread(measured, 'id')}).",
                                                f"{name[1]}: its change of value cannot be measured ({spread(measured, 'en')})."))
    gains, size = measured.median > 0, abs(measured.median)
    return Shift(kind, code, measured, both(
        f"{name[0]} {'bertambah' if gains else 'berkurang'} {money(size, 'id')} ({spread(measured, 'id')}).",
        f"{name[1]} {'gains' if gains else 'loses'} {money(size, 'en')} ({spread(measured, 'en')})."))
