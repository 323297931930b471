"""The price chain on one page, of all types and of one type: each step with who decided it, when, and its fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.catalogue import queries as catalogue
from tempa.contracts.queries import chains
from tempa.contracts.queries.chains import TypeChain
from tempa.contracts.rules import MAKERS_SHARE
from tempa.desks.frame import figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.chain_figures import offered, passed_by_type, sheets, spans, ties, ties_table, type_chains
from tempa.desks.frame.chain_rows import item_columns, passed_words, told
from tempa.desks.frame.door import Here
from tempa.desks.frame.listing import Listing
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import moment, number, rp, share
from tempa.payment.queries import Passed, together

NOTHING = Passed()


@dataclass(frozen=True)
class Step:
    """One step of the chain of a type: its words, rupiah a machine, how it stands to the step before, and who decided it."""

    words: str
    price: int | None
    before: int | None = None
    more: str = ""
    who: str = ""
    at: datetime | None = None
    fact: UUID | None = None

    @property
    def change(self) -> Fraction | None:
        """How much more or less than the step before, as a share of it."""
        return Fraction(self.price - self.before, self.before) if self.price is not None and self.before else None


def index(request: HttpRequest, here: Here) -> HttpResponse:
    """All types with their chain, those first that leave their makers least."""
    rows, names = sorted(type_chains(here), key=lambda c: (c.least_share, c.type)), figures.type_names(here)
    span, prices, offers, passed = spans(here), figures.prices(here), offered(here), passed_by_type(here)
    alarms, to_type = sum(c.alarms for c in rows), addresses(f"{here.desk}-chain-type")

    def likely(c: TypeChain) -> int | None:
        found = span.get(c.type)
        return found.likely if found else None

    listing = Listing(_("Rantai harga"), rows, [
        Column("type", lambda c: names.get(c.type, c.type), link=lambda c: to_type(c.type), sort="jenis", wide=True),
        Column("least", lambda c: c.least_share, share, words=_("Bagian terkecil"), sort="bagian", numeric=True,
               tag=lambda c: "late" if c.alarms else "", urgent=True),
        Column("should", likely, number, words=_("Seharusnya"), numeric=True),
        Column("unit_price", lambda c: prices.get(c.type), number, words=_("HPS"), sort="hps", numeric=True),
        Column("offer", lambda c: offers[c.type].mean if c.type in offers else None, number, words=_("Penawaran"), numeric=True),
        Column("asked", lambda c: c.asked, number, words=_("Diminta"), numeric=True),
        Column("agreed", lambda c: c.agreed, number, words=_("Kontrak"), sort="kontrak", numeric=True),
        Column("makers", lambda c: c.makers, number, words=_("Untuk pembuat"), numeric=True),
        Column("share", lambda c: c.share, share, words=_("Bagian"), numeric=True),
        Column("paid", lambda c: passed.get(c.type, NOTHING).units, number, words=_("Dibayar"), numeric=True),
        Column("reached", lambda c: mean_reached(passed.get(c.type)), number, words=_("Sampai"), numeric=True,
               tag=lambda c: "doubt" if passed.get(c.type, NOTHING).left > 0 else ""),
        Column("contracts", lambda c: c.contracts, number, words=_("Banyak kontrak"), numeric=True),
        Column("units", lambda c: c.units, number, sort="mesin", numeric=True),
    ], file_name=f"rantai-harga-{here.programme.code}",
        empty=_("Belum ada kontrak. Rantai harga muncul setelah kontrak disusun dari lot rencana."))  # fmt: skip
    return listing.respond(
        request, "chains.html", section=f"{here.desk}-chains", answer=index_answer(rows, alarms, together(passed.values())),
        ties=ties_table(here, ties(here)), limit=MAKERS_SHARE,
    )


def mean_reached(passed: Passed | None) -> int | None:
    """What has reached the makers for a paid machine, on the average."""
    return passed.reached // passed.units if passed and passed.units else None


def index_answer(rows: Sequence[TypeChain], alarms: int, passed: Passed) -> str:
    if not rows:
        return ""
    agreed, makers = (sum(c.units * getattr(c, name) for c in rows) for name in ("agreed", "makers"))
    told = _("Menurut kontrak, %(share)s dari harga kepada OPD sampai kepada pembuat.") % {"share": share(chains.share_of(makers, agreed))}
    if alarms:
        alarm = _("Pada %(n)s butir kontrak bagian pembuat di bawah %(limit)s: tanyakan sebabnya.")
    else:
        alarm = _("Tidak ada bagian pembuat di bawah %(limit)s.")
    return " ".join([told, alarm % {"n": number(alarms), "limit": share(MAKERS_SHARE)}, passed_words(passed)])


# --- one type --------------------------------------------------------------------------------------------------------


def of_type(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    """The chain of a type, step by step, and every contract that has it."""
    found = catalogue.type_named(here.programme, type)
    if found is None:
        raise Http404
    chain = next((c for c in type_chains(here) if c.type == type), None)
    steps = steps_of(here, found, chain)
    listing = Listing(
        title=_("Rantai harga %(type)s") % {"type": found.name_id}, rows=chains.items_of_type(here.programme, type),
        columns=item_columns(here, "type", "should", "unit_price"),
        total=chain.lots if chain else 0, search=("contract__contract", "maker", "contract__vendor"), prepare=lambda rows: told(here, rows),
        file_name=f"rantai-harga-{type}", empty=_("Jenis ini belum ada di kontrak mana pun."),
    )  # fmt: skip
    return listing.respond(
        request, "chain_type.html", section=f"{here.desk}-chains", steps=steps_table(here, steps),
        answer=type_answer(chain, passed_by_type(here).get(type, NOTHING)),
    )  # fmt: skip


def type_answer(chain: TypeChain | None, passed: Passed) -> str:
    if chain is None:
        return _("Jenis ini belum ada di kontrak mana pun; rantainya baru sampai penawaran.")
    what = {"agreed": rp(chain.agreed), "makers": rp(chain.makers), "share": share(chain.share), "n": number(chain.contracts)}
    said = [_("Menurut rata-rata %(n)s kontrak, OPD membayar %(agreed)s dan pembuat menerima %(makers)s (%(share)s).") % what]
    if chain.alarms:
        alarm = _("Pada %(n)s butir bagian pembuat di bawah %(limit)s.")
        said.append(alarm % {"n": number(chain.alarms), "limit": share(MAKERS_SHARE)})
    return " ".join([*said, passed_words(passed)])


def steps_of(here: Here, found: catalogue.MachineType, chain: TypeChain | None) -> list[Step]:
    """From what a machine should cost to what its maker gets; the price of the step before goes along."""
    span, offers, sheet = spans(here).get(found.key), offered(here).get(found.key), sheets(here).get(found.key)
    given: list[dict[str, Any]] = []
    if span is not None:
        given.append({"words": _("Biaya seharusnya"), "price": span.likely, "more": _("dihitung dari daftar harga, %(low)s sampai %(high)s") % {
            "low": rp(span.low), "high": rp(span.high)}})  # fmt: skip
    entry = found.entry
    given.append({"words": _("HPS"), "price": found.unit_price, "who": entry.by.name, "at": entry.at, "fact": entry.fact,
                  "more": sheet_words(here, sheet)})  # fmt: skip
    if offers is not None:
        given.append({"words": _("Penawaran bengkel, rata-rata"), "price": offers.mean, "more": _("%(n)s penawaran, %(low)s sampai %(high)s") % {
            "n": number(offers.offers), "low": rp(offers.lowest), "high": rp(offers.highest)}})  # fmt: skip
    if chain is not None:
        given.append({"words": _("Penawaran pembuat yang terpilih"), "price": chain.offered, "more": _("rata-rata %(n)s mesin di kontrak") % {
            "n": number(chain.units)}})  # fmt: skip
        if chain.asked is not None:
            given.append({"words": _("Diminta penyedia"), "price": chain.asked, "more": _("sebelum negosiasi")})
        given.append({"words": _("Kontrak, kepada OPD"), "price": chain.agreed, "more": _("rata-rata, tanpa PPN")})
        part = _("%(share)s dari harga kontrak") % {"share": share(chain.share)}
        given.append({"words": _("Diterima pembuat"), "price": chain.makers, "more": part})
        given += paid_steps(passed_by_type(here).get(found.key, NOTHING), chain.units)
    before: int | None = None
    steps = []
    for one in given:
        steps.append(Step(before=before, **one))
        before = one["price"]
    return steps


def paid_steps(passed: Passed, units: int) -> list[dict[str, object]]:
    """What agencies paid to those who signed, and what has come on to who made the machines."""
    if not passed.units:
        return [{"words": _("Dibayar OPD"), "price": None, "more": _("belum ada mesin yang dibayar")}]
    how = _("%(n)s dari %(units)s mesin, tanpa PPN, sebelum pajak dan potongan") % {"n": number(passed.units), "units": number(units)}
    left = _("masih %(left)s hak pembuat ada pada penyedia") % {"left": rp(passed.left)}
    return [
        {"words": _("Dibayar OPD kepada penyedia"), "price": passed.paid // passed.units, "more": how},
        {"words": _("Sampai pada pembuat"), "price": mean_reached(passed), "more": left if passed.left > 0 else _("semua hak pembuat sudah sampai")},
    ]


def sheet_words(here: Here, sheet: catalogue.ApprovedEstimate | None) -> str:
    if sheet is None:
        return _("tanpa lembar HPS yang disahkan")
    return _("lembar %(name)s versi %(n)s: %(price)s") % {"name": sheet.name, "n": number(sheet.version), "price": rp(sheet.unit_price)}


def steps_table(here: Here, steps: Sequence[Step]) -> Table[Step]:
    return Table(_("Langkah demi langkah"), steps, [
        Column("step", lambda s: s.words, words=_("Langkah"), wide=True),
        Column("price", lambda s: s.price, number, words=_("Rupiah tiap mesin"), numeric=True, urgent=True),
        Column("change", lambda s: s.change, lambda v: signed_share(v), words=_("Terhadap sebelumnya"), numeric=True),
        Column("more", lambda s: s.more, words=_("Keterangan"), wide=True), Column("who", lambda s: s.who, words=_("Oleh")),
        Column("at", lambda s: s.at, lambda v: moment(v) if v else "", words=_("Kapan"),
               link=lambda s: reverse(f"{here.desk}-entry", args=[s.fact]) if s.fact else ""),
    ])  # fmt: skip


def signed_share(change: Fraction | None) -> str:
    if change is None:
        return ""
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{share(abs(change))}"
