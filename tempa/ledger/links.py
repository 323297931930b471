"""Links for who has no account: issued for one organisation and one purpose, taken by whoever says who they are, revoked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Unpack
from uuid import UUID, uuid5

from django.utils.crypto import salted_hmac

from tempa.ledger import queries
from tempa.ledger.actions import CLOCKS_DIFFER, COUNT_FAILURES, Doing, deed
from tempa.ledger.facts import LinkIssued, LinkRevoked, LinkTaken
from tempa.ledger.models import Entry, FailedSignIn, LinkHolder, LinkTrace, Person, Programme, WorkLink
from tempa.ledger.rules import (
    May,
    Refused,
    Who,
    check_holder,
    check_links,
    check_open_link,
    check_revocation,
    code_from,
    instant,
    may_as_park,
    read_code,
    read_phone,
    seconds_to_wait,
)
from tempa.ledger.writing import as_kept, rows_of

TRIES = "tautan kerja"  # the name under which wrong codes are counted; no sign-in name has blanks
REPLACED = "replaced"


@dataclass(frozen=True)
class Order:
    """Which links are asked for: their purpose and matter, until when, and for whom (organisation -> desk), with phones where known."""

    purpose: str
    matter: str
    expires_at: datetime
    organisations: Mapping[str, str]
    phones: Mapping[str, str] = field(default_factory=dict)


def issue_links(
    programme: Programme, order: Order, *, issued_from: str = "", allowed: Callable[[Who], May] = may_as_park, **doing: Unpack[Doing]
) -> list[WorkLink]:
    """A link for each organisation, in the place of the one that it has; the first bears the deed's identity.

    `allowed`: who else than the park's office sends links of this purpose, as its room says.

    The same form sent again is answered with the links that it made.
    """
    codes = sorted(order.organisations)
    check_links(purpose=order.purpose, organisations=codes, expires_at=order.expires_at, at=doing["at"])
    with deed(programme, **doing) as d:
        named = {d.identity if n == 0 else uuid5(d.identity, code): code for n, code in enumerate(codes)}
        facts = [(name, asked_for(order, name, code)) for name, code in named.items()]
        if d.known(LinkIssued, **facts[0][1].said()):
            return [entry_link(entry) for entry in d.record_many(facts)]
        d.must(allowed(d.who))
        d.still(kinds=("LinkIssued", "LinkRevoked"))
        open_ones = queries.work_links(programme, purpose=order.purpose, matter=order.matter).filter(revoked_at=None)
        d.follow(LinkRevoked(str(old.link), REPLACED) for old in open_ones.filter(organisation__in=codes))
        entries = d.record_many(facts)
        LinkTrace.objects.bulk_create([LinkTrace(link=name, issued_from=issued_from) for name in named])
        return [entry_link(entry) for entry in entries]


def asked_for(order: Order, name: UUID, code: str) -> LinkIssued:
    return LinkIssued(
        link=str(name), desk=order.organisations[code], organisation=code, purpose=order.purpose, matter=order.matter,
        expires=instant(order.expires_at), phone=read_phone(order.phones.get(code, "")), digest=digest_of(code_of(name)),
    )  # fmt: skip


def entry_link(entry: Entry) -> WorkLink:
    return WorkLink.objects.get(pk=entry.fact)


def code_of(link: UUID) -> str:
    """The code of a link. It follows from the server's secret key, so it need not be kept."""
    return code_from(salted_hmac("tempa.work_link.code", link.bytes, algorithm="sha256").digest())


def digest_of(code: str) -> str:
    return salted_hmac("tempa.work_link.digest", code, algorithm="sha256").hexdigest()


def link_of(typed: str) -> WorkLink | None:
    """The link whose code somebody typed or opened, whatever became of it."""
    code = read_code(typed)
    return WorkLink.objects.filter(digest=digest_of(code)).select_related("programme").first() if code else None


