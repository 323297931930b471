"""The papers of a contract: numbered and made, their signed copies, numbers that are not used."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tempa.contracts import queries as contracts
from tempa.contracts import rules
from tempa.desks.frame.contracts.forms.case import Case, ContractForm, CopyField
from tempa.desks.frame.deeds import Said
from tempa.ledger.rules import No, Who


class PrintForm(ContractForm):
    """The papers that are due get their numbers, and every numbered paper is made."""

    send = gettext_lazy("Nomori dan cetak")

    @staticmethod
    def may(case: Case, who: Who) -> bool | No:
        return case.stage != "withdrawn" and rules.may_prepare(who, case.contract.agency)


class PaperForm(ContractForm):
    """A deed on one numbered paper of the contract."""

    number = forms.ChoiceField(label=gettext_lazy("Surat"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        held = [p.number for p in contracts.papers_of(self.case.contract) if p.voided_at is None]
        self.fields["number"].choices = [(n, n) for n in held]  # type: ignore[attr-defined]

    @staticmethod
    def may(case: Case, who: Who) -> bool | No:
        return rules.may_prepare(who, case.contract.agency) and case.contract.papers.filter(voided_at=None).exists()


class AttachForm(PaperForm):
    """The signed scan, or the file with an electronic signature, of a paper."""

    send = gettext_lazy("Lampirkan salinan bertanda tangan")
    look = ""
    is_filed = True

    copy_file = CopyField(label=gettext_lazy("Berkas (PDF, JPEG, PNG)"))

    def said(self) -> Said:
        return {"number": self.cleaned_data["number"], "copy": self.cleaned_data["copy_file"]}


class VoidForm(PaperForm):
    """A number that was given out is not used; why stays in the book of numbers."""

    send = gettext_lazy("Batalkan nomor ini")
    look = "danger"

    reason = forms.CharField(
        label=gettext_lazy("Mengapa dibatalkan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
