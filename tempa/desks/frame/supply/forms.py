"""Forms of buying: quotes, answers, deliveries and invoices, as suppliers fill them and as the office notes them for a supplier."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm, FormShape, Said, Standing, Untouchable, sent_as
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField, WholeNumberField
from tempa.desks.frame.link_door import LinkForm, LinkHere
from tempa.desks.frame.price_objections import PaperField, RupiahField
from tempa.desks.frame.supply.sections import Place
from tempa.desks.frame.supply.words import Goods, amount
from tempa.desks.frame.tables import Words
from tempa.desks.frame.words import language
from tempa.ledger.rules import Refused
from tempa.supply import queries as supply
from tempa.supply.actions.receiving import File
from tempa.supply.rules.amounts import parts, quantity_text
from tempa.supply.rules.buying import Offer
from tempa.values.programme.entered import entered_number

QUANTITY, PRICE = "q:", "p:"


class QuantityField(forms.CharField):
    """A quantity of a material with a point or comma before its decimals; blank where there is none."""

    is_line = True  # shown beside its label, since a form has many of them

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=20, widget=widget, **more)

    def prepare_value(self, value: object) -> object:
        """As the reader writes decimals."""
        return value.replace(".", ",") if isinstance(value, str) and language() == "id" else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip().replace(",", ".")
        if text and entered_number(text, most=10**9 - 1) is None:
            raise ValidationError(_("Tulis jumlah dengan angka saja, misalnya 12 atau 12,5, tanpa pemisah ribuan."))
        return text


class LinePrice(RupiahField):
    """The price of one line among many."""

    is_line = True


def day_field(label: Words, *, required: bool = True, help_text: Words = "") -> forms.DateField:
    return DayField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Tulis tanggal seperti 2020-08-17."), "required": gettext_lazy("Pilih tanggalnya.")},
    )  # fmt: skip


def words_field(label: Words, *, rows: int = 2, help_text: str = "", required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=1000, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def code_field(label: Words, choices: Sequence[tuple[str, Any]], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, **more)


class ActForm(DeedForm):
    """One of several deeds on a page: `act` names it, so that only the form that was sent is read."""

    act: ClassVar[str]

    do = forms.CharField(required=False, widget=Untouchable)

    def __init__(
        self, here: Standing, request: HttpRequest | None = None, *, mark: str = "", initial: Said | None = None, address: str = "",
        about: str = "",
    ) -> None:  # fmt: skip
        sent = sent_as(request, "do", self.act) if request is not None else None
        super().__init__(here, sent, mark=mark or self.act, initial={"do": self.act} | (initial or {}), address=address, about=about)

    def take(self, refused: Refused) -> None:
        """What is about the lines of a form stands beside its first quantity or price."""
        if refused.field not in self.fields:
            begins = {"lines": QUANTITY, "quantity": QUANTITY, "prices": PRICE, "wanted": QUANTITY, "engines": "e:",
                      "batches": "b:"}.get(refused.field, "-")  # fmt: skip
            refused.field = next((name for name in self.fields if name.startswith(begins)), refused.field)
        super().take(refused)

    def said_of(self, begin: str) -> Said:
        """What was filled in of the fields whose name begins so, by the rest of the name."""
        return {name.removeprefix(begin): value for name, value in self.cleaned_data.items() if name.startswith(begin) and value not in (None, "")}


F = TypeVar("F", bound=ActForm)


@functools.cache
def linked(form: type[ActForm]) -> type[ActForm]:
    """The same form on the page of a link."""
    return type(f"Link{form.__name__}", (form, LinkForm), {})


def form_at(form: type[F], here: Place, request: HttpRequest, **more: Any) -> F:
    """The form as it stands at a desk or behind a link."""
    made = linked(form) if isinstance(here, LinkHere) else form
    return made(here, request, **more)  # type: ignore[return-value]


Deeds = Sequence[tuple[ActForm, Callable[..., Any], str]]


def carried(request: HttpRequest, deeds: Deeds, to: Callable[[Any], str]) -> HttpResponse | None:
    """Carry out the one form of a page that was sent; `deeds`: form, what it does, the words when it is done."""
    for form, act, done in deeds:
        gone_on = form.carried_out(request, act, to=to, done=done)
        if gone_on is not None:
            return gone_on
    return None


def file_of(attachment: Any) -> File | None:
    return File(attachment.name, attachment.media_type, attachment.content) if attachment else None


class QuoteForm(ActForm):
    """What a supplier asks for the materials of an inquiry."""

    act = "quote"
    send = gettext_lazy("Kirim penawaran")

    def __init__(
        self, here: Here, request: HttpRequest | None = None, *, wanted: Mapping[str, str], goods: Goods, offer: Offer | None = None,
        **more: Unpack[FormShape],
    ) -> None:  # fmt: skip
        super().__init__(here, request, **more)
        for material, quantity in wanted.items():
            self.fields[PRICE + material] = LinePrice(label=_("%(name)s, %(n)s: harga tiap %(unit)s") % {
                "name": goods.name(material), "n": goods.words(material, parts(quantity)), "unit": goods.unit(material),
            })  # fmt: skip
            if offer and material in offer.prices:
                self.initial[PRICE + material] = offer.prices[material]
        self.fields["freight"] = RupiahField(
            label=_("Ongkos kirim seluruhnya"), help_text=_("Rupiah sampai gudang taman sains. Kosong: tanpa ongkos.")
        )
        self.fields["days"] = WholeNumberField(label=_("Tiba berapa hari setelah dipesan"), min_value=0, max_value=400)
        self.fields["valid_until"] = day_field(_("Harga berlaku sampai"), required=False)
        self.fields["note"] = forms.CharField(label=_("Catatan"), required=False, max_length=500)
        if offer:
            self.initial.update({"freight": offer.freight or "", "days": offer.days, "valid_until": offer.valid_until, "note": offer.note})

    def offer(self, source: str) -> Offer:
        found = self.cleaned_data
        return Offer(self.said_of(PRICE), found["freight"] or 0, found["days"], found["valid_until"], source, found["note"])


class AnswerForm(ActForm):
    """A supplier says whether it delivers an order."""

    act = "answer"
    send = gettext_lazy("Kirim jawaban")

    accepted = code_field(gettext_lazy("Pesanan ini"), [("yes", gettext_lazy("kami sanggupi")), ("no", gettext_lazy("tidak dapat kami penuhi"))])
    promised_on = day_field(gettext_lazy("Barang tiba di gudang pada"), required=False)
    note = forms.CharField(label=gettext_lazy("Catatan, atau sebab tidak sanggup"), required=False, max_length=500)

    @property
    def said(self) -> Said:
        found = self.cleaned_data
        return {"accepted": found["accepted"] == "yes", "promised_on": found["promised_on"], "note": found["note"]}


class LinesForm(ActForm):
    """Quantities of the lines of an order that are still open."""

    def __init__(
        self, here: Here, request: HttpRequest | None = None, *, purchase: supply.PurchaseOrder, goods: Goods, filled: bool = True,
        **more: Unpack[FormShape],
    ) -> None:  # fmt: skip
        super().__init__(here, request, **more)
        self.purchase, self.goods = purchase, goods
        for line in supply.lines_of(purchase):
            if line.quantity > line.received:
                self.fields[QUANTITY + line.code] = QuantityField(label=_("%(name)s, belum datang %(n)s") % {
                    "name": goods.name(line.material), "n": goods.words(line.material, line.quantity - line.received),
                })  # fmt: skip
                if filled:
                    self.initial[QUANTITY + line.code] = quantity_text(line.quantity - line.received)


class DeliveryForm(LinesForm):
    """A supplier says what comes, and when."""

    act = "deliver"
    send = gettext_lazy("Beri tahu kiriman")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["comes_on"] = day_field(_("Tiba pada"))
        self.fields["note"] = forms.CharField(label=_("Catatan, misalnya nomor truk"), required=False, max_length=500)

    @property
    def said(self) -> Said:
        return {"comes_on": self.cleaned_data["comes_on"], "lines": self.said_of(QUANTITY), "note": self.cleaned_data["note"]}


class InvoiceForm(ActForm):
    """A supplier asks to be paid."""

    act = "invoice"
    send = gettext_lazy("Kirim faktur")

    number = forms.CharField(label=gettext_lazy("Nomor faktur"), required=False, max_length=80)
    dated = day_field(gettext_lazy("Tanggal faktur"))
    amount = RupiahField(label=gettext_lazy("Jumlah tanpa PPN"))
    file = PaperField(label=gettext_lazy("Foto atau PDF fakturnya"))

    @property
    def said(self) -> Said:
        found = self.cleaned_data
        return {"number": found["number"], "dated": found["dated"], "amount": found["amount"] or 0, "file": file_of(found["file"])}


def open_words(purchase: supply.PurchaseOrder, goods: Goods) -> str:
    """What of an order has not come, in one line."""
    rest = [(one.material, one.quantity - one.received) for one in supply.lines_of(purchase) if one.quantity > one.received]
    return "; ".join(f"{goods.name(m)} {amount(n)} {goods.unit(m)}" for m, n in rest)
