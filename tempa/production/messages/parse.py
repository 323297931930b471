"""The parser of WhatsApp texts and exported chats: it proposes what is said, infers nothing, and asks where in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tempa.production.messages.corrections import Said
from tempa.production.messages.export import heard, messages_of
from tempa.production.messages.hearing import Hearing
from tempa.production.messages.names import Names
from tempa.production.messages.said import Entry, Finding, Message, OpenLot, Problem, Proposal, Question, Trouble
from tempa.production.messages.sums import findings_of


def read_progress(text: str, sent_on: date, lots: Sequence[OpenLot], sender: str | None = None) -> Proposal:
    """What a pasted text or an exported chat says of the open lots; with a sender, only that one's messages count."""
    return read_messages(messages_of(text, sent_on), lots, sender)


def read_messages(
    messages: Sequence[Message], lots: Sequence[OpenLot], sender: str | None = None, before: Sequence[Message] = ()
) -> Proposal:
    """The same for messages that stand apart already, in the order in which they were sent.

    `before`: what was taken earlier; it counts no more, but what repeats it is known as a repeat (M19).
    """
    names, known, said = Names(lots), {lot.lot: lot for lot in lots}, Said()
    for one in heard(messages, sender, before):
        Hearing(one, known, names, said).hear()
    return proposal_of(findings_of(said.heard), messages, lots)


def proposal_of(findings: Sequence[Finding], messages: Sequence[Message], lots: Sequence[OpenLot]) -> Proposal:
    """Entries by lot and step, problems by lot and kind, questions as they are listed, each once."""
    order = {lot.lot: i for i, lot in enumerate(lots)}
    finished = {finding.lot for finding in findings if finding.finished and finding.lot}
    asked = {finding.question for finding in findings}
    return Proposal(
        entries_of(findings, order),
        tuple(sorted(finished, key=order.__getitem__)),
        problems_of(findings, order),
        tuple(question for question in Question if question in asked),
        tuple(messages),
        tuple(findings),
    )


def entries_of(findings: Sequence[Finding], order: dict[str, int]) -> tuple[Entry, ...]:
    added: dict[tuple[str, int], int] = {}
    for finding in findings:
        if finding.entry and finding.lot and finding.step is not None:
            key = (finding.lot, finding.step)
            added[key] = added.get(key, 0) + finding.entry
    return tuple(Entry(lot, step, added[lot, step]) for lot, step in sorted(added, key=lambda k: (order[k[0]], k[1])))


def problems_of(findings: Sequence[Finding], order: dict[str, int]) -> tuple[Problem, ...]:
    kinds = list(Trouble)
    told = {(finding.lot, finding.problem) for finding in findings if finding.problem}
    places = sorted(told, key=lambda p: (order[p[0]] if p[0] else len(order), kinds.index(p[1])))
    return tuple(Problem(lot, kind) for lot, kind in places)
