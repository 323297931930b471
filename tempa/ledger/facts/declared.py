"""What a fact is: a frozen record that declares its contract (words, subjects, what of it is public) and moves the tallies."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar, get_args, get_origin, get_type_hints

from django.utils.functional import Promise

from tempa.ledger.models import Entry, Row
from tempa.ledger.rules import Json
from tempa.values.programme.columns import SCHEMA

KINDS: dict[str, type[Fact]] = {}
ROW_KINDS: list[str] = []  # kinds after which the tables of the programme folder say something else
TABLES: dict[str, type[Row]] = {}  # programme table -> the model that holds its rows; rooms add theirs with `keeps`
T = TypeVar("T")
Public = Annotated[T, "public"]  # stands in the chain for everybody
Price = Annotated[T, "price"]  # the chain holds a commitment; may be opened, never erased
Personal = Annotated[T, "personal"]  # the chain holds a commitment; may be erased
ByColumn = Annotated[T, "by column"]  # a row of the table `table`, whose model marks every column
MARKS = ("public", "price", "personal")


class Undeclared(TypeError):
    """A fact, or the row of a table, that does not say what it must: the program does not start with it."""


@dataclass(frozen=True)
class Fact:
    """Base of all facts. Subclasses are frozen dataclasses of JSON values; their class name is their kind.

    Every field bears a mark: `Public[str]`, `Price[int]`, `Personal[str]`, `ByColumn[dict[str, str]]`.
    """

    kind: ClassVar[str]
    kind_words: ClassVar[Promise]  # what pages call it
    is_decision: ClassVar[bool]  # whether somebody decided something, or the program noted it
    marks: ClassVar[Mapping[str, str]]
    changes_rows: ClassVar[bool] = False  # whether the tables of the programme folder say something else after it
    worked_out: ClassVar[Sequence[str]] = ()  # fields that the server works out under the lock; a sender does not say them

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__
        cls.marks = marks_of(cls)
        missing = [name for name in ("kind_words", "is_decision") if not hasattr(cls, name)]
        if cls.about is Fact.about:
            missing.append("about")
        if missing:
            raise Undeclared(f"{cls.kind} does not say: {', '.join(missing)}")
        KINDS[cls.kind] = cls
        if cls.changes_rows:
            ROW_KINDS.append(cls.kind)

    def values(self) -> dict[str, Json]:
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}

    def said(self) -> dict[str, Json]:
        """The values that a sender states; by them a fact that comes twice is known again."""
        return {name: value for name, value in self.values().items() if name not in self.worked_out}

    def about(self) -> tuple[str, ...]:
        """What readers look this fact up by (an order line, a lot, a workshop, a plan), the first thing first."""
        raise NotImplementedError

    def sealed_prices(self) -> Iterable[str]:
        return self.marked("price")

    def sealed_personal(self) -> Iterable[str]:
        return self.marked("personal")

    def marked(self, mark: str) -> Iterator[str]:
        """Dotted paths of the values with a mark, columns of rows among them."""
        for name, own in self.marks.items():
            if own == mark:
                yield name
            elif own == "by column":
                columns = TABLES[self.table].marks  # type: ignore[attr-defined]  # such a fact has a table
                yield from (f"{name}.{c}" for c in getattr(self, name) if columns[c] == mark)

    @classmethod
    def from_values(cls, values: Mapping[str, Json]) -> Self:
        return cls(**values)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        """Bring the tallies up to date for facts just recorded, in their order. Facts without a tally do nothing."""


LONGEST_SUBJECT = 120


def subjects_of(fact: Fact) -> list[str]:
    """What a fact is about as the ledger's columns hold it: each once, cut to their length."""
    return list(dict.fromkeys(one[:LONGEST_SUBJECT] for one in fact.about()))


def marks_of(cls: type[Fact]) -> dict[str, str]:
    """Field -> its mark. Raises Undeclared for a field without one."""
    found: dict[str, str] = {}
    for name, hint in get_type_hints(cls, include_extras=True).items():
        if get_origin(hint) is ClassVar:
            continue
        mark = get_args(hint)[1] if get_origin(hint) is Annotated else ""
        if mark not in (*MARKS, "by column"):
            raise Undeclared(f"{cls.__name__}.{name} is neither public, price nor personal")
        found[name] = mark
    return found


F_co = TypeVar("F_co", bound=Fact, covariant=True)


@dataclass(frozen=True)
class Recorded(Generic[F_co]):
    """A fact with the entry that holds it, and what its deed had read already, under the lock, of what the fact moves."""

    fact: F_co
    entry: Entry
    read: Any = None


FOLLOWERS: dict[str, list[Callable[[Sequence[Recorded[Any]]], None]]] = {}


def follows(kind: type[Fact], move: Callable[[Sequence[Recorded[Any]]], None]) -> None:
    """Announce that a fact of an earlier room also moves a tally of this one; it is moved after that room's own."""
    FOLLOWERS.setdefault(kind.kind, []).append(move)


def keeps(*models: type[Row]) -> None:
    """Announce which model holds the rows of a programme table. Raises Undeclared where it does not mark every column."""
    for model in models:
        if unmarked := set(SCHEMA[model.table].header) ^ set(model.marks):
            raise Undeclared(f"{model.__name__} does not mark just the columns of {model.table}: {', '.join(sorted(unmarked))}")
        TABLES[model.table] = model
