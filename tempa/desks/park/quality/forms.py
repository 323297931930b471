"""Test forms with their versions and limits, revisions of drawings, instruments with their calibration, and the sampling rule."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import DayField
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.quality.speech import CLASSES, KINDS, RULES, check_words, limit_words, quantity_words, said
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, language, moment, number
from tempa.ledger.rules import PARK, may_as_park
from tempa.production import queries as production
from tempa.quality import actions, queries
from tempa.quality.rules.forms import YES_NO, Check
from tempa.quality.rules.library import QUANTITIES
from tempa.quality.rules.lots import SamplingRule
from tempa.quality.sampling.explain import Sentence

LIMIT = "batas-"


class LibraryForm(DeedForm):
    """Ready forms for types that have none."""

    send = gettext_lazy("Ambil formulir dari pustaka")

    types = forms.MultipleChoiceField(label=gettext_lazy("Jenis tanpa formulir"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, lacking: list[str]) -> None:
        super().__init__(here, request, address=reverse("park-forms-take"), mark="pustaka")
        names = catalogue.type_names(here.programme, lacking)
        self.fields["types"].choices = [(type, f"{type} {names.get(type, '')}") for type in lacking]  # type: ignore[attr-defined]
        self.fields["types"].initial = lacking


class ConfirmForm(DeedForm):
    """A second person puts forms in force."""

    send = gettext_lazy("Sahkan yang dipilih")

    forms_ = forms.MultipleChoiceField(label=gettext_lazy("Menunggu orang kedua"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, waiting: list[Any]) -> None:
        super().__init__(here, request, address=reverse("park-forms-confirm"), mark="sahkan")
        self.fields["forms_"].choices = [  # type: ignore[attr-defined]
            (str(f.form), _("%(type)s revisi %(revision)s versi %(version)s, diajukan %(who)s") % {
                "type": f.type, "revision": f.revision, "version": f.version, "who": f.proposed_by.name})
            for f in waiting
        ]  # fmt: skip


class RefuseForm(DeedForm):
    """A second person refuses a form."""

    send = gettext_lazy("Tolak formulir ini")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Mengapa ditolak"), max_length=2000)


class NewVersionForm(DeedForm):
    """The next version of a form: its limits, and one check more where something is missing."""

    send = gettext_lazy("Ajukan versi ini")

    words = forms.CharField(label=gettext_lazy("Butir tambahan, bila ada"), required=False, max_length=200)
    code = forms.CharField(label=gettext_lazy("Kode butir tambahan"), required=False, max_length=12)
    category = forms.ChoiceField(label=gettext_lazy("Kelasnya"), choices=list(CLASSES.items()), required=False, initial="major")
    note = forms.CharField(label=gettext_lazy("Apa yang berubah dan dari mana batasnya"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, like: queries.TestForm) -> None:
        super().__init__(here, request, address=reverse("park-form", args=[like.form]), mark="versi")
        self.like = queries.checks_of(like)
        for one in self.like:
            if one.kind != YES_NO:
                for side, words, value in (("low", _("paling kecil"), one.low), ("high", _("paling besar"), one.high)):
                    self.fields[f"{LIMIT}{one.check}-{side}"] = forms.CharField(
                        label=f"{one.check} {check_words(one)}, {words} ({one.unit or _('hitungan')})", required=False, max_length=24, initial=value
                    )
        self.order_fields([name for name in self.fields if name.startswith(LIMIT)])

    def checks(self) -> list[Check]:
        found = []
        for one in self.like:
            values = {side: self.cleaned_data.get(f"{LIMIT}{one.check}-{side}", getattr(one, side)).strip().replace(",", ".") for side in ("low",
                "high")}
            found.append(Check(**(vars(one) | values)) if one.kind != YES_NO else one)
        if self.cleaned_data["words"].strip():
            said_ = self.cleaned_data
            found.append(Check(said_["code"].strip().upper(), said_["words"].strip(), "", said_["category"] or "major"))
        return found


class InstrumentForm(DeedForm):
    """A calibration of a measuring instrument."""

    send = gettext_lazy("Catat kalibrasi")

    instrument = forms.CharField(label=gettext_lazy("Kode alat"), max_length=40,
        help_text=gettext_lazy("Misalnya SL-01; kalibrasi baru alat lama memakai kode yang sama."))
    name = forms.CharField(label=gettext_lazy("Nama alat"), max_length=120)
    quantity = forms.ChoiceField(label=gettext_lazy("Yang diukur"))
    unit = forms.CharField(label=gettext_lazy("Satuan"), max_length=20)
    low = forms.CharField(label=gettext_lazy("Angka terkecil"), max_length=20)
    high = forms.CharField(label=gettext_lazy("Angka terbesar"), max_length=20)
    calibrated_on = DayField(label=gettext_lazy("Dikalibrasi pada"))
    expires_on = DayField(label=gettext_lazy("Berlaku sampai"))
    certificate = forms.CharField(label=gettext_lazy("Nomor sertifikat"), required=False, max_length=120)

    def __init__(self, here: Here, request: HttpRequest | None = None) -> None:
        super().__init__(here, request, mark="alat")
        self.fields["quantity"].choices = [(code, quantity_words(code)) for code in QUANTITIES]  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "quantity", "unit", "low", "high", "certificate")}


class RuleForm(DeedForm):
    """By what lots are sampled."""

    send = gettext_lazy("Tetapkan aturan")

    rule = forms.ChoiceField(label=gettext_lazy("Aturan"), choices=list(RULES.items()), widget=forms.RadioSelect)
    limiting_quality = forms.CharField(label=gettext_lazy("Mutu batas: bagian rusak yang harus tertangkap"), max_length=12)
    beta = forms.CharField(label=gettext_lazy("Peluang lolos yang masih boleh"), max_length=12)
    aql = forms.CharField(label=gettext_lazy("AQL, bila memakai tabel"), max_length=12)
    reason = forms.CharField(label=gettext_lazy("Mengapa"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


@door(*PARK)
def test_forms(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, here)


def show(request: HttpRequest, here: Here, *, taken: DeedForm | None = None, confirmed: DeedForm | None = None) -> HttpResponse:
    """Types in work without a form first, what waits for a second person, then every form."""
    lacking, waiting = lacking_of(here), waiting_of(here)
    found = list(queries.forms(here.programme))
    parts = [
        Part(_("Ambil dari pustaka"), told=[_("Pustaka memberi butir dan satuannya. Batas yang ada dalam teks standar tidak disalin; isi sendiri.")],
             forms=[taken or LibraryForm(here, lacking=lacking)]) if lacking else None,
        Part(_("Sahkan"), forms=[confirmed or ConfirmForm(here, waiting=waiting)]) if waiting else None,
    ]  # fmt: skip
    states = [("waits", _("menunggu orang kedua")), ("holds", _("berlaku")), ("refused", _("ditolak"))]
    listing = Listing(
        title=_("Formulir uji"), rows=found, columns=form_columns(here), file_name=f"formulir-{here.programme.code}",
        filters=(Filter("keadaan", _("Keadaan"), every(states), lambda c: lambda f: state_of(f) == c),),
        empty=_("Belum ada formulir. Ambil dari pustaka begitu ada lot yang dikerjakan."),
    )  # fmt: skip
    answer = _("%(n)s formulir berlaku; %(lacking)s jenis yang sedang dibuat belum punya formulir.") % {
        "n": number(sum(bool(f.is_confirmed) for f in found)), "lacking": number(len(lacking)),
    }  # fmt: skip
    page = listing.respond(
        request, "park/test_forms.html", section="park-forms", answer=answer, parts=[part for part in parts if part is not None]
    )
    page.status_code = max((f.status for f in (taken, confirmed) if f), default=page.status_code)
    return page


def lacking_of(here: Here) -> list[str]:
    """Types of which units are or will be made, without a form that is in force or waits."""
    made = set(production.lots_progress(here.programme).values_list("type", flat=True))
    waits = {f.type for f in queries.waiting_forms(here.programme)}
    return [type for type in queries.lacking(here.programme, made) if type not in waits]


def waiting_of(here: Here) -> list[object]:
    """Forms on which this reader may decide."""
    return [f for f in queries.waiting_forms(here.programme) if f.proposed_by_id != here.person.pk] if may_as_park(here.who) else []


def state_of(f: queries.TestForm) -> str:
    return "waits" if f.decided_at is None else "holds" if f.is_confirmed else "refused"


def form_columns(here: Here) -> list[Column[queries.TestForm]]:
    def state(f: Any) -> str:
        if f.decided_at is None:
            return _("menunggu orang kedua")
        return _("berlaku") if f.is_confirmed else _("ditolak: %(why)s") % {"why": f.decided_why}

    return [
        Column("type", lambda f: figures.type_words(here, f.type), link=lambda f: reverse("park-form", args=[f.form]), sort="jenis", wide=True),
        Column("revision", lambda f: f.revision, words=_("Revisi")),
        Column("version", lambda f: f.version, words=_("Versi"), numeric=True),
        Column("checks", lambda f: len(f.checks), words=_("Butir"), numeric=True),
        Column("open", lambda f: sum(one.is_open for one in queries.checks_of(f)), words=_("Batas belum diisi"), numeric=True,
               tag=lambda f: "doubt" if any(one.is_open for one in queries.checks_of(f)) else ""),
        Column("state", state, words=_("Keadaan"), tag=lambda f: "good" if f.is_confirmed else "doubt", urgent=True),
        Column("by", lambda f: f"{f.proposed_by.name}, {moment(f.proposed_at)}", words=_("Diajukan"), wide=True),
    ]  # fmt: skip


@door(*PARK)
@form_of("park-forms")
def take(request: HttpRequest, here: Here) -> HttpResponse:
    form = LibraryForm(here, request, lacking=lacking_of(here))
    return form.carried_out(
        request, lambda **deed: actions.take_library(here.programme, types=form.cleaned_data["types"], **deed), to=lambda _: reverse("park-forms"),
        done=_("Formulir diajukan; orang kedua mengesahkannya."),
    ) or show(request, here, taken=form)  # fmt: skip


@door(*PARK)
@form_of("park-forms")
def confirm(request: HttpRequest, here: Here) -> HttpResponse:
    form = ConfirmForm(here, request, waiting=waiting_of(here))
    return form.carried_out(
        request, lambda **deed: actions.confirm_forms(here.programme, forms=[UUID(one) for one in form.cleaned_data["forms_"]], **deed),
        to=lambda _: reverse("park-forms"), done=_("Formulir berlaku."),
    ) or show(request, here, confirmed=form)  # fmt: skip


@door(*PARK)
def test_form(request: HttpRequest, here: Here, form: UUID) -> HttpResponse:
    """One version: its checks with limits, the conditions, and the form for the next version."""
    return show_form(request, here, form, asks=True)


def show_form(request: HttpRequest, here: Here, form: UUID, *, asks: bool = False, refused: DeedForm | None = None) -> HttpResponse:
    found = queries.form_named(here.programme, form)
    if found is None:
        raise Http404
    made = NewVersionForm(here, request if asks else None, like=found)
    gone_on = made.carried_out(
        request, lambda **deed: actions.propose_form(
            here.programme, type=found.type, revision=found.revision, checks=made.checks(), conditions=found.conditions,
            note=made.cleaned_data["note"], **deed),
        to=lambda name: reverse("park-form", args=[name]), done=_("Versi baru diajukan; orang kedua mengesahkannya."),
    ) if asks else None  # fmt: skip
    if gone_on:
        return gone_on
    may_refuse = found.decided_at is None and found.proposed_by_id != here.person.pk
    refusing = refused or (RefuseForm(here, address=reverse("park-form-refuse", args=[form]), mark="tolak") if may_refuse else None)
    parts = [
        Part(_("Yang diperiksa"), told=[_("Kondisi uji: %(list)s.") % {"list": "; ".join(found.conditions) or "–"}, *([found.note] if found.note
            else [])],
             table=checks_table(found), forms=[refusing] if refusing else []),
        Part(_("Versi berikutnya"), forms=[made]),
    ]  # fmt: skip
    return respond(request, "quality/page.html", {
        "title": _("Formulir %(type)s versi %(version)s") % {"type": found.type, "version": found.version}, "section": "park-forms", "parts": parts,
        **tables_in(parts), "answer": _("%(n)s butir untuk %(name)s revisi %(revision)s. Kritis dan fungsi pada setiap unit; mayor dan minor pada "
                                        "unit undian.") % {
            "n": number(len(found.checks)), "name": catalogue.type_names(here.programme, [found.type]).get(found.type, found.type),
            "revision": found.revision,
        },
    }, file_name=f"formulir-{found.type}-{found.version}", status=max((f.status for f in (made, refused) if f), default=200))  # fmt: skip


def checks_table(found: queries.TestForm) -> Table[Check]:
    return Table(_("Butir periksa"), queries.checks_of(found), [
        Column("check", lambda c: c.check, words=_("Kode")), Column("words", check_words, words=_("Yang diperiksa"), wide=True),
        Column("class", lambda c: said(CLASSES, c.category), words=_("Kelas"), tag=lambda c: "late" if c.category == "critical" else ""),
        Column("kind", lambda c: said(KINDS, c.kind), words=_("Jawaban")),
        Column("limit", limit_words, words=_("Batas"), tag=lambda c: "doubt" if c.is_open else "", urgent=True),
        Column("instrument", lambda c: quantity_words(c.quantity), words=_("Alat")), Column("source", lambda c: c.source, words=_("Dasar"),
        wide=True),
    ])  # fmt: skip


@door(*PARK)
@form_of("park-form", "form")
def refuse(request: HttpRequest, here: Here, form: UUID) -> HttpResponse:
    sent = RefuseForm(here, request, address=request.path, mark="tolak")
    return sent.carried_out(
        request, lambda **deed: actions.refuse_form(here.programme, form=form, reason=sent.cleaned_data["reason"], **deed),
        to=lambda _: reverse("park-forms"), done=_("Formulir ditolak."),
    ) or show_form(request, here, form, refused=sent)  # fmt: skip


@door(*PARK)
def instruments(request: HttpRequest, here: Here) -> HttpResponse:
    """Instruments by the day on which their calibration runs out, and the form for the next."""
    form = InstrumentForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.state_instrument(
            here.programme, instrument=form.cleaned_data["instrument"], values=form.values, calibrated_on=form.cleaned_data["calibrated_on"],
            expires_on=form.cleaned_data["expires_on"], **deed),
        to=lambda _: reverse("park-instruments"), done=_("Kalibrasi tercatat."),
    )  # fmt: skip
    if gone_on:
        return gone_on
    found = queries.last_calibrations(here.programme)
    late = [i for i in found if i.expires_on < here.today]
    parts = [Part(table=instruments_table(here, found)), Part(_("Catat kalibrasi"), forms=[form])]
    return respond(request, "quality/page.html", {
        "title": _("Alat ukur"), "section": "park-instruments", "parts": parts, **tables_in(parts),
        "answer": _("%(n)s alat ukur, %(late)s dengan kalibrasi yang sudah lewat. Nilai di luar rentang atau masa kalibrasi ditolak.") % {
            "n": number(len(found)), "late": number(len(late)),
        },
    }, file_name=f"alat-ukur-{here.programme.code}", status=form.status)  # fmt: skip


def instruments_table(here: Here, found: list[queries.Instrument]) -> Table[queries.Instrument]:
    return Table(_("Alat ukur"), found, [
        Column("instrument", lambda i: i.instrument, words=_("Alat")), Column("name", lambda i: i.name, words=_("Nama"), wide=True),
        Column("quantity", lambda i: quantity_words(i.quantity), words=_("Mengukur")),
        Column("range", lambda i: f"{i.low} – {i.high} {i.unit}", words=_("Rentang")),
        Column("calibrated", lambda i: i.calibrated_on, day, words=_("Dikalibrasi")),
        Column("expires", lambda i: i.expires_on, day, words=_("Berlaku sampai"), tag=lambda i: "late" if i.expires_on < here.today else "good",
        urgent=True),
        Column("certificate", lambda i: i.certificate, words=_("Sertifikat")),
    ], empty=_("Belum ada alat ukur. Tanpa alat yang terkalibrasi, butir yang diukur tidak dapat dicatat."))  # fmt: skip


@door(*PARK)
def sampling(request: HttpRequest, here: Here) -> HttpResponse:
    """By what lots are sampled now, what that gives for usual lots, and the form to set it."""
    now = queries.sampling_rule(here.programme)
    form = RuleForm(here, request)
    if not form.is_bound:
        form.initial.update(vars(now))
    gone_on = form.carried_out(
        request, lambda **deed: actions.set_sampling_rule(
            here.programme, rule=SamplingRule(**{name: form.cleaned_data[name].replace(",", ".") for name in vars(now)}),
            reason=form.cleaned_data["reason"], **deed),
        to=lambda _: reverse("park-sampling"), done=_("Aturan berlaku untuk contoh yang diundi sesudah ini."),
    )  # fmt: skip
    if gone_on:
        return gone_on
    parts = [
        Part(_("Yang diperiksa lengkap menurut ukuran lot"), table=sizes_table(now),
             told=[_("Keselamatan dan uji jalan selalu pada semua unit. Tabel AQL hampir tidak melindungi pada lot sekecil ini: lot 20 unit dengan 4 "
                     "rusak masih lolos 28 persen.")]),
        Part(_("Ubah aturan"), forms=[form]),
    ]  # fmt: skip
    return respond(request, "quality/page.html", {
        "title": _("Aturan contoh"), "section": "park-sampling", "parts": parts, **tables_in(parts),
        "answer": _("Sekarang: %(rule)s, mutu batas %(lq)s, peluang lolos paling tinggi %(beta)s.") % {
            "rule": said(RULES, now.rule), "lq": now.limiting_quality.replace(".", ","), "beta": now.beta.replace(".", ","),
        },
    }, file_name="aturan-contoh", status=form.status)  # fmt: skip


def sizes_table(rule: SamplingRule) -> Table[tuple[int, int, Sentence]]:
    rows = queries.plans_by_size(rule)
    return Table(_("Contoh menurut ukuran lot"), rows, [
        Column("size", lambda r: r[0], number, words=_("Lot, unit"), numeric=True), Column("n", lambda r: r[1], number, words=_("Diperiksa lengkap"),
        numeric=True),
        Column("says", lambda r: r[2].en if language() == "en" else r[2].id, words=_("Yang terbukti bila tidak ada yang rusak"), wide=True),
    ])  # fmt: skip
