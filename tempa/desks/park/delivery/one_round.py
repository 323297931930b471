"""One round: its stops with their reasons, changed by hand, confirmed, called off; the loading list, the driver's link, the receivers' codes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.contracts.papers.setter import set_source
from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.delivery.actions.codes import code_of
from tempa.delivery.actions.rounds import StopMoved, latest_end
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormPlace, FormShape, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import DayField, WholeNumberField
from tempa.desks.frame.routes import clock, ground_words, hours, km, why_words
from tempa.desks.frame.tables import Column, Table, Words, respond
from tempa.desks.frame.visitor import address_of
from tempa.desks.frame.whatsapp import Message
from tempa.desks.frame.words import day, day_words, number, rp
from tempa.desks.park.delivery.rounds import STAGES
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, read_phone

SOURCE = Path(__file__).with_name("loading.typ")
OUTCOMES: dict[str, tuple[str, Words]] = {
    "": ("doubt", gettext_lazy("belum")), "delivered": ("good", gettext_lazy("diserahkan")), "partly": ("doubt", gettext_lazy("sebagian")),
    "refused": ("late", gettext_lazy("tidak diterima")), "failed": ("late", gettext_lazy("tidak terlayani")),
}  # fmt: skip


class MoveForm(DeedForm):
    """A stop, or some of its machines, elsewhere."""

    send = gettext_lazy("Pindahkan")

    place = forms.ChoiceField(label=gettext_lazy("Perhentian"))
    units = WholeNumberField(label=gettext_lazy("Berapa mesin (0: semua)"), initial=0, min_value=0)
    to = forms.ChoiceField(label=gettext_lazy("Ke mana"))
    at_place = WholeNumberField(label=gettext_lazy("Urutan di sana (0: terakhir)"), initial=0, min_value=0)
    reason = forms.CharField(label=gettext_lazy("Alasannya"), max_length=300)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, found: delivery.Round, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.round = found.round
        others = [r for r in delivery.open_rounds(here.programme).filter(confirmed_at=None) if r.round != found.round]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (str(s.place), f"{s.place}. {s.recipient.name} ({len(s.serials)})") for s in delivery.stops(found)
        ]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("new", _("ronde baru, truk yang sama")), ("out", _("keluarkan; kembali ke daftar")), (found.round, _("ronde ini, urutan lain")),
            *((r.round, _("%(round)s, %(on)s, %(lorry)s") % {"round": r.round, "on": day_words(r.starts_on), "lorry": r.lorry.name}) for r in others),
        ]  # fmt: skip

    @property
    def move(self) -> StopMoved:
        said = self.cleaned_data
        return StopMoved(self.round, int(said["place"]), said["to"], said["units"], said["at_place"])


class RedateForm(DeedForm):
    """Another day or lorry."""

    send = gettext_lazy("Ubah hari atau truk")

    starts_on = DayField(label=gettext_lazy("Mulai tanggal"))
    lorry = forms.ChoiceField(label=gettext_lazy("Truk"))
    reason = forms.CharField(label=gettext_lazy("Alasannya"), max_length=300)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, found: delivery.Round, **more: Unpack[FormPlace]) -> None:
        super().__init__(here, request, initial={"starts_on": found.starts_on, "lorry": found.lorry.lorry}, **more)
        self.fields["lorry"].choices = [  # type: ignore[attr-defined]
            (t.lorry, f"{t.lorry} {t.name}") for t in delivery.lorries(here.programme, in_use=True)
        ]


class ConfirmForm(DeedForm):
    """The round goes out as it stands."""

    send = gettext_lazy("Pastikan ronde ini")


class CancelForm(DeedForm):
    """The round is called off."""

    send = gettext_lazy("Batalkan ronde")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Alasannya"), max_length=300)


class LinkToDriverForm(DeedForm):
    """A link for the driver of this round."""

    send = gettext_lazy("Buat tautan sopir")


def existing(here: Here, code: str) -> delivery.Round:
    found = delivery.round_named(here.programme, code)
    if found is None:
        raise Http404
    return found


@require_GET
@door(*PARK)
def one(request: HttpRequest, here: Here, tour: str) -> HttpResponse:
    return show(request, here, existing(here, tour))


@door(*PARK)
@form_of("park-delivery-round", "tour")
def move(request: HttpRequest, here: Here, tour: str) -> HttpResponse:
    found = existing(here, tour)
    form = MoveForm(here, request, found=found, address=request.path, mark="pindah")
    return form.carried_out(
        request, lambda **deed: actions.move_stop(here.programme, move=form.move, reason=form.cleaned_data["reason"], **deed),
        to=lambda _entry: reverse("park-delivery-round", args=[tour]), done=_("Ronde diubah; jarak dan jamnya dihitung lagi."),
    ) or show(request, here, found, move=form)  # fmt: skip


@door(*PARK)
@form_of("park-delivery-round", "tour")
def redate(request: HttpRequest, here: Here, tour: str) -> HttpResponse:
    found = existing(here, tour)
    form = RedateForm(here, request, found=found, address=request.path, mark="hari")
    return form.carried_out(
        request, lambda **deed: actions.redate_round(here.programme, round=tour, **form.typed, **deed),
        to=lambda _entry: reverse("park-delivery-round", args=[tour]), done=_("Ronde diubah."),
    ) or show(request, here, found, redate=form)  # fmt: skip


@door(*PARK)
@form_of("park-delivery-round", "tour")
def confirm(request: HttpRequest, here: Here, tour: str) -> HttpResponse:
    found = existing(here, tour)
    form = ConfirmForm(here, request, address=request.path, mark="pasti")
    return form.carried_out(
        request, lambda **deed: actions.confirm_round(here.programme, round=tour, **deed),
        to=lambda _entry: reverse("park-delivery-round", args=[tour]),
        done=_("Ronde dipastikan. Kirim kode kepada penerima dan tautan kepada sopir."),
    ) or show(request, here, found, confirm=form)  # fmt: skip


@door(*PARK)
@form_of("park-delivery-round", "tour")
def cancel(request: HttpRequest, here: Here, tour: str) -> HttpResponse:
    found = existing(here, tour)
    form = CancelForm(here, request, address=request.path, mark="batal")
    return form.carried_out(
        request, lambda **deed: actions.cancel_round(here.programme, round=tour, **form.typed, **deed),
        to=lambda _entry: reverse("park-rounds"), done=_("Ronde dibatalkan; mesinnya kembali ke daftar."),
    ) or show(request, here, found, cancel=form)  # fmt: skip


@door(*PARK)
@form_of("park-delivery-round", "tour")
def link(request: HttpRequest, here: Here, tour: str) -> HttpResponse:
    """A link that works until a week after the round should be over; an earlier one ends."""
    found = existing(here, tour)
    form = LinkToDriverForm(here, request, address=request.path, mark="tautan")
    until = datetime.combine(latest_end(found) + timedelta(days=1), time(), tzinfo=UTC)
    order = links.Order(rules.ROUND, tour, until, {found.lorry.lorry: "driver"}, {found.lorry.lorry: found.lorry.phone})
    return form.carried_out(
        request, lambda **deed: links.issue_links(here.programme, order, issued_from=address_of(request), **deed),
        to=lambda _links: reverse("park-delivery-round", args=[tour]), done=_("Tautan sopir siap dikirim."),
    ) or show(request, here, found, link=form)  # fmt: skip


def show(request: HttpRequest, here: Here, found: delivery.Round, **sent: DeedForm) -> HttpResponse:
    """The round, and what can be done with it as it stands."""
    stage, code = delivery.stage_of_round(found), found.round
    to = {name: reverse(f"park-round-{name}", args=[code]) for name in ("move", "redate", "confirm", "cancel", "link")}
    shown: dict[str, DeedForm] = {}
    if stage == "proposed":
        shown = {
            "confirm": ConfirmForm(here, address=to["confirm"], mark="pasti"), "move": MoveForm(here, found=found, address=to["move"], mark="pindah"),
            "redate": RedateForm(here, found=found, address=to["redate"], mark="hari"),
        }  # fmt: skip
    if stage == "confirmed":
        shown["link"] = LinkToDriverForm(here, address=to["link"], mark="tautan")
    if stage in ("proposed", "confirmed") and not any(s.reached_at or s.outcome for s in delivery.stops(found)):
        shown["cancel"] = CancelForm(here, address=to["cancel"], mark="batal")
    shown |= sent
    return respond(request, "park/delivery_round.html", {
        "title": _("Ronde %(code)s") % {"code": code}, "section": "park-rounds", "round": found, "stage": STAGES[stage], "answer": answer(found),
        "table": stops_table(here, found), "ground": ground_words(found.starts_on, delivery.road_factor(here.programme)),
        "messages_ready": ready_messages(request, here, found) if stage == "confirmed" else [], "sheet": reverse("park-round-sheet", args=[code]),
        **shown,
    }, file_name=f"ronde-{code}", status=max((f.status for f in shown.values()), default=200))  # fmt: skip


def answer(found: delivery.Round) -> str:
    stops = delivery.stops(found)
    said = _("%(lorry)s, %(driver)s: %(n)s perhentian, %(units)s mesin, %(kg)s kg dari %(most)s kg; mulai %(on)s, %(days)s hari, kira-kira "
             "%(km)s km dan %(hours)s jam.") % {
        "lorry": found.lorry.name, "driver": found.lorry.driver or _("sopir belum ada"), "n": number(len(stops)),
        "units": number(sum(len(s.serials) for s in stops)), "kg": number(sum(s.kilograms for s in stops)), "most": number(found.lorry.kilograms),
        "on": day_words(found.starts_on), "days": found.days, "km": km(found.metres), "hours": hours(found.minutes),
    }  # fmt: skip
    if found.crossings:
        said += " " + _("Feri %(n)s kali, %(rupiah)s.") % {"n": found.crossings, "rupiah": rp(found.ferry_rupiah)}
    return said


def stops_table(here: Here, found: delivery.Round) -> Table[delivery.RoundStop]:
    places = figures.destination_names(here)
    return Table(_("Perhentian"), delivery.stops(found), [
        Column("place", lambda s: s.place, number, words=_("No."), numeric=True), Column("day", lambda s: s.day, day, words=_("Hari")),
        Column("begins", lambda s: clock(s.begins), words=_("Kira-kira")),
        Column("recipient", lambda s: f"{s.recipient.name}, {s.recipient.village}", words=_("Penerima"), wide=True,
               link=lambda s: reverse("park-recipient", args=[s.recipient.recipient])),
        Column("to", lambda s: places.get(s.recipient.destination, s.recipient.destination), words=_("Tujuan")),
        Column("units", lambda s: len(s.serials), number, words=_("Mesin"), numeric=True),
        Column("km", lambda s: km(s.metres), words=_("km"), numeric=True),
        Column("why", lambda s: why_words(s.why), words=_("Mengapa di sini"), wide=True),
        Column("handover", lambda s: s.handover, words=_("Serah terima"),
               link=lambda s: reverse("park-handover", args=[s.handover]) if s.handover else ""),
        Column("outcome", lambda s: " ".join(filter(None, (str(OUTCOMES[s.outcome][1]), s.outcome_why))), words=_("Hasil"), wide=True,
               tag=lambda s: OUTCOMES[s.outcome][0], urgent=True),
    ], empty=_("Ronde ini tidak punya perhentian lagi."))  # fmt: skip


def ready_messages(request: HttpRequest, here: Here, found: delivery.Round) -> list[tuple[str, Message]]:
    """For the driver the link and the loading list, for each recipient its code."""
    phone, agencies = read_phone(found.lorry.phone), figures.agency_names(here)
    ready = [(_("Daftar muat untuk sopir"), Message(loading_text(here, found), "muat", phone))]
    if mine := open_link(here, found):
        address = request.build_absolute_uri(reverse("link", args=[links.code_of(mine.link)]))
        text = _("Yth. %(driver)s, ini tautan ronde %(round)s (%(on)s). Buka di HP, isi tiap perhentian: sampai, diserahkan, atau tidak. "
                 "%(link)s") % {
            "driver": found.lorry.driver, "round": found.round, "on": day_words(found.starts_on), "link": address}  # fmt: skip
        ready.append((_("Tautan untuk sopir"), Message(text, "tautan-sopir", phone)))
    for stop in delivery.stops(found):
        handover = delivery.handover_named(here.programme, stop.handover)
        if handover is not None and not stop.outcome:
            text = _(
                "Yth. %(name)s. %(n)s mesin bantuan dari %(agency)s diantar sekitar %(on)s. Kode penerima: %(code)s. Sebutkan kode ini kepada "
                "sopir hanya sesudah mesinnya Anda terima dan coba di tempat."
            ) % {"name": stop.recipient.name, "n": number(len(stop.serials)), "on": day_words(stop.day),
                 "agency": agencies.get(handover.agency, handover.agency), "code": code_of(handover)}  # fmt: skip
            heading = _("Kode untuk %(name)s") % {"name": stop.recipient.name}
            ready.append((heading, Message(text, f"kode-{stop.place}", read_phone(stop.recipient.phone))))
    return ready


def open_link(here: Here, found: delivery.Round) -> ledger.WorkLink | None:
    works = ledger.work_links(here.programme, purpose=rules.ROUND, matter=found.round).filter(revoked_at=None, expires_at__gt=here.now)
    return works.filter(organisation=found.lorry.lorry).last()


def loading_text(here: Here, found: delivery.Round) -> str:
    """The loading list as a message: the last stop is loaded first."""
    types = figures.type_names(here)
    head = _("Daftar muat ronde %(round)s, %(on)s, %(lorry)s. Muat perhentian terakhir lebih dulu.") % {
        "round": found.round, "on": day_words(found.starts_on), "lorry": found.lorry.name}  # fmt: skip
    lines = [head]
    for stop in reversed(delivery.stops(found)):
        machines = delivery.machines_of(here.programme, stop.serials)
        lines.append(f"{stop.place}. {stop.recipient.name}, {stop.recipient.village} ({number(stop.kilograms)} kg)")
        lines += [f"   - {serial} {types.get(m.type, m.type)}" for serial, m in sorted(machines.items())]
    return "\n".join(lines)


@require_GET
@door(*PARK)
def sheet(request: HttpRequest, here: Here, tour: str) -> HttpResponse:
    """The loading list on A4, with room for signatures."""
    found, types = existing(here, tour), figures.type_names(here)
    stops = []
    for stop in delivery.stops(found):
        machines = delivery.machines_of(here.programme, stop.serials)
        stops.append({
            "place": str(stop.place), "day": day(stop.day), "name": stop.recipient.name, "village": stop.recipient.village,
            "phone": stop.recipient.phone, "kilograms": number(stop.kilograms), "handover": stop.handover,
            "machines": [{"serial": serial, "type": types.get(m.type, m.type), "kg": "–" if m.kilograms is None else number(m.kilograms)}
                         for serial, m in sorted(machines.items())],
        })  # fmt: skip
    seen: Any = {"title": f"Daftar muat {tour}", "programme": here.programme.code, "round": tour, "answer": answer(found), "stops": stops}
    response = HttpResponse(set_source(SOURCE.read_bytes(), SOURCE.name, seen), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="daftar-muat-{"".join(c for c in tour if c.isalnum())}.pdf"'
    return response
