"""WhatsApp messages that were taken, and what a workshop may speak of in one."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import F, QuerySet

from tempa.ledger.models import Programme
from tempa.ledger.queries import zone_of
from tempa.production.messages import Message, OpenLot, Step
from tempa.production.models import ChatMessage
from tempa.production.queries.work import lot_cards, makers_of


def messages(programme: Programme, workshop: str = "") -> QuerySet[ChatMessage]:
    """WhatsApp messages that were taken, as they were sent; of one workshop where it is named."""
    found = ChatMessage.objects.filter(programme=programme, **({"workshop": workshop} if workshop else {}))
    return found.select_related("settled_by").order_by("workshop", "day", F("hour").asc(nulls_first=True), "pk")


def open_messages(programme: Programme, workshop: str = "") -> QuerySet[ChatMessage]:
    """Those that nobody has confirmed or dropped yet."""
    return messages(programme, workshop).filter(settled_at=None)


def message_named(programme: Programme, message: str) -> ChatMessage | None:
    return messages(programme).filter(message=message).first()


def moment_of(programme: Programme, message: ChatMessage) -> datetime:
    """When a message was sent; of a pasted one the noon of its day."""
    return datetime.combine(message.day, message.hour or time(12), zone_of(programme))


def as_sent(message: ChatMessage) -> Message:
    return Message(message.text, message.day, message.sender or None, message.hour)


def lots_spoken_of(programme: Programme, workshop: str, on: date) -> list[OpenLot]:
    """The lots that a workshop may speak of in a message: those on which it works, or its members do, that are not all announced."""
    cards = lot_cards(programme, on, makers_of(programme, workshop))
    return [
        OpenLot(c.lot, c.type, c.type_name, c.units, tuple(Step(s.step, s.resource, s.done) for s in c.steps))
        for c in cards if not c.is_finished
    ]  # fmt: skip
