"""The price chain on one page, per type, per contract and per workshop: each step with who decided it, when, and its fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.catalogue.rules.reckoning import Span
from tempa.contracts import queries as contracts
from tempa.contracts.queries import chains
from tempa.contracts.queries.chains import ItemChain, TypeChain
from tempa.contracts.rules import MAKERS_SHARE, Tie
from tempa.desks.frame import figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import Here
from tempa.desks.frame.listing import Listing
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, moment, number, rp, share
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry

CONTRACTS = ("contracts", "rows")
TIES = {
    "nik": gettext_lazy("NIK yang sama"), "npwp": gettext_lazy("NPWP yang sama"), "account": gettext_lazy("rekening yang sama"),
    "phone": gettext_lazy("nomor HP yang sama"), "address": gettext_lazy("alamat yang sama"),
    "representative": gettext_lazy("wakil yang sama"), "financier": gettext_lazy("pemodal yang sama"),
}  # fmt: skip
"""What two vendors share, without what it is."""


@dataclass(frozen=True)
class Step:
    """One step of the chain of a type: its words, rupiah a machine, how it stands to the step before, and who decided it."""

    words: str
    price: int | None
    before: int | None = None
    more: str = ""
    who: str = ""
    at: datetime | None = None
    fact: None = None

    @property
    def change(self) -> Fraction | None:
        """How much more or less than the step before, as a share of it."""
        return Fraction(self.price - self.before, self.before) if self.price is not None and self.before else None


def type_chains(here: Here) -> list[TypeChain]:
    return here.known("chains", lambda: chains.by_type(here.programme), of=CONTRACTS)


def spans(here: Here) -> dict[str, Span]:
    """What each type should cost, in a lot of the size that its contracts have on the average."""

    def make() -> dict[str, Span]:
        lots = {c.type: max(1, round(c.units / c.lots)) for c in type_chains(here)}
        return catalogue.spans(here.programme, here.today, lots)

    return here.known(f"chain-spans {here.today}", make, of=("catalogue", "contracts", "rows"))


def ties(here: Here) -> list[Tie]:
    return here.known("ties", lambda: contracts.related_parties(here.programme), of=("contracts",))


def sheets(here: Here) -> Mapping[str, catalogue.ApprovedEstimate]:
    return here.known("approved-estimates", lambda: catalogue.approved_estimates(here.programme), of=("catalogue",))


def offered(here: Here) -> Mapping[str, Any]:
    """Type -> the span of its offers; for the auditor without types whose call has not closed."""
    found = here.known("offer-spans", lambda: registry.offer_spans(here.programme), of=("rows", "registry"))
    still = set[str]() if here.desk == "park" else registry.types_still_open(here.programme, here.now)
    return {} if still is None else {type: span for type, span in found.items() if type not in still}


def index(request: HttpRequest, here: Here) -> HttpResponse:
    """All types with their chain, those first that leave their makers least."""
    rows, names = sorted(type_chains(here), key=lambda c: (c.least_share, c.type)), figures.type_names(here)
    span, prices, offers = spans(here), figures.prices(here), offered(here)
    alarms, to_type = sum(c.alarms for c in rows), addresses(f"{here.desk}-chain-type")

    def likely(c: TypeChain) -> int | None:
        found = span.get(c.type)
        return found.likely if found else None

    table = Table(_("Rantai harga tiap jenis"), rows, [
        Column("type", lambda c: names.get(c.type, c.type), link=lambda c: to_type(c.type), wide=True),
        Column("least", lambda c: c.least_share, share, words=_("Bagian terkecil"), numeric=True,
               tag=lambda c: "late" if c.alarms else "", urgent=True),
        Column("should", likely, number, words=_("Seharusnya"), numeric=True),
        Column("unit_price", lambda c: prices.get(c.type), number, numeric=True),
        Column("offer", lambda c: offers[c.type].mean if c.type in offers else None, number, words=_("Penawaran"), numeric=True),
        Column("asked", lambda c: c.asked, number, words=_("Diminta"), numeric=True),
        Column("agreed", lambda c: c.agreed, number, words=_("Kontrak"), numeric=True),
        Column("makers", lambda c: c.makers, number, words=_("Pembuat"), numeric=True),
        Column("share", lambda c: c.share, share, words=_("Bagian pembuat"), numeric=True),
        Column("contracts", lambda c: c.contracts, number, words=_("Banyak kontrak"), numeric=True),
        Column("units", lambda c: c.units, number, numeric=True),
    ], empty=_("Belum ada kontrak. Rantai harga muncul setelah kontrak disusun dari lot rencana."))  # fmt: skip
    return respond(request, "chains.html", {
        "title": _("Rantai harga"), "section": f"{here.desk}-chains", "answer": index_answer(rows, alarms), "table": table,
        "ties": ties_table(here, ties(here)), "limit": MAKERS_SHARE,
    }, file_name=f"rantai-harga-{here.programme.code}")  # fmt: skip


def index_answer(rows: Sequence[TypeChain], alarms: int) -> str:
    if not rows:
        return ""
    agreed, makers = (sum(c.units * getattr(c, name) for c in rows) for name in ("agreed", "makers"))
    told = _("Menurut kontrak, %(share)s dari harga kepada OPD sampai kepada pembuat.") % {"share": share(chains.share_of(makers, agreed))}
    if not alarms:
        return f"{told} {_('Tidak ada bagian pembuat di bawah %(limit)s.') % {'limit': share(MAKERS_SHARE)}}"
    return told + " " + _("Pada %(n)s butir kontrak bagian pembuat di bawah %(limit)s: tanyakan sebabnya.") % {
        "n": number(alarms), "limit": share(MAKERS_SHARE),
    }


def ties_table(here: Here, found: Iterable[Tie]) -> Table[tuple[Tie, str]]:
    """Vendors that share something; what it is is not shown."""
    names = figures.workshop_names(here)
    rows = [(tie, code) for tie in found for code in tie.workshops]
    return Table(_("Penyedia yang berkaitan"), rows, [
        Column("workshop", lambda r: names.get(r[1], r[1]), link=lambda r: reverse(f"{here.desk}-chain-workshop", args=[r[1]])),
        Column("tie", lambda r: str(TIES[r[0].by]), words=_("Kaitannya"), tag=lambda r: "doubt"),
        Column("with", lambda r: ", ".join(names.get(w, w) for w in r[0].workshops if w != r[1]), words=_("Dengan"), wide=True),
    ], empty=_("Tidak ada penyedia yang memakai NIK, rekening, nomor HP, alamat, wakil, atau pemodal yang sama."))  # fmt: skip


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
        columns=item_columns(here, "type"),
        total=chain.lots if chain else 0, search=("contract__contract", "maker", "contract__vendor"), prepare=lambda rows: told(here, rows),
        file_name=f"rantai-harga-{type}", empty=_("Jenis ini belum ada di kontrak mana pun."),
    )  # fmt: skip
    return listing.respond(request, "chain_type.html", section=f"{here.desk}-chains", answer=type_answer(chain), steps=steps_table(here, steps))


def type_answer(chain: TypeChain | None) -> str:
    if chain is None:
        return _("Jenis ini belum ada di kontrak mana pun; rantainya baru sampai penawaran.")
    what = {"agreed": rp(chain.agreed), "makers": rp(chain.makers), "share": share(chain.share), "n": number(chain.contracts)}
    said = _("Rata-rata %(n)s kontrak: OPD membayar %(agreed)s, pembuat menerima %(makers)s (%(share)s).") % what
    if not chain.alarms:
        return said
    return said + " " + _("Pada %(n)s butir bagian pembuat di bawah %(limit)s.") % {"n": number(chain.alarms), "limit": share(MAKERS_SHARE)}


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
        given.append({"words": _("Dibayarkan"), "price": None, "more": _("belum ada pembayaran yang dicatat")})
    before: int | None = None
    steps = []
    for one in given:
        steps.append(Step(before=before, **one))
        before = one["price"]
    return steps


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


# --- contracts and workshops -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A link of the chain with what stands around it: the estimate, the range, who agreed the price, when, and the fact."""

    chain: ItemChain
    estimate: int | None
    span: Span | None
    entry: ledger.Entry | None

    @property
    def is_alarm(self) -> bool:
        return self.chain.is_alarm


