"""What a workshop can do, as the desks of the park and of the workshop show it: its verification and its hours."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import heading, number, term


def scores_table(scores: Sequence[tuple[str, str]], lacking: Sequence[str]) -> Table[tuple[str, str]]:
    """The verified scores; what is below the least is marked."""
    return Table(_("Verifikasi (paling sedikit 60)"), list(scores), [
        Column("what", lambda s: heading(s[0]), words=_("Yang diperiksa")),
        Column("score", lambda s: s[1] or "–", words=_("Nilai"), numeric=True, tag=lambda s: "late" if s[0] in lacking else ""),
    ])  # fmt: skip


def hours_table(hours: Sequence[tuple[str, Decimal]]) -> Table[tuple[str, Decimal]]:
    """Working hours per week, by kind of work."""
    return Table(_("Jam kerja tiap minggu"), list(hours), [
        Column("resource", lambda h: term(h[0])), Column("hours", lambda h: h[1], number, words=_("Jam"), numeric=True),
    ], empty=_("Tidak ada jam kerja yang dicatat."))  # fmt: skip
