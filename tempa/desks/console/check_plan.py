"""`check-plan PROGRAMME PLAN`: does the plan obey every rule, and what does it cost? Exit status 0 only if valid."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from math import ceil
from pathlib import Path

from tempa.allocation.planner.judge.check import Report, check
from tempa.allocation.planner.judge.form import Violation
from tempa.allocation.planner.judge.wording import percent, rupiah, written
from tempa.values.period import date_short, week_monday
from tempa.values.programme import PlanTables, ProgrammeError, Tables, check_tables, read_plan, read_programme

SHOWN = 20
BESIDE_PLAN = "certificate.json.gz"
NAMES = {
    "price": "harga penawaran",
    "freight": "angkutan",
    "lateness": "keterlambatan",
    "lots": "biaya lot",
    "imbalance": "ketidakseimbangan",
    "unplanned": "belum terencana",
}


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    for path in filter(None, (asked.programme, asked.plan, asked.base, asked.rules)):
        if not Path(path).exists():
            print(f"{path} tidak ada. Periksa nama dan tempatnya.", file=sys.stderr)
            return 2
    tables = _programme(asked.programme)
    if tables is None:
        return _verdict(False)
    plan, base = _plan(asked.plan), _plan(asked.base) if asked.base else None
    if plan is None or (asked.base and base is None):
        return _verdict(False)
    report = check(tables, plan, base)
    _print_report(report)
    obeyed = _rules_obeyed(asked, tables, plan)
    certified = asked.certificate is None or _certificate(asked, tables, plan, report)
    return 0 if report.is_valid and obeyed and certified else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 run.py check-plan", description=__doc__)
    parser.add_argument("programme", metavar="PROGRAMME", help="folder program atau buku kerja .xlsx")
    parser.add_argument("plan", metavar="PLAN", help="folder rencana")
    parser.add_argument("--base", metavar="PLAN", help="rencana yang berlaku sebelum direncanakan ulang")
    parser.add_argument(
        "--certificate",
        metavar="FILE",
        nargs="?",
        const=BESIDE_PLAN,
        help=f"hitung ulang batas bawah dari sertifikat (tanpa FILE: {BESIDE_PLAN} di folder rencana)",
    )
    parser.add_argument("--rules", metavar="FILE", help="aturan tambahan yang juga harus dipenuhi (JSON)")
    return parser


def _programme(path: str) -> Tables | None:
    """The tables, or None after its faults are printed."""
    try:
        tables = read_programme(path)
    except ProgrammeError as error:
        faults = [sentence.id for sentence in error.sentences]
    else:
        faults = [finding.sentence_id for finding in check_tables(tables).errors]
        if not faults:
            return tables
    print(f"Program {path} tidak dapat dipakai menilai rencana:")
    _print_some([f"program: {fault}" for fault in faults])
    return None


def _plan(path: str) -> PlanTables | None:
    try:
        return read_plan(path)
    except ProgrammeError as error:
        _print_some([f"aturan 0: {sentence.id}" for sentence in error.sentences])
        return None


def _print_some(lines: list[str]) -> None:
    print("\n".join(lines[:SHOWN]))
    if len(lines) > SHOWN:
        print(f"… dan {len(lines) - SHOWN} lagi")


def _verdict(valid: bool) -> int:
    print(f"valid: {'ya' if valid else 'tidak'}")
    return 0 if valid else 1


def _print_report(report: Report) -> None:
    _print_violations("catatan, aturan", report.notes)
    _print_violations("aturan", report.violations)
    if report.violations:
        counts = ", ".join(f"{rule}: {count}" for rule, count in report.per_rule.items())
        print(f"pelanggaran per aturan: {counts}")
    _verdict(report.is_valid)
    if report.parts:
        _print_figures(report)


def _print_violations(label: str, violations: tuple[Violation, ...]) -> None:
    if violations:
        _print_some([f"{label} {violation.rule}: {violation.sentence}" for violation in violations])


def _print_figures(report: Report) -> None:
    for name, amount in report.parts.items():
        _figure(NAMES[name], rupiah(amount))
    _figure("jumlah (objective)", rupiah(report.objective))
    _figure("terkendali", rupiah(report.controllable))
    if report.lower_bound is not None:
        _figure("batas bawah", rupiah(report.lower_bound))
    if report.gap is not None and report.gap_controllable is not None:
        _figure("selisih", percent(report.gap, 3))
        _figure("selisih atas terkendali", percent(report.gap_controllable, 2))
    _figure("lot", written(report.lots))
    _figure("unit belum terencana", written(report.unplanned_units))
    _figure("bagian sekolah", percent(report.shares["schools"]))
    _figure("bagian bengkel terbesar", percent(report.shares["largest"]))


def _figure(name: str, value: str) -> None:
    print(f"  {name:24s} {value:>22s}")


def _stated(plan: PlanTables, key: str) -> str:
    return next((row["value"] for row in plan.get("plan", []) if row.get("key") == key), "")


def _rules_obeyed(asked: argparse.Namespace, tables: Tables, plan: PlanTables) -> bool:
    """Whether the plan keeps the added rules of `--rules` and was made under them; says where it does not.

    Breaches of a plan made again are notes: what is begun may break a rule that came later.
    """
    if not asked.rules:
        return True
    from tempa.allocation.planner.side_constraints.apply import broken_rules, refuse_unknown
    from tempa.allocation.planner.side_constraints.rules import SideConstraintsError, read_side_constraints

    try:
        rules = read_side_constraints(asked.rules)
        refuse_unknown(rules, tables)
    except (SideConstraintsError, UnicodeDecodeError) as error:
        found = [s.id for s in error.sentences] if isinstance(error, SideConstraintsError) else ["Berkas aturan bukan UTF-8."]
        _print_some([f"aturan tambahan: {line}" for line in found])
        return False
    other = _stated(plan, "rules_sha256") != rules.sha256
    if other:
        print("catatan: rencana ini tidak menyatakan dibuat di bawah aturan tambahan ini (rules_sha256).")
    broken = broken_rules(tables, plan, rules)
    is_again = bool(_stated(plan, "replanned_at"))
    _print_some([f"{'catatan, ' if is_again else ''}aturan tambahan: {one.id}" for one in broken])
    print(f"aturan tambahan: {len(rules.rules)}, dilanggar: {len(broken)}")
    return is_again or not broken


def _certificate(asked: argparse.Namespace, tables: Tables, plan: PlanTables, report: Report) -> bool:
    """Whether the certificate proves the plan's stated bound; says why not."""
    from tempa.allocation.planner.verifier.verify import (  # numpy is loaded only where a certificate is asked for
        read_file,
        verify_file,
    )

    file = Path(asked.plan) / BESIDE_PLAN if asked.certificate == BESIDE_PLAN else Path(asked.certificate)
    bound = None if report.lower_bound is None else ceil(report.lower_bound)
    verdict = verify_file(tables, file, bound, _stated(plan, "rules_sha256"), plan)
    print(f"sertifikat: {'sah' if verdict.ok else 'ditolak'}")
    stated = read_file(file)
    under = list(stated.rules) if stated else []
    kept = stated.retained if stated else None
    if kept:
        print(f"  berlaku untuk rencana yang membiarkan {len(kept.lots)} lot (sudah dimulai atau diputuskan dengan tangan) tetap seperti"
              f" di sini, memulai lot lain paling cepat {_first_day(tables, kept.week)} dan tidak menambah pelanggaran")
    elif _stated(plan, "replanned_at"):
        print("  sertifikat ini tidak menyebut lot yang tetap, jadi tidak berbicara tentang rencana ulang")
    if under:
        print(f"  berlaku untuk rencana yang juga memenuhi {len(under)} aturan tambahan yang disebut dalam sertifikat")
    if verdict.recomputed_bound is not None:
        _figure("batas terbukti", rupiah(verdict.recomputed_bound))
    for reason in verdict.reasons:
        print(f"  {reason}")
    breaks = bool(under) and _breaches(tables, plan, under, "catatan, " if kept else "")
    return verdict.ok and (kept is not None or not breaks)  # what stays may be at odds with a rule; other lots are not


def _first_day(tables: Tables, week: int) -> str:
    """The Monday of a week; of a week outside the programme its number."""
    terms = {row["key"]: row["value"] for row in tables["programme"]}
    is_inside = week < int(terms["weeks"])
    return date_short(week_monday(week, date.fromisoformat(terms["start_date"]))) if is_inside else f"minggu bernomor {week}"


def _breaches(tables: Tables, plan: PlanTables, rows: list[dict[str, object]], label: str) -> bool:
    """Whether the plan breaks the added rules that its certificate states; prints how."""
    from tempa.allocation.planner.side_constraints.apply import broken_rules
    from tempa.allocation.planner.side_constraints.rules import side_constraints_from_json

    broken = broken_rules(tables, plan, side_constraints_from_json(json.dumps({"rules": rows})))
    _print_some([f"{label}aturan tambahan: {one.id}" for one in broken])
    return bool(broken)
