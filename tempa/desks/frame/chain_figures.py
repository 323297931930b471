"""The figures behind pages of the price chain, worked out once for all who read them, and who is tied to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.catalogue.rules.reckoning import Span
from tempa.contracts import queries as contracts
from tempa.contracts.queries import chains
from tempa.contracts.queries.chains import TypeChain
from tempa.contracts.rules import Tie
from tempa.desks.frame import figures
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table
from tempa.payment import queries as payment
from tempa.payment.queries import Passed
from tempa.registry import queries as registry

CONTRACTS = ("contracts", "rows")
TIES = {
    "nik": gettext_lazy("NIK yang sama"), "npwp": gettext_lazy("NPWP yang sama"), "account": gettext_lazy("rekening yang sama"),
    "phone": gettext_lazy("nomor HP yang sama"), "address": gettext_lazy("alamat yang sama"),
    "representative": gettext_lazy("wakil yang sama"), "financier": gettext_lazy("pemodal yang sama"),
}  # fmt: skip
"""What two vendors share, without what it is."""


def type_chains(here: Here) -> list[TypeChain]:
    return here.known("chains", lambda: chains.by_type(here.programme), of=CONTRACTS)


def spans(here: Here) -> dict[str, Span]:
    """What each type should cost, in a lot of the size that its contracts have on the average."""

    def make() -> dict[str, Span]:
        lots = {c.type: max(1, round(c.units / c.lots)) for c in type_chains(here)}
        return catalogue.spans(here.programme, here.today, lots)

    return here.known(f"chain-spans {here.today}", make, of=("catalogue", "contracts", "rows"))


def ties(here: Here) -> list[Tie]:
    return here.known("ties", lambda: contracts.related_parties(here.programme), of=("contracts",))


def sheets(here: Here) -> Mapping[str, catalogue.ApprovedEstimate]:
    return here.known("approved-estimates", lambda: catalogue.approved_estimates(here.programme), of=("catalogue",))


def offered(here: Here) -> Mapping[str, Any]:
    """Type -> the span of its offers; for the auditor without types whose call has not closed."""
    found = here.known("offer-spans", lambda: registry.offer_spans(here.programme), of=("rows", "registry"))
    still = set[str]() if here.desk == "park" else registry.types_still_open(here.programme, here.now)
    return {} if still is None else {type: span for type, span in found.items() if type not in still}


def passed_by_lot(here: Here) -> Mapping[payment.Place, Passed]:
    """Each contract and lot of which machines are paid, and how far that money has come."""
    return here.known("chain-passed", lambda: payment.passed_by_lot(here.programme), of=("contracts", "payment", "supply"))


def passed_by_type(here: Here) -> dict[str, Passed]:
    """Type -> its machines that are paid, over all contracts that stand, and how far their money has come."""

    def make() -> dict[str, Passed]:
        found: dict[str, list[Passed]] = {}
        by_lot = passed_by_lot(here)
        for contract, lot, type in chains.lots_by_type(here.programme) if by_lot else ():
            if (contract, lot) in by_lot:
                found.setdefault(type, []).append(by_lot[contract, lot])
        return {type: payment.together(some) for type, some in found.items()}

    return here.known("chain-passed-types", make, of=("contracts", "payment"))


def ties_table(here: Here, found: Iterable[Tie]) -> Table[tuple[Tie, str]]:
    """Vendors that share something; what it is is not shown."""
    names = figures.workshop_names(here)
    rows = [(tie, code) for tie in found for code in tie.workshops]
    return Table(_("Penyedia yang berkaitan"), rows, [
        Column("workshop", lambda r: names.get(r[1], r[1]), link=lambda r: reverse(f"{here.desk}-chain-workshop", args=[r[1]])),
        Column("tie", lambda r: str(TIES[r[0].by]), words=_("Kaitannya"), tag=lambda r: "doubt"),
        Column("with", lambda r: ", ".join(names.get(w, w) for w in r[0].workshops if w != r[1]), words=_("Dengan"), wide=True),
    ], empty=_("Tidak ada penyedia yang memakai NIK, rekening, nomor HP, alamat, wakil, atau pemodal yang sama."))  # fmt: skip
