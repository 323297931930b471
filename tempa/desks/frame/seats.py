"""As whom a reader is here: the role in words, with the name of the agency, workshop or supplier they speak for."""

from __future__ import annotations

from dataclasses import dataclass

from tempa.demand import queries as demand
from tempa.desks.frame.door import Here
from tempa.desks.frame.words import term
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry
from tempa.supply import queries as supply


@dataclass(frozen=True)
class Seat:
    """One role of the reader: its number, its words, and whether they sit there now."""

    key: int
    words: str
    is_here: bool


def seats(here: Here) -> list[Seat]:
    return [
        Seat(r.pk, seat_words(here, r.desk, r.subject), (r.desk, r.subject) == (here.role, here.subject))
        for r in here.roles
    ]


def seat_words(here: Here, desk: str, subject: str) -> str:
    """The role, and whom it is for: "pemilik bengkel, Bengkel Lembar 03 (W03)"."""
    if not subject:
        return term(desk)
    name = here.known("names of whom people speak for", lambda: names(here.programme)).get((desk, subject), "")
    return f"{term(desk)}, {name} ({subject})" if name and name != subject else f"{term(desk)}, {subject}"


def names(programme: ledger.Programme) -> dict[tuple[str, str], str]:
    """The name behind each code that a role can carry, by desk and code."""
    workshops = registry.workshop_names(programme)
    return {
        **{("agency", code): name for code, name in demand.agency_names(programme).items()},
        **{(desk, code): name for desk in ("workshop", "teacher") for code, name in workshops.items()},
        **{("supplier", s.key): s.name for s in supply.suppliers(programme)},
    }
