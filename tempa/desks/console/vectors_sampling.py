"""Feeds known right answers about acceptance sampling to the sampling engine: one function per kind of case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tempa.quality.sampling import bayes, curves, intervals, scheme, small_lots, stages, switching, variables
from tempa.quality.sampling.exact import fraction
from tempa.quality.sampling.table import Plan, Table, mil_std_105e

Case = dict[str, Any]
Verdict = tuple[str, bool, str]
ARROWS = {"v": "down", "^": "up"}


def aql_lookup(case: Case) -> Case:
    found = mil_std_105e().plan(case["lot"], case["aql"], case["level"], case["severity"])
    return {"n": found.n, "Ac": found.ac, "Re": found.re}


def double_multiple(case: Case) -> Case:
    plan = [stages.Stage(stage["n"], stage["Ac"], stage["Re"]) for stage in case["stages"]]
    result = stages.staged(plan, case["p"])
    return {"Pa": result.pa, "ASN": result.asn}


def oc_binomial(case: Case) -> Case:
    return {"Pa": curves.binomial(case["p"], case["n"], case["c"])}


def oc_hypergeometric(case: Case) -> Case:
    bad = curves.bad_units(case["N"], case["p"])
    return {"Pa": curves.hypergeometric(case["N"], bad, case["n"], case["c"])}


def plan_design(case: Case) -> Case:
    points = (case["prp_p"], case["prp_Pa"], case["crp_p"], case["crp_Pa"])
    if case["distribution"] == "hypergeometric":
        n, c = small_lots.two_point_lot(case["N"], *points)
    else:
        n, c = small_lots.two_point_process(*points)
    return {"n": n, "c": c}


def plan_design_c0(case: Case) -> Case:
    return {"n": small_lots.smallest_sample(case["N"], case["D"], 0, case["beta"]), "c": 0}


def one_lot(case: Case) -> Case:
    return {"Pa": curves.hypergeometric(case["N"], case["D"], case["n"], case["Ac"])}


def min_n(case: Case) -> Case:
    bad = small_lots.limiting_bad(case["N"], case["LQ"])
    return {"D": bad, "min_n": small_lots.smallest_sample(case["N"], bad, case["Ac"], case["beta"])}


def single(plan: Case) -> Plan:
    return Plan(plan["n"], plan["Ac"], plan["Ac"] + 1)


def scheme_oc(case: Case) -> Case:
    return {"Pa": scheme.scheme_pa(single(case["normal"]), single(case["tightened"]), case["p"])}


def scheme_oc_inverse(case: Case) -> Case:
    return {"p": scheme.scheme_quality(single(case["normal"]), single(case["tightened"]), case["Pa"])}


def scheme_equivalent_single(case: Case) -> Case:
    plans = (single(case["normal"]), single(case["tightened"]))
    n, c = scheme.equivalent_single(*plans, case["Pa_high"], case["Pa_low"])
    return {"n": n, "c": c}


def switching_history(case: Case) -> Case:
    """The lists end with the state discontinued: a lot after it is not inspected."""
    lots = [switching.LotResult(accepted=bool(accepted)) for accepted in case["accepted"]]
    steps = tuple(switching.steps_of(lots, may_reduce=case["authorised"]))
    return {
        "severity": [step.severity for step in steps],
        "after": [step.after for step in steps],
        "score": [step.score for step in steps],
        "final": switching.next_severity(steps),
    }


def variables_design(case: Case) -> Case:
    design = variables.known_plan if case["sigma"] == "known" else variables.unknown_plan
    plan = design(case["prp_p"], case["prp_Pa"], case["crp_p"], case["crp_Pa"])
    return {"n": plan.n, "k": plan.k}


def variables_oc(case: Case) -> Case:
    plan = variables.VariablesPlan(case["n"], float(fraction(case["k"])), case["sigma"] == "known")
    return {"Pa": variables.variables_pa(plan, case["p"])}


def beta_posterior(case: Case) -> Case:
    a, b = fraction(case["a"]) + case["x"], fraction(case["b"]) + case["n"] - case["x"]
    law = bayes.beta(case["a"], case["b"]).after(case["x"], case["n"])
    found: Case = {"post_a": a, "post_b": b, "mean": a / (a + b)}
    if case.get("ci") is not None:
        found["ci_lo"], found["ci_hi"] = law.interval(case["ci"])
    if case.get("q") is not None:
        found["q_value"] = law.quantile(case["q"])
    if case.get("p0") is not None:
        found["P_le_p0"] = law.chance_at_most(case["p0"])
    return found


def beta_binomial_remaining(case: Case) -> Case:
    chances = bayes.remaining(bayes.beta(case["a"], case["b"]), case["N"], case["n"], case["x"])
    r = case["r"]
    return {"P": sum(chances[: r + 1]) if case["event"] == "R<=r" else chances[r] if r < len(chances) else 0}


def exact_intervals(case: Case) -> Case:
    if case["method"] == "Clopper-Pearson":
        low, high = intervals.clopper_pearson(case["x"], case["n"], case["level"])
        return {"lo": low, "hi": high}
    return {"hi": intervals.upper_bound(case["x"], case["n"], case["level"])}


KINDS: dict[str, Callable[[Case], Case]] = {
    "aql_lookups": aql_lookup,
    "double_multiple": double_multiple,
    "oc_binomial": oc_binomial,
    "oc_hypergeometric": oc_hypergeometric,
    "plan_design": plan_design,
    "plan_design_c0": plan_design_c0,
    "hyper_small_lots": one_lot,
    "acceptance": one_lot,
    "lesson_small_lots": one_lot,
    "min_n": min_n,
    "scheme_oc": scheme_oc,
    "scheme_oc_inverse": scheme_oc_inverse,
    "scheme_equivalent_single": scheme_equivalent_single,
    "switching": switching_history,
    "variables_design": variables_design,
    "variables_oc": variables_oc,
    "beta_posterior": beta_posterior,
    "beta_binomial_remaining": beta_binomial_remaining,
    "exact_intervals": exact_intervals,
}


def check_aql_master(document: dict[str, Any]) -> list[Verdict]:
    """Every cell of a document of the shape of aql_master.json against the shipped table: (cell, right, difference)."""
    table = mil_std_105e()
    checks: dict[str, Callable[[Table, Case], Iterator[Verdict]]] = {
        "code_letters": letters,
        "master_single_resolved": resolved,
        "cells_with_arrows": arrows,
        "known_wrong_answers": known_wrong,
    }
    return [verdict for name, check in checks.items() if name in document for verdict in check(table, document[name])]


def letters(table: Table, part: Case) -> Iterator[Verdict]:
    """A range is right if both of its ends have the letter (an open one: its start and a hundred times that)."""
    for lots, row in part["table"].items():
        low, _, high = lots.rstrip("+").partition("-")
        ends = (int(low), int(high or 100 * int(low)))
        for level, letter in row.items():
            got = {table.letter(lot, level) for lot in ends}
            yield judged(f"code letter, lots {lots}, level {level}", got == {letter}, letter, got)


def resolved(table: Table, part: Case) -> Iterator[Verdict]:
    for severity, letter, aql, expected in cells(part["table"]):
        plan = table.cell(letter, aql, severity)
        got = [plan.n, plan.ac, plan.re]
        yield judged(f"{severity} {letter} {aql}", got == expected, expected, got)


def arrows(table: Table, part: Case) -> Iterator[Verdict]:
    """A printed cell must be the same. Where the shipped table gives a cell its own sample size, it must be a cell that
    the arrows get wrong: they leave the table there, or end at another plan."""
    for severity, letter, aql, expected in cells(part):
        printed = table.printed[severity][letter][aql]
        if ":" in printed:
            plan = table.cell(letter, aql, severity)
            followed = end_of_arrow(table, severity, part[severity], letter, aql)
            right, got = followed != (plan.n, plan.ac), printed
        else:
            got = ARROWS.get(printed, printed)
            right = got == str(expected)
        yield judged(f"printed {severity} {letter} {aql}", right, expected, got)


def end_of_arrow(table: Table, severity: str, rows: Case, letter: str, aql: str) -> tuple[int, int] | None:
    """(n, Ac) where the file's arrows end, or None where they leave the table."""
    at = table.letters.index(letter)
    while 0 <= at < len(table.letters):
        cell = rows.get(table.letters[at], {}).get(aql)
        if cell is None:  # the file holds only some of the cells
            return None
        if not isinstance(cell, str):
            return table.sizes[severity][table.letters[at]], cell
        at += 1 if cell == "down" else -1
    return None


def known_wrong(table: Table, part: Case) -> Iterator[Verdict]:
    for case in part["cases"]:
        plan = table.cell(case.get("code") or table.letter(case["lot"], case["level"]), case["aql"])
        n = min(plan.n, case.get("lot", plan.n))
        right = [n, plan.ac] == case["correct"] and [n, plan.ac] != case["theirs"]
        yield judged(f"known wrong answer of {case['impl']}", right, case["correct"], [n, plan.ac])


def cells(severities: dict[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    for severity, rows in severities.items():
        if isinstance(rows, dict):  # beside the severities stands the source, a text
            for letter, row in rows.items():
                for aql, cell in row.items():
                    yield severity, letter, aql, cell


def judged(name: str, right: bool, expected: object, got: object) -> Verdict:
    return name, right, "" if right else f"expected {expected}, got {got}"
