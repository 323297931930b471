"""What each type of machine needs where it will stand: stated by the park, with its source; the types that nobody has stated first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.delivery import actions
from tempa.delivery import queries as delivery
from tempa.delivery.rules import Need
from tempa.demand import queries as demand
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import NumberField
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.tables import respond
from tempa.desks.frame.words import number
from tempa.ledger.rules import PARK


class NeedForm(DeedForm):
    """What a type needs at its place."""

    send = gettext_lazy("Simpan kebutuhan")

    volts = forms.TypedChoiceField(label=gettext_lazy("Tegangan"), required=False, coerce=int, empty_value=None,
                                   choices=[("", gettext_lazy("tanpa listrik")), (220, "220 V"), (380, "380 V")])  # fmt: skip
    kilovolt_amperes = NumberField(label=gettext_lazy("Daya yang dibutuhkan (kVA)"), required=False, min_value=0)
    water = forms.BooleanField(label=gettext_lazy("Butuh air"), required=False)
    building = forms.BooleanField(label=gettext_lazy("Butuh bangunan beratap"), required=False)
    operator = forms.BooleanField(label=gettext_lazy("Butuh operator yang dilatih"), required=False)
    capacity_per_day = NumberField(
        label=gettext_lazy("Kapasitas sehari"), required=False, min_value=0,
        help_text=gettext_lazy("Bahan yang dapat diolah dalam sehari; dibandingkan dengan bahan yang ada pada pemohon."),
    )  # fmt: skip
    raw_unit = forms.CharField(label=gettext_lazy("Satuannya"), required=False, max_length=20, help_text=gettext_lazy("Misalnya kg."))
    source = forms.CharField(label=gettext_lazy("Diketahui dari"), max_length=200,
                             help_text=gettext_lazy("Misalnya pelat nama mesin atau laporan uji."))  # fmt: skip

    @property
    def need(self) -> Need:
        said = self.cleaned_data
        return Need(*(said[name] for name in ("volts", "kilovolt_amperes", "water", "building", "operator", "capacity_per_day")))


@door(*PARK)
def needs(request: HttpRequest, here: Here) -> HttpResponse:
    """Every ordered type and what it needs at its place."""
    stated, types, units = delivery.site_needs(here.programme), figures.type_names(here), demand.units_by_type(here.programme)
    rows = sorted(units, key=lambda t: (t in stated, -units[t], t))
    lacking = sum(t not in stated for t in rows)
    return Listing(
        _("Kebutuhan lokasi"), rows, [
            Column("type", lambda t: f"{t} {types.get(t, '')}", wide=True, link=lambda t: reverse("park-site-need", args=[t])),
            Column("units", lambda t: units[t], number, words=_("Dipesan"), numeric=True),
            Column("power", lambda t: power(stated.get(t)), words=_("Listrik")),
            Column("else", lambda t: rest(stated.get(t)), words=_("Lainnya"), wide=True),
            Column("source", lambda t: stated[t].source if t in stated else "", words=_("Sumber"), wide=True),
            Column("state", lambda t: _("dinyatakan") if t in stated else _("belum"), words=_("Keadaan"),
                   tag=lambda t: "good" if t in stated else "doubt", urgent=True),
        ],
        file_name="kebutuhan-lokasi",
        filters=[Filter("keadaan", _("Keadaan"), every([("belum", _("belum dinyatakan")), ("sudah", _("sudah dinyatakan"))]),
                        lambda code: lambda t: (t in stated) == (code == "sudah"))],
    ).respond(
        request, "list.html", section="park-site-needs",
        answer=_("%(n)s dari %(all)s jenis belum dinyatakan kebutuhannya; lokasi penerimanya belum dapat dinilai.") % {
            "n": number(lacking), "all": number(len(rows))} if lacking else _("Kebutuhan lokasi semua jenis sudah dinyatakan."),
    )  # fmt: skip


def power(n: Any) -> str:
    if n is None or not (n.volts or n.kilovolt_amperes):
        return "–"
    strength = f"{number(delivery.decimal(n.kilovolt_amperes))} kVA" if n.kilovolt_amperes else ""
    return ", ".join(part for part in (f"{n.volts} V" if n.volts else "", strength) if part)


def rest(n: Any) -> str:
    """Water, building, operator and capacity, in words."""
    if n is None:
        return "–"
    said = [words for has, words in ((n.needs_water, _("air")), (n.needs_building, _("bangunan")), (n.needs_operator, _("operator"))) if has]
    if n.capacity_per_day:
        said.append(_("%(n)s %(unit)s sehari") % {"n": number(delivery.decimal(n.capacity_per_day)), "unit": n.raw_unit})
    return ", ".join(said) or _("tidak ada")


@door(*PARK)
def need(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    """State what one type needs."""
    if type not in demand.units_by_type(here.programme):
        raise Http404
    held = delivery.site_needs(here.programme).get(type)
    initial = {} if held is None else {
        "volts": held.volts or "", "kilovolt_amperes": held.kilovolt_amperes, "water": held.needs_water, "building": held.needs_building,
        "operator": held.needs_operator, "capacity_per_day": held.capacity_per_day, "raw_unit": held.raw_unit, "source": held.source,
    }  # fmt: skip
    form = NeedForm(here, request, initial=initial)
    return form.carried_out(
        request, lambda **deed: actions.state_site_need(
            here.programme, type=type, need=form.need, raw_unit=form.cleaned_data["raw_unit"], source=form.cleaned_data["source"], **deed),
        to=lambda _entry: reverse("park-site-needs"), done=_("Kebutuhan lokasi tercatat."),
    ) or respond(request, "park/site_need.html", {
        "title": _("Kebutuhan lokasi %(type)s") % {"type": figures.type_names(here).get(type, type)}, "section": "park-site-needs", "form": form,
        "held": held,
    }, status=form.status)  # fmt: skip
