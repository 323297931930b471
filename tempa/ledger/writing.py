"""Rows into tables and out of them without a model instance each: what an import does a thousand times, and every deed once.

A value is given as Python has it, and goes in as its column would save it. Only `record` and the tallies write this way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.db.models.functions import Now

AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)  # the database takes these as they are
ROWS_AT_ONCE, KEYS_AT_ONCE = 2000, 500
M = TypeVar("M", bound=models.Model)
Ways = list[tuple[int, Any, list[Callable[..., Any]]]]


def connection_of(model: type[models.Model]) -> Any:
    """Where the rows of a model go now: a check of the chain writes its recount into a database of its own."""
    return connections[router.db_for_write(model) or DEFAULT_DB_ALIAS]


def read(model: type[models.Model], names: Sequence[str], where: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The values of `names` in the rows that a condition holds for, as the database gives them."""
    return rows_at(connection_of(model), model, tuple(names), where, values)


def rows_at(connection: Any, model: type[models.Model], names: tuple[str, ...], where: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns(model, names)} FROM {table(model)} WHERE {where}", values)  # noqa: S608
        return list(cursor.fetchall())


def rows_of(model: type[models.Model], names: Sequence[str], where: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The values of `names` in the rows that a condition holds for, as Python has them: what `values_list` gives, in a tenth of its time.

    `where` names columns of the one table; what is tied to others goes through the ORM.
    """
    return rows_read(connection_of(model), model, tuple(names), where, values)


def rows_read(connection: Any, model: type[models.Model], names: tuple[str, ...], where: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    rows = rows_at(connection, model, names, where, values)
    ways = conversions(model, names, connection.vendor)
    return converted(rows, ways, connection) if rows and ways else rows


def converted(rows: Sequence[tuple[Any, ...]], ways: Ways, connection: Any) -> list[tuple[Any, ...]]:
    changed = [list(row) for row in rows]
    for n, column, converters in ways:
        for row in changed:
            for convert in converters:
                row[n] = convert(row[n], column, connection)
    return [tuple(row) for row in changed]


def rows_with(
    model: type[models.Model], names: Sequence[str], link: str, others: Sequence[str], where: str, values: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """The same of rows that each lead to one of another table by the foreign key `link`, followed by the values of `others` in that one.

    In `where` the table is `own` and the other one `far`.
    """
    far: Any = field(model, link).remote_field.model
    own_names, far_names = (", ".join(f"{t}.{quoted(field(m, n))}" for n in some) for t, m, some in (("own", model, names), ("far", far, others)))
    tied = f"{table(model)} own JOIN {table(far)} far ON far.{quoted(key_of(far))} = own.{quoted(field(model, link))}"
    connection = connection_of(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {own_names}, {far_names} FROM {tied} WHERE {where}", values)  # noqa: S608
        rows = list(cursor.fetchall())
    ways = [*conversions(model, tuple(names), connection.vendor)]
    ways += [(n + len(names), column, converters) for n, column, converters in conversions(far, tuple(others), connection.vendor)]
    return converted(rows, ways, connection) if rows and ways else rows


def as_kept(model: type[models.Model], name: str, value: Any) -> Any:
    """A value as a column keeps it: what a condition compares with a moment, or with the name of a fact."""
    return field(model, name).get_db_prep_save(value, connection_of(model))


def instances_of(model: type[M], where: str, values: Sequence[Any]) -> list[M]:
    """The rows that a condition holds for as the ORM would give them, without what they refer to."""
    names, connection = names_of(model), connection_of(model)
    return [model.from_db(connection.alias, names, row) for row in rows_read(connection, model, names, where, values)]


def by_key(model: type[M], keys: Collection[Any]) -> dict[Any, M]:
    """The rows of these primary keys, as `in_bulk` gives them."""
    connection, column, every = connection_of(model), key_of(model), list(keys)
    found: dict[Any, M] = {}
    for start in range(0, len(every), KEYS_AT_ONCE):
        some = [column.get_db_prep_save(key, connection) for key in every[start : start + KEYS_AT_ONCE]]
        found |= {row.pk: row for row in instances_of(model, f"{quoted(column)} {among(some)}", some)}
    return found


def among(values: Collection[Any]) -> str:
    """The condition that a column holds one of these, which are passed as values."""
    return f"IN ({marks(values)})" if values else "IN (NULL)"


def count_of(model: type[models.Model], where: str, values: Sequence[Any]) -> int:
    """How many rows a condition holds for."""
    with connection_of(model).cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table(model)} WHERE {where}", values)  # noqa: S608
        return int(cursor.fetchone()[0])


def grouped(model: type[models.Model], by: Sequence[str], what: str, where: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """For each group of the rows that a condition holds for: the values of `by` as the database gives them, and what is reckoned over the group
    (`COUNT(*)`, `MAX(number)`)."""
    named = columns(model, tuple(by))
    with connection_of(model).cursor() as cursor:
        cursor.execute(f"SELECT {named}, {what} FROM {table(model)} WHERE {where} GROUP BY {named}", values)  # noqa: S608
        return list(cursor.fetchall())


def is_there(model: type[models.Model], key: Any) -> bool:
    """Whether there is a row of this primary key."""
    connection, column = connection_of(model), key_of(model)
    with connection.cursor() as cursor:
        value = column.get_db_prep_save(key, connection)
        cursor.execute(f"SELECT 1 FROM {table(model)} WHERE {quoted(column)} = %s", [value])  # noqa: S608
        return cursor.fetchone() is not None


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], *, now: str = "") -> None:
    """New rows: of each the values of `names`, which are columns (`entry_id`, not `entry`); `now`: a column that gets the database's moment."""
    if rows:
        run(model, insertion_now(model, tuple(names), now, connection_of(model).vendor) if now else insertion(model, tuple(names)), names, rows)


def put(rows: Iterable[models.Model]) -> None:
    """New rows of one table, made as instances: what `bulk_create` does where nobody asks for their numbers, in a part of its time."""
    if some := list(rows):
        model = type(some[0])
        names = [f.attname for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
        insert(model, names, [[getattr(row, name) for name in names] for row in some])


def change(model: type[models.Model], said: Mapping[str, Any], where: str, values: Sequence[Any]) -> int:
    """Other values (by column) for the rows that a condition holds for; returns how many those were."""
    connection = connection_of(model)
    setting = ", ".join(f"{quoted(field(model, name))} = %s" for name in said)
    (prepared,) = ready(model, list(said), [list(said.values())], connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table(model)} SET {setting} WHERE {where}", [*prepared, *values])  # noqa: S608
        return int(cursor.rowcount)


def grow(model: type[models.Model], sums: Mapping[str, int], where: str, values: Sequence[Any]) -> int:
    """Add to sums (by column) of the rows that a condition holds for; returns how many those were."""
    more = ", ".join(f"{quoted(field(model, name))} = {quoted(field(model, name))} + %s" for name in sums)
    with connection_of(model).cursor() as cursor:
        cursor.execute(f"UPDATE {table(model)} SET {more} WHERE {where}", [*sums.values(), *values])  # noqa: S608
        return int(cursor.rowcount)


def update(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Other values for rows that are there: of each the values of `names`, and its primary key last."""
    if rows:
        run(model, renewal(model, tuple(names)), [*names, key_of(model).attname], rows)


def add(model: type[models.Model], key: Sequence[str], sums: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add to the `sums` of the rows named by `key`, a row that is not there being one of zeros; rows hold key, then sums."""
    if rows:
        run(model, addition(model, tuple(key), tuple(sums)), [*key, *sums], rows)


def run(model: type[models.Model], statement: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    connection = connection_of(model)
    prepared = ready(model, names, rows, connection)
    with connection.cursor() as cursor:
        if len(prepared) == 1:
            cursor.execute(statement, prepared[0])
        else:
            for start in range(0, len(prepared), ROWS_AT_ONCE):
                cursor.executemany(statement, prepared[start : start + ROWS_AT_ONCE])


@cache
def insertion(model: type[models.Model], names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table(model)} ({columns(model, names)}) VALUES ({marks(names)})"  # noqa: S608


@cache
def insertion_now(model: type[models.Model], names: tuple[str, ...], now: str, vendor: str) -> str:
    """The insertion with the moment of the database beside the values; `vendor` tells one database's words from another's."""
    moment, _none = model._base_manager.none().query.get_compiler(connection=connection_of(model)).compile(Now())
    return f"INSERT INTO {table(model)} ({columns(model, (*names, now))}) VALUES ({marks(names)}, {moment})"  # noqa: S608


@cache
def renewal(model: type[models.Model], names: tuple[str, ...]) -> str:
    setting = ", ".join(f"{quoted(field(model, n))} = %s" for n in names)
    return f"UPDATE {table(model)} SET {setting} WHERE {quoted(key_of(model))} = %s"  # noqa: S608


@cache
def addition(model: type[models.Model], key: tuple[str, ...], sums: tuple[str, ...]) -> str:
    more = ", ".join(f'"{n}" = {table(model)}."{n}" + excluded."{n}"' for n in sums)
    return f"{insertion(model, (*key, *sums))} ON CONFLICT ({columns(model, key)}) DO UPDATE SET {more}"


def ready(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], connection: Any) -> list[tuple[Any, ...]]:
    """The rows as the database takes them, column by column."""
    if len(rows) == 1:
        ways = preparations(model, tuple(names))
        return [tuple(v if prepare is None else prepare(v, connection) for prepare, v in zip(ways, rows[0], strict=True))]
    stood = zip(*rows, strict=True)
    return list(zip(*(saved(field(model, n), values, connection) for n, values in zip(names, stood, strict=True)), strict=True))


def saved(column: models.Field[Any, Any], values: Sequence[Any], connection: Any) -> Iterable[Any]:
    if as_it_is(column.model, column.attname):
        return values
    if isinstance(column, models.ForeignKey) and None not in values:
        column = column.target_field
    prepare: Callable[..., Any] = column.get_db_prep_save
    if isinstance(column, models.JSONField):
        return [prepare(value, connection=connection) for value in values]
    known = {value: prepare(value, connection=connection) for value in set(values)}  # one moment, one person, one entry each
    return [known[value] for value in values]


@cache
def conversions(model: type[models.Model], names: tuple[str, ...], vendor: str) -> Ways:
    """Place, column and converters of each value that a database gives otherwise than Python has it."""
    connection, found = connection_of(model), []
    for n, name in enumerate(names):
        column = field(model, name).get_col(model._meta.db_table)
        if converters := [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]:
            found.append((n, column, converters))
    return found


@cache
def preparations(model: type[models.Model], names: tuple[str, ...]) -> list[Callable[[Any, Any], Any] | None]:
    """How a value of each column becomes what the database takes; None where it is that already."""
    return [None if as_it_is(model, name) else field(model, name).get_db_prep_save for name in names]


@cache
def names_of(model: type[models.Model]) -> tuple[str, ...]:
    """Every column of a model."""
    return tuple(f.attname for f in model._meta.concrete_fields)


@cache
def as_it_is(model: type[models.Model], name: str) -> bool:
    column = field(model, name)
    return isinstance(column.target_field if isinstance(column, models.ForeignKey) else column, AS_IT_IS)


@cache
def field(model: type[models.Model], name: str) -> Any:
    return next(f for f in model._meta.concrete_fields if f.attname == name)


def key_of(model: type[models.Model]) -> Any:
    assert model._meta.pk is not None
    return model._meta.pk


def quoted(column: Any) -> str:
    return f'"{column.column}"'


@cache
def table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'


@cache
def columns(model: type[models.Model], names: tuple[str, ...]) -> str:
    return ", ".join(quoted(field(model, n)) for n in names)


def marks(names: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(names))
