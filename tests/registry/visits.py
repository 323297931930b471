"""A visit to a workshop as tests record it, and how a programme comes to have one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tempa.registry import actions, queries
from tempa.registry.actions.machines import MachineSaid
from tempa.registry.rules.applicants import Applying
from tempa.registry.rules.criteria import printed
from tempa.registry.rules.verification import Visit

AT = datetime(2026, 8, 3, 1, 10, tzinfo=UTC)
TODAY = date(2026, 8, 3)
WHY = "seperti dibicarakan di rapat"
HAND = ("assembly", "wiring", "painting", "testing")
MACHINES = ("turning", "drilling", "smaw", "bending", "sawing")


def machine(process, *, count=1, working=1):
    return {"process": process, "name": f"Mesin {process}", "count": count, "working": working, "capacity": "medium"}


def skill(process, people=2, certified=0):
    return {"process": process, "people": people, "certified": certified}


def visit(workshop="W03", **more):
    """A visit at which everything was found well: five machines, nine processes, every criterion at 80."""
    return Visit(**{
        "workshop": workshop, "visited_on": TODAY, "scores": {c.code: 80 for c in printed().scored()}, "legal_tier": "registered", "workers": 4,
        "village": "Getap", "machines": [machine(p) for p in MACHINES], "skills": [skill(p) for p in (*MACHINES, *HAND)],
        "people": [{"name": "Amaq Sahnan", "process": "smaw", "skill": "ten years"}], "papers": {"nib": True}, "cash_limit": 50_000_000,
        "place": "-8.6195,116.1163,9", "notes": {"power": "the main cable must be replaced"},
    } | more)  # fmt: skip


def recorded(programme, person, workshop="W03", **more):
    return actions.record_verification(programme, visit=visit(workshop, **more), at=AT, by=person("pemeriksa"))


def signed(programme, person, workshop="W03", *, probation=False, **more):
    """A visit with both signatures: the inspector's and the head's."""
    name = recorded(programme, person, workshop, **more)
    actions.sign_verification(programme, verification=name, probation=probation, at=AT + timedelta(minutes=1), by=person("kepala"))
    return queries.verification_named(programme, name)


LATHE = MachineSaid("STIPARK-BUBUT-1", "STIPARK", "turning", "Bubut 1 meter", 8, 16, [0, 1, 2, 3, 4])
APPLYING = Applying("UD Sumber Besi", "Lalu Contoh", "0812-3456-7890", "Lombok Timur", "Sikur", 3, ["smaw", "sawing"], False, "Fences and gates.")


def booked(programme, person, hours=range(9, 11), workshop="W03"):
    """Tuesday at nine."""
    return actions.book_machine(
        programme, machine=LATHE.machine, workshop=workshop, on=TODAY + timedelta(days=1), hours=hours, purpose="poros pencacah", at=AT,
        by=person("perencana"),
    )  # fmt: skip


def applied(programme, person):
    call = actions.open_applicant_call(programme, closes_at=AT + timedelta(days=30), places=3, at=AT, by=person("perencana"))
    return actions.apply_to_take_part(programme, call=call, asked=APPLYING, at=AT)
