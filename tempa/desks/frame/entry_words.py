"""The answers that facts hold as codes, said on an entry's page as the pages of their rooms say them."""

from __future__ import annotations

from collections.abc import Mapping

from tempa.desks.frame.contracts.speech import FORMS, ROUTES
from tempa.desks.frame.delivery.speech import REQUEST, STATES, WAYS
from tempa.desks.frame.order_words import CHANGE_WORDS, REASON_WORDS
from tempa.desks.frame.payment.speech import KINDS
from tempa.desks.frame.price_words import SOURCE_WORDS
from tempa.desks.frame.production import SOURCES
from tempa.desks.frame.quality.speech import DECISIONS, RESULTS, TURNS

ANSWERS: Mapping[str, Mapping[str, object]] = {
    "state": {code: words for code, (_mark, words) in STATES.items()}, "way": WAYS, "asked": KINDS, "route": ROUTES, "form": FORMS,
    "decided": {code: words for code, (_mark, words) in REQUEST.items() if code} | dict(DECISIONS), "result": RESULTS, "turn": TURNS,
    "source": SOURCE_WORDS | dict(SOURCES), "reason": REASON_WORDS, "change": CHANGE_WORDS,
}  # fmt: skip
"""Field -> code -> words."""


def answer_words(name: str, value: object) -> object:
    """The words of a code that a field holds; anything else as it is."""
    return str(ANSWERS[name][value]) if name in ANSWERS and isinstance(value, str) and value in ANSWERS[name] else value
