"""The addresses of payment at a desk: claims and money."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from tempa.desks.frame.deeds import form_of
from tempa.desks.frame.door import door
from tempa.desks.frame.payment import claims, money, orders

DEEDS = {"papers": "berkas", "return": "kembalikan", "withdraw": "tarik", "approve": "setujui", "pay": "cair", "returned": "setoran"}


def payment_pages(desk: str, *roles: str) -> list[URLPattern]:
    """Claims at a desk whose members make, complete, approve or watch them."""
    inside = door(*roles)
    found = [
        path("tagihan/", require_GET(inside(claims.claims)), name=f"{desk}-claims"),
        path("tagihan/kontrak/<code:contract>/", inside(claims.submit), name=f"{desk}-claim-new"),
        path("tagihan/<code:claim>/", require_GET(inside(claims.one)), name=f"{desk}-claim"),
    ]
    found += [
        path(f"tagihan/<code:claim>/{address}/", inside(form_of(f"{desk}-claim", "claim")(partial(claims.deed, name=name))),
             name=f"{desk}-claim-{name}")
        for name, address in DEEDS.items() if desk == "agency" or name in ("papers", "withdraw")
    ]  # fmt: skip
    if desk == "agency":
        found += [
            path("sp2d/", inside(orders.upload), name="agency-orders-upload"),
            path("sp2d/templat.xlsx", require_GET(inside(orders.template)), name="agency-orders-template"),
            path("sp2d/<uuid:draft>/", inside(orders.preview), name="agency-orders"),
        ]
    if desk != "workshop":
        return [*found, path("pembayaran/", require_GET(inside(money.overview)), name=f"{desk}-money")]
    return [
        *found, path("uang/", require_GET(inside(money.own)), name="workshop-money"),
        path("uang/teruskan/", inside(form_of("workshop-money")(money.pass_on)), name="workshop-onward"),
        path("uang/akui/<code:onward>/", inside(form_of("workshop-money")(money.confirm)), name="workshop-onward-confirm"),
        path("uang/sangkal/<code:onward>/", inside(form_of("workshop-money")(money.deny)), name="workshop-onward-deny"),
    ]  # fmt: skip
