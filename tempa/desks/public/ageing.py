"""For anybody: how long each agency leaves machines unpaid that it has taken over, in days; no person, no workshop, no price of one machine."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tempa.demand import queries as demand
from tempa.desks.frame.clock import now_of
from tempa.desks.frame.memory import remembered
from tempa.desks.frame.payment.speech import BANDS
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import number
from tempa.ledger import queries as ledger
from tempa.payment import queries as payment
from tempa.values.period import day_in

LATE = 30
"""Days after which a claim is told apart as late; a setting, no rule names it."""


@require_GET
def ageing(request: HttpRequest, programme: str) -> HttpResponse:
    """The agencies of a programme, who leaves workshops waiting longest first."""
    found = ledger.programme_named(programme)
    if found is None:
        return render(request, "link_told.html", {"title": _("Umur tagihan"), "sentence": _("Program itu tidak ada. Periksa tautannya.")}, status=404)
    now, head = now_of(found), ledger.chain_head(found)[1]
    today, names = day_in(ledger.zone_of(found), now), demand.agency_names(found)
    rows = remembered(f"public-ageing-{today}", head, lambda: payment.ageing(found, today), found.pk)
    waiting = [a for a in rows if a.unpaid.total()]
    bands: list[Column[payment.Ageing]] = [
        Column(f"band{first}", lambda a, first=first: a.unpaid[first], number, words=words, numeric=True) for first, words in BANDS.items()  # type: ignore[misc]
    ]
    table = Table(_("Umur tagihan tiap OPD"), rows, [
        Column("agency", lambda a: names.get(a.agency, a.agency), words=_("OPD"), wide=True),
        Column("oldest", lambda a: a.oldest if a.unpaid.total() else None, days_words, words=_("Tagihan tertua"), numeric=True,
               tag=lambda a: "late" if a.oldest > LATE else "", urgent=True),
        Column("unpaid", lambda a: a.unpaid.total(), number, words=_("Mesin belum dibayar"), numeric=True, urgent=True), *bands,
        Column("paid", lambda a: a.paid, number, words=_("Sudah dibayar"), numeric=True),
        Column("median", lambda a: a.median_days, lambda n: "–" if n is None else number(round(n)), words=_("Hari sampai dibayar (median)"),
               numeric=True),
    ])  # fmt: skip
    return respond(request, "public/ageing.html", {
        "title": _("Berapa lama bengkel menunggu dibayar"), "table": table, "programme": found, "today": today, "here": None,
        "machines": sum(a.unpaid.total() for a in waiting), "longest": waiting[0].oldest if waiting else 0,
        "agency": names.get(waiting[0].agency, waiting[0].agency) if waiting else "",
    }, file_name=f"umur-tagihan-{found.code}")  # fmt: skip


def days_words(n: int | None) -> str:
    return "–" if n is None else ngettext("%(n)s hari", "%(n)s hari", n) % {"n": number(n)}
