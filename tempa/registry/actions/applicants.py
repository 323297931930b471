"""A call for workshops that want to take part: they apply without an account, wait, and are admitted or refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Unpack
from uuid import UUID, uuid4

from django.utils.crypto import salted_hmac

from tempa.ledger.actions import Doing, deed
from tempa.ledger.facts import RowStated
from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.rules import Refused, instant, read_phone
from tempa.registry import queries
from tempa.registry.facts import (
    ApplicantAdmitted,
    ApplicantCallOpened,
    ApplicationMade,
    ApplicationRefused,
    ApplicationWithdrawn,
)
from tempa.registry.models import ApplicantCall, Application
from tempa.registry.queries.applicants import code_of, digest_of
from tempa.registry.rules.applicants import (
    Applying,
    check_admission,
    check_applicant_call,
    check_applying,
    check_open,
    check_refusal,
    may_apply,
    may_decide_application,
    may_open_call,
)
from tempa.values.period import day_in_wita
from tempa.values.programme import SCHEMA


def open_applicant_call(
    programme: Programme, *, closes_at: datetime, places: int, opens_at: datetime | None = None, note: str = "", **doing: Unpack[Doing]
) -> UUID:
    """Let workshops apply until a moment, from another or from now on. Returns the call's name."""
    with deed(programme, **doing) as d:
        if d.known(ApplicantCallOpened, closes=instant(closes_at), places=places, note=note.strip()):
            return d.identity
        d.must(may_open_call(d.who))
        opens = opens_at or d.at
        check_applicant_call(opens_at=opens, closes_at=closes_at, places=places, note=note, at=d.at)
        d.record(ApplicantCallOpened(str(d.identity), instant(opens), instant(closes_at), places, note.strip()))
        return d.identity


def apply_to_take_part(
    programme: Programme, *, call: UUID, asked: Applying, at: datetime, by: Person | None = None, identity: UUID | None = None,
    seen: int | None = None,
) -> UUID:  # fmt: skip
    """Apply in a call, without an account (`by` None), or as the park for somebody at its counter. Returns the application's name.

    The same form sent again is answered with the application that it made.
    """
    asked = tidied(asked)
    name = identity or uuid4()
    person = by or applicant(programme, name, asked)
    try:
        with deed(programme, at=at, by=person, identity=name, seen=seen) as d:
            fact = ApplicationMade(
                str(name), str(call), asked.name, asked.owner, asked.phone, asked.words, asked.regency, asked.village, asked.workers,
                sorted(set(asked.processes)), asked.has_nib, digest_of(code_of(name)),
            )  # fmt: skip
            if d.known(ApplicationMade, **fact.said()):
                return name
            d.must(may_apply(d.who, is_applicant=by is None))
            found = existing_call(programme, call)
            check_open(opens_at=found.opens_at, closes_at=found.closes_at, at=at)
            criteria = queries.criteria_on(programme, day_in_wita(at))
            waiting = queries.applications(programme, "waiting").values_list("phone", flat=True)
            check_applying(
                asked, processes=[p.code for p in criteria.processes], regencies=queries.regencies(programme), phones=set(waiting)
            )
            d.record(fact)
            return name
    except Refused:
        if by is None and not Entry.objects.filter(by=person).exists():
            Person.objects.filter(pk=person.pk).delete()
        raise


def tidied(asked: Applying) -> Applying:
    name, owner, regency, village = (" ".join(text.split()) for text in (asked.name, asked.owner, asked.regency, asked.village))
    return replace(asked, name=name, owner=owner, regency=regency, village=village, phone=read_phone(asked.phone), words=asked.words.strip())


def applicant(programme: Programme, name: UUID, asked: Applying) -> Person:
    """Who applies without an account: somebody who can sign in nowhere, the same for the same form."""
    sign = salted_hmac("tempa.application.person", f"{programme.code}|{name}", algorithm="sha256").hexdigest()[:32]
    person, _new = Person.objects.get_or_create(
        login=Person.AT_A_LINK + sign,
        defaults={"name": (asked.owner or "Pendaftar")[:120], "is_active": False, "password": "!", "demo": programme.demo},
    )  # fmt: skip
    return person


