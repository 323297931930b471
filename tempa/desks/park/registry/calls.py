"""Calls for offers: opened, extended, answered by links; who has opened and used theirs; prices from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.offers import (
    OfferFileForm,
    OfferRow,
    OfficeOfferForm,
    chosen_rows,
    faults_of,
    rows_for,
    rows_in_file,
    sheet_of,
)
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.visitor import PLACE_WORDS, address_of
from tempa.desks.frame.whatsapp import Message, phone_words
from tempa.desks.frame.words import moment, number
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.rules import OFFERS
from tempa.values.programme import ProgrammeError

CLOSES_AT = time(16)
LINK_STAYS = timedelta(days=30)  # after the call, so that its user still reads what they offered and objects to a price


class MomentField(forms.DateTimeField):
    """A moment in the programme's time zone, as a browser's own field gives it."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], widget=widget, **more)


class CallForm(DeedForm):
    """A new call: until when, from when, for which types, with what words."""

    send = gettext_lazy("Buka panggilan")

    opens_at = MomentField(label=gettext_lazy("Dibuka"), required=False, help_text=gettext_lazy("Kosong: mulai sekarang."))
    closes_at = MomentField(label=gettext_lazy("Ditutup"))
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Jenis yang diminta"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=gettext_lazy("Tanpa pilihan: semua jenis di katalog."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Pesan untuk bengkel"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Boleh kosong; tampil di halaman penawaran setiap bengkel."),
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None = None) -> None:
        closes = datetime.combine(here.today + timedelta(days=14), CLOSES_AT, here.zone)
        super().__init__(here, request, initial={"closes_at": closes})
        self.fields["types"].choices = [(t, f"{t} {name}") for t, name in catalogue.type_names(here.programme).items()]  # type: ignore[attr-defined]


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

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Any) -> None:
        super().__init__(here, request, **more)
        self.fields["workshop"].choices = sorted(sites(here).items(), key=lambda s: s[1])  # type: ignore[attr-defined]


class RevokeLinkForm(DeedForm):
    send = gettext_lazy("Cabut tautan ini")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Mengapa dicabut"), max_length=500)


@door(*PARK)
def calls(request: HttpRequest, here: Here) -> HttpResponse:
    """All calls, and the form to open one."""
    form = CallForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.open_offer_call(here.programme, **form.typed, **deed), to=lambda made: reverse("park-call", args=[made]),
        done=_("Panggilan dibuka. Sekarang buat tautannya, lalu kirim lewat WhatsApp."),
    )  # fmt: skip
    found = list(registry.calls(here.programme))
    return gone_on or respond(request, "park/calls.html", {
        "title": _("Penawaran"), "section": "park-calls", "form": form, "calls": calls_table(here, found), "answer": calls_answer(here, found),
    }, file_name=f"panggilan-{here.programme.code}", status=form.status)  # fmt: skip


def stage_of(here: Here, call: Any) -> str:
    return registry.as_rules_see(call).stage(here.now)


def stage_words(stage: str) -> str:
    return {"announced": _("belum dibuka"), "open": _("dibuka"), "closed": _("ditutup")}[stage]


def calls_answer(here: Here, found: Sequence[Any]) -> str:
    running = [c for c in found if stage_of(here, c) == "open"]
    if not running:
        return _("Tidak ada panggilan penawaran yang dibuka sekarang.")
    return _("Panggilan %(n)s dibuka sampai %(until)s.") % {"n": running[0].number, "until": moment(running[0].closes_at)}


def calls_table(here: Here, found: Sequence[Any]) -> Table[Any]:
    return Table(_("Panggilan"), found, [
        Column("call", lambda c: _("Panggilan %(n)s") % {"n": c.number}, link=lambda c: reverse("park-call", args=[c.call])),
        Column("state", lambda c: stage_words(stage_of(here, c)), words=_("Keadaan"), tag=lambda c: "good" if stage_of(here, c) == "open" else ""),
        Column("opens", lambda c: c.opens_at, moment, words=_("Dibuka")), Column("closes", lambda c: c.closes_at, moment, words=_("Ditutup")),
        Column("types", lambda c: number(len(c.types)) if c.types else _("semua"), words=_("Jenis")),
        Column("by", lambda c: c.opened_by.name, words=_("Oleh")),
    ], empty=_("Belum ada panggilan. Dengan panggilan, setiap bengkel menyatakan harganya sendiri dari HP, tanpa akun."))  # fmt: skip


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

    def act(**deed: Any) -> Any:
        sent_before = ledger.is_recorded(here.programme, deed["identity"])  # then nobody is left without a link
        return None if sent_before else issue(request, here, found, wanted, {}, deed)

    return form.carried_out(
        request, act, to=lambda _: reverse("park-call-messages", args=[call]), done=_("Tautan dibuat. Kirim pesannya satu per satu.")
    ) or show(request, here, call, links=form)


