"""How machines fare at their recipients: checks that are due, what was found, repairs, and how often machines fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.delivery.queries.afterwards import Benefit
from tempa.delivery.queries.use import FailureRate
from tempa.delivery.rules.use import Due
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape, Said
from tempa.desks.frame.delivery.speech import REPAIRS, STATES, WAYS, agency_of, choices
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField, NumberField, WholeNumberField
from tempa.desks.frame.production import PhotosField, WithPhotos
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number
from tempa.production import queries as production

MONTHS = [(str(m), gettext_lazy("%(m)s bulan") % {"m": m}) for m in (1, 3, 6, 12)]


class UseForm(WithPhotos):
    """What was found at one check."""

    send = gettext_lazy("Simpan pemeriksaan")

    serial = forms.CharField(label=gettext_lazy("Nomor seri"), max_length=160, widget=forms.TextInput(attrs={"size": 32}))
    due_month = forms.TypedChoiceField(label=gettext_lazy("Pemeriksaan"), choices=MONTHS, coerce=int)
    on = DayField(label=gettext_lazy("Tanggal"))
    way = forms.ChoiceField(label=gettext_lazy("Cara memeriksa"), choices=choices(WAYS))
    state = forms.ChoiceField(label=gettext_lazy("Keadaan mesin"), choices=[(code, words) for code, (_tag, words) in STATES.items()])
    hours_per_week = NumberField(label=gettext_lazy("Jam dipakai tiap minggu"), required=False, min_value=0)
    output_per_week = NumberField(label=gettext_lazy("Hasil tiap minggu"), required=False, min_value=0)
    note = forms.CharField(label=gettext_lazy("Yang ditemukan dan yang akan dilakukan"), required=False, max_length=500)
    photos = PhotosField(label=gettext_lazy("Foto"))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)

    def told(self) -> Said:
        numbers = {name: plain(self.cleaned_data[name]) for name in ("hours_per_week", "output_per_week")}
        return {"found": rules.UseFound(**self.typed | numbers)}


def plain(value: Any) -> str:
    return "" if value is None else format(value.normalize(), "f")


class RepairForm(DeedForm):
    """A machine does not work."""

    send = gettext_lazy("Catat kerusakan")

    serial = forms.CharField(label=gettext_lazy("Nomor seri"), max_length=160, widget=forms.TextInput(attrs={"size": 32}))
    on = DayField(label=gettext_lazy("Tanggal dilaporkan"))
    what = forms.CharField(label=gettext_lazy("Apa yang rusak"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    reporter = forms.CharField(label=gettext_lazy("Siapa yang melaporkan"), required=False, max_length=200)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)


class CloseForm(DeedForm):
    """A repair is over."""

    send = gettext_lazy("Perbaikan selesai")

    repair = forms.ChoiceField(label=gettext_lazy("Perbaikan"))
    on = DayField(label=gettext_lazy("Tanggal selesai"))
    outcome = forms.CharField(label=gettext_lazy("Apa yang dikerjakan"), max_length=500)
    parts_cost = WholeNumberField(label=gettext_lazy("Biaya suku cadang (rupiah)"), min_value=0, initial=0)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)
        self.fields["repair"].choices = [  # type: ignore[attr-defined]
            (r.repair, f"{r.repair} {r.serial}: {r.what[:60]}") for r in repairs_of(here) if r.closed_on is None
        ]


class RunForm(WithPhotos):
    """A machine was run at its recipient's place, and people were taught."""

    send = gettext_lazy("Simpan uji di tempat")

    serial = forms.CharField(label=gettext_lazy("Nomor seri"), max_length=160, widget=forms.TextInput(attrs={"size": 32}))
    on = DayField(label=gettext_lazy("Tanggal"))
    runs = forms.BooleanField(label=gettext_lazy("Mesinnya jalan di tempat"), required=False)
    output_per_hour = NumberField(label=gettext_lazy("Hasil tiap jam"), required=False, min_value=0)
    trained = WholeNumberField(label=gettext_lazy("Berapa orang dilatih"), min_value=0, max_value=500, initial=1)
    trainer = forms.CharField(label=gettext_lazy("Siapa yang melatih"), required=False, max_length=200)
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, max_length=500,
                           help_text=gettext_lazy("Wajib bila mesinnya belum jalan atau belum ada yang dilatih."))  # fmt: skip
    photos = PhotosField(label=gettext_lazy("Foto mesin saat dicoba"))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)

    def told(self) -> Said:
        return {"run": actions.FirstRun(**self.typed | {"output_per_hour": plain(self.cleaned_data["output_per_hour"])})}


def repairs_of(here: Here) -> list[delivery.Repair]:
    if here.desk == "workshop":
        return list(delivery.repairs(here.programme, here.subject))
    found, mine = delivery.repairs(here.programme), serials_of(here)
    return [r for r in found if mine is None or r.serial in mine]


def serials_of(here: Here) -> set[str] | None:
    """The units that an agency took over; None: all."""
    agency = agency_of(here)
    return delivery.taken_by(here.programme, agency) if agency else None


