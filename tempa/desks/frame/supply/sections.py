"""A page as sections, one below the other, the same at a desk and by a link: sentences, figures, tables, cards for a phone, forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from tempa.desks.frame.door import Here
from tempa.desks.frame.link_door import LinkHere
from tempa.desks.frame.tables import Table, respond
from tempa.desks.frame.whatsapp import Message

Place = Here | LinkHere


@dataclass(frozen=True)
class Card:
    """One thing in a list that fits a phone: what it is, where it leads, how it stands, a line of figures."""

    words: str
    address: str = ""
    tag: tuple[str, str] = ("", "")
    small: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a page; what is empty is not shown. `empty` is said where a list of cards has none."""

    heading: str = ""
    words: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    table: Table[Any] | None = None
    cards: Sequence[Card] = ()
    empty: str = ""
    message: Message | None = None
    links: Sequence[tuple[str, str]] = ()
    forms: Sequence[Any] = ()
    warning: str = ""
    is_folded: bool = False

    @property
    def is_open(self) -> bool:
        """Whether what is folded is shown at once: its form came back."""
        return any(form.is_bound for form in self.forms)


@dataclass(frozen=True)
class Page:
    """A page with its title, its first sentence and its sections."""

    title: str
    answer: str
    sections: Sequence[Section]
    section: str = ""
    menu: Sequence[tuple[str, str, bool]] = ()
    file_name: str = "daftar"
    more: dict[str, object] = field(default_factory=dict)


def shown(request: HttpRequest, here: Place, page: Page) -> HttpResponse:
    """The page at a desk or behind a link; with its tables as Excel where it has any."""
    is_link = isinstance(here, LinkHere)
    frame = {"base": "link_base.html", "link_here": here} if is_link else {
        "base": "base.html", "section": page.section,
    }  # fmt: skip
    forms = [form for one in page.sections for form in one.forms]
    tables = {f"table{n}": one.table for n, one in enumerate(page.sections) if one.table is not None and not is_link}
    return respond(request, "supply_page.html", {
        "title": page.title, "answer": page.answer, "sections": page.sections, "menu": page.menu, **tables, **frame, **page.more,
    }, file_name=page.file_name, status=max((f.status for f in forms), default=200))  # fmt: skip
