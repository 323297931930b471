"""The criteria of verification: what is scored with how many points, what each process asks for, the ladder, and the next version by two people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.visits.criteria import criteria_table, ladder_table, needs_table
from tempa.desks.frame.visits.forms import calendar_day, long_text, worded
from tempa.desks.frame.words import day, number
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, second_hand
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.rules.criteria import CriteriaSet, criteria_in, printed

YES, NO = ("ya", "yes"), ("tidak", "no")


class VersionForm(DeedForm):
    """The next version: points of each criterion, least scores of processes, the ladder; processes stay those of the version before."""

    send = gettext_lazy("Ajukan versi ini")

    id = forms.CharField(label=gettext_lazy("Nama versi"), max_length=40, help_text=gettext_lazy("Misalnya 2021-1."))
    valid_from = calendar_day(gettext_lazy("Berlaku mulai"))
    months = WholeNumberField(label=gettext_lazy("Verifikasi berlaku paling lama (bulan)"), min_value=1, max_value=36)
    revisit_before = WholeNumberField(label=gettext_lazy("Kunjungan ulang sebelum habis (hari)"), min_value=0, max_value=1008)
    ladder = forms.CharField(
        label=gettext_lazy("Tangga percobaan, satu baris satu anak tangga"), widget=forms.Textarea(attrs={"rows": 4}), max_length=500,
        help_text=gettext_lazy("Lot terbesar; mesin diterima untuk naik; periksa semua unit (ya atau tidak). Misalnya: 2; 2; ya"),
    )  # fmt: skip
    reason = long_text(gettext_lazy("Dasar dan alasan perubahan"), help_text=gettext_lazy("Sebut surat atau rapat yang menjadi dasarnya."))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, like: CriteriaSet, address: str = "") -> None:
        self.like = like
        initial = {"valid_from": here.today, "months": like.months, "revisit_before": like.revisit_before, "ladder": ladder_text(like)}
        super().__init__(here, request, initial=initial, mark="versi", address=address)
        last = {name: self.fields.pop(name) for name in ("ladder", "reason")}
        for c in like.criteria:
            self.fields[f"w-{c.code}"] = WholeNumberField(label=_("Bobot: %(what)s") % {"what": worded(c)}, min_value=0, max_value=100,
                                                          initial=c.weight)  # fmt: skip
        for p in like.processes:
            for code, least in p.requires.items():
                label = _("%(process)s: nilai paling sedikit untuk “%(criterion)s”") % {"process": worded(p), "criterion": named(like, code)}
                self.fields[f"r-{p.code}-{code}"] = WholeNumberField(label=label, min_value=0, max_value=100, initial=least)
        self.fields.update(last)

    def clean_ladder(self) -> list[dict[str, object]]:
        return [rung_in(line) for line in self.cleaned_data["ladder"].splitlines() if line.strip()]

    def content(self) -> Mapping[str, object]:
        """The version as the room takes it."""
        said, found = self.cleaned_data, self.like.as_content()
        return found | {
            "id": said["id"].strip(), "valid_from": str(said["valid_from"]), "months": said["months"], "revisit_before": said["revisit_before"],
            "criteria": [c | {"weight": said[f"w-{c['code']}"]} for c in found["criteria"]],
            "processes": [
                p | {"requires": {code: said[f"r-{p['code']}-{code}"] for code in p["requires"]}} for p in found["processes"]
            ],
            "ladder": said["ladder"],
        }  # fmt: skip


def named(like: CriteriaSet, code: str) -> str:
    return next((worded(c) for c in like.criteria if c.code == code), code)


def ladder_text(like: CriteriaSet) -> str:
    return "\n".join(f"{r.largest_lot}; {r.accepted}; {_('ya') if r.inspect_all else _('tidak')}" for r in like.ladder)


def rung_in(line: str) -> dict[str, object]:
    """`2; 2; ya` as a rung. What is not so is told with the line."""
    parts = [part.strip().lower() for part in line.split(";")]
    if len(parts) != 3 or not all(p.isdecimal() and len(p) < 6 for p in parts[:2]) or parts[2] not in YES + NO:
        raise forms.ValidationError(_("Baris “%(line)s”: tulis dua angka dan ya atau tidak, dipisah titik koma. Misalnya: 2; 2; ya") % {
            "line": line.strip()[:60]})  # fmt: skip
    return {"largest_lot": int(parts[0]), "accepted": int(parts[1]), "inspect_all": parts[2] in YES}


class ConfirmForm(DeedForm):
    """A second person confirms the version."""

    send = gettext_lazy("Sahkan versi ini")


class RefuseForm(DeedForm):
    """A second person refuses the version, with the reason."""

    send = gettext_lazy("Tolak versi ini")
    look = "danger"

    reason = long_text(gettext_lazy("Mengapa ditolak"))


@door(*PARK)
def criteria(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, here, {}, asks=True)


def show(request: HttpRequest, here: Here, sent: Mapping[str, DeedForm], *, asks: bool = False) -> HttpResponse:
    """The criteria of today, every version, what waits for this reader, and the form for the next."""
    programme, now = here.programme, registry.criteria_on(here.programme, here.today)
    made = VersionForm(here, request if asks else None, like=now)
    gone_on = made.carried_out(
        request, lambda **deed: actions.propose_criteria(programme, content=made.content(), reason=made.cleaned_data["reason"], **deed),
        to=lambda _: request.path, done=_("Versi diajukan; orang kedua mengesahkannya."),
    ) if asks else None  # fmt: skip
    if gone_on:
        return gone_on
    versions = list(registry.criteria_versions(programme))
    parts = [
        *(waiting_part(here, v, sent) for v in versions if v.decided_at is None),
        Part(_("Kriteria dan bobotnya"), table=criteria_table(now)), Part(_("Syarat tiap proses"), table=needs_table(now)),
        Part(_("Tangga percobaan"), table=ladder_table(now)), Part(_("Semua versi"), table=versions_table(versions)),
        Part(_("Versi berikutnya"), forms=[made]),
    ]  # fmt: skip
    return respond(request, "quality/page.html", {
        "title": _("Kriteria verifikasi"), "section": "park-criteria", "parts": parts, **tables_in(parts), "answer": answer(now),
    }, file_name="kriteria", status=max((f.status for f in (made, *sent.values())), default=200))  # fmt: skip


def answer(now: CriteriaSet) -> str:
    return _("Versi %(name)s berlaku sejak %(since)s: %(n)s kriteria dalam empat bagian; verifikasi berlaku paling lama %(months)s bulan.") % {
        "name": now.id, "since": day(now.valid_from), "n": number(len(now.scored())), "months": number(now.months),
    }  # fmt: skip


def waiting_part(here: Here, version: registry.CriteriaVersion, sent: Mapping[str, DeedForm]) -> Part:
    """A version that waits, with what it changes; the forms only for a second hand."""
    found = criteria_in(version.content)
    may = second_hand(version.proposed_by_id, here.person.pk, ledger.hands_behind(here.programme, here.person, PARK))
    told = [_("Diajukan %(who)s, berlaku mulai %(since)s: %(why)s") % {
        "who": version.proposed_by.name, "since": day(version.valid_from), "why": version.reason}]  # fmt: skip
    names = [reverse(f"park-criteria-{what}", args=[version.pk]) for what in ("confirm", "refuse")]
    own = [sent.get(f"confirm-{version.pk}") or ConfirmForm(here, address=names[0], mark=f"sah-{version.pk}"),
           sent.get(f"refuse-{version.pk}") or RefuseForm(here, address=names[1], mark=f"tolak-{version.pk}")]  # fmt: skip
    return Part(_("Menunggu orang kedua: versi %(name)s") % {"name": version.name}, told=told, table=criteria_table(found), forms=own if may else [])


def versions_table(versions: list[registry.CriteriaVersion]) -> Table[registry.CriteriaVersion]:
    first = printed()

    def state(row: Any) -> str:
        if row.decided_at is None:
            return _("menunggu orang kedua")
        return _("disahkan %(who)s") % {"who": row.decided_by.name} if row.is_confirmed else _("ditolak: %(why)s") % {"why": row.decided_why}

    return Table(_("Versi"), versions, [
        Column("name", lambda v: v.name, words=_("Versi")), Column("valid_from", lambda v: v.valid_from, day, words=_("Berlaku mulai")),
        Column("source", lambda v: v.reason, words=_("Dasar"), wide=True), Column("by", lambda v: v.proposed_by.name, words=_("Diajukan")),
        Column("state", state, words=_("Keadaan"), tag=lambda v: "good" if v.is_confirmed else "doubt", urgent=True),
    ], empty=_("Belum ada versi sendiri; yang dipakai %(name)s, kriteria kunjungan lapangan 2020.") % {"name": first.id})  # fmt: skip


@door(*PARK)
@form_of("park-criteria")
def confirm(request: HttpRequest, here: Here, version: UUID) -> HttpResponse:
    found_or_404(here, version)
    form = ConfirmForm(here, request, address=request.path, mark=f"sah-{version}")
    return form.carried_out(
        request, lambda **deed: actions.confirm_criteria(here.programme, version=version, **deed), to=lambda _: reverse("park-criteria"),
        done=_("Versi disahkan; kunjungan sejak hari berlakunya dinilai menurut versi itu."),
    ) or show(request, here, {f"confirm-{version}": form})  # fmt: skip


@door(*PARK)
@form_of("park-criteria")
def refuse(request: HttpRequest, here: Here, version: UUID) -> HttpResponse:
    found_or_404(here, version)
    form = RefuseForm(here, request, address=request.path, mark=f"tolak-{version}")
    return form.carried_out(
        request, lambda **deed: actions.refuse_criteria(here.programme, version=version, **form.typed, **deed),
        to=lambda _: reverse("park-criteria"), done=_("Versi ditolak."),
    ) or show(request, here, {f"refuse-{version}": form})  # fmt: skip


def found_or_404(here: Here, version: UUID) -> None:
    if not registry.criteria_versions(here.programme).filter(pk=version).exists():
        raise Http404
