"""What agencies and vendors state once for all their papers, checked at the moment it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Unpack
from uuid import uuid5

from tempa.contracts import rules
from tempa.contracts.facts import AgencyStated, OfficerNamed, VendorStated
from tempa.contracts.law import LawError, nib, nik, npwp
from tempa.demand.queries import agency_names
from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused
from tempa.registry.queries import workshop_named


@dataclass(frozen=True)
class OfficerSaid:
    """Who holds a post of an agency, by which decree, from when on."""

    agency: str
    post: str
    name: str
    nip: str
    decree: str
    decree_on: date
    since: date
    until: date | None = None

    def fact(self) -> OfficerNamed:
        return OfficerNamed(
            self.agency, self.post, " ".join(self.name.split()), "".join(self.nip.split()), self.decree.strip(), str(self.decree_on),
            str(self.since), str(self.until) if self.until else "",
        )  # fmt: skip


def name_officer(programme: Programme, *, officer: OfficerSaid, **doing: Unpack[Doing]) -> Entry:
    """Somebody holds a post of an agency by a decree from a day on; who held it before held it until then."""
    fact, agency = officer.fact(), officer.agency
    with deed(programme, **doing) as d:
        if known := d.known(OfficerNamed, **fact.said()):
            return known
        d.must(rules.may_prepare(d.who, agency))
        check_agency(programme, agency)
        d.still(f"agencies:{agency}")
        check_officer(fact)
        return d.record(fact)


def name_officers(programme: Programme, *, officers: Sequence[OfficerSaid], **doing: Unpack[Doing]) -> list[Entry]:
    """Name several officers at once, of one list: all of them or none."""
    facts = [one.fact() for one in officers]
    if not facts:
        raise Refused("Tidak ada pejabat baru di berkas ini, jadi tidak ada yang disimpan.")
    with deed(programme, **doing) as d:
        named = [(d.identity if n == 0 else uuid5(d.identity, str(n)), fact) for n, fact in enumerate(facts)]
        if d.known(OfficerNamed, **facts[0].said()):
            return d.record_many(named)
        agencies = sorted({fact.agency for fact in facts})
        for agency in agencies:
            d.must(rules.may_prepare(d.who, agency))
            check_agency(programme, agency)
        d.still(*(f"agencies:{agency}" for agency in agencies))
        for fact in facts:
            check_officer(fact)
        return d.record_many(named)


def check_officer(fact: OfficerNamed) -> None:
    """Refuses an officer whose post, name, number, decree or days cannot be right."""
    if fact.post not in rules.POSTS:
        raise Refused("Pilih jabatan dari daftar.", field="post")
    if not fact.name or len(fact.name) > 200:
        raise Refused("Tulis nama lengkap pejabat, paling panjang 200 huruf.", field="name")
    if fact.nip and not (fact.nip.isascii() and fact.nip.isdigit() and len(fact.nip) == 18):
        raise Refused("NIP terdiri atas 18 angka. Periksa lagi, atau kosongkan bila pejabat ini tidak ber-NIP.", field="nip")
    if not 3 <= len(fact.decree) <= 120:
        raise Refused("Tulis nomor SK pengangkatan, 3 sampai 120 huruf.", field="decree")
    if fact.decree_on > fact.since:
        raise Refused("SK bertanggal %(decree)s, jadi tidak dapat berlaku sejak %(since)s.", field="since", decree=fact.decree_on, since=fact.since)
    if fact.until and fact.until < fact.since:
        raise Refused("Hari terakhir %(until)s lebih awal daripada hari pertama %(since)s.", field="until", until=fact.until, since=fact.since)


@dataclass(frozen=True)
class AgencySaid:
    """An agency's letterhead, budget document (DPA) and scheme of numbers."""

    agency: str
    address: str
    city: str
    budget_document: str
    budget_document_on: date | None
    numbering: str = rules.NUMBERING

    def fact(self) -> AgencyStated:
        on = str(self.budget_document_on) if self.budget_document_on else ""
        return AgencyStated(
            self.agency, " ".join(self.address.split()), " ".join(self.city.split()), self.budget_document.strip(), on, self.numbering.strip()
        )


def state_agency(programme: Programme, *, said: AgencySaid, **doing: Unpack[Doing]) -> Entry:
    """State what an agency's papers need to say of it."""
    fact, agency = said.fact(), said.agency
    with deed(programme, **doing) as d:
        if known := d.known(AgencyStated, **fact.said()):
            return known
        d.must(rules.may_prepare(d.who, agency))
        check_agency(programme, agency)
        d.still(f"agencies:{agency}")
        rules.check_numbering(fact.numbering)
        for field, most in (("address", 300), ("city", 120), ("budget_document", 120)):
            if len(getattr(fact, field)) > most:
                raise Refused("Isian ini paling panjang %(most)s huruf.", field=field, most=most)
        if bool(fact.budget_document) != bool(fact.budget_document_on):
            raise Refused("Tulis nomor DPA bersama tanggalnya.", field="budget_document_on" if fact.budget_document else "budget_document")
        if said.budget_document_on and said.budget_document_on > d.today:
            raise Refused("Tanggal DPA masih di depan.", field="budget_document_on")
        return d.record(fact)


def check_agency(programme: Programme, agency: str) -> None:
    if agency not in agency_names(programme):
        raise Refused("OPD %(agency)s tidak ada di program ini.", agency=agency)


