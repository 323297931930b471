"""The dated rules as data: every version with its citation, versions that the programme adds, and who confirmed them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.contracts import actions, rules
from tempa.contracts import queries as contracts
from tempa.contracts.law import LawError, Rule, all_rules, version_of
from tempa.desks.frame.contracts.forms import day_field
from tempa.desks.frame.contracts.speech import FORMS
from tempa.desks.frame.deeds import Chosen, DeedForm, Said, form_of, sent_as
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, language, moment, number, share
from tempa.desks.park.contracts.law_words import choices_of, name_words, rule_parameters_words, typed_share
from tempa.ledger.rules import PARK

NAMES = {
    "contract_form": gettext_lazy("Bentuk kontrak menurut nilai"), "direct_purchase": gettext_lazy("Batas pengadaan langsung"),
    "owner_estimate": gettext_lazy("HPS"), "advance_limit": gettext_lazy("Batas uang muka"),
    "performance_guarantee": gettext_lazy("Jaminan pelaksanaan"), "advance_guarantee": gettext_lazy("Jaminan uang muka"),
    "advance_recovery": gettext_lazy("Pengembalian uang muka"), "retention": gettext_lazy("Retensi"),
    "late_penalty": gettext_lazy("Denda keterlambatan"), "administrative_check": gettext_lazy("Pemeriksaan administrasi"),
    "emergency_route": gettext_lazy("Jalur darurat"), "ppn": gettext_lazy("PPN"), "ppn_collected_above": gettext_lazy("PPN dipungut di atas"),
    "pph22": gettext_lazy("PPh 22"), "pph22_above": gettext_lazy("PPh 22 dipungut di atas"), "no_npwp": gettext_lazy("Tarif tanpa NPWP"),
    "pph_final": gettext_lazy("PPh final UMKM"), "pph_final_years": gettext_lazy("Masa PPh final"),
    "pph_final_nil": gettext_lazy("PPh final nihil"), "pph_final_borne": gettext_lazy("PPh final ditanggung pemerintah"),
    "tax_rounding": gettext_lazy("Pembulatan pajak"), "account_code": gettext_lazy("Kode rekening"),
}  # fmt: skip
WHAT = {
    "form": gettext_lazy("bentuk kontrak"), "vat": gettext_lazy("PPN, bila dipungut"), "penalty": gettext_lazy("denda sehari atas seluruh nilai"),
    "advance": gettext_lazy("uang muka paling besar"),
}  # fmt: skip
PARAMETER = "p:"


class VersionForm(DeedForm):
    """A version of a rule: its days and citation, and the parameters that this rule has."""

    send = gettext_lazy("Ajukan versi ini")

    valid_from = day_field(gettext_lazy("Berlaku sejak"))
    valid_to = day_field(gettext_lazy("Berlaku sampai"), required=False)
    citation = forms.CharField(label=gettext_lazy("Pasal yang dikutip di surat"), max_length=200, widget=forms.TextInput(attrs={"size": 60}))
    source = forms.CharField(label=gettext_lazy("Dari mana teksnya dibaca"), max_length=300, widget=forms.TextInput(attrs={"size": 60}))
    verified = forms.BooleanField(
        label=gettext_lazy("Teksnya sudah diperiksa"), required=False,
        help_text=gettext_lazy("Bila belum, setiap surat menyebut: belum diverifikasi."),
    )
    reason = forms.CharField(label=gettext_lazy("Mengapa ditambahkan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    do = forms.ChoiceField(choices=[("look", ""), ("propose", "")], widget=Chosen, required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, like: Rule) -> None:
        self.like = like
        super().__init__(here, request, initial={"valid_from": here.today, "citation": like.citation, "source": like.source})
        for name, value in like.parameters.items():
            self.fields[PARAMETER + name] = parameter_field(name, value, is_share=name in like.shares)
        self.order_fields(["valid_from", "valid_to", *(PARAMETER + name for name in like.parameters)])

    def clean(self) -> Said:
        found = super().clean() or self.cleaned_data
        for name, value in self.like.parameters.items():
            typed = str(found.get(PARAMETER + name, "")).strip()
            if isinstance(value, int) and not isinstance(value, bool) and not typed.replace(".", "").isdecimal():
                self.add_error(PARAMETER + name, ValidationError(_("Tulis bilangan bulat.")))
        return found

    def content(self) -> dict[str, object]:
        """The version as the room keeps it."""
        said = self.cleaned_data
        found = {
            "id": self.like.id, "valid_from": str(said["valid_from"]), "citation": said["citation"], "source": said["source"],
            "verified": said["verified"], "parameters": {n: self.value(n, v) for n, v in self.like.parameters.items()},
        }  # fmt: skip
        return found | ({"valid_to": str(said["valid_to"])} if said["valid_to"] else {})

    def value(self, name: str, like: object) -> int | str:
        typed = str(self.cleaned_data[PARAMETER + name]).strip()
        if isinstance(like, bool):
            return typed == "True"
        if isinstance(like, int):
            return int(typed.replace(".", ""))
        return typed_share(typed) if name in self.like.shares else typed


def parameter_field(name: str, value: str | int | bool, *, is_share: bool) -> forms.Field:
    label = capfirst(name_words(name))
    if choices := choices_of(value):
        return forms.ChoiceField(label=label, choices=choices, initial=str(value))
    helping = _("Pecahan (15/1000) atau persen (%(example)s).") % {"example": share(Fraction(15, 1000))} if is_share else ""
    return forms.CharField(label=label, max_length=60, initial=str(value), help_text=helping)


class ConfirmForm(DeedForm):
    """A second person puts the version in force."""

    send = gettext_lazy("Sahkan")


class RefuseForm(DeedForm):
    """A second person refuses the version, with the reason."""

    send = gettext_lazy("Tolak")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Mengapa ditolak"), max_length=2000)


@require_GET
@door(*PARK)
def law(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, here)


def show(request: HttpRequest, here: Here, **sent: DeedForm) -> HttpResponse:
    """Every rule, what was added, and what waits for a second person; `sent` is a form that came back, under its version."""
    versions, book = list(contracts.rule_versions(here.programme)), all_rules()
    waiting = [(v, *decisions(here, v, sent)) for v in versions if v.decided_at is None]
    unverified = sum(not r.verified for r in book)
    said = _("%(n)s versi aturan di buku, %(open)s di antaranya belum diverifikasi; program ini menambahkan %(added)s.") % {
        "n": number(len(book)), "open": number(unverified), "added": number(sum(bool(v.is_confirmed) for v in versions)),
    }  # fmt: skip
    return respond(request, "park/law.html", {
        "title": _("Aturan bertanggal"), "section": "park-contracts", "answer": said, "book": book_table(book), "added": added_table(versions),
        "waiting": waiting,
    }, file_name="aturan", status=max((f.status for f in sent.values()), default=200))  # fmt: skip


def decisions(here: Here, v: contracts.RuleVersion, sent: dict[str, DeedForm]) -> tuple[DeedForm | None, DeedForm | None]:
    """The forms of a version that waits, for who may decide on it."""
    confirm, refuse = sent.get(f"confirm-{v.version}"), sent.get(f"refuse-{v.version}")
    if rules.may_confirm_version(here.who, proposed_by=v.proposed_by_id, is_decided=False):
        about = f"{v.rule} {v.content['valid_from']}"
        confirm = confirm or ConfirmForm(here, address=reverse("park-law-confirm", args=[v.version]), mark=f"sah-{v.version}", about=about)
        refuse = refuse or RefuseForm(here, address=reverse("park-law-refuse", args=[v.version]), mark=f"tolak-{v.version}", about=about)
    return confirm, refuse


def as_written(words: str) -> str:
    """Words of laws, which are Indonesian whoever reads them."""
    return format_html('<span lang="id">{}</span>', words)


def rule_words(id: str) -> str:
    return str(NAMES.get(id, id))


def book_table(book: tuple[Rule, ...]) -> Table[Rule]:
    return Table(_("Buku aturan"), book, [
        Column("rule", lambda r: rule_words(r.id), words=_("Aturan"), link=lambda r: reverse("park-law-add", args=[r.id]), wide=True),
        Column("from", lambda r: r.valid_from, day, words=_("Berlaku sejak")),
        Column("to", lambda r: r.valid_to, lambda d: day(d) if d else _("seterusnya"), words=_("Sampai")),
        Column("parameters", rule_parameters_words, words=_("Isi"), wide=True),
        Column("citation", lambda r: r.citation, as_written, words=_("Dasar"), wide=True),
        Column("verified", lambda r: _("diperiksa") if r.verified else _("belum diverifikasi"), words=_("Teks"),
               tag=lambda r: "good" if r.verified else "doubt", urgent=True),
    ])  # fmt: skip


def added_table(versions: list[contracts.RuleVersion]) -> Table[contracts.RuleVersion]:
    def state(v: Any) -> str:
        if v.decided_at is None:
            return _("menunggu orang kedua")
        return _("disahkan") if v.is_confirmed else _("ditolak: %(why)s") % {"why": v.decided_why}

    return Table(_("Versi yang ditambahkan program ini"), versions, [
        Column("rule", lambda v: rule_words(v.rule), words=_("Aturan"), wide=True),
        Column("state", state, words=_("Keadaan"), tag=lambda v: "good" if v.is_confirmed else "doubt" if v.decided_at is None else "", urgent=True),
        Column("from", lambda v: date.fromisoformat(v.content["valid_from"]), day, words=_("Berlaku sejak")),
        Column("parameters", lambda v: rule_parameters_words(version_of(contracts.dated(v.content))), words=_("Isi"), wide=True),
        Column("citation", lambda v: v.content["citation"], as_written, words=_("Dasar"), wide=True),
        Column("reason", lambda v: v.reason, as_written, words=_("Alasan"), wide=True),
        Column("by", lambda v: f"{v.proposed_by.name}, {moment(v.proposed_at)}", words=_("Diajukan")),
    ])  # fmt: skip


@door(*PARK)
def add(request: HttpRequest, here: Here, rule: str) -> HttpResponse:
    """Add a version of a rule: what it would change is shown first, then it is proposed."""
    found = [r for r in all_rules() if r.id == rule]
    if not found:
        raise Http404
    form = VersionForm(here, request, like=found[-1])
    effects, looked = None, request.method == "POST" and not sent_as(request, "do", "propose")
    if looked and form.is_valid():
        try:
            effects = contracts.effects_of(here.programme, version_of(contracts.dated(form.content())))
        except LawError as error:
            form.add_error(None, error.english if language() == "en" else str(error))
    gone_on = None if looked else form.carried_out(
        request, lambda **deed: actions.propose_version(here.programme, content=form.content(), reason=form.cleaned_data["reason"], **deed),
        to=lambda _: reverse("park-law"), done=_("Versi aturan diajukan; orang kedua mengesahkannya."),
    )  # fmt: skip
    return gone_on or respond(request, "park/law_add.html", {
        "title": _("Versi baru: %(rule)s") % {"rule": rule_words(rule)}, "section": "park-contracts", "form": form,
        "effects": None if effects is None else effects_table(effects), "answer": answer(found, effects),
    }, file_name=f"aturan-{rule}", status=form.status)  # fmt: skip


def answer(found: list[Rule], effects: list[contracts.Effect] | None) -> str:
    if effects is None:
        return _("Aturan ini punya %(n)s versi di buku. Tulis isinya yang baru, lalu lihat akibatnya sebelum diajukan.") % {"n": number(len(found))}
    if not effects:
        return _("Tidak ada kontrak yang berubah oleh versi ini.")
    return _("Versi ini mengubah %(n)s kontrak.") % {"n": number(len({e.contract for e in effects}))}


def effects_table(effects: list[contracts.Effect]) -> Table[contracts.Effect]:
    def words(value: str) -> str:
        return str(FORMS.get(value, value))

    return Table(_("Yang akan berubah"), effects, [
        Column("contract", lambda e: e.contract, words=_("Kontrak"), link=lambda e: reverse("park-contract", args=[e.contract])),
        Column("what", lambda e: str(WHAT[e.what]), words=_("Apa")), Column("before", lambda e: words(e.before), words=_("Dari")),
        Column("after", lambda e: words(e.after), words=_("Menjadi")),
    ], most=100)  # fmt: skip


@door(*PARK)
@form_of("park-law")
def confirm(request: HttpRequest, here: Here, version: UUID) -> HttpResponse:
    form = ConfirmForm(here, request, address=request.path, mark=f"sah-{version}")
    return form.carried_out(
        request, lambda **deed: actions.confirm_version(here.programme, version=version, **deed), to=lambda _: reverse("park-law"),
        done=_("Versi aturan berlaku."),
    ) or show(request, here, **{f"confirm-{version}": form})  # fmt: skip


@door(*PARK)
@form_of("park-law")
def refuse(request: HttpRequest, here: Here, version: UUID) -> HttpResponse:
    form = RefuseForm(here, request, address=request.path, mark=f"tolak-{version}")
    return form.carried_out(
        request, lambda **deed: actions.refuse_version(here.programme, version=version, reason=form.cleaned_data["reason"], **deed),
        to=lambda _: reverse("park-law"), done=_("Versi aturan ditolak."),
    ) or show(request, here, **{f"refuse-{version}": form})  # fmt: skip
