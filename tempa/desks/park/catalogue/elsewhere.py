"""The machine from outside, at the door and over its years, beside the local one: one page and one A4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.catalogue import actions
from tempa.catalogue import queries as catalogue
from tempa.catalogue.rules import elsewhere as rules
from tempa.catalogue.rules import typed
from tempa.catalogue.rules.prices import SOURCES
from tempa.desks.frame import charts, figures
from tempa.desks.frame.deeds import DeedForm, FormShape, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.price_words import SOURCE_WORDS
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number, rp, rp_short
from tempa.ledger.rules import PARK

DOOR_WORDS = {
    "price": gettext_lazy("harga di tempat asal"), "freight": gettext_lazy("angkutan darat"), "ferry": gettext_lazy("penyeberangan"),
    "installation": gettext_lazy("pemasangan"), "spare_parts": gettext_lazy("suku cadang awal"), "service": gettext_lazy("layanan purnajual"),
}  # fmt: skip
YEAR_WORDS = {
    "price": gettext_lazy("harga mesin di tempat"), "fuel": gettext_lazy("bahan bakar"), "maintenance": gettext_lazy("perawatan"),
    "downtime": gettext_lazy("jam berhenti"), "salvage": gettext_lazy("nilai sisa"),
}  # fmt: skip
SIDE_WORDS = {"local": gettext_lazy("mesin lokal"), "outside": gettext_lazy("mesin dari luar")}


class OfferForm(DeedForm):
    """What a machine of this type costs elsewhere, and what it takes to have it here."""

    send = gettext_lazy("Catat penawaran dari luar")

    seller = forms.CharField(label=gettext_lazy("Penjual"), max_length=200)
    place = forms.CharField(label=gettext_lazy("Tempat asal"), max_length=200, help_text=gettext_lazy("Misalnya Surabaya"))
    price = forms.CharField(label=gettext_lazy("Harga satu unit, tanpa PPN"), max_length=30)
    low = forms.CharField(label=gettext_lazy("Terendah"), max_length=30, required=False)
    high = forms.CharField(label=gettext_lazy("Tertinggi"), max_length=30, required=False)
    weight_kg = forms.CharField(label=gettext_lazy("Berat, kg"), max_length=12)
    kilometres = forms.CharField(label=gettext_lazy("Jarak lurus, km"), max_length=12)
    crossings = forms.CharField(label=gettext_lazy("Penyeberangan feri, kali"), max_length=2)
    freight = forms.CharField(label=gettext_lazy("Angkutan, rupiah tiap ton dan km"), max_length=30)
    ferry = forms.CharField(label=gettext_lazy("Feri, rupiah tiap ton"), max_length=30)
    installation = forms.CharField(label=gettext_lazy("Pemasangan, rupiah"), max_length=30)
    spare_parts = forms.CharField(label=gettext_lazy("Suku cadang awal, rupiah"), max_length=30)
    service = forms.CharField(label=gettext_lazy("Layanan dan kunjungan garansi, rupiah"), max_length=30)
    tkdn = forms.CharField(label=gettext_lazy("TKDN bersertifikat, persen"), max_length=8, required=False)
    bmp = forms.CharField(label=gettext_lazy("BMP, persen"), max_length=8, required=False)
    dated = forms.CharField(label=gettext_lazy("Tanggal pada sumbernya"), max_length=10, widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.CharField(
        label=gettext_lazy("Berlaku sampai"), max_length=10, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    source = forms.ChoiceField(label=gettext_lazy("Jenis sumber"), choices=[(s, SOURCE_WORDS[s]) for s in SOURCES])
    reference = forms.CharField(label=gettext_lazy("Rujukan"), max_length=200)

    def offer(self, type: str) -> rules.Offer:
        cells = self.typed
        price = typed.money(cells["price"], "price", least=1)
        low, high = (typed.money(cells[n], n) if cells[n].strip() else price for n in ("low", "high"))
        amounts: dict[str, Any] = {n: typed.money(cells[n], n) for n in ("freight", "ferry", "installation", "spare_parts", "service", "crossings")}
        shares: dict[str, Any] = {n: typed.percentage(cells[n], n) if cells[n].strip() else "" for n in ("tkdn", "bmp")}
        until = cells["valid_until"].strip()
        return rules.Offer(
            type=type, seller=typed.words(cells["seller"], "seller", _("penjual")), place=typed.words(cells["place"], "place", _("tempat asal")),
            low=low, price=price, high=high, weight_kg=typed.number(cells["weight_kg"], "weight_kg"),
            kilometres=typed.number(cells["kilometres"], "kilometres"), dated=typed.day(cells["dated"], "dated"),
            valid_until=typed.day(until, "valid_until") if until else None, source=cells["source"],
            reference=typed.words(cells["reference"], "reference", _("rujukan")), **amounts, **shares,
        )  # fmt: skip


class UseForm(DeedForm):
    """How the machine is used in a year, and what each of the two needs for it."""

    send = gettext_lazy("Catat angka pakai")

    hours = forms.CharField(label=gettext_lazy("Jam pakai setahun"), max_length=12)
    years = forms.CharField(label=gettext_lazy("Umur pakai, tahun"), max_length=3)
    fuel_price = forms.CharField(label=gettext_lazy("Harga bahan bakar, rupiah tiap liter"), max_length=30)
    downtime_cost = forms.CharField(label=gettext_lazy("Rugi tiap jam berhenti, rupiah"), max_length=30)
    rate = forms.CharField(label=gettext_lazy("Bunga setahun, persen"), max_length=8)
    unit = forms.CharField(label=gettext_lazy("Satuan hasil"), max_length=20, help_text=gettext_lazy("Misalnya kg"))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        for side, who in SIDE_WORDS.items():
            for name, words in (
                ("output", _("Hasil tiap jam")), ("fuel_per_hour", _("Bahan bakar tiap jam, liter")), ("maintenance", _("Perawatan setahun, rupiah")),
                ("downtime_hours", _("Jam berhenti setahun")), ("salvage", _("Nilai sisa, rupiah")),
            ):
                self.fields[f"{side}_{name}"] = forms.CharField(label=f"{words}, {who}", max_length=30)
        self.fields |= {
            "dated": forms.CharField(label=_("Tanggal pada sumbernya"), max_length=10, widget=forms.DateInput(attrs={"type": "date"})),
            "source": forms.ChoiceField(label=_("Jenis sumber"), choices=[(s, SOURCE_WORDS[s]) for s in SOURCES]),
            "reference": forms.CharField(label=_("Rujukan"), max_length=200, help_text=_("Laporan uji, catatan garansi, atau survei dan nomornya")),
        }  # fmt: skip

    def use(self, type: str) -> rules.Use:
        cells = self.typed
        return rules.Use(
            type=type, hours=typed.number(cells["hours"], "hours"), fuel_price=typed.money(cells["fuel_price"], "fuel_price"),
            downtime_cost=typed.money(cells["downtime_cost"], "downtime_cost"), rate=typed.percentage(cells["rate"], "rate"),
            years=typed.money(cells["years"], "years"), unit=typed.words(cells["unit"], "unit", _("satuan hasil"), least=1),
            needs={side: needs_of(cells, side) for side in rules.SIDES}, dated=typed.day(cells["dated"], "dated"), source=cells["source"],
            reference=typed.words(cells["reference"], "reference", _("rujukan")),
        )  # fmt: skip


def needs_of(cells: Mapping[str, str], side: str) -> rules.Needs:
    def number_of(name: str) -> str:
        return typed.number(cells[f"{side}_{name}"], f"{side}_{name}")

    def money_of(name: str) -> int:
        return typed.money(cells[f"{side}_{name}"], f"{side}_{name}")

    return rules.Needs(number_of("fuel_per_hour"), money_of("maintenance"), number_of("downtime_hours"), money_of("salvage"), number_of("output"))


@require_GET
@door(*PARK)
def elsewhere(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    return elsewhere_page(request, here, type)


@door(*PARK)
@form_of("park-elsewhere", "type")
def state_offer(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    form = OfferForm(here, request, address=request.path, mark="luar")
    return form.carried_out(
        request, lambda **deed: actions.state_outside_offer(here.programme, offer=form.offer(type), **deed),
        to=lambda _: reverse("park-elsewhere", args=[type]), done=_("Penawaran dari luar tercatat."),
    ) or elsewhere_page(request, here, type, offer_form=form)  # fmt: skip


@door(*PARK)
@form_of("park-elsewhere", "type")
def state_use(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    form = UseForm(here, request, address=request.path, mark="pakai")
    return form.carried_out(
        request, lambda **deed: actions.state_use(here.programme, use=form.use(type), **deed),
        to=lambda _: reverse("park-elsewhere", args=[type]), done=_("Angka pakai tercatat."),
    ) or elsewhere_page(request, here, type, use_form=form)  # fmt: skip


def elsewhere_page(request: HttpRequest, here: Here, type: str, **sent: DeedForm) -> HttpResponse:
    kind = catalogue.type_named(here.programme, type)
    if kind is None:
        raise Http404
    settings = figures.settings(here)
    first = {
        "weight_kg": kind.cells["weight_kg"], "freight": settings.get("freight_per_tonne_km", ""), "ferry": settings.get("ferry_cost_per_tonne", ""),
    }  # fmt: skip
    forms_here: dict[str, Any] = {
        "offer_form": OfferForm(here, address=reverse("park-elsewhere-offer", args=[type]), mark="luar", initial=first),
        "use_form": UseForm(here, address=reverse("park-elsewhere-use", args=[type]), mark="pakai"),
    } | sent
    rows = list(catalogue.outside_offers(here.programme, type))
    context = {"title": _("%(name)s: lokal atau dari luar") % {"name": kind.name_id}, "section": "park-costs", "type": kind, **forms_here}
    if rows:
        context |= compared(here, kind, catalogue.offer_of(rows[0]), settings.get("road_factor", "1"))
        context["offers"] = offers_table(rows, here)
    return respond(request, "park/elsewhere.html", context, file_name=f"luar-{type}", status=max(f.status for f in forms_here.values()))


def compared(here: Here, kind: catalogue.MachineType, offer: rules.Offer, road_factor: str) -> dict[str, object]:
    """Both machines at the door, and over their years where somebody stated how they are used."""
    door_price = rules.at_the_door(offer, here.today, road_factor)
    use = catalogue.machine_use(here.programme, kind.type)
    found: dict[str, object] = {
        "offer": offer, "door": door_price, "is_stale": rules.is_stale(offer, here.today), "at_door": door_table(door_price),
        "gap": kind.unit_price - door_price.total, "gap_size": abs(kind.unit_price - door_price.total), "use": use,
    }  # fmt: skip
    if use is not None:
        years = {"local": rules.over_years(use, "local", kind.unit_price), "outside": rules.over_years(use, "outside", door_price.total)}
        found |= {
            "years": years_table(years, use), "local_per": per_thousand(years["local"]), "outside_per": per_thousand(years["outside"]),
            "is_local_cheaper": years["local"].per_output.plain <= years["outside"].per_output.plain,
            "equal": rules.equal_price(use, kind.unit_price, door_price.total), "bars": years_chart(years, use),
        }  # fmt: skip
    return found


def per_thousand(years: rules.Years) -> int:
    """Rupiah of a thousand units of useful output."""
    return round(1000 * years.per_output.plain)


def door_table(door_price: rules.AtTheDoor) -> Table[tuple[str, int]]:
    return Table(_("Harga mesin dari luar sampai di tempat"), list(door_price.parts.items()), [
        Column("part", lambda r: str(DOOR_WORDS[r[0]]) if r[0] in DOOR_WORDS else r[0], words=_("Bagian")),
        Column("rupiah", lambda r: r[1], number, words=_("Rupiah"), numeric=True),
    ], foot=[(_("Jumlah di tempat"), door_price.total)], dense=True)  # fmt: skip


def years_table(years: Mapping[str, rules.Years], use: rules.Use) -> Table[tuple[object, ...]]:
    rows = [(words, *(years[side].cost.parts[part] for side in rules.SIDES)) for part, words in YEAR_WORDS.items()]
    total = (_("Jumlah %(n)s tahun") % {"n": use.years}, *(years[side].cost.total for side in rules.SIDES))
    output = (_("Hasil, %(unit)s") % {"unit": use.unit}, *(round(years[side].output) for side in rules.SIDES))
    per = (_("Tiap 1.000 %(unit)s") % {"unit": use.unit}, *(per_thousand(years[side]) for side in rules.SIDES))
    return Table(_("Biaya selama dipakai"), rows, [
        Column("part", lambda r: str(r[0]), words=_("Bagian")),
        Column("local", lambda r: r[1], number, words=_("Mesin lokal"), numeric=True),
        Column("outside", lambda r: r[2], number, words=_("Mesin dari luar"), numeric=True),
    ], foot=[total, output, per], dense=True)  # fmt: skip


def years_chart(years: Mapping[str, rules.Years], use: rules.Use) -> charts.Chart:
    return charts.bars(
        _("Biaya tiap 1.000 %(unit)s hasil") % {"unit": use.unit},
        [charts.Bar(str(SIDE_WORDS[side]), float(1000 * years[side].per_output.plain)) for side in rules.SIDES],
        lambda v: rp_short(round(v)), headings=[_("mesin"), _("rupiah")],
    )  # fmt: skip


def offers_table(rows: list[catalogue.OutsideOffer], here: Here) -> Table[catalogue.OutsideOffer]:
    return Table(_("Penawaran dari luar yang pernah dicatat"), rows, [
        Column("dated", lambda r: r.dated, day, words=_("Tanggal"), link=lambda r: reverse("park-entry", args=[r.entry_id])),
        Column("seller", lambda r: f"{r.said['seller']}, {r.said['place']}", words=_("Penjual")),
        Column("price", lambda r: rp(r.said["price"]), words=_("Harga"), numeric=True),
        Column("reference", lambda r: f"{SOURCE_WORDS[r.said['source']]}: {r.said['reference']}", words=_("Sumber"), wide=True),
        Column("by", lambda r: r.entry.by.name, words=_("Dicatat oleh")),
        Column("state", lambda r: _("sudah lama") if rules.is_stale(catalogue.offer_of(r), here.today) else _("berlaku"), words=_("Keadaan"),
               tag=lambda r: "doubt" if rules.is_stale(catalogue.offer_of(r), here.today) else ""),
    ])  # fmt: skip
