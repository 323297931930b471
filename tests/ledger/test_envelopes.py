"""What a device sends is kept before it is judged, once; a second content under its name stays beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tempa.ledger import envelopes
from tempa.ledger.models import Envelope

AT = datetime(2020, 9, 1, 2, 0, tzinfo=UTC)


def keep(programme, sent, ani):
    return envelopes.keep_envelope(programme, sent, person=ani, by=ani, at=AT)


def test_twice_is_once_and_another_content_stays_beside_it(programme, person):
    ani, sent = person("pemeriksa"), envelopes.Sent(uuid4(), "inspection", '{"a":1}')
    first = keep(programme, sent, ani)
    assert keep(programme, sent, ani) == first and not envelopes.is_double(first)
    other = keep(programme, envelopes.Sent(sent.identity, "inspection", '{"a":2}'), ani)
    assert envelopes.is_double(other) and not envelopes.is_double(first)
    envelopes.note_refused(first, "alat tidak dikenal")
    assert [row.pk for row in envelopes.waiting_envelopes(programme, ani)] == [other.pk, first.pk]
    envelopes.note_recorded(first, at=AT)
    assert (first.content, first.why) == ("", "") and envelopes.envelopes_recorded(programme) == 1
    envelopes.note_refused(first, "too late")
    assert Envelope.objects.get(pk=first.pk).why == ""
    assert envelopes.unrecorded(ani, sent.identity) == [other]
    with pytest.raises(IntegrityError), transaction.atomic():
        envelopes.note_recorded(other, at=AT)
