"""What may be done in the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from tempa.catalogue import queries, rules
from tempa.catalogue.facts import (
    AliasDecided,
    CertificateStated,
    EstimateSheetApproved,
    EstimateSheetRefused,
    EstimateSheetSet,
    OriginStated,
    OutsideOfferStated,
    PriceListRead,
    PriceObjected,
    PriceObjectionAnswered,
    PriceObjectionOverruled,
    PriceStated,
    UseStated,
)
from tempa.catalogue.models import EstimateSheet, MachineType, PriceObjection
from tempa.catalogue.queries import aliases, type_named
from tempa.catalogue.rules import content, elsewhere, estimates, prices
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in
from tempa.ledger.facts import put_rows
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import hands_behind, zone_of
from tempa.ledger.rules import PARK, Refused, may_as_park
from tempa.values.period import day_in


def decide_alias(programme: Programme, *, name: str, type: str, **doing: Unpack[Doing]) -> Entry:
    """Remember that this name means that type; refuses an empty name and an unknown type."""
    with deed(programme, **doing) as d:
        if known := d.known(AliasDecided, name=cleaned(name), type=type):
            return known
        d.must(may_as_park(d.who))
        d.still(f"types:{type}")
        return d.record(alias(d, name, type))


def decide_alias_in(d: Deed, *, name: str, type: str) -> None:
    """As part of a deed: remember a name, unless it means that type already."""
    if aliases(d.programme).get(cleaned(name)) != type:
        d.follow([alias(d, name, type)])


def alias(d: Deed, name: str, type: str) -> AliasDecided:
    if not 0 < len(cleaned(name)) <= 200:
        raise Refused("Nama jenis kosong atau lebih dari 200 huruf. Tulis nama seperti di lembar OPD.", field="name")
    if type_named(d.programme, type) is None:
        raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", type=type)
    return AliasDecided(cleaned(name), type)


def cleaned(name: str) -> str:
    return " ".join(name.split()).lower()


@dataclass(frozen=True)
class Attachment:
    """A file that somebody sends with what they say."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class PriceCase:
    """What an objection to a price says: of which type, for whom (a workshop or an association), why, and its own figures."""

    type: str
    words: str
    lines: Sequence[Mapping[str, Any]]
    workshop: str = ""
    association: str = ""


def object_to_price(programme: Programme, case: PriceCase, *, attachments: Sequence[Attachment] = (), **doing: Unpack[Doing]) -> UUID:
    """Object to the estimate (HPS) of a type; the attached files are kept. Returns the objection's name."""
    lines = [{"what": " ".join(str(line["what"]).split()), "amount": int(line["amount"])} for line in case.lines]
    papers = [a.sha256 for a in attachments]
    said: dict[str, Any] = {"type": case.type, "workshop": case.workshop, "association": case.association.strip(), "words": case.words.strip(),
            "lines": lines, "papers": papers}  # fmt: skip
    with deed(programme, **doing) as d:
        if d.known(PriceObjected, **said):
            return d.identity
        d.must(rules.may_object_to_price(d.who, case.workshop))
        kind = type_named(programme, case.type)
        if kind is None:
            raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", field="type", type=case.type)
        waiting = queries.unanswered_price_objections(programme).filter(type=case.type, workshop=case.workshop, association=case.association.strip())
        rules.check_price_case(
            case.words, lines, of=rules.Objector(case.workshop, case.association.strip()), estimate=kind.unit_price,
            is_waiting=waiting.exists(), has_letter=bool(papers), is_told_by_park=not rules.is_own_objection(d.who, case.workshop),
        )  # fmt: skip
        for a in attachments:
            keep_paper_in(d, a.content, name=a.name, media_type=a.media_type)
        through = d.who.link_for("offers", case.workshop)
        d.record(PriceObjected(objection=str(d.identity), estimate=kind.unit_price, through=through, **said))
        return d.identity


def answer_price_objection(
    programme: Programme, *, objection: UUID, upheld: bool, answer: str, sheet: str = "", **doing: Unpack[Doing]
) -> Entry:
    """Answer an objection to a price in words, once."""
    fact = PriceObjectionAnswered(str(objection), upheld, answer.strip(), sheet.strip())
    with deed(programme, **doing) as d:
        if known := d.known(PriceObjectionAnswered, **fact.said()):
            return known
        found = existing_price_objection(programme, objection)
        d.must(rules.may_answer_price_objection(d.who, is_answered=found.answered_at is not None))
        d.still(f"price_objection:{objection}", f"types:{found.type}")
        rules.check_long_enough(answer, field="answer")
        return d.record(fact)