VENDOR_FIELDS = {
    "legal_form": 20, "representative": 200, "post": 120, "deed": 200, "nib": 20, "npwp": 30, "nik": 20, "address": 300, "phone": 40,
    "bank": 120, "account": 40, "holder": 200, "financier": 200, "tax_status": 20, "tax_certificate": 120,
}  # fmt: skip
"""Text fields of a vendor and their longest."""


def state_vendor(programme: Programme, *, said: VendorSaid, **doing: Unpack[Doing]) -> Entry:
    """State what papers need to say of a workshop or school."""
    with deed(programme, **doing) as d:
        if known := d.known(VendorStated, **said.fact().said()):
            return known
        through = may_be_stated(d, said.workshop)
        d.still(f"workshops:{said.workshop}")
        check_vendor(said, d.today)
        return d.record(replace(said.fact(), through=through))


def state_vendors(programme: Programme, *, vendors: Sequence[VendorSaid], **doing: Unpack[Doing]) -> list[Entry]:
    """State the particulars of several at once, of one list: all of them or none."""
    every = list(vendors)
    if not every:
        raise Refused("Tidak ada data penyedia yang berubah di berkas ini, jadi tidak ada yang disimpan.")
    with deed(programme, **doing) as d:
        names = [d.identity if n == 0 else uuid5(d.identity, said.workshop) for n, said in enumerate(every)]
        if d.known(VendorStated, **every[0].fact().said()):
            return d.record_many([(name, said.fact()) for name, said in zip(names, every, strict=True)])
        throughs = [may_be_stated(d, said.workshop) for said in every]
        d.still(*(f"workshops:{said.workshop}" for said in every))
        for said in every:
            check_vendor(said, d.today)
        return d.record_many([(n, replace(said.fact(), through=t)) for n, said, t in zip(names, every, throughs, strict=True)])


@dataclass(frozen=True)
class VendorSaid:
    """What somebody says of a workshop or school; `values` are the texts of VENDOR_FIELDS, a missing one is blank."""

    workshop: str
    values: Mapping[str, str]
    charges_vat: bool
    since: date
    tax_certificate_on: date | None = None
    tax_certificate_until: date | None = None

    @property
    def texts(self) -> dict[str, str]:
        return {name: " ".join(self.values.get(name, "").split()) for name in VENDOR_FIELDS}

    def fact(self) -> VendorStated:
        on, until = (str(day) if day else "" for day in (self.tax_certificate_on, self.tax_certificate_until))
        return VendorStated(
            workshop=self.workshop, **cleaned(self.texts), charges_vat=self.charges_vat, since=str(self.since), tax_certificate_on=on,
            tax_certificate_until=until,
        )  # fmt: skip


def may_be_stated(d: Deed, workshop: str) -> str:
    """Refuses who may not state this workshop's particulars; the link by which it comes, blank where it comes another way."""
    site = workshop_named(d.programme, workshop)
    d.must(rules.may_state_vendor(d.who, workshop, site.lead if site else ""))
    if site is None:
        raise Refused("Bengkel %(workshop)s tidak ada di program ini.", workshop=workshop)
    return d.who.link_for(rules.CONTRACT, workshop) or (d.who.link_for(rules.CONTRACT, site.lead) if site.lead else "")


def cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    """Numbers without what people write between their digits."""
    digits = {name: "".join(c for c in texts[name] if c.isalnum()) for name in ("nib", "npwp", "nik", "account")}
    return dict(texts) | digits


def check_vendor(said: VendorSaid, today: date) -> None:
    """Each number by its own rule; a certificate with its days; refuses with a sentence at the field."""
    texts = said.texts
    for name, most in VENDOR_FIELDS.items():
        if len(texts[name]) > most:
            raise Refused("Isian ini paling panjang %(most)s huruf.", field=name, most=most)
    if texts["legal_form"] not in rules.LEGAL_FORMS:
        raise Refused("Pilih bentuk usaha dari daftar.", field="legal_form")
    if texts["tax_status"] not in rules.TAX_STATUSES:
        raise Refused("Pilih status pajak dari daftar.", field="tax_status")
    if not texts["representative"]:
        raise Refused("Tulis nama pemilik atau wakil yang menandatangani.", field="representative")
    for name, check in (("nik", nik), ("npwp", npwp), ("nib", nib)):
        if texts[name]:
            try:
                check(texts[name])
            except LawError as error:
                raise Refused("%(words)s", field=name, words=str(error)) from None
    account = "".join(c for c in texts["account"] if c not in " .-")
    if account and not (account.isascii() and account.isdigit() and 6 <= len(account) <= 20):
        raise Refused("Nomor rekening terdiri atas 6 sampai 20 angka.", field="account")
    if len({bool(texts[name]) for name in ("account", "bank", "holder")}) > 1:
        raise Refused("Tulis nomor rekening bersama nama bank dan nama pemiliknya.", field="account")
    if said.since > today:
        raise Refused("Data ini berlaku sejak %(since)s, masih di depan. Isi pada hari itu.", field="since", since=str(said.since))
    until, on = said.tax_certificate_until, said.tax_certificate_on
    if texts["tax_status"] in ("suket", "exempt") and (not texts["tax_certificate"] or on is None):
        raise Refused("Tulis nomor dan tanggal surat keterangan pajak.", field="tax_certificate")
    if until is not None and on is not None and until < on:
        raise Refused("Surat keterangan pajak berakhir sebelum terbit.", field="tax_certificate_until")
    if until is not None and until < today:
        raise Refused("Surat keterangan pajak sudah berakhir %(until)s. Minta yang baru, atau pilih status tanpa surat.",
                      field="tax_certificate_until", until=str(until))  # fmt: skip
