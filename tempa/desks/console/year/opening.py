"""The opening: who is there, and the programme as the agencies agreed on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tempa.demand import actions as demand
from tempa.demand.rules import check_lengths
from tempa.ledger import actions as ledger
from tempa.ledger import queries
from tempa.values.programme import Tables

if TYPE_CHECKING:
    from tempa.ledger.queries import Person, Programme

DAYS_BEFORE = 30  # the order is agreed so long before the programme's first day
LONGEST_NAME = 120  # of a person
PASSWORD = "contoh-2020"  # noqa: S105 - printed at the start; these people exist only with an example


def cast(tables: Tables) -> list[tuple[str, str, str, str]]:
    """(sign-in name, name, desk, for whom) of the people of an example: one for each desk, of what its tables have."""
    makers = [w for w in tables["workshops"] if w["kind"] in {"lead", "member"}]
    workshop = next((w for w in makers if w["workshop"] == "W03"), makers[0] if makers else None)
    school = next((w for w in tables["workshops"] if w["kind"] == "school"), None)
    agency = next((a for a in tables["agencies"] if a["agency"] == "DISTANBUN"), tables["agencies"][0] if tables["agencies"] else None)
    supplier = next(iter(tables["suppliers"]), None)
    found = [
        ("perencana", "Ni Luh Perencana", "park_planner", ""), ("kepala", "Haji Kepala", "park_head", ""),
        ("opd", f"Rina dari {agency['agency'].title()}", "agency", agency["agency"]) if agency else None,
        ("bengkel", "Pak Darma", "workshop", workshop["workshop"]) if workshop else None,
        ("guru", "Bu Guru Sri", "teacher", school["workshop"]) if school else None,
        ("pemeriksa", "Ani Pemeriksa", "inspector", ""),
        ("pemasok", supplier["name"], "supplier", supplier["supplier"]) if supplier else None,
        ("auditor", "Auditor BPK Contoh", "auditor", ""),
    ]  # fmt: skip
    return [one for one in found if one is not None]


def open_programme(tables: Tables, code: str, at: datetime, *, has_clock: bool = False) -> tuple[Programme, dict[str, Person]]:
    """Found the example, let its people in, load its tables; all or nothing. Returns it and its people by their desk.

    The head founds it and gives the others their roles, so that who approves was let in by nobody who proposes.
    """
    people: dict[str, Person] = {}
    check_lengths(tables)  # first of all: its people bear the codes of their offices and workshops
    with transaction.atomic():
        persons = {
            login: somebody(login, name) for login, name, _, _ in cast(tables)
        }
        head = persons["kepala"]
        programme = ledger.found_programme(code=code, at=at, by=head, demo=True, has_clock=has_clock, desks=("park_head",))
        for login, _, desk, subject in cast(tables):
            people[desk] = people[f"{desk} {subject}"] = persons[login]
            if persons[login] != head:
                ledger.grant_role(programme, persons[login], desk=desk, subject=subject, at=at, by=head)
        demand.load_programme(programme, tables, at=at, by=people["park_planner"])
    return programme, people


def somebody(login: str, name: str) -> Person:
    """Who has this sign-in name; a new person of the example where nobody has."""
    return queries.person_named(login) or ledger.add_person(login=login, name=name[:LONGEST_NAME], password=PASSWORD, demo=True)


def opened_on(start: date) -> datetime:
    """The moment on which an example opens: nine o'clock in WITA, so many days before the programme's first day."""
    return datetime.combine(start - timedelta(days=DAYS_BEFORE), time(1), UTC)
