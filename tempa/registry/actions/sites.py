"""A workshop under another lead, and two records of one firm made one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Unpack
from uuid import UUID

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.facts import RowStated
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import hands_behind, zone_of
from tempa.ledger.rules import PARK, Refused, second_hand
from tempa.registry import queries
from tempa.registry.actions.eligibility import reckon_offers
from tempa.registry.actions.verification import existing_site
from tempa.registry.facts import LeadChanged, MergeConfirmed, MergeProposed, MergeRefused
from tempa.registry.models import WorkshopMerge
from tempa.registry.rules.sites import Holding, check_lead, check_merge, may_change_lead, may_decide_merge, may_merge
from tempa.registry.rules.verification import check_words
from tempa.values.period import day_in

Holdings = Callable[[], Iterable[Holding]]
Identities = Callable[[], Mapping[str, Mapping[str, str]]]


def change_lead(
    programme: Programme, *, workshop: str, lead: str, since: date, reason: str, contracted: Callable[[], Mapping[str, Collection[str]]] = dict,
    **doing: Unpack[Doing],
) -> Entry:  # fmt: skip
    """A workshop or school works under another lead; blank: under none.

    `contracted`, asked under the lock: workshop -> the contracts that name its lead as the vendor for it. While there are any, the lead
    stays: the one who signed answers for what the workshop makes.
    """
    with deed(programme, **doing) as d:
        if known := d.known(LeadChanged, workshop=workshop, after=lead, since=str(since), reason=reason.strip()):
            return known
        d.must(may_change_lead(d.who))
        site = existing_site(programme, workshop)
        d.still(f"workshops:{workshop}")
        new = queries.site_as_rules_see(existing_site(programme, lead)) if lead else None
        check_lead(queries.site_as_rules_see(site), new, bound=contracted().get(workshop, ()))
        if since > day_in(zone_of(programme), d.at):
            raise Refused("Pergantian ini baru berlaku %(since)s. Catat pada hari itu.", field="since", since=str(since))
        check_words(reason)
        entry = d.record(LeadChanged(workshop, site.lead, lead, str(since), reason.strip()))
        d.follow([RowStated("workshops", workshop, dict(site.cells) | {"lead": lead})])
        reckon_offers(d, workshop)
        return entry


def propose_merge(
    programme: Programme, *, kept: str, gone: str, reason: str, holdings: Holdings = tuple, identities: Identities = dict,
    **doing: Unpack[Doing],
) -> UUID:  # fmt: skip
    """Say that two records are of one firm. `holdings` and `identities` are what later rooms know of both. Returns the proposal's name."""
    with deed(programme, **doing) as d:
        if d.known(MergeProposed, kept=kept, gone=gone, reason=reason.strip()):
            return d.identity
        d.must(may_merge(d.who))
        d.still(f"workshops:{kept}", f"workshops:{gone}")
        check(d, kept, gone, holdings, identities)
        check_words(reason)
        d.record(MergeProposed(str(d.identity), kept, gone, reason.strip()))
        return d.identity


def check(d: Deed, kept: str, gone: str, holdings: Holdings, identities: Identities) -> None:
    sites = [queries.site_as_rules_see(existing_site(d.programme, code)) for code in (kept, gone)]
    check_merge(sites[0], sites[1], gone_already=queries.merged_into(d.programme), holdings=holdings(), identities=identities())


def confirm_merge(
    programme: Programme, *, merge: UUID, holdings: Holdings = tuple, identities: Identities = dict, **doing: Unpack[Doing]
) -> Entry:
    """A second person confirms: offers of the record that goes are held back, so that it gets no new lot."""
    with deed(programme, **doing) as d:
        if known := d.known(MergeConfirmed, merge=str(merge)):
            return known
        found = to_decide(d, merge)
        check(d, found.kept, found.gone, holdings, identities)
        entry = d.record(MergeConfirmed(str(merge), found.kept, found.gone))
        reckon_offers(d, found.gone)
        return entry


def refuse_merge(programme: Programme, *, merge: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """A second person refuses, and says why."""
    with deed(programme, **doing) as d:
        if known := d.known(MergeRefused, merge=str(merge), reason=reason.strip()):
            return known
        found = to_decide(d, merge)
        check_words(reason)
        return d.record(MergeRefused(str(merge), found.kept, found.gone, reason.strip()))


def to_decide(d: Deed, merge: UUID) -> WorkshopMerge:
    """The merge, where this person may decide on it."""
    found = queries.merge_named(d.programme, merge)
    if found is None:
        raise Refused("Penggabungan itu tidak ada di program ini.")
    d.must(may_decide_merge(d.who, is_decided=found.decided_at is not None))
    d.must(second_hand(found.proposed_by_id, d.by.pk, hands_behind(d.programme, d.by, PARK)))
    d.still(f"workshops:{found.kept}", f"workshops:{found.gone}")
    return found
