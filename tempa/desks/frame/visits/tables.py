"""Tables of verification: scores with their weights, machines and skills, processes, types with the reason, what is missing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.visits.forms import PART_WORDS, worded
from tempa.desks.frame.words import number
from tempa.registry import queries as registry
from tempa.registry.rules import PASS_MARK
from tempa.registry.rules.criteria import CriteriaSet, Criterion
from tempa.registry.rules.eligibility import Eligible
from tempa.registry.rules.gaps import Gap


def scores_table(visit: registry.Verification, criteria: CriteriaSet) -> Table[Criterion]:
    """Every criterion with its weight and score; the mean of its part stands behind the last of it."""
    return Table(_("Nilai per kriteria"), list(criteria.scored()), [
        Column("part", lambda c: str(PART_WORDS[c.part]), words=_("Bagian")),
        Column("criterion", worded, words=_("Kriteria"), wide=True),
        Column("weight", lambda c: c.weight, number, words=_("Bobot"), numeric=True),
        Column("score", lambda c: visit.scores[c.code], number, words=_("Nilai"), numeric=True,
               tag=lambda c: "late" if visit.scores[c.code] < PASS_MARK else ""),
        Column("part_score", lambda c: visit.parts[c.part], number, words=_("Nilai bagian"), numeric=True,
               tag=lambda c: "late" if visit.parts[c.part] < PASS_MARK else ""),
    ])  # fmt: skip


def machines_table(visit: registry.Verification, criteria: CriteriaSet) -> Table[dict[str, Any]]:
    """What was found for each process: machines, how many run, people, and whether it may be done there."""
    names = {p.code: worded(p) for p in criteria.processes}
    rows = []
    for p in criteria.processes:
        machine = next((m for m in visit.machines if m["process"] == p.code), None)
        skill = next((s for s in visit.skills if s["process"] == p.code), None)
        if machine or skill:
            rows.append({"process": names[p.code], "machine": machine, "skill": skill})
    return Table(_("Mesin dan orang"), rows, [
        Column("process", lambda r: r["process"], words=_("Proses")),
        Column("machines", lambda r: r["machine"]["count"] if r["machine"] else None, blank, words=_("Mesin"), numeric=True),
        Column("working", lambda r: r["machine"]["working"] if r["machine"] else None, blank, words=_("Jalan"), numeric=True),
        Column("capacity_words", lambda r: r["machine"]["capacity"] if r["machine"] else "", words=_("Kapasitas")),
        Column("people", lambda r: r["skill"]["people"] if r["skill"] else None, blank, words=_("Orang"), numeric=True),
        Column("certified", lambda r: r["skill"]["certified"] if r["skill"] else None, blank, words=_("Bersertifikat"), numeric=True),
    ], empty=_("Tidak ada mesin atau keterampilan yang dicatat."))  # fmt: skip


def blank(value: object) -> str:
    return "–" if value is None else number(value)


def eligible_table(title: str, found: list[tuple[str, Eligible]], *, empty: str = "") -> Table[tuple[str, Eligible]]:
    """Names with yes or no and the reason; those that may not come first."""
    rows = sorted(found, key=lambda row: bool(row[1]))
    return Table(title, rows, [
        Column("name", lambda r: r[0], words=_("Yang dinilai"), wide=True),
        Column("eligible", lambda r: _("layak") if r[1] else _("belum"), words=_("Layak"), tag=lambda r: "good" if r[1] else "late", urgent=True),
        Column("why", lambda r: spoken(r[1].because), words=_("Mengapa"), wide=True),
    ], empty=empty)  # fmt: skip


def gaps_table(gaps: list[Gap]) -> Table[Gap]:
    """What is missing, and what to do about it."""
    return Table(_("Yang masih kurang"), gaps, [
        Column("gap", lambda g: spoken(g.what), words=_("Yang kurang"), wide=True, tag=lambda g: "late" if g.holds_work else "", urgent=True),
        Column("todo", lambda g: spoken(g.todo), words=_("Yang perlu dilakukan"), wide=True),
    ], empty=_("Tidak ada yang kurang."))  # fmt: skip
