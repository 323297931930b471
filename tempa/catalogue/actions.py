"""What may be done in the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tempa.catalogue import queries, rules
from tempa.catalogue.facts import AliasDecided, PriceObjected, PriceObjectionAnswered, PriceObjectionOverruled
from tempa.catalogue.models import MachineType, PriceObjection
from tempa.catalogue.queries import aliases, type_named
from tempa.ledger.actions import Deed, deed, keep_paper_in
from tempa.ledger.facts import put_rows
from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.rules import Refused, may_as_park


def decide_alias(
    programme: Programme, *, name: str, type: str, at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None
) -> Entry:
    """Remember that this name means that type; refuses an empty name and an unknown type."""
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
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


def object_to_price(
    programme: Programme, case: PriceCase, *, attachments: Sequence[Attachment] = (), at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> UUID:  # fmt: skip
    """Object to the estimate (HPS) of a type; the attached files are kept. Returns the objection's name."""
    lines = [{"what": " ".join(str(line["what"]).split()), "amount": int(line["amount"])} for line in case.lines]
    papers = [a.sha256 for a in attachments]
    said: dict[str, Any] = {"type": case.type, "workshop": case.workshop, "association": case.association.strip(), "words": case.words.strip(),
            "lines": lines, "papers": papers}  # fmt: skip
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if d.known(PriceObjected, **said):
            return d.identity
        d.must(rules.may_object_to_price(d.who, case.workshop))
        kind = type_named(programme, case.type)
        if kind is None:
            raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", field="type", type=case.type)
        waiting = queries.unanswered_price_objections(programme).filter(type=case.type, workshop=case.workshop, association=case.association.strip())
        rules.check_price_case(
            case.words, lines, estimate=kind.unit_price, is_waiting=waiting.exists(), has_letter=bool(papers),
            is_told_by_park=not rules.is_own_objection(d.who, case.workshop), association=case.association.strip(), workshop=case.workshop,
        )  # fmt: skip
        for a in attachments:
            keep_paper_in(d, a.content, name=a.name, media_type=a.media_type)
        through = d.who.link_for("offers", case.workshop)
        d.record(PriceObjected(objection=str(d.identity), estimate=kind.unit_price, through=through, **said))
        return d.identity


def answer_price_objection(
    programme: Programme, *, objection: UUID, upheld: bool, answer: str, sheet: str = "", at: datetime, by: Person,
    identity: UUID | None = None, seen: int | None = None,
) -> Entry:  # fmt: skip
    """Answer an objection to a price in words, once."""
    fact = PriceObjectionAnswered(str(objection), upheld, answer.strip(), sheet.strip())
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(PriceObjectionAnswered, **fact.said()):
            return known
        found = existing_price_objection(programme, objection)
        d.must(rules.may_answer_price_objection(d.who, is_answered=found.answered_at is not None))
        d.still(f"price_objection:{objection}", f"types:{found.type}")
        rules.check_long_enough(answer, field="answer")
        return d.record(fact)


def overrule_price_objection(
    programme: Programme, *, objection: UUID, reason: str, at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None
) -> Entry:
    """Let contracts of the type go on though the objection is not answered: a head, by name, who has not set the price."""
    fact = PriceObjectionOverruled(str(objection), reason.strip())
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
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
