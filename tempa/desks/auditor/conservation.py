"""Does everything add up: both laws on one page, by agency, type, contract or workshop, as of any day; every figure opens to its facts and papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.desks.auditor.opened import about, opened
from tempa.desks.frame import figures
from tempa.desks.frame.contracts.register import kind_words
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.field_words import subject_words
from tempa.desks.frame.memory import current
from tempa.desks.frame.records import KIND_WORDS
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day_words, language, moment, number, rp, rp_short
from tempa.ledger import queries as ledger
from tempa.payment import queries as payment
from tempa.payment.settlement.conservation import NAMES, Balance

SECTION = "auditor-conservation"
WAYS = {"agency": gettext_lazy("OPD"), "type": gettext_lazy("Jenis mesin"), "contract": gettext_lazy("Kontrak"), "workshop": gettext_lazy("Bengkel")}
STAGES = {
    "ordered": gettext_lazy("dipesan"), "allocated": gettext_lazy("dialokasikan"), "contracted": gettext_lazy("dikontrak"),
    "made": gettext_lazy("dibuat"), "accepted": gettext_lazy("diterima"), "handed_over": gettext_lazy("diserahkan ke OPD"),
    "received": gettext_lazy("di penerima"), "in_use": gettext_lazy("dipakai"), "paid": gettext_lazy("dibayar"),
    "budget": gettext_lazy("anggaran"), "estimate": gettext_lazy("HPS"), "claimed": gettext_lazy("ditagih"), "approved": gettext_lazy("disetujui"),
    "advance": gettext_lazy("uang muka berjalan"), "passed_on": gettext_lazy("diteruskan"),
}  # fmt: skip
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)  # beyond them no programme, and no moment in every zone
HIDDEN = {
    "type": {"budget", "advance", "passed_on"}, "contract": {"ordered", "budget", "estimate"},
    "workshop": {"ordered", "budget", "estimate", "advance"},
}  # fmt: skip
"""What belongs to no such thing."""


@dataclass(frozen=True)
class Asked:
    """What the address asks: by what, as of which day (None: now), of which code, at which stage."""

    way: str
    on: date | None
    code: str = ""
    stage: str = ""

    def to(self, **more: str) -> str:
        said = {"menurut": self.way, "pada": str(self.on) if self.on else ""} | more
        return "?" + urlencode({k: v for k, v in said.items() if v})


def asked_of(request: HttpRequest) -> Asked:
    way, on = request.GET.get("menurut", "agency"), request.GET.get("pada", "")
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        day = None
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        day = None
    return Asked(way if way in WAYS else "agency", day, request.GET.get("kode", ""), request.GET.get("tahap", ""))


@require_GET
@door("auditor")
def conservation(request: HttpRequest, here: Here) -> HttpResponse:
    """The two laws: no stage passes the one before it, in units or in rupiah; and the order adds up."""
    asked = asked_of(request)
    found = known(here, asked.on)
    rows = found.table(asked.way)
    beyond = Table(
        _("Dalam lot melebihi pesanan hari ini"), found.beyond,
        [
            Column("line", lambda b: b.line, link=lambda b: about(f"orders:{b.line}")),
            Column("allocated", lambda b: b.allocated, number, words=_("dalam lot"), numeric=True),
            Column("ordered", lambda b: b.ordered, number, words=_("dipesan hari ini"), numeric=True),
            Column("beyond", lambda b: b.units, number, words=_("lebihnya"), numeric=True),
        ],
        most=12,
    )  # fmt: skip
    context: dict[str, object] = {
        "title": _("Kekekalan"), "section": SECTION, "adds_up": demand.adds_up(here.programme), "totals": demand.order_totals(here.programme),
        "beyond": beyond, "too_many": sum(b.units for b in found.beyond), "asked": asked, "answer": answer(found, asked),
        "laws": [law(_("Mesin"), found.units), law(_("Rupiah menurut baris anggaran"), found.rupiah), law(_("Rupiah menurut kontrak"), found.worth)],
        "ways": [(words, asked.to(menurut=way), way == asked.way) for way, words in WAYS.items()], "wrong_day": is_wrong(request, asked),
        "ahead": is_ahead(here, asked),
        "machines": table(here, asked, _("Mesin"), payment.MACHINES, {code: units for code, (units, _) in rows.items()}, "unit"),
        "money": table(here, asked, _("Rupiah, tanpa PPN"), payment.MONEY, {code: rupiah for code, (_, rupiah) in rows.items()}, "rupiah"),
    }  # fmt: skip
    return respond(request, "auditor/conservation.html", context, file_name=f"kekekalan-{here.programme.code}")


def is_wrong(request: HttpRequest, asked: Asked) -> bool:
    return bool(request.GET.get("pada")) and asked.on is None


def is_ahead(here: Here, asked: Asked) -> bool:
    return asked.on is not None and asked.on > here.today


def known(here: Here, on: date | None) -> payment.Conservation:
    """Counted once for each state of the programme and day; as things stand, only what facts since then moved is counted again."""
    standing = None if on else current(("standing", here.programme.pk), "", lambda: payment.Standing(here.programme))
    return here.known(f"conservation-{on or 'now'}", lambda: payment.conservation(here.programme, on, standing))


def answer(found: payment.Conservation, asked: Asked) -> str:
    """The page's first sentence: what was made, accepted and paid of what is ordered."""
    total, rupiah = found.total
    words = _("Dari %(ordered)s mesin pesanan, %(made)s dibuat, %(accepted)s diterima, %(handed)s diserahkan dan %(paid)s dibayar (%(rp)s).") % {
        "ordered": number(sum(o.units for o in found.ordered)), "made": number(total["made"]), "accepted": number(total["accepted"]),
        "handed": number(total["handed_over"]), "paid": number(total["paid"]), "rp": rp_short(rupiah["paid"]),
    }  # fmt: skip
    return words if asked.on is None else _("Akhir %(day)s:") % {"day": day_words(asked.on)} + " " + words


