"""What may be done in the catalogue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tempa.catalogue.facts import AliasDecided
from tempa.catalogue.queries import type_named
from tempa.ledger.actions import record
from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.rules import Refused


def decide_alias(
    programme: Programme, *, name: str, type: str, at: datetime, by: Person, identity: UUID | None = None
) -> Entry:
    """Remember that this name means that type; refuses an empty name and an unknown type."""
    cleaned = " ".join(name.split()).lower()
    if not cleaned or len(cleaned) > 200:
        raise Refused("Nama jenis kosong atau lebih dari 200 huruf. Tulis nama seperti di lembar OPD.")
    if type_named(programme, type) is None:
        raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", type=type)
    return record(programme, AliasDecided(cleaned, type), at=at, by=by, identity=identity)
