"""Envelopes: what a device recorded without a network, kept as it came, and whether its fact is recorded.

An envelope is kept before its kind's own action judges it. Sent again it is answered as the first time; another content
under its name is kept beside it and recorded by nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tempa.ledger.models import Envelope as Envelope
from tempa.ledger.models import Person, Programme


@dataclass(frozen=True)
class Sent:
    """An envelope as it came: `content` is its text to the byte, `made_at` and `clock` what the device says of time."""

    identity: UUID
    kind: str
    content: str
    title: str = ""
    made_at: datetime | None = None
    clock: Mapping[str, Any] | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()


def keep_envelope(programme: Programme, sent: Sent, *, person: Person, by: Person, at: datetime) -> Envelope:
    """The row of this content, made now or found; safely stored when this returns."""
    row, _is_new = Envelope.objects.get_or_create(
        identity=sent.identity, digest=sent.digest,
        defaults={
            "programme": programme, "kind": sent.kind, "person": person, "sent_by": by, "title": sent.title[:200], "made_at": sent.made_at,
            "clock": dict(sent.clock or {}), "received_at": at, "content": sent.content,
        },
    )  # fmt: skip
    return row


def is_double(row: Envelope) -> bool:
    """Whether another content came, or was recorded, under this name before."""
    return Envelope.objects.filter(identity=row.identity, pk__lt=row.pk).exists()


def note_recorded(row: Envelope, *, at: datetime) -> None:
    """Its fact is in the chain: the envelope keeps when it came and how, not what it said."""
    row.recorded_at, row.content, row.why = at, "", ""
    row.save(update_fields=["recorded_at", "content", "why"])


def note_refused(row: Envelope, why: str) -> None:
    """Why it could not be recorded so far; it may be sent again, and is judged anew."""
    Envelope.objects.filter(pk=row.pk, recorded_at=None).update(why=why)


def unrecorded(person: Person, identity: UUID) -> list[Envelope]:
    """What this person sent under a name and is not recorded: one content, or several."""
    return list(Envelope.objects.filter(identity=identity, sent_by=person, recorded_at=None).order_by("pk"))


def envelope_numbered(programme: Programme, number: int) -> Envelope | None:
    return Envelope.objects.filter(programme=programme, pk=number).select_related("person", "sent_by").first()


def waiting_envelopes(programme: Programme, person: Person | None = None) -> QuerySet[Envelope]:
    """What came and is not recorded, newest first: refused, waiting for photos or for its recorder, or a second content."""
    found = (
        Envelope.objects.filter(programme=programme, recorded_at=None)
        .select_related("person", "sent_by")
        .order_by("-pk")
    )
    return found if person is None else found.filter(person=person)


def envelopes_recorded(programme: Programme) -> int:
    return Envelope.objects.filter(programme=programme, recorded_at__isnull=False).count()


def person_of_programme(programme: Programme, public_id: str) -> Person | None:
    """Whom a name that a device carries means, among those who sit at a desk of the programme."""
    try:
        return Person.objects.filter(public_id=UUID(public_id), roles__programme=programme).first()
    except ValueError:
        return None
