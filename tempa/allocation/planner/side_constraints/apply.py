"""A planner's rules brought into a problem, said in words, and judged in a finished plan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from tempa.allocation.planner.problem.model import NO_LIMIT, Problem
from tempa.allocation.planner.problem.words import Names
from tempa.allocation.planner.side_constraints.rules import SideConstraint, SideConstraints, SideConstraintsError
from tempa.values.programme.errors import Sentence
from tempa.values.quantity import Language, percent

Tables = dict[str, list[dict[str, str]]]

@dataclass(frozen=True)
class SitesOfProgramme:
    """Who is meant by a rule's words: codes of workshops that make lots."""

    tables: Tables

    def makers(self) -> dict[str, dict[str, str]]:
        return {row["workshop"]: row for row in self.tables["workshops"] if row["kind"] != "facility"}

    def of(self, rule: SideConstraint) -> frozenset[str]:
        """The workshops whose value (or lots) the rule counts."""
        makers = self.makers()
        if rule.kind == "cluster_share":
            return frozenset(c for c, r in makers.items() if r["kind"] in ("lead", "member") and r["cluster"] == rule.cluster)
        if rule.kind == "school_share":
            return frozenset(c for c, r in makers.items() if r["kind"] == "school")
        if rule.kind == "regency_share":
            return frozenset(c for c, r in makers.items() if r["regency"] == rule.regency)
        if rule.kind == "newcomers_share":
            return frozenset(rule.workshops)
        if rule.kind == "registered_only":
            return frozenset(c for c, r in makers.items() if r["legal_tier"] == "unregistered")
        return frozenset([rule.workshop]) if rule.workshop else frozenset(makers)

def apply(problem: Problem, rules: SideConstraints, tables: Tables) -> Problem:
    """The problem under the programme's rules and the added ones; `notes` tells what has no effect.

    `tables` are the programme's (a problem does not know regencies and legal tiers). Raises SideConstraintsError for codes that
    the programme does not know.
    """
    refuse_unknown(rules, tables)
    names, notes = Names(tables), []
    for rule in rules.rules:
        notes += [note.id for note in without_effect(problem, rule, tables, names)]
    for rule in rules.rules:
        problem = apply_one(problem, rule, SitesOfProgramme(tables).of(rule))
    crossed = np.flatnonzero(problem.group_min > problem.group_max)
    notes += [f"Bagian minimum {names.group(problem.groups[g], 'id')} lebih besar dari maksimumnya; selisihnya menjadi unit yang "
              "tidak terencana." for g in crossed]
    return replace(problem, notes=(*problem.notes, *notes))

def refuse_unknown(rules: SideConstraints, tables: Tables) -> None:
    """Every code must be the programme's; a shared facility takes no lots, so no rule can speak of it."""
    makers = SitesOfProgramme(tables).makers()
    known = {"cluster": {r["cluster"] for r in tables["clusters"]}, "type": {r["type"] for r in tables["types"]},
             "regency": {r["regency"] for r in makers.values()}, "workshop": set(makers)}
    words = {"cluster": "sentra", "type": "jenis", "regency": "kabupaten/kota", "workshop": "bengkel"}
    faults = []
    for number, rule in enumerate(rules.rules, 1):
        named = [(name, getattr(rule, name)) for name in known] + [("workshop", code) for code in rule.workshops]
        for name, code in named:
            if code and code not in known[name]:
                faults.append(Sentence(f"Aturan {number} ({rule.kind}): {words[name]} {code!r} tidak ada dalam program ini.",
                                       f"Rule {number} ({rule.kind}): {name} {code!r} is not in this programme."))
    if faults:
        raise SideConstraintsError(*faults)

def apply_one(problem: Problem, rule: SideConstraint, sites_meant: frozenset[str]) -> Problem:
    """One rule; `sites_meant` as `SitesOfProgramme.of` gives them."""
    member = np.array([site in sites_meant for site in problem.sites], dtype=bool)
    if rule.kind in ("cluster_share", "school_share"):
        return narrow_group(problem, group_code(rule), rule)
    if rule.kind in ("regency_share", "newcomers_share"):
        return narrow_group(add_group(problem, group_code(rule), member), group_code(rule), rule)
    if rule.kind == "site_share":
        most = math.floor(Fraction(rule.most or 0) * problem.order_value)
        return replace(problem, site_value_max=np.where(member, np.minimum(problem.site_value_max, most), problem.site_value_max))
    if rule.kind == "site_lots":
        before = np.full(len(problem.sites), NO_LIMIT, dtype=np.int64) if problem.site_lots_max is None else problem.site_lots_max
        return replace(problem, site_lots_max=np.where(member, np.minimum(before, rule.count or 0), before).astype(np.int64))
    if rule.kind == "smallest_lot":
        return larger_lots(problem, rule)
    return forbid(problem, rule, member)

