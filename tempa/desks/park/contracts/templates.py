"""Templates of papers: the text of a kind beside a look at it with a contract's data; saved only when it can be set."""

from __future__ import annotations

from base64 import b64encode
from typing import Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.contracts import actions, papers
from tempa.contracts import queries as contracts
from tempa.contracts.papers import documents
from tempa.desks.frame.contracts.printing import public_address, templates_of
from tempa.desks.frame.contracts.register import kind_words
from tempa.desks.frame.deeds import Chosen, Deed, DeedForm, sent_as
from tempa.desks.frame.documents.matters import dataset, matter_of, subjects_with
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.speech import day_written
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, language, number
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, Refused

MOST_PAGES, MOST_TRIED = 3, 300
Paper = papers.Kind | documents.DocumentKind
EVERY: dict[str, Paper] = {kind.value: kind for kind in (*papers.Kind, *documents.DocumentKind)}


class TemplateForm(DeedForm):
    """The text of a kind of paper (Typst), and why it is another."""

    send = gettext_lazy("Simpan templat ini")

    contract = forms.ChoiceField(label=gettext_lazy("Dicoba dengan data kontrak"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Teks templat"), required=False, strip=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 24, "class": "hash", "spellcheck": "false"}),
        help_text=gettext_lazy("Kosongkan untuk kembali ke teks bawaan."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Apa yang berubah, dan mengapa"), required=False, max_length=2000)
    do = forms.ChoiceField(choices=[("look", ""), ("save", "")], widget=Chosen, required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, kind: Paper, codes: list[str]) -> None:
        own = templates_of(here.programme).get(kind.value)
        super().__init__(here, request, initial={"text": own or source_of(kind)})
        if isinstance(kind, documents.DocumentKind):
            self.fields["contract"].label = _("Dicoba dengan data")
        self.fields["contract"].choices = [(c, called(c)) for c in codes]  # type: ignore[attr-defined]

    @property
    def tried(self) -> str | None:
        """The text as one template; None where it is the house's own again."""
        text = str(self.cleaned_data.get("text", "")).replace("\r\n", "\n")
        return text if text.strip() else None


@require_GET
@door(*PARK)
def kinds(request: HttpRequest, here: Here) -> HttpResponse:
    """Every kind of paper, and which of them the programme prints from a text of its own."""
    own = contracts.templates(here.programme)
    return respond(request, "park/templates.html", {
        "title": _("Templat surat"), "section": "park-contracts",
        "answer": _("%(n)s jenis surat; %(own)s memakai teks sendiri.") % {"n": number(len(EVERY)), "own": number(len(own))},
        "table": Table(_("Jenis surat"), list(EVERY.values()), [
            Column("kind", lambda k: kind_words(k.value), words=_("Surat"), link=lambda k: reverse("park-template", args=[k.value]), wide=True),
            Column("own", lambda k: _("teks sendiri") if k.value in own else _("bawaan"), words=_("Templat")),
        ]),
    }, file_name="templat")  # fmt: skip


@door(*PARK)
def template(request: HttpRequest, here: Here, kind: str) -> HttpResponse:
    """Edit one template: a look at it first, with the mistake where it stands; saving tries it again."""
    if kind not in EVERY:
        raise Http404
    paper, chosen = EVERY[kind], tried_with(here, EVERY[kind])
    form = TemplateForm(here, request, kind=paper, codes=chosen)
    pages: list[str] = []
    if form.is_bound and form.is_valid() and not sent_as(request, "do", "save"):
        try:
            pages = shown(here, paper, form)
        except Refused as refused:
            form.take(refused)

    def save(**deed: Unpack[Deed]) -> ledger.Entry:
        shown(here, paper, form)
        return actions.change_template(here.programme, paper=kind, text=form.tried or "", note=form.cleaned_data["note"], **deed)

    gone_on = form.carried_out(
        request, save, to=lambda _: reverse("park-template", args=[kind]), done=_("Templat tersimpan; surat berikutnya memakainya.")
    ) if sent_as(request, "do", "save") else None  # fmt: skip
    return gone_on or render(request, "park/template.html", {
        "title": _("Templat %(kind)s") % {"kind": kind_words(kind)}, "section": "park-contracts", "form": form, "pages": pages,
        "is_empty": not chosen,
    }, status=form.status)  # fmt: skip


def source_of(kind: Paper) -> str:
    """The text that is shipped."""
    return documents.document_template(kind) if isinstance(kind, documents.DocumentKind) else papers.template_source(kind)


def tried_with(here: Here, kind: Paper) -> list[str]:
    """With whose data a template can be tried: contracts, or the matters that have such a paper."""
    if not isinstance(kind, documents.DocumentKind):
        return list(contracts.contracts(here.programme).values_list("contract", flat=True)[:MOST_TRIED])
    return subjects_with(here, kind)[:MOST_TRIED]


def called(subject: str) -> str:
    """A contract or a matter as people call it: its code, or its day."""
    code = subject.rpartition(":")[2]
    on = day_written(code)
    return day(on) if on else code


def shown(here: Here, paper: Paper, form: TemplateForm) -> list[str]:
    """The first pages of the paper as pictures; what is wrong is said beside the text, and stops."""
    chosen = form.cleaned_data.get("contract", "")
    try:
        made = tried(here, paper, chosen, form.tried)
    except papers.TemplateFault as fault:
        words = fault.english if language() == "en" else str(fault)
        place = _(" (baris %(line)s, kolom %(column)s)") % {"line": fault.line, "column": fault.column} if fault.line else ""
        raise Refused("%(words)s", field="text", words=words + place) from None
    return [f"data:image/png;base64,{b64encode(page).decode()}" for page in made[:MOST_PAGES]]


def tried(here: Here, paper: Paper, chosen: str, text: str | None) -> list[bytes]:
    """The pages as they would be with the data that was chosen."""
    if isinstance(paper, documents.DocumentKind):
        matter = matter_of(here, chosen)
        if matter is None or paper not in (*matter.deeds, *matter.prints):
            raise Refused("Belum ada data untuk mencoba templat ini. Catat dulu serah terima, tagihan atau kunjungannya.", field="contract")
        return documents.document_pictures(paper, matter.say(contracts.printed_paper(dataset(here))), text)
    c = contracts.contract_named(here.programme, chosen)
    if c is None:
        raise Refused("Belum ada kontrak untuk mencoba templat ini. Susun dulu sebuah kontrak.", field="contract")
    return papers.pictures(paper, contracts.papers_of_contract(here.programme, c, here.today, public_address), 0, text)
