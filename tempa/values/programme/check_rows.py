"""Row checks of every table before offers and orders: codes known, numbers within limits, shares that can add up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.entered import MOST_AMOUNT, MOST_RUPIAH
from tempa.values.programme.findings import Place, Report
from tempa.values.programme.numbers import date_of
from tempa.values.programme.schema import SCORES, Tables, numbered_rows

Row = dict[str, str]


@dataclass(frozen=True)
class Settings:
    """The settings of a programme that its rows are held against; `last` is the last day of the horizon."""

    start: dt.date
    last: dt.date
    weeks: int
    school_min: Decimal
    school_max: Decimal
    inspection_hours: Decimal | None


class At:
    """The place of a row's cells: `at("amount")` is the place of its amount."""

    def __init__(self, table: str, row: int) -> None:
        self.table, self.row = table, row

    def __call__(self, column: str) -> Place:
        return Place(self.table, self.row, column)


def codes_of(tables: Tables, table: str) -> set[str]:
    key = SCHEMA[table].key[0]
    return {row[key] for row in tables[table]}


def numbered(tables: Tables, table: str) -> list[tuple[At, Row]]:
    return [(At(table, number), row) for number, row in numbered_rows(tables[table])]


def check_rows(report: Report, tables: Tables, settings: Settings) -> None:
    _check_budget_lines(report, tables)
    _check_clusters(report, tables, settings)
    _check_workshops(report, tables)
    _check_capacities(report, tables)
    _check_closures(report, tables, settings)
    _check_types(report, tables, settings)
    _check_routings(report, tables)
    _check_materials(report, tables)
    _check_bom(report, tables)
    for at, row in numbered(tables, "suppliers"):
        report.choice(at("local"), row["local"], SCHEMA["suppliers"].column("local").choices)
    for at, row in numbered(tables, "destinations"):
        _check_coordinates(report, at, row)


def _check_coordinates(report: Report, at: At, row: Row) -> None:
    report.number(at("latitude"), row["latitude"], -90, 90)
    report.number(at("longitude"), row["longitude"], -180, 180)


def _check_budget_lines(report: Report, tables: Tables) -> None:
    agencies = codes_of(tables, "agencies")
    for at, row in numbered(tables, "budget_lines"):
        report.reference(at("agency"), row["agency"], agencies, "agencies")
        report.choice(at("kind"), row["kind"], SCHEMA["budget_lines"].column("kind").choices)
        report.number(at("amount"), row["amount"], 0, MOST_AMOUNT, whole=True)


def _check_clusters(report: Report, tables: Tables, settings: Settings) -> None:
    least, most, open_ended = settings.school_min, settings.school_max, False
    for at, row in numbered(tables, "clusters"):
        _check_coordinates(report, at, row)
        low = report.number(at("share_min"), row["share_min"], 0, 1, blank=True)
        high = report.number(at("share_max"), row["share_max"], 0, 1, blank=True)
        if low is not None and high is not None and low > high:
            report.error(at("share_min"), "shares-crossed", "bagian minimum di atas bagian maksimum. Turunkan minimum"
                         " atau naikkan maksimum.", "the least share is above the greatest. Lower the least or raise"
                         " the greatest.")
        least += low or 0
        most += high or 0
        open_ended = open_ended or high is None
    if least > 1:
        report.error(Place("clusters", 0, "share_min"), "shares-above-whole", f"bagian minimum semua sentra dan sekolah"
                     f" berjumlah {least}, lebih dari 1. Turunkan.", f"the least shares of all clusters and schools add"
                     f" up to {least}, more than 1. Lower them.")
    if not open_ended and most < 1:
        report.error(Place("clusters", 0, "share_max"), "shares-below-whole", f"bagian maksimum semua sentra dan"
                     f" sekolah berjumlah {most}, kurang dari 1. Naikkan atau kosongkan.", f"the greatest shares of"
                     f" all clusters and schools add up to {most}, less than 1. Raise or clear them.")


def _check_workshops(report: Report, tables: Tables) -> None:
    clusters = codes_of(tables, "clusters")
    kinds = {row["workshop"]: row["kind"] for row in tables["workshops"]}
    for at, row in numbered(tables, "workshops"):
        report.choice(at("kind"), row["kind"], SCHEMA["workshops"].column("kind").choices)
        if row["cluster"]:
            report.reference(at("cluster"), row["cluster"], clusters, "clusters")
        elif row["kind"] in ("lead", "member"):
            report.error(at("cluster"), "no-cluster", f"{row['workshop']} adalah {row['kind']} tetapi tanpa sentra. Isi"
                         " kode sentranya.", f"{row['workshop']} is a {row['kind']} but has no cluster. Enter its"
                         " cluster's code.")
        _check_lead(report, at, row, kinds)
        _check_legal_tier(report, at, row)
        _check_coordinates(report, at, row)
        report.number(at("workers"), row["workers"], 0, whole=True, blank=True)
        report.number(at("cash_limit"), row["cash_limit"], 0, MOST_AMOUNT, whole=True, blank=True)
        _check_scores(report, at, row)
        _check_verified(report, at, row)