def group_code(rule: SideConstraint) -> str:
    """As in `Problem.groups`."""
    names = {"cluster_share": f"cluster:{rule.cluster}", "school_share": "school", "regency_share": f"regency:{rule.regency}",
             "newcomers_share": f"newcomers:{'+'.join(sorted(rule.workshops))}"}
    return names[rule.kind]

def add_group(problem: Problem, code: str, member: np.typing.NDArray[np.bool_]) -> Problem:
    if code in problem.groups:
        return problem
    return replace(problem, groups=(*problem.groups, code), group_member=np.vstack([problem.group_member, member]),
                   group_min=np.append(problem.group_min, 0), group_max=np.append(problem.group_max, NO_LIMIT))

def narrow_group(problem: Problem, code: str, rule: SideConstraint) -> Problem:
    """The narrower of what holds already and what the rule says."""
    at, least, most = problem.groups.index(code), problem.group_min.copy(), problem.group_max.copy()
    if rule.least is not None:
        least[at] = max(int(least[at]), math.ceil(Fraction(rule.least) * problem.order_value))
    if rule.most is not None:
        most[at] = min(int(most[at]), math.floor(Fraction(rule.most) * problem.order_value))
    return replace(problem, group_min=least, group_max=most)

def larger_lots(problem: Problem, rule: SideConstraint) -> Problem:
    """A line that orders fewer is one lot; an untested type keeps its pilot limit."""
    wanted = np.minimum(rule.count or 1, problem.type_units_max)
    chosen = np.array([not rule.type or code == rule.type for code in problem.types], dtype=bool)
    least = np.where(chosen, np.maximum(problem.type_min_lot, wanted), problem.type_min_lot)
    return replace(problem, type_min_lot=least, line_min_lot=np.minimum(least[problem.line_type], problem.line_quantity))

def forbid(problem: Problem, rule: SideConstraint, member: np.typing.NDArray[np.bool_]) -> Problem:
    """No lots of the type (or of any) at those sites."""
    lines = [n for n, t in enumerate(problem.line_type) if not rule.type or problem.types[t] == rule.type]
    pairs = {(line, int(site)) for line in lines for site in np.flatnonzero(member)}
    return replace(problem, forbidden=problem.forbidden | pairs)

def without_forbidden(problem: Problem) -> Problem:
    """The same problem with forbidden options taken out of the arrays, for a bound that does not look at `forbidden`."""
    line_of = np.repeat(np.arange(len(problem.lines)), np.diff(problem.option_start))
    allowed = np.array([(int(line), int(site)) not in problem.forbidden
                        for line, site in zip(line_of, problem.option_site, strict=True)], dtype=bool)
    return replace(problem.with_options(allowed), forbidden=frozenset())

def without_effect(problem: Problem, rule: SideConstraint, tables: Tables, names: Names) -> Iterator[Sentence]:
    """Where a rule says less than the programme already demands, or what cannot be."""
    text = {language: rule_text(rule, names, language) for language in ("id", "en")}
    value = problem.order_value or 1
    if rule.kind in ("cluster_share", "school_share"):
        at = problem.groups.index(group_code(rule))
        least, most = int(problem.group_min[at]), int(problem.group_max[at])
        if rule.least is not None and math.ceil(Fraction(rule.least) * problem.order_value) < least:
            yield looser(text, Fraction(least, value))
        if rule.most is not None and math.floor(Fraction(rule.most) * problem.order_value) > most:
            yield looser(text, Fraction(most, value))
    if rule.kind == "site_share" and rule.most is not None and len(problem.sites):
        most = int(problem.site_value_max[0])
        if math.floor(Fraction(rule.most) * problem.order_value) > most:
            yield looser(text, Fraction(most, value))
    if rule.kind in ("regency_share", "newcomers_share") and rule.least:
        yield from out_of_reach(problem, rule, SitesOfProgramme(tables).of(rule), text)

def looser(text: dict[str, str], share: Fraction) -> Sentence:
    return Sentence(
        f"Aturan \"{text['id']}\" lebih longgar dari aturan program dan tidak mengubah apa pun: yang berlaku tetap {percent(share, 'id', 2)}.",
        f"Rule \"{text['en']}\" is looser than the programme's own and changes nothing: {percent(share, 'en', 2)} still holds.")

def out_of_reach(problem: Problem, rule: SideConstraint, sites_meant: frozenset[str], text: dict[str, str]) -> Iterator[Sentence]:
    """A least share above what the greatest share of each of its workshops adds up to."""
    sites = [n for n, code in enumerate(problem.sites) if code in sites_meant and (problem.option_site == n).any()]
    most = sum(int(problem.site_value_max[n]) for n in sites)
    if Fraction(rule.least or 0) * problem.order_value > most:
        share = Fraction(most, problem.order_value or 1)
        yield Sentence(
            f"Aturan \"{text['id']}\" tidak dapat dipenuhi: {len(sites)} bengkel itu bersama paling banyak {percent(share)}; "
            "sisanya menjadi unit yang tidak terencana.",
            f"Rule \"{text['en']}\" cannot be met: those {len(sites)} workshops may have {percent(share, 'en')} together at most; "
            "the rest becomes unplanned units.")

