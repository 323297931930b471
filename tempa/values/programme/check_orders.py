"""Checks of offers and orders, which need every other table to be right first."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tempa.values.programme.check_rows import At, Row, Settings, codes_of, not_a_date, numbered
from tempa.values.programme.entered import MOST_RUPIAH, MOST_UNITS
from tempa.values.programme.findings import Place, Report
from tempa.values.programme.numbers import date_of, number_of
from tempa.values.programme.schema import SCORES, Tables, numbered_rows
from tempa.values.quantity import quantity
from tempa.values.rupiah import rupiah

PASS_SCORE = 60
_REFERS = (("agency", "agencies"), ("budget_line", "budget_lines"), ("type", "types"), ("destination", "destinations"))


def check_offers(report: Report, tables: Tables) -> None:
    """Every offer is of a known site that can reach all resources of the type."""
    workshops = {row["workshop"]: row for row in tables["workshops"]}
    sites, types = set(workshops), codes_of(tables, "types")
    reach = reachable_resources(tables)
    needed: dict[str, set[str]] = {}
    for row in tables["routings"]:
        needed.setdefault(row["type"], set()).add(row["resource"])
    for at, row in numbered(tables, "offers"):
        known = report.reference(at("workshop"), row["workshop"], sites, "workshops")
        known = report.reference(at("type"), row["type"], types, "types") and known
        price = report.number(at("unit_price"), row["unit_price"], 1, MOST_RUPIAH, whole=True)
        if not known or price is None:
            continue
        if workshops[row["workshop"]]["kind"] == "facility":
            report.error(at("workshop"), "offer-of-facility", f"{row['workshop']} adalah mesin bersama (facility) dan"
                         " tidak menawar. Hapus baris ini.", f"{row['workshop']} is a facility and makes no offers."
                         " Delete this row.")
        elif lacking := sorted(needed[row["type"]] - reach[row["workshop"]]):
            listed = ", ".join(lacking)
            report.error(at("type"), "offer-beyond-reach", f"{row['workshop']} tidak menjangkau {listed} untuk"
                         f" {row['type']}. Tambahkan kapasitasnya di capacities atau hapus penawaran ini.",
                         f"{row['workshop']} cannot reach {listed} for {row['type']}. Add the capacity in capacities or"
                         " delete this offer.")


def reachable_resources(tables: Tables) -> dict[str, set[str]]:
    """Per site the resources with hours at itself, at its lead, or at any facility."""
    own: dict[str, set[str]] = {}
    for row in tables["capacities"]:
        if Decimal(row["hours_per_week"]) > 0:
            own.setdefault(row["workshop"], set()).add(row["resource"])
    shared: set[str] = set()
    for row in tables["workshops"]:
        if row["kind"] == "facility":
            shared |= own.get(row["workshop"], set())
    return {row["workshop"]: own.get(row["workshop"], set()) | own.get(row["lead"], set()) | shared
            for row in tables["workshops"]}


def types_with_eligible_offer(tables: Tables) -> set[str]:
    """Types that some fit site offers at or below the owner's estimate (rule 3 without the dates)."""
    fit = {row["workshop"] for row in tables["workshops"]
           if row["kind"] != "facility" and all(_passes(row[column]) for column in SCORES)}
    estimates = {row["type"]: Decimal(row["unit_price"]) for row in tables["types"]}
    return {row["type"] for row in tables["offers"]
            if row["workshop"] in fit and row["type"] in estimates
            and (price := number_of(row["unit_price"])) is not None and price <= estimates[row["type"]]}


def _passes(score: str) -> bool:
    number = number_of(score)
    return number is not None and number >= PASS_SCORE


