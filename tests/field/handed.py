"""Machines on their way to a recipient, prepared on the demo for a phone: a handover that its agency may record, and what its code is."""

from __future__ import annotations

from datetime import timedelta

from tempa.delivery import actions, queries
from tempa.delivery.actions.codes import code_of
from tests.delivery.parties import AGENCY, ARRIVES
from tests.delivery.test_rounds import ready

LEAVES = ARRIVES + timedelta(hours=1)


def on_their_way(programme, person, *, units=4):
    """(handover, its serials, its code): machines that left for the recipient and that nobody has recorded yet."""
    serials, recipient = ready(programme, person, units=units)
    code = actions.offer_handover(programme, step=3, giver=AGENCY, recipient=recipient, serials=serials, at=LEAVES, by=person("opd"))
    return code, serials, code_of(queries.handover_named(programme, code))
