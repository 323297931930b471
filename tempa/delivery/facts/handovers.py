"""Units that pass from one hand to the next: offered by one, taken by another, or taken by rule after a silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.delivery.facts.requests import recipient_of
from tempa.delivery.models import Handover, HandoverUnit, RoundStop
from tempa.ledger.facts import Fact, Personal, Public, Recorded
from tempa.ledger.models import Entry, Person
from tempa.ledger.writing import among, change, instances_of, put, update
from tempa.production import queries as production

TAKEN = ("taken_at", "taken_on", "paper", "photos", "received_by_id")
"""What a handover holds from the moment when it was taken."""


def the(entry: Entry, code: str) -> Handover:
    (found,) = instances_of(Handover, "programme_id = %s AND handover = %s", [entry.programme_id, code])
    return found


@dataclass(frozen=True)
class HandoverOffered(Fact):
    """Who holds units says that they leave: at step 1 for the park, 2 for an agency, 3 for a recipient.

    `code` is what a recipient says when the machine has come; it is told to the recipient alone. `given_by`: whose machines they
    are where a round begins it for the agency, the person who assigned them; blank where who records it gives.
    """

    kind_words = _("serah terima dimulai")
    is_decision = False
    worked_out = ("handover", "agency", "through", "code", "given_by")

    handover: Public[str]
    step: Public[int]
    giver: Public[str]
    receiver: Public[str]
    recipient: Public[str]
    agency: Public[str]
    serials: Public[list[str]]
    code: Personal[str]
    through: Public[str]
    given_by: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        ways = [f"recipient:{self.recipient}"] * bool(self.recipient) + [f"link:{self.through}"] * bool(self.through)
        return (f"handover:{self.handover}", *ways, f"agencies:{self.agency}", *(f"unit:{s}" for s in self.serials))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            put([Handover(
                programme_id=programme, handover=f.handover, step=f.step, giver=f.giver, receiver=f.receiver, agency=f.agency,
                recipient=recipient_of(r.entry, f.recipient) if f.recipient else None, offered_at=r.entry.at, given_by=giver_of(r), entry=r.entry,
            )])  # fmt: skip
            handover = the(r.entry, f.handover)
            lots = production.lots_of_units(r.entry.programme, f.serials)
            put(
                HandoverUnit(programme_id=programme, handover=handover, serial=s, lot=lots[s], step=f.step, state="offered") for s in f.serials
            )


def giver_of(recorded: Recorded[HandoverOffered]) -> Person:
    named = recorded.fact.given_by
    return Person.objects.get(public_id=named) if named else recorded.entry.by


@dataclass(frozen=True)
class HandoverTaken(Fact):
    """The receiver says which units came, which were damaged or missing, when and where; photos by their hash.

    `receiver_name` took them by hand at the last step. `made_at`: the moment by the phone, where it was recorded without a network.
    """

    kind_words = _("serah terima diterima")
    is_decision = True
    worked_out = ("through",)

    handover: Public[str]
    on: Public[str]
    refused: Public[dict[str, str]]
    photos: Public[list[str]]
    paper: Public[str]
    place: Personal[str]
    through: Public[str]
    receiver_name: Personal[str] = ""
    note: Public[str] = ""
    made_at: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (f"handover:{self.handover}", *(f"unit:{s}" for s in self.refused), *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, handover = r.fact, the(r.entry, r.fact.handover)
            handover.taken_at, handover.taken_on, handover.paper, handover.photos = r.entry.at, date.fromisoformat(f.on), f.paper, f.photos
            handover.received_by = None if handover.step == 3 else r.entry.by
            update(Handover, TAKEN, [(*(getattr(handover, name) for name in TAKEN), handover.pk)])
            change(HandoverUnit, {"state": "taken"}, f"handover_id = %s AND NOT serial {among(f.refused)}" if f.refused else "handover_id = %s",
                   [handover.pk, *f.refused])  # fmt: skip
            for serial, note in f.refused.items():
                change(HandoverUnit, {"state": "refused", "note": note}, "handover_id = %s AND serial = %s", [handover.pk, serial])
            if handover.step == 3:
                note_at_stop(handover, *outcome_of(handover, f.refused))


def outcome_of(handover: Handover, refused: dict[str, str]) -> tuple[str, str]:
    """How a stop went at which these units were not taken, and why."""
    if not refused:
        return "delivered", ""
    all_refused = len(refused) == handover.units.count()
    return "refused" if all_refused else "partly", "; ".join(dict.fromkeys(refused.values()))[:300]


def note_at_stop(handover: Handover, outcome: str, why: str) -> None:
    """The stop of a round for which the handover was begun, if there is one, has its outcome."""
    said, of = {"outcome": outcome, "outcome_why": why}, [handover.programme_id, handover.handover]
    change(RoundStop, said, "programme_id = %s AND handover = %s", of)


@dataclass(frozen=True)
class HandoverDeemed(Fact):
    """An agency that said nothing for the days of the rule has taken over; named is the officer who was reminded."""

    kind_words = _("dianggap diterima karena tidak dijawab")
    is_decision = True

    handover: Public[str]
    on: Public[str]
    officer: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"handover:{self.handover}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        from tempa.ledger.models import Person

        for r in recorded:
            handover = the(r.entry, r.fact.handover)
            handover.taken_at, handover.taken_on, handover.is_deemed = r.entry.at, date.fromisoformat(r.fact.on), True
            handover.received_by = Person.objects.get(public_id=r.fact.officer)
            handover.save()
            handover.units.update(state="taken")


@dataclass(frozen=True)
class HandoverWithdrawn(Fact):
    """Who offered units takes them back before anybody has answered, and why."""

    kind_words = _("serah terima dibatalkan")
    is_decision = True

    handover: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"handover:{self.handover}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            handover = the(r.entry, r.fact.handover)
            handover.withdrawn_at = r.entry.at
            handover.save()
            handover.units.update(state="withdrawn")
            if handover.step == 3:
                note_at_stop(handover, "failed", r.fact.reason[:300])
