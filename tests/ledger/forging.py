"""What somebody writes into a table behind the program's back: another value in every column of a row."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Field, ForeignKey, JSONField, Model

from tempa.ledger.models import Person
from tempa.ledger.verification.tallies import Compared


def another(field: Field, value, strangers: list[int]):
    """A value that the column can hold and does not hold in this row."""
    if isinstance(field, ForeignKey) and field.related_model is Person:
        return next(n for n in strangers if n != value)
    if isinstance(field, ForeignKey):
        there = field.related_model._default_manager.exclude(pk=value).order_by("pk").values_list("pk", flat=True).first()
        return there if there is not None else another(field.target_field, value, strangers)
    if isinstance(field, JSONField):
        return {"palsu": 1}
    match value:
        case bool():
            return not value
        case int() | Decimal():
            return value + 1
        case datetime() | date():
            return value + timedelta(days=1)
        case time():
            return time(3, 33)
        case UUID():
            return uuid4()
        case str():
            return "x" if value != "x" else "y"
        case None:
            return another(field, blank_of(field), strangers)
    raise TypeError(f"{field}: {value!r}")


def blank_of(field: Field):
    """A value for a column that holds nothing yet."""
    kinds = {
        "BooleanField": False, "DateField": date(2020, 1, 1), "DateTimeField": datetime.fromisoformat("2020-01-01T00:00:00+00:00"),
        "UUIDField": uuid4(), "CharField": "z", "TextField": "z", "DecimalField": Decimal(0),
    }  # fmt: skip
    return kinds.get(field.get_internal_type(), 0)


def forged(model: type[Model], programme, strangers: list[int]) -> set[tuple[str, str]]:
    """Change every column of one row that does not name it; (table, column) of each."""
    compared = Compared.of(model)
    row = model._default_manager.filter(**{compared.way: programme.pk}).order_by("pk").first()
    keys = {name.split("__")[0].removesuffix("_id") for name in compared.key} | {compared.way.split("__")[0].removesuffix("_id")}
    left = [f for f in compared.columns if f.name not in keys]
    changed = {f.attname: another(f, getattr(row, f.attname), strangers) for f in left}
    return {(model._meta.db_table, name) for name, value in changed.items() if is_written(model, row.pk, name, value)}


def is_written(model: type[Model], pk, name: str, value) -> bool:
    """Whether the database took it; what an index keeps apart cannot be forged this way."""
    try:
        with transaction.atomic():
            return model._default_manager.filter(pk=pk).update(**{name: value}) == 1
    except IntegrityError:
        return False
