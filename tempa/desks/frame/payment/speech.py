"""The words of payment: kinds and stages of claims, parts of a payment, states of papers."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts.law import Check
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Words
from tempa.payment import queries as payment
from tempa.payment.rules import claim_stage

KINDS: dict[str, Words] = {
    "advance": gettext_lazy("uang muka"), "delivery": gettext_lazy("penyerahan mesin"), "retention": gettext_lazy("pengembalian retensi"),
}  # fmt: skip
STAGES: dict[str, tuple[str, Words]] = {
    "submitted": ("doubt", gettext_lazy("berkas belum lengkap")), "complete": ("doubt", gettext_lazy("lengkap, menunggu persetujuan")),
    "approved": ("doubt", gettext_lazy("disetujui, menunggu pencairan")), "paid": ("good", gettext_lazy("dibayar")),
    "withdrawn": ("plain", gettext_lazy("ditarik atau dikembalikan")),
}  # fmt: skip
FILE: dict[str, str] = {"ada": "good", "belum ada": "late", "kedaluwarsa": "late"}
BANDS: dict[int, Words] = {
    0: gettext_lazy("sampai 14 hari"), 15: gettext_lazy("15–30 hari"), 31: gettext_lazy("31–60 hari"), 61: gettext_lazy("61–90 hari"),
    91: gettext_lazy("lebih dari 90 hari"),
}  # fmt: skip


def holder_words(check: Check, *, you: str = "") -> str:
    """With whom a required paper lies; `you`: what the vendor is called where it reads itself."""
    return (you or _("penyedia")) if check.paper.id in payment.BY_VENDOR else _("OPD pembeli")


def stage_of(claim: payment.Claim) -> str:
    """Where a claim stands."""
    payment = getattr(claim, "payment", None)
    return claim_stage(
        ended=claim.ended_at is not None, complete=claim.complete_on is not None, approved=payment is not None,
        paid=payment is not None and payment.paid_on is not None,
    )  # fmt: skip


def agency_of(here: Here) -> str:
    return here.subject if here.desk == "agency" else ""


def vendor_of(here: Here) -> str:
    return here.subject if here.desk == "workshop" else ""
