"""The price chain of contracts: their items with the estimate, what was offered and agreed, what is paid and what reached the makers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tempa.catalogue.rules.reckoning import Span
from tempa.contracts import queries as contracts
from tempa.contracts.queries import chains
from tempa.contracts.queries.chains import Decided, ItemChain
from tempa.contracts.rules import MAKERS_SHARE
from tempa.desks.frame import figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.chain_figures import CONTRACTS, passed_by_lot, spans, ties, ties_table
from tempa.desks.frame.door import Here
from tempa.desks.frame.listing import Listing
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, moment, number, rp, share
from tempa.payment import queries as payment
from tempa.payment.queries import Passed
from tempa.registry import queries as registry


@dataclass(frozen=True)
class Told:
    """A link of the chain with what stands around it: the estimate, the range, the fact that agreed the price, and what is paid."""

    chain: ItemChain
    estimate: int | None
    span: Span | None
    entry: Decided | None
    passed: Passed

    @property
    def is_alarm(self) -> bool:
        return self.chain.is_alarm

    @property
    def reached(self) -> int | None:
        """What has reached the maker for a paid machine, on the average."""
        return self.passed.reached // self.passed.units if self.passed.units else None


def told(here: Here, items: Iterable[contracts.ContractItem], passed: Mapping[payment.Place, Passed] | None = None) -> list[Told]:
    """`passed`: what is paid of lots, where it is at hand for other than all contracts."""
    found = chains.chains_of(items)
    decided = chains.deciders(here.programme, {c.contract.contract for c in found})
    by_lot = passed_by_lot(here) if passed is None else passed
    prices, span, nothing = figures.prices(here), spans(here), Passed()
    return [
        Told(
            c, prices.get(c.type), span.get(c.type), last_of(decided.get(c.contract.contract, {})),
            payment.together(by_lot.get((c.contract.contract, lot), nothing) for lot in c.lots),
        )
        for c in found
    ]  # fmt: skip


def last_of(entries: Mapping[str, Decided]) -> Decided | None:
    """The fact that set the price last: agreed, else offered, else drafted; an addendum after all of them."""
    return next((entries[kind] for kind in ("AddendumSigned", "PriceNegotiated", "OfferReceived", "ContractDrafted") if kind in entries), None)


def item_columns(here: Here, *leaves_out: str) -> list[Column[Told]]:
    """Each item's chain from left to right; what is the same in all rows of a page stands above them and is left out."""
    names, types = figures.workshop_names(here), figures.type_names(here)
    to_contract, to_type, to_workshop = (addresses(f"{here.desk}-chain-{page}") for page in ("contract", "type", "workshop"))
    to_entry = addresses(f"{here.desk}-entry", UUID(int=0))
    every: list[Column[Told]] = [
        Column("contract", lambda t: t.chain.contract.contract, words=_("Kontrak"), link=lambda t: to_contract(t.chain.contract.contract)),
        Column("type", lambda t: types.get(t.chain.type, t.chain.type), wide=True, link=lambda t: to_type(t.chain.type)),
        Column("maker", lambda t: names.get(t.chain.maker, t.chain.maker), words=_("Pembuat"), wide=True,
               link=lambda t: to_workshop(t.chain.maker)),
        Column("share", lambda t: t.chain.share, share, words=_("Bagian"), numeric=True, urgent=True,
               tag=lambda t: "late" if t.is_alarm else ""),
        Column("units", lambda t: t.chain.units, number, numeric=True),
        Column("should", lambda t: t.span.likely if t.span else None, number, words=_("Seharusnya"), numeric=True),
        Column("unit_price", lambda t: t.estimate, number, words=_("HPS"), numeric=True),
        Column("offer", lambda t: t.chain.offered, number, words=_("Penawaran"), numeric=True),
        Column("asked", lambda t: t.chain.asked, number, words=_("Diminta"), numeric=True),
        Column("agreed", lambda t: t.chain.agreed, number, words=_("Kontrak"), numeric=True),
        Column("makers", lambda t: t.chain.makers, number, words=_("Untuk pembuat"), numeric=True),
        Column("paid", lambda t: t.passed.units, number, words=_("Dibayar"), numeric=True),
        Column("reached", lambda t: t.reached, number, words=_("Sampai"), numeric=True,
               tag=lambda t: "doubt" if t.passed.left > 0 else ""),
        Column("agency", lambda t: t.chain.contract.agency),
        Column("vendor", lambda t: names.get(t.chain.contract.vendor, t.chain.contract.vendor), words=_("Penyedia"), wide=True),
        Column("recorded", lambda t: recorded(t.entry), words=_("Harga dicatat"), wide=True,
               link=lambda t: to_entry(t.entry.fact) if t.entry else ""),
    ]  # fmt: skip
    return [column for column in every if column.code not in leaves_out]


def recorded(entry: Decided | None) -> str:
    """`9 Juli 2020, 10.27 WITA, Lalu Ahmad`"""
    return f"{moment(entry.at)}, {entry.by}" if entry else ""


