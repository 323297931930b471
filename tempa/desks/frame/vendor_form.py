"""The particulars of a workshop or school, as its owner states them on a phone, its lead or the park for it: one form, three ways."""

from __future__ import annotations

import re
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import queries as contracts
from tempa.contracts import rules
from tempa.contracts.actions.particulars import VENDOR_FIELDS, VendorSaid
from tempa.desks.frame.deeds import DeedForm, FormPlace, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField
from tempa.desks.frame.link_door import LinkForm, LinkHere
from tempa.desks.frame.tables import Words
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry

LEGAL_FORMS: dict[str, Promise] = {
    "person": gettext_lazy("perorangan"), "ud": gettext_lazy("UD (usaha dagang)"), "cv": gettext_lazy("CV"), "pt": gettext_lazy("PT"),
    "cooperative": gettext_lazy("koperasi"), "school": gettext_lazy("sekolah"),
}  # fmt: skip
TAX_STATUSES: dict[str, Promise] = {
    "none": gettext_lazy("tidak ada surat pajak"), "suket": gettext_lazy("PPh final UMKM, ada surat keterangan"),
    "statement": gettext_lazy("di bawah batas kena pajak, ada surat pernyataan"),
    "exempt": gettext_lazy("bebas potongan, ada surat keterangan (SKB)"),
}  # fmt: skip
TEXTS = tuple(VENDOR_FIELDS)
DATES = ("tax_certificate_on", "tax_certificate_until")
SECRETS = ("nik", "npwp", "account")
"""Numbers that nobody but the owner at its own desk reads: others see how they end, and a blank field leaves them as they are."""
SHOWN_END = 4
NEEDED = gettext_lazy("Diperlukan sebelum kontrak ditandatangani.")
FIELD_OF = {"holder": "account_holder", "since": "true_since", "address": "street", "deed": "founding_deed"}
"""Particulars that bear another name in the form: a form of a deed has a holder (at a link), a since and an address of its own."""


def text(words: Words, most: int, help: Words = "", **attributes: str) -> forms.CharField:
    return forms.CharField(label=words, max_length=most, required=False, help_text=help, widget=forms.TextInput(attrs=attributes))


def day_field(words: Words, help: Words = "", *, required: bool = False) -> forms.DateField:
    return DayField(
        label=words, required=required, help_text=help, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Tulis tanggal seperti 2020-08-17."), "required": gettext_lazy("Pilih tanggalnya.")},
    )  # fmt: skip


