"""My verification: scores, what is missing, processes and types with the reason, an appeal; and shared machines: at the desk and by a link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contracts
from tempa.desks.frame.deeds import sent_as
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.link_door import LinkHere, link_door
from tempa.desks.frame.visits import machines
from tempa.desks.frame.visits.forms import AppealFields, LinkAppealForm, worded
from tempa.desks.frame.visits.standing import probation_for
from tempa.desks.frame.visits.tables import eligible_table, gaps_table, scores_table
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.rules.gaps import Gap


@door("workshop", "teacher")
def verification(request: HttpRequest, here: Here) -> HttpResponse:
    return mine(request, here, AppealFields, reverse("workshop-verification"), {
        "base": "base.html", "deed_template": "deed.html", "section": "workshop-verification", "machines": reverse("workshop-machines")})  # fmt: skip


@link_door("verification")
def link_verification(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return mine(request, here, LinkAppealForm, here.address("link-verification"), {
        "base": "link_base.html", "deed_template": "link_deed.html", "link_here": here, "machines": here.address("link-machines")})  # fmt: skip


def mine(request: HttpRequest, here: Here | LinkHere, form_class: type[AppealFields], to: str, frame: dict[str, object]) -> HttpResponse:
    """The last signed visit of a workshop, and what it may say against it."""
    programme, workshop = here.programme, here.subject
    site = registry.workshop_named(programme, workshop)
    visit = registry.last_signed(programme, [workshop]).get(workshop)
    form = None
    if visit is not None:
        criteria = registry.criteria_named(programme, visit.criteria)
        form = form_class(here, request, scored=[(c.code, f"{worded(c)} ({visit.scores[c.code]})") for c in criteria.scored()])
        gone_on = form.carried_out(
            request, lambda **deed: actions.appeal_verification(programme, verification=visit.pk, **form.typed, **deed), to=lambda _: to,
            done=_("Keberatan Anda tercatat. Jawabannya dapat dibaca di halaman ini."),
        )  # fmt: skip
        if gone_on:
            return gone_on
        found = registry.processes_in(visit, criteria)
        told = [(worded(p), found[p.code]) for p in criteria.processes if found[p.code] or mentioned(visit, p.code)]
        frame |= {"scores": scores_table(visit, criteria), "processes": eligible_table(_("Proses"), told)}
    return render(request, "workshop/verification.html", frame | {
        "title": _("Verifikasi"), "visit": visit, "form": form, "site": site, "gaps": gaps_table(gaps_of(here, site)), "held": held(here),
        "probation": probation_for(here, workshop), "appeals": appeals_of(here),
    }, status=form.status if form else 200)  # fmt: skip


def mentioned(visit: registry.Verification, process: str) -> bool:
    return any(row["process"] == process for row in (*visit.machines, *visit.skills))


def gaps_of(here: Here | LinkHere, site: registry.Workshop | None) -> list[Gap]:
    stated = contracts.texts_of(contracts.vendor_particulars(here.programme, here.subject)) or {}
    return registry.gaps_of(here.programme, [site], here.today, {here.subject: stated})[here.subject] if site else []


def held(here: Here | LinkHere) -> object:
    """Offers that are held back, with the reason."""
    names = catalogue.type_names(here.programme)
    kept = [o.type for o in registry.held_offers(here.programme, here.subject)]
    found = registry.eligibilities(here.programme, here.subject, kept)
    return eligible_table(_("Penawaran yang ditahan"), [(names.get(t, t), e) for t, e in found.items()])


def appeals_of(here: Here | LinkHere) -> list[registry.VerificationAppeal]:
    return list(registry.appeals(here.programme, here.subject))


@door("workshop", "teacher")
def machines_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    frame = {"base": "base.html", "deed_template": "deed.html", "section": "workshop-machines"}
    return book(request, here, (machines.BookFields, machines.CancelForm), reverse("workshop-machines"), frame)


@link_door("verification")
def machines_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    frame = {"base": "link_base.html", "deed_template": "link_deed.html", "link_here": here, "back": here.address("link-verification")}
    return book(request, here, (machines.LinkBookForm, machines.LinkCancelForm), here.address("link-machines"), frame)


def book(request: HttpRequest, here: Here | LinkHere, classes: tuple[Any, Any], to: str, frame: dict[str, Any]) -> HttpResponse:
    """The week of every shared machine, my bookings, and the form to book or cancel."""
    on = machines.chosen_day(request.GET.get("hari", ""), here.today)
    cancelled = sent_as(request, "booking")
    form = classes[0](here, None if cancelled else request, initial={"on": on})
    cancel = classes[1](here, cancelled) if cancelled else None
    gone_on: HttpResponse | None = form.carried_out(
        request, lambda **deed: form.book(here.subject, **deed), to=lambda _: to, done=_("Jam itu tercatat untuk Anda.")
    )
    if cancel is not None:
        gone_on = cancel.carried_out(
            request, lambda **deed: actions.cancel_booking(here.programme, **cancel.typed, **deed), to=lambda _: to, done=_("Pemesanan dibatalkan."),
        )  # fmt: skip
    if gone_on:
        return gone_on
    own = [
        (b, cancel if cancel is not None and str(cancel["booking"].value()) == str(b.pk) else
         classes[1](here, initial={"booking": b.pk}, mark=f"batal-{b.pk}")) for b in registry.bookings_of(here.programme, here.subject, here.today)
    ]  # fmt: skip
    return render(request, "workshop/machines.html", frame | {
        "title": _("Mesin bersama"), "weeks": machines.weeks_of(here, on, here.subject), "form": form, "own": own, "on": on,
        "earlier": on - timedelta(days=7), "later": on + timedelta(days=7),
    }, status=cancel.status if cancel is not None else form.status)  # fmt: skip
