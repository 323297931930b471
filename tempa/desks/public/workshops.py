"""The public page of a workshop: what it may be given and why, until when its verification holds; no person, no exact place."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.clock import now_of
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.visits.criteria import criteria_table, ladder_table, needs_table
from tempa.desks.frame.visits.forms import worded
from tempa.desks.frame.visits.standing import probation_for
from tempa.desks.frame.visits.tables import eligible_table
from tempa.desks.frame.words import day, number, term
from tempa.desks.public.without_account import Visitor
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry
from tempa.registry.rules.eligibility import Eligible


def place_of(programme: str) -> Visitor:
    found = ledger.programme_named(programme)
    if found is None:
        raise Http404
    return Visitor(found, now_of(found), 0)


@require_GET
def workshops(request: HttpRequest, programme: str) -> HttpResponse:
    """Every workshop and school by its code, since a name may be a person's; and the criteria by which they are verified."""
    here = place_of(programme)
    clusters, last = registry.cluster_names(here.programme), registry.last_signed(here.programme)
    sites = list(registry.makers(here.programme))
    criteria = registry.criteria_on(here.programme, here.today)
    table = Table(_("Bengkel dan sekolah"), sites, [
        Column("workshop", lambda w: w.workshop, link=lambda w: reverse("public-workshop", args=[here.programme.code, w.workshop])),
        Column("kind", lambda w: term(w.kind)),
        Column("cluster", lambda w: clusters.get(w.cluster, "")), Column("regency", lambda w: w.regency),
        Column("until", lambda w: until_of(w, last), lambda v: day(v) if v else _("belum diverifikasi"), words=_("Verifikasi berlaku sampai")),
    ], empty=_("Belum ada bengkel di program ini."))  # fmt: skip
    return render(request, "public/workshops.html", {
        "title": _("Bengkel program %(code)s") % {"code": here.programme.code}, "table": table, "programme": here.programme,
        "answer": _("%(n)s bengkel dan sekolah. Tiap halaman mengatakan proses dan jenis mesin apa yang boleh dikerjakan di sana, dan mengapa.") % {
            "n": number(len(sites))},
        "criteria": criteria, "scored": criteria_table(criteria), "needs": needs_table(criteria), "ladder": ladder_table(criteria), "here": None,
    })  # fmt: skip


def until_of(site: registry.Workshop, last: dict[str, registry.Verification]) -> Any:
    return last[site.workshop].valid_until if site.workshop in last else site.cells["verified_until"] or None


@require_GET
def workshop(request: HttpRequest, programme: str, workshop: str) -> HttpResponse:
    """What one workshop may do, with the reasons in words."""
    here = place_of(programme)
    site = registry.workshop_named(here.programme, workshop)
    if site is None or site.kind == "facility":
        raise Http404
    visit, names = registry.last_signed(here.programme, [workshop]).get(workshop), catalogue.type_names(here.programme)
    probation = probation_for(here, workshop)
    types = registry.eligibilities(here.programme, workshop, probation=probation)
    return render(request, "public/workshop.html", {
        "title": _("Bengkel %(code)s") % {"code": workshop}, "site": site, "visit": visit, "programme": here.programme,
        "cluster": registry.cluster_names(here.programme).get(site.cluster, ""), "here": None, "probation": probation,
        "at_all": registry.is_eligible_at_all(here.programme, workshop, here.today), "processes": processes_table(here, visit),
        "types": eligible_table(_("Jenis mesin"), [(names.get(t, t), e) for t, e in types.items()]), "until": until_of(site, {
            workshop: visit} if visit else {}),
    })  # fmt: skip


def processes_table(here: Visitor, visit: registry.Verification | None) -> Table[tuple[str, Eligible]] | None:
    """The processes of which the last visit found a machine or somebody who can."""
    if visit is None:
        return None
    criteria = registry.criteria_named(here.programme, visit.criteria)
    found, spoken_of = registry.processes_in(visit, criteria), {row["process"] for row in (*visit.machines, *visit.skills)}
    return eligible_table(_("Proses"), [(worded(p), found[p.code]) for p in criteria.processes if p.code in spoken_of])
