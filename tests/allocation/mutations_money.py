"""Rules 9 to 11 broken, and what only files can have: cash, shares, budget, spoilt folders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random

from tests.allocation.plan_cases import Case, NotHere, Row, breaks, decimal, spoils

# --- rule 9: cash


def payers(case: Case) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for lot in case.plan["lots"]:
        site = case.site(lot["workshop"])
        found[site["lead"] if site["legal_tier"] == "unregistered" else lot["workshop"]].append(lot)
    return found


@breaks(9)
def cash_limit_lowered(case: Case) -> None:
    case.site(case.draw.choice(sorted(payers(case))))["cash_limit"] = case.draw.choice(["0", "1000", "250000"])


@breaks(9)
def cash_of_the_lead_of_an_unregistered_site(case: Case) -> None:
    lot = case.lot(lambda row: case.site(row["workshop"])["legal_tier"] == "unregistered")
    case.site(case.site(lot["workshop"])["lead"])["cash_limit"] = "100000"


@breaks(9)
def no_advance(case: Case) -> None:
    case.term("advance_rate")["value"] = "0"


@breaks(9)
def paid_much_later(case: Case) -> None:
    case.term("payment_lag_weeks")["value"] = "20"


@breaks(9)
def material_dearer(case: Case) -> None:
    for row in case.tables["materials"]:
        row["unit_price"] = str(2 * int(row["unit_price"]))


@breaks(9)
def everything_started_at_once(case: Case) -> None:
    for row in case.plan["lots"]:
        row["start_week"] = "0"


# --- rule 10: shares


def value_of(case: Case, lots: list[Row]) -> int:
    return sum(int(row["quantity"]) * int(case.machine(row)["unit_price"]) for row in lots)


def share_of(case: Case, wanted: Callable[[Row], bool]) -> Fraction:
    """Share of the order's value with the lots whose site is wanted."""
    prices = {row["type"]: int(row["unit_price"]) for row in case.tables["types"]}
    total = sum(int(row["quantity"]) * prices[row["type"]] for row in case.tables["orders"])
    return Fraction(value_of(case, [row for row in case.plan["lots"] if wanted(case.site(row["workshop"]))]), total)


def just(share: Fraction, step: int) -> str:
    """`share` in four places, moved by `step` ten-thousandths."""
    return decimal(Fraction(int(share * 10_000) + step, 10_000))


@breaks(10)
def site_share_lowered(case: Case) -> None:
    case.term("workshop_share_max")["value"] = case.draw.choice(["0.01", "0.02", "0"])


@breaks(10)
def cluster_maximum_lowered(case: Case) -> None:
    row = case.made("clusters")
    share = share_of(case, lambda site: site["cluster"] == row["cluster"])
    row["share_min"], row["share_max"] = "", just(share, 0)
    case.term("school_share_max")["value"] = "1"
    for other in case.tables["clusters"]:
        other["share_max"] = other["share_max"] if other is row else ""
    if Fraction(row["share_max"]) >= share:
        raise NotHere


def unplanned_share(case: Case) -> Fraction:
    prices = {row["type"]: int(row["unit_price"]) for row in case.tables["types"]}
    kind = {row["line"]: row["type"] for row in case.tables["orders"]}
    total = sum(int(row["quantity"]) * prices[row["type"]] for row in case.tables["orders"])
    return Fraction(sum(int(row["quantity"]) * prices[kind[row["line"]]] for row in case.plan["unplanned"]), total)


@breaks(10)
def cluster_minimum_raised(case: Case) -> None:
    row = case.made("clusters")
    for other in case.tables["clusters"]:
        other["share_min"] = ""
    case.term("school_share_min")["value"] = "0"
    row["share_min"] = just(share_of(case, lambda site: site["cluster"] == row["cluster"]) + unplanned_share(case), 1)
    row["share_max"] = ""


@breaks(10)
def school_minimum_raised(case: Case) -> None:
    for row in case.tables["clusters"]:
        row["share_min"] = ""
    case.term("school_share_min")["value"] = just(
        share_of(case, lambda site: site["kind"] == "school") + unplanned_share(case), 1)
    case.term("school_share_max")["value"] = "1"


@breaks(10)
def school_maximum_lowered(case: Case) -> None:
    share = share_of(case, lambda site: site["kind"] == "school")
    case.term("school_share_min")["value"], case.term("school_share_max")["value"] = "0", just(share, 0)
    for row in case.tables["clusters"]:
        row["share_max"] = ""
    if Fraction(case.term("school_share_max")["value"]) >= share:
        raise NotHere


@breaks(10)
def everything_to_one_site(case: Case) -> None:
    site = case.lot()["workshop"]
    for row in case.plan["lots"]:
        row["workshop"] = site


# --- rule 11: budget


@breaks(11)
def budget_a_rupiah_short(case: Case) -> None:
    budget = case.order(case.lot())["budget_line"]
    spent = sum(int(row["quantity"]) * int(case.offer(row)["unit_price"]) for row in case.plan["lots"]
                if case.order(row)["budget_line"] == budget)
    next(row for row in case.tables["budget_lines"] if row["budget_line"] == budget)["amount"] = str(spent - 1)


@breaks(11)
def budget_gone(case: Case) -> None:
    budget = case.order(case.lot())["budget_line"]
    next(row for row in case.tables["budget_lines"] if row["budget_line"] == budget)["amount"] = "0"


@breaks(11)
def many_more_units(case: Case) -> None:
    lot = case.lot()
    lot["quantity"] = str(int(lot["quantity"]) * 400)


# --- what only files can have


@spoils(0)
def table_is_missing(folder: Path, draw: Random) -> None:
    (folder / draw.choice(["lots.csv", "loads.csv", "plan.csv"])).unlink()


@spoils(8)
def purchases_are_missing(folder: Path, draw: Random) -> None:
    (folder / "purchases.csv").unlink()


@spoils(1)
def unplanned_is_missing(folder: Path, draw: Random) -> None:
    (folder / "unplanned.csv").unlink()


def any_table(draw: Random) -> str:
    return draw.choice(["lots.csv", "loads.csv", "plan.csv", "purchases.csv", "unplanned.csv"])


@spoils(0)
def column_is_missing(folder: Path, draw: Random) -> None:
    file = folder / any_table(draw)
    file.write_text("\n".join(line.rpartition(",")[0] for line in file.read_text().splitlines()) + "\n")


@spoils(0)
def column_is_unknown(folder: Path, draw: Random) -> None:
    file = folder / any_table(draw)
    first, *rest = file.read_text().splitlines()
    file.write_text("\n".join([first + ",colour", *(line + ",red" for line in rest)]) + "\n")


@spoils(0)
def column_is_twice(folder: Path, draw: Random) -> None:
    file = folder / any_table(draw)
    first, *rest = file.read_text().splitlines()
    file.write_text("\n".join([first + "," + first.split(",")[0], *(line + ",x" for line in rest)]) + "\n")


@spoils(0)
def row_is_short(folder: Path, draw: Random) -> None:
    file = folder / any_table(draw)
    lines = file.read_text().splitlines()
    lines[1] = lines[1].rpartition(",")[0]
    file.write_text("\n".join(lines) + "\n")


@spoils(0)
def not_utf8(folder: Path, draw: Random) -> None:
    file = folder / any_table(draw)
    file.write_bytes(file.read_bytes() + b"\xe9")


@spoils(0)
def byte_order_mark(folder: Path, draw: Random) -> None:
    file = folder / any_table(draw)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())


@spoils(0)
def file_is_empty(folder: Path, draw: Random) -> None:
    (folder / any_table(draw)).write_text("")
