"""What lots that stay leave of a programme: the ground on which a plan made again, or decided by hand, has a bound.

A certificate of version 3 names lots of a plan (begun ones as they are carried on, and those decided by hand) and speaks of
all plans in which they stand as they do there. They are read here from the plan's own tables, by the verifier's own hand:
what they cost is a constant, what they use is gone, and a limit that they overdraw is used up, because other lots may make
no new breach. The argument stands in `docs/planner-bound.md`, "A plan made again".
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tempa.allocation.planner.judge.cost import exact_parts
from tempa.allocation.planner.judge.facts import Facts, Tables, whole
from tempa.allocation.planner.judge.form import Load, Lot, ReadPlan, read_plan_rows, structure_faults
from tempa.allocation.planner.judge.rules import site_values, tied_up, unplanned_value
from tempa.allocation.planner.verifier.form import FormError, Retained, Row
from tempa.allocation.planner.verifier.model import Floats, Lines, Model
from tempa.allocation.planner.verifier.side_constraints import Limits, smaller_lots
from tempa.values.programme import plan_sha256

LEAST = ("cluster_min", "school_min", "group_min")
OWN_PARTS = ("price", "freight", "lateness", "lots")  # of the cost: what a lot costs by itself
Used = dict[str, dict[Row, float]]


@dataclass(frozen=True)
class RetainedLots:
    """The lots that stay, with their loads and what they cost by themselves (rupiah, as near as floating point comes)."""

    retained: Retained
    facts: Facts
    lots: dict[str, Lot]
    loads: list[Load]
    cost: float


def retained_lots(model: Model, facts: Facts, plan: Tables, retained: Retained) -> RetainedLots:
    """The lots `retained` as they stand in the tables of a plan; raises `FormError` where the certificate is not of that plan.

    `model`: of the programme under the certificate's added rules.
    """
    if structure_faults(plan):
        raise FormError("Tabel rencana tidak berbentuk; lot yang tetap tidak dapat dibaca.",
                        "The tables of the plan are not in form; the lots that stay cannot be read.")
    read, _ = read_plan_rows(facts, plan)
    _hold_against(plan, read, retained)
    missed = sorted(_missed(model, facts, read) - set(retained.given_up))
    if missed:
        raise FormError(f"Rencana ini tidak mencapai bagian terkecil {missed[0]}, yang menurut sertifikat dicapai.",
                        f"This plan misses the least share of {missed[0]}, which the certificate asks for.")
    lots = {name: read.lots[name] for name in retained.lots}
    parts = exact_parts(facts, ReadPlan(lots, [], {}, {}, {}))
    loads = [load for load in read.loads if load.lot in lots]
    return RetainedLots(retained, facts, lots, loads, float(sum(parts[name] for name in OWN_PARTS)))


def _hold_against(plan: Tables, read: ReadPlan, retained: Retained) -> None:
    """Week, names, rows and barred pairs as the plan has them: begun before the week, or recorded as decided by hand."""
    at = whole(read.stated.get("replanned_at", "0"))
    if at != retained.week:
        raise FormError("Sertifikat ini berlaku mulai minggu lain daripada minggu rencana ini dihitung ulang "
                        f"(week {retained.week}, replanned_at {at}).",
                        f"The certificate holds from another week than this plan was made again in (week {retained.week}, replanned_at {at}).")
    names, (by_hand, barred) = set(retained.lots), _decided(read.stated.get("by_hand", ""))
    for name in retained.lots:
        if name not in read.lots:
            raise FormError(f"Lot {name[:40]} menurut sertifikat tetap, tetapi tidak ada dalam rencana ini.",
                            f"Lot {name[:40]} stays by the certificate, but is not in this plan.")
        if read.lots[name].start >= retained.week and name not in by_hand:
            raise FormError(f"Lot {name[:40]} menurut sertifikat tetap, tetapi belum dimulai dan tidak diputuskan dengan tangan.",
                            f"Lot {name[:40]} stays by the certificate, but is neither begun nor decided by hand.")
    for name, lot in read.lots.items():
        if lot.start < retained.week and name not in names:
            raise FormError(f"Lot {name[:40]} sudah dimulai, tetapi tidak disebut dalam sertifikat.",
                            f"Lot {name[:40]} is begun, but the certificate does not name it.")
    if plan_sha256({table: [row for row in plan[table] if row["lot"] in names] for table in ("lots", "loads")}) != retained.sha256:
        raise FormError("Lot yang tetap tidak sama dengan yang dibuktikan: barisnya atau bebannya berbeda.",
                        "The lots that stay are not those of the proof: their rows or loads differ.")
    for line, site in retained.not_used:
        if (line, site) not in barred:
            raise FormError(f"Menurut sertifikat {line[:40]} tidak dikerjakan {site[:40]}, tetapi rencana ini tidak mencatat keputusan itu.",
                            f"By the certificate {site[:40]} does not make {line[:40]}, but this plan records no such decision.")


def _decided(recorded: str) -> tuple[set[str], set[tuple[str, str]]]:
    """Lots decided by hand, and pairs of line and workshop that are not to be used, as the plan records them."""
    try:
        notes = json.loads(recorded or "[]")
    except (ValueError, RecursionError):
        notes = []
    rows: list[dict[str, Any]] = [note for note in notes if isinstance(note, dict)] if isinstance(notes, list) else []
    lots = {name for note in rows if isinstance(note.get("lots"), list) for name in note["lots"] if isinstance(name, str)}
    return lots, {(str(note.get("line")), str(note.get("workshop"))) for note in rows if note.get("kind") == "forbid"}


def _missed(model: Model, facts: Facts, plan: ReadPlan) -> set[str]:
    """Groups whose least share the plan does not reach, its unplanned units forgiven."""
    open_value = unplanned_value(facts, plan)
    given = _values(model, site_values(facts, plan))
    return {_group_name(family, row) for family in LEAST for row, least in model.limits.get(family, {}).items()
            if given[family].get(row, 0.0) + open_value < -least - 0.5}  # values are whole rupiah


def _group_name(family: str, row: Row) -> str:
    code = str(row[0]) if row else ""
    return {"cluster_min": f"cluster:{code}", "school_min": "school"}.get(family, code)


def left_by(model: Model, stays: RetainedLots) -> Model:
    """The model of the units that are not in lots that stay, with what these leave of every limit, never below 0."""
    retained, used = stays.retained, _used(model, stays)
    unknown = set(retained.given_up) - {_group_name(family, row) for family in LEAST for row in model.limits.get(family, {})}
    if unknown:
        raise FormError(f"Bagian terkecil {min(unknown)[:40]} dalam sertifikat tidak dikenal.",
                        f"The least share of {min(unknown)[:40]} in the certificate is unknown.")
    limits = {family: {row: _left(family, row, limit, used[family].get(row, 0.0), retained) for row, limit in rows.items()}
              for family, rows in model.limits.items()}
    reduced = replace(
        model, limits=limits, first=np.maximum(model.first, retained.week), capacity=_capacity(model, limits),
        supply=_by_week(model.supply, model.materials, limits["supply"]), lines=_open_lines(model, stays),
    )  # fmt: skip
    offers = smaller_lots(reduced)
    pilot = np.array([limits["pilot"].get((machine,), np.inf) for _, machine in offers.names])
    return replace(reduced, offers=replace(offers, largest=np.minimum(offers.largest, pilot).astype(np.int64)))


def _left(family: str, row: Row, limit: float, used: float, retained: Retained) -> float:
    """The right side of a row of all other lots. Least shares are stated with the sign turned; one given up asks nothing."""
    if family == "balance":
        return limit - used  # a distance, no limit: it may be below 0
    if family in LEAST:
        return 0.0 if _group_name(family, row) in retained.given_up else min(0.0, limit + used)
    if family == "hours" and int(row[2]) < retained.week:
        return 0.0
    return max(0.0, limit - used)


def _used(model: Model, stays: RetainedLots) -> Used:
    """What the lots that stay use of every row."""
    used: Used = defaultdict(lambda: defaultdict(float))
    facts, machines = stays.facts, stays.facts.machines
    for load in stays.loads:
        resource = machines[stays.lots[load.lot].machine].steps[load.step].resource
        used["hours"][load.site, resource, load.week] += float(load.hundredths) / 100
    payer = {code: model.sites[model.payer[at]] for at, code in enumerate(model.sites)}
    values: dict[str, int] = defaultdict(int)
    for lot in stays.lots.values():
        machine, units = machines[lot.machine], lot.quantity
        tied = float(tied_up(facts, lot))
        for week in range(lot.start, lot.inspect + model.lag + 1):
            used["cash"][payer[lot.site], week] += tied
        used["inspection"][lot.inspect,] += float(units * machine.inspection)
        for code in model.materials:
            amount = float(units * machine.parts.get(code, 0))
            for week in range(lot.start, model.weeks) if amount else ():
                used["supply"][code, week] += amount
        used["budget"][facts.lines[lot.line].budget_line,] += float(units * facts.offers.get((lot.site, lot.machine), 0))
        used["pilot"][lot.machine,] += units
        used["site_lots"][lot.site,] += 1
        values[lot.site] += units * machine.price
    used.update(_values(model, values))
    return used


def _values(model: Model, values: dict[str, int]) -> Used:
    """Value given to each site, in the rows of shares and balance that it counts for."""
    used: Used = defaultdict(lambda: defaultdict(float))
    for at, site in enumerate(model.sites):
        for family, row in _value_rows(model, at):
            used[family][row] += float(values.get(site, 0))
    return used


def _value_rows(model: Model, at: int) -> Iterator[tuple[str, Row]]:
    yield from (("site_max", (model.sites[at],)), ("balance", (model.sites[at],)))
    if model.school[at]:
        yield from (("school_max", ()), ("school_min", ()))
    elif model.cluster[at]:
        yield from (("cluster_max", (model.cluster[at],)), ("cluster_min", (model.cluster[at],)))
    for name, members in model.groups.items():
        if at in members:
            yield from (("group_max", (name,)), ("group_min", (name,)))


def _open_lines(model: Model, stays: RetainedLots) -> Lines:
    """The units that are still to be made, and where they are not, by a decision."""
    lines = model.lines
    made: dict[str, int] = defaultdict(int)
    for lot in stays.lots.values():
        made[lot.line] += lot.quantity
    barred = lines.barred.copy()
    for line, site in stays.retained.not_used:
        if line in lines.names and site in model.sites:
            barred[lines.names.index(line), model.sites.index(site)] = True
    left = [max(0, int(ordered) - made[line]) for line, ordered in zip(lines.names, lines.ordered, strict=True)]
    return replace(lines, quantity=np.array(left, dtype=np.int64), barred=barred)


def _capacity(model: Model, limits: Limits) -> Floats:
    left = np.zeros(model.capacity.shape)
    site, resource = ({code: at for at, code in enumerate(codes)} for codes in (model.sites, model.resources))
    for (where, what, week), hours in limits["hours"].items():
        left[site[str(where)], resource[str(what)], int(week)] = hours
    return left


def _by_week(shape: Floats, codes: list[str], rows: dict[Row, float]) -> Floats:
    left = np.zeros(shape.shape)
    for at, code in enumerate(codes):
        left[at] = [rows[code, week] for week in range(shape.shape[1])]
    return left
