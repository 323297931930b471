"""Units change hands: what waits for my answer, what I can hand over, one handover with its units and what can be done about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any, Unpack

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape, Said
from tempa.desks.frame.delivery.pictures import pictures
from tempa.desks.frame.delivery.speech import HANDOVER, STEPS, agency_of, organisation_words, stage_of_handover
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.production import PhotosField, WithPhotos
from tempa.desks.frame.tables import Table, respond
from tempa.desks.frame.whatsapp import Message
from tempa.desks.frame.words import day, day_words, moment, number
from tempa.ledger import queries as ledger
from tempa.ledger.rules import read_phone
from tempa.production import queries as production

MOST_SHOWN, MOST_WAITING = 60, 6


def gives_as(here: Here) -> str:
    """The organisation for which a reader gives and takes."""
    return "PARK" if here.desk in ("park", "inspector") else here.subject


class OfferForm(DeedForm):
    """Accepted units leave for the next hand."""

    send = gettext_lazy("Serahkan yang dicentang")

    to = forms.ChoiceField(label=gettext_lazy("Kepada"))
    lots = forms.MultipleChoiceField(label=gettext_lazy("Satu lot penuh"), widget=forms.CheckboxSelectMultiple, required=False)
    serials = forms.MultipleChoiceField(label=gettext_lazy("Mesin satu per satu"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.giver = gives_as(here)
        found = ready(here)
        names = names_of_hands(here, found)
        hands = Counter((step, to, words_of(to, names)) for step, to, p in found)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (f"{step}|{to}", _("%(to)s (%(n)s mesin)") % {"to": words, "n": n}) for (step, to, words), n in sorted(hands.items(), reverse=True)
        ]
        last = {p.serial: words_of(to, names) for step, to, p in found}  # the furthest hand that each may go to
        self.in_lots: dict[str, list[str]] = defaultdict(list)
        for serial, lot in sorted(production.lots_of_units(here.programme, last).items()):
            self.in_lots[lot].append(serial)
        types, machines = figures.type_names(here), delivery.machines_of(here.programme, last)
        said = {serial: types.get(m.type, m.type) for serial, m in machines.items()}
        self.fields["lots"].choices = [  # type: ignore[attr-defined]
            (lot, _("%(lot)s: %(n)s %(type)s, untuk %(to)s") % {"lot": lot, "n": len(units), "type": said[units[0]], "to": last[units[0]]})
            for lot, units in sorted(self.in_lots.items()) if len(units) > 1
        ]  # fmt: skip
        if not self.fields["lots"].choices:  # type: ignore[attr-defined]
            del self.fields["lots"]
        self.fields["serials"].choices = [  # type: ignore[attr-defined]
            (serial, _("%(serial)s %(type)s, untuk %(to)s") % {"serial": serial, "type": said[serial], "to": to})
            for serial, to in list(last.items())[:MOST_SHOWN]
        ]  # fmt: skip
        self.count, self.more = len(last), max(0, len(last) - MOST_SHOWN)

    @property
    def has_choices(self) -> bool:
        return bool(self.fields["serials"].choices)  # type: ignore[attr-defined]

    def said(self) -> Said:
        step, _bar, to = self.cleaned_data["to"].partition("|")
        hands = {"recipient": to} if step == "3" else {"receiver": to}
        whole = [serial for lot in self.cleaned_data.get("lots", ()) for serial in self.in_lots[lot]]
        return {"step": int(step), "giver": self.giver, "serials": sorted({*whole, *self.cleaned_data["serials"]}), **hands}


def ready(here: Here) -> list[tuple[int, str, rules.Passage]]:
    """(step, to whom, unit) of what the reader's organisation can hand over now."""
    giver = gives_as(here)
    steps = {"park": (2,), "inspector": (2,), "agency": (3,)}.get(here.desk, (1, 2))
    found = delivery.ready_to_hand_over(here.programme, steps=steps, giver=giver)
    receivers = ((step, {1: "PARK", 2: p.agency, 3: p.meant_for}[step], p) for step, p in found)
    return [(step, to, p) for step, to, p in receivers if to]


def names_of_hands(here: Here, found: list[tuple[int, str, rules.Passage]]) -> dict[str, str]:
    """Code -> name of every agency, and of the recipients among these hands."""
    wanted = {to for step, to, _p in found if step == 3}
    named = delivery.recipients(here.programme).filter(recipient__in=wanted).values_list("recipient", "name")
    return figures.agency_names(here) | {code: f"{code} {name}" for code, name in named}


def words_of(to: str, names: dict[str, str]) -> str:
    return _("taman sains") if to == "PARK" else names.get(to, to)


