"""A draft with other terms or withdrawn, a contract in force changed or ended by an addendum."""

from __future__ import annotations

from datetime import date
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from tempa.contracts import actions, rules
from tempa.contracts import queries as contracts
from tempa.desks.frame.contracts.drafting import TermsFields
from tempa.desks.frame.contracts.forms.case import Case, ContractForm, CopyField, day_field
from tempa.desks.frame.contracts.forms.pricing import MAKER, QUANTITY, UNIT, ItemsForm
from tempa.desks.frame.contracts.speech import percent_of
from tempa.desks.frame.deeds import FormShape, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import WholeNumberField
from tempa.ledger.rules import May, Refused, Who


class RedraftForm(TermsFields, ContractForm):
    """Other terms of a contract that nobody has signed."""

    send = gettext_lazy("Ubah syarat")
    look = ""

    due_on = day_field(gettext_lazy("Hari selesai"))
    why = forms.CharField(
        label=gettext_lazy("Mengapa diubah"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    @classmethod
    def started(cls, case: Case, today: date) -> Said:
        c = case.contract
        return {
            "route": c.route, "advance": percent_of(c.advance_rate), "retention": percent_of(c.retention_rate), "separable": c.separable,
            "maintenance": c.maintenance_months or None, "first_run": c.first_run,
            "e_purchasing": c.form == "purchase_order", "due_on": c.due_on,
        }  # fmt: skip

    def said(self) -> Said:
        return {"terms": self.terms, "due_on": self.cleaned_data["due_on"], "why": self.cleaned_data["why"]}


class ReduceForm(ContractForm):
    """Fewer units of a contract that nobody has signed; what becomes 0 leaves it."""

    send = gettext_lazy("Kurangi isi konsep")
    look = ""

    reason = forms.CharField(
        label=gettext_lazy("Mengapa dikurangi"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    field_order = ("reason",)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for i in self.case.items:
            words = f"{i.item} · {self.case.types.get(i.type, i.type)} ({self.case.sites.get(i.maker, i.maker)}, {i.lot})"
            self.fields[QUANTITY + i.item] = WholeNumberField(min_value=0, max_value=i.quantity, label=words)
            self.initial[QUANTITY + i.item] = i.quantity
        self.order_fields([QUANTITY + i.item for i in self.case.items])

    @staticmethod
    def may(case: Case, who: Who) -> May:
        return rules.may_change(who, case.history)

    def said(self) -> Said:
        typed = {i.item: self.cleaned_data[QUANTITY + i.item] for i in self.case.items}
        return {
            "quantities": {i.item: typed[i.item] for i in self.case.items if typed[i.item] != i.quantity}, "reason": self.cleaned_data["reason"]
        }

    def take(self, refused: Refused) -> None:
        item = str(refused.values.get("item", ""))
        if refused.field == "quantities":
            refused.field = QUANTITY + item if QUANTITY + item in self.fields else "reason"
        super().take(refused)


class WithdrawForm(ContractForm):
    """A contract that nobody has signed is dropped; its lots are free again."""

    send = gettext_lazy("Tarik kontrak ini")
    look = "danger"

    reason = forms.CharField(
        label=gettext_lazy("Mengapa ditarik"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    @staticmethod
    def may(case: Case, who: Who) -> May:
        return rules.may_withdraw(who, case.history)


class AddendumForm(ItemsForm):
    """Fewer units or as many again as the plan gave, other prices, another due day: only what is changed is written."""

    PLACES = (UNIT, MAKER)
    price_words = gettext_lazy("Harga sesudah adendum")
    has_quantity = True
    send = gettext_lazy("Tandatangani adendum")
    is_filed = True
    consequences_shown = True

    due_on = day_field(gettext_lazy("Hari selesai"))
    reason = forms.CharField(
        label=gettext_lazy("Mengapa diubah"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    copy_file = CopyField(label=gettext_lazy("Adendum bertanda tangan (PDF, JPEG, PNG)"), required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        for i in self.case.items:
            self.fields[QUANTITY + i.item] = WholeNumberField(min_value=0, max_value=10**6)
            self.initial[QUANTITY + i.item] = i.quantity

    @staticmethod
    def may(case: Case, who: Who) -> May:
        return rules.may_amend(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> Said:
        return {"on": today, "due_on": case.contract.due_on}

    def begin(self, place: str, i: contracts.ContractItem) -> int | None:
        return int(i.maker_price if place == MAKER else i.unit_price)

    def rows(self) -> list[dict[str, object]]:
        return [row | {"quantity": self[QUANTITY + row["item"].item]} for row in super().rows()]

    def said(self) -> Said:
        said, asked, makers = self.cleaned_data, [], {}
        for i in self.case.items:
            if said[QUANTITY + i.item] != i.quantity:
                asked.append(rules.Amendment("quantity", str(said[QUANTITY + i.item]), i.item))
            if (unit := self.price(UNIT, i.item)) not in (None, i.unit_price):
                asked.append(rules.Amendment("unit_price", str(unit), i.item))
            if (maker := self.price(MAKER, i.item)) not in (None, i.maker_price):
                makers[i.item] = maker
        if said["due_on"] != self.case.contract.due_on:
            asked.append(rules.Amendment("due_on", str(said["due_on"])))
        return {"said": actions.Addendum(said["on"], asked, said["reason"], makers, said["copy_file"])}

    def take(self, refused: Refused) -> None:
        item = str(refused.values.get("item", ""))
        if refused.field == "changes" and QUANTITY + item in self.fields:
            refused.field = QUANTITY + item
        super().take(refused)


class CancelForm(ContractForm):
    """The whole contract is ended by an addendum; its lots end with it."""

    send = gettext_lazy("Batalkan seluruh kontrak dengan adendum")
    look = "danger"
    is_filed = True

    on = day_field(gettext_lazy("Tanggal adendum"))
    reason = forms.CharField(
        label=gettext_lazy("Mengapa dibatalkan"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    copy_file = CopyField(label=gettext_lazy("Adendum bertanda tangan (PDF, JPEG, PNG)"), required=False)

    @staticmethod
    def may(case: Case, who: Who) -> May:
        return rules.may_amend(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, date]:
        return {"on": today}

    def said(self) -> Said:
        said = self.cleaned_data
        return {"said": actions.Addendum(said["on"], [rules.Amendment("cancelled")], said["reason"], copy=said["copy_file"])}