def _check_lead(report: Report, at: At, row: Row, kinds: dict[str, str]) -> None:
    site, lead = row["workshop"], row["lead"]
    if row["kind"] in ("lead", "facility"):
        if lead:
            report.error(at("lead"), "lead-not-wanted", f"{site} adalah {row['kind']} dan tidak boleh punya IKM induk."
                         " Kosongkan.", f"{site} is a {row['kind']} and must not have a lead. Clear the cell.")
    elif not lead:
        report.warn(at("lead"), "no-lead", f"{site} tidak punya IKM induk. Isi kode induknya bila kontraknya lewat"
                    " induk.",
                    f"{site} has no lead. Enter the lead's code if its contract goes through one.")
    elif lead not in kinds:
        report.error(at("lead"), "unknown-lead", f"IKM induk {lead!r} tidak ada di tabel workshops. Perbaiki kodenya.",
                     f"the lead {lead!r} is not in the table workshops. Mend the code.")
    elif kinds[lead] != "lead":
        report.error(at("lead"), "lead-is-no-lead", f"{lead} adalah {kinds[lead]}, bukan induk (lead). Pilih bengkel"
                     " yang berjenis lead.", f"{lead} is a {kinds[lead]}, not a lead. Choose a workshop of kind lead.")


def _check_legal_tier(report: Report, at: At, row: Row) -> None:
    tier, site = row["legal_tier"], row["workshop"]
    if row["kind"] != "facility":
        report.choice(at("legal_tier"), tier, SCHEMA["workshops"].column("legal_tier").choices)
    if row["kind"] == "lead" and tier == "unregistered":
        report.error(at("legal_tier"), "lead-unregistered", f"IKM induk {site} belum berizin. Induk harus registered"
                     " atau capitalised.", f"the lead {site} is unregistered. A lead must be registered or"
                     " capitalised.")
    if tier == "unregistered" and not row["lead"]:
        report.error(at("lead"), "unregistered-without-lead", f"{site} belum berizin dan tanpa IKM induk. Isi induk"
                     " yang menanggung kontraknya.", f"{site} is unregistered and has no lead. Enter the lead that"
                     " carries its contract.")


def _check_scores(report: Report, at: At, row: Row) -> None:
    for column in SCORES:
        report.number(at(column), row[column], 0, 100, blank=True)
        if row[column] == "" and row["kind"] != "facility":
            report.warn(at(column), "no-score", f"nilai {row['workshop']} kosong, jadi tidak boleh mendapat pekerjaan."
                        " Isi setelah verifikasi.", f"the score of {row['workshop']} is blank, so it gets no work."
                        " Enter it after verification.")


def _check_verified(report: Report, at: At, row: Row) -> None:
    days = {}
    for column in ("verified_from", "verified_until"):
        days[column] = date_of(row[column])
        if row[column] and days[column] is None:
            not_a_date(report, at(column), row[column])
    first, last = days["verified_from"], days["verified_until"]
    if first and last and first > last:
        report.error(at("verified_from"), "dates-crossed", f"verifikasi mulai {first} sesudah berakhir {last}. Tukar"
                     " atau perbaiki.", f"verification starts {first}, after it ends {last}. Swap or mend them.")


def not_a_date(report: Report, place: Place, text: str) -> None:
    report.error(place, "not-a-date", f"{text!r} bukan tanggal. Tulis TTTT-BB-HH, misalnya 2020-08-17.",
                 f"{text!r} is not a date. Write YYYY-MM-DD, as in 2020-08-17.")


def _check_capacities(report: Report, tables: Tables) -> None:
    workshops = codes_of(tables, "workshops")
    for at, row in numbered(tables, "capacities"):
        report.reference(at("workshop"), row["workshop"], workshops, "workshops")
        report.choice(at("resource"), row["resource"], SCHEMA["capacities"].column("resource").choices)
        report.number(at("hours_per_week"), row["hours_per_week"], 0, 100_000, most_places=2)


def _check_closures(report: Report, tables: Tables, settings: Settings) -> None:
    workshops = codes_of(tables, "workshops")
    for at, row in numbered(tables, "closures"):
        if row["workshop"] != "*":
            report.reference(at("workshop"), row["workshop"], workshops, "workshops")
        report.number(at("week"), row["week"], 0, settings.weeks - 1, whole=True)
        report.number(at("factor"), row["factor"], 0, 2)


