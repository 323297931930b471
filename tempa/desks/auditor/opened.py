"""What a figure is made of where no lot makes it up: order lines, budget lines, advances, money passed on; each row opens to its facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.contracts import queries as contracts
from tempa.desks.frame import figures
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day, number
from tempa.payment import queries as payment

Opened = Table[Any]


def about(subject: str) -> str:
    return f"{reverse('auditor-about')}?{urlencode({'hal': subject})}"


def lines(here: Here, found: payment.Conservation, way: str, code: str) -> Opened:
    rows = sorted((o for o in found.ordered if way in ("agency", "type") and getattr(o, way) == code), key=lambda o: o.line)
    return Table(_("Baris pesanan"), rows, [
        Column("line", lambda o: o.line, words=_("Baris"), link=lambda o: about(f"orders:{o.line}")),
        Column("agency", lambda o: o.agency, words=_("OPD")),
        Column("type", lambda o: figures.type_words(here, o.type), words=_("Jenis"), wide=True),
        Column("ordered", lambda o: o.units, number, words=_("Mesin"), numeric=True),
        Column("estimate", lambda o: o.rupiah, number, words=_("Rupiah menurut HPS"), numeric=True),
    ], most=500, empty=_("Tidak ada baris pesanan di angka ini."))  # fmt: skip


def budgets(here: Here, found: payment.Conservation, way: str, code: str) -> Opened:
    rows = sorted((line, amount) for line, (agency, amount) in found.budgets.items() if way == "agency" and agency == code)
    return Table(_("Baris anggaran"), rows, [
        Column("budget_line", lambda b: b[0], words=_("Baris anggaran"), link=lambda b: about(f"budget_lines:{b[0]}")),
        Column("budget", lambda b: b[1], number, words=_("Rupiah"), numeric=True),
    ], empty=_("Tidak ada baris anggaran di angka ini."))  # fmt: skip


def advances(here: Here, found: payment.Conservation, way: str, code: str) -> Opened:
    standing = {contract: rupiah["advance"] for contract, (_units, rupiah) in found.table("contract").items() if rupiah["advance"]}
    rows = sorted((c, standing[c]) for c in belonging(here, way, code) if c in standing)
    return Table(_("Uang muka tiap kontrak"), rows, [
        Column("contract", lambda c: c[0], words=_("Kontrak"), link=lambda c: about(f"contract:{c[0]}")),
        Column("advance", lambda c: c[1], number, words=_("Uang muka berjalan"), numeric=True),
    ], most=500, empty=_("Tidak ada uang muka di angka ini."))  # fmt: skip


def onwards(here: Here, way: str, code: str, on: date | None) -> Opened:
    every = payment.onward_payments(here.programme, maker=code if way == "workshop" else "")
    mine = None if way == "workshop" else belonging(here, way, code)
    rows = [o for o in every if (on is None or o.paid_on <= on) and (mine is None or o.contract in mine)]
    return Table(_("Uang yang diteruskan"), rows, [
        Column("onward", lambda o: o.onward, words=_("Penerusan"), link=lambda o: about(f"onward:{o.onward}")),
        Column("contract", lambda o: o.contract, words=_("Kontrak"), link=lambda o: about(f"contract:{o.contract}")),
        Column("maker", lambda o: figures.workshop_words(here, o.maker), words=_("Pembuat"), wide=True),
        Column("paid_on", lambda o: o.paid_on, day, words=_("Tanggal")),
        Column("amount", lambda o: o.amount, number, words=_("Rupiah"), numeric=True),
    ], most=500, empty=_("Tidak ada penerusan di angka ini."))  # fmt: skip


def belonging(here: Here, way: str, code: str) -> set[str]:
    """The contracts of an agency, or the one of that code."""
    if way == "contract":
        return {code}
    return set(contracts.contracts(here.programme).filter(agency=code).values_list("contract", flat=True)) if way == "agency" else set()


BESIDE: dict[str, Callable[..., Opened]] = {"ordered": lines, "estimate": lines, "budget": budgets, "advance": advances}
"""Stages whose figures no lot makes up; `passed_on` is the other."""


def opened(here: Here, found: payment.Conservation, stage: str, what: tuple[str, str, date | None]) -> Opened | None:
    """The rows of a figure, `what`: by what, of which code, as of which day; None: lots make it up."""
    way, code, on = what
    if stage == "passed_on":
        return onwards(here, way, code, on)
    return BESIDE[stage](here, found, way, code) if stage in BESIDE else None
