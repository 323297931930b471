"""Delivery rounds: what can be brought, rounds asked of the search, lorries, what waits and why, machines hurt on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.delivery.actions.rounds import LorryGiven, check_asked
from tempa.delivery.queries import RoundsAsked, ToBring
from tempa.desks.frame import figures, routing_runs
from tempa.desks.frame.deeds import DeedForm, FormShape, Said, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import DayField, WholeNumberField
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.routes import LEFT, ground_words, hours, km
from tempa.desks.frame.tables import Column, Table, Words, respond
from tempa.desks.frame.whatsapp import phone_words
from tempa.desks.frame.words import day, day_words, number
from tempa.ledger.rules import PARK, No, Refused, read_phone

STAGES: dict[str, tuple[str, Words]] = {
    "proposed": ("doubt", gettext_lazy("diusulkan")), "confirmed": ("good", gettext_lazy("dipastikan")),
    "ended": ("plain", gettext_lazy("selesai")), "cancelled": ("plain", gettext_lazy("dibatalkan")),
}  # fmt: skip
NOT_YET: dict[str, object] = {
    "site": gettext_lazy("lokasi penerima belum dinyatakan siap"), "agency": gettext_lazy("belum diterima OPD-nya"),
    "underway": gettext_lazy("dalam serah terima yang belum dijawab"), "damaged": gettext_lazy("rusak di jalan, belum diperbaiki"),
    "planned": gettext_lazy("sudah di ronde"), "standing": gettext_lazy("belum lulus pemeriksaan"),
}  # fmt: skip


class PlanForm(DeedForm):
    """From when, for how many days and with which lorries."""

    send = gettext_lazy("Usulkan ronde")

    starts_on = DayField(label=gettext_lazy("Mulai tanggal"))
    days = WholeNumberField(label=gettext_lazy("Berapa hari kerja (Minggu tidak dihitung)"), min_value=1, max_value=rules.rounds.MOST_DAYS)
    lorries = forms.MultipleChoiceField(label=gettext_lazy("Truk"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        found = list(delivery.lorries(here.programme, in_use=True))
        self.fields["lorries"].choices = [(one.lorry, lorry_words(one)) for one in found]  # type: ignore[attr-defined]
        self.initial.setdefault("starts_on", rules.working_days(here.today + timedelta(days=1), 1)[0])
        self.initial.setdefault("days", 6)
        self.initial.setdefault("lorries", [one.lorry for one in found])

    @property
    def asked(self) -> RoundsAsked:
        said = self.cleaned_data
        return RoundsAsked(said["starts_on"], said["days"], tuple(said["lorries"]))


class LorryForm(DeedForm):
    """A lorry and its driver; one that is known is changed by its number."""

    send = gettext_lazy("Simpan truk")

    lorry = forms.ChoiceField(label=gettext_lazy("Truk"), required=False)
    name = forms.CharField(label=gettext_lazy("Nama atau nomor polisi"), max_length=120)
    kilograms = WholeNumberField(label=gettext_lazy("Muatan paling banyak (kg)"))
    places = WholeNumberField(label=gettext_lazy("Mesin paling banyak sekali jalan"))
    trip_days = WholeNumberField(label=gettext_lazy("Paling lama berapa hari sekali jalan"), initial=4)
    driver = forms.CharField(label=gettext_lazy("Sopir"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("HP sopir"), max_length=40, required=False)
    in_use = forms.BooleanField(label=gettext_lazy("Dipakai"), required=False, initial=True)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        known = [(one.lorry, lorry_words(one)) for one in delivery.lorries(here.programme)]
        self.fields["lorry"].choices = [("", _("truk baru")), *known]  # type: ignore[attr-defined]

    def said(self) -> Said:
        typed = self.typed
        return {"lorry": typed.pop("lorry"), "given": LorryGiven(**typed)}


class MendForm(DeedForm):
    """A machine that was hurt is as good as before."""

    send = gettext_lazy("Catat sudah baik")

    damage = forms.ChoiceField(label=gettext_lazy("Kerusakan"))
    outcome = forms.CharField(label=gettext_lazy("Apa yang diperbaiki, dan bagaimana diuji"), max_length=300)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        found = delivery.damages(here.programme).filter(mended_on=None)
        self.fields["damage"].choices = [(d.damage, f"{d.damage}: {d.serial}, {d.what}") for d in found]  # type: ignore[attr-defined]


def lorry_words(one: delivery.Lorry) -> str:
    return _("%(code)s %(name)s (%(kg)s kg, %(n)s mesin)") % {
        "code": one.lorry, "name": one.name, "kg": number(one.kilograms), "n": number(one.places)}  # fmt: skip


@require_GET
@door(*PARK)
def rounds(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, here)


@door(*PARK)
@form_of("park-rounds")
def plan(request: HttpRequest, here: Here) -> HttpResponse:
    """Put the search into its queue; what is wrong with what was asked is said at once."""
    form = PlanForm(here, request, address=request.path, mark="usul")

    def act(**_deed: Any) -> object:
        check_asked(here.programme, form.asked, here.today)
        if isinstance(may := rules.may_plan_rounds(here.who), No):
            raise Refused(may.template, **may.values)
        said = {**asdict(form.asked), "starts_on": str(form.asked.starts_on)}
        return routing_runs.ask("rounds", here.programme, here.person, said)

    return form.carried_out(request, act, to=lambda run: reverse("park-route-run", args=[run])) or show(request, here, plan=form)


@door(*PARK)
@form_of("park-rounds")
def lorry(request: HttpRequest, here: Here) -> HttpResponse:
    form = LorryForm(here, request, address=request.path, mark="truk")
    return form.carried_out(
        request, lambda **deed: actions.note_lorry(here.programme, **form.said(), **deed), to=lambda _code: reverse("park-rounds"),
        done=_("Truk tercatat."),
    ) or show(request, here, lorry=form)  # fmt: skip


@door(*PARK)
@form_of("park-rounds")
def mend(request: HttpRequest, here: Here) -> HttpResponse:
    form = MendForm(here, request, address=request.path, mark="baik")
    return form.carried_out(
        request, lambda **deed: actions.mend_damage(here.programme, **form.typed, **deed), to=lambda _entry: reverse("park-rounds"),
        done=_("Tercatat; mesinnya kembali ke daftar antar."),
    ) or show(request, here, mend=form)  # fmt: skip


def show(request: HttpRequest, here: Here, **sent: DeedForm) -> HttpResponse:
    """What waits, the rounds, the lorries and the damages."""
    found, waits = list(delivery.rounds(here.programme)), delivery.to_bring(here.programme, here.today)
    shown: dict[str, DeedForm] = {
        "plan": PlanForm(here, address=reverse("park-rounds-plan"), mark="usul"),
        "lorry": LorryForm(here, address=reverse("park-lorry"), mark="truk"),
    }  # fmt: skip
    out, hurt = delivery.left_out(here.programme), list(delivery.damages(here.programme))
    if any(d.mended_on is None for d in hurt):
        shown["mend"] = MendForm(here, address=reverse("park-damage-mend"), mark="baik")
    shown |= sent
    lorries = list(delivery.lorries(here.programme))
    parts = [
        Part(_("Ronde"), table=rounds_table(found)),
        Part(_("Usulkan ronde baru"), told=ground_words(here.today, delivery.road_factor(here.programme)) if lorries else
             [_("Catat truknya dulu, lalu ronde dapat diusulkan.")], forms=[shown["plan"]] if lorries else []),
        Part(_("Dapat diantar sekarang"), told=left_words(waits, out), table=parcels_table(here, waits, out)),
        Part(_("Belum dapat diantar"), table=not_yet_table(here, waits)),
        Part(_("Rusak di jalan"), table=damages_table(hurt), forms=[shown["mend"]] if "mend" in shown else []),
        Part(_("Truk"), table=lorries_table(lorries), forms=[shown["lorry"]]),
    ]  # fmt: skip
    return respond(request, "quality/page.html", {
        "title": _("Ronde antar"), "section": "park-rounds", "parts": parts, **tables_in(parts), "answer": answer(found, waits),
    }, file_name="ronde-antar", status=max(f.status for f in shown.values()))  # fmt: skip


def answer(found: list[delivery.Round], waits: ToBring) -> str:
    """`48 mesin untuk 9 penerima dapat diantar; 2 ronde menunggu dipastikan, 1 sedang jalan.`"""
    stages = [delivery.stage_of_round(r) for r in found]
    ready = ngettext("%(n)s mesin untuk %(r)s penerima dapat diantar", "%(n)s mesin untuk %(r)s penerima dapat diantar", waits.machines) % {
        "n": number(waits.machines), "r": number(len(waits.parcels))}  # fmt: skip
    if not waits.machines:
        ready = _("Tidak ada mesin yang dapat diantar sekarang")
    if not stages.count("proposed") and not stages.count("confirmed"):
        return _("%(ready)s; belum ada ronde yang berjalan.") % {"ready": ready}
    return _("%(ready)s; %(p)s ronde menunggu dipastikan, %(c)s sudah dipastikan.") % {
        "ready": ready, "p": number(stages.count("proposed")), "c": number(stages.count("confirmed"))}  # fmt: skip


def rounds_table(found: list[delivery.Round]) -> Table[delivery.Round]:
    order = {"confirmed": 0, "proposed": 1, "ended": 2, "cancelled": 3}
    rows = sorted(found, key=lambda r: (order[delivery.stage_of_round(r)], r.starts_on, r.round))
    return Table(_("Ronde"), rows, [
        Column("round", lambda r: r.round, words=_("Ronde"), link=lambda r: reverse("park-delivery-round", args=[r.round])),
        Column("starts_on", lambda r: r.starts_on, day, words=_("Mulai")),
        Column("days", lambda r: r.days, number, words=_("Hari"), numeric=True),
        Column("lorry", lambda r: f"{r.lorry.lorry} {r.lorry.name}", words=_("Truk")),
        Column("stops", lambda r: len(delivery.stops(r)), number, words=_("Perhentian"), numeric=True),
        Column("units", lambda r: sum(len(s.serials) for s in delivery.stops(r)), number, words=_("Mesin"), numeric=True),
        Column("km", lambda r: km(r.metres), words=_("Kira-kira km"), numeric=True),
        Column("hours", lambda r: hours(r.minutes), words=_("Kira-kira jam"), numeric=True),
        Column("stage", lambda r: str(STAGES[delivery.stage_of_round(r)][1]), words=_("Keadaan"),
               tag=lambda r: STAGES[delivery.stage_of_round(r)][0], urgent=True),
    ], empty=_("Belum ada ronde. Usulkan di bawah: program menyusun perhentian, hari dan truknya, Anda memeriksa dan memastikannya."))  # fmt: skip


def left_words(waits: ToBring, out: delivery.LeftOut | None) -> list[str]:
    """Of how many recipients the last search laid machines on no round, most of all why; nothing where all of them have gone since."""
    why = Counter(out.left[p.recipient] for p in waits.parcels if p.recipient in out.left) if out else Counter()
    if out is None or not why:
        return []
    reasons = sorted(why.items(), key=lambda one: (-one[1], one[0]))
    return [_("Usulan terakhir (%(on)s) tidak memuat mesin untuk %(n)s penerima: %(why)s. Ubah hari, truk atau tanggalnya, lalu usulkan lagi.") % {
        "on": day_words(out.asked_on), "n": number(why.total()),
        "why": "; ".join(f"{LEFT[reason]} ({number(n)})" for reason, n in reasons),
    }]  # fmt: skip


def parcels_table(here: Here, waits: ToBring, out: delivery.LeftOut | None) -> Table[rules.Parcel]:
    names = {r.recipient: f"{r.recipient} {r.name}, {r.village}" for r in delivery.recipients(here.programme)}
    places, last, left = figures.destination_names(here), last_failure(here), out.left if out else {}
    return Table(_("Dapat diantar sekarang"), sorted(waits.parcels, key=lambda p: (p.asked_on, p.recipient)), [
        Column("recipient", lambda p: names.get(p.recipient, p.recipient), words=_("Penerima"), wide=True),
        Column("place", lambda p: places.get(p.spot.area, p.spot.area), words=_("Tujuan")),
        Column("units", lambda p: len(p.machines), number, words=_("Mesin"), numeric=True),
        Column("kg", lambda p: p.kilograms, number, words=_("Berat (kg)"), numeric=True),
        Column("asked_on", lambda p: p.asked_on, day, words=_("Diminta")),
        Column("left", lambda p: LEFT.get(left.get(p.recipient, ""), ""), words=_("Tidak masuk usulan terakhir"), wide=True,
               tag=lambda p: "doubt" if p.recipient in left else ""),
        Column("before", lambda p: last.get(p.recipient, ""), words=_("Ronde sebelumnya"), wide=True),
    ], empty=_("Mesin muncul di sini setelah OPD menerimanya, menetapkannya untuk penerima, dan lokasi penerima siap."))  # fmt: skip


def last_failure(here: Here) -> dict[str, str]:
    """Recipient -> why the last round did not bring all that it should."""
    found = {}
    for one in delivery.rounds(here.programme).filter(confirmed_at__isnull=False):
        for stop in delivery.stops(one):
            if stop.outcome in ("failed", "partly", "refused"):
                found[stop.recipient.recipient] = f"{one.round}: {stop.outcome_why}"
            elif stop.outcome == "delivered":
                found.pop(stop.recipient.recipient, None)
    return found


def not_yet_table(here: Here, waits: ToBring) -> Table[tuple[tuple[str, str, str], list[str]]]:
    """One row for each recipient and thing that is waited for."""
    names = {r.recipient: f"{r.recipient} {r.name}" for r in delivery.recipients(here.programme)}
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in waits.not_yet:
        groups.setdefault((one.why, one.recipient, one.round), []).append(one.serial)
    return Table(_("Belum dapat diantar"), sorted(groups.items()), [
        Column("recipient", lambda g: names.get(g[0][1], g[0][1]), words=_("Penerima"), wide=True),
        Column("units", lambda g: len(g[1]), number, words=_("Mesin"), numeric=True),
        Column("why", lambda g: f"{NOT_YET[g[0][0]]} {g[0][2]}".strip(), words=_("Menunggu apa"), wide=True),
        Column("serials", lambda g: g[1][0] if len(g[1]) == 1 else f"{g[1][0]} … {g[1][-1]}", words=_("Nomor seri"), wide=True),
    ], empty=_("Semua mesin yang sudah ditetapkan dapat diantar atau sudah sampai."))  # fmt: skip


def damages_table(hurt: list[Any]) -> Table[Any]:
    return Table(_("Rusak di jalan"), hurt, [
        Column("damage", lambda d: d.damage, words=_("Nomor")), Column("round", lambda d: d.round, words=_("Ronde"),
               link=lambda d: reverse("park-delivery-round", args=[d.round])),
        Column("serial", lambda d: d.serial, words=_("Nomor seri")), Column("what", lambda d: d.what, words=_("Apa yang terjadi"), wide=True),
        Column("found_on", lambda d: d.found_on, day, words=_("Tanggal")),
        Column("photos", lambda d: len(d.photos), number, words=_("Foto"), numeric=True,
               link=lambda d: reverse("park-paper", args=[d.photos[0]]) if d.photos else ""),
        Column("mended", lambda d: d.outcome or _("belum diperbaiki"), words=_("Perbaikan"), wide=True,
               tag=lambda d: "good" if d.mended_on else "late"),
    ], empty=_("Belum ada mesin yang rusak di jalan."))  # fmt: skip


def lorries_table(lorries: list[delivery.Lorry]) -> Table[delivery.Lorry]:
    return Table(_("Truk"), lorries, [
        Column("lorry", lambda t: t.lorry, words=_("Truk")), Column("name", lambda t: t.name, words=_("Nama"), wide=True),
        Column("kg", lambda t: t.kilograms, number, words=_("Muatan (kg)"), numeric=True),
        Column("places", lambda t: t.places, number, words=_("Mesin"), numeric=True),
        Column("trip_days", lambda t: t.trip_days, number, words=_("Hari paling lama"), numeric=True),
        Column("driver", lambda t: " ".join((t.driver, phone_words(read_phone(t.phone)))), words=_("Sopir"), wide=True),
        Column("in_use", lambda t: _("dipakai") if t.in_use else _("tidak dipakai"), words=_("Keadaan")),
    ], empty=_("Belum ada truk. Catat truknya di bawah: muatan, tempat mesin, sopir."))  # fmt: skip
