"""What pages for people without an account share: who stands there, a sentence instead of a page, and a wait after many tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tempa.desks.frame.clock import now_of
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.values.period import day_in


@dataclass(frozen=True)
class Visitor:
    """Somebody without an account in front of a programme: what forms of deeds ask of a place."""

    programme: ledger.Programme
    now: datetime
    size: int
    person: None = None
    desk: str = ""

    @property
    def today(self) -> date:
        return day_in(ledger.zone_of(self.programme), self.now)


def visitor_of(programme: ledger.Programme) -> Visitor:
    return Visitor(programme, now_of(programme), ledger.chain_head(programme)[0])


def told(request: HttpRequest, title: str, sentence: str, status: int) -> HttpResponse:
    return render(request, "link_told.html", {"title": title, "sentence": sentence}, status=status)


def seconds_to_wait(request: HttpRequest, source: str, clock: datetime, tries: str) -> int:
    """How long an address waits that has sent many forms under this name; 0 where it may send, and for who only looks."""
    return links.seconds_until_next_try(source, clock, name=tries) if request.method == "POST" else 0


def kept_waiting(request: HttpRequest, title: str, sentence: str, seconds: int) -> HttpResponse:
    """The sentence, and for programs how many seconds."""
    response = told(request, title, sentence, 429)
    response["Retry-After"] = str(seconds)
    return response
