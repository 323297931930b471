"""Claims are submitted, their papers shown, and taken back or sent back before anything is approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from django.db.models import QuerySet, Sum

from tempa.contracts import queries as contracts
from tempa.contracts.law import may_be_paid
from tempa.contracts.rules import check_reason
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused
from tempa.payment import queries, rules
from tempa.payment.facts import ClaimPaperShown, ClaimReturned, ClaimSubmitted, ClaimWithdrawn
from tempa.payment.models import Claim
from tempa.values.period import day_in_wita

if TYPE_CHECKING:
    from tempa.contracts.models import Contract


def submit_claim(
    programme: Programme, *, contract: str, asked: str, budget_line: str = "", serials: Sequence[str] = (), amount: int = 0,
    **doing: Unpack[Doing],
) -> str:  # fmt: skip
    """Ask for an advance or the retention (`amount`, from one `budget_line`), or for units that were taken over; returns its code."""
    units = sorted(set(serials))
    with deed(programme, **doing) as d:
        if d.earlier is not None and d.earlier.kind == ClaimSubmitted.kind and d.known(ClaimSubmitted, contract=contract, asked=asked, serials=units):
            return d.earlier.subject.removeprefix("claim:")
        c = in_force(programme, contract)
        d.must(rules.may_claim(d.who, vendor=c.vendor, agency=c.agency))
        d.still(f"contract:{contract}", *(f"unit:{serial}" for serial in units))
        line, sum_asked = asked_of(programme, c, asked, budget_line, units, amount)
        code = f"TG{queries.next_claim(programme):05}"
        d.record(ClaimSubmitted(
            claim=code, contract=contract, agency=c.agency, vendor=c.vendor, asked=asked, budget_line=line, on=str(day_in_wita(d.at)),
            serials=units, amount=sum_asked, through=d.who.link_for(rules.PAYMENT, c.vendor),
        ))  # fmt: skip
        return code


def in_force(programme: Programme, contract: str) -> Contract:
    """A contract that both have signed, also after it has ended: what was delivered under it is owed."""
    c = contracts.contract_named(programme, contract)
    if c is None or c.withdrawn_at is not None:
        raise Refused("Kontrak %(contract)s tidak ada di program ini.", field="contract", contract=contract)
    if c.countersigned_on is None:
        raise Refused("Kontrak %(contract)s belum berlaku, jadi belum dapat ditagih.", field="contract", contract=contract)
    return c


def asked_of(programme: Programme, c: Contract, asked: str, budget_line: str, units: Sequence[str], amount: int) -> tuple[str, int]:
    """(budget line, rupiah without VAT) of a claim. Refuses what the contract does not owe."""
    if asked not in rules.KINDS:
        raise Refused("Pilih jenis tagihan: uang muka, penyerahan atau retensi.", field="asked")
    if asked == "delivery":
        due = queries.units_due(programme, c)
        rules.check_units(units, due)
        return due[units[0]].budget_line, sum(due[serial].price for serial in units)
    lines = {i.budget_line for i in contracts.items_of(c)}
    if budget_line not in lines:
        raise Refused("Pilih baris anggaran kontrak ini: %(lines)s.", field="budget_line", lines=", ".join(sorted(lines)))
    before = queries.claims_of(programme, c.contract, asked)
    if asked == "advance":
        check_advance(c, budget_line, amount, before, "amount")
        if queries.claims_of(programme, c.contract, "delivery").exists():
            raise Refused("Uang muka diminta sebelum tagihan penyerahan yang pertama.", field="asked")
    else:
        rules.check_maintenance_begun(*queries.maintenance_of(programme, c))
        held = queries.payments_of(programme, c.contract).aggregate(n=Sum("retention_held"))["n"] or 0
        rules.check_retention(amount, held=held, claimed=before.aggregate(n=Sum("amount"))["n"] or 0)
    return budget_line, amount


def check_advance(c: Contract, budget_line: str, amount: int, before: QuerySet[Any], field: str) -> None:
    """Refuses an advance above the contract's rate, of the whole and of the budget line; `field` of `before` says what others ask or got."""
    terms, by_line = queries.terms_of(c), queries.by_line(before, field)
    rules.check_advance(amount, terms=terms, claimed=by_line.total())
    worth = queries.worth_by_line(contracts.items_of(c))[budget_line]
    rules.check_advance_of_line(amount, line=budget_line, rate=terms.advance_rate, worth=worth, claimed=by_line[budget_line])