def told(here: Here, items: Iterable[contracts.ContractItem]) -> list[Told]:
    found = chains.chains_of(items)
    decided = chains.deciders(here.programme, {c.contract.contract for c in found})
    prices, span = figures.prices(here), spans(here)
    return [Told(c, prices.get(c.type), span.get(c.type), last_of(decided.get(c.contract.contract, {}))) for c in found]


def last_of(entries: Mapping[str, ledger.Entry]) -> ledger.Entry | None:
    """The fact that set the price last: agreed, else offered, else drafted; an addendum after all of them."""
    return next((entries[kind] for kind in ("AddendumSigned", "PriceNegotiated", "OfferReceived", "ContractDrafted") if kind in entries), None)


def item_columns(here: Here, leaves_out: str) -> list[Column[Told]]:
    names, types = figures.workshop_names(here), figures.type_names(here)
    to_contract, to_type, to_workshop = (addresses(f"{here.desk}-chain-{page}") for page in ("contract", "type", "workshop"))
    to_entry = addresses(f"{here.desk}-entry", UUID(int=0))
    every: list[tuple[str, Column[Told]]] = [
        ("contract", Column("contract", lambda t: t.chain.contract.contract, words=_("Kontrak"),
                            link=lambda t: to_contract(t.chain.contract.contract))),
        ("type", Column("type", lambda t: types.get(t.chain.type, t.chain.type), wide=True,
                        link=lambda t: to_type(t.chain.type))),
        ("maker", Column("maker", lambda t: names.get(t.chain.maker, t.chain.maker), words=_("Pembuat"), wide=True,
                         link=lambda t: to_workshop(t.chain.maker))),
        ("", Column("share", lambda t: t.chain.share, share, words=_("Bagian pembuat"), numeric=True, urgent=True,
                    tag=lambda t: "late" if t.is_alarm else "")),
        ("", Column("units", lambda t: t.chain.units, number, numeric=True)),
        ("", Column("should", lambda t: t.span.likely if t.span else None, number, words=_("Seharusnya"), numeric=True)),
        ("", Column("unit_price", lambda t: t.estimate, number, numeric=True)),
        ("", Column("offer", lambda t: t.chain.offered, number, words=_("Penawaran"), numeric=True)),
        ("", Column("asked", lambda t: t.chain.asked, number, words=_("Diminta"), numeric=True)),
        ("", Column("agreed", lambda t: t.chain.agreed, number, words=_("Kontrak (Rp)"), numeric=True)),
        ("", Column("makers", lambda t: t.chain.makers, number, words=_("Pembuat (Rp)"), numeric=True)),
        ("agency", Column("agency", lambda t: t.chain.contract.agency)),
        ("vendor", Column("vendor", lambda t: names.get(t.chain.contract.vendor, t.chain.contract.vendor), words=_("Penyedia"))),
        ("", Column("who", lambda t: t.entry.by.name if t.entry else "", words=_("Harga dicatat oleh"))),
        ("", Column("at", lambda t: t.entry.at if t.entry else None, lambda v: moment(v) if v else "", words=_("Kapan"),
                    link=lambda t: to_entry(t.entry.fact) if t.entry else "")),
    ]  # fmt: skip
    return [column for name, column in every if name != leaves_out]


