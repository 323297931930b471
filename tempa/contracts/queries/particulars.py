"""What agencies and vendors have stated of themselves: officers, letterheads, legal and tax status; and who is tied to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tempa.contracts.models import AgencyParticulars, Officer, VendorParticulars
from tempa.contracts.rules import NUMBERING, SIGNING_POSTS, Tie, ties
from tempa.ledger.models import Programme
from tempa.ledger.writing import instances_of

VENDOR_TEXTS = (
    "legal_form", "representative", "post", "deed", "nib", "npwp", "nik", "address", "phone", "bank", "account", "holder", "financier",
    "tax_status", "tax_certificate",
)  # fmt: skip


def officers(programme: Programme, agency: str) -> QuerySet[Officer]:
    """Everybody who was ever named to a post of an agency, the newest first."""
    return Officer.objects.filter(programme=programme, agency=agency).order_by("post", "-since", "-pk")


def officer_on(programme: Programme, agency: str, on: date, posts: Iterable[str] = SIGNING_POSTS) -> Officer | None:
    """Who holds the first filled of these posts on a day."""
    held: dict[str, Officer] = {}
    for one in officers(programme, agency).filter(since__lte=on).filter(Q(until=None) | Q(until__gte=on)):
        held.setdefault(one.post, one)
    return next((held[post] for post in posts if post in held), None)


def agency_particulars(programme: Programme, agency: str) -> AgencyParticulars | None:
    return next(iter(instances_of(AgencyParticulars, "programme_id = %s AND agency = %s", [programme.pk, agency])), None)


def numbering_of(programme: Programme, agency: str) -> str:
    found = agency_particulars(programme, agency)
    return found.numbering if found else NUMBERING


def vendor_particulars(programme: Programme, workshop: str) -> VendorParticulars | None:
    return next(iter(instances_of(VendorParticulars, "programme_id = %s AND workshop = %s", [programme.pk, workshop])), None)


def vendors_stated(programme: Programme, only: Collection[str] | None = None) -> dict[str, VendorParticulars]:
    """Workshop -> what it has stated; of all, or only of some."""
    found = VendorParticulars.objects.filter(programme=programme)
    return {v.workshop: v for v in (found if only is None else found.filter(workshop__in=only))}


def texts_of(v: VendorParticulars | None) -> dict[str, str] | None:
    return None if v is None else {name: getattr(v, name) for name in VENDOR_TEXTS}


def related_parties(programme: Programme) -> list[Tie]:
    """Vendors that share an account, a phone, a person or a financier."""
    return ties({code: texts_of(v) or {} for code, v in vendors_stated(programme).items()})
