"""Serials as people type them off a label: in capitals or not, with hyphens or without; each is found as it was given."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tempa.ledger.models import Programme
from tempa.ledger.writing import among, rows_of
from tempa.production.models import Unit


def serials_as_given(programme: Programme, typed: Iterable[str]) -> dict[str, str]:
    """What was typed -> the serial of the unit that it means; what means none stays as it was typed, without the blanks around it.

    Codes of a programme and of its types may have small letters, and so have its serials then.
    """
    words = {one: one.strip() for one in typed}
    rows = rows_of(Unit, ("serial",), f"programme_id = %s AND serial {among(words)}", [programme.pk, *words.values()])
    there = {serial for (serial,) in rows}
    units = Unit.objects.filter(programme=programme)
    return {one: word if word in there else meant_by(units, word) or word for one, word in words.items()}


def unit_meant(typed: str) -> Unit | None:
    """The unit of whatever programme that a typed serial means."""
    exact = Unit.objects.filter(programme__in=Programme.objects.values("pk"), serial=typed).select_related("programme").first()
    if exact is not None:
        return exact
    serial = meant_by(Unit.objects.all(), typed)
    return Unit.objects.filter(serial=serial).select_related("programme").order_by("pk").first() if serial else None


def meant_by(units: QuerySet[Unit], typed: str) -> str:
    """The serial among those of `units` that has the same letters, digits and signs; blank where there is none.

    Letters are compared here and not by the database: SQLite knows the capitals of English alone.
    """
    wanted = plain(typed)
    if not wanted:
        return ""
    ending = units.filter(serial__endswith=wanted[-1].upper())  # the check character, which is a capital or a digit
    return next((serial for serial in ending.order_by("pk").values_list("serial", flat=True) if plain(serial) == wanted), "")


def plain(serial: str) -> str:
    return "".join(serial.split()).replace("-", "").casefold()