def of_contract(request: HttpRequest, here: Here, contract: str) -> HttpResponse:
    """The chain of every item of one contract."""
    c = contracts.contract_named(here.programme, contract)
    if c is None:
        raise Http404
    rows = told(here, chains.items_of_contract(here.programme, contract))
    mine = {c.vendor, *(t.chain.maker for t in rows)}
    nothing = _("Kontrak ini tidak memuat mesin lagi.")
    table = Table(_("Harga kontrak %(code)s") % {"code": contract}, rows, item_columns(here, "contract"), empty=nothing)
    return respond(request, "chain_rows.html", {
        "title": _("Rantai harga kontrak %(code)s") % {"code": contract}, "section": f"{here.desk}-chains", "answer": rows_answer(rows),
        "table": table, "ties": ties_table(here, [t for t in ties(here) if mine & set(t.workshops)]), "why": c.negotiated_why or c.why,
        "signed": _("ditandatangani %(day)s") % {"day": day(c.signed_on)} if c.signed_on else _("belum ditandatangani"),
    }, file_name=f"rantai-harga-{contract}")  # fmt: skip


def of_workshop(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """The chain of what a workshop makes, and of what others make under its contracts."""
    site = registry.workshop_named(here.programme, workshop)
    if site is None:
        raise Http404
    listing = Listing(
        title=_("Rantai harga %(name)s") % {"name": site.name}, rows=chains.items_of_workshop(here.programme, workshop),
        columns=item_columns(here, ""), search=("contract__contract", "type", "maker"), prepare=lambda rows: told(here, rows),
        file_name=f"rantai-harga-{workshop}", empty=_("Bengkel ini belum ada di kontrak mana pun."),
    )  # fmt: skip
    return listing.respond(
        request, "chain_type.html", section=f"{here.desk}-chains", answer=workshop_answer(here, workshop),
        ties=ties_table(here, [t for t in ties(here) if workshop in t.workshops]),
    )  # fmt: skip


def workshop_answer(here: Here, workshop: str) -> str:
    """What it is paid as a maker, and what it passes on."""
    made, passed = chains.totals_of_workshop(here.programme, workshop)
    told = _("Sebagai pembuat menerima %(rp)s untuk %(n)s mesin.") % {"rp": rp(made.makers), "n": number(made.units)}
    if not passed.units:
        return told
    return told + " " + _("Untuk %(n)s mesin yang dibuat orang lain di bawah kontraknya OPD membayar %(agreed)s, pembuatnya menerima %(makers)s "
                          "(%(share)s).") % {"n": number(passed.units), "agreed": rp(passed.agreed), "makers": rp(passed.makers),
                                             "share": share(chains.share_of(passed.makers, passed.agreed))}  # fmt: skip


def rows_answer(rows: Sequence[Told]) -> str:
    agreed, makers = (sum(t.chain.units * getattr(t.chain, name) for t in rows) for name in ("agreed", "makers"))
    low = [t for t in rows if t.is_alarm]
    said = _("OPD membayar %(agreed)s tanpa PPN, pembuat menerima %(makers)s (%(share)s).") % {
        "agreed": rp(agreed), "makers": rp(makers), "share": share(chains.share_of(makers, agreed)),
    }  # fmt: skip
    if not low:
        return said
    return said + " " + _("Bagian pembuat di bawah %(limit)s pada %(n)s baris.") % {"limit": share(MAKERS_SHARE), "n": number(len(low))}
