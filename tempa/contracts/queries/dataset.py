"""The one data set of a contract's papers, from the tables: what each paper prints, and which papers are due by now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from tempa.catalogue import queries as catalogue
from tempa.contracts import papers
from tempa.contracts.law import Amount, LawError, Route, advance_guarantee, performance_guarantee, ppn, rule
from tempa.contracts.models import (
    Addendum,
    AgencyParticulars,
    Contract,
    ContractItem,
    ContractPaper,
    Officer,
    VendorParticulars,
)
from tempa.contracts.queries.addendum_papers import addenda_for_papers
from tempa.contracts.queries.amended import Outcome, as_signed, outcome_of, standings_of
from tempa.contracts.queries.contracts import addenda_of, drafted_on, history_of
from tempa.contracts.queries.particulars import vendors_stated
from tempa.contracts.queries.readiness import Readiness
from tempa.contracts.queries.rulings import law_of
from tempa.contracts.rules import FORMS, contract_stage, days_between, papers_due
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.queries import setting_values
from tempa.ledger.rules import check_code
from tempa.registry import queries as registry

POSTS = {
    "pa": papers.Post.PA, "kpa": papers.Post.KPA, "ppk": papers.Post.PPK, "pp": papers.Post.BUYER, "pptk": papers.Post.PPTK,
    "treasurer": papers.Post.TREASURER,
}  # fmt: skip
LEGAL_FORMS = {"person": "perorangan", "ud": "UD", "cv": "CV", "pt": "PT", "cooperative": "koperasi", "school": "sekolah"}
TAXES = {
    "suket": "surat keterangan PPh final nomor {number} tanggal {on}", "statement": "surat pernyataan peredaran usaha",
    "exempt": "surat keterangan bebas pemotongan nomor {number} tanggal {on}", "none": "tanpa surat keterangan pajak",
}  # fmt: skip
FORM_OF = {code: form for form, code in FORMS.items()}
Address = Callable[[str], str]


class Dataset:
    """The data sets of many contracts: what is common to them is read once. `address` gives the public page of a check code."""

    def __init__(self, programme: Programme, today: date, address: Address | None = None) -> None:
        self.programme, self.today, self.address = programme, today, address

    @cached_property
    def title(self) -> str:
        return setting_values(self.programme).get("name_id") or self.programme.code

    @cached_property
    def agencies(self) -> Mapping[str, str]:
        return demand.agency_names(self.programme)

    @cached_property
    def stated(self) -> Mapping[str, AgencyParticulars]:
        return {a.agency: a for a in AgencyParticulars.objects.filter(programme=self.programme)}

    @cached_property
    def officers(self) -> Mapping[str, list[Officer]]:
        found: dict[str, list[Officer]] = {}
        for one in Officer.objects.filter(programme=self.programme).order_by("-since", "-pk"):
            found.setdefault(one.agency, []).append(one)
        return found

    @cached_property
    def vendors(self) -> Mapping[str, VendorParticulars]:
        return vendors_stated(self.programme)

    @cached_property
    def sites(self) -> Mapping[str, Any]:
        return {w.key: w for w in registry.workshops(self.programme)}

    @cached_property
    def types(self) -> Mapping[str, Any]:
        return {t.key: t for t in catalogue.types(self.programme)}

    @cached_property
    def account_codes(self) -> Mapping[str, str]:
        return {b.budget_line: b.cells["account_code"] for b in demand.budget_lines(self.programme)}

    @cached_property
    def places(self) -> Mapping[str, str]:
        return demand.destination_names(self.programme)

    @cached_property
    def estimates(self) -> dict[date, dict[str, int]]:
        return {}

    @cached_property
    def readiness(self) -> Readiness:
        return Readiness(self.programme, self.today)

    def estimates_on(self, on: date) -> dict[str, int]:
        return self.estimates.setdefault(on, demand.estimates_on(self.programme, on))

    def of(self, c: Contract) -> papers.Papers:
        """Everything that papers of this contract print; what nobody has stated is None. Addenda have papers of their own: the
        others say what was signed."""
        on = c.signed_on or self.today
        addenda, every = list(addenda_of(c)), list(c.items.order_by("pk"))
        with law_of(self.programme):
            changes = self.addenda(c, every, addenda)
            if addenda:
                c, every = as_signed(c, every, standings_of(c, every, addenda)[0])
        items = [i for i in every if i.quantity]
        lines = {line.line: line for line in demand.order_lines(self.programme).filter(line__in={i.line for i in items})}
        listed = tuple(self.item(c, i, lines.get(i.line), on) for i in items)
        with law_of(self.programme):
            return self.whole(c, items, listed, changes)

    def whole(
        self, c: Contract, items: Sequence[ContractItem], listed: tuple[papers.Item, ...], addenda: tuple[papers.Addendum, ...]
    ) -> papers.Papers:
        on = c.signed_on or self.today
        value = c.value if c.negotiated_on else 0
        advance, estimate = int(Fraction(c.advance_rate) * value), sum(i.quantity * (i.estimate or 0) for i in listed)
        a = self.stated.get(c.agency)
        return papers.Papers(
            programme=self.title, package=f"Pengadaan {self.kinds_words(items)} (kontrak {c.contract})",
            agency=papers.Agency(self.agencies.get(c.agency, c.agency), address=text(a and a.address), city=text(a and a.city)),
            vendor=self.party(c.vendor), items=listed, form=FORM_OF[c.form],
            route=Route.EMERGENCY if c.route == "emergency" else Route.NORMAL, officers=self.holders(c.agency, on),
            budget=self.budget(a, items, on), dates=self.dates(c), vat=self.vat(c, value, on),
            estimate=estimate + ppn(estimate, on).rupiah, negotiation=text(c.negotiated_why),
            guarantees=guarantees(estimate, value, advance, on), penalty=penalty(c, on), advance=advance_of(c, advance, on),
            retention=retention(c, value, on), instalments=instalments(c, value, advance), warranty_months=self.warranty({i.type for i in items}),
            warranties=self.warranties({i.type for i in items}), first_run=c.first_run, rules=bases(c, on), registered=self.registered(c),
            subworks=self.subworks(c, items, listed), addenda=addenda,
            emergency=papers.Emergency(needed_by=c.due_on) if c.route == "emergency" else None, risks=self.risks(c, items),
            place=text(a and a.city),
        )  # fmt: skip

    def kinds_words(self, items: Sequence[ContractItem]) -> str:
        names = list(dict.fromkeys(self.type_name(i.type) for i in items))
        return names[0] if len(names) == 1 else f"{names[0]} dan {len(names) - 1} jenis mesin lain" if names else "mesin"

    def type_name(self, type: str) -> str:
        found = self.types.get(type)
        return found.name_id if found else type

    def item(self, c: Contract, i: ContractItem, line: Any, on: date) -> papers.Item:
        estimate = self.estimates_on(on).get(i.type)
        sources = [papers.PriceSource("HPS OPD", estimate)] if estimate else []
        sources.append(papers.PriceSource(f"Penawaran {self.site_name(i.maker)} saat rencana dibuat", i.offer_price))
        return papers.Item(
            i.lot, self.type_name(i.type), i.quantity, i.unit_price if c.negotiated_on else None,
            specification=f"Spesifikasi {c.agency} jenis {i.type}", destination=self.places.get(line.destination) if line else None,
            due=line.due_date if line else None, estimate=estimate, offered=i.asked_price,
            maker=None if i.maker == c.vendor else self.site_name(i.maker), maker_price=None if i.maker == c.vendor else i.maker_price,
            sources=tuple(sources),
        )  # fmt: skip

    def site_name(self, code: str) -> str:
        site = self.sites.get(code)
        return site.name if site else code

    def party(self, code: str) -> papers.Party:
        """A workshop or school as papers name it."""
        site, v = self.sites.get(code), self.vendors.get(code)
        if v is None:
            return papers.Party(code, self.site_name(code), city=site.regency if site else None)
        return papers.Party(
            code, self.site_name(code), legal_form=LEGAL_FORMS[v.legal_form], representative=text(v.representative), post=text(v.post),
            incorporated=v.legal_form in ("cv", "pt", "cooperative"), deed=papers.Deed(text(v.deed)), nib=text(v.nib),
            npwp=text(v.npwp) or text(v.nik), address=text(v.address), city=site.regency if site else None, contact=text(v.phone),
            account=papers.Account(text(v.bank), text(v.account), text(v.holder)), tax_status=tax_words(v),
        )  # fmt: skip

    def holders(self, agency: str, on: date) -> tuple[papers.Officer, ...]:
        """Who holds which post on a day; where no PPK was named, the PA or KPA who signs acts as one (Perpres 16/2018 Ps 10)."""
        held: dict[str, Officer] = {}
        for one in self.officers.get(agency, []):
            if one.since <= on and (one.until is None or on <= one.until):
                held.setdefault(one.post, one)
        if "ppk" not in held and (acting := held.get("kpa") or held.get("pa")):
            held["ppk"] = acting
        return tuple(papers.Officer(POSTS[post], o.name, text(o.nip), o.decree, o.decree_on) for post, o in held.items())

    def budget(self, a: AgencyParticulars | None, items: Sequence[ContractItem], on: date) -> papers.Budget:
        codes = tuple(dict.fromkeys(self.account_codes[i.budget_line] for i in items if i.budget_line in self.account_codes))
        document = a.budget_document_on if a else None
        return papers.Budget(number=text(a and a.budget_document), on=document, year=(document or on).year, account_codes=codes)

    def dates(self, c: Contract) -> papers.Dates:
        days = days_between(c.starts_on, c.due_on) if c.starts_on else None
        return papers.Dates(start=c.starts_on, due=c.due_on, days=days, offers_until=c.offered_on)

    def vat(self, c: Contract, value: int, on: date) -> papers.Vat | None:
        v = self.vendors.get(c.vendor)
        if v is None or not v.charges_vat:
            return None
        found, share = rule("ppn", on), rule("ppn", on).share("of_price")
        return papers.Vat(c.vat if c.signed_on else ppn(value, on).rupiah, percent(share), cited("PPN", found.citation, found.verified))

    def warranty(self, types: Iterable[str]) -> int | None:
        """Months that machines of all these types have at least; None where no specification says any."""
        return min((w.months for w in self.warranties(types)), default=None)

    def warranties(self, types: Iterable[str]) -> tuple[papers.Warranty, ...]:
        """Months of warranty with the types that have them, the shortest first."""
        named: dict[int, list[str]] = defaultdict(list)
        for type in sorted(types):
            if (found := self.types.get(type)) and found.cells.get("warranty_months"):
                named[int(found.cells["warranty_months"])].append(found.name_id)
        return tuple(papers.Warranty(", ".join(names), months) for months, names in sorted(named.items()))

    def subworks(self, c: Contract, items: Sequence[ContractItem], listed: Sequence[papers.Item]) -> tuple[papers.Subwork, ...]:
        members = sorted({i.maker for i in items} - {c.vendor})
        return tuple(
            papers.Subwork(
                self.party(m), tuple(shown for i, shown in zip(items, listed, strict=True) if i.maker == m), start=c.starts_on, due=c.due_on
            )
            for m in members
        )  # fmt: skip

    def addenda(self, c: Contract, items: Sequence[ContractItem], addenda: Sequence[Addendum]) -> tuple[papers.Addendum, ...]:
        return addenda_for_papers(c, addenda, self.outcomes(c, items, addenda), items, self.site_name) if addenda else ()

    def outcomes(self, c: Contract, items: Sequence[ContractItem], addenda: Sequence[Addendum]) -> list[Outcome]:
        """What follows from a signed contract as it was signed and after each of its addenda. Inside the programme's law."""
        held = self.estimates_on(c.signed_on or self.today)
        estimates = {i.item: held.get(i.type, 0) for i in items}
        return [outcome_of(c, at, estimates) for at in standings_of(c, items, addenda)]

    def risks(self, c: Contract, items: Sequence[ContractItem]) -> tuple[papers.Risk, ...]:
        if c.risk_from is None:
            return ()
        lacking = [m.what for m in self.readiness.of(c, {i.type for i in items})]
        by = c.risk_by.name if c.risk_by else None
        return (papers.Risk(by, None, c.risk_note, c.risk_from, tuple(i.lot for i in items), c.value, tuple(lacking)),)

    def registered(self, c: Contract) -> tuple[papers.Registered, ...]:
        members = sorted({i.maker for i in c.items.all()} - {c.vendor})
        found = c.papers.filter(voided_at=None).select_related("entry").order_by("year", "place")
        return tuple(self.in_register(p, members) for p in found)

    def in_register(self, p: ContractPaper, members: Sequence[str]) -> papers.Registered:
        code = check_code(bytes(p.entry.digest))
        return papers.Registered(
            papers.Kind(p.kind), p.number, p.dated, code, self.address(code.replace(" ", "")) if self.address else None, part_of(p, members)
        )


