"""A plan in force under an order that has been cut since: what has no line any more leaves it, and machines without a taker are said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tempa.values.programme import Sentence

Tables = dict[str, list[dict[str, str]]]


def without_cancelled(plan: Tables, tables: Tables) -> Tables:
    """The plan's tables without the lots, and their loads, of order lines that the programme no longer has."""
    lines = {row["line"] for row in tables["orders"]}
    gone = {row["lot"] for row in plan["lots"] if row["line"] not in lines}
    if not gone:
        return plan
    kept = {name: [row for row in plan[name] if row["lot"] not in gone] for name in ("lots", "loads")}
    return plan | kept


def ordered_since(plan: Tables, tables: Tables) -> dict[str, tuple[int, int]]:
    """Order lines whose quantity is another than the plan was made for: line -> (units then, units now, 0 where it is cancelled)."""
    ordered = {row["line"]: int(row["quantity"]) for row in tables["orders"]}
    planned: dict[str, int] = defaultdict(int)
    for row in (*plan["lots"], *plan["unplanned"]):
        planned[row["line"]] += int(row["quantity"])
    return {line: (units, ordered.get(line, 0)) for line, units in planned.items() if units != ordered.get(line, 0)}


def cancelled_before_they_begin(plan: Tables, tables: Tables, at: int) -> Iterator[Sentence]:
    """A sentence for every cancelled line whose lots begin in week `at` or later: they leave the plan."""
    lines = {row["line"] for row in tables["orders"]}
    gone: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in plan["lots"]:
        if row["line"] not in lines and int(row["start_week"]) >= at:
            gone[row["line"]].append(row)
    for line, lots in sorted(gone.items()):
        names = ", ".join(f"{lot['lot']} ({lot['workshop']}, {lot['quantity']})" for lot in lots)
        yield Sentence(f"Baris {line} dibatalkan: lot {names} yang belum mulai dibuat keluar dari rencana.",
                       f"Line {line} is cancelled: lots {names}, which are not begun, leave the plan.")


def without_taker(plan: Tables, tables: Tables, at: int) -> Iterator[Sentence]:
    """A sentence for every order line of which more is begun before week `at` than is ordered now, cancelled ones among them."""
    ordered = {row["line"]: int(row["quantity"]) for row in tables["orders"]}
    begun: dict[str, int] = defaultdict(int)
    makers: dict[str, list[str]] = defaultdict(list)
    for row in plan["lots"]:
        if int(row["start_week"]) < at:
            begun[row["line"]] += int(row["quantity"])
            makers[row["line"]].append(f"{row['lot']} ({row['workshop']})")
    for line in sorted(begun):
        over = begun[line] - ordered.get(line, 0)
        if over > 0:
            lots = ", ".join(makers[line])
            now = ordered.get(line)
            what = (f"dibatalkan, {begun[line]}" if now is None else f"sekarang memesan {now}, {begun[line]}",
                    f"is cancelled, {begun[line]}" if now is None else f"now orders {now}, {begun[line]}")  # fmt: skip
            yield Sentence(
                f"Baris {line} {what[0]} sudah mulai dibuat dalam lot {lots}: {over} mesin tidak punya penerima. Putuskan penerima lain, "
                "atau hentikan lotnya bersama bengkel.",
                f"Line {line} {what[1]} are begun in lots {lots}: {over} machines have no taker. Decide on another recipient, or stop "
                "the lot together with the workshop.",
            )  # fmt: skip
