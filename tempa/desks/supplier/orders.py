"""A supplier at its desk or by its link, on a phone: prices asked for, orders to confirm, deliveries to announce, invoices to state."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here, door
from tempa.desks.frame.link_door import LinkHere, link_door
from tempa.desks.frame.supply.forms import (
    AnswerForm,
    DeliveryForm,
    InvoiceForm,
    QuoteForm,
    carried,
    form_at,
    open_words,
)
from tempa.desks.frame.supply.sections import Card, Page, Place, Section, shown
from tempa.desks.frame.supply.words import Goods, amount, order_value, stage_tag
from tempa.desks.frame.words import day, day_words, number, rp
from tempa.supply import actions
from tempa.supply import queries as supply
from tempa.supply.rules.buying import OPEN


def address(here: Place, page: str, *args: Any) -> str:
    if isinstance(here, LinkHere):
        return here.address(f"link-supply{page}", *map(str, args))
    return reverse(f"supplier{page or '-home'}", args=args)


@door("supplier")
def home_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return home(request, here)


@link_door("supply")
def home_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return home(request, here)


@door("supplier")
def order_at_desk(request: HttpRequest, here: Here, order: str) -> HttpResponse:
    return order_page(request, here, order)


@link_door("supply")
def order_by_link(request: HttpRequest, here: LinkHere, order: str) -> HttpResponse:
    return order_page(request, here, order)


@door("supplier")
def quote_at_desk(request: HttpRequest, here: Here, inquiry: UUID) -> HttpResponse:
    return quote_page(request, here, inquiry)


@link_door("supply")
def quote_by_link(request: HttpRequest, here: LinkHere, inquiry: UUID) -> HttpResponse:
    return quote_page(request, here, inquiry)


def home(request: HttpRequest, here: Place) -> HttpResponse:
    """What waits for me: prices to quote, orders to answer, goods to bring; then everything before."""
    found, goods = supply.supplier_named(here.programme, here.subject), Goods(here.programme)
    asked = supply.offers_to(here.programme, here.subject, here.today)
    mine = list(supply.purchases_of(here.programme, here.subject))
    to_answer = [p for p in mine if supply.stage_of(p) in ("approved", "sent")]
    to_bring = [p for p in mine if supply.stage_of(p) in ("accepted", "partly")]
    rest = [p for p in mine if p not in to_answer and p not in to_bring]
    answered = {i.inquiry for i in asked if any(q.supplier == here.subject for q in supply.quotes_of(i))}
    done = _("Faktur terkirim.") if request.GET.get("terkirim") == "faktur" else _("Sudah tercatat.") if "terkirim" in request.GET else ""
    links = [] if isinstance(here, LinkHere) else [(_("Barang yang diperlukan menurut rencana"), reverse("supplier-plan"))]
    return shown(request, here, Page(
        found.name if found else here.subject, answer(len(asked) - len(answered), len(to_answer), len(to_bring)), [
            Section(words=[done] if done else []),
            Section(_("Harga yang diminta"), cards=[
                Card(_("Permintaan %(n)s") % {"n": i.number}, address(here, "-quote", i.inquiry),
                     ("good", _("sudah ditawar")) if i.inquiry in answered else ("doubt", _("belum ditawar")),
                     _("%(n)s barang, jawab sampai %(day)s") % {"n": len(i.wanted), "day": day(i.answer_by)}) for i in asked
            ], empty=_("Tidak ada permintaan harga yang terbuka.")),
            Section(_("Pesanan yang menunggu jawaban"), cards=cards(here, to_answer, goods), empty=_("Tidak ada.")),
            Section(_("Barang yang ditunggu"), cards=cards(here, to_bring, goods), empty=_("Tidak ada.")),
            *([Section(_("Pesanan lain"), cards=cards(here, rest, goods))] if rest else []), Section(links=links),
        ], section="supplier-home",
    ))  # fmt: skip


def cards(here: Place, purchases: list[supply.PurchaseOrder], goods: Goods) -> list[Card]:
    def small(p: supply.PurchaseOrder) -> str:
        rest = open_words(p, goods)
        words = _("tiba %(day)s, %(rp)s") % {"day": day(p.promised_on or p.due_on), "rp": rp(order_value(p))}
        return f"{words} · {rest}"[:200] if rest and supply.stage_of(p) in OPEN else words

    return [Card(_("Pesanan %(order)s") % {"order": p.order}, address(here, "-order", p.order), mine_tag(p), small(p)) for p in purchases]


def mine_tag(purchase: supply.PurchaseOrder) -> tuple[str, str]:
    """How an order stands, said to its supplier."""
    return ("doubt", _("menunggu jawaban Anda")) if supply.stage_of(purchase) in ("approved", "sent") else stage_tag(purchase)


def answer(quotes: int, orders: int, deliveries: int) -> str:
    if not quotes + orders + deliveries:
        return _("Tidak ada yang menunggu Anda hari ini.")
    return _("Menunggu Anda: %(quotes)s permintaan harga, %(orders)s pesanan untuk dijawab, %(deliveries)s pesanan untuk dikirim.") % {
        "quotes": number(quotes), "orders": number(orders), "deliveries": number(deliveries),
    }  # fmt: skip


def order_page(request: HttpRequest, here: Place, order: str) -> HttpResponse:
    """One of my orders: what, how much, until when; the deeds that fit how it stands."""
    purchase, goods = supply.purchase_named(here.programme, order), Goods(here.programme)
    if purchase is None or purchase.supplier != here.subject or purchase.ordered_on is None:
        raise Http404
    stage = supply.stage_of(purchase)
    answer_form = form_at(AnswerForm, here, request, initial={"promised_on": purchase.promised_on or purchase.due_on})
    delivery = form_at(DeliveryForm, here, request, purchase=purchase, goods=goods, initial={"comes_on": purchase.promised_on or here.today})
    invoice = form_at(InvoiceForm, here, request, initial={"dated": here.today})
    p, programme = purchase, here.programme
    gone_on = carried(request, [
        (answer_form, lambda **deed: actions.answer_purchase(programme, order=p.order, **answer_form.said, **deed), _("Jawaban Anda tercatat.")),
        (delivery, lambda **deed: actions.announce_delivery(programme, order=p.order, **delivery.said, **deed), _("Kiriman diberitahukan.")),
        (invoice, lambda **deed: actions.state_invoice(programme, order=p.order, **invoice.said, **deed), _("Faktur terkirim.")),
    ], to=lambda _made: sent_to(here, p.order))  # fmt: skip
    if gone_on is not None:
        return gone_on
    sections = [
        Section(words=[_("Sudah tercatat.")] if "terkirim" in request.GET else [], facts=[
            (_("Tanggal pesanan"), day_words(p.ordered_on or here.today)), (_("Diminta tiba"), day_words(p.due_on)),
            *([(_("Anda janjikan tiba"), day_words(p.promised_on))] if p.promised_on else []),
            (_("Nilai tanpa PPN"), rp(order_value(p))), (_("Termasuk ongkos kirim"), rp(p.freight)),
        ]),
        Section(_("Barang"), cards=[
            Card(goods.name(one.material), small=_("%(n)s, sudah datang %(got)s, %(price)s tiap %(unit)s") % {
                "n": goods.words(one.material, one.quantity), "got": amount(one.received), "price": rp(one.unit_price),
                "unit": goods.unit(one.material),
            }) for one in supply.lines_of(p)
        ]),
        Section(links=[(_("Surat pesanan (PDF)"), address(here, "-order-paper", p.order))]),
    ]  # fmt: skip
    if stage in (*OPEN, "declined"):
        sections.append(Section(_("Jawab pesanan ini"), forms=[answer_form]))
    if stage in ("accepted", "partly"):
        sections.append(Section(_("Beri tahu kiriman"), forms=[delivery]))
    sections.append(Section(_("Faktur"), cards=[invoice_card(i) for i in supply.invoices_of(p)], forms=[invoice]))
    return shown(request, here, Page(_("Pesanan %(order)s") % {"order": p.order}, mine_tag(p)[1].capitalize() + ".", sections, "supplier-home"))


def sent_to(here: Place, order: str) -> str:
    """Back to the order; by a link, which has no messages, the address says that it is done."""
    back = address(here, "-order", order)
    return f"{back}?terkirim=1" if isinstance(here, LinkHere) else back


def invoice_card(invoice: supply.SupplierInvoice) -> Card:
    decided = ("good", _("benar")) if invoice.is_right else ("late", _("dikembalikan"))
    tag = ("doubt", _("diperiksa taman sains")) if invoice.is_right is None else decided
    words = _("%(day)s, %(rp)s") % {"day": day(invoice.dated), "rp": rp(invoice.amount)}
    return Card(_("Faktur %(number)s") % {"number": invoice.number}, tag=tag, small=f"{words} {invoice.decided_why}".strip())


def quote_page(request: HttpRequest, here: Place, inquiry: UUID) -> HttpResponse:
    """What is asked, and my price for it; sent again it takes the place of the one before."""
    found, goods = supply.inquiry_named(here.programme, inquiry), Goods(here.programme)
    if found is None or here.subject not in found.suppliers:
        raise Http404
    before = next((supply.offer_of(q) for q in supply.quotes_of(found) if q.supplier == here.subject), None)
    source = "link" if isinstance(here, LinkHere) else "desk"
    form = form_at(QuoteForm, here, request, wanted=found.wanted, goods=goods, offer=before)
    gone_on = form.carried_out(
        request, lambda **deed: actions.state_quote(
            here.programme, inquiry=inquiry, supplier=here.subject, offer=form.offer(source), **deed
        ), to=lambda _made: address(here, "") + "?terkirim=1", done=_("Penawaran Anda tercatat."),
    )  # fmt: skip
    if gone_on is not None:
        return gone_on
    is_open = here.today <= found.answer_by
    over = "" if is_open else _("Batas jawaban sudah lewat. Hubungi taman sains bila masih ingin menawar.")
    words = [_("Isi harga yang Anda jual saja, tanpa PPN. Barang diperlukan %(day)s.") % {"day": day_words(found.needed_on)}]
    return shown(request, here, Page(_("Permintaan harga %(n)s") % {"n": found.number}, _("Jawab paling lambat %(day)s.") % {
        "day": day_words(found.answer_by),
    }, [Section(words=[*words, *([found.note] if found.note else [])], forms=[form] if is_open else [], empty=over)], "supplier-home"))
