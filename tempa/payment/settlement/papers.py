"""Which papers a payment needs, by value, date, route and vendor, and which of them are missing or have run out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from tempa.payment.settlement.contracts import Form, document_form
from tempa.payment.settlement.errors import SettlementError
from tempa.payment.settlement.money import rupiah
from tempa.payment.settlement.rulebook import NOT_VERIFIED
from tempa.payment.settlement.taxes import Vendor

FILE = Path(__file__).with_name("papers.toml")


class Route(StrEnum):
    """Normal: estimate, selection, contract, work. Darurat (emergency): order, work, price evidence, contract."""

    NORMAL = "normal"
    EMERGENCY = "darurat"


class State(StrEnum):
    """Whether a required paper can be shown on the day of payment."""

    PRESENT = "ada"
    MISSING = "belum ada"
    EXPIRED = "kedaluwarsa"


@dataclass(frozen=True)
class Case:
    """What decides the papers. `value`: the contract in whole rupiah; `signed`: its day; the rest: facts of the case.

    `given_away`: the machines go to groups; `farm_machine`: a type that needs a test report; `tax_cut`: PPN or PPh is
    kept back; `partners`: other workshops made part of it; `extended`: the deadline was moved.
    """

    value: int
    signed: date
    vendor: Vendor
    route: Route = Route.NORMAL
    e_purchasing: bool = False
    advance: bool = False
    extended: bool = False
    partners: bool = False
    given_away: bool = False
    farm_machine: bool = False
    tax_cut: bool = True


@dataclass(frozen=True)
class Paper:
    """A required paper; `stage` "contract", "handover" or "payment"; `expires`: it has a last day of validity."""

    id: str
    name: str
    english: str
    stage: str
    citation: str
    verified: bool
    expires: bool

    @property
    def cited(self) -> str:
        return self.citation if self.verified else f"{self.citation} ({NOT_VERIFIED})"


@dataclass(frozen=True)
class Check:
    """A required paper and its state."""

    paper: Paper
    state: State


def required_papers(case: Case) -> tuple[Paper, ...]:
    """The papers of a payment in the order of the work: contract, handover, payment."""
    value, facts = rupiah(case.value, "nilai kontrak"), _facts(case)
    form = document_form(value, case.signed, case.e_purchasing).form
    return tuple(paper for paper, conditions in _catalogue() if _holds(conditions, case, form, facts))


def check_papers(case: Case, shown: Mapping[str, date | None], on: date) -> tuple[Check, ...]:
    """Every required paper with its state on the day of payment.

    `shown`: the papers at hand by id, with their last day of validity (None: no end). A name that is no paper is
    refused, so that a slip of the pen does not hide a missing one.
    """
    unknown = sorted(set(shown) - {paper.id for paper, _ in _catalogue()})
    if unknown:
        raise SettlementError(
            "Nama berkas tidak dikenal. Pakai nama dari daftar berkas.",
            "The name of a paper is not known. Use a name of the list.",
            value=", ".join(unknown), bound="id di papers.toml", source="papers.toml",
        )
    return tuple(Check(paper, _state(paper, shown, on)) for paper in required_papers(case))


def may_be_paid(checks: tuple[Check, ...]) -> bool:
    """The gate: no payment while a paper is missing or has run out."""
    return all(c.state is State.PRESENT for c in checks)


def _state(paper: Paper, shown: Mapping[str, date | None], on: date) -> State:
    if paper.id not in shown:
        return State.MISSING
    last = shown[paper.id]
    return State.EXPIRED if last is not None and last < on else State.PRESENT


def _facts(case: Case) -> dict[str, bool]:
    names = ("e_purchasing", "advance", "extended", "partners", "given_away", "farm_machine", "tax_cut")
    return {name: bool(getattr(case, name)) for name in names} | {"pkp": case.vendor.pkp}


def _holds(row: Mapping[str, object], case: Case, form: Form, facts: Mapping[str, bool]) -> bool:
    """Whether every condition that a row of papers.toml names is met."""
    return (
        _among(form.value, row.get("forms"))
        and _among(case.route.value, row.get("routes"))
        and _among(case.vendor.status.value, row.get("status"))
        and _whole(row.get("over"), -1) < case.value <= _whole(row.get("up_to"), case.value)
        and _day(row.get("from"), case.signed) <= case.signed <= _day(row.get("until"), case.signed)
        and all(facts[name] for name in _names(row.get("needs")))
        and not any(facts[name] for name in _names(row.get("unless")))
    )


def _among(value: str, allowed: object) -> bool:
    return allowed is None or value in _names(allowed)


def _names(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []


def _whole(value: object, default: int) -> int:
    return value if isinstance(value, int) else default


def _day(value: object, default: date) -> date:
    return value if isinstance(value, date) else default


@cache
def _catalogue() -> tuple[tuple[Paper, Mapping[str, object]], ...]:
    rows = tomllib.loads(FILE.read_text("utf-8"))["paper"]
    stages = ("contract", "handover", "payment")
    papers = [
        (Paper(r["id"], r["name"], r["english"], r["stage"], r["citation"], r["verified"], r.get("expires", False)), r)
        for r in rows
    ]
    return tuple(sorted(papers, key=lambda pair: stages.index(pair[0].stage)))
