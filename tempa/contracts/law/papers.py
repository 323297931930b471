"""Which papers a payment needs, by value, date, route and vendor, and which of them are missing or have run out."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from tempa.contracts.law.errors import LawError
from tempa.contracts.law.forms import Form, document_form
from tempa.contracts.law.money import rupiah
from tempa.contracts.law.rulebook import NOT_VERIFIED
from tempa.contracts.law.taxes import Vendor

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


@dataclass(frozen=True, slots=True)
class Case:
    """What decides the papers. `value`: the contract in whole rupiah; `signed`: its day; the rest: facts of the case.

    `given_away`: the machines go to groups; `farm_machine`: a type that needs a test report; `tax_cut`: PPN or PPh is
    kept back; `partners`: other workshops made part of it; `extended`: the deadline was moved; `in_maintenance`: the
    retention is asked back before the maintenance period has ended; `first_run`: the contract pays what has run at its place.
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
    in_maintenance: bool = False
    first_run: bool = False


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Check:
    """A required paper and its state."""

    paper: Paper
    state: State


def required_papers(case: Case) -> tuple[Paper, ...]:
    """The papers of a payment in the order of the work: contract, handover, payment."""
    form = document_form(rupiah(case.value, "nilai kontrak"), case.signed, case.e_purchasing).form
    facts = _facts(case)
    return tuple(paper for paper, conditions in _catalogue() if conditions.hold(case, form, facts))


def check_papers(case: Case, shown: Mapping[str, date | None], on: date) -> tuple[Check, ...]:
    """Every required paper with its state on the day of payment.

    `shown`: the papers at hand by id, with their last day of validity (None: no end). A name that is no paper is
    refused, so that a slip of the pen does not hide a missing one.
    """
    unknown = sorted(set(shown) - {paper.id for paper, _ in _catalogue()})
    if unknown:
        raise LawError(
            "Nama berkas tidak dikenal. Pakai nama dari daftar berkas.",
            "The name of a paper is not known. Use a name of the list.",
            value=", ".join(unknown), bound="papers.toml: id", source="papers.toml",
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


def _facts(case: Case) -> frozenset[str]:
    """The names of the facts that are true of the case."""
    names = ("e_purchasing", "advance", "extended", "partners", "given_away", "farm_machine", "tax_cut", "in_maintenance", "first_run")
    true = [name for name in names if getattr(case, name)]
    return frozenset([*true, "pkp"] if case.vendor.pkp else true)


@dataclass(frozen=True, slots=True)
class _Conditions:
    """What must hold for a row of papers.toml; None or empty: it asks for nothing."""

    forms: frozenset[str] | None
    routes: frozenset[str] | None
    status: frozenset[str] | None
    over: int
    up_to: int
    first: date
    last: date
    needs: frozenset[str]
    unless: frozenset[str]

    def hold(self, case: Case, form: Form, facts: frozenset[str]) -> bool:
        return (
            (self.forms is None or form in self.forms)
            and self.over < case.value <= self.up_to
            and (self.routes is None or case.route in self.routes)
            and (self.status is None or case.vendor.status in self.status)
            and self.first <= case.signed <= self.last
            and self.needs <= facts
            and self.unless.isdisjoint(facts)
        )


@cache
def _catalogue() -> tuple[tuple[Paper, _Conditions], ...]:
    """Every paper with its conditions, in the order of the work."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["paper"]
    stages = ("contract", "handover", "payment")
    return tuple(sorted((_read(row) for row in rows), key=lambda pair: stages.index(pair[0].stage)))


def _read(row: dict[str, Any]) -> tuple[Paper, _Conditions]:
    paper = Paper(
        row["id"], row["name"], row["english"], row["stage"], row["citation"], row["verified"],
        row.get("expires", False),
    )
    allowed = {key: frozenset(row[key]) if key in row else None for key in ("forms", "routes", "status")}
    return paper, _Conditions(
        **allowed, over=row.get("over", -1), up_to=row.get("up_to", sys.maxsize),
        first=row.get("from", date.min), last=row.get("until", date.max),
        needs=frozenset(row.get("needs", ())), unless=frozenset(row.get("unless", ())),
    )
