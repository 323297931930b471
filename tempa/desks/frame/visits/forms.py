"""Forms of verification: the visit itself, the second signature, an appeal, its answer, and what the head lets through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm, FormShape
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField, WholeNumberField
from tempa.desks.frame.link_door import LinkForm, LinkHere
from tempa.desks.frame.tables import Words
from tempa.desks.frame.words import language, term
from tempa.ledger.photos import cleaned
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry
from tempa.registry.actions import Photo
from tempa.registry.rules.criteria import PARTS, RESOURCES, CriteriaSet, Criterion, Process
from tempa.registry.rules.verification import LEGAL_TIERS, PAPERS, Visit
from tempa.values.rupiah import typed_rupiah

SUBJECTS = {
    "front": gettext_lazy("Foto: tampak depan"), "floor": gettext_lazy("Foto: ruang kerja"), "machines": gettext_lazy("Foto: mesin perkakas"),
    "sample": gettext_lazy("Foto: contoh hasil kerja"),
}  # fmt: skip
PAPER_WORDS = {
    "nib": gettext_lazy("NIB ditunjukkan"), "npwp": gettext_lazy("NPWP ditunjukkan"), "account": gettext_lazy("Buku rekening ditunjukkan"),
    "tkdn": gettext_lazy("Sertifikat TKDN ditunjukkan"),
}  # fmt: skip
PART_WORDS = {
    "premises": gettext_lazy("Tempat"), "competence": gettext_lazy("Kemampuan"), "staff": gettext_lazy("Tenaga"),
    "equipment": gettext_lazy("Mesin perkakas"),
}  # fmt: skip


def worded(thing: Criterion | Process) -> str:
    """A criterion or a process in the reader's language."""
    return str(thing.id if language() == "id" else thing.en)


def long_text(label: Words, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, **more)


def calendar_day(label: Words, **more: Any) -> forms.DateField:
    return DayField(label=label, **more)


