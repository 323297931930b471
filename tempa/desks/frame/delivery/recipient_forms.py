"""Forms of requests: who asks and for what, the agency's decision and decree, what was measured at the site."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.delivery.actions.requests import Applicant, Wish
from tempa.demand import queries as demand
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape, Said
from tempa.desks.frame.delivery.speech import KINDS, SOURCES, agency_of, choices
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField, NumberField, WholeNumberField
from tempa.desks.frame.price_objections import PaperField
from tempa.desks.frame.production import PhotosField, WithPhotos
from tempa.desks.frame.words import number


class WishForm(DeedForm):
    """A known recipient asks for another machine."""

    send = gettext_lazy("Catat permohonan")

    type = forms.ChoiceField(label=gettext_lazy("Mesin yang diminta"))
    quantity = WholeNumberField(label=gettext_lazy("Jumlah"), min_value=1, max_value=rules.requests.MOST_UNITS, initial=1)
    asked_on = DayField(label=gettext_lazy("Tanggal permohonan"))
    source = forms.ChoiceField(label=gettext_lazy("Masuk lewat"), choices=choices(SOURCES))
    raw_per_day = NumberField(
        label=gettext_lazy("Bahan baku yang ada tiap hari"), required=False, min_value=0,
        help_text=gettext_lazy("Angka dalam satuan kapasitas mesin, misalnya kg. Untuk menilai apakah mesinnya tidak terlalu besar."),
    )
    purpose = forms.CharField(label=gettext_lazy("Untuk apa mesinnya"), required=False, max_length=300)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, agency: str, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        names = figures.type_names(here)
        ordered = sorted(set(demand.order_lines(here.programme).filter(agency=agency).values_list("type", flat=True)))
        self.fields["type"].choices = [("", "–"), *((t, f"{t} {names.get(t, '')}") for t in ordered)]  # type: ignore[attr-defined]
        self.initial.setdefault("asked_on", here.today)

    @property
    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(
            said["type"], said["quantity"], said["asked_on"], said["source"],
            "" if said["raw_per_day"] is None else format(said["raw_per_day"].normalize(), "f"), said["purpose"],
        )  # fmt: skip


class ApplicantForm(WishForm):
    """Somebody asks for the first time: who, where, and for what."""

    field_order = ("kind", "name", "village", "destination", "contact", "phone", "nik")

    kind = forms.ChoiceField(label=gettext_lazy("Jenis penerima"), choices=choices(KINDS))
    name = forms.CharField(label=gettext_lazy("Nama kelompok, desa atau usaha"), max_length=200)
    village = forms.CharField(label=gettext_lazy("Desa atau kelurahan"), max_length=120, required=False)
    destination = forms.ChoiceField(label=gettext_lazy("Daerah tujuan"))
    contact = forms.CharField(label=gettext_lazy("Orang yang dihubungi"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Nomor HP"), max_length=40, required=False)
    nik = forms.CharField(
        label=gettext_lazy("NIK orang itu"), max_length=20, required=False,
        help_text=gettext_lazy("Disimpan tertutup; untuk menemukan pemohon ganda."),
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None = None, *, agency: str, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, agency=agency, **more)
        self.fields["destination"].choices = list(figures.destination_names(here).items())  # type: ignore[attr-defined]

    @property
    def applicant(self) -> Applicant:
        return Applicant(**{name: self.cleaned_data[name] for name in ("kind", "name", "village", "destination", "contact", "phone", "nik")})


class DecideForm(DeedForm):
    """The agency grants, refuses or lets wait."""

    send = gettext_lazy("Simpan putusan")

    decided = forms.ChoiceField(
        label=gettext_lazy("Putusan"), widget=forms.RadioSelect,
        choices=[("accepted", gettext_lazy("Diterima")), ("waiting", gettext_lazy("Menunggu")), ("refused", gettext_lazy("Ditolak"))],
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Alasannya"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


class SiteForm(WithPhotos):
    """What was measured and seen at the site."""

    send = gettext_lazy("Simpan pemeriksaan lokasi")

    on = DayField(label=gettext_lazy("Tanggal diperiksa"))
    volts = WholeNumberField(label=gettext_lazy("Tegangan terukur (volt)"), required=False, min_value=0, max_value=1000)
    kilovolt_amperes = NumberField(label=gettext_lazy("Daya terpasang (kVA)"), required=False, min_value=0)
    water = forms.BooleanField(label=gettext_lazy("Ada air"), required=False)
    building = forms.BooleanField(label=gettext_lazy("Ada bangunan beratap"), required=False)
    operator = forms.BooleanField(label=gettext_lazy("Ada operator yang sudah dilatih"), required=False)
    photos = PhotosField(label=gettext_lazy("Foto alat ukur dan lokasi"), help_text=gettext_lazy("Paling sedikit satu."))
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, max_length=300)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.initial.setdefault("on", here.today)

    def clean(self) -> Said | None:
        found = super().clean()
        if not self.cleaned_data["photos"] and "photos" not in self.errors:
            self.add_error("photos", _("Lampirkan foto alat ukur atau lokasi; tanpa foto pemeriksaan lokasi tidak dapat dinilai lagi."))
        return found

    def told(self) -> Said:
        said = self.cleaned_data
        site = rules.Site(said["volts"], said["kilovolt_amperes"], said["water"], said["building"], said["operator"])
        return {"on": said["on"], "site": site, "visit": actions.SiteVisit(said["note"], said["photos"])}


class DecreeForm(DeedForm):
    """The agency's decree that names recipients."""

    send = gettext_lazy("Catat surat keputusan")

    number = forms.CharField(
        label=gettext_lazy("Nomor surat keputusan"), max_length=120, required=False,
        help_text=gettext_lazy("Kosongkan untuk memakai nomor berikutnya dari buku nomor OPD; suratnya lalu dapat dicetak di sini."),
    )  # fmt: skip
    on = DayField(label=gettext_lazy("Tanggal"))
    requests = forms.MultipleChoiceField(label=gettext_lazy("Permohonan yang diterima"), widget=forms.CheckboxSelectMultiple)
    copy = PaperField(label=gettext_lazy("Salinan bertanda tangan (PDF atau foto)"))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        granted = delivery.requests(here.programme, agency_of(here)).filter(decided="accepted", decree="")
        names = figures.type_names(here)
        self.fields["requests"].choices = [  # type: ignore[attr-defined]
            (r.request, f"{r.request} {r.recipient.name}: {number(r.quantity)} {names.get(r.type, r.type)}") for r in granted
        ]

    @property
    def has_choices(self) -> bool:
        return bool(self.fields["requests"].choices)  # type: ignore[attr-defined]

    def said(self) -> Said:
        copy = self.cleaned_data["copy"]
        return {
            "number": self.cleaned_data["number"], "on": self.cleaned_data["on"], "requests": self.cleaned_data["requests"],
            "copy": (copy.content, copy.name, copy.media_type) if copy else None,
        }  # fmt: skip
