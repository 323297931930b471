"""One form for each deed: it carries the name of the fact that it will become and what its reader had seen; one way to carry it out."""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypedDict, TypeVar, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.door import Here, View
from tempa.desks.frame.records import SEE_PRICES, told_since
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Words
from tempa.desks.frame.words import language
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused, Stale, Twice

M = TypeVar("M")
Said = dict[str, Any]
"""What a form says, by the names of its fields: each field has made of what was typed what the action takes."""


class Deed(TypedDict):
    """What every action takes beside its own: who does it, when, under which name, having seen what."""

    at: datetime
    by: ledger.Person
    identity: UUID | None
    seen: int | None


class FormPlace(TypedDict, total=False):
    """Where a form stands on its page: `DeedForm` tells what each means."""

    address: str
    mark: str
    about: str


class FormShape(FormPlace, total=False):
    """The same of a form that does not fill itself in."""

    initial: Said | None


def form_of(page: str, *kept: str) -> Callable[[View], View]:
    """The address of a form, inside its door: who comes without one (a reload, a change of language) is led to its page.

    `page` names the page's address, `kept` what it takes of this address. That it is a form stays readable as `view.is_form`.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def enter(request: HttpRequest, here: Here, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, here, **kwargs)
            return HttpResponseRedirect(reverse(page, kwargs={name: kwargs[name] for name in kept}))

        enter.is_form = True  # type: ignore[attr-defined]
        return enter

    return wrap


class Untouchable(forms.HiddenInput):
    """A value that a page carries for the next one; it has no id, so that a page may hold many such forms."""

    def __init__(self) -> None:
        super().__init__({"id": False})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Written here and not by a template: every form has two of them, and a page may have a hundred forms."""
        return format_html('<input type="hidden" name="{}"{}>', name, "" if value in (None, "") else format_html(' value="{}"', value))


class Standing(Protocol):
    """What a form asks of the place where its reader stands: at a desk, at a link, or before the first programme."""

    @property
    def person(self) -> ledger.Person | None: ...
    @property
    def programme(self) -> Any: ...  # none before the first one
    @property
    def now(self) -> datetime: ...
    @property
    def size(self) -> int: ...
    @property
    def desk(self) -> str: ...


@dataclass(frozen=True)
class Doorstep:
    """Where somebody stands who opens a programme: there is nothing yet that they could have seen."""

    person: ledger.Person
    now: datetime
    size: int = 0
    desk: str = ""
    programme: Any = None  # forms of those who stand in a programme read it


class ChosenRows(forms.MultipleHiddenInput):
    """The rows that are ticked in a table of the page: the table writes the boxes, so the field itself shows nothing."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return SafeString("")


class Chosen(forms.HiddenInput):
    """What the button says that was pressed: the template writes the buttons, so the field itself shows nothing."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return SafeString("")


