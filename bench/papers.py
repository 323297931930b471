"""Time and memory of all papers of the order of 2020, beside bare documents of the same setter in the same run."""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from tempa.contracts.law import Form, Route, document_form, ppn, rule
from tempa.contracts.papers import (
    Account,
    Advance,
    Agency,
    Budget,
    Cited,
    Dates,
    Item,
    Kind,
    Officer,
    Papers,
    Party,
    Penalty,
    PenaltyBase,
    Post,
    PriceSource,
    Registered,
    Subwork,
    Task,
    TemplateFault,
    Vat,
    kinds_for,
    render,
    render_all,
    template_source,
)
from tempa.contracts.papers.setter import set_source

FOLDER = Path(__file__).resolve().parents[1] / "data" / "ntb-2020"
SIGNED = date(2020, 7, 15)
BARE = b'#set document(title: "Surat", date: datetime(year: 2020, month: 7, day: 15))\n#set text(lang: "id")\nSurat'
Row = dict[str, str]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench papers", description=__doc__)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--papers", type=int, default=700)
    parser.add_argument("--out", type=Path, help="write every paper into this folder")
    chosen = parser.parse_args(arguments)
    tasks = list(islice((task for contract in contracts() for task in papers_of(contract)), chosen.papers))
    for name, value in measure(tasks, chosen.processes, chosen.out).items():
        print(f"{name:58s} {value:12,.3f}")
    return 0


