"""Links for people without an account: which there are, who uses them, and what was done through them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from tempa.ledger.models import (
    EntrySubject,
    LinkHolder,
    LinkTrace,
    Person,
    Programme,
    WorkLink,
)
from tempa.ledger.rules import HeldLink


def held_links(programme: Programme, person: Person, at: datetime) -> frozenset[HeldLink]:
    """The links at which this person has said who they are, and that work at this moment."""
    taken = LinkHolder.objects.filter(programme=programme, person=person).values("link")
    found = WorkLink.objects.filter(programme=programme, link__in=taken, revoked_at=None, expires_at__gt=at)
    return frozenset(HeldLink(str(w.link), w.purpose, w.matter, w.organisation) for w in found)


def work_links(programme: Programme, *, purpose: str, matter: str = "") -> QuerySet[WorkLink]:
    """The links for one purpose about one thing, the newest first; those that ended are among them."""
    found = WorkLink.objects.filter(programme=programme, purpose=purpose, matter=matter)
    return found.select_related("issued_by").order_by("-issued_at", "organisation")


def work_link_named(programme: Programme, link: UUID) -> WorkLink | None:
    return WorkLink.objects.filter(programme=programme, link=link).first()


def link_holders(programme: Programme, links: Iterable[UUID]) -> dict[UUID, list[LinkHolder]]:
    """Link -> who has said there who they are, the latest first."""
    found: dict[UUID, list[LinkHolder]] = {}
    for holder in LinkHolder.objects.filter(programme=programme, link__in=list(links)).select_related("person").order_by("-at", "-pk"):
        found.setdefault(holder.link, []).append(holder)
    return found


def link_traces(links: Iterable[UUID]) -> dict[UUID, LinkTrace]:
    return LinkTrace.objects.in_bulk(list(links))


LINK_KINDS = ("LinkIssued", "LinkTaken", "LinkRevoked")


def link_uses(programme: Programme, links: Iterable[UUID]) -> dict[UUID, tuple[int, datetime]]:
    """Link -> how many facts were done through it, and when the last."""
    subjects = {f"link:{link}": link for link in links}
    used = EntrySubject.objects.filter(programme=programme, subject__in=list(subjects)).exclude(entry__kind__in=LINK_KINDS)
    counted = used.values("subject").annotate(n=Count("pk"), last=Max("entry__at"))
    return {subjects[row["subject"]]: (row["n"], row["last"]) for row in counted}


def link_phones(programme: Programme) -> dict[str, str]:
    """Organisation -> the phone that was last given for it, by who issued a link or by who used one; none where it is not known."""
    issued = list(WorkLink.objects.filter(programme=programme).values_list("issued_at", "link", "organisation", "phone"))
    codes = {link: code for _, link, code, _ in issued}
    told = [(at, code, phone) for at, _, code, phone in issued]
    told += [(at, codes[link], phone) for at, link, phone in LinkHolder.objects.filter(programme=programme).values_list("at", "link", "phone")]
    return {code: phone for _, code, phone in sorted(told) if phone}
