"""Programmes: their settings, calendar, zone, and the tables of the programme folder as they stand."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from django.db.models import QuerySet

from tempa.ledger.facts import ROW_KINDS, TABLES
from tempa.ledger.models import (
    ChainHead,
    Entry,
    Programme,
    ProgrammeKey,
    Row,
)
from tempa.ledger.writing import rows_of
from tempa.values.period import WITA, ZONES, Calendar, day_in
from tempa.values.programme import programme_sha256

Tables = dict[str, list[dict[str, str]]]


def setting_values(programme: Programme) -> dict[str, str]:
    """The keys of the table `programme`."""
    return dict(rows_of(ProgrammeKey, ("name", "value"), "programme_id = %s", [programme.pk]))


def calendar_of(programme: Programme) -> Calendar:
    """The weeks of a programme; an empty programme has one, in January 2020."""
    settings = setting_values(programme)
    start = settings.get("start_date")
    return Calendar(date.fromisoformat(start) if start else date(2020, 1, 1), int(settings.get("weeks") or 1))


def zone_of(programme: Programme) -> tzinfo:
    """The time zone of the country that a programme lies in: the key `time_zone` of its table `programme`, else WITA."""
    stated = rows_of(ProgrammeKey, ("value",), "programme_id = %s AND name = 'time_zone'", [programme.pk])
    return next((ZONES.get(zone, WITA) for (zone,) in stated), WITA)


def day_of(programme: Programme, moment: datetime) -> date:
    """The calendar day of a moment where a programme lies."""
    return day_in(zone_of(programme), moment)


def tables_of(programme: Programme) -> Tables:
    """The whole programme as it stands today, in the shape of the programme folder."""
    of = "programme_id = %s ORDER BY position"
    return {table: [dict(cells) for (cells,) in rows_of(model, ("cells",), of, [programme.pk])] for table, model in TABLES.items()}


def programme_hash(programme: Programme) -> str:
    """The hash of the programme folder as it stands; worked out once for each state of the rows."""
    state = state_of_rows(programme)
    if state not in _hashes:
        while len(_hashes) >= MOST_HASHES:
            _hashes.pop(next(iter(_hashes)))
        _hashes[state] = programme_sha256(tables_of(programme))
    return _hashes[state]


def state_of_rows(programme: Programme) -> tuple[int, bytes]:
    """What changes whenever a row of the programme folder does: the programme, and the hash of the entry that last changed one."""
    kinds = ChainHead.objects.values_list("kinds", flat=True).get(programme=programme)
    last = max((kinds[kind][1] for kind in ROW_KINDS if kind in kinds), default=0)
    digest = Entry.objects.filter(programme=programme, sequence=last).values_list("digest", flat=True).first()
    return programme.pk, bytes(digest or b"")


_hashes: dict[tuple[int, bytes], str] = {}
MOST_HASHES = 16


def rows(programme: Programme, table: str) -> QuerySet[Row]:
    return TABLES[table]._default_manager.filter(programme=programme).order_by("position")


def keys_in_order(programme: Programme, table: str) -> list[str]:
    return list(rows(programme, table).values_list("key", flat=True))


def programme_named(code: str) -> Programme | None:
    return Programme.objects.filter(code=code).first()


def demo_programme() -> Programme | None:
    return Programme.objects.filter(demo=True).first()


def all_programmes() -> QuerySet[Programme]:
    return Programme.objects.order_by("code")