def of_contract(request: HttpRequest, here: Here, contract: str) -> HttpResponse:
    """The chain of every item of one contract."""
    c = contracts.contract_named(here.programme, contract)
    if c is None:
        raise Http404
    rows = told(here, chains.items_of_contract(here.programme, contract), payment.passed_by_lot(here.programme, [contract]))
    mine = {c.vendor, *(t.chain.maker for t in rows)}
    nothing = _("Kontrak ini tidak memuat mesin lagi.")
    table = Table(
        _("Harga kontrak %(code)s") % {"code": contract}, rows, item_columns(here, "contract", "agency", "vendor"), empty=nothing
    )
    return respond(request, "chain_rows.html", {
        "title": _("Rantai harga kontrak %(code)s") % {"code": contract}, "section": f"{here.desk}-chains",
        "answer": rows_answer(c, rows, figures.agency_names(here) | figures.workshop_names(here)),
        "table": table, "ties": ties_table(here, [t for t in ties(here) if mine & set(t.workshops)]), "why": c.negotiated_why or c.why,
        "signed": _("ditandatangani %(day)s") % {"day": day(c.signed_on)} if c.signed_on else _("belum ditandatangani"),
    }, file_name=f"rantai-harga-{contract}")  # fmt: skip


def of_workshop(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """The chain of what a workshop makes, and of what others make under its contracts."""
    site = registry.workshop_named(here.programme, workshop)
    if site is None:
        raise Http404
    rows = chains.items_of_workshop(here.programme, workshop)
    listing = Listing(
        title=_("Rantai harga %(name)s") % {"name": site.name}, rows=rows, total=here.known(f"chain-items {workshop}", rows.count, of=CONTRACTS),
        columns=item_columns(here), search=("contract__contract", "type", "maker"), prepare=lambda rows: told(here, rows),
        file_name=f"rantai-harga-{workshop}", empty=_("Bengkel ini belum ada di kontrak mana pun."),
    )  # fmt: skip
    return listing.respond(
        request, "chain_type.html", section=f"{here.desk}-chains", answer=workshop_answer(here, workshop),
        ties=ties_table(here, [t for t in ties(here) if workshop in t.workshops]),
    )  # fmt: skip


def workshop_answer(here: Here, workshop: str) -> str:
    """What it is paid as a maker, and what it passes on."""
    made, passed = here.known(f"chain-totals {workshop}", lambda: chains.totals_of_workshop(here.programme, workshop), of=CONTRACTS)
    told = _("Menurut kontrak, sebagai pembuat menerima %(rp)s untuk %(n)s mesin.") % {"rp": rp(made.makers), "n": number(made.units)}
    if not passed.units:
        return told
    return told + " " + _("Untuk %(n)s mesin yang dibuat orang lain di bawah kontraknya OPD membayar %(agreed)s, pembuatnya menerima %(makers)s "
                          "(%(share)s).") % {"n": number(passed.units), "agreed": rp(passed.agreed), "makers": rp(passed.makers),
                                             "share": share(chains.share_of(passed.makers, passed.agreed))}  # fmt: skip


def rows_answer(c: contracts.Contract, rows: Sequence[Told], names: dict[str, str]) -> str:
    """What the agency owes by the contract and what of it is the makers', then what is paid and what has reached them."""
    agreed, makers = (sum(t.chain.units * getattr(t.chain, name) for t in rows) for name in ("agreed", "makers"))
    low = [t for t in rows if t.is_alarm]
    said = [_("Menurut kontrak %(agency)s dengan %(vendor)s, OPD membayar %(agreed)s tanpa PPN dan pembuat menerima %(makers)s (%(share)s).") % {
        "agency": names.get(c.agency, c.agency), "vendor": names.get(c.vendor, c.vendor), "agreed": rp(agreed), "makers": rp(makers),
        "share": share(chains.share_of(makers, agreed)),
    }]  # fmt: skip
    if low:
        said.append(_("Bagian pembuat di bawah %(limit)s pada %(n)s baris.") % {"limit": share(MAKERS_SHARE), "n": number(len(low))})
    return " ".join([*said, passed_words(payment.together(t.passed for t in rows))])


def passed_words(passed: Passed) -> str:
    """`Sudah dibayar 40 mesin (Rp…); sampai pada pembuat Rp…, masih Rp… pada penyedia. Bahan dari taman sains …`"""
    if not passed.units:
        return _("Belum ada mesin yang dibayar.")
    what = {"n": number(passed.units), "paid": rp(passed.paid), "reached": rp(passed.reached), "left": rp(passed.left)}
    if passed.left > 0:
        said = _("Sudah dibayar %(n)s mesin (%(paid)s); sampai pada pembuat %(reached)s, masih %(left)s hak pembuat ada pada penyedia.") % what
    else:
        said = _("Sudah dibayar %(n)s mesin (%(paid)s); semua hak pembuatnya sudah sampai (%(reached)s).") % what
    if passed.material:
        said += " " + _("Bahan senilai %(material)s sudah diterima pembuat dari taman sains, jadi bukan utang penyedia.") % {
            "material": rp(passed.material)}  # fmt: skip
    return said
