"""Quotes for materials: asked of several suppliers by WhatsApp, noted from letters or Excel, compared side by side, one chosen with the reason."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.desks.frame import workbook
from tempa.desks.frame.deeds import FormShape, rows_sent, sent_as
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Listing
from tempa.desks.frame.supply.forms import (
    QUANTITY,
    ActForm,
    QuantityField,
    QuoteForm,
    carried,
    code_field,
    day_field,
    words_field,
)
from tempa.desks.frame.supply.sections import Page, Section, shown
from tempa.desks.frame.supply.words import Goods, percent_words
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day, day_words, language, number, rp
from tempa.desks.park.supply.needs import plans_of
from tempa.desks.park.supply.suppliers import link_text
from tempa.ledger.rules import PARK
from tempa.supply import actions
from tempa.supply import queries as supply
from tempa.supply.rules.amounts import parts, quantity_text
from tempa.supply.rules.buying import Asked, Compared, Draft, Offer, Wish, compare
from tempa.values.period import sunday
from tempa.values.programme import ProgrammeError
from tempa.values.programme.listed import Sheets, Wanted, lists_in
from tempa.values.programme.untrusted import read_cells
from tempa.values.rupiah import typed_rupiah

MOST_LINES = 60
SUPPLIERS = "s:"
HEADINGS = ("Kode bahan", "Bahan", "Jumlah", "Satuan", "Harga satuan")
QUOTED = Wanted({"code": HEADINGS[0], "price": HEADINGS[4]}, ("code", "price"), {
    "code": ("kode", "kode barang"), "price": ("harga", "harga penawaran", "penawaran"),
})  # fmt: skip


@require_GET
@door(*PARK)
def inquiries(request: HttpRequest, here: Here) -> HttpResponse:
    """Every request for quotes, the newest first: who has answered, whether it was ordered."""
    ordered = set(supply.purchases(here.programme).values_list("inquiry", flat=True))
    every_one = supply.inquiries(here.programme).prefetch_related("quotes")
    rows = [{"i": i, "quotes": len(i.quotes.all()), "ordered": i.inquiry in ordered} for i in every_one]

    def state(r: Any) -> tuple[str, str]:
        if r["ordered"]:
            return "good", _("sudah dipesan")
        if r["quotes"] >= len(r["i"].suppliers):
            return "doubt", _("semua menjawab: pilih")
        return ("late", _("batas lewat: pilih")) if r["i"].answer_by < here.today else ("", _("menunggu jawaban"))

    listing: Listing[Any] = Listing(
        title=_("Penawaran bahan"), rows=rows, columns=[
            Column("inquiry", lambda r: _("Permintaan %(n)s") % {"n": r["i"].number}, words=_("Permintaan"),
                   link=lambda r: reverse("park-inquiry", args=[r["i"].inquiry])),
            Column("state", lambda r: state(r)[1], words=_("Keadaan"), tag=lambda r: state(r)[0], urgent=True),
            Column("goods", lambda r: len(r["i"].wanted), number, words=_("Bahan"), numeric=True),
            Column("asked", lambda r: len(r["i"].suppliers), number, words=_("Ditanya"), numeric=True),
            Column("answered", lambda r: r["quotes"], number, words=_("Menjawab"), numeric=True),
            Column("until", lambda r: r["i"].answer_by, day, words=_("Jawab sampai")),
            Column("needed", lambda r: r["i"].needed_on, day, words=_("Diperlukan")), Column("by", lambda r: r["i"].asked_by.name, words=_("Oleh")),
        ], file_name=f"penawaran-bahan-{here.programme.code}",
        empty=_("Belum ada permintaan penawaran. Mulai dari halaman Beli bahan."),
    )  # fmt: skip
    waiting = sum(not r["ordered"] for r in rows)
    return listing.respond(request, section="park-inquiries", answer=_("%(n)s permintaan, %(open)s belum dipesan.") % {
        "n": number(len(rows)), "open": number(waiting)})  # fmt: skip


class AskForm(ActForm):
    """What is asked for, of whom, until when."""

    act = "ask"
    send = gettext_lazy("Minta penawaran")

    def __init__(self, here: Here, request: HttpRequest | None, *, wanted: Mapping[str, str], goods: Goods, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        for material, suggested in list(wanted.items())[:MOST_LINES]:
            self.fields[QUANTITY + material] = QuantityField(label=goods.labelled(material))
            self.initial[QUANTITY + material] = suggested
        usual = {goods.cells[m]["supplier"] for m in wanted}
        for s in supply.suppliers(here.programme):
            self.fields[SUPPLIERS + s.supplier] = forms.BooleanField(required=False, label=f"{s.name}, {s.cells['regency']}")
            self.initial[SUPPLIERS + s.supplier] = s.supplier in usual
        self.fields["answer_by"] = day_field(_("Jawab paling lambat"))
        self.fields["needed_on"] = day_field(_("Barang diperlukan"))
        self.fields["note"] = words_field(_("Catatan untuk pemasok"))
        self.initial.update({"answer_by": here.today + timedelta(days=3), "needed_on": here.today + timedelta(days=14)})

    @property
    def asked(self) -> Asked:
        found = self.cleaned_data
        suppliers = [code for code, is_asked in self.said_of(SUPPLIERS).items() if is_asked]
        wanted = {m: n for m, n in self.said_of(QUANTITY).items() if n != "0"}
        return Asked(wanted, suppliers, found["answer_by"], found["needed_on"], found["note"])


@door(*PARK)
def ask(request: HttpRequest, here: Here) -> HttpResponse:
    """Ask for what lacks: this week's purchase is filled in; what is bought elsewhere is emptied."""
    goods, until = Goods(here.programme), sunday(here.today)
    is_all = request.GET.get("semua") == "1"
    plans = plans_of(here)
    wanted = {m: quantity_text(n) for m, p in plans.items() if (n := p.to_buy if is_all else p.to_buy_until(until))}
    if request.method == "POST":
        wanted = {m: "" for m in rows_sent(request, QUANTITY) if m in goods.cells}
    if chosen := request.GET.get("pemasok", ""):
        wanted = {m: n for m, n in wanted.items() if goods.cells[m]["supplier"] == chosen}
    form = AskForm(here, request, wanted=wanted, goods=goods)
    gone_on = form.carried_out(
        request, lambda **deed: actions.ask_quotes(here.programme, asked=form.asked, **deed), to=lambda made: reverse("park-inquiry", args=[made]),
        done=_("Permintaan tercatat. Kirim pesannya kepada setiap pemasok."),
    )  # fmt: skip
    names = supply.supplier_names(here.programme)
    sellers = sorted({goods.cells[m]["supplier"] for m in wanted} & set(names))
    here_page = reverse("park-inquiry-new")
    links = [(_("Hanya %(name)s") % {"name": names[s]}, f"{here_page}?pemasok={s}") for s in sellers] if len(sellers) > 1 and not chosen else []
    answer = _("Jumlah sudah dibulatkan ke satuan beli. Kosongkan yang tidak ditanyakan.") if wanted else _(
        "Tidak ada yang harus dipesan minggu ini. Untuk membeli lebih awal, lihat seluruh kekurangan.")  # fmt: skip
    return gone_on or shown(request, here, Page(_("Minta penawaran bahan"), answer, [
        Section(links=[*links, *([] if is_all else [(_("Seluruh kekurangan, bukan hanya minggu ini"), f"{here_page}?semua=1")])]),
        Section(forms=[form] if wanted else []),
    ], section="park-inquiries"))  # fmt: skip


