"""The board of production: how far every lot is, when it will be finished, who is silent; with the curve of plan and real progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from tempa.allocation import queries as allocation
from tempa.desks.frame import charts, figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.production import cause_words, steps_line
from tempa.desks.frame.tables import Column
from tempa.desks.frame.words import day, number
from tempa.ledger.rules import PARK
from tempa.production import queries as production
from tempa.production.queries import LotCard
from tempa.production.rules import Forecast

FOLLOWS_FROM = ("production", "contracts", "allocation", "catalogue", "rows")
SILENT_DAYS = 14
STATES = (
    ("late", gettext_lazy("akan terlambat")), ("silent", gettext_lazy("tanpa laporan 14 hari")), ("waiting", gettext_lazy("belum mulai")),
    ("running", gettext_lazy("sedang dikerjakan")), ("ready", gettext_lazy("jadi, belum dinyatakan selesai")), ("done", gettext_lazy("selesai")),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A lot on the board."""

    card: LotCard
    maker: str
    forecast: Forecast | None
    silent: int

    @property
    def state(self) -> str:
        c = self.card
        if c.is_finished:
            return "done"
        if c.made >= c.units:
            return "ready"
        if self.forecast is not None and self.forecast.is_late:
            return "late"
        if c.first_at is None:
            return "waiting"
        return "silent" if self.silent >= SILENT_DAYS else "running"


def rows_of(here: Here) -> list[Row]:
    """Every lot on which work may go on, the most urgent first."""

    def make() -> list[Row]:
        names, told = figures.workshop_names(here), production.finish_forecasts(here.programme, here.today)
        rows = [
            Row(c, names.get(c.maker, c.maker), told.get(c.lot), (here.now - c.last_at).days if c.last_at else 0)
            for c in production.lot_cards(here.programme, here.today)
        ]  # fmt: skip
        order = [code for code, _words in STATES]
        return sorted(rows, key=lambda r: (order.index(r.state), -(r.forecast.days_late if r.forecast else 0), r.card.due_on, r.card.lot))

    return here.known(f"production board {here.today}", make, of=FOLLOWS_FROM)


@require_GET
@door(*PARK)
def board(request: HttpRequest, here: Here) -> HttpResponse:
    """Per lot: plan, progress, forecast with its reason, days without a report."""
    rows = rows_of(here)
    listing = Listing(
        title=_("Produksi"), rows=rows, columns=columns(), file_name=f"produksi-{here.programme.code}", filters=filters(rows),
        empty=_("Belum ada lot yang boleh dikerjakan. Lot muncul di sini sesudah kontraknya ditandatangani kedua pihak."),
    )  # fmt: skip
    return listing.respond(
        request, "park/production.html", section="park-production", answer=answer(here, rows), curve=curve(here, rows),
        problems=production.open_problems(here.programme).count(), lacking=len(production.units_lacking(here.programme, here.today)),
    )  # fmt: skip


def answer(here: Here, rows: Sequence[Row]) -> str:
    """`1.204 dari 1.642 mesin sudah jadi. 12 lot akan terlambat, 5 di antaranya karena kontraknya terlambat.`"""
    if not rows:
        return ""
    units, made = sum(r.card.wanted for r in rows), sum(r.card.left for r in rows)
    told = [_("%(made)s dari %(units)s mesin yang boleh dikerjakan sudah jadi.") % {"made": number(made), "units": number(units)}]
    late = [r for r in rows if r.state == "late"]
    if late:
        causes: dict[str, int] = {}
        for r in late:
            causes[r.forecast.cause if r.forecast else ""] = causes.get(r.forecast.cause if r.forecast else "", 0) + 1
        most = max(sorted(causes), key=lambda c: causes[c])
        told.append(_("%(n)s lot diperkirakan terlambat, %(most)s di antaranya karena %(why)s.") % {
            "n": number(len(late)), "most": number(causes[most]), "why": cause_words(most)})  # fmt: skip
    silent = sum(1 for r in rows if r.state in ("silent", "late") and r.silent >= SILENT_DAYS)
    if silent:
        words = ngettext("%(n)s lot tanpa laporan selama 14 hari.", "%(n)s lot tanpa laporan selama 14 hari.", silent)
        told.append(words % {"n": number(silent)})
    return " ".join(told)


