"""Objections as the desks of the park, a workshop and the auditor show them: the form, the change in words, the replay."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import queries as allocation
from tempa.allocation.rules import objection_stage
from tempa.desks.frame.deeds import DeedForm, FormShape, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import NumberField, WholeNumberField
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import language, moment, number, rp_short, term
from tempa.values.programme.schema import RESOURCES

KINDS = {
    "none": gettext_lazy("Lain: saya jelaskan dengan kata"),
    "machine": gettext_lazy("Saya punya lebih banyak mesin daripada yang tercatat"),
    "verified": gettext_lazy("Verifikasi saya sudah memenuhi"),
    "cash": gettext_lazy("Uang kerja saya lebih besar daripada yang tercatat"),
    "offer": gettext_lazy("Saya dapat menurunkan penawaran saya"),
    "offer_to_hps": gettext_lazy("Saya turunkan penawaran yang di atas HPS menjadi HPS"),
}


class ObjectionForm(DeedForm):
    """What is otherwise than recorded, and why; only the field of the chosen kind counts."""

    send = gettext_lazy("Ajukan keberatan")

    kind = forms.ChoiceField(label=gettext_lazy("Apa yang keliru"), choices=list(KINDS.items()))
    resource = forms.ChoiceField(
        label=gettext_lazy("Mesin untuk"), required=False, help_text=gettext_lazy("Hanya bila mesinnya lebih banyak.")
    )
    count = WholeNumberField(
        label=gettext_lazy("Berapa mesin lagi"), required=False, min_value=1, max_value=50,
        help_text=gettext_lazy("Hanya bila mesinnya lebih banyak."),
    )  # fmt: skip
    amount = WholeNumberField(
        label=gettext_lazy("Uang kerja tambahan, rupiah"), required=False, min_value=1, max_value=10**12,
        help_text=gettext_lazy("Hanya bila uang kerjanya lebih besar."),
    )  # fmt: skip
    percent = NumberField(
        label=gettext_lazy("Turun berapa persen"), required=False, min_value=Decimal("0.1"), max_value=Decimal(50),
        decimal_places=1, help_text=gettext_lazy("Hanya bila penawarannya turun."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("Alasan keberatan"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )

    def __init__(self, here: Here, request: HttpRequest | None = None, **kwargs: Unpack[FormShape]) -> None:
        super().__init__(here, request, **kwargs)
        self.fields["resource"].choices = [(r, term(r)) for r in RESOURCES]  # type: ignore[attr-defined]

    def clean(self) -> Said:
        found = super().clean() or {}
        needed = {"machine": "count", "cash": "amount", "offer": "percent"}.get(found.get("kind", ""))
        if needed and not found.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Isi juga ini."))
        return found

    def said(self) -> Said:
        """What the action is told: the words, the changes, and for whom, where the form asks that."""
        asked = {k: v for k, v in self.typed.items() if k in {"words", "workshop"}}
        return asked | {"changes": self.changes()}

    def changes(self) -> list[dict[str, object]]:
        """The change as the planner's counterfactuals take it; none where only words count."""
        found = self.cleaned_data
        more: dict[str, dict[str, object]] = {
            "machine": {"resource": found.get("resource"), "count": found.get("count")},
            "cash": {"amount": found.get("amount")}, "offer": {"percent": str(found.get("percent"))},
        }  # fmt: skip
        return [] if found["kind"] == "none" else [{"kind": found["kind"], **more.get(found["kind"], {})}]


def change_words(change: dict[str, Any]) -> str:
    """One change in words."""
    kind = change["kind"]
    if kind == "machine":
        return _("%(n)s mesin lagi untuk %(what)s") % {"n": number(change["count"]), "what": term(change["resource"])}
    if kind == "cash":
        return _("uang kerja %(amount)s lebih besar") % {"amount": rp_short(change["amount"])}
    if kind == "offer":
        return _("penawaran turun %(percent)s persen") % {"percent": number(Decimal(change["percent"]))}
    if kind == "verified":
        return _("verifikasi sudah memenuhi")
    return _("penawaran di atas HPS turun menjadi HPS")


def shown(objection: allocation.Objection, names: dict[str, str]) -> dict[str, object]:
    """An objection for a page."""
    replay = objection.replay or {}
    return {
        "objection": objection, "name": names.get(objection.workshop, objection.workshop), "state": state(objection),
        "stage": STATES[state(objection)],
        "told": [change_words(c) for c in objection.changes], "sentences": [s[language()] for s in replay.get("sentences", [])],
        "outcomes": outcomes_table(replay),
        "others": [{**e, "name": names.get(e["site"], e["site"])} for e in replay.get("others", [])[:20]],
        "seed": replay.get("seed"), "iterations": replay.get("iterations"), "is_repeated": replay.get("is_repeated"),
    }  # fmt: skip


def outcomes_table(replay: dict[str, object]) -> Table[tuple[str, Any]]:
    """What planning again gave beside the plan that holds."""
    rows = [
        (words, replay[key])
        for key, words in (
            ("published", _("Rencana yang berlaku")), ("again", _("Dihitung lagi tanpa perubahan")),
            ("with_change", _("Dihitung lagi dengan perubahan")),
        )
        if key in replay
    ]  # fmt: skip
    return Table(_("Hitung ulang dengan masukan yang sama"), rows, [
        Column("plan", lambda r: r[0], words=_("Rencana")), Column("units", lambda r: r[1]["units"], number, numeric=True),
        Column("value", lambda r: r[1]["value"], number, numeric=True), Column("objective", lambda r: r[1]["objective"], number, numeric=True),
        Column("unplanned", lambda r: r[1]["unplanned_units"], number, numeric=True),
    ])  # fmt: skip


STATES = {
    "open": ("doubt", gettext_lazy("menunggu jawaban")), "replayed": ("doubt", gettext_lazy("sudah dihitung ulang, menunggu jawaban")),
    "upheld": ("good", gettext_lazy("dibenarkan")), "rejected": ("plain", gettext_lazy("tidak dibenarkan")),
}  # fmt: skip


def objections_table(found: list[dict[str, Any]], page: str) -> Table[dict[str, Any]]:
    """Objections with their state; `page` is the address of one."""
    return Table(_("Keberatan"), found, [
        Column("objection", lambda o: _("Keberatan %(n)s") % {"n": o["objection"].number}, words=_("Keberatan"),
               link=lambda o: reverse(page, args=[o["objection"].objection])),
        Column("state", lambda o: str(STATES[o["state"]][1]), words=_("Keadaan"), tag=lambda o: STATES[o["state"]][0], urgent=True),
        Column("workshop", lambda o: o["name"]),
        Column("words", lambda o: o["objection"].words, lambda v: Truncator(v).chars(160), words=_("Alasan"), wide=True),
        Column("at", lambda o: o["objection"].raised_at, moment),
    ], empty=_(
        "Bengkel mengajukan keberatan dari mejanya sendiri (Keberatan), atau taman sains mencatatnya. Setiap keberatan dihitung ulang "
        "dengan masukan yang sama, lalu dijawab dengan kata."
    ), most=200)  # fmt: skip


def state(objection: allocation.Objection) -> str:
    return objection_stage(
        is_answered=objection.answered_at is not None, is_upheld=bool(objection.is_upheld), is_replayed=bool(objection.replay)
    )
