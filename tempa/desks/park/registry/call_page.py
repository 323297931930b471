"""One call: extended, answered by links; how far each workshop has come, and which types have offers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.deeds import DeedForm, FormShape, Said, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.offers import OfferFileForm
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.visitor import address_of
from tempa.desks.frame.words import moment, number
from tempa.desks.park.registry.call_sites import desks, open_links, sites, sites_of, sites_table
from tempa.desks.park.registry.calls import MomentField, existing, stage_of
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.rules import OFFERS

LINK_STAYS = timedelta(days=30)  # after the call, so that its user still reads what they offered and objects to a price


class ExtendForm(DeedForm):
    send = gettext_lazy("Perpanjang")
    look = ""

    closes_at = MomentField(label=gettext_lazy("Ditutup"))
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class LinksForm(DeedForm):
    """Links for all who have none that works."""

    send = gettext_lazy("Buat tautan untuk semua yang belum punya")


class LinkForm(DeedForm):
    """A link for one workshop, in the place of the one that it has."""

    send = gettext_lazy("Buat tautan")
    look = "compact"
    is_row = True

    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel"))
    phone = forms.CharField(label=gettext_lazy("Nomor WA, bila diketahui"), required=False, max_length=40)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["workshop"].choices = sorted(sites(here).items(), key=lambda s: s[1])  # type: ignore[attr-defined]


@require_GET
@door(*PARK)
def call(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    return show(request, here, call)


@door(*PARK)
@form_of("park-call", "call")
def extend(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    form = ExtendForm(here, request, address=request.path, mark="panjang")
    return form.carried_out(
        request, lambda **deed: actions.extend_offer_call(here.programme, call=call, **form.typed, **deed),
        to=lambda _: reverse("park-call", args=[call]), done=_("Panggilan diperpanjang."),
    ) or show(request, here, call, extend=form)  # fmt: skip


@door(*PARK)
@form_of("park-call", "call")
def issue_all(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    """A link for each workshop and school that has none that works."""
    found, form = existing(here, call), LinksForm(here, request, address=request.path, mark="semua")
    have = {link.organisation for link in open_links(here, call)}
    wanted = {code: desk for code, desk in desks(here).items() if code not in have}

    def act(**deed: Any) -> list[ledger.WorkLink] | None:
        sent_before = ledger.is_recorded(here.programme, deed["identity"])  # then nobody is left without a link
        return None if sent_before else issue(request, here, found, wanted, {}, deed)

    return form.carried_out(
        request,
        act,
        to=lambda _: reverse("park-call-messages", args=[call]),
        done=_("Tautan dibuat. Kirim pesannya satu per satu."),
    ) or show(request, here, call, links=form)


@door(*PARK)
@form_of("park-call", "call")
def issue_one(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    found, form = existing(here, call), LinkForm(here, request, address=request.path, mark="satu")

    def act(**deed: Any) -> list[ledger.WorkLink]:
        code = form.typed["workshop"]
        return issue(request, here, found, {code: desks(here)[code]}, {code: form.typed["phone"]}, deed)

    return form.carried_out(
        request,
        act,
        to=lambda made: f"{reverse('park-call-messages', args=[call])}#{made[0].organisation}",
        done=_("Tautan dibuat."),
    ) or show(request, here, call, link=form)


def issue(
    request: HttpRequest, here: Here, call: registry.OfferCall, wanted: dict[str, str], phones: dict[str, str], deed: Said
) -> list[ledger.WorkLink]:
    known = ledger.link_phones(here.programme) | {code: phone for code, phone in phones.items() if phone}
    order = links.Order(
        OFFERS,
        str(call.call),
        max(call.closes_at, here.now) + LINK_STAYS,
        wanted,
        {c: known[c] for c in wanted if c in known},
    )
    return links.issue_links(here.programme, order, issued_from=address_of(request), **deed)


def show(request: HttpRequest, here: Here, call: UUID, **sent: DeedForm) -> HttpResponse:
    """The page of a call; `sent` is a form that came back."""
    found = existing(here, call)
    asked, stage = sites_of(here, found), stage_of(here, found)
    waiting = [s for s in asked if not s.stated]
    forms_here: dict[str, DeedForm] = {}
    if stage != "closed":
        forms_here = {
            "extend": ExtendForm(
                here,
                address=reverse("park-call-extend", args=[call]),
                mark="panjang",
                initial={"closes_at": found.closes_at},
            ),
            "links": LinksForm(here, address=reverse("park-call-links", args=[call]), mark="semua"),
            "link": LinkForm(here, address=reverse("park-call-link", args=[call]), mark="satu"),
        }
    forms_here |= sent
    return respond(request, "park/call.html", {
        "title": _("Panggilan %(n)s") % {"n": found.number}, "section": "park-calls", "call": found, "stage": stage,
        "sites": sites_table(here, asked),
        "types": types_table(here, found), "file_form": OfferFileForm(), "lacking": sum(s.link is None for s in asked),
        "answer": call_answer(found, stage, len(asked), len(waiting)), "has_links": any(s.link for s in asked), **forms_here,
    }, file_name=f"panggilan-{found.number}", status=max((f.status for f in forms_here.values()), default=200))  # fmt: skip


def call_answer(call: registry.OfferCall, stage: str, count: int, waiting: int) -> str:
    when = {
        "announced": _("Dibuka %(opens)s, ditutup %(closes)s."), "open": _("Dibuka sampai %(closes)s."), "closed": _("Ditutup %(closes)s."),
    }[stage] % {"opens": moment(call.opens_at), "closes": moment(call.closes_at)}  # fmt: skip
    return (
        when
        + " "
        + _("%(done)s dari %(n)s bengkel dan sekolah sudah menawar.")
        % {"done": number(count - waiting), "n": number(count)}
    )


def types_table(here: Here, call: registry.OfferCall) -> Table[Any]:
    """Each type that is asked for: how many offer it, how many of them at most at the estimate."""
    names, estimates = catalogue.type_names(here.programme), catalogue.prices(here.programme)
    prices: dict[str, list[int]] = {}
    for (_workshop, type), price in registry.offer_prices(here.programme).items():
        prices.setdefault(type, []).append(price)
    rows = [
        {"type": t, "name": names[t], "estimate": estimates[t], "prices": sorted(prices.get(t, [])),
         "fitting": sum(p <= estimates[t] for p in prices.get(t, []))}
        for t in (call.types or estimates) if t in estimates
    ]  # fmt: skip
    return Table(_("Jenis yang diminta"), sorted(rows, key=lambda r: (r["fitting"], r["type"])), [
        Column("type", lambda r: f"{r['type']} {r['name']}", wide=True, link=lambda r: reverse("park-type", args=[r["type"]])),
        Column("offers", lambda r: len(r["prices"]), number, numeric=True),
        Column("fitting", lambda r: r["fitting"], number, words=_("Tidak di atas HPS"), numeric=True, tag=lambda r: "" if r["fitting"] else "late"),
        Column("unit_price", lambda r: r["estimate"], number, numeric=True),
        Column("lowest", lambda r: r["prices"][0] if r["prices"] else None, lambda v: number(v), words=_("Terendah"), numeric=True),
        Column("highest", lambda r: r["prices"][-1] if r["prices"] else None, lambda v: number(v), words=_("Tertinggi"), numeric=True),
    ], most=30)  # fmt: skip
