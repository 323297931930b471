"""Odd shapes that a programme may have, each still without an error: what planners trip over.

A shape changes the tables of a generated programme in place. Several may be combined; they apply in the order given.
"""

from __future__ import annotations

from collections.abc import Callable

from tempa.allocation.planner.generator.draw import Draw

Row = dict[str, str]
Tables = dict[str, list[Row]]


def bend(tables: Tables, kind: str, seed: int) -> None:
    """Apply one shape of `ODD`."""
    ODD[kind](tables, Draw(seed, f"odd {kind}"))


def set_key(tables: Tables, key: str, value: str) -> None:
    for row in tables["programme"]:
        if row["key"] == key:
            row["value"] = value


def key_of(tables: Tables, key: str) -> str:
    return next(row["value"] for row in tables["programme"] if row["key"] == key)


def no_minimum_shares(tables: Tables) -> None:
    set_key(tables, "school_share_min", "0")
    for row in tables["clusters"]:
        row["share_min"] = ""


def empty_order(tables: Tables, draw: Draw) -> None:
    """Nothing is ordered. Minimum shares of nothing cannot be met, so there are none."""
    tables["orders"].clear()
    no_minimum_shares(tables)


def no_facility(tables: Tables, draw: Draw) -> None:
    """No shared machines; offers that needed them go."""
    gone = {row["workshop"] for row in tables["workshops"] if row["kind"] == "facility"}
    for name in ("workshops", "capacities", "closures"):
        tables[name] = [row for row in tables[name] if row["workshop"] not in gone]
    _drop_unreachable(tables)


def _drop_unreachable(tables: Tables) -> None:
    """Offers of sites that can no longer reach every resource of the type would be errors."""
    own: dict[str, set[str]] = {row["workshop"]: set() for row in tables["workshops"]}
    for row in tables["capacities"]:
        if row["hours_per_week"] != "0":
            own[row["workshop"]].add(row["resource"])
    shared = set().union(*(own[row["workshop"]] for row in tables["workshops"] if row["kind"] == "facility"))
    lead = {row["workshop"]: row["lead"] for row in tables["workshops"]}
    needs: dict[str, set[str]] = {row["type"]: set() for row in tables["types"]}
    for row in tables["routings"]:
        needs[row["type"]].add(row["resource"])
    tables["offers"] = [row for row in tables["offers"] if needs[row["type"]]
                        <= own[row["workshop"]] | own.get(lead[row["workshop"]], set()) | shared]


def no_hours_site(tables: Tables, draw: Draw) -> None:
    """A member without hours, which lives on its lead's machines, and another whose hours are all 0."""
    members = [row["workshop"] for row in tables["workshops"] if row["kind"] == "member"]
    first, *rest = draw.some(members, 2)
    tables["capacities"] = [row for row in tables["capacities"] if row["workshop"] != first]
    for row in tables["capacities"]:
        if row["workshop"] in rest:
            row["hours_per_week"] = "0"
    _drop_unreachable(tables)


def one_week(tables: Tables, draw: Draw) -> None:
    """A horizon of one week: nothing made in it can be inspected in a later one."""
    set_key(tables, "weeks", "1")
    tables["closures"] = [row for row in tables["closures"] if row["week"] == "0"]


def late_parts(tables: Tables, draw: Draw) -> None:
    """Engines come only after the horizon, and one common material in its last week."""
    weeks = int(key_of(tables, "weeks"))
    for row in tables["materials"]:
        if row["kind"] == "engine":
            row["lead_time_weeks"] = str(weeks + 2)
    draw.pick([row for row in tables["materials"] if row["kind"] == "material"])["lead_time_weeks"] = str(weeks - 1)


def impossible_shares(tables: Tables, draw: Draw) -> None:
    """One cluster must have three fifths of the order, which its hours cannot carry."""
    no_minimum_shares(tables)
    chosen = draw.pick(tables["clusters"])
    if chosen["share_max"] and float(chosen["share_max"]) < 0.9:
        chosen["share_max"] = "0.9"  # never lowered: the greatest shares must still add up to the whole
    chosen["share_min"] = "0.6"


def untested(tables: Tables, draw: Draw) -> None:
    """Every type is untested; pilot limits from none over 0 to a few."""
    for row in tables["types"]:
        row["tested"], row["pilot_limit"] = "no", draw.pick(("", "0", "1", "2", "5", "30"))


def no_offers(tables: Tables, draw: Draw) -> None:
    """Nobody offers for a third of the types, and for another third everybody asks more than the estimate."""
    fate = {row["type"]: draw.whole(0, 2) for row in tables["types"]}
    price = {row["type"]: int(row["unit_price"]) for row in tables["types"]}
    tables["offers"] = [row for row in tables["offers"] if fate[row["type"]]]
    for row in tables["offers"]:
        if fate[row["type"]] == 1:
            row["unit_price"] = str(price[row["type"]] + draw.whole(1, 500_000))


def blank_limits(tables: Tables, draw: Draw) -> None:
    """Every cell that may be blank and is a limit or a date is blank."""
    for row in tables["clusters"]:
        row["share_min"] = row["share_max"] = ""
    for row in tables["workshops"]:
        row["cash_limit"] = row["verified_from"] = row["verified_until"] = row["workers"] = ""
    for row in tables["types"]:
        row["min_lot"] = row["pilot_limit"] = row["warranty_months"] = ""
    for row in tables["materials"]:
        row["weekly_supply"] = row["lead_time_weeks"] = row["supplier"] = ""


