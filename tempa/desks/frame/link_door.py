"""The door of links: who comes with a code enters for what the link is for, without an account, a cookie or a script.

Nothing that a browser sends by itself lets anybody in here, only the code in the address; so these forms need no token against
forged requests, and pages can forbid every other site to learn their address.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from tempa.desks.frame.clock import now_of
from tempa.desks.frame.deeds import DeedForm, FormPlace, Said, Untouchable, sent_as
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.visitor import address_of, device_of
from tempa.desks.frame.whatsapp import Message
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import HeldLink, Refused, Who, check_open_link, read_code
from tempa.values.period import day_in

PAGES: dict[str, str] = {"offers": "link-offers", "contract": "link-contracts", "supply": "link-supply", "production": "link-production",
                         "verification": "link-verification", "round": "link-round",
                         "recipient": "link-recipient"}  # fmt: skip
"""Purpose of a link -> the name of the page that it opens."""
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True)
class LinkHere:
    """Where somebody stands who came by a link: for whom, when, and who they said they are (nobody yet: None)."""

    link: ledger.WorkLink
    code: str
    programme: ledger.Programme
    now: datetime
    size: int
    holder: ledger.LinkHolder | None = None
    desk: str = "link"

    @property
    def subject(self) -> str:
        return str(self.link.organisation)

    @property
    def today(self) -> date:
        return day_in(ledger.zone_of(self.programme), self.now)

    @property
    def person(self) -> ledger.Person | None:
        return self.holder.person if self.holder else None

    @property
    def who(self) -> Who:
        link = self.link
        return Who(self.holder.person_id if self.holder else 0, links=frozenset({
            HeldLink(str(link.link), link.purpose, link.matter, link.organisation)
        }))  # fmt: skip

    def address(self, page: str, *args: str) -> str:
        return reverse(page, args=[self.code, *args])


class LinkForm(DeedForm):
    """Base of the forms on pages of links; `holder` is who acts, so that what two people send stays each one's own."""

    holder = forms.CharField(required=False, max_length=40, widget=Untouchable)

    def __init__(
        self, here: LinkHere, request: HttpRequest | None = None, *, initial: Said | None = None, **more: Unpack[FormPlace],
    ) -> None:  # fmt: skip
        first = {"holder": str(here.holder.person.public_id) if here.holder else ""} | (initial or {})
        super().__init__(here, request, initial=first, **more)

    @property
    def typed(self) -> Said:
        return {k: v for k, v in super().typed.items() if k != "holder"}


LinkView = Callable[..., HttpResponse]


