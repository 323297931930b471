"""Contracts before they are signed: drafted from the lots of the plan, offered, negotiated, changed, withdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Unpack
from uuid import uuid5

from tempa.allocation.actions import reduce_lot_in
from tempa.contracts import queries, rules
from tempa.contracts.facts import (
    ContractDrafted,
    ContractRedrafted,
    ContractWithdrawn,
    DraftReduced,
    OfferReceived,
    PaperVoided,
    PriceNegotiated,
)
from tempa.contracts.law import LawError, advance_limit, check_advance, document_form
from tempa.contracts.models import Contract
from tempa.demand import queries as demand
from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused


@dataclass(frozen=True)
class Terms:
    """What a draft says beside its items. Rates as shares of 1 in text ("0.3"); `separable`: the late part alone bears the penalty.

    `maintenance_months`: how long after the last machine was taken over the retention is held. `first_run`: a machine is paid once it
    has run at its recipient's place and somebody was taught.
    """

    route: str = "normal"
    advance_rate: str = "0"
    retention_rate: str = "0"
    separable: bool = True
    e_purchasing: bool = False
    maintenance_months: int = 0
    first_run: bool = False


def draft_contracts(
    programme: Programme, *, lots: Sequence[str], split: str = "none", terms: Terms = Terms(), reason: str = "", **doing: Unpack[Doing]
) -> list[str]:
    """Bundle these lots into contracts by agency and vendor (and `split`); returns the codes of the drafts.

    A lot that a contract holds already, or that is in force no more, is refused; so is a need cut into packages under a
    limit without a `reason`.
    """
    with deed(programme, **doing) as d, lawful(programme):
        if known := d.known(ContractDrafted, route=terms.route):
            return drafted_before(d, known, lots)
        free = {one.lot: one for one in queries.uncontracted_lots(programme)}
        if not lots:
            raise Refused("Pilih paling sedikit satu lot untuk dijadikan kontrak.", field="lots")
        if gone := sorted(set(lots) - set(free)):
            some = ", ".join(gone[:5])
            raise Refused("Lot %(lot)s tidak ada lagi dalam rencana, atau sudah ada di kontrak lain. Muat ulang halaman ini.", lot=some)
        bundles = rules.bundles((free[code] for code in dict.fromkeys(lots)), split)
        for agency in sorted({b.agency for b in bundles}):
            d.must(rules.may_prepare(d.who, agency))
        d.still(*(f"lot:{code}" for code in lots), kinds=("PlanApproved", "PlanSuperseded"))
        check_terms(terms)
        first = queries.next_code(programme)
        drafts = [drafted(f"K{n:04}", bundle, split, terms, reason.strip(), d.today) for n, bundle in enumerate(bundles, first)]
        for draft in drafts:
            check_advance_of(draft.advance_rate, value_of(draft), d.today)
        d.record(drafts[0])
        d.follow(drafts[1:])
        codes = [draft.contract for draft in drafts]
        check_split(programme, codes, split, reason)
        return codes


def drafted(code: str, bundle: rules.Bundle, split: str, terms: Terms, reason: str, today: date) -> ContractDrafted:
    choice = document_form(bundle.value, today, terms.e_purchasing)
    form = rules.FORMS[choice.form]
    items = [
        {"item": str(n), "lot": one.lot, "line": one.line, "budget_line": one.budget_line, "type": one.type, "maker": one.maker,
         "quantity": one.quantity}
        for n, one in enumerate(bundle.lots, 1)
    ]  # fmt: skip
    return ContractDrafted(
        contract=code, agency=bundle.agency, vendor=bundle.vendor, route=terms.route, form=form,
        why=rules.why_bundled(bundle, split=split, form=form, cited=choice.rule.cited, reason=reason),
        advance_rate=terms.advance_rate, retention_rate=terms.retention_rate, separable=terms.separable, due_on=str(bundle.due_on), items=items,
        prices={str(n): [one.offer, one.offer, one.offer] for n, one in enumerate(bundle.lots, 1)}, maintenance_months=terms.maintenance_months,
        first_run=terms.first_run,
    )  # fmt: skip


def value_of(draft: ContractDrafted) -> int:
    return sum(i["quantity"] * draft.prices[i["item"]][1] for i in draft.items)


def check_terms(terms: Terms) -> None:
    if terms.route not in rules.ROUTES:
        raise Refused("Pilih jalur pengadaan dari daftar.", field="route")
    rules.check_rate(terms.advance_rate, field="advance_rate")
    rules.check_maintenance(terms.maintenance_months, rules.check_rate(terms.retention_rate, field="retention_rate"))


def check_advance_of(rate: str, value: int, on: date) -> None:
    """Refuses an advance above what the rule of the day allows a small business."""
    asked = int(Fraction(rate) * value)
    try:
        check_advance(asked, advance_limit(value, on, small_business=True))
    except LawError as error:
        raise Refused("%(words)s", field="advance_rate", words=str(error)) from None


def check_split(programme: Programme, codes: Sequence[str], split: str, reason: str) -> None:
    """A need cut into packages that pass a limit only together needs a reason that stays on the record.

    Several vendors for one type follow from the plan and are only warned about; a split that was asked for, or several
    contracts with one vendor, are somebody's choice.
    """
    if len(reason.strip()) >= rules.LEAST_WORDS:
        return
    vendors = dict(queries.contracts(programme).values_list("contract", "vendor"))
    for warning in queries.splits(programme):
        with_one = Counter(vendors[code] for code in warning.packages)
        mine = [code for code in warning.packages if code in codes]
        if mine and (split != "none" or any(with_one[vendors[code]] > 1 for code in mine)):
            raise Refused("%(words)s", field="reason", words=warning.indonesian)


def drafted_before(d: Deed, known: Entry, lots: Sequence[str]) -> list[str]:
    """The contracts that this identity drafted, where it was of the same lots."""
    codes = codes_of_deed(known)
    held = queries.lots_of_contracts(d.programme, codes)
    if held != set(lots):
        d.refuse_double(ContractDrafted, {"lots": list(lots)})
    return codes


def codes_of_deed(entry: Entry) -> list[str]:
    """The contracts that a deed drafted: those of its person and moment, from its first fact on."""
    same = Contract.objects.filter(
        programme=entry.programme_id, drafted_at=entry.at, drafted_by=entry.by_id, entry__sequence__gte=entry.sequence
    ).order_by("entry__sequence")  # fmt: skip
    return list(same.values_list("contract", flat=True))


def redraft(programme: Programme, *, contract: str, terms: Terms, due_on: date, why: str, **doing: Unpack[Doing]) -> Entry:
    """Change the terms of a contract that nobody has signed."""
    stated: dict[str, Any] = {
        "route": terms.route, "advance_rate": terms.advance_rate, "retention_rate": terms.retention_rate, "separable": terms.separable,
        "due_on": str(due_on), "why": why.strip(), "maintenance_months": terms.maintenance_months,
        "first_run": terms.first_run,
    }  # fmt: skip
    with deed(programme, **doing) as d, lawful(programme):
        if known := d.known(ContractRedrafted, contract=contract, **stated):
            return known
        c = existing(programme, contract)
        d.must(rules.may_change(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}")
        check_terms(terms)
        rules.check_reason(why, field="why")
        check_advance_of(terms.advance_rate, c.value, d.today)
        form = rules.form_of(c.value, d.today, e_purchasing=terms.e_purchasing)
        return d.record(ContractRedrafted(contract=contract, form=form, **stated))


def receive_offer(programme: Programme, *, contract: str, on: date, asked: Mapping[str, int], **doing: Unpack[Doing]) -> Entry:
    """Note what the vendor asks for each item; the vendor itself may state it too."""
    said = {"contract": contract, "on": str(on), "asked": dict(asked)}
    with deed(programme, **doing) as d:
        if known := d.known(OfferReceived, **said):
            return known
        c = offered_for(d, contract)
        d.still(f"contract:{contract}")
        return d.record(received(d, c, on, asked))


def receive_offers(programme: Programme, *, offers: Mapping[str, Mapping[str, int]], on: date, **doing: Unpack[Doing]) -> list[Entry]:
    """Note what vendors ask under several contracts (contract -> item -> price), of one list: all of them or none."""
    every = sorted(offers.items())
    if not every:
        raise Refused("Tidak ada harga di berkas ini, jadi tidak ada yang disimpan.")
    with deed(programme, **doing) as d:
        names = [d.identity if n == 0 else uuid5(d.identity, contract) for n, (contract, _asked) in enumerate(every)]
        if d.known(OfferReceived, contract=every[0][0], on=str(on), asked=dict(every[0][1])):
            return d.record_many([(n, OfferReceived(code, str(on), dict(asked))) for n, (code, asked) in zip(names, every, strict=True)])
        found = [(offered_for(d, contract), asked) for contract, asked in every]
        d.still(*(f"contract:{contract}" for contract, _asked in every))
        return d.record_many([(n, received(d, c, on, asked)) for n, (c, asked) in zip(names, found, strict=True)])


def offered_for(d: Deed, contract: str) -> Contract:
    """The contract, where whoever acts may state an offer for it now."""
    c = existing(d.programme, contract)
    history = queries.history_of(c)
    if not rules.acts_for(d.who, c.vendor):
        d.must(rules.may_change(d.who, history))
    elif rules.contract_stage(history) not in ("drafted", "offered"):
        raise Refused("Kontrak ini sudah melewati penawaran. Harga yang baru dibicarakan dalam negosiasi dengan OPD.")
    return c


def received(d: Deed, c: Contract, on: date, asked: Mapping[str, int]) -> OfferReceived:
    """The fact of an offer, where its day is right and every item has a price."""
    check_day(on, c, d.today)
    check_all_priced(asked, queries.items_of(c))
    return OfferReceived(c.contract, str(on), dict(asked), d.who.link_for(rules.CONTRACT, c.vendor))


def negotiate(
    programme: Programme, *, contract: str, on: date, agreed: Mapping[str, Sequence[int]], why: str, **doing: Unpack[Doing]
) -> Entry:
    """Note what was agreed for each item: [price to the agency, what the vendor owes the maker], and why."""
    stated = {item: list(pair) for item, pair in agreed.items()}
    with deed(programme, **doing) as d, lawful(programme):
        if known := d.known(PriceNegotiated, contract=contract, on=str(on), agreed=stated, why=why.strip()):
            return known
        c = existing(programme, contract)
        d.must(rules.may_negotiate(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}")
        check_day(on, c, d.today, not_before=c.offered_on)
        rules.check_reason(why, field="why", what="dasar kesepakatan harga")
        held = queries.items_of(c)
        check_all_priced(stated, held)
        items = [repriced(i, *stated[i.item]) for i in held]
        rules.check_items(items, c.vendor, demand.estimates_on(programme, on))
        check_budget(programme, c, items)
        rules.check_agreed(items, dict(c.items.values_list("item", "asked_price")))
        value = sum(i.quantity * i.unit_price for i in items)
        form = rules.form_of(value, on, e_purchasing=c.form == "purchase_order")
        return d.record(PriceNegotiated(contract, str(on), stated, why.strip(), form))


def repriced(i: rules.Item, unit_price: int, maker_price: int) -> rules.Item:
    return rules.Item(i.item, i.lot, i.type, i.maker, i.budget_line, i.quantity, unit_price, maker_price)


def check_all_priced(stated: Mapping[str, object], items: Sequence[rules.Item]) -> None:
    if missing := [i.item for i in items if i.item not in stated] or [code for code in stated if code not in {i.item for i in items}]:
        raise Refused("Harga butir %(item)s belum diisi, atau butir itu bukan dari kontrak ini.", field="prices", item=", ".join(missing[:5]))
    for i in items:
        price = stated[i.item]
        if min(price if isinstance(price, list) else [price]) < 1:
            raise Refused("Harga butir %(item)s harus lebih dari 0.", field="prices", item=i.item)


def check_day(on: date, c: Contract, today: date, *, not_before: date | None = None) -> None:
    first = not_before or queries.drafted_on(c)
    if not first <= on <= today:
        raise Refused("Tanggal %(on)s harus antara %(first)s dan hari ini.", field="on", on=str(on), first=str(first))


def check_budget(programme: Programme, c: Contract, items: Sequence[rules.Item]) -> None:
    """What contracts hold of each budget line stays within its amount, this contract as it would be."""
    amounts = {line.budget_line: line.amount for line in demand.budget_lines(programme)}
    rules.check_budget(rules.sums_by_budget_line(items), queries.held_by_budget_line(programme, but=c), amounts)


Made = Callable[[], Mapping[str, int]]
"""Lot -> units made of it, asked under the lock; a later room knows them."""


def reduce_draft(
    programme: Programme, *, contract: str, quantities: Mapping[str, int], reason: str, made: Made = dict, **doing: Unpack[Doing]
) -> Entry:
    """Leave fewer units in a contract that nobody has signed (`quantities`: item -> units); its lots follow. Never fewer than are made."""
    asked, words = dict(sorted(quantities.items())), reason.strip()
    with deed(programme, **doing) as d, lawful(programme):
        if known := d.known(DraftReduced, contract=contract, quantities=asked, reason=words):
            return known
        c = existing(programme, contract)
        d.must(rules.may_change(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}")
        rules.check_reason(words)
        items = queries.items_of(c)
        rules.check_reduction(asked, {i.item: i for i in items}, made())
        left = sum(asked.get(i.item, i.quantity) * i.unit_price for i in items)
        form = rules.form_of(left, d.today, e_purchasing=c.form == "purchase_order")
        entry = d.record(DraftReduced(contract, asked, form, words))
        for i in items:
            if i.item in asked:
                reduce_lot_in(d, i.lot, asked[i.item], words)
        return entry


def withdraw(programme: Programme, *, contract: str, reason: str, made: Made = dict, **doing: Unpack[Doing]) -> Entry:
    """Drop a contract that nobody has signed; its lots are free again, and the numbers it had are told as unused.

    One under which units are made already is not dropped: they would be nobody's.
    """
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(ContractWithdrawn, contract=contract, reason=words):
            return known
        c = existing(programme, contract)
        d.must(rules.may_withdraw(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}")
        rules.check_reason(words)
        rules.check_nothing_made(queries.items_of(c), made())
        entry = d.record(ContractWithdrawn(contract, words))
        d.follow([PaperVoided(contract, p.number, f"konsep kontrak ditarik: {words}") for p in queries.papers_of(c).filter(voided_at=None)])
        return entry


def existing(programme: Programme, contract: str) -> Contract:
    found = queries.contract_named(programme, contract)
    if found is None:
        raise Refused("Kontrak %(contract)s tidak ada di program ini.", contract=contract)
    return found


@contextmanager
def lawful(programme: Programme) -> Iterator[None]:
    """Inside, the rules are the programme's own book; what the law refuses is refused with its sentence."""
    try:
        with queries.law_of(programme):
            yield
    except LawError as error:
        raise Refused("%(words)s", words=str(error)) from None