def unregistered_only(tables: Tables, draw: Draw) -> None:
    """Every member and school is unregistered: its lead's cash carries its lots, its own limit means nothing."""
    for row in tables["workshops"]:
        if row["kind"] in ("member", "school"):
            row["legal_tier"], row["cash_limit"] = "unregistered", draw.pick(("", "0", "1000000"))


def big_min_lot(tables: Tables, draw: Draw) -> None:
    """Smallest lots of four to twelve units, above what many lines order; inspection grows so that one fits a week."""
    hours = float(key_of(tables, "inspection_hours_per_week"))
    for row in tables["types"]:
        row["min_lot"] = str(draw.whole(4, 12))
        hours = max(hours, int(row["min_lot"]) * float(row["inspection_hours"]))
    set_key(tables, "inspection_hours_per_week", f"{hours:.2f}".rstrip("0").rstrip("."))


def no_leads(tables: Tables, draw: Draw) -> None:
    """Members and schools stand alone (a warning); unregistered ones become registered, as they must."""
    for row in tables["workshops"]:
        if row["kind"] in ("member", "school"):
            row["lead"] = ""
            row["legal_tier"] = "registered" if row["legal_tier"] == "unregistered" else row["legal_tier"]
    _drop_unreachable(tables)


def unverified(tables: Tables, draw: Draw) -> None:
    """Scores blank or below 60 at two sites in five, verification that starts late or has ended."""
    for row in tables["workshops"]:
        if row["kind"] != "facility" and draw.chance(0.4):
            row[draw.pick(("score_premises", "score_competence", "score_staff"))] = draw.pick(("", "59", "0"))
        elif row["kind"] != "facility" and draw.chance(0.3):
            row["verified_from"], row["verified_until"] = draw.pick(
                (("2020-09-01", "2022-01-01"), ("2019-01-01", "2020-08-30"), ("2019-01-01", "2019-12-31")))


def no_inspection(tables: Tables, draw: Draw) -> None:
    """The park inspects nothing: only types that need no inspection can be handed over."""
    set_key(tables, "inspection_hours_per_week", "0")
    for row in tables["types"]:
        row["inspection_hours"] = "0"


def free(tables: Tables, draw: Draw) -> None:
    """Every rate is 0: late, imbalanced, unplanned and far away costs nothing."""
    for key in ("lateness_rate", "imbalance_rate", "unplanned_rate", "lot_cost", "freight_per_tonne_km",
                "ferry_cost_per_tonne", "advance_rate"):
        set_key(tables, key, "0")


def tiny_budget(tables: Tables, draw: Draw) -> None:
    """Half of the budget lines hold a third of what their orders cost, one holds nothing."""
    for row in tables["budget_lines"]:
        if draw.chance(0.5):
            row["amount"] = str(int(row["amount"]) // 3)
    draw.pick(tables["budget_lines"])["amount"] = "0"


def all_due_at_once(tables: Tables, draw: Draw) -> None:
    """Everything is due on the first day."""
    for row in tables["orders"]:
        row["due_date"] = key_of(tables, "start_date")


def closed(tables: Tables, draw: Draw) -> None:
    """Everybody rests every other week, some work overtime at one and a half."""
    weeks = int(key_of(tables, "weeks"))
    tables["closures"] += [{"workshop": "*", "week": str(week), "factor": "0"} for week in range(1, weeks, 2)]
    some = draw.some([row["workshop"] for row in tables["workshops"]], 3)
    tables["closures"] += [{"workshop": code, "week": str(week), "factor": "1.5"} for code in some
                           for week in range(0, weeks, 2)]


def dry_supply(tables: Tables, draw: Draw) -> None:
    """Every material trickles in: 0, a fraction, or one a week."""
    for row in tables["materials"]:
        row["weekly_supply"] = draw.pick(("0.75", "1", "2.5", "12", ""))
    draw.pick(tables["materials"])["weekly_supply"] = "0"


def same_machine_twice(tables: Tables, draw: Draw) -> None:
    """Every routing gets a second weld at its end, and its first step has set-up hours alone."""
    last: dict[str, int] = {}
    for row in tables["routings"]:
        last[row["type"]] = max(last.get(row["type"], 0), int(row["step"]))
        if row["step"] == "1" and row["setup_hours"] != "0":
            row["hours_per_unit"] = "0"
    tables["routings"] += [{"type": code, "step": str(step + 1), "resource": "weld", "hours_per_unit": "0.35",
                            "setup_hours": "0"} for code, step in last.items()]


def one_site(tables: Tables, draw: Draw) -> None:
    """One lead alone may offer, with every share open to it."""
    only = next(row["workshop"] for row in tables["workshops"] if row["kind"] == "lead")
    tables["offers"] = [row for row in tables["offers"] if row["workshop"] == only]
    no_minimum_shares(tables)
    for row in tables["clusters"]:
        row["share_max"] = ""
    set_key(tables, "workshop_share_max", "1")


ODD: dict[str, Callable[[Tables, Draw], None]] = {
    "empty-order": empty_order, "no-facility": no_facility, "no-hours-site": no_hours_site, "one-week": one_week,
    "late-parts": late_parts, "impossible-shares": impossible_shares, "untested": untested, "no-offers": no_offers,
    "blank-limits": blank_limits, "unregistered-only": unregistered_only, "big-min-lot": big_min_lot,
    "no-leads": no_leads, "unverified": unverified, "no-inspection": no_inspection, "free": free,
    "tiny-budget": tiny_budget, "all-due-at-once": all_due_at_once, "closed": closed, "dry-supply": dry_supply,
    "same-machine-twice": same_machine_twice, "one-site": one_site,
}
