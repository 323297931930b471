"""What a workshop would have received if something about it were different: found by planning again, not guessed.

    counterfactual(tables, "W07", WhatIf("machine", resource="machine"), PairedSearches(Stop(iterations=20_000))).sentence.id
    # "Dengan satu mesin bubut lagi (48 jam per minggu), Bengkel Praya 01 akan mendapat 4 unit lebih banyak (…)."

The change is made in the programme's tables, and both programmes are planned with the same seeds. More hours also raise
a site's fair value, as the format defines it; that is part of the answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from tempa.allocation.planner.explanations.paired import (
    Paired,
    PairedSearches,
    pair,
    plans,
    site_units,
    site_value,
)
from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.problem.words import MACHINES, SCORES, Names, both, money
from tempa.allocation.planner.side_constraints.apply import apply
from tempa.allocation.planner.side_constraints.rules import SideConstraints
from tempa.values.programme.errors import Sentence
from tempa.values.quantity import quantity

Tables = dict[str, list[dict[str, str]]]
MACHINE_HOURS = Decimal(48)
"""A week of one machine: six working days of eight hours."""
PASS_MARK = 60


class WhatIfError(ValueError):
    """A change that the programme does not allow; `sentence` says why, in both languages."""

    def __init__(self, indonesian: str, english: str) -> None:
        self.sentence = Sentence(indonesian, english)
        super().__init__(indonesian)


@dataclass(frozen=True)
class WhatIf:
    """One change at a workshop. `kind`:

    machine        `count` more machines of `resource`, 48 hours a week each
    lead_machine   the same at its lead
    offer          offers (or that of `type`) lowered by `percent`
    offer_to_hps   offers above the owner's estimate (or that of `type`) lowered to it
    cash           `amount` rupiah more working cash, at the lead where the workshop is unregistered
    verified       all four scores at least 60, and dates that cover the programme
    """

    kind: str
    resource: str = ""
    count: int = 1
    type: str = ""
    percent: Decimal = Decimal(0)
    amount: int = 0


@dataclass(frozen=True)
class Counterfactual:
    """What the change does. `units` and `value` are of the workshop, `cost` of the whole plan, rupiah; paired by seed.

    `before` and `after` are the workshop's units per seed.
    """

    site: str
    change: WhatIf
    seeds: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    units: Paired
    value: Paired
    cost: Paired
    sentence: Sentence

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        found = asdict(self)
        found["change"]["percent"] = str(self.change.percent)
        return found


def counterfactual(tables: Tables, site: str, change: WhatIf, searches: PairedSearches, *,
                   rules: SideConstraints | None = None, before: Sequence[Result] | None = None) -> Counterfactual:
    """Plan the programme with and without the change, once per seed.

    `before`: the plans without the change where the caller has them (from `plans_before`), so that several questions share
    them. Raises WhatIfError, and ValueError for fewer than five seeds.
    """
    after_tables = changed(tables, site, change)
    rules = rules or SideConstraints()
    problem = apply(problem_from_tables(tables, sha256="unused"), rules, tables)
    other = apply(problem_from_tables(after_tables, sha256="unused"), rules, after_tables)
    at = problem.sites.index(site)
    without = list(before) if before is not None else plans(problem, searches)
    with_it = plans(other, searches)
    units = pair(without, with_it, lambda result: site_units(result.lots, at))
    found = Counterfactual(
        site=site, change=change, seeds=searches.seeds, before=tuple(site_units(r.lots, at) for r in without),
        after=tuple(site_units(r.lots, at) for r in with_it), units=units,
        value=pair(without, with_it, lambda result: site_value(problem, result.lots, at)),
        cost=pair(without, with_it, lambda result: result.objective), sentence=Sentence("", ""),
    )
    return replace(found, sentence=sentence_of(found, tables))


def plans_before(tables: Tables, searches: PairedSearches, rules: SideConstraints | None = None) -> list[Result]:
    """The plans without any change, for several counterfactuals of one programme."""
    problem: Problem = apply(problem_from_tables(tables, sha256="unused"), rules or SideConstraints(), tables)
    return plans(problem, searches)


def changed(tables: Tables, site: str, change: WhatIf) -> Tables:
    """The programme's tables after the change; the given ones stay as they are. Raises WhatIfError."""
    row = next((r for r in tables["workshops"] if r["workshop"] == site), None)
    if row is None:
        raise WhatIfError(f"Bengkel {site!r} tidak ada dalam program ini.", f"Workshop {site!r} is not in this programme.")
    if row["kind"] == "facility":
        raise WhatIfError(f"{row['name']} adalah fasilitas bersama dan tidak menerima lot.",
                          f"{row['name']} is a shared facility and receives no lots.")
    if change.kind not in CHANGES:
        known = ", ".join(CHANGES)
        raise WhatIfError(f"Perubahan {change.kind!r} tidak dikenal; yang ada: {known}.",
                          f"WhatIf {change.kind!r} is unknown; there are: {known}.")
    copied = {name: [dict(r) for r in rows] for name, rows in tables.items()}
    CHANGES[change.kind](copied, next(r for r in copied["workshops"] if r["workshop"] == site), change)
    return copied


