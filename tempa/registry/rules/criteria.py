"""The criteria of a verification as dated data: what is scored with which weight, which process needs what, and the ladder of the new."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tempa.ledger.rules import May, No, Refused, Who, may_as_park

FILE = Path(__file__).with_name("criteria.toml")
PARTS = ("premises", "competence", "staff", "equipment")
RESOURCES = ("cut", "bend", "weld", "machine", "assemble", "wire", "paint", "test")
FULL_SCORE = 100
MOST_MONTHS = 36


@dataclass(frozen=True)
class Criterion:
    """One thing that is scored from 0 to 100; `part` is one of PARTS, in which it weighs `weight`. 0: it is left out."""

    code: str
    part: str
    weight: int
    id: str
    en: str


@dataclass(frozen=True)
class Process:
    """A process such as turning; it uses hours of `resource`. `requires`: criterion -> the least score of who does it."""

    code: str
    resource: str
    needs_machine: bool
    requires: Mapping[str, int]
    id: str
    en: str


@dataclass(frozen=True)
class Rung:
    """A rung of the ladder: the largest lot on it, how many accepted machines lead further, and whether every unit is inspected."""

    largest_lot: int
    accepted: int
    inspect_all: bool


@dataclass(frozen=True)
class CriteriaSet:
    """A version of the criteria, in force from a day on until a later one."""

    id: str
    valid_from: date
    months: int
    revisit_before: int
    criteria: tuple[Criterion, ...]
    processes: tuple[Process, ...]
    ladder: tuple[Rung, ...]

    def scored(self) -> tuple[Criterion, ...]:
        return tuple(c for c in self.criteria if c.weight)

    def process(self, code: str) -> Process | None:
        return next((p for p in self.processes if p.code == code), None)

    def of_resource(self, resource: str) -> tuple[Process, ...]:
        return tuple(p for p in self.processes if p.resource == resource)

    def as_content(self) -> dict[str, Any]:
        """As a fact holds it; `criteria_in` reads it again."""
        return {
            "id": self.id, "valid_from": str(self.valid_from), "months": self.months, "revisit_before": self.revisit_before,
            "criteria": [vars(c) for c in self.criteria], "processes": [vars(p) | {"requires": dict(p.requires)} for p in self.processes],
            "ladder": [vars(r) for r in self.ladder],
        }  # fmt: skip


def criteria_in(content: Mapping[str, Any]) -> CriteriaSet:
    """The set that a fact or the file holds."""
    valid_from = content["valid_from"]
    return CriteriaSet(
        content["id"], valid_from if isinstance(valid_from, date) else date.fromisoformat(valid_from), content["months"],
        content["revisit_before"], tuple(Criterion(**c) for c in content["criteria"]), tuple(Process(**p) for p in content["processes"]),
        tuple(Rung(**r) for r in content["ladder"]),
    )  # fmt: skip


@cache
def printed() -> CriteriaSet:
    """The set that comes with the program: what the park verified in 2020."""
    return criteria_in(tomllib.loads(FILE.read_text("utf-8")))


def in_force(sets: Iterable[CriteriaSet], on: date) -> CriteriaSet:
    """The set of a day: the latest of the programme's own that has begun, else the printed one."""
    begun = sorted((s for s in sets if s.valid_from <= on), key=lambda s: s.valid_from)
    return begun[-1] if begun else printed()


def check_criteria(new: CriteriaSet, *, known: Sequence[str], today: date) -> None:
    """Refuses a set in which a part has no criterion, a process asks for what is not scored, or the ladder does not rise."""
    if not 3 <= len(new.id) <= 40 or new.id in known:
        raise Refused("Beri versi ini nama sendiri, 3 sampai 40 huruf, misalnya 2021-1.", field="id")
    if new.valid_from < today:
        raise Refused("Versi baru berlaku paling cepat hari ini. Pilih hari ini atau sesudahnya.", field="valid_from")
    if not 1 <= new.months <= MOST_MONTHS:
        raise Refused("Verifikasi berlaku 1 sampai %(most)s bulan.", field="months", most=MOST_MONTHS)
    if not 0 <= new.revisit_before <= 28 * new.months:
        raise Refused("Kunjungan ulang jatuh sebelum verifikasi berlaku. Tulis hari yang lebih sedikit.", field="revisit_before")
    for c in new.criteria:
        if not 0 <= c.weight <= 100:
            raise Refused("Bobot %(criterion)s harus 0 sampai 100; 0 berarti tidak dinilai.", field=f"w-{c.code}", criterion=c.id)
    for part in PARTS:
        if not any(c.weight for c in new.criteria if c.part == part):
            raise Refused("Setiap bagian memerlukan paling sedikit satu kriteria berbobot.", field="id")
    scored = {c.code for c in new.scored()}
    for p in new.processes:
        for code, least in p.requires.items():
            if code not in scored or not 0 <= least <= FULL_SCORE:
                raise Refused("Proses %(process)s meminta kriteria yang tidak dinilai. Beri bobot, atau kosongkan syaratnya.",
                              field=f"w-{code}", process=p.id)  # fmt: skip
    check_ladder(new.ladder)


def check_ladder(ladder: Sequence[Rung]) -> None:
    lots, accepted = [r.largest_lot for r in ladder], [r.accepted for r in ladder]
    if not ladder or lots != sorted(set(lots)) or accepted != sorted(set(accepted)) or lots[0] < 1 or accepted[0] < 1:
        raise Refused("Tangga percobaan harus naik: lot terbesar dan mesin diterima bertambah dari anak tangga ke anak tangga.", field="ladder")


def may_propose_criteria(who: Who) -> May:
    return may_as_park(who)


def may_decide_criteria(who: Who, *, is_decided: bool) -> May:
    """A second person of the park decides on a set, once; that they are a second hand is asked apart."""
    if is_decided:
        return No("Versi kriteria ini sudah diputuskan.")
    return may_as_park(who)
