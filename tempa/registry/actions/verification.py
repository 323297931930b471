"""A visit recorded, signed by a second person or given back; an appeal against it, and the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Unpack
from uuid import UUID

from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in
from tempa.ledger.facts import Fact, RowStated, RowWithdrawn
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import hands_behind, zone_of
from tempa.ledger.rules import Refused, instant, second_hand
from tempa.registry import queries
from tempa.registry.actions.eligibility import reckon_offers
from tempa.registry.facts import (
    AppealAnswered,
    VerificationAppealed,
    VerificationRecorded,
    VerificationReturned,
    VerificationSigned,
)
from tempa.registry.models import Capacity, Verification, VerificationAppeal, Workshop
from tempa.registry.rules.criteria import RESOURCES, CriteriaSet
from tempa.registry.rules.eligibility import able_resources
from tempa.registry.rules.probation import Results, suggests_probation
from tempa.registry.rules.verification import (
    VERIFICATION,
    VERIFIERS,
    Visit,
    check_appeal,
    check_corrected,
    check_visit,
    check_words,
    dates_of,
    may_answer_appeal,
    may_appeal,
    may_sign,
    may_verify,
    part_scores,
)
from tempa.values.period import day_in


@dataclass(frozen=True)
class Photo:
    """A picture that was taken on the visit, cleaned already, and what it shows."""

    what: str
    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def record_verification(
    programme: Programme, *, visit: Visit, photos: Sequence[Photo] = (), source: str = "desk", made_at: datetime | None = None,
    **doing: Unpack[Doing],
) -> UUID:  # fmt: skip
    """Record what was found at a workshop; it holds once a second person has signed. Returns the visit's name.

    `made_at`: the moment by the clock of the device, where the visit was recorded without a network. Two visits of one workshop may both
    wait; who signs chooses.
    """
    with deed(programme, **doing) as d:
        fact = visit_fact(d, visit, photos, source, made_at or d.at)
        if d.known(VerificationRecorded, **fact.said()):
            return d.identity
        d.must(may_verify(d.who, visit.workshop))
        site = existing_site(programme, visit.workshop)
        criteria = queries.criteria_on(programme, visit.visited_on)
        check_visit(visit, criteria, kind=site.kind, today=day_in(zone_of(programme), d.at))
        until, revisit = dates_of(visit, criteria)
        for photo in photos:
            keep_paper_in(d, photo.content, name=photo.name, media_type=photo.media_type)
        parts = part_scores(visit.scores, criteria)
        d.record(replace(fact, parts=parts, valid_until=str(until), revisit_on=str(revisit)))
        return d.identity


def visit_fact(d: Deed, visit: Visit, photos: Sequence[Photo], source: str, made_at: datetime) -> VerificationRecorded:
    """The fact of a visit; dates as they were stated, blank where the criteria give them."""
    return VerificationRecorded(
        verification=str(d.identity), workshop=visit.workshop, criteria=queries.criteria_on(d.programme, visit.visited_on).id,
        visited_on=str(visit.visited_on), scores=dict(visit.scores), parts={}, machines=[dict(m) for m in visit.machines],
        skills=[dict(s) for s in visit.skills], people=[dict(p) for p in visit.people], notes={k: n for k, n in visit.notes.items() if n},
        papers=dict(visit.papers), photos=[{"what": p.what, "sha256": p.sha256} for p in photos], hours=dict(visit.hours),
        legal_tier=visit.legal_tier, workers=visit.workers, cash_limit=visit.cash_limit, village=visit.village.strip(),
        place=visit.place.strip(), valid_until="", revisit_on="", source=source, made_at=instant(made_at),
    )  # fmt: skip


Charged = Callable[[str], Mapping[str, Decimal]]
"""Workshop -> resource -> hours a week that the plan in force counts on; a later room knows them."""


def sign_verification(
    programme: Programme, *, verification: UUID, probation: bool | None = None, results: Callable[[], Results] = Results,
    charged: Charged = lambda workshop: {}, **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """A second person signs: the row of the workshop, its hours and its offers follow from what was found.

    `probation` None: as the rule suggests from the legal tier and from what inspections have said (`results`). Hours that
    lots of the plan in force are worked in (`charged`) stay stated, so that what was done under them remains possible;
    new work does not come of them, since offers follow what was found.
    """
    with deed(programme, **doing) as d:
        stated = {} if probation is None else {"probation": probation}
        if known := d.known(VerificationSigned, verification=str(verification), **stated):
            return known
        found = existing(programme, verification)
        is_decided = found.signed_at is not None or found.returned_at is not None
        d.must(may_sign(d.who, workshop=found.workshop, recorded_by=found.recorded_by_id, is_decided=is_decided))
        d.must(second_hand(found.recorded_by_id, d.by.pk, hands_behind(programme, d.by, VERIFIERS)))
        d.still(f"workshops:{found.workshop}")
        newer = queries.visits_that_hold(programme, [found.workshop]).get(found.workshop)
        if newer is not None and newer.visited_on > found.visited_on:
            raise Refused("Sudah ada kunjungan yang lebih baru yang ditandatangani. Kembalikan yang ini.")
        if probation is None:
            probation = suggests_probation(legal_tier=found.legal_tier, results=results())
        entry = d.record(VerificationSigned(str(verification), found.workshop, probation))
        follow_from(d, found, queries.criteria_named(programme, found.criteria), charged)
        return entry


def follow_from(d: Deed, found: Verification, criteria: CriteriaSet, charged: Charged) -> None:
    """As part of a deed: bring the workshop's row, hours and offers in line with a signed visit."""
    site = existing_site(d.programme, found.workshop)
    d.follow([*row_of(site, found), *hours_of(d, found, criteria, charged(found.workshop))])
    reckon_offers(d, found.workshop)


