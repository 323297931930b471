"""`python3 run.py replan PROGRAMME PLAN --at DATE --changes FILE --out PLAN2`: makes a plan again after changes."""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tempa.desks.console import added_rules
from tempa.desks.console.hidden import hidden_in
from tempa.desks.console.progress import Bar
from tempa.values.period import week_of
from tempa.values.programme import ProgrammeError, check_tables, read_plan, read_programme, write_folder, write_plan

if TYPE_CHECKING:
    from tempa.allocation.planner.replanning.changes import Change
    from tempa.allocation.planner.replanning.replan import Replanned
    from tempa.allocation.planner.side_constraints.rules import SideConstraints

Tables = dict[str, list[dict[str, str]]]
SHOWN = 12
NUMBER, DAY = re.compile(r"-?\d{1,9}", re.ASCII), re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def main(arguments: list[str]) -> int:
    """0: a valid plan was written; 1: programme, plan or changes are refused, or no valid plan came of it; 2: wrong use."""
    try:
        options = parser().parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0) and 2
    if complaint := wrong_use(options):
        print(complaint, file=sys.stderr)
        return 2
    read = read_all(options)
    return 1 if read is None else make(options, *read)


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="python3 run.py replan", description=__doc__)
    words.add_argument("programme", type=Path, metavar="PROGRAMME", help="folder atau .xlsx / folder or .xlsx")
    words.add_argument("plan", type=Path, metavar="PLAN", help="folder rencana yang berlaku / the plan in force")
    words.add_argument("--at", required=True, metavar="DATE", help="hari dalam minggu mulai rencana baru, TTTT-BB-HH, atau nomor minggunya"
                       " / a day in the week of planning again, YYYY-MM-DD, or the number of that week")
    words.add_argument("--changes", type=Path, required=True, metavar="FILE", help="perubahan / changes (JSON)")
    words.add_argument("--out", type=Path, required=True, metavar="PLAN2", help="folder yang ditulis / folder to write")
    words.add_argument("--seconds", type=float, default=1.0, help="lama pencarian / search time (1)")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--iterations", type=int, default=None, help="berhenti sesudah sekian langkah / stop after so many moves")
    words.add_argument("--threads", type=int, default=2)
    added_rules.add_option(words)
    return words


def week_asked(at: str, tables: Tables) -> int:
    """The number of the week that is asked for, by a day in it or as it is."""
    start = next(row["value"] for row in tables["programme"] if row["key"] == "start_date")
    return int(at) if NUMBER.fullmatch(at) else week_of(date.fromisoformat(at), date.fromisoformat(start))


def is_week(at: str) -> bool:
    try:
        return bool(NUMBER.fullmatch(at) or (DAY.fullmatch(at) and date.fromisoformat(at)))
    except ValueError:
        return False


def wrong_use(options: argparse.Namespace) -> str:
    if not is_week(options.at):
        return f"--at {options.at}: tulis hari sebagai TTTT-BB-HH, atau nomor minggu. / write a day as YYYY-MM-DD, or the number of a week."
    for path in (options.programme, options.plan, options.changes):
        if not path.exists():
            return f"{path} tidak ada. Periksa nama dan tempatnya. / {path} does not exist. Check its name and place."
    if not 0 < options.seconds < 1e7 or (options.iterations is not None and options.iterations < 1):
        return "--seconds dan --iterations harus di atas 0. / --seconds and --iterations must be above 0."
    if not 1 <= options.threads <= 64:
        return "--threads harus 1 sampai 64. / --threads must be 1 to 64."
    if options.out.exists() and not options.out.is_dir():
        return f"{options.out} sudah ada dan bukan folder. / {options.out} exists and is not a folder."
    if options.out.resolve() in (options.plan.resolve(), options.programme.resolve()):
        return "--out harus folder lain, supaya yang berlaku tetap utuh. / --out must be another folder; what is in force stays."
    return ""


def read_all(options: argparse.Namespace) -> tuple[Tables, Tables, bytes] | None:
    """Programme, plan and the text of the changes; None after saying what is wrong with them."""
    try:
        tables, plan = read_programme(options.programme), read_plan(options.plan)
    except ProgrammeError as error:
        print(error, file=sys.stderr)
        return None
    faults = check_tables(tables).errors
    for fault in faults[:SHOWN]:
        print(fault, file=sys.stderr)
    if faults:
        return None
    for told in hidden_in(tables):
        print(f"! {told}", file=sys.stderr)
    try:
        return tables, plan, options.changes.read_bytes()
    except OSError as error:
        print(f"{options.changes}: {error.strerror}. Periksa berkasnya. / Check the file.", file=sys.stderr)
        return None


