"""What came a second time under the name of a recorded fact, with another content: both, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import Here
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
    context: dict[str, Any] = {"title": _("Kiriman ganda"), "section": section, "double": double, "kind": KIND_WORDS.get(double.kind, double.kind)}
    if entry is not None and is_ours:
        address = reverse(f"{here.desk}-entry", args=[entry.fact])
        context |= {"entry": entry, "entry_kind": KIND_WORDS[entry.kind], "entry_address": address}
    recorded = dict(members(values_of(entry))) if entry is not None and is_ours else {}
    refused = dict(members(json.loads(double.values)))
    context["rows"] = [
        (name, recorded.get(name, ""), refused.get(name, ""), recorded.get(name) != refused.get(name)) for name in {**recorded, **refused}
    ]
    return render(request, "double.html", context)


def members(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The members of a fact's values, those of rows apart, as text."""
    for name, value in values.items():
        if isinstance(value, dict) and value and set(value) != {"sealed"}:
            yield from members(value, f"{before}{name}.")
        else:
            yield before + name, short(value)