@dataclass(frozen=True)
class Shown:
    """A paper at hand: its number, day, last day of validity, and its file where it is kept here (content, name, media type)."""

    number: str = ""
    dated: date | None = None
    until: date | None = None
    file: tuple[bytes, str, str] | None = None


def show_papers(programme: Programme, *, claim: str, papers: Mapping[str, Shown], **doing: Unpack[Doing]) -> Entry:
    """Say which required papers are at hand; the day on which none is missing any more is kept with them."""
    with deed(programme, **doing) as d:
        said = {id: [p.number.strip(), text_of(p.dated), text_of(p.until), kept(d, p)] for id, p in sorted(papers.items())}
        if known := d.known(ClaimPaperShown, claim=claim, papers=said):
            return known
        found = open_claim(programme, claim)
        d.must(rules.may_show(d.who, vendor=found.vendor, agency=found.agency))
        d.still(f"claim:{claim}")
        today = day_in_wita(d.at)
        if "maintenance_guarantee" in papers:
            rules.check_guarantee(papers["maintenance_guarantee"].until, queries.maintenance_of(programme, in_force(programme, found.contract))[0])
        with contracts.law_of(programme):
            file_with = queries.file_with(programme, found, today)
            file = file_with({})
            if unknown := sorted(set(papers) - {check.paper.id for check in file}):
                raise Refused("Berkas %(papers)s tidak diperlukan untuk tagihan ini.", field="papers", papers=", ".join(unknown))
            after = file_with({id: p.until for id, p in papers.items()})
            is_complete = may_be_paid(after)
        complete_on = (str(found.complete_on) if found.complete_on else str(today)) if is_complete else ""
        return d.record(ClaimPaperShown(claim, said, complete_on, d.who.link_for(rules.PAYMENT, found.vendor)))


def text_of(day: date | None) -> str:
    return "" if day is None else str(day)


def kept(d: Deed, paper: Shown) -> str:
    return keep_paper_in(d, paper.file[0], name=paper.file[1], media_type=paper.file[2]) if paper.file else ""


def open_claim(programme: Programme, claim: str) -> Claim:
    """A claim about which nothing is decided yet."""
    found = queries.claim_named(programme, claim)
    if found is None:
        raise Refused("Tagihan %(claim)s tidak ada di program ini.", claim=claim)
    if found.ended_at is not None:
        raise Refused("Tagihan %(claim)s sudah ditarik atau dikembalikan: %(why)s. Ajukan tagihan baru.", claim=claim, why=found.ended_why)
    if hasattr(found, "payment"):
        raise Refused("Tagihan %(claim)s sudah disetujui.", claim=claim)
    return found


def withdraw_claim(programme: Programme, *, claim: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Take a claim back before it is approved; its units can be claimed again."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(ClaimWithdrawn, claim=claim, reason=words):
            return known
        found = open_claim(programme, claim)
        d.must(rules.may_claim(d.who, vendor=found.vendor, agency=found.agency))
        d.still(f"claim:{claim}")
        check_reason(words)
        return d.record(ClaimWithdrawn(claim, words, d.who.link_for(rules.PAYMENT, found.vendor)))


def return_claim(programme: Programme, *, claim: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Send a claim back to the vendor with the reason."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(ClaimReturned, claim=claim, reason=words):
            return known
        found = open_claim(programme, claim)
        d.must(rules.may_return(d.who, found.agency))
        d.still(f"claim:{claim}")
        check_reason(words)
        return d.record(ClaimReturned(claim, words))

