"""What the machines that a workshop offers should cost, beside its own offer and the estimate: figures to talk about prices with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.desks.frame import figures
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.price_words import SHORT_PLACE
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import number
from tempa.registry import queries as registry


@require_GET
@door("workshop", "teacher")
def costs(request: HttpRequest, here: Here) -> HttpResponse:
    """Its own types alone; nothing of what others offer."""
    offers = {o.type: o.unit_price for o in registry.offers_of(here.programme, here.subject)}
    kinds = list(catalogue.types(here.programme).filter(key__in=list(offers)))
    spans, held = figures.should_costs(here), catalogue.approved_estimates(here.programme)
    above = sum(k.type in spans and offers[k.type] > k.unit_price for k in kinds)
    return respond(request, "workshop/costs.html", {
        "title": _("Harga wajar"), "section": "workshop-costs", "kinds": Table(_("Harga wajar mesin yang Anda tawarkan"), kinds, [
            Column("type", lambda k: k.name_id, wide=True),
            Column("offer", lambda k: offers[k.type], number, numeric=True),
            Column("unit_price", lambda k: k.unit_price, number, numeric=True),
            Column("place", lambda k: str(SHORT_PLACE[spans[k.type].outside(k.unit_price)]) if k.type in spans else "", words=_("HPS berada"),
                   tag=lambda k: {"below": "late", "above": "doubt"}.get(spans[k.type].outside(k.unit_price), "") if k.type in spans else "",
                   urgent=True),
            Column("low", lambda k: spans[k.type].low if k.type in spans else None, number, words=_("Wajar terendah"), numeric=True),
            Column("should_cost", lambda k: spans[k.type].likely if k.type in spans else None, number, numeric=True),
            Column("high", lambda k: spans[k.type].high if k.type in spans else None, number, words=_("Wajar tertinggi"), numeric=True),
            Column("lot", lambda k: spans[k.type].lot if k.type in spans else None, number, words=_("Untuk lot"), numeric=True),
            Column("sheet", lambda k: f"{held[k.type].name} · {held[k.type].version}" if k.type in held else "", words=_("Lembar HPS")),
        ], empty=_("Anda belum menawarkan satu jenis mesin pun. Nyatakan harga di halaman Penawaran.")),
        "answer": _("%(n)s dari %(all)s penawaran Anda di atas HPS. Di sini harga wajarnya menurut daftar harga taman sains.") % {
            "n": number(above), "all": number(len(kinds))},
    }, file_name=f"harga-wajar-{here.subject}")  # fmt: skip