@door(*PARK)
@form_of("park-call", "call")
def issue_one(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    found, form = existing(here, call), LinkForm(here, request, address=request.path, mark="satu")

    def act(**deed: Any) -> Any:
        code = form.typed["workshop"]
        return issue(request, here, found, {code: desks(here)[code]}, {code: form.typed["phone"]}, deed)

    return form.carried_out(
        request, act, to=lambda made: f"{reverse('park-call-messages', args=[call])}#{made[0].organisation}", done=_("Tautan dibuat.")
    ) or show(request, here, call, link=form)


def issue(request: HttpRequest, here: Here, call: Any, wanted: dict[str, str], phones: dict[str, str], deed: dict[str, Any]) -> Any:
    known = ledger.link_phones(here.programme) | {code: phone for code, phone in phones.items() if phone}
    order = links.Order(OFFERS, str(call.call), max(call.closes_at, here.now) + LINK_STAYS, wanted, {c: known[c] for c in wanted if c in known})
    return links.issue_links(here.programme, order, issued_from=address_of(request), **deed)


@door(*PARK)
def revoke(request: HttpRequest, here: Here, link: UUID) -> HttpResponse:
    """End one link, with the reason."""
    found = ledger.work_link_named(here.programme, link)
    if found is None:
        raise Http404
    back, form = reverse("park-call", args=[UUID(found.matter)]), RevokeLinkForm(here, request)
    return form.carried_out(
        request, lambda **deed: links.revoke_link(here.programme, link=link, **form.typed, **deed), to=lambda _: back, done=_("Tautan dicabut.")
    ) or render(request, "park/link_revoke.html", {
        "title": _("Cabut tautan %(workshop)s") % {"workshop": sites(here).get(found.organisation, found.organisation)}, "section": "park-calls",
        "form": form, "back": back,
    }, status=form.status)  # fmt: skip


@require_GET
@door(*PARK)
@never_cache
def messages_page(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    """The text for each workshop whose link works, to send by WhatsApp."""
    found, names = existing(here, call), sites(here)
    phones, used = ledger.link_phones(here.programme), ledger.link_uses(here.programme, [w.link for w in open_links(here, call)])
    rows = [
        {"code": w.organisation, "name": names.get(w.organisation, w.organisation), "is_used": w.link in used,
         "phone": phone_words(phones.get(w.organisation, "")),
         "message": Message(invitation(request, here, found, w, names), f"pesan-{w.organisation}", phones.get(w.organisation, ""))}
        for w in open_links(here, call)
    ]  # fmt: skip
    return render(request, "park/call_messages.html", {
        "title": _("Pesan panggilan %(n)s") % {"n": found.number}, "section": "park-calls", "call": found, "only_here": settings.TEMPA_IS_LOCAL,
        "rows": sorted(rows, key=lambda r: (r["is_used"], r["name"])),
    })  # fmt: skip


def invitation(request: HttpRequest, here: Here, call: Any, link: Any, names: dict[str, str]) -> str:
    return _("Yth. %(name)s. Taman sains meminta harga penawaran mesin program %(programme)s. Isi lewat tautan ini, tanpa akun, paling lambat "
             "%(until)s: %(link)s Tautan ini khusus bengkel Anda; jangan diteruskan. Terima kasih. %(sender)s") % {
        "name": names.get(link.organisation, link.organisation), "programme": here.programme.code, "until": moment(call.closes_at),
        "link": request.build_absolute_uri(reverse("link", args=[links.code_of(link.link)])), "sender": here.person.name,
    }  # fmt: skip


def existing(here: Here, call: UUID) -> Any:
    found = registry.call_named(here.programme, call)
    if found is None:
        raise Http404
    return found


def sites(here: Here) -> dict[str, str]:
    """Who may offer, by code, with the name."""
    return {w.workshop: w.name for w in registry.makers(here.programme)}


def desks(here: Here) -> dict[str, str]:
    return {w.workshop: "teacher" if w.kind == "school" else "workshop" for w in registry.makers(here.programme)}


def open_links(here: Here, call: UUID) -> list[Any]:
    found = ledger.work_links(here.programme, purpose=OFFERS, matter=str(call))
    return list(found.filter(revoked_at=None, expires_at__gt=here.now).order_by("organisation"))


@dataclass(frozen=True)
class Site:
    """One who is asked: the link that counts, how it went with it, how often offers were stated."""

    code: str
    name: str
    link: Any
    trace: Any
    holder: Any
    stated: tuple[int, datetime] | None
    now: datetime

    @property
    def state(self) -> tuple[str, str]:
        """The tag and the words of how far this site has come."""
        if self.stated:
            return "good", _("sudah menawar")
        if self.trace and self.trace.asked_at and (self.link is None or self.trace.asked_at > self.link.issued_at):
            return "late", _("minta tautan baru")
        if self.link is None:
            return "", _("belum ada tautan")
        if self.link.revoked_at:
            return "late", _("tautan dicabut")
        if self.link.expires_at <= self.now:
            return "late", _("tautan berakhir")
        return ("doubt", _("dibuka, belum menawar")) if self.trace and self.trace.opened_at else ("", _("belum dibuka"))


def sites_of(here: Here, call: Any) -> list[Site]:
    """Every site that may offer, those who still have to answer first."""
    last: dict[str, Any] = {}
    for link in ledger.work_links(here.programme, purpose=OFFERS, matter=str(call.call)).order_by("issued_at"):
        if link.why != links.REPLACED:
            last[link.organisation] = link
    ids = [link.link for link in last.values()]
    traces, holders, stated = ledger.link_traces(ids), ledger.link_holders(here.programme, ids), registry.stated_in_call(here.programme, call.call)
    found = [
        Site(code, name, link, traces.get(link.link) if link else None, next(iter(holders.get(link.link, [])), None) if link else None,
             stated.get(code), here.now)
        for code, name in sites(here).items() for link in [last.get(code)]
    ]  # fmt: skip
    return sorted(found, key=lambda s: (s.stated is not None, s.name))


def sites_table(here: Here, found: Sequence[Site]) -> Table[Site]:
    def holder(s: Site) -> str:
        return f"{s.holder.name}, {phone_words(s.holder.phone)}, {PLACE_WORDS.get(s.holder.place, '')}" if s.holder else ""

    return Table(_("Bengkel dan tautannya"), found, [
        Column("workshop", lambda s: s.name, link=lambda s: reverse("park-offers", args=[s.code])),
        Column("state", lambda s: s.state[1], words=_("Keadaan"), tag=lambda s: s.state[0], urgent=True),
        Column("opened", lambda s: s.trace.last_opened_at if s.trace else None, lambda v: moment(v) if v else "", words=_("Terakhir dibuka")),
        Column("stated", lambda s: s.stated[1] if s.stated else None, lambda v: moment(v) if v else "", words=_("Terakhir menawar")),
        Column("times", lambda s: s.stated[0] if s.stated else None, number, words=_("Kali dikirim"), numeric=True),
        Column("holder", holder, words=_("Yang mengisi"), wide=True),
        Column("revoke", lambda s: _("cabut") if s.link and not s.link.revoked_at else "", words=_("Cabut"), is_tool=True,
               link=lambda s: reverse("park-link-revoke", args=[s.link.link]) if s.link and not s.link.revoked_at else ""),
    ])  # fmt: skip


def show(request: HttpRequest, here: Here, call: UUID, **sent: DeedForm) -> HttpResponse:
    """The page of a call; `sent` is a form that came back."""
    found = existing(here, call)
    asked, stage = sites_of(here, found), stage_of(here, found)
    waiting = [s for s in asked if not s.stated]
    forms_here: dict[str, DeedForm] = {}
    if stage != "closed":
        forms_here = {
            "extend": ExtendForm(here, address=reverse("park-call-extend", args=[call]), mark="panjang", initial={"closes_at": found.closes_at}),
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


def call_answer(call: Any, stage: str, count: int, waiting: int) -> str:
    when = {
        "announced": _("Dibuka %(opens)s, ditutup %(closes)s."), "open": _("Dibuka sampai %(closes)s."), "closed": _("Ditutup %(closes)s."),
    }[stage] % {"opens": moment(call.opens_at), "closes": moment(call.closes_at)}  # fmt: skip
    return when + " " + _("%(done)s dari %(n)s bengkel dan sekolah sudah menawar.") % {"done": number(count - waiting), "n": number(count)}


def types_table(here: Here, call: Any) -> Table[Any]:
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


# prices that the park notes: of one workshop on a page, of many from a file


@door(*PARK)
def offers(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """Note offers of a workshop outside of a call, with the reason."""
    names = sites(here)
    if workshop not in names:
        raise Http404
    rows, turn = chosen_rows(request, rows_for(here.programme, workshop))
    form = OfficeOfferForm(here, request, rows=rows)

    def act(**deed: Any) -> Any:
        prices = form.changes().get(workshop, {})
        return actions.state_offers(here.programme, workshop=workshop, prices=prices, source="office", reason=form.cleaned_data["reason"], **deed)

    return form.carried_out(request, act, to=lambda _: reverse("park-offers", args=[workshop]), done=_("Penawaran tercatat.")) or render(
        request, "park/offers.html", {
            "title": _("Penawaran %(name)s") % {"name": names[workshop]}, "section": "park-calls", "form": form, "turn": turn, "workshop": workshop,
        }, status=form.status,
    )  # fmt: skip


@require_GET
@door(*PARK)
def sheet(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    """All sites and types of a call as one file, to fill in and send back."""
    return sheet_of(list(rows_of_call(here, existing(here, call)).values()), f"penawaran-{here.programme.code}")


def rows_of_call(here: Here, call: Any) -> dict[str, OfferRow]:
    """Every site with every type that is asked for, by key; worked out from four readings of the database."""
    prices, names = registry.offer_prices(here.programme), catalogue.type_names(here.programme)
    estimates = catalogue.prices(here.programme)
    types = [t for t in (call.types or estimates) if t in estimates]
    found = [OfferRow(w, t, names[t], estimates[t], prices.get((w, t))) for w in sites(here) for t in types]
    return {row.key: row for row in found}


@door(*PARK)
@form_of("park-call", "call")
def upload(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    """What a file with prices of many workshops would change; it is stored from this page alone."""
    found = existing(here, call)
    if "identity" in request.POST:
        return store(request, here, found)
    file_form, faults, rows = OfferFileForm(request.POST, request.FILES), [], []
    if file_form.is_valid():
        try:
            rows = rows_in_file(here.programme, file_form.cleaned_data["file"], rows_of_call(here, found))
        except ProgrammeError as error:
            faults = faults_of(error)
    form = OfficeOfferForm(here, rows=rows, address=request.path)
    return shown_file(request, here, found, form, faults, file_form)


def store(request: HttpRequest, here: Here, call: Any) -> HttpResponse:
    rows, _turn = chosen_rows(request, list(rows_of_call(here, call).values()))
    form = OfficeOfferForm(here, request, rows=rows, address=request.path)

    def act(**deed: Any) -> Any:
        in_call = call.call if stage_of(here, call) == "open" else None
        return actions.state_offers_of_many(here.programme, offers=form.changes(), call=in_call, reason=form.cleaned_data["reason"], **deed)

    done = _("Penawaran dari berkas tercatat.")
    return form.carried_out(request, act, to=lambda _: reverse("park-call", args=[call.call]), done=done) or shown_file(
        request, here, call, form, [], OfferFileForm()
    )


def shown_file(request: HttpRequest, here: Here, call: Any, form: OfficeOfferForm, faults: list[str], file_form: forms.Form) -> HttpResponse:
    return render(request, "park/offers_file.html", {
        "title": _("Penawaran dari Excel"), "section": "park-calls", "call": call, "form": form, "faults": faults, "file_form": file_form,
        "workshops": len({r.workshop for r in form.rows}),
    }, status=400 if faults or file_form.errors or form.errors else 200)  # fmt: skip


