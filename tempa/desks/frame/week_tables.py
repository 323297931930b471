"""An inspector's week as tables: by person, day and place, each errand with what it is, why it stands there and the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.delivery import queries as delivery
from tempa.desks.frame.door import Here
from tempa.desks.frame.routes import LEFT, clock, hours, km, why_words
from tempa.desks.frame.tables import Column, Table, Words
from tempa.desks.frame.words import weekday
from tempa.production import queries as production
from tempa.quality import queries as quality
from tempa.quality.rules.weeks import monday_of
from tempa.registry import queries as registry

KINDS: dict[str, object] = {
    "lot": gettext_lazy("periksa lot"), "first_article": gettext_lazy("unit pertama"), "visit": gettext_lazy("verifikasi bengkel"),
    "use_check": gettext_lazy("periksa pemakaian"),
}  # fmt: skip


def week_asked(here: Here, asked: str) -> date:
    """The Monday of the week that an address names, else this week's."""
    try:
        return monday_of(date.fromisoformat(asked))
    except (ValueError, OverflowError):
        return monday_of(here.today)


def turns(monday: date) -> list[tuple[str, str]]:
    return [(f"?minggu={monday - timedelta(days=7)}", _("‹ Minggu sebelumnya")), (f"?minggu={monday + timedelta(days=7)}", _("Minggu berikutnya ›"))]


class Names:
    """What the keys of errands mean: lots with their maker, workshops, recipients."""

    def __init__(self, here: Here, errands: Sequence[quality.WeekErrand]) -> None:
        self.workshops = registry.workshop_names(here.programme)
        lots = {e.key.partition("/")[0] for e in errands if e.kind in ("lot", "first_article")}
        self.makers = dict(production.units(here.programme, lots).values_list("lot", "maker")) if lots else {}
        self.recipients = {r.recipient: f"{r.name}, {r.village}" for r in delivery.recipients(here.programme)}

    def words(self, errand: quality.WeekErrand) -> str:
        if errand.kind in ("lot", "first_article"):
            lot, _bar, round = errand.key.partition("/")
            part = round.partition(".")[2]
            maker = self.makers.get(lot, "")
            said = f"{lot} · {self.workshops.get(maker, maker)}"
            return _("%(lot)s (bagian %(n)s)") % {"lot": said, "n": part} if part else said
        return self.workshops.get(errand.key, "") or self.recipients.get(errand.key, errand.key)


def week_table(here: Here, title: Words, errands: Sequence[quality.WeekErrand], *, with_person: bool, empty: str) -> Table[quality.WeekErrand]:
    names = Names(here, errands)
    person = [Column[quality.WeekErrand]("who", lambda e: e.inspector.name if e.inspector else "", words=_("Pemeriksa"))] if with_person else []
    return Table(title, list(errands), [
        *person, Column("day", lambda e: e.day, weekday, words=_("Hari")),
        Column("begins", lambda e: clock(e.begins), words=_("Kira-kira")),
        Column("kind", lambda e: str(KINDS[e.kind]), words=_("Pekerjaan")), Column("what", names.words, words=_("Di mana"), wide=True),
        Column("work", lambda e: hours(e.work), words=_("Jam kerja"), numeric=True),
        Column("travel", lambda e: hours(e.travel), words=_("Jam jalan"), numeric=True),
        Column("km", lambda e: km(e.metres), words=_("km"), numeric=True),
        Column("why", lambda e: why_words(e.why), words=_("Mengapa di sini"), wide=True),
    ], empty=empty)  # fmt: skip


def left_table(here: Here, errands: Sequence[quality.WeekErrand]) -> Table[quality.WeekErrand]:
    names = Names(here, errands)
    return Table(_("Tidak muat minggu ini"), list(errands), [
        Column("kind", lambda e: str(KINDS[e.kind]), words=_("Pekerjaan")), Column("what", names.words, words=_("Di mana"), wide=True),
        Column("work", lambda e: hours(e.work), words=_("Jam kerja"), numeric=True),
        Column("left", lambda e: str(LEFT[e.left]), words=_("Sebabnya"), wide=True, urgent=True),
    ], empty=_("Semua pekerjaan muat minggu ini."))  # fmt: skip
