"""Local content: certificates, where an input comes from, a type under the three dated methods, and the buying ladder."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tempa.catalogue.costing import local_content as tkdn
from tempa.catalogue.costing.local_content import Certificate, certificate_faults
from tempa.catalogue.costing.origin import NationalContent, Origin, ProvinceMoney, national_content, province_money
from tempa.catalogue.costing.solve import ShouldCost
from tempa.catalogue.rules.typed import exact
from tempa.ledger.rules import Refused

METHODS = tuple(m.code for m in tkdn.METHODS)
KINDS = ("labour", "machine", "setup", "overhead", "margin")
"""Parts of a price beside materials whose origin is stated as a whole."""
ASSUMED = "anggapan awal"
START_ORIGINS: Mapping[str, Origin] = {
    "labour": Origin(1, 1, ASSUMED), "setup": Origin(1, 1, ASSUMED), "margin": Origin(1, 1, ASSUMED),
    "machine": Origin(0, 0), "overhead": Origin(0, 0), "material": Origin(0, 0),
}  # fmt: skip
"""Where nobody stated an origin: work and margin of a workshop here stay here, all else counts nothing until it is shown."""


@dataclass(frozen=True)
class Shown:
    """A certificate as stated, for a type ("types:TAN-001") or a material ("materials:EN-BENSIN"); percent as text."""

    subject: str
    holder: str
    number: str
    method: str
    tkdn: str
    bmp: str
    issued: date
    expires: date


def check_certificate(shown: Shown, *, today: date, subjects: Collection[str], numbers: Collection[str]) -> None:
    """Refuses a certificate of an unknown thing, one that has run out, of a method that did not count, or known already."""
    if shown.subject not in subjects:
        raise Refused("Pilih jenis mesin atau bahan yang disebut sertifikat itu.", field="subject")
    if shown.number in numbers:
        raise Refused("Sertifikat nomor %(number)s sudah tercatat.", field="number", number=shown.number)
    if shown.issued > today:
        raise Refused("Tanggal terbit %(day)s belum tiba.", field="issued", day=str(shown.issued))
    if shown.expires < shown.issued:
        raise Refused("Sertifikat berakhir %(until)s, sebelum terbit pada %(day)s. Perbaiki salah satunya.", field="expires",
                      until=str(shown.expires), day=str(shown.issued))  # fmt: skip
    if shown.expires < today:
        raise Refused("Sertifikat %(number)s sudah habis masa berlakunya pada %(until)s. Minta yang masih berlaku.", field="expires",
                      number=shown.number, until=str(shown.expires))  # fmt: skip
    if shown.method not in METHODS:
        raise Refused("Pilih cara hitung TKDN pada sertifikatnya.", field="method")
    if shown.method not in {m.code for m in tkdn.methods_on(shown.issued, small_industry=True)}:
        raise Refused("Cara %(method)s tidak berlaku pada hari terbitnya, %(day)s. Periksa cara dan tanggalnya.", field="method",
                      method=shown.method, day=str(shown.issued))  # fmt: skip
    if shown.method == "46/2022" and exact(shown.tkdn) > 40:
        raise Refused("Cara 46/2022 paling banyak 40 persen, sertifikat ini menyebut %(tkdn)s persen.", field="tkdn", tkdn=shown.tkdn)


def holds(shown: Shown, at: date) -> bool:
    return not certificate_faults(Certificate(shown.number, shown.method, exact(shown.tkdn), shown.issued, shown.expires), at)


def best_of(shown: Sequence[Shown], at: date) -> Shown | None:
    """The certificate that holds on a day with the highest content; the newest of equals."""
    return max((s for s in shown if holds(s, at)), key=lambda s: (exact(s.tkdn), s.issued), default=None)


@dataclass(frozen=True)
class From:
    """Where an input comes from: percent as text, and the paper that shows the national part (empty: none)."""

    item: str
    national: str
    province: str
    proof: str
    dated: date


def check_origin(stated: From, *, today: date, items: Collection[str]) -> None:
    if stated.item not in items:
        raise Refused("Pilih bahan atau bagian harga dari daftar.", field="item")
    if stated.dated > today:
        raise Refused("Tanggal %(day)s belum tiba.", field="dated", day=str(stated.dated))
    if exact(stated.national) > 0 and len(stated.proof.strip()) < 3:
        raise Refused("Isi buktinya: tanpa bukti, kandungan nasional dihitung 0. Bila bagian nasionalnya 0, bukti boleh kosong.", field="proof")


def origins_of(result: ShouldCost, stated: Mapping[str, From], certificates: Mapping[str, Shown]) -> dict[str, Origin]:
    """By line of a reckoning: what was stated, with a material's certificate before its stated national part."""
    found = dict(START_ORIGINS)
    for kind in KINDS:
        if kind in stated:
            found[kind] = as_origin(stated[kind])
    for line in result.lines:
        item = line.key.removeprefix("harga:")
        if line.kind == "material" and (item in stated or item in certificates):
            found[line.key] = material_origin(stated.get(item), certificates.get(item))
    return found


def as_origin(stated: From) -> Origin:
    return Origin(exact(stated.national) / 100, exact(stated.province) / 100, stated.proof)


def material_origin(stated: From | None, certificate: Shown | None) -> Origin:
    origin = as_origin(stated) if stated else Origin(0, 0)
    return Origin(exact(certificate.tkdn) / 100, origin.province, f"sertifikat {certificate.number}") if certificate else origin


class Method(NamedTuple):
    """A type under one method on a day: percent, and whether a certificate could be issued by it then."""

    code: str
    percent: Fraction
    counts: bool
    citation: str
    verified: bool


@dataclass(frozen=True)
class Content:
    """National content under each method, the engine's own reckoning of it, and the money that stays in the province."""

    methods: Sequence[Method]
    national: NationalContent
    province: ProvinceMoney
    without_proof: Sequence[str]


def content_of(result: ShouldCost, origins: Mapping[str, Origin], at: date) -> Content:
    """Of a reckoned unit; a share without a paper counts 0."""
    def national(kinds: Collection[str]) -> tuple[Fraction, Fraction]:
        lines = [(line, origins.get(line.key) or origins[line.kind]) for line in result.lines if line.kind in kinds]
        cost = sum((line.amount for line, _ in lines), Fraction(0))
        home = sum((line.amount * Fraction(o.national) for line, o in lines if o.proof), Fraction(0))
        return cost, home

    def percent(kinds: Collection[str]) -> Fraction:
        cost, home = national(kinds)
        return 100 * home / cost if cost else Fraction(0)

    material, labour, overhead = percent({"material"}), percent({"labour", "setup"}), percent({"machine", "overhead"})
    whole = percent({"material", "labour", "setup", "machine", "overhead"})
    figures = {
        "16/2011": whole, "46/2022": tkdn.small_industry_content(material, labour, overhead, 0),
        "35/2025": tkdn.weighted_content(material, labour, overhead),
    }  # fmt: skip
    counting = {m.code for m in tkdn.methods_on(at, small_industry=True)}
    made = national_content(result, origins)
    return Content(
        [Method(m.code, figures[m.code], m.code in counting, m.citation, m.verified) for m in tkdn.METHODS], made,
        province_money(result, origins), made.without_proof,
    )  # fmt: skip
