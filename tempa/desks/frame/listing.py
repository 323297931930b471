"""Tables of a page: search, filter, sort, pages of 50, and the same rows as Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tempa.desks.frame import workbook
from tempa.desks.frame.cells import options
from tempa.desks.frame.tables import LONGEST_SEARCH, Column, R, Words, carried

PAGE_SIZE = 50
MOST_CHOICES = 300  # a longer drop-down helps nobody: the code is typed instead

__all__ = ["Column", "Filter", "Listing", "every"]


@dataclass(frozen=True)
class Filter:
    """A drop-down: the parameter, its words, the choices, and what a choice means: a condition of stored rows, or a test
    of each row at hand."""

    name: str
    words: Words
    choices: Sequence[tuple[str, str]]
    condition: Callable[[str], Any]

    @property
    def is_typed(self) -> bool:
        return len(self.choices) > MOST_CHOICES

    def knows(self, choice: str) -> bool:
        return any(choice == code for code, _words in self.choices)

    def asked(self, request: HttpRequest) -> dict[str, bool | str | Promise]:
        """What the page shows of it: its drop-down, or a field for the code where the choices are too many."""
        choice = request.GET.get(self.name, "")[:LONGEST_SEARCH]
        return {
            "name": self.name, "words": self.words, "choice": choice, "is_typed": self.is_typed, "is_unknown": not self.knows(choice),
            "options": "" if self.is_typed else options(self.choices, choice),
        }  # fmt: skip


@dataclass
class Listing(Generic[R]):
    """What a list page needs: rows to start from, columns, searchable fields, filters, and what to add to a page of rows.

    Rows are stored (a query set), or at hand (objects or mappings that were worked out): these are searched by what their
    cells show, and a column sorts them by its value under the name that it has in `sort`.
    """

    title: str
    rows: QuerySet[Any] | Sequence[R]
    columns: Sequence[Column[R]]
    search: Sequence[str] = ()
    filters: Sequence[Filter] = ()
    prepare: Callable[[Sequence[Any]], Iterable[Any]] = lambda rows: rows
    sort: str = ""
    total: int | None = None  # how many rows there are without search and filter, where that is known already
    file_name: str = "daftar"
    empty: Words = ""
    more: dict[str, object] = field(default_factory=dict)

    def respond(self, request: HttpRequest, template: str = "list.html", **context: Any) -> HttpResponse:
        """The page, or the Excel of all rows found when `?unduh=xlsx`."""
        found = self.sorted(request, self.found(request))
        if request.GET.get("unduh") == "xlsx":
            return self.excel(found)
        page: Page[Any] = self.paginator(request, found).get_page(request.GET.get("hal"))
        rows = list(self.prepare(list(page.object_list)))
        table = {"headings": [self.head(request, c) for c in self.columns], "columns": self.columns, "shown": rows, "css": "rows"}
        return render(request, template, {
            "listing": self, "table": table, "page": page, "title": self.title, "query": searched(request),
            "filters": [f.asked(request) for f in self.filters], "urut": self.order(request) if request.GET.get("urut") else "",
            "earlier": self.address(request, hal=page.number - 1), "later": self.address(request, hal=page.number + 1),
            "excel": self.address(request, unduh="xlsx"), "is_filtered": self.is_filtered(request), **self.more, **context,
        })  # fmt: skip

    def paginator(self, request: HttpRequest, found: Any) -> Paginator[Any]:
        """Pages of what was found; a count that is known already is not asked of the database."""
        pages: Paginator[Any] = Paginator(found, PAGE_SIZE)
        if self.total is not None and not self.is_filtered(request):
            pages.__dict__["count"] = self.total  # what its cached property would hold
        return pages

    def found(self, request: HttpRequest) -> Any:
        """Rows that hold every word of the search somewhere and meet each chosen filter."""
        words = searched(request).split()[:8]
        choices = [(f, request.GET.get(f.name, "")) for f in self.filters]
        conditions = [f.condition(c) for f, c in choices if c and f.knows(c)]
        if not isinstance(self.rows, QuerySet):
            return [r for r in self.rows if self.says(r, words) and all(holds(r) for holds in conditions)]
        rows = self.rows
        for word in words:
            anywhere = Q()
            for name in self.search:
                anywhere |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(anywhere)
        if words and any("__" in name for name in self.search):  # what is related may hold the word several times
            rows = rows.distinct()
        return rows.filter(*conditions)

    def says(self, row: Any, words: Sequence[str]) -> bool:
        """Whether every word stands in what the cells of a row at hand show."""
        shown = " ".join(c.show(c.value(row)) for c in self.columns).casefold() if words else ""
        return all(word.casefold() in shown for word in words)

    def order(self, request: HttpRequest) -> str:
        """The column to sort by, with a minus before it for downward; empty where what was asked is no such column."""
        asked = request.GET.get("urut", "") or self.sort
        return asked if asked.removeprefix("-") in {c.sort for c in self.columns if c.sort} else ""

    def sorted(self, request: HttpRequest, rows: Any) -> Any:
        asked = self.order(request)
        if not asked:
            return rows
        column = next(c for c in self.columns if c.sort == asked.removeprefix("-"))
        if isinstance(rows, QuerySet):
            return rows.order_by(asked, "position") if hasattr(rows.model, "position") else rows.order_by(asked, "pk")
        filled = [r for r in rows if column.value(r) not in (None, "")]
        empty = [r for r in rows if column.value(r) in (None, "")]
        return sorted(filled, key=column.value, reverse=asked.startswith("-")) + empty

    def is_filtered(self, request: HttpRequest) -> bool:
        return any(request.GET.get(name) for name in ["cari", *(f.name for f in self.filters)])

    def head(self, request: HttpRequest, column: Column[R]) -> dict[str, bool | str | str | str]:
        """Heading with the address that sorts by it, and which way it is sorted now."""
        now = self.order(request)
        is_up, is_down = bool(column.sort) and now == column.sort, bool(column.sort) and now == f"-{column.sort}"
        address = self.address(request, urut=f"-{column.sort}" if is_up else column.sort, hal=1) if column.sort else ""
        return {
            "words": column.heading, "numeric": column.numeric, "address": address,
            "direction": "ascending" if is_up else "descending" if is_down else "",
        }  # fmt: skip

    def address(self, request: HttpRequest, **changes: Any) -> str:
        return carried(request.GET, **changes)

    def excel(self, rows: Any) -> HttpResponse:
        prepared = self.prepare(list(rows))
        values = ([c.value(row) for c in self.columns] for row in prepared)
        sheet = workbook.Sheet(self.title, [c.heading for c in self.columns], values)
        return workbook.download(self.file_name, [sheet])


def searched(request: HttpRequest) -> str:
    """The words to search for, without what no database can hold, and no longer than somebody types."""
    return request.GET.get("cari", "").replace("\0", "").strip()[:LONGEST_SEARCH]


def every(rows: Iterable[tuple[str, str]], all_words: Words = "") -> list[tuple[str, str]]:
    """Choices of a filter with "all" first."""
    return [("", str(all_words or _("semua"))), *rows]
