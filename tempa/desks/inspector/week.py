"""My week: what I do today and on which day the rest, with the way there and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.desks.frame.door import Here, door
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.routes import ground_words, hours
from tempa.desks.frame.tables import respond
from tempa.desks.frame.week_tables import turns, week_asked, week_table
from tempa.desks.frame.words import day_words, number
from tempa.ledger.queries import setting_values
from tempa.quality import queries as quality


@require_GET
@door("inspector")
def week(request: HttpRequest, here: Here) -> HttpResponse:
    """Today first, then the days of the week; another week can be turned to."""
    monday = week_asked(here, request.GET.get("minggu", ""))
    mine = list(quality.week_errands(here.programme, monday, here.person))
    today = [e for e in mine if e.day == here.today]
    parts = []
    if today or monday <= here.today <= monday.fromordinal(monday.toordinal() + 6):
        parts.append(Part(_("Hari ini"), table=week_table(here, _("Hari ini"), today, with_person=False, empty=_("Tidak ada perjalanan hari ini."))))
    rest = [e for e in mine if e.day != here.today]
    parts.append(Part(
        _("Minggu mulai %(on)s") % {"on": day_words(monday)}, more=turns(monday),
        table=week_table(here, _("Minggu ini"), rest, with_person=False,
                         empty=_("Belum ada yang disusun untuk Anda. Taman sains mengusulkan minggu pemeriksa di halaman Mutu.")),
        told=ground_words(monday, setting_values(here.programme).get("road_factor", "1.2"))[:1] if mine else [],
    ))  # fmt: skip
    return respond(request, "quality/page.html", {
        "title": _("Minggu saya"), "section": "inspector-week", "parts": parts, **tables_in(parts), "answer": answer(today, mine),
    }, file_name=f"minggu-{monday}")  # fmt: skip


def answer(today: list[Any], mine: list[Any]) -> str:
    if not mine:
        return _("Minggu ini belum ada pekerjaan untuk Anda.")
    if not today:
        return _("Hari ini tidak ada perjalanan; minggu ini %(n)s pekerjaan, %(hours)s jam.") % {
            "n": number(len(mine)), "hours": hours(sum(e.work + e.travel for e in mine))}  # fmt: skip
    return _("Hari ini %(today)s pekerjaan, %(hours)s jam dengan jalan; minggu ini %(n)s.") % {
        "today": number(len(today)), "hours": hours(sum(e.work + e.travel for e in today)), "n": number(len(mine))}  # fmt: skip
