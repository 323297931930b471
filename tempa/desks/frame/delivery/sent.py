"""What people sent themselves, as the agency that was asked reads it: who, for what, what the site lacks, who looks like whom; in or away."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape
from tempa.desks.frame.delivery.speech import KINDS, TIES, agency_of, gaps_words
from tempa.desks.frame.door import Here
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.tables import Words, respond
from tempa.desks.frame.whatsapp import Message, write_to
from tempa.desks.frame.words import day, number
from tempa.ledger.rules import read_phone

OUTCOMES: dict[str, tuple[str, Words]] = {
    "": ("doubt", gettext_lazy("belum dijawab")), "taken": ("good", gettext_lazy("masuk antrean")), "refused": ("plain", gettext_lazy("ditolak")),
}  # fmt: skip


class TakeInForm(DeedForm):
    """The request goes into the queue, as one of a new recipient or of a known one."""

    send = gettext_lazy("Masukkan ke antrean")

    known_as = forms.ChoiceField(label=gettext_lazy("Sebagai"), required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        known = delivery.recipients(here.programme, agency_of(here))
        self.fields["known_as"].choices = [  # type: ignore[attr-defined]
            ("", _("penerima baru")), *((r.recipient, f"{r.recipient} {r.name}, {r.village}") for r in known)
        ]


class TurnAwayForm(DeedForm):
    """The request is not taken, and why."""

    send = gettext_lazy("Tolak permohonan")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Alasan yang dibaca pemohon"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


def sent_requests(request: HttpRequest, here: Here) -> HttpResponse:
    """All that was sent, the unanswered first."""
    types, ties = figures.type_names(here), delivery.ties_of_sent(here.programme, here.subject)
    rows = sorted(delivery.sent_requests(here.programme, here.subject), key=lambda s: (s.outcome != "", s.sent_at))
    waiting = sum(not s.outcome for s in rows)
    listing: Listing[delivery.SentRequest] = Listing(
        _("Permohonan kiriman"), rows, [
            Column("sent", lambda s: s.sent, words=_("Kiriman"), link=lambda s: reverse("agency-sent-one", args=[s.sent])),
            Column("at", lambda s: s.sent_at.astimezone(here.zone).date(), day, words=_("Dikirim")),
            Column("name", lambda s: s.name, words=_("Pemohon"), wide=True), Column("village", lambda s: s.village, words=_("Desa")),
            Column("type", lambda s: types.get(s.type, s.type), wide=True), Column("quantity", lambda s: s.quantity, number, numeric=True),
            Column("ties", lambda s: _("mungkin ganda") if ties.get(s.sent) else "", words=_("Tanda"),
                   tag=lambda s: "doubt" if ties.get(s.sent) else ""),
            Column("outcome", lambda s: str(OUTCOMES[s.outcome][1]), words=_("Jawaban"), tag=lambda s: OUTCOMES[s.outcome][0], urgent=True),
        ],
        file_name="permohonan-kiriman", empty=_("Belum ada yang meminta mesin sendiri. Bagikan alamat formulirnya lewat pesan di bawah ini."),
        filters=[Filter("jawaban", _("Jawaban"), every([(code or "belum", str(words)) for code, (_tag, words) in OUTCOMES.items()]),
                        lambda code: lambda s: (s.outcome or "belum") == code)],
    )  # fmt: skip
    address = request.build_absolute_uri(reverse("ask", args=[here.programme.code]))
    return listing.respond(
        request, "delivery/sent.html", section="agency-sent",
        answer=_("%(n)s permohonan kiriman menunggu jawaban.") % {"n": number(waiting)} if waiting
        else _("Tidak ada permohonan kiriman yang menunggu."),
        message=Message(_("Kelompok, desa atau usaha kecil yang membutuhkan mesin buatan bengkel NTB dapat memintanya sendiri di %(address)s, "
                          "tanpa akun. Jawabannya dapat dilihat dengan kode sesudah mengirim.") % {"address": address}, "pesan-minta"),
    )  # fmt: skip


def one(request: HttpRequest, here: Here, sent: str) -> HttpResponse:
    return show(request, here, sent)


def show(request: HttpRequest, here: Here, sent: str, **bound: DeedForm) -> HttpResponse:
    """One request as it was sent, with what speaks against it, and the two answers."""
    found = existing(here, sent)
    need = delivery.needs(here.programme).get(found.type)
    place = rules.Site(
        found.volts, delivery.decimal(found.kilovolt_amperes), found.has_water, found.has_building, found.has_operator,
        delivery.decimal(found.raw_per_day),
    )  # fmt: skip
    shown: dict[str, DeedForm] = {}
    if not found.outcome:
        shown = {
            "take_in": TakeInForm(here, address=reverse("agency-sent-take", args=[sent]), mark="masuk"),
            "turn_away": TurnAwayForm(here, address=reverse("agency-sent-refuse", args=[sent]), mark="tolak"),
        }  # fmt: skip
    shown |= bound
    ties = delivery.ties_of_sent(here.programme, here.subject).get(sent, [])
    return respond(request, "delivery/sent_one.html", {
        "title": _("Permohonan kiriman %(code)s") % {"code": sent}, "section": "agency-sent", "sent": found, "kind": KINDS[found.kind],
        "type": figures.type_names(here).get(found.type, found.type), "outcome": OUTCOMES[found.outcome],
        "place": figures.destination_names(here).get(found.destination, found.destination),
        "lacks": gaps_words(rules.gaps(need, place)) if need else "", "is_need_known": need is not None,
        "ties": [f"{TIES[t.what]}: {', '.join(c for c in t.recipients if c != sent)}" for t in ties],
        "recipient": queue_place(here, found), "write_to": write_to(read_phone(found.phone)), **shown,
    }, status=max((f.status for f in shown.values()), default=200))  # fmt: skip


def queue_place(here: Here, found: delivery.SentRequest) -> str:
    """The recipient whom it became, where it was taken in."""
    asked = delivery.request_named(here.programme, found.request) if found.request else None
    return asked.recipient.recipient if asked else ""


def existing(here: Here, sent: str) -> delivery.SentRequest:
    found = delivery.sent_named(here.programme, sent)
    if found is None or found.agency != here.subject:
        raise Http404
    return found


def take_in(request: HttpRequest, here: Here, sent: str) -> HttpResponse:
    existing(here, sent)
    form = TakeInForm(here, request, address=request.path, mark="masuk")
    return form.carried_out(
        request, lambda **deed: actions.take_in(here.programme, sent=sent, **form.typed, **deed),
        to=lambda code: reverse("agency-recipient", args=[code]), done=_("Masuk antrean, pada hari permohonan itu dikirim."),
    ) or show(request, here, sent, take_in=form)  # fmt: skip


def turn_away(request: HttpRequest, here: Here, sent: str) -> HttpResponse:
    existing(here, sent)
    form = TurnAwayForm(here, request, address=request.path, mark="tolak")
    return form.carried_out(
        request, lambda **deed: actions.turn_away(here.programme, sent=sent, **form.typed, **deed),
        to=lambda _entry: reverse("agency-sent"), done=_("Ditolak; pemohon membaca alasannya dengan kodenya."),
    ) or show(request, here, sent, turn_away=form)  # fmt: skip
