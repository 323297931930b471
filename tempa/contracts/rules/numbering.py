"""The numbers of papers: an agency's own scheme, and which papers can bear one by when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from tempa.ledger.rules import Refused

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NUMBERING = "{nomor}/{jenis}/{opd}/{bulan}/{tahun}"
PLACES = ("nomor", "jenis", "opd", "bulan", "tahun")
PLACE = re.compile(r"\{(\w+)\}")


def check_numbering(pattern: str) -> None:
    """Refuses a scheme in which two papers could get one number, or that says more than a number may."""
    places = PLACE.findall(pattern)
    if (
        {"nomor", "opd", "tahun"} <= set(places) <= set(PLACES)
        and len(pattern) <= 100
        and not set("{}") & set(PLACE.sub("", pattern))
    ):
        return
    raise Refused(
        "Pola nomor harus memuat {nomor}, {opd}, dan {tahun}, boleh juga {jenis} dan {bulan}, misalnya %(example)s.", field="numbering",
        example=NUMBERING,
    )  # fmt: skip


def number_of(pattern: str, *, place: int, kind: str, agency: str, on: date) -> str:
    """The number of a paper: its place in the agency's series of that year, put into the agency's pattern."""
    values = {"nomor": f"{place:03}", "jenis": kind, "opd": agency, "bulan": ROMAN[on.month - 1], "tahun": str(on.year)}
    return PLACE.sub(lambda found: values[found[1]], pattern)


PAPER_CODES = {
    "invitation": "UND", "offer_form": "PNW", "negotiation_minutes": "BA-NEGO", "bahpl": "BAHPL", "sppbj": "SPPBJ", "receipt": "BUKTI",
    "kuitansi": "KWT", "spk": "SPK", "agreement": "SP", "spmk": "SPMK", "purchase_order": "PESANAN", "subwork": "SUB", "addendum": "ADD",
    "advance_request": "UM", "need_statement": "BUTUH", "price_evidence": "HARGA", "risk_note": "RISIKO",
}  # fmt: skip
"""Kind of paper -> what its number calls it."""
DOCUMENT_CODES = {
    "decree": "SK", "examination": "BA-PERIKSA", "handover_minutes": "BAST", "holder_minutes": "BAST-PA", "grant": "NPHD", "training": "BA-LATIH",
    "commissioning": "BA-UJI", "payment_request": "SPP-LS", "spending_statement": "SPTJB", "payment_minutes": "BAP", "payment_receipt": "KWT",
    "verification": "BA-VERIF",
}  # fmt: skip
"""The same for papers of what follows a contract, or comes before it: recipients, handovers, payments, visits."""
PARK_CODE = "PARK"
"""Under this code the park keeps a book of numbers of its own: visits of workshops, and what it takes over from them."""
NUMBERED_AT = {
    "need_statement": "drafted", "invitation": "drafted", "purchase_order": "drafted", "offer_form": "offered", "negotiation_minutes": "negotiated",
    "bahpl": "negotiated", "sppbj": "negotiated", "price_evidence": "negotiated", "spmk": "signed", "subwork": "signed", "advance_request": "signed",
}  # fmt: skip
"""Kind of paper -> the event after which it is numbered, with that event's day; the contract's own paper gets its number when it is signed."""
REACHED = {"drafted": 1, "offered": 2, "negotiated": 3, "signed": 4, "in_force": 4, "ended": 4, "withdrawn": 0}


def papers_due(kinds: Iterable[str], stage: str, days: Mapping[str, date | None]) -> dict[str, date]:
    """Which of these kinds can bear a number at a stage, with the day that they bear."""
    found: dict[str, date] = {}
    for kind in kinds:
        event = NUMBERED_AT.get(kind)
        if event and REACHED[event] <= REACHED[stage] and (day := days[event]) is not None:
            found[kind] = day
    return found
