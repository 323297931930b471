"""Checks the tables of a programme for form, references and sense, with a sentence for every fault."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from tempa.values.period import ZONES, week_sunday
from tempa.values.programme.check_orders import check_offers, check_orders
from tempa.values.programme.check_rows import Settings, check_rows
from tempa.values.programme.columns import PROGRAMME_KEYS, SCHEMA
from tempa.values.programme.errors import ProgrammeError
from tempa.values.programme.findings import Finding, Findings, Place, Report
from tempa.values.programme.folder import read_folder
from tempa.values.programme.hashing import is_number_cell
from tempa.values.programme.numbers import date_of, number_of, shortest
from tempa.values.programme.schema import Tables, TableSchema, numbered_rows

_SHARES = ("advance_rate", "school_share_min", "school_share_max", "workshop_share_max")
_WHOLE_RUPIAH = ("freight_per_tonne_km", "ferry_cost_per_tonne", "lot_cost")


def check_programme(path: str | Path) -> Findings:
    """Findings of a programme folder as a whole: faults of its files come first and hide those of its rows."""
    try:
        return check_tables(read_folder(Path(path)))
    except ProgrammeError as error:
        return Findings([Finding(s.id.partition(".")[0], 0, "", "form", s.id, s.en) for s in error.sentences])


def check_tables(tables: Tables) -> Findings:
    """Errors (the programme is refused) and warnings (it is planned, units may stay unplanned).

    Checks go from the coarse to the fine and stop where the next ones would only repeat a fault: without the keys of
    `programme` no row is looked at, and offers and orders wait until everything before them is right.
    """
    report = Report()
    for table in SCHEMA.values():
        _check_keys(report, table, tables[table.name])
    for table in SCHEMA.values():
        _check_blanks(report, table, tables[table.name])
    for table in SCHEMA.values():
        _check_shortest(report, table, tables[table.name])
    values = {row["key"]: row["value"] for row in tables["programme"]}
    _check_settings_present(report, values)
    if any(finding.table == "programme" for finding in report.found.errors):
        return report.found
    settings = _settings(report, values)
    if settings is None:
        return report.found
    check_rows(report, tables, settings)
    if report.found.ok:
        check_offers(report, tables)
        check_orders(report, tables, settings)
    return report.found


def _check_keys(report: Report, table: TableSchema, rows: list[dict[str, str]]) -> None:
    if not table.key:
        return
    first: dict[tuple[str, ...], int] = {}
    for number, row in numbered_rows(rows):
        key = tuple(row[column] for column in table.key)
        place = Place(table.name, number, table.key[0])
        if not all(cell.strip() for cell in key):
            report.error(place, "blank-key", f"kunci {', '.join(table.key)} kosong. Isi kodenya.",
                         f"the key {', '.join(table.key)} is blank. Enter its code.")
        if any(cell != cell.strip() for cell in key):
            report.error(place, "spaces-around-key", f"ada spasi di awal atau akhir kode {', '.join(key)!r}. Hapus.",
                         f"blanks stand before or after the code {', '.join(key)!r}. Delete them.")
        if key in first:
            report.error(place, "double-key", f"{', '.join(key)} sudah ada di baris {first[key]}. Hapus salah satu atau"
                         " beri kode lain.", f"{', '.join(key)} already stands in row {first[key]}. Delete one of them"
                         " or give it another code.")
        first.setdefault(key, number)


def _check_blanks(report: Report, table: TableSchema, rows: list[dict[str, str]]) -> None:
    if table.name == "programme":
        return
    wanted = [column for column in table.columns if not column.optional]
    for number, row in numbered_rows(rows):
        for column in wanted:
            if row[column.name] == "":
                report.error(Place(table.name, number, column.name), "blank", f"kosong. Isi {column.name_id.lower()},"
                             f" misalnya {column.example}.", f"blank. Enter {column.name_en.lower()}, as in"
                             f" {column.example}.")


def _check_shortest(report: Report, table: TableSchema, rows: list[dict[str, str]]) -> None:
    """Only the first cell of a table is named: the same habit usually runs through all of its rows."""
    numeric = {column.name for column in table.columns if column.numeric}
    for number, row in numbered_rows(rows):
        for name, cell in row.items():
            short = cell.strip()
            if name in numeric or (name == "value" and is_number_cell(table, name, row)):
                short = shortest(short)
            if short != cell and name in table.header:
                report.warn(Place(table.name, number, name), "not-shortest", f"{cell!r} tidak dalam bentuk terpendek."
                            f" Tulis {short!r}.", f"{cell!r} is not in its shortest form. Write {short!r}.")
                return


def _check_settings_present(report: Report, values: dict[str, str]) -> None:
    for key in PROGRAMME_KEYS:
        if values.get(key, "") == "":
            report.error(Place("programme", 0, key), "missing-setting", f"kunci {key} tidak ada atau kosong. Tambahkan"
                         " baris itu dengan isinya.", f"the key {key} is missing or blank. Add that row and its value.")


def _settings(report: Report, values: dict[str, str]) -> Settings | None:
    """The settings that row checks need; None where the start is no day."""
    if values["currency"] != "IDR":
        report.warn(Place("programme", 0, "currency"), "currency", f"mata uang {values['currency']}. Tempa menghitung"
                    " dalam rupiah; pakai IDR.", f"currency {values['currency']}. Tempa counts in rupiah; use IDR.")
    if values.get("time_zone", "") not in ("", *ZONES):
        report.error(Place("programme", 0, "time_zone"), "unknown-zone", f"{values['time_zone']!r} bukan zona waktu Indonesia. Tulis WIB, WITA,"
                     " atau WIT.", f"{values['time_zone']!r} is no time zone of Indonesia. Write WIB, WITA or WIT.")
    start = date_of(values["start_date"])
    if start is None:
        report.error(Place("programme", 0, "start_date"), "not-a-date", f"{values['start_date']!r} bukan tanggal. Tulis"
                     " TTTT-BB-HH, misalnya 2020-07-15.", f"{values['start_date']!r} is not a date. Write YYYY-MM-DD,"
                     " as in 2020-07-15.")
        return None
    weeks = int(report.number(Place("programme", 0, "weeks"), values["weeks"], 1, 520, whole=True) or 0)
    _check_rates(report, values)
    school_min, school_max = number_of(values["school_share_min"]), number_of(values["school_share_max"])
    if school_min and school_max is not None and school_min > school_max:
        report.error(Place("programme", 0, "school_share_min"), "shares-crossed", "bagian minimum sekolah di atas"
                     " bagian maksimumnya. Turunkan minimum atau naikkan maksimum.", "the schools' least share is"
                     " above their greatest. Lower the least or raise the greatest.")
    return Settings(start, _last_day(report, start, weeks), weeks, school_min or Decimal(0), school_max or Decimal(0),
                    number_of(values["inspection_hours_per_week"]))


def _check_rates(report: Report, values: dict[str, str]) -> None:
    def number(key: str, least: int, most: int | None = None, *, whole: bool = False, most_places: int | None = None
               ) -> None:
        report.number(Place("programme", 0, key), values[key], least, most, whole=whole, most_places=most_places)

    for key in (*_SHARES, "lateness_rate", "imbalance_rate"):
        number(key, 0, 1)
    number("unplanned_rate", 0, 100)
    number("payment_lag_weeks", 0, 104, whole=True)
    number("inspection_hours_per_week", 0, most_places=2)
    number("road_factor", 1, 3)
    for key in _WHOLE_RUPIAH:
        number(key, 0, whole=True)


def _last_day(report: Report, start: dt.date, weeks: int) -> dt.date:
    try:
        return week_sunday(weeks - 1, start)
    except OverflowError:
        report.error(Place("programme", 0, "start_date"), "beyond-calendar", "programnya melewati tahun 9999. Perbaiki"
                     " start_date atau weeks.", "the programme runs past the year 9999. Mend start_date or weeks.")
        return dt.date.max