def part_of(p: ContractPaper, members: Sequence[str]) -> int:
    """Which of several papers of its kind it is: the member's place, or that of the addendum."""
    if p.kind == "subwork":
        return members.index(p.about) if p.about in members else 0
    return int(p.about[1:]) - 1 if p.kind == "addendum" else 0


def papers_of_contract(programme: Programme, c: Contract, today: date, address: Address | None = None) -> papers.Papers:
    """The data set of one contract's papers; `Dataset` for many."""
    return Dataset(programme, today, address).of(c)


def due_papers(programme: Programme, c: Contract) -> dict[str, date]:
    """The papers of a contract that can bear a number by now, each with its day: kind, or `subwork:MEMBER`."""
    members = sorted(set(c.items.filter(quantity__gt=0).values_list("maker", flat=True)) - {c.vendor})
    days = {"drafted": drafted_on(c), "offered": c.offered_on, "negotiated": c.negotiated_on, "signed": c.signed_on}
    route = Route.EMERGENCY if c.route == "emergency" else Route.NORMAL
    with law_of(programme):
        wanted = papers.kinds_for(FORM_OF[c.form], route, bool(members), Fraction(c.advance_rate) > 0, c.signed_on or drafted_on(c))
    due = papers_due([str(w.kind) for w in wanted if not w.optional], contract_stage(history_of(c)), days)
    if "subwork" in due:
        on = due.pop("subwork")
        due |= {f"subwork:{m}": on for m in members}
    if c.risk_from is not None:
        due["risk_note"] = max(min(c.risk_from, c.signed_on or c.risk_from), drafted_on(c))
    return due


