"""The ledger as the park reads it: every entry, and one entry with its values and hashes."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.entry_words import answer_words
from tempa.desks.frame.field_words import subject_words
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.records import described, kind_choices, worded_kinds
from tempa.desks.frame.words import language, moment
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK


@door(*PARK)
def entries(request: HttpRequest, here: Here) -> HttpResponse:
    to_entry, words = addresses("park-entry", UUID(int=0)), worded_kinds(language())
    listing: Listing[ledger.Listed] = Listing(
        title=_("Catatan"),
        rows=ledger.listed(ledger.entries_of(here.programme)),
        columns=[
            Column(
                "sequence", lambda e: e.sequence, sort="sequence", link=lambda e: to_entry(e.fact)
            ),
            Column("at", lambda e: e.at, moment, sort="at"),
            Column("by", lambda e: e.by__name),
            Column("fact", lambda e: words[e.kind], sort="kind"),
            Column("subject", lambda e: e.subject, subject_words, sort="subject", wide=True),
            Column("digest", lambda e: bytes(e.digest).hex()[:16]),
        ],
        search=("subject", "kind", "by__name"),
        filters=(
            Filter("jenis", _("Jenis catatan"), every(kind_choices(here)), lambda c: Q(kind=c)),
        ),
        sort="-sequence",
        total=here.size,
        file_name=f"catatan-{here.programme.code}",
        empty=_("Belum ada catatan. Setiap perbuatan di Tempa menjadi catatan di sini, dan tidak pernah diubah."),
    )
    answer = _("Setiap baris adalah satu perbuatan; tidak ada yang pernah diubah atau dihapus.")
    return listing.respond(
        request, "ledger.html", section="park-ledger", answer=answer, check_code="park-check-code", doubles="park-doubles"
    )


@door(*PARK)
def entry(request: HttpRequest, here: Here, fact: UUID) -> HttpResponse:
    found = ledger.entries_of(here.programme).filter(fact=fact).first()
    if found is None:
        raise Http404
    context = {"title": _("Catatan ke-%(n)s") % {"n": found.sequence}, "section": "park-ledger"}
    return render(request, "entry.html", context | described(found, desk=here.desk, answers=answer_words))
