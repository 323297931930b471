"""`convert A B`: a programme or plan from folder to workbook or back, with the hash that both forms share."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tempa.desks.console.hidden import hidden_in
from tempa.values import programme
from tempa.values.programme import PlanTables, ProgrammeError, Tables
from tempa.values.quantity import quantity

SHOWN = 20  # errors that are printed


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    if options.template is None and not options.target:
        parser().error("sebutkan sumber dan tujuan / name a source and a target")
    target = Path(options.target if options.template is None else options.template)
    try:
        refuse_target(target, options.force)
        if options.template is not None:
            programme.write_template(target)
            print(f"Buku kerja kosong ditulis / blank workbook written: {target}")
            return 0
        return convert(Path(options.source), target, own=options.large)
    except ProgrammeError as error:
        for sentence in error.sentences:
            print(sentence, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"{target}: {error.strerror}. Periksa tempat dan izin tulisnya. / Check the place and its permissions.",
            file=sys.stderr,
        )
        return 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python3 run.py convert",
        description="Program atau rencana: folder CSV ke buku kerja .xlsx, atau sebaliknya."
        " / A programme or plan: CSV folder to .xlsx workbook, or back.",
    )
    made.add_argument("source", nargs="?", default="", help="folder atau .xlsx / folder or .xlsx")
    made.add_argument("target", nargs="?", default="", help="folder atau .xlsx / folder or .xlsx")
    made.add_argument("--force", action="store_true", help="timpa yang sudah ada / replace what is there")
    made.add_argument("--large", action="store_true",
                      help="buku kerja sendiri, tanpa batas memori dan waktu / a workbook of your own, without limits")
    made.add_argument("--template", metavar="FILE.xlsx", help="tulis buku kerja kosong / write a blank workbook")
    return made


def refuse_target(target: Path, force: bool) -> None:
    """A target that is there stays as it is, unless its replacement is asked for."""
    if target.suffix.lower() in programme.WORKBOOK_ENDINGS - {".xlsx"}:
        raise ProgrammeError(
            programme.Sentence(
                f"{target.name}: Tempa hanya menulis .xlsx atau folder. Ganti akhirannya.",
                f"{target.name}: Tempa writes only .xlsx or a folder. Change the ending.",
            )
        )
    if target.exists() and not force:
        raise ProgrammeError(
            programme.Sentence(
                f"{target} sudah ada dan tidak ditimpa. Pilih nama lain atau tambahkan --force.",
                f"{target} is there already and was left alone. Choose another name or add --force.",
            )
        )


def convert(source: Path, target: Path, *, own: bool) -> int:
    if holds_plan(source, own=own):
        return convert_plan(source, target, own=own)
    tables = read(source, own=own)
    if target.suffix.lower() == ".xlsx":
        programme.write_workbook(tables, target)
    else:
        programme.write_folder(tables, target)
    found = programme.check_tables(tables)
    print(summary("Program", tables, target))
    print("".join(f"{told}\n" for told in hidden_in(tables)), end="")
    for finding in found.errors[:SHOWN]:
        print(finding, file=sys.stderr)
    print(
        f"Pemeriksaan: {len(found.errors)} kesalahan, {len(found.warnings)} peringatan"
        f" / check: {len(found.errors)} errors, {len(found.warnings)} warnings"
    )
    print(f"programme_sha256 {programme.programme_sha256(tables)}")
    return 0


def holds_plan(source: Path, *, own: bool) -> bool:
    """A folder with lots but no programme, or a workbook with a sheet of lots."""
    if source.is_dir():
        return (source / "lots.csv").exists() and not (source / "programme.csv").exists()
    if source.suffix.lower() not in programme.WORKBOOK_ENDINGS or not source.is_file():
        return False
    if own:
        from tempa.values.programme.sheets import read_grids

        return "lots" in [grid.name for grid in read_grids(source)]
    from tempa.values.programme.untrusted import sheet_names

    return "lots" in sheet_names(source)


def read(source: Path, *, own: bool) -> Tables:
    """Workbooks come from anybody, so they are opened in a process with limits unless they are called one's own."""
    if own or not source.is_file():
        return programme.read_programme(source, described=False)
    from tempa.values.programme.untrusted import read_untrusted

    return read_untrusted(source)


def convert_plan(source: Path, target: Path, *, own: bool) -> int:
    plan: PlanTables
    if own or source.is_dir():
        plan = programme.read_plan(source)
    else:
        from tempa.values.programme.untrusted import read_untrusted_plan

        plan = read_untrusted_plan(source)
    if target.suffix.lower() == ".xlsx":
        programme.write_plan_workbook(plan, target)
    else:
        programme.write_plan(plan, target)
    print(summary("Rencana", plan, target))
    print(f"plan_sha256 {programme.plan_sha256(plan)}")
    return 0


def summary(what: str, tables: Tables, target: Path) -> str:
    rows = sum(map(len, tables.values()))
    english = {"Program": "programme", "Rencana": "plan"}[what]
    return (
        f"{what}: {len(tables)} tabel, {quantity(rows)} baris ditulis ke {target}"
        f" / {english}: {len(tables)} tables, {quantity(rows, 'en')} rows written"
    )
