"""What each contract still waits for, with whom it lies and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from tempa.contracts.models import AgencyParticulars, Contract, Officer, VendorParticulars
from tempa.contracts.queries.particulars import texts_of, vendors_stated
from tempa.contracts.rules import SIGNING_POSTS, missing_of_agency, missing_of_vendor
from tempa.ledger.models import Programme


@dataclass(frozen=True)
class Missing:
    """What a contract waits for, with whom it lies (agency, vendor or park), since when, and whether it stops the signature."""

    what: str
    lies_with: str
    since: date
    stops: bool


class Readiness:
    """What is missing of many contracts, with few queries: particulars of all parties are read once."""

    def __init__(self, programme: Programme, today: date) -> None:
        self.programme, self.today = programme, today

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
        return vendors_stated(self.programme)

    def of_agency(self, agency: str) -> list[str]:
        a = self.agencies.get(agency)
        return list(missing_of_agency(
            officer=agency in self.signing, budget_document=bool(a and a.budget_document), city=bool(a and a.city)
        ))  # fmt: skip

    def of_vendor(self, workshop: str) -> list[str]:
        return list(missing_of_vendor(texts_of(self.vendors.get(workshop))))

    def of(self, c: Contract) -> list[Missing]:
        """What stops a contract, in the order in which it is to be done."""
        began = c.drafted_at.date()
        found = [Missing(what, "agency", began, True) for what in self.of_agency(c.agency)]
        found += [Missing(what, "vendor", began, True) for what in self.of_vendor(c.vendor)]
        if c.offered_on is None:
            found.append(Missing("penawaran penyedia", "vendor", began, True))
        elif c.negotiated_on is None:
            found.append(Missing("kesepakatan harga", "agency", c.offered_on, True))
        elif c.signed_on is None:
            found.append(Missing("tanda tangan OPD", "agency", c.negotiated_on, False))
        elif c.countersigned_on is None:
            found.append(Missing("tanda tangan penyedia", "vendor", c.signed_on, False))
        return found