def text(value: Any) -> str | None:
    return str(value) if value else None


def cited(subject: str, citation: str, verified: bool) -> papers.Cited:
    return papers.Cited(subject, citation, verified)


def by_rule(subject: str, amount: Amount) -> papers.Cited:
    return papers.Cited(subject, amount.citation, amount.verified)


def percent(share: Fraction) -> str:
    return f"{float(share * 100):g} %".replace(".", ",")


def tax_words(v: VendorParticulars) -> str:
    on = f"{v.tax_certificate_on:%d-%m-%Y}" if v.tax_certificate_on else "…"
    return ("PKP; " if v.charges_vat else "") + TAXES[v.tax_status].format(number=v.tax_certificate or "…", on=on)


def penalty(c: Contract, on: date) -> papers.Penalty:
    found = rule("late_penalty", on)
    base = papers.PenaltyBase.LATE_PART if c.separable else papers.PenaltyBase.WHOLE
    return papers.Penalty(f"{float(found.share('per_day') * 1000):g}‰".replace(".", ","), base, cited("denda", found.citation, found.verified))


def guarantees(estimate: int, value: int, advance: int, on: date) -> tuple[papers.Guarantee, ...]:
    found = []
    if advance:
        amount = advance_guarantee(advance, 0, on)
        found.append(papers.Guarantee("Jaminan Uang Muka", amount.rupiah, by_rule("jaminan uang muka", amount)))
    try:
        amount = performance_guarantee(max(estimate, value), value, on)
    except LawError:
        return tuple(found)
    if amount.rupiah:
        found.append(papers.Guarantee("Jaminan Pelaksanaan", amount.rupiah, by_rule("jaminan pelaksanaan", amount)))
    return tuple(found)


