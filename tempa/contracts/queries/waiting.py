"""The readiness board: what each contract lacks, with whom, since when, and which lots wait for it by the plan's own dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from tempa.allocation import queries as allocation
from tempa.contracts.models import Contract, ContractItem
from tempa.contracts.queries.contracts import STAGE
from tempa.contracts.queries.readiness import Missing, Readiness
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.queries import calendar_of, zone_of
from tempa.registry import queries as registry
from tempa.values.period import day_in

NOT_IN_FORCE = STAGE["drafted"] | STAGE["offered"] | STAGE["negotiated"] | STAGE["signed"]
NO_CONTRACT = "konsep kontrak"


@dataclass(frozen=True)
class WaitingLot:
    """A lot whose work may not begin yet, and the day on which the plan begins it."""

    lot: str
    type: str
    maker: str
    units: int
    starts_on: date


@dataclass(frozen=True)
class Waiting:
    """A contract that is not in force, or the lots of an agency and a vendor that no contract holds (`contract` None)."""

    agency: str
    vendor: str
    contract: Contract | None
    missing: tuple[Missing, ...]
    lots: tuple[WaitingLot, ...]

    @property
    def code(self) -> str:
        return self.contract.contract if self.contract else ""

    @property
    def units(self) -> int:
        return sum(lot.units for lot in self.lots)

    @property
    def starts_on(self) -> date | None:
        """The first day on which the plan begins one of its lots."""
        return self.lots[0].starts_on if self.lots else None

    @property
    def since(self) -> date | None:
        """Since when the oldest of what is missing is missing."""
        return min((m.since for m in self.missing), default=None)

    @property
    def holders(self) -> tuple[str, ...]:
        """With whom what is missing lies: agency, vendor, park."""
        return tuple(dict.fromkeys(m.lies_with for m in self.missing))

    def due(self, today: date) -> tuple[WaitingLot, ...]:
        """The lots whose planned start has come."""
        return tuple(lot for lot in self.lots if lot.starts_on <= today)

    def may_begin(self, lot: WaitingLot) -> bool:
        """Whether a named risk note lets the work on a lot begin on its day."""
        risk = self.contract.risk_from if self.contract else None
        return risk is not None and risk <= lot.starts_on

    def unnoted(self, today: date) -> tuple[WaitingLot, ...]:
        """The lots whose planned start has come and that nobody lets begin."""
        risk = self.contract.risk_from if self.contract else None
        return () if risk is not None and risk <= today else self.due(today)


@dataclass(frozen=True)
class Holder:
    """One who holds up contracts (side: agency, vendor or park) with all that is missing from them."""

    side: str
    code: str
    missing: Mapping[str, tuple[Waiting, ...]]

    @property
    def rows(self) -> tuple[Waiting, ...]:
        return tuple({id(row): row for rows in self.missing.values() for row in rows}.values())

    @property
    def units(self) -> int:
        return sum(row.units for row in self.rows)

    @property
    def starts_on(self) -> date | None:
        return min((row.starts_on for row in self.rows if row.starts_on), default=None)


class Board:
    """Everything that waits, read with the same few queries whatever the size of the programme."""

    def __init__(self, programme: Programme, today: date) -> None:
        self.programme, self.today = programme, today

    @cached_property
    def rows(self) -> tuple[Waiting, ...]:
        """What waits, the soonest and then the most first; what holds up nothing comes last."""
        found = [*self.contracts(), *self.without_contract()]
        return tuple(sorted(found, key=lambda w: (w.starts_on or date.max, -w.units, w.agency, w.vendor, w.code)))

    @cached_property
    def items(self) -> Mapping[int, list[tuple[str, str, str, int]]]:
        """Key of a contract that is not in force -> lot, type, maker and units of its live items."""
        found: dict[int, list[tuple[str, str, str, int]]] = {}
        rows = self.waiting_items.order_by("pk").values_list("contract", "lot", "type", "maker", "quantity")
        for contract, lot, type, maker, units in rows:
            found.setdefault(contract, []).append((lot, type, maker, units))
        return found

    @property
    def waiting_items(self) -> QuerySet[ContractItem]:
        return ContractItem.objects.filter(
            programme=self.programme, is_live=True, contract__in=Contract.objects.filter(NOT_IN_FORCE, programme=self.programme).values("pk")
        )

    @cached_property
    def starts(self) -> Mapping[str, tuple[str, str, int, date, date]]:
        """Lot that waits -> its line, maker and units, the day on which the plan begins it, and the day on which that plan was approved.

        Lots of contracts in force are not read: they are most of a programme, and nobody waits for them.
        """
        calendar, zone = calendar_of(self.programme), zone_of(self.programme)
        held = ContractItem.objects.filter(programme=self.programme, lot=OuterRef("lot"), is_live=True)
        waiting = ~Exists(held) | Q(lot__in=self.waiting_items.values("lot"))
        rows = allocation.lots(self.programme).filter(waiting).order_by().values_list(
            "lot", "line", "workshop", "quantity", "start_week", "plan__decision__at"
        )
        days: dict[datetime | None, date] = {None: self.today}
        return {
            lot: (line, maker, units, calendar.monday(week), days[at] if at in days else days.setdefault(at, day_in(zone, at)))
            for lot, line, maker, units, week, at in rows
        }  # fmt: skip

    def contracts(self) -> Iterable[Waiting]:
        """The contracts that are not in force, each with what it lacks and the lots that wait for it."""
        readiness = Readiness(self.programme, self.today)
        for c in Contract.objects.filter(NOT_IN_FORCE, programme=self.programme).select_related("risk_by").order_by("contract"):
            items = self.items.get(c.pk, [])
            lots = [WaitingLot(*item, self.starts[item[0]][3]) for item in items if item[0] in self.starts]
            yield Waiting(c.agency, c.vendor, c, tuple(readiness.of(c, {item[1] for item in items})), in_order(lots))

    def without_contract(self) -> Iterable[Waiting]:
        """The lots that no contract holds, by agency and by who would sign."""
        held = {item[0] for items in self.items.values() for item in items}
        free = {lot: row for lot, row in self.starts.items() if lot not in held}
        if not free:
            return
        lines = {key: (agency, type) for key, agency, type in demand.order_lines(self.programme).values_list("key", "agency", "type")}
        leads = dict(registry.workshops(self.programme).values_list("key", "lead"))
        groups: dict[tuple[str, str], list[WaitingLot]] = {}
        since: dict[tuple[str, str], date] = {}
        for lot, (line, maker, units, starts_on, approved_on) in free.items():
            if line in lines:
                agency, type = lines[line]
                key = agency, leads.get(maker) or maker
                groups.setdefault(key, []).append(WaitingLot(lot, type, maker, units, starts_on))
                since[key] = min(since.get(key, approved_on), approved_on)
        for key, lots in sorted(groups.items()):
            yield Waiting(*key, None, (Missing(NO_CONTRACT, "agency", since[key], True),), in_order(lots))

    @cached_property
    def due(self) -> tuple[Waiting, ...]:
        """Those of which a lot should have begun by today."""
        return tuple(row for row in self.rows if row.due(self.today))

    @cached_property
    def holders(self) -> tuple[Holder, ...]:
        """Who holds up what, with everything that is missing from each, the soonest and then the most first."""
        found: dict[tuple[str, str], dict[str, list[Waiting]]] = {}
        for row in self.rows:
            code = {"agency": row.agency, "vendor": row.vendor, "park": ""}
            for m in row.missing:
                found.setdefault((m.lies_with, code[m.lies_with]), {}).setdefault(m.what, []).append(row)
        holders = [Holder(side, code, {what: tuple(rows) for what, rows in missing.items()}) for (side, code), missing in found.items()]
        return tuple(sorted(holders, key=lambda h: (h.starts_on or date.max, -h.units, h.side, h.code)))


def in_order(lots: Iterable[WaitingLot]) -> tuple[WaitingLot, ...]:
    return tuple(sorted(lots, key=lambda lot: (lot.starts_on, lot.lot)))
