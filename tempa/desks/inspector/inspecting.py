"""Inspecting online, without a script: the lots that wait, their units, and the form of one unit. The offline app does the same without network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.desks.frame.deeds import DeedForm, Said
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.quality.speech import CLASSES, TURNS, check_words, limit_words, said
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import number
from tempa.ledger.rules import PARK, Refused
from tempa.quality import actions, queries
from tempa.quality.rules.forms import YES_NO, Check, read_checks

CHECK, GAUGE = "nilai-", "alat-"
DOORS = ("inspector", *PARK)


class UnitForm(DeedForm):
    """The checks of one unit: yes or no, a number with its instrument, or a count."""

    send = gettext_lazy("Simpan pemeriksaan")

    place = forms.CharField(label=gettext_lazy("Tempat"), required=False, max_length=120)
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, task: dict[str, Any], is_sampled: bool) -> None:
        super().__init__(here, request)
        self.task = task
        self.checks = [one for one in read_checks(task["form"]["checks"]) if is_sampled or one.is_on_every_unit]
        for one in self.checks:
            self.fields[CHECK + one.check] = answer_field(one)
            if one.quantity:
                fitting = [g["instrument"] for g in task["instruments"] if g["quantity"] == one.quantity]
                self.fields[GAUGE + one.check] = forms.ChoiceField(
                    label=_("Alat untuk %(check)s") % {"check": one.check}, choices=[("", "–"), *((g, g) for g in fitting)], required=False,
                    initial=fitting[0] if len(fitting) == 1 else "",
                )  # fmt: skip
        self.order_fields([name for one in self.checks for name in (CHECK + one.check, GAUGE + one.check)])

    def said(self) -> Said:
        """What the action takes of the form."""
        values = {one.check: self.cleaned_data.get(CHECK + one.check) or "" for one in self.checks}
        used = {one.check: self.cleaned_data[GAUGE + one.check] for one in self.checks if self.cleaned_data.get(GAUGE + one.check)}
        return {"checks": values, "instruments": used, "place": self.cleaned_data["place"], "note": self.cleaned_data["note"]}

    def take(self, refused: Refused) -> None:
        if CHECK + refused.field in self.fields:
            refused.field = CHECK + refused.field
        super().take(refused)


def answer_field(one: Check) -> forms.Field:
    label = f"{one.check} ({said(CLASSES, one.category)}) {check_words(one)}"
    if one.kind == YES_NO:
        return forms.ChoiceField(
            label=label, choices=[("yes", _("ya, memenuhi")), ("no", _("tidak"))], widget=forms.RadioSelect, required=False
        )
    return forms.CharField(label=f"{label}, {limit_words(one)}", required=False, max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}))


@require_GET
@door(*DOORS)
def tasks(request: HttpRequest, here: Here) -> HttpResponse:
    """The lots and first articles that this person may inspect, those with most units left first."""
    found = queries.inspection_tasks(here.programme, here.person, here.today)
    found.sort(key=lambda t: (t["round"] == 0, t["regency"], t["lot"]))
    left = sum(not u["is_done"] for t in found for u in t["units"])
    parts = [Part(table=tasks_table(found))]
    return respond(request, "quality/page.html", {
        "title": _("Tugas periksa"), "section": "inspector-tasks", "parts": parts, **tables_in(parts),
        "answer": _("%(lots)s lot dan unit pertama, %(units)s unit belum diperiksa.") % {"lots": number(len(found)), "units": number(left)}
            if found else
        _("Tidak ada yang menunggu diperiksa. Lot muncul di sini setelah taman sains mengundi contohnya."),
    }, file_name="tugas-periksa")  # fmt: skip


def tasks_table(found: list[dict[str, Any]]) -> Table[dict[str, Any]]:
    return Table(_("Tugas periksa"), found, [
        Column("lot", lambda t: t["lot"], link=lambda t: reverse("inspector-task", args=[t["lot"], t["round"]])),
        Column("workshop", lambda t: f"{t['maker']} {t['maker_name']}", wide=True), Column("regency", lambda t: t["regency"]),
        Column("type", lambda t: t["type_name"], wide=True), Column("turn", lambda t: said(TURNS, t["turn"]), words=_("Pemeriksaan")),
        Column("left", lambda t: sum(not u["is_done"] for u in t["units"]), number, words=_("Belum diperiksa"), numeric=True, urgent=True),
    ])  # fmt: skip


def task_of(here: Here, lot: str, round: int, *, is_sent: bool = False) -> dict[str, Any]:
    """The task; of one's own house only where something was sent, so that it comes back with the reason and nothing typed is lost."""
    for one in queries.inspection_tasks(here.programme, here.person, here.today, own_too=is_sent):
        if (one["lot"], one["round"]) == (lot, round):
            return one
    raise Http404


@require_GET
@door(*DOORS)
def task(request: HttpRequest, here: Here, lot: str, round: int) -> HttpResponse:
    """The units of one task: what is checked on each, and which are done."""
    found = task_of(here, lot, round)
    left = [u for u in found["units"] if not u["is_done"]]
    parts = [Part(told=[_("Kondisi uji: %(list)s.") % {"list": "; ".join(found["form"]["conditions"]) or "–"}], table=units_table(found))]
    return respond(request, "quality/page.html", {
        "title": _("Lot %(lot)s, %(type)s") % {"lot": lot, "type": found["type_name"]}, "section": "inspector-tasks", "parts": parts,
        "answer": _("%(left)s dari %(n)s unit belum diperiksa. Unit undian diperiksa lengkap, yang lain keselamatan dan fungsi saja.") % {
            "left": number(len(left)), "n": number(len(found["units"])),
        },
    })  # fmt: skip


def units_table(found: dict[str, Any]) -> Table[Any]:
    address = [found["lot"], found["round"]]
    return Table(_("Unit"), found["units"], [
        Column("serial", lambda u: u["serial"], words=_("Unit"), link=lambda u: reverse("inspector-unit", args=[*address, u["serial"]])),
        Column("sampled", lambda u: _("lengkap") if u["is_sampled"] else _("kritis dan fungsi"), words=_("Diperiksa")),
        Column("done", lambda u: _("sudah") if u["is_done"] else _("belum"), words=_("Keadaan"), tag=lambda u: "good" if u["is_done"] else "doubt",
               urgent=True),
    ])  # fmt: skip


@door(*DOORS)
def unit(request: HttpRequest, here: Here, lot: str, round: int, serial: str) -> HttpResponse:
    """One unit: each check with its limit; what is wrong stands beside its check, and what was typed stays."""
    found = task_of(here, lot, round, is_sent=request.method == "POST")
    mine = next((u for u in found["units"] if u["serial"] == serial), None)
    if mine is None:
        raise Http404
    form = UnitForm(here, request, task=found, is_sampled=mine["is_sampled"])
    gone_on = form.carried_out(
        request, lambda **deed: actions.record_inspection(
            here.programme, look=actions.Look(lot, serial, round, form=found["form"]["form"], **form.said()), **deed),
        to=lambda _: reverse("inspector-task", args=[lot, round]) if round else reverse("inspector-tasks"), done=_("Pemeriksaan tersimpan."),
    )  # fmt: skip
    return gone_on or respond(request, "quality/page.html", {
        "title": serial, "section": "inspector-tasks", "parts": [Part(forms=[form])],
        "answer": _("%(type)s dari %(maker)s, lot %(lot)s: %(n)s butir.") % {
            "type": found["type_name"], "maker": found["maker_name"], "lot": lot, "n": number(len(form.checks)),
        },
    }, status=form.status)  # fmt: skip


