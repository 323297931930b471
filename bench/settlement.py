"""Time of 10,000 contracts settled from signing to the last payment, and of importing the engine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from time import perf_counter, process_time

from tempa.contracts.law import Case, Vendor, VendorStatus, document_form, performance_guarantee, required_papers
from tempa.payment.settlement import (
    LateDelivery,
    Statement,
    days_late,
    due_date,
    late_penalty,
    payment_terms,
    settle_terms,
)

Order = tuple[int, date, int, Vendor]
CONTRACTS = 10_000
FIRST_DAY, DAYS = date(2019, 1, 1), 2600  # through every regime of the rule book
STATUSES = (VendorStatus.NONE, VendorStatus.SUKET, VendorStatus.EXEMPT)


def main(arguments: list[str]) -> int:
    figures = measure()
    for name, value in figures.items():
        print(f"{name:40s} {value:10.4f}")
    return 0


def measure() -> dict[str, float]:
    """Seconds for 10,000 contracts (form, guarantee, penalty, three terms with taxes), their papers, and the import."""
    orders = list(_orders(CONTRACTS))
    began, worked = perf_counter(), process_time()
    statements = [statement for order in orders for statement in _settled(*order)]
    wall, work = perf_counter() - began, process_time() - worked
    nets = sum(statement.net for statement in statements)
    bare, papers = _timed(_bare, orders), _timed(_papers, orders)
    return {
        "settlement of 10,000 contracts (s)": wall,
        "the same, processor time (s)": work,
        "payments in them": float(len(statements)),
        "paid to vendors (billion rupiah)": nets / 1e9,
        "times a bare calculation of the amounts": work / bare,
        "lists of papers of 10,000 contracts (s)": papers,
        "import of the engine (s)": _import_seconds(),
    }


def _timed(work: Callable[[int, date, int, Vendor], object], orders: list[Order]) -> float:
    worked = process_time()
    for order in orders:
        work(*order)
    return process_time() - worked


def _orders(count: int) -> Iterator[Order]:
    draw = Random(20201124)
    for _ in range(count):
        signed = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
        vendor = Vendor(draw.random() < 0.4, draw.choice(STATUSES))
        yield draw.randrange(1_000_000, 900_000_000), signed, draw.randrange(0, 60), vendor


def _settled(value: int, signed: date, taken: int, vendor: Vendor) -> tuple[Statement, ...]:
    due = due_date(signed, 30)
    done = signed + timedelta(days=taken)
    document_form(value, signed)
    performance_guarantee(value + value // 10, value, signed)
    penalty = late_penalty(LateDelivery(value, days_late(due, done)), signed)
    terms = payment_terms(value, ("30/100", "45/100", "25/100"), value * 3 // 10, "5/100")
    return settle_terms(terms, [signed + timedelta(days=10), done, done + timedelta(days=14)], vendor, signed, penalty)


def _papers(value: int, signed: date, taken: int, vendor: Vendor) -> object:
    return required_papers(Case(value, signed, vendor, advance=True))


def _bare(value: int, signed: date, taken: int, vendor: Vendor) -> object:
    """The same amounts with one rate for all days, no checks, no citations: what nobody could defend, as a measure."""
    paid, left, advance = [], value, value * 3 // 10
    for share in (30, 45, 25):
        gross = value * share // 100 if share != 25 else left
        left -= gross
        tax = gross * 11 // 100 if vendor.pkp else 0
        paid.append((gross + tax, tax, gross * 15 // 1000, gross * 5 // 100, advance * gross // value))
    return paid, value * max(0, taken - 30) // 1000


def _import_seconds() -> float:
    """Best of three imports, each in an interpreter of its own, less the start of an empty interpreter."""
    def timed(code: str) -> float:
        began = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return perf_counter() - began

    return min(timed("import tempa.payment.settlement") for _ in range(3)) - min(timed("pass") for _ in range(3))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