class VisitForm(DeedForm):
    """What was found at a workshop. One line for each criterion and each process: it works without a script, on a phone too."""

    send = gettext_lazy("Simpan kunjungan")

    visited_on = calendar_day(gettext_lazy("Hari kunjungan"))
    legal_tier = forms.ChoiceField(label=gettext_lazy("Legalitas dan modal"), choices=())
    cash = forms.CharField(label=gettext_lazy("Uang kerja yang ditunjukkan (rupiah)"), required=False, max_length=40)
    workers = WholeNumberField(label=gettext_lazy("Jumlah pekerja"), min_value=1, max_value=500)
    village = forms.CharField(label=gettext_lazy("Desa atau kelurahan"), max_length=120)
    place = forms.CharField(
        label=gettext_lazy("Titik GPS (lintang, bujur, ketelitian meter)"), required=False, max_length=80,
        help_text=gettext_lazy("Disimpan tertutup; yang diumumkan hanya desa dan sentranya. Misalnya -8.6195,116.1163,9"),
    )  # fmt: skip
    people = long_text(
        gettext_lazy("Orang dan keterampilannya, satu baris satu orang"), required=False,
        help_text=gettext_lazy("Disimpan tertutup. Misalnya: Amaq Sahnan; las listrik, sepuluh tahun"),
    )  # fmt: skip

    def __init__(
        self, here: Here, request: HttpRequest | None = None, *, criteria: CriteriaSet, workshop: registry.Workshop,
        hours: dict[str, str], **more: Any,
    ) -> None:  # fmt: skip
        self.criteria, self.workshop = criteria, workshop
        cells = workshop.cells
        initial = {
            "visited_on": here.today, "legal_tier": workshop.legal_tier, "workers": cells["workers"], "cash": cells["cash_limit"],
        }  # fmt: skip
        super().__init__(here, request, initial=initial | more.pop("initial", {}), **more)
        self.fields["legal_tier"].choices = [(t, term(t)) for t in LEGAL_TIERS]  # type: ignore[attr-defined]  # a choice field
        for paper in PAPERS:
            self.fields[f"d-{paper}"] = forms.BooleanField(label=PAPER_WORDS[paper], required=False)
        for c in criteria.scored():
            self.fields[f"s-{c.code}"] = WholeNumberField(label=worded(c), min_value=0, max_value=100)
            self.fields[f"n-{c.code}"] = forms.CharField(label=_("Catatan: %(what)s") % {"what": worded(c)}, required=False, max_length=2000)
        for p in criteria.processes:
            self.add_process(p)
        for resource in RESOURCES:
            self.fields[f"h-{resource}"] = forms.CharField(
                label=_("Jam seminggu: %(what)s") % {"what": term(resource)}, required=False, max_length=10, initial=hours.get(resource, "")
            )
        for subject, label in SUBJECTS.items():
            self.fields[f"f-{subject}"] = forms.FileField(
                label=label, required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"})
            )

    def add_process(self, p: Process) -> None:
        name = worded(p)
        if p.needs_machine:
            self.fields[f"m-{p.code}"] = WholeNumberField(label=_("%(p)s: jumlah mesin") % {"p": name}, required=False, min_value=0, max_value=100)
            self.fields[f"j-{p.code}"] = WholeNumberField(label=_("%(p)s: yang jalan") % {"p": name}, required=False, min_value=0, max_value=100)
            self.fields[f"c-{p.code}"] = forms.CharField(label=_("%(p)s: kapasitas") % {"p": name}, required=False, max_length=120)
        self.fields[f"k-{p.code}"] = WholeNumberField(label=_("%(p)s: orang") % {"p": name}, required=False, min_value=0, max_value=500)
        self.fields[f"t-{p.code}"] = WholeNumberField(label=_("%(p)s: bersertifikat") % {"p": name}, required=False, min_value=0, max_value=500)

    def clean_cash(self) -> int | None:
        typed = str(self.cleaned_data["cash"]).strip()
        amount = typed_rupiah(typed) if typed not in ("", "0") else None
        if typed not in ("", "0") and amount is None:
            raise forms.ValidationError(_("Tulis jumlah rupiah, misalnya 35.000.000 atau 35 juta."))
        return amount

    def parts(self) -> Iterator[tuple[str, list[tuple[object, Any, Any]]]]:
        """Part in words -> its criteria, each with the fields of its score and its note."""
        for part in PARTS:
            yield str(PART_WORDS[part]), [(c, self[f"s-{c.code}"], self[f"n-{c.code}"]) for c in self.criteria.scored() if c.part == part]

    def processes(self) -> Iterator[tuple[str, list[object]]]:
        """Process in words -> its fields; those of machines are missing where it needs none."""
        for p in self.criteria.processes:
            names = [f"{mark}-{p.code}" for mark in "mjckt"]
            yield worded(p), [self[name] if name in self.fields else None for name in names]

    def plain(self) -> list[object]:
        return [self[name] for name in ("visited_on", "village", "place", "workers")]

    def legality(self) -> list[object]:
        return [self["legal_tier"], *(self[f"d-{p}"] for p in PAPERS), self["cash"]]

    def rest(self) -> list[object]:
        return [self["people"], *(self[f"h-{r}"] for r in RESOURCES), *(self[f"f-{s}"] for s in SUBJECTS)]

    def visit(self) -> Visit:
        """What was typed as the room takes it."""
        said = self.cleaned_data
        machines, skills = [], []
        for p in self.criteria.processes:
            if count := said.get(f"m-{p.code}"):
                working = said.get(f"j-{p.code}")
                machines.append({"process": p.code, "name": p.id, "count": count, "working": count if working is None else working,
                                 "capacity": said.get(f"c-{p.code}", "").strip()})  # fmt: skip
            if people := said.get(f"k-{p.code}"):
                skills.append({"process": p.code, "people": people, "certified": said.get(f"t-{p.code}") or 0})
        return Visit(
            workshop=self.workshop.workshop, visited_on=said["visited_on"], scores={c.code: said[f"s-{c.code}"] for c in self.criteria.scored()},
            legal_tier=said["legal_tier"], workers=said["workers"], village=said["village"], machines=machines, skills=skills,
            people=list(people_in(said["people"])), papers={p: said[f"d-{p}"] for p in PAPERS if said[f"d-{p}"]},
            hours={r: said[f"h-{r}"].strip().replace(",", ".") for r in RESOURCES if said[f"h-{r}"].strip()},
            notes={c.code: said[f"n-{c.code}"] for c in self.criteria.scored()}, cash_limit=said["cash"], place=said["place"],
        )  # fmt: skip

    def photos(self) -> list[Photo]:
        """The pictures that were sent, each drawn anew without what a camera writes into it."""
        found = []
        for subject in SUBJECTS:
            if file := self.cleaned_data.get(f"f-{subject}"):
                try:
                    found.append(Photo(subject, f"{subject}.jpg", "image/jpeg", cleaned(file.read())))
                except Refused as refused:
                    raise Refused(refused.template, field=f"f-{subject}", **refused.values) from None
        return found


