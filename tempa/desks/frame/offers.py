"""Offers of a site as its owner types them on a phone, as the park notes them, and as they come from Excel: one form, one way."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.desks.frame import workbook
from tempa.desks.frame.deeds import DeedForm, FormShape, Untouchable, rows_sent
from tempa.desks.frame.door import Here
from tempa.desks.frame.link_door import LinkForm
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import language, number
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry
from tempa.registry.rules import Aggregate
from tempa.values.programme import ProgrammeError
from tempa.values.programme.errors import Sentence
from tempa.values.programme.untrusted import read_untrusted_people
from tempa.values.rupiah import typed_rupiah

PER_PAGE = 30
MOST_CHANGES = 2000  # of one file: what a form can carry
FAR_FROM_ESTIMATE = 20  # a price so many times smaller or greater than the HPS was typed wrongly
TYPED, WAS = "p:", "w:"


@dataclass(frozen=True)
class OfferRow:
    """One type as a site may offer it: its estimate (HPS), what the site asks now (None: nothing), how many are ordered."""

    workshop: str
    type: str
    name: str
    estimate: int
    price: int | None = None
    ordered: int = 0
    becomes: str = ""  # what a file says; blank where nothing came from a file

    @property
    def key(self) -> str:
        return f"{self.workshop}|{self.type}"

    @property
    def is_above(self) -> bool:
        """Whether what is asked, or would be by a file, is more than the estimate."""
        asked = int(self.becomes) if self.becomes else self.price
        return asked is not None and asked > self.estimate


class PriceField(forms.CharField):
    """Rupiah as people type them, kept as digits; blank where there is no price."""

    def __init__(self, estimate: int, **more: Any) -> None:
        super().__init__(required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}), **more)
        self.estimate = estimate

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        if text == "":
            return ""
        amount = typed_rupiah(text)
        if amount is None:
            raise ValidationError(_("Tulis harga seperti 9.500.000 atau 9,5 juta."))
        if not self.estimate <= amount * FAR_FROM_ESTIMATE or amount > self.estimate * FAR_FROM_ESTIMATE:
            raise ValidationError(_("%(price)s jauh dari HPS %(estimate)s. Tulis harga satu mesin, lengkap dengan nolnya.") % {
                "price": number(amount), "estimate": number(self.estimate),
            })  # fmt: skip
        return str(amount)


class OfferFields(DeedForm):
    """A price for each row, beside what stood there when the page was made; only what was changed is stated.

    A button may save one row alone: the others stay as they were typed.
    """

    send = gettext_lazy("Simpan semua")

    source = forms.CharField(required=False, max_length=10, widget=Untouchable)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, rows: Sequence[OfferRow], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.rows, self.only = rows, str(self.data.get("only", "")) if self.is_bound else ""
        for row in rows:
            is_asked = self.only in ("", row.key)
            self.fields[TYPED + row.key] = PriceField(row.estimate) if is_asked else forms.CharField(required=False, max_length=30)
            self.fields[WAS + row.key] = forms.CharField(required=False, max_length=20, widget=Untouchable)
            self.initial[TYPED + row.key] = row.becomes or ("" if row.price is None else number(row.price))
            self.initial[WAS + row.key] = "" if row.price is None else str(row.price)

    def shown(self) -> list[dict[str, object]]:
        return [{"row": r, "price": self[TYPED + r.key], "was": self[WAS + r.key]} for r in self.rows]

    def changes(self) -> dict[str, dict[str, str]]:
        """Site -> type -> price, of rows that were changed; blank: no longer offered."""
        found: dict[str, dict[str, str]] = {}
        for row in self.rows:
            price = self.cleaned_data.get(TYPED + row.key, "")
            if self.only in ("", row.key) and price != self.cleaned_data.get(WAS + row.key, ""):
                found.setdefault(row.workshop, {})[row.type] = price
        return found

    def take(self, refused: Refused) -> None:
        """A refusal names a row by its type alone: it stands beside that row's price."""
        for row in self.rows:
            if refused.field == f"p-{row.type}":
                refused.field = TYPED + row.key
                break
        super().take(refused)

    def typed_for_others(self) -> dict[str, str]:
        """What was typed in rows that were not saved."""
        return {k: v for k, v in self.data.items() if k.startswith(TYPED) and k != TYPED + self.only}


