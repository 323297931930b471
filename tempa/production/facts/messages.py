"""WhatsApp messages: taken from a pasted text or an exported chat, and settled by a person who confirmed or dropped each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Personal, Public, Recorded
from tempa.production.models import ChatMessage


@dataclass(frozen=True)
class MessagesTaken(Fact):
    """The office took messages of a workshop that say something of its work; who wrote what is personal, and can be erased.

    `digest`: of all that was sent. `messages`: sender, day, hour, text, key and photos of each.
    """

    kind_words = _("pesan WhatsApp diterima")
    is_decision = False
    worked_out = ("messages", "codes")

    workshop: Public[str]
    digest: Personal[str]
    messages: Personal[list[dict[str, Any]]]
    codes: Public[list[str]]

    def about(self) -> tuple[str, ...]:
        return (f"workshops:{self.workshop}", *(f"message:{code}" for code in self.codes))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        ChatMessage.objects.bulk_create(
            ChatMessage(
                programme_id=r.entry.programme_id, message=code, workshop=r.fact.workshop, sender=one["sender"],
                day=date.fromisoformat(one["day"]), hour=time.fromisoformat(one["hour"]) if one["hour"] else None, text=one["text"],
                key=one["key"], photos=one["photos"], taken_by_id=r.entry.by_id, entry=r.entry,
            )
            for r in recorded
            for code, one in zip(r.fact.codes, r.fact.messages or [], strict=False)
        )  # fmt: skip


@dataclass(frozen=True)
class MessageSettled(Fact):
    """A person confirmed what a message reports (as proposed or put right), or dropped it: it reports nothing, or is known already.

    `entries`, `whole` (lots of which all that was left is done) and `problems` are what was confirmed of it; `report` names
    the report that it became.
    """

    kind_words = _("pesan WhatsApp diputuskan")
    is_decision = True
    worked_out = ("workshop", "report")

    message: Public[str]
    workshop: Public[str]
    outcome: Public[str]
    entries: Public[list[dict[str, Any]]]
    whole: Public[list[str]]
    problems: Public[list[dict[str, str]]]
    reason: Personal[str]
    report: Public[str]

    def about(self) -> tuple[str, ...]:
        lots = dict.fromkeys(f"lot:{lot}" for lot in [*(entry["lot"] for entry in self.entries), *self.whole])
        return (f"message:{self.message}", f"workshops:{self.workshop}", *lots)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            found = ChatMessage.objects.filter(programme_id=r.entry.programme_id, message=r.fact.message)
            found.update(
                outcome=r.fact.outcome, settled_at=r.entry.at, settled_by_id=r.entry.by_id, report=r.fact.report, reason=r.fact.reason or ""
            )
