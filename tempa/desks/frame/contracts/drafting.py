"""Drafting contracts from the lots of the plan: what the rule proposes, why, and what was chosen of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Unpack

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import actions, rules
from tempa.contracts import queries as contracts
from tempa.contracts.actions.drafting import Terms
from tempa.contracts.law import LawError, Package, SplitWarning, advance_limit, document_form
from tempa.desks.frame import figures
from tempa.desks.frame.contracts.board import agency_of
from tempa.desks.frame.contracts.speech import FORMS, ROUTES, SPLITS
from tempa.desks.frame.deeds import Chosen, ChosenRows, Deed, DeedForm
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import NumberField, WholeNumberField
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, language, number, rp_short
from tempa.ledger.queries import setting_values
from tempa.ledger.rules import Refused

MOST_SHOWN = 200
WHOLE = 10_000_000_000  # rupiah of a large contract, on which the rule's share is read


class TermsFields(DeedForm):
    """What a contract says beside its items; shares are asked for in percent."""

    route = forms.ChoiceField(label=gettext_lazy("Jalur pengadaan"), choices=list(ROUTES.items()))
    advance = NumberField(label=gettext_lazy("Uang muka, persen"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2, initial="0")
    retention = NumberField(label=gettext_lazy("Retensi, persen"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2, initial="0")
    maintenance = WholeNumberField(
        label=gettext_lazy("Masa pemeliharaan, bulan"), min_value=0, max_value=rules.MOST_MAINTENANCE, required=False,
        help_text=gettext_lazy("Selama itu sesudah mesin terakhir diterima, retensi ditahan. Kosong: retensi kembali begitu semua mesin diterima."),
    )  # fmt: skip
    separable = forms.BooleanField(
        label=gettext_lazy("Denda keterlambatan hanya atas bagian yang terlambat"), required=False, initial=True,
        help_text=gettext_lazy("Hapus centangnya bila bagian-bagian kontrak tidak dapat dipakai sendiri-sendiri; denda lalu atas seluruh nilai."),
    )  # fmt: skip
    first_run = forms.BooleanField(
        label=gettext_lazy("Dibayar sesudah dicoba di tempat penerima"), required=False,
        help_text=gettext_lazy("Tagihan menunggu uji di tempat dan pelatihan tiap mesinnya tercatat. Cocok bila penyedia mengantar sampai penerima."),
    )  # fmt: skip
    e_purchasing = forms.BooleanField(label=gettext_lazy("Lewat e-purchasing (katalog elektronik)"), required=False)

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        rates = rate_of(said["advance"]), rate_of(said["retention"])
        return Terms(said["route"], *rates, said["separable"], said["e_purchasing"], said["maintenance"] or 0, said["first_run"])

    def take(self, refused: Refused) -> None:
        """The action speaks of rates, the form of percent."""
        ours = {"advance_rate": "advance", "retention_rate": "retention", "maintenance_months": "maintenance"}
        refused.field = ours.get(refused.field, refused.field)
        super().take(refused)


def rate_of(percent: Decimal) -> str:
    """`30` percent as the share that papers state: `0.3`."""
    return f"{(percent / 100).normalize():f}"


class DraftForm(TermsFields):
    """Which of the proposed contracts are drafted, with which terms."""

    send = gettext_lazy("Susun")

    split = forms.ChoiceField(choices=list(SPLITS.items()), widget=forms.HiddenInput({"id": False}), required=False)
    opd = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput({"id": False}))
    do = forms.ChoiceField(choices=[("chosen", ""), ("all", "")], widget=Chosen, required=False)
    bundle = forms.MultipleChoiceField(required=False, widget=ChosenRows, error_messages={
        "invalid_choice": gettext_lazy("Usulan yang Anda centang sudah tidak ada: lotnya sudah berkontrak atau pembagiannya berubah. Pilih lagi."),
    })
    reason = forms.CharField(
        label=gettext_lazy("Mengapa dibagi"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
        help_text=gettext_lazy("Wajib bila pembagian membuat satu kebutuhan berada di bawah batas yang dilewatinya bila disatukan."),
    )  # fmt: skip


class WhichForm(forms.Form):
    """Which contracts are proposed: how the need is divided, for which agency, how it is bought. What cannot be read chooses nothing."""

    split = forms.ChoiceField(choices=list(SPLITS.items()), required=False)
    opd = forms.CharField(required=False)
    e_purchasing = forms.BooleanField(required=False)


def planned_advance(here: Here) -> str:
    """The advance that the programme was planned with, in percent; no more than the rule of the day allows a small business."""
    try:
        planned = Decimal(setting_values(here.programme).get("advance_rate") or 0) * 100
        with contracts.law_of(here.programme):
            most = Decimal(advance_limit(WHOLE, here.today, small_business=True).rupiah) * 100 / WHOLE
    except (InvalidOperation, LawError):
        return "0"
    return f"{min(planned, most).normalize():f}"


@dataclass(frozen=True)
class Proposed:
    """One contract as the rule proposes it: its bundle, the form that its value demands, and warnings about split needs."""

    bundle: rules.Bundle
    form: str
    warnings: tuple[SplitWarning, ...]

    @property
    def key(self) -> str:
        return f"{self.bundle.agency}|{self.bundle.vendor}|{self.bundle.part}"

    @property
    def units(self) -> int:
        return sum(one.quantity for one in self.bundle.lots)


def proposal(here: Here, lots: Sequence[rules.LotToContract], split: str, *, e_purchasing: bool) -> list[Proposed]:
    """The contracts that the rule makes of these lots, in its order."""
    bundles = rules.bundles(lots, split)
    names = [f"{b.agency}/{b.vendor}{f'/{b.part}' if b.part else ''}" for b in bundles]
    warnings: dict[str, list[SplitWarning]] = {}
    with contracts.law_of(here.programme):
        packages = [p for name, bundle in zip(names, bundles, strict=True) for p in packages_of(here, name, bundle)]
        for warning in contracts.splits(here.programme, proposed=packages):
            for name in warning.packages:
                warnings.setdefault(name, []).append(warning)
        forms_of = {value: rules.FORMS[document_form(value, here.today, e_purchasing).form] for value in {b.value for b in bundles}}
    return [
        Proposed(bundle, forms_of[bundle.value], tuple(warnings.get(name, ()))) for name, bundle in zip(names, bundles, strict=True)
    ]


def packages_of(here: Here, name: str, bundle: rules.Bundle) -> Iterable[Package]:
    """What the law looks at: the value that one contract would have of each type."""
    sums: dict[str, int] = {}
    for one in bundle.lots:
        sums[one.type] = sums.get(one.type, 0) + one.quantity * one.offer
    return (Package(name, bundle.agency, type, here.today, value) for type, value in sums.items())


def draft(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, and the deed that makes contracts of what was chosen on it."""
    asked = WhichForm(request.POST if request.method == "POST" else request.GET)
    asked.full_clean()
    split = asked.cleaned_data.get("split") or "none"
    agency = agency_of(here) or asked.cleaned_data.get("opd", "")[:60]
    e_purchasing = asked.cleaned_data["e_purchasing"]
    lots = [one for one in contracts.uncontracted_lots(here.programme) if agency in ("", one.agency)]
    found = proposal(here, lots, split, e_purchasing=e_purchasing)
    terms = {"split": split, "opd": agency, "e_purchasing": e_purchasing, "advance": planned_advance(here)}
    form = DraftForm(here, request, initial=terms)
    form.fields["bundle"].choices = [(p.key, p.key) for p in found]  # type: ignore[attr-defined]

    def act(**deed: Unpack[Deed]) -> list[str]:
        wanted = [p for p in found if form.cleaned_data["do"] == "all" or p.key in form.cleaned_data["bundle"]]
        return actions.draft_contracts(
            here.programme, lots=[one.lot for p in wanted for one in p.bundle.lots], split=split, terms=form.terms,
            reason=form.cleaned_data["reason"], **deed,
        )  # fmt: skip

    return form.carried_out(
        request, act, to=lambda codes: after(here, codes), done=_("Konsep kontrak tersusun.")
    ) or shown(request, here, form, found, split, agency)


