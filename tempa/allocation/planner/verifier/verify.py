"""Verifies a bound on what any plan must cost, from the programme's tables alone and without a solver.

    verdict = verify(read_programme("data/ntb-2020"), Path("plan/certificate.json.gz").read_bytes())
    verdict.ok, verdict.recomputed_bound, verdict.reasons

Weak duality: put a price (multiplier) on every limit that lots share, charge each lot for what it uses, and give back
the price of what there is. Whatever the prices, no valid plan can cost less than the cheapest lots of every line at
those prices less what is given back. A false multiplier can therefore only prove a lower bound, never a wrong one; one
of the wrong sign is taken as 0. The model is the checker's own (`judge.facts`, `model`); it shares no code with
the planner. The argument for each row stands in `docs/planner-bound.md`.

A certificate that states added rules proves its bound for plans that keep them beside the programme's eleven; one that
states none holds for those plans too, since an added rule can only narrow what is allowed. One that names lots that stay
(of a plan made again, or with decisions by hand) needs that plan's tables: `verify(tables, certificate, plan)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, fsum, isfinite
from pathlib import Path

import numpy as np

from tempa.allocation.planner.judge.facts import Tables, read_facts
from tempa.allocation.planner.verifier.form import Certificate, FormError, Multipliers, Retained, Row, parse_certificate
from tempa.allocation.planner.verifier.lots import Prices, line_costs
from tempa.allocation.planner.verifier.model import Floats, Model, build_model
from tempa.allocation.planner.verifier.retained_lots import left_by, retained_lots
from tempa.allocation.planner.verifier.side_constraints import RuleRow, rules_sha256, under_rules
from tempa.values.programme import Sentence, programme_sha256

ROUNDED_PARTS = 3.0  # rupiah: six parts of the objective, each rounded by at most one half
MARGIN = 2.0**-40  # of the sum of all magnitudes: 4,000 times the unit of rounding of the longest chain of additions


@dataclass(frozen=True)
class Verdict:
    """`ok`: the stated bound follows. `recomputed_bound`: what the multipliers prove (whole rupiah), None if unknown."""

    ok: bool
    recomputed_bound: int | None
    sentences: tuple[Sentence, ...] = ()
    """Why it is refused."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The sentences in Indonesian."""
        return tuple(sentence.id for sentence in self.sentences)


OTHER_PROGRAMME = Sentence("Sertifikat ini milik program lain: hash-nya berbeda.",
                           "The certificate is of another programme: its hash differs.")


OTHER_RULES = Sentence(
    "Sertifikat ini hanya berlaku di bawah aturan tambahan yang disebutnya; rencana ini tidak dibuat di bawah aturan itu.",
    "The certificate holds only under the added rules that it states; this plan was not made under them.")


def verify(tables: Tables, certificate: bytes, plan: Tables | None = None) -> Verdict:
    """Judge the bytes of a certificate against the tables of a programme (which passed the programme's own checks).

    `plan`: tables of the plan beside which it lies; one that names lots that stay is refused without it.
    """
    try:
        stated = parse_certificate(certificate)
        if stated.programme_sha256 != programme_sha256(tables):
            return _refused(None, OTHER_PROGRAMME)
        proven = recompute(tables, stated.multipliers, list(stated.rules), stated.retained, plan)
    except FormError as error:
        return _refused(None, error.sentence)
    return _judge(stated, proven)


