"""What a machine is held against: revisions of drawings, test forms by two people, instruments with their calibration, the sampling rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Public, Recorded
from tempa.quality.models import ContractRevision, Instrument, Revision, SamplingSetting, TestForm


@dataclass(frozen=True)
class RevisionIssued(Fact):
    """The park issues a drawing and specification of a type; `drawing` is the hash of a kept file, blank where there is none."""

    kind_words = _("gambar dan spesifikasi diterbitkan")
    is_decision = True

    type: Public[str]
    revision: Public[str]
    specification: Public[str]
    drawing: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"types:{self.type}", *([self.drawing] if self.drawing else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        Revision.objects.bulk_create([
            Revision(
                programme_id=r.entry.programme_id, type=r.fact.type, revision=r.fact.revision, specification=r.fact.specification,
                drawing=r.fact.drawing, issued_at=r.entry.at, issued_by=r.entry.by, entry=r.entry,
            )
            for r in recorded
        ])  # fmt: skip


@dataclass(frozen=True)
class ContractRevisionNamed(Fact):
    """A contract orders a type after this revision."""

    kind_words = _("revisi dalam kontrak dinyatakan")
    is_decision = True

    contract: Public[str]
    type: Public[str]
    revision: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"contract:{self.contract}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            ContractRevision.objects.update_or_create(
                programme_id=r.entry.programme_id, contract=r.fact.contract, type=r.fact.type,
                defaults={"revision": r.fact.revision, "entry": r.entry},
            )  # fmt: skip


@dataclass(frozen=True)
class FormsTaken(Fact):
    """Somebody took ready forms of the library for types, or decided on many at once; what follows is a fact for each form."""

    kind_words = _("formulir uji diambil dari pustaka")
    is_decision = True

    types: Public[list[str]]
    act: Public[str]

    def about(self) -> tuple[str, ...]:
        return ("forms",)


@dataclass(frozen=True)
class FormProposed(Fact):
    """A version of what is checked on a machine of a type and revision; a second person confirms or refuses it.

    `checks` are rows of rules/forms.py `Check`; `conditions` are words under which the test is made (load, moisture, warm-up).
    """

    kind_words = _("formulir uji diajukan")
    is_decision = True
    worked_out = ("version",)

    form: Public[str]
    type: Public[str]
    revision: Public[str]
    checks: Public[list[dict[str, str]]]
    conditions: Public[list[str]]
    note: Public[str]
    version: Public[int]

    def about(self) -> tuple[str, ...]:
        return (f"form:{self.form}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        TestForm.objects.bulk_create([
            TestForm(
                form=UUID(r.fact.form), programme_id=r.entry.programme_id, type=r.fact.type, revision=r.fact.revision, version=r.fact.version,
                checks=r.fact.checks, conditions=r.fact.conditions, note=r.fact.note, proposed_at=r.entry.at, proposed_by=r.entry.by,
            )
            for r in recorded
        ])  # fmt: skip


@dataclass(frozen=True)
class FormConfirmed(Fact):
    """A second person confirms a form: from then on machines of its type and revision are inspected by it."""

    kind_words = _("formulir uji disahkan")
    is_decision = True

    form: Public[str]
    type: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"form:{self.form}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        decide_forms(recorded, is_confirmed=True, why="")


@dataclass(frozen=True)
class FormRefused(Fact):
    """A second person refuses a form, and says why."""

    kind_words = _("formulir uji ditolak")
    is_decision = True

    form: Public[str]
    type: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"form:{self.form}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide_forms([r], is_confirmed=False, why=r.fact.reason)


def decide_forms(recorded: Sequence[Recorded[Any]], *, is_confirmed: bool, why: str) -> None:
    for r in recorded:
        TestForm.objects.filter(form=UUID(r.fact.form)).update(
            decided_at=r.entry.at, decided_by=r.entry.by, is_confirmed=is_confirmed, decided_why=why
        )


@dataclass(frozen=True)
class InstrumentStated(Fact):
    """A measuring instrument was calibrated: what it measures, from what to what, and until when that holds."""

    kind_words = _("kalibrasi alat ukur dicatat")
    is_decision = True

    instrument: Public[str]
    name: Public[str]
    quantity: Public[str]
    unit: Public[str]
    low: Public[str]
    high: Public[str]
    calibrated_on: Public[str]
    expires_on: Public[str]
    certificate: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"instrument:{self.instrument}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            Instrument.objects.create(
                programme_id=r.entry.programme_id, instrument=f.instrument, name=f.name, quantity=f.quantity, unit=f.unit, low=f.low, high=f.high,
                calibrated_on=date.fromisoformat(f.calibrated_on), expires_on=date.fromisoformat(f.expires_on), certificate=f.certificate,
                entry=r.entry,
            )  # fmt: skip


@dataclass(frozen=True)
class SamplingRuleSet(Fact):
    """By what lots are sampled from now on; shares as decimal text."""

    kind_words = _("aturan pengambilan contoh ditetapkan")
    is_decision = True

    rule: Public[str]
    limiting_quality: Public[str]
    beta: Public[str]
    aql: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return ("sampling",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            SamplingSetting.objects.create(programme_id=r.entry.programme_id, entry=r.entry, **r.fact.values())