class TakeForm(WithPhotos):
    """The receiver says what came."""

    send = gettext_lazy("Catat penerimaan")

    on = DayField(label=gettext_lazy("Tanggal diterima"))
    code = forms.CharField(
        label=gettext_lazy("Kode penerima"), max_length=12, required=False,
        help_text=gettext_lazy("Enam angka dari pesan taman sains kepada penerima; diminta saat mesinnya sudah di tempat."),
    )  # fmt: skip
    refused = forms.MultipleChoiceField(
        label=gettext_lazy("Tidak diterima (rusak atau tidak ada)"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(label=gettext_lazy("Apa yang salah pada mesin itu"), max_length=300, required=False)
    receiver_name = forms.CharField(label=gettext_lazy("Nama yang menerima"), max_length=200, required=False)
    condition = forms.CharField(label=gettext_lazy("Keadaan mesin yang diterima"), max_length=500, required=False)
    place = forms.CharField(
        label=gettext_lazy("Tempat serah terima"), max_length=300, required=False, help_text=gettext_lazy("Misalnya: halaman balai desa Sigerongan.")
    )
    photos = PhotosField(label=gettext_lazy("Foto mesin di tempat (boleh beberapa)"))
    paper = forms.CharField(label=gettext_lazy("Nomor berita acara (BAST)"), max_length=120, required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, handover: delivery.CountedHandover, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)
        self.fields["refused"].choices = [(u.serial, u.serial) for u in delivery.units_of(handover)]  # type: ignore[attr-defined]
        if handover.step != 3:
            del self.fields["code"], self.fields["receiver_name"]

    def told(self) -> Said:
        said = self.cleaned_data
        spot = actions.OnTheSpot(
            said["place"], said.get("receiver_name", ""), said["condition"], photos=said["photos"], paper=said["paper"]
        )
        return {"on": said["on"], "code": said.get("code", ""), "refused": dict.fromkeys(said["refused"], said["note"]), "spot": spot}


class DeemForm(DeedForm):
    """The head notes that an agency has said nothing."""

    send = gettext_lazy("Catat: dianggap diterima")
    look = "danger"

    officer = forms.ChoiceField(label=gettext_lazy("Pejabat OPD yang sudah diingatkan"))
    reason = forms.CharField(label=gettext_lazy("Bagaimana ia diingatkan"), max_length=300)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, handover: delivery.CountedHandover, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        seats = ledger.people_of(here.programme).filter(desk="agency", subject=handover.receiver)
        people = [seat.person for seat in seats if seat.is_held_on(here.today)]
        self.fields["officer"].choices = [(str(p.public_id), p.name) for p in people]  # type: ignore[attr-defined]
        self.people = {str(p.public_id): p for p in people}

    def said(self) -> Said:
        return {"officer": self.people[self.cleaned_data["officer"]], "reason": self.cleaned_data["reason"]}


class WithdrawForm(DeedForm):
    """Who offered takes back."""

    send = gettext_lazy("Batalkan serah terima")

    reason = forms.CharField(label=gettext_lazy("Alasannya"), max_length=300)


def handovers(request: HttpRequest, here: Here) -> HttpResponse:
    return show_all(request, here)


def offer(request: HttpRequest, here: Here) -> HttpResponse:
    form = OfferForm(here, request, address=request.path, mark="serah")
    return form.carried_out(
        request, lambda **deed: actions.offer_handover(here.programme, **form.said(), **deed),
        to=lambda code: reverse(f"{here.desk}-handover", args=[code]), done=_("Serah terima dimulai; sekarang menunggu penerimanya."),
    ) or show_all(request, here, offer=form)  # fmt: skip


def mine(here: Here) -> QuerySet[delivery.CountedHandover]:
    if here.desk == "agency":
        return delivery.handovers(here.programme, agency=here.subject)
    return delivery.handovers(here.programme, organisation="" if here.desk in ("park", "inspector") else here.subject)


def show_all(request: HttpRequest, here: Here, **sent: DeedForm) -> HttpResponse:
    form = sent.get("offer") or OfferForm(here, address=reverse(f"{here.desk}-handover-offer"), mark="serah")
    rows = mine(here)
    listing: Listing[delivery.CountedHandover] = Listing(
        _("Serah terima"), rows, columns(here), search=("handover", "giver", "receiver", "units__serial"), file_name="serah-terima",
        prepare=lambda found: found, filters=[Filter("langkah", _("Langkah"), every([(str(n), str(w)) for n, w in STEPS.items()]), step_is)],
        empty=_("Belum ada serah terima."),
    )  # fmt: skip
    page = listing.respond(
        request, "delivery/handovers.html", section=f"{here.desk}-handovers", answer=answer(here), for_me=for_me(here),
        offer=form if form.is_bound or form.has_choices else None,  # type: ignore[attr-defined]
        papers_all=reverse(f"{here.desk}-documents-all") if here.desk in ("park", "agency") else "",
        assets=reverse("agency-documents", args=[f"assets:{here.subject}"]) if here.desk == "agency" else "",
    )
    page.status_code = form.status
    return page


def step_is(step: str) -> Q:
    return Q(step=int(step))


def columns(here: Here) -> list[Column[delivery.CountedHandover]]:
    return [
        Column("handover", lambda h: h.handover, words=_("Serah terima"), link=lambda h: reverse(f"{here.desk}-handover", args=[h.handover])),
        Column("offered_at", lambda h: h.offered_at.astimezone(here.zone).date(), day, words=_("Berangkat"), sort="offered_at"),
        Column("step", lambda h: str(STEPS[h.step]), words=_("Langkah")),
        Column("from", lambda h: organisation_words(here, h.giver), words=_("Dari")),
        Column("to", lambda h: f"{h.recipient.recipient} {h.recipient.name}" if h.recipient else organisation_words(here, h.receiver),
               words=_("Kepada"), wide=True),
        Column("units", lambda h: h.machines, number, words=_("Mesin"), numeric=True),
        Column("stage", lambda h: str(HANDOVER[stage_of_handover(h)][1]), words=_("Keadaan"), tag=lambda h: HANDOVER[stage_of_handover(h)][0],
               urgent=True),
    ]  # fmt: skip


def answer(here: Here) -> str:
    """What waits for me, and what waits too long."""
    me, agency = gives_as(here), agency_of(here)
    waits = [(h, s) for h, s in delivery.unanswered(here.programme, here.now) if not agency or h.agency == agency]
    for_me = sum(h.receiver == me for h, _s in waits)
    silent = sum(s != "" for _h, s in waits)
    said = _("%(n)s serah terima menunggu jawaban Anda.") % {"n": number(for_me)} if for_me else _("Tidak ada yang menunggu jawaban Anda.")
    if silent:
        said += " " + _("%(n)s sudah lebih dari seminggu tidak dijawab.") % {"n": number(silent)}
    return said


def for_me(here: Here) -> list[tuple[str, str]]:
    """(address, words) of the handovers that wait longest for the reader's own answer."""
    found = delivery.handovers(here.programme, organisation=gives_as(here)).filter(receiver=gives_as(here), taken_at=None, withdrawn_at=None)
    return [
        (reverse(f"{here.desk}-handover", args=[h.handover]),
         _("%(code)s: %(n)s mesin dari %(giver)s") % {"code": h.handover, "n": number(h.machines), "giver": organisation_words(here, h.giver)})
        for h in found.order_by("offered_at")[:MOST_WAITING]
    ]  # fmt: skip


def existing(here: Here, handover: str) -> delivery.CountedHandover:
    found = mine(here).filter(handover=handover).first()
    if found is None:
        raise Http404
    return found


def one(request: HttpRequest, here: Here, handover: str) -> HttpResponse:
    return show_one(request, here, handover)


def show_one(request: HttpRequest, here: Here, handover: str, **sent: DeedForm) -> HttpResponse:
    """One handover: who to whom, its units, and what the reader can do about it."""
    h = existing(here, handover)
    stage = stage_of_handover(h)
    shown: dict[str, DeedForm] = {}
    if stage == "offered":
        if rules.may_take(here.who, step=h.step, giver=h.giver, receiver=h.receiver, given_by=h.given_by_id):
            shown["take"] = TakeForm(here, handover=h, address=reverse(f"{here.desk}-handover-take", args=[handover]), mark="terima")
        if here.desk == "park" and rules.may_deem(here.who, step=h.step, offered_at=h.offered_at, now=here.now):
            shown["deem"] = DeemForm(here, handover=h, address=reverse("park-handover-deem", args=[handover]), mark="diam")
        if rules.may_withdraw_offer(here.who, h.giver):
            shown["withdraw"] = WithdrawForm(here, address=reverse(f"{here.desk}-handover-withdraw", args=[handover]), mark="batal")
    shown |= sent
    types, held = figures.type_names(here), list(delivery.units_of(h))
    machines = delivery.machines_of(here.programme, [u.serial for u in held])
    units = Table(_("Mesin"), held, [
        Column("serial", lambda u: u.serial, words=_("Nomor seri")),
        Column("type", lambda u: types.get(machines[u.serial].type, machines[u.serial].type), words=_("Jenis mesin"), wide=True),
        Column("state", lambda u: str(UNIT_STATES[u.state][1]), words=_("Keadaan"), tag=lambda u: UNIT_STATES[u.state][0]),
        Column("note", lambda u: u.note, words=_("Catatan"), wide=True),
    ])  # fmt: skip
    return respond(request, "delivery/handover.html", {
        "title": _("Serah terima %(code)s") % {"code": handover}, "section": f"{here.desk}-handovers", "h": h, "units": units, "types": types,
        "stage": HANDOVER[stage], "step": STEPS[h.step], "giver": organisation_words(here, h.giver),
        "receiver": h.recipient.name if h.recipient else organisation_words(here, h.receiver), "message": message(here, h, stage),
        "papers": papers_address(here, h), "lots": lots_of(here, h), "told": told_words(here, h),
        "pictures": pictures(here, f"handover:{handover}", h.photos), **shown,
    }, status=max((f.status for f in shown.values()), default=200))  # fmt: skip


def told_words(here: Here, h: delivery.Handover) -> list[tuple[str, str]]:
    """(what, its words) of what was said on the spot; a recipient's name and place stay with the agency and the park."""
    by, said = delivery.told_of(h) if h.taken_at else ("", {})
    found = [(_("Dicatat oleh"), by if h.step == 3 else ""), (_("Keadaan"), said.get("note", ""))]
    if h.step != 3 or here.desk in ("park", "agency"):
        found += [(_("Diterima dengan tangan oleh"), said.get("receiver_name", "")), (_("Tempat"), said.get("place", ""))]
    if made_at := said.get("made_at"):
        found.append((_("Dicatat di HP pada"), moment(datetime.fromisoformat(made_at))))
    return [(what, str(words)) for what, words in found if words]


def lots_of(here: Here, h: delivery.Handover) -> list[tuple[str, str]]:
    """(lot, the page of all its papers) of what was handed over to an agency."""
    if h.step != 2 or not h.taken_on or here.desk not in ("park", "agency"):
        return []
    lots = production.lots_of_units(here.programme, [u.serial for u in delivery.units_of(h)])
    return [(lot, reverse(f"{here.desk}-lot-documents", args=[lot])) for lot in sorted(set(lots.values()))]


def papers_address(here: Here, h: delivery.Handover) -> str:
    """Where the papers of a handover are; none at the inspector's desk, and a workshop has nothing to do with those of a recipient."""
    if here.desk == "inspector" or (here.desk == "workshop" and h.step == 3):
        return ""
    return reverse(f"{here.desk}-documents", args=[delivery.subject_of(h)])


UNIT_STATES = {
    "offered": ("doubt", gettext_lazy("di jalan")), "taken": ("good", gettext_lazy("diterima")), "refused": ("late", gettext_lazy("tidak diterima")),
    "withdrawn": ("plain", gettext_lazy("dibatalkan")),
}  # fmt: skip


def message(here: Here, h: delivery.CountedHandover, stage: str) -> Message | None:
    """What to send: the recipient's code, which the park alone sees; or a reminder to a silent agency."""
    if stage != "offered":
        return None
    if h.recipient and here.desk == "park":
        text = _(
            "Mesin bantuan dari %(agency)s sedang diantar kepada %(name)s. Kode penerima: %(code)s. Sebutkan kode ini kepada petugas hanya "
            "sesudah mesinnya Anda terima dan coba di tempat."
        ) % {"agency": figures.agency_names(here).get(h.agency, h.agency), "name": h.recipient.name, "code": actions.codes.code_of(h)}
        return Message(text, phone=read_phone(h.recipient.phone))
    if h.step == 2 and rules.silence(h.offered_at, here.now):
        last = (h.offered_at + rules.DEEMED_AFTER).astimezone(here.zone).date()
        return Message(_("Serah terima %(code)s (%(n)s mesin) belum dijawab. Mohon dicatat sebelum %(last)s; sesudah itu dianggap diterima.") % {
            "code": h.handover, "n": h.machines, "last": day_words(last),
        })  # fmt: skip
    return None


def deed(request: HttpRequest, here: Here, handover: str, name: str) -> HttpResponse:
    """Carry out one of the deeds of a handover; its page again where it is refused."""
    h = existing(here, handover)
    kind, act, done = DEEDS[name]
    more = {} if name == "withdraw" else {"handover": h}
    form = kind(here, request, address=request.path, mark=MARKS[name], **more)
    return form.carried_out(
        request, lambda **about: act(here.programme, handover=handover, **said_of(form), **about),
        to=lambda _entry: reverse(f"{here.desk}-handover", args=[handover]), done=done,
    ) or show_one(request, here, handover, **{name: form})  # fmt: skip


def said_of(form: DeedForm) -> Said:
    if isinstance(form, TakeForm):
        return form.told()
    return form.typed if isinstance(form, WithdrawForm) else form.said()  # type: ignore[attr-defined]


DEEDS: dict[str, Any] = {
    "take": (TakeForm, actions.take_handover, gettext_lazy("Penerimaan tercatat.")),
    "deem": (DeemForm, actions.deem_taken, gettext_lazy("Tercatat sebagai dianggap diterima.")),
    "withdraw": (WithdrawForm, actions.withdraw_handover, gettext_lazy("Serah terima dibatalkan.")),
}
MARKS = {"take": "terima", "deem": "diam", "withdraw": "batal"}
