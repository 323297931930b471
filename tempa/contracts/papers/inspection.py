"""The certificate of inspection of an accepted lot, as PDF/A-2a with a code that anybody can check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tempa.contracts.papers.setter import TEMPLATES, set_source
from tempa.contracts.papers.view import plain, qr

FILE = "inspection.typ"


@dataclass(frozen=True, slots=True)
class InspectedUnit:
    """A machine of the certificate: its serial, how it was inspected and what was decided on it, in words."""

    serial: str
    how: str
    decided: str


@dataclass(frozen=True, slots=True)
class InspectionPaper:
    """What the certificate says; `sentence` is what the decision proves and what it does not."""

    programme: str
    lot: str
    round: int
    type: str
    maker: str
    contract: str
    form: str
    on: date
    plan: str
    sentence: str
    decided_by: str
    inspectors: tuple[str, ...]
    units: tuple[InspectedUnit, ...]
    check_code: str
    check_address: str


def set_inspection(paper: InspectionPaper) -> bytes:
    """The certificate; equal data give equal bytes."""
    seen: dict[str, Any] = plain(paper)
    return set_source((TEMPLATES / FILE).read_bytes(), FILE, seen | {"qr": qr(paper.check_address)})
