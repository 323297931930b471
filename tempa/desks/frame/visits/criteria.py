"""Tables of the criteria of verification: points, what processes ask for, the ladder of who is new."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.visits.forms import PART_WORDS, worded
from tempa.desks.frame.words import number, term
from tempa.registry.rules.criteria import CriteriaSet, Criterion, Process, Rung


def criteria_table(found: CriteriaSet) -> Table[Criterion]:
    """Every criterion with its weight, and how many of the hundred points of its part it gives."""
    sums: dict[str, int] = {}
    for c in found.criteria:
        sums[c.part] = sums.get(c.part, 0) + c.weight
    return Table(_("Kriteria"), list(found.criteria), [
        Column("part", lambda c: str(PART_WORDS[c.part]), words=_("Bagian")), Column("criterion", worded, words=_("Kriteria"), wide=True),
        Column("weight", lambda c: c.weight, lambda n: number(n) if n else _("tidak dinilai"), words=_("Bobot"), numeric=True),
        Column("points", lambda c: round(100 * c.weight / sums[c.part], 1) if c.weight else None, lambda n: "–" if n is None else f"{n:.1f}".replace(
            ".", ","), words=_("Poin dari 100"), numeric=True),
    ])  # fmt: skip


def needs_table(found: CriteriaSet) -> Table[Process]:
    names = {c.code: worded(c) for c in found.criteria}

    def least(p: Process) -> str:
        return "; ".join(f"{names.get(code, code)}: {score}" for code, score in p.requires.items())

    return Table(_("Proses"), list(found.processes), [
        Column("process", worded, words=_("Proses")), Column("resource", lambda p: term(p.resource), words=_("Jam kerja")),
        Column("machine", lambda p: _("perlu mesin yang jalan") if p.needs_machine else _("cukup orang yang terampil"), words=_("Yang diperlukan")),
        Column("least", least, words=_("Nilai paling sedikit"), wide=True),
    ])  # fmt: skip


def ladder_table(found: CriteriaSet) -> Table[tuple[int, Rung]]:
    return Table(_("Anak tangga"), list(enumerate(found.ladder, 1)), [
        Column("rung", lambda r: r[0], words=_("Tangga"), numeric=True),
        Column("largest", lambda r: r[1].largest_lot, number, words=_("Lot paling besar"), numeric=True),
        Column("accepted", lambda r: r[1].accepted, number, words=_("Naik sesudah diterima"), numeric=True),
        Column("all", lambda r: _("semua unit") if r[1].inspect_all else _("menurut undian"), words=_("Diperiksa lengkap")),
    ])  # fmt: skip