def law(name: str, balance: Balance) -> dict[str, object]:
    faults = [f.english if language() == "en" else f.indonesian for f in balance.faults]
    words = [NAMES[stage][1 if language() == "en" else 0] for stage in balance.stages]
    columns = [Column(f"s{n}", itemgetter(n), number, words=w, numeric=True) for n, w in enumerate(words)]
    total = Table(f"{_('Hukumnya')}, {name}", [balance.total], columns)  # named apart from the table of the same name above it
    return {"name": name, "faults": faults[:50], "holds": not faults, "lines": len(balance.lines), "total": total}


def table(here: Here, asked: Asked, name: str, stages: Sequence[str], rows: dict[str, Counter[str]], kind: str) -> Table[Any]:
    shown = [s for s in stages if s not in HIDDEN.get(asked.way, set())]
    total = Counter({s: sum(row[s] for row in rows.values()) for s in shown})
    names = names_of(here, asked.way)

    def column(stage: str) -> Column[Any]:
        to = link_of(asked, stage, kind)
        return Column(stage, lambda r: r[1][stage], number, words=str(STAGES[stage]), numeric=True, link=to)

    first = Column[Any]("code", lambda r: f"{r[0]} {names.get(r[0], '')}".strip(), words=str(WAYS[asked.way]), wide=True)
    return Table(name, list(rows.items()), [first, *map(column, shown)], foot=[(_("Jumlah"), total)] if rows else [], most=200, dense=True,
                 empty=_("Belum ada yang dihitung. Angka muncul begitu ada pesanan, lot atau kontrak."))  # fmt: skip


def link_of(asked: Asked, stage: str, kind: str) -> Callable[[Any], str]:
    page = reverse("auditor-reached")
    return lambda r: page + asked.to(kode=r[0], tahap=stage, satuan=kind) if r[1][stage] else ""


def names_of(here: Here, way: str) -> dict[str, str]:
    known = {"agency": figures.agency_names, "workshop": figures.workshop_names, "type": figures.type_names}
    return known[way](here) if way in known else {}


def figure_words(found: payment.Conservation, asked: Asked) -> str:
    """The figure that was opened, as its table has it."""
    units, rupiah = found.table(asked.way).get(asked.code, (Counter(), Counter()))
    n = units[asked.stage]
    return ngettext("%(n)s mesin", "%(n)s mesin", n) % {"n": number(n)} if asked.stage == "ordered" else rp(rupiah[asked.stage])


