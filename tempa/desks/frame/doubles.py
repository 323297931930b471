"""What came a second time under the name of a recorded fact, with another content: both, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.closed_offers import as_readable
from tempa.desks.frame.door import Here
from tempa.desks.frame.entry_words import answer_words
from tempa.desks.frame.field_words import field_words, value_words
from tempa.desks.frame.records import KIND_WORDS, short
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import moment
from tempa.ledger import queries as ledger
from tempa.ledger.actions import values_of


def page_of_all(request: HttpRequest, here: Here, section: str) -> HttpResponse:
    """Every refused double, newest first."""
    to_double = addresses(f"{here.desk}-double", 987654321)
    found = Table(
        _("Kiriman ganda"),
        list(ledger.doubles_of(here.programme)),
        [
            Column("at", lambda d: d.at, moment, link=lambda d: to_double(d.pk)),
            Column("by", lambda d: d.by.name),
            Column("fact", lambda d: str(KIND_WORDS.get(d.kind, d.kind))),
        ],
        empty=_("Belum pernah ada kiriman yang datang lagi dengan isi lain. Bila ada, keduanya dapat dibandingkan di sini."),
    )
    context = {"title": _("Kiriman ganda"), "section": section, "doubles": found}
    return respond(request, "doubles.html", context, file_name=f"kiriman-ganda-{here.programme.code}")


def page_of_one(request: HttpRequest, here: Here, section: str, number: int) -> HttpResponse:
    """What is recorded and what was refused, member by member."""
    both = ledger.double_with_entry(here.programme, number)
    if both is None:
        raise Http404
    double, entry = both
    is_ours = entry is not None and entry.programme_id == here.programme.pk
    context: dict[str, object] = {"title": _("Kiriman ganda"), "section": section, "double": double}
    if entry is not None and is_ours:
        context |= {"entry": entry, "entry_address": reverse(f"{here.desk}-entry", args=[entry.fact])}

    def readable(sent: ledger.Entry | ledger.RefusedDouble, values: Mapping[str, object]) -> dict[str, str]:
        return said(sent, as_readable(here.programme, sent.kind, values, desk=here.desk, at=here.now))

    recorded = readable(entry, values_of(entry)) if entry is not None and is_ours else {}
    context["both"] = side_by_side(readable(double, json.loads(double.values)), recorded)
    return respond(request, "double.html", context, file_name=f"kiriman-ganda-{number}")


KIND, WHO, WHEN = ".kind", ".by", ".at"
"""What every sending says of itself; a fact's own names hold no point at their beginning."""


def said(sent: ledger.Entry | ledger.RefusedDouble, values: Mapping[str, Any]) -> dict[str, str]:
    """What an entry or a refused double says, each thing by its name: of itself, and of its fact."""
    return {KIND: str(KIND_WORDS.get(sent.kind, sent.kind)), WHO: sent.by.name, WHEN: moment(sent.at), **dict(members(values))}


def side_by_side(refused: Mapping[str, str], recorded: Mapping[str, str]) -> Table[str]:
    """Both, thing by thing; what was sent both times is marked where it differs, the time apart.

    What the program worked out when it recorded the first was not sent, so the second says nothing of it.
    """
    own = {KIND: _("jenis catatan"), WHO: _("oleh"), WHEN: _("kapan")}

    def differs(name: str) -> str:
        is_other = name in refused and name in recorded and name != WHEN and recorded[name] != refused[name]
        return _("beda") if is_other else ""

    def worded(name: str) -> str:
        return own.get(name) or ", ".join(map(field_words, name.split(".")))

    return Table(_("Yang tercatat dan yang ditolak"), list({**refused, **recorded}), [
        Column("member", worded, words=_("Isi")),
        Column("differs", differs, words=_("Beda"), tag=lambda name: "late" if differs(name) else "", urgent=True),
        Column("recorded", lambda name: recorded.get(name) or "–", words=_("tercatat"), wide=True),
        Column("refused", lambda name: refused.get(name) or "–", words=_("ditolak"), wide=True),
    ])  # fmt: skip


def members(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The members of a fact's values, those of rows apart, as the page of an entry says them."""
    for name, value in values.items():
        if isinstance(value, dict) and value and set(value) != {"sealed"}:
            yield from members(value, f"{before}{name}.")
        else:
            yield before + name, short(value_words(answer_words(name, value)))
