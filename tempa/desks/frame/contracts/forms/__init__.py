"""The forms of one contract: each says what its action is told, and which rule lets it be shown."""

from tempa.desks.frame.contracts.forms.case import (
    COPIES,
    LARGEST_COPY,
    Case,
    ContractForm,
    CopyField,
    day_field,
    media_type,
)
from tempa.desks.frame.contracts.forms.changing import AddendumForm, CancelForm, RedraftForm, ReduceForm, WithdrawForm
from tempa.desks.frame.contracts.forms.paper import AttachForm, PaperForm, PrintForm, VoidForm
from tempa.desks.frame.contracts.forms.pricing import (
    ASKED,
    MAKER,
    QUANTITY,
    UNIT,
    ItemsForm,
    NegotiateForm,
    OfferForm,
    SameForm,
)
from tempa.desks.frame.contracts.forms.signing import CountersignForm, RiskForm, SignForm

__all__ = [
    "ASKED",
    "COPIES",
    "LARGEST_COPY",
    "MAKER",
    "QUANTITY",
    "UNIT",
    "AddendumForm",
    "AttachForm",
    "CancelForm",
    "Case",
    "ContractForm",
    "CopyField",
    "CountersignForm",
    "ItemsForm",
    "NegotiateForm",
    "OfferForm",
    "PaperForm",
    "PrintForm",
    "RedraftForm",
    "ReduceForm",
    "RiskForm",
    "SameForm",
    "SignForm",
    "VoidForm",
    "WithdrawForm",
    "day_field",
    "media_type",
]  # fmt: skip