def check_orders(report: Report, tables: Tables, settings: Settings) -> None:
    known = {table: codes_of(tables, table) for _, table in _REFERS}
    owners = {row["budget_line"]: row["agency"] for row in tables["budget_lines"]}
    estimates = {row["type"]: int(Decimal(row["unit_price"])) for row in tables["types"]}
    makeable = types_with_eligible_offer(tables)
    ordered: dict[str, int] = {}
    spent: dict[str, int] = {}
    for at, row in numbered(tables, "orders"):
        for column, table in _REFERS:
            report.reference(at(column), row[column], known[table], table)
        units = report.number(at("quantity"), row["quantity"], 1, MOST_UNITS, whole=True)
        due = date_of(row["due_date"])
        if due is None:
            not_a_date(report, at("due_date"), row["due_date"])
            continue
        _check_due(report, at, due, settings)
        _check_owner(report, at, row, owners)
        if row["type"] not in estimates or units is None:
            continue
        ordered[row["type"]] = ordered.get(row["type"], 0) + int(units)
        spent[row["budget_line"]] = spent.get(row["budget_line"], 0) + int(units) * estimates[row["type"]]
        if row["type"] not in makeable:
            report.warn(at("type"), "no-eligible-offer", f"belum ada penawaran yang memenuhi syarat untuk"
                        f" {row['type']}; unitnya tidak akan terencana. Mintakan penawaran di bawah HPS dari bengkel"
                        " yang lulus.",
                        f"no eligible offer for {row['type']} yet; its units will stay unplanned. Ask a fit workshop"
                        " for an offer at or below the estimate.")
    _check_pilots(report, tables, ordered)
    _check_budgets(report, tables, spent)


def _check_due(report: Report, at: At, due: dt.date, settings: Settings) -> None:
    if due < settings.start:
        report.error(at("due_date"), "due-before-start", f"jatuh tempo {due} sebelum program mulai ({settings.start})."
                     " Perbaiki tanggalnya.", f"due {due}, before the programme starts ({settings.start}). Mend the"
                     " date.")
    if due > settings.last:
        report.warn(at("due_date"), "due-after-horizon", f"jatuh tempo {due} sesudah minggu terakhir ({settings.last})."
                    " Tambah weeks bila perlu.", f"due {due}, after the last week ({settings.last}). Raise weeks if"
                    " needed.")


def _check_owner(report: Report, at: At, row: Row, owners: dict[str, str]) -> None:
    owner = owners.get(row["budget_line"])
    if owner is not None and owner != row["agency"]:
        report.error(at("budget_line"), "budget-line-of-another", f"mata anggaran {row['budget_line']} milik {owner},"
                     f" bukan {row['agency']}. Perbaiki salah satunya.", f"the budget line {row['budget_line']} belongs"
                     f" to {owner}, not {row['agency']}. Mend one of them.")


def _check_pilots(report: Report, tables: Tables, ordered: dict[str, int]) -> None:
    rows = {row["type"]: (at, row) for at, row in numbered(tables, "types")}
    for code, units in ordered.items():
        at, row = rows[code]
        if row["tested"] == "no" and row["pilot_limit"] and units > int(Decimal(row["pilot_limit"])):
            report.warn(at("pilot_limit"), "beyond-pilot", f"{code} belum diuji dan dipesan {quantity(units)} unit,"
                        f" batas uji coba {row['pilot_limit']}; sisanya tidak akan terencana. Uji dahulu, lalu isi"
                        " tested dengan yes.", f"{code} is untested, {quantity(units, 'en')} units are ordered and"
                        f" the pilot limit is {row['pilot_limit']}; the rest will stay unplanned. Test it, then set"
                        " tested to yes.")


def _check_budgets(report: Report, tables: Tables, spent: dict[str, int]) -> None:
    rows = {row["budget_line"]: number for number, row in numbered_rows(tables["budget_lines"])}
    amounts = {row["budget_line"]: int(Decimal(row["amount"])) for row in tables["budget_lines"]}
    for line, cost in spent.items():
        if line in amounts and cost > amounts[line]:
            report.warn(Place("budget_lines", rows[line], "amount"), "beyond-budget",
                        f"pagu {line} {rupiah(amounts[line])}, padahal pesanannya sampai {rupiah(cost)} menurut HPS."
                        " Tambah pagu atau kurangi pesanan.", f"{line} has {rupiah(amounts[line], 'en')}, but its"
                        f" orders cost up to {rupiah(cost, 'en')} at the estimate. Add budget or order less.")