def people_in(text: str) -> Iterator[dict[str, str]]:
    """`Name; what they can do`, one in a line."""
    for line in text.splitlines():
        name, _sep, skill = line.partition(";")
        if name.strip():
            yield {"name": name.strip(), "process": "", "skill": skill.strip()[:200]}


class SignForm(DeedForm):
    """The second signature; whether first lots stay small is decided with it."""

    send = gettext_lazy("Tanda tangani")

    probation = forms.BooleanField(
        label=gettext_lazy("Mulai dengan masa percobaan"), required=False,
        help_text=gettext_lazy("Lot pertama kecil, semua unit diperiksa; batasnya naik dengan hasil."),
    )  # fmt: skip


class ReturnForm(DeedForm):
    """The second person does not sign, and says why."""

    send = gettext_lazy("Kembalikan")
    look = "danger"

    reason = long_text(gettext_lazy("Mengapa tidak ditandatangani"))


class AppealFields(DeedForm):
    """What a workshop holds against its scores."""

    send = gettext_lazy("Ajukan keberatan")

    criteria = forms.MultipleChoiceField(label=gettext_lazy("Kriteria yang keliru"), widget=forms.CheckboxSelectMultiple)
    words = long_text(gettext_lazy("Mengapa keliru"))

    def __init__(
        self, here: Here | LinkHere, request: HttpRequest | None = None, *, scored: list[tuple[str, str]], **more: Unpack[FormShape],
    ) -> None:  # fmt: skip
        super().__init__(here, request, **more)
        self.fields["criteria"].choices = scored  # type: ignore[attr-defined]  # a choice field


class LinkAppealForm(LinkForm, AppealFields):
    """The same by a link."""


class AnswerForm(DeedForm):
    """The park's answer: upheld with new scores, or not, always with reasons."""

    send = gettext_lazy("Jawab keberatan")

    answer = long_text(gettext_lazy("Jawaban dengan alasannya"))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, criteria: list[Criterion], **more: Unpack[FormShape]) -> None:
        self.codes = [c.code for c in criteria]
        super().__init__(here, request, **more)
        for c in criteria:
            self.fields[f"s-{c.code}"] = WholeNumberField(
                label=_("Nilai baru: %(what)s") % {"what": worded(c)}, required=False, min_value=0, max_value=100,
                help_text=_("Kosongkan semua bila keberatan ditolak."),
            )  # fmt: skip

    def corrected(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"s-{code}"] for code in self.codes if self.cleaned_data[f"s-{code}"] is not None}


class OverruleForm(DeedForm):
    """The head lets a workshop have a type against what was found."""

    send = gettext_lazy("Bolehkan jenis ini")

    type = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=())
    reason = long_text(gettext_lazy("Alasan, atas nama Anda"))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, types: list[tuple[str, str]], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["type"].choices = types  # type: ignore[attr-defined]  # a choice field