def verify_file(tables: Tables, path: str | Path, plan_bound: int | None = None, plan_rules: str = "",
                plan: Tables | None = None) -> Verdict:
    """Judge a certificate file, that a plan's `lower_bound` (whole rupiah) does not exceed what is proven, and that a
    certificate of added rules is of those that the plan states (`plan_rules`: its `rules_sha256`, blank for none).
    `plan`: its tables, for a certificate that names lots that stay."""
    try:
        with Path(path).open("rb") as file:
            packed = file.read(2**26)
    except OSError as error:
        name = Path(path).name
        return _refused(None, Sentence(f"Sertifikat {name} tidak dapat dibaca: {error.strerror}.",
                                       f"The certificate {name} cannot be read: {error.strerror}."))
    verdict = verify(tables, packed, plan)
    proven = verdict.recomputed_bound
    if proven is None:
        return verdict
    against = list(verdict.sentences)
    if plan_bound is not None and plan_bound > proven:
        against.append(Sentence(f"Rencana menyatakan batas {plan_bound}, sertifikatnya hanya membuktikan {proven}.",
                                f"The plan states the bound {plan_bound}, its certificate proves only {proven}."))
    rules = parse_certificate(packed).rules
    if plan_bound is not None and rules and rules_sha256(list(rules)) != plan_rules:
        against.append(OTHER_RULES)
    return _refused(proven, *against) if against else verdict


def read_file(path: str | Path) -> Certificate | None:
    """What a certificate states; None where it cannot be read."""
    try:
        return parse_certificate(Path(path).read_bytes())
    except (OSError, FormError):
        return None


def _refused(proven: int | None, *sentences: Sentence) -> Verdict:
    return Verdict(False, proven, sentences)


def _judge(stated: Certificate, proven: int) -> Verdict:
    if stated.bound > proven:
        return _refused(proven, Sentence(
            f"Batas {stated.bound} tidak terbukti: pengalinya hanya membuktikan {proven}.",
            f"The bound {stated.bound} does not follow: the multipliers prove {proven}."))
    return Verdict(True, proven)


def recompute(tables: Tables, multipliers: Multipliers, rules: list[RuleRow] | None = None, retained: Retained | None = None,
              plan: Tables | None = None) -> int:
    """Whole rupiah that no valid plan (that keeps the added `rules`, if any, and in which the lots `retained` stand as in
    `plan`) can cost less than, by these multipliers; raises `FormError` on rows or rules that are unknown, and where
    the lots are not those of the plan."""
    facts = read_facts(tables)
    regencies = {row["workshop"]: row["regency"] for row in tables["workshops"]}
    whole = model = under_rules(build_model(facts), facts, regencies, rules or [])
    spent, sizes = 0.0, []
    if retained is not None:
        if plan is None:
            raise FormError("Sertifikat ini menyebut lot yang tetap; sertakan rencana yang dibuktikannya.",
                            "The certificate names lots that stay; give the plan that it is of.")
        stays = retained_lots(whole, facts, plan, retained)
        model, spent = left_by(whole, stays), stays.cost
    known = _projected(model, multipliers)
    prices = _prices(model, known)
    given = [-value * model.limits[family][row] for family, rows in known.items() for row, value in rows.items()]
    costs = line_costs(model, prices)
    if retained is not None:  # what is left of a limit is a difference: it errs by the size of the whole limit
        sizes = [spent, *(value * whole.limits[family][row] for family, rows in known.items() for row, value in rows.items())]
    margin = MARGIN * _magnitude(model, prices, [*given, *sizes])
    if not isfinite(margin):
        raise FormError("Pengalinya terlalu besar untuk dihitung.", "The multipliers are too large to compute with.")
    return max(0, ceil(fsum([spent, *given, *costs.tolist(), -ROUNDED_PARTS, -margin])))  # no part of a cost is negative


def _projected(model: Model, multipliers: Multipliers) -> Multipliers:
    """Multipliers that any weak-duality argument allows: ≥ 0, and within the imbalance rate for `balance`."""
    projected: Multipliers = {}
    for family, rows in multipliers.items():
        limits = model.limits.get(family, {})
        for row in rows:
            if row not in limits:
                raise FormError(f"Program tidak punya baris {family} {list(row)}.",
                                f"The programme has no row {family} {list(row)}.")
        if family == "balance":
            rate = model.imbalance_rate
            projected[family] = {row: min(rate, max(-rate, value)) for row, value in rows.items()}
        else:
            projected[family] = {row: max(0.0, value) for row, value in rows.items()}
    return projected