def add_machine(tables: Tables, workshop: dict[str, str], change: WhatIf) -> None:
    add_hours(tables, workshop["workshop"], change)


def add_lead_machine(tables: Tables, workshop: dict[str, str], change: WhatIf) -> None:
    if not workshop["lead"]:
        raise WhatIfError(f"{workshop['name']} tidak mempunyai bengkel induk.", f"{workshop['name']} has no lead workshop.")
    add_hours(tables, workshop["lead"], change)


def add_hours(tables: Tables, site: str, change: WhatIf) -> None:
    if change.resource not in MACHINES or change.count < 1:
        known = ", ".join(MACHINES)
        raise WhatIfError(f"Sumber daya {change.resource!r} tidak dikenal atau jumlahnya di bawah 1; yang ada: {known}.",
                          f"Resource {change.resource!r} is unknown or the count is below 1; there are: {known}.")
    more = MACHINE_HOURS * change.count
    for row in tables["capacities"]:
        if (row["workshop"], row["resource"]) == (site, change.resource):
            row["hours_per_week"] = format((Decimal(row["hours_per_week"]) + more).normalize(), "f")
            return
    tables["capacities"].append({"workshop": site, "resource": change.resource, "hours_per_week": format(more, "f")})


def lower_offers(tables: Tables, workshop: dict[str, str], change: WhatIf) -> None:
    if not 0 < change.percent < 100:
        raise WhatIfError("Penurunan penawaran harus lebih dari 0 dan kurang dari 100 persen.",
                          "An offer is lowered by more than 0 and less than 100 per cent.")
    for row in offers_of(tables, workshop, change):
        lower = Decimal(row["unit_price"]) * (100 - change.percent) / 100
        row["unit_price"] = str(lower.to_integral_value(ROUND_FLOOR))


def offers_to_hps(tables: Tables, workshop: dict[str, str], change: WhatIf) -> None:
    estimate = {row["type"]: int(row["unit_price"]) for row in tables["types"]}
    above = [row for row in offers_of(tables, workshop, change) if int(row["unit_price"]) > estimate[row["type"]]]
    if not above:
        raise WhatIfError(f"Tidak ada penawaran {workshop['name']} yang di atas HPS.",
                          f"No offer of {workshop['name']} is above the owner's estimate.")
    for row in above:
        row["unit_price"] = str(estimate[row["type"]])


def offers_of(tables: Tables, workshop: dict[str, str], change: WhatIf) -> list[dict[str, str]]:
    """The offers that the change speaks of."""
    found = [row for row in tables["offers"] if row["workshop"] == workshop["workshop"] and change.type in ("", row["type"])]
    if not found:
        what = f" untuk {change.type}" if change.type else ""
        raise WhatIfError(f"{workshop['name']} tidak mempunyai penawaran{what}.",
                          f"{workshop['name']} has no offer{' for ' + change.type if change.type else ''}.")
    return found


def more_cash(tables: Tables, workshop: dict[str, str], change: WhatIf) -> None:
    payer = payer_of(tables, workshop)
    if not payer["cash_limit"]:
        raise WhatIfError(f"{payer['name']} tidak mempunyai batas uang kerja.", f"{payer['name']} has no limit on its working cash.")
    if change.amount <= 0:
        raise WhatIfError("Tambahan uang kerja harus di atas 0 rupiah.", "More working cash means more than 0 rupiah.")
    payer["cash_limit"] = str(int(payer["cash_limit"]) + change.amount)


def payer_of(tables: Tables, workshop: dict[str, str]) -> dict[str, str]:
    """Whose cash a lot ties up (rule 9)."""
    if workshop["legal_tier"] == "unregistered" and workshop["lead"]:
        return next(r for r in tables["workshops"] if r["workshop"] == workshop["lead"])
    return workshop