class LinkOfferForm(OfferFields, LinkForm):
    """The same on the page of a link."""


class OfficeOfferForm(OfferFields):
    """The same where the park notes offers, with the reason."""

    reason = forms.CharField(
        label=gettext_lazy("Mengapa taman sains yang mencatat"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500, required=False,
        help_text=gettext_lazy("Misalnya: surat penawaran 12 Juni 2020, dititipkan di kantor."),
    )  # fmt: skip


class OfferFileForm(forms.Form):
    """A file with prices."""

    file = forms.FileField(
        label=gettext_lazy("Berkas Excel"), error_messages={"required": gettext_lazy("Pilih dulu berkasnya.")},
        help_text=gettext_lazy("Berkas .xlsx, .xls, .ods atau .csv dengan kolom Bengkel, Kode mesin, Penawaran."),
    )  # fmt: skip


def rows_for(programme: ledger.Programme, workshop: str, asked_for: Iterable[str] = ()) -> list[OfferRow]:
    """The types that a site may offer (those asked for, or all), what it offers now first."""
    estimates, names, ordered = catalogue.prices(programme), catalogue.type_names(programme), demand.units_by_type(programme)
    prices = {offer.type: offer.unit_price for offer in registry.offers_of(programme, workshop)}
    types = sorted(set(asked_for) & set(estimates)) if asked_for else sorted(estimates)
    found = [OfferRow(workshop, t, names[t], estimates[t], prices.get(t), ordered.get(t, 0)) for t in types]
    return sorted(found, key=lambda row: (row.price is None, row.type))


def chosen_rows(request: HttpRequest, rows: Sequence[OfferRow]) -> tuple[list[OfferRow], dict[str, object]]:
    """The rows of this page: those that a form brings back, or those that the reader asked for; and how to turn the page."""
    if request.method == "POST":
        sent = rows_sent(request, TYPED)
        return [row for row in rows if row.key in sent], {"query": request.GET.get("cari", ""), "page": page_of(request)}
    query = request.GET.get("cari", "").strip()[:60]
    fitting = [row for row in rows if query.lower() in f"{row.type} {row.name}".lower()]
    last = max(1, -(-len(fitting) // PER_PAGE))
    page = min(page_of(request), last)
    turn = {"query": query, "page": page, "last": last, "count": len(fitting), "earlier": page - 1, "later": page + 1 if page < last else 0}
    return fitting[(page - 1) * PER_PAGE : page * PER_PAGE], turn


def page_of(request: HttpRequest) -> int:
    text = request.GET.get("hal", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def sheet_of(rows: Sequence[OfferRow], name: str) -> HttpResponse:
    """The rows as an Excel file that can be filled in and sent back."""
    headings = ["Bengkel", "Kode mesin", "Nama mesin", "HPS", "Dipesan", "Penawaran"]  # as the reader knows them, whatever the language
    lines = [(r.workshop, r.type, r.name, r.estimate, r.ordered, r.price) for r in rows]
    return workbook.download(name, [workbook.Sheet(_("Penawaran"), headings, lines)])


NO_ROWS = Sentence(
    "Berkas ini tidak berisi satu baris pun dengan mesin dan harga penawaran. Beri judul kolom Bengkel, Kode mesin (atau Nama mesin) dan"
    " Penawaran, isi harganya, lalu kirim lagi; atau pakai daftar yang diunduh dari halaman ini.",
    "This file has no row with a machine and an offered price. Head its columns Bengkel, Kode mesin (or Nama mesin) and Penawaran, fill in"
    " the prices and send it again; or take the list that this page hands out.")  # fmt: skip
NOT_ASKED = Sentence(
    "Yang meragukan tidak ditanyakan di halaman ini: tulis dengan pasti di berkasnya, lalu kirim lagi.",
    "What is doubtful is not asked on this page: write it for certain in the file and send it again.")  # fmt: skip


def rows_in_file(programme: ledger.Programme, upload: UploadedFile[Any], known: Mapping[str, OfferRow]) -> list[OfferRow]:
    """The rows that a file changes; `known` are those that it may speak of, by their keys. Where they are of one workshop, its file need not
    name it.

    Raises ProgrammeError with a sentence for each row that cannot be understood, that is another's, or that is not asked for, and for a
    file without any.
    """
    sites = {row.workshop for row in known.values()}
    defaults = {"workshop": next(iter(sites))} if len(sites) == 1 else {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / (Path(upload.name or "berkas").name[-60:] or "berkas")
        with open(place, "wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        proposal = read_untrusted_people(place, tables=("offers",), known=ledger.tables_of(programme), defaults=defaults)
    sentences = [Sentence(p.sentence_id, p.sentence_en) for p in proposal.problems] + [Sentence(q.text_id, q.text_en) for q in proposal.questions]
    if proposal.questions:
        sentences.append(NOT_ASKED)
    if not (proposal.rows or sentences):
        sentences.append(NO_ROWS)
    changed: dict[str, OfferRow] = {}
    for read in proposal.rows:
        key, price = f"{read.values['workshop']}|{read.values['type']}", read.values.get("unit_price", "")
        if key not in known:
            sentences.append(Sentence(
                f"Lembar {read.sheet}, baris {read.row}: {key.replace('|', ', ')} tidak diminta di sini. Hapus baris itu.",
                f"Sheet {read.sheet}, row {read.row}: {key.replace('|', ', ')} is not asked for here. Delete that row."))  # fmt: skip
        elif price and str(known[key].price) != price:
            changed[key] = replace(known[key], becomes=price)
    if sentences:
        raise ProgrammeError(sentences)
    if len(changed) > MOST_CHANGES:
        raise ProgrammeError([Sentence(
            f"Berkas ini mengubah {len(changed)} harga; sekali kirim paling banyak {MOST_CHANGES}. Bagi menjadi beberapa berkas.",
            f"This file changes {len(changed)} prices; at most {MOST_CHANGES} at once. Split it into several files.")])  # fmt: skip
    return list(changed.values())


def faults_of(error: ProgrammeError) -> list[str]:
    return [sentence.in_language(language()) for sentence in error.sentences][:100]


def mine_table(rows: Sequence[OfferRow], told: Mapping[str, Aggregate]) -> Table[OfferRow]:
    """What a site offers, and what it may know of all offers: how many, lowest, median, highest."""
    return Table(_("Penawaran saya"), [r for r in rows if r.price is not None], [
        Column("type", lambda r: r.name, wide=True), Column("offer", lambda r: r.price, number, numeric=True),
        Column("unit_price", lambda r: r.estimate, number, numeric=True),
        Column("limit", lambda r: _("di atas HPS") if r.is_above else _("boleh"), words=_("Terhadap HPS"),
               tag=lambda r: "late" if r.is_above else ""),
        Column("told", lambda r: aggregate_words(told.get(r.type)), words=_("Semua penawaran"), wide=True),
    ], empty=_("Belum menawar jenis apa pun."))  # fmt: skip


def short_table(rows: Sequence[OfferRow], told: Mapping[str, Aggregate]) -> Table[OfferRow]:
    """The same for a narrow page: what I ask, and where it is told what all ask."""
    both: Column[OfferRow] = Column("told", lambda r: aggregate_words(told.get(r.type)), words=_("Semua penawaran"))
    return Table(_("Penawaran saya"), [r for r in rows if r.price is not None], [
        Column("type", lambda r: r.name), Column("offer", lambda r: r.price, number, numeric=True, tag=lambda r: "late" if r.is_above else ""),
        *([both] if told else []),
    ])  # fmt: skip


def aggregate_words(found: Aggregate | None) -> str:
    """The aggregate of a type's offers in words; blank where it is not told yet."""
    if found is None:
        return ""
    if found.lowest is None:
        return _("%(n)s penawaran; angkanya diumumkan mulai tiga") % {"n": number(found.count)}
    return _("%(n)s penawaran: %(lowest)s, tengah %(median)s, sampai %(highest)s") % {
        "n": number(found.count), "lowest": number(found.lowest), "median": number(found.median), "highest": number(found.highest),
    }  # fmt: skip
