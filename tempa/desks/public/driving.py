"""The driver's page, by a link: stops in their order; at each: arrived, handed over with the code, damaged, or not served.

It works without script; with it, pages open again without a network, and what is filled in then waits on the phone.
"""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.delivery import actions
from tempa.delivery import queries as delivery
from tempa.delivery.actions import OnTheSpot
from tempa.delivery.actions.driving import Brought
from tempa.desks.frame.deeds import FormShape, Untouchable, sent_as
from tempa.desks.frame.link_door import LinkForm, LinkHere, link_door
from tempa.desks.frame.production import PhotosField, WithPhotos
from tempa.desks.frame.routes import clock, km
from tempa.desks.frame.words import day_words, number
from tempa.ledger.rules import Refused


class ReachForm(LinkForm):
    """Nothing to type: the lorry is there."""

    send = gettext_lazy("Saya sudah sampai")

    reach = forms.CharField(required=False, initial="1", widget=Untouchable)


class BringForm(WithPhotos, LinkForm):
    """What was handed over, and what not."""

    send = gettext_lazy("Serahkan dengan kode ini")

    code = forms.CharField(
        label=gettext_lazy("Kode penerima (enam angka)"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Minta penerima menyebutkan enam angka dari pesan taman sains.")},
    )  # fmt: skip
    hurt = forms.MultipleChoiceField(label=gettext_lazy("Rusak di jalan"), required=False, widget=forms.CheckboxSelectMultiple)
    refused = forms.MultipleChoiceField(label=gettext_lazy("Tidak diterima karena hal lain"), required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label=gettext_lazy("Apa yang terjadi pada mesin itu"), max_length=250, required=False)
    receiver_name = forms.CharField(label=gettext_lazy("Nama yang menerima"), max_length=200, required=False)
    place = forms.CharField(label=gettext_lazy("Tempat diturunkan"), max_length=300, required=False)
    photos = PhotosField(label=gettext_lazy("Foto mesin di tempat, dan foto kerusakan"))

    def __init__(self, here: LinkHere, request: HttpRequest | None = None, *, stop: object, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        for name in ("hurt", "refused"):
            self.fields[name].choices = [(s, s) for s in stop.serials]  # type: ignore[attr-defined]

    @property
    def brought(self) -> Brought:
        said = self.cleaned_data
        hurt = dict.fromkeys(said["hurt"], said["note"])
        refused = {s: said["note"] for s in said["refused"] if s not in hurt}
        return Brought(said["code"], hurt, refused, said["photos"], OnTheSpot(said["place"], said["receiver_name"], "", self.made_at))

    def take(self, refused: Refused) -> None:
        if refused.field == "refused" or (refused.field == "hurt" and not self.cleaned_data.get("note")):
            refused.field = "note"
        super().take(refused)


class FailForm(WithPhotos, LinkForm):
    """Nothing could be handed over here."""

    send = gettext_lazy("Catat tidak terlayani")

    reason = forms.CharField(label=gettext_lazy("Mengapa tidak terlayani"), max_length=250, help_text=gettext_lazy("Paling sedikit 10 huruf."))
    hurt = forms.MultipleChoiceField(label=gettext_lazy("Rusak di jalan"), required=False, widget=forms.CheckboxSelectMultiple)
    photos = PhotosField(label=gettext_lazy("Foto kerusakan"))

    def __init__(self, here: LinkHere, request: HttpRequest | None = None, *, stop: object, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["hurt"].choices = [(s, s) for s in stop.serials]  # type: ignore[attr-defined]


class EndForm(LinkForm):
    """The lorry is back."""

    send = gettext_lazy("Ronde selesai")

    note = forms.CharField(label=gettext_lazy("Catatan (boleh kosong)"), max_length=500, required=False)


def round_of(here: LinkHere) -> delivery.Round:
    found = delivery.round_named(here.programme, here.link.matter)
    if found is None:
        raise Http404
    return found


@link_door("round")
def tour(request: HttpRequest, here: LinkHere) -> HttpResponse:
    """The stops in their order, what is done and what comes next; the end of the round."""
    found, back = round_of(here), here.address("link-round")
    form = EndForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.end_round(here.programme, round=found.round, **form.typed, **deed), to=lambda _entry: back,
        done=_("Terima kasih. Ronde ini selesai."),
    )  # fmt: skip
    stops, stage = delivery.stops(found), delivery.stage_of_round(found)
    left = [s for s in stops if not s.outcome]
    return gone_on or render(request, "public/driving.html", {
        "title": _("Ronde %(code)s") % {"code": found.round}, "link_here": here, "round": found,
        "answer": answer(found, stage, left), "stops": [shown(here, s) for s in stops],
        "form": form if stage == "confirmed" and (not left or form.errors) else None,
    }, status=form.status)  # fmt: skip


def answer(found: delivery.Round, stage: str, left: list[delivery.RoundStop]) -> str:
    if stage == "cancelled":
        return _("Ronde ini dibatalkan: %(why)s.") % {"why": found.cancelled_why}
    if stage == "ended":
        return _("Ronde ini sudah selesai.")
    if not left:
        return _("Semua perhentian terisi. Sesudah kembali, tekan Ronde selesai.")
    return _("%(n)s perhentian lagi. Berikutnya: %(name)s, %(village)s.") % {
        "n": number(len(left)), "name": left[0].recipient.name, "village": left[0].recipient.village}  # fmt: skip


def shown(here: LinkHere, stop: delivery.RoundStop) -> dict[str, object]:
    return {"stop": stop, "address": here.address("link-round-stop", str(stop.place)), "when": f"{day_words(stop.day)}, {clock(stop.begins)}",
            "km": km(stop.metres)}  # fmt: skip


@link_door("round")
def stop(request: HttpRequest, here: LinkHere, place: int) -> HttpResponse:
    """One stop: who, what, and what happened there."""
    found = round_of(here)
    one = next((s for s in delivery.stops(found) if s.place == place), None)
    if one is None:
        raise Http404
    is_open = delivery.stage_of_round(found) == "confirmed" and not one.outcome
    reach = ReachForm(here, sent_as(request, "reach"), mark="sampai")
    bring = BringForm(here, sent_as(request, "code"), stop=one, mark="serah")
    fail = FailForm(here, sent_as(request, "reason"), stop=one, mark="gagal")
    at: dict[str, Any] = {"round": found.round, "place": place}
    back = here.address("link-round")
    gone_on = reach.carried_out(
        request, lambda **deed: actions.reach_stop(here.programme, **at, **deed), to=lambda _entry: here.address("link-round-stop", str(place)),
        done=_("Tercatat: sudah sampai."),
    ) or bring.carried_out(
        request, lambda **deed: actions.deliver_stop(here.programme, **at, brought=bring.brought, **deed), to=lambda _entry: back,
        done=_("Penyerahan tercatat."),
    ) or fail.carried_out(
        request, lambda **deed: actions.fail_stop(
            here.programme, **at, reason=fail.cleaned_data["reason"], photos=fail.cleaned_data["photos"],
            hurt=dict.fromkeys(fail.cleaned_data["hurt"], fail.cleaned_data["reason"]), **deed),
        to=lambda _entry: back, done=_("Tercatat: tidak terlayani."),
    )  # fmt: skip
    machines, types = delivery.machines_of(here.programme, one.serials), catalogue.type_names(here.programme)
    return gone_on or render(request, "public/driving_stop.html", {
        "title": f"{one.place}. {one.recipient.name}", "link_here": here, "stop": one, "back": back, "is_open": is_open,
        "machines": [(serial, types.get(m.type, m.type)) for serial, m in sorted(machines.items())],
        "reach": reach if is_open and one.reached_at is None else None, "bring": bring if is_open else None, "fail": fail if is_open else None,
        "failing": bool(fail.errors),
    }, status=max(reach.status, bring.status, fail.status))  # fmt: skip
