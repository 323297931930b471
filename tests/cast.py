"""The people every test knows: each sits at one desk of the demo programme; the stranger has a sign-in and no role."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    login: str
    roles: tuple[str, ...]
    subject: str = ""


PLANNER = Member("perencana", ("park_planner",))
HEAD = Member("kepala", ("park_head",))
RINA = Member("opd", ("agency",), "DISTANBUN")  # buys for Distanbun
DARMA = Member("bengkel", ("workshop",), "W03")  # owns a workshop
SRI = Member("guru", ("teacher",), "S01")  # teaches at a school
ANI = Member("pemeriksa", ("inspector",))
SUPPLIER = Member("pemasok", ("supplier",), "SUP-L1")
AUDITOR = Member("auditor", ("auditor",))
STRANGER = Member("orang-asing", ())

EVERYONE = (PLANNER, HEAD, RINA, DARMA, SRI, ANI, SUPPLIER, AUDITOR, STRANGER)
