"""An auditor: who decided this, and on what ground?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.entry_words import answer_words
from tempa.desks.frame.field_words import subject_words
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.objections import objections_table, shown
from tempa.desks.frame.records import DECISIONS, KIND_WORDS, chain_words, described, kind_choices, worded_kinds
from tempa.desks.frame.tables import respond
from tempa.desks.frame.words import language, moment
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry


@door("auditor")
def home(request: HttpRequest, here: Here) -> HttpResponse:
    """The decisions of people, newest first, with the state of the chain on top."""
    listing = entries(
        here, _("Keputusan"), ledger.entries_of(here.programme).filter(kind__in=DECISIONS), DECISIONS, "keputusan"
    )
    listing.total = sum(here.kinds.get(kind, (0, 0))[0] for kind in DECISIONS)
    intact, sentence = chain_words(here.programme)
    return listing.respond(request, "auditor/home.html", section="auditor-home", answer=sentence, intact=intact)


@door("auditor")
def every_entry(request: HttpRequest, here: Here) -> HttpResponse:
    listing = entries(here, _("Catatan"), ledger.entries_of(here.programme), tuple(KIND_WORDS), "catatan")
    listing.total = here.size
    answer = _("Setiap baris adalah satu perbuatan; tidak ada yang pernah diubah atau dihapus.")
    return listing.respond(
        request, "ledger.html", section="auditor-ledger", answer=answer, check_code="auditor-check-code", doubles="auditor-doubles"
    )


def entries(here: Here, title: str, rows: QuerySet[ledger.Entry], kinds: tuple[str, ...], name: str) -> Listing[ledger.Entry]:
    to_entry, words = addresses("auditor-entry", UUID(int=0)), worded_kinds(language())
    return Listing(
        title=title,
        rows=ledger.listed(rows),
        columns=[
            Column(
                "sequence",
                lambda e: e.sequence,
                sort="sequence",
                link=lambda e: to_entry(e.fact),
            ),
            Column("at", lambda e: e.at, moment, sort="at"),
            Column("by", lambda e: e.by__name),
            Column("fact", lambda e: words[e.kind], sort="kind"),
            Column("subject", lambda e: e.subject, subject_words, sort="subject", wide=True),
            Column("digest", lambda e: bytes(e.digest).hex()[:16]),
        ],
        search=("subject", "kind", "by__name"),
        filters=(
            Filter("jenis", _("Jenis catatan"), every(kind_choices(here, kinds)), lambda c: Q(kind=c)),
        ),
        sort="-sequence",
        file_name=f"{name}-{here.programme.code}",
        empty=_("Belum ada catatan."),
    )


@door("auditor")
def entry(request: HttpRequest, here: Here, fact: UUID) -> HttpResponse:
    found = ledger.entries_of(here.programme).filter(fact=fact).first()
    if found is None:
        raise Http404
    context = {"title": _("Catatan ke-%(n)s") % {"n": found.sequence}, "section": "auditor-ledger"}
    return render(request, "entry.html", context | described(found, desk=here.desk, answers=answer_words))


@door("auditor")
def objections(request: HttpRequest, here: Here) -> HttpResponse:
    """Every objection with its state."""
    names = registry.workshop_names(here.programme)
    found = objections_table([shown(o, names) for o in allocation.objections(here.programme)], "auditor-objection")
    context = {"title": _("Keberatan"), "section": "auditor-objections", "table": found}
    return respond(request, "auditor/objections.html", context, file_name=f"keberatan-{here.programme.code}")


@door("auditor")
def objection(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    """One objection: what was said, what planning again showed, what was answered."""
    found = allocation.objection_named(here.programme, objection)
    if found is None:
        raise Http404
    context = {"title": _("Keberatan %(n)s") % {"n": found.number}, "section": "auditor-objections"}
    return render(request, "auditor/objection.html", context | {"o": shown(found, registry.workshop_names(here.programme))})