def overrule_price_objection(programme: Programme, *, objection: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Let contracts of the type go on though the objection is not answered: a head, by name, who has not set the price."""
    fact = PriceObjectionOverruled(str(objection), reason.strip())
    with deed(programme, **doing) as d:
        if known := d.known(PriceObjectionOverruled, **fact.said()):
            return known
        found = existing_price_objection(programme, objection)
        stage = rules.price_objection_stage(is_answered=found.answered_at is not None, is_overruled=found.overruled_at is not None)
        d.must(rules.may_overrule(d.who, stage=stage, set_by=queries.price_set_by(programme, found.type)))
        d.still(f"price_objection:{objection}", f"types:{found.type}")
        rules.check_long_enough(reason, field="reason")
        return d.record(fact)


def existing_price_objection(programme: Programme, objection: UUID) -> PriceObjection:
    found = queries.price_objection_named(programme, objection)
    if found is None:
        raise Refused("Keberatan harga itu tidak ada di program ini.")
    return found


def reprice(entry: Entry, type: str, unit_price: str) -> tuple[int, str]:
    """As part of a fact of demand: a type has another owner's estimate; returns the one before it, and the type's agency."""
    kind = MachineType.objects.get(programme_id=entry.programme_id, key=type)
    put_rows(MachineType, [(type, kind.cells | {"unit_price": unit_price}, entry)])
    return kind.unit_price, kind.agency


def state_price(programme: Programme, *, said: prices.Said, **doing: Unpack[Doing]) -> Entry:
    """Add an entry to the price list, or put one right by a later one; nothing is edited."""
    with deed(programme, **doing) as d:
        fact = price_fact(said)
        if known := d.known(PriceStated, **fact.said()):
            return known
        d.must(prices.may_state_prices(d.who))
        d.still(*fact.about())
        check_price(d, said)
        return d.record(fact)


def read_price_list(
    programme: Programme, *, entries: Sequence[prices.Said], file: bytes, name: str, media_type: str, **doing: Unpack[Doing]
) -> Entry:
    """Add the entries of a file to the price list, all or none; the file is kept."""
    with deed(programme, **doing) as d:
        if known := d.known(PriceListRead, entries=len(entries)):
            return known
        d.must(prices.may_state_prices(d.who))
        d.still(kinds=[PriceStated.kind])
        if not entries:
            raise Refused("Tidak ada harga baru di berkas ini. Semuanya sudah tercatat.")
        paper = keep_paper_in(d, file, name=name, media_type=media_type)
        made = d.record(PriceListRead(paper, len(entries)))
        for n, said in enumerate(entries):
            check_price(d, said)
            prices.check_new(said, (one.same for one in entries[:n]))
        d.follow(price_fact(said) for said in entries)
        return made


def price_fact(said: prices.Said) -> PriceStated:
    until = str(said.valid_until) if said.valid_until else ""
    return PriceStated(
        said.input, said.item, said.low, said.likely, said.high, str(said.dated), until, said.source, said.reference, said.place, said.replaces
    )


def check_price(d: Deed, said: prices.Said) -> None:
    known = [m.material for m in queries.materials(d.programme)] if said.input == "material" else []
    prices.check_price(said, today=today(d), materials=known)
    standing = list(queries.price_entries(d.programme, said.input, said.item))
    replaced = next((e for e in standing if str(e.entry_id) == said.replaces), None)
    prices.check_replaces(said, replaced, is_replaced=replaced is not None and replaced.replaced_by_id is not None)
    prices.check_new(said, (
        (e.input, e.item, e.low, e.likely, e.high, e.dated, e.valid_until, e.source, e.reference, e.place)
        for e in standing if e.replaced_by_id is None and str(e.entry_id) != said.replaces
    ))  # fmt: skip


def state_outside_offer(programme: Programme, *, offer: elsewhere.Offer, **doing: Unpack[Doing]) -> Entry:
    """Note what a machine of a type costs where somebody else makes or sells it."""
    with deed(programme, **doing) as d:
        fact = OutsideOfferStated(**plain(asdict(offer)))
        if known := d.known(OutsideOfferStated, **fact.said()):
            return known
        d.must(prices.may_state_prices(d.who))
        must_be_known(d, offer.type)
        d.still(*fact.about())
        elsewhere.check_offer(offer, today=today(d))
        return d.record(fact)


def state_use(programme: Programme, *, use: elsewhere.Use, **doing: Unpack[Doing]) -> Entry:
    """Note how a type is used, and what the local machine and the one from outside need for it."""
    with deed(programme, **doing) as d:
        fact = UseStated(**plain(asdict(use)))
        if known := d.known(UseStated, **fact.said()):
            return known
        d.must(prices.may_state_prices(d.who))
        must_be_known(d, use.type)
        d.still(*fact.about())
        elsewhere.check_use(use, today=today(d))
        return d.record(fact)


def state_certificate(programme: Programme, *, shown: content.Shown, **doing: Unpack[Doing]) -> Entry:
    """Note a certificate of local content of a type or a material."""
    with deed(programme, **doing) as d:
        fact = CertificateStated(**plain(asdict(shown)))
        if known := d.known(CertificateStated, **fact.said()):
            return known
        d.must(prices.may_state_prices(d.who))
        d.still(*fact.about())
        subjects = {f"types:{t}" for t in queries.type_names(programme)} | {f"materials:{m.material}" for m in queries.materials(programme)}
        numbers = set(queries.certificates(programme).values_list("number", flat=True))
        content.check_certificate(shown, today=today(d), subjects=subjects, numbers=numbers)
        return d.record(fact)


def state_origin(programme: Programme, *, stated: content.From, **doing: Unpack[Doing]) -> Entry:
    """Note how much of an input is national, and how much of its money stays in the province."""
    with deed(programme, **doing) as d:
        fact = OriginStated(**plain(asdict(stated)))
        if known := d.known(OriginStated, **fact.said()):
            return known
        d.must(prices.may_state_prices(d.who))
        d.still(*fact.about())
        items = {m.material for m in queries.materials(programme)} | set(content.KINDS)
        content.check_origin(stated, today=today(d), items=items)
        return d.record(fact)


def set_estimate(programme: Programme, *, asked: estimates.Asked, **doing: Unpack[Doing]) -> Entry:
    """Set the owner's estimate (HPS) of a type or a package as a sheet; a second person approves it."""
    with deed(programme, **doing) as d:
        fact = sheet_fact(d, asked)
        if known := d.known(EstimateSheetSet, **fact.said()):
            return known
        d.must(estimates.may_set_estimate(d.who))
        d.still(*(f"types:{line.type}" for line in asked.lines), f"estimate:{asked.name}")
        estimates.check_estimate(asked, types=set(queries.type_names(programme)), today=today(d))
        estimates.check_words(asked)
        return d.record(fact)


def sheet_fact(d: Deed, asked: estimates.Asked) -> EstimateSheetSet:
    return EstimateSheetSet(
        sheet=str(d.identity), name=asked.name, version=queries.next_version(d.programme, asked.name), dated=str(asked.dated),
        lines=[{"type": line.type, "quantity": line.quantity, "lot": line.lot} for line in asked.lines],
        prices={line.type: {"unit_price": line.unit_price, "cost": line.cost, "low": line.low, "likely": line.likely, "high": line.high}
                for line in asked.lines},
        sources=[dict(source) for source in asked.sources], subtotal=asked.subtotal, vat=asked.vat.rupiah, vat_citation=asked.vat.citation,
        vat_percent=asked.vat.percent, officer=asked.officer, officer_number=asked.officer_number, note=asked.note.strip(),
    )  # fmt: skip


def approve_estimate(programme: Programme, *, sheet: UUID, note: str = "", **doing: Unpack[Doing]) -> Entry:
    """A second person approves an HPS sheet; the one of the same name before it is superseded."""
    words = note.strip()[:2000]
    with deed(programme, **doing) as d:
        if known := d.known(EstimateSheetApproved, sheet=str(sheet), note=words):
            return known
        must_decide(d, sheet)
        return d.record(EstimateSheetApproved(str(sheet), words))


def refuse_estimate(programme: Programme, *, sheet: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """A second person refuses an HPS sheet, with the reason."""
    words = reason.strip()[:2000]
    with deed(programme, **doing) as d:
        if known := d.known(EstimateSheetRefused, sheet=str(sheet), reason=words):
            return known
        must_decide(d, sheet)
        estimates.check_reason(words)
        return d.record(EstimateSheetRefused(str(sheet), words))


def must_decide(d: Deed, sheet: UUID) -> EstimateSheet:
    """The sheet, where this person may decide on it now."""
    found = queries.estimate_sheet(d.programme, sheet)
    if found is None:
        raise Refused("Lembar HPS itu tidak ada. Muat ulang daftar lembar HPS.")
    d.must(estimates.may_decide_estimate(d.who, queries.standing(found), hands_behind(d.programme, d.by, PARK)))
    d.still(f"sheet:{sheet}")
    return found


def must_be_known(d: Deed, type: str) -> None:
    if type_named(d.programme, type) is None:
        raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", type=type)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Days as text, and nothing as an empty text: as facts hold them."""
    return {k: "" if v is None else str(v) if hasattr(v, "isoformat") else v for k, v in values.items()}


def today(d: Deed) -> date:
    """The day of a deed where the programme lies."""
    return day_in(zone_of(d.programme), d.at)