def make(options: argparse.Namespace, tables: Tables, plan: Tables, text: bytes) -> int:
    from tempa.allocation.planner.bound.certificate import NAME
    from tempa.allocation.planner.judge.check import check
    from tempa.allocation.planner.replanning.changes import ChangesError, parse_changes

    rules = added_rules.rules_asked(options.programme, options.rules, tables)
    if rules is None:
        return 1
    warn_of_other_rules(plan, rules)
    try:
        changes = parse_changes(text)
        faults = check(tables, plan, plan if stands_on_another(plan) else None).violations
        if faults:
            print(f"{options.plan} bukan rencana yang sah untuk program ini. / is not a valid plan of this programme:",
                  file=sys.stderr)
            print("\n".join(f"aturan / rule {fault.rule}: {fault.sentence}" for fault in faults[:SHOWN]), file=sys.stderr)
            return 1
        again = search(options, tables, plan, changes, rules)
    except ChangesError as error:
        print("\n".join(map(str, error.sentences[:SHOWN])), file=sys.stderr)
        return 1
    write_folder(again.tables_after, options.out / "programme")
    write_plan(again.plan_tables, options.out)
    (options.out / NAME).write_bytes(again.certificate)
    write_moves(options.out / "moves.json", again)
    keep_rules(options.out, rules)
    tell(options.out, again)
    broken = check(again.tables_after, again.plan_tables, plan).violations
    if broken:
        print(f"{options.out} ditulis, tetapi belum sah. / is written, but is not valid:", file=sys.stderr)
        print("\n".join(f"aturan / rule {one.rule}: {one.sentence}" for one in broken[:SHOWN]), file=sys.stderr)
    return 1 if broken else 0


def stands_on_another(plan: Tables) -> bool:
    """A plan made again: its base is not at hand here, so it is judged with itself as the base."""
    return any(row["key"] == "replanned_at" for row in plan["plan"])


def warn_of_other_rules(plan: Tables, rules: SideConstraints) -> None:
    """Say so where the plan in force was made under other added rules than these."""
    stated = next((row["value"] for row in plan["plan"] if row["key"] == "rules_sha256"), "")
    if stated and stated != rules.sha256:
        print("! Rencana yang berlaku dibuat di bawah aturan tambahan lain; yang dipakai sekarang yang disebut di atas, atau tidak ada."
              " / The plan in force was made under other added rules; those named above are used now, or none.", file=sys.stderr)


def keep_rules(out: Path, rules: SideConstraints) -> None:
    """The rules beside the programme after the changes, where the next planning again finds them."""
    from tempa.allocation.planner.side_constraints.rules import side_constraints_path, write_side_constraints

    file = side_constraints_path(out / "programme")
    file.unlink(missing_ok=True)  # of an earlier plan in this folder
    if rules.rules:
        write_side_constraints(rules, file)


def search(
    options: argparse.Namespace, tables: Tables, plan: Tables, changes: tuple[Change, ...], rules: SideConstraints
) -> Replanned:
    from tempa.allocation.planner.problem.effort import Effort
    from tempa.allocation.planner.replanning.replan import replan

    bar = Bar(options.seconds, sys.stderr)
    effort = Effort(None if options.iterations else options.seconds, options.iterations, seed=options.seed, threads=options.threads,
                    on_progress=bar.show)
    try:
        return replan(tables, plan, week_asked(options.at, tables), changes, effort, rules)
    finally:
        bar.end()


def write_moves(file: Path, again: Replanned) -> None:
    """Moves, the balance per workshop and the notes, beside the plan."""
    from tempa.allocation.planner.replanning.moves import as_plain, balance

    content = {"forced_units": again.forced_units, "moved_units": again.moved_units, "moved_beyond": again.moved_beyond,
               "notes": [{"id": note.id, "en": note.en} for note in again.notes], "balance": balance(again.moves),
               "moves": as_plain(again.moves)}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def tell(out: Path, again: Replanned) -> None:
    """What was written, in a few lines."""
    facts = {row["key"]: row["value"] for row in again.plan_tables["plan"]}
    open_units = sum(int(row["quantity"]) for row in again.plan_tables["unplanned"])
    print(f"{out}: objective {facts['objective']}  lower_bound {facts['lower_bound']}  gap {100 * float(facts['gap']):.2f} %"
          f"  unplanned {open_units}  moved {again.moved_units}"
          f"  (forced {again.forced_units}, beyond {again.moved_beyond})")
    print("  batas bawah: untuk rencana yang membiarkan yang sudah dimulai tetap / lower bound: of plans that let stand what is begun")
    for note in again.notes:
        print(f"! {note}")
    for move in again.moves[:SHOWN]:
        print(f"  {move.sentence_id}")
    if len(again.moves) > SHOWN:
        print(f"  … {len(again.moves) - SHOWN} lagi / more: moves.json")