def _prices(model: Model, known: Multipliers) -> Prices:
    site = {code: at for at, code in enumerate(model.sites)}
    hours, cash = np.zeros(model.capacity.shape), np.zeros((len(model.sites), model.weeks + model.lag))
    of = {code: at for at, code in enumerate(model.resources)}
    for (where, resource, week), value in _rows(known, "hours"):
        hours[site[str(where)], of[str(resource)], int(week)] = value
    for (where, week), value in _rows(known, "cash"):
        cash[site[str(where)], int(week)] = value
    inspection = np.zeros(model.weeks)
    for (week,), value in _rows(known, "inspection"):
        inspection[int(week)] = value
    supply, part = np.zeros((len(model.materials), model.weeks)), {code: at for at, code in enumerate(model.materials)}
    for (code, week), value in _rows(known, "supply"):
        supply[part[str(code)], int(week)] = value
    budget, pilot, lots = (dict(_rows(known, family)) for family in ("budget", "pilot", "site_lots"))
    school_min = known.get("school_min", {}).get((), 0.0)
    return Prices(
        hours=hours, cash=cash, inspection=inspection,
        supply=np.cumsum(supply[:, ::-1], axis=1)[:, ::-1],  # used in week a: counts in every row from a on
        value=_value_prices(model, known), budget=np.array([budget.get((line,), 0.0) for line in model.lines.budget]),
        pilot=np.array([pilot.get((code,), 0.0) for code in model.machines.names]),
        lots=np.array([lots.get((code,), 0.0) for code in model.sites]),
        unplanned=school_min + fsum([*known.get("cluster_min", {}).values(), *known.get("group_min", {}).values()]),
    )


def _rows(known: Multipliers, family: str) -> list[tuple[Row, float]]:
    return list(known.get(family, {}).items())


def _value_prices(model: Model, known: Multipliers) -> Floats:
    """Per site, rupiah per rupiah of value: the share rows it counts for, and its balance row."""
    def of(family: str, *name: str) -> float:
        return known.get(family, {}).get(name, 0.0)

    value = np.zeros(len(model.sites))
    for at, code in enumerate(model.sites):
        value[at] = of("site_max", code) + of("balance", code)
        if model.school[at]:
            value[at] += of("school_max") - of("school_min")
        elif model.cluster[at]:
            value[at] += of("cluster_max", model.cluster[at]) - of("cluster_min", model.cluster[at])
    for name, members in model.groups.items():
        value[members] += of("group_max", name) - of("group_min", name)
    return value


def _magnitude(model: Model, prices: Prices, given: list[float]) -> float:
    """The sum of the sizes of all numbers that are added up, from above; rounding errors are a tiny part of it."""
    machines, units = model.machines, model.lines.quantity
    price = machines.price[model.lines.machine]
    hours = (machines.setup + machines.hours)[model.lines.machine].sum(axis=1) * prices.hours.max(initial=0.0)
    parts = machines.parts[model.lines.machine] @ prices.supply.max(axis=1, initial=0.0)
    tied = model.offers.cash.max(initial=0.0) * prices.cash.sum(axis=1).max(initial=0.0)
    per_unit = (
        price * (model.unplanned_rate + prices.unplanned + model.lateness_rate * model.lines.late.max(initial=0.0))
        + price * (1.0 + prices.budget + np.abs(prices.value).max(initial=0.0)) + hours + parts + tied
        + model.lines.freight.max(initial=0.0) + prices.pilot[model.lines.machine] + model.lot_cost + prices.lots.max(initial=0.0)
        + machines.inspection[model.lines.machine] * prices.inspection.max(initial=0.0)
    )
    # the hours of a window are differences of sums over all weeks, and so is the cash
    return float(fsum(abs(value) for value in given) + (units * per_unit).sum() * max(1, model.weeks))
