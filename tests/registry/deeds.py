"""Every deed of verification, shared machines, records of firms and applicants with its own arguments, for the test that sends each twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tempa.registry import actions
from tempa.registry.rules.criteria import printed
from tests.registry.visits import APPLYING, AT, LATHE, TODAY, WHY, applied, booked, recorded, signed, visit

CRITERIA = replace(printed(), id="2026-2", valid_from=TODAY + timedelta(days=5)).as_content()


def people(d):
    return lambda login: {"perencana": d["planner"], "kepala": d["head"], "pemeriksa": d["inspector"], "bengkel": d["owner"]}[login]


def waiting(p, d):
    return recorded(p, people(d))


def lathe(p, d):
    actions.state_machine(p, said=LATHE, at=AT, by=d["planner"])
    return LATHE.machine


def proposed_criteria(p, d):
    return {"version": actions.propose_criteria(p, content=CRITERIA, reason=WHY, at=AT, by=d["planner"])}


def appealed(p, d):
    v = signed(p, people(d))
    return actions.appeal_verification(p, verification=v.pk, criteria=["power"], words=WHY, at=AT + timedelta(hours=1), by=d["owner"])


def merging(p, d):
    return {"merge": actions.propose_merge(p, kept="W03", gone="W05", reason=WHY, at=AT, by=d["planner"])}


def booking(p, d):
    lathe(p, d)
    return booked(p, people(d))


def overruled(p, d):
    actions.state_type_processes(p, type="TAN-001", processes=["tig"], reason=WHY, at=AT, by=d["planner"])
    signed(p, people(d))
    return {"workshop": "W03", "type": "TAN-001", "reason": WHY}


def call(p, d):
    return actions.open_applicant_call(p, closes_at=AT + timedelta(days=30), places=3, at=AT, by=d["planner"])


def stranger_applied(p, d):
    return {"application": applied(p, people(d))}


DAY = TODAY + timedelta(days=2)
DEEDS = {
    "registry.propose_criteria": ("planner", lambda p, d: {"content": CRITERIA, "reason": WHY}),
    "registry.confirm_criteria": ("head", proposed_criteria),
    "registry.refuse_criteria": ("head", lambda p, d: proposed_criteria(p, d) | {"reason": WHY}),
    "registry.record_verification": ("inspector", lambda p, d: {"visit": visit()}),
    "registry.sign_verification": ("head", lambda p, d: {"verification": waiting(p, d), "probation": True}),
    "registry.return_verification": ("head", lambda p, d: {"verification": waiting(p, d), "reason": WHY}),
    "registry.appeal_verification": ("owner", lambda p, d: {
        "verification": signed(p, people(d)).pk, "criteria": ["power"], "words": WHY}),
    "registry.answer_appeal": ("planner", lambda p, d: {
        "appeal": appealed(p, d), "upheld": True, "answer": WHY, "corrected": {"power": 90}}),
    "registry.state_type_processes": ("planner", lambda p, d: {"type": "TAN-001", "processes": ["tig"], "reason": WHY}),
    "registry.overrule_eligibility": ("head", overruled),
    "registry.state_machine": ("planner", lambda p, d: {"said": LATHE}),
    "registry.book_machine": ("owner", lambda p, d: {
        "machine": lathe(p, d), "workshop": "W03", "on": DAY, "hours": range(9, 11), "purpose": "poros"}),
    "registry.cancel_booking": ("owner", lambda p, d: {"booking": booking(p, d), "reason": "bahan belum datang"}),
    "registry.change_lead": ("planner", lambda p, d: {"workshop": "W03", "lead": "W02", "since": TODAY, "reason": WHY}),
    "registry.propose_merge": ("planner", lambda p, d: {"kept": "W03", "gone": "W05", "reason": WHY}),
    "registry.confirm_merge": ("head", merging),
    "registry.refuse_merge": ("head", lambda p, d: merging(p, d) | {"reason": WHY}),
    "registry.open_applicant_call": ("planner", lambda p, d: {"closes_at": AT + timedelta(days=20), "places": 5}),
    "registry.apply_to_take_part": ("planner", lambda p, d: {"call": call(p, d), "asked": APPLYING}),
    "registry.refuse_application": ("planner", lambda p, d: stranger_applied(p, d) | {"reason": WHY}),
    "registry.admit_applicant": ("planner", lambda p, d: stranger_applied(p, d) | {"workshop": "W42", "lead": "W27", "cluster": "SENTRA-6"}),
    "registry.withdraw_application": ("planner", lambda p, d: stranger_applied(p, d) | {"reason": "pindah usaha"}),
}  # fmt: skip