@require_GET
@door("auditor")
def reached(request: HttpRequest, here: Here) -> HttpResponse:
    """What a figure is made of: lot by lot, each with its facts, contract by contract with its papers; or lines, budgets, money beside the lots."""
    asked = asked_of(request)
    if asked.stage not in STAGES:
        return redirect(SECTION)
    whole, named = known(here, asked.on), f"{asked.code} {names_of(here, asked.way).get(asked.code, '')}".strip()
    stage = str(STAGES[asked.stage])
    context: dict[str, object] = {
        "title": _("%(stage)s: %(code)s") % {"stage": stage[:1].upper() + stage[1:], "code": named}, "section": SECTION,
        "back": reverse(SECTION) + asked.to(), "on": asked.on,
    }  # fmt: skip
    if (beside := opened(here, whole, asked.stage, (asked.way, asked.code, asked.on))) is not None:
        figure = figure_words(whole, asked)
        return respond(request, "auditor/reached.html", {**context, "table": beside, "figure": figure}, file_name=f"{asked.stage}-{asked.code}")
    rows = [r for r in whole.reached if getattr(r, asked.way) == asked.code and (r.units[asked.stage] or r.rupiah[asked.stage])]
    units, rupiah = sum(r.units[asked.stage] for r in rows), sum(r.rupiah[asked.stage] for r in rows)
    found = Table(
        _("Lot demi lot"), sorted(rows, key=lambda r: (r.contract, r.lot)),
        [
            Column("lot", lambda r: r.lot, words=_("Lot"), link=lambda r: about(f"lot:{r.lot}")),
            Column("units", lambda r: r.units[asked.stage], number, words=_("Mesin"), numeric=True, urgent=True),
            Column("contract", lambda r: r.contract, words=_("Kontrak"), link=lambda r: about(f"contract:{r.contract}") if r.contract else ""),
            Column("line", lambda r: r.line, words=_("Baris"), link=lambda r: about(f"orders:{r.line}")),
            Column("agency", lambda r: r.agency, words=_("OPD")),
            Column("type", lambda r: figures.type_words(here, r.type), words=_("Jenis")),
            Column("workshop", lambda r: figures.workshop_words(here, r.workshop), words=_("Pembuat")),
            Column("rupiah", lambda r: r.rupiah[asked.stage] or None, lambda v: number(v) if v else "", words=_("Rupiah"), numeric=True),
        ],
        empty=_("Tidak ada lot di angka ini."), most=500,
    )  # fmt: skip
    context |= {"table": found, "units": units, "rupiah": rupiah, "stage": stage}
    return respond(request, "auditor/reached.html", context, file_name=f"{asked.stage}-{asked.code}")


@require_GET
@door("auditor")
def of_subject(request: HttpRequest, here: Here) -> HttpResponse:
    """Everything that was ever recorded about a lot, contract, unit, claim, payment …, and the papers about it."""
    subject = request.GET.get("hal", "").strip()
    entries = list(ledger.entries_about(here.programme, [subject])) if subject else []
    found = Table(
        _("Catatan tentang %(what)s") % {"what": subject_words(subject)}, entries,
        [
            Column("sequence", lambda e: e.sequence, numeric=True, link=lambda e: reverse("auditor-entry", args=[e.fact])),
            Column("at", lambda e: e.at, moment), Column("by", lambda e: e.by__name),
            Column("fact", lambda e: str(KIND_WORDS[e.kind]), wide=True), Column("subject", lambda e: e.subject, subject_words, wide=True),
        ],
        empty=_("Tidak ada catatan tentang ini. Tulis misalnya contract:K0001, lot:L0042, unit:NOMOR-SERI, claim:TG00001 atau payment:BY00001."),
    )  # fmt: skip
    title = subject_words(subject) if subject else _("Telusuri")
    context = {"title": title[:1].upper() + title[1:], "section": SECTION, "subject": subject, "said": title, "table": found,
               "papers": papers_of(here, subject)}  # fmt: skip
    return respond(request, "auditor/about.html", context, file_name="jejak")


def papers_of(here: Here, subject: str) -> Table[contracts.ContractPaper]:
    rows = [p for p in contracts.papers(here.programme) if subject in (p.subject, f"contract:{p.contract.contract}" if p.contract else "")]
    return Table(_("Surat tentang ini"), rows if subject else [], [
        Column("number", lambda p: p.number, words=_("Nomor"), link=lambda p: reverse("auditor-paper", args=[p.sha256]) if p.sha256 else ""),
        Column("kind", lambda p: kind_words(p.kind), words=_("Macam")), Column("dated", lambda p: p.dated, day_words, words=_("Tanggal")),
        Column("signed", lambda p: _("ada") if p.signed_sha256 else "", words=_("Bertanda tangan"),
               link=lambda p: reverse("auditor-paper", args=[p.signed_sha256]) if p.signed_sha256 else ""),
    ])  # fmt: skip