class DeedForm(forms.Form):
    """Base of the forms of all deeds.

    `identity` is new with every form that is shown, and stays while the form comes back with errors, so that sending it
    twice is one deed; `seen` is how long the chain was when the page was made, so that nobody decides on what is no longer
    so. `address` is where the form is sent (empty: to its own page), `mark` tells apart several of a kind on one page, and
    `about` is said, for screen readers alone, behind the words of its button.
    """

    identity = forms.UUIDField(required=False, widget=Untouchable)
    seen = forms.IntegerField(required=False, min_value=0, widget=Untouchable)

    send: ClassVar[Words] = gettext_lazy("Simpan")
    look: ClassVar[str] = "main"
    is_row: ClassVar[bool] = False  # fields and button beside each other
    also_refuses: ClassVar[tuple[type[Exception], ...]] = ()  # errors of an engine, which speak both languages in `sentences`

    def __init__(
        self, here: Standing, request: HttpRequest | None = None, *, address: str = "", mark: str = "", about: str = "",
        initial: Said | None = None,
    ) -> None:  # fmt: skip
        sent = with_identity(request.POST.copy()) if request is not None and request.method == "POST" else None
        files = request.FILES if request is not None and sent is not None else None
        started = {"identity": fresh_name(here.size), "seen": here.size} | (initial or {})
        super().__init__(sent, files, initial=started, auto_id=f"{mark or 'id'}-%s")
        self.here, self.address, self.about = here, address, about
        self.since: list[dict[str, Any]] = []
        self.twice: list[str] = []

    @property
    def typed(self) -> Said:
        """What the person wrote and chose, without what the page carried."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"identity", "seen"}}

    @property
    def deed(self) -> Deed:
        """Who does it, when, under which name, having seen what."""
        said = self.cleaned_data
        return Deed(at=self.here.now, by=cast(ledger.Person, self.here.person), identity=said.get("identity"), seen=said.get("seen"))

    @property
    def status(self) -> int:
        return 400 if self.errors else 200

    def carried_out(
        self, request: HttpRequest, act: Callable[..., M], *, to: Callable[[M], str | HttpResponse], done: Words = ""
    ) -> HttpResponse | None:
        """Where to go on once the deed is done; None: the page is shown again with this form, and it says why.

        `act` gets `deed`; what it returns is given to `to`, which gives the address of the next page (or a page that is
        shown only now). What is refused stands beside the field that it is about.
        """
        if not self.is_bound:
            return None
        made = self.done_by(act) if self.is_valid() else None
        if self.errors:
            messages.warning(request, _("Belum tercatat: sebabnya tertulis di formulirnya. Yang Anda ketik masih ada."))
            return None
        gone_on = to(cast(M, made))  # without an error the action was asked
        if isinstance(gone_on, HttpResponse):
            return gone_on
        if done:
            messages.success(request, str(done))
        return HttpResponseRedirect(gone_on)

    def done_by(self, act: Callable[..., M]) -> M | None:
        """What the action returns; nothing where it refuses, which is then among the errors."""
        try:
            return act(**self.deed)
        except Refused as refused:
            self.take(refused)
        except self.also_refuses as error:
            self.say(error)
        return None

    def take(self, refused: Refused) -> None:
        """Say why the deed was refused, keep what was typed, and let it be sent again on what holds now."""
        self.add_error(refused.field if refused.field in self.fields else None, spoken(refused))
        if isinstance(refused, Stale):
            self.since = told_since(refused.entries, self.here.desk)
            self.carry("seen", ledger.chain_head(self.here.programme)[0])
        if isinstance(refused, Twice) and getattr(self.here, "desk", "") in SEE_PRICES:
            self.twice = [reverse(f"{self.here.desk}-double", args=[number]) for number in refused.doubles]
        if self.here.programme and ledger.is_recorded(self.here.programme, self.cleaned_data.get("identity")):
            self.carry("identity", fresh_name(self.here.size))  # the name is taken by what was sent before; the next try is another deed

    def carry(self, name: str, value: object) -> None:
        """Let the form go on with another hidden value than the one that came."""
        data: Any = self.data
        data[name] = str(value)

    def say(self, error: Any) -> None:
        """Put the sentences of an engine's refusal on top, in the reader's words."""
        for sentence in error.sentences:
            self.add_error(None, self.worded(sentence.in_language(language())))

    def worded(self, sentence: str) -> str:
        """A sentence of an engine with the names that people know; forms that hear such sentences say how."""
        return sentence


def sent_as(request: HttpRequest, field: str, value: str | None = None) -> HttpRequest | None:
    """What was sent, for that form of a page which brings `field` (with this `value`, where several bring it); None for the others."""
    if request.method != "POST" or field not in request.POST:
        return None
    return request if value is None or request.POST[field] == value else None


def rows_sent(request: HttpRequest, begins: str) -> list[str]:
    """Which rows a form brings whose page chose them: the rest of the names of its fields that begin so."""
    return [name.removeprefix(begins) for name in request.POST if name.startswith(begins)]


def fresh_name(seen: int) -> UUID:
    """A name for a deed that also says how long the chain was when its page was made: a UUID of version 8 (RFC 9562, 5.8).

    Its first 48 bits are that length, 74 bits are random.
    """
    return UUID(int=seen << 80 | 8 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62))


def with_identity(sent: QueryDict) -> QueryDict:
    """What was sent, with a name for the deed where it brought none that can be read; what it says was seen stands in the name too."""
    try:
        name = UUID(sent.get("identity", ""))
    except ValueError:
        name = uuid4()
        sent["identity"] = str(name)
    if not re.fullmatch("[0-9]{1,18}", sent.get("seen", "")):
        sent["seen"] = str(name.int >> 80) if name.version == 8 else ""
    return sent
