"""The programme that a verb is about: named by its code, or the only one there is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tempa.ledger import queries as ledger


def programme_asked(code: str | None) -> ledger.Programme | None:
    """The programme; None, after a sentence, where the code is unknown or several are there and none is named."""
    from tempa.ledger import queries

    every = list(queries.all_programmes())
    if code is None and len(every) == 1:
        return every[0]
    found = queries.programme_named(code) if code else queries.demo_programme()
    if found is None:
        known = ", ".join(p.code for p in every) or "–"
        print(f"Program {code or '(tidak disebut)'} tidak ada. Yang ada: {known}. / No such programme; there are: {known}.", file=sys.stderr)
    return found
