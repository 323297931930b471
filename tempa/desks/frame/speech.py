"""Refusals in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from tempa.ledger.rules import No, Refused


def spoken(refused: Refused | No) -> str:
    sentence = gettext(refused.template)
    return sentence % refused.values if refused.values else sentence
