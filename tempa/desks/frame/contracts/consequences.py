"""What an addendum does to penalties and guarantees, in sentences for the page and the paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from tempa.contracts import queries as contracts
from tempa.contracts.law import LawError, rule
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day_words, number, rp
from tempa.ledger import queries as ledger


def consequences_of(programme: ledger.Programme, c: Any) -> tuple[str, ...]:
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


def outcomes_table(here: Here, c: Any) -> Table[tuple[str, str, str]] | None:
    """What of a contract is another since it was signed, because of addenda; None where nothing is."""
    addenda = list(contracts.addenda_of(c))
    if not addenda:
        return None
    with contracts.law_of(here.programme):
        found = contracts.Dataset(here.programme, here.today).outcomes(c, list(c.items.order_by("pk")), addenda)
    signed, now = found[0], found[-1]
    lines: list[tuple[str, str, Callable[[Any], str]]] = [
        ("value", _("Nilai tanpa PPN"), rp), ("vat", _("PPN"), rp), ("due_on", _("Hari selesai"), day_words),
        ("days", _("Masa pelaksanaan, hari"), number), ("penalty", _("Denda sehari bila semuanya terlambat"), rp), ("advance", _("Uang muka"), rp),
        ("advance_guarantee", _("Jaminan uang muka"), rp), ("performance_guarantee", _("Jaminan pelaksanaan"), rp), ("retention", _("Retensi"), rp),
    ]  # fmt: skip
    both = [(words, told, getattr(signed, name), getattr(now, name)) for name, words, told in lines]
    rows = [(words, told(then), told(is_now)) for words, told, then, is_now in both if then != is_now]
    return None if not rows else Table(_("Akibat adendum"), rows, [
        Column("what", lambda r: r[0], words=_("Apa")), Column("signed", lambda r: r[1], words=_("Waktu ditandatangani"), numeric=True),
        Column("now", lambda r: r[2], words=_("Sekarang"), numeric=True),
    ])  # fmt: skip
