"""What may be done in the catalogue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tempa.catalogue.facts import AliasDecided
from tempa.catalogue.models import MachineType
from tempa.catalogue.queries import aliases, type_named
from tempa.ledger.actions import Deed, deed
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


def reprice(entry: Entry, type: str, unit_price: str) -> tuple[int, str]:
    """As part of a fact of demand: a type has another owner's estimate; returns the one before it, and the type's agency."""
    kind = MachineType.objects.get(programme_id=entry.programme_id, key=type)
    put_rows(MachineType, [(type, kind.cells | {"unit_price": unit_price}, entry)])
    return kind.unit_price, kind.agency
