"""The letter of a purchase order, set when it is asked for: equal data give the same file."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from tempa.contracts.papers.goods_order import GoodsOrder, Wanted, set_goods_order
from tempa.desks.frame.contracts.printing import public_address
from tempa.desks.frame.papers import sent_as_file
from tempa.desks.frame.supply.sections import Place
from tempa.desks.frame.supply.words import Goods, order_value
from tempa.ledger.rules import check_code
from tempa.supply import queries as supply
from tempa.supply.rules.amounts import value_of

BUYER = "Taman sains, untuk pembelian bersama bengkel dan sekolah"  # on the paper, which is Indonesian in every language


def letter(request: HttpRequest, here: Place, purchase: supply.PurchaseOrder | None) -> HttpResponse:
    if purchase is None or purchase.ordered_on is None:
        raise Http404
    return sent_as_file(set_goods_order(order_of(here, purchase, purchase.ordered_on)), f"pesanan-bahan-{purchase.order}.pdf", "application/pdf")


def order_of(here: Place, purchase: supply.PurchaseOrder, on: date) -> GoodsOrder:
    goods, supplier = Goods(here.programme), supply.supplier_named(here.programme, purchase.supplier)
    code = check_code(bytes(purchase.entry.digest))
    lines = [
        Wanted(goods.name(one.material), goods.words(one.material, one.quantity), one.unit_price, value_of(one.quantity, one.unit_price))
        for one in supply.lines_of(purchase)
    ]  # fmt: skip
    return GoodsOrder(
        order=purchase.order, programme=here.programme.code, buyer=BUYER, supplier=supplier.name if supplier else purchase.supplier,
        place=supplier.cells["regency"] if supplier else "", on=on, due=purchase.promised_on or purchase.due_on,
        lines=tuple(lines), freight=purchase.freight, value=order_value(purchase), approved_by=(purchase.decided_by or purchase.drafted_by).name,
        reason=purchase.reason, check_code=code, is_cancelled=purchase.cancelled_at is not None,
        check_address=public_address(code.replace(" ", "")),
    )  # fmt: skip
