"""A plan in force under an order that has been cut since: what has no line any more leaves it, and machines without a taker are said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from tempa.values.programme import Sentence
from tempa.values.programme.numbers import shortest

Tables = dict[str, list[dict[str, str]]]


def without_cancelled(plan: Tables, tables: Tables) -> Tables:
    """The plan's tables without the lots, and their loads, of order lines that the programme no longer has."""
    lines = {row["line"] for row in tables["orders"]}
    gone = {row["lot"] for row in plan["lots"] if row["line"] not in lines}
    if not gone:
        return plan
    kept = {name: [row for row in plan[name] if row["lot"] not in gone] for name in ("lots", "loads")}
    return plan | kept


def with_reduced(plan: Tables, quantities: Mapping[str, int], tables: Tables) -> Tables:
    """The plan's tables with fewer units in some lots (lot -> units left, 0: the lot leaves the plan), as addenda have made them.

    Each step of such a lot goes on at the pace at which it was planned: at the end of every week the same share of it is done.
    The purchases stay.
    """
    fewer = {row["lot"]: row for row in plan["lots"] if quantities.get(row["lot"], int(row["quantity"])) < int(row["quantity"])}
    if not fewer:
        return plan
    types = {row["line"]: row["type"] for row in tables["orders"]}
    steps: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in sorted(tables["routings"], key=lambda r: int(r["step"])):
        steps[row["type"]].append(row)
    planned: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in plan["loads"]:
        planned[row["lot"]].append(row)
    lots = [row | {"quantity": str(quantities[row["lot"]])} if row["lot"] in fewer else row for row in plan["lots"]]
    loads = [row for row in plan["loads"] if row["lot"] not in fewer]
    for lot, row in fewer.items():
        if quantities[lot]:
            loads += slowed(planned[lot], quantities[lot], steps[types.get(row["line"], "")])
    return plan | {"lots": [row for row in lots if row["quantity"] != "0"], "loads": loads}


def slowed(loads: Sequence[dict[str, str]], quantity: int, steps: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """The loads of one lot for fewer units. A later step is rounded down, so that it never runs ahead of the step before it."""
    weeks = sorted({int(row["week"]) for row in loads})
    ahead: list[Fraction] = [Fraction(1)] * len(weeks)  # share of the step before that is done by the end of each week
    for step in steps:
        mine = [row for row in loads if row["step"] == step["step"]]
        then = sum(hundredths(row["hours"]) for row in mine)
        now = hundredths(step["setup_hours"]) + quantity * hundredths(step["hours_per_unit"])
        worked = done = 0
        shares: list[Fraction] = []
        for week, share in zip(weeks, ahead, strict=True):
            if rows := [row for row in mine if int(row["week"]) == week]:
                worked += sum(hundredths(row["hours"]) for row in rows)
                target = int(now * min(Fraction(worked, then), share))
                yield from shared(rows, target - done)
                done = target
            shares.append(Fraction(done, now))
        ahead = shares


def shared(rows: Sequence[dict[str, str]], hours: int) -> Iterator[dict[str, str]]:
    """Rows of one step and week with `hours` hundredths together, the first ones filled first."""
    for row in rows:
        taken = min(hours, hundredths(row["hours"])) if row is not rows[-1] else hours
        hours -= taken
        if taken:
            yield row | {"hours": shortest(str(Decimal(taken) / 100))}


def hundredths(hours: str) -> int:
    """Hours in hundredths, as rule 5 compares them."""
    return int(Decimal(hours) * 100)


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