def rule_text(rule: SideConstraint, names: Names, language: Language) -> str:
    """The rule as a clause: `bagian minimum Sentra Kotaraja 15 %`."""
    en = language == "en"
    if rule.kind in ("cluster_share", "school_share", "regency_share", "newcomers_share"):
        who = names.group(group_code(rule), language)
        limits = [(("minimum", "minimum"), rule.least), (("maksimum", "maximum"), rule.most)]
        parts = [(word[en], percent(share, language, 2)) for word, share in limits if share is not None]
        return " and ".join(f"{word} share of {who} {share}" for word, share in parts) if en else \
            " dan ".join(f"bagian {word} {who} {share}" for word, share in parts)
    if rule.kind == "site_share":
        share = percent(rule.most or Decimal(0), language, 2)
        who = names.site(rule.workshop) if rule.workshop else "every workshop" if en else "tiap bengkel"
        return f"maximum share of {who} {share}" if en else f"bagian maksimum {who} {share}"
    if rule.kind == "registered_only":
        return "registered workshops only" if en else "hanya bengkel terdaftar"
    if rule.kind == "site_lots":
        who = names.site(rule.workshop) if rule.workshop else "every workshop" if en else "tiap bengkel"
        return f"at most {rule.count} lots at {who}" if en else f"paling banyak {rule.count} lot di {who}"
    what = names.type(rule.type, language) if rule.type else ""
    if rule.kind == "smallest_lot":
        return f"at least {rule.count} units per lot{' of ' + what if what else ''}" if en else \
            f"paling sedikit {rule.count} unit per lot{' ' + what if what else ''}"
    return f"{names.site(rule.workshop)} makes no {what or 'lots'}" if en else \
        f"{names.site(rule.workshop)} tidak mengerjakan {what or 'lot apa pun'}"

def broken_rules(tables: Tables, plan_tables: Tables, rules: SideConstraints) -> list[Sentence]:
    """Which added rules a plan breaks, read from the tables alone; empty for a plan that keeps them all."""
    names, found = Names(tables), []
    for rule in rules.rules:
        for detail in breaches(tables, plan_tables, rule):
            found.append(Sentence(f"Aturan \"{rule_text(rule, names, 'id')}\" dilanggar: {detail}.",
                                  f"Rule \"{rule_text(rule, names, 'en')}\" is broken: {detail}."))
    return found

def breaches(tables: Tables, plan_tables: Tables, rule: SideConstraint) -> Iterator[str]:
    """Codes and figures of each breach of one rule."""
    lines = {row["line"]: row for row in tables["orders"]}
    price = {row["type"]: int(row["unit_price"]) for row in tables["types"]}
    sites_meant = SitesOfProgramme(tables).of(rule)
    lots = [(row, lines[row["line"]]["type"]) for row in plan_tables["lots"]]
    mine = [(row, kind) for row, kind in lots if row["workshop"] in sites_meant]
    total = sum(int(row["quantity"]) * price[row["type"]] for row in lines.values()) or 1
    open_value = sum(int(r["quantity"]) * price[lines[r["line"]]["type"]] for r in plan_tables.get("unplanned", []))
    if rule.kind.endswith("_share") and rule.kind != "site_share":
        value = sum(int(row["quantity"]) * price[kind] for row, kind in mine)
        if rule.least is not None and value + open_value < Fraction(rule.least) * total:
            yield percent(Fraction(value, total), "id", 2)
        if rule.most is not None and value > Fraction(rule.most) * total:
            yield percent(Fraction(value, total), "id", 2)
    elif rule.kind == "smallest_lot":
        pilot = {r["type"]: int(r["pilot_limit"]) for r in tables["types"] if r["tested"] == "no" and r["pilot_limit"]}
        for row, kind in mine:
            least = min(rule.count or 1, int(lines[row["line"]]["quantity"]), pilot.get(kind, rule.count or 1))
            if (not rule.type or kind == rule.type) and int(row["quantity"]) < least:
                yield f"{row['lot']} {row['quantity']} unit"
    elif rule.kind in ("forbid", "registered_only"):
        yield from (row["lot"] for row, kind in mine if not rule.type or kind == rule.type)
    else:
        yield from per_site(rule, mine, sites_meant, price, total)

def per_site(rule: SideConstraint, mine: list[tuple[dict[str, str], str]], sites_meant: frozenset[str], price: dict[str, int],
             total: int) -> Iterator[str]:
    """Breaches of rules on each workshop by itself: its share, its number of lots."""
    for site in sorted(sites_meant):
        lots = [(row, kind) for row, kind in mine if row["workshop"] == site]
        value = sum(int(row["quantity"]) * price[kind] for row, kind in lots)
        if rule.kind == "site_share" and value > Fraction(rule.most or 0) * total:
            yield f"{site} {percent(Fraction(value, total), 'id', 2)}"
        if rule.kind == "site_lots" and len(lots) > (rule.count or 0):
            yield f"{site} {len(lots)} lot"

