"""The order: its lines, one line with its history, changes with their reason, and the waterfall to today's number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import queries as allocation
from tempa.contracts.queries import held_lines
from tempa.demand import actions
from tempa.demand import queries as demand
from tempa.demand.rules import REASONS
from tempa.desks.frame import charts, figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.deeds import DeedForm, Said
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.order_words import CHANGE_WORDS, REASON_WORDS
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, moment, number, rp_short, signed
from tempa.ledger.rules import PARK
from tempa.production.queries import worked_lines
from tempa.values.period import Calendar, weeks_late


@door(*PARK)
def order_lines(request: HttpRequest, here: Here) -> HttpResponse:
    programme = here.programme
    totals, agencies, places = figures.order_totals(here), figures.agency_names(here), figures.destination_names(here)
    listing = Listing(
        title=_("Pesanan"),
        rows=demand.order_lines(programme).defer("cells"),
        total=totals.lines,
        columns=line_columns(places),
        search=("line", "type", "type_name", "agency", "budget_line", "destination"),
        filters=(
            Filter("opd", _("OPD"), every(agencies.items()), lambda c: Q(agency=c)),
            Filter("tujuan", _("Tujuan"), every(places.items()), lambda c: Q(destination=c)),
        ),
        prepare=lambda rows: with_plan(here, rows),
        file_name=f"pesanan-{programme.code}",
        empty=_("Belum ada baris pesanan. Baris datang dari buku kerja OPD: buka Unggah."),
    )
    answer = _("%(units)s mesin dalam %(lines)s baris, %(rupiah)s.") % {
        "units": number(totals.units), "lines": number(totals.lines), "rupiah": rp_short(totals.rupiah),
    }  # fmt: skip
    return listing.respond(request, "park/orders.html", section="park-orders", answer=answer)


def line_columns(places: dict[str, str]) -> list[Column[demand.PricedLine]]:
    to_line, to_type = addresses("park-order"), addresses("park-type")
    return [
        Column("line", lambda r: r.line, sort="line", link=lambda r: to_line(r.line)),
        Column("agency", lambda r: r.agency, sort="agency"),
        Column(
            "type",
            lambda r: r.type_name,
            sort="type_name",
            link=lambda r: to_type(r.type),
            wide=True,
        ),
        Column("quantity", lambda r: r.quantity, number, sort="quantity", numeric=True),
        Column("unit_price", lambda r: r.unit_price, number, sort="unit_price", numeric=True),
        Column("value", lambda r: r.value, number, sort="value", numeric=True),
        Column("due_date", lambda r: r.due_date, day, sort="due_date"),
        Column("destination", lambda r: places.get(r.destination, r.destination), sort="destination"),
        Column("planned", lambda r: r.planned, number, numeric=True),
        Column("weeks_late", lambda r: r.weeks_late or None, numeric=True, tag=late_mark, urgent=True),
    ]


def late_mark(row: Any) -> str:
    return "late" if row.weeks_late else ""


def with_plan(here: Here, rows: Any) -> Any:
    """Add to each line how many units hold a lot today, and how many weeks late the last of them is."""
    lots, start = allocation.lot_sums(here.programme, [r.line for r in rows]), figures.start(here)
    for r in rows:
        r.planned, inspected = lots.get(r.line, (0, 0))
        r.weeks_late = weeks_late(r.due_date, inspected, start) if r.planned and start else 0
    return rows


class ReasonedForm(DeedForm):
    """Why the order changes, and under which paper; what changes is added by the forms made from it."""

    reason = forms.ChoiceField(label=gettext_lazy("Alasan"), choices=[(r, REASON_WORDS[r]) for r in REASONS])
    note = forms.CharField(label=gettext_lazy("Penjelasan"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    paper = forms.CharField(label=gettext_lazy("Nomor surat"), required=False, max_length=120)

    def told(self) -> Said:
        said = self.typed
        return {"why": actions.Why(said.pop("reason"), said.pop("note"), said.pop("paper")), **said}


class ChangeForm(ReasonedForm):
    """What changes on an order line, and to what."""

    send = gettext_lazy("Catat perubahan")
    field_order = ("change", "after")

    change = forms.ChoiceField(
        label=gettext_lazy("Apa yang berubah"),
        choices=[(c, CHANGE_WORDS[c]) for c in ("quantity", "due_date", "destination", "cancelled")],
    )
    after = forms.CharField(
        label=gettext_lazy("Nilai baru"), required=False, max_length=60,
        help_text=gettext_lazy(
            "Jumlah: angka saja. Jatuh tempo: tahun-bulan-tanggal, misalnya 2020-08-17. Tujuan: kodenya. "
            "Kosong untuk pembatalan."
        ),
    )  # fmt: skip


@door(*PARK)
def order_line(request: HttpRequest, here: Here, line: str) -> HttpResponse:
    """One order line: what it is, who makes it, how it changed; and the form to change it."""
    programme, form = here.programme, ChangeForm(here, request)
    held = actions.Held(contracted=lambda: held_lines(programme), worked=lambda: worked_lines(programme))
    gone_on = form.carried_out(
        request,
        lambda **deed: actions.change_line(programme, line=line, held=held, **form.told(), **deed),
        to=lambda _: reverse("park-order", args=[line]), done=_("Perubahan baris %(line)s tercatat.") % {"line": line},
    )  # fmt: skip
    if gone_on is not None:
        return gone_on
    found = demand.line_named(programme, line)
    if found is None and not demand.moves(programme, line).exists():
        raise Http404
    return respond(request, "park/order.html", line_page(here, line, found, form), file_name=f"baris-{line}", status=form.status)


def line_page(here: Here, line: str, found: demand.PricedLine | None, form: ChangeForm) -> dict[str, object]:
    programme, names, places = here.programme, figures.workshop_names(here), figures.destination_names(here)
    if found is not None:
        with_plan(here, [found])
    lots = allocation.lots_of_lines(programme, [line]).get(line, [])
    return {
        "title": _("Baris pesanan %(line)s") % {"line": line}, "section": "park-orders", "line": found, "code": line,
        "agency": figures.agency_names(here).get(found.agency) if found else "",
        "place": places.get(found.destination) if found else "",
        "lots": makers_table(lots, names, figures.calendar(here)),
        "moves": moves_table(described(demand.moves(programme, line)), _("Riwayat")),
        "form": form, "places": places.items(),
    }  # fmt: skip


def makers_table(lots: list[allocation.Lot], names: dict[str, str], calendar: Calendar) -> Table[allocation.Lot]:
    """Who makes an order line: its lots with their days."""
    return Table(_("Siapa membuat"), lots, [
        Column("lot", lambda r: r.lot),
        Column("workshop", lambda r: names.get(r.workshop, r.workshop), link=lambda r: reverse("park-workshop", args=[r.workshop])),
        Column("quantity", lambda r: r.quantity, number, numeric=True),
        Column("start_week", lambda r: calendar.monday(r.start_week), day, words=_("Mulai")),
        Column("finish_week", lambda r: calendar.sunday(r.finish_week), day, words=_("Selesai")),
        Column("inspect_week", lambda r: calendar.sunday(r.inspect_week), day, words=_("Diperiksa paling lambat")),
    ], empty=_("Belum ada bengkel. Lot muncul setelah sebuah rencana disetujui."))  # fmt: skip


@dataclass(frozen=True)
class Move:
    """A change of the order in words for a reader; `kind` and `because` are what it is filtered by."""

    at: datetime
    by: str
    change: str
    subject: str
    before: str
    after: str
    units: int
    rupiah: int
    fact: UUID
    kind: str
    because: str
    why: str


def moves_table(moves: list[Move], words: str) -> Table[Move]:
    """Everything that moved the order, each change with who and why."""
    return Table(words, moves, move_columns(), empty=_("Tidak berubah sejak pesanan awal."))


def move_columns() -> list[Column[Move]]:
    return [
        Column("at", lambda m: m.at, moment, sort="waktu", link=lambda m: reverse("park-entry", args=[m.fact])),
        Column("by", lambda m: m.by, sort="oleh"),
        Column("what", lambda m: "" if m.kind == "agreed" else m.subject, words=_("Apa"), sort="apa", link=subject_address),
        Column("change", lambda m: m.change, words=_("Perubahan")),
        Column("before", lambda m: m.before, words=_("Dari")), Column("after", lambda m: m.after, words=_("Menjadi")),
        Column("units", lambda m: m.units, signed, sort="unit", numeric=True),
        Column("rupiah", lambda m: m.rupiah, signed, words=_("Rupiah"), sort="rupiah", numeric=True),
        Column("reason", lambda m: m.why, words=_("Alasan"), wide=True),
    ]  # fmt: skip


def subject_address(move: Move) -> str:
    return reverse("park-type" if move.kind == "price" else "park-order", args=[move.subject])


def described(moves: Iterable[demand.OrderMove]) -> list[Move]:
    """Moves with words for a reader."""
    return [
        Move(
            m.entry.at, m.entry.by.name, str(CHANGE_WORDS[m.change]), m.subject, m.before, m.after, m.units, m.rupiah, m.entry_id, m.change, m.reason,
            str(REASON_WORDS[m.reason]) + (f": {m.note}" if m.note else "") + (f" ({m.paper})" if m.paper else "")
            + (_(", menurut lembar HPS") if m.sheet else ""),
        )
        for m in moves
    ]  # fmt: skip


@door(*PARK)
def waterfall(request: HttpRequest, here: Here) -> HttpResponse:
    """From the order as agreed to today's, in units and rupiah, by reason; it must add up, and says so."""
    programme = here.programme
    moves = list(demand.moves(programme))
    totals = demand.order_totals(programme)
    units, rupiah = sum(m.units for m in moves), sum(m.rupiah for m in moves)
    reasons, changes = {m.reason for m in moves if m.reason}, {m.change for m in moves}
    listing = Listing(
        title=_("Dari pesanan awal sampai hari ini"), rows=described(moves)[::-1], columns=move_columns(),
        filters=(
            Filter("alasan", _("Alasan"), every((r, str(words)) for r, words in REASON_WORDS.items() if r in reasons),
                   lambda c: lambda m: m.because == c),
            Filter("perubahan", _("Perubahan"), every((c, str(words)) for c, words in CHANGE_WORDS.items() if c in changes),
                   lambda c: lambda m: m.kind == c),
        ),
        file_name=f"perubahan-{programme.code}",
        empty=_("Belum ada pesanan. Setelah pesanan pertama diunggah, setiap perubahan tampak di sini dengan alasannya."),
    )  # fmt: skip
    context: dict[str, object] = {
        "section": "park-orders", "adds_up": (units, rupiah) == (totals.units, totals.rupiah), "first": moves[0] if moves else None,
        "answer": _("Dari %(first)s mesin menjadi %(now)s: %(n)s perubahan, semuanya beralasan.") % {
            "first": number(moves[0].units if moves else 0), "now": number(totals.units), "n": number(max(0, len(moves) - 1)),
        },
    }  # fmt: skip
    if moves:
        context["units"] = fall(
            _("Mesin: dari pesanan awal sampai hari ini"),
            moves,
            totals.units,
            lambda m: m.units,
            lambda v: number(int(v)),
            _("mesin"),
        )
        context["rupiah"] = fall(
            _("Nilai: dari pesanan awal sampai hari ini"),
            moves,
            totals.rupiah,
            lambda m: m.rupiah,
            lambda v: rp_short(int(v)),
            _("rupiah"),
        )
    return listing.respond(request, "park/waterfall.html", **context)


def fall(
    title: str, moves: list[demand.OrderMove], today: int, amount: Callable[[demand.OrderMove], int], show: Callable[[float], str], unit: str
) -> charts.Chart:
    """The waterfall of one measure: agreed, then the sum per reason, then today."""
    per_reason: dict[str, int] = {}
    for m in moves[1:]:
        per_reason[m.reason] = per_reason.get(m.reason, 0) + amount(m)
    steps = [charts.Step(_("pesanan awal"), amount(moves[0]), True)]
    steps += [
        charts.Step(str(REASON_WORDS[r]), v) for r, v in sorted(per_reason.items(), key=lambda p: -abs(p[1])) if v
    ]
    steps.append(charts.Step(_("hari ini"), today, True))
    return charts.waterfall(title, steps, show, headings=[_("langkah"), unit])
