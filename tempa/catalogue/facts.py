"""Facts of the catalogue: names of types, objections to prices, the price list, offers from outside, local content, HPS sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tempa.catalogue.models import (
    ContentCertificate,
    EstimateLine,
    EstimateSheet,
    InputOrigin,
    MachineType,
    MachineUse,
    Material,
    OutsideOffer,
    PartsListItem,
    PriceEntry,
    PriceObjection,
    RoutingStep,
    TypeAlias,
)
from tempa.ledger.facts import Fact, Personal, Price, Public, Recorded, keeps

keeps(MachineType, RoutingStep, Material, PartsListItem)


@dataclass(frozen=True)
class AliasDecided(Fact):
    """A person decided that this name in an agency's sheet means that type."""

    kind_words = _("nama jenis diputuskan")
    is_decision = True

    name: Public[str]
    type: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"types:{self.type}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            TypeAlias.objects.update_or_create(
                programme_id=r.entry.programme_id, name=r.fact.name,
                defaults={"type": r.fact.type, "entry": r.entry},
            )  # fmt: skip


@dataclass(frozen=True)
class PriceObjected(Fact):
    """A workshop, or the makers' association, says that a machine cannot be made at its estimate (HPS), with its own figures.

    `lines` are what it counts, each `{"what": …, "amount": …}` in rupiah a machine; `estimate` is the HPS objected to.
    `workshop` is blank where an association objects. `through` is the link by which it came.
    """

    kind_words = _("keberatan harga diajukan")
    is_decision = True
    worked_out = ("estimate", "through")

    objection: Public[str]
    type: Public[str]
    workshop: Public[str]
    association: Public[str]
    words: Public[str]
    lines: Price[list[dict[str, Any]]]
    papers: Public[list[str]]
    estimate: Price[int]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        ways = [f"workshops:{self.workshop}"] * bool(self.workshop) + [f"link:{self.through}"] * bool(self.through)
        return (f"price_objection:{self.objection}", f"types:{self.type}", *ways, *self.papers)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            last = PriceObjection.objects.filter(programme_id=programme).aggregate(n=Max("number"))["n"] or 0
            PriceObjection.objects.create(
                objection=UUID(f.objection), programme_id=programme, number=last + 1, type=f.type, workshop=f.workshop, association=f.association,
                words=f.words, lines=f.lines, papers=f.papers, estimate=f.estimate, raised_at=r.entry.at, raised_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class PriceObjectionAnswered(Fact):
    """The park answers in words: the price is put right (`upheld`), or it stands. `sheet` names the HPS sheet of the new price."""

    kind_words = _("keberatan harga dijawab")
    is_decision = True

    objection: Public[str]
    upheld: Public[bool]
    answer: Public[str]
    sheet: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"price_objection:{self.objection}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PriceObjection.objects.filter(objection=r.fact.objection).update(
                is_upheld=r.fact.upheld, answer=r.fact.answer, sheet=r.fact.sheet, answered_at=r.entry.at, answered_by=r.entry.by
            )


@dataclass(frozen=True)
class PriceObjectionOverruled(Fact):
    """A head lets contracts of the type go on though the objection is not answered, in their own name and with a reason."""

    kind_words = _("keberatan harga dikesampingkan")
    is_decision = True

    objection: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"price_objection:{self.objection}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PriceObjection.objects.filter(objection=r.fact.objection).update(
                overruled_because=r.fact.reason, overruled_at=r.entry.at, overruled_by=r.entry.by
            )


@dataclass(frozen=True)
class PriceListRead(Fact):
    """Somebody took a price list from a file; its entries follow as facts of their own."""

    kind_words = _("daftar harga dari berkas")
    is_decision = True

    file: Public[str]  # SHA-256 of the kept file
    entries: Public[int]

    def about(self) -> tuple[str, ...]:
        return ("prices", self.file)


