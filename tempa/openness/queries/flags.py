"""Red flags of a programme as it stands: the rules over the rows of its audit pack, and what the pack does not repeat of parties and photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tempa.contracts import queries as contracts
from tempa.delivery import queries as delivery
from tempa.ledger.models import Programme
from tempa.openness.queries.tables import table_of
from tempa.openness.rules import Evidence, Flag, red_flags
from tempa.production import queries as production
from tempa.quality import queries as quality

Row = Mapping[str, str]
LOOKED_AT = (
    "order_changes", "contracts", "contract_items", "units", "progress", "inspections", "lot_decisions", "handovers", "payments", "payment_units",
    "onward_payments", "use_checks",
)  # fmt: skip


def flags_of(programme: Programme, today: str) -> list[Flag]:
    """Every flag of the programme on a day."""
    return red_flags(evidence_of(programme, {name: table_of(programme, name) for name in LOOKED_AT}, today))


def evidence_of(programme: Programme, tables: Mapping[str, Sequence[Row]], today: str) -> Evidence:
    """What the rules look at, beside tables that somebody has read already."""
    return Evidence(
        tables=tables, photos=photos_of(programme), today=today,
        ties=[(tie.by, tie.workshops) for tie in contracts.related_parties(programme)],
        recipients=[(tie.what, tie.recipients) for tie in delivery.related_recipients(programme)],
        splits=[(s.agency, s.type, s.packages, s.total, s.limit, s.citation) for s in contracts.splits(programme)],
    )  # fmt: skip


def photos_of(programme: Programme) -> dict[str, list[tuple[str, str]]]:
    """SHA-256 of a photo -> every deed that showed it: what the deed is about, and its name."""
    shown: dict[str, list[tuple[str, str]]] = {}
    for subject, name, photos in (
        *production.photos_of_reports(programme), *quality.photos_of_inspections(programme), *delivery.photos_of_handovers(programme),
        *delivery.photos_of_use(programme),
    ):  # fmt: skip
        for photo in photos:
            shown.setdefault(photo, []).append((subject, name))
    return shown
