"""Drawings and specifications by revision, and which one a contract orders: at the park, and at the agency for its own contracts."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contracts
from tempa.desks.frame.deeds import DeedForm, Said, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.price_objections import PaperField
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import moment, number
from tempa.quality import actions, queries

View = Callable[..., HttpResponse]


class IssueForm(DeedForm):
    """A drawing and specification of a type under the next code."""

    send = gettext_lazy("Terbitkan revisi")

    type = forms.ChoiceField(label=gettext_lazy("Jenis mesin"), choices=())
    revision = forms.CharField(label=gettext_lazy("Kode revisi"), max_length=12, help_text=gettext_lazy("Misalnya B, sesudah A. Tanpa spasi."))
    specification = forms.CharField(
        label=gettext_lazy("Spesifikasi, dan apa yang berubah"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=gettext_lazy("Kontrak yang ditandatangani sesudahnya memakai revisi ini, dan unit pertamanya diperiksa lagi."),
    )  # fmt: skip
    drawing = PaperField(label=gettext_lazy("Gambar (PDF atau foto)"))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, address: str = "") -> None:
        super().__init__(here, request, mark="terbit", address=address)
        self.fields["type"].choices = sorted(catalogue.type_names(here.programme).items(), key=lambda row: row[1])  # type: ignore[attr-defined]

    def said(self) -> Said:
        typed, paper = self.cleaned_data, self.cleaned_data["drawing"]
        drawing = (paper.content, paper.name, paper.media_type) if paper else None
        return {"type": typed["type"], "revision": typed["revision"], "specification": typed["specification"], "drawing": drawing}


class NameForm(DeedForm):
    """Which revision a contract orders of one of its types."""

    send = gettext_lazy("Sebut revisi ini dalam kontrak")

    item = forms.ChoiceField(label=gettext_lazy("Kontrak dan jenis mesin"), choices=())
    revision = forms.ChoiceField(label=gettext_lazy("Revisi"), choices=())

    def __init__(self, here: Here, request: HttpRequest | None = None, *, rows: list[Ordered], address: str = "") -> None:
        super().__init__(here, request, mark="sebut", address=address)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        fields["item"].choices = [(f"{r.contract}|{r.type}", f"{r.contract}: {r.name} ({r.revision or '–'})") for r in rows if r.may_choose]
        codes = sorted({code for r in rows if r.may_choose for code in r.offered})
        fields["revision"].choices = [(code, code) for code in codes]

    def said(self) -> Said:
        contract, _bar, type = self.cleaned_data["item"].partition("|")
        return {"contract": contract, "type": type, "revision": self.cleaned_data["revision"]}


class Ordered:
    """A type of a contract: the revision that it orders, whether it names it, and what it could name."""

    def __init__(self, contract: str, type: str, name: str, revision: str, *, is_named: bool, offered: tuple[str, ...]) -> None:
        self.contract, self.type, self.name = contract, type, name
        self.revision, self.is_named, self.offered = revision, is_named, offered

    @property
    def may_choose(self) -> bool:
        """Where a type has one revision alone, there is nothing to name."""
        return len(self.offered) > 1


def revision_pages(desk: str, *roles: str) -> list[URLPattern]:
    """The page of a desk, and its forms."""
    inside = door(*roles)
    pages = [path("gambar/", inside(revisions), name=f"{desk}-revisions"),
             path("gambar/sebut/", inside(form_of(f"{desk}-revisions")(name)), name=f"{desk}-revision-name")]  # fmt: skip
    if desk != "park":
        return pages
    return [*pages, path("gambar/terbit/", inside(form_of(f"{desk}-revisions")(issue)), name=f"{desk}-revision-issue")]


def revisions(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, here)


def show(request: HttpRequest, here: Here, *, issuing: DeedForm | None = None, naming: DeedForm | None = None) -> HttpResponse:
    """What contracts order, every revision, and the forms: the park issues, the agency or the park for it names."""
    ordered = ordered_of(here)
    types = {r.type for r in ordered}
    found = [r for r in queries.revisions(here.programme) if here.desk == "park" or r.type in types]
    may_name = any(r.may_choose for r in ordered)
    parts = [
        Part(_("Yang dipesan kontrak"), table=ordered_table(here, ordered), told=[_(
            "Kontrak memakai revisi yang disebutnya; bila tidak menyebut, revisi terakhir pada hari ditandatangani.")]),
        Part(_("Sebut revisi dalam kontrak"), forms=[naming or NameForm(here, rows=ordered, address=reverse(f"{here.desk}-revision-name"))])
            if may_name or naming else None,
        Part(_("Semua gambar dan spesifikasi"), table=revisions_table(here, found)),
        Part(_("Revisi berikutnya"), forms=[issuing or IssueForm(here, address=reverse("park-revision-issue"))]) if here.desk == "park" else None,
    ]  # fmt: skip
    shown = [part for part in parts if part is not None]
    return respond(request, "quality/page.html", {
        "title": _("Gambar dan spesifikasi"), "section": f"{here.desk}-revisions", "parts": shown, **tables_in(shown),
        "answer": _("%(n)s gambar dan spesifikasi untuk %(types)s jenis. Pemeriksa menilai menurut revisi yang disebut kontraknya.") % {
            "n": number(len(found)), "types": number(len({r.type for r in found}))} if found else
            _("Belum ada gambar. Formulir dari pustaka memakai revisi A; terbitkan gambar jenis yang berubah."),
    }, file_name="gambar", status=max((f.status for f in (issuing, naming) if f), default=200))  # fmt: skip


def ordered_of(here: Here) -> list[Ordered]:
    """Every type of the contracts in force that this desk sees."""
    items = contracts.items(here.programme).filter(is_live=True)
    if here.desk != "park":
        items = items.filter(contract__agency=here.subject)
    pairs = sorted(set(items.values_list("contract__contract", "type")))
    named, names = queries.named_revisions(here.programme), catalogue.type_names(here.programme, [t for _c, t in pairs])
    ordered = queries.revisions_of(here.programme, pairs)
    known: dict[str, tuple[str, ...]] = {}
    for r in queries.revisions(here.programme):
        known[r.type] = (*known.get(r.type, ()), r.revision)
    ordered = queries.revisions_of(here.programme, pairs)
    return [
        Ordered(c, t, names.get(t, t), ordered[c, t], is_named=(c, t) in named,
                offered=known.get(t, ()))
        for c, t in pairs
    ]  # fmt: skip


def ordered_table(here: Here, rows: list[Ordered]) -> Table[Ordered]:
    return Table(_("Kontrak dan revisinya"), rows, [
        Column("contract", lambda r: r.contract, words=_("Kontrak"), link=lambda r: reverse(f"{here.desk}-contract", args=[r.contract])),
        Column("type", lambda r: r.name, wide=True), Column("revision", lambda r: r.revision, lambda c: c or "–", words=_("Revisi")),
        Column("named", lambda r: _("disebut kontrak") if r.is_named else _("menurut hari tanda tangan") if r.revision else _("belum ada gambar"),
               words=_("Dasar"), tag=lambda r: "good" if r.is_named else "", urgent=True),
    ], empty=_("Belum ada kontrak yang berlaku."), most=60)  # fmt: skip


def revisions_table(here: Here, found: list[queries.Revision]) -> Table[queries.Revision]:
    names = catalogue.type_names(here.programme, [r.type for r in found])
    return Table(_("Gambar dan spesifikasi"), found, [
        Column("type", lambda r: names.get(r.type, r.type), wide=True), Column("revision", lambda r: r.revision, words=_("Revisi")),
        Column("specification", lambda r: r.specification, words=_("Spesifikasi"), wide=True),
        Column("drawing", lambda r: _("buka gambar") if r.drawing else "–", words=_("Gambar"),
               link=lambda r: reverse("park-paper", args=[r.drawing]) if r.drawing and here.desk == "park" else ""),
        Column("by", lambda r: r.issued_by.name, words=_("Diterbitkan oleh")), Column("at", lambda r: r.issued_at, moment),
    ], empty=_("Belum ada."), most=60)  # fmt: skip


def issue(request: HttpRequest, here: Here) -> HttpResponse:
    form = IssueForm(here, request, address=request.path)
    return form.carried_out(
        request, lambda **deed: actions.issue_revision(here.programme, **form.said(), **deed), to=lambda _: reverse("park-revisions"),
        done=_("Revisi terbit. Buat formulir uji untuknya, lalu sebut dalam kontrak yang memesannya."),
    ) or show(request, here, issuing=form)  # fmt: skip


def name(request: HttpRequest, here: Here) -> HttpResponse:
    form = NameForm(here, request, rows=ordered_of(here), address=request.path)
    return form.carried_out(
        request, lambda **deed: actions.name_revision(here.programme, **form.said(), **deed), to=lambda _: reverse(f"{here.desk}-revisions"),
        done=_("Kontrak sekarang menyebut revisi itu."),
    ) or show(request, here, naming=form)  # fmt: skip
