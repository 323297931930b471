"""What an addendum does to penalties and guarantees, in sentences for the page and the paper."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from tempa.contracts import queries as contracts
from tempa.contracts.law import LawError, rule
from tempa.desks.frame.words import day_words, rp


def consequences_of(programme: Any, c: Any) -> tuple[str, ...]:
    """What holds now, and that it follows the addendum."""
    said = [_("Denda dihitung sejak sehari sesudah hari selesai (sekarang %(day)s), %(base)s; keduanya mengikuti adendum.") % {
        "day": day_words(c.due_on + timedelta(days=1)),
        "base": _("atas nilai bagian yang terlambat") if c.separable else _("atas seluruh nilai kontrak"),
    }]  # fmt: skip
    advance = int(Fraction(c.advance_rate) * c.value)
    if advance:
        said.append(_("Uang muka %(advance)s mengikuti nilai baru; jaminannya sebesar uang muka yang belum kembali, dan masa berlakunya "
                      "diperpanjang bila hari selesai mundur.") % {"advance": rp(advance)})  # fmt: skip
    if Fraction(c.retention_rate):
        said.append(_("Retensi mengikuti nilai baru."))
    with contracts.law_of(programme):
        try:
            guarantee = rule("performance_guarantee", c.signed_on)
        except LawError:
            return tuple(said)
    said.append(_("Jaminan pelaksanaan, bila diminta, mengikuti nilai baru (%(citation)s).") % {"citation": guarantee.cited})
    return tuple(said)