class VendorFields(DeedForm):
    """What papers must say of a workshop: who signs, its numbers, its account, its taxes."""

    send = gettext_lazy("Simpan data")

    legal_form = forms.ChoiceField(label=gettext_lazy("Bentuk usaha"), choices=list(LEGAL_FORMS.items()))
    representative = forms.CharField(
        label=gettext_lazy("Nama pemilik atau wakil yang menandatangani"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Tulis nama pemilik atau wakil yang menandatangani.")},
    )  # fmt: skip
    post = text(gettext_lazy("Jabatannya"), 120, gettext_lazy("Misalnya: pemilik, direktur, kepala sekolah."))
    nik = text(gettext_lazy("NIK"), 30, gettext_lazy("16 angka di KTP. Isi NIK atau NPWP."), inputmode="numeric")
    npwp = text(gettext_lazy("NPWP"), 30, gettext_lazy("15 atau 16 angka."), inputmode="numeric")
    nib = text(gettext_lazy("NIB"), 30, gettext_lazy("13 angka, bila sudah ada."), inputmode="numeric")
    founding_deed = text(gettext_lazy("Akta pendirian"), 200, gettext_lazy("Nomor, tanggal, dan notaris; hanya untuk CV, PT, dan koperasi."))
    street = text(gettext_lazy("Alamat"), 300, NEEDED, autocomplete="street-address")
    phone = text(gettext_lazy("Nomor HP"), 40, autocomplete="tel", inputmode="tel")
    bank = text(gettext_lazy("Bank"), 120, NEEDED)
    account = text(gettext_lazy("Nomor rekening"), 40, gettext_lazy("Pembayaran dikirim ke rekening ini."), inputmode="numeric")
    account_holder = text(gettext_lazy("Rekening atas nama"), 200, NEEDED)
    is_others_account = forms.BooleanField(label=gettext_lazy("Rekening itu memang atas nama lain daripada yang menandatangani"), required=False)
    financier = text(gettext_lazy("Yang meminjami modal"), 200, gettext_lazy("Nama orang atau usaha yang membiayai pekerjaan ini, bila ada."))
    charges_vat = forms.ChoiceField(
        label=gettext_lazy("Memungut PPN"), choices=[("", gettext_lazy("tidak, belum PKP")), ("yes", gettext_lazy("ya, sudah PKP"))], required=False
    )
    tax_status = forms.ChoiceField(label=gettext_lazy("Surat pajak"), choices=list(TAX_STATUSES.items()))
    tax_certificate = text(gettext_lazy("Nomor surat pajak"), 120)
    tax_certificate_on = day_field(gettext_lazy("Tanggal surat pajak"))
    tax_certificate_until = day_field(gettext_lazy("Berlaku sampai"))
    true_since = day_field(gettext_lazy("Data ini benar sejak"), required=True)

    def __init__(
        self, here: Here | LinkHere, request: HttpRequest | None = None, *, site: registry.Workshop, stated: contracts.VendorParticulars | None,
        is_own: bool = True, **more: Unpack[FormPlace],
    ) -> None:  # fmt: skip
        held = initial_of(stated) if stated else {"legal_form": "school" if site.kind == "school" else "person"}
        super().__init__(here, request, initial={"true_since": here.today} | held, **more)
        self.site, self.stated = site, stated
        if not is_own:
            self.hide()

    def hide(self) -> None:
        """Show of the numbers only how they end: who states them for another, or by a link, does not read them."""
        for name in SECRETS:
            if self.stated and (kept := getattr(self.stated, name)):
                self.initial[name] = ""
                self.fields[name].help_text = _("Tersimpan, berakhiran %(end)s. Kosongkan bila tetap.") % {"end": kept[-SHOWN_END:]}

    def take(self, refused: Refused) -> None:
        """A refusal names a particular: it stands beside the field that states it."""
        refused.field = FIELD_OF.get(refused.field, refused.field)
        super().take(refused)

    def clean(self) -> Said:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        names = words_of(f"{found.get('representative', '')} {self.site.name}")
        if (holder := found.get("account_holder")) and not found.get("is_others_account") and not names & words_of(holder):
            self.add_error("account_holder", _(
                "Rekening ini atas nama %(holder)s, bukan %(signs)s. Periksa lagi; bila memang benar, beri tanda pada kotak di bawahnya."
            ) % {"holder": holder, "signs": found.get("representative") or self.site.name})  # fmt: skip
        return found

    def said(self) -> VendorSaid:
        found = self.cleaned_data
        return VendorSaid(
            self.site.key, {name: self.value_of(name) for name in TEXTS}, charges_vat=found["charges_vat"] == "yes",
            since=found["true_since"], **{name: found[name] for name in DATES},
        )  # fmt: skip

    def value_of(self, name: str) -> str:
        typed = str(self.cleaned_data[FIELD_OF.get(name, name)])
        is_hidden = self.stated is not None and name in SECRETS and self.initial.get(name) == ""
        return typed or (str(getattr(self.stated, name)) if is_hidden else "")


class LinkVendorForm(VendorFields, LinkForm):
    """The same on the page of a link."""


def initial_of(stated: contracts.VendorParticulars) -> dict[str, object]:
    """What is stated now, as the form shows it."""
    found = {FIELD_OF.get(name, name): getattr(stated, name) for name in (*TEXTS, *DATES)}
    is_others = bool(stated.holder) and not words_of(stated.representative) & words_of(stated.holder)
    return found | {"charges_vat": "yes" if stated.charges_vat else "", "is_others_account": is_others, "true_since": stated.since}


def words_of(name: str) -> set[str]:
    """The words of a name that tell one from another."""
    return {word for word in re.findall(r"[a-z]{3,}", name.lower()) if word not in {"bengkel", "smk", "negeri", "cv", "pak", "ibu"}}


def lacking_of(stated: contracts.VendorParticulars | None) -> list[str]:
    """What is missing of a vendor's particulars, in the words of the rules."""
    return list(rules.missing_of_vendor(contracts.texts_of(stated)))