def refuse_application(programme: Programme, *, application: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Refuse an applicant, who reads the reason."""
    with deed(programme, **doing) as d:
        if known := d.known(ApplicationRefused, application=str(application), reason=reason.strip()):
            return known
        found = existing(programme, application)
        d.must(may_decide_application(d.who, found.outcome))
        d.still(f"application:{application}")
        check_refusal(reason)
        return d.record(ApplicationRefused(str(application), reason.strip()))


def admit_applicant(
    programme: Programme, *, application: UUID, workshop: str, lead: str = "", cluster: str = "", note: str = "", **doing: Unpack[Doing]
) -> Entry:
    """Take an applicant into the registry under a code of its own; it gets no lot before it is verified."""
    with deed(programme, **doing) as d:
        fact = ApplicantAdmitted(str(application), workshop, lead, cluster, note.strip())
        if known := d.known(ApplicantAdmitted, **fact.said()):
            return known
        found = existing(programme, application)
        d.must(may_decide_application(d.who, found.outcome))
        d.still(f"application:{application}", f"workshops:{workshop}")
        sites = {w.workshop: w for w in queries.workshops(programme)}
        check_admission(
            code=workshop, taken=set(sites), has_nib=found.has_nib, lead=lead, leads={c for c, w in sites.items() if w.kind == "lead"},
            clusters=queries.cluster_names(programme), cluster=cluster,
        )  # fmt: skip
        entry = d.record(fact)
        d.follow([RowStated("workshops", workshop, row_of(programme, found, fact))])
        return entry


def row_of(programme: Programme, found: Application, fact: ApplicantAdmitted) -> dict[str, str]:
    """The row of a new workshop: not verified, at the middle of its cluster until somebody has been there."""
    near = next((c for c in queries.clusters(programme) if c.cluster == fact.cluster), None) or queries.workshop_named(programme, fact.lead)
    near = near or queries.workshops(programme).filter(regency=found.regency).first()
    place = {name: near.cells[name] if near else "" for name in ("latitude", "longitude")}
    island = queries.workshops(programme).filter(regency=found.regency).first()
    cells = dict.fromkeys(SCHEMA["workshops"].header, "") | place | {
        "workshop": fact.workshop, "name": found.name, "kind": "member", "cluster": fact.cluster, "lead": fact.lead,
        "legal_tier": "registered" if found.has_nib else "unregistered", "regency": found.regency,
        "island": island.cells["island"] if island else "", "workers": str(found.workers),
    }  # fmt: skip
    return cells


def withdraw_application(
    programme: Programme, *, application: UUID, reason: str = "", at: datetime, by: Person | None = None, identity: UUID | None = None,
    seen: int | None = None,
) -> Entry:  # fmt: skip
    """An applicant who has the code no longer waits (`by` None); or the park notes that they said so."""
    found = existing(programme, application)
    person = by or Entry.objects.select_related("by").get(pk=application).by
    with deed(programme, at=at, by=person, identity=identity, seen=seen) as d:
        if known := d.known(ApplicationWithdrawn, application=str(application), reason=reason.strip()):
            return known
        found = existing(programme, application)
        if by is not None:
            d.must(may_decide_application(d.who, found.outcome))
        if found.outcome != "waiting":
            raise Refused("Pendaftaran ini sudah diputuskan atau ditarik.")
        return d.record(ApplicationWithdrawn(str(application), reason.strip()))


def existing(programme: Programme, application: UUID) -> Application:
    found = queries.application_named(programme, application)
    if found is None:
        raise Refused("Pendaftaran itu tidak ada di program ini.")
    return found


def existing_call(programme: Programme, call: UUID) -> ApplicantCall:
    found = queries.applicant_call_named(programme, call)
    if found is None:
        raise Refused("Pendaftaran itu tidak ada di program ini.")
    return found
