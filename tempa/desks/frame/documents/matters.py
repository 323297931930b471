"""What a page of papers is about: a handover, a claim, a decree, a visit, an agency's machines, a workshop's money; who may open which paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.contracts import actions as numbering
from tempa.contracts import queries as contracts
from tempa.contracts.papers.documents import Document, DocumentKind, Numbered
from tempa.contracts.queries import Dataset
from tempa.delivery import actions as handing
from tempa.delivery import queries as delivery
from tempa.desks.frame import figures
from tempa.desks.frame.contracts.printing import public_address
from tempa.desks.frame.documents.visits import visit_paper
from tempa.desks.frame.door import Here
from tempa.payment import actions as paying
from tempa.payment import queries as payment
from tempa.registry import queries as registry

INSIDE = frozenset({DocumentKind.PAYMENT_REQUEST, DocumentKind.SPENDING_STATEMENT})
"""Papers of the agency's own file, which a vendor does not open."""
Number = Callable[..., list[str]]


class Sayings:
    """What the papers of a matter say: those of one day differ in their number alone, so that the rest is looked up once."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        self.of_day: dict[date | None, Document] = {}

    def of(self, paper: Numbered) -> Document:
        if paper.on not in self.of_day:
            self.of_day[paper.on] = self.matter.say(paper)
        said = self.of_day[paper.on]
        return replace(said, head=replace(said.head, paper=paper))


@dataclass(frozen=True)
class Matter:
    """A page of papers: `say` gives what a paper prints, `number` gives the numbers, `waits` says why that cannot be done yet.

    `deeds` get numbers, `prints` are made when they are asked for; both only what the reader may open.
    """

    subject: str
    title: str
    back: str
    say: Callable[[Numbered], Document]
    deeds: tuple[DocumentKind, ...] = ()
    prints: tuple[DocumentKind, ...] = ()
    bearer: numbering.Bearer | None = None
    number: Number | None = None
    waits: str = ""


def matter_of(here: Here, subject: str) -> Matter | None:
    """The matter under this name, where the reader may see it."""
    kind, _colon, code = subject.partition(":")
    find = MATTERS.get(kind)
    return find(here, code) if find else None


def dataset(here: Here) -> Dataset:
    """What all papers of a page share (letterheads, officers, vendors, types), read once for as long as nothing is added."""
    return dataset_at(here.programme, here.size, here.today)


@lru_cache(maxsize=4)
def dataset_at(programme: Any, size: int, today: date) -> Dataset:
    """`size`, the length of the chain, says which state it is."""
    return Dataset(programme, today, public_address)


def of_handover(here: Here, code: str) -> Matter | None:
    """The agency's own, a workshop's as giver or receiver before the recipient, all for the park."""
    h = delivery.handover_named(here.programme, code)
    if h is None or here.desk not in ("park", "agency", "workshop"):
        return None
    if here.desk == "agency" and h.agency != here.subject:
        return None
    if here.desk == "workshop" and (h.step == 3 or here.subject not in (h.giver, h.receiver)):
        return None
    kinds = tuple(map(DocumentKind, delivery.kinds_of_handover(here.programme, h))) if h.taken_on else ()
    if here.desk == "workshop":
        kinds = tuple(k for k in kinds if k is not DocumentKind.HOLDER_MINUTES)  # bears the vendor's prices, which a maker under it must not see
    bearer = handing.bearer_of_handover(here.programme, h)
    return Matter(
        delivery.subject_of(h), _("Surat serah terima %(code)s") % {"code": code}, reverse(f"{here.desk}-handover", args=[code]),
        lambda paper: delivery.handover_file(dataset(here), h, paper), kinds, bearer=bearer,
        number=lambda **deed: handing.number_handover_papers(here.programme, handover=code, **deed),
        waits="" if h.taken_on else _("Suratnya dibuat sesudah penerimanya mencatat apa yang datang."),
    )  # fmt: skip


def of_claim(here: Here, code: str) -> Matter | None:
    claim = payment.claim_named(here.programme, code)
    if claim is None or here.desk not in ("park", "agency", "workshop"):
        return None
    if here.subject and here.desk != "park" and here.subject != {"agency": claim.agency, "workshop": claim.vendor}[here.desk]:
        return None
    kinds = tuple(map(DocumentKind, payment.kinds_of_claim(claim)))
    if here.desk == "workshop":
        kinds = tuple(k for k in kinds if k not in INSIDE)
    ended = claim.ended_at is not None
    return Matter(
        payment.subject_of_claim(claim), _("Surat tagihan %(code)s") % {"code": code}, reverse(f"{here.desk}-claim", args=[code]),
        lambda paper: payment.claim_file(dataset(here), claim, paper), kinds,
        (DocumentKind.SETTLEMENT, DocumentKind.TAX_SLIPS, DocumentKind.FILE_LIST), paying.bearer_of_claim(claim),
        lambda **deed: paying.number_claim_papers(here.programme, claim=code, **deed),
        _("Tagihan ini sudah ditarik atau dikembalikan.") if ended else "",
    )  # fmt: skip


def of_decree(here: Here, place: str) -> Matter | None:
    row = contracts.documents_of(here.programme, f"decree:{place}").first()
    if row is None or here.desk not in ("park", "agency") or (here.desk == "agency" and row.agency != here.subject):
        return None
    bearer = numbering.Bearer(row.subject, row.agency, row.dated)
    return Matter(
        row.subject, _("Surat keputusan %(number)s") % {"number": row.number}, reverse(f"{here.desk}-recipients"),
        lambda paper: delivery.decree_file(dataset(here), row.agency, row.number, paper), (DocumentKind.DECREE,), bearer=bearer,
        number=lambda **deed: numbering.number_documents(here.programme, of=bearer, papers={"decree": row.dated}, **deed),
    )  # fmt: skip


def of_visit(here: Here, code: str) -> Matter | None:
    try:
        visit = registry.verification_named(here.programme, UUID(code))
    except ValueError:
        return None
    if visit is None or here.desk not in ("park", "workshop") or (here.desk == "workshop" and visit.workshop != here.subject):
        return None
    bearer = numbering.Bearer(f"visit:{code}", "PARK", visit.visited_on, (visit.workshop,))
    back = reverse("workshop-verification") if here.desk == "workshop" else reverse("park-visit", args=[code])
    return Matter(
        bearer.subject, _("Berita acara kunjungan ke %(name)s") % {"name": visit.workshop}, back,
        lambda paper: visit_paper(here, dataset(here), visit, paper), (DocumentKind.VERIFICATION,), bearer=bearer,
        number=lambda **deed: numbering.number_documents(here.programme, of=bearer, papers={"verification": visit.visited_on}, **deed),
        waits="" if visit.signed_at else _("Berita acaranya dibuat sesudah orang kedua menandatangani kunjungan ini."),
    )  # fmt: skip


def of_assets(here: Here, agency: str) -> Matter | None:
    if agency not in figures.agency_names(here) or here.desk not in ("park", "agency") or (here.desk == "agency" and agency != here.subject):
        return None
    return Matter(
        f"assets:{agency}", _("Daftar mesin %(name)s") % {"name": figures.agency_names(here)[agency]}, reverse(f"{here.desk}-handovers"),
        lambda paper: delivery.asset_list(dataset(here), agency, paper), prints=(DocumentKind.ASSETS,),
    )  # fmt: skip


def of_cash(here: Here, workshop: str) -> Matter | None:
    """A workshop's own statement; the park prints it for who has no account."""
    if registry.workshop_named(here.programme, workshop) is None or here.desk not in ("park", "workshop"):
        return None
    if here.desk == "workshop" and workshop != here.subject:
        return None
    return Matter(
        f"cash:{workshop}", _("Keterangan uang %(name)s") % {"name": workshop}, reverse(f"{here.desk}-money"),
        lambda _paper: payment.cash_statement(dataset(here), workshop), prints=(DocumentKind.CASH_STATEMENT,),
    )  # fmt: skip