def row_of(site: Workshop, found: Verification) -> Iterator[Fact]:
    """The workshop's row as the visit says it; none where nothing differs."""
    cells = dict(site.cells) | {f"score_{part}": str(score) for part, score in found.parts.items()} | {
        "legal_tier": found.legal_tier, "workers": str(found.workers), "verified_from": str(found.visited_on),
        "verified_until": str(found.valid_until),
    }  # fmt: skip
    if found.cash_limit is not None:
        cells["cash_limit"] = str(found.cash_limit)
    if cells != site.cells:
        yield RowStated("workshops", site.workshop, cells)


def hours_of(d: Deed, found: Verification, criteria: CriteriaSet, charged: Mapping[str, Decimal]) -> Iterator[Fact]:
    """Hours a week as stated; none of a resource of which no process may be done there; never below what lots charge there."""
    able = able_resources(queries.found_in(found, criteria))
    held = {c.resource: c for c in Capacity.objects.filter(programme=d.programme, workshop=found.workshop)}
    for resource in RESOURCES:
        stated, row = found.hours.get(resource, ""), held.get(resource)
        now = row.cells["hours_per_week"] if row else ""
        wanted = still_charged("" if resource not in able or stated == "0" else stated or now, now, charged.get(resource, Decimal(0)))
        if wanted and wanted != now:
            cells = {"workshop": found.workshop, "resource": resource, "hours_per_week": wanted}
            yield RowStated("capacities", f"{found.workshop}|{resource}", cells)
        elif row and not wanted:
            yield RowWithdrawn("capacities", row.key)


def still_charged(wanted: str, now: str, charged: Decimal) -> str:
    """Hours a week as found, but not below what is charged of those stated now; both may be empty for none."""
    least = min(charged, Decimal(now or "0"))
    return format(least.normalize(), "f") if Decimal(wanted or "0") < least else wanted


def return_verification(programme: Programme, *, verification: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """A second person does not sign, and says why; the visit never holds."""
    with deed(programme, **doing) as d:
        if known := d.known(VerificationReturned, verification=str(verification), reason=reason.strip()):
            return known
        found = existing(programme, verification)
        is_decided = found.signed_at is not None or found.returned_at is not None
        d.must(may_sign(d.who, workshop=found.workshop, recorded_by=found.recorded_by_id, is_decided=is_decided))
        d.still(f"verification:{verification}")
        check_words(reason)
        return d.record(VerificationReturned(str(verification), found.workshop, reason.strip()))


def appeal_verification(programme: Programme, *, verification: UUID, criteria: Sequence[str], words: str, **doing: Unpack[Doing]) -> UUID:
    """A workshop holds that criteria were scored wrongly, and says why. Returns the appeal's name."""
    asked = sorted(set(criteria))
    with deed(programme, **doing) as d:
        if d.known(VerificationAppealed, verification=str(verification), criteria=asked, words=words.strip()):
            return d.identity
        found = existing(programme, verification)
        d.must(may_appeal(d.who, found.workshop))
        d.still(f"verification:{verification}")
        last = queries.last_signed(programme, [found.workshop]).get(found.workshop)
        check_appeal(
            criteria=asked, known=list(found.scores), is_waiting=found.appeals.filter(answered_at=None).exists(),
            is_last=last is not None and last.pk == found.pk,
        )  # fmt: skip
        check_words(words, field="words")
        through = d.who.link_for(VERIFICATION, found.workshop)
        d.record(VerificationAppealed(str(d.identity), str(verification), found.workshop, asked, words.strip(), through))
        return d.identity


def answer_appeal(
    programme: Programme, *, appeal: UUID, upheld: bool, answer: str, corrected: Mapping[str, int] | None = None,
    charged: Charged = lambda workshop: {}, **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """Answer an appeal with reasons; where it is upheld, the corrected scores hold at once, by the same weights."""
    scores: dict[str, Any] = dict(corrected or {})
    with deed(programme, **doing) as d:
        if known := d.known(AppealAnswered, appeal=str(appeal), upheld=upheld, answer=answer.strip(), corrected=scores):
            return known
        found = existing_appeal(programme, appeal)
        visit = found.verification
        d.must(may_answer_appeal(d.who, recorded_by=visit.recorded_by_id, signed_by=visit.signed_by_id, is_answered=found.answered_at is not None))
        d.still(f"verification:{visit.pk}")
        check_words(answer, field="answer")
        check_corrected(scores, upheld=upheld, appealed=found.criteria)
        criteria = queries.criteria_named(programme, visit.criteria)
        parts = part_scores(visit.scores | scores, criteria)
        entry = d.record(AppealAnswered(str(appeal), str(visit.pk), visit.workshop, upheld, answer.strip(), scores, parts))
        if upheld and queries.last_signed(programme, [visit.workshop])[visit.workshop].pk == visit.pk:
            follow_from(d, existing(programme, visit.pk), criteria, charged)
        return entry


def existing(programme: Programme, verification: UUID) -> Verification:
    found = queries.verification_named(programme, verification)
    if found is None:
        raise Refused("Verifikasi itu tidak ada di program ini.")
    return found


def existing_appeal(programme: Programme, appeal: UUID) -> VerificationAppeal:
    found = queries.appeal_named(programme, appeal)
    if found is None:
        raise Refused("Keberatan itu tidak ada di program ini.")
    return found


def existing_site(programme: Programme, workshop: str) -> Workshop:
    found = queries.workshop_named(programme, workshop)
    if found is None:
        raise Refused("Bengkel %(workshop)s tidak ada di program ini. Pilih bengkel dari daftar.", field="workshop", workshop=workshop)
    return found