def pass_verification(tables: Tables, workshop: dict[str, str], change: WhatIf) -> None:
    keys = {row["key"]: row["value"] for row in tables["programme"]}
    start = dt.date.fromisoformat(keys["start_date"])
    first = start - dt.timedelta(days=start.weekday())
    last = first + dt.timedelta(weeks=int(keys["weeks"]))
    for score in SCORES:
        if not workshop[score] or Decimal(workshop[score]) < PASS_MARK:
            workshop[score] = str(PASS_MARK)
    if not workshop["verified_from"] or workshop["verified_from"] > first.isoformat():
        workshop["verified_from"] = first.isoformat()
    if workshop["verified_until"] and workshop["verified_until"] < last.isoformat():
        workshop["verified_until"] = last.isoformat()


CHANGES: dict[str, Callable[[Tables, dict[str, str], WhatIf], None]] = {
    "machine": add_machine, "lead_machine": add_lead_machine, "offer": lower_offers, "offer_to_hps": offers_to_hps,
    "cash": more_cash, "verified": pass_verification,
}


def sentence_of(found: Counterfactual, tables: Tables) -> Sentence:
    """`Dengan satu mesin bubut lagi …, Bengkel X akan mendapat 4 unit lebih banyak (…)`; or that it is not measured."""
    names, units, count = Names(tables), found.units, len(found.seeds)
    who = names.site(found.site)
    with_id, with_en = premise(found.change, tables, names, found.site)
    low, high = sorted((abs(round(units.low)), abs(round(units.high))))
    size = quantity(abs(units.median), "id", 1)
    if units.is_unchanged and not any(found.cost.differences):
        return both(f"{with_id}, tidak ada yang berubah dalam {count} percobaan bagi {who}.",
                    f"{with_en}, nothing changes for {who} in {count} trials.")
    if not units.is_measured:
        span = f"{round(units.low)} … {round(units.high)}"
        return both(f"{with_id}, perubahan jumlah unit {who} tidak terukur ({count} percobaan: {span} unit).",
                    f"{with_en}, no change in the units of {who} can be measured ({count} trials: {span} units).")
    more = units.median > 0
    return both(
        f"{with_id}, {who} akan mendapat {size} unit lebih {'banyak' if more else 'sedikit'} (tengah dari {count} percobaan, "
        f"{low} sampai {high}).",
        f"{with_en}, {who} would receive {quantity(abs(units.median), 'en', 1)} units {'more' if more else 'fewer'} (median of "
        f"{count} trials, {low} to {high}).")


def premise(change: WhatIf, tables: Tables, names: Names, site: str) -> tuple[str, str]:
    """What is different, as the beginning of a sentence in both languages."""
    workshop = next(r for r in tables["workshops"] if r["workshop"] == site)
    if change.kind in ("machine", "lead_machine"):
        machine_id, machine_en = MACHINES[change.resource]
        hours = quantity(MACHINE_HOURS * change.count)
        number_id, number_en = ("satu", "one more") if change.count == 1 else (str(change.count), f"{change.count} more")
        at_id, at_en = "", ""
        if change.kind == "lead_machine":
            at_id, at_en = f" di induknya {names.site(workshop['lead'])}", f" at its lead {names.site(workshop['lead'])}"
        plural = "" if change.count == 1 else "s"
        return (f"Dengan {number_id} {machine_id} lagi{at_id} ({hours} jam per minggu)",
                f"With {number_en} {machine_en}{plural}{at_en} ({hours} hours a week)")
    what_id = f"penawaran {names.type(change.type, 'id')}" if change.type else "semua penawaran"
    what_en = f"the offer for {names.type(change.type, 'en')}" if change.type else "all offers"
    if change.kind == "offer":
        return (f"Dengan {what_id} turun {quantity(change.percent)} persen",
                f"With {what_en} lowered by {quantity(change.percent, 'en')} per cent")
    if change.kind == "offer_to_hps":
        return (f"Dengan {what_id} yang di atas HPS diturunkan sampai HPS",
                f"With {what_en} above the owner's estimate lowered to it")
    if change.kind == "cash":
        whose = names.site(payer_of(tables, workshop)["workshop"])
        return (f"Dengan uang kerja {whose} bertambah {money(change.amount, 'id')}",
                f"With {money(change.amount, 'en')} more working cash at {whose}")
    return "Dengan verifikasi lulus selama seluruh program", "With verification passed for the whole programme"
