"""The forms of one contract: each says what its action is told, and which rule lets it be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import queries as contracts
from tempa.contracts import rules
from tempa.contracts.actions.papers import Copy
from tempa.desks.frame.contracts.board import as_offered
from tempa.desks.frame.contracts.drafting import TermsFields
from tempa.desks.frame.contracts.speech import Words, percent_of
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.offers import PriceField
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import number
from tempa.ledger.rules import Refused

LARGEST_COPY = 10 * 1024**2
COPIES = {"application/pdf", "image/jpeg", "image/png"}
ASKED, UNIT, MAKER, QUANTITY = "asked:", "unit:", "maker:", "quantity:"


@dataclass(frozen=True)
class Case:
    """A contract as its page has it: the row, its items, the estimates and names of their types, and the names of sites."""

    contract: Any
    items: tuple[Any, ...]
    history: rules.ContractHistory
    estimates: Mapping[str, int]
    types: Mapping[str, str]
    sites: Mapping[str, str]

    @property
    def stage(self) -> str:
        return rules.contract_stage(self.history)


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


class CopyField(forms.FileField):
    """A signed paper: a scan or photograph, or a PDF with an electronic signature."""

    def clean(self, value: Any, initial: Any = None) -> Any:
        found = super().clean(value, initial)
        if not found:
            return None
        if found.size > LARGEST_COPY:
            raise ValidationError(_("Berkas ini lebih besar dari 10 MB. Pindai dengan mutu lebih rendah, lalu kirim lagi."))
        content, name = found.read(), found.name
        found.seek(0)
        media = media_type(content)
        if media not in COPIES:
            raise ValidationError(_("Berkas ini bukan PDF, JPEG, atau PNG. Pindai atau foto suratnya, lalu kirim berkas itu."))
        return Copy(content, name[-120:], media)


def media_type(content: bytes) -> str:
    """What a file is by its first bytes; its name may say anything."""
    beginnings = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
    return next((media for first, media in beginnings.items() if content.startswith(first)), "")


class ContractForm(DeedForm):
    """Base of the forms of a contract. `said` is what the action is told beside contract and deed."""

    is_filed: ClassVar[bool] = False
    consequences_shown: ClassVar[bool] = False

    def __init__(self, here: Here, request: HttpRequest | None = None, *, case: Case, **more: Any) -> None:
        self.case = case
        self.today = here.today
        super().__init__(here, request, initial=self.started(case, here.today), **more)

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return rules.may_change(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, Any]:
        return {}

    def said(self) -> dict[str, Any]:
        return self.typed


class RedraftForm(TermsFields, ContractForm):
    """Other terms of a contract that nobody has signed."""

    send = gettext_lazy("Ubah syarat")
    look = ""

    due_on = day_field(gettext_lazy("Hari selesai"))
    why = forms.CharField(label=gettext_lazy("Mengapa diubah"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, Any]:
        c = case.contract
        return {
            "route": c.route, "advance": percent_of(c.advance_rate), "retention": percent_of(c.retention_rate), "separable": c.separable,
            "e_purchasing": c.form == "purchase_order", "due_on": c.due_on,
        }  # fmt: skip

    def said(self) -> dict[str, Any]:
        return {"terms": self.terms, "due_on": self.cleaned_data["due_on"], "why": self.cleaned_data["why"]}

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

    def begin(self, place: str, i: Any) -> int | None:
        """What stands in a field before anybody types."""
        asked: int = i.offer_price if i.asked_price is None else i.asked_price
        return int(i.maker_price) if place == MAKER else asked

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, Any]:
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
    def table(self) -> Table[dict[str, Any]]:
        """The items with their fields as cells."""
        columns: list[Column[dict[str, Any]]] = [
            Column("item", lambda r: f"{r['item'].item} · {r['name']}", words=_("Butir"), wide=True),
            Column("maker", lambda r: r["maker"], words=_("Pembuat")),
            Column("estimate", lambda r: r["estimate"], number, words=_("HPS"), numeric=True),
        ]  # fmt: skip
        if self.has_asked:
            columns.append(Column("asked", lambda r: r["item"].asked_price, number, words=_("Ditawarkan"), numeric=True))
        if self.has_quantity:
            columns.append(Column("quantity", lambda r: r["item"].quantity, number, include="contracts/quantity_cell.html"))
        else:
            columns.append(Column("quantity", lambda r: r["item"].quantity, number, numeric=True))
        columns.append(Column("price", lambda r: "", words=self.price_words, include="contracts/price_cell.html"))
        if self.has_makers:
            columns.append(Column("maker_price", lambda r: "", words=_("Untuk pembuat"), include="contracts/maker_cell.html"))
        return Table(_("Harga tiap butir"), self.rows(), columns)

    def other_fields(self) -> list[Any]:
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

    def said(self) -> dict[str, Any]:
        asked = {i.item: price for i in self.case.items if (price := self.price(ASKED, i.item)) is not None}
        return {"on": self.cleaned_data["on"], "asked": asked}


class NegotiateForm(ItemsForm):
    """What was agreed for each item, beside what was asked."""

    PLACES = (UNIT, MAKER)
    price_words = gettext_lazy("Harga yang disepakati")
    has_asked = True
    send = gettext_lazy("Catat harga yang disepakati")

    why = forms.CharField(label=gettext_lazy("Dasar kesepakatan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return rules.may_negotiate(who, case.history)

    def begin(self, place: str, i: Any) -> int | None:
        if self.case.contract.negotiated_on is not None:
            return int(i.maker_price if place == MAKER else i.unit_price)
        return super().begin(place, i)

    def said(self) -> dict[str, Any]:
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
    def may(case: Case, who: Any) -> Any:
        return case.stage == "offered" and rules.may_negotiate(who, case.history)

    def said(self) -> dict[str, Any]:
        return {"on": self.today, "agreed": as_offered(self.case.contract), "why": self.cleaned_data["why"]}


class SignForm(ContractForm):
    """The agency's officer signs."""

    send = gettext_lazy("Catat tanda tangan OPD")

    on = day_field(gettext_lazy("Tanggal kontrak"))
    starts_on = day_field(gettext_lazy("Hari mulai"))
    due_on = day_field(gettext_lazy("Hari selesai"))

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return rules.may_sign(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, Any]:
        return {"on": today, "starts_on": today, "due_on": case.contract.due_on}


