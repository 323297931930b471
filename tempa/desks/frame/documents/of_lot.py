"""All papers of a lot in one place: of its handovers to the agency, of the claims of its machines, and the agency's list; one press, one ZIP."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from tempa.contracts import queries as contracts
from tempa.contracts.papers import TemplateFault
from tempa.contracts.papers.documents import DocumentKind
from tempa.delivery import queries as delivery
from tempa.desks.frame import papers as kept
from tempa.desks.frame.contracts.printing import zipped
from tempa.desks.frame.contracts.register import state_of
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.documents import printing
from tempa.desks.frame.documents.matters import Matter, of_assets, of_claim, of_handover
from tempa.desks.frame.documents.pages import MOST_AT_ONCE, kind_words, may_number
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import language, number
from tempa.payment import queries as payment
from tempa.production import queries as production


class LotPapersForm(DeedForm):
    """Everything of the lot that has no number yet gets one, and what is not made is made."""

    send = gettext_lazy("Nomori dan cetak semua surat lot ini")


@dataclass(frozen=True)
class LotPaper:
    """A paper of a lot, numbered, made or still to come, with the page on which it stands."""

    matter: Matter
    kind: DocumentKind
    row: contracts.ContractPaper | None

    @property
    def is_made(self) -> bool:
        return self.row is not None and bool(self.row.sha256)


def matters_of(here: Here, lot: str) -> list[Matter]:
    """What the lot has papers of, for a reader who may open them; a lot of another agency has none."""
    serials = [unit.serial for unit in production.units(here.programme, [lot])]
    taken = delivery.handovers_of_units(here.programme, serials, 2) if serials else []
    c = contracts.contract_of_lot(here.programme, lot)
    if not serials or (here.desk == "agency" and here.subject not in {h.agency for h in taken} | ({c.agency} if c else set())):
        raise Http404
    found = [of_handover(here, h.handover) for h in taken]
    found += [of_assets(here, agency) for agency in dict.fromkeys(h.agency for h in taken)]
    found += [of_claim(here, claim.claim) for claim in payment.claims_of_lot(here.programme, lot)]
    return [matter for matter in found if matter is not None]


def papers_of(here: Here, matters: list[Matter]) -> list[LotPaper]:
    found = []
    for matter in matters:
        rows = {row.kind: row for row in printing.rows_of(here, matter)}
        found += [LotPaper(matter, kind, rows.get(kind)) for kind in (*matter.deeds, *matter.prints)]
    return found


def to_make(here: Here, papers: list[LotPaper]) -> list[Matter]:
    """Matters of which a numbered paper is not made yet and whose book the reader keeps."""
    open_ = {p.matter.subject: p.matter for p in papers if p.kind in p.matter.deeds and not p.is_made}
    return [matter for matter in open_.values() if may_number(here, matter) and not matter.waits]


def lot_papers(request: HttpRequest, here: Here, lot: str) -> HttpResponse:
    """The page: what there is, one button for what is missing, one for all of it in a ZIP."""
    matters = matters_of(here, lot)
    papers = papers_of(here, matters)
    waiting = to_make(here, papers)
    form = LotPapersForm(here, request, address=request.path, mark="lot")

    def act(**about: Any) -> list[str]:
        return [fault for matter in waiting[:MOST_AT_ONCE] for fault in printing.number_and_make(here, matter, at=about["at"], by=about["by"])]

    def to(faults: list[str]) -> str:
        for fault in faults:
            messages.warning(request, fault)
        return request.path

    gone_on = form.carried_out(request, act, to=to, done=_("Surat sudah dinomori dan dicetak. Tekan lagi bila masih ada yang tersisa.")
                               if len(waiting) > MOST_AT_ONCE else _("Surat lot ini sudah dinomori dan dicetak."))  # fmt: skip
    return gone_on or respond(request, "documents/lot.html", {
        "title": _("Semua surat lot %(lot)s") % {"lot": lot}, "section": f"{here.desk}-handovers", "answer": answer(papers),
        "form": form if waiting or form.errors else None, "papers": papers_table(here, papers),
        "zip": reverse(f"{here.desk}-lot-folder", args=[lot]) if papers else "",
    }, status=form.status)  # fmt: skip


def answer(papers: list[LotPaper]) -> str:
    if not papers:
        return _("Belum ada surat: lot ini belum diterima OPD.")
    numbered = [p for p in papers if p.kind in p.matter.deeds]
    made = sum(p.is_made for p in numbered)
    if made == len(numbered):
        n = len(numbered)
        return ngettext("%(n)s surat bernomor sudah dicetak.", "Semua %(n)s surat bernomor sudah dicetak.", n) % {"n": number(n)}
    return _("%(made)s dari %(all)s surat bernomor sudah dicetak.") % {"made": number(made), "all": number(len(numbered))}


def papers_table(here: Here, papers: list[LotPaper]) -> Table[LotPaper]:
    def look(p: LotPaper) -> str:
        if p.row is not None and p.row.sha256:
            return reverse(f"{here.desk}-document-file", args=[p.matter.subject, p.row.sha256])
        return reverse(f"{here.desk}-document-look", args=[p.matter.subject, p.kind.value])

    return Table(_("Surat"), papers, [
        Column("kind", lambda p: kind_words(p.kind), words=_("Surat"), link=look, wide=True),
        Column("number", lambda p: p.row.number if p.row else "–", words=_("Nomor")),
        Column("state", lambda p: words_of(p)[1], words=_("Keadaan"), tag=lambda p: words_of(p)[0], urgent=True),
        Column("matter", lambda p: p.matter.title, words=_("Bagian dari"), link=lambda p: reverse(f"{here.desk}-documents", args=[p.matter.subject])),
    ], empty=_("Belum ada surat: lot ini belum diterima OPD."))  # fmt: skip


def words_of(p: LotPaper) -> tuple[str, str]:
    if p.kind in p.matter.prints:
        return "plain", _("cetakan tanpa nomor")
    if p.row is None:
        return "doubt", _("belum bernomor")
    tag, words = state_of(p.row)
    return tag, str(words)


def lot_folder(request: HttpRequest, here: Here, lot: str) -> HttpResponse:
    """Every made paper with its signed copy, and the print-outs as of now, in one ZIP."""
    papers = papers_of(here, matters_of(here, lot))
    target = io.BytesIO(zipped(here.programme, [p.row for p in papers if p.row is not None and p.row.sha256]))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_STORED) as archive:
        for p in papers:
            if p.kind not in p.matter.prints:
                continue
            try:
                place = f"{p.matter.subject.replace(':', '-')}/{p.kind.value.replace('_', '-')}.pdf"
                archive.writestr(place, printing.print_out(here, p.matter, p.kind))
            except TemplateFault as fault:
                messages.warning(request, fault.english if language() == "en" else str(fault))
    return kept.sent_as_file(target.getvalue(), f"surat-lot-{lot}.zip", "application/zip")


def lot_paper_pages(desk: str, *roles: str) -> list[URLPattern]:
    inside = door(*roles)
    return [
        path("surat-lot/<code:lot>/", inside(lot_papers), name=f"{desk}-lot-documents"),
        path("surat-lot/<code:lot>/folder.zip", require_GET(inside(lot_folder)), name=f"{desk}-lot-folder"),
    ]