def revoke_link(programme: Programme, *, link: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """End a link at once, with a reason."""
    with deed(programme, **doing) as d:
        if known := d.known(LinkRevoked, link=str(link), why=reason.strip()):
            return known
        d.must(may_as_park(d.who))
        found = existing(programme, link)
        check_revocation(is_revoked=found.revoked_at is not None, reason=reason)
        return d.record(LinkRevoked(str(link), reason.strip()))


def existing(programme: Programme, link: UUID) -> WorkLink:
    found = queries.work_link_named(programme, link)
    if found is None:
        raise Refused("Tautan itu tidak ada di program ini.")
    return found


def take_link(
    link: WorkLink, *, name: str, phone: str, place: str, at: datetime, identity: UUID | None = None, seen: int | None = None
) -> Person:
    """Say at a link who one is; the person who acts there from now on. Who says the same at another link of theirs is the same person."""
    name, phone = " ".join(name.split()), read_phone(phone)
    check_holder(name, phone)
    person, is_new = Person.objects.get_or_create(
        login=sign_of(link, name, phone), defaults={"name": name, "is_active": False, "password": "!", "demo": link.programme.demo}
    )
    try:
        with deed(link.programme, at=at, by=person, identity=identity, seen=seen) as d:
            fact = LinkTaken(str(link.link), str(person.public_id), name, phone, place)
            if not d.known(LinkTaken, **fact.said()):
                now = existing(link.programme, link.link)
                check_open_link(revoked=now.revoked_at is not None, expires_at=now.expires_at, at=at)
                d.record(fact)
    except Refused:
        if is_new and not Entry.objects.filter(by=person).exists():
            Person.objects.filter(pk=person.pk).delete()
        raise
    return person


def sign_of(link: WorkLink, name: str, phone: str) -> str:
    """Under which name somebody at a link is kept: the same for the same words, and telling nothing of them."""
    said = "|".join((link.programme.code, link.organisation, phone, name.casefold()))
    return Person.AT_A_LINK + salted_hmac("tempa.work_link.holder", said, algorithm="sha256").hexdigest()[:32]


def somebody(programme: Programme, sign: str, name: str) -> Person:
    """Who acts on an open page without an account: somebody who can sign in nowhere, the same for the same `sign`."""
    said = salted_hmac("tempa.open_page.person", f"{programme.code}|{sign}", algorithm="sha256").hexdigest()[:32]
    person, _new = Person.objects.get_or_create(
        login=Person.AT_A_LINK + said, defaults={"name": name[:120], "is_active": False, "password": "!", "demo": programme.demo}
    )
    return person


def forget_if_silent(person: Person) -> None:
    """Somebody whose deed was refused was never here."""
    if not Entry.objects.filter(by=person).exists():
        Person.objects.filter(pk=person.pk).delete()


def holder_of(link: WorkLink, person: str = "") -> LinkHolder | None:
    """Who acts at a link: the one of this public number, or the last who said who they are."""
    found = queries.link_holders(link.programme, [link.link]).get(link.link, [])
    return next((h for h in found if not person or str(h.person.public_id) == person), None)


def note_opened(link: WorkLink, at: datetime) -> None:
    """That a link was opened is no deed; the first and the last time of each day are kept."""
    trace = LinkTrace.objects.filter(pk=link.pk).first()
    if trace is not None and trace.last_opened_at is not None and trace.last_opened_at.date() == at.date():
        return
    first = trace.opened_at if trace is not None and trace.opened_at else at
    LinkTrace.objects.update_or_create(link=link.pk, defaults={"opened_at": first, "last_opened_at": at})


def note_asked(link: WorkLink, at: datetime) -> None:
    """Whoever has a link that works no longer asks for a new one."""
    LinkTrace.objects.update_or_create(link=link.pk, defaults={"asked_at": at})


def seconds_until_next_try(source: str, at: datetime, *, name: str = TRIES) -> int:
    """How long nobody from there may try a code, after wrong ones; 0: now. `name`: what is counted, where it is another thing."""
    since, until = (as_kept(FailedSignIn, "at", moment) for moment in (at - COUNT_FAILURES, at + CLOCKS_DIFFER))
    where = "login = %s AND source = %s AND NOT cleared AND at >= %s AND at <= %s"
    found = [moment for (moment,) in rows_of(FailedSignIn, ("at",), where, [name, source, since, until])]
    return seconds_to_wait({"own": (len(found), max(found, default=None))}, at)


def note_wrong_code(source: str, at: datetime, *, name: str = TRIES) -> None:
    FailedSignIn.objects.create(login=name, source=source, at=at)


def note_right_code(source: str) -> None:
    """Wrong codes before a right one count no more, as at signing in."""
    wrong = FailedSignIn.objects.filter(login=TRIES, source=source, cleared=False)
    if wrong.exists():  # opening a page writes nothing otherwise
        wrong.update(cleared=True)