class CountersignForm(ContractForm):
    """The vendor's signature, noted with the signed copy."""

    send = gettext_lazy("Catat tanda tangan penyedia")
    is_filed = True

    on = day_field(gettext_lazy("Tanggal tanda tangan penyedia"))
    signatory = forms.CharField(label=gettext_lazy("Nama yang menandatangani untuk penyedia"), max_length=200)
    copy_file = CopyField(label=gettext_lazy("Salinan bertanda tangan (PDF, JPEG, PNG)"), required=False)

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return rules.may_countersign(who, case.history, has_copy=True)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, Any]:
        stated = contracts.vendor_particulars(case.contract.programme, case.contract.vendor)
        return {"on": today, "signatory": stated.representative if stated else ""}

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"on": said["on"], "signatory": said["signatory"], "copy": said["copy_file"]}


class RiskForm(ContractForm):
    """Work may begin before the contract is in force, in one's own name."""

    send = gettext_lazy("Bolehkan mulai, atas nama saya")
    look = "danger"

    from_on = day_field(gettext_lazy("Boleh mulai sejak"))
    note = forms.CharField(
        label=gettext_lazy("Risikonya, dan mengapa tetap dimulai"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text=gettext_lazy("Catatan ini memuat nama Anda dan tetap tampak dalam riwayat dan paket audit."),
    )  # fmt: skip

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return case.stage != "in_force" and rules.may_let_begin(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, Any]:
        return {"from_on": today}


class WithdrawForm(ContractForm):
    """A contract that nobody has signed is dropped; its lots are free again."""

    send = gettext_lazy("Tarik kontrak ini")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Mengapa ditarik"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return rules.may_withdraw(who, case.history)


class AddendumForm(ItemsForm):
    """Fewer units, other prices, another due day: only what is changed is written."""

    PLACES = (UNIT, MAKER)
    price_words = gettext_lazy("Harga sesudah adendum")
    has_quantity = True
    send = gettext_lazy("Tandatangani adendum")
    is_filed = True
    consequences_shown = True

    due_on = day_field(gettext_lazy("Hari selesai"))
    reason = forms.CharField(label=gettext_lazy("Mengapa diubah"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    copy_file = CopyField(label=gettext_lazy("Adendum bertanda tangan (PDF, JPEG, PNG)"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for i in self.case.items:
            self.fields[QUANTITY + i.item] = WholeNumberField(min_value=0, max_value=10**6)
            self.initial[QUANTITY + i.item] = i.quantity

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return rules.may_amend(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, Any]:
        return {"on": today, "due_on": case.contract.due_on}

    def begin(self, place: str, i: Any) -> int | None:
        return int(i.maker_price if place == MAKER else i.unit_price)

    def rows(self) -> list[dict[str, Any]]:
        return [row | {"quantity": self[QUANTITY + row["item"].item]} for row in super().rows()]

    def said(self) -> dict[str, Any]:
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
        return {"on": said["on"], "asked": asked, "makers": makers, "reason": said["reason"], "copy": said["copy_file"]}

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
    reason = forms.CharField(label=gettext_lazy("Mengapa dibatalkan"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    copy_file = CopyField(label=gettext_lazy("Adendum bertanda tangan (PDF, JPEG, PNG)"), required=False)

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return rules.may_amend(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, Any]:
        return {"on": today}

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"on": said["on"], "asked": [rules.Amendment("cancelled")], "reason": said["reason"], "copy": said["copy_file"]}


class PrintForm(ContractForm):
    """The papers that are due get their numbers, and every numbered paper is made."""

    send = gettext_lazy("Nomori dan cetak")

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return case.stage != "withdrawn" and rules.may_prepare(who, case.contract.agency)


class PaperForm(ContractForm):
    """A deed on one numbered paper of the contract."""

    number = forms.ChoiceField(label=gettext_lazy("Surat"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        held = [p.number for p in contracts.papers_of(self.case.contract) if p.voided_at is None]
        self.fields["number"].choices = [(n, n) for n in held]  # type: ignore[attr-defined]

    @staticmethod
    def may(case: Case, who: Any) -> Any:
        return rules.may_prepare(who, case.contract.agency) and case.contract.papers.filter(voided_at=None).exists()


class AttachForm(PaperForm):
    """The signed scan, or the file with an electronic signature, of a paper."""

    send = gettext_lazy("Lampirkan salinan bertanda tangan")
    look = ""
    is_filed = True

    copy_file = CopyField(label=gettext_lazy("Berkas (PDF, JPEG, PNG)"))

    def said(self) -> dict[str, Any]:
        return {"number": self.cleaned_data["number"], "copy": self.cleaned_data["copy_file"]}


class VoidForm(PaperForm):
    """A number that was given out is not used; why stays in the book of numbers."""

    send = gettext_lazy("Batalkan nomor ini")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Mengapa dibatalkan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