def after(here: Here, codes: Sequence[str]) -> str:
    """One new contract is shown; several stand on the board."""
    return reverse(f"{here.desk}-contract", args=codes) if len(codes) == 1 else reverse(f"{here.desk}-contracts") + "?tahap=drafted"


def shown(request: HttpRequest, here: Here, form: DraftForm, found: Sequence[Proposed], split: str, agency: str) -> HttpResponse:
    return respond(request, "contracts/draft.html", {
        "title": _("Susun kontrak"), "section": f"{here.desk}-contracts", "form": form, "answer": answer(found), "count": len(found),
        "table": table(here, found), "chosen": form["bundle"].value() or (), "split": split, "splits": SPLITS.items(), "agency": agency,
        "agencies": () if agency_of(here) else figures.agency_names(here).items(), "e_purchasing": form["e_purchasing"].value(),
        "warnings": list(dict.fromkeys(warning_words(w) for p in found for w in p.warnings)),
    }, file_name="usulan-kontrak", status=form.status)  # fmt: skip


def answer(found: Sequence[Proposed]) -> str:
    if not found:
        return _("Semua lot rencana sudah ada di kontrak; tidak ada yang perlu disusun.")
    lots = [one for p in found for one in p.bundle.lots]
    value = sum(p.bundle.value for p in found)
    said = _("%(lots)s lot dapat menjadi %(n)s kontrak senilai %(value)s tanpa PPN.") % {
        "lots": number(len(lots)), "n": number(len(found)), "value": rp_short(value),
    }  # fmt: skip
    warned = sum(bool(p.warnings) for p in found)
    return said + (" " + _("%(n)s di antaranya tampak seperti satu kebutuhan yang dipecah.") % {"n": number(warned)} if warned else "")