class OfficeQuoteForm(QuoteForm):
    """A quote that the office notes for a supplier."""

    send = gettext_lazy("Catat penawaran")

    def __init__(self, *args: Any, suppliers: Sequence[tuple[str, str]], source: str = "office", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields = {"supplier": code_field(_("Pemasok"), suppliers), **self.fields}
        self.fields["source"] = forms.CharField(required=False, widget=forms.HiddenInput({"id": False}))
        self.initial["source"] = source


class ChooseForm(ActForm):
    """One supplier is chosen, and why."""

    act = "choose"
    send = gettext_lazy("Buat pesanan")

    def __init__(
        self, here: Here, request: HttpRequest | None = None, *, choices: Sequence[tuple[str, str]], wanted: Mapping[str, str],
        goods: Goods, **more: Unpack[FormShape],
    ) -> None:  # fmt: skip
        super().__init__(here, request, **more)
        self.fields["supplier"] = code_field(_("Pemasok yang dipilih"), choices)
        for material, quantity in wanted.items():
            self.fields[QUANTITY + material] = QuantityField(label=goods.labelled(material))
            self.initial[QUANTITY + material] = quantity
        self.fields["due_on"] = day_field(_("Tiba paling lambat"))
        self.fields["reason"] = words_field(_("Mengapa pemasok ini"), help_text=_("Harga dengan ongkos kirim, waktu, mutu, bagian untuk daerah."))

    def draft(self, offers: Mapping[str, Offer]) -> Draft:
        found = self.cleaned_data
        offer = offers[found["supplier"]]
        lines = [Wish(m, n, offer.prices[m]) for m, n in self.said_of(QUANTITY).items() if m in offer.prices and n != "0"]
        return Draft(found["supplier"], lines, offer.freight, found["due_on"], found["reason"])


@door(*PARK)
@never_cache
def inquiry(request: HttpRequest, here: Here, inquiry: UUID) -> HttpResponse:
    """The quotes side by side, the text for each supplier, the form to note a quote and the one to choose."""
    found = existing(here, inquiry)
    return inquiry_page(request, here, found)


def existing(here: Here, inquiry: UUID) -> supply.Inquiry:
    found = supply.inquiry_named(here.programme, inquiry)
    if found is None:
        raise Http404
    return found


def inquiry_page(
    request: HttpRequest, here: Here, found: supply.Inquiry, *, read: dict[str, int] | None = None, faults: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    """`read` are prices from a file: they fill the form in, and nothing is kept before somebody sends it."""
    goods, names = Goods(here.programme), supply.supplier_names(here.programme)
    quotes = supply.quotes_of(found)
    offers = {q.supplier: supply.offer_of(q) for q in quotes}
    side = compare(offers, found.wanted, supply.stays(here.programme), supply.local_suppliers(here.programme))
    asked = [(s, names.get(s, s)) for s in found.suppliers]
    file_offer = Offer(read, 0, 0) if read else None
    quote = OfficeQuoteForm(here, request, wanted=found.wanted, goods=goods, suppliers=asked, offer=file_offer, source="excel" if read else "office")
    choose = ChooseForm(here, request, choices=[(c.supplier, f"{names.get(c.supplier, c.supplier)}, {rp(c.total)}") for c in side],
                        wanted=found.wanted, goods=goods, initial={"due_on": max(found.needed_on, here.today)})  # fmt: skip
    gone_on = carried(request, [
        (quote, lambda **deed: actions.state_quote(
            here.programme, inquiry=found.inquiry, supplier=quote.cleaned_data["supplier"],
            offer=quote.offer("excel" if quote.cleaned_data.get("source") == "excel" else "office"), **deed), _("Penawaran tercatat.")),
        (choose, lambda **deed: actions.draft_purchase(here.programme, draft=choose.draft(offers), inquiry=found.inquiry, **deed),
         _("Pesanan dibuat.")),
    ], to=lambda made: reverse("park-purchase", args=[made]) if choose.is_bound else reverse("park-inquiry", args=[found.inquiry]))  # fmt: skip
    if gone_on is not None:
        return gone_on
    orders = list(supply.purchases(here.programme).filter(inquiry=found))
    messages = [
        Section(names.get(s, s), message=link_text(request, here, s, invitation(found, goods, names.get(s, s)), mark=f"pesan-{s}"))
        for s in found.suppliers if s not in offers and not orders
    ]  # fmt: skip
    file_form = QuoteFileForm(address=reverse("park-inquiry-upload", args=[found.inquiry]))
    return shown(request, here, Page(
        _("Permintaan penawaran %(n)s") % {"n": found.number}, inquiry_answer(found, side, names, orders, here), [
            Section(warning=" ".join(faults)) if faults else Section(),
            Section(_("Bandingkan"), table=compare_table(side, names, goods), links=[
                (_("Pesanan %(order)s") % {"order": p.order}, reverse("park-purchase", args=[p.order])) for p in orders]),
            Section(_("Harga satuan"), table=prices_table(found, offers, names, goods)),
            *([Section(_("Pilih pemasok"), words=[
                _("Yang memilih menulis alasannya; pesanan di atas batas bukti pembelian disetujui orang kedua.")], forms=[choose])] if side else []),
            Section(_("Catat penawaran yang masuk"), words=[_("Dari surat, telepon, atau Excel. Pemasok dengan tautan mengisinya sendiri.")],
                    links=[(_("Unduh daftar untuk diisi pemasok"), reverse("park-inquiry-sheet", args=[found.inquiry]))], forms=[quote],
                    is_folded=bool(side) and not read),
            *messages,
        ], section="park-inquiries", more={"file_form": file_form, "only_here": settings.TEMPA_IS_LOCAL and bool(messages)},
    ))  # fmt: skip


def inquiry_answer(
    found: supply.Inquiry, side: Sequence[Compared], names: Mapping[str, str], orders: Sequence[supply.PurchaseOrder], here: Here,
) -> str:  # fmt: skip
    if not side:
        return _("Belum ada penawaran. Jawaban ditunggu sampai %(day)s.") % {"day": day_words(found.answer_by)}
    best = side[0]
    words = _("%(n)s dari %(all)s pemasok menjawab. Jumlah terendah %(rp)s dari %(name)s, termasuk ongkos kirim.") % {
        "n": number(len(side)), "all": number(len(found.suppliers)), "rp": rp(best.total), "name": names.get(best.supplier, best.supplier),
    }  # fmt: skip
    return f"{words} {_('Penawaran itu tidak lengkap.')}" if best.missing else words


def compare_table(side: Sequence[Compared], names: Mapping[str, str], goods: Goods) -> Table[Compared]:
    return Table(_("Bandingkan"), side, [
        Column("supplier", lambda c: names.get(c.supplier, c.supplier), wide=True),
        Column("goods", lambda c: c.goods, number, words=_("Barang"), numeric=True),
        Column("freight", lambda c: c.freight, number, words=_("Ongkos kirim"), numeric=True),
        Column("total", lambda c: c.total, number, words=_("Jumlah"), numeric=True, urgent=True,
               tag=lambda c: "good" if c is side[0] and not c.missing else ""),
        Column("missing", lambda c: ", ".join(map(goods.name, c.missing)), words=_("Tidak ditawarkan"), wide=True,
               tag=lambda c: "late" if c.missing else ""),
        Column("days", lambda c: c.days, number, words=_("Hari sampai tiba"), numeric=True),
        Column("local", lambda c: _("ya") if c.is_local else _("tidak"), words=_("Di provinsi ini")),
        Column("stays", lambda c: c.stays, percent_words, words=_("Terbukti tinggal di daerah"), numeric=True),
    ], empty=_("Penawaran yang masuk akan berjajar di sini: harga, ongkos kirim, hari sampai tiba, dan bagian untuk daerah."))  # fmt: skip


def prices_table(found: supply.Inquiry, offers: Mapping[str, Offer], names: Mapping[str, str], goods: Goods) -> Table[str]:
    def price_of(supplier: str) -> Any:
        return lambda m: offers[supplier].prices.get(m)

    def least(m: str) -> int:
        return min((o.prices[m] for o in offers.values() if m in o.prices), default=0)

    def is_least(supplier: str) -> Any:
        return lambda m: "good" if len(offers) > 1 and offers[supplier].prices.get(m) == least(m) else ""

    columns: list[Column[str]] = [
        Column("material", goods.name, wide=True),
        Column("quantity", lambda m: goods.words(m, parts(found.wanted[m])), words=_("Jumlah"), numeric=True),
    ]  # fmt: skip
    columns += [Column(s, price_of(s), lambda v: number(v) if v else "–", words=names.get(s, s), numeric=True, tag=is_least(s)) for s in offers]
    return Table(_("Harga satuan"), list(found.wanted), columns)


def invitation(found: supply.Inquiry, goods: Goods, name: str) -> str:
    goods_words = "; ".join(f"{goods.name(m)} {goods.words(m, parts(n))}" for m, n in list(found.wanted.items())[:12])
    more = _(" dan %(n)s barang lain") % {"n": len(found.wanted) - 12} if len(found.wanted) > 12 else ""
    return _("Yth. %(name)s. Taman sains meminta harga: %(goods)s%(more)s. Tiba di gudang paling lambat %(needed)s. Mohon isi harga tanpa PPN dan "
             "ongkos kirim paling lambat %(until)s, tanpa akun, lewat tautan ini:") % {
        "name": name, "goods": goods_words, "more": more, "needed": day_words(found.needed_on), "until": day_words(found.answer_by),
    }  # fmt: skip


# quotes from Excel


class QuoteFileForm(forms.Form):
    """A file with prices is looked at."""

    file = forms.FileField(
        label=gettext_lazy("Berkas Excel dari pemasok"), error_messages={"required": gettext_lazy("Pilih dulu berkasnya.")}, allow_empty_file=True,
        help_text=gettext_lazy("Berkas .xlsx, .xls, .ods atau .csv dengan kolom Kode bahan dan Harga satuan."),
    )  # fmt: skip

    def __init__(self, *args: Any, address: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.address = address


@require_GET
@door(*PARK)
def sheet(request: HttpRequest, here: Here, inquiry: UUID) -> HttpResponse:
    """What is asked for as a sheet that a supplier fills in."""
    found, goods = existing(here, inquiry), Goods(here.programme)
    rows = [(m, goods.name(m), float(n), goods.unit(m), None) for m, n in found.wanted.items()]
    return workbook.download(f"penawaran-bahan-{found.number}", [workbook.Sheet(_("Penawaran"), list(HEADINGS), rows)])


@door(*PARK)
def upload(request: HttpRequest, here: Here, inquiry: UUID) -> HttpResponse:
    """Prices of a file fill the form in; nothing is kept before somebody has looked at it and sends it."""
    found = existing(here, inquiry)
    if request.method != "POST" or sent_as(request, "do"):
        return inquiry_page(request, here, found)
    form = QuoteFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return inquiry_page(request, here, found, faults=[str(e) for errors in form.errors.values() for e in errors])
    try:
        prices, faults = prices_in(form.cleaned_data["file"], found.wanted)
    except ProgrammeError as error:
        prices, faults = {}, [s.in_language(language()) for s in error.sentences[:5]]
    return inquiry_page(request, here, found, read=prices, faults=faults)


def prices_in(upload: Any, wanted: Mapping[str, str]) -> tuple[dict[str, int], list[str]]:
    """Material -> price of a file, and a sentence for each row that cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / (Path(upload.name or "berkas").name[-60:] or "berkas")
        place.write_bytes(upload.read())
        sheets = read_cells(place)
    prices: dict[str, int] = {}
    faults: list[str] = []
    twice: set[str] = set()
    codes = {code.casefold(): code for code in wanted}
    for written, typed in rows_in(sheets):
        code, price = codes.get(written.casefold(), ""), typed_rupiah(typed) if typed else None
        if not code:
            faults.append(_("Bahan %(code)s tidak diminta di sini; barisnya dilewati.") % {"code": written[:40]})
        elif typed and not (price and price > 0):
            faults.append(_("Harga %(code)s tidak terbaca: %(typed)s. Tulis rupiah seperti 92.000.") % {"code": code, "typed": typed[:40]})
        elif price and prices.setdefault(code, price) != price:
            twice.add(code)
            faults.append(_("Harga %(code)s ada dua: %(first)s dan %(second)s. Hapus yang tidak berlaku, lalu kirim lagi.") % {
                "code": code, "first": number(prices[code]), "second": number(price)})  # fmt: skip
    if not prices and not faults:
        faults.append(_("Tidak ada harga di berkas ini. Pakai daftar yang diunduh dari halaman ini dan isi kolom Harga satuan."))
    return {code: price for code, price in prices.items() if code not in twice}, faults


def rows_in(sheets: Sheets) -> list[tuple[str, str]]:
    """(code, price as it is written) of every row below the headings, whatever order the columns stand in."""
    return [(cells["code"], cells["price"]) for listed in lists_in(sheets, QUOTED) for _number, cells in listed.rows if cells["code"]]
