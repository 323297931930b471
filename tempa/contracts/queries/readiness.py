"""What each contract still waits for, with whom it lies and since when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tempa.catalogue import queries as catalogue
from tempa.contracts.models import AgencyParticulars, Contract, Officer, VendorParticulars
from tempa.contracts.queries.particulars import texts_of, vendors_stated
from tempa.contracts.rules import SIGNING_POSTS, missing_of_agency, missing_of_vendor
from tempa.ledger.models import Programme
from tempa.ledger.queries import zone_of
from tempa.values.period import day_in


@dataclass(frozen=True)
class Missing:
    """What a contract waits for, with whom it lies (agency, vendor or park), since when, and whether it stops the signature."""

    what: str
    lies_with: str
    since: date
    stops: bool
    objection: UUID | None = None  # the open objection to a price that it is, where it is one


class Readiness:
    """What is missing of many contracts, with few queries: particulars of all parties are read once.

    `vendors` limits whose particulars are read, for a page that shows few of many contracts.
    """

    def __init__(self, programme: Programme, today: date, vendors: Collection[str] | None = None) -> None:
        self.programme, self.today, self.asked = programme, today, vendors

    @cached_property
    def zone(self) -> tzinfo:
        return zone_of(self.programme)

    @cached_property
    def agencies(self) -> Mapping[str, AgencyParticulars]:
        return {a.agency: a for a in AgencyParticulars.objects.filter(programme=self.programme)}

    @cached_property
    def signing(self) -> set[str]:
        """Agencies whose signing post is filled today."""
        rows = Officer.objects.filter(programme=self.programme, post__in=SIGNING_POSTS, since__lte=self.today)
        return set(rows.filter(Q(until=None) | Q(until__gte=self.today)).values_list("agency", flat=True))

    @cached_property
    def vendors(self) -> Mapping[str, VendorParticulars]:
        return vendors_stated(self.programme, self.asked)

    def of_agency(self, agency: str) -> list[str]:
        a = self.agencies.get(agency)
        return list(missing_of_agency(
            officer=agency in self.signing, budget_document=bool(a and a.budget_document), city=bool(a and a.city)
        ))  # fmt: skip

    def of_vendor(self, workshop: str) -> list[str]:
        return list(missing_of_vendor(texts_of(self.vendors.get(workshop))))

    @cached_property
    def objections(self) -> Mapping[str, list[Any]]:
        """Type -> the objections to its price that are neither answered nor overruled."""
        found: dict[str, list[Any]] = {}
        for one in catalogue.unanswered_price_objections(self.programme).filter(overruled_at=None).order_by("number"):
            found.setdefault(one.type, []).append(one)
        return found

    def of(self, c: Contract, types: Collection[str] | None = None) -> list[Missing]:
        """What stops a contract, in the order in which it is to be done; `types` are those of its items, where they are at hand."""
        began = day_in(self.zone, c.drafted_at)
        found = [Missing(what, "agency", began, True) for what in self.of_agency(c.agency)]
        found += [Missing(what, "vendor", began, True) for what in self.of_vendor(c.vendor)]
        if c.offered_on is None:
            found.append(Missing("penawaran penyedia", "vendor", began, True))
        elif c.negotiated_on is None:
            found.append(Missing("kesepakatan harga", "agency", c.offered_on, True))
        if c.signed_on is None:
            found += self.held_by_objections(c, types)
        if c.signed_on is None and c.negotiated_on is not None:
            found.append(Missing("tanda tangan OPD", "agency", c.negotiated_on, False))
        elif c.signed_on is not None and c.countersigned_on is None:
            found.append(Missing("tanda tangan penyedia", "vendor", c.signed_on, False))
        return found

    def held_by_objections(self, c: Contract, types: Collection[str] | None) -> list[Missing]:
        """The objections to prices of its types: each holds the signature until it is answered, or overruled by name."""
        if not self.objections:
            return []
        mine = set(c.items.values_list("type", flat=True)) if types is None else set(types)
        return [
            Missing(f"jawaban atas keberatan harga {one.number} ({one.type})", "park", day_in(self.zone, one.raised_at), True, one.objection)
            for type in sorted(mine & set(self.objections)) for one in self.objections[type]
        ]  # fmt: skip


def lacking(programme: Programme, what: str, today: date) -> Q:
    """Contracts not yet signed of which the agency's or the vendor's particulars stop the signature: `what` is agency or vendor.

    The same as `Readiness` says of each, as a condition of rows; a test keeps the two equal.
    """
    return Q(signed_on=None) & ~(agency_is_ready(programme, today) if what == "agency" else vendor_is_ready(programme))


def agency_is_ready(programme: Programme, today: date) -> Q:
    held = Officer.objects.filter(programme=programme, agency=OuterRef("agency"), post__in=SIGNING_POSTS, since__lte=today)
    stated = AgencyParticulars.objects.filter(programme=programme, agency=OuterRef("agency")).exclude(budget_document="").exclude(city="")
    return Q(Exists(held.filter(Q(until=None) | Q(until__gte=today)))) & Q(Exists(stated))


def vendor_is_ready(programme: Programme) -> Q:
    stated = VendorParticulars.objects.filter(programme=programme, workshop=OuterRef("vendor"))
    for name in ("account", "bank", "holder", "address"):
        stated = stated.exclude(**{name: ""})
    stated = stated.exclude(npwp="", nik="").exclude(legal_form__in=("cv", "pt", "cooperative"), deed="")
    return Q(Exists(stated))
