"""Who may enter: a signed-in person with a role of that desk in the programme they chose; for all others there is no such page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TypeVar

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import register_converter
from django.utils import timezone

from tempa.desks.frame.addresses import CodeInAddress
from tempa.desks.frame.clock import clock_fault, moment_of, now_of
from tempa.desks.frame.memory import current, remembered
from tempa.desks.frame.menu import HOMES
from tempa.desks.frame.words import language
from tempa.ledger import queries
from tempa.ledger.rules import Who, check_code
from tempa.values.period import WITA, day_in

T = TypeVar("T")
register_converter(CodeInAddress, "code")

DESKS = {
    "park_planner": "park", "park_head": "park", "agency": "agency", "workshop": "workshop", "teacher": "workshop",
    "inspector": "inspector", "supplier": "supplier", "auditor": "auditor",
}  # fmt: skip


@dataclass(frozen=True)
class Here:
    """Where a reader stands: who, in which programme, at which desk, for whom, and when."""

    person: queries.Person
    programme: queries.Programme
    role: str
    subject: str
    now: datetime
    roles: tuple[queries.Role, ...]
    programmes: tuple[queries.Programme, ...]
    size: int
    head: bytes
    kinds: Mapping[str, Sequence[int]]  # kind of fact -> how many there are, number of the last
    zone: tzinfo = WITA  # of the programme: its days begin at midnight there, and its pages write their moments in it
    clock_fault: str = ""  # what is wrong with the machine's clock, for the park to read

    @property
    def check_code(self) -> str:
        """What a printed page is checked by."""
        return check_code(self.head)

    def known(self, name: str, make: Callable[[], T], *, of: Sequence[str] = (), worded: bool = False) -> T:
        """`make()` of this programme as it stands, computed once until a fact is recorded that it follows from.

        `of` names the rooms whose facts it follows from, with "rows" for the rows of the programme's tables; without it,
        any fact may change it. `worded` figures hold words: each language has its own. What `make` gives is shared by
        all who ask: nobody changes it.
        """
        version = last_of(self.kinds, *of) if of else self.size
        return current((name, self.programme.pk, language() if worded else ""), version, make)

    @property
    def desk(self) -> str:
        return DESKS[self.role]

    @property
    def who(self) -> Who:
        """The reader as the rules `may_…` see them, with every role they hold in the programme."""
        return Who(self.person.pk, frozenset((r.desk, r.subject) for r in self.roles))

    @property
    def today(self) -> date:
        return day_in(self.zone, self.now)

    @property
    def home(self) -> str:
        return HOMES[self.desk]


View = Callable[..., HttpResponse]


def door(*roles: str) -> Callable[[View], View]:
    """Let in who has one of `roles`; the view gets `here` after the request. The roles stay readable as `view.roles`."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def enter(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            person = request.user
            if not person.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if person.demo and not settings.TEMPA_IS_LOCAL:
                logout(request)
                return redirect("sign-in")
            here = stand(request, roles)
            if isinstance(here, HttpResponse):
                return here
            request.here = here  # type: ignore[attr-defined]
            with timezone.override(here.zone):
                return view(request, here, *args, **kwargs)

        enter.roles = roles  # type: ignore[attr-defined]
        return enter

    return wrap


def stand(request: HttpRequest, roles: tuple[str, ...]) -> Here | HttpResponse:
    """The reader's place for a page open to `roles`; a way out where they have no programme; 404 where the page is not theirs."""
    seats = queries.seats_of(request.user)  # type: ignore[arg-type]
    if not seats:
        return redirect("programmes")
    programmes = {s.programme.pk: s.programme for s in seats}
    programme = programmes.get(request.session.get("programme", 0), seats[0].programme)
    held = held_now(programme, [s for s in seats if s.programme is programme])
    fitting = [s for s in held if s.role.desk in roles]
    if not fitting:
        raise Http404
    chosen = next((s for s in fitting if s.role.pk == request.session.get("role")), fitting[0])
    clock = timezone.now()
    zone = current(("zone", programme.pk), last_of(chosen.kinds, "rows"), lambda: queries.zone_of(programme))
    last, recorded_at = remembered("last-moments", chosen.digest, lambda: queries.last_moments(programme), programme.pk)
    return Here(
        person=request.user, programme=programme, role=chosen.role.desk, subject=chosen.role.subject,  # type: ignore[arg-type]
        now=moment_of(programme, clock, last, recorded_at),
        zone=zone, clock_fault=fault_in(zone, clock, last) if programme.clock is None else "",
        roles=tuple(s.role for s in held), programmes=tuple(programmes.values()), size=chosen.size, head=chosen.digest,
        kinds=chosen.kinds,
    )  # fmt: skip


def held_now(programme: queries.Programme, seats: list[queries.Seat]) -> list[queries.Seat]:
    """Without the seats of a deputy whose days have not come or are over."""
    if all(s.role.until is None for s in seats):
        return seats
    today = day_in(queries.zone_of(programme), now_of(programme))
    return [s for s in seats if s.role.is_held_on(today)]


def last_of(kinds: Mapping[str, Sequence[int]], *of: str) -> int:
    """The number of the last fact of these rooms ("rows": of the programme's tables); 0 where there is none."""
    return max(kinds.get(kind, (0, 0))[1] for kind in queries.kinds_of(*of))


def fault_in(zone: tzinfo, clock: datetime, last: datetime | None) -> str:
    """What is wrong with the machine's clock, in the programme's own time."""
    with timezone.override(zone):
        return clock_fault(clock, last)


def first_home(request: HttpRequest, programme: queries.Programme) -> str:
    """The page where a person's day begins: that of the role they chose at the top of a page, or else of the first."""
    today = day_in(queries.zone_of(programme), now_of(programme))
    roles = [r for r in queries.roles_of(request.user, programme) if r.is_held_on(today)]  # type: ignore[arg-type]
    chosen = next((r for r in roles if r.pk == request.session.get("role")), roles[0] if roles else None)
    return HOMES[DESKS[chosen.desk]] if chosen else "programmes"
