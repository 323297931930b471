"""The weekly digest as WhatsApp text, for each workshop with its link, for each agency and for the park; and the links themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, Said
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.production import KINDS, cause_words
from tempa.desks.frame.visitor import address_of
from tempa.desks.frame.whatsapp import Message, phone_words
from tempa.desks.frame.words import day, day_words, number
from tempa.desks.park.production.board import Row, answer, rows_of
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.production import queries as production
from tempa.production.rules import PRODUCTION
from tempa.registry import queries as registry

LINK_STAYS, MOST_LOTS = timedelta(days=180), 6


class LinksForm(DeedForm):
    """Nothing to type: each workshop with work that has no link gets one."""

    send = gettext_lazy("Buat tautan laporan untuk yang belum punya")


@door(*PARK)
@never_cache
def messages(request: HttpRequest, here: Here) -> HttpResponse:
    """A message for each workshop, agency and the park, as of today."""
    form = LinksForm(here, request)
    back = reverse("park-production-messages")
    gone_on = form.carried_out(request, lambda **deed: issue(request, here, deed), to=lambda _: back, done=_("Tautan dibuat."))
    rows, have, phones = rows_of(here), open_links(here), ledger.link_phones(here.programme)
    names, agencies = figures.workshop_names(here), figures.agency_names(here)
    mine: dict[str, list[Row]] = {}
    for r in rows:
        mine.setdefault(r.card.vendor, []).append(r)
    told = [
        {"code": code, "name": names.get(code, code), "side": _("bengkel"), "phone": phone_words(phones.get(code, "")),
         "message": Message(to_workshop(request, here, names.get(code, code), some, have.get(code)), f"pesan-{code}", phones.get(code, ""))}
        for code, some in sorted(mine.items())
    ]  # fmt: skip
    for agency in sorted({r.card.agency for r in rows}):
        some = [r for r in rows if r.card.agency == agency]
        name = agencies.get(agency, agency)
        message = Message(to_agency(here, name, some), f"pesan-{agency}")
        told.append({"code": agency, "name": name, "side": _("OPD"), "phone": "", "message": message})
    park = Message(to_park(here, rows), "pesan-taman-sains")
    return gone_on or render(request, "park/production_messages.html", {
        "title": _("Ringkasan minggu ini"), "section": "park-production", "rows": told, "park": park if rows else None,
        "form": form if set(mine) - set(have) else None, "lacking": len(set(mine) - set(have)),
    }, status=form.status)  # fmt: skip


def open_links(here: Here) -> dict[str, ledger.WorkLink]:
    """Workshop -> its link for production that works."""
    found = ledger.work_links(here.programme, purpose=PRODUCTION).filter(revoked_at=None, expires_at__gt=here.now)
    return {w.organisation: w for w in found}


def issue(request: HttpRequest, here: Here, deed: Said) -> list[ledger.WorkLink] | None:
    """A link for every workshop that has work to report and none that works; sent twice, none is replaced."""
    if ledger.is_recorded(here.programme, deed["identity"]):
        return None
    desks = {w.workshop: "teacher" if w.kind == "school" else "workshop" for w in registry.makers(here.programme)}
    cards = production.lot_cards(here.programme, here.today)
    have, wanted = open_links(here), {code for c in cards for code in (c.vendor, c.maker)}
    phones = ledger.link_phones(here.programme)
    missing = {code: desks[code] for code in sorted(wanted - set(have)) if code in desks}
    order = links.Order(PRODUCTION, "", here.now + LINK_STAYS, missing, {code: phones[code] for code in missing if code in phones})
    return links.issue_links(here.programme, order, issued_from=address_of(request), **deed)


def counted(rows: Sequence[Row]) -> tuple[str, str]:
    return number(sum(r.card.left for r in rows)), number(sum(r.card.wanted for r in rows))


def to_workshop(request: HttpRequest, here: Here, name: str, rows: Sequence[Row], link: ledger.WorkLink | None) -> str:
    made, units = counted(rows)
    waits = [r for r in rows if r.card.made < r.card.units][:MOST_LOTS]
    lots = "; ".join(_("%(lot)s %(type)s %(made)s/%(units)s, tenggat %(due)s") % {
        "lot": r.card.lot, "type": r.card.type_name, "made": number(r.card.left), "units": number(r.card.wanted), "due": day(r.card.due_on)}
        for r in waits)  # fmt: skip
    where = request.build_absolute_uri(reverse("link", args=[links.code_of(link.link)])) if link else ""
    told = _("Yth. %(name)s. Per %(today)s sudah jadi %(made)s dari %(units)s mesin.") % {
        "name": name, "today": day_words(here.today), "made": made, "units": units}  # fmt: skip
    if lots:
        told += " " + _("Yang berjalan: %(lots)s.") % {"lots": lots}
    if where:
        told += " " + _("Laporkan kemajuan minggu ini di %(link)s") % {"link": where}
    return told + " " + _("Terima kasih. %(sender)s") % {"sender": here.person.name}


def to_agency(here: Here, name: str, rows: Sequence[Row]) -> str:
    made, units = counted(rows)
    late = [r for r in rows if r.state == "late"]
    told = _("Yth. %(name)s. Per %(today)s sudah jadi %(made)s dari %(units)s mesin pesanan Bapak/Ibu.") % {
        "name": name, "today": day_words(here.today), "made": made, "units": units}  # fmt: skip
    if late:
        worst = late[0]
        told += " " + _("%(n)s lot diperkirakan terlambat, paling lama %(days)s hari: %(why)s.") % {
            "n": number(len(late)), "days": number(worst.forecast.days_late if worst.forecast else 0),
            "why": cause_words(worst.forecast.cause) if worst.forecast else ""}  # fmt: skip
    else:
        told += " " + _("Tidak ada lot yang diperkirakan terlambat.")
    return told + " " + _("Terima kasih. %(sender)s") % {"sender": here.person.name}


def to_park(here: Here, rows: Sequence[Row]) -> str:
    """For the coordination meeting: the board's own sentence, and the problems by kind."""
    kinds: dict[str, int] = {}
    for p in production.open_problems(here.programme):
        kinds[p.kind] = kinds.get(p.kind, 0) + 1
    told = f"{here.programme.code}, {day_words(here.today)}: {answer(here, rows)}"
    if kinds:
        told += " " + _("Kendala terbuka: %(what)s.") % {"what": ", ".join(f"{KINDS[k]} {number(n)}" for k, n in sorted(kinds.items()))}
    return told
