"""The page of a matter's papers: numbered and made with one button, opened, signed copies attached, numbers voided; print-outs beside them."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.contracts import actions, rules
from tempa.contracts import queries as contracts
from tempa.contracts.actions.papers import Copy
from tempa.contracts.papers import TemplateFault
from tempa.contracts.papers.documents import NAMES, DocumentKind, missing_of
from tempa.delivery import queries as delivery
from tempa.desks.frame import papers as kept
from tempa.desks.frame.contracts.printing import zipped
from tempa.desks.frame.contracts.register import state_of
from tempa.desks.frame.deeds import DeedForm, FormShape, form_of
from tempa.desks.frame.documents import printing
from tempa.desks.frame.documents.matters import Matter, Sayings, dataset, matter_of, of_handover
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.price_objections import PaperField
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, language, number
from tempa.ledger.rules import check_code

MOST_AT_ONCE = 12
"""Handovers of which the papers are made while somebody waits: about 40 papers, a tenth of a second each."""


class PrintForm(DeedForm):
    """All papers get their numbers and are made."""

    send = gettext_lazy("Nomori dan cetak semua surat")


class AgainForm(DeedForm):
    """Papers that were made are made anew."""

    send = gettext_lazy("Cetak ulang dari catatan terbaru")
    look = ""


class OneForm(DeedForm):
    """A deed on one numbered paper."""

    number = forms.ChoiceField(label=gettext_lazy("Surat"))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, matter: Matter, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        rows = printing.rows_of(here, matter)
        self.fields["number"].choices = [(row.number, f"{kind_words(row.kind)}: {row.number}") for row in rows]  # type: ignore[attr-defined]


class AttachForm(OneForm):
    """The signed scan of a paper comes back."""

    send = gettext_lazy("Lampirkan salinan bertanda tangan")

    file = PaperField(label=gettext_lazy("Berkas (PDF, JPEG, PNG)"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["file"].required = True


class VoidForm(OneForm):
    """A number is not used; why stays in the book of numbers."""

    send = gettext_lazy("Batalkan nomor ini")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Mengapa dibatalkan"), max_length=300)


def kind_words(kind: str) -> str:
    name = NAMES[DocumentKind(kind)]
    return name.english if language() == "en" else name.indonesian


def existing(here: Here, subject: str) -> Matter:
    matter = matter_of(here, subject)
    if matter is None:
        raise Http404
    return matter


def may_number(here: Here, matter: Matter) -> bool:
    return matter.bearer is not None and bool(rules.may_keep_documents(here.who, matter.bearer.agency))


def papers(request: HttpRequest, here: Here, subject: str) -> HttpResponse:
    return show(request, here, subject)


def show(request: HttpRequest, here: Here, subject: str, **sent: DeedForm) -> HttpResponse:
    matter = existing(here, subject)
    rows = printing.rows_of(here, matter)
    shown = forms_of(here, matter, rows) | sent
    lacking = lacking_of(here, matter, rows)
    return respond(request, "documents/papers.html", {
        "title": matter.title, "section": section_of(here, subject), "matter": matter, "rows": papers_table(here, matter, rows),
        "prints": prints_table(here, matter), "lacking": lacking, "answer": answer(matter, rows),
        "zip": reverse(f"{here.desk}-document-folder", args=[subject]) if any(r.sha256 for r in rows) else "", **shown,
    }, status=max((form.status for form in shown.values()), default=200))  # fmt: skip


def section_of(here: Here, subject: str) -> str:
    kind = subject.partition(":")[0]
    return f"{here.desk}-" + {"claim": "claims", "decree": "recipients", "visit": "visits", "cash": "money", "onward": "money",
        "examples": "claims",
    }.get(kind, "handovers")


def answer(matter: Matter, rows: list[contracts.ContractPaper]) -> str:
    if matter.waits and not rows:
        return matter.waits
    if not matter.deeds:
        return _("Cetakan dibuat dari catatan saat ini setiap kali dibuka.")
    made, signed = sum(bool(r.sha256) for r in rows), sum(bool(r.signed_sha256) for r in rows)
    return _("%(made)s dari %(all)s surat sudah dicetak, %(signed)s sudah bertanda tangan.") % {
        "made": number(made), "all": number(len(matter.deeds)), "signed": number(signed),
    }  # fmt: skip


def lacking_of(here: Here, matter: Matter, rows: list[contracts.ContractPaper]) -> list[tuple[str, list[str]]]:
    """What each paper would leave as a dotted line, before it is printed; number and day come with the button."""
    if matter.waits:
        return []
    data, numbered, found, sayings = dataset(here), {row.kind: row for row in rows}, [], Sayings(matter)
    english, printed = language() == "en", contracts.printed_paper(data)
    for kind in matter.deeds:
        row = numbered.get(kind)
        said = sayings.of(contracts.numbered_paper(data, row) if row else printed)
        words = [w.english if english else w.indonesian for w in missing_of(kind, said)][0 if row else 2:]
        if words:
            found.append((kind_words(kind), words))
    return found


def forms_of(here: Here, matter: Matter, rows: list[contracts.ContractPaper]) -> dict[str, DeedForm]:
    """What the reader can do about the papers now."""
    def to(name: str) -> str:
        return reverse(f"{here.desk}-document-{name}", args=[matter.subject])

    shown: dict[str, DeedForm] = {}
    if may_number(here, matter) and not matter.waits:
        if len(rows) < len(matter.deeds) or any(not row.sha256 for row in rows):
            shown["print_form"] = PrintForm(here, address=to("print"), mark="cetak")
        elif rows:
            shown["again_form"] = AgainForm(here, address=to("again"), mark="ulang")
    if rows and matter.bearer and (may_number(here, matter) or here.subject in matter.bearer.workshops):
        shown["attach_form"] = AttachForm(here, matter=matter, address=to("attach"), mark="salinan")
    if rows and may_number(here, matter):
        shown["void_form"] = VoidForm(here, matter=matter, address=to("void"), mark="batal")
    return shown


def papers_table(here: Here, matter: Matter, rows: list[contracts.ContractPaper]) -> Table[contracts.ContractPaper]:
    def file(sha256: str) -> str:
        return reverse(f"{here.desk}-document-file", args=[matter.subject, sha256])

    def look(row: contracts.ContractPaper) -> str:
        return file(row.sha256) if row.sha256 else reverse(f"{here.desk}-document-look", args=[matter.subject, row.kind])

    return Table(_("Surat bernomor"), rows, [
        Column("kind", lambda r: kind_words(r.kind), words=_("Surat"), link=look, wide=True),
        Column("number", lambda r: r.number, words=_("Nomor")), Column("dated", lambda r: r.dated, day, words=_("Tanggal")),
        Column("state", lambda r: state_of(r)[1], words=_("Keadaan"), tag=lambda r: state_of(r)[0], urgent=True),
        Column("copy", lambda r: _("salinan") if r.signed_sha256 else "", words=_("Bertanda tangan"), link=lambda r: file(r.signed_sha256)),
        Column("code", lambda r: check_code(bytes(r.entry.digest)), words=_("Kode periksa")),
    ], empty=_("Belum ada surat bernomor."))  # fmt: skip


def prints_table(here: Here, matter: Matter) -> Table[DocumentKind]:
    return Table(_("Cetakan tanpa nomor"), list(matter.prints), [
        Column("kind", lambda k: kind_words(k), words=_("Cetakan"), wide=True,
               link=lambda k: reverse(f"{here.desk}-document-look", args=[matter.subject, k.value])),
        Column("form", lambda k: "PDF", words=_("Bentuk")),
    ])  # fmt: skip


def deed(request: HttpRequest, here: Here, subject: str, name: str) -> HttpResponse:
    """Print, print again, attach or void; the page again where it is refused."""
    matter = existing(here, subject)
    kind, key, mark, done = DEEDS[name]
    more = {"matter": matter} if issubclass(kind, OneForm) else {}
    form = kind(here, request, address=request.path, mark=mark, **more)

    def act(**about: Any) -> object:
        if name in ("print", "again"):
            if not may_number(here, matter):
                raise Http404
            make = printing.number_and_make if name == "print" else printing.make_again
            return make(here, matter, **{k: about[k] for k in ("at", "by", "identity")})
        assert matter.bearer is not None, "only numbered papers have these forms"
        said = form.cleaned_data
        if name == "attach":
            copy = Copy(said["file"].content, said["file"].name, said["file"].media_type)
            return actions.keep_signed_document(here.programme, of=matter.bearer, number=said["number"], copy=copy, **about)
        return actions.void_document(here.programme, of=matter.bearer, number=said["number"], reason=said["reason"], **about)

    def to(made: object) -> str:
        for fault in made if isinstance(made, list) else []:
            messages.warning(request, fault)
        return reverse(f"{here.desk}-documents", args=[subject])

    return form.carried_out(request, act, to=to, done=done) or show(request, here, subject, **{key: form})


DEEDS: dict[str, tuple[Any, str, str, Any]] = {
    "print": (PrintForm, "print_form", "cetak", gettext_lazy("Surat sudah dinomori dan dicetak.")),
    "again": (AgainForm, "again_form", "ulang", gettext_lazy("Surat sudah dicetak ulang.")),
    "attach": (AttachForm, "attach_form", "salinan", gettext_lazy("Salinan bertanda tangan tersimpan.")),
    "void": (VoidForm, "void_form", "batal", gettext_lazy("Nomor dibatalkan.")),
}


def file(request: HttpRequest, here: Here, subject: str, sha256: str) -> HttpResponse:
    """A made paper or its signed copy."""
    rows = printing.rows_of(here, existing(here, subject))
    if not any(sha256 and sha256 in (row.sha256, row.signed_sha256) for row in rows):
        raise Http404
    return kept.download(request, here, sha256)


def look(request: HttpRequest, here: Here, subject: str, kind: str) -> HttpResponse:
    """A print-out, or a numbered paper that has no file yet, set from what is recorded now."""
    matter = existing(here, subject)
    if kind not in {*matter.deeds, *matter.prints}:
        raise Http404
    try:
        pdf = printing.print_out(here, matter, DocumentKind(kind))
    except TemplateFault as fault:
        messages.warning(request, fault.english if language() == "en" else str(fault))
        return show(request, here, subject)
    return kept.sent_as_file(pdf, f"{kind.replace('_', '-')}-{subject.partition(':')[2]}.pdf", "application/pdf")


def folder(request: HttpRequest, here: Here, subject: str) -> HttpResponse:
    """All made papers of a matter in one ZIP."""
    rows = [row for row in printing.rows_of(here, existing(here, subject)) if row.sha256]
    return kept.sent_as_file(zipped(here.programme, rows), f"surat-{subject.replace(':', '-')}.zip", "application/zip")


class AllForm(DeedForm):
    """The papers of all handovers that were taken and have none."""

    send = gettext_lazy("Nomori dan cetak semuanya")


def waiting(here: Here) -> list[str]:
    """Handovers that were taken, whose book the reader keeps, and of which a paper is missing; the oldest first."""
    agency = here.subject if here.desk == "agency" else ""
    rows = contracts.documents(here.programme, "handover:").filter(voided_at=None).exclude(sha256="")
    have: dict[str, int] = {}
    for subject in rows.values_list("subject", flat=True):
        have[subject] = have.get(subject, 0) + 1
    found = delivery.handovers(here.programme, agency).exclude(taken_at=None).order_by("taken_at", "handover")
    least = {1: 1, 2: 2, 3: 3}
    return [h.handover for h in found if have.get(delivery.subject_of(h), 0) < least[h.step] and not (agency and h.step == 1)]


def print_all(request: HttpRequest, here: Here) -> HttpResponse:
    """Make the papers of what was handed over and has none: as many as can be made while somebody waits."""
    form = AllForm(here, request, address=request.path, mark="semua")

    def act(**about: object) -> list[str]:
        faults: list[str] = []
        for code in waiting(here)[:MOST_AT_ONCE]:
            if (matter := of_handover(here, code)) is not None:
                faults += printing.number_and_make(here, matter, at=about["at"], by=about["by"])
        return faults

    def to(faults: list[str]) -> str:
        for fault in faults:
            messages.warning(request, fault)
        return reverse(f"{here.desk}-handovers")

    gone_on = form.carried_out(request, act, to=to, done=_("Surat sudah dinomori dan dicetak. Tekan lagi bila masih ada yang tersisa."))
    return gone_on or respond(request, "documents/all.html", {
        "title": _("Surat semua serah terima"), "section": f"{here.desk}-handovers", "form": form, "answer": _(
            "%(n)s serah terima belum punya surat."
        ) % {"n": number(len(waiting(here)))},
    }, status=form.status)  # fmt: skip


def document_pages(desk: str, *roles: str) -> list[URLPattern]:
    """The pages of papers at a desk; who may open which is asked of each matter."""
    inside = door(*roles)

    def deed_of(name: str) -> Any:
        return inside(form_of(f"{desk}-documents", "subject")(lambda request, here, subject: deed(request, here, subject, name)))

    found = [
        path("surat/<code:subject>/", require_GET(inside(papers)), name=f"{desk}-documents"),
        path("surat/<code:subject>/folder.zip", require_GET(inside(folder)), name=f"{desk}-document-folder"),
        path("surat/<code:subject>/berkas/<str:sha256>/", require_GET(inside(file)), name=f"{desk}-document-file"),
        path("surat/<code:subject>/cetakan/<code:kind>/", require_GET(inside(look)), name=f"{desk}-document-look"),
        path("surat/<code:subject>/salinan/", deed_of("attach"), name=f"{desk}-document-attach"),
    ]
    if desk == "workshop":
        return found
    return [
        path("surat-serah-terima/", inside(print_all), name=f"{desk}-documents-all"), *found,
        path("surat/<code:subject>/cetak/", deed_of("print"), name=f"{desk}-document-print"),
        path("surat/<code:subject>/ulang/", deed_of("again"), name=f"{desk}-document-again"),
        path("surat/<code:subject>/batal/", deed_of("void"), name=f"{desk}-document-void"),
    ]
