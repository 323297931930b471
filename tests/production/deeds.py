"""Every deed of the production room with its own arguments, for the test that sends each twice: who does it, and on what."""

from __future__ import annotations

from datetime import timedelta

from tempa.production import actions, queries
from tempa.production.actions import Lesson, Report, Settling, Taking, Trouble, Visit
from tempa.production.messages import Message
from tempa.production.rules import Done
from tests.contracts.parties import AT, TODAY, WHY
from tests.production.making import begun, made


def people(d):
    return lambda login: {"perencana": d["planner"], "kepala": d["head"], "opd": d["buyer"]}[login]


def on_lot(how):
    def arguments(programme, d):
        return how(programme, d, begun(programme, people(d))[0])
    return arguments


def finished(how):
    """On a lot of which one unit is made."""
    def arguments(programme, d):
        card = begun(programme, people(d))[0]
        made(programme, people(d), card, 1, at=AT)
        return how(programme, d, card)
    return arguments


def troubled(programme, d):
    trouble = Trouble("W03", "power", "office")
    actions.state_problem(programme, trouble=trouble, at=AT, by=d["planner"])
    return {"problem": queries.open_problems(programme).last().problem}


def message_taken(programme, d):
    taking = Taking("W03", [Message("hari ini las 3", TODAY)])
    actions.take_messages(programme, taking=taking, at=AT, by=d["planner"])
    return queries.open_messages(programme).last().message


def visited(programme, d):
    visit = Visit("W03", TODAY, "quality", "las keropos di sudut", "cara mengatur arus las")
    actions.record_visit(programme, visit=visit, at=AT, by=d["planner"])
    return queries.coachings(programme).first().visit


DEEDS = {
    "production.give_serials": ("planner", on_lot(lambda p, d, card: {"lots": [card.lot]})),
    "production.report_progress": ("planner", on_lot(lambda p, d, card: {
        "report": Report(card.vendor, [Done(card.lot, card.steps[0].step, 1)], "office", note="kata Pak Made")})),
    "production.correct_progress": ("planner", finished(lambda p, d, card: {"change": Done(card.lot, card.steps[-1].step, -1), "reason": WHY})),
    "production.announce_lot": ("planner", finished(lambda p, d, card: {"lot": card.lot})),
    "production.fit_engine": ("planner", finished(lambda p, d, card: {
        "serial": queries.units(p, [card.lot]).first().serial, "engine": "gx160 123"})),
    "production.state_problem": ("planner", lambda p, d: {"trouble": Trouble("W03", "money", "office", words="uang muka belum masuk")}),
    "production.take_problem": ("planner", lambda p, d: troubled(p, d) | {"owner": "PARK", "due_on": TODAY + timedelta(days=9)}),
    "production.take_messages": ("planner", lambda p, d: {"taking": Taking("W03", [Message("hari ini las 2", TODAY)])}),
    "production.settle_message": ("planner", lambda p, d: {"settling": Settling(message_taken(p, d), reason="hanya sapaan")}),
    "production.record_training": ("planner", lambda p, d: {"lesson": Lesson("W03", TODAY, "weld", 90, ["Siti", "Agus"], "Bu Wati")}),
    "production.record_visit": ("planner", lambda p, d: {"visit": Visit("W03", TODAY, "safety", "tanpa kaca mata", "memakai pelindung")}),
    "production.follow_visit": ("planner", lambda p, d: {"visit": visited(p, d), "changed": WHY}),
    "production.close_problem": ("planner", lambda p, d: troubled(p, d) | {"done": WHY}),
}  # fmt: skip
