"""Tables of a page: search, filter, sort, pages of 50, and the same rows as Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tempa.desks.frame import workbook
from tempa.desks.frame.tables import Column, Words

PAGE_SIZE = 50

__all__ = ["Column", "Filter", "Listing", "every"]


@dataclass(frozen=True)
class Filter:
    """A drop-down: the parameter, its words, the choices, and what a choice means: a condition of stored rows, or a test
    of each row at hand."""

    name: str
    words: Words
    choices: Sequence[tuple[str, str]]
    condition: Callable[[str], Any]


@dataclass
class Listing:
    """What a list page needs: rows to start from, columns, searchable fields, filters, and what to add to a page of rows.

    Rows are stored (a query set), or at hand (objects or mappings that were worked out): these are searched by what their
    cells show, and a column sorts them by its value under the name that it has in `sort`.
    """

    title: str
    rows: QuerySet[Any] | Sequence[Any]
    columns: Sequence[Column]
    search: Sequence[str] = ()
    filters: Sequence[Filter] = ()
    prepare: Callable[[Sequence[Any]], Iterable[Any]] = lambda rows: rows
    sort: str = ""
    file_name: str = "daftar"
    empty: Words = ""
    more: dict[str, Any] = field(default_factory=dict)

    def respond(self, request: HttpRequest, template: str = "list.html", **context: Any) -> HttpResponse:
        """The page, or the Excel of all rows found when `?unduh=xlsx`."""
        found = self.sorted(request, self.found(request))
        if request.GET.get("unduh") == "xlsx":
            return self.excel(found)
        page: Page[Any] = Paginator(found, PAGE_SIZE).get_page(request.GET.get("hal"))
        rows = list(self.prepare(list(page.object_list)))
        table = {
            "headings": [self.head(request, c) for c in self.columns],
            "rows": [[c.cell(row) for c in self.columns] for row in rows],
        }
        return render(request, template, {
            "listing": self, "table": table, "page": page, "title": self.title, "query": request.GET.get("cari", ""),
            "chosen": [(f, request.GET.get(f.name, "")) for f in self.filters],
            "earlier": self.address(request, hal=page.number - 1), "later": self.address(request, hal=page.number + 1),
            "excel": self.address(request, unduh="xlsx"), "is_filtered": self.is_filtered(request), **self.more, **context,
        })  # fmt: skip

    def found(self, request: HttpRequest) -> Any:
        """Rows that hold every word of the search somewhere and meet each chosen filter."""
        words = request.GET.get("cari", "").split()[:8]
        choices = [(f, request.GET.get(f.name, "")) for f in self.filters]
        conditions = [f.condition(c) for f, c in choices if c and c in {code for code, _words in f.choices}]
        if not isinstance(self.rows, QuerySet):
            return [r for r in self.rows if self.says(r, words) and all(holds(r) for holds in conditions)]
        rows = self.rows
        for word in words:
            anywhere = Q()
            for name in self.search:
                anywhere |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(anywhere)
        return rows.filter(*conditions)

    def says(self, row: Any, words: Sequence[str]) -> bool:
        """Whether every word stands in what the cells of a row at hand show."""
        shown = " ".join(c.show(c.value(row)) for c in self.columns).casefold() if words else ""
        return all(word.casefold() in shown for word in words)

    def sorted(self, request: HttpRequest, rows: Any) -> Any:
        asked = request.GET.get("urut", "") or self.sort
        known = {c.sort: c for c in self.columns if c.sort}
        column = known.get(asked.lstrip("-"))
        if column is None:
            return rows
        if isinstance(rows, QuerySet):
            return rows.order_by(asked, "position") if hasattr(rows.model, "position") else rows.order_by(asked, "pk")
        filled = [r for r in rows if column.value(r) not in (None, "")]
        empty = [r for r in rows if column.value(r) in (None, "")]
        return sorted(filled, key=column.value, reverse=asked.startswith("-")) + empty

    def is_filtered(self, request: HttpRequest) -> bool:
        return any(request.GET.get(name) for name in ["cari", *(f.name for f in self.filters)])

    def head(self, request: HttpRequest, column: Column) -> dict[str, Any]:
        """Heading with the address that sorts by it, and which way it is sorted now."""
        now = request.GET.get("urut", "") or self.sort
        is_up, is_down = bool(column.sort) and now == column.sort, bool(column.sort) and now == f"-{column.sort}"
        address = self.address(request, urut=f"-{column.sort}" if is_up else column.sort, hal=1) if column.sort else ""
        return {
            "words": column.heading, "numeric": column.numeric, "address": address,
            "direction": "ascending" if is_up else "descending" if is_down else "",
        }  # fmt: skip

    def address(self, request: HttpRequest, **changes: Any) -> str:
        kept = {k: v for k, v in request.GET.items() if v and k != "unduh"} | changes
        return "?" + urlencode(kept)

    def excel(self, rows: Any) -> HttpResponse:
        prepared = self.prepare(list(rows))
        values = ([c.value(row) for c in self.columns] for row in prepared)
        sheet = workbook.Sheet(self.title, [c.heading for c in self.columns], values)
        return workbook.download(self.file_name, [sheet])


def every(rows: Iterable[tuple[str, str]], all_words: Words = "") -> list[tuple[str, str]]:
    """Choices of a filter with "all" first."""
    return [("", str(all_words or _("semua"))), *rows]
