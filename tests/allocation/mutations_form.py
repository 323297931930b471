"""Rules 0 to 4 broken: form, statements, quantities, smallest lots, makers, pilot limits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction

from tests.allocation.plan_cases import Case, Row, breaks, decimal, misstates

# --- rule 0: form


@breaks(0)
def lot_twice(case: Case) -> None:
    case.plan["lots"].append(dict(case.lot()))


@breaks(0)
def lot_of_unknown_line(case: Case) -> None:
    case.lot()["line"] = case.draw.choice(["", "P9999", "p0001"])


@breaks(0)
def lot_at_unknown_workshop(case: Case) -> None:
    case.lot()["workshop"] = case.draw.choice(["", "B9999", "b0001"])


@breaks(0)
def lot_week_is_no_number(case: Case) -> None:
    week = case.draw.choice(["start_week", "finish_week", "inspect_week"])
    case.lot()[week] = case.draw.choice(["", "x", "1.5", "1e1"])


@breaks(0)
def lot_starts_after_it_finishes(case: Case) -> None:
    lot = case.lot()
    lot["start_week"] = str(int(lot["finish_week"]) + 1)


@breaks(0)
def lot_starts_before_the_programme(case: Case) -> None:
    case.lot()["start_week"] = "-1"


@breaks(0)
def lot_finishes_after_the_horizon(case: Case) -> None:
    case.lot()["finish_week"] = str(case.weeks + case.draw.randint(0, 3))


@breaks(0)
def load_of_unknown_lot(case: Case) -> None:
    case.load()["lot"] = case.draw.choice(["", "N9999"])


@breaks(0)
def load_at_unknown_workshop(case: Case) -> None:
    case.load()["workshop"] = case.draw.choice(["", "B9999"])


@breaks(0)
def load_week_is_no_number(case: Case) -> None:
    case.load()["week"] = case.draw.choice(["", "two", "2.5"])


@breaks(0)
def load_hours_are_no_number(case: Case) -> None:
    case.load()["hours"] = case.draw.choice(["", "1e3", "1,5", "+2", ".5", "NaN"])


@breaks(0)
def unplanned_of_unknown_line(case: Case) -> None:
    case.row("unplanned")["line"] = "P9999"


@breaks(0)
def purchase_of_unknown_material(case: Case) -> None:
    case.row("purchases")["material"] = "X-99"


@breaks(0)
def purchase_outside_the_horizon(case: Case) -> None:
    case.row("purchases")["week"] = case.draw.choice(["-1", str(case.weeks), "999"])


@breaks(0)
def purchase_week_is_no_number(case: Case) -> None:
    case.row("purchases")["week"] = case.draw.choice(["", "w1", "1.5"])


@breaks(0)
def purchase_below_zero(case: Case) -> None:
    case.row("purchases")["quantity"] = "-0.5"


@breaks(0)
def purchase_is_no_number(case: Case) -> None:
    case.row("purchases")["quantity"] = case.draw.choice(["", "ten", "1e2"])


@misstates
def objective_not_stated(case: Case) -> None:
    case.state("objective", case.draw.choice([None, "", "much"]))


@misstates
def objective_wrong(case: Case) -> None:
    case.state("objective", str(case.stated("objective") + case.draw.choice([-7, 7, 10**6])))


@misstates
def part_wrong(case: Case) -> None:
    part = case.draw.choice(["price", "freight", "lateness", "lots", "imbalance", "unplanned"])
    case.state(part, str(case.stated(part) + case.draw.choice([-3, 3, 1000])))


@misstates
def bound_not_stated(case: Case) -> None:
    case.state("lower_bound", case.draw.choice([None, "", "low"]))


@misstates
def bound_above_objective(case: Case) -> None:
    case.state("gap", None)
    case.state("lower_bound", str(case.stated("objective") + case.draw.choice([3, 10**9])))


@misstates
def gap_wrong(case: Case) -> None:
    case.state("gap", case.draw.choice(["0", "0.99", "-1"]))


@misstates
def hash_of_another_programme(case: Case) -> None:
    case.state("programme_sha256", "0" * 64)


# --- rule 1: quantities


@breaks(1)
def lot_of_no_units(case: Case) -> None:
    case.lot()["quantity"] = case.draw.choice(["0", "-1", "0.0"])


@breaks(1)
def lot_of_a_fraction(case: Case) -> None:
    case.lot()["quantity"] = case.draw.choice(["2.5", "0.5"])


@breaks(1)
def lot_quantity_is_no_number(case: Case) -> None:
    case.lot()["quantity"] = case.draw.choice(["", "two", "1e1"])


@breaks(1)
def lot_is_gone(case: Case) -> None:
    lot = case.lot()
    case.plan["loads"] = [row for row in case.plan["loads"] if row["lot"] != lot["lot"]]
    case.plan["lots"].remove(lot)


@breaks(1)
def unplanned_is_gone(case: Case) -> None:
    case.plan["unplanned"].remove(case.row("unplanned"))


@breaks(1)
def unplanned_too_many(case: Case) -> None:
    row = case.row("unplanned")
    row["quantity"] = str(int(row["quantity"]) + 1)


@breaks(1)
def unplanned_none(case: Case) -> None:
    case.row("unplanned")["quantity"] = case.draw.choice(["0", "-2", "1.5", ""])


@breaks(1)
def lot_of_more_units(case: Case) -> None:
    lot = case.lot()
    lot["quantity"] = str(int(lot["quantity"]) + case.draw.randint(1, 3))


@breaks(1)
def lot_of_fewer_units(case: Case) -> None:
    lot = case.lot(lambda row: int(row["quantity"]) > 1)
    lot["quantity"] = str(int(lot["quantity"]) - 1)


@breaks(1)
def lot_goes_to_another_line(case: Case) -> None:
    def lines_of(kind: str) -> int:
        return sum(row["type"] == kind for row in case.tables["orders"])

    lot = case.lot(lambda row: lines_of(case.order(row)["type"]) > 1)
    kind = case.order(lot)["type"]
    lot["line"] = case.made("orders", lambda row: row["type"] == kind and row["line"] != lot["line"])["line"]


@breaks(1)
def unplanned_beside_a_whole_line(case: Case) -> None:
    left = {row["line"] for row in case.plan["unplanned"]}
    lot = case.lot(lambda row: row["line"] not in left)
    case.plan["unplanned"].append({"line": lot["line"], "quantity": "1", "reason": "?"})


# --- rule 2: smallest lots


def shrink(case: Case, lot: Row, quantity: int) -> None:
    """A smaller lot with hours that are right for it, the rest unplanned, and purchases to match."""
    old = int(lot["quantity"])
    lot["quantity"] = str(quantity)
    refit(case, lot)
    case.plan["unplanned"].append({"line": lot["line"], "quantity": str(old - quantity), "reason": "?"})
    trim_purchases(case)


def refit(case: Case, lot: Row) -> None:
    """One load per step in the finish week at the site itself, of the hours the lot needs now."""
    kind = case.order(lot)["type"]
    rows = [row for row in case.tables["routings"] if row["type"] == kind]
    case.plan["loads"] = [row for row in case.plan["loads"] if row["lot"] != lot["lot"]]
    for row in rows:
        hours = Fraction(row["setup_hours"]) + int(lot["quantity"]) * Fraction(row["hours_per_unit"])
        case.plan["loads"].append({"lot": lot["lot"], "step": row["step"], "workshop": lot["workshop"],
                                   "week": lot["finish_week"], "hours": decimal(hours)})


def trim_purchases(case: Case) -> None:
    """Buy exactly what is used, when the lots start (other limits of rule 8 may break)."""
    used: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for lot in case.plan["lots"]:
        for row in case.tables["bom"]:
            if row["type"] == case.order(lot)["type"]:
                used[row["material"], lot["start_week"]] += int(lot["quantity"]) * Fraction(row["quantity"])
    case.plan["purchases"] = [{"material": material, "week": week, "quantity": decimal(quantity)}
                              for (material, week), quantity in used.items()]


def smallest(case: Case, lot: Row) -> int:
    return int(case.machine(lot)["min_lot"] or 1)


@breaks(2)
def lot_below_the_smallest(case: Case) -> None:
    lot = case.lot(lambda row: 1 < smallest(case, row) <= int(row["quantity"]))
    shrink(case, lot, smallest(case, lot) - 1)


@breaks(2)
def lot_split_in_two_small_ones(case: Case) -> None:
    lot = case.lot(lambda row: 1 < int(row["quantity"]) < 2 * smallest(case, row))
    other = lot | {"lot": "SPLIT", "quantity": str(int(lot["quantity"]) // 2)}
    lot["quantity"] = str(int(lot["quantity"]) - int(other["quantity"]))
    case.plan["lots"].append(other)
    refit(case, lot)
    refit(case, other)


@breaks(2)
def part_of_a_small_line(case: Case) -> None:
    case.machine(lot := case.lot(lambda row: int(row["quantity"]) > 1))["min_lot"] = "9"
    case.order(lot)["quantity"] = str(max(2, min(8, int(lot["quantity"]))))
    case.term("inspection_hours_per_week")["value"] = "500"
    lot["quantity"] = str(int(case.order(lot)["quantity"]) - 1)


@breaks(2)
def smallest_lot_raised(case: Case) -> None:
    lot = case.lot(lambda row: int(row["quantity"]) < int(case.order(row)["quantity"])
                   and case.machine(row)["tested"] == "yes")
    case.machine(lot)["min_lot"] = str(int(lot["quantity"]) + 1)
    case.term("inspection_hours_per_week")["value"] = "500"


# --- rule 3: who may make it


@breaks(3)
def lot_at_a_facility(case: Case) -> None:
    case.lot()["workshop"] = case.made("workshops", lambda row: row["kind"] == "facility")["workshop"]


@breaks(3)
def lot_at_a_site_without_offer(case: Case) -> None:
    lot = case.lot()
    kind = case.order(lot)["type"]
    offering = {row["workshop"] for row in case.tables["offers"] if row["type"] == kind}
    others = case.made("workshops", lambda row: row["kind"] != "facility" and row["workshop"] not in offering)
    lot["workshop"] = others["workshop"]


@breaks(3)
def offer_withdrawn(case: Case) -> None:
    case.tables["offers"].remove(case.offer(case.lot()))


@breaks(3)
def offer_above_the_estimate(case: Case) -> None:
    lot = case.lot()
    case.offer(lot)["unit_price"] = str(int(case.machine(lot)["unit_price"]) + case.draw.choice([1, 10**6]))


@breaks(3)
def score_too_low(case: Case) -> None:
    score = case.draw.choice(["score_premises", "score_competence", "score_staff", "score_equipment"])
    case.site(case.lot()["workshop"])[score] = case.draw.choice(["59", "59.99", "0"])


@breaks(3)
def score_blank(case: Case) -> None:
    score = case.draw.choice(["score_premises", "score_competence", "score_staff", "score_equipment"])
    case.site(case.lot()["workshop"])[score] = ""


@breaks(3)
def verified_a_day_too_late(case: Case) -> None:
    lot = case.lot()
    monday = case.sunday(int(lot["start_week"])) - dt.timedelta(days=5)
    case.site(lot["workshop"])["verified_from"] = monday.isoformat()


@breaks(3)
def verified_a_day_too_short(case: Case) -> None:
    lot = case.lot()
    site = case.site(lot["workshop"])
    site["verified_until"] = (case.sunday(int(lot["finish_week"])) - dt.timedelta(days=1)).isoformat()
    site["verified_from"] = ""


# --- rule 4: pilot limits


@breaks(4)
def pilot_limit_lowered(case: Case) -> None:
    lot = case.lot(lambda row: case.machine(row)["tested"] == "no")
    kind = case.order(lot)["type"]
    planned = sum(int(row["quantity"]) for row in case.plan["lots"] if case.order(row)["type"] == kind)
    case.machine(lot)["pilot_limit"] = str(planned - 1)


@breaks(4)
def test_report_withdrawn(case: Case) -> None:
    kind = case.machine(case.lot(lambda row: case.machine(row)["tested"] == "yes"))
    kind["tested"], kind["pilot_limit"] = "no", "0"


@breaks(4)
def more_of_an_untested_type(case: Case) -> None:
    lot = case.lot(lambda row: case.machine(row)["tested"] == "no")
    lot["quantity"] = str(int(case.machine(lot)["pilot_limit"]) + 1)