def advance_of(c: Contract, advance: int, on: date) -> papers.Advance | None:
    if not advance:
        return None
    found = rule("advance_limit", on)
    return papers.Advance(advance, percent(Fraction(c.advance_rate)), cited("uang muka", found.citation, found.verified))


def retention(c: Contract, value: int, on: date) -> papers.Retention | None:
    kept = int(Fraction(c.retention_rate) * value)
    found = rule("retention", on)
    held_for, named = c.maintenance_months or None, cited("retensi", found.citation, found.verified)
    return papers.Retention(kept, percent(Fraction(c.retention_rate)), held_for, named) if kept else None


def instalments(c: Contract, value: int, advance: int) -> tuple[papers.Instalment, ...]:
    """The advance, then the rest after everything was handed over."""
    rest = "setelah seluruh mesin diterima dengan berita acara serah terima"
    if not advance:
        return (papers.Instalment("100 %", rest, value or None),)
    first = papers.Instalment(percent(Fraction(c.advance_rate)), "uang muka, setelah jaminan uang muka diterima", advance)
    return (first, papers.Instalment(percent(1 - Fraction(c.advance_rate)), rest, value - advance))


def bases(c: Contract, on: date) -> tuple[papers.Cited, ...]:
    """The rules that every contract of the day stands on."""
    names = {"contract_form": "bentuk kontrak", "owner_estimate": "HPS"} | ({"emergency_route": "jalur darurat"} if c.route == "emergency" else {})
    return tuple(cited(words, found.citation, found.verified) for id, words in names.items() for found in [rule(id, on)])

