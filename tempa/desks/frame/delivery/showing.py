"""Photos of delivery are handed out to who may see what they belong to; those of one machine on a page of their own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.delivery import queries as delivery
from tempa.desks.frame.delivery import handovers, recipients, repairs
from tempa.desks.frame.delivery.pictures import Picture, pictures
from tempa.desks.frame.delivery.speech import STATES
from tempa.desks.frame.delivery.use import serials_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.papers import download
from tempa.desks.frame.words import day_words
from tempa.production import queries as production

Album = list[tuple[str, list[str]]]
"""(what is shown, the hashes of its photos)."""


def evidence_pages(desk: str, *roles: str) -> list[URLPattern]:
    inside = door(*roles)
    return [
        path("bukti/<str:sha256>/<code:subject>/", require_GET(inside(photo)), name=f"{desk}-evidence-photo"),
        path("bukti-mesin/<code:serial>/", require_GET(inside(of_machine)), name=f"{desk}-evidence"),
    ]


def photo(request: HttpRequest, here: Here, sha256: str, subject: str) -> HttpResponse:
    """One photo, where the reader may see what it belongs to."""
    if not any(sha256 in found for _words, found in album(here, subject)):
        raise Http404
    return download(request, here, sha256)


def album(here: Here, subject: str) -> Album:
    """The photos of a subject that the reader may see; 404 where it is none of theirs."""
    kind, _colon, code = subject.partition(":")
    if kind not in ALBUMS:
        raise Http404
    return ALBUMS[kind](here, code)


def of_handover(here: Here, code: str) -> Album:
    return [("", handovers.existing(here, code).photos)]


def of_site(here: Here, code: str) -> Album:
    if here.desk not in ("park", "agency"):
        raise Http404
    _by, said = delivery.site_seen(recipients.existing(here, code))
    return [("", list(said.get("photos", [])))]


def of_repair(here: Here, code: str) -> Album:
    found = next((r for r in repairs.repairs_of(here) if r.repair == code), None)
    if found is None:
        raise Http404
    return [("", s.photos) for s in delivery.steps_of(found)]


def of_unit(here: Here, serial: str) -> Album:
    """Its first run and its checks of use, at the desks that look after it."""
    mine = serials_of(here) if here.desk in ("park", "agency") else set()
    if (mine is not None and serial not in mine) or production.unit_named(here.programme, serial) is None:
        raise Http404
    run = delivery.commissionings(here.programme).get(serial)
    found = [(_("Uji di tempat, %(day)s") % {"day": day_words(run.ran_on)}, run.photos)] if run else []
    checks = delivery.use_checks(here.programme).filter(serial=serial).order_by("due_month")
    words = _("Pemeriksaan %(m)s bulan, %(day)s: %(state)s")
    return found + [
        (words % {"m": c.due_month, "day": day_words(c.checked_on), "state": STATES[c.state][1]}, c.photos) for c in checks
    ]  # fmt: skip


ALBUMS = {"handover": of_handover, "recipient": of_site, "repair": of_repair, "unit": of_unit}


def of_machine(request: HttpRequest, here: Here, serial: str) -> HttpResponse:
    """All photos of a machine at its recipient, by what they were taken for."""
    shown: list[tuple[str, list[Picture]]] = [
        (words, pictures(here, f"unit:{serial}", found)) for words, found in album(here, f"unit:{serial}") if found
    ]
    return render(request, "delivery/evidence.html", {"title": _("Foto mesin %(serial)s") % {"serial": serial}, "section": f"{here.desk}-use",
                                                      "shown": shown})  # fmt: skip