@dataclass(frozen=True)
class PriceStated(Fact):
    """What a material, an hour of work or of a machine costs, or the share of overhead or margin: of a day, from a source."""

    kind_words = _("harga dicatat")
    is_decision = True

    input: Public[str]
    item: Public[str]
    low: Price[int]  # rupiah; hundredths of a percent for overhead and margin
    likely: Price[int]
    high: Price[int]
    dated: Public[str]
    valid_until: Public[str]
    source: Public[str]
    reference: Public[str]
    place: Public[str]
    replaces: Public[str]  # the fact that this one puts right, empty for a new price

    def about(self) -> tuple[str, ...]:
        return (f"prices:{self.input}:{self.item}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            fact = r.fact
            PriceEntry.objects.create(
                programme_id=r.entry.programme_id, entry=r.entry, input=fact.input, item=fact.item, low=fact.low, likely=fact.likely,
                high=fact.high, dated=date.fromisoformat(fact.dated), valid_until=day_or_none(fact.valid_until), source=fact.source,
                reference=fact.reference, place=fact.place,
            )  # fmt: skip
            if fact.replaces:
                PriceEntry.objects.filter(programme_id=r.entry.programme_id, entry=UUID(fact.replaces)).update(replaced_by=r.entry)


@dataclass(frozen=True)
class OutsideOfferStated(Fact):
    """What a machine of this type costs where somebody else makes or sells it, and what it takes to have it here."""

    kind_words = _("penawaran dari luar dicatat")
    is_decision = True

    type: Public[str]
    seller: Public[str]
    place: Public[str]
    low: Price[int]
    price: Price[int]
    high: Price[int]
    weight_kg: Public[str]
    kilometres: Public[str]
    crossings: Public[int]
    freight: Public[int]  # Rp per tonne and km
    ferry: Public[int]  # Rp per tonne and crossing
    installation: Price[int]
    spare_parts: Price[int]
    service: Price[int]
    tkdn: Public[str]
    bmp: Public[str]
    dated: Public[str]
    valid_until: Public[str]
    source: Public[str]
    reference: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"outside:{self.type}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            OutsideOffer.objects.create(
                programme_id=r.entry.programme_id, entry=r.entry, type=r.fact.type, dated=date.fromisoformat(r.fact.dated),
                valid_until=day_or_none(r.fact.valid_until), said=r.fact.values(),
            )  # fmt: skip


@dataclass(frozen=True)
class UseStated(Fact):
    """How a machine of this type is used in a year, and what the local one and the one from outside need for it."""

    kind_words = _("angka pakai dicatat")
    is_decision = True

    type: Public[str]
    hours: Public[str]
    fuel_price: Public[int]
    downtime_cost: Public[int]
    rate: Public[str]
    years: Public[int]
    unit: Public[str]
    needs: Public[dict[str, dict[str, Any]]]  # "local" and "outside" -> fuel an hour, maintenance, downtime, salvage, output an hour
    dated: Public[str]
    source: Public[str]
    reference: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"use:{self.type}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            MachineUse.objects.create(
                programme_id=r.entry.programme_id, entry=r.entry, type=r.fact.type, dated=date.fromisoformat(r.fact.dated), said=r.fact.values(),
            )  # fmt: skip


@dataclass(frozen=True)
class CertificateStated(Fact):
    """A certificate of local content (TKDN) of a type or a material was shown."""

    kind_words = _("sertifikat TKDN dicatat")
    is_decision = True

    subject: Public[str]  # types:CODE or materials:CODE
    holder: Public[str]
    number: Public[str]
    method: Public[str]
    tkdn: Public[str]
    bmp: Public[str]
    issued: Public[str]
    expires: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"content:{self.subject}", f"certificate:{self.number}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            fact = r.fact
            ContentCertificate.objects.create(
                programme_id=r.entry.programme_id, entry=r.entry, subject=fact.subject, holder=fact.holder, number=fact.number,
                method=fact.method, tkdn=fact.tkdn, bmp=fact.bmp, issued=date.fromisoformat(fact.issued), expires=date.fromisoformat(fact.expires),
            )  # fmt: skip


