"""Particulars of agencies: officers by post with their decrees, letterhead, budget document, and how papers are numbered."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import actions, rules
from tempa.contracts import queries as contracts
from tempa.desks.frame import figures
from tempa.desks.frame.contracts.board import agency_of
from tempa.desks.frame.contracts.forms import day_field
from tempa.desks.frame.contracts.speech import missing_words
from tempa.desks.frame.deeds import DeedForm, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number
from tempa.ledger.rules import Refused

POSTS = {
    "pa": gettext_lazy("Pengguna Anggaran (PA)"), "kpa": gettext_lazy("Kuasa Pengguna Anggaran (KPA)"),
    "ppk": gettext_lazy("Pejabat Pembuat Komitmen (PPK)"), "pp": gettext_lazy("Pejabat Pengadaan"),
    "pptk": gettext_lazy("Pejabat Pelaksana Teknis Kegiatan (PPTK)"), "treasurer": gettext_lazy("Bendahara Pengeluaran"),
}  # fmt: skip


class AgencyForm(DeedForm):
    """What stands on an agency's papers."""

    send = gettext_lazy("Simpan data OPD")

    street = forms.CharField(label=gettext_lazy("Alamat kantor"), max_length=300, required=False)
    city = forms.CharField(label=gettext_lazy("Kota tempat surat ditandatangani"), max_length=120, required=False)
    budget_document = forms.CharField(label=gettext_lazy("Nomor DPA"), max_length=120, required=False)
    budget_document_on = day_field(gettext_lazy("Tanggal DPA"), required=False)
    numbering = forms.CharField(
        label=gettext_lazy("Pola nomor surat"), max_length=120,
        help_text=gettext_lazy("Harus memuat {nomor}, {opd}, dan {tahun}; boleh juga {jenis} dan {bulan}. Nomor yang sudah diberikan tidak berubah."),
    )  # fmt: skip

    def said(self) -> Said:
        said = self.typed
        return said | {"address": said.pop("street")}

    def take(self, refused: Refused) -> None:
        refused.field = "street" if refused.field == "address" else refused.field
        super().take(refused)


class OfficerForm(DeedForm):
    """Somebody holds a post of the agency, by a decree."""

    send = gettext_lazy("Catat pejabat")
    look = ""

    post = forms.ChoiceField(label=gettext_lazy("Jabatan"), choices=list(POSTS.items()))
    name = forms.CharField(label=gettext_lazy("Nama lengkap dengan gelar"), max_length=200)
    nip = forms.CharField(label=gettext_lazy("NIP"), max_length=30, required=False)
    decree = forms.CharField(label=gettext_lazy("Nomor SK"), max_length=120)
    decree_on = day_field(gettext_lazy("Tanggal SK"))
    true_since = day_field(gettext_lazy("Menjabat sejak"))
    until = day_field(gettext_lazy("Sampai"), required=False)

    def said(self) -> Said:
        said = self.typed
        return said | {"since": said.pop("true_since")}

    def take(self, refused: Refused) -> None:
        refused.field = "true_since" if refused.field == "since" else refused.field
        super().take(refused)


def agencies(request: HttpRequest, here: Here) -> HttpResponse:
    """All agencies with what is missing of each; an agency's own buyer goes straight to its page."""
    if agency_of(here):
        return one(request, here, agency_of(here))
    readiness, names = contracts.Readiness(here.programme, here.today), figures.agency_names(here)
    rows = [(code, name, readiness.of_agency(code)) for code, name in names.items()]
    lacking = sum(bool(missing) for _code, _name, missing in rows)
    said = _("Data semua OPD lengkap untuk menandatangani kontrak.") if not lacking else _(
        "%(n)s dari %(all)s OPD belum lengkap datanya, jadi belum dapat menandatangani kontrak."
    ) % {"n": number(lacking), "all": number(len(rows))}  # fmt: skip
    return respond(request, "contracts/agencies.html", {
        "title": _("Data OPD"), "section": f"{here.desk}-contracts", "answer": said,
        "table": agencies_table(here, rows),
    }, file_name="data-opd")  # fmt: skip


def agencies_table(here: Here, rows: list[tuple[str, str, list[str]]]) -> Table[tuple[str, str, list[str]]]:
    return Table(_("OPD"), rows, [
        Column("agency", lambda r: r[1], link=lambda r: reverse(f"{here.desk}-agency-particulars", args=[r[0]]), wide=True),
        Column("missing", lambda r: "; ".join(map(missing_words, r[2])) or _("lengkap"), words=_("Yang kurang"), wide=True,
               tag=lambda r: "" if r[2] else "good"),
    ])  # fmt: skip


