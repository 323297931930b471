"""Rules 5 to 8 broken: hours and flow, capacity, inspection, materials."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from tests.allocation.mutations_form import smallest
from tests.allocation.plan_cases import Case, NotHere, Row, breaks, decimal

# --- rule 5: hours and flow


@breaks(5)
def load_at_a_stranger(case: Case) -> None:
    load = case.load()
    own = next(row["workshop"] for row in case.plan["lots"] if row["lot"] == load["lot"])
    known = {own, case.site(own)["lead"]}
    stranger = case.made("workshops", lambda row: row["kind"] != "facility" and row["workshop"] not in known)
    load["workshop"] = stranger["workshop"]


@breaks(5)
def load_of_a_lead_at_its_member(case: Case) -> None:
    lot = case.lot(lambda row: case.site(row["workshop"])["kind"] == "lead")
    member = case.made("workshops", lambda row: row["lead"] == lot["workshop"])
    case.draw.choice(case.loads_of(lot))["workshop"] = member["workshop"]


@breaks(5)
def hours_too_few(case: Case) -> None:
    load = case.load(lambda row: float(row["hours"]) > 0.02)
    load["hours"] = decimal(Fraction(load["hours"]) - Fraction(case.draw.choice([1, 2]), 100))


@breaks(5)
def hours_too_many(case: Case) -> None:
    load = case.load()
    load["hours"] = decimal(Fraction(load["hours"]) + Fraction(case.draw.choice([1, 50]), 100))


@breaks(5)
def load_is_gone(case: Case) -> None:
    case.plan["loads"].remove(case.load())


@breaks(5)
def step_is_gone(case: Case) -> None:
    load = case.load()
    gone = load["lot"], load["step"]
    case.plan["loads"] = [row for row in case.plan["loads"] if (row["lot"], row["step"]) != gone]


@breaks(5)
def unknown_step(case: Case) -> None:
    case.load()["step"] = case.draw.choice(["0", "99", "-1"])


@breaks(5)
def step_is_no_number(case: Case) -> None:
    case.load()["step"] = case.draw.choice(["", "weld", "1.5"])


@breaks(5)
def load_before_the_start(case: Case) -> None:
    lot = case.lot(lambda row: int(row["start_week"]) > 0)
    case.draw.choice(case.loads_of(lot))["week"] = str(int(lot["start_week"]) - 1)


@breaks(5)
def load_after_the_finish(case: Case) -> None:
    lot = case.lot()
    case.draw.choice(case.loads_of(lot))["week"] = str(int(lot["finish_week"]) + case.draw.choice([1, 40]))


@breaks(5)
def hours_below_zero(case: Case) -> None:
    load = case.load()
    case.plan["loads"] += [load | {"hours": "-1"}, load | {"hours": "1"}]


@breaks(5)
def hours_with_three_places(case: Case) -> None:
    load = case.load(lambda row: float(row["hours"]) > 0.1)
    first = Fraction(load["hours"]) / 2 + Fraction(1, 1000)
    case.plan["loads"].append(load | {"hours": f"{float(Fraction(load['hours']) - first):.3f}"})
    load["hours"] = f"{float(first):.3f}"


@breaks(5)
def first_step_comes_last(case: Case) -> None:
    lot = case.lot(lambda row: any(
        load["step"] == "2" and load["week"] != row["finish_week"] for load in case.loads_of(row)))
    for row in case.loads_of(lot):
        if row["step"] == "1":
            row["week"] = lot["finish_week"]


@breaks(5)
def last_step_comes_first(case: Case) -> None:
    lot = case.lot(lambda row: row["start_week"] != row["finish_week"])
    last = max(int(row["step"]) for row in case.loads_of(lot))
    for row in case.loads_of(lot):
        if int(row["step"]) == last:
            row["week"] = lot["start_week"]


@breaks(5)
def an_hour_ahead_of_the_step_before(case: Case) -> None:
    """In a lot over several weeks one step of the second week slips forward by a hundredth more than is ready."""
    lot = case.lot(lambda row: int(row["finish_week"]) > int(row["start_week"]))
    later = [row for row in case.loads_of(lot) if row["step"] != "1" and row["week"] != lot["start_week"]]
    if not later:
        raise NotHere
    load = case.draw.choice(later)
    load["week"] = lot["start_week"]


# --- rule 6: capacity


@breaks(6)
def capacity_lowered(case: Case) -> None:
    used: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    for load in case.plan["loads"]:
        used[load["workshop"], resource_of(case, load), load["week"]] += Fraction(load["hours"])
    site, resource, week = case.draw.choice(sorted(used))
    row = next(row for row in case.tables["capacities"] if (row["workshop"], row["resource"]) == (site, resource))
    row["hours_per_week"] = decimal(Fraction(int(used[site, resource, week] * 100) - 1, 100))


def resource_of(case: Case, load: Row) -> str:
    kind = case.order(next(row for row in case.plan["lots"] if row["lot"] == load["lot"]))["type"]
    step = kind, load["step"]
    return next(row["resource"] for row in case.tables["routings"] if (row["type"], row["step"]) == step)


@breaks(6)
def site_closed(case: Case) -> None:
    load = case.load()
    who = case.draw.choice(["*", load["workshop"]])
    case.tables["closures"].append({"workshop": who, "week": load["week"], "factor": "0"})


@breaks(6)
def load_where_the_resource_is_not(case: Case) -> None:
    facility = case.made("workshops", lambda row: row["kind"] == "facility")["workshop"]
    case.load(lambda row: resource_of(case, row) in ("weld", "assemble", "paint"))["workshop"] = facility


@breaks(6)
def everything_in_one_week(case: Case) -> None:
    lot = case.lot(lambda row: int(row["finish_week"]) - int(row["start_week"]) > 1)
    for row in case.loads_of(lot):
        row["week"] = lot["finish_week"]


@breaks(6)
def lots_made_in_the_same_weeks(case: Case) -> None:
    """Every lot of a site in one week."""
    site = case.lot()["workshop"]
    mine = [row for row in case.plan["lots"] if row["workshop"] == site]
    if len(mine) < 4:
        raise NotHere
    week = str(case.weeks // 2)
    for lot in mine:
        lot["start_week"] = lot["finish_week"] = week
        for row in case.loads_of(lot):
            row["week"] = week


# --- rule 7: inspection


@breaks(7)
def inspected_before_it_is_finished(case: Case) -> None:
    lot = case.lot()
    lot["inspect_week"] = case.draw.choice([lot["finish_week"], "0"])


@breaks(7)
def inspected_after_the_horizon(case: Case) -> None:
    case.lot()["inspect_week"] = case.draw.choice([str(case.weeks), "400"])


@breaks(7)
def inspected_before_the_programme(case: Case) -> None:
    case.lot()["inspect_week"] = case.draw.choice(["-1", "-50"])


@breaks(7)
def everything_inspected_at_once(case: Case) -> None:
    for row in case.plan["lots"]:
        row["inspect_week"] = str(case.weeks - 1)


@breaks(7)
def inspectors_gone(case: Case) -> None:
    case.term("inspection_hours_per_week")["value"] = case.draw.choice(["8", "8.5"])


@breaks(7)
def lot_too_large_for_a_week(case: Case) -> None:
    lot = case.lot(lambda row: int(row["quantity"]) > 3 and smallest(case, row) * 1.5 < int(row["quantity"]))
    most = Fraction(case.term("inspection_hours_per_week")["value"])
    case.machine(lot)["inspection_hours"] = decimal(Fraction(int(most / int(lot["quantity"]) * 100) + 1, 100))


# --- rule 8: materials


@breaks(8)
def purchase_is_gone(case: Case) -> None:
    case.plan["purchases"].remove(case.row("purchases"))


@breaks(8)
def purchase_comes_later(case: Case) -> None:
    row = case.row("purchases", lambda row: int(row["week"]) < case.weeks - 1)
    row["week"] = str(case.weeks - 1)


@breaks(8)
def purchase_before_its_lead_time(case: Case) -> None:
    slow = {row["material"] for row in case.tables["materials"] if row["lead_time_weeks"] not in ("", "0")}
    case.row("purchases", lambda row: row["material"] in slow)["week"] = "0"


@breaks(8)
def nothing_bought_before_its_lead_time(case: Case) -> None:
    slow = case.made("materials", lambda row: row["lead_time_weeks"] not in ("", "0"))
    case.plan["purchases"].append({"material": slow["material"], "week": "0", "quantity": "0"})


@breaks(8)
def bought_above_the_weekly_supply(case: Case) -> None:
    limited = {row["material"]: row["weekly_supply"] for row in case.tables["materials"] if row["weekly_supply"]}
    row = case.row("purchases", lambda row: row["material"] in limited)
    row["quantity"] = decimal(Fraction(limited[row["material"]]) + Fraction(case.draw.choice([1, 5000]), 1000))


@breaks(8)
def bought_more_than_needed(case: Case) -> None:
    row = case.row("purchases")
    row["quantity"] = decimal(Fraction(row["quantity"]) + Fraction(11, 10))


@breaks(8)
def a_little_too_little(case: Case) -> None:
    row = case.row("purchases")
    row["quantity"] = decimal(Fraction(row["quantity"]) - Fraction(1, 1000))


@breaks(8)
def lot_starts_before_its_materials(case: Case) -> None:
    lot = case.lot(lambda row: int(row["start_week"]) > 3)
    lot["start_week"] = "0"


@breaks(8)
def lead_time_longer(case: Case) -> None:
    row = case.row("purchases")
    material = next(m for m in case.tables["materials"] if m["material"] == row["material"])
    material["lead_time_weeks"] = str(int(row["week"]) + 1)


@breaks(8)
def supply_lower(case: Case) -> None:
    row = case.row("purchases")
    material = next(m for m in case.tables["materials"] if m["material"] == row["material"])
    material["weekly_supply"] = decimal(Fraction(row["quantity"]) * Fraction(9, 10))


@breaks(8)
def parts_list_longer(case: Case) -> None:
    kind = case.order(case.lot())["type"]
    row = case.made("bom", lambda row: row["type"] == kind)
    row["quantity"] = decimal(Fraction(row["quantity"]) + 2)