def use(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, here)


def deed(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    kind, act, done = DEEDS[name]
    form = kind(here, request, address=request.path, mark=name)
    return form.carried_out(
        request, lambda **about: act(here.programme, **(form.told() if name in ("check", "run") else form.typed), **about),
        to=lambda _made: reverse(f"{here.desk}-use"), done=done,
    ) or show(request, here, **{name: form})  # fmt: skip


DEEDS: dict[str, Any] = {
    "check": (UseForm, actions.check_use, gettext_lazy("Pemeriksaan tercatat.")),
    "run": (RunForm, actions.commission, gettext_lazy("Uji di tempat tercatat.")),
    "report": (RepairForm, actions.report_repair, gettext_lazy("Kerusakan tercatat; bengkel pembuatnya melihatnya di mejanya.")),
    "close": (CloseForm, actions.close_repair, gettext_lazy("Perbaikan selesai.")),
}


def show(request: HttpRequest, here: Here, **sent: DeedForm) -> HttpResponse:
    """What is due, what was found, open repairs and failure rates."""
    mine, types = serials_of(here), figures.type_names(here)
    all_due = [d for d in delivery.due(here.programme, here.today) if mine is None or d.serial in mine]
    due = rules.sampled(all_due, here.programme.code)
    kind_of = {s: types.get(t, t) for s, t in production.units(here.programme).values_list("serial", "type")}
    checks = [c for c in delivery.use_checks(here.programme).select_related(None) if mine is None or c.serial in mine]
    repairs = repairs_of(here)
    rates = delivery.failure_rates(here.programme, here.today, by="type") if here.desk == "park" else []
    makers = delivery.failure_rates(here.programme, here.today, by="maker") if here.desk == "park" else []
    runs = delivery.commissionings(here.programme)
    held = delivery.holders_of(here.programme, [d.serial for d in due])
    holders = {serial: recipient for recipient, some in held for serial in some}
    received = {s: on for s, on in delivery.handed_over(here.programme, 3).items() if mine is None or s in mine}
    shown: dict[str, DeedForm] = {
        "check": UseForm(here, address=reverse(f"{here.desk}-use-check"), mark="check", initial=chosen(request, due)),
        "report": RepairForm(here, address=reverse(f"{here.desk}-repair-report"), mark="report"),
        "run": RunForm(here, address=reverse(f"{here.desk}-use-run"), mark="run"),
    }  # fmt: skip
    if any(r.closed_on is None for r in repairs):
        shown["close"] = CloseForm(here, address=reverse(f"{here.desk}-repair-close"), mark="close")
    shown |= sent
    return respond(request, "delivery/use.html", {
        "title": _("Pemakaian mesin"), "section": f"{here.desk}-use", "answer": answer(all_due, checks, repairs), **shown,
        "sample": sample_words(here, len(all_due), len(due)),
        "not_run": len([s for s in received if s not in runs]), "received": len(received),
        "due": Table(_("Sudah waktunya diperiksa"), due, [
            Column("serial", lambda d: d.serial, words=_("Nomor seri"), link=lambda d: f"?periksa={d.serial}&bulan={d.month}#check-on"),
            Column("type", lambda d: kind_of.get(d.serial, ""), wide=True),
            Column("month", lambda d: d.month, lambda m: _("%(m)s bulan") % {"m": m}, words=_("Pemeriksaan")),
            Column("on", lambda d: d.on, day, words=_("Sejak"), urgent=True),
            Column("holder", lambda d: holder_words(holders.get(d.serial)), words=_("Penerima"), wide=True,
                   link=lambda d: holder_page(here, holders.get(d.serial))),
            Column("phone", lambda d: phone_of(holders.get(d.serial)), words=_("Telepon")),
        ], empty=_("Tidak ada pemeriksaan yang menunggu."), most=30),
        "checks": Table(_("Yang ditemukan"), checks, [
            Column("on", lambda c: c.checked_on, day, words=_("Tanggal")), Column("serial", lambda c: c.serial, words=_("Nomor seri")),
            Column("type", lambda c: kind_of.get(c.serial, ""), wide=True), Column("month", lambda c: c.due_month, words=_("Bulan ke"), numeric=True),
            Column("state", lambda c: str(STATES[c.state][1]), words=_("Keadaan"), tag=lambda c: STATES[c.state][0], urgent=True,
                   link=(lambda c: reverse("agency-reallocate", args=[c.serial]) if c.state != "used" and c.serial in received else "")
                   if here.desk == "agency" else None),
            Column("hours", lambda c: c.hours_per_week, words=_("Jam/minggu"), numeric=True),
            Column("photos", lambda c: len(c.photos), lambda n: number(n) if n else "–", words=_("Foto"), numeric=True,
                   link=lambda c: reverse(f"{here.desk}-evidence", args=[c.serial]) if c.photos else ""),
            Column("note", lambda c: c.note, words=_("Catatan"), wide=True),
        ], empty=_("Belum ada pemeriksaan."), most=30),
        "repairs": Table(_("Perbaikan"), repairs, [
            Column("repair", lambda r: r.repair, words=_("Perbaikan"), link=lambda r: reverse(f"{here.desk}-repair", args=[r.repair])),
            Column("on", lambda r: r.reported_on, day, words=_("Dilaporkan")),
            Column("serial", lambda r: r.serial, words=_("Nomor seri")),
            Column("maker", lambda r: figures.workshop_words(here, r.maker), words=_("Pembuat"), wide=True),
            Column("what", lambda r: r.what, words=_("Kerusakan"), wide=True),
            Column("warranty", lambda r: _("garansi") if r.under_warranty else _("di luar garansi"), words=_("Garansi")),
            Column("stage", lambda r: str(REPAIRS[delivery.stage_of(r)][1]), words=_("Keadaan"), tag=lambda r: REPAIRS[delivery.stage_of(r)][0],
                   urgent=True),
            Column("closed", lambda r: r.closed_on, lambda d: day(d) if d else "–", words=_("Selesai")),
        ], empty=_("Tidak ada kerusakan yang dilaporkan."), most=30),
        "rates": rates_table(_("Kerusakan menurut jenis"), rates, lambda f: figures.type_words(here, f.of), _("Jenis")),
        "makers": rates_table(_("Kerusakan menurut bengkel"), makers, lambda f: figures.workshop_words(here, f.of), _("Bengkel")),
        "benefits": benefits_table(here, types, mine),
    }, status=max((f.status for f in shown.values()), default=200))  # fmt: skip


def holder_words(holder: delivery.Recipient | None) -> str:
    return ", ".join(part for part in (holder.name, holder.village) if part) if holder else "–"


def holder_page(here: Here, holder: delivery.Recipient | None) -> str:
    return reverse(f"{here.desk}-recipient", args=[holder.recipient]) if holder else ""


def phone_of(holder: delivery.Recipient | None) -> str:
    """Whom to call about a machine, and the number."""
    return " ".join(part for part in (holder.contact, holder.phone) if part) if holder else ""


def chosen(request: HttpRequest, due: list[Due]) -> dict[str, str] | dict[str, object] | None:
    """The check that the reader picked in the list, or else the first."""
    if serial := request.GET.get("periksa", "")[:160]:
        return {"serial": serial, "due_month": request.GET.get("bulan", "")[:2]}
    return {"serial": due[0].serial, "due_month": due[0].month} if due else None


def sample_words(here: Here, all_due: int, shown: int) -> dict[str, object] | None:
    """How many were drawn of how many, where not all are asked for."""
    return {"all": all_due, "shown": shown, "most": rules.MOST_A_MONTH, "code": here.programme.code} if shown < all_due else None


def rates_table(title: str, rates: list[FailureRate], name: Callable[[FailureRate], str], of: str) -> Table[FailureRate]:
    """How often machines fail, per 100 machine-months, with the exact interval."""
    return Table(title, rates, [
        Column("of", name, words=of, wide=True), Column("failures", lambda f: f.failures, number, words=_("Kerusakan"), numeric=True),
        Column("months", lambda f: round(f.months), number, words=_("Mesin-bulan"), numeric=True),
        Column("rate", lambda f: round(100 * f.rate, 1), number, words=_("Tiap 100 mesin-bulan"), numeric=True, urgent=True),
        Column("interval", lambda f: f"{number(round(100 * f.low, 1))} – {number(round(100 * f.high, 1))}", words=_("Selang 90 persen")),
    ], most=20)  # fmt: skip


def benefits_table(here: Here, types: dict[str, str], mine: set[str] | None) -> Table[Benefit]:
    """What users measured: hours and output a week, of those checks that measured."""
    return Table(_("Manfaat yang terukur"), delivery.benefits(here.programme, mine), [
        Column("type", lambda b: f"{b.type} {types.get(b.type, '')}", wide=True),
        Column("machines", lambda b: b.machines, number, words=_("Mesin terukur"), numeric=True),
        Column("hours", lambda b: b.hours, number, words=_("Jam/minggu (tengah)"), numeric=True, urgent=True),
        Column("range", lambda b: f"{number(b.least_hours)} – {number(b.most_hours)}", words=_("Paling sedikit – banyak")),
        Column("output", lambda b: b.output, lambda n: "–" if n is None else number(n), words=_("Hasil/minggu (tengah)"), numeric=True),
    ], empty=_("Belum ada pemeriksaan yang mencatat jam pemakaian."), most=20)  # fmt: skip


def answer(due: list[Due], checks: list[delivery.UseCheck], repairs: list[delivery.Repair]) -> str:
    bad = sum(c.state != "used" for c in checks)
    open_ = sum(r.closed_on is None for r in repairs)
    return _(
        "%(due)s mesin waktunya diperiksa; dari %(n)s pemeriksaan %(bad)s menemukan mesin yang tidak dipakai; %(open)s perbaikan belum selesai."
    ) % {
        "due": number(len(due)), "n": number(len(checks)), "bad": number(bad), "open": number(open_),
    }  # fmt: skip
