"""An agency's buyer: where are my orders, and does the money hold?"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.delivery import queries as delivery
from tempa.delivery.rules import DEEMED_AFTER
from tempa.demand import queries as demand
from tempa.desks.frame import figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, day_words, moment, number, rp_short, term
from tempa.ledger import queries as ledger
from tempa.values.period import Calendar, weeks_late


@door("agency")
def home(request: HttpRequest, here: Here) -> HttpResponse:
    programme, calendar = here.programme, figures.calendar(here)
    places, to_line = figures.destination_names(here), addresses("agency-order")
    listing: Listing[Any] = Listing(
        title=_("Pesanan %(agency)s") % {"agency": figures.agency_names(here).get(here.subject, here.subject)},
        rows=demand.order_lines(programme).filter(agency=here.subject).defer("cells"),
        total=figures.order_totals(here, here.subject).lines,
        columns=[
            Column("line", lambda r: r.line, sort="line", link=lambda r: to_line(r.line)),
            Column("type", lambda r: r.type_name, sort="type_name", wide=True),
            Column("quantity", lambda r: r.quantity, number, sort="quantity", numeric=True),
            Column("value", lambda r: r.value, number, sort="value", numeric=True),
            Column("due_date", lambda r: r.due_date, day, sort="due_date"),
            Column("destination", lambda r: places.get(r.destination, r.destination), sort="destination"),
            Column("planned", lambda r: r.planned, number, numeric=True),
            Column("handed_over_on", lambda r: r.ready, lambda v: day(v) if v else ""),
            Column(
                "weeks_late", lambda r: r.weeks_late or None, numeric=True, urgent=True, tag=lambda r: "late" if r.weeks_late else ""
            ),
        ],
        search=("line", "type_name", "destination"),
        filters=(Filter("tujuan", _("Tujuan"), every(places.items()), lambda c: Q(destination=c)),),
        prepare=lambda rows: with_plan(programme, calendar, rows),
        file_name=f"pesanan-{here.subject}",
        empty=_("Belum ada pesanan OPD Anda. Taman sains memuatnya dari buku kerja yang Anda kirim."),
    )
    return listing.respond(request, section="agency-home", answer=answer(here))


def answer(here: Here) -> str:
    totals = figures.order_totals(here, here.subject)
    words = _("%(units)s mesin dipesan, %(value)s.") % {"units": number(totals.units), "value": rp_short(totals.rupiah)}
    if figures.approved_plan(here) is None:
        return words + " " + _("Rencana siapa membuatnya belum disetujui.") + coming(here)
    planned, late = figures.agency_lots(here, here.subject)
    words += " " + _("%(n)s sudah ada bengkelnya") % {"n": number(planned)}
    return words + (_(", menurut rencana %(n)s terlambat.") % {"n": number(late)} if late else _(", semuanya tepat waktu.")) + coming(here)


def coming(here: Here) -> str:
    """What was handed over to this agency and waits for its word, and what its silence comes to."""
    waiting = delivery.handovers(here.programme, agency=here.subject).filter(receiver=here.subject, taken_at=None, withdrawn_at=None)
    oldest = waiting.order_by("offered_at").first()
    if oldest is None:
        return ""
    until = (oldest.offered_at + DEEMED_AFTER).astimezone(here.zone).date()
    return " " + _("%(n)s serah terima menunggu jawaban Anda; yang tertua dianggap diterima sesudah %(until)s.") % {
        "n": number(waiting.count()), "until": day_words(until),
    }  # fmt: skip


def with_plan(programme: ledger.Programme, calendar: Calendar, rows: Any) -> Any:
    lots = allocation.lot_sums(programme, [r.line for r in rows])
    for r in rows:
        r.planned, inspected = lots.get(r.line, (0, 0))
        r.ready = calendar.sunday(inspected) if r.planned else None
        r.weeks_late = weeks_late(r.due_date, inspected, calendar.start) if r.planned else 0
    return rows


@door("agency")
def order(request: HttpRequest, here: Here, line: str) -> HttpResponse:
    """One line of the agency: who makes it and when it comes."""
    found = demand.line_named(here.programme, line)
    if found is None or found.agency != here.subject:
        raise Http404
    calendar, names = figures.calendar(here), figures.workshop_names(here)
    lots = allocation.lots_of_lines(here.programme, [line]).get(line, [])
    return respond(request, "agency/order.html", {
        "title": _("Baris pesanan %(line)s") % {"line": line}, "section": "agency-home", "line": found,
        "place": figures.destination_names(here).get(found.destination, ""),
        "lots": lots_table(lots, names, calendar), "moves": moves_table(list(demand.moves(here.programme, line))),
    }, file_name=f"baris-{line}")  # fmt: skip


def lots_table(lots: list[allocation.Lot], names: dict[str, str], calendar: Calendar) -> Table[allocation.Lot]:
    return Table(_("Siapa membuat"), lots, [
        Column("lot", lambda r: r.lot), Column("workshop", lambda r: names.get(r.workshop, r.workshop)),
        Column("quantity", lambda r: r.quantity, number, numeric=True),
        Column("ready", lambda r: calendar.sunday(r.inspect_week), day, words=_("Diserahkan paling cepat")),
    ], empty=_("Belum ada bengkel. Lot muncul setelah taman sains menyetujui rencana."))  # fmt: skip


def moves_table(moves: list[demand.OrderMove]) -> Table[demand.OrderMove]:
    return Table(_("Riwayat"), moves, [
        Column("at", lambda m: m.entry.at, moment), Column("before", lambda m: m.before, words=_("Dari")),
        Column("after", lambda m: m.after, words=_("Menjadi")), Column("note", lambda m: m.note, words=_("Penjelasan"), wide=True),
        Column("paper", lambda m: m.paper, words=_("Nomor surat")),
    ], empty=_("Tidak berubah sejak pesanan awal."))  # fmt: skip


@door("agency")
def budget(request: HttpRequest, here: Here) -> HttpResponse:
    programme = here.programme
    sums = demand.ordered_by_budget_line(programme)
    listing: Listing[demand.BudgetLine] = Listing(
        title=_("Anggaran kami"),
        rows=demand.budget_lines(programme).filter(agency=here.subject),
        columns=[
            Column("budget_line", lambda r: r.budget_line, sort="budget_line"),
            Column("account_code", lambda r: r.cells["account_code"]),
            Column("spending_kind", lambda r: term(r.kind), sort="kind"),
            Column("amount", lambda r: r.amount, number, sort="amount", numeric=True),
            Column("ordered_value", lambda r: sums.get(r.budget_line, (0, 0))[1], number, numeric=True),
            Column("left", lambda r: r.amount - sums.get(r.budget_line, (0, 0))[1], number, numeric=True),
        ],
        file_name=f"anggaran-{here.subject}",
        empty=_("Belum ada baris anggaran OPD Anda di program ini."),
    )
    return listing.respond(request, section="agency-budget")
