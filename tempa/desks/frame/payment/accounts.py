"""The account code of a claim in words: which it is, what is doubtful about it, and that machines given away still need their grants."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tempa.contracts import queries as contracts
from tempa.desks.frame.door import Here
from tempa.desks.frame.words import language, number
from tempa.payment import queries as payment


def account_words(here: Here, found: payment.Claim) -> dict[str, object]:
    """`account`: its code; `account_doubts`: sentences; `grants`: what is told of the grants of its machines, blank where they need none."""
    with contracts.law_of(here.programme):
        told = payment.account_told(found)
    return {
        "account": told.code, "account_doubts": [w.english if language() == "en" else str(w) for w in told.warnings], "grants": grants(told),
    }  # fmt: skip


def grants(told: payment.Account) -> str:
    if not told.is_given_away:
        return ""
    if told.granted == told.machines:
        return _("Mesin tagihan ini dari rekening barang untuk masyarakat (%(code)s); surat hibahnya (NPHD) yang ditandatangani sudah ada "
                 "semua.") % {"code": told.code}  # fmt: skip
    return _("Mesin tagihan ini dari rekening barang untuk masyarakat (%(code)s), jadi tiap mesin perlu surat hibah (NPHD) dengan penerimanya. "
             "Yang sudah ditandatangani: %(granted)s dari %(machines)s mesin. Pembayaran ini tidak menunggunya.") % {
        "code": told.code, "granted": number(told.granted), "machines": number(told.machines)}  # fmt: skip
