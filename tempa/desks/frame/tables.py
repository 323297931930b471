"""Tables of a page: columns once, rows at hand, the same rows as Excel; on a phone each row stands alone, what matters first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from tempa.desks.frame import workbook
from tempa.desks.frame.words import heading

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise  # what gettext_lazy gives, to the stubs

PAGE_SIZE = 100  # rows on a page of a table that names no number of its own
LONGEST_SEARCH = 200  # no longer value of an address is carried along: nobody types it

R = TypeVar("R")
Words: TypeAlias = "str | Promise"


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column of rows of one type: its glossary noun (or own words), how to read its value, how it is shown and sorted.

    `tag` gives, for a row, the mark of a value that is not only a number or a word ("late", "good", "doubt"; "": none).
    `urgent` columns come first where a row stands alone on a phone. `include` names the template of a cell that is more
    than text; it gets `row`, while `value` still is what Excel holds.
    """

    code: str
    value: Callable[[R], Any]
    show: Callable[[Any], str] = lambda v: "" if v is None else str(v)
    sort: str = ""
    link: Callable[[R], str] | None = None
    numeric: bool = False
    words: Words = ""
    wide: bool = False
    tag: Callable[[R], str] | None = None
    urgent: bool = False
    include: str = ""
    is_tool: bool = False  # for the screen alone: a choice or a form of its row

    @property
    def heading(self) -> str:
        return str(self.words) or heading(self.code)

    @property
    def css(self) -> str:
        marks = (("n", self.numeric), ("wide", self.wide and not self.numeric), ("urgent", self.urgent))
        return " ".join(name for name, holds in marks if holds)


def carried(asked: Mapping[str, str], **changes: object) -> str:
    """The address of this page with other parameters; what nobody types (an endless value) is not carried along."""
    return "?" + urlencode({k: v for k, v in asked.items() if v and k != "unduh" and len(v) <= LONGEST_SEARCH} | changes)


@dataclass(frozen=True)
class Turned(Generic[R]):
    """The rows of a table that stand on this page, from row `first` to row `last` of `of`, and the addresses of those beside them."""

    rows: Sequence[R]
    name: str = ""
    first: int = 0
    last: int = 0
    of: int = 0
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table with its rows at hand; who writes `-> Table[Row]` has every column checked against it.

    `words` say what it is; `most` rows stand on one page of it, all of them in the Excel file. Where cells are fields of one form
    (`include`) and no number is named, the rows stay together.
    """

    words: Words
    records: Sequence[R]
    columns: Sequence[Column[R]]
    empty: Words = ""
    foot: Sequence[R] = ()
    most: int = 0
    dense: bool = False

    @property
    def css(self) -> str:
        """Whether rows stand alone on a phone: two narrow columns fit there as they are."""
        stacked = len(self.columns) > 2 or any(c.wide for c in self.columns)
        return " ".join(name for name, holds in (("rows", stacked), ("dense", self.dense)) if holds)

    @property
    def headings(self) -> list[dict[str, object]]:
        return [{"words": c.heading, "numeric": c.numeric} for c in self.columns]

    @property
    def page_size(self) -> int:
        """Rows on one page of the table; 0: all of them."""
        return self.most or (0 if any(c.include for c in self.columns) else PAGE_SIZE)

    def turned(self, asked: Mapping[str, str]) -> Turned[R]:
        """The page of the table that an address asks for, the nearest one where there is no such page."""
        size, name = self.page_size, slugify(str(self.words)) or "tabel"
        if not size or len(self.records) <= size:
            return Turned(self.records)
        page = Paginator(self.records, size).get_page(asked.get(f"hal-{name}"))

        def at(number: int) -> str:
            return f"{carried(asked, **{f'hal-{name}': number})}#{name}"

        return Turned(
            list(page.object_list), name, page.start_index(), page.end_index(), len(self.records),
            at(page.number - 1) if page.has_previous() else "", at(page.number + 1) if page.has_next() else "",
        )  # fmt: skip

    def sheet(self) -> workbook.Sheet:
        columns = [c for c in self.columns if not c.is_tool]
        values = ([c.value(r) for c in columns] for r in [*self.records, *self.foot])
        return workbook.Sheet(str(self.words), [c.heading for c in columns], values)


def respond(
    request: HttpRequest, template: str, context: dict[str, object], *, file_name: str = "daftar", status: int = 200
) -> HttpResponse:
    """A page; where the reader asks for it, the tables of its context as one Excel file, a sheet for each."""
    tables = [t for t in context.values() if isinstance(t, Table) and t.records]
    if tables and request.GET.get("unduh") == "xlsx":
        return workbook.download(file_name, [t.sheet() for t in tables])
    if tables:
        context = {"excel": carried(request.GET, unduh="xlsx")} | context
    return render(request, template, context, status=status)
