"""Pages of a recipient's link: its requests and machines, what came, whether it runs, what is broken; without an account or a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.demand import queries as demand
from tempa.desks.frame.deeds import FormShape, Said, sent_as
from tempa.desks.frame.delivery.repairs import said_of
from tempa.desks.frame.delivery.speech import MOVES, REPAIRS, REQUEST, STATES, stage_of_request
from tempa.desks.frame.fields import NumberField
from tempa.desks.frame.link_door import LinkForm, LinkHere, link_door
from tempa.desks.frame.production import PhotosField, WithPhotos
from tempa.desks.frame.visits.forms import calendar_day
from tempa.desks.frame.words import day_words, number
from tempa.values.period import months_after


class TakeForm(WithPhotos, LinkForm):
    """The recipient says what came."""

    send = gettext_lazy("Sudah saya terima")

    code = forms.CharField(
        label=gettext_lazy("Kode penerima"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Enam angka dari pesan kepada Anda. Ketik sesudah mesinnya di tempat dan dicoba."),
    )  # fmt: skip
    on = calendar_day(gettext_lazy("Tanggal diterima"))
    refused = forms.MultipleChoiceField(
        label=gettext_lazy("Centang mesin yang rusak atau tidak ada"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(label=gettext_lazy("Apa yang salah pada mesin itu"), max_length=300, required=False)
    photos = PhotosField(label=gettext_lazy("Foto (boleh kosong)"))

    def __init__(self, here: LinkHere, request: HttpRequest | None = None, *, handover: delivery.Handover, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)
        self.fields["refused"].choices = [(u.serial, u.serial) for u in delivery.units_of(handover)]  # type: ignore[attr-defined]

    def told(self) -> Said:
        said = self.cleaned_data
        return {"on": said["on"], "code": said["code"], "refused": dict.fromkeys(said["refused"], said["note"]),
                "spot": actions.OnTheSpot(made_at=self.made_at, photos=said["photos"])}  # fmt: skip


class FaultForm(WithPhotos, LinkForm):
    """The machine does not work."""

    send = gettext_lazy("Kirim laporan kerusakan")

    what = forms.CharField(label=gettext_lazy("Apa yang rusak, dan sejak kapan"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
    photos = PhotosField(label=gettext_lazy("Foto (boleh kosong)"))


class WordForm(LinkForm):
    """Whether a repaired machine runs, or more words on one that is not repaired yet."""

    send = gettext_lazy("Kirim jawaban")

    step = forms.ChoiceField(label=gettext_lazy("Apakah mesinnya jalan lagi?"), widget=forms.RadioSelect)
    note = forms.CharField(label=gettext_lazy("Keterangan"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
                           help_text=gettext_lazy("Wajib diisi bila mesinnya belum jalan."))  # fmt: skip

    def __init__(self, here: LinkHere, request: HttpRequest | None = None, *, steps: tuple[str, ...], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["step"].choices = [(step, MOVES[step]) for step in steps]  # type: ignore[attr-defined]

    def told(self) -> Said:
        return {"step": self.cleaned_data["step"], "told": actions.Beside(self.cleaned_data["note"])}


class UseForm(WithPhotos, LinkForm):
    """How the machine is used, for the check of a month."""

    send = gettext_lazy("Kirim kabar mesin")

    state = forms.ChoiceField(
        label=gettext_lazy("Bagaimana mesinnya sekarang?"), widget=forms.RadioSelect,
        choices=[(code, words) for code, (_tag, words) in STATES.items() if code != "not_found"],
    )  # fmt: skip
    hours_per_week = NumberField(label=gettext_lazy("Dipakai berapa jam tiap minggu"), required=False, min_value=0)
    output_per_week = NumberField(label=gettext_lazy("Hasilnya tiap minggu (kg)"), required=False, min_value=0)
    note = forms.CharField(label=gettext_lazy("Cerita singkat"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
                           help_text=gettext_lazy("Wajib diisi bila mesinnya tidak dipakai."))  # fmt: skip
    photos = PhotosField(label=gettext_lazy("Foto (boleh kosong)"))

    def told(self) -> Said:
        said = self.cleaned_data
        numbers = {name: "" if said[name] is None else format(said[name].normalize(), "f") for name in ("hours_per_week", "output_per_week")}
        return {"state": said["state"], "note": said["note"], "photos": said["photos"], **numbers}


@link_door("recipient")
def home(request: HttpRequest, here: LinkHere) -> HttpResponse:
    """My requests, my machines, and what waits for my word, first."""
    found = existing(here)
    types, machines = catalogue.type_names(here.programme), machines_of(here)
    line = {a.request: n for n, a in enumerate(delivery.waiting_list(here.programme, found.agency), 1)}
    asked = [
        {"request": r, "type": types.get(r.type, r.type), "stage": REQUEST[stage_of_request(r)], "why": r.decided_why, "place": line.get(r.request)}
        for r in found.requests.order_by("asked_on", "request")
    ]  # fmt: skip
    coming = list(delivery.handovers(here.programme).filter(recipient=found, taken_at=None, withdrawn_at=None))
    return render(request, "public/recipient.html", {
        "title": found.name, "link_here": here, "answer": answer(machines, coming), "asked": asked, "machines": machines,
        "coming": [(h, number(h.units.count())) for h in coming], "is_saved": "tersimpan" in request.GET,
        "agency": demand.agency_names(here.programme).get(found.agency, found.agency),
    })  # fmt: skip


def existing(here: LinkHere) -> delivery.Recipient:
    found = delivery.recipient_named(here.programme, here.subject)
    if found is None:
        raise Http404
    return found


def machines_of(here: LinkHere) -> list[dict[str, object]]:
    """What I have: each machine with its type, day, warranty, due check and open repair."""
    types = catalogue.type_names(here.programme)
    mine = {s: a.request.type for s, a in delivery.assignments(here.programme).items() if a.request.recipient.recipient == here.subject}
    got = delivery.handed_over(here.programme, 3, list(mine))
    due = {d.serial: d for d in delivery.due(here.programme, here.today) if d.serial in got}
    repairs: dict[str, str] = {}
    for r in delivery.repairs_of_units(here.programme, got):
        repairs.setdefault(r.serial, delivery.stage_of(r))
    months = delivery.warranties(here.programme, got)
    return [
        {
            "serial": serial, "type": types.get(mine[serial], mine[serial]), "got": got[serial], "due": due.get(serial),
            "until": months_after(got[serial], months[serial]),
            "is_over": not rules.is_under_warranty(got[serial], here.today, months[serial]),
            "repair": REPAIRS.get(repairs.get(serial, "")),
            "waits": repairs.get(serial) == "done" or serial in due, "address": here.address("link-machine", serial),
        }
        for serial in sorted(got)
    ]  # fmt: skip


def answer(machines: list[dict[str, Any]], coming: Sequence[delivery.Handover]) -> str:
    waiting = sum(m["waits"] for m in machines)
    if coming:
        return _("Ada mesin yang sedang diantar kepada Anda. Sesudah mesinnya di tempat dan dicoba, catat penerimaannya di sini.")
    if waiting:
        return _("%(n)s mesin menunggu kabar dari Anda.") % {"n": number(waiting)}
    if machines:
        return _("Anda punya %(n)s mesin dari program ini. Bila rusak, laporkan di sini.") % {"n": number(len(machines))}
    return _("Belum ada mesin untuk Anda. Di bawah ini sampai di mana permohonan Anda.")


@link_door("recipient")
def take(request: HttpRequest, here: LinkHere, handover: str) -> HttpResponse:
    """Say what came of one handover, with the code from the message."""
    found = existing(here)
    h = delivery.handovers(here.programme).filter(handover=handover, recipient=found).first()
    if h is None:
        raise Http404
    form = TakeForm(here, request, handover=h)
    gone_on = form.carried_out(
        request, lambda **deed: actions.take_handover(here.programme, handover=handover, **form.told(), **deed),
        to=lambda _entry: f"{here.address('link-recipient')}?tersimpan=1",
    )  # fmt: skip
    return gone_on or render(request, "public/recipient_take.html", {
        "title": _("Penerimaan %(code)s") % {"code": handover}, "link_here": here, "form": form, "h": h,
        "units": list(delivery.units_of(h)),
    }, status=form.status)  # fmt: skip


@link_door("recipient")
def machine(request: HttpRequest, here: LinkHere, serial: str) -> HttpResponse:
    """One of my machines: its warranty, its run and training, what was repaired, and what I can say now."""
    mine = next((m for m in machines_of(here) if m["serial"] == serial), None)
    if mine is None:
        raise Http404
    repairs = list(delivery.repairs_of_units(here.programme, [serial]))
    forms_now = forms_for(request, here, mine, repairs)
    saved = f"{request.path}?tersimpan=1"
    gone_on = None
    for form, act in forms_now.values():
        gone_on = gone_on or form.carried_out(request, act, to=lambda _made: saved)
    return gone_on or render(request, "public/recipient_machine.html", {
        "title": mine["type"], "link_here": here, "m": mine, "is_saved": "tersimpan" in request.GET,
        "story": delivery.story_of(here.programme, serial), **{name: form for name, (form, _act) in forms_now.items()},
        "repairs": [(r, REPAIRS[delivery.stage_of(r)], said_of(r)) for r in repairs],
        "checks": [(day_words(c.checked_on), STATES[c.state]) for c in delivery.use_checks(here.programme).filter(serial=serial)],
    }, status=max([f.status for f, _act in forms_now.values()], default=200))  # fmt: skip


def forms_for(request: HttpRequest, here: LinkHere, mine: dict[str, Any], repairs: list[delivery.Repair]) -> dict[str, tuple[Any, Any]]:
    """What can be said of a machine now: form and deed of each; the one that was sent is bound."""
    found: dict[str, tuple[object, Any]] = {}
    serial, programme = mine["serial"], here.programme
    stage = delivery.stage_of(repairs[0]) if repairs else ""

    def sent(name: str) -> HttpRequest | None:
        return sent_as(request, "about", name)

    if stage == "done":
        word = WordForm(here, sent("word"), steps=("works", "fails"), mark="word")
        found["word"] = (word, lambda **d: actions.move_repair(programme, repair=repairs[0].repair, on=here.today, **word.told(), **d))
    elif stage not in rules.OPEN:
        fault = FaultForm(here, sent("fault"), mark="fault")
        found["fault"] = (fault, lambda **d: actions.report_repair(
            programme, serial=serial, on=here.today, what=fault.cleaned_data["what"], photos=fault.cleaned_data["photos"],
            reporter=here.holder.name if here.holder else "", **d,
        ))  # fmt: skip
    if mine["due"]:
        use = UseForm(here, sent("use"), mark="use")
        found["use"] = (use, lambda **d: actions.check_use(
            programme, found=rules.UseFound(serial, mine["due"].month, here.today, way="link", **use.told()), **d))  # fmt: skip
    return found