def measure(tasks: list[Task], processes: int, out: Path | None = None) -> dict[str, float]:
    """Figures of one run; memory is the largest of each process, added up; processor time is what a busy machine does not change much."""
    began = perf_counter()
    size = sum(kept(task, paper, number, out) for number, (task, paper) in enumerate(render_all(tasks, processes)))
    wall = perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    largest = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    alone = sorted(timed(tasks[:: max(1, len(tasks) // 120)]))
    bare = median(bare_seconds(120))
    return {
        "contracts": float(len({id(task.data) for task in tasks})),
        "papers": float(len(tasks)),
        f"all of them on {processes} processes (s)": wall,
        "processor time of those processes, their start included (s)": used.ru_utime + used.ru_stime,
        "size of all papers (MB)": size / 1e6,
        f"memory of all {1 + processes} processes at their largest (MB)": largest[0] + processes * largest[1],
        "one paper, processor time, median (ms)": 1000 * median(alone),
        "one paper, processor time, 95th of 100 (ms)": 1000 * quantiles(alone, n=20)[-1],
        "a bare document of the same setter, the same (ms)": 1000 * bare,
        "times a bare document": median(alone) / bare,
        "a changed template in its limited process (ms)": 1000 * limited_seconds(tasks[0]),
        "first paper of a new process, with the imports (ms)": 1000 * first_seconds(),
    }


def kept(task: Task, paper: bytes | TemplateFault, number: int, out: Path | None) -> int:
    if isinstance(paper, TemplateFault):
        raise SystemExit(f"{task.kind}: {paper}")
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{number:03d}-{task.kind}.pdf").write_bytes(paper)
    return len(paper)


def timed(tasks: Iterable[Task]) -> Iterator[float]:
    for task in tasks:
        began = process_time()
        render(task.kind, task.data, task.part)
        yield process_time() - began


def bare_seconds(times: int) -> Iterator[float]:
    for number in range(times):
        began = process_time()
        set_source(BARE + b" nomor %d" % number, "bare.typ", {})
        yield process_time() - began


def limited_seconds(task: Task) -> float:
    began = perf_counter()
    render(task.kind, task.data, task.part, template=f"{template_source(task.kind)}\nDengan satu kalimat lagi.")
    return perf_counter() - began


def first_seconds() -> float:
    code = "from bench.papers import *; task = next(papers_of(next(contracts()))); render(task.kind, task.data)"
    began = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=FOLDER.parents[1])
    return perf_counter() - began


def contracts() -> Iterator[Papers]:
    """One contract per budget line and vendor: each order line with one of the workshops that offered its type, whose lead signs.

    Officers, numbers of papers and accounts are made up; machines, quantities and prices are those of the example of 2020.
    """
    types = {row["type"]: row for row in rows("types")}
    workshops = {row["workshop"]: row for row in rows("workshops")}
    agencies = {row["agency"]: row for row in rows("agencies")}
    codes = {row["budget_line"]: row["account_code"] for row in rows("budget_lines")}
    by_type: dict[str, list[Row]] = defaultdict(list)
    for offer in rows("offers"):
        by_type[offer["type"]].append(offer)
    grouped: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for number, line in enumerate(rows("orders")):
        offer = by_type[line["type"]][number % len(by_type[line["type"]])]
        maker = workshops[offer["workshop"]]
        signer = maker["lead"] or maker["workshop"]
        grouped[line["agency"], line["budget_line"], signer].append(line | {"maker": maker["workshop"], "price": offer["unit_price"]})
    for (agency, _, vendor), lines in sorted(grouped.items()):
        yield contract(agencies[agency], workshops, vendor, lines, types, codes)


def contract(agency: Row, workshops: dict[str, Row], vendor: str, lines: list[Row], types: dict[str, Row], codes: dict[str, str]) -> Papers:
    items = tuple(item(line, types[line["type"]], vendor, workshops) for line in lines)
    value = sum(one.quantity * (one.unit_price or 0) for one in items)
    form = document_form(value, SIGNED).form
    tax, advance = ppn(value, SIGNED), rule("advance_limit", SIGNED)
    by_maker: dict[str, list[Item]] = defaultdict(list)
    for one, line in zip(items, lines, strict=True):
        if line["maker"] != vendor:
            by_maker[line["maker"]].append(one)
    return Papers(
        programme="Pesanan mesin dan peralatan IKM lokal Provinsi NTB 2020", package=f"Pengadaan {items[0].name.lower()} dan lainnya",
        agency=Agency(agency["name_id"], "Pemerintah Provinsi Nusa Tenggara Barat", "Jalan Contoh No. 1, Mataram", "Mataram"),
        vendor=party(workshops[vendor]), items=items, form=form,
        officers=tuple(Officer(post, f"Pejabat Contoh {place}", f"19700101 199503 1 00{place}", f"188.4/{place}/2020", date(2020, 1, 6))
                       for place, post in enumerate(Post)),
        budget=Budget(number="914/1/DPA/2020", on=date(2020, 1, 2), year=2020,
                      account_codes=tuple(sorted({codes[line["budget_line"]] for line in lines}))),
        dates=Dates(SIGNED, date(2020, 11, 30), 138, SIGNED - timedelta(days=7), 30),
        vat=Vat(tax.rupiah, "10 %", Cited("PPN", tax.citation)), estimate=value + value // 8, negotiation="Harga turun setelah dibicarakan.",
        penalty=Penalty("1‰", PenaltyBase.LATE_PART, Cited("denda", rule("late_penalty", SIGNED).citation)),
        advance=Advance(value * 3 // 10, "30 %", Cited("uang muka", advance.citation, advance.verified), "Bahan dan mesin penggerak"),
        warranty_months=12, rules=(Cited("bentuk kontrak", rule("contract_form", SIGNED).citation),),
        registered=tuple(Registered(kind, f"027/{place}/{agency['agency']}/2020", SIGNED, "8F3A 21C0 77D9 E402", "https://tempa.example.id/cek/8F3A21C0")
                         for place, kind in enumerate(Kind)),
        subworks=tuple(Subwork(party(workshops[maker]), tuple(own), SIGNED, date(2020, 11, 15), 7, True) for maker, own in sorted(by_maker.items())),
    )


def item(line: Row, kind: Row, vendor: str, workshops: dict[str, Row]) -> Item:
    price, other = int(line["price"]), line["maker"] != vendor
    return Item(
        line["line"], kind["name_id"], int(line["quantity"]), price, f"Gambar {line['type']} versi 1", destination=line["destination"],
        due=date.fromisoformat(line["due_date"]), offered=price + price // 50, maker=workshops[line["maker"]]["name"] if other else None,
        maker_price=price * 95 // 100 if other else None, sources=(PriceSource("Penawaran pembanding", price * 11 // 10, SIGNED),),
    )


def party(workshop: Row) -> Party:
    return Party(
        workshop["workshop"], workshop["name"], "perorangan", f"Pemilik {workshop['name']}", "Pemilik", nib="9120000000000",
        npwp="01.312.166.0-915.000", address=f"{workshop['regency']}, Nusa Tenggara Barat", city=workshop["regency"],
        account=Account("Bank Contoh", "0012203344556", f"Pemilik {workshop['name']}"), tax_status="bukan PKP",
    )


def papers_of(contract: Papers) -> Iterator[Task]:
    """The whole set of a contract, one sub-work agreement for each member."""
    for wanted in kinds_for(contract.form, Route.NORMAL, contract.has_members, contract.form is Form.AGREEMENT, SIGNED):
        for part in range(len(contract.subworks) if wanted.kind is Kind.SUBWORK else 1):
            yield Task(wanted.kind, contract, part)


def rows(name: str) -> Iterator[Row]:
    with open(FOLDER / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