def warning_words(warning: SplitWarning) -> str:
    return warning.english if language() == "en" else warning.indonesian


def table(here: Here, found: Sequence[Proposed]) -> Table[Proposed]:
    names = figures.workshop_names(here)

    def why(p: Proposed) -> str:
        if not p.bundle.makers:
            return _("membuat semuanya sendiri")
        return _("IKM Induk, juga untuk %(makers)s") % {"makers": ", ".join(names.get(m, m) for m in p.bundle.makers)}

    return Table(_("Usulan kontrak"), found, [
        Column("choice", lambda p: p.key, words=_("Pilih"), include="contracts/bundle_choice.html", is_tool=True),
        Column("agency", lambda p: p.bundle.agency), Column("vendor", lambda p: names.get(p.bundle.vendor, p.bundle.vendor), words=_("Penyedia")),
        *([Column("part", lambda p: p.bundle.part, words=_("Bagian"))] if any(p.bundle.part for p in found) else []),
        Column("lots", lambda p: len(p.bundle.lots), number, numeric=True), Column("units", lambda p: p.units, number, numeric=True),
        Column("value", lambda p: p.bundle.value, number, numeric=True), Column("form", lambda p: str(FORMS[p.form]), words=_("Bentuk")),
        Column("due_date", lambda p: p.bundle.due_on, day), Column("why", why, words=_("Mengapa begini"), wide=True),
        Column("warning", lambda p: warned(p), words=_("Peringatan"), tag=lambda p: "doubt" if p.warnings else "", urgent=True),
    ], most=MOST_SHOWN, empty=_("Lot baru muncul di sini setelah rencana yang memuatnya disetujui."))  # fmt: skip


def warned(p: Proposed) -> str:
    """Which limit the need passes only together."""
    if not p.warnings:
        return ""
    return _("dipecah di bawah %(limit)s") % {"limit": rp_short(max(w.limit for w in p.warnings))}
