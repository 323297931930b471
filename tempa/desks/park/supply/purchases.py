"""Purchase orders: the list, and one order from approval over its answer and its receipts to the invoice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.desks.frame.deeds import FormShape, Said
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.price_objections import PaperField
from tempa.desks.frame.supply.forms import (
    QUANTITY,
    ActForm,
    AnswerForm,
    InvoiceForm,
    LinesForm,
    QuantityField,
    carried,
    code_field,
    day_field,
    file_of,
    words_field,
)
from tempa.desks.frame.supply.papers import letter
from tempa.desks.frame.supply.sections import Page, Section, shown
from tempa.desks.frame.supply.words import STAGES, Goods, amount, order_value, stage_tag, stays_words
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day, day_words, moment, number, rp
from tempa.desks.park.supply.suppliers import link_text
from tempa.ledger.queries import hands_behind
from tempa.ledger.rules import PARK
from tempa.supply import actions
from tempa.supply import queries as supply
from tempa.supply.actions.receiving import Came
from tempa.supply.rules.amounts import UNIT, quantity_text, value_of
from tempa.supply.rules.buying import OPEN, may_decide_purchase
from tempa.supply.rules.stock import numbers_in

CERTIFICATE, ENGINES = "c:", "e:"
PHOTOS = 3


@require_GET
@door(*PARK)
def purchases(request: HttpRequest, here: Here) -> HttpResponse:
    """Every order: how it stands, when it comes, what it costs and how much of that stays here."""
    names, stages = supply.supplier_names(here.programme), [(code, str(words)) for code, (_tag, words) in STAGES.items()]
    found = list(supply.purchases(here.programme))
    rows = [{"p": p, "stage": supply.stage_of(p), "tag": stage_tag(p), "value": order_value(p)} for p in found]

    def is_overdue(r: Any) -> bool:
        return r["stage"] in OPEN and (r["p"].promised_on or r["p"].due_on) < here.today

    listing: Listing[Any] = Listing(
        title=_("Pesanan bahan"), rows=rows, columns=[
            Column("purchase", lambda r: r["p"].order, link=lambda r: reverse("park-purchase", args=[r["p"].order]), words=_("Pesanan"),
                   sort="purchase"),
            Column("supplier", lambda r: names.get(r["p"].supplier, r["p"].supplier), wide=True),
            Column("state", lambda r: r["tag"][1], words=_("Keadaan"), tag=lambda r: r["tag"][0], urgent=True),
            Column("due", lambda r: r["p"].promised_on or r["p"].due_on, day, words=_("Tiba"), sort="due",
                   tag=lambda r: "late" if is_overdue(r) else ""),
            Column("goods", lambda r: len(supply.lines_of(r["p"])), number, words=_("Macam"), numeric=True),
            Column("value", lambda r: r["value"], number, words=_("Rupiah"), numeric=True, sort="value"),
            Column("by", lambda r: r["p"].drafted_by.name, words=_("Dipilih oleh")),
        ], filters=[Filter("keadaan", _("Keadaan"), every(stages), lambda c: lambda r: r["stage"] == c)],
        file_name=f"pesanan-bahan-{here.programme.code}",
        empty=_("Belum ada pesanan bahan. Minta penawaran dulu di halaman Beli bahan, lalu pilih pemasoknya."),
    )  # fmt: skip
    ordered = [p for p in found if p.ordered_on is not None]
    answer = _("%(n)s pesanan senilai %(rp)s. %(stays)s") % {
        "n": number(len(ordered)), "rp": rp(sum(order_value(p) for p in ordered)),
        "stays": stays_words(supply.stays_of(here.programme, supply.spent(here.programme))),
    }  # fmt: skip
    return listing.respond(request, section="park-purchases", answer=answer)


class ApproveForm(ActForm):
    """A second person lets the order go."""

    act = "approve"
    send = gettext_lazy("Setujui pesanan")

    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, max_length=500)


class ReasonForm(ActForm):
    """A deed that wants a reason."""

    look = "danger"

    reason = words_field(gettext_lazy("Sebabnya"))


class RefuseForm(ReasonForm):
    """A second person refuses the order."""

    act = "refuse"
    send = gettext_lazy("Tolak pesanan")


class CancelForm(ReasonForm):
    """What has not come is no longer wanted."""

    act = "cancel"
    send = gettext_lazy("Batalkan sisa pesanan")


class SendForm(ActForm):
    """The order went to its supplier."""

    act = "send"
    send = gettext_lazy("Sudah saya kirim")

    way = forms.CharField(label=gettext_lazy("Dikirim lewat"), required=False, max_length=120, initial="WhatsApp")


class ChangeForm(ActForm):
    """Less is wanted, or on another day."""

    act = "change"
    send = gettext_lazy("Ubah pesanan")

    def __init__(
        self, here: Here, request: HttpRequest | None = None, *, purchase: supply.PurchaseOrder, goods: Goods, **more: Unpack[FormShape],
    ) -> None:  # fmt: skip
        super().__init__(here, request, **more)
        for line in supply.lines_of(purchase):
            self.fields[QUANTITY + line.code] = QuantityField(label=goods.labelled(line.material))
            self.initial[QUANTITY + line.code] = quantity_text(line.quantity)
        self.fields["due_on"] = day_field(_("Tiba paling lambat"))
        self.fields["reason"] = words_field(_("Mengapa diubah"))
        self.initial["due_on"] = purchase.due_on

    @property
    def said(self) -> Said:
        kept = {code: n for code, n in self.said_of(QUANTITY).items() if n != self.initial[QUANTITY + code]}
        return {"quantities": kept, "due_on": self.cleaned_data["due_on"], "reason": self.cleaned_data["reason"]}


class ReceiveForm(LinesForm):
    """Goods came: how much of each line, certificates of steel, numbers of engines, photos."""

    act = "receive"
    send = gettext_lazy("Catat penerimaan")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, filled=False, **more)
        for line in supply.lines_of(self.purchase):
            kind, name = self.goods.kind(line.material), self.goods.name(line.material)
            if line.quantity <= line.received:
                continue
            if kind == "engine":
                self.fields[ENGINES + line.code] = words_field(_("%(name)s: nomor mesin") % {"name": name}, rows=3, help_text=_(
                    "Satu nomor tiap baris, boleh ditempel dari daftar. Boleh menyusul, tetapi mesin tanpa nomor belum dapat keluar."))  # fmt: skip
            elif kind == "material":
                self.fields[CERTIFICATE + line.code] = forms.CharField(
                    label=_("%(name)s: sertifikat atau nomor leburan") % {"name": name}, required=False, max_length=200
                )
        self.fields["on"] = day_field(_("Diterima pada"))
        for n in range(1, PHOTOS + 1):
            self.fields[f"photo{n}"] = PaperField(label=_("Foto atau surat jalan %(n)s") % {"n": n})
        self.fields["note"] = forms.CharField(label=_("Catatan"), required=False, max_length=500)

    @property
    def came(self) -> Came:
        engines = {code: numbers_in(text) for code, text in self.said_of(ENGINES).items()}
        files = [f for n in range(1, PHOTOS + 1) if (f := file_of(self.cleaned_data.get(f"photo{n}")))]
        return Came(self.said_of(QUANTITY), self.said_of(CERTIFICATE), engines, self.cleaned_data["note"], files)


class NumbersForm(ActForm):
    """Numbers of engines that came before."""

    act = "numbers"
    send = gettext_lazy("Catat nomor mesin")

    def __init__(self, here: Here, request: HttpRequest | None = None, *, choices: Sequence[tuple[str, str]], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["line"] = code_field(_("Mesin"), choices)
        self.fields["engines"] = words_field(_("Nomor mesin"), rows=4, help_text=_("Satu nomor tiap baris, boleh ditempel dari daftar."))


class NotedAnswerForm(AnswerForm):
    """What a supplier answered by phone."""

    send = gettext_lazy("Catat jawaban pemasok")


class NotedInvoiceForm(InvoiceForm):
    """An invoice that came on paper."""

    send = gettext_lazy("Catat faktur")


class DecideForm(ActForm):
    """An invoice is right, or goes back."""

    act = "decide"
    send = gettext_lazy("Simpan hasil periksa")

    def __init__(self, here: Here, request: HttpRequest | None = None, *, choices: Sequence[tuple[str, str]], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["invoice"] = code_field(_("Faktur"), choices)
        self.fields["right"] = code_field(_("Hasil"), [("yes", _("benar")), ("no", _("dikembalikan ke pemasok"))])
        self.fields["reason"] = words_field(_("Sebab, bila dikembalikan atau lebih besar dari yang diterima"))


@door(*PARK)
@never_cache
def purchase(request: HttpRequest, here: Here, order: str) -> HttpResponse:
    """One order, with the deeds that fit how it stands."""
    p = supply.purchase_named(here.programme, order)
    if p is None:
        raise Http404
    goods, programme = Goods(here.programme), here.programme
    approve, refuse, cancel, send = (form(here, request) for form in (ApproveForm, RefuseForm, CancelForm, SendForm))
    reply = NotedAnswerForm(here, request, initial={"promised_on": p.promised_on or p.due_on})
    change = ChangeForm(here, request, purchase=p, goods=goods)
    receive = ReceiveForm(here, request, purchase=p, goods=goods, initial={"on": here.today})
    bill = NotedInvoiceForm(here, request, initial={"dated": here.today})
    numberless = [(one.code, f"{goods.name(one.material)} ({amount(one.received - one.engines.count() * UNIT)})") for one in supply.lines_of(p)
                  if goods.kind(one.material) == "engine" and one.engines.count() * UNIT < one.received]  # fmt: skip
    numbers = NumbersForm(here, request, choices=numberless)
    bills = supply.invoices_of(p)
    decide = DecideForm(here, request, choices=[(str(i.invoice), f"{i.number}, {rp(i.amount)}") for i in bills if i.is_right is None])
    gone_on = carried(request, [
        (approve, lambda **d: actions.approve_purchase(programme, order=order, note=approve.cleaned_data["note"], **d), _("Pesanan disetujui.")),
        (refuse, lambda **d: actions.refuse_purchase(programme, order=order, reason=refuse.cleaned_data["reason"], **d), _("Pesanan ditolak.")),
        (cancel, lambda **d: actions.cancel_purchase(programme, order=order, reason=cancel.cleaned_data["reason"], **d),
         _("Sisa pesanan dibatalkan.")),
        (send, lambda **d: actions.send_purchase(programme, order=order, way=send.cleaned_data["way"], **d), _("Pengiriman pesanan tercatat.")),
        (reply, lambda **d: actions.answer_purchase(programme, order=order, **reply.said, **d), _("Jawaban pemasok tercatat.")),
        (change, lambda **d: actions.change_purchase(programme, order=order, **change.said, **d), _("Pesanan diubah.")),
        (receive, lambda **d: actions.receive_goods(programme, order=order, on=receive.cleaned_data["on"], came=receive.came, **d),
         _("Penerimaan tercatat.")),
        (numbers, lambda **d: actions.number_engines(
            programme, line=numbers.cleaned_data["line"], numbers=numbers_in(numbers.cleaned_data["engines"]), **d), _("Nomor mesin tercatat.")),
        (bill, lambda **d: actions.state_invoice(programme, order=order, **bill.said, **d), _("Faktur tercatat.")),
        (decide, lambda **d: actions.decide_invoice(programme, invoice=decide.cleaned_data["invoice"], right=decide.cleaned_data["right"] == "yes",
                                                    reason=decide.cleaned_data["reason"], **d), _("Hasil periksa faktur tercatat.")),
    ], to=lambda _made: reverse("park-purchase", args=[order]))  # fmt: skip
    if gone_on is not None:
        return gone_on
    stage, history = supply.stage_of(p), supply.history_of(p)
    may = may_decide_purchase(here.who, history, hands_behind(programme, here.person, PARK))
    sections = [Section(facts=facts_of(here, p)), Section(_("Barang"), table=lines_table(p, goods))]
    if stage == "waiting":
        why = [] if may else [_("Yang membuat pesanan ini, atau orang yang perannya ia berikan, tidak dapat menyetujuinya. Minta orang kedua.")]
        sections.append(Section(_("Persetujuan"), words=why, forms=[approve, refuse] if may else []))
    if p.ordered_on is not None:
        sections.append(Section(links=[(_("Surat pesanan (PDF)"), reverse("park-purchase-paper", args=[order]))]))
    if stage in ("approved", "sent", "declined"):
        sections.append(Section(_("Kirim ke pemasok"), message=link_text(request, here, p.supplier, order_words(p, goods)),
                                forms=[send] if stage == "approved" else []))  # fmt: skip
    if stage in (*OPEN, "declined"):
        words = [_("Bila pemasok menjawab lewat telepon, catat di sini.")]
        sections.append(Section(_("Jawaban pemasok"), words=words, forms=[reply], is_folded=True))
    if stage in OPEN:
        sections.append(Section(_("Terima barang"), table=announced_table(here, p), forms=[receive]))
    sections.append(Section(_("Yang sudah datang"), table=receipts_table(here, p)))
    if numberless:
        sections.append(Section(_("Nomor mesin yang belum dicatat"), forms=[numbers]))
    if p.ordered_on is not None:
        sections.append(Section(_("Faktur"), words=[_("Sudah diterima senilai %(rp)s, termasuk bagian ongkos kirimnya.") % {
            "rp": rp(supply.received_value(p))}], table=invoices_table(bills, supply.received_value(p)),
            forms=[decide] if any(i.is_right is None for i in bills) else []))  # fmt: skip
        sections.append(Section(_("Catat faktur yang datang di kertas"), forms=[bill], is_folded=True))
    if stage in (*OPEN, "waiting", "declined"):
        sections.append(Section(_("Ubah atau batalkan"), words=[_("Jumlah hanya dapat dikurangi, paling sedikit sebanyak yang sudah datang.")],
                                forms=[change, cancel], is_folded=True))  # fmt: skip
    names = supply.supplier_names(programme)
    answer = _("%(stage)s. %(supplier)s, %(rp)s.") % {
        "stage": stage_tag(p)[1].capitalize(), "supplier": names.get(p.supplier, p.supplier), "rp": rp(order_value(p)),
    }  # fmt: skip
    title = _("Pesanan bahan %(order)s") % {"order": order}
    return shown(request, here, Page(title, answer, sections, "park-purchases", file_name=f"pesanan-{order}"))


def facts_of(here: Here, p: supply.PurchaseOrder) -> list[tuple[str, str]]:
    stays = supply.stays_of(here.programme, supply.spent(here.programme, [p]))
    found = [
        (_("Dipilih oleh"), f"{p.drafted_by.name}, {moment(p.drafted_at)}"), (_("Alasan"), p.reason),
        (_("Diminta tiba"), day_words(p.due_on)),
    ]  # fmt: skip
    if p.decided_by and p.decided_at:
        words = _("Disetujui oleh") if p.is_approved else _("Ditolak oleh")
        found.append((words, f"{p.decided_by.name}, {moment(p.decided_at)}. {p.decided_why}".strip()))
    if p.answered_by and p.answered_at:
        found.append((_("Jawaban pemasok"), f"{p.answered_by.name}, {moment(p.answered_at)}. {p.answer}".strip()))
    if p.promised_on:
        found.append((_("Dijanjikan tiba"), day_words(p.promised_on)))
    if p.cancelled_by and p.cancelled_at:
        found.append((_("Dibatalkan oleh"), f"{p.cancelled_by.name}, {moment(p.cancelled_at)}. {p.cancelled_why}"))
    return [*found, (_("Ongkos kirim"), rp(p.freight)), (_("Bagian untuk daerah"), stays_words(stays))]


def lines_table(p: supply.PurchaseOrder, goods: Goods) -> Table[supply.PurchaseLine]:
    return Table(_("Barang"), supply.lines_of(p), [
        Column("material", lambda one: goods.name(one.material), link=lambda one: reverse("park-material", args=[one.material]), wide=True),
        Column("quantity", lambda one: one.quantity, amount, numeric=True),
        Column("first", lambda one: one.first_quantity if one.first_quantity != one.quantity else None, amount, words=_("Semula"), numeric=True),
        Column("received", lambda one: one.received, amount, words=_("Datang"), numeric=True, urgent=True,
               tag=lambda one: "good" if one.received >= one.quantity else ""),
        Column("unit", lambda one: goods.unit(one.material), words=_("Satuan")),
        Column("unit_price", lambda one: one.unit_price, number, words=_("Harga satuan"), numeric=True),
        Column("value", lambda one: value_of(one.quantity, one.unit_price), number, words=_("Rupiah"), numeric=True),
    ])  # fmt: skip


def order_words(p: supply.PurchaseOrder, goods: Goods) -> str:
    lines = "; ".join(f"{goods.name(one.material)} {goods.words(one.material, one.quantity)}" for one in supply.lines_of(p)[:15])
    return _("Kami memesan (%(order)s): %(goods)s. Jumlah %(rp)s tanpa PPN, tiba paling lambat %(day)s. Mohon nyatakan sanggup dan hari tibanya "
             "lewat tautan ini:") % {"order": p.order, "goods": lines, "rp": rp(order_value(p)), "day": day_words(p.due_on)}  # fmt: skip


def announced_table(here: Here, p: supply.PurchaseOrder) -> Table[supply.AnnouncedDelivery]:
    found = [d for d in supply.deliveries(here.programme) if d.purchase_id == p.pk]
    return Table(_("Kiriman yang diberitahukan"), found, [
        Column("comes", lambda d: d.comes_on, day, words=_("Diberitahukan tiba"), urgent=True),
        Column("lines", lambda d: "; ".join(f"{code} {n}" for code, n in d.lines.items()), words=_("Baris dan jumlah"), wide=True),
        Column("note", lambda d: d.note, words=_("Catatan")), Column("by", lambda d: d.entry.by.name, words=_("Oleh")),
    ])  # fmt: skip


def receipts_table(here: Here, p: supply.PurchaseOrder) -> Table[supply.GoodsReceipt]:
    found = list(supply.receipts(here.programme).filter(purchase=p))
    return Table(_("Yang sudah datang"), found, [
        Column("receipt", lambda r: r.receipt, words=_("Penerimaan")), Column("on", lambda r: r.received_on, day, words=_("Tanggal"), urgent=True),
        Column("papers", lambda r: _("%(n)s foto atau berkas") % {"n": len(r.papers)} if r.papers else "", words=_("Bukti"),
               link=lambda r: reverse("park-paper", args=[r.papers[0]]) if r.papers else ""),
        Column("note", lambda r: r.note, words=_("Catatan"), wide=True), Column("by", lambda r: r.entry.by.name, words=_("Oleh")),
    ], empty=_("Belum ada yang datang."))  # fmt: skip


def invoices_table(bills: Sequence[supply.SupplierInvoice], came: int) -> Table[supply.SupplierInvoice]:
    def state(i: supply.SupplierInvoice) -> tuple[str, str]:
        if i.is_right is None:
            return ("late", _("lebih dari yang diterima")) if i.amount > came else ("doubt", _("belum diperiksa"))
        return ("good", _("benar")) if i.is_right else ("", _("dikembalikan"))

    return Table(_("Faktur"), bills, [
        Column("invoice", lambda i: i.number, words=_("Nomor")),
        Column("file", lambda i: _("berkas") if i.paper else "", words=_("Berkas"), link=lambda i: reverse("park-paper", args=[i.paper])),
        Column("state", lambda i: state(i)[1], words=_("Keadaan"), tag=lambda i: state(i)[0], urgent=True),
        Column("dated", lambda i: i.dated, day, words=_("Tanggal")), Column("amount", lambda i: i.amount, number, words=_("Rupiah"), numeric=True),
        Column("difference", lambda i: i.amount - came or None, number, words=_("Selisih dari yang diterima"), numeric=True),
        Column("why", lambda i: i.decided_why, words=_("Sebab"), wide=True),
    ])  # fmt: skip


@require_GET
@door(*PARK)
def paper(request: HttpRequest, here: Here, order: str) -> HttpResponse:
    """The order letter as PDF."""
    return letter(request, here, supply.purchase_named(here.programme, order))
