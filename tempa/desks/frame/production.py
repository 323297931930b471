"""Production as several desks show it: forms of reports, problems and announcements; steps and problems in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm, FormShape, Said, Standing, Untouchable
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.link_door import LinkForm
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import number, term
from tempa.ledger.actions import store
from tempa.ledger.photos import cleaned, missing_photos
from tempa.ledger.rules import Refused
from tempa.production import queries as production
from tempa.production.actions import Report, Trouble
from tempa.production.queries import LotCard
from tempa.production.rules import MOST_PHOTOS, Done, StepState

STEP, MOST_CHOICES = "step-", 40
KINDS: Mapping[str, object] = {
    "material": gettext_lazy("bahan"), "engine": gettext_lazy("mesin penggerak"), "machine": gettext_lazy("mesin atau alat bengkel"),
    "people": gettext_lazy("tenaga kerja"), "power": gettext_lazy("listrik"), "money": gettext_lazy("uang"), "other": gettext_lazy("lain-lain"),
}  # fmt: skip
SOURCES: Mapping[str, object] = {
    "link": gettext_lazy("bengkel sendiri"), "office": gettext_lazy("dicatat kantor"), "message": gettext_lazy("pesan WhatsApp"),
}  # fmt: skip


class PhotoInput(forms.FileInput):
    """Several photos at once, from the camera or the gallery."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": "image/jpeg,image/png,image/webp", "multiple": True})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class PhotosField(forms.FileField):
    """Photos as a phone takes them: read to the last pixel, drawn anew without hidden data, stored; gives their SHA-256."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, widget=PhotoInput(), **more)

    def clean(self, data: Any, initial: Any = None) -> list[str]:
        uploads = [one for one in (data if isinstance(data, (list, tuple)) else [data]) if one]
        if len(uploads) > MOST_PHOTOS:
            raise ValidationError(_("Paling banyak %(most)s foto sekali kirim.") % {"most": MOST_PHOTOS})
        found = []
        for upload in uploads:
            try:
                found.append(store(cleaned(super().clean(upload).read())))
            except Refused as refused:
                raise ValidationError(f"{upload.name}: {spoken(refused)}") from None
        return found


class WithPhotos(DeedForm):
    """A deed that photos come along with; those that have arrived stay when the form comes back with an error."""

    kept = forms.CharField(required=False, widget=Untouchable)
    said = forms.CharField(required=False, max_length=40, widget=Untouchable)

    @property
    def said_at(self) -> datetime | None:
        """When a phone without a network was told this, by its own clock; None where it was sent at once."""
        try:
            moment = datetime.fromisoformat(self.cleaned_data.get("said") or "")
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    @property
    def made_at(self) -> datetime | None:
        """The same, where the programme goes by the time of the world: an example has a time of its own."""
        return self.said_at if self.here.programme.clock is None else None

    @property
    def typed(self) -> Said:
        return {name: value for name, value in super().typed.items() if name not in {"kept", "said"}}

    def clean(self) -> Said | None:
        found = super().clean()
        held = [*self.held_before(), *(self.cleaned_data.get("photos") or [])]
        self.cleaned_data["photos"] = list(dict.fromkeys(held))
        self.carry("kept", signing.dumps(self.cleaned_data["photos"], salt="photos") if held else "")
        return found

    def held_before(self) -> list[str]:
        try:
            said = signing.loads(self.cleaned_data.get("kept") or "", salt="photos")
        except signing.BadSignature:
            return []
        return [digest for digest in said if not missing_photos([digest])]

    @property
    def photos_held(self) -> int:
        """How many photos have arrived with an earlier try."""
        return len(self.cleaned_data.get("photos") or []) if self.is_bound and hasattr(self, "cleaned_data") else 0


class ReportForm(WithPhotos):
    """What was done since the last report: for each step of a lot how many units, photos, a word."""

    send = gettext_lazy("Kirim laporan")

    photos = PhotosField(label=gettext_lazy("Foto (boleh beberapa)"))
    note = forms.CharField(label=gettext_lazy("Catatan"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, here: Standing, request: HttpRequest | None = None, *, lot: LotCard, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.lot = lot
        steps = {f"{STEP}{s.step}": count_field(lot, s) for s in lot.steps if s.done < lot.units}
        self.fields = {**steps, **self.fields}  # steps stand before photos and note

    @property
    def entries(self) -> list[Done]:
        return [
            Done(self.lot.lot, int(name.removeprefix(STEP)), count)
            for name, count in self.cleaned_data.items() if name.startswith(STEP) and count
        ]  # fmt: skip

    def report(self, workshop: str, source: str) -> Report:
        return Report(workshop, self.entries, source, self.said_at, self.cleaned_data["photos"], self.cleaned_data["note"])


class LinkReportForm(ReportForm, LinkForm):
    """The same on the page of a link."""


def count_field(lot: LotCard, s: StepState) -> forms.Field:
    """How many more units have passed a step: a choice to tap, or a number where the lot is large."""
    left = lot.units - s.done
    label = _("%(step)s (sudah %(done)s dari %(units)s)") % {"step": term(s.resource).capitalize(), "done": s.done, "units": lot.units}
    if left > MOST_CHOICES:
        return WholeNumberField(
            label=label, required=False, min_value=0, max_value=99_999,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "+ 0"}),
            error_messages={"invalid": _("Tulis jumlah unit sebagai angka bulat.")},
        )  # fmt: skip
    more = [(n, _("+ %(n)s unit%(all)s") % {"n": number(n), "all": _(" (semua)") if n == left else ""}) for n in range(1, left + 1)]
    return CountChoice(label=label, required=False, choices=[("", _("tidak ada yang baru")), *more], coerce=int)


class CountChoice(forms.TypedChoiceField):
    """A count that was offered; another one is refused by the rules, which say why, and not for not being in the list."""

    def validate(self, value: object) -> None:
        return

    def clean(self, value: Any) -> Any:
        if value not in self.empty_values and not str(value).isdecimal():
            raise ValidationError(_("Tulis jumlah unit sebagai angka bulat."))
        return super().clean(value)


class TroubleForm(WithPhotos):
    """What holds the work."""

    send = gettext_lazy("Kirim kendala")

    kind = forms.ChoiceField(
        label=gettext_lazy("Kendala apa?"), choices=list(KINDS.items()), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih jenis kendalanya."), "invalid_choice": gettext_lazy("Pilih jenis kendala dari daftar.")},
    )  # fmt: skip
    lot = forms.ChoiceField(label=gettext_lazy("Lot yang tertahan"), required=False)
    words = forms.CharField(label=gettext_lazy("Ceritakan singkat"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label=gettext_lazy("Foto (boleh beberapa)"))

    def __init__(self, here: Standing, request: HttpRequest | None = None, *, lots: Sequence[LotCard], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["lot"].choices = [  # type: ignore[attr-defined]
            ("", _("seluruh bengkel")), *((c.lot, f"{c.lot} · {c.type_name}") for c in lots)
        ]  # fmt: skip

    def trouble(self, workshop: str, source: str) -> Trouble:
        said = self.cleaned_data
        return Trouble(workshop, said["kind"], source, said["lot"], said["words"], said["photos"])


class LinkTroubleForm(TroubleForm, LinkForm):
    """The same on the page of a link."""


class AnnounceForm(DeedForm):
    """All made units of a lot are finished; please inspect."""

    send = gettext_lazy("Selesai, minta diperiksa")
    look = "quiet"
    announce = forms.CharField(initial="1", widget=Untouchable)


class LinkAnnounceForm(AnnounceForm, LinkForm):
    """The same on the page of a link."""


class EngineForm(DeedForm):
    """Which engine is in which unit; its number is chosen where the park gave the lot engines, and typed where it did not."""

    send = gettext_lazy("Simpan nomor mesin penggerak")
    look = "quiet"
    fit = forms.CharField(initial="1", widget=Untouchable)
    serial = forms.ChoiceField(label=gettext_lazy("Unit"), choices=())
    engine = forms.CharField(label=gettext_lazy("Nomor pada pelat mesin penggerak"), max_length=80, required=False,
                             help_text=gettext_lazy("Kosongkan bila mesinnya dilepas lagi."))  # fmt: skip

    def __init__(
        self, here: Standing, request: HttpRequest | None = None, *, units: Sequence[production.Unit], numbers: Sequence[str] = (), **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(here, request, **more)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        fields["serial"].choices = [(u.serial, f"{u.serial} · {u.engine}" if u.engine else u.serial) for u in units]
        if numbers:
            fitted = {u.engine for u in units}
            free = [(n, n) for n in numbers if n.upper() not in fitted]
            fields["engine"] = forms.ChoiceField(label=fields["engine"].label, required=False, choices=[("", _("dilepas")), *free])

    @property
    def said(self) -> Said:
        return {"serial": self.cleaned_data["serial"], "engine": self.cleaned_data["engine"]}


class LinkEngineForm(EngineForm, LinkForm):
    """The same on the page of a link."""


class CloseForm(DeedForm):
    """A problem is over, and what was done."""

    send = gettext_lazy("Kendala selesai")
    look = "quiet"
    problem = forms.CharField(widget=Untouchable)
    done = forms.CharField(
        label=gettext_lazy("Apa yang dilakukan"), max_length=2000, required=False, help_text=gettext_lazy("Paling sedikit 10 huruf.")
    )


class LinkCloseForm(CloseForm, LinkForm):
    """The same on the page of a link."""


def steps_line(card: LotCard) -> str:
    """`potong 5/5, las 3/5, cat –`: how far each step is; one word where nothing is left to do."""
    if card.steps and all(s.done >= card.units for s in card.steps):
        return _("semua langkah selesai")
    return ", ".join(f"{term(s.resource)} {f'{number(s.done)}/{number(card.units)}' if s.done else '–'}" for s in card.steps)


CAUSES: Mapping[str, object] = {
    "contract": gettext_lazy("kontraknya berlaku sesudah hari mulai menurut rencana"), "start": gettext_lazy("pekerjaan mulai terlambat"),
    "silent": gettext_lazy("lama tidak ada laporan"), "pace": gettext_lazy("bengkel bekerja lebih lambat daripada rencana"),
    "plan": gettext_lazy("rencananya sendiri sudah melewati tenggat"),
}  # fmt: skip


def cause_words(cause: str) -> str:
    """Why a lot will be late, as one reads it in a sentence; of an open problem its kind."""
    kind, _colon, what = cause.partition(":")
    if kind == "kendala":
        return _("kendala %(kind)s") % {"kind": KINDS[what]}
    return str(CAUSES.get(cause, ""))