def one(request: HttpRequest, here: Here, agency: str, **sent: DeedForm) -> HttpResponse:
    """One agency: what it has stated, its officers, and the forms; `sent` is a form that came back."""
    names = known(here, agency)
    stated = contracts.agency_particulars(here.programme, agency)
    initial = {"numbering": rules.NUMBERING} if stated is None else {
        "street": stated.address, "city": stated.city, "budget_document": stated.budget_document,
        "budget_document_on": stated.budget_document_on, "numbering": stated.numbering,
    }  # fmt: skip
    shown: dict[str, DeedForm] = {
        "stated": AgencyForm(here, address=reverse(f"{here.desk}-agency-state", args=[agency]), mark="data", initial=initial),
        "officer": OfficerForm(
            here, address=reverse(f"{here.desk}-agency-officer", args=[agency]), mark="pejabat", initial={"true_since": here.today}
        ),
    } | sent
    missing = contracts.Readiness(here.programme, here.today).of_agency(agency)
    return respond(request, "contracts/agency.html", {
        "title": _("Data %(agency)s") % {"agency": names[agency]}, "section": f"{here.desk}-contracts", "answer": answer(missing),
        "table": officers_table(here, agency), "example": example(here, agency), **shown,
    }, file_name=f"data-{agency}", status=max(f.status for f in shown.values()))  # fmt: skip


def known(here: Here, agency: str) -> dict[str, str]:
    """The names of agencies; not found where this one is none, or not the reader's."""
    names = figures.agency_names(here)
    if agency not in names or agency_of(here) not in ("", agency):
        raise Http404
    return names


def answer(missing: list[str]) -> str:
    if not missing:
        return _("Data OPD ini lengkap untuk menandatangani kontrak.")
    return _("Sebelum kontrak ditandatangani masih diperlukan: %(what)s.") % {"what": "; ".join(map(missing_words, missing))}


def example(here: Here, agency: str) -> str:
    """How the next number would look."""
    pattern = contracts.numbering_of(here.programme, agency)
    place = contracts.next_place(here.programme, agency, here.today.year)
    return rules.number_of(pattern, place=place, kind=rules.PAPER_CODES["spk"], agency=agency, on=here.today)


def officers_table(here: Here, agency: str) -> Table[contracts.Officer]:
    return Table(_("Pejabat"), list(contracts.officers(here.programme, agency)), [
        Column("post", lambda o: str(POSTS[o.post]), words=_("Jabatan")), Column("name", lambda o: o.name, words=_("Nama")),
        Column("nip", lambda o: o.nip, words=_("NIP")), Column("decree", lambda o: o.decree, words=_("Nomor SK")),
        Column("decree_on", lambda o: o.decree_on, day, words=_("Tanggal SK")), Column("since", lambda o: o.since, day, words=_("Menjabat sejak")),
        Column("until", lambda o: o.until, lambda d: day(d) if d else "", words=_("Sampai")),
    ], empty=_("Belum ada pejabat. Catat paling sedikit yang menandatangani: PPK, KPA, atau PA."))  # fmt: skip


def state(request: HttpRequest, here: Here, agency: str) -> HttpResponse:
    known(here, agency)
    form = AgencyForm(here, request, address=request.path, mark="data")
    return form.carried_out(
        request, lambda **deed: actions.state_agency(here.programme, said=actions.AgencySaid(agency, **form.said()), **deed),
        to=lambda _: reverse(f"{here.desk}-agency-particulars", args=[agency]), done=_("Data OPD tersimpan."),
    ) or one(request, here, agency, stated=form)  # fmt: skip


def name_officer(request: HttpRequest, here: Here, agency: str) -> HttpResponse:
    known(here, agency)
    form = OfficerForm(here, request, address=request.path, mark="pejabat")
    return form.carried_out(
        request, lambda **deed: actions.name_officer(here.programme, officer=actions.OfficerSaid(agency, **form.said()), **deed),
        to=lambda _: reverse(f"{here.desk}-agency-particulars", args=[agency]), done=_("Pejabat tercatat."),
    ) or one(request, here, agency, officer=form)  # fmt: skip