def link_door(*purposes: str, is_introduction: bool = False) -> Callable[[LinkView], LinkView]:
    """Let in who has a link for one of `purposes` (none named: any) and has said who they are; the view gets a `LinkHere`."""

    def wrap(view: LinkView) -> LinkView:
        @csrf_exempt
        @never_cache
        @functools.wraps(view)
        def enter(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
            here = entered(request, code)
            if not isinstance(here, LinkHere):
                return here
            with timezone.override(ledger.zone_of(here.programme)):
                response = shown(request, here, purposes, is_introduction, view, kwargs)
            for name, value in HEADERS.items():
                response[name] = value
            return response

        enter.purposes = purposes  # type: ignore[attr-defined]
        return enter

    return wrap


def shown(
    request: HttpRequest, here: LinkHere, purposes: tuple[str, ...], is_introduction: bool, view: LinkView, kwargs: dict[str, Any]
) -> HttpResponse:
    if purposes and here.link.purpose not in purposes:
        return HttpResponseRedirect(here.address(PAGES[here.link.purpose]))
    if here.holder is None and not is_introduction:
        return HttpResponseRedirect(here.address("link-holder"))
    return view(request, here, **kwargs)


def entered(request: HttpRequest, code: str) -> LinkHere | HttpResponse:
    """The place that a code leads to; or the page that says why it leads nowhere, and what to do."""
    source, clock = f"a:{address_of(request)}", timezone.now()
    if wait := links.seconds_until_next_try(source, clock):
        said = _("Terlalu banyak kode yang salah dari sini. Tunggu %(n)s detik, lalu buka tautan itu lagi.") % {"n": wait}
        return told(request, said, 429, **{"Retry-After": str(wait)})
    link = links.link_of(code)
    if link is None:
        links.note_wrong_code(source, clock)
        return told(request, _("Tautan ini tidak dikenal. Periksa apakah seluruh tautan tersalin, atau minta tautan baru kepada taman sains."), 404)
    links.note_right_code(source)
    now = now_of(link.programme)
    place = LinkHere(link, read_code(code), link.programme, now, ledger.chain_head(link.programme)[0])
    try:
        check_open_link(revoked=link.revoked_at is not None, expires_at=link.expires_at, at=now)
    except Refused as refused:
        return ended(request, place, spoken(refused))
    if said := why_not_here(request, link):
        return told(request, said, 403)
    links.note_opened(link, now)
    return LinkHere(place.link, place.code, place.programme, now, place.size, holder_in(request, link))


class HolderNamed(forms.Form):
    """Whom a form of a link says that it comes from; where it says nobody, the last who said who they are acts."""

    holder = forms.CharField()


def holder_in(request: HttpRequest, link: ledger.WorkLink) -> ledger.LinkHolder | None:
    """Who acts: whom the form names, or else the last who said who they are."""
    named = HolderNamed(request.POST)
    return (links.holder_of(link, named.cleaned_data["holder"]) if named.is_valid() else None) or links.holder_of(link)


def why_not_here(request: HttpRequest, link: ledger.WorkLink) -> str:
    """Somebody who is signed in for another side does not act for an organisation by its link."""
    person = request.user
    if not person.is_authenticated:
        return ""
    roles = ledger.roles_of(person, link.programme)
    if all(role.subject == link.organisation for role in roles):
        return ""
    return _("Tautan ini untuk %(organisation)s, sedangkan di sini %(name)s sedang masuk. Keluar dulu, lalu buka tautan itu lagi; bila tautan "
             "ini bukan untuk Anda, jangan dipakai: pemakaiannya tercatat.") % {"organisation": link.organisation, "name": person.name}  # fmt: skip


def ended(request: HttpRequest, here: LinkHere, why: str) -> HttpResponse:
    """A link that works no longer: why, what was typed and is not kept, and one button to ask for a new one."""
    is_asked = sent_as(request, "ask") is not None
    if is_asked:
        links.note_asked(here.link, here.now)
    text = _("Salam. Tautan Tempa untuk %(organisation)s (program %(programme)s) tidak berlaku lagi. Mohon kirim tautan baru. Terima kasih.") % {
        "organisation": here.subject, "programme": here.programme.code,
    }  # fmt: skip
    return told(request, why, 200 if is_asked else 410, may_ask=not is_asked, is_asked=is_asked, message=Message(text), typed=typed_in(request))


CARRIED = {"identity", "seen", "holder", "source", "only", "ask", "csrfmiddlewaretoken", "kept", "said", "announce"}


def typed_in(request: HttpRequest) -> list[tuple[str, str, str]]:
    """(name of the field, in words, value) of what somebody typed: of prices those that they changed.

    The link no longer says which form it was, so that no form can read it: it is only shown, to be copied.
    """
    found = []
    for name, value in request.POST.items():
        was = request.POST.get(f"w:{name.removeprefix('p:')}", "") if name.startswith("p:") else ""
        is_changed = bool(value) and (not name.startswith("p:") or "".join(c for c in str(value) if c.isdigit()) != was)
        if is_changed and name not in CARRIED and not name.startswith("w:"):
            found.append((name, name.rpartition("|")[2] if name.startswith("p:") else "", str(value)[:2000]))
    return found


def told(request: HttpRequest, sentence: str, status: int, **more: Any) -> HttpResponse:
    headers = {name: more.pop(name) for name in list(more) if name == "Retry-After"}
    response = render(request, "link_told.html", {"title": _("Tautan"), "sentence": sentence, **more}, status=status)
    for name, value in {**HEADERS, **headers}.items():
        response[name] = value
    return response


def place_of_link(request: HttpRequest, link: ledger.WorkLink, issued_from: str) -> str:
    """From which kind of place somebody says who they are (PLACES in ledger/rules/sign_in.py), seen from where the link was made."""
    if device_of(request, link.issued_by.login):
        return "issuer_device"
    return "issuer_address" if issued_from and issued_from == address_of(request) else "outside"