def columns() -> list[Column[Row]]:
    to_lot = addresses("park-production-lot")
    words = dict(STATES)
    marks = {"late": "late", "silent": "late", "ready": "doubt", "done": "good"}
    return [
        Column("lot", lambda r: r.card.lot, sort="lot", link=lambda r: to_lot(r.card.lot)),
        Column("state", lambda r: str(words[r.state]), words=_("Keadaan"), sort="keadaan", tag=lambda r: marks.get(r.state, ""), urgent=True),
        Column("type", lambda r: r.card.type_name, sort="jenis", wide=True),
        Column("maker", lambda r: r.maker, words=_("Pembuat"), sort="pembuat"),
        Column("made", lambda r: r.card.left, number, words=_("Jadi"), sort="jadi", numeric=True),
        Column("units", lambda r: r.card.wanted, number, words=_("Unit"), sort="unit", numeric=True),
        Column("steps", lambda r: steps_line(r.card), words=_("Langkah"), wide=True),
        Column("due", lambda r: r.card.due_on, day, words=_("Tenggat"), sort="tenggat"),
        Column("forecast", lambda r: r.forecast.likely if r.forecast and r.card.made < r.card.units else None, lambda d: day(d) if d else "",
               words=_("Perkiraan selesai"), sort="perkiraan", tag=lambda r: "late" if r.state == "late" else ""),
        Column("span", span_words, words=_("Antara")),
        Column("cause", lambda r: cause_words(r.forecast.cause) if r.forecast and r.forecast.cause else "", words=_("Sebab terlambat"), wide=True),
        Column("silent", lambda r: r.silent if r.card.last_at and r.card.made < r.card.units else None, lambda n: "" if n is None else number(n),
               words=_("Hari tanpa laporan"), sort="diam", numeric=True),
    ]  # fmt: skip


def span_words(r: Row) -> str:
    if r.forecast is None or r.card.made >= r.card.units:
        return ""
    return f"{day(r.forecast.early)} – {day(r.forecast.late)}"


def filters(rows: Sequence[Row]) -> list[Filter]:
    makers = sorted({(r.card.maker, r.maker) for r in rows}, key=lambda m: m[1])
    agencies = sorted({r.card.agency for r in rows})
    return [
        Filter("keadaan", _("Keadaan"), every([(code, str(words)) for code, words in STATES]), lambda c: lambda r: r.state == c),
        Filter("pembuat", _("Pembuat"), every(makers), lambda c: lambda r: r.card.maker == c),
        Filter("opd", _("OPD"), every([(a, a) for a in agencies]), lambda c: lambda r: r.card.agency == c),
    ]


def curve(here: Here, rows: Sequence[Row]) -> charts.Chart | None:
    """The S-curve: machines finished by the plan, and really made, week by week, until today; both count from the first week."""
    if not rows:
        return None
    calendar = figures.calendar(here)
    last = max(1, min(calendar.weeks, calendar.week(here.today) + 1))
    planned: dict[int, int] = {}
    for lot in allocation.lots(here.programme):
        planned[lot.finish_week] = planned.get(lot.finish_week, 0) + lot.quantity
    made = production.made_by_week(here.programme)
    weeks = range(calendar.weeks)
    series = [
        charts.Series(_("rencana"), "plan", summed(planned, weeks)),
        charts.Series(_("jadi"), "made", summed(made, range(last))),
    ]
    return charts.curves(
        _("Mesin selesai menurut rencana dan yang sungguh jadi"), series, [day(calendar.sunday(w)) for w in weeks], number,
        first_heading=_("minggu berakhir"), source=_("Rencana yang berlaku; laporan bengkel."),
    )


def summed(by_week: dict[int, int], weeks: range) -> list[float]:
    """What is there by the end of each week; weeks before the first count to it."""
    total, found = sum(n for w, n in by_week.items() if w < 0), []
    for week in weeks:
        total += by_week.get(week, 0)
        found.append(float(total))
    return found