def of_onward(here: Here, code: str) -> Matter | None:
    found = payment.onward_payments(here.programme).select_related("entry").filter(onward=code).first()
    if found is None or here.desk not in ("park", "agency", "workshop"):
        return None
    if here.desk == "workshop" and here.subject not in (found.vendor, found.maker):
        return None
    if here.desk == "agency" and not payment.claims(here.programme, here.subject).filter(contract=found.contract).exists():
        return None
    return Matter(
        f"onward:{code}", _("Bukti penerusan %(code)s") % {"code": code}, reverse(f"{here.desk}-money"),
        lambda _paper: payment.onward_paper(dataset(here), found), prints=(DocumentKind.ONWARD,),
    )  # fmt: skip


def of_examples(here: Here, day: str) -> Matter | None:
    """One price settled for every vendor status, by the rules of a day; anybody at the park or an agency may see it."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    if here.desk not in ("park", "agency"):
        return None
    return Matter(
        f"examples:{day}", _("Contoh perhitungan tiap status penyedia"), reverse(f"{here.desk}-claims"),
        lambda _paper: payment.settled_examples(dataset(here), on), prints=(DocumentKind.EXAMPLES,),
    )  # fmt: skip


MATTERS: dict[str, Callable[[Here, str], Matter | None]] = {
    "handover": of_handover, "claim": of_claim, "decree": of_decree, "visit": of_visit, "assets": of_assets, "cash": of_cash, "onward": of_onward,
    "examples": of_examples,
}  # fmt: skip


def subjects_with(here: Here, kind: DocumentKind) -> list[str]:
    """The matters that have a paper of this kind, the newest first: with their data a template can be tried."""
    programme = here.programme
    if kind is DocumentKind.DECREE:
        return [p.subject for p in contracts.documents(programme, "decree:").order_by("-dated", "-place")]
    if kind is DocumentKind.VERIFICATION:
        return [f"visit:{v.pk}" for v in registry.verifications(programme).exclude(signed_at=None)]
    if kind is DocumentKind.ASSETS:
        return [f"assets:{agency}" for agency in sorted(figures.agency_names(here))]
    if kind is DocumentKind.CASH_STATEMENT:
        return [f"cash:{w.key}" for w in registry.makers(programme)]
    if kind is DocumentKind.EXAMPLES:
        return [f"examples:{here.today}"]
    if kind is DocumentKind.ONWARD:
        return [f"onward:{o.onward}" for o in payment.onward_payments(programme).reverse()]
    if kind in HANDED:
        taken = delivery.handovers(programme).exclude(taken_at=None).filter(step__in=HANDED[kind])
        return [delivery.subject_of(h) for h in taken]
    return [payment.subject_of_claim(c) for c in payment.claims(programme)]


HANDED = {
    DocumentKind.EXAMINATION: [2], DocumentKind.HOLDER_MINUTES: [2], DocumentKind.HANDOVER_MINUTES: [1, 2, 3], DocumentKind.GRANT: [3],
    DocumentKind.TRAINING: [3], DocumentKind.COMMISSIONING: [3],
}  # fmt: skip
"""Kinds of paper of a handover -> the steps at which it is made."""
