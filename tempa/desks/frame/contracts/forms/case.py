"""What every form of a contract knows: the contract as its page has it, days, signed copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tempa.contracts import queries as contracts_queries
from tempa.contracts import rules
from tempa.contracts.actions.papers import Copy
from tempa.desks.frame.deeds import DeedForm, FormPlace, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField
from tempa.desks.frame.tables import Words
from tempa.ledger.rules import No
from tempa.ledger.rules.who import Who

LARGEST_COPY = 10 * 1024**2
COPIES = {"application/pdf", "image/jpeg", "image/png"}


@dataclass(frozen=True)
class Case:
    """A contract as its page has it: the row, its items, the estimates and names of their types, and the names of sites."""

    contract: contracts_queries.Contract
    items: tuple[contracts_queries.ContractItem, ...]
    history: rules.ContractHistory
    estimates: Mapping[str, int]
    types: Mapping[str, str]
    sites: Mapping[str, str]

    @property
    def stage(self) -> str:
        return rules.contract_stage(self.history)


def day_field(label: Words, **more: Any) -> forms.DateField:
    return DayField(label=label, **more)


class CopyField(forms.FileField):
    """A signed paper: a scan or photograph, or a PDF with an electronic signature."""

    def clean(self, value: Any, initial: Any = None) -> Copy | None:
        found = super().clean(value, initial)
        if not found:
            return None
        if found.size > LARGEST_COPY:
            raise ValidationError(
                _("Berkas ini lebih besar dari 10 MB. Pindai dengan mutu lebih rendah, lalu kirim lagi.")
            )
        content, name = found.read(), found.name
        found.seek(0)
        media = media_type(content)
        if media not in COPIES:
            raise ValidationError(
                _("Berkas ini bukan PDF, JPEG, atau PNG. Pindai atau foto suratnya, lalu kirim berkas itu.")
            )
        return Copy(content, name[-120:], media)


def media_type(content: bytes) -> str:
    """What a file is by its first bytes; its name may say anything."""
    beginnings = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
    return next((media for first, media in beginnings.items() if content.startswith(first)), "")


class ContractForm(DeedForm):
    """Base of the forms of a contract. `said` is what the action is told beside contract and deed."""

    is_filed: ClassVar[bool] = False
    consequences_shown: ClassVar[bool] = False

    def __init__(self, here: Here, request: HttpRequest | None = None, *, case: Case, **more: Unpack[FormPlace]) -> None:
        self.case = case
        self.today = here.today
        super().__init__(here, request, initial=self.started(case, here.today), **more)

    @staticmethod
    def may(case: Case, who: Who) -> bool | No:
        return rules.may_change(who, case.history)

    @classmethod
    def started(cls, case: Case, today: date) -> Said:
        return {}

    def said(self) -> Said:
        return self.typed
