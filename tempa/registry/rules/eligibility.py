"""Which process a workshop may do, and which type it may be given, each with the reason in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from tempa.ledger.rules import May, No, Refused, Who
from tempa.registry.rules import PASS_MARK, SCORES
from tempa.registry.rules.criteria import CriteriaSet, Process
from tempa.registry.rules.probation import Probation
from tempa.registry.rules.remark import Named, Remark, Several

OWN, LEAD, SHARED = "own", "lead", "shared"
"""Where a step may be done: at the workshop itself, at its lead, on a shared machine (format, rule 5)."""


@dataclass(frozen=True)
class Eligible:
    """Whether a workshop may be given a process or a type, and why. `because` is a sentence with its values apart."""

    is_eligible: bool
    because: Remark

    def __bool__(self) -> bool:
        return self.is_eligible

    @property
    def reason(self) -> str:
        return str(self.because)


@dataclass(frozen=True)
class Found:
    """What the last signed verification found of a workshop, as eligibility looks at it."""

    criteria: CriteriaSet
    scores: Mapping[str, int]
    machines: Sequence[Mapping[str, Any]] = ()
    skills: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Shop:
    """A workshop: its row, what was found in detail (None: only its row is known), its hours, and who does what beside it."""

    workshop: str
    kind: str
    scores: Mapping[str, str]  # the four of the row, blank where not stated
    verified_from: str
    verified_until: str
    lead: str = ""
    found: Found | None = None
    resources: frozenset[str] = frozenset()  # of which it has hours
    at_lead: frozenset[str] = frozenset()  # processes and resources of its lead
    shared: frozenset[str] = frozenset()  # processes and resources of shared machines
    same_as: str = ""  # the record that goes on, where two were of one firm
    overruled: Mapping[str, str] = field(default_factory=dict)  # type -> why the head let it be given all the same

    @cached_property
    def able(self) -> frozenset[str]:
        """The processes and resources that it may do itself, looked at once for all types."""
        return able_of(self)


def named(thing: Any) -> Named:
    """A process or a criterion by its words in both languages."""
    return Named(thing.id, thing.en)


def process_eligible(found: Found, process: Process) -> Eligible:
    """A machine that runs, somebody who can, and the scores that the process asks for."""
    working = sum(m["working"] for m in found.machines if m["process"] == process.code)
    able = sum(s["people"] for s in found.skills if s["process"] == process.code)
    if process.needs_machine and not working:
        broken = any(m["process"] == process.code for m in found.machines)
        return Eligible(False, Remark("%(process)s: mesinnya ada tetapi tidak jalan", process=named(process)) if broken
                        else Remark("%(process)s: tidak ada mesinnya", process=named(process)))  # fmt: skip
    if not able:
        return Eligible(False, Remark("%(process)s: tidak ada orang yang terampil", process=named(process)))
    for code, least in process.requires.items():
        score = found.scores.get(code, 0)
        if score < least:
            criterion = next((named(c) for c in found.criteria.criteria if c.code == code), code)
            return Eligible(False, Remark("%(process)s: nilai “%(criterion)s” %(score)s, paling sedikit %(least)s",
                                        process=named(process), criterion=criterion, score=score, least=least))  # fmt: skip
    if process.needs_machine:
        said = Remark("%(process)s: %(machines)s mesin jalan, %(people)s orang", process=named(process), machines=working, people=able)
        return Eligible(True, said)
    return Eligible(True, Remark("%(process)s: %(people)s orang", process=named(process), people=able))


def processes_of(found: Found) -> dict[str, Eligible]:
    """Process -> whether it may be done there, in the order of the criteria."""
    return {p.code: process_eligible(found, p) for p in found.criteria.processes}


def able_resources(found: Found) -> frozenset[str]:
    """Resources of which at least one process may be done there."""
    return frozenset(p.resource for p in found.criteria.processes if process_eligible(found, p))


def able_of(shop: Shop) -> frozenset[str]:
    """The processes and resources that a shop may do itself; of one known by its row alone the resources of its hours."""
    if shop.found is None:
        return shop.resources
    able = {p.code for p in shop.found.criteria.processes if process_eligible(shop.found, p)}
    return frozenset(able) | (able_resources(shop.found) & shop.resources)


def eligible_at_all(shop: Shop, on: date | None) -> Eligible:
    """What must hold for any type: not shared, not merged into another, verified, scored high enough, in date (format, rule 3)."""
    if shop.kind == "facility":
        return Eligible(False, Remark("Fasilitas bersama tidak mendapat lot; langkah kerja boleh dikerjakan di sana."))
    if shop.same_as:
        return Eligible(False, Remark("Catatan ini digabung ke %(same)s; lot baru diberikan di sana.", same=shop.same_as))
    blank = [c for c in SCORES if shop.scores.get(c, "") == ""]
    if blank:
        return Eligible(False, Remark("Belum diverifikasi. Minta taman sains datang memeriksa."))
    low = [c for c in SCORES if float(shop.scores[c]) < PASS_MARK]
    if low:
        return Eligible(False, Remark("Nilai di bawah %(least)s: %(what)s.", least=PASS_MARK, what=Several(
            Remark("%(part)s %(score)s", part=SCORE_WORDS[c], score=shop.scores[c]) for c in low)))  # fmt: skip
    if on is not None and shop.verified_until and on > date.fromisoformat(shop.verified_until):
        return Eligible(False, Remark("Verifikasi berakhir %(until)s. Perlu kunjungan ulang.", until=shop.verified_until))
    if on is not None and shop.verified_from and on < date.fromisoformat(shop.verified_from):
        return Eligible(False, Remark("Verifikasi baru berlaku mulai %(since)s.", since=shop.verified_from))
    return Eligible(True, Remark("Keempat nilai paling sedikit %(least)s.", least=PASS_MARK))


SCORE_WORDS = {
    "score_premises": Named("tempat", "premises"), "score_competence": Named("kemampuan", "competence"), "score_staff": Named("tenaga", "staff"),
    "score_equipment": Named("mesin perkakas", "machine tools"),
}  # fmt: skip


def type_eligible(shop: Shop, type: str, *, resources: Collection[str], processes: Collection[str] = (), on: date | None = None) -> Eligible:
    """Whether a workshop may be given a type: `resources` are those of its routing, `processes` what it asks for beside."""
    first = eligible_at_all(shop, on)
    if not first:
        return first
    if type in shop.overruled:
        return Eligible(True, Remark("Dibolehkan kepala taman sains: %(why)s", why=shop.overruled[type]))
    able, elsewhere = shop.able, []
    for step in [*sorted(resources), *sorted(processes)]:
        if step in able:
            continue
        if step in shop.at_lead:
            elsewhere.append(Remark("%(step)s di %(site)s", step=step_words(step, shop), site=shop.lead))
        elif step in shop.shared:
            elsewhere.append(Remark("%(step)s di mesin bersama", step=step_words(step, shop)))
        else:
            return Eligible(False, why_not(shop, step))
    if elsewhere:
        return Eligible(True, Remark("Keempat nilai paling sedikit %(least)s; %(where)s.", least=PASS_MARK, where=Several(elsewhere)))
    return Eligible(True, Remark("Keempat nilai paling sedikit %(least)s; semua proses dikerjakan sendiri.", least=PASS_MARK))


def why_not(shop: Shop, step: str) -> Remark:
    """Why a step can be done neither at the workshop nor at its lead nor on a shared machine."""
    words = step_words(step, shop)
    if shop.found is None:
        return Remark("Tidak ada jam kerja untuk %(step)s, tidak pula di IKM Induk atau mesin bersama.", step=words)
    own = shop.found.criteria.process(step)
    tried = [own] if own else list(shop.found.criteria.of_resource(step))
    reasons = Several(judged.because for p in tried if not (judged := process_eligible(shop.found, p)))
    if not reasons:
        return Remark("Tidak ada jam kerja untuk %(step)s, tidak pula di IKM Induk atau mesin bersama.", step=words)
    return Remark("%(why)s; tidak pula di IKM Induk atau mesin bersama.", why=reasons)


RESOURCE_WORDS = {
    "cut": Named("potong", "cutting"), "bend": Named("tekuk", "bending"), "weld": Named("las", "welding"),
    "machine": Named("permesinan", "machining"), "assemble": Named("perakitan", "assembly"), "wire": Named("kelistrikan", "wiring"),
    "paint": Named("cat", "painting"), "test": Named("uji", "testing"),
}  # fmt: skip


def limited(found: Eligible, probation: Probation) -> Eligible:
    """What a workshop may be given, with how much of it at once where it is on probation."""
    if not found or probation.largest_lot is None:
        return found
    return Eligible(True, Remark("%(why)s Masa percobaan: lot paling besar %(lot)s.", why=found.because, lot=probation.largest_lot))


def step_words(step: str, shop: Shop) -> str:
    process = shop.found.criteria.process(step) if shop.found else None
    return named(process) if process else RESOURCE_WORDS.get(step, step)


def may_overrule(who: Who) -> May:
    """The head of the park, in their own name."""
    return True if who.sits_at("park_head") else No("Hanya kepala taman sains yang membolehkan jenis di luar hasil verifikasi, dengan alasan.")


def check_overrule(eligible: Eligible, at_all: Eligible) -> None:
    """A type may be let through against what was found; a workshop that passed no verification may not."""
    if not at_all:
        raise Refused("Bengkel ini belum lulus verifikasi, jadi tidak ada jenis yang dapat dibolehkan. Periksa dulu bengkelnya.")
    if eligible:
        raise Refused("Jenis ini sudah layak untuk bengkel itu; tidak ada yang perlu dibolehkan.")


def check_processes(asked: Collection[str], criteria: CriteriaSet) -> None:
    if unknown := sorted(set(asked) - {p.code for p in criteria.processes}):
        raise Refused("Proses %(process)s tidak ada dalam daftar. Pilih dari daftar.", field="processes", process=unknown[0])
