"""Prices of a contract, item by item: what the vendor asked, what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import queries as contracts_queries
from tempa.contracts import rules
from tempa.desks.frame.contracts.board import as_offered
from tempa.desks.frame.contracts.forms.case import Case, ContractForm, day_field
from tempa.desks.frame.deeds import Said
from tempa.desks.frame.offers import PriceField
from tempa.desks.frame.tables import Column, Table, Words
from tempa.desks.frame.words import number
from tempa.ledger.rules import May, No, Refused, Who

ASKED, UNIT, MAKER, QUANTITY = "asked:", "unit:", "maker:", "quantity:"


class ItemsForm(ContractForm):
    """A form with prices for each item; `PLACES` are the beginnings of its fields."""

    PLACES: ClassVar[tuple[str, ...]] = ()
    price_words: ClassVar[Words] = gettext_lazy("Harga satuan")
    has_asked: ClassVar[bool] = False
    has_quantity: ClassVar[bool] = False

    on = day_field(gettext_lazy("Tanggal"))

    def __init__(self, *args: Any, filled: Mapping[str, int] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        for i in self.case.items:
            for place in self.PLACES:
                if place == MAKER and i.maker == self.case.contract.vendor:
                    continue
                self.fields[place + i.item] = PriceField(self.case.estimates.get(i.type, i.offer_price))
                begin = (filled or {}).get(i.item, self.begin(place, i))
                self.initial[place + i.item] = "" if begin is None else number(begin)

    def begin(self, place: str, i: contracts_queries.ContractItem) -> int | None:
        """What stands in a field before anybody types."""
        asked: int = i.offer_price if i.asked_price is None else i.asked_price
        return int(i.maker_price) if place == MAKER else asked

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, date]:
        return {"on": today}

    def rows(self) -> list[dict[str, Any]]:
        """Each item with its fields, for the template."""
        return [
            {"item": i, "fields": [self[p + i.item] for p in self.PLACES if p + i.item in self.fields],
             "estimate": self.case.estimates.get(i.type), "name": self.case.types.get(i.type, i.type),
             "maker": self.case.sites.get(i.maker, i.maker)}
            for i in self.case.items
        ]  # fmt: skip

    @property
    def has_makers(self) -> bool:
        """Whether somebody else than the vendor makes an item, so that there is a second price."""
        return any(name.startswith(MAKER) for name in self.fields)

    @property
    def table(self) -> Table[dict[str, object]]:
        """The items with their fields as cells."""
        columns: list[Column[dict[str, Any]]] = [
            Column("item", lambda r: f"{r['item'].item} · {r['name']}", words=_("Butir"), wide=True),
            Column("maker", lambda r: r["maker"], words=_("Pembuat")),
            Column("estimate", lambda r: r["estimate"], number, words=_("HPS"), numeric=True),
        ]  # fmt: skip
        if self.has_asked:
            columns.append(
                Column("asked", lambda r: r["item"].asked_price, number, words=_("Ditawarkan"), numeric=True)
            )
        if self.has_quantity:
            columns.append(
                Column("quantity", lambda r: r["item"].quantity, number, include="contracts/quantity_cell.html")
            )
        else:
            columns.append(Column("quantity", lambda r: r["item"].quantity, number, numeric=True))
        columns.append(Column("price", lambda r: "", words=self.price_words, include="contracts/price_cell.html"))
        if self.has_makers:
            columns.append(
                Column("maker_price", lambda r: "", words=_("Untuk pembuat"), include="contracts/maker_cell.html")
            )
        return Table(_("Harga tiap butir"), self.rows(), columns)

    def other_fields(self) -> list[BoundField]:
        return [f for f in self.visible_fields() if ":" not in f.name]

    def price(self, place: str, item: str) -> int | None:
        typed = self.cleaned_data.get(place + item, "")
        return int(typed) if typed else None

    def take(self, refused: Refused) -> None:
        """A refusal that names an item stands beside its price."""
        item = str(refused.values.get("item", ""))
        if refused.field == "prices":
            beside = next((p + item for p in self.PLACES if p + item in self.fields), "")
            refused.field = beside
        super().take(refused)


class OfferForm(ItemsForm):
    """What the vendor asked for each item."""

    PLACES = (ASKED,)
    price_words = gettext_lazy("Harga yang ditawarkan")
    send = gettext_lazy("Catat penawaran")

    def said(self) -> Said:
        asked = {i.item: price for i in self.case.items if (price := self.price(ASKED, i.item)) is not None}
        return {"on": self.cleaned_data["on"], "asked": asked}


class NegotiateForm(ItemsForm):
    """What was agreed for each item, beside what was asked."""

    PLACES = (UNIT, MAKER)
    price_words = gettext_lazy("Harga yang disepakati")
    has_asked = True
    send = gettext_lazy("Catat harga yang disepakati")

    why = forms.CharField(
        label=gettext_lazy("Dasar kesepakatan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    @staticmethod
    def may(case: Case, who: Who) -> May:
        return rules.may_negotiate(who, case.history)

    def begin(self, place: str, i: contracts_queries.ContractItem) -> int | None:
        if self.case.contract.negotiated_on is not None:
            return int(i.maker_price if place == MAKER else i.unit_price)
        return super().begin(place, i)

    def said(self) -> Said:
        agreed = {}
        for i in self.case.items:
            unit = self.price(UNIT, i.item)
            maker = unit if i.maker == self.case.contract.vendor else self.price(MAKER, i.item)
            if unit is not None and maker is not None:
                agreed[i.item] = [unit, maker]
        return {"on": self.cleaned_data["on"], "agreed": agreed, "why": self.cleaned_data["why"]}


class SameForm(ContractForm):
    """The price is agreed as it was offered, with one button."""

    send = gettext_lazy("Sepakati sesuai penawaran")

    why = forms.CharField(
        label=gettext_lazy("Dasar kesepakatan"), max_length=2000,
        initial=gettext_lazy("Penawaran tidak melebihi HPS dan disepakati sesuai penawaran."),
    )  # fmt: skip

    @staticmethod
    def may(case: Case, who: Who) -> bool | No:
        return case.stage == "offered" and rules.may_negotiate(who, case.history)

    def said(self) -> Said:
        return {"on": self.today, "agreed": as_offered(self.case.contract), "why": self.cleaned_data["why"]}
