"""Criteria of the day, visits with their signatures and appeals, probation, gaps, and records of one firm."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from tempa.catalogue import queries as catalogue
from tempa.ledger.models import Programme
from tempa.ledger.writing import among, instances_of
from tempa.registry.models import CriteriaVersion, Offer, Verification, VerificationAppeal, Workshop, WorkshopMerge
from tempa.registry.rules import SCORES
from tempa.registry.rules.criteria import CriteriaSet, criteria_in, in_force, printed
from tempa.registry.rules.eligibility import Eligible, Found, processes_of
from tempa.registry.rules.gaps import Gap, Known, gaps
from tempa.registry.rules.probation import Probation, Results, placed
from tempa.registry.rules.sites import Site


def criteria_versions(programme: Programme) -> QuerySet[CriteriaVersion]:
    return CriteriaVersion.objects.filter(programme=programme).select_related("proposed_by", "decided_by").order_by("-valid_from", "-proposed_at")


def criteria_on(programme: Programme, on: date) -> CriteriaSet:
    """The criteria by which a visit of that day is scored."""
    return in_force([criteria_in(v.content) for v in criteria_versions(programme).filter(is_confirmed=True)], on)


def criteria_named(programme: Programme, name: str) -> CriteriaSet:
    """The set of this name; the printed one where the programme has none of it."""
    found = criteria_versions(programme).filter(name=name).first()
    return criteria_in(found.content) if found else printed()


def verifications(programme: Programme, workshop: str = "") -> QuerySet[Verification]:
    """Visits, the newest first."""
    found = Verification.objects.filter(programme=programme).select_related("recorded_by", "signed_by", "returned_by")
    return (found.filter(workshop=workshop) if workshop else found).order_by("-visited_on", "-recorded_at")


def verification_named(programme: Programme, verification: UUID) -> Verification | None:
    return verifications(programme).filter(pk=verification).first()


def unsigned(programme: Programme) -> QuerySet[Verification]:
    """Visits that wait for the second signature, the oldest first."""
    return verifications(programme).filter(signed_at=None, returned_at=None).order_by("visited_on", "recorded_at")


def last_signed(programme: Programme, workshops: Collection[str] | None = None) -> dict[str, Verification]:
    """Workshop -> the visit that holds: the last that two people signed."""
    found = verifications(programme).filter(signed_at__isnull=False)
    if workshops is not None:
        found = found.filter(workshop__in=workshops)
    return {v.workshop: v for v in found.order_by("visited_on", "signed_at")}


def visits_that_hold(programme: Programme, workshops: Collection[str]) -> dict[str, Verification]:
    """The same of several workshops, without those who signed: what deeds and eligibility ask of them."""
    some = list(workshops)
    where = f"programme_id = %s AND signed_at IS NOT NULL AND workshop {among(some)} ORDER BY visited_on, signed_at"
    return {v.workshop: v for v in instances_of(Verification, where, [programme.pk, *some])}


def due_for_visit(programme: Programme, today: date, within: timedelta = timedelta()) -> list[Workshop]:
    """Makers whose visit is due by a day, never made, or whose verification has run out; those longest due first."""
    last, until = last_signed(programme), today + within
    days: dict[str, date] = {}
    sites = list(Workshop.objects.filter(programme=programme).exclude(kind="facility").order_by("position"))
    gone = merged_into(programme)
    for site in sites:
        if site.workshop in gone:
            continue
        if any(site.cells[c] == "" for c in SCORES):
            days[site.workshop] = date.min
        elif site.workshop in last:
            days[site.workshop] = last[site.workshop].revisit_on
        elif site.cells["verified_until"]:
            days[site.workshop] = date.fromisoformat(site.cells["verified_until"]) - timedelta(days=printed().revisit_before)
    due = [site for site in sites if site.workshop in days and days[site.workshop] <= until]
    return sorted(due, key=lambda site: days[site.workshop])


def found_in(verification: Verification, criteria: CriteriaSet) -> Found:
    return Found(criteria, verification.scores, verification.machines, verification.skills)


def processes_in(verification: Verification, criteria: CriteriaSet) -> dict[str, Eligible]:
    """Process -> whether it may be done there, by what this visit found."""
    return processes_of(found_in(verification, criteria))


def appeals(programme: Programme, workshop: str = "") -> QuerySet[VerificationAppeal]:
    found = VerificationAppeal.objects.filter(programme=programme).select_related("verification", "made_by", "answered_by").order_by("-made_at")
    return found.filter(workshop=workshop) if workshop else found


def appeal_named(programme: Programme, appeal: UUID) -> VerificationAppeal | None:
    return appeals(programme).filter(pk=appeal).first()


def unanswered_appeals(programme: Programme) -> QuerySet[VerificationAppeal]:
    return appeals(programme).filter(answered_at=None).order_by("made_at")


def probation_of(programme: Programme, workshop: str, results: Callable[[], Results] = Results) -> Probation:
    """Where a workshop stands on the ladder; `results` says what inspections have found of it, and how it is rated."""
    return probations(programme, [workshop], lambda _workshops: {workshop: results()})[workshop]


def probations(
    programme: Programme, workshops: Collection[str], results: Callable[[Collection[str]], Mapping[str, Results]]
) -> dict[str, Probation]:
    """The same of several workshops, with what inspections say of all of them asked once."""
    held, said = visits_that_hold(programme, workshops), results(workshops)
    ladders = {name: criteria_named(programme, name).ladder for name in {v.criteria for v in held.values()}}
    return {
        code: placed(ladders[held[code].criteria] if code in held else printed().ladder, said.get(code, Results()),
                     is_on=code in held and held[code].probation)
        for code in workshops
    }  # fmt: skip


def gaps_of(
    programme: Programme, workshops: Iterable[Workshop], today: date, papers: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, list[Gap]]:
    """Workshop -> what it lacks. `papers`: what each has stated of itself (nib, npwp, nik, account, legal_form), which a later room knows."""
    sites = list(workshops)
    codes = [site.workshop for site in sites]
    last, holders = last_signed(programme, codes), {c.holder.strip().lower() for c in catalogue.certificates(programme)}
    untested = untested_offers(programme, codes)
    found: dict[str, list[Gap]] = {}
    sets: dict[str, CriteriaSet] = {}
    for site in sites:
        visit, stated = last.get(site.workshop), dict((papers or {}).get(site.workshop, {}))
        details = None
        if visit is not None:
            details = found_in(visit, sets.setdefault(visit.criteria, criteria_named(programme, visit.criteria)))
        has_tkdn = site.name.strip().lower() in holders or bool(visit and visit.papers.get("tkdn"))
        legal_form = stated.get("legal_form", "") or ("school" if site.kind == "school" else "")
        known = Known(
            site.kind, {c: site.cells[c] for c in SCORES}, site.cells["verified_until"], details, stated, has_tkdn,
            untested.get(site.workshop, []), legal_form,
        )  # fmt: skip
        found[site.workshop] = gaps(known, today)
    return found


def untested_offers(programme: Programme, workshops: Collection[str]) -> dict[str, list[str]]:
    """Workshop -> the types that it offers and of which no test report exists."""
    untested = set(catalogue.types(programme).filter(tested=False).values_list("type", flat=True))
    found: dict[str, list[str]] = {}
    for workshop, type in Offer.objects.filter(programme=programme, workshop__in=workshops, type__in=untested).values_list("workshop", "type"):
        found.setdefault(workshop, []).append(type)
    return found


def site_as_rules_see(workshop: Workshop) -> Site:
    return Site(workshop.workshop, workshop.kind, workshop.lead, workshop.legal_tier)


def merges(programme: Programme) -> QuerySet[WorkshopMerge]:
    return WorkshopMerge.objects.filter(programme=programme).select_related("proposed_by", "decided_by").order_by("-proposed_at")


def merge_named(programme: Programme, merge: UUID) -> WorkshopMerge | None:
    return merges(programme).filter(pk=merge).first()


def merged_into(programme: Programme) -> dict[str, str]:
    """Code of a record that was merged -> the code under which its firm goes on."""
    return dict(WorkshopMerge.objects.filter(programme=programme, is_confirmed=True).values_list("gone", "kept"))