@dataclass(frozen=True)
class OriginStated(Fact):
    """How much of an input is national, and how much of its money stays in the province."""

    kind_words = _("asal dinyatakan")
    is_decision = True

    item: Public[str]  # a material, or labour, machine, setup, overhead, margin
    national: Public[str]
    province: Public[str]
    proof: Public[str]
    dated: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"origin:{self.item}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            fact = r.fact
            InputOrigin.objects.update_or_create(
                programme_id=r.entry.programme_id, item=fact.item,
                defaults={"national": fact.national, "province": fact.province, "proof": fact.proof, "dated": date.fromisoformat(fact.dated),
                          "entry": r.entry},
            )  # fmt: skip


@dataclass(frozen=True)
class EstimateSheetSet(Fact):
    """The owner's estimate (HPS) of a type or a package of types was set as a sheet, with all its sources; it waits for a second person."""

    kind_words = _("lembar HPS ditetapkan")
    is_decision = True
    worked_out = ("version",)

    sheet: Public[str]
    name: Public[str]
    version: Public[int]
    dated: Public[str]
    lines: Public[list[dict[str, Any]]]  # type, quantity, lot
    prices: Price[dict[str, dict[str, int]]]  # type -> unit_price, cost, low, likely, high
    sources: Price[list[dict[str, Any]]]
    subtotal: Price[int]
    vat: Price[int]
    vat_citation: Public[str]
    vat_percent: Public[str]
    officer: Personal[str]
    officer_number: Personal[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sheet:{self.sheet}", f"estimate:{self.name}", *(f"estimate-of:{line['type']}" for line in self.lines))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            fact = r.fact
            sheet = EstimateSheet.objects.create(
                sheet=UUID(fact.sheet), programme_id=r.entry.programme_id, name=fact.name, version=fact.version,
                dated=date.fromisoformat(fact.dated), subtotal=fact.subtotal, vat=fact.vat, total=fact.subtotal + fact.vat,
                vat_citation=fact.vat_citation, vat_percent=fact.vat_percent, sources=fact.sources, officer=opened(fact.officer),
                officer_number=opened(fact.officer_number), note=fact.note, entry=r.entry, set_by_id=r.entry.by_id, set_at=r.entry.at,
            )  # fmt: skip
            EstimateLine.objects.bulk_create(
                EstimateLine(sheet=sheet, position=n, type=line["type"], quantity=line["quantity"], lot=line["lot"], **fact.prices[line["type"]])
                for n, line in enumerate(fact.lines, 1)
            )


@dataclass(frozen=True)
class EstimateSheetApproved(Fact):
    """A second person approved an HPS sheet; the approved one of the same name before it is superseded, and stays."""

    kind_words = _("lembar HPS disetujui")
    is_decision = True

    sheet: Public[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sheet:{self.sheet}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide(r, approved=True, reason=r.fact.note)
            sheet = EstimateSheet.objects.get(pk=UUID(r.fact.sheet))
            before = EstimateSheet.objects.filter(programme_id=sheet.programme_id, name=sheet.name, approved=True, superseded_by=None)
            before.exclude(pk=sheet.pk).update(superseded_by=sheet)


@dataclass(frozen=True)
class EstimateSheetRefused(Fact):
    """A second person refused an HPS sheet, with the reason."""

    kind_words = _("lembar HPS ditolak")
    is_decision = True

    sheet: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sheet:{self.sheet}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide(r, approved=False, reason=r.fact.reason)


def decide(r: Recorded[Any], *, approved: bool, reason: str) -> None:
    EstimateSheet.objects.filter(pk=UUID(r.fact.sheet)).update(
        approved=approved, decided_by=r.entry.by_id, decided_at=r.entry.at, reason=reason
    )


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def opened(value: Any) -> str:
    """Personal data as kept; empty where it was erased, and only a commitment is left."""
    return value if isinstance(value, str) else ""
