"""The stages of a contract: which fact leads from which to which, and what follows from what has happened so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

STEPS: Mapping[str, Mapping[tuple[str, str], str]] = {
    "contract": {
        ("", "ContractDrafted"): "drafted", ("drafted", "ContractRedrafted"): "drafted", ("drafted", "OfferReceived"): "offered",
        ("offered", "ContractRedrafted"): "offered", ("offered", "OfferReceived"): "offered", ("offered", "PriceNegotiated"): "negotiated",
        ("negotiated", "ContractRedrafted"): "negotiated", ("negotiated", "PriceNegotiated"): "negotiated",
        ("negotiated", "ContractSigned"): "signed", ("signed", "ContractCountersigned"): "in_force",
        ("in_force", "AddendumSigned"): "in_force or ended", ("drafted", "ContractWithdrawn"): "withdrawn",
        ("offered", "ContractWithdrawn"): "withdrawn", ("negotiated", "ContractWithdrawn"): "withdrawn",
    },
}  # fmt: skip
"""Stage and kind of fact -> the stage after it; drawn in docs/stages.md. An addendum that cancels the contract ends it."""


@dataclass(frozen=True)
class ContractHistory:
    """What has happened to a contract so far, as rules see it; people by their number, None where it has not happened."""

    agency: str
    vendor: str
    offered_on: date | None = None
    negotiated_on: date | None = None
    signed_on: date | None = None
    signed_by: int | None = None
    countersigned_on: date | None = None
    is_withdrawn: bool = False
    ended_on: date | None = None


def contract_stage(c: ContractHistory) -> str:
    """drafted, offered, negotiated, signed, in_force, ended or withdrawn: what follows from what has happened."""
    if c.is_withdrawn:
        return "withdrawn"
    if c.ended_on is not None:
        return "ended"
    if c.countersigned_on is not None:
        return "in_force"
    if c.signed_on is not None:
        return "signed"
    if c.negotiated_on is not None:
        return "negotiated"
    return "drafted" if c.offered_on is None else "offered"


SAID = {
    "signed": "ditandatangani; perubahan hanya lewat adendum sesudah penyedia menandatangani",
    "in_force": "berlaku; perubahan hanya lewat adendum", "ended": "berakhir", "withdrawn": "ditarik",
}  # fmt: skip
