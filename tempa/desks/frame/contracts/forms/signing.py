"""The signatures of both, and work that is let begin before them."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from tempa.contracts import queries as contracts
from tempa.contracts import rules
from tempa.desks.frame.contracts.forms.case import Case, ContractForm, CopyField, day_field
from tempa.desks.frame.deeds import Said
from tempa.ledger.rules import May, No, Who


class SignForm(ContractForm):
    """The agency's officer signs."""

    send = gettext_lazy("Catat tanda tangan OPD")

    on = day_field(gettext_lazy("Tanggal kontrak"))
    starts_on = day_field(gettext_lazy("Hari mulai"))
    due_on = day_field(gettext_lazy("Hari selesai"))

    @staticmethod
    def may(case: Case, who: Who) -> May:
        return rules.may_sign(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> Said:
        return {"on": today, "starts_on": today, "due_on": case.contract.due_on}


class CountersignForm(ContractForm):
    """The vendor's signature, noted with the signed copy."""

    send = gettext_lazy("Catat tanda tangan penyedia")
    is_filed = True

    on = day_field(gettext_lazy("Tanggal tanda tangan penyedia"))
    signatory = forms.CharField(label=gettext_lazy("Nama yang menandatangani untuk penyedia"), max_length=200)
    copy_file = CopyField(label=gettext_lazy("Salinan bertanda tangan (PDF, JPEG, PNG)"), required=False)

    @staticmethod
    def may(case: Case, who: Who) -> May:
        return rules.may_countersign(who, case.history, has_copy=True)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, object]:
        stated = contracts.vendor_particulars(case.contract.programme, case.contract.vendor)
        return {"on": today, "signatory": stated.representative if stated else ""}

    def said(self) -> Said:
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
    def may(case: Case, who: Who) -> bool | No:
        return case.stage != "in_force" and rules.may_let_begin(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> dict[str, date]:
        return {"from_on": today}
