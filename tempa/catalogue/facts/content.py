"""Certificates of local content, and where inputs come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.catalogue.models import (
    ContentCertificate,
    InputOrigin,
)
from tempa.ledger.facts import Fact, Public, Recorded


@dataclass(frozen=True)
class CertificateStated(Fact):
    """A certificate of local content (TKDN) of a type or a material was shown."""

    kind_words = _("sertifikat TKDN dicatat")
    is_decision = True

    subject: Public[str]  # types:CODE or materials:CODE
    holder: Public[str]
    number: Public[str]
    method: Public[str]
    tkdn: Public[str]
    bmp: Public[str]
    issued: Public[str]
    expires: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"content:{self.subject}", f"certificate:{self.number}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            fact = r.fact
            ContentCertificate.objects.create(
                programme_id=r.entry.programme_id, entry=r.entry, subject=fact.subject, holder=fact.holder, number=fact.number,
                method=fact.method, tkdn=fact.tkdn, bmp=fact.bmp, issued=date.fromisoformat(fact.issued), expires=date.fromisoformat(fact.expires),
            )  # fmt: skip


@dataclass(frozen=True)
class OriginStated(Fact):
    """How much of an input is national, and how much of its money stays in the province."""

    kind_words = _("asal dinyatakan")
    is_decision = True

    item: Public[str]  # a material, or labour, machine, setup, overhead, margin
    national: Public[str]
    province: Public[str]
    proof: Public[str]
    dated: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"origin:{self.item}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            fact = r.fact
            InputOrigin.objects.update_or_create(
                programme_id=r.entry.programme_id, item=fact.item,
                defaults={"national": fact.national, "province": fact.province, "proof": fact.proof, "dated": date.fromisoformat(fact.dated),
                          "entry": r.entry},
            )  # fmt: skip
