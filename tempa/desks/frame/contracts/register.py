"""Papers of contracts on pages: those of one contract, the book of numbers, files to take home, and the printing of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import papers as engine
from tempa.contracts import queries as contracts
from tempa.contracts.papers import documents
from tempa.desks.frame import figures
from tempa.desks.frame import papers as kept
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.contracts import printing
from tempa.desks.frame.contracts.board import agency_of
from tempa.desks.frame.deeds import Deed, DeedForm
from tempa.desks.frame.door import Here
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day, language, number
from tempa.ledger.rules import check_code

MOST_IN_ZIP = 3000


def kind_words(kind: str) -> str:
    """What a kind of paper is called."""
    name = engine.NAMES[engine.Kind(kind)] if kind in set(engine.Kind) else documents.NAMES[documents.DocumentKind(kind)]
    return name.english if language() == "en" else name.indonesian


def state_of(p: contracts.ContractPaper) -> tuple[str, str]:
    """The mark of a numbered paper and its words."""
    if p.voided_at:
        return "late", _("dibatalkan: %(why)s") % {"why": p.voided_why}
    if p.signed_sha256:
        return "good", _("bertanda tangan")
    return ("", _("dicetak")) if p.sha256 else ("doubt", _("bernomor, belum dicetak"))


def paper_columns(here: Here) -> list[Column[contracts.ContractPaper]]:
    def file(p: Any, sha256: str) -> str:
        if p.contract is None:
            return reverse(f"{here.desk}-document-file", args=[p.subject, sha256])
        return reverse(f"{here.desk}-contract-file", args=[p.contract.contract, sha256])

    return [
        Column("number", lambda p: p.number, words=_("Nomor"), sort="place"),
        Column("kind", lambda p: kind_words(p.kind) + (f" ({p.about})" if p.about else ""), words=_("Surat"), wide=True),
        Column("dated", lambda p: p.dated, day, words=_("Tanggal"), sort="dated"),
        Column("state", lambda p: state_of(p)[1], words=_("Keadaan"), tag=lambda p: state_of(p)[0], urgent=True),
        Column("file", lambda p: "PDF" if p.sha256 else "", words=_("Berkas"), link=lambda p: file(p, p.sha256)),
        Column("copy", lambda p: _("salinan") if p.signed_sha256 else "", words=_("Bertanda tangan"), link=lambda p: file(p, p.signed_sha256)),
        Column("code", lambda p: check_code(bytes(p.entry.digest)), words=_("Kode periksa")),
    ]  # fmt: skip


def papers_table(here: Here, rows: Sequence[contracts.ContractPaper]) -> Table[contracts.ContractPaper]:
    return Table(_("Surat"), rows, paper_columns(here), empty=_("Belum ada surat bernomor."), most=60)


def numbers(request: HttpRequest, here: Here) -> HttpResponse:
    """The book of numbers: every number that was given out, what it is, and why one is not used."""
    agency = agency_of(here)
    book = here.known(f"numbers {agency}", lambda: contracts.numbers(here.programme, agency), of=("contracts",))
    rows = contracts.papers(here.programme)
    years = sorted(set(rows.order_by().values_list("year", flat=True)))
    to_contract, to_matter = addresses(f"{here.desk}-contract"), addresses(f"{here.desk}-documents")
    listing = Listing(
        title=_("Buku nomor surat"), rows=rows.filter(agency=agency) if agency else rows,
        columns=[
            Column("place", lambda p: p.place, words=_("Urutan"), numeric=True, sort="place"), *paper_columns(here),
            Column("agency", lambda p: p.agency, sort="agency"),
            Column("contract", lambda p: p.contract.contract if p.contract else p.subject.partition(":")[2], words=_("Kontrak atau hal"),
                   link=lambda p: to_contract(p.contract.contract) if p.contract else to_matter(p.subject)),
        ],
        search=("number", "contract__contract", "agency"),
        filters=[
            *([] if agency else [Filter("opd", _("OPD"), every(figures.agency_names(here).items()), lambda a: Q(agency=a))]),
            Filter("tahun", _("Tahun"), every([(str(y), str(y)) for y in years]), lambda y: Q(year=int(y))),
            Filter("jenis", _("Surat"), every([(str(k), kind_words(k)) for k in (*engine.Kind, *documents.DEEDS)]), lambda k: Q(kind=k)),
        ],
        file_name=f"nomor-surat-{agency or here.programme.code}", empty=_("Belum ada nomor. Nomor diberikan dari halaman sebuah kontrak."),
    )  # fmt: skip
    return listing.respond(request, section=f"{here.desk}-contracts", answer=numbers_answer(book))


def numbers_answer(book: contracts.Numbers) -> str:
    if not book.given:
        return _("Belum ada nomor surat yang diberikan.")
    said = _("%(n)s nomor sudah diberikan, %(voided)s di antaranya dibatalkan dengan alasan.") % {
        "n": number(book.given), "voided": number(book.voided),
    }  # fmt: skip
    gap = _("Tidak ada nomor yang hilang.") if not book.missing else _("Nomor yang tidak dapat dijelaskan: %(some)s.") % {
        "some": ", ".join(book.missing[:10])
    }  # fmt: skip
    return f"{said} {gap}"


def file(request: HttpRequest, here: Here, contract: str, sha256: str) -> HttpResponse:
    """A paper of a contract, or its signed copy, for those who may see the contract."""
    found = contracts.contract_named(here.programme, contract)
    if found is None or agency_of(here) not in ("", found.agency):
        raise Http404
    rows = contracts.papers_of(found).filter(Q(sha256=sha256) | Q(signed_sha256=sha256))
    if not sha256 or not (rows.exists() or contracts.addenda_of(found).filter(paper=sha256).exists()):
        raise Http404
    return kept.download(request, here, sha256)


def zip_of_one(request: HttpRequest, here: Here, contract: str) -> HttpResponse:
    found = contracts.contract_named(here.programme, contract)
    if found is None or agency_of(here) not in ("", found.agency):
        raise Http404
    return zip_of(here, list(contracts.papers_of(found).filter(voided_at=None).select_related("contract", "entry")), f"surat-{contract}")


def zip_of(here: Here, rows: Sequence[contracts.ContractPaper], name: str) -> HttpResponse:
    answer = HttpResponse(printing.zipped(here.programme, rows), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer


# --- many ------------------------------------------------------------------------------------------------------------


class PrintManyForm(DeedForm):
    """Papers of all contracts are numbered and made, beside the server."""

    send = gettext_lazy("Nomori dan cetak semuanya")

    opd = forms.ChoiceField(label=gettext_lazy("OPD"), required=False)

    def __init__(self, here: Here, *args: Any, **more: Any) -> None:
        super().__init__(here, *args, **more)
        names = figures.agency_names(here)
        own = agency_of(here)
        self.fields["opd"].choices = [(own, names.get(own, own))] if own else every(names.items())  # type: ignore[attr-defined]


def print_many(request: HttpRequest, here: Here) -> HttpResponse:
    """Begin to print all, and see how far it is."""
    form = PrintManyForm(here, request)

    def act(**_deed: Unpack[Deed]) -> str:
        agency = agency_of(here) or form.cleaned_data["opd"]
        printing.ask(here.programme, agency, here.person.public_id)
        return agency

    page = reverse(f"{here.desk}-contracts-print")
    gone_on = form.carried_out(request, act, to=lambda agency: f"{page}?opd={agency}", done=_("Pencetakan dimulai di samping server."))
    if gone_on:
        return gone_on
    agency = agency_of(here) or asked_agency(request, here)
    how_far = printing.progress(here.programme, agency)
    return render(request, "contracts/print.html", {
        "title": _("Cetak surat semua kontrak"), "section": f"{here.desk}-contracts", "form": form, "progress": how_far, "agency": agency,
        "answer": print_answer(how_far), "zip": rows_of(here, agency).exclude(sha256="").exists(),
    }, status=form.status)  # fmt: skip


def asked_agency(request: HttpRequest, here: Here) -> str:
    asked = request.GET.get("opd", "")
    return asked if asked in figures.agency_names(here) else ""


def rows_of(here: Here, agency: str) -> QuerySet[contracts.ContractPaper]:
    found = contracts.papers(here.programme).filter(voided_at=None, contract__isnull=False)
    return found.filter(agency=agency) if agency else found


def print_answer(how_far: printing.Progress | None) -> str:
    if how_far is None:
        return _("Surat semua kontrak dinomori menurut buku nomor tiap OPD, lalu dicetak. Yang sudah dicetak tidak dibuat lagi.")
    said = _("%(done)s dari %(all)s kontrak selesai.") % {"done": number(how_far.done), "all": number(how_far.all)}
    if how_far.is_going_on:
        return said + " " + _("Pencetakan masih berjalan; muat ulang halaman ini untuk melihat kemajuannya.")
    if how_far.done < how_far.all:
        return said + " " + _("Pencetakan terhenti. Tekan lagi tombolnya: yang sudah jadi tidak diulang.")
    return said


def zip_of_many(request: HttpRequest, here: Here) -> HttpResponse:
    agency = agency_of(here) or asked_agency(request, here)
    rows = list(rows_of(here, agency).exclude(sha256="")[:MOST_IN_ZIP])
    return zip_of(here, rows, f"surat-{agency or here.programme.code}")
