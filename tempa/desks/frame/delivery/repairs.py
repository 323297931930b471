"""Repairs, step by step: what its maker answers at its desk or by its link, what the park rules, what was said so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape, Said, sent_as
from tempa.desks.frame.delivery.pictures import Picture, numbered, pictures
from tempa.desks.frame.delivery.speech import MOVES, REPAIRS, SAID
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.link_door import LinkForm, LinkHere
from tempa.desks.frame.papers import handed_out
from tempa.desks.frame.production import PhotosField, WithPhotos
from tempa.desks.frame.visits.forms import calendar_day
from tempa.desks.frame.whatsapp import Message
from tempa.desks.frame.words import day_words, number
from tempa.production import queries as production

Place = Here | LinkHere
MOST_OVER = 40
SILENT = timedelta(days=7)
"""A maker who has not answered for so long is written to."""


class MoveForm(WithPhotos):
    """How a repair goes on."""

    send = gettext_lazy("Kirim")

    step = forms.ChoiceField(label=gettext_lazy("Jawaban"), widget=forms.RadioSelect)
    on = calendar_day(gettext_lazy("Tanggal"))
    parts = forms.CharField(
        label=gettext_lazy("Suku cadang"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Satu baris tiap suku cadang, misalnya: dinamo 1,5 kW; 1"),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Keterangan"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    photos = PhotosField(label=gettext_lazy("Foto"))

    def __init__(self, here: Here | LinkHere, request: HttpRequest | None = None, *, steps: list[str], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        words = MOVES if is_maker(here) else MOVES | SAID
        self.fields["step"].choices = [(step, capfirst(words[step])) for step in steps]  # type: ignore[attr-defined]
        self.initial.setdefault("on", here.today)
        if "parts" not in steps:
            del self.fields["parts"]

    def told(self) -> Said:
        said = self.cleaned_data
        lines = [line.partition(";") for line in said.get("parts", "").splitlines() if line.strip()]
        parts = [(name.strip(), amount.strip() or "1") for name, _semicolon, amount in lines]
        return {"step": said["step"], "on": said["on"], "told": actions.Beside(said["note"], parts, said["photos"])}


class DoneForm(DeedForm):
    """A repair is over."""

    send = gettext_lazy("Perbaikan selesai")

    on = calendar_day(gettext_lazy("Tanggal selesai"))
    outcome = forms.CharField(label=gettext_lazy("Apa yang dikerjakan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    parts_cost = WholeNumberField(label=gettext_lazy("Biaya suku cadang (rupiah)"), min_value=0, initial=0)

    def __init__(self, here: Here | LinkHere, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)


class LinkMoveForm(MoveForm, LinkForm):
    """The same on the page of a link."""

    photos = PhotosField(label=gettext_lazy("Foto (boleh kosong)"))


class LinkDoneForm(DoneForm, LinkForm):
    """The same on the page of a link."""


@dataclass(frozen=True)
class Way:
    """How somebody came: the frame of the page, and where its pages are."""

    here: Here | LinkHere

    @property
    def is_link(self) -> bool:
        return isinstance(self.here, LinkHere)

    def to(self, page: str, *args: str) -> str:
        return self.here.address(f"link-{page}", *args) if isinstance(self.here, LinkHere) else reverse(f"{self.here.desk}-{page}", args=args)

    def maker(self, r: delivery.Repair) -> str:
        """Who made the machine; one who came by a link is its maker."""
        return "" if isinstance(self.here, LinkHere) else figures.workshop_words(self.here, r.maker)

    def pictures(self, r: delivery.Repair, digests: list[str]) -> list[Picture]:
        if isinstance(self.here, LinkHere):
            link = self.here
            return numbered(link.address("link-repair-photo", r.repair, digest) for digest in digests)
        return pictures(self.here, f"repair:{r.repair}", digests)

    @property
    def context(self) -> dict[str, object]:
        if self.is_link:
            return {"base": "link_base.html", "deed_template": "link_deed.html", "link_here": self.here, "way": self}
        return {"base": "base.html", "deed_template": "deed.html", "section": f"{self.here.desk}-repairs", "way": self}


def is_maker(here: Place) -> bool:
    return here.desk in ("workshop", "link")


def repairs_of(here: Place) -> list[delivery.Repair]:
    """Repairs that a reader looks after: a maker its own, an agency those of its machines, the park all."""
    if is_maker(here):
        return list(delivery.repairs(here.programme, here.subject))
    found = delivery.repairs(here.programme)
    if here.desk == "agency":
        found = found.filter(serial__in=delivery.taken_by(here.programme, here.subject))
    return list(found)


def list_page(request: HttpRequest, here: Place) -> HttpResponse:
    """All repairs, those that wait for an answer first."""
    way, found = Way(here), repairs_of(here)
    types = catalogue.type_names(here.programme)
    type_of = {u.serial: types.get(u.type, u.type) for u in production.units(here.programme).filter(serial__in=[r.serial for r in found])}
    rows = [row(r, way, type_of.get(r.serial, "")) for r in found]
    rows.sort(key=lambda r: (r["order"], -r["repair"].reported_on.toordinal()))
    over = [r for r in rows if not r["is_open"]]
    return render(request, "delivery/repairs.html", {
        "title": _("Perbaikan"), "rows": [r for r in rows if r["is_open"]], "over": over[:MOST_OVER], "left": max(0, len(over) - MOST_OVER),
        "count": len(over), "answer": answer(rows, here), **way.context,
    })  # fmt: skip


def row(r: delivery.Repair, way: Way, type: str) -> dict[str, Any]:
    stage = delivery.stage_of(r)
    urgent = {"reported": 0, "fails": 0, "must_repair": 0, "declined": 1}
    return {
        "repair": r, "stage": REPAIRS[stage], "code": stage, "type": type, "address": way.to("repair", r.repair), "is_open": stage in rules.OPEN,
        "order": urgent.get(stage, 2 if stage in rules.OPEN else 3), "days": (way.here.today - r.reported_on).days, "maker": way.maker(r),
    }  # fmt: skip


def answer(rows: list[dict[str, object]], here: Place) -> str:
    open_ = [r for r in rows if r["is_open"]]
    if not rows:
        return _("Belum ada kerusakan yang dilaporkan. Laporan masuk dari penerima lewat kode QR di mesin, atau dari OPD.")
    waiting = sum(r["order"] == 0 for r in open_)
    said = _("%(open)s perbaikan belum selesai, %(waiting)s menunggu jawaban pembuatnya.") % {"open": number(len(open_)), "waiting": number(waiting)}
    declined = sum(r["code"] == "declined" for r in open_)
    if declined and here.desk == "park":
        said += " " + _("%(n)s ditolak pembuatnya: taman sains memutuskan.") % {"n": number(declined)}
    return said


def steps_for(here: Place, r: delivery.Repair, unit: rules.Passage) -> list[str]:
    """The steps that may follow now and are the reader's to say; a maker's own are said by the maker, or by the agency for it."""
    stage = delivery.stage_of(r)
    recipient = unit.meant_for if 3 in unit.taken else ""
    return [
        step for step in rules.STEPS[stage]
        if rules.may_move_repair(here.who, step, maker=r.maker, agency=unit.agency, recipient=recipient) is True
    ]  # fmt: skip


def one_page(request: HttpRequest, here: Place, repair: str) -> HttpResponse:
    """One repair: what is broken, what was said, and what the reader can say now."""
    way = Way(here)
    r = delivery.repair_named(here.programme, repair)
    if r is None or repair not in {one.repair for one in repairs_of(here)}:
        raise Http404
    unit = delivery.passages(here.programme, [r.serial])[r.serial]
    stage, closing = delivery.stage_of(r), sent_as(request, "outcome")
    steps = steps_for(here, r, unit)
    may_close = stage in rules.OPEN and stage != "declined" and rules.may_close_repair(here.who, r.maker, unit.agency) is True
    move: Any = (LinkMoveForm if way.is_link else MoveForm)(here, None if closing else request, steps=steps, mark="jawab")
    close: Any = (LinkDoneForm if way.is_link else DoneForm)(here, closing, mark="selesai")
    gone_on = move.carried_out(
        request, lambda **deed: actions.move_repair(here.programme, repair=repair, **move.told(), **deed), to=lambda _e: request.path,
        done=_("Jawaban tercatat."),
    ) or close.carried_out(
        request, lambda **deed: actions.close_repair(here.programme, repair=repair, **close.typed, **deed), to=lambda _e: request.path,
        done=_("Perbaikan selesai; penerimanya diminta mengatakan apakah mesinnya jalan."),
    )  # fmt: skip
    types = catalogue.type_names(here.programme)
    made = production.unit_named(here.programme, r.serial)
    return gone_on or render(request, "delivery/repair.html", {
        "title": _("Perbaikan %(code)s") % {"code": repair}, "repair": r, "stage": REPAIRS[stage], "steps": said_of(r, way),
        "type": types.get(made.type, made.type) if made else "", "move": move if steps or move.is_bound else None,
        "close": close if may_close or close.is_bound else None, "contact": contact_of(here, unit),
        "maker": way.maker(r),
        "message": reminder(here, r, stage), **way.context,
    }, status=max(move.status, close.status))  # fmt: skip


def photo_by_link(request: HttpRequest, here: LinkHere, repair: str, sha256: str) -> HttpResponse:
    """A photo of a repair for its maker, who came by a link."""
    found = next((r for r in repairs_of(here) if r.repair == repair), None)
    if found is None or not any(sha256 in s.photos for s in delivery.steps_of(found)):
        raise Http404
    return handed_out(request, here.programme, sha256)


def reminder(here: Place, r: delivery.Repair, stage: str) -> Message | None:
    """What who looks after the machine writes to a maker who says nothing."""
    waited = here.today - r.reported_on
    if isinstance(here, LinkHere) or is_maker(here) or stage not in ("reported", "fails", "must_repair") or waited < SILENT:
        return None
    return Message(_(
        "Yth. %(maker)s. Kerusakan %(repair)s pada mesin %(serial)s (%(what)s) dilaporkan %(day)s dan sudah %(n)s hari belum dijawab. Mohon "
        "dijawab di meja bengkel atau lewat tautan Anda: diperbaiki, dikunjungi, atau ditolak dengan alasannya. Jawaban dan lamanya masuk nilai "
        "bengkel."
    ) % {
        "maker": figures.workshop_names(here).get(r.maker, r.maker), "repair": r.repair, "serial": r.serial, "what": r.what[:80],
        "day": day_words(r.reported_on), "n": number(waited.days),
    })  # fmt: skip


def said_of(r: delivery.Repair, way: Way | None = None) -> list[dict[str, object]]:
    """What was said of a repair, in order, in words."""
    return [
        {"words": SAID.get(s.step, MOVES[s.step]), "on": day_words(s.on), "by": s.by.name, "note": s.note,
         "pictures": way.pictures(r, s.photos) if way else [],
         "parts": ", ".join(f"{name} × {amount}" for name, amount in s.parts)}
        for s in delivery.steps_of(r)
    ]  # fmt: skip


def contact_of(here: Place, unit: rules.Passage) -> str:
    """Where the machine stands and whom to call: for its maker and those who look after it."""
    recipient = delivery.recipient_named(here.programme, unit.meant_for) if 3 in unit.taken and unit.meant_for else None
    if recipient is None:
        return _("Mesin ini ada pada OPD.")
    return ", ".join(part for part in (recipient.name, recipient.village, recipient.contact, recipient.phone) if part)
