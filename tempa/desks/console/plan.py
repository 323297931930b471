"""`python3 run.py plan PROGRAMME --out PLAN`: plans a programme folder or workbook, without any database."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tempa.desks.console import added_rules
from tempa.desks.console.hidden import hidden_in
from tempa.desks.console.progress import Bar
from tempa.values.programme import ProgrammeError, check_tables, read_programme, write_plan

if TYPE_CHECKING:
    from tempa.allocation.planner.side_constraints.rules import SideConstraints


def main(arguments: list[str]) -> int:
    """0: a valid plan was written; 1: the programme is refused, or no plan of it is valid; 2: wrong use."""
    try:
        options = parser().parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0) and 2
    if complaint := wrong_use(options):
        print(complaint, file=sys.stderr)
        return 2
    try:
        tables = read_programme(options.programme)
    except ProgrammeError as error:
        print(error, file=sys.stderr)
        return 1
    findings = check_tables(tables)
    for finding in findings.errors[:20]:
        print(finding, file=sys.stderr)
    if findings.errors:
        print(f"Program tidak dapat direncanakan: {len(findings.errors)} kesalahan. / "
              f"The programme cannot be planned: {len(findings.errors)} errors.", file=sys.stderr)
        return 1
    for told in [*hidden_in(tables), *findings.warnings[:10]]:
        print(f"! {told}", file=sys.stderr)
    rules = added_rules.rules_asked(options.programme, options.rules, tables)
    if rules is None:
        return 1
    return make(options, tables, rules)


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="python3 run.py plan", description=__doc__)
    words.add_argument("programme", type=Path, metavar="PROGRAMME", help="folder or .xlsx")
    words.add_argument("--out", type=Path, required=True, metavar="PLAN", help="folder to write")
    words.add_argument("--seconds", type=float, default=None, help="search time (60)")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--iterations", type=int, default=None, help="stop after so many moves: equal plans from equal inputs")
    words.add_argument("--threads", type=int, default=2)
    added_rules.add_option(words)
    return words


def wrong_use(options: argparse.Namespace) -> str:
    if options.seconds is not None and not 0 < options.seconds < 1e7:
        return "--seconds harus lebih besar dari 0. / --seconds must be above 0."
    if options.iterations is not None and options.iterations < 1:
        return "--iterations harus paling sedikit 1. / --iterations must be at least 1."
    if not 1 <= options.threads <= 64:
        return "--threads harus 1 sampai 64. / --threads must be 1 to 64."
    if options.out.exists() and not options.out.is_dir():
        return f"{options.out} sudah ada dan bukan folder. / {options.out} exists and is not a folder."
    return ""


def make(options: argparse.Namespace, tables: dict[str, list[dict[str, str]]], rules: SideConstraints) -> int:
    """Search with progress; Ctrl-C ends the search early and what is best by then is written."""
    from tempa.allocation.planner.bound.certificate import NAME
    from tempa.allocation.planner.problem.effort import Effort
    from tempa.allocation.planner.runs.make import make_plan  # compiled code is loaded only for a sound programme

    ended = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: ended.set())
    seconds = options.seconds if options.seconds or options.iterations else 60.0
    bar = Bar(seconds or 60.0, sys.stderr)

    def show(spent: float, objective: float, unplanned: int, tried: int) -> None:
        bar.show(spent, round(objective), unplanned, tried)

    try:
        effort = Effort(seconds, options.iterations, ended.is_set, options.seed, options.threads, show)
        plan, certificate = make_plan(tables, effort, rules)
    finally:
        signal.signal(signal.SIGINT, before)
        bar.end()
    write_plan(plan, options.out)
    (options.out / NAME).unlink(missing_ok=True)  # of an earlier plan in this folder
    if certificate is not None:
        (options.out / NAME).write_bytes(certificate)
    tell(options.out, plan, ended.is_set())
    return 0 if tables["orders"] else nothing_ordered(tables, plan)


def nothing_ordered(tables: dict[str, list[dict[str, str]]], plan: dict[str, list[dict[str, str]]]) -> int:
    """Say that an empty order has an empty plan, or that not even that one is valid: a share of nothing is 0."""
    from tempa.allocation.planner.judge.check import check

    print("Tidak ada yang dipesan: rencananya kosong. / Nothing is ordered: the plan is empty.")
    broken = check(tables, plan).violations
    if broken:
        print("Tidak ada rencana yang sah: bagian dari pesanan kosong selalu 0. Kosongkan bagian minimum, atau isi pesanan. / "
              "No plan is valid: shares of an empty order are 0. Clear the least shares, or fill in orders.", file=sys.stderr)
        print("\n".join(f"aturan / rule {one.rule}: {one.sentence}" for one in broken[:10]), file=sys.stderr)
    return 1 if broken else 0


def tell(out: Path, plan: dict[str, list[dict[str, str]]], was_ended: bool) -> None:
    """What was written, in a few lines."""
    facts: dict[str, Any] = {row["key"]: row["value"] for row in plan["plan"]}
    open_units = sum(int(row["quantity"]) for row in plan["unplanned"])
    if was_ended:
        print("Dihentikan; rencana terbaik sejauh ini ditulis. / Stopped; the best plan so far is written.", file=sys.stderr)
    print(f"{out}: objective {facts['objective']}  lower_bound {facts['lower_bound']}  gap {100 * float(facts['gap']):.2f} %"
          f"  lots {len(plan['lots'])}  unplanned {open_units}")
    for row in plan["unplanned"][:10]:
        print(f"  {row['line']}: {row['quantity']} unit belum terencana: {row['reason']}")
    if len(plan["unplanned"]) > 10:
        print(f"  … {len(plan['unplanned']) - 10} baris lagi di unplanned.csv")
