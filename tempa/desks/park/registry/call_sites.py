"""Who is asked by a call: the link that each has, how it went with it, how often offers were stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.visitor import PLACE_WORDS
from tempa.desks.frame.whatsapp import phone_words
from tempa.desks.frame.words import moment, number
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry
from tempa.registry.rules import OFFERS


def sites(here: Here) -> dict[str, str]:
    """Who may offer, by code, with the name."""
    return {w.workshop: w.name for w in registry.makers(here.programme)}


def desks(here: Here) -> dict[str, str]:
    return {w.workshop: "teacher" if w.kind == "school" else "workshop" for w in registry.makers(here.programme)}


def open_links(here: Here, call: UUID) -> list[ledger.WorkLink]:
    found = ledger.work_links(here.programme, purpose=OFFERS, matter=str(call))
    return list(found.filter(revoked_at=None, expires_at__gt=here.now).order_by("organisation"))


@dataclass(frozen=True)
class Site:
    """One who is asked: the link that counts, how it went with it, how often offers were stated."""

    code: str
    name: str
    link: Any
    trace: ledger.LinkTrace | None
    holder: ledger.LinkHolder | None
    stated: tuple[int, datetime] | None
    now: datetime

    @property
    def state(self) -> tuple[str, str]:
        """The tag and the words of how far this site has come."""
        if self.stated:
            return "good", _("sudah menawar")
        if self.trace and self.trace.asked_at and (self.link is None or self.trace.asked_at > self.link.issued_at):
            return "late", _("minta tautan baru")
        if self.link is None:
            return "", _("belum ada tautan")
        if self.link.revoked_at:
            return "late", _("tautan dicabut")
        if self.link.expires_at <= self.now:
            return "late", _("tautan berakhir")
        return ("doubt", _("dibuka, belum menawar")) if self.trace and self.trace.opened_at else ("", _("belum dibuka"))


def sites_of(here: Here, call: registry.OfferCall) -> list[Site]:
    """Every site that may offer, those who still have to answer first."""
    last: dict[str, Any] = {}
    for link in ledger.work_links(here.programme, purpose=OFFERS, matter=str(call.call)).order_by("issued_at"):
        if link.why != links.REPLACED:
            last[link.organisation] = link
    ids = [link.link for link in last.values()]
    traces, holders, stated = ledger.link_traces(ids), ledger.link_holders(here.programme, ids), registry.stated_in_call(here.programme, call.call)
    found = [
        Site(code, name, link, traces.get(link.link) if link else None, next(iter(holders.get(link.link, [])), None) if link else None,
             stated.get(code), here.now)
        for code, name in sites(here).items() for link in [last.get(code)]
    ]  # fmt: skip
    return sorted(found, key=lambda s: (s.stated is not None, s.name))


def sites_table(here: Here, found: Sequence[Site]) -> Table[Site]:
    def holder(s: Site) -> str:
        return f"{s.holder.name}, {phone_words(s.holder.phone)}, {PLACE_WORDS.get(s.holder.place, '')}" if s.holder else ""

    return Table(_("Bengkel dan tautannya"), found, [
        Column("workshop", lambda s: s.name, link=lambda s: reverse("park-offers", args=[s.code])),
        Column("state", lambda s: s.state[1], words=_("Keadaan"), tag=lambda s: s.state[0], urgent=True),
        Column("opened", lambda s: s.trace.last_opened_at if s.trace else None, lambda v: moment(v) if v else "", words=_("Terakhir dibuka")),
        Column("stated", lambda s: s.stated[1] if s.stated else None, lambda v: moment(v) if v else "", words=_("Terakhir menawar")),
        Column("times", lambda s: s.stated[0] if s.stated else None, number, words=_("Kali dikirim"), numeric=True),
        Column("holder", holder, words=_("Yang mengisi"), wide=True),
        Column("revoke", lambda s: _("cabut") if s.link and not s.link.revoked_at else "", words=_("Cabut"), is_tool=True,
               link=lambda s: reverse("park-link-revoke", args=[s.link.link]) if s.link and not s.link.revoked_at else ""),
    ])  # fmt: skip