def _check_types(report: Report, tables: Tables, settings: Settings) -> None:
    agencies = codes_of(tables, "agencies")
    for at, row in numbered(tables, "types"):
        report.reference(at("agency"), row["agency"], agencies, "agencies")
        report.number(at("unit_price"), row["unit_price"], 1, MOST_RUPIAH, whole=True)
        report.number(at("weight_kg"), row["weight_kg"], 0)
        hours = report.number(at("inspection_hours"), row["inspection_hours"], 0, most_places=2)
        lot = report.number(at("min_lot"), row["min_lot"], 1, whole=True, blank=True)
        report.choice(at("tested"), row["tested"], SCHEMA["types"].column("tested").choices)
        report.number(at("pilot_limit"), row["pilot_limit"], 0, whole=True, blank=True)
        report.number(at("warranty_months"), row["warranty_months"], 0, whole=True, blank=True)
        week = settings.inspection_hours
        if hours is not None and lot is not None and week is not None and hours * lot > week:
            report.error(at("min_lot"), "lot-beyond-inspection", f"satu lot minimum {row['type']} perlu {hours * lot}"
                         f" jam periksa, padahal seminggu hanya {week}. Kecilkan lot atau tambah jam periksa.",
                         f"one minimum lot of {row['type']} takes {hours * lot} inspection hours, but a week has"
                         f" {week}. Make the lot smaller or add inspection hours.")


def _check_routings(report: Report, tables: Tables) -> None:
    types = codes_of(tables, "types")
    steps: dict[str, set[int]] = {row["type"]: set() for row in tables["types"]}
    for at, row in numbered(tables, "routings"):
        report.reference(at("type"), row["type"], types, "types")
        report.choice(at("resource"), row["resource"], SCHEMA["routings"].column("resource").choices)
        step = report.number(at("step"), row["step"], 1, whole=True)
        unit = report.number(at("hours_per_unit"), row["hours_per_unit"], 0, most_places=2)
        setup = report.number(at("setup_hours"), row["setup_hours"], 0, most_places=2)
        if unit == 0 and setup == 0:
            report.error(at("hours_per_unit"), "step-without-time", f"langkah {row['step']} dari {row['type']} tidak"
                         " memakan waktu. Isi jamnya atau hapus langkah itu.", f"step {row['step']} of {row['type']}"
                         " takes no time. Enter its hours or delete the step.")
        steps.setdefault(row["type"], set()).add(int(step or 0))
    for code in dict.fromkeys(row["type"] for row in tables["types"]):
        _check_steps(report, code, sorted(steps[code]))


def _check_steps(report: Report, code: str, steps: list[int]) -> None:
    if steps and steps == list(range(1, len(steps) + 1)):
        return
    shown = ", ".join(map(str, steps))
    found_id, found_en = (f"langkahnya {shown}", f"its steps are {shown}") if steps else ("belum ada", "it has none")
    report.error(Place("routings", 0, "step"), "steps-not-in-order", f"{code} harus punya langkah 1, 2, 3 dan"
                 f" seterusnya; {found_id}. Lengkapi atau urutkan.", f"{code} must have steps 1, 2, 3 and so on;"
                 f" {found_en}. Complete or renumber them.")


def _check_materials(report: Report, tables: Tables) -> None:
    suppliers = codes_of(tables, "suppliers")
    for at, row in numbered(tables, "materials"):
        report.choice(at("kind"), row["kind"], SCHEMA["materials"].column("kind").choices)
        report.number(at("unit_price"), row["unit_price"], 0, MOST_RUPIAH, whole=True)
        report.number(at("lead_time_weeks"), row["lead_time_weeks"], 0, whole=True, blank=True)
        report.number(at("weekly_supply"), row["weekly_supply"], 0, blank=True)
        if row["supplier"]:
            report.reference(at("supplier"), row["supplier"], suppliers, "suppliers")


def _check_bom(report: Report, tables: Tables) -> None:
    types, materials = codes_of(tables, "types"), codes_of(tables, "materials")
    for at, row in numbered(tables, "bom"):
        report.reference(at("type"), row["type"], types, "types")
        report.reference(at("material"), row["material"], materials, "materials")
        report.number(at("quantity"), row["quantity"], 0, most_places=4)
    listed = {row["type"] for row in tables["bom"]}
    for code in dict.fromkeys(row["type"] for row in tables["types"]):
        if code not in listed:
            report.warn(Place("bom", 0, "type"), "no-material", f"{code} tidak memakai bahan apa pun. Tambahkan daftar"
                        " bahannya bila ada.", f"{code} uses no material. Add its parts list if there is one.")
