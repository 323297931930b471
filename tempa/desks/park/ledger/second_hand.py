"""Whether somebody may decide on what a reader proposes, in words: what an office lacks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK


def what_the_office_lacks(here: Here) -> str:
    """What keeps the reader's own proposals from being decided, as a sentence; empty: somebody may decide on them."""
    may, may_not = ledger.second_hands(here.programme, here.person, PARK)
    if may:
        return ""
    if not may_not:
        return _("Belum ada orang kedua yang dapat memutuskan: hanya Anda perencana atau kepala di program ini. Minta kepala memberi peran perencana "
                 "kepada orang lain; ia yang mengajukan rencana, Anda yang memutuskan.")  # fmt: skip
    return _("Belum ada orang kedua yang dapat memutuskan rencana yang Anda ajukan: %(names)s mendapat peran atau tautan masuk dari Anda. Minta "
             "salah satunya mengajukan, lalu Anda yang memutuskan; atau minta ia memberi peran perencana kepada orang ketiga.") % {
        "names": ", ".join(p.name for p in may_not)}  # fmt: skip
