"""My work, at the desk and by a link: which lots run, how far each is, report it, say what holds it, say that it is finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tempa.desks.frame.deeds import sent_as
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.link_door import LinkHere, link_door
from tempa.desks.frame.production import (
    KINDS,
    AnnounceForm,
    CloseForm,
    EngineForm,
    LinkAnnounceForm,
    LinkCloseForm,
    LinkReportForm,
    LinkTroubleForm,
    ReportForm,
    TroubleForm,
    steps_line,
)
from tempa.desks.frame.supply.engines import engine_form, engines_at
from tempa.desks.frame.words import day_words, number
from tempa.production import actions
from tempa.production import queries as production
from tempa.production.queries import LotCard
from tempa.registry import queries as registry

Place = Here | LinkHere


@dataclass(frozen=True)
class Way:
    """How somebody came: the frame of the page, its forms, and where its pages are."""

    here: Here | LinkHere
    is_link: bool

    def to(self, page: str, *args: str) -> str:
        return self.here.address(f"link-{page}", *args) if isinstance(self.here, LinkHere) else reverse(f"workshop-{page}", args=args)

    @property
    def home(self) -> str:
        return self.to("production")

    @property
    def trouble(self) -> str:
        return self.to("trouble")

    @property
    def context(self) -> dict[str, object]:
        if self.is_link:
            return {"base": "link_base.html", "deed_template": "link_deed.html", "link_here": self.here, "list": "rows", "way": self}
        return {"base": "base.html", "deed_template": "deed.html", "section": "workshop-production", "list": "offers", "way": self}


def way_of(here: Place) -> Way:
    return Way(here, isinstance(here, LinkHere))


@door("workshop", "teacher")
def work_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return work_page(request, here)


@link_door("production")
def work_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return work_page(request, here)


@door("workshop", "teacher")
def lot_at_desk(request: HttpRequest, here: Here, lot: str) -> HttpResponse:
    return lot_page(request, here, lot)


@link_door("production")
def lot_by_link(request: HttpRequest, here: LinkHere, lot: str) -> HttpResponse:
    return lot_page(request, here, lot)


@door("workshop", "teacher")
def trouble_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return trouble_page(request, here)


@link_door("production")
def trouble_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return trouble_page(request, here)


def cards_of(here: Place) -> list[LotCard]:
    """My lots and those of my members on which work may go on; what is wholly finished stands last."""
    makers = production.makers_of(here.programme, here.subject)
    return sorted(production.lot_cards(here.programme, here.today, makers), key=lambda c: (c.is_finished, c.due_on, c.lot))


def work_page(request: HttpRequest, here: Place) -> HttpResponse:
    """My lots that may be worked on, what is to be done today first."""
    way, cards = way_of(here), cards_of(here)
    names = registry.workshop_names(here.programme)
    troubles = production.open_problems(here.programme).filter(workshop__in={here.subject, *(c.maker for c in cards)})
    return render(request, "workshop/production.html", {
        "title": _("Pekerjaan saya"), "answer": answer(cards, here.now), "rows": [row(c, way, here, names) for c in cards],
        "troubles": [{"problem": p, "kind": KINDS[p.kind], "owner": owner_words(here, p)} for p in troubles],
        "is_saved": "tersimpan" in request.GET, **way.context,
    })  # fmt: skip


def answer(cards: Sequence[LotCard], now: datetime) -> str:
    """`3 lot berjalan, 12 dari 30 unit jadi. 2 lot belum dilaporkan selama 7 hari: laporkan hari ini.`"""
    if not cards:
        return _("Belum ada pekerjaan yang boleh dimulai. Lot muncul di sini setelah kontraknya ditandatangani kedua pihak.")
    running = [c for c in cards if not c.is_finished]
    told = ngettext("%(n)s lot berjalan", "%(n)s lot berjalan", len(running)) % {"n": number(len(running))}
    made = _("%(made)s dari %(units)s unit jadi") % {"made": number(sum(c.made for c in cards)), "units": number(sum(c.units for c in cards))}
    return f"{told}, {made}. {said_today(cards, now)}".rstrip()


def said_today(cards: Sequence[LotCard], now: datetime) -> str:
    """Which lots are to be reported, and which machines announced, today; blank where none are."""
    silent = [c for c in cards if c.last_at and (now - c.last_at).days >= 7 and c.made < c.units]
    ready = sum(c.made - c.announced for c in cards)
    said = []
    if silent:
        said.append(_("%(n)s lot belum dilaporkan selama 7 hari: laporkan hari ini.") % {"n": number(len(silent))})
    if ready:
        said.append(_("%(n)s unit jadi belum dinyatakan selesai: minta diperiksa.") % {"n": number(ready)})
    return " ".join(said)


def row(c: LotCard, way: Way, here: Place, names: dict[str, str]) -> dict[str, object]:
    """A lot in the list."""
    return {
        "card": c, "address": way.to("production-lot", c.lot), "steps": steps_line(c),
        "maker": "" if c.maker == here.subject else names.get(c.maker, c.maker), "is_late": c.due_on < here.today and c.made < c.units,
        "ready": c.made - c.announced, "silent": (here.now - c.last_at).days if c.last_at and c.made < c.units else 0,
    }  # fmt: skip


def owner_words(here: Place, problem: production.Problem) -> str:
    if not problem.owner or problem.due_on is None:
        return _("menunggu taman sains")
    name = production.organisations(here.programme).get(problem.owner, problem.owner)
    return _("ditangani %(who)s sampai %(due)s") % {"who": name, "due": day_words(problem.due_on)}


def lot_page(request: HttpRequest, here: Place, lot: str) -> HttpResponse:
    """One lot: report what was done, say that it is finished; three buttons at most."""
    way = way_of(here)
    card = next((c for c in cards_of(here) if c.lot == lot), None)
    if card is None:
        raise Http404
    announcing, fitting = sent_as(request, "announce"), sent_as(request, "fit")
    form: ReportForm = (LinkReportForm if way.is_link else ReportForm)(here, None if announcing or fitting else request, lot=card)
    ready = card.made - card.announced
    finish: AnnounceForm = (LinkAnnounceForm if way.is_link else AnnounceForm)(here, announcing, mark="selesai")  # type: ignore[arg-type]
    serials = list(production.units(here.programme, [lot]))
    fit = engine_form(here, fitting, serials, is_link=way.is_link)
    gone_on = form.carried_out(
        request, lambda **deed: actions.report_progress(here.programme, report=form.report(here.subject, "link"), **deed),
        to=lambda _: f"{request.path}?tersimpan=1",
    ) or fitted(request, here, fit, lot) or finish.carried_out(
        request, lambda **deed: actions.announce_lot(here.programme, lot=lot, **deed), to=lambda _: f"{request.path}?tersimpan=1",
    )  # fmt: skip
    shown = ready or finish.is_bound
    return gone_on or render(request, "workshop/production_lot.html", {
        "title": card.type_name, "card": card, "row": row(card, way, here, registry.workshop_names(here.programme)),
        "form": form if card.made < card.units or form.is_bound else None, "finish": finish if shown else None, "ready": ready,
        "is_saved": "tersimpan" in request.GET, "serials": serials, "fit": fit, **way.context,
    }, status=max(form.status, finish.status, fit.status if fit else 200))  # fmt: skip


def fitted(request: HttpRequest, here: Place, form: EngineForm | None, lot: str) -> HttpResponse | None:
    """The engine is noted; None where nothing of the kind was sent, or it came back."""
    if form is None:
        return None
    return form.carried_out(
        request, lambda **deed: actions.fit_engine(here.programme, **form.said, received=engines_at(here.programme, lot), **deed),
        to=lambda _: f"{request.path}?tersimpan=1",
    )  # fmt: skip


def trouble_page(request: HttpRequest, here: Place) -> HttpResponse:
    """What holds my work, and what held it: say it, close it."""
    way, cards = way_of(here), [c for c in cards_of(here) if not c.is_finished]
    closed = sent_as(request, "done")
    form: TroubleForm = (LinkTroubleForm if way.is_link else TroubleForm)(
        here, None if closed else request, lots=cards, initial={"lot": request.GET.get("lot", "")},
    )  # fmt: skip
    saved = f"{way.home}?tersimpan=1"
    gone_on = form.carried_out(
        request, lambda **deed: actions.state_problem(here.programme, trouble=form.trouble(here.subject, "link"), **deed), to=lambda _: saved
    )
    makers = {here.subject, *(c.maker for c in cards)}
    closing, status = [], form.status
    for problem in production.open_problems(here.programme).filter(workshop__in=makers):
        sent = closed and sent_as(request, "problem", problem.problem)
        one: CloseForm = (LinkCloseForm if way.is_link else CloseForm)(
            here, sent, mark=problem.problem, initial={"problem": problem.problem}, about=problem.problem,  # type: ignore[arg-type]
        )  # fmt: skip
        gone_on = gone_on or one.carried_out(
            request, lambda form=one, **deed: actions.close_problem(here.programme, **form.typed, **deed), to=lambda _: saved
        )
        status = max(status, one.status)
        closing.append({"problem": problem, "kind": KINDS[problem.kind], "owner": owner_words(here, problem), "form": one})
    return gone_on or render(request, "workshop/trouble.html", {
        "title": _("Ada kendala"), "form": form, "closing": closing, **way.context,
    }, status=status)  # fmt: skip
