"""The cells of a table as HTML, joined as text: a template asked cell by cell takes ten times as long."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, Protocol

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Shown(Protocol):
    """What a column says of its cells; `tables.Column` tells what each means."""

    @property
    def value(self) -> Callable[[Any], Any]: ...
    @property
    def show(self) -> Callable[[Any], str]: ...
    @property
    def link(self) -> Callable[[Any], str] | None: ...
    @property
    def tag(self) -> Callable[[Any], str] | None: ...
    @property
    def include(self) -> str: ...
    @property
    def css(self) -> str: ...
    @property
    def heading(self) -> str: ...


@register.simple_tag(takes_context=True)
def body(context: Context, columns: Sequence[Shown], rows: Sequence[object]) -> SafeString:
    """The rows of a `<tbody>`; the first column heads its row. What comes from a value, a link or a heading is escaped."""
    return joined([framed(c, inner(c, rows, context), is_head=n == 0) for n, c in enumerate(columns)])


@register.simple_tag(takes_context=True)
def turned(context: Context, table: Any) -> Any:
    """The rows of a table for this page, by what the address asks; a list has turned to its page already."""
    if isinstance(table, Mapping):
        return {"rows": table["shown"]}
    request = context.get("request")
    return table.turned(request.GET if request else {})


@register.simple_tag
def foot(columns: Sequence[Shown], rows: Sequence[object]) -> SafeString:
    """The rows of a `<tfoot>`: sums, which are text alone."""
    return joined([framed(c, texts(c, rows), is_head=n == 0) for n, c in enumerate(columns)])


def joined(columns: Sequence[Iterator[str]]) -> SafeString:
    return mark_safe("".join(f"<tr>{''.join(cells)}</tr>" for cells in zip(*columns, strict=True)))  # noqa: S308


def framed(column: Shown, cells: Iterator[str], *, is_head: bool) -> Iterator[str]:
    mark = f' class="{escaped(column.css)}"' if column.css else ""
    before = f'<th scope="row"{mark}>' if is_head else f'<td{mark} data-label="{escaped(column.heading)}">'
    after = "</th>" if is_head else "</td>"
    return (f"{before}{cell}{after}" for cell in cells)


def texts(column: Shown, rows: Sequence[object]) -> Iterator[str]:
    """What each row shows in a column. Equal values look the same, so each is put into words once."""
    known: dict[Any, str] = {}
    for row in rows:
        value = column.value(row)
        if value not in known:
            known[value] = escaped(column.show(value))
        yield known[value]


def inner(column: Shown, rows: Sequence[object], context: Context) -> Iterator[str]:
    """The same as a link, under a mark, or by a template of its own, as the column says."""
    if column.include:
        return included(column.include, rows, context)
    if not column.tag and not column.link:
        return texts(column, rows)
    return (around(column, row, text) for row, text in zip(rows, texts(column, rows), strict=True))


def around(column: Shown, row: object, text: str) -> str:
    if column.tag and (tag := column.tag(row)):
        return f'<span class="tag {escaped(tag)}">{text}</span>'
    if column.link and column.value(row) not in (None, "") and (address := column.link(row)):
        return f'<a href="{escaped(address)}">{text}</a>'
    return text


def included(name: str, rows: Sequence[object], context: Context) -> Iterator[str]:
    """A template for each row, which knows `row` and what the page knows."""
    found = context.template.engine.get_template(name)  # type: ignore[union-attr]
    for row in rows:
        with context.push(row=row):
            yield found.render(context)


def options(choices: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    """The `<option>`s of a drop-down, escaped."""
    return options_of(tuple(choices), chosen)


@functools.lru_cache(maxsize=256)
def options_of(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The same for choices that pages show again and again."""
    return mark_safe("".join(  # noqa: S308
        f'<option value="{escaped(code)}"{" selected" if code == chosen else ""}>{escaped(words)}</option>' for code, words in choices
    ))  # fmt: skip


def escaped(text: str) -> str:
    """As a template would write it: escaped, unless it is HTML already."""
    return str(text.__html__()) if hasattr(text, "__html__") else escape(str(text))
